//! Checks of the chapter “Dev/prod parity”.
