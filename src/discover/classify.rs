//! What a file is: by name first, by content where the name leaves it open.

use crate::artefact::package::Ecosystem;
use crate::extract::platform;
use crate::parse::dockerfile::is_dockerfile;
use crate::parse::uwsgi;
use crate::source::{folder_of, name_of};

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A Dockerfile or Containerfile.
    Dockerfile,
    /// A bake file: targets for `docker buildx bake`.
    Bake,
    /// A compose file.
    Compose,
    /// YAML or JSON with Kubernetes objects.
    Kubernetes(Format),
    /// `kustomization.yaml`.
    Kustomization,
    /// `Chart.yaml`.
    HelmChart,
    /// A template of a chart.
    HelmTemplate,
    /// A values file of a chart.
    HelmValues,
    /// A GitHub Actions workflow, or an action that is made of steps.
    GithubWorkflow,
    /// A GitLab CI pipeline.
    GitlabCi,
    /// A CircleCI configuration.
    CircleCi,
    /// A pipeline of Jenkins.
    Jenkinsfile,
    /// A pipeline of another CI service.
    CiPipeline,
    /// A Procfile.
    Procfile,
    /// `app.json`, `heroku.yml`, `fly.toml`, `render.yaml` and the like.
    Platform(Format),
    /// Options of uWSGI.
    Uwsgi,
    /// HCL of Terraform or Nomad.
    Hcl,
    /// A dotenv file with values.
    Dotenv,
    /// A dotenv file for readers (`.env.example`).
    DotenvSample,
    /// A dependency manifest.
    Manifest(Ecosystem),
    /// A lock file, with the command of the package manager that writes it. Only the names in it are kept.
    Lockfile(Ecosystem, &'static str),
    /// A file that fixes a runtime's version (`.nvmrc`, `runtime.txt`).
    RuntimeVersion,
    /// `.gitignore`.
    Gitignore,
    /// `.dockerignore`, or one that belongs to a single Dockerfile.
    Dockerignore,
    /// Source code.
    Source(Language),
    /// A shell script.
    Shell,
    /// A Makefile, justfile or Taskfile.
    Recipes,
    /// A schema of Prisma.
    Prisma,
    /// Configuration of the app or a tool, in one of the data formats.
    Config(Format),
    /// XML that .NET and its libraries read: `web.config`, `app.config`, `nlog.config`, `log4net.config`, `nuget.config`.
    DotnetConfig,
    /// A configuration of a web server, or of PHP.
    Server(Server),
    /// A file that by its name holds credentials (`id_rsa`, `.npmrc`, `*.pem`).
    Credentials,
    /// Anything else. Its text is not read.
    Other,
}

/// A program whose configuration images carry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Server {
    /// nginx.
    Nginx,
    /// Apache's HTTP server.
    Apache,
    /// PHP and its process manager.
    Php,
}

impl Server {
    /// The program's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::Php => "php",
        }
    }
}

/// A programming language with a frontend.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Language {
    /// Python.
    Python,
    /// JavaScript, JSX included.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
    /// Go.
    Go,
    /// Ruby.
    Ruby,
    /// Rust.
    Rust,
    /// C#.
    CSharp,
    /// PHP.
    Php,
    /// Java.
    Java,
    /// Kotlin.
    Kotlin,
}

impl Language {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Python,
        Self::JavaScript,
        Self::TypeScript,
        Self::Tsx,
        Self::Go,
        Self::Ruby,
        Self::Rust,
        Self::CSharp,
        Self::Php,
        Self::Java,
        Self::Kotlin,
    ];
}

/// A data format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// YAML.
    Yaml,
    /// JSON, comments allowed.
    Json,
    /// TOML.
    Toml,
    /// Java properties, or another format of `key = value` lines.
    Properties,
    /// XML.
    Xml,
    /// HOCON.
    Hocon,
}

