//! Limit ranges, quotas, priorities and disruption budgets.

use super::field::{arg_at, args, is_true, pairs};
use super::meta;
use crate::artefact::cluster::{DisruptionBudget, LimitRange, Meta, PriorityClass, ResourceQuota};
use crate::artefact::selector::Expression;
use crate::parse::tree::Node;
use crate::source::Arg;

/// A PodDisruptionBudget.
pub(super) fn disruption_budget(node: Node, meta: Meta) -> DisruptionBudget {
    DisruptionBudget {
        selector: meta::selector(node.at(&["spec", "selector"]), false),
        min_available: arg_at(node, &["spec", "minAvailable"]),
        max_unavailable: arg_at(node, &["spec", "maxUnavailable"]),
        meta,
    }
}

/// A LimitRange with the defaults that the API server fills in (`SetDefaults_LimitRangeItem`): a missing `default` is
/// `max`; a missing `defaultRequest` is the default, else `min`. Only items of type `Container` give defaults.
pub(super) fn limit_range(node: Node, meta: Meta) -> LimitRange {
    let mut requests: Vec<(Arg, Arg)> = Vec::new();
    let mut limits: Vec<(Arg, Arg)> = Vec::new();
    let items = node.at(&["spec", "limits"]).into_iter().flat_map(Node::items);
    for item in items.filter(|item| item.get("type").and_then(Node::text) == Some("Container")) {
        let mut own_limits = pairs(item.get("default"));
        add_missing(&mut own_limits, pairs(item.get("max")));
        let mut own_requests = pairs(item.get("defaultRequest"));
        add_missing(&mut own_requests, own_limits.clone());
        add_missing(&mut own_requests, pairs(item.get("min")));
        add_missing(&mut limits, own_limits);
        add_missing(&mut requests, own_requests);
    }
    LimitRange { meta, default_requests: requests, default_limits: limits }
}

/// A `ResourceQuota`. An entry of `scopes` asks that the scope exists (`getScopeSelectorsFromQuota`).
pub(super) fn resource_quota(node: Node, meta: Meta) -> ResourceQuota {
    let named = args(node.at(&["spec", "scopes"])).into_iter().map(|scope| Expression {
        operator: Arg::literal("Exists", scope.span),
        values: Vec::new(),
        span: scope.span,
        key: scope,
    });
    let selectors = node.at(&["spec", "scopeSelector", "matchExpressions"]).into_iter().flat_map(Node::items);
    let scopes = named.chain(selectors.filter_map(|entry| meta::expression(entry, "scopeName"))).collect();
    ResourceQuota { meta, hard: pairs(node.at(&["spec", "hard"])), scopes }
}

/// A `PriorityClass`.
pub(super) fn priority_class(node: Node, meta: Meta) -> PriorityClass {
    PriorityClass { meta, value: arg_at(node, &["value"]), global_default: is_true(node, &["globalDefault"]) }
}

fn add_missing(to: &mut Vec<(Arg, Arg)>, from: Vec<(Arg, Arg)>) {
    for (name, value) in from {
        if !to.iter().any(|(known, _)| known.text == name.text) {
            to.push((name, value));
        }
    }
}
