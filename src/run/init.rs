//! `twelvecheck init`: a configuration to start from.

use super::Outcome;
use crate::cli;
use crate::config::FILE_NAMES;

/// The configuration that `init` writes: every setting with its default, as comments.
pub(super) const TEMPLATE: &str = r#"# Configuration of twelvecheck. Every line shows a default or an example; remove the '#' to change it.

# Paths that are not read, as globs from this folder.
# exclude = ["legacy/**"]

# Run only some rules, or leave some out: ids, globs over ids, factors ("III", "config").
# select = []
# ignore = []

# Also run the pedantic rules.
# pedantic = false

# Findings from this severity on fail the run: "note", "warning" or "error".
# fail-on = "warning"

# Findings below this severity are not shown.
# min-severity = "note"

# Levels of single rules: "off", "on", "note", "warning" or "error".
[rules]
# hardcoded-port = "off"

# The release of Kubernetes that the cluster runs: API versions are judged by it, and charts are rendered for it. Without it, versions
# that any release has removed are reported.
# [kubernetes]
# version = "1.35"

# How charts are rendered: values files from this folder that lie over every chart's own, the release, its namespace.
# [helm]
# values = ["deploy/values-prod.yaml"]
# release = "release-name"
# namespace = "default"
# api-versions = []

# Levels for some paths only; the last entry that fits wins.
# [[overrides]]
# paths = ["services/legacy/**"]
# rules = { log-to-file = "note" }

# The lowest quality-of-service class of some Kubernetes workloads, for the rule qos-class-too-low: "Burstable" or "Guaranteed".
# 'match' may name kind, name, namespace and labels, as globs, and an environment; without it, all of production are meant.
# [[qos]]
# match = { kind = "StatefulSet", namespace = "shop", labels = { tier = "data*" }, environment = "production" }
# require = "Guaranteed"

# What names of your own libraries mean to rules about code: each is like one that twelvecheck knows, with its arguments in the same
# places. Names are written with the path to them, as in the examples of the README. "language": csharp, go, java or kotlin,
# javascript or typescript, php, python, ruby, rust.
# [[code]]
# language = "python"
# names = ["acme.config.get", "acme.config.read"]
# like = "os.environ.get"

# How many times its request a container's memory limit may be, for the rule overcommitted-memory.
# [workload]
# overcommit-ratio = 2
"#;

/// Writes the configuration.
///
/// # Errors
/// A message where there is a configuration already, or the folder cannot be written to.
pub(super) fn run(options: &cli::Init) -> Result<Outcome, String> {
    let existing = FILE_NAMES.iter().map(|name| options.folder.join(name)).find(|path| path.exists());
    if let Some(path) = existing {
        return Err(format!("{}: there is a configuration already", path.display()));
    }
    let path = options.folder.join(FILE_NAMES[0]);
    std::fs::write(&path, TEMPLATE).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Outcome { messages: vec![format!("wrote {}", path.display())], ..Outcome::default() })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_template_is_a_valid_configuration() {
        let rules = crate::rule::registry::builtin().unwrap();
        let bare: String = super::TEMPLATE
            .lines()
            .map(|line| line.strip_prefix("# ").unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect();
        let settings: String = bare
            .lines()
            .filter(|line| line.contains(" = ") || line.starts_with('['))
            .map(|line| format!("{line}\n"))
            .collect();
        crate::config::parse("twelvecheck.toml", &settings, &rules).unwrap();
        crate::config::parse("twelvecheck.toml", super::TEMPLATE, &rules).unwrap();
    }
}