/// What a file is as far as its path tells; `None` where only its text can.
pub fn by_name(path: &str) -> Option<Class> {
    let name = name_of(path);
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or("");
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    if let Some(class) = lockfile(&lower) {
        return Some(class);
    }
    if lower.ends_with(".dockerignore") || lower == ".containerignore" {
        return Some(Class::Dockerignore);
    }
    if is_dockerfile(name) {
        return Some(Class::Dockerfile);
    }
    if matches!(extension, "hcl" | "json") && (lower.contains("docker-bake") || stem == "bake") {
        return Some(Class::Bake);
    }
    if let Some(class) = dotenv(&lower) {
        return Some(class);
    }
    if let Some(class) = manifest(path, &lower) {
        return Some(class);
    }
    if is_credentials(&lower, extension) {
        return Some(Class::Credentials);
    }
    if let Some(server) = server(path) {
        return Some(Class::Server(server));
    }
    let yaml = matches!(extension, "yaml" | "yml");
    Some(match lower.as_str() {
        ".gitignore" => Class::Gitignore,
        ".nvmrc"
        | ".node-version"
        | ".python-version"
        | ".ruby-version"
        | ".tool-versions"
        | "runtime.txt"
        | "rust-toolchain"
        | "rust-toolchain.toml"
        | ".go-version"
        | ".java-version"
        | ".php-version"
        | "mise.toml"
        | ".mise.toml"
        | "global.json"
        | "system.properties"
        | ".sdkmanrc" => Class::RuntimeVersion,
        "kustomization.yaml" | "kustomization.yml" | "kustomization" => Class::Kustomization,
        "chart.yaml" => Class::HelmChart,
        ".gitlab-ci.yml" | ".gitlab-ci.yaml" => Class::GitlabCi,
        "makefile" | "gnumakefile" | "justfile" | ".justfile" => Class::Recipes,
        _ if yaml && stem.split('.').next() == Some("taskfile") => Class::Recipes,
        _ if is_jenkinsfile(&lower) => Class::Jenkinsfile,
        "rakefile" | "capfile" => Class::Source(Language::Ruby),
        "fly.toml" | "railway.toml" | "nixpacks.toml" => Class::Platform(Format::Toml),
        "heroku.yml" | "render.yaml" => Class::Platform(Format::Yaml),
        "railway.json" | "captain-definition" => Class::Platform(Format::Json),
        "app.json" | "app.yaml" => return None,
        _ if extension == "config" && name_of(folder_of(path)) == ".ebextensions" => {
            Class::Platform(Format::Yaml)
        }
        _ if is_dotnet_config(&lower) => Class::DotnetConfig,
        _ if stem == "procfile" && !matches!(extension, "md" | "txt") => Class::Procfile,
        _ if yaml && is_compose(stem, &lower) => Class::Compose,
        // Gitea, Forgejo and hosts of runners read the same from folders of their own.
        _ if yaml
            && [".github", ".gitea", ".forgejo", ".depot"]
                .iter()
                .any(|host| is_below(path, &format!("{host}/workflows"))) =>
        {
            Class::GithubWorkflow
        }
        _ if yaml && is_below(path, ".circleci") => Class::CircleCi,
        _ if yaml && is_pipeline(path, &lower) => Class::CiPipeline,
        _ => match extension {
            "py" | "pyw" => Class::Source(Language::Python),
            "js" | "mjs" | "cjs" | "jsx" => Class::Source(Language::JavaScript),
            "ts" | "mts" | "cts" if lower.ends_with(".d.ts") => Class::Other,
            "ts" | "mts" | "cts" => Class::Source(Language::TypeScript),
            "tsx" => Class::Source(Language::Tsx),
            "go" => Class::Source(Language::Go),
            "rb" | "rake" | "ru" => Class::Source(Language::Ruby),
            "rs" => Class::Source(Language::Rust),
            "cs" => Class::Source(Language::CSharp),
            "php" if lower.ends_with(".blade.php") => Class::Other,
            "php" | "phtml" | "php5" | "php7" | "inc" => Class::Source(Language::Php),
            "java" => Class::Source(Language::Java),
            "kt" => Class::Source(Language::Kotlin),
            "sh" | "bash" | "ksh" | "zsh" => Class::Shell,
            "mk" => Class::Recipes,
            "prisma" => Class::Prisma,
            "tf" | "tfvars" | "tofu" | "nomad" => Class::Hcl,
            "hcl" if lower.ends_with(".nomad.hcl") => Class::Hcl,
            "toml" => Class::Config(Format::Toml),
            "properties" => Class::Config(Format::Properties),
            "conf" if stem == "reference" || is_of_application(stem) => Class::Config(Format::Hocon),
            "xml" if is_descriptor(&lower) => Class::Config(Format::Xml),
            "tpl" | "gotmpl" if in_chart_templates(path) => Class::HelmTemplate,
            "yaml" | "yml" | "json" | "jsonc" | "json5" | "ini" | "" => return None,
            _ => Class::Other,
        },
    })
}

