//! Tests of the SARIF reporter.

use serde_json::{Value, json};

use super::render_at_most;
use crate::report::sample::Sample;
use crate::report::view::View;
use crate::report::{Format, Style};

fn run(sample: &Sample, style: &Style) -> Value {
    let mut log: Value = serde_json::from_str(&sample.render(Format::Sarif, style)).unwrap();
    log["runs"][0].take()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Writes the sample for `.ci/sarif-check`: `SARIF_OUT=/some/where/report.sarif cargo test --lib sarif`. The files of the
/// sample are put next to it.
#[test]
fn a_sample_for_other_validators() {
    let Some(path) = std::env::var_os("SARIF_OUT") else { return };
    let path = std::path::Path::new(&path);
    let sample = Sample::new();
    for (_, file) in sample.sources.iter() {
        let to = path.parent().unwrap().join(&file.path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, &file.text).unwrap();
    }
    let style = Style { category: Some("sample".to_owned()), include_suppressed: true, ..Style::default() };
    std::fs::write(path, sample.render(Format::Sarif, &style)).unwrap();
}

#[test]
fn results_are_complete_and_the_most_severe_come_first() {
    let run = run(&Sample::new(), &Style { prefix: "svc/".to_owned(), ..Style::default() });
    let results = run["results"].as_array().unwrap();
    let levels: Vec<&str> = results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "warning", "note"]);
    let secret = &results[0];
    assert_eq!(secret["ruleIndex"], 0);
    assert_eq!(
        secret["message"]["text"],
        "the connection string '**********************************' is written in the code. Read it from the \
         environment:\nDATABASE_URL = os.environ[\"DATABASE_URL\"]. See: [the same value is in the manifest](1)."
    );
    let stars = "*".repeat(34);
    assert_eq!(
        secret["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": { "uri": "svc/config/s%C3%A9t%20tings.py", "uriBaseId": "%SRCROOT%" },
            "region": {
                "startLine": 2, "startColumn": 17, "endLine": 2, "endColumn": 51,
                "snippet": { "text": stars }
            },
            "contextRegion": {
                "startLine": 1, "endLine": 4,
                "snippet": { "text": format!("\u{feff}# 😀\r\nDATABASE_URL = \"{stars}\"\r\nDEBUG = True\r\nPORT = 8000") }
            }
        })
    );
    assert_eq!(secret["relatedLocations"][0]["physicalLocation"]["region"]["snippet"]["text"], stars);
    assert!(secret["codeFlows"].is_null());
    assert_eq!(keys(&secret["partialFingerprints"]), ["primaryLocationLineHash", "twelvecheck/v1"]);
}

