//! Checks of the chapter “Processes”.