/// Whether frameworks of the JVM look for settings under a name: `application.conf`, `application-prod.conf`.
fn is_of_application(stem: &str) -> bool {
    stem.strip_prefix("application").is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

/// Whether libraries of the JVM look for their configuration under a name: Logback, Log4j, Jakarta Persistence, Hibernate, Tomcat.
fn is_descriptor(lower: &str) -> bool {
    let stem = lower.strip_suffix(".xml").unwrap_or(lower);
    let named = |name: &str| {
        stem.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.', '_']))
    };
    ["logback", "log4j", "log4j2", "persistence", "hibernate"].into_iter().any(named)
        || matches!(stem, "server" | "context")
}

/// Whether .NET, NLog, log4net or NuGet look for their configuration under a name, or one of them includes it by convention:
/// `web.config` with its transforms (`web.release.config`), `shop.exe.config`, `connectionStrings.config`.
fn is_dotnet_config(lower: &str) -> bool {
    let stem = lower.split('.').next().unwrap_or("");
    let known = ["web", "app", "nlog", "log4net", "nuget", "connectionstrings", "appsettings"];
    if let Some(rest) = lower.strip_suffix(".config") {
        return known.contains(&stem) || rest.ends_with(".exe") || rest.ends_with(".dll");
    }
    lower.ends_with(".xml") && matches!(stem, "nlog" | "log4net")
}

/// `Jenkinsfile`, `Jenkinsfile.deploy`, `Jenkinsfile_release`, `release.jenkinsfile`.
fn is_jenkinsfile(lower: &str) -> bool {
    let rest = lower.strip_prefix("jenkinsfile");
    let is_named = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_']));
    (is_named || lower.ends_with(".jenkinsfile")) && !lower.ends_with(".md")
}

/// The server whose configuration a file is, by its name or the folders around it.
fn server(path: &str) -> Option<Server> {
    let lower = path.to_ascii_lowercase();
    let lower = lower.strip_suffix(".template").unwrap_or(&lower);
    let name = name_of(lower);
    let within = |folders: &[&str]| folder_of(lower).split('/').any(|part| folders.contains(&part));
    if name.ends_with(".ini") {
        let is_php = name.starts_with("php") || name.contains("-php") || within(&["php"]);
        return (is_php && !name.contains("xdebug")).then_some(Server::Php);
    }
    if !name.ends_with(".conf") || lower.contains("supervisor") {
        None
    } else if name.starts_with("nginx") || within(&["nginx"]) {
        Some(Server::Nginx)
    } else if matches!(name, "httpd.conf" | "apache2.conf" | "apache.conf")
        || name.starts_with("000-default")
        || within(&["apache", "apache2", "httpd"])
    {
        Some(Server::Apache)
    } else {
        (name.contains("fpm") || within(&["fpm", "php-fpm", "php-fpm.d"])).then_some(Server::Php)
    }
}

/// Whether the path is one where a CI service looks for its pipelines.
fn is_pipeline(path: &str, lower: &str) -> bool {
    let folders = [".azure-pipelines", ".buildkite", ".woodpecker"];
    let starts = ["azure-pipelines", "bitbucket-pipelines", "cloudbuild", "buildspec"];
    let names = [".drone.yml", ".drone.yaml", ".travis.yml", ".woodpecker.yml", ".woodpecker.yaml"];
    folders.iter().any(|folder| is_below(path, folder))
        || starts.iter().any(|start| lower.starts_with(start))
        || names.contains(&lower)
}

/// Whether the name is that of a file of source code, in whatever language.
pub fn is_code(path: &str) -> bool {
    let extension = name_of(path).rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(by_name(path), Some(Class::Source(_)))
        || matches!(
            extension,
            "scala"
                | "groovy"
                | "clj"
                | "fs"
                | "vb"
                | "ex"
                | "exs"
                | "erl"
                | "c"
                | "cc"
                | "cpp"
                | "swift"
                | "hs"
                | "ml"
                | "dart"
                | "lua"
                | "pl"
                | "zig"
        )
}

/// What a file is, given its text too. `charts` are the folders with a `Chart.yaml`.
pub fn classify(path: &str, text: &str, charts: &[&str]) -> Class {
    if let Some(class) = by_name(path) {
        return class;
    }
    let name = name_of(path).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "yaml" | "yml" => yaml(path, &name, text, charts),
        "json" if charts.iter().any(|chart| is_template_of(path, chart)) => Class::HelmTemplate,
        "json" | "jsonc" | "json5" => json(path, &name, text),
        "ini" if uwsgi::is_configuration(text) => Class::Uwsgi,
        _ if is_shell_script(text) => Class::Shell,
        _ if text.starts_with("#!") && first_line(text).contains("python") => Class::Source(Language::Python),
        _ if text.starts_with("#!") && first_line(text).contains("ruby") => Class::Source(Language::Ruby),
        _ if text.starts_with("#!") && first_line(text).contains("node") => {
            Class::Source(Language::JavaScript)
        }
        _ => Class::Other,
    }
}

