//! Images that are known backing services.

/// The engine that an image repository runs.
pub fn engine(repository: &str) -> Option<&'static str> {
    ["postgres", "mysql", "redis", "mongo"].into_iter().find(|name| repository == *name)
}
