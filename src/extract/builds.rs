//! Builds of images that commands, CI actions and skaffold ask for; scripts and recipes are also read for what they deploy.

mod command;

pub use command::of_command;
pub(super) use command::{is_pushing, split};

use super::{Harvest, Reader, commands, platform};
use crate::artefact::build::ImageBuild;
use crate::artefact::command::Command;
use crate::artefact::pipeline::CiImage;
use crate::fact::Place;
use crate::parse::recipes;
use crate::parse::tree::Node;
use crate::source::{Arg, Span, folder_of};
use std::ops::Range;

/// Reads a shell script: only the builds and deployments that it asks for.
pub fn of_script(reader: Reader, harvest: &mut Harvest) {
    if may_build(reader.text) || platform::may_deploy(reader.text) {
        let found = commands::of_file(reader.file, reader.text);
        take(&found, reader, harvest);
    }
}

/// Reads a Makefile, justfile or Taskfile: only the builds and deployments that its recipes ask for, which run in its folder.
pub fn of_recipes(reader: Reader, harvest: &mut Harvest) {
    if !may_build(reader.text) && !platform::may_deploy(reader.text) {
        return;
    }
    let recipes = recipes::parse(reader.path, reader.file, reader.text);
    for line in recipes.targets.iter().flat_map(|target| &target.recipe) {
        let is_verbatim = reader.text.get(line.span.range()) == Some(line.text.as_str());
        let start = line.span.range().start;
        let place = |range: Range<usize>| {
            if is_verbatim {
                Span::new(reader.file, start + range.start, start + range.end)
            } else {
                line.span
            }
        };
        let found = commands::of_shell(&line.text, &place);
        take(&found, reader, harvest);
    }
}

fn take(found: &[Command], reader: Reader, harvest: &mut Harvest) {
    let folder = folder_of(reader.path);
    harvest.builds.extend(of_commands(found, folder, reader.place));
    platform::describe_deploys(found, folder, reader.place, harvest);
}

fn may_build(text: &str) -> bool {
    let builders = ["docker", "podman", "buildah", "nerdctl", "finch", "gcloud", "az acr"];
    builders.iter().any(|name| text.contains(name)) && text.contains("build")
}

/// The builds that commands ask for, which run in a folder.
pub fn of_commands<'c>(
    found: &'c [Command],
    folder: &'c str,
    place: &'c Place,
) -> impl Iterator<Item = ImageBuild> + 'c {
    found.iter().filter_map(move |command| of_command(command, folder, place))
}

/// `build.artifacts` of skaffold's configuration, those of its profiles included.
pub fn of_skaffold(reader: Reader, root: Node, harvest: &mut Harvest) {
    let profiles = root.get("profiles").into_iter().flat_map(Node::items);
    let roots = std::iter::once(root).chain(profiles);
    for artifact in roots.filter_map(|root| root.at(&["build", "artifacts"])).flat_map(Node::items) {
        let field = |path: &[&str]| artifact.at(path).and_then(Node::arg);
        let other = ["jib", "buildpacks", "bazel", "ko", "custom"];
        if other.iter().any(|builder| artifact.get(builder).is_some()) {
            continue;
        }
        harvest.builds.push(ImageBuild {
            span: artifact.span(),
            place: reader.place.clone(),
            folder: folder_of(reader.path).to_owned(),
            context: field(&["context"]).unwrap_or_else(|| Arg::literal(".", artifact.span())),
            dockerfile: field(&["docker", "dockerfile"]).or_else(|| field(&["kaniko", "dockerfile"])),
            in_context: true,
            target: field(&["docker", "target"]).or_else(|| field(&["kaniko", "target"])),
            tags: field(&["image"]).into_iter().collect(),
            arguments: ["docker", "kaniko"]
                .iter()
                .filter_map(|builder| artifact.at(&[builder, "buildArgs"]))
                .flat_map(Node::own_entries)
                .filter_map(|(name, value)| Some((name.arg()?, templated(value))))
                .collect(),
            contexts: Vec::new(),
            pushed: false,
        });
    }
}

/// A value that skaffold fills in if it is a template.
fn templated(value: Node) -> Option<Arg> {
    value.arg().map(|arg| Arg { literal: arg.literal && !arg.text.contains("{{"), ..arg })
}

/// The inputs of an action that builds an image, each with the values that the cells of a matrix give it.
#[derive(Debug)]
pub struct Inputs {
    /// The step.
    pub span: Span,
    /// What the pipeline is for.
    pub place: Place,
    /// `context`.
    pub context: Vec<Arg>,
    /// `file`.
    pub dockerfile: Vec<Arg>,
    /// `target`.
    pub target: Vec<Arg>,
    /// `tags`, of all cells.
    pub tags: Vec<Arg>,
    /// `build-args`, of all cells.
    pub arguments: Vec<(Arg, Option<Arg>)>,
    /// `build-contexts`, of all cells.
    pub contexts: Vec<(Arg, Option<Arg>)>,
    /// Whether it pushes what it builds.
    pub pushed: bool,
}

impl Inputs {
    /// The image as a pipeline names it, whatever the cell.
    pub fn image(&self) -> CiImage {
        CiImage {
            references: self.tags.clone(),
            arguments: CiImage::known_arguments(&self.arguments),
            pushed: self.pushed,
            span: self.span,
        }
    }