#[test]
fn places_are_linked_and_form_a_way() {
    let run = run(&Sample::new(), &Style::default());
    let start = &run["results"][1];
    assert_eq!(
        start["message"]["text"],
        "'npm start' runs below a shell. Write `CMD [\"npm\", \"start\"]`. See: [the \\[web\\] container is stopped with \
         SIGTERM](1); [the code is copied here](2)."
    );
    let ids: Vec<&Value> =
        start["relatedLocations"].as_array().unwrap().iter().map(|place| &place["id"]).collect();
    assert_eq!(ids, [1, 2]);
    let steps = start["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    let lines: Vec<&Value> =
        steps.iter().map(|step| &step["location"]["physicalLocation"]["region"]["startLine"]).collect();
    assert_eq!(lines, [4, 2, 3]);
}

#[test]
fn a_message_forges_no_link() {
    let mut sample = Sample::new();
    sample.findings[1].message = "reads x[0](1)".to_owned();
    assert_eq!(run(&sample, &Style::default())["results"][2]["message"]["text"], "reads x[0\\](1).");
}

#[test]
fn rules_are_listed_with_all_that_github_reads() {
    let sample = Sample { findings: Vec::new(), suppressed: Vec::new(), ..Sample::new() };
    let run = run(&sample, &Style::default());
    assert_eq!(run["results"], json!([]));
    let rules = &run["tool"]["driver"]["rules"];
    assert_eq!(rules.as_array().unwrap().len(), 4);
    let page =
        "https://github.com/twelvecheck/twelvecheck/blob/main/rules/03-config/hardcoded-connection-string.md";
    let ignore = "Where the finding is deliberate, say so in a comment on its line or alone above it: `# twelvecheck: \
                  ignore[hardcoded-connection-string] reason`. To turn the rule off for the whole project, write \
                  `hardcoded-connection-string = \"off\"` under `[rules]` in `twelvecheck.toml`; `\"note\"`, \
                  `\"warning\"` and `\"error\"` there set its level.";
    assert_eq!(
        rules[0],
        json!({
            "id": "hardcoded-connection-string",
            "name": "HardcodedConnectionString",
            "shortDescription": { "text": "The title of hardcoded-connection-string." },
            "fullDescription": { "text": "Why it matters to everybody." },
            "help": {
                "text": format!("Why it matters\nto everybody.\n\nMore about it.\n\nHow to fix: Do *this*.\n\nHow to ignore: {ignore}"),
                "markdown": format!(
                    "Why it matters\nto everybody.\n\nMore about it.\n\n## How to fix\n\nDo *this*.\n\n## Found\n\n`app.py`\n\n\
                     ```python\nx = 1\n```\n\n## Not found\n\n`app.py`\n\n```python\nx = 2\n```\n\n## How to ignore\n\n\
                     {ignore}\n\n[More about this rule]({page})\n"
                )
            },
            "helpUri": page,
            "defaultConfiguration": { "level": "error" },
            "relationships": [{
                "target": { "id": "III", "index": 2, "toolComponent": { "name": "The Twelve-Factor App", "index": 0 } },
                "kinds": ["relevant"]
            }],
            "properties": {
                "tags": ["12factor", "12factor/III-config", "security", "external/cwe/cwe-798"],
                "precision": "high",
                "problem.severity": "error",
                "security-severity": "7.5"
            }
        })
    );
    assert!(rules[2]["helpUri"].is_null(), "a user's own rule has no page on the web");
    assert_eq!(rules[2]["properties"]["tags"], json!(["12factor", "workload", "pedantic"]));
    assert_eq!(run["taxonomies"][0]["taxa"][2]["helpUri"], "https://12factor.net/config");
}

#[test]
fn the_invocation_tells_what_was_not_read_and_what_was_configured() {
    let sample = Sample::new();
    let invocation = &run(&sample, &Style::default())["invocations"][0];
    assert_eq!(invocation["exitCode"], 1);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["associatedRule"], json!({ "id": "unreadable-input", "index": 3 }));
    assert_eq!(notification["message"]["text"], "the file ends inside '['.");
    let region = &notification["locations"][0]["physicalLocation"]["region"];
    assert_eq!([&region["startLine"], &region["startColumn"], &region["endColumn"]], [1, 1, 5]);
    assert_eq!(
        invocation["ruleConfigurationOverrides"],
        json!([
            { "descriptor": { "id": "shell-form-start", "index": 1 }, "configuration": { "level": "warning" } },
            { "descriptor": { "id": "single-replica", "index": 2 }, "configuration": { "enabled": false } }
        ])
    );
}

#[test]
fn suppressed_results_are_left_out_unless_asked_for() {
    let sample = Sample::new();
    let without = run(&sample, &Style::default());
    assert_eq!(without["results"].as_array().unwrap().len(), 3);
    assert!(without["results"][0]["suppressions"].is_null());
    let with = run(&sample, &Style { include_suppressed: true, ..Style::default() });
    assert_eq!(with["results"][0]["suppressions"], json!([]));
    assert_eq!(
        with["results"][3]["suppressions"],
        json!([{ "kind": "inSource", "status": "accepted", "justification": "a single writer" }])
    );
}

#[test]
fn a_limit_cuts_the_least_severe_and_says_so() {
    let (sample, style) = (Sample::new(), Style::default());
    let log: Value =
        serde_json::from_str(&render_at_most(&View::new(sample.report(&[]), &style), 1)).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), 1);
    assert_eq!(run["results"][0]["level"], "error");
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(
        notifications[1]["message"]["text"],
        "The 2 least severe results were left out of this file: it may hold no more."
    );
}

#[test]
fn only_a_category_names_the_run() {
    let style = Style { category: Some("api".to_owned()), ..Style::default() };
    assert_eq!(run(&Sample::new(), &style)["automationDetails"], json!({ "id": "api/" }));
    assert!(run(&Sample::new(), &Style::default())["automationDetails"].is_null());
}

#[test]
fn no_secret_gets_out_in_any_format() {
    for format in Format::ALL {
        let text = Sample::new().render(format, &Style { include_suppressed: true, ..Style::default() });
        assert!(!text.contains("s3cret"), "{text}");
    }
}
