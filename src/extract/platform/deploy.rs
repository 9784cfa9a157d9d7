//! Commands that deploy a container and say how it runs: `gcloud run deploy`, `az containerapp create`, `fly deploy`.

use super::teller::describe;
use crate::artefact::command::Command;
use crate::artefact::compose::CommandField;
use crate::artefact::platform::{Platform, PlatformService};
use crate::extract::Harvest;
use crate::fact::{Place, Role};
use crate::source::{Arg, Span, join};

/// Whether a script may have such a command.
pub(in crate::extract) fn may_deploy(text: &str) -> bool {
    ["gcloud", "az containerapp", "fly deploy", "flyctl"].iter().any(|name| text.contains(name))
}

/// Adds what commands deploy. The command decides how the app runs, even where the file around it is a tool.
pub(in crate::extract) fn describe_deploys(
    commands: &[Command],
    folder: &str,
    place: &Place,
    harvest: &mut Harvest,
) {
    if !matches!(place.role, Role::Production | Role::Tooling) {
        return;
    }
    let place = Place { role: Role::Production, ..place.clone() };
    for service in commands.iter().filter_map(|command| of_command(command, folder, &place)) {
        describe(service, harvest);
    }
}

/// The process that a command deploys.
fn of_command(command: &Command, folder: &str, place: &Place) -> Option<PlatformService> {
    let plain: Vec<&str> = command
        .arguments()
        .iter()
        .map(|word| word.text.as_str())
        .take_while(|word| !word.starts_with('-'))
        .collect();
    let (platform, verbs, ends) = match (command.name(), plain.as_slice()) {
        ("gcloud", ["run", "deploy", ..]) => (Platform::CloudRun, 2, false),
        ("gcloud", ["run", "services", "update", ..]) => (Platform::CloudRun, 3, false),
        ("gcloud", ["run", "jobs", "deploy" | "create" | "update", ..]) => (Platform::CloudRun, 3, true),
        ("az", ["containerapp", "create" | "update" | "up", ..]) => (Platform::Azure, 2, false),
        ("az", ["containerapp", "job", "create" | "update", ..]) => (Platform::Azure, 3, true),
        ("fly" | "flyctl", ["deploy", ..]) => (Platform::Fly, 1, false),
        _ => return None,
    };
    let mut service = PlatformService::new(platform, command.program().clone(), command.span, place.clone());
    service.ends = ends;
    // What an earlier command or a dashboard has set stays.
    service.more_variables = Some(command.span);
    let mut words = command.arguments()[verbs..].iter().peekable();
    while let Some(word) = words.next() {
        if !word.text.starts_with('-') {
            service.name = word.clone();
            continue;
        }
        let (name, mut values) = match word.text.split_once('=') {
            Some((name, value)) => (name, vec![part(word, name.len() + 1, value)]),
            None => (word.text.as_str(), Vec::new()),
        };
        while values.is_empty() || platform == Platform::Azure {
            let Some(next) = words.next_if(|next| !next.text.starts_with('-')) else { break };
            values.push(next.clone());
        }
        set(&mut service, name, values, folder);
    }
    // Without any of this the platform's own file says all.
    (platform != Platform::Fly || service.image.is_some() || !service.environment.is_empty())
        .then_some(service)
}

/// Takes over an option.
fn set(service: &mut PlatformService, name: &str, values: Vec<Arg>, folder: &str) {
    let Some(first) = values.first().cloned() else { return };
    match (name, service.platform) {
        ("--set-env-vars" | "--update-env-vars", Platform::CloudRun) => {
            service.environment.extend(values.iter().flat_map(list).map(|pair| variable(&pair)));
        }
        ("--set-secrets" | "--update-secrets", Platform::CloudRun) => {
            let secrets = values.iter().flat_map(list).map(|pair| (variable(&pair).0, None));
            service.environment.extend(secrets);
        }
        ("--env-vars" | "--set-env-vars" | "--replace-env-vars", Platform::Azure)
        | ("--env" | "-e", Platform::Fly) => {
            service.environment.extend(values.iter().map(variable));
        }
        ("--name" | "-n", Platform::Azure) | ("--app" | "-a", Platform::Fly) => service.name = first,
        ("--image" | "-i", _) => service.image = Some(first),
        ("--source", _) => service.folder = first.known().and_then(|source| join(folder, source)),
        ("--command", Platform::CloudRun) => service.entrypoint = field(list(&first)),
        ("--args", Platform::CloudRun) => service.command = field(list(&first)),
        ("--command", Platform::Azure) => service.entrypoint = field(values),
        ("--args", Platform::Azure) => service.command = field(values),
        ("--port", Platform::CloudRun) | ("--target-port", Platform::Azure) => service.ports.push(first),
        ("--memory", Platform::CloudRun | Platform::Azure) => service.memory = Some(first),
        ("--min-instances" | "--min-replicas" | "--min", _) => service.instances = Some(first),
        ("--max-instances" | "--max-replicas" | "--max", _) => service.most = Some(first),
        _ => {}
    }
}

