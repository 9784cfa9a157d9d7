//! Label selectors, as Services, budgets, quotas and workloads choose objects by them.

use super::workload::find;
use crate::source::{Arg, Span};

/// `spec.selector` of a workload, service or budget, or the `labelSelector` of a rule of scheduling.
#[derive(Clone, PartialEq, Debug)]
pub struct Selector {
    /// The whole selector.
    pub span: Span,
    /// `matchLabels`, or the map itself for Services and ReplicationControllers.
    pub labels: Vec<(Arg, Arg)>,
    /// `matchExpressions`.
    pub expressions: Vec<Expression>,
}

/// An entry of `matchExpressions`.
#[derive(Clone, PartialEq, Debug)]
pub struct Expression {
    /// `key`.
    pub key: Arg,
    /// `operator`.
    pub operator: Arg,
    /// `values`.
    pub values: Vec<Arg>,
    /// The whole entry.
    pub span: Span,
}

impl Selector {
    /// Whether pods with these labels are selected; without any requirement all are.
    pub fn matches(&self, labels: &[(Arg, Arg)]) -> bool {
        let equal =
            |(key, value): &(Arg, Arg)| find(labels, &key.text).is_some_and(|have| have.text == value.text);
        self.labels.iter().all(equal) && self.expressions.iter().all(|expression| expression.holds(labels))
    }

    /// Whether it has no requirement.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.expressions.is_empty()
    }
}

impl Expression {
    /// Whether the expression holds for these labels (`Requirement.Matches` of `apimachinery/pkg/labels`).
    pub fn holds(&self, labels: &[(Arg, Arg)]) -> bool {
        self.allows(find(labels, &self.key.text).map(|have| have.text.as_str()))
    }

    /// Whether the expression holds where the key has this value, or none.
    pub fn allows(&self, value: Option<&str>) -> bool {
        let listed = value.is_some_and(|value| self.values.iter().any(|wanted| wanted.text == value));
        match self.operator.text.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    }

    /// Whether all of it is written, so that it can be told whether it holds.
    pub fn is_known(&self) -> bool {
        self.key.literal && self.operator.literal && self.values.iter().all(|value| value.literal)
    }

    /// The expression in short: `tier In (a, b)`.
    pub fn text(&self) -> String {
        let values: Vec<&str> = self.values.iter().map(|value| value.text.as_str()).collect();
        let head = format!("{} {}", self.key.text, self.operator.text);
        if values.is_empty() { head } else { format!("{head} ({})", values.join(", ")) }
    }
}

/// A term of `affinity.podAntiAffinity`: pods that must not, or should not, be near.
#[derive(Clone, PartialEq, Debug)]
pub struct AntiAffinity {
    /// `labelSelector`.
    pub selector: Selector,
    /// `namespaces`; empty where the term means pods of its own namespace, or those that a selector finds.
    pub namespaces: Vec<Arg>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn expressions_hold_as_the_api_server_says() {
        let arg = |text: &str| Arg::literal(text, Span::start_of(FileId(0)));
        let labels = [(arg("tier"), arg("web"))];
        let holds = |key: &str, operator: &str, values: &[&str]| {
            let values = values.iter().map(|value| arg(value)).collect();
            let span = Span::start_of(FileId(0));
            Expression { key: arg(key), operator: arg(operator), values, span }.holds(&labels)
        };
        assert!(holds("tier", "In", &["db", "web"]) && !holds("tier", "In", &["db"]));
        assert!(!holds("other", "In", &["web"]) && holds("other", "NotIn", &["web"]));
        assert!(holds("tier", "NotIn", &["db"]) && !holds("tier", "NotIn", &["web"]));
        assert!(holds("tier", "Exists", &[]) && !holds("other", "Exists", &[]));
        assert!(holds("other", "DoesNotExist", &[]) && !holds("tier", "DoesNotExist", &[]));
        assert!(!holds("tier", "Equals", &["web"]));
    }
}
