//! Tests of the reporter for people.

use crate::report::sample::Sample;
use crate::report::{Format, Style};
use crate::rule::{Finding, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};

/// A sample of one file, with one finding of the second rule at each match of `needle`.
fn sample(path: &str, text: &str, needle: &str, message: impl Fn(usize) -> String) -> Sample {
    let mut sample = Sample { suppressed: Vec::new(), ..Sample::new() };
    sample.sources = Sources::new(vec![SourceFile::new(path, text)]);
    let matches = text.match_indices(needle).enumerate();
    sample.findings = matches
        .map(|(number, (at, _))| Finding {
            span: Span::new(FileId(0), at, at + needle.len()),
            ..sample.finding(1, Severity::Warning, path, needle, &message(number))
        })
        .collect();
    sample
}

fn bare() -> Style {
    Style { scorecard: false, ..Style::default() }
}

#[test]
fn every_place_that_takes_part_is_shown() {
    let mut sample = Sample::new();
    sample.findings.remove(1);
    let text = sample.render(Format::Pretty, &Style::default());
    assert_eq!(
        text,
        "\
warning[shell-form-start]

  ⚠ 'npm start' runs below a shell
   ╭─[Dockerfile:3:1]
 1 │ FROM node:20
 2 │ COPY . /app
   · ─────┬─────
   ·      ╰── the code is copied here
 3 │ CMD npm start
   · ─────────────
   ╰────
  ☞ the [web] container is stopped with SIGTERM
   ╭─[k8s/web.yaml:4:9]
 3 │   env: **********************************
 4 │   name: web
   ·         ───
   ╰────
  help: write `CMD [\"npm\", \"start\"]`

error[hardcoded-connection-string]

  × the connection string '**********************************' is written in the code
   ╭─[config/sét tings.py:2:17]
 1 │ # 😀
 2 │ DATABASE_URL = \"**********************************\"
   ·                 ──────────────────────────────────
 3 │ DEBUG = True
   ╰────
  ☞ the same value is in the manifest
   ╭─[k8s/web.yaml:3:8]
 2 │ spec:
 3 │   env: **********************************
   ·        ──────────────────────────────────
 4 │   name: web
   ╰────
  help: read it from the environment:
        DATABASE_URL = os.environ[\"DATABASE_URL\"]

                   errors  warnings  notes
III. Config             1         0      0
IX. Disposability       0         1      0

2 findings (1 error, 1 warning) in 4 files, 1 app, 4 rules; 1 suppressed
"
    );
}

#[test]
fn narrow_ascii_text_wraps_titles_and_leaves_code() {
    let mut sample = Sample::new();
    sample.findings.drain(..2);
    let text = sample.render(Format::Pretty, &Style { width: 60, unicode: false, ..bare() });
    assert!(text.starts_with(
        "\
error[hardcoded-connection-string]

  x the connection string
  | '**********************************' is written in the
  | code
   ,-[config/sét tings.py:2:17]
 1 | # 😀
"
    ));
}

#[test]
fn many_hits_are_one_diagnostic() {
    let calls: Vec<String> = (0..8).map(|number| format!("listen(800{number})\nnext()\n")).collect();
    let text = calls.join("\n");
    let sample = sample("a.js", &text, "listen", |number| format!("the port '800{number}' is fixed"));
    assert_eq!(
        sample.render(Format::Pretty, &bare()),
        "\
warning[shell-form-start]

  ⚠ The title of shell-form-start: 8 places
    ╭─[a.js:1:1]
  1 │ listen(8000)
    · ───┬──
    ·    ╰── the port '8000' is fixed
  2 │ next()
  3 │ 
  4 │ listen(8001)
    · ───┬──
    ·    ╰── the port '8001' is fixed
  5 │ next()
  6 │ 
  7 │ listen(8002)
    · ───┬──
    ·    ╰── the port '8002' is fixed
  8 │ next()
  9 │ 
 10 │ listen(8003)
    · ───┬──
    ·    ╰── the port '8003' is fixed
 11 │ next()
 12 │ 
 13 │ listen(8004)
    · ───┬──
    ·    ╰── the port '8004' is fixed
 14 │ next()
    ╰────
  … and 3 more on lines 16, 19, 22

8 findings (8 warnings) in 1 file, 1 app, 4 rules
"
    );
}

#[test]
fn long_lines_are_cut_around_the_place_and_keep_their_columns() {
    let text = format!("{}PORT{}\n", "é".repeat(1000), "x".repeat(5000));
    let text = sample("min.js", &text, "PORT", |_| "fixed".to_owned()).render(Format::Pretty, &bare());
    let (before, after) = ("é".repeat(30), "x".repeat(56));
    assert!(text.contains(&format!(" 1 │ …{before}PORT{after}…\n   · {}────\n", " ".repeat(31))), "{text}");
    assert!(text.contains("[min.js:1:1001]"), "{text}");
}

#[test]
fn what_is_hidden_is_counted() {
    let sample = Sample::new();
    let text = sample.render(Format::Pretty, &Style { max_diagnostics: Some(0), ..bare() });
    assert_eq!(
        text,
        "3 more findings not shown here\n\n3 findings (1 error, 1 warning, 1 note) in 4 files, 1 app, 4 rules; 1 suppressed\n"
    );
    let clean = Sample { findings: Vec::new(), suppressed: Vec::new(), ..sample };
    assert_eq!(clean.render(Format::Pretty, &Style::default()), "no findings in 4 files, 1 app, 4 rules\n");
}

#[test]
fn colors_and_links_are_only_there_on_demand() {
    let plain = Sample::new().render(Format::Pretty, &Style::default());
    assert!(!plain.contains('\x1b'));
    let linked = Sample::new().render(Format::Pretty, &Style { links: true, ..Style::default() });
    assert!(linked.contains("\x1b]8;;https://github.com/twelvecheck/twelvecheck/blob/main/rules/03-config/"));
    let colored = Sample::new().render(Format::Pretty, &Style { color: true, ..Style::default() });
    assert!(colored.contains("\x1b[31m"));
}

/// Numbers that look random and are the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 14] = [
            "a", "é", "😀", "\n", "\r", "\r\n", "\t", "\u{feff}", "\x1b[31m", "\u{202e}", "'", "](1)",
            "\u{85}", " ",
        ];
        let length = self.below(40);
        let mut text: String = (0..length).map(|_| PIECES[self.below(PIECES.len())]).collect();
        if self.below(4) == 0 {
            text.push_str(&"é'x".repeat(200));
        }
        text
    }

    fn span(&mut self, texts: &[String]) -> Span {
        let file = self.below(texts.len());
        // Spans may lie past the end or inside a character: reporters take what they get.
        let (a, b) = (self.below(texts[file].len() + 2), self.below(texts[file].len() + 2));
        Span::new(FileId(file as u32), a.min(b), a.max(b))
    }
}

