//! Credentials of package feeds in `nuget.config` (learn.microsoft.com/nuget/reference/nuget-config-file#packagesourcecredentials).

use super::{Walk, setting};
use crate::parse::xml::Element;

/// The passwords that are written in clear; what is only encrypted opens nothing on another machine.
pub(super) fn credentials(root: Element, walk: &mut Walk) {
    for feed in root.all("packageSourceCredentials").flat_map(Element::children) {
        for entry in feed.all("add") {
            let is_password = entry.attribute("key").is_some_and(|key| key.text == "ClearTextPassword");
            if let Some(value) = entry.attribute("value").filter(|_| is_password) {
                setting(walk, &format!("{}.Password", feed.name()), &value);
            }
        }
    }
    for entry in root.all("apikeys").flat_map(|keys| keys.all("add")) {
        if let Some(value) = entry.attribute("value") {
            setting(walk, "ApiKey", &value);
        }
    }
}
