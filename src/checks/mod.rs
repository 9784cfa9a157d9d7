//! The checks of the rules that are more than a match: one module per chapter, one function per rule id.

pub mod admin_processes;
pub mod backing_services;
pub mod build_release_run;
pub mod codebase;
pub mod concurrency;
pub mod config;
mod contracts;
pub mod dependencies;
pub mod dev_prod_parity;
pub mod disposability;
pub mod image;
pub mod logs;
pub mod port_binding;
pub mod processes;
mod services;
pub mod workload;
