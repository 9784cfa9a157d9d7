//! Checks of the chapter “Processes”.

mod volumes;

pub use volumes::image_declares_volume;
