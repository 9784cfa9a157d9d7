//! Bake files as people write them, and the targets they come to.

use super::{BakeTarget, extract};
use crate::extract::{Harvest, Reader};
use crate::fact::Place;
use crate::source::Arg;

fn read(path: &str, text: &str) -> Harvest {
    let (place, paths) = (Place::default(), Vec::new());
    let reader = Reader::of_test(path, text, &place, &paths);
    let mut harvest = Harvest::default();
    extract(reader, &mut harvest);
    harvest
}

fn shown(target: &BakeTarget) -> String {
    let show = |arg: &Option<Arg>| arg.as_ref().map_or("-".to_owned(), |arg| arg.text.clone());
    let tags: Vec<_> = target.tags.iter().map(|tag| tag.text.as_str()).collect();
    format!(
        "{} {} {} {} {}",
        target.name.text,
        show(&target.context),
        show(&target.dockerfile),
        show(&target.target),
        tags.join(",")
    )
}

fn targets(path: &str, text: &str) -> Vec<String> {
    let harvest = read(path, text);
    assert!(harvest.unreadable.is_empty(), "{:?}", harvest.unreadable);
    harvest.bake.iter().map(shown).collect()
}

#[test]
fn variables_and_functions_are_evaluated() {
    let text = r#"
variable "TAG" { default = "1.2" }
variable "REPOS" { default = "a,b" }
variable "UNSET" { default = null }
function "name" {
  params = [repo, suffix]
  result = "${repo}:${TAG}${suffix}"
}
target "app" {
  context    = "./svc"
  dockerfile = UNSET != null ? UNSET : "Dockerfile.${lower("PROD")}"
  target     = "run"
  tags       = flatten([for repo in split(",", REPOS) : [name(repo, "-x")]])
  args       = { V = UNSET }
}
target "unknown" {
  target = IMAGE
  tags   = ["${formatdate("YYYY", timestamp())}"]
}
"#;
    assert_eq!(
        targets("docker-bake.hcl", text),
        ["app ./svc Dockerfile.prod run a:1.2-x,b:1.2-x", "unknown - - {} "]
    );
}

#[test]
fn a_matrix_makes_one_target_for_each_cell() {
    let text = r#"
images = [{ name = "web", source = "w" }, { name = "api", source = "a" }]
target "all" {
  name    = "${item.name}-${tgt}"
  matrix  = { item = images, tgt = ["run", "test"] }
  context = "src/${item.source}"
  target  = tgt
}
"#;
    assert_eq!(
        targets("docker-bake.hcl", text),
        ["web-run src/w - run ", "web-test src/w - test ", "api-run src/a - run ", "api-test src/a - test "]
    );
}

#[test]
fn json_says_the_same() {
    let text = r#"{"variable": {"V": {"default": "2"}}, "group": {"default": {"targets": ["a"]}},
 "target": {"a": {"inherits": ["b"], "dockerfile": "D.${V}", "tags": ["x:${V}"], "args": {"N": null, "B": true}}}}"#;
    let harvest = read("docker-bake.json", text);
    assert_eq!(harvest.bake.iter().map(shown).collect::<Vec<_>>(), ["a - D.2 - x:2"]);
    assert_eq!(harvest.bake[0].inherits, ["b"]);
}

#[test]
fn places_lead_back_to_the_file() {
    let text = "target \"é\" {\n  target = \"run\"\n}\n";
    let harvest = read("docker-bake.hcl", text);
    let target = &harvest.bake[0];
    assert_eq!(&text[target.name.span.range()], "\"é\"");
    assert_eq!(&text[target.target.as_ref().unwrap().span.range()], "\"run\"");
}

#[test]
fn hostile_files_end_in_time() {
    let loops = "function \"f\" {\n params = [x]\n result = f(\"${x}${x}\")\n}\nvariable \"A\" { default = B }\nvariable \"B\" { default = A }\n\
        target \"t\" { \n context = f(\"ab\")\n target = A\n}\n";
    assert_eq!(targets("docker-bake.hcl", loops), ["t {} - {} "]);
    for text in [&"[".repeat(50_000), "target \"x\" {", &format!("a = {}1", "-".repeat(50_000)), "é"] {
        assert_eq!(read("docker-bake.hcl", text).unreadable.len(), 1);
    }
}

#[test]
fn arguments_and_contexts_are_known_each_by_itself() {
    let text = "variable \"V\" { default = \"1\" }\ngroup \"all\" { targets = [\"a\"] }\n\
        target \"a\" {\n  args = { V = V, \"U\" = UNSET, N = null }\n  contexts = { base = \"target:b\" }\n}\ntarget \"b\" {}\n";
    let harvest = read("docker-bake.hcl", text);
    let shown = |pairs: &[(Arg, Option<Arg>)]| -> Vec<String> {
        let value = |value: &Option<Arg>| value.as_ref().map_or("-".to_owned(), |value| value.text.clone());
        pairs.iter().map(|(name, own)| format!("{} {}", name.text, value(own))).collect()
    };
    let [a, b] = &harvest.bake[..] else { panic!("{:?}", harvest.bake) };
    assert_eq!(shown(&a.args), ["V 1", "U {}", "N -"]);
    assert_eq!(shown(&a.contexts), ["base target:b"]);
    assert!(a.is_listed && !b.is_listed);
}
