//! Source code to facts: a frontend per language makes a [`unit::Unit`], a table per language says what its names mean.
//!
//! What facts are made of both is written once, in [`facts`]; what frontends on tree-sitter have in common, once in [`syntax`].
//! A language is added in these steps:
//!
//! 1. Its grammar in `Cargo.toml`, a variant of [`Language`] with its file names in `discover`, a line in `frontend` below.
//! 2. `<language>/mod.rs`: the [`Frontend`]. Its `read` is [`syntax::parse`], then [`syntax::unit`] of the grammar and the tree.
//!    [`Needles::new`] derives from the table which texts make a file worth parsing; [`Needles::quoted`] is for languages that
//!    quote what they import. Texts that suffice by themselves (files that are routes by their place) are its second argument.
//! 3. `<language>/grammar.rs`: a struct that holds a [`syntax::File`], with the trait [`syntax::grammar::Grammar`]. Nothing in it
//!    is about facts. Three functions map kinds of nodes: `form` to what the walk over a file does with them, `expression` to how
//!    their value is found, `pattern` to the names they bind. `callee`, `arguments` and `function` take calls and functions apart;
//!    `type_name` and `bases` resolve declared types; `is_main` and `is_container` are a line each. Three constants say how the
//!    language scopes names. All other methods are hooks with a default: `is_handler` for functions that a framework calls by
//!    their form, `annotations` where declarations hold their own (`Form::Annotates` is for those in front), `raises` where
//!    failing is a call, `own` and `returns` for operators and functions of the language itself, `gate` for conditions like
//!    `if __name__ == "__main__"`, `reads_of_class` for classes whose attributes are variables, `finish` for the rest.
//!    No mapping recurses: a node says what it is, its parts are asked for themselves, and the callers see to an end.
//! 4. `<language>/imports.rs`: `bindings` (local name to canonical name, see [`mod@unit`]; what the project itself defines is marked
//!    with a question mark) and `imports` (modules of others).
//! 5. `<language>/table/`: entries by theme ([`table`]): `fact(&["package.Name().method"], Kind::…)`, `connect`, `field`, `call` with
//!    another [`table::Meaning`], `entry(On::…)` for elements, members, imports, comparisons and bases; each with `.of(subject)`,
//!    `.value(slot)`, `.when(&[…])`, `.also()`. Functions given to an entry of `Kind::Route` or `Meaning::Handles`, or annotated
//!    with it, are handlers. Helpers of the file that wrap an entry need none of their own: calls of the file's functions are
//!    read through. Aliases are pairs of another name and the one that entries use.
//! 6. `<language>/tests.rs`: one test per concept, with `said` and `facts_of`; a line of every hostile form in
//!    `deep_and_broken_code_is_read_to_an_end`; Bad and Good examples on the pages of the rules that the table feeds.

pub mod address;
pub mod environment;
pub mod facts;
pub mod functions;
pub mod literal;
pub mod needles;
pub mod reads;
pub mod slot;
pub mod syntax;
pub mod table;
pub mod unit;

mod csharp;
mod go;
mod javascript;
mod jvm;
#[cfg(test)]
mod own_names;
mod php;
mod python;
mod ruby;
mod rust;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Harvest, Reader};
use crate::app::Unreadable;
use crate::discover::Language;
use crate::fact::Role;
use crate::source::Sources;
use needles::Needles;
use table::{Alias, Table};
use unit::Unit;

/// A language, as the steps after its frontend see it.
#[derive(Debug)]
pub struct Frontend {
    /// What names mean.
    pub table: Table,
    /// The texts without which a file has nothing to say.
    pub needles: Needles,
    /// Reads one file; `Err` says where and why it could not be read.
    pub read: fn(Reader, &Table) -> Result<Unit, Unreadable>,
}

/// The frontends of a run: those of the tables, or of the tables and names of somebody's own.
#[derive(Debug, Default)]
pub struct Languages {
    taught: BTreeMap<Language, Frontend>,
}

impl Languages {
    /// Frontends of the tables alone.
    #[cfg(test)]
    pub(super) const fn plain() -> Self {
        Self { taught: BTreeMap::new() }
    }