fn is_template_of(path: &str, chart: &str) -> bool {
    let inside = if chart.is_empty() {
        Some(path)
    } else {
        path.strip_prefix(chart).and_then(|rest| rest.strip_prefix('/'))
    };
    inside.is_some_and(|inside| inside.starts_with("templates/"))
}

fn yaml(path: &str, name: &str, text: &str, charts: &[&str]) -> Class {
    let chart =
        charts.iter().filter(|chart| crate::source::is_below(path, chart)).max_by_key(|chart| chart.len());
    if let Some(chart) = chart {
        let inside = path[chart.len()..].trim_start_matches('/');
        if inside.starts_with("templates/") {
            return Class::HelmTemplate;
        }
        if !inside.contains('/') && name.starts_with("values") || inside.starts_with("ci/") {
            return Class::HelmValues;
        }
    }
    if matches!(name, "action.yml" | "action.yaml") && has_key(text, "runs") {
        return Class::GithubWorkflow;
    }
    if platform::kind(path, text).is_some() {
        return Class::Platform(Format::Yaml);
    }
    if name.contains("uwsgi") && uwsgi::is_configuration(text) {
        return Class::Uwsgi;
    }
    if has_key(text, "apiVersion") && has_key(text, "kind") || is_object_in_braces(text) {
        if has_key(text, "kind") && text.contains("kustomize.config.k8s.io") && name.contains("kustomiz") {
            return Class::Kustomization;
        }
        return Class::Kubernetes(Format::Yaml);
    }
    if is_json_patch(text) {
        return Class::Kubernetes(Format::Yaml);
    }
    if has_key(text, "services") && looks_like_compose(text) {
        return Class::Compose;
    }
    Class::Config(Format::Yaml)
}

fn json(path: &str, name: &str, text: &str) -> Class {
    let is_patch = text.trim_start().starts_with('[') && text.contains("\"op\"") && text.contains("\"path\"");
    if is_patch || text.contains("\"apiVersion\"") && text.contains("\"kind\"") {
        return Class::Kubernetes(Format::Json);
    }
    if name == "app.json"
        && (text.contains("\"buildpacks\"") || text.contains("\"formation\"") || text.contains("\"addons\""))
    {
        return Class::Platform(Format::Json);
    }
    if platform::kind(path, text).is_some() {
        return Class::Platform(Format::Json);
    }
    Class::Config(Format::Json)
}

/// Whether a top-level mapping of the text has that key.
fn has_key(text: &str, key: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start_matches('\u{feff}');
        let line = line.strip_prefix("- ").unwrap_or(line);
        let line = line.trim_start_matches(['"', '\'']);
        line.strip_prefix(key)
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
    })
}

/// A JSON patch written as YAML, as kustomizations take it: a list of operations.
fn is_json_patch(text: &str) -> bool {
    let says = |start: &str| text.lines().any(|line| line.trim_start_matches([' ', '-']).starts_with(start));
    (has_key(text, "op") || has_key(text, "path"))
        && says("op:")
        && ["path: /", "path: \"/", "path: '/"].iter().any(|path| says(path))
}

