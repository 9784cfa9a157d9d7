//! Changes of what requests share: collections behind locks, in statics and in the state that a framework hands to handlers.

use syn::{Expr, Member};

use super::super::slot::{Around, Site};
use super::super::syntax::affair::is_for_itself;
use super::super::table::Meaning;
use super::super::unit::{Call, Data, Mutation, Value};
use super::walker::Walker;
use crate::source::Arg;

impl Walker<'_> {
    /// Records a change that a call makes to something that outlives the function around it.
    pub(super) fn changed(&mut self, call: &Call, receiver: &Expr) {
        if self.silent || call.context.function == 0 {
            return;
        }
        let around = Around { reader: self.reader, unit: &self.blank };
        let changes = self.table.calls(&call.callee).any(|entry| {
            entry.means == Meaning::Changes
                && entry.when.iter().all(|condition| Site::Call(call).holds(condition, around))
        });
        let outlives = call.receiver.as_ref().is_none_or(|object| !self.is_made_here(object));
        let Some(name) =
            self.root_of(receiver).filter(|name| changes && outlives && !is_for_itself(&name.text))
        else {
            return;
        };
        let context = call.context.clone();
        self.record.unit().mutations.push(Mutation { name, context });
    }

    /// Whether an object was made by the function around the place, rather than handed to it.
    fn is_made_here(&self, object: &Value) -> bool {
        let mut at = object;
        while let Data::Call(made) = &at.data {
            match &made.receiver {
                Some(before) => at = before,
                // What a type stands for has no arguments: it is somebody's parameter or field.
                None => return made.callee.ends_with("::new") && self.body.contains(made.span),
            }
        }
        false
    }

    /// The variable or field that holds what an expression leads to: `carts` of `state.carts.lock().unwrap()`.
    fn root_of(&self, expr: &Expr) -> Option<Arg> {
        match expr {
            Expr::MethodCall(call) => self.root_of(&call.receiver),
            Expr::Await(awaited) => self.root_of(&awaited.base),
            Expr::Try(attempt) => self.root_of(&attempt.expr),
            Expr::Paren(paren) => self.root_of(&paren.expr),
            Expr::Reference(reference) => self.root_of(&reference.expr),
            Expr::Unary(unary) => self.root_of(&unary.expr),
            Expr::Index(index) => self.root_of(&index.expr),
            Expr::Field(field) => match &field.member {
                Member::Named(name) => Some(self.ident(name)),
                Member::Unnamed(_) => self.root_of(&field.base),
            },
            Expr::Path(path) => path.path.segments.last().map(|last| self.ident(&last.ident)),
            _ => None,
        }
    }
}
