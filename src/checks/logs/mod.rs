//! Checks of the chapter “Logs”.
