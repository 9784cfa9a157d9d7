//! Renders trees of templates by Go's rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::method;
use super::parser::parse;
use super::tree::{Branch, Command, Node, Operand, Pipe, Template};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::functions;
use crate::extract::helm::text::{Source, Text};
use crate::extract::helm::value::{Object, Value};
use crate::source::Span;

/// How many steps the templates of one chart may take together.
const STEPS: usize = 3_000_000;

/// How many bytes one chart may print, what it prints into strings included.
const BYTES: usize = 64 << 20;

/// The deepest nesting of blocks, pipelines and templates that are under way.
const DEEPEST: usize = 2_000;

/// What Go prints for what is not there; Helm takes it out of what it renders.
const NO_VALUE: &str = "<no value>";

/// A template that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The action that failed.
    pub at: Option<Span>,
    /// Why.
    pub message: String,
    /// What it prints once its demands on the values are let go.
    pub all_the_same: Option<Text>,
}

/// Renders the templates of one chart and its subcharts.
pub struct Machine {
    /// The defined templates by name; the last layer is that of the innermost `tpl`.
    layers: Vec<BTreeMap<String, Arc<Vec<Node>>>>,
    variables: Vec<(String, Value)>,
    failed_at: Option<Span>,
    /// Whether what templates demand of their values is let go.
    is_lenient: bool,
    /// Whether they demanded something.
    demanded: bool,
    depth: usize,
    steps: usize,
    bytes: usize,
}

/// How a body ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Break,
    Continue,
}

type Result<T> = std::result::Result<T, String>;

impl Default for Machine {
    /// A machine that knows no template.
    fn default() -> Self {
        Self {
            layers: vec![BTreeMap::new()],
            variables: Vec::new(),
            failed_at: None,
            is_lenient: false,
            demanded: false,
            depth: 0,
            steps: 0,
            bytes: 0,
        }
    }
}

impl Machine {
    /// Adds a template file under its name, and what it defines. What is added later wins.
    pub fn add(&mut self, name: String, template: &Template) {
        if let Some(layer) = self.layers.last_mut() {
            for (name, body) in &template.defines {
                // As in Go, what is empty does not replace what is not.
                if !layer.contains_key(name) || !is_empty(body) {
                    layer.insert(name.clone(), body.clone());
                }
            }
            layer.insert(name, template.body.clone());
        }
    }

    /// Renders a template. Where `fail` or `required` says that values are wanting, it is rendered once more as `helm lint` does:
    /// without them.
    ///
    /// # Errors
    /// Where an action fails, with its place, and what is printed all the same.
    pub fn render(&mut self, name: &str, data: &Value) -> std::result::Result<Text, Failure> {
        self.demanded = false;
        let mut result = self.attempt(name, data);
        if let Err(failure) = &mut result
            && self.demanded
        {
            self.is_lenient = true;
            failure.all_the_same = self.attempt(name, data).ok();
            self.is_lenient = false;
        }
        result
    }

    fn attempt(&mut self, name: &str, data: &Value) -> std::result::Result<Text, Failure> {
        self.failed_at = None;
        self.depth = 0;
        self.layers.truncate(1);
        self.variables.clear();
        let result = self.include(name, data);
        let failed_at = self.failed_at;
        result.map(|text| without_nothing(&text)).map_err(|message| Failure {
            at: failed_at,
            message,
            all_the_same: None,
        })
    }

    fn find(&self, name: &str) -> Option<Arc<Vec<Node>>> {
        self.layers.iter().rev().find_map(|layer| layer.get(name)).cloned()
    }

    /// Renders a body with variables of its own.
    fn call(&mut self, body: &[Node], data: &Value, out: &mut Text) -> Result<()> {
        let variables = std::mem::replace(&mut self.variables, vec![(String::new(), data.clone())]);
        let result = self.walk(body, data, out);
        self.variables = variables;
        result.map(|_| ())
    }

    fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > DEEPEST { Err("templates are nested too deeply".to_owned()) } else { Ok(()) }
    }

    fn write(&mut self, out: &mut Text, text: &Text) -> Result<()> {
        self.bytes += text.len();
        if self.bytes > BYTES {
            return Err("the templates of this chart print too much".to_owned());
        }
        out.append(text);
        Ok(())
    }

    fn walk(&mut self, nodes: &[Node], dot: &Value, out: &mut Text) -> Result<Flow> {
        self.enter()?;
        let mut flow = Flow::On;
        for node in nodes {
            flow = self.node(node, dot, out)?;
            if flow != Flow::On {
                break;
            }
        }
        self.depth -= 1;
        Ok(flow)
    }

    fn node(&mut self, node: &Node, dot: &Value, out: &mut Text) -> Result<Flow> {
        self.spend(1)?;
        match node {
            Node::Text(text) => self.write(out, text)?,
            Node::Action(pipe) => {
                let value = self.top(pipe, dot)?;
                if pipe.variables.is_empty() {
                    let printed = match &value {
                        Value::Nil => Text::computed(NO_VALUE),
                        other => functions::print(other),
                    };
                    let written = self.write(out, &printed.made_by(pipe.at));
                    self.blame(pipe.at, written)?;
                }
            }
            Node::If(branch) | Node::With(branch) => {
                let mark = self.variables.len();
                let value = self.top(&branch.pipe, dot)?;
                let flow = match (value.is_true(), node) {
                    (true, Node::With(_)) => self.walk(&branch.then, &value, out),
                    (true, _) => self.walk(&branch.then, dot, out),
                    (false, _) => self.walk(&branch.otherwise, dot, out),
                }?;
                self.variables.truncate(mark);
                return Ok(flow);
            }
            Node::Range(branch) => {
                let mark = self.variables.len();
                let flow = self.range(branch, dot, out)?;
                self.variables.truncate(mark);
                return Ok(flow);
            }
            Node::Call { name, data, at } => {
                let data = match data {
                    Some(pipe) => self.top(pipe, dot)?,
                    None => Value::Nil,
                };
                let Some(body) = self.find(name) else {
                    return self.blame(*at, Err(format!("template {name:?} not defined")));
                };
                let mut printed = Text::default();
                let result = self.call(&body, &data, &mut printed);
                self.blame(*at, result)?;
                out.append(&printed.made_by(*at));
            }
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::On)
    }

    fn range(&mut self, branch: &Branch, dot: &Value, out: &mut Text) -> Result<Flow> {
        let variables = self.variables.len();
        let value = self.top(&branch.pipe, dot)?;
        let pipe = &branch.pipe;
        let items: Box<dyn Iterator<Item = (Value, Value)>> = match value {
            Value::Nil => Box::new(std::iter::empty()),
            Value::List(items) => {
                let end = items.len();
                Box::new((0..end).filter_map(move |at| {
                    let item = items.get(at)?.clone();
                    Some((count(at), item))
                }))
            }
            Value::Map(map) => {
                let entries: Vec<_> =
                    map.borrow().iter().map(|(key, value)| (Value::text(key), value.clone())).collect();
                Box::new(entries.into_iter())
            }
            Value::Int(count, _) => Box::new((0..count).map(|at| (Value::int(at), Value::int(at)))),
            Value::Object(Object::Files(files)) => {
                let entries: Vec<_> =
                    files.iter().map(|(path, text)| (Value::text(path), Value::Text(text.clone()))).collect();
                Box::new(entries.into_iter())
            }
            Value::Object(Object::ApiVersions(versions)) => {
                let entries: Vec<_> = versions
                    .iter()
                    .enumerate()
                    .map(|(at, version)| (count(at), Value::text(version)))
                    .collect();
                Box::new(entries.into_iter())
            }
            other => {
                let message = format!("range can't iterate over {}", functions::print(&other));
                return self.blame(pipe.at, Err(message));
            }
        };
        let mut any = false;
        if !pipe.assigns {
            self.variables.truncate(variables);
        }
        for (key, item) in items {
            any = true;
            let spent = self.spend(1);
            self.blame(pipe.at, spent)?;
            let mark = self.variables.len();
            match pipe.variables.as_slice() {
                [] => {}
                [element] => self.set(element, item.clone(), pipe.assigns),
                [index, element, ..] => {
                    self.set(index, key, pipe.assigns);
                    self.set(element, item.clone(), pipe.assigns);
                }
            }
            let flow = self.walk(&branch.then, &item, out)?;
            self.variables.truncate(mark);
            if flow == Flow::Break {
                break;
            }
        }
        if any { Ok(Flow::On) } else { self.walk(&branch.otherwise, dot, out) }
    }

    fn set(&mut self, name: &str, value: Value, assigns: bool) {
        if assigns {
            if let Some((_, known)) = self.variables.iter_mut().rev().find(|(known, _)| known == name) {
                *known = value;
            }
        } else {
            self.variables.push((name.to_owned(), value));
        }
    }

    /// Remembers the innermost action that failed.
    fn blame<T>(&mut self, at: Source, result: Result<T>) -> Result<T> {
        if result.is_err() && self.failed_at.is_none() {
            self.failed_at = at.written;
        }
        result
    }

    /// The pipeline of an action.
    fn top(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value> {
        let result = self.pipe(pipe, dot);
        self.blame(pipe.at, result)
    }

    fn pipe(&mut self, pipe: &Pipe, dot: &Value) -> Result<Value> {
        self.enter()?;
        let mut value = None;
        for command in &pipe.commands {
            value = Some(self.command(command, dot, value)?);
        }
        self.depth -= 1;
        let value = value.unwrap_or_default();
        for name in &pipe.variables {
            self.set(name, value.clone(), pipe.assigns);
        }
        Ok(value)
    }

    fn command(&mut self, command: &Command, dot: &Value, piped: Option<Value>) -> Result<Value> {
        self.spend(1)?;
        let Some((first, rest)) = command.operands.split_first() else { return Ok(Value::Nil) };
        let has_arguments = !rest.is_empty() || piped.is_some();
        match first {
            Operand::Function(name) => self.function(name, rest, dot, piped),
            Operand::Fields(fields) => {
                let arguments = self.arguments(rest, dot, piped)?;
                fields_of(self, dot.clone(), fields, &arguments)
            }
            Operand::Variable(name, fields) if !fields.is_empty() => {
                let arguments = self.arguments(rest, dot, piped)?;
                let value = self.variable(name);
                fields_of(self, value, fields, &arguments)
            }
            Operand::Chain(inner, fields) => {
                let inner = self.operand(inner, dot)?;
                let arguments = self.arguments(rest, dot, piped)?;
                fields_of(self, inner, fields, &arguments)
            }
            _ if has_arguments => Err("can't give argument to non-function".to_owned()),
            Operand::Nil => Err("nil is not a command".to_owned()),
            other => self.operand(other, dot),
        }
    }

    fn arguments(&mut self, operands: &[Operand], dot: &Value, piped: Option<Value>) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(operands.len() + 1);
        for operand in operands {
            values.push(self.operand(operand, dot)?);
        }
        values.extend(piped);
        Ok(values)
    }

    fn operand(&mut self, operand: &Operand, dot: &Value) -> Result<Value> {
        Ok(match operand {
            Operand::Dot => dot.clone(),
            Operand::Nil => Value::Nil,
            Operand::Bool(value) => Value::bool(*value),
            Operand::Int(value) => Value::int(*value),
            Operand::Float(value) => Value::Float(*value, None),
            Operand::Text(text) => Value::Text(text.clone()),
            Operand::Function(name) => self.function(name, &[], dot, None)?,
            Operand::Fields(fields) => fields_of(self, dot.clone(), fields, &[])?,
            Operand::Variable(name, fields) => {
                let value = self.variable(name);
                fields_of(self, value, fields, &[])?
            }
            Operand::Chain(inner, fields) => {
                let inner = self.operand(inner, dot)?;
                fields_of(self, inner, fields, &[])?
            }
            Operand::Pipe(pipe) => self.pipe(pipe, dot)?,
        })
    }

    fn variable(&self, name: &str) -> Value {
        let known = self.variables.iter().rev().find(|(known, _)| known == name);
        known.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    fn function(
        &mut self,
        name: &str,
        operands: &[Operand],
        dot: &Value,
        piped: Option<Value>,
    ) -> Result<Value> {
        if let "and" | "or" = name {
            return self.short_circuit(name == "or", operands, dot, piped);
        }
        let Some(function) = functions::find(name) else {
            return Err(format!("function {name:?} not defined"));
        };
        let arguments = self.arguments(operands, dot, piped)?;
        let result = function(self, arguments).and_then(|value| self.weigh(&value).map(|()| value));
        result.map_err(|message| {
            let is_inner = message.starts_with("error calling ") || self.failed_at.is_some();
            if is_inner { message } else { format!("error calling {name}: {message}") }
        })
    }

    /// Counts the size of what a function gives, as values can double with every call.
    fn weigh(&mut self, value: &Value) -> Result<()> {
        self.spend(match value {
            Value::Text(text) => text.len() / 16,
            Value::List(items) => items.len() / 2,
            Value::Map(map) => map.borrow().len() / 2,
            _ => 0,
        })
    }

    /// `and` and `or`: the first value that decides, else the last.
    fn short_circuit(
        &mut self,
        decisive: bool,
        operands: &[Operand],
        dot: &Value,
        piped: Option<Value>,
    ) -> Result<Value> {
        let mut last = None;
        for operand in operands {
            let value = self.operand(operand, dot)?;
            if value.is_true() == decisive {
                return Ok(value);
            }
            last = Some(value);
        }
        piped.or(last).ok_or_else(|| "wrong number of args: want at least 1 got 0".to_owned())
    }
}