    /// Frontends that know those names too.
    pub fn taught(names: &[Alias]) -> Self {
        let mut of_language: BTreeMap<Language, Vec<Alias>> = BTreeMap::new();
        for alias in names {
            of_language.entry(alias.language).or_default().push(alias.clone());
        }
        let frontends = of_language.into_iter().map(|(language, names)| (language, made(language, &names)));
        Self { taught: frontends.collect() }
    }

    fn of(&self, language: Language) -> &Frontend {
        self.taught.get(&language).unwrap_or_else(|| frontend(language))
    }
}

/// Reads one file. Tests, other people's code and the like are no part of a running app, and most of the bytes of many a
/// repository: they are not parsed.
pub fn extract(reader: Reader, language: Language, harvest: &mut Harvest) {
    if is_no_part(reader) {
        return;
    }
    if language == Language::Go {
        harvest.packaged.push((reader.file, reader.place.clone()));
        return;
    }
    let frontend = reader.languages.of(language);
    if frontend.needles.occur_in(reader.path, reader.text) {
        take((frontend.read)(reader, &frontend.table), frontend, reader, harvest);
    }
}

fn is_no_part(reader: Reader) -> bool {
    matches!(reader.place.role, Role::Test | Role::Vendored | Role::Generated | Role::Documentation)
}

/// Those files of a language that are parsed.
pub fn parsed<'r>(readers: &[Reader<'r>], language: Language) -> Vec<Reader<'r>> {
    let mut parts: Vec<Reader> = readers.iter().filter(|reader| !is_no_part(**reader)).copied().collect();
    let Some(first) = parts.first() else { return parts };
    let frontend = first.languages.of(language);
    if language == Language::Go {
        return go::parsed(&parts, frontend);
    }
    parts.retain(|reader| frontend.needles.occur_in(reader.path, reader.text));
    parts
}

/// Reads the files of languages whose files see each other, package by package.
pub fn read_packages(sources: &Sources, paths: &[String], languages: &Languages, harvest: &mut Harvest) {
    let files = std::mem::take(&mut harvest.packaged);
    let readers: Vec<Reader> = files
        .iter()
        .map(|(file, place)| {
            let source = sources.file(*file);
            Reader { file: *file, path: &source.path, text: &source.text, place, paths, languages }
        })
        .collect();
    if readers.is_empty() {
        return;
    }
    let frontend = languages.of(Language::Go);
    for (reader, unit) in go::read_all(&readers, frontend) {
        take(unit, frontend, reader, harvest);
    }
}

/// Takes what a file says.
fn take(unit: Result<Unit, Unreadable>, frontend: &Frontend, reader: Reader, harvest: &mut Harvest) {
    match unit {
        Ok(unit) => {
            let facts = facts::facts(&unit, &frontend.table, reader);
            harvest.functions.extend(functions::functions(&unit, &frontend.table, &facts, reader.place));
            harvest.handlers.extend(functions::handlers(&unit, &frontend.table, reader));
            harvest.facts.extend(facts);
            if let Some(place) = unit.broken.filter(|_| reader.place.role == Role::Production) {
                harvest.unreadable(
                    place,
                    "the syntax is not understood here: what the code around it does may be missed",
                );
            }
        }
        Err(reason) => harvest.unreadable.push(reason),
    }
}

/// The frontend of a language by its table alone.
pub fn frontend(language: Language) -> &'static Frontend {
    static FRONTENDS: [OnceLock<Frontend>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    FRONTENDS[language as usize].get_or_init(|| made(language, &[]))
}

