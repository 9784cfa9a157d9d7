//! The command line, as clap structs only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Finds where a repository breaks the twelve-factor method.
///
/// Reads code, Dockerfiles, compose files, Kubernetes manifests, dotenv files, dependency manifests and CI pipelines as apps,
/// and shows every place that takes part in a finding. It never runs, builds or downloads anything.
#[derive(Debug, Parser)]
#[command(name = "twelvecheck", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 no finding at or above --fail-on, 1 findings, 2 usage, configuration or internal error."
)]
pub struct Cli {
    /// What to do; `check` if nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `check`.
    #[command(flatten)]
    pub check: Check,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a repository (the default).
    Check(Check),
    /// List the rules, or test pages of your own.
    Rules(Rules),
    /// Print the Kubernetes objects that charts make, or those of the kustomization in a folder, as they are checked.
    Render(Render),
    /// Explain a rule: why it is there, what to write instead, examples.
    Explain(Explain),
    /// Write a `twelvecheck.toml` with every setting explained.
    Init(Init),
    /// Show the quality-of-service class of every Kubernetes workload, what keeps it from the next one, and who is evicted
    /// first when a node runs out of memory.
    Qos(Qos),
    /// Show how Kubernetes workloads start and stop, with the seconds that each step has.
    Lifecycle(Lifecycle),
    /// Show what every image, compose service, container and platform process runs: PID 1, the program, the way between them,
    /// and whether SIGTERM arrives.
    Processes(Processes),
    /// Show the layers of images: what each adds, what of it is wasted, and from which one an edit of the source rebuilds.
    Layers(Layers),
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Report only findings that touch these files or folders; the project around them is read all the same. `-` reads one
    /// file from standard input.
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// The project root, from which paths are written [default: the top of the git repository around the first path, else
    /// the path itself].
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The path of the file that `-` reads, from the project root [default: stdin.yaml]. With --root it stands in the project
    /// there, else it is alone.
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<String>,
    /// What to print on standard output.
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub format: Format,
    /// Also write a report to a file; may be given several times.
    #[arg(long, short, value_name = "FORMAT=PATH", value_parser = output)]
    pub output: Vec<Output>,
    /// Run only these rules: ids, globs over ids, factors (`III`, `config`).
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not run these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Show findings from this severity on [default: note].
    #[arg(long, value_name = "SEVERITY")]
    pub min_severity: Option<Severity>,
    /// Exit with 1 if there is a finding from this severity on [default: warning].
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<Severity>,
    /// Also run the pedantic rules.
    #[arg(long)]
    pub pedantic: bool,
    /// Read this configuration instead of the project's.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long)]
    pub isolated: bool,
    /// Also run the rules of this folder: pages of the same form as the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Also read what `.gitignore` and its like leave out.
    #[arg(long)]
    pub no_ignore: bool,
    /// Render charts with this values file over their own; may be given several times, the last one wins.
    #[arg(long, value_name = "FILE")]
    pub helm_values: Vec<PathBuf>,
    /// Put suppressed results into SARIF too, marked as such (GitHub shows them as open).
    #[arg(long)]
    pub sarif_include_suppressed: bool,
    /// The category of the SARIF upload, if a repository uploads several.
    #[arg(long, value_name = "NAME")]
    pub sarif_category: Option<String>,
    /// Colour the terminal output.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Number of threads [default: one for each processor].
    #[arg(long, short = 'j', value_name = "N")]
    pub threads: Option<usize>,
}

/// Options of `rules`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Rules {
    /// What to do; list them if nothing is named.
    #[command(subcommand)]
    pub action: Option<RulesAction>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Also list the rules of this folder.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// What to do with rules.
#[derive(Debug, Subcommand)]
pub enum RulesAction {
    /// Run the examples on the pages of a folder: exit with 1 if a finding differs from the marked lines.
    Test(RulesTest),
}

/// Options of `rules test`.
#[derive(Debug, Args)]
pub struct RulesTest {
    /// Folders of pages of the same form as the built-in ones.
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
}

