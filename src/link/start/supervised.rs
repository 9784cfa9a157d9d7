//! The programs that a supervisor of a start keeps running.

use crate::parse::ini::{self, InlineComments};
use crate::parse::tree::Node;
use crate::source::{Arg, FileId};

/// Where `supervisord` looks for its configuration if it is not told, and where Debian's own configuration includes more.
pub(super) const CONFIGURATIONS: [&str; 4] = [
    "supervisord.conf",
    "/etc/supervisord.conf",
    "/etc/supervisor/supervisord.conf",
    "/etc/supervisor/conf.d/supervisord.conf",
];

/// The `[program:NAME]` sections of a configuration of `supervisord`; none if it includes other files, so that they are not
/// all.
pub(super) fn programs(file: FileId, text: &str) -> Vec<Arg> {
    let tree = ini::parse(file, text, InlineComments::Yes);
    let sections = || tree.documents().flat_map(Node::entries).map(|(name, _)| name);
    if sections().any(|name| name.text() == Some("include")) {
        return Vec::new();
    }
    let program = |name: Node| Some(Arg::literal(name.text()?.strip_prefix("program:")?.trim(), name.span()));
    sections().filter_map(program).collect()
}
