//! Rule pages: one Markdown file is a rule's metadata, its documentation, its tests and, where it can be, its matcher.

use std::fmt;

use super::{Confidence, Factor, Severity};

/// What a page says.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The rule's id: the file's name without `.md`.
    pub id: String,
    /// The chapter: the file's folder.
    pub factor: Factor,
    /// The title.
    pub title: String,
    /// The default severity. Pedantic rules are notes.
    pub severity: Severity,
    /// Whether the rule runs only on demand.
    pub pedantic: bool,
    /// How sure the rule is of its findings.
    pub confidence: Confidence,
    /// The first version that has the rule.
    pub since: String,
    /// GitHub's security severity (`0.1` to `10.0`), only for rules about secrets.
    pub security_severity: Option<String>,
    /// Number of the weakness in the Common Weakness Enumeration.
    pub cwe: Option<u32>,
    /// Why the rule is there: the text between the title and the first section.
    pub why: String,
    /// The text of the section `Fix`.
    pub fix: String,
    /// The text of the section `Match`, with the line it starts on.
    pub matcher: Option<(usize, String)>,
    /// The examples, in order.
    pub examples: Vec<Example>,
    /// The page's own text.
    pub source: String,
}

impl Page {
    /// The first paragraph of `why`, on one line.
    pub fn summary(&self) -> String {
        let paragraph = self.why.split("\n\n").next().unwrap_or("");
        paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The page's place in the catalogue, relative to the project.
    pub fn path(&self) -> String {
        format!("rules/{}/{}.md", self.factor.folder, self.id)
    }
}

/// An example app: the files under one heading `Bad` or `Good`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// Whether the rule must find something.
    pub bad: bool,
    /// The heading's line on the page.
    pub line: usize,
    /// The heading.
    pub title: String,
    /// The files.
    pub files: Vec<ExampleFile>,
}

/// One fenced file of an example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExampleFile {
    /// Its path.
    pub path: String,
    /// The fence's line on the page.
    pub line: usize,
    /// Its text, without the markers.
    pub text: String,
    /// The 1-based lines on which findings are wanted, one entry for each finding.
    pub wanted: Vec<u32>,
}

/// What is wrong with a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageError {
    /// The page.
    pub path: String,
    /// The 1-based line.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for PageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl std::error::Error for PageError {}

/// Reads the page of rule `id` in chapter `factor`.
///
/// # Errors
/// Where front matter, title, sections or fences are not as `CONTRIBUTING.md` describes them.
pub fn parse(factor: Factor, id: &str, source: &str) -> Result<Page, PageError> {
    let mut page = Page {
        id: id.to_owned(),
        factor,
        title: String::new(),
        severity: Severity::Warning,
        pedantic: false,
        confidence: Confidence::Medium,
        since: String::new(),
        security_severity: None,
        cwe: None,
        why: String::new(),
        fix: String::new(),
        matcher: None,
        examples: Vec::new(),
        source: source.to_owned(),
    };
    let path = page.path();
    let fail = |line: usize, message: String| PageError { path: path.clone(), line, message };
    if !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') || id.is_empty() {
        return Err(fail(1, format!("the file name '{id}' is not in kebab-case")));
    }

    let lines: Vec<&str> = source.lines().collect();
    let body = front_matter(&lines, &mut page).map_err(|(line, message)| fail(line, message))?;
    sections(&lines, body, &mut page).map_err(|(line, message)| fail(line, message))?;

    if page.title.is_empty() {
        return Err(fail(body + 1, "the page has no title (`# …`)".to_owned()));
    }
    if page.why.trim().is_empty() {
        return Err(fail(body + 1, "the page does not say why the rule is there".to_owned()));
    }
    if page.fix.trim().is_empty() {
        return Err(fail(body + 1, "the page has no `## Fix`".to_owned()));
    }
    Ok(page)
}

type Failure = (usize, String);

/// Reads `key: value` lines between `---` lines; returns the index of the first line after them.
fn front_matter(lines: &[&str], page: &mut Page) -> Result<usize, Failure> {
    if lines.first() != Some(&"---") {
        return Err((1, "the page does not start with front matter (`---`)".to_owned()));
    }
    let end = lines
        .iter()
        .skip(1)
        .position(|line| *line == "---")
        .ok_or((1, "the front matter has no end".to_owned()))?
        + 1;
    let mut severity = false;
    for (at, line) in lines.iter().enumerate().take(end).skip(1) {
        let number = at + 1;
        let (key, value) = line
            .split_once(':')
            .map(|(key, value)| (key.trim(), value.trim().trim_matches('"')))
            .ok_or((number, format!("'{line}' is not `key: value`")))?;
        match key {
            "severity" if value == "pedantic" => {
                page.severity = Severity::Note;
                page.pedantic = true;
                severity = true;
            }
            "severity" => {
                page.severity = Severity::from_name(value)
                    .ok_or((number, format!("'{value}' is no severity: error, warning, note or pedantic")))?;
                severity = true;
            }
            "confidence" => {
                page.confidence = Confidence::from_name(value)
                    .ok_or((number, format!("'{value}' is no confidence: high, medium or low")))?;
            }
            "since" => value.clone_into(&mut page.since),
            "security-severity" => {
                let number_ok = value.parse::<f32>().is_ok_and(|number| number > 0.0 && number <= 10.0);
                if !number_ok {
                    return Err((number, format!("'{value}' is not a number from 0.1 to 10.0")));
                }
                page.security_severity = Some(value.to_owned());
            }
            "cwe" => {
                page.cwe = Some(value.parse().map_err(|_| (number, format!("'{value}' is no CWE number")))?);
            }
            _ => {
                let known = "severity, confidence, since, security-severity, cwe";
                return Err((number, format!("unknown key '{key}'; known are {known}")));
            }
        }
    }
    if !severity {
        return Err((1, "the front matter has no severity".to_owned()));
    }
    Ok(end + 1)
}

