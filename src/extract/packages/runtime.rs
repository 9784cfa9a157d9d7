//! Files that fix the version of a language runtime for version managers and build packs.

use super::{Harvest, Reader, push_runtime, root};
use crate::parse::lines::{lines, trim};
use crate::parse::tree::Node;
use crate::parse::{json, toml};
use crate::source::{Arg, name_of};

pub(super) fn extract(reader: Reader, harvest: &mut Harvest) {
    let name = name_of(reader.path).to_ascii_lowercase();
    let language = match name.as_str() {
        ".nvmrc" | ".node-version" => "node",
        ".python-version" | "runtime.txt" => "python",
        ".ruby-version" => "ruby",
        ".go-version" => "go",
        ".java-version" => "java",
        ".php-version" => "php",
        ".tool-versions" => return tool_versions(reader, harvest),
        ".sdkmanrc" => return sdkman(reader, harvest),
        "system.properties" => return heroku(reader, harvest),
        "mise.toml" | ".mise.toml" => return mise(reader, harvest),
        "rust-toolchain.toml" => return rust_toolchain(reader, harvest),
        "rust-toolchain" if reader.text.contains("[toolchain]") => return rust_toolchain(reader, harvest),
        "rust-toolchain" => "rust",
        "global.json" => return global_json(reader, harvest),
        _ => return,
    };
    // A second line of `.python-version` offers another interpreter; the first is the one that `python` runs.
    if let Some(version) = words(reader).find_map(|line| line.into_iter().next()) {
        push_runtime(reader, language, version, &name, harvest);
    }
}

/// The words of every line that is no comment.
fn words(reader: Reader<'_>) -> impl Iterator<Item = Vec<Arg>> {
    lines(reader.text).map(move |(start, line)| {
        let line = line.split('#').next().unwrap_or("");
        let mut found = Vec::new();
        let mut at = 0;
        while at < line.len() {
            let (skipped, rest) = trim(&line[at..]);
            let length = rest.find([' ', '\t']).unwrap_or(rest.len());
            at += skipped;
            if length == 0 {
                break;
            }
            found.push(Arg::literal(&rest[..length], reader.span(start + at..start + at + length)));
            at += length;
        }
        found
    })
}

/// The language that version managers know under that name.
fn language(tool: &str) -> Option<&'static str> {
    Some(match tool.strip_prefix("core:").unwrap_or(tool) {
        "node" | "nodejs" => "node",
        "python" => "python",
        "ruby" => "ruby",
        "go" | "golang" => "go",
        "java" => "java",
        "php" => "php",
        "rust" => "rust",
        "dotnet" | "dotnet-core" => "dotnet",
        _ => return None,
    })
}

/// asdf: a tool and its versions, the first of which is used where it is installed.
fn tool_versions(reader: Reader, harvest: &mut Harvest) {
    for line in words(reader) {
        let [tool, version, ..] = line.as_slice() else { continue };
        if let Some(language) = language(&tool.text) {
            push_runtime(reader, language, version.clone(), ".tool-versions", harvest);
        }
    }
}

fn sdkman(reader: Reader, harvest: &mut Harvest) {
    for line in words(reader) {
        let Some((tool, version)) = line.first().and_then(|word| word.text.split_once('=')) else { continue };
        if let (Some(language), false) = (language(tool), version.is_empty()) {
            let end = line[0].span.range().end;
            let version = Arg::literal(version, reader.span(end - version.len()..end));
            push_runtime(reader, language, version, ".sdkmanrc", harvest);
        }
    }
}

fn mise(reader: Reader, harvest: &mut Harvest) {
    let tree = toml::parse(reader.file, reader.text);
    let Some(tools) = root(&tree, harvest).and_then(|root| root.get("tools")) else { return };
    for (tool, value) in tools.own_entries() {
        let value = if value.is_sequence() { value.items().next() } else { Some(value) };
        let version = value.and_then(|value| value.get("version").unwrap_or(value).arg());
        if let (Some(language), Some(version)) = (tool.text().and_then(language), version) {
            push_runtime(reader, language, version, "mise.toml", harvest);
        }
    }
}

fn rust_toolchain(reader: Reader, harvest: &mut Harvest) {
    let tree = toml::parse(reader.file, reader.text);
    let channel = root(&tree, harvest).and_then(|root| root.at(&["toolchain", "channel"])?.arg());
    if let Some(channel) = channel {
        push_runtime(reader, "rust", channel, "rust-toolchain.toml", harvest);
    }
}

/// `java.runtime.version=21`, as Heroku's build pack reads it.
fn heroku(reader: Reader, harvest: &mut Harvest) {
    for line in words(reader) {
        let Some(word) = line.first() else { continue };
        let Some(version) = word.text.strip_prefix("java.runtime.version=") else { continue };
        let end = word.span.range().end;
        let version = Arg::literal(version, reader.span(end - version.len()..end));
        push_runtime(reader, "java", version, "system.properties", harvest);
    }
}

fn global_json(reader: Reader, harvest: &mut Harvest) {
    let tree = json::parse(reader.file, reader.text);
    let Some(sdk) = root(&tree, harvest).and_then(|root| root.get("sdk")) else { return };
    // With these the version is no more than a lower bound.
    let is_bound = matches!(sdk.get("rollForward").and_then(Node::text), Some("major" | "latestMajor"));
    if let Some(version) = sdk.get("version").and_then(Node::arg) {
        let api = if is_bound { "global.json rollForward" } else { "global.json" };
        push_runtime(reader, "dotnet", version, api, harvest);
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::packages::testing::harvest;

    fn runtimes(path: &str, text: &str) -> Vec<String> {
        let facts = harvest(path, text).facts;
        facts
            .iter()
            .map(|f| format!("{} {} {}", f.subject_text(), f.value_text(), &text[f.span.range()]))
            .collect()
    }

    #[test]
    fn one_version_or_one_for_each_tool() {
        assert_eq!(runtimes(".nvmrc", "# lts\nv20.11.1\n"), ["node v20.11.1 v20.11.1"]);
        assert_eq!(runtimes("runtime.txt", "python-3.12.1\r\n"), ["python python-3.12.1 python-3.12.1"]);
        assert_eq!(runtimes(".python-version", "3.12\n3.11\n"), ["python 3.12 3.12"]);
        assert_eq!(
            runtimes(".tool-versions", "nodejs 20.11.1 18.0.0\nterraform 1.5\n golang  1.22.1 # é\n"),
            ["node 20.11.1 20.11.1", "go 1.22.1 1.22.1"]
        );
        assert_eq!(runtimes(".sdkmanrc", "java=17.0.9-tem\n"), ["java 17.0.9-tem 17.0.9-tem"]);
        assert_eq!(
            runtimes(
                "mise.toml",
                "[tools]\nnode = [\"20\", \"18\"]\ngo = {version = \"1.22\"}\nruby = '3.3'\n"
            ),
            ["node 20 \"20\"", "go 1.22 \"1.22\"", "ruby 3.3 '3.3'"]
        );
        assert_eq!(runtimes("rust-toolchain", "[toolchain]\nchannel = \"1.80\"\n"), ["rust 1.80 \"1.80\""]);
        assert_eq!(runtimes("system.properties", "a=b\njava.runtime.version=21\n"), ["java 21 21"]);
        assert_eq!(
            runtimes("global.json", "{\"sdk\": {\"version\": \"8.0.100\"}}"),
            ["dotnet 8.0.100 \"8.0.100\""]
        );
        assert!(runtimes(".nvmrc", "\n").is_empty());
    }
}
