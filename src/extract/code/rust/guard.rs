//! What attributes and conditions say about when code is compiled or run.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, BinOp, Expr, Lit, Meta, Pat, UnOp};

use super::super::environment;
use super::super::literal::words;
use super::super::unit::Data;
use super::walker::Walker;
use crate::fact::Role;

/// The role that attributes give to what they stand at.
pub(super) fn role_of(attributes: &[Attribute]) -> Option<Role> {
    attributes.iter().find_map(|attribute| {
        let last = attribute.path().segments.last()?.ident.to_string();
        match last.as_str() {
            "test" | "bench" | "rstest" | "test_case" | "quickcheck" | "proptest" => Some(Role::Test),
            "cfg" => match &attribute.meta {
                Meta::List(list) => role_of_cfg(list.tokens.clone()),
                _ => None,
            },
            _ => None,
        }
    })
}

/// The role of what runs for a command that people give: `Command::Migrate => …`, `"migrate" => …`.
pub(super) fn role_of_command(pattern: &Pat) -> Option<Role> {
    let name = match pattern {
        Pat::Path(path) => path.path.segments.last()?.ident.to_string(),
        Pat::Struct(variant) => variant.path.segments.last()?.ident.to_string(),
        Pat::TupleStruct(variant) => match variant.elems.first() {
            Some(inner @ (Pat::Path(_) | Pat::Struct(_) | Pat::TupleStruct(_) | Pat::Lit(_))) => {
                return role_of_command(inner);
            }
            _ => variant.path.segments.last()?.ident.to_string(),
        },
        Pat::Lit(literal) => match &literal.lit {
            Lit::Str(text) => text.value(),
            _ => return None,
        },
        Pat::Or(choice) => return choice.cases.iter().find_map(role_of_command),
        _ => return None,
    };
    let first = words(&name).into_iter().next()?;
    matches!(first.as_str(), "migrate" | "migration" | "migrations" | "seed" | "rollback")
        .then_some(Role::Tooling)
}

/// The role of what a `cfg` predicate lets through.
pub(super) fn role_of_cfg(predicate: TokenStream) -> Option<Role> {
    let mut tokens = predicate.into_iter();
    let TokenTree::Ident(name) = tokens.next()? else { return None };
    match name.to_string().as_str() {
        "test" | "doctest" => Some(Role::Test),
        "debug_assertions" => Some(Role::Development),
        "feature" => {
            let named = tokens.nth(1)?.to_string();
            named
                .split(['"', '-', '_'])
                .any(|word| matches!(word, "test" | "tests" | "testing" | "mock"))
                .then_some(Role::Test)
        }
        "all" => parts(tokens.next()?).into_iter().find_map(role_of_cfg),
        "any" => {
            let mut roles = parts(tokens.next()?).into_iter().map(role_of_cfg);
            let first = roles.next()??;
            roles.all(|role| role.is_some()).then_some(first)
        }
        _ => None,
    }
}

/// The predicates between the parentheses of `all(…)` and `any(…)`.
fn parts(group: TokenTree) -> Vec<TokenStream> {
    let TokenTree::Group(group) = group else { return Vec::new() };
    let mut parts = vec![TokenStream::new()];
    for token in group.stream() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == ',' => parts.push(TokenStream::new()),
            token => parts.last_mut().into_iter().for_each(|part| part.extend([token.clone()])),
        }
    }
    parts
}

impl Walker<'_> {
    /// The roles that a condition gives to what it lets through, and to what it does not.
    pub(super) fn guard(&mut self, condition: &Expr) -> (Option<Role>, Option<Role>) {
        match condition {
            Expr::Paren(paren) => self.guard(&paren.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => {
                let (yes, no) = self.guard(&unary.expr);
                (no, yes)
            }
            Expr::Binary(binary) => {
                if !matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
                    return self.guard_by_value(condition);
                }
                let (left, right) = (self.guard(&binary.left), self.guard(&binary.right));
                match binary.op {
                    BinOp::And(_) => (left.0.or(right.0), None),
                    _ => (left.0.and(right.0), left.1.or(right.1)),
                }
            }
            Expr::Macro(call) if call.mac.path.is_ident("cfg") => {
                (role_of_cfg(call.mac.tokens.clone()), None)
            }
            Expr::MethodCall(call) if call.args.is_empty() => {
                environment::guarded_by(&call.method.to_string())
            }
            Expr::Let(_) => (None, None),
            other => self.guard_by_value(other),
        }
    }

    fn guard_by_value(&mut self, condition: &Expr) -> (Option<Role>, Option<Role>) {
        match self.quietly(|walker| walker.expression(condition)).data {
            Data::Test(test) => environment::guarded(&test),
            Data::Name(name) => environment::guarded_by(&name),
            Data::Env(read) => environment::guarded_by(&read.name.text),
            _ => match condition {
                Expr::Path(path) => {
                    let name = path.path.segments.last().map(|segment| segment.ident.to_string());
                    environment::guarded_by(&name.unwrap_or_default())
                }
                _ => (None, None),
            },
        }
    }
}
