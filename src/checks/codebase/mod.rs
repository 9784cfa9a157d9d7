//! Checks of the chapter “Codebase”.
