//! Files that by their name hold credentials.
//!
//! Each credential becomes a `literal` fact whose `api` is `file:` and the kind of file, whose subject is the name that the
//! credential has there and whose value is the credential itself.

use super::{Harvest, Reader};
use crate::fact::{Fact, Kind};
use crate::judge::{is_placeholder, token};
use crate::parse::ini::InlineComments;
use crate::parse::tree::Tree;
use crate::parse::{ini, yaml};
use crate::source::{Arg, Span, name_of};

/// Reads one file. The text of a binary one is empty: its name alone says what it is.
pub fn extract(reader: Reader, harvest: &mut Harvest) {
    let name = name_of(reader.path).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mut file = File { reader, harvest };
    match name.as_str() {
        ".npmrc" | ".yarnrc" => file.assignments("npmrc", &["_authtoken", "_auth", "_password"]),
        ".yarnrc.yml" => file.yaml("yarnrc", &["npmAuthToken", "npmAuthIdent"]),
        ".pypirc" => file.ini("pypirc", &["password"]),
        ".my.cnf" => file.ini("my.cnf", &["password"]),
        "credentials" => file.ini("aws-credentials", &["aws_secret_access_key", "aws_session_token"]),
        ".netrc" | "_netrc" => file.netrc(),
        ".pgpass" => file.columns("pgpass", ':', 5),
        ".git-credentials" => file.urls("git-credentials"),
        ".dockercfg" => file.yaml("docker-config", &["auth", "identitytoken"]),
        "master.key" => file.whole("rails-master-key"),
        "kubeconfig" => kubeconfig(&mut file),
        _ if extension == "kubeconfig" => kubeconfig(&mut file),
        _ if matches!(extension, "p12" | "pfx" | "jks" | "keystore" | "kdbx") => {
            file.keystore(&name, extension);
        }
        _ => file.private_keys(),
    }
}

fn kubeconfig(file: &mut File) {
    file.yaml("kubeconfig", &["token", "password", "client-key-data", "id-token", "refresh-token"]);
}

/// Reads a manifest that is a kubeconfig: by its fields it looks like any object of Kubernetes.
pub(super) fn extract_kubeconfig(reader: Reader, harvest: &mut Harvest) {
    let is_config = |line: &str| line.trim_end() == "kind: Config";
    if reader.text.contains("users:") && reader.text.lines().any(is_config) {
        kubeconfig(&mut File { reader, harvest });
    }
}

/// Adds the private keys within a text; used for any file that may hold one.
pub(super) fn private_keys(reader: Reader, harvest: &mut Harvest) {
    File { reader, harvest }.private_keys();
}

struct File<'a, 'h> {
    reader: Reader<'a>,
    harvest: &'h mut Harvest,
}

impl File<'_, '_> {
    fn push(&mut self, kind: &str, subject: Arg, value: Arg) {
        if value.text.is_empty() || is_placeholder(&value.text) {
            return;
        }
        let fact = Fact::new(Kind::Literal, value.span, format!("file:{kind}"), self.reader.place.clone());
        self.harvest.facts.push(fact.about(subject).valued(value));
    }

    fn arg(&self, start: usize, text: &str) -> Arg {
        Arg::literal(text, self.reader.span(start..start + text.len()))
    }

    /// Offset and content of every line that is no comment.
    fn lines(&self) -> Vec<(usize, String)> {
        let mut at = 0;
        let mut found = Vec::new();
        for line in self.reader.text.split_inclusive('\n') {
            let content = line.trim_end();
            if !content.trim_start().starts_with(['#', ';']) && !content.is_empty() {
                found.push((at, content.to_owned()));
            }
            at += line.len();
        }
        found
    }

