//! `twelvecheck render`: what is checked of manifests that are made from others.

use super::Outcome;
use super::project_root;
use crate::cli::Render;
use crate::discover::{Tree, WalkOptions};
use crate::extract::kustomize;

/// Prints the objects of a kustomization, each with the file that defines it; what could not be built goes to standard error.
///
/// # Errors
/// A message for the user where the path is wrong or no kustomization.
pub(super) fn run(options: &Render) -> Result<Outcome, String> {
    let target = project_root::find(std::slice::from_ref(&options.path), options.root.as_deref())?;
    let walk = WalkOptions { no_ignore: options.no_ignore, ..WalkOptions::default() };
    let tree = Tree::from_disk(&target.root, &walk);
    let part = target.parts.first().map_or("", String::as_str);
    let Some(built) = kustomize::build(&tree, part) else {
        return Err(format!("{}: there is no kustomization to render", options.path.display()));
    };
    let objects = built.objects.iter();
    let output = objects.map(|object| format!("---\n# Source: {}\n{}", object.path, object.text)).collect();
    let messages = built.notes.into_iter().map(|note| format!("note: {note}")).collect();
    Ok(Outcome { output, messages, code: 0 })
}
