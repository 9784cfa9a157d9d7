//! Go's frontend, concept by concept.
