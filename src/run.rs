//! One run of the tool: from arguments to output and exit code.

mod catalogue;
mod check;
mod init;
mod inspect;
mod layers;
mod look;
mod project_root;
mod render;
mod settings;
mod stdin;

use crate::cli::{Cli, Command, RulesAction};
use crate::rule::{Rule, registry};

/// What a run leaves behind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// Text for standard output: the report.
    pub output: String,
    /// Lines for standard error: what happened to the tool itself.
    pub messages: Vec<String>,
    /// 0 clean, 1 findings, 2 usage, configuration or internal error.
    pub code: u8,
}

impl Outcome {
    /// The outcome of a run that could not be done.
    fn failed(message: &str) -> Self {
        Self { output: String::new(), messages: vec![format!("error: {message}")], code: 2 }
    }
}

/// Runs what the command line asks for.
pub fn run(cli: Cli) -> Outcome {
    let outcome = match cli.command {
        None => check::run(&cli.check),
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Rules(options)) => match &options.action {
            None => catalogue::list(&options),
            Some(RulesAction::Test(options)) => catalogue::test(options),
        },
        Some(Command::Explain(options)) => catalogue::explain(&options),
        Some(Command::Render(options)) => render::run(&options),
        Some(Command::Init(options)) => init::run(&options),
        Some(Command::Qos(options)) => inspect::qos(&options),
        Some(Command::Lifecycle(options)) => inspect::lifecycle(&options),
        Some(Command::Processes(options)) => inspect::processes(&options),
        Some(Command::Layers(options)) => layers::run(&options),
    };
    outcome.unwrap_or_else(|message| Outcome::failed(&message))
}

/// The built-in rules and those of the given folders.
fn rules(folders: &[std::path::PathBuf]) -> Result<Vec<Rule>, String> {
    let mut rules = registry::builtin().map_err(|error| error.to_string())?;
    for folder in folders {
        for (path, rule) in registry::from_folder(folder).map_err(|error| error.to_string())? {
            if rules.iter().any(|known| known.page.id == rule.page.id) {
                return Err(format!("{path}:1: there is a rule '{}' already", rule.page.id));
            }
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| (a.page.factor, &a.page.id).cmp(&(b.page.factor, &b.page.id)));
    Ok(rules)
}
