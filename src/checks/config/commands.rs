//! Credentials among the words of a command.

use std::ops::Range;

use crate::artefact::command::Command;
use crate::judge::connection::find_connections;
use crate::judge::token::find_token;
use crate::judge::{Secret, Setting, What, is_guessable, is_placeholder, name, secret_in};
use crate::source::Arg;

/// A credential in a word.
pub(super) struct Found {
    /// The option or variable that it is given to; empty where only its form tells.
    pub(super) name: String,
    /// The word.
    pub(super) word: Arg,
    /// The credential within the word's text.
    pub(super) secret: Secret,
}

/// The credentials of a command: variables set for it, options, words that are known by their form.
pub(super) fn of_command(command: &Command) -> Vec<Found> {
    let mut found: Vec<Found> = command
        .assignments
        .iter()
        .filter(|(_, value)| value.literal)
        .filter_map(|(name, value)| {
            let secret = secret_in(&name.text, &value.text, Setting::Given)?;
            Some(Found { name: name.text.clone(), word: value.clone(), secret })
        })
        .collect();
    found.extend(of_words(&command.argv));
    found.extend(short_options(command));
    found
}

/// The credentials of words that are executed.
pub(super) fn of_words(words: &[Arg]) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(named) = named(word, words.get(at + 1)) {
            found.push(named);
        } else {
            found.extend(by_form(word));
        }
    }
    found
}

/// `--name=value`, `-Dname=value`, `NAME=value`, `--name value`.
fn named(word: &Arg, next: Option<&Arg>) -> Option<Found> {
    if let Some((name, range)) = assignment(&word.text) {
        let secret = secret_in(name, &word.text[range.clone()], Setting::Given).filter(|_| word.literal)?;
        let range = range.start + secret.range.start..range.start + secret.range.end;
        return Some(Found { name: name.to_owned(), word: word.clone(), secret: Secret { range, ..secret } });
    }
    let name = word.text.strip_prefix("--").filter(|name| is_name(name))?;
    let value = next.filter(|value| value.literal && !value.text.starts_with('-'))?;
    let secret = secret_in(name, &value.text, Setting::Given)?;
    matches!(secret.what, What::Named(_)).then(|| Found {
        name: name.to_owned(),
        word: value.clone(),
        secret,
    })
}

fn assignment(word: &str) -> Option<(&str, Range<usize>)> {
    let at = word.find('=')?;
    let name = word[..at].trim_start_matches('-');
    let name = if word.starts_with("-D") { name.strip_prefix('D').unwrap_or(name) } else { name };
    (is_name(name) && !word.contains(char::is_whitespace)).then_some((name, at + 1..word.len()))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// Tokens, and connection strings with a password.
fn by_form(word: &Arg) -> Vec<Found> {
    let found = |what, range: Range<usize>| {
        let guessable = is_guessable(&word.text[range.clone()]);
        Found { name: String::new(), word: word.clone(), secret: Secret { what, range, guessable } }
    };
    if let Some((range, title)) = find_token(&word.text) {
        return vec![found(What::Token(title), range)];
    }
    find_connections(&word.text)
        .into_iter()
        .filter_map(|(range, connection)| {
            let password = connection.real_password(&word.text[range.clone()])?;
            let inner = range.start + password.start..range.start + password.end;
            Some(found(What::Connection(connection.service), inner))
        })
        .collect()
}

/// Passwords behind short options of programs that have them.
fn short_options(command: &Command) -> Vec<Found> {
    let program = command.name();
    let arguments = command.arguments();
    let found = |option: &str, word: &Arg, range: Range<usize>| {
        let text = word.text.get(range.clone()).filter(|_| word.literal)?;
        if text.is_empty() || text.starts_with('-') || is_placeholder(text) {
            return None;
        }
        let what = What::Named(name::Head::Password);
        let secret = Secret { what, guessable: is_guessable(text), range };
        Some(Found { name: option.to_owned(), word: word.clone(), secret })
    };
    let each = arguments.iter().enumerate().filter_map(|(at, word)| {
        if let Some(rest) = word.text.strip_prefix("-p").filter(|_| is_mysql(program)) {
            return found("-p", word, word.text.len() - rest.len()..word.text.len());
        }
        let value = arguments.get(at + 1).filter(|_| takes_password(program, &word.text))?;
        found(&word.text, value, 0..value.text.len())
    });
    each.collect()
}

/// Programs that read a password directly behind `-p`.
fn is_mysql(program: &str) -> bool {
    matches!(program, "mysql" | "mysqldump" | "mysqladmin" | "mariadb" | "mariadb-dump" | "mariadb-admin")
}

/// Options whose next word is a password.
fn takes_password(program: &str, option: &str) -> bool {
    matches!(
        (program, option),
        ("redis-cli", "-a") | ("sshpass" | "mongosh" | "mongo" | "mongodump", "-p") | ("sqlcmd", "-P")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn found(line: &str) -> Vec<(String, String)> {
        let span = Span::start_of(FileId(0));
        let argv: Vec<Arg> = line.split_whitespace().map(|word| Arg::literal(word, span)).collect();
        of_command(&Command::exec(argv, 0, span))
            .into_iter()
            .map(|found| (found.name, found.word.text[found.secret.range].to_owned()))
            .collect()
    }

    #[test]
    fn options_name_credentials() {
        let one = |name: &str, secret: &str| vec![(name.to_owned(), secret.to_owned())];
        assert_eq!(found("app --db-password=k3Jx9 --port=1"), one("db-password", "k3Jx9"));
        assert_eq!(found("app --api-key k3Jx9QpL2m --quiet"), one("api-key", "k3Jx9QpL2m"));
        assert_eq!(
            found("java -Dspring.datasource.password=k3Jx9 -jar a.jar"),
            one("spring.datasource.password", "k3Jx9")
        );
        assert_eq!(found("mysqldump -uroot -pk3Jx9 shop"), one("-p", "k3Jx9"));
        assert_eq!(found("redis-server --requirepass k3Jx9"), one("requirepass", "k3Jx9"));
        assert_eq!(found("psql postgres://u:k3Jx9@db/o"), one("", "k3Jx9"));
    }

    #[test]
    fn other_words_are_none() {
        for line in [
            "app --password-file /run/secrets/db",
            "app --token=$TOKEN",
            "mkdir -p k3Jx9",
            "app --token --verbose",
            "app --secret-name db",
            "mysql -p shop",
        ] {
            assert_eq!(found(line), [], "{line}");
        }
    }
}
