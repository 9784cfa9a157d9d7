//! The data source of a Prisma schema: which engine, and where it says that the database is.
//! <https://www.prisma.io/docs/orm/reference/prisma-schema-reference#datasource>

use super::{Harvest, Reader};
use crate::fact::{Fact, Kind};
use crate::parse::lines;
use crate::source::Arg;

/// The `api` of facts that schemas state.
const API: &str = "prisma";

/// Reads one schema.
pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let mut inside = false;
    let mut engine = None;
    let mut url = None;
    for (start, line) in lines::lines(reader.text) {
        let (skipped, text) = lines::trim(line);
        if text.starts_with("datasource ") && text.ends_with('{') {
            inside = true;
        } else if inside && text.starts_with('}') {
            break;
        } else if inside && let Some(field) = field(reader, start + skipped, text, harvest) {
            match field {
                Field::Provider(provider) => {
                    engine = of_provider(&provider.text).map(|name| (name, provider));
                }
                Field::Url(place) => url = Some(place),
            }
        }
    }
    let Some((engine, provider)) = engine else { return };
    let span = url.as_ref().map_or(provider.span, |url| url.span);
    let mut fact =
        Fact::new(Kind::Connect, span, API, reader.place.clone()).about(Arg::literal(engine, provider.span));
    fact.value = url;
    harvest.facts.push(fact);
}

/// A field of a data source that matters here.
enum Field {
    Provider(Arg),
    Url(Arg),
}

/// The field on a line; what it reads from the environment is a fact of its own.
fn field(reader: Reader, start: usize, line: &str, harvest: &mut Harvest) -> Option<Field> {
    let (name, rest) = line.split_once('=')?;
    let quote = rest.find('"')?;
    let text = &rest[quote + 1..];
    let text = &text[..text.find('"')?];
    let at = start + name.len() + 1 + quote + 1;
    let arg = Arg::literal(text, reader.span(at..at + text.len()));
    let is_read = rest[..quote].trim() == "env(";
    if is_read {
        let mut read = Fact::new(Kind::EnvRead, arg.span, API, reader.place.clone()).about(arg.clone());
        read.required = name.trim() == "url";
        harvest.facts.push(read);
    }
    let value = if is_read { Arg::computed(format!("${{{text}}}"), arg.span) } else { arg };
    match name.trim() {
        "provider" => Some(Field::Provider(value)),
        "url" => Some(Field::Url(value)),
        _ => None,
    }
}

fn of_provider(name: &str) -> Option<&'static str> {
    Some(match name {
        "postgresql" | "postgres" => "postgres",
        "mysql" => "mysql",
        "sqlite" => "sqlite",
        "sqlserver" => "sqlserver",
        "mongodb" => "mongodb",
        "cockroachdb" => "cockroachdb",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::discover::Tree;
    use crate::fact::Fact;

    fn facts(schema: &str) -> Vec<Fact> {
        let files = [("prisma/schema.prisma".to_owned(), schema.as_bytes().to_vec())];
        let project = crate::analyse(&Tree::from_memory(files));
        project.apps.iter().flat_map(|app| app.facts.iter()).cloned().collect()
    }

    fn said(schema: &str) -> Vec<(&'static str, String, String)> {
        let say =
            |fact: &Fact| (fact.kind.name(), fact.subject_text().to_owned(), fact.value_text().to_owned());
        facts(schema).iter().map(say).collect()
    }

    #[test]
    fn data_sources_name_an_engine_and_a_place() {
        let schema = "datasource db {\n  provider = \"postgresql\" // as in production\n  url      = env(\"DATABASE_URL\")\n  directUrl = env(\"DIRECT_URL\")\n}\n";
        let mut said = said(schema);
        said.sort();
        assert_eq!(
            said,
            [
                ("connect", "postgres".to_owned(), "${DATABASE_URL}".to_owned()),
                ("env-read", "DATABASE_URL".to_owned(), String::new()),
                ("env-read", "DIRECT_URL".to_owned(), String::new()),
            ]
        );
        let required = facts(schema).into_iter().filter(|fact| fact.required);
        assert_eq!(required.map(|fact| fact.subject_text().to_owned()).collect::<Vec<_>>(), ["DATABASE_URL"]);
    }

    #[test]
    fn a_place_can_be_written_in_the_schema() {
        let schema = "datasource db {\n provider=\"sqlite\"\n url = \"file:./dev.db\"\n}";
        assert_eq!(said(schema), [("connect", "sqlite".to_owned(), "file:./dev.db".to_owned())]);
    }

    #[test]
    fn schemas_that_say_nothing_or_break_off_are_read_to_their_end() {
        for schema in [
            "",
            "datasource",
            "datasource db {",
            "datasource db {\n url = env(\"",
            "}\ndatasource db {\n=\"\"\n}",
        ] {
            assert!(said(schema).is_empty(), "{schema}");
        }
    }
}
