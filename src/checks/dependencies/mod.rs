//! Checks of the chapter “Dependencies”.