impl Engine for Machine {
    fn include(&mut self, name: &str, data: &Value) -> Result<Text> {
        let Some(body) = self.find(name) else {
            return Err(format!("no template {name:?} associated with template \"gotpl\""));
        };
        let mut out = Text::default();
        self.call(&body, data, &mut out)?;
        Ok(out)
    }

    fn tpl(&mut self, template: &Text, data: &Value) -> Result<Text> {
        self.spend(1 + template.len() / 64)?;
        if !template.as_str().contains("{{") {
            return Ok(template.clone());
        }
        let parsed = parse(template).map_err(|error| {
            if self.failed_at.is_none() {
                self.failed_at = error.at.written;
            }
            format!("cannot parse template: {}", error.message)
        })?;
        let layered = !parsed.defines.is_empty();
        if layered {
            self.layers.push(parsed.defines.iter().cloned().collect());
        }
        let mut out = Text::default();
        self.call(&parsed.body, data, &mut out)?;
        if layered {
            self.layers.pop();
        }
        Ok(without_nothing(&out))
    }

    fn lets_go(&mut self) -> bool {
        self.demanded = true;
        self.is_lenient
    }

    fn spend(&mut self, steps: usize) -> Result<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > STEPS {
            return Err("the templates of this chart take too many steps".to_owned());
        }
        Ok(())
    }
}

