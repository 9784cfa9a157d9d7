//! File names of Dockerfiles and of the ignore files that go with them.

/// Endings of files that are about a Dockerfile or make one, but are none.
const OTHERS: [&str; 44] = [
    "bak",
    "cfg",
    "conf",
    "cs",
    "css",
    "diff",
    "dockerignore",
    "ejs",
    "erb",
    "go",
    "hbs",
    "html",
    "in",
    "ini",
    "j2",
    "java",
    "jinja",
    "js",
    "json",
    "kt",
    "lock",
    "log",
    "lua",
    "md",
    "mustache",
    "orig",
    "patch",
    "php",
    "png",
    "py",
    "rb",
    "rs",
    "sh",
    "svg",
    "swp",
    "template",
    "tmpl",
    "toml",
    "ts",
    "txt",
    "vim",
    "xml",
    "yaml",
    "yml",
];

/// Whether a file of that name (no folder) is a Dockerfile: `Dockerfile`, `Containerfile`, `Dockerfile.name`,
/// `Dockerfile-name`, `Dockerfile_name` or `name.Dockerfile`, also in lower case.
pub fn is_dockerfile(name: &str) -> bool {
    let base = |part: &str| matches!(part, "Dockerfile" | "dockerfile" | "Containerfile" | "containerfile");
    let ends_otherwise = |rest: &str| rest.rsplit('.').next().is_some_and(|ending| OTHERS.contains(&ending));
    base(name)
        || name
            .split_once('.')
            .is_some_and(|(first, rest)| base(first) && !rest.is_empty() && !ends_otherwise(rest))
        || name
            .split_once(['-', '_'])
            .is_some_and(|(first, rest)| base(first) && !rest.is_empty() && !rest.contains('.'))
        || name.rsplit_once('.').is_some_and(|(_, ending)| base(ending))
}

/// The ignore files a build with that Dockerfile looks for, the one that counts first: the Dockerfile's own stands next
/// to it, the other one at the root of the build context.
pub fn ignore_files(dockerfile: &str) -> [String; 2] {
    [format!("{dockerfile}.dockerignore"), ".dockerignore".to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dockerfiles() {
        for name in [
            "Dockerfile",
            "Containerfile",
            "Dockerfile.dev",
            "api.Dockerfile",
            "web.dockerfile",
            ".Dockerfile",
            "Dockerfile-alpine",
            "Dockerfile_prod",
        ] {
            assert!(is_dockerfile(name), "{name}");
        }
        for name in [
            "Dockerfile.dockerignore",
            "Dockerfile.",
            "Dockerfiles",
            "my-Dockerfile",
            "Dockerfile.prod.j2",
            "dockerfile_lexer.c",
        ] {
            assert!(!is_dockerfile(name), "{name}");
        }
        assert_eq!(ignore_files("api.Dockerfile")[0], "api.Dockerfile.dockerignore");
    }
}