    /// One build for each cell: values that stand in the same cells go together, others each with each.
    pub fn builds(&self) -> Vec<ImageBuild> {
        /// Builds of one step that are looked at.
        const MOST: usize = 64;
        let lists = [&self.context, &self.dockerfile, &self.target];
        let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0).max(1);
        let in_step = lists.iter().all(|list| list.len() <= 1 || list.len() == longest);
        let sizes = lists.map(|list| list.len().max(1));
        let count = if in_step { longest } else { sizes.iter().product() };
        let pick = |list: &[Arg], at: usize, below: usize| {
            let at = if in_step { at } else { at / below };
            list.get(at % list.len().max(1)).cloned()
        };
        let build = |at: usize| ImageBuild {
            span: self.span,
            place: self.place.clone(),
            folder: String::new(),
            context: pick(&self.context, at, 1).unwrap_or_else(|| Arg::literal(".", self.span)),
            dockerfile: pick(&self.dockerfile, at, sizes[0]),
            in_context: false,
            target: pick(&self.target, at, sizes[0] * sizes[1]),
            tags: Vec::new(),
            arguments: self.arguments.clone(),
            contexts: self.contexts.clone(),
            pushed: self.pushed,
        };
        (0..count.min(MOST)).map(build).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn builds(text: &str) -> Vec<String> {
        let place = Place::default();
        let found = commands::of_file(FileId(0), text);
        let shown = |build: ImageBuild| {
            let show = |arg: Option<Arg>| arg.map_or("-".to_owned(), |arg| arg.text);
            let tags: Vec<String> = build.tags.into_iter().map(|tag| tag.text).collect();
            format!(
                "{} {} {} {}",
                build.context.text,
                show(build.dockerfile),
                show(build.target),
                tags.join(",")
            )
        };
        of_commands(&found, "", &place).map(shown).collect()
    }

    #[test]
    fn commands_name_file_target_and_context() {
        assert_eq!(
            builds("docker build -f web/Dockerfile --target=run -t web:1 -t web:2 --pull ."),
            [". web/Dockerfile run web:1,web:2"]
        );
        assert_eq!(builds("docker buildx build --platform linux/amd64 --push --file D web"), ["web D - "]);
        assert_eq!(builds("sudo podman build --build-arg A=b --no-cache ../x"), ["../x - - "]);
        assert_eq!(builds("buildah bud --layers -f C . && docker run build"), [". C - "]);
        assert_eq!(
            builds("docker build - < Dockerfile; docker build -f - . ; docker compose build x"),
            [". {} - ", ". {} - "]
        );
        assert_eq!(
            builds(
                "/kaniko/executor --cache=true --context $CI_PROJECT_DIR/web --dockerfile \"${CI_PROJECT_DIR}/D\" -d a:1"
            ),
            ["./web ./D - a:1"]
        );
        assert_eq!(
            builds("docker build -f $DIR/D $GITHUB_WORKSPACE; ssh host docker build ."),
            [". {}/D - "]
        );
        assert_eq!(
            builds("gcloud builds submit --tag gcr.io/a/b web && az acr build -r x -t b:1 ."),
            ["web - - gcr.io/a/b", ". - - b:1"]
        );
    }

    #[test]
    fn recipes_build_too() {
        let text = "TARGET ?= web\nimage:\n\t@docker build -f docker/Dockerfile \\\n\t  --target $(TARGET) ..\nlint: ; true\n\tcd x && podman build --target lint .\n";
        let mut harvest = Harvest::default();
        let (place, paths) = (Place::default(), []);
        let reader = Reader::of_test("build/Makefile", text, &place, &paths);
        of_recipes(reader, &mut harvest);
        let found: Vec<_> = harvest
            .builds
            .iter()
            .map(|build| (build.folder.as_str(), build.context.text.as_str(), build.target.as_ref().unwrap()))
            .collect();
        let targets: Vec<_> = found.iter().map(|(.., target)| target.text.as_str()).collect();
        assert_eq!((targets, found[0].0, found[0].1), (vec!["web", "lint"], "build", ".."));
        assert_eq!(&text[found[1].2.span.range()], "lint");
    }

    #[test]
    fn cells_of_a_matrix_go_together() {
        let args = |texts: &[&str]| -> Vec<Arg> {
            texts.iter().map(|text| Arg::literal(*text, Span::start_of(FileId(0)))).collect()
        };
        let shown = |context: &[&str], target: &[&str]| -> Vec<String> {
            let inputs = Inputs {
                span: Span::start_of(FileId(0)),
                place: Place::default(),
                context: args(context),
                dockerfile: Vec::new(),
                target: args(target),
                tags: Vec::new(),
                arguments: Vec::new(),
                contexts: Vec::new(),
                pushed: false,
            };
            let text = |build: ImageBuild| {
                format!("{} {}", build.context.text, build.target.map_or(String::new(), |arg| arg.text))
            };
            inputs.builds().into_iter().map(text).collect()
        };
        assert_eq!(shown(&["a", "b"], &["x", "y"]), ["a x", "b y"]);
        assert_eq!(shown(&["a", "b"], &["x", "y", "z"]), ["a x", "b x", "a y", "b y", "a z", "b z"]);
        assert_eq!(shown(&["a"], &["x", "y"]), ["a x", "a y"]);
        assert_eq!(shown(&[], &[]), [". "]);
    }
}