#[test]
fn odd_places_in_odd_texts_are_shown_all_the_same() {
    let mut random = Random(12);
    let mut sample = Sample { suppressed: Vec::new(), ..Sample::new() };
    for _ in 0..150 {
        let texts: Vec<String> = (0..3).map(|_| random.text()).collect();
        let files = texts.iter().enumerate();
        sample.sources =
            Sources::new(files.map(|(at, text)| SourceFile::new(format!("{at}\n.py"), text)).collect());
        sample.findings = (0..5)
            .map(|_| {
                let mut finding = Finding {
                    rule: sample.rules[random.below(4)].page.id.clone(),
                    severity: Severity::Note,
                    span: random.span(&texts),
                    message: random.text(),
                    related: Vec::new(),
                    help: Some(random.text()),
                    secrets: Vec::new(),
                };
                for _ in 0..random.below(4) {
                    finding.because(random.span(&texts), random.text());
                }
                if random.below(3) == 0 {
                    finding.secret(random.span(&texts));
                }
                finding
            })
            .collect();
        crate::rule::engine::sort(&mut sample.findings);
        for format in Format::ALL {
            let text = sample.render(format, &Style { include_suppressed: true, ..Style::default() });
            assert!(!text.contains('\x1b'), "{text:?}");
            assert_eq!(text, sample.render(format, &Style { include_suppressed: true, ..Style::default() }));
        }
        assert!(!sample.render(Format::Pretty, &Style::default()).contains("Failed to read"));
    }
}
