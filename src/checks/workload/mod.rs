//! Checks of the chapter “Workload”.
