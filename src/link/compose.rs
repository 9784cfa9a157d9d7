//! Compose services that pull what their app builds.

use super::names::Names;
use crate::app::App;

/// Marks the services of an app that pull what the app builds.
pub(super) fn recognise(app: &mut App, names: &Names) {
    for service in &mut app.services {
        let reference = service.reference.as_ref().filter(|reference| !reference.is_blank());
        service.own_image = reference.is_some_and(|reference| {
            reference.name().eq_ignore_ascii_case(&app.name) || names.is_image(&reference.repository.text)
        });
    }
}