    /// `prefix:key=value` or `prefix:key value`, as npm and yarn write them.
    fn assignments(&mut self, kind: &str, keys: &[&str]) {
        for (start, line) in self.lines() {
            let Some(split) = line.find(['=', ' ']) else { continue };
            let (left, right) = (&line[..split], &line[split + 1..]);
            let key = left.rsplit(':').next().unwrap_or(left).trim().trim_matches('"');
            if !keys.contains(&key.to_ascii_lowercase().as_str()) {
                continue;
            }
            let value = right.trim_start_matches([' ', '=']).trim().trim_matches('"');
            let at = start + line.rfind(value).unwrap_or(split + 1);
            let subject = Arg::literal(key, self.reader.span(start..start + split));
            let value = self.arg(at, value);
            self.push(kind, subject, value);
        }
    }

    fn ini(&mut self, kind: &str, keys: &[&str]) {
        let tree = ini::parse(self.reader.file, self.reader.text, InlineComments::No);
        self.tree(kind, &tree, keys);
    }

    fn yaml(&mut self, kind: &str, keys: &[&str]) {
        let tree = yaml::parse(self.reader.file, self.reader.text);
        self.tree(kind, &tree, keys);
    }

    /// The values of those keys, wherever they stand.
    fn tree(&mut self, kind: &str, tree: &Tree, keys: &[&str]) {
        let mut open: Vec<_> = tree.documents().collect();
        open.reverse();
        while let Some(node) = open.pop() {
            for (key, value) in node.own_entries() {
                let name = key.text().unwrap_or("");
                match value.arg() {
                    Some(arg) if keys.contains(&name) => {
                        self.push(kind, Arg::literal(name, key.span()), arg);
                    }
                    None if !value.is_alias() => open.push(value),
                    _ => {}
                }
            }
            open.extend(node.items().filter(|item| !item.is_alias()));
        }
    }

    /// `machine host login user password secret`, on one line or several.
    fn netrc(&mut self) {
        let text = self.reader.text;
        let mut words = text.split_whitespace().map(|word| (offset(text, word), word));
        while let Some((at, word)) = words.next() {
            if word == "password"
                && let Some((value_at, value)) = words.next()
            {
                let subject = self.arg(at, word);
                let value = self.arg(value_at, value);
                self.push("netrc", subject, value);
            }
        }
    }

    /// The last of `count` columns.
    fn columns(&mut self, kind: &str, separator: char, count: usize) {
        for (start, line) in self.lines() {
            let columns: Vec<&str> = line.splitn(count, separator).collect();
            if let (true, Some(last)) = (columns.len() == count, columns.last()) {
                let value = self.arg(start + line.len() - last.len(), last);
                self.push(kind, Arg::literal("password", value.span), value);
            }
        }
    }

    /// URLs with a password.
    fn urls(&mut self, kind: &str) {
        for (start, line) in self.lines() {
            let Some(password) = crate::judge::connection_string(&line).and_then(|url| url.password) else {
                continue;
            };
            let value = self.arg(start + password.start, &line[password.clone()]);
            self.push(kind, Arg::literal("password", value.span), value);
        }
    }

    /// A file that is nothing but a key.
    fn whole(&mut self, kind: &str) {
        let text = self.reader.text.trim();
        if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let value = self.arg(offset(self.reader.text, text), text);
            self.push(kind, Arg::literal("key", value.span), value);
        }
    }

    /// Keystores hold private keys, trust stores only certificates; Android's debug keystore is the same for everybody.
    fn keystore(&mut self, name: &str, extension: &str) {
        let public = ["trust", "cacerts", "debug."].iter().any(|word| name.contains(word));
        if public || !self.reader.text.is_empty() {
            return;
        }
        let span = Span::start_of(self.reader.file);
        self.push("keystore", Arg::literal(extension, span), Arg::literal(name, span));
    }

    /// PEM and OpenSSH private keys. One that is encrypted has its own kind.
    fn private_keys(&mut self) {
        let text = self.reader.text;
        let mut from = 0;
        while let Some((range, _)) = text
            .get(from..)
            .filter(|rest| rest.contains("PRIVATE KEY"))
            .and_then(token::find_token)
            .map(|(range, title)| (range.start + from..range.end + from, title))
        {
            let body = &text[range.clone()];
            let first = body.lines().next().unwrap_or("");
            if first.contains("PRIVATE KEY") {
                let encrypted = first.contains("ENCRYPTED") || body.contains("Proc-Type: 4,ENCRYPTED");
                let kind = if encrypted { "encrypted-private-key" } else { "private-key" };
                let name = name_of(self.reader.path);
                let span = self.reader.span(range.clone());
                let subject = Arg::literal(name, span);
                self.push(kind, subject, Arg::literal(first, span));
            }
            from = range.end;
        }
    }
}

