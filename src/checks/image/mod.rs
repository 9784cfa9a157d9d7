//! Checks of the chapter “Image”.
