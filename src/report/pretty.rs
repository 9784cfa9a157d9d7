//! For people.

use super::view::View;

pub(super) fn render(view: &View) -> String {
    super::summary::sentence(view) + "\n"
}