/// Options of `render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Print only what charts and kustomizations below this folder make; the project around it is read all the same.
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// How to print the objects.
    #[arg(long, short, value_name = "FORMAT", default_value = "yaml")]
    pub format: RenderFormat,
    /// How to read the project.
    #[command(flatten)]
    pub reading: Reading,
}

/// How `render` prints objects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum RenderFormat {
    /// YAML as it was rendered, every object with the file that it comes from.
    Yaml,
    /// JSON with file and line of every value.
    Json,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The rule's id.
    pub rule: String,
    /// Also know the rules of this folder.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
}

/// Options of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder to write to.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
}

/// Options of `qos`.
#[derive(Debug, Args)]
pub struct Qos {
    /// Show the workloads of these files or folders; the project around them is read all the same.
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How to read and print.
    #[command(flatten)]
    pub inspect: Inspect,
}

/// Options of `lifecycle`.
#[derive(Debug, Args)]
pub struct Lifecycle {
    /// The workload, as `api` or `Deployment/api` [default: all].
    pub workload: Option<String>,
    /// Look for it in these files or folders [default: the current folder].
    pub paths: Vec<PathBuf>,
    /// How to read and print.
    #[command(flatten)]
    pub inspect: Inspect,
}

/// Options of `processes`.
#[derive(Debug, Args)]
pub struct Processes {
    /// Show what these files or folders start; the project around them is read all the same.
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// How to read and print.
    #[command(flatten)]
    pub inspect: Inspect,
}

/// Options of `layers`.
#[derive(Debug, Args)]
pub struct Layers {
    /// Show the images of this Dockerfile, or of all below this folder; the project around it is read all the same.
    #[arg(value_name = "DOCKERFILE", default_value = ".")]
    pub path: PathBuf,
    /// Show the image of this stage, by name or number [default: those that nothing else is built on].
    #[arg(long, value_name = "STAGE")]
    pub target: Option<String>,
    /// What to print on standard output.
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub format: TableFormat,
    /// How to read the project.
    #[command(flatten)]
    pub reading: Reading,
}

/// What `qos`, `lifecycle` and `processes` have in common.
#[derive(Debug, Args)]
pub struct Inspect {
    /// What to print on standard output.
    #[arg(long, short, value_name = "FORMAT", default_value = "table")]
    pub format: TableFormat,
    /// Show every manifest as it is written: also those of tests, examples and documentation, and without what Kustomize
    /// makes of them.
    #[arg(long)]
    pub all: bool,
    /// How to read the project.
    #[command(flatten)]
    pub reading: Reading,
}

/// How commands that only show something read the project.
#[derive(Debug, Args)]
pub struct Reading {
    /// The project root, from which paths are written [default: the top of the git repository around the first path, else
    /// the path itself].
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Read this configuration instead of the project's.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long)]
    pub isolated: bool,
    /// Also read what `.gitignore` and its like leave out.
    #[arg(long)]
    pub no_ignore: bool,
    /// Render charts with this values file over their own; may be given several times, the last one wins.
    #[arg(long, value_name = "FILE")]
    pub helm_values: Vec<PathBuf>,
}

/// How `qos`, `lifecycle` and `layers` print.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum TableFormat {
    /// Text for a terminal.
    Table,
    /// JSON for programs.
    Json,
}

/// A severity on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Severity {
    /// Notes, warnings and errors.
    Note,
    /// Warnings and errors.
    Warning,
    /// Errors only.
    Error,
}

/// A report format on the command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// Snippets with every place that takes part, and a summary by factor.
    Pretty,
    /// One line for each finding.
    Concise,
    /// JSON for programs.
    Json,
    /// SARIF 2.1.0, as GitHub code scanning reads it.
    Sarif,
}

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Color {
    /// On a terminal, as `NO_COLOR`, `FORCE_COLOR` and `TERM` say.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A report that goes to a file.
#[derive(Clone, Debug)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The file.
    pub path: PathBuf,
}

fn output(text: &str) -> Result<Output, String> {
    let (format, path) = text.split_once('=').ok_or("write FORMAT=PATH, as in sarif=results.sarif")?;
    if path.is_empty() {
        return Err("the path after '=' is empty".to_owned());
    }
    Ok(Output { format: Format::from_str(format, true)?, path: PathBuf::from(path) })
}
