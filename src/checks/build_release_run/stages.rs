//! Build stages that no image is made of.

use std::collections::BTreeMap;

use crate::artefact::image::Image;
use crate::fact::Environment;
use crate::parse::dockerfile::{Base, Dockerfile, Instruction, Keyword, Stage};
use crate::rule::Pass;
use crate::source::FileId;

/// Words in the name of a stage that prepares something for another one.
const PREPARING: [&str; 8] =
    ["build", "builder", "compile", "compiler", "dependencies", "deps", "download", "install"];

/// Stages that neither the image nor anything that is built by name needs.
pub fn unused_stage(pass: &mut Pass) {
    let app = pass.app;
    let mut files: BTreeMap<FileId, Vec<&Image>> = BTreeMap::new();
    for image in app.images.iter().filter(|image| image.place.role.is_own()) {
        files.entry(image.file).or_default().push(image);
    }
    for images in files.values() {
        let Some(first) = images.first().filter(|first| !chooses_stages(&first.dockerfile)) else { continue };
        let dockerfile = &first.dockerfile;
        let mut reached = vec![false; dockerfile.stages.len()];
        for image in images {
            for (reached, by_this) in reached.iter_mut().zip(dockerfile.reachable_from(image.target)) {
                *reached |= by_this;
            }
        }
        let ends = dockerfile.terminal_stages().into_iter().filter(|at| !reached[*at]);
        for stage in
            ends.filter_map(|at| dockerfile.stages.get(at)).filter(|stage| is_left_over(dockerfile, stage))
        {
            report(pass, dockerfile, stage);
        }
    }
}

fn report(pass: &mut Pass, dockerfile: &Dockerfile, stage: &Stage) {
    let (place, name) = match &stage.alias {
        Some(alias) => (alias.span, format!("the stage '{}'", alias.text)),
        None => (stage.image.span(), format!("stage {}, which has no name,", stage.index)),
    };
    let finding = pass.report(place, format!("{name} is needed by no other stage and is built by nobody"));
    if let Some(last) = dockerfile.default_target() {
        finding.because(last.image.span(), "a build without a target makes this stage, and what it needs");
    }
    finding.help("Copy from it with `COPY --from`, or delete it: the builder skips it, only readers do not.");
}

/// Whether a variable decides which stages a build takes: `FROM base-${TARGETARCH}`, `COPY --from=${KIND}`.
fn chooses_stages(dockerfile: &Dockerfile) -> bool {
    let in_flag = |instruction: &Instruction| {
        let flags = instruction.flags.iter().filter(|flag| matches!(flag.name.as_str(), "from" | "mount"));
        flags.filter_map(|flag| flag.value.as_ref()).any(|value| !value.variables.is_empty())
    };
    dockerfile
        .stages
        .iter()
        .any(|stage| !stage.image.variables.is_empty() && !stage.image.raw.contains(['/', ':']))
        || dockerfile.instructions.iter().any(in_flag)
}

/// Whether nobody can mean the stage as an end in itself. One with a name may be built by hand, for tests or for what it
/// writes, unless the name says that it prepares something, or it is an image from elsewhere as it is; an export starts from
/// nothing.
fn is_left_over(dockerfile: &Dockerfile, stage: &Stage) -> bool {
    let Some(alias) = &stage.alias else { return true };
    let name = alias.text.to_ascii_lowercase();
    let mut words = name.split(['-', '_', '.']);
    let prepares = words.clone().any(|word| PREPARING.contains(&word));
    let has_purpose = words.any(|word| Environment::from_word(word).is_some());
    let adds_nothing = || {
        let own = dockerfile.instructions_of(stage).iter();
        own.skip(1).all(|instruction| instruction.keyword == Keyword::Arg)
    };
    (prepares || stage.base == Base::Image && adds_nothing()) && !has_purpose && stage.base != Base::Scratch
}