/// The place of `part`, a slice of `whole`.
fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Place, Role};

    fn facts(path: &str, text: &str) -> Vec<String> {
        let place = Place::of(Role::Production);
        let mut harvest = Harvest::default();
        extract(Reader::of_test(path, text, &place, &[]), &mut harvest);
        let show = |fact: &Fact| {
            let span = fact.value.as_ref().map_or(0..0, |value| value.span.range());
            let written = text[span].lines().next().unwrap_or("").to_owned();
            format!("{} {} {written}", fact.api, fact.subject_text())
        };
        harvest.facts.iter().map(show).collect()
    }

    #[test]
    fn tool_files_give_up_their_tokens() {
        let npmrc = "registry=https://r\n//r/:_authToken=k3Jx9QpL2m\n//s/:_authToken=${NPM_TOKEN}\n";
        assert_eq!(facts("web/.npmrc", npmrc), ["file:npmrc _authToken k3Jx9QpL2m"]);
        assert_eq!(
            facts(".netrc", "machine h login u password k3Jx9\nmachine i\n  password p8Qw\n"),
            ["file:netrc password k3Jx9", "file:netrc password p8Qw"]
        );
        assert_eq!(
            facts(".pypirc", "[pypi]\nusername = u\npassword = k3Jx9\n"),
            ["file:pypirc password k3Jx9"]
        );
        assert_eq!(facts(".pgpass", "# c\nh:5432:d:u:k3:Jx9\n"), ["file:pgpass password k3:Jx9"]);
        assert_eq!(
            facts(".git-credentials", "https://u:k3Jx9@github.com\n"),
            ["file:git-credentials password k3Jx9"]
        );
        assert_eq!(
            facts(
                "kubeconfig",
                "users:\n- name: a\n  user:\n    token: k3Jx9\n    client-certificate-data: x\n"
            ),
            ["file:kubeconfig token k3Jx9"]
        );
        assert_eq!(
            facts("config/master.key", "9f86d081884c7d659a2feaa0c55ad015\n"),
            ["file:rails-master-key key 9f86d081884c7d659a2feaa0c55ad015"]
        );
    }

    #[test]
    fn private_keys_are_told_from_certificates() {
        let body = "MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9Oi2x0b9r\nk3Jx9QpL2mVt7RzW4bNc8YhG5sDf1AeU6oTi\n";
        let key = |label: &str| {
            let begin = ["-----BEGIN ", label, "PRIVATE KEY-----"].concat();
            format!("{begin}\n{body}-----END {label}PRIVATE KEY-----\n")
        };
        let certificate = format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n");
        let shown = facts("tls.pem", &format!("{certificate}{}", key("RSA ")));
        assert_eq!(shown.len(), 1);
        assert!(shown[0].starts_with("file:private-key tls.pem"));
        assert!(facts("tls.key", &key("ENCRYPTED "))[0].starts_with("file:encrypted-private-key"));
        assert_eq!(facts("tls.pem", &certificate), [""; 0]);
    }

    #[test]
    fn binary_stores_are_known_by_name() {
        assert_eq!(facts("server.p12", ""), ["file:keystore p12 "]);
        assert_eq!(facts("truststore.jks", ""), [""; 0]);
        assert_eq!(facts("debug.keystore", ""), [""; 0]);
    }
}
