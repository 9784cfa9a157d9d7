//! `ports`: short and long syntax (05-services.md of the Compose specification).

use super::interpolate;
use super::value::Field;
use crate::artefact::compose::ComposePort;
use crate::source::Arg;

/// The entries of the field.
pub(super) fn ports(node: Field) -> Vec<ComposePort> {
    let port = |item: Field| if item.is_mapping() { long(item) } else { short(item) };
    node.items().filter_map(port).collect()
}

/// `[[ip:]published:]target[/protocol]`.
fn short(item: Field) -> Option<ComposePort> {
    let text = item.text()?;
    let before_protocol = interpolate::split(text, '/');
    let mapping = before_protocol.first()?.clone();
    let protocol = before_protocol.get(1).map_or("tcp", |range| &text[range.clone()]);
    let mut parts = interpolate::split(&text[mapping], ':');
    let target = parts.pop()?;
    let published = parts.pop();
    let host_ip = parts.first().zip(parts.last()).map(|(first, last)| first.start..last.end);
    let target = item.part(target);
    if target.text.is_empty() {
        return None;
    }
    let published = published.filter(|range| !range.is_empty()).map(|range| item.part(range));
    Some(ComposePort {
        published: published.filter(|published| is_fixed(published, &target)),
        host_ip: host_ip.filter(|range| !range.is_empty()).map(|range| item.part(range)),
        target,
        protocol: protocol.to_ascii_lowercase(),
        span: item.span(),
    })
}

fn long(item: Field) -> Option<ComposePort> {
    let field = |key: &str| item.get(key).and_then(Field::arg);
    let target = field("target")?;
    Some(ComposePort {
        published: field("published").filter(|published| is_fixed(published, &target)),
        host_ip: field("host_ip"),
        protocol: field("protocol").map_or_else(|| "tcp".to_owned(), |arg| arg.text.to_ascii_lowercase()),
        target,
        span: item.span(),
    })
}

/// A range for one port in the container, or port 0, lets the engine choose.
fn is_fixed(published: &Arg, target: &Arg) -> bool {
    published.text != "0" && (!published.text.contains('-') || target.text.contains('-'))
}
