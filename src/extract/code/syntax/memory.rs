//! What assigned expressions were found to be worth, so that none is read twice as seen from one place.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::extract::code::unit::{Context, Value};

/// An assigned expression as one call of its function sees it: the id of its node, and the number of that call's frame.
pub(super) type Key = (usize, u32);

/// The values of assigned expressions as seen from one context, since values carry the context that asks for them.
#[derive(Debug, Default)]
pub(super) struct Memory {
    context: RefCell<Context>,
    found: RefCell<HashMap<Key, Found>>,
}

#[derive(Debug)]
enum Found {
    /// Its value is being looked for.
    UnderWay,
    /// Its value, as found from that depth of expressions.
    Value(u8, Value),
}

impl Memory {
    /// Forgets what was seen from another context than this.
    pub(super) fn turn_to(&self, context: &Context) {
        if !self.context.borrow().is_same(context) {
            *self.context.borrow_mut() = context.clone();
            self.found.borrow_mut().clear();
        }
    }

    /// The value of an expression, by memory or else by `find`, which also says whether it found all there is to know.
    /// `None` where an expression, through the names in it, asks for its own value.
    pub(super) fn recall(&self, key: Key, depth: u8, find: impl FnOnce() -> (Value, bool)) -> Option<Value> {
        match self.found.borrow().get(&key) {
            Some(Found::UnderWay) => return None,
            Some(Found::Value(from, value)) if *from <= depth => return Some(value.clone()),
            _ => {}
        }
        self.found.borrow_mut().insert(key, Found::UnderWay);
        let (value, whole) = find();
        if whole {
            self.found.borrow_mut().insert(key, Found::Value(depth, value.clone()));
        } else {
            self.found.borrow_mut().remove(&key);
        }
        Some(value)
    }
}
