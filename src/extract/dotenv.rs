//! Dotenv files to variables that are provided or documented.

use super::{Harvest, Reader};
use crate::discover::Class;
use crate::fact::{Fact, Kind};
use crate::parse::dotenv;

/// Reads one file.
pub fn extract(reader: Reader, class: Class, harvest: &mut Harvest) {
    let parsed = dotenv::parse(reader.file, reader.text);
    // direnv's files are shell scripts; what is no assignment there is none of our business.
    if crate::source::name_of(reader.path) != ".envrc" {
        for error in &parsed.errors {
            harvest.unreadable(error.span, format!("this line is not read: {}", error.message));
        }
    }
    let (kind, api) = match class {
        Class::DotenvSample => (Kind::EnvDocument, "env-sample"),
        _ => (Kind::EnvProvide, "env-file"),
    };
    for entry in parsed.entries {
        let span = entry.key.span.to(entry.value.span);
        let fact = Fact::new(kind, span, api, reader.place.clone());
        harvest.facts.push(fact.about(entry.key).valued(entry.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::{Place, Role};

    fn facts(path: &str, class: Class, text: &str) -> Vec<String> {
        let place = Place::of(Role::Production);
        let mut harvest = Harvest::default();
        extract(Reader::of_test(path, text, &place, &[]), class, &mut harvest);
        let show = |fact: &Fact| {
            format!("{} {}={} {}", fact.kind.name(), fact.subject_text(), fact.value_text(), fact.api)
        };
        let mut shown: Vec<String> = harvest.facts.iter().map(show).collect();
        shown.extend(harvest.unreadable.iter().map(|_| "unreadable".to_owned()));
        shown
    }

    #[test]
    fn values_are_provided_and_samples_document() {
        assert_eq!(
            facts(".env", Class::Dotenv, "A=1\nB=\n# C=3\n"),
            ["env-provide A=1 env-file", "env-provide B= env-file"]
        );
        assert_eq!(
            facts(".env.example", Class::DotenvSample, "A=changeme\n"),
            ["env-document A=changeme env-sample"]
        );
    }

    #[test]
    fn a_bad_line_is_said_unless_the_file_is_a_script() {
        assert_eq!(facts(".env", Class::Dotenv, "A=1\nb c\n"), ["env-provide A=1 env-file", "unreadable"]);
        assert_eq!(facts(".envrc", Class::Dotenv, "use nix\nexport A=1\n"), ["env-provide A=1 env-file"]);
    }
}
