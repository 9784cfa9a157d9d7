//! `twelvecheck check`: the whole way from a folder to reports.

use super::project_root::{self, Target};
use super::{Outcome, look, rules, settings, stdin};
use crate::app::{App, Project};
use crate::cli::{self, Check};
use crate::config::{self, Config, Level};
use crate::discover::{Tree, WalkOptions};
use crate::report::{Format, Report, render};
use crate::rule::{Finding, Rule, Severity, builtin, copies, engine, provenance};
use crate::source::{Span, is_below};
use crate::{analyse_with, suppress};

/// What is said of a project that nobody deploys.
const NOT_DEPLOYED: &str = "note: nothing here says how an app is started or deployed (no Dockerfile, compose service, \
                            Kubernetes workload, Procfile or start script), so only code and configuration were checked";

/// Checks a project.
///
/// # Errors
/// A message for the user where paths, options or configuration are wrong.
pub(super) fn run(options: &Check) -> Result<Outcome, String> {
    settings::on_threads(options.threads.unwrap_or(0), || check(options))
}

fn check(options: &Check) -> Result<Outcome, String> {
    let from_stdin = stdin::is_asked_for(options)?;
    let target = if from_stdin {
        stdin::target(options)?
    } else {
        project_root::find(&options.paths, options.root.as_deref())?
    };
    let rules = rules(&options.rules)?;
    let config = settings::config(options.config.as_deref(), options.isolated, &target.root, &rules)?;
    let active = select(options, &config, &rules)?;

    let walk = WalkOptions { no_ignore: options.no_ignore, exclude: config.exclude.clone() };
    let is_alone = from_stdin && options.root.is_none();
    let mut tree = if is_alone { Tree::default() } else { Tree::from_disk(&target.root, &walk) };
    let told = if from_stdin { stdin::read_into(&mut tree, &target)? } else { None };
    let mut messages: Vec<String> = told.into_iter().chain(target.left_out(&tree, &walk)).collect();
    let charts = settings::of_charts(&config, &options.helm_values, &target.root, &tree)?;
    let mut project = analyse_with(&tree, &charts, &config.names);
    project.policy = config.policy.clone();
    let is_run = |app: &App| app.is_deployed() || !app.platform_services.is_empty();
    if !tree.entries.is_empty() && !project.apps.iter().any(is_run) {
        messages.push(NOT_DEPLOYED.to_owned());
    }

    // Every rule runs, as a snippet of one finding may show a secret that only another rule knows.
    let mut findings = engine::run(&rules.iter().collect::<Vec<_>>(), &project);
    let secrets: Vec<Span> = findings.iter().flat_map(|finding| finding.secrets.iter().copied()).collect();
    findings.retain(|finding| active.iter().any(|rule| rule.page.id == finding.rule));
    provenance::tell(&mut findings, &project);
    findings.retain(|finding| touches(finding, &target, &project));
    let outcome = suppress::apply(findings, &project, &config, &active, &rules);
    let lowest = options.min_severity.map(severity).or(config.min_severity).unwrap_or(Severity::Note);
    let mut findings = copies::fold(suppress::at_least(outcome.findings, lowest), &project);
    findings.retain(|finding| touches(finding, &target, &project));

    let threshold = options.fail_on.map(severity).or(config.fail_on).unwrap_or(Severity::Warning);
    let code = u8::from(findings.iter().any(|finding| finding.severity >= threshold));
    let report = Report {
        findings: &findings,
        suppressed: &outcome.suppressed,
        rules: &rules,
        active: active.len(),
        secrets: &secrets,
        own_rules: &own_rules(&rules),
        overrides: &overrides(&config),
        sources: &project.sources,
        apps: project.apps.iter().filter(|app| app.is_known()).count(),
        exit_code: code,
    };
    let mut outcome = Outcome { output: String::new(), messages, code };
    for output in &options.output {
        let text =
            render(&report, format(output.format), &look::of_file(options, output.format, &target.root));
        if let Err(error) = std::fs::write(&output.path, text) {
            outcome.messages.push(format!("error: {}: {error}", output.path.display()));
            outcome.code = 2;
        }
    }
    outcome.output = render(&report, format(options.format), &look::of_terminal(options, &target.root));
    Ok(outcome)
}

/// The rules that run: all that are asked for, less those that are switched off.
fn select<'a>(options: &Check, config: &Config, rules: &'a [Rule]) -> Result<Vec<&'a Rule>, String> {
    for selector in options.select.iter().chain(&options.ignore) {
        config::check_selector(selector, rules)?;
    }
    let asked = if options.select.is_empty() { &config.select } else { &options.select };
    let pedantic = options.pedantic || config.pedantic;
    let runs = |rule: &&Rule| {
        let id = &rule.page.id;
        let level = config.levels.get(id);
        let named = options.select.contains(id) || config.select.contains(id);
        let raised = matches!(level, Some(Level::On | Level::At(_)))
            || config
                .overrides
                .iter()
                .any(|special| matches!(special.levels.get(id), Some(Level::On | Level::At(_))));
        (asked.is_empty() || asked.iter().any(|selector| config::is_selected(selector, rule)))
            && (!rule.page.pedantic || pedantic || named || raised)
            && (level != Some(&Level::Off) || named)
            && !options
                .ignore
                .iter()
                .chain(&config.ignore)
                .any(|selector| config::is_selected(selector, rule))
    };
    Ok(rules.iter().filter(runs).collect())
}

/// Whether a place of the finding lies in what was asked for.
fn touches(finding: &Finding, target: &Target, project: &Project) -> bool {
    let asked = |span: Span| target.parts.iter().any(|part| is_below(project.sources.path(span.file), part));
    asked(finding.span) || finding.related.iter().any(|related| asked(related.span))
}

/// Rules that are not of the catalogue.
fn own_rules(rules: &[Rule]) -> Vec<String> {
    let ids = rules.iter().map(|rule| &rule.page.id);
    ids.filter(|id| !builtin::RULES.iter().any(|known| known.id == **id)).cloned().collect()
}

fn overrides(config: &Config) -> Vec<(String, Option<Severity>)> {
    let levels = config.levels.iter().filter_map(|(id, level)| match level {
        Level::Off => Some((id.clone(), None)),
        Level::At(severity) => Some((id.clone(), Some(*severity))),
        Level::On => None,
    });
    levels.collect()
}

fn severity(severity: cli::Severity) -> Severity {
    match severity {
        cli::Severity::Note => Severity::Note,
        cli::Severity::Warning => Severity::Warning,
        cli::Severity::Error => Severity::Error,
    }
}

fn format(format: cli::Format) -> Format {
    match format {
        cli::Format::Pretty => Format::Pretty,
        cli::Format::Concise => Format::Concise,
        cli::Format::Json => Format::Json,
        cli::Format::Sarif => Format::Sarif,
    }
}
