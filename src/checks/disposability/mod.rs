//! Checks of the chapter “Disposability”.
