//! Checks of the chapter “Port binding”.
