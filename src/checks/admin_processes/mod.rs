//! Checks of the chapter “Admin processes”.
