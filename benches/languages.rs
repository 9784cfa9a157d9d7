//! Source code by language: how much of a tree is parsed, and the CPU time that reading it costs.
//!
//! `cargo bench --bench languages` reads the folder in `TREE` or, without it, the examples on the pages of all rules. Each
//! language is read on one thread, as often as a clock of Linux that counts hundredths of a second needs. Milliseconds are those
//! of the machine; what to compare is the last column, the cost of a parsed byte as a multiple of the median of all languages.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints what it measured, and stops where it fails"
)]

#[path = "measure/cpu.rs"]
mod cpu;
#[path = "measure/median.rs"]
mod median;

use std::collections::BTreeMap;
use std::path::Path;

use cpu::cpu_seconds;
use median::median;
use twelvecheck::discover::{self, Class, Content, Language, Projects, Tree, WalkOptions};
use twelvecheck::extract::code::{self, Languages};
use twelvecheck::extract::{Harvest, Reader};
use twelvecheck::fact::Place;
use twelvecheck::rule::registry;
use twelvecheck::source::{FileId, SourceFile, Sources};

/// A language is read until this is spent, in seconds.
const ENOUGH: f64 = 1.0;

fn main() {
    let tree = match std::env::var_os("TREE") {
        Some(folder) => Tree::from_disk(Path::new(&folder), &WalkOptions::default()),
        None => examples(),
    };
    let code = Code::of(&tree);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build().unwrap();
    let rows: Vec<Row> = pool.install(|| Language::ALL.iter().filter_map(|one| code.row(*one)).collect());
    print(&rows);
}

/// The files of all examples, those of each in a folder of its own.
fn examples() -> Tree {
    let mut files = Vec::new();
    for rule in registry::builtin().unwrap() {
        for example in &rule.page.examples {
            let folder = format!("{}-{}", rule.page.id, example.line);
            let inside =
                example.files.iter().map(|file| (format!("{folder}/{}", file.path), file.text.clone()));
            files.extend(inside.map(|(path, text)| (path, text.into_bytes())));
        }
    }
    Tree::from_memory(files)
}

/// The source files of a tree.
struct Code {
    paths: Vec<String>,
    sources: Sources,
    places: Vec<Place>,
    of_language: BTreeMap<Language, Vec<usize>>,
    languages: Languages,
}

/// What is measured of a language.
struct Row {
    language: Language,
    files: Amount,
    parsed: Amount,
    /// Milliseconds to find out what is worth parsing.
    looked: f64,
    /// Milliseconds of everything.
    all: f64,
}

#[derive(Default)]
struct Amount {
    files: usize,
    megabytes: f64,
}

impl<'r> FromIterator<Reader<'r>> for Amount {
    fn from_iter<I: IntoIterator<Item = Reader<'r>>>(readers: I) -> Self {
        readers.into_iter().fold(Self::default(), |amount, reader| Self {
            files: amount.files + 1,
            megabytes: amount.megabytes + reader.text.len() as f64 / 1e6,
        })
    }
}

impl Code {
    fn of(tree: &Tree) -> Self {
        let paths: Vec<String> = tree.entries.iter().map(|entry| entry.path.clone()).collect();
        let projects = Projects::of(&tree.entries);
        let (mut files, mut places) = (Vec::new(), Vec::new());
        let mut of_language: BTreeMap<Language, Vec<usize>> = BTreeMap::new();
        for entry in &tree.entries {
            if !matches!(discover::classify::by_name(&entry.path), Some(Class::Source(_)) | None) {
                continue;
            }
            let Content::Text(text) = discover::read(entry) else { continue };
            let class = discover::classify(&entry.path, &text, &[]);
            if let Class::Source(language) = class {
                of_language.entry(language).or_default().push(files.len());
                places.push(discover::place_among(&entry.path, class, &text, &paths, &projects));
                files.push(SourceFile::new(entry.path.as_str(), text));
            }
        }
        Self { paths, sources: Sources::new(files), places, of_language, languages: Languages::default() }
    }

    fn readers(&self, language: Language) -> Vec<Reader<'_>> {
        let reader = |at: &usize| {
            let file = FileId(*at as u32);
            let source = self.sources.file(file);
            Reader {
                file,
                path: &source.path,
                text: &source.text,
                place: &self.places[*at],
                paths: &self.paths,
                languages: &self.languages,
            }
        };
        self.of_language.get(&language).into_iter().flatten().map(reader).collect()
    }

    fn row(&self, language: Language) -> Option<Row> {
        let readers = self.readers(language);
        if readers.is_empty() {
            return None;
        }
        let parsed: Vec<Reader> = code::parsed(&readers, language);
        let looked = milliseconds(|| drop(code::parsed(&readers, language)));
        let all = milliseconds(|| {
            let mut harvest = Harvest::default();
            for reader in &readers {
                code::extract(*reader, language, &mut harvest);
            }
            code::read_packages(&self.sources, &self.paths, &self.languages, &mut harvest);
        });
        let (files, parsed) = (readers.into_iter().collect(), parsed.into_iter().collect());
        Some(Row { language, files, parsed, looked, all })
    }
}

/// CPU milliseconds of one of many runs.
fn milliseconds(mut run: impl FnMut()) -> f64 {
    let (start, mut runs) = (cpu_seconds(), 0_u32);
    loop {
        run();
        runs += 1;
        let spent = cpu_seconds() - start;
        if spent.is_nan() || spent >= ENOUGH {
            return spent * 1000.0 / f64::from(runs);
        }
    }
}

fn print(rows: &[Row]) {
    let of_parsed = |row: &Row| (row.all - row.looked) / row.parsed.megabytes;
    let mut costs: Vec<f64> = rows.iter().map(of_parsed).filter(|cost| cost.is_finite()).collect();
    let middle = median(&mut costs);
    println!(
        "LANGUAGE      FILES       MB  PARSED       MB  % FILES  % BYTES  LOOK ms   ALL ms  ms/MB  ms/PARSED MB  / MEDIAN"
    );
    for row in rows {
        let percent = |part: f64, whole: f64| 100.0 * part / whole;
        println!(
            "{:<11} {:>7} {:>8.2} {:>7} {:>8.2} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>6.1} {:>13.1} {:>9.2}",
            format!("{:?}", row.language),
            row.files.files,
            row.files.megabytes,
            row.parsed.files,
            row.parsed.megabytes,
            percent(row.parsed.files as f64, row.files.files as f64),
            percent(row.parsed.megabytes, row.files.megabytes),
            row.looked,
            row.all,
            row.all / row.files.megabytes,
            of_parsed(row),
            of_parsed(row) / middle,
        );
    }
}
