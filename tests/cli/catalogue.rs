//! The catalogue as users read and extend it.

use crate::{PINNED, Project};

#[test]
fn rules_of_a_folder_run_beside_the_built_in_ones() {
    let page = "---\nseverity: warning\nconfidence: high\nsince: 0.1.0\n---\n# Images come from our mirror\n\nWhy.\n\n## Match\n```yaml\nfact: base-image\nsubject: { not: '^mirror\\.example/' }\nmessage: \"'{subject}' does not come from the mirror\"\n```\n## Fix\nUse the mirror.\n\n## Bad\n```dockerfile Dockerfile\nFROM alpine:3.20 # want\n```\n## Good\n```dockerfile Dockerfile\nFROM mirror.example/alpine:3.20\n```\n";
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
