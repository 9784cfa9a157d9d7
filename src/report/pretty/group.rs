//! Groups the findings of one rule in one file that say the same, so that forty hits are one diagnostic.

use std::collections::BTreeMap;

use crate::report::Report;
use crate::rule::{Finding, Severity};
use crate::source::{FileId, Span};

/// What the findings of a group have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key<'a> {
    file: FileId,
    rule: &'a str,
    severity: Severity,
    shape: String,
    related: Vec<(Span, &'a str)>,
}

/// The findings of a report in groups, in order of each group's first finding. No group is empty.
pub(super) fn groups<'a>(report: &Report<'a>) -> Vec<Vec<&'a Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    for finding in report.findings {
        let key = Key {
            file: finding.span.file,
            rule: &finding.rule,
            severity: finding.severity,
            shape: shape(&finding.message),
            related: finding.related.iter().map(|related| (related.span, related.note.as_str())).collect(),
        };
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// A message without the values it names in single quotes and without numbers.
fn shape(message: &str) -> String {
    let mut shape = String::new();
    for (at, part) in message.split('\'').enumerate() {
        if at % 2 == 0 {
            shape.extend(part.chars().filter(|c| !c.is_ascii_digit()));
        }
        shape.push('\'');
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_do_not_count() {
        assert_eq!(shape("port '80' of 3"), shape("port '8080' of 12"));
        assert_ne!(shape("port '80'"), shape("host '80'"));
    }
}
