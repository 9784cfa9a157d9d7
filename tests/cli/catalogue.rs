//! The catalogue as users read and extend it.

use crate::{PINNED, Project};

const PAGE: &str = r#"---
severity: warning
confidence: high
since: 0.1.0
---
# Images come from our mirror

Why.

## Match
```yaml
fact: base-image
subject: { not: '^mirror\.example/' }
message: "'{subject}' does not come from the mirror"
```
## Fix
Use the mirror.

## Bad
```dockerfile Dockerfile
FROM alpine:3.20 # want
```
## Good
```dockerfile Dockerfile
FROM mirror.example/alpine:3.20
```
"#;

#[test]
fn pages_of_a_folder_are_tested_by_their_examples() {
    let project = Project::new(&[("house/05-build-release-run/our-mirror.md", PAGE)]);
    let held = project.run(&["rules", "test", "house"]);
    assert_eq!((held.code, held.output.as_str()), (0, "all 2 examples of 1 rules hold\n"), "{}", held.errors);

    let wrong = PAGE
        .replace("FROM mirror.example/alpine:3.20", "FROM alpine:3.19")
        .replace("FROM alpine:3.20 # want", "FROM mirror.example/alpine:3.20 # want");
    project.write("house/05-build-release-run/our-mirror.md", wrong.as_bytes());
    let failed = project.run(&["rules", "test", "house"]);
    let wanted = "\
house/05-build-release-run/our-mirror.md:19: the example 'Bad' does not hold
  nothing is found at Dockerfile:1
house/05-build-release-run/our-mirror.md:23: the example 'Good' does not hold
  not marked, but found at Dockerfile:1: 'alpine' does not come from the mirror
2 of 2 examples of 1 rules do not hold
";
    assert_eq!((failed.code, failed.output.as_str()), (1, wanted));

    for (path, text, fault) in [
        ("05-build-release-run/b.md", "# No metadata\n", "b.md:1: "),
        ("5-build/b.md", PAGE, "b.md:1: the folder '5-build' is no chapter"),
        ("05-build-release-run/floating-base-image.md", PAGE, "floating-base-image.md:1: there is a rule"),
    ] {
        let project = Project::new(&[(&format!("house/{path}"), text)]);
        let found = project.run(&["--rules", "house"]);
        assert_eq!(found.code, 2);
        assert!(found.errors.contains(fault), "{}", found.errors);
    }
    let empty = Project::new(&[("house/notes.txt", "")]).run(&["rules", "test", "house"]);
    assert!(empty.code == 2 && empty.errors.contains("there is no page of a rule"), "{}", empty.errors);
    assert_eq!(Project::new(&[]).run(&["rules", "test", "nowhere"]).code, 2);
}

#[test]
fn rules_of_a_folder_run_beside_the_built_in_ones() {
    let page = PAGE;
    let project = Project::new(&[("Dockerfile", PINNED), ("house/05-build-release-run/our-mirror.md", page)]);
    let found = project.run(&["-f", "concise", "--rules", "house"]);
    assert_eq!(found.code, 1, "{}", found.errors);
    assert!(
        found.output.contains("Dockerfile:1:6: warning[our-mirror] 'python' does not come from the mirror"),
        "{}",
        found.output
    );
    project.write("house/05-build-release-run/our-mirror.md", page.replace("fact:", "fcat:").as_bytes());
    let faulty = project.run(&["--rules", "house"]);
    assert_eq!(faulty.code, 2);
    assert!(faulty.errors.contains("our-mirror.md:12: unknown key 'fcat'"), "{}", faulty.errors);
}

#[test]
fn the_catalogue_explains_itself() {
    let project = Project::new(&[]);
    let list = project.run(&["rules"]);
    assert!(list.code == 0 && list.output.contains("floating-base-image"));
    let page = project.run(&["explain", "floating-base-image"]);
    assert!(page.output.contains("FROM") && page.output.contains("twelvecheck: ignore[floating-base-image]"));
    let unknown = project.run(&["explain", "floating-image"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.errors.contains("did you mean 'floating-base-image'?"), "{}", unknown.errors);
}