/// Whether a document of the text is in braces or brackets: JSON, or YAML's flow style, that has the keys of an object.
fn is_object_in_braces(text: &str) -> bool {
    let has = |key: &str| {
        let after = |(at, _)| text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        text.match_indices(key).map(after).any(|rest| rest.starts_with(':'))
    };
    openings(text).any(|line| line.starts_with(['{', '['])) && has("apiVersion") && has("kind")
}

/// The first line of every document, without comments, directives and the actions of templates before it.
fn openings(text: &str) -> impl Iterator<Item = &str> {
    let mut starts = true;
    text.trim_start_matches('\u{feff}').lines().filter_map(move |line| {
        let mark = line.strip_prefix("---").filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        starts |= mark.is_some();
        let content = mark.unwrap_or(line).trim_start();
        let is_aside = ["#", "%", "{{", "{%"].iter().any(|start| content.starts_with(start));
        if !starts || content.is_empty() || is_aside {
            return None;
        }
        starts = false;
        Some(content)
    })
}

/// Services of a compose file have an image, a build or an extended service.
fn looks_like_compose(text: &str) -> bool {
    let nested = |key: &str| {
        text.lines().any(|line| line.starts_with([' ', '\t']) && line.trim_start().starts_with(key))
    };
    (nested("image:") || nested("build:") || nested("extends:"))
        && !["jobs", "steps", "pipeline", "workflow"].iter().any(|key| has_key(text, key))
        && !has_key(text, "stages")
}

fn is_compose(stem: &str, name: &str) -> bool {
    matches!(stem, "compose" | "docker-compose" | "podman-compose")
        || stem.starts_with("docker-compose")
        || stem.starts_with("compose-")
        || name.ends_with(".compose.yml")
        || name.ends_with(".compose.yaml")
        || name.ends_with("-compose.yml")
        || name.ends_with("-compose.yaml")
}

fn dotenv(name: &str) -> Option<Class> {
    let words: Vec<&str> = name.split(['.', '-', '_']).collect();
    let is_env = name == ".env"
        || name.starts_with(".env.")
        || name.starts_with(".env-")
        || name.starts_with(".env_")
        || name.ends_with(".env")
        || name == "env.example"
        || name == "env.sample"
        || name == ".envrc"
        || name == "dotenv";
    let data = [
        "patch", "diff", "license", "md", "txt", "sh", "py", "js", "ts", "json", "yml", "yaml", "rb", "php",
        "html",
    ];
    if !is_env || words.last().is_some_and(|word| data.contains(word)) {
        return None;
    }
    let sample = [
        "example", "examples", "sample", "template", "dist", "tpl", "tmpl", "default", "defaults", "schema",
        "skel",
    ];
    let is_sample = words.iter().any(|word| sample.contains(word));
    Some(if is_sample { Class::DotenvSample } else { Class::Dotenv })
}

fn manifest(path: &str, name: &str) -> Option<Class> {
    Some(Class::Manifest(match name {
        "package.json" => Ecosystem::Npm,
        "pyproject.toml" | "pipfile" | "setup.py" | "setup.cfg" => Ecosystem::Python,
        "cargo.toml" => Ecosystem::Cargo,
        "go.mod" => Ecosystem::Go,
        "gemfile" | "gems.rb" => Ecosystem::Ruby,
        "composer.json" => Ecosystem::Php,
        "pom.xml" => Ecosystem::Maven,
        "settings.gradle" | "settings.gradle.kts" => return None,
        "directory.packages.props" | "directory.build.props" | "packages.config" => Ecosystem::Nuget,
        _ if is_requirements(path, name) => Ecosystem::Python,
        _ if name.ends_with(".gemspec") => Ecosystem::Ruby,
        _ if [".gradle", ".gradle.kts", ".versions.toml"].iter().any(|end| name.ends_with(end)) => {
            Ecosystem::Gradle
        }
        _ if [".csproj", ".fsproj", ".vbproj"].iter().any(|end| name.ends_with(end)) => Ecosystem::Nuget,
        _ => return None,
    }))
}

/// Requirements and constraints of pip, and what pip-tools and uv compile them from.
fn is_requirements(path: &str, name: &str) -> bool {
    let Some((stem, "txt" | "in")) = name.rsplit_once('.') else { return false };
    stem.starts_with("requirements")
        || stem.ends_with("requirements")
        || stem.starts_with("constraints")
        || name_of(folder_of(path)) == "requirements"
}

