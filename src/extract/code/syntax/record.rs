//! Collects a unit while a frontend walks its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::extract::code::unit::{Call, Context, Data, Field, Map, Read, Unit, Value};
use crate::source::Arg;

/// Maps inside maps are taken for fields no deeper than this.
const DEEPEST: usize = 8;

/// A map with more entries than this is data.
const LARGEST_MAP: usize = 400;

/// A unit in the making.
#[derive(Debug, Default)]
pub struct Recorder {
    unit: Unit,
    reads: BTreeMap<u32, Arc<Read>>,
}

impl Recorder {
    /// The unit so far, for what needs no order.
    pub fn unit(&mut self) -> &mut Unit {
        &mut self.unit
    }

    /// Adds a call.
    pub fn call(&mut self, call: Arc<Call>) {
        self.unit.calls.push(call);
    }

    /// Adds a read. One read can be met several times, by itself and within the expression that gives it a default; the one
    /// that knows more stays.
    pub fn read(&mut self, read: Arc<Read>) {
        let at = read.name.span.start;
        match self.reads.get(&at) {
            // Met again without its default, or by code that goes on without it.
            Some(known) if known.default.is_some() || read.default.is_none() => {
                if known.required && !read.required {
                    let lenient = Arc::new(Read { required: false, ..(**known).clone() });
                    self.reads.insert(at, lenient);
                }
            }
            _ => {
                self.reads.insert(at, read);
            }
        }
    }

    /// Adds the reads that a value consists of.
    pub fn reads_of(&mut self, value: &Value) {
        match &value.data {
            Data::Env(read) => {
                self.read(read.clone());
                if let Some(default) = &read.default {
                    self.reads_of(default);
                }
            }
            Data::Template(_, parts) => parts.iter().for_each(|part| self.reads_of(part)),
            _ => {}
        }
    }

    /// Adds a field, and those of the maps in it.
    pub fn field(&mut self, path: &str, name: Arg, value: Option<Value>, context: &Context) {
        self.nested(path, name, value, None, context, 0);
    }

    /// Adds the fields of a map that has no name itself.
    pub fn map(&mut self, prefix: &str, map: &Arc<Map>, context: &Context) {
        self.entries(prefix, map, context, 0);
    }

    fn nested(
        &mut self,
        path: &str,
        name: Arg,
        value: Option<Value>,
        siblings: Option<&Arc<Map>>,
        context: &Context,
        depth: usize,
    ) {
        let inner = value.clone();
        self.unit.fields.push(Field {
            path: path.to_owned(),
            name,
            value,
            siblings: siblings.cloned(),
            context: context.clone(),
        });
        match inner.map(|value| value.data) {
            Some(Data::Map(map)) => self.entries(path, &map, context, depth),
            Some(Data::List(items)) => {
                for item in items.iter().take(LARGEST_MAP) {
                    if let Data::Map(map) = &item.data {
                        self.entries(&format!("{path}.[]"), map, context, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn entries(&mut self, prefix: &str, map: &Arc<Map>, context: &Context, depth: usize) {
        if depth >= DEEPEST || map.entries.len() > LARGEST_MAP {
            return;
        }
        for (key, value) in &map.entries {
            let path = if prefix.is_empty() { key.text.clone() } else { format!("{prefix}.{}", key.text) };
            self.nested(&path, key.clone(), Some(value.clone()), Some(map), context, depth + 1);
        }
    }

    /// The unit.
    pub fn finish(mut self) -> Unit {
        self.unit.reads = self.reads.into_values().collect();
        self.unit
    }
}
