//! The platform that images are built for.

use std::collections::BTreeSet;

use crate::parse::dockerfile::{Stage, Value};
use crate::rule::Pass;

/// Stages that are built for one platform, whatever the build is for.
pub fn platform_pinned_build(pass: &mut Pass) {
    let app = pass.app;
    let mut seen = BTreeSet::new();
    for image in app.images.iter().filter(|image| image.place.is_production()) {
        for stage in image.built_stages() {
            let from = image.dockerfile.instructions.get(stage.instructions.start);
            let flag = from.and_then(|from| from.flag("platform"));
            let Some(platform) = flag.and_then(|flag| flag.value.as_ref()) else { continue };
            if !platform.variables.is_empty()
                || is_named_after(stage, platform)
                || !seen.insert(platform.span())
            {
                continue;
            }
            let name = platform.text();
            let finding = pass.report(platform.span(), format!("the stage is always built for '{name}'"));
            finding.help(
                "Leave `--platform` away, so that the build decides; `--platform=$BUILDPLATFORM` is for a stage that \
                 compiles for another platform than its own.",
            );
        }
    }
}

/// Whether the stage's name says its platform: one of several that `FROM name-${TARGETARCH}` chooses from.
fn is_named_after(stage: &Stage, platform: &Value) -> bool {
    let name = stage.alias.as_ref().map_or(String::new(), |alias| alias.text.to_ascii_lowercase());
    platform.text().split('/').any(|part| name.contains(&part.to_ascii_lowercase()))
}
