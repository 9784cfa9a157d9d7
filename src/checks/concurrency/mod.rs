//! Checks of the chapter “Concurrency”.
