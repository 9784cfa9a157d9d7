//! Commands and settings that name the compose files which are used together: `docker compose -f a -f b`,
//! `docker stack deploy -c a`, `COMPOSE_FILE=a:b`, and `dockerComposeFile` of a development container.

/// The files of one command or setting, as written.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Invocation {
    /// The files, in their order.
    pub(super) files: Vec<String>,
    /// `--project-directory`.
    pub(super) folder: Option<String>,
    /// `--env-file`.
    pub(super) env_files: Vec<String>,
    /// Whether a swarm is handed the files.
    pub(super) stack: bool,
}

/// All of a text.
pub(super) fn find(text: &str) -> Vec<Invocation> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut line = line.trim().to_owned();
        while line.ends_with('\\') && line.len() < LONGEST {
            line.pop();
            let Some(next) = lines.next() else { break };
            line.push(' ');
            line.push_str(next.trim());
        }
        for command in line.split([';', '|', '&', '`']) {
            found.extend(of_command(command));
            found.extend(of_variable(command));
        }
    }
    found.extend(of_container(text));
    found.retain(|invocation| !invocation.files.is_empty());
    found
}

/// The longest command that is put together from several lines, in bytes.
const LONGEST: usize = 8192;

fn of_command(command: &str) -> Option<Invocation> {
    if ![" -f", "--file", " -c", "--compose-file"].iter().any(|flag| command.contains(flag)) {
        return None;
    }
    let mut invocation = Invocation { stack: command.contains("stack deploy"), ..Invocation::default() };
    let mut words = command.split_whitespace().map(unquoted);
    while let Some(word) = words.next() {
        let (flag, value) = word.split_once('=').map_or((word, None), |(flag, value)| (flag, Some(value)));
        let mut value = || value.or_else(|| words.next()).map(relative);
        match flag {
            "-f" | "--file" => invocation.files.extend(value()),
            "-c" | "--compose-file" if invocation.stack => invocation.files.extend(value()),
            "--project-directory" => invocation.folder = value(),
            "--env-file" => invocation.env_files.extend(value()),
            _ => {}
        }
    }
    Some(invocation)
}

fn of_variable(command: &str) -> Option<Invocation> {
    let (_, rest) = command.split_once("COMPOSE_FILE")?;
    let value = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(['=', ':'])?;
    let value = value.split_whitespace().next()?;
    let files = unquoted(value).split([':', ';']).filter(|file| !file.is_empty()).map(relative).collect();
    Some(Invocation { files, ..Invocation::default() })
}

fn of_container(text: &str) -> Option<Invocation> {
    let (_, rest) = text.split_once("\"dockerComposeFile\"")?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start();
    let (listed, wanted) = match value.strip_prefix('[') {
        Some(list) => (list.split(']').next()?, usize::MAX),
        None => (value, 1),
    };
    let files = listed.split('"').skip(1).step_by(2).take(wanted).map(relative).collect();
    Some(Invocation { files, ..Invocation::default() })
}

fn unquoted(word: &str) -> &str {
    word.trim_matches(['"', '\'', ',', '(', ')', '[', ']'])
}

/// A path that starts with a variable is taken to start where the command is run.
fn relative(path: &str) -> String {
    let path = unquoted(path);
    let behind = path.starts_with('$').then(|| path.split_once('/')).flatten();
    behind.map_or(path, |(_, rest)| rest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<Vec<String>> {
        find(text).into_iter().map(|invocation| invocation.files).collect()
    }

    #[test]
    fn files_are_named_by_commands_variables_and_containers() {
        assert_eq!(
            files("\tdocker compose -f a.yml \\\n\t  --file=\"$ROOT/b.yml\" up -d && echo -f"),
            [["a.yml", "b.yml"]]
        );
        assert_eq!(
            files("export COMPOSE_FILE=\"a.yml:b.yml\"\nCOMPOSE_FILE: c.yml"),
            [vec!["a.yml", "b.yml"], vec!["c.yml"]]
        );
        assert_eq!(
            files("{\"dockerComposeFile\": [\"../a.yml\", // first\n \"b.yml\"], \"service\": \"x\"}"),
            [["../a.yml", "b.yml"]]
        );
        assert_eq!(files("{\"dockerComposeFile\": \"a.yml\", \"service\": \"x\"}"), [["a.yml"]]);
        let stack = find("docker stack deploy -c a.yml --compose-file b.yml shop");
        assert!(stack[0].stack);
        assert_eq!(stack[0].files, ["a.yml", "b.yml"]);
        let deployed = find("docker compose --project-directory . --env-file .env.prod -f deploy/a.yml up");
        assert_eq!(
            (deployed[0].folder.as_deref(), deployed[0].env_files.as_slice()),
            (Some("."), &[".env.prod".to_owned()][..])
        );
        assert!(files("tar -cf a.tar b\nsh -c 'x'").is_empty());
    }
}
