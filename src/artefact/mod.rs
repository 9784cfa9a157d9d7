//! What files other than source code declare, as typed structs of spanned fields.

pub mod backing;
pub mod build;
pub mod cluster;
pub mod command;
pub mod compose;
pub mod function;
pub mod image;
pub mod kustomize;
pub mod layer;
pub mod official;
pub mod os_package;
pub mod package;
pub mod pipeline;
pub mod policy;
pub mod process;
pub mod purpose;
pub mod qos;
pub mod quantity;
pub mod reference;
pub mod runtime;
pub mod security;
pub mod selector;
pub mod start;
pub mod tag;
pub mod version;
pub mod workload;
