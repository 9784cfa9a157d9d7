//! `setup.py` and `setup.cfg` (setuptools): read lightly, for what they say in literals.

use super::{Harvest, Reader, push, push_runtime, requirements, root};
use crate::artefact::package::{Ecosystem, Need, Package};
use crate::parse::ini::{self, InlineComments};
use crate::parse::tree::Node;
use crate::source::Arg;

/// Reads `setup.py`.
pub(super) fn script(reader: Reader, harvest: &mut Harvest) {
    let is_packaging =
        ["setuptools", "distutils", "skbuild"].iter().any(|library| reader.text.contains(library));
    if !is_packaging || !reader.text.contains("setup(") {
        return;
    }
    let mut package = Package::new(reader.file, Ecosystem::Python, reader.place.clone());
    package.library = true;
    let argument = |name: &str| strings_after(reader, name);
    package.name = argument("name").into_iter().next();
    for text in argument("install_requires") {
        let at = text.span.range().start;
        package.dependencies.extend(requirements::in_text(reader.file, &text.text, at, Need::Run));
    }
    let setup = reader.text.find("setup(").unwrap_or(0);
    package.anchor = reader.span(setup..setup + "setup".len());
    if let Some(version) = argument("python_requires").into_iter().next() {
        push_runtime(reader, "python", version, "python_requires", harvest);
    }
    push(reader, package, harvest);
}

/// Reads `setup.cfg`, which may also be no more than the configuration of linters.
pub(super) fn config(reader: Reader, harvest: &mut Harvest) {
    let tree = ini::parse(reader.file, reader.text, InlineComments::No);
    let Some(root) = root(&tree, harvest) else { return };
    let Some((key, name)) = root.get("metadata").and_then(|table| table.entry("name")) else { return };
    let mut package = Package::new(reader.file, Ecosystem::Python, reader.place.clone());
    package.library = true;
    package.name = name.arg();
    package.anchor = key.span();
    if let Some(list) = root.at(&["options", "install_requires"]) {
        package.dependencies = lines(list)
            .filter_map(|(at, line)| {
                let mut requirement = requirements::in_text(reader.file, line, 0, Need::Run)?;
                let place = |span: crate::source::Span| {
                    list.source_span(span.range().start + at..span.range().end + at)
                };
                requirement.name.span = place(requirement.name.span);
                requirement.span = place(requirement.span);
                if let Some(version) = &mut requirement.version {
                    version.span = place(version.span);
                }
                Some(requirement)
            })
            .collect();
    }
    if let Some(version) = root.at(&["options", "python_requires"]).and_then(Node::arg) {
        push_runtime(reader, "python", version, "python_requires", harvest);
    }
    push(reader, package, harvest);
}

fn lines(node: Node<'_>) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    node.text().unwrap_or("").split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// The string literals of the keyword argument `name`: one, or those of a list.
fn strings_after(reader: Reader, name: &str) -> Vec<Arg> {
    let text = reader.text;
    let mut from = 0;
    while let Some(found) = text[from..].find(name) {
        let start = from + found;
        from = start + name.len();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let rest = text[from..].trim_start();
        let Some(value) = rest.strip_prefix('=').filter(|value| !value.starts_with('=')) else { continue };
        if !text[..start].ends_with(is_word) {
            let value = value.trim_start();
            return literals(reader, text.len() - value.len());
        }
    }
    Vec::new()
}

/// The string literal at byte `at`, or those of the list that starts there; nothing where the value is computed.
fn literals(reader: Reader, at: usize) -> Vec<Arg> {
    let mut found = Vec::new();
    let is_list = reader.text[at..].starts_with(['[', '(']);
    let mut at = at + usize::from(is_list);
    while let Some(next) = reader.text[at..].chars().next() {
        match next {
            '"' | '\'' => {
                let Some(length) = reader.text[at + 1..].find([next, '\n']) else { return found };
                let content = at + 1..at + 1 + length;
                at = content.end + 1;
                if !content.is_empty() && !reader.text[content.clone()].contains('\\') {
                    found.push(Arg::literal(&reader.text[content.clone()], reader.span(content)));
                }
                if !is_list {
                    return found;
                }
            }
            '#' if is_list => at += reader.text[at..].find('\n').unwrap_or(reader.text.len() - at),
            ',' if is_list => at += 1,
            c if is_list && c.is_whitespace() => at += c.len_utf8(),
            _ => return found,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::extract::packages::testing::harvest;

    #[test]
    fn literals_of_the_setup_call() {
        let text = "from setuptools import setup\nsetup(\n  name='shop', author_name = 'me',\n  python_requires=\">=3.9\",\n  \
            install_requires=[\n    'Flask>=2', # web\n    \"requests\",\n  ] + more,\n)\n";
        let found = harvest("setup.py", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package.dependencies.iter().map(|r| &text[r.span.range()]).collect();
        assert_eq!(shown, ["Flask>=2", "requests"]);
        assert_eq!((package.name.as_ref().unwrap().text.as_str(), package.library), ("shop", true));
        assert!(found.facts.iter().any(|fact| fact.value_text() == ">=3.9"));
    }

    #[test]
    fn sections_of_setup_cfg() {
        let text = "[metadata]\nname = shop\n[options]\npython_requires = >=3.9\ninstall_requires =\n    flask >= 2\n    é-x\n    requests\n";
        let found = harvest("setup.cfg", text);
        let package = &found.packages[0];
        let shown: Vec<_> = package.dependencies.iter().map(|r| &text[r.span.range()]).collect();
        assert_eq!(shown, ["flask >= 2", "requests"]);
        assert_eq!(&text[package.dependencies[0].version.as_ref().unwrap().span.range()], ">= 2");
        assert!(harvest("setup.cfg", "[flake8]\nmax-line-length = 100\n").packages.is_empty());
    }

    #[test]
    fn any_cut_of_a_script_is_read() {
        let text = "setuptools.setup(é, name='é', install_requires=['é\\', \"a\" # é\n], python_requires=é)";
        for (at, _) in text.char_indices() {
            harvest("setup.py", &text[at..]);
            harvest("setup.py", &text[..at]);
        }
    }
}