/// Where the text of a page is collected.
enum Section {
    Why,
    Match,
    Fix,
    Example,
    Other,
}

fn sections(lines: &[&str], body: usize, page: &mut Page) -> Result<(), Failure> {
    let mut section = Section::Why;
    let mut at = body;
    while at < lines.len() {
        let line = lines[at];
        if let Some(info) = line.strip_prefix("```") {
            let end = (at + 1..lines.len())
                .find(|next| lines[*next].starts_with("```"))
                .ok_or((at + 1, "the fence is not closed".to_owned()))?;
            let content = &lines[at + 1..end];
            match section {
                Section::Match => page.matcher = Some((at + 2, content.join("\n"))),
                Section::Example => {
                    let file = example_file(info, at + 1, content)?;
                    if let Some(example) = page.examples.last_mut() {
                        example.files.push(file);
                    }
                }
                Section::Why => push_lines(&mut page.why, &lines[at..=end]),
                Section::Fix => push_lines(&mut page.fix, &lines[at..=end]),
                Section::Other => {}
            }
            at = end + 1;
            continue;
        }
        if let Some(title) = line.strip_prefix("## ") {
            section = match title.split([':', ' ']).next().unwrap_or("") {
                "Match" => Section::Match,
                "Fix" => Section::Fix,
                kind @ ("Bad" | "Good") => {
                    let title = title.to_owned();
                    page.examples.push(Example {
                        bad: kind == "Bad",
                        line: at + 1,
                        title,
                        files: Vec::new(),
                    });
                    Section::Example
                }
                "References" => Section::Other,
                _ => {
                    return Err((
                        at + 1,
                        format!("unknown section '{title}': Match, Fix, Bad, Good or References"),
                    ));
                }
            };
        } else if let Some(title) = line.strip_prefix("# ") {
            title.clone_into(&mut page.title);
        } else {
            match section {
                Section::Why => push_lines(&mut page.why, &[line]),
                Section::Fix => push_lines(&mut page.fix, &[line]),
                Section::Match | Section::Example | Section::Other => {}
            }
        }
        at += 1;
    }
    page.why = page.why.trim().to_owned();
    page.fix = page.fix.trim().to_owned();
    for example in &page.examples {
        if example.files.is_empty() {
            return Err((example.line, format!("the example '{}' has no file", example.title)));
        }
        let wanted = example.files.iter().any(|file| !file.wanted.is_empty());
        if example.bad != wanted {
            let message = if wanted {
                "a Good example wants a finding"
            } else {
                "a Bad example marks no line with `# want`"
            };
            return Err((example.line, message.to_owned()));
        }
    }
    for (bad, word) in [(true, "Bad"), (false, "Good")] {
        if !page.examples.iter().any(|example| example.bad == bad) {
            return Err((1, format!("the page has no `## {word}` example")));
        }
    }
    Ok(())
}

fn push_lines(text: &mut String, lines: &[&str]) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

/// The ways to write the marker, one for each family of comment syntax.
const MARKERS: [&str; 5] = ["# want", "// want", "-- want", "<!-- want -->", "; want"];

/// Takes the markers out of a fence. A marker alone on its line stands for the line after it.
fn example_file(info: &str, line: usize, content: &[&str]) -> Result<ExampleFile, Failure> {
    let path = info
        .split_whitespace()
        .nth(1)
        .ok_or((line, "the fence names no file: write ```language path".to_owned()))?
        .to_owned();
    let mut text = String::new();
    let mut wanted = Vec::new();
    let mut number = 1;
    for line in content {
        let mut rest = *line;
        while let Some(shorter) = MARKERS.iter().find_map(|marker| rest.trim_end().strip_suffix(marker)) {
            wanted.push(number);
            rest = shorter.trim_end();
        }
        if rest.is_empty() && *line != rest {
            continue;
        }
        text.push_str(rest);
        text.push('\n');
        number += 1;
    }
    Ok(ExampleFile { path, line, text, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nseverity: error\nconfidence: high\nsince: 0.1.0\n---\n# A title\n\nWhy\nit matters.\n\nMore.\n\n## Fix\nDo it.\n\n## Bad\n```python app.py\nx = 1  # want\n# want\n# want\ny = 2\n```\n## Good\n```python app.py\nx = 2\n```\n";

    fn parsed(text: &str) -> Result<Page, PageError> {
        parse(Factor::ALL[2], "some-rule", text)
    }

    #[test]
    fn markers_leave_the_text_and_name_lines() {
        let page = parsed(PAGE).unwrap();
        let file = &page.examples[0].files[0];
        assert_eq!((file.text.as_str(), file.wanted.as_slice()), ("x = 1\ny = 2\n", [1, 2, 2].as_slice()));
        assert_eq!(page.summary(), "Why it matters.");
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let error = parsed(&PAGE.replace("since", "sinec")).unwrap_err();
        assert_eq!(
            error.to_string().split(';').next().unwrap(),
            "rules/03-config/some-rule.md:4: unknown key 'sinec'"
        );
        assert!(parsed(&PAGE.replace("## Good", "## God")).is_err());
        assert!(parsed(&PAGE.replace("x = 1  # want\n# want\n# want", "x = 1")).is_err());
    }
}