fn field(words: Vec<Arg>) -> Option<CommandField> {
    let span = words.first()?.span.to(words.last()?.span);
    Some(CommandField { span, words })
}

/// `NAME=value`; what comes from a store of secrets has no value here.
fn variable(pair: &Arg) -> (Arg, Option<Arg>) {
    let Some((name, value)) = pair.text.split_once('=') else { return (pair.clone(), None) };
    let given = (!value.starts_with("secretref:")).then(|| part(pair, name.len() + 1, value));
    (part(pair, 0, name), given)
}

/// The items of a list with commas, or with another separator that it begins with: `^;^a;b` (gcloud topic escaping).
fn list(word: &Arg) -> Vec<Arg> {
    let escaped = word.text.strip_prefix('^').and_then(|rest| rest.split_once('^'));
    let (separator, items) = escaped.unwrap_or((",", &word.text));
    let mut at = word.text.len() - items.len();
    let mut parts = Vec::new();
    for item in items.split(separator) {
        parts.push(part(word, at, item));
        at += item.len() + separator.len();
    }
    parts
}

/// A part of a word that begins at `at`, with its own place where the word is written as it is.
fn part(word: &Arg, at: usize, text: &str) -> Arg {
    let written = (word.span.end - word.span.start) as usize;
    let opening = match written.checked_sub(word.text.len()) {
        Some(0) => Some(0),
        Some(2) => Some(1),
        _ => None,
    };
    let span = opening.filter(|_| word.literal).map_or(word.span, |quote| {
        let start = word.span.start as usize + quote + at;
        Span::new(word.span.file, start, start + text.len())
    });
    Arg { text: text.to_owned(), literal: !text.contains("{}"), span }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::commands;
    use crate::source::FileId;

    fn deployed(text: &str) -> Option<PlatformService> {
        let found = commands::of_file(FileId(0), text);
        of_command(found.first()?, "", &Place::default())
    }

    #[test]
    fn options_say_how_a_container_runs() {
        let text = "gcloud run deploy shop --image gcr.io/shop/web:v1 --set-env-vars=A=1,B=$B --set-secrets KEY=key:latest --memory 512Mi --max-instances=1 --port 8080 --quiet";
        let service = deployed(text).unwrap();
        let variables: Vec<_> = service
            .environment
            .iter()
            .map(|(name, value)| (name.text.as_str(), value.as_ref().and_then(Arg::known)))
            .collect();
        assert_eq!(variables, [("A", Some("1")), ("B", None), ("KEY", None)]);
        assert_eq!(
            (service.name.text.as_str(), service.image.unwrap().text.as_str()),
            ("shop", "gcr.io/shop/web:v1")
        );
        let (memory, most) = (service.memory.unwrap(), service.most.unwrap());
        assert_eq!((&text[memory.span.range()], &text[most.span.range()]), ("512Mi", "1"));
        let azure = deployed("az containerapp create -n api -g rg --env-vars A=1 'B=secretref:b' --args serve all --min-replicas 2").unwrap();
        assert_eq!(
            (azure.name.text.as_str(), azure.environment.len(), azure.command.unwrap().words.len()),
            ("api", 2, 2)
        );
        assert_eq!(azure.instances.unwrap().text, "2");
        assert!(deployed("fly deploy --remote-only").is_none());
        assert_eq!(deployed("fly deploy -e A=1").unwrap().environment.len(), 1);
        assert!(deployed("gcloud run services list").is_none());
        let escaped = deployed("gcloud run deploy a --update-env-vars '^;^A=1,2;B=3'").unwrap();
        assert_eq!(escaped.environment[0].1.as_ref().unwrap().text, "1,2");
    }
}