fn made(language: Language, taught: &[Alias]) -> Frontend {
    match language {
        Language::Python => python::frontend(taught),
        Language::JavaScript | Language::TypeScript | Language::Tsx => javascript::frontend(language, taught),
        Language::Go => go::frontend(taught),
        Language::Ruby => ruby::frontend(taught),
        Language::Rust => rust::frontend(taught),
        Language::CSharp => csharp::frontend(taught),
        Language::Php => php::frontend(taught),
        Language::Java => jvm::java(taught),
        Language::Kotlin => jvm::kotlin(taught),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::discover::{self, Tree};
    use crate::fact::Fact;

    /// The facts of a project of those files, without imports.
    pub(in crate::extract::code) fn facts_of(files: &[(&str, &str)]) -> Vec<Fact> {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let project = crate::analyse(&Tree::from_memory(files));
        let facts = project.apps.iter().flat_map(|app| app.facts.iter()).cloned();
        facts.filter(|fact| fact.kind != crate::fact::Kind::Import).collect()
    }

    /// The facts of one kind in a file, as `subject = value`; what is computed has a tilde, what is demanded an exclamation mark.
    pub(in crate::extract::code) fn said(path: &str, kind: &str, text: &str) -> Vec<String> {
        let show = |arg: &Option<crate::source::Arg>| match arg {
            Some(arg) if arg.literal => arg.text.clone(),
            Some(arg) => format!("~{}", arg.text),
            None => String::new(),
        };
        let mut facts = facts_of(&[(path, text)]);
        facts.retain(|fact| fact.kind.name() == kind);
        facts.sort_by_key(|fact| fact.span.start);
        let line = |fact: &Fact| {
            let mark = if fact.required { "!" } else { "" };
            format!("{}{mark} = {}", show(&fact.subject), show(&fact.value)).trim().to_owned()
        };
        facts.iter().map(line).collect()
    }

    #[test]
    fn deep_and_broken_code_is_read_to_an_end() {
        let nested =
            |times, open: &str, close: &str| format!("x = {}1{}", open.repeat(times), close.repeat(times));
        let deep = |open: &str, close: &str| nested(10_000, open, close);
        let chain = format!("import os\nx = os.environ{}", ".get('a')".repeat(1_000));
        let sum = format!("import os\nx = {} + os.environ['A']", vec!["'a'"; 3_000].join(" + "));
        let mut doubling = String::from("import os\nv0 = os.environ['A']\n");
        for at in 1..200 {
            writeln!(doubling, "v{at} = [v{0}, v{0}, v{0}]", at - 1).unwrap();
        }
        let asked = format!(
            "const kept = {{}};\nfunction f(req, res) {{ {}kept[x] = {}1{}; {} }}",
            "if (!kept[x]) { ".repeat(1_000),
            "(".repeat(1_000),
            ")".repeat(1_000),
            "}".repeat(1_000),
        );
        let looped = "import os\na = b\nb = c + a\nc = a + os.environ['X']\nprint(a, b, c)";
        for (path, text) in [
            ("a.py", deep("(", ")")),
            ("a.py", deep("[", "]")),
            ("a.py", nested(1_000, "f(", ")")),
            ("a.py", deep("not ", "")),
            ("a.py", chain),
            ("a.py", sum.clone()),
            ("a.py", doubling),
            ("a.py", looped.to_owned()),
            ("a.js", deep("(", ")")),
            ("a.js", deep("{a:", "}")),
            ("a.js", nested(1_000, "f(", ")")),
            ("a.js", deep("() => ", "")),
            ("a.ts", deep("a?", ":1")),
            ("a.tsx", deep("<a>", "</a>")),
            ("a.js", asked),
            ("a.js", format!("require('convict')({}", "{a: ".repeat(10_000))),
            ("a.ts", "plainToInstance(A class-validator class A { @IsOptional() A?: ".to_owned()),
            ("a.js", sum.replace("os.environ['A']", "process.env.A")),
            ("a.js", "x = `${`${`${process.env.A".to_owned()),
            ("a.cs", deep("(", ")")),
            ("a.cs", deep("new(", ")")),
            ("a.cs", deep("new A { B = ", "}")),
            ("a.cs", nested(1_000, "f(", ")")),
            ("a.cs", deep("a => ", "")),
            ("a.cs", deep("a ? b : ", "")),
            ("a.cs", deep("class A { ", "")),
            ("a.cs", deep("$\"{", "")),
            ("a.cs", format!("x = a{}", "?.b()".repeat(3_000))),
            ("a.cs", sum.replace('\'', "\"")),
            ("a.go", deep("(", ")")),
            ("a.go", deep("[]T{", "}")),
            ("a.go", deep("-", "")),
            ("a.go", nested(1_000, "f(", ")")),
            ("a.go", deep("func() { ", "}")),
            ("a.go", sum.replace("os.environ['A']", "os.Getenv(`A`)")),
            ("a.go", "type T struct { A string `env:\"A,".to_owned()),
            ("a.rb", deep("(", ")")),
            ("a.rb", deep("f { ", " }")),
            ("a.rb", nested(1_000, "f(", ")")),
            ("a.rb", deep("if x\n", "\nend")),
            ("a.rb", deep("\"#{", "}\"")),
            ("a.rb", deep("a.b.", "")),
            ("a.rb", deep("def a\n", "\nend")),
            ("a.rb", format!("x = <<~{}\n", "E".repeat(300))),
            ("a.rb", "x = <<~'E\n".to_owned()),
            ("a.java", format!("class A {{ int {}; }}", deep("(", ")"))),
            ("a.java", format!("class A {{ int {}; }}", nested(1_000, "f(", ")"))),
            ("a.java", format!("class A {{ int {}; }}", deep("a ? ", " : 1"))),
            ("a.java", "class A {".repeat(10_000)),
            ("a.java", "class A { void f() {".to_owned() + &"if (a) {".repeat(10_000)),
            ("a.java", "class A { String a = \"${System.getenv(\"A".to_owned()),
            ("a.kt", deep("(", ")").replace("x =", "val x =")),
            ("a.kt", nested(1_000, "f(", ")").replace("x =", "val x =")),
            ("a.kt", nested(5_000, "f {", "}").replace("x =", "val x =")),
            ("a.kt", format!("val x = {}", vec!["System.getenv(\"A\")"; 3_000].join(" ?: "))),
            ("a.kt", "@A(\"b\")\n".repeat(10_000)),
            ("a.kt", "val a = \"$$\"${\"$$".to_owned()),
            ("a.py", "def f(:\n  os.environ['A'\n\u{feff}\u{0}".to_owned()),
            ("a.php", format!("<?php\n${}", deep("(", ")"))),
            ("a.php", format!("<?php\n${}", deep("[", "]"))),
            ("a.php", format!("<?php\n${}", nested(1_000, "f(", ")"))),
            ("a.php", format!("<?php\n${}", deep("fn() => ", ""))),
            ("a.php", format!("<?php\n${}", deep("!", ""))),
            ("a.php", format!("<?php\n$x = 'a'{};", " . 'a'".repeat(3_000))),
            ("a.php", format!("<?php\n$x = $y{};", "->a('b')".repeat(1_000))),
            ("a.php", "<?php\n$x = <<<EOT\n{$a[\nEOT; \"{$b->\u{0}".to_owned()),
            ("a.php", format!("<?php\n{}", "if ($a) {".repeat(10_000))),
        ] {
            let text = format!("{text}\n# os.environ[ process.env.PORT ENV System.getenv 'postgres://'\n");
            let reader_place = discover::place(path, discover::classify(path, &text, &[]), &text);
            let paths = [path.to_owned()];
            let reader = Reader::of_test(path, &text, &reader_place, &paths);
            let language = match path.rsplit('.').next() {
                Some("py") => Language::Python,
                Some("java") => Language::Java,
                Some("kt") => Language::Kotlin,
                Some("php") => Language::Php,
                Some("cs") => Language::CSharp,
                Some("rb") => Language::Ruby,
                Some("go") => {
                    facts_of(&[(path, &text)]);
                    continue;
                }
                _ => Language::Tsx,
            };
            extract(reader, language, &mut Harvest::default());
        }
    }

    #[test]
    fn tests_and_other_peoples_code_are_not_read() {
        let code = "import os\nos.environ['A']";
        assert!(facts_of(&[("tests/a.py", code), ("vendor/b.py", code)]).is_empty());
        assert_eq!(facts_of(&[("a.py", code)]).len(), 1);
    }
}
