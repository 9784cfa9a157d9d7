//! Collects a unit while a frontend walks its file.

use std::collections::{BTreeMap, BTreeSet};
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
    reads: BTreeMap<(u32, String), Arc<Read>>,
    tolerated: BTreeSet<u32>,
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

    /// Adds a read. One read can be met several times, by itself and within the expression that gives it a default or demands
    /// it; what is known of it adds up.
    pub fn read(&mut self, read: &Arc<Read>) {
        let at = (read.name.span.start, read.name.text.clone());
        let better = match self.reads.get(&at) {
            None => true,
            Some(known) if known.default.is_none() && read.default.is_some() => true,
            Some(known) => known.default.is_none() && read.required && !known.required,
        };
        if better {
            self.reads.insert(at, read.clone());
        }
    }

    /// Says that code around a read goes on without the variable.
    pub fn tolerate(&mut self, read: &Read) {
        self.tolerated.insert(read.name.span.start);
    }

    /// Adds the reads that a value consists of.
    pub fn reads_of(&mut self, value: &Value) {
        match &value.data {
            Data::Env(read) => {
                self.read(read);
                if let Some(default) = &read.default {
                    self.reads_of(default);
                }
            }
            Data::Template(_, parts) => parts.iter().for_each(|part| self.reads_of(part)),
            Data::Choice(values) => values.iter().for_each(|value| self.reads_of(value)),
            Data::Test(test) => self.reads_of(&test.left),
            _ => {}
        }
    }

    /// Says that the program stops without the variables that a value consists of.
    pub fn demand(&mut self, value: &Value) {
        match &value.data {
            Data::Env(read) => self.unit.demanded.push(read.name.text.clone()),
            Data::List(values) | Data::Choice(values) => values.iter().for_each(|value| self.demand(value)),
            _ => {}
        }
    }

    /// Adds the maps among a call's arguments, and the keywords of calls that fill a configuration (`config.update(A=1)`).
    pub fn arguments(&mut self, call: &Call) {
        // A map that a name stands for has been recorded where it is written.
        let here = |value: &Value| call.span.contains(value.span);
        let owner = call.callee.rsplit_once('.').map_or("", |(owner, _)| owner);
        let fills = matches!(call.method(), "update" | "from_mapping");
        for argument in &call.args {
            match (&argument.name, &argument.value.data) {
                (Some(name), _) if fills => {
                    let path = format!("{owner}.{}", name.text);
                    self.field(&path, name.clone(), Some(argument.value.clone()), &call.context);
                }
                (Some(name), Data::Map(map)) if here(&argument.value) => {
                    self.map(&format!("{}.{}", call.callee, name.text), map, &call.context);
                }
                (None, Data::Map(map)) if here(&argument.value) => {
                    let prefix = if fills { owner } else { &call.callee };
                    self.map(prefix, map, &call.context);
                }
                (None, Data::List(items)) => {
                    for item in items.iter().take(LARGEST_MAP) {
                        if let Data::Map(map) = &item.data
                            && here(item)
                        {
                            self.map(&format!("{}.[]", call.callee), map, &call.context);
                        }
                    }
                }
                _ => {}
            }
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
        let tolerated = &self.tolerated;
        let settled = self.reads.into_iter().map(|((at, _), read)| {
            if read.required && tolerated.contains(&at) {
                return Arc::new(Read { required: false, ..(*read).clone() });
            }
            read
        });
        self.unit.reads = settled.collect();
        self.unit
    }
}