fn lockfile(name: &str) -> Option<Class> {
    let (ecosystem, manager) = match name {
        "package-lock.json" | "npm-shrinkwrap.json" => (Ecosystem::Npm, "npm"),
        "yarn.lock" => (Ecosystem::Npm, "yarn"),
        "pnpm-lock.yaml" => (Ecosystem::Npm, "pnpm"),
        "bun.lock" | "bun.lockb" => (Ecosystem::Npm, "bun"),
        "poetry.lock" => (Ecosystem::Python, "poetry"),
        "uv.lock" => (Ecosystem::Python, "uv"),
        "pipfile.lock" => (Ecosystem::Python, "pipenv"),
        "pdm.lock" => (Ecosystem::Python, "pdm"),
        "pylock.toml" => (Ecosystem::Python, "pip"),
        "cargo.lock" => (Ecosystem::Cargo, "cargo"),
        "go.sum" => (Ecosystem::Go, "go"),
        "gemfile.lock" | "gems.locked" => (Ecosystem::Ruby, "bundle"),
        "composer.lock" => (Ecosystem::Php, "composer"),
        "gradle.lockfile" => (Ecosystem::Gradle, "gradle"),
        "packages.lock.json" => (Ecosystem::Nuget, "dotnet"),
        _ => return None,
    };
    Some(Class::Lockfile(ecosystem, manager))
}

fn is_credentials(name: &str, extension: &str) -> bool {
    matches!(
        name,
        "id_rsa"
            | "id_dsa"
            | "id_ecdsa"
            | "id_ed25519"
            | ".npmrc"
            | ".yarnrc"
            | ".yarnrc.yml"
            | ".pypirc"
            | ".netrc"
            | "_netrc"
            | ".pgpass"
            | ".my.cnf"
            | "kubeconfig"
            | ".dockercfg"
            | ".git-credentials"
            | ".htpasswd"
            | "credentials"
            | "master.key"
    ) || matches!(
        extension,
        "pem" | "key" | "ppk" | "p12" | "pfx" | "jks" | "keystore" | "kdbx" | "kubeconfig"
    )
}

fn in_chart_templates(path: &str) -> bool {
    folder_of(path).split('/').any(|part| part == "templates")
}

/// Whether the folder stands somewhere in the path (a monorepo may nest it).
fn is_below(path: &str, folder: &str) -> bool {
    let parent = folder_of(path);
    parent == folder || parent.ends_with(&format!("/{folder}"))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("")
}

fn is_shell_script(text: &str) -> bool {
    let first = first_line(text);
    first.starts_with("#!")
        && first
            .split(['/', ' '])
            .any(|word| matches!(word, "sh" | "bash" | "dash" | "ash" | "ksh" | "zsh" | "with-contenv"))
}

/// Whether a file is a configuration of a program that decides how processes run: of `supervisord`, by its name or that of a
/// folder around it, or of nginx.
pub fn is_of_program(path: &str) -> bool {
    let supervisor = (path.ends_with(".conf") || path.ends_with(".ini"))
        && path.split('/').any(|part| part.starts_with("supervisor"));
    supervisor || is_of_nginx(path)
}

/// Whether a file is the main configuration of nginx, or what it is made of.
pub fn is_of_nginx(path: &str) -> bool {
    let name = name_of(path);
    name.starts_with("nginx") && name.contains(".conf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_in_flow_style_are_manifests() {
        let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}}";
        for text in [
            pod.to_owned(),
            format!("\u{feff}--- {pod}\n"),
            format!("# a pod\n---\n\n  {pod}\n"),
            format!("[{pod}]\n"),
            format!("a: 1\n---\n{pod}\n"),
            "{\n  \"kind\": \"Pod\", \"apiVersion\": \"v1\"}".to_owned(),
        ] {
            assert_eq!(classify("k8s/pod.yaml", &text, &[]), Class::Kubernetes(Format::Yaml), "{text}");
        }
        for text in [format!("pod: {pod}\n"), format!("pods:\n{pod}\n"), "{a: 1}\n".to_owned()] {
            assert_eq!(classify("k8s/pod.yaml", &text, &[]), Class::Config(Format::Yaml), "{text}");
        }
    }
}
