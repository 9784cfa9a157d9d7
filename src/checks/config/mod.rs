//! Checks of the chapter “Config”.
