//! Checks of the chapter “Backing services”.
