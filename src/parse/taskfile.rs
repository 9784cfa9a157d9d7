//! Taskfiles of `task`: tasks with what they need.
//!
//! Included files and variables are passed over; `{{…}}` is left as it is written.

use super::recipes::{Recipes, Target};
use super::tree::Node;
use super::yaml;
use crate::source::{Arg, FileId};

/// Reads a Taskfile. It never fails: a task that is none has no commands.
pub(super) fn parse(file: FileId, text: &str) -> Recipes {
    let tree = yaml::parse(file, text);
    let tasks = tree.documents().filter_map(|root| root.get("tasks")).flat_map(Node::own_entries);
    let mut targets: Vec<Target> = tasks.filter_map(|(name, task)| target(name, task)).collect();
    // Without a name the task `default` is run.
    targets.sort_by_key(|target| target.name != "default");
    Recipes { targets, ..Recipes::default() }
}

fn target(name: Node, task: Node) -> Option<Target> {
    let needed = task.get("deps").into_iter().flat_map(Node::items);
    let mut prerequisites: Vec<String> = needed.filter_map(called).collect();
    let mut recipe = Vec::new();
    for step in task.get("cmds").or(task.get("cmd")).map_or_else(|| steps(task), steps) {
        match step.get("task").and_then(Node::text) {
            Some(other) => prerequisites.push(other.to_owned()),
            None => recipe.extend(command(step)),
        }
    }
    Some(Target { name: name.text()?.to_owned(), prerequisites, recipe, span: name.span() })
}

/// One command or several.
fn steps(node: Node) -> Vec<Node> {
    if node.is_scalar() { vec![node] } else { node.items().collect() }
}

fn command(step: Node) -> Option<Arg> {
    let command = if step.is_mapping() { step.get("cmd")? } else { step };
    command.arg()
}

fn called(step: Node) -> Option<String> {
    let name = if step.is_mapping() { step.get("task")? } else { step };
    name.text().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_have_what_they_need() {
        let text = "version: '3'\ntasks:\n  lint: golangci-lint run\n  default:\n    deps: [lint, {task: gen}]\n    cmds:\n      - task: build\n      - ./app --port {{.PORT}}\n      - cmd: echo up\n        silent: true\n  build:\n    cmd: go build .\n";
        let recipes = parse(FileId(0), text);
        let default = recipes.target(None).unwrap();
        assert_eq!(
            (default.name.as_str(), default.prerequisites.join(" ").as_str()),
            ("default", "lint gen build")
        );
        let lines: Vec<&str> = default.recipe.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["./app --port {{.PORT}}", "echo up"]);
        assert_eq!(recipes.target(Some("build")).unwrap().recipe[0].text, "go build .");
        assert_eq!(recipes.target(Some("lint")).unwrap().recipe[0].text, "golangci-lint run");
    }
}