fn count(at: usize) -> Value {
    Value::int(i64::try_from(at).unwrap_or(i64::MAX))
}

/// Goes down a chain of fields; the last of them may be a method. Of nothing every field is nothing, but a key that is not
/// there has no fields: both as in Go.
fn fields_of(engine: &mut dyn Engine, start: Value, fields: &[String], arguments: &[Value]) -> Result<Value> {
    if matches!(start, Value::Nil) {
        return Ok(Value::Nil);
    }
    let Some((last, before)) = fields.split_last() else { return Ok(start) };
    let mut value = start;
    for field in before {
        value = method::field(engine, &value, field, &[])?;
    }
    method::field(engine, &value, last, arguments)
}

fn is_empty(body: &[Node]) -> bool {
    body.iter().all(|node| matches!(node, Node::Text(text) if text.as_str().trim().is_empty()))
}

/// The text without what Go prints for what is not there.
fn without_nothing(text: &Text) -> Text {
    if !text.as_str().contains(NO_VALUE) {
        return text.clone();
    }
    let mut result = Text::default();
    let mut start = 0;
    for (at, _) in text.as_str().match_indices(NO_VALUE) {
        result.append(&text.slice(start..at));
        start = at + NO_VALUE.len();
    }
    result.append(&text.slice(start..text.len()));
    result
}
