//! Checks of the chapter “Build, release, run”.
