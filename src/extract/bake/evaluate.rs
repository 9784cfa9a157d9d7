//! Evaluates the expressions of a bake file as far as it says their values itself.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, ObjectValue, Traversal, TraversalOperator,
    UnaryOperator,
};
use hcl_edit::template::{Element, Template};
use serde_json::{Map, Value};

use super::block::Block;
use super::functions;

/// Expressions that are evaluated for one file; what goes beyond is unknown.
const MOST_STEPS: usize = 20_000;

/// How deep expressions, variables and functions may lie in each other.
const DEEPEST: usize = 48;

/// A text or a list that is longer is unknown.
const LONGEST: usize = 1 << 14;

/// Knows the variables and functions of one file. `None` is a value that the file does not tell.
pub(super) struct Evaluator<'b> {
    globals: BTreeMap<&'b str, &'b Expression>,
    functions: BTreeMap<&'b str, &'b Block>,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl<'b> Evaluator<'b> {
    pub(super) fn new(blocks: &'b [Block]) -> Self {
        let of = |kinds: &'static [&str]| {
            let named = blocks.iter().filter(move |block| kinds.contains(&block.kind.as_str()));
            named.map(|block| (block.name.text.as_str(), block))
        };
        let default = |(name, block): (&'b str, &'b Block)| Some((name, block.get("default")?.0));
        Self {
            globals: of(&["variable", ""]).filter_map(default).collect(),
            functions: of(&["function"]).collect(),
            steps: Cell::new(0),
            depth: Cell::new(0),
        }
    }

    /// The value of an expression, given variables around it.
    pub(super) fn value(&self, expression: &Expression, locals: &[(String, Value)]) -> Option<Value> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MOST_STEPS || self.depth.get() >= DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.evaluate(expression, locals);
        self.depth.set(self.depth.get() - 1);
        value.filter(|value| match value {
            Value::String(text) => text.len() <= LONGEST,
            Value::Array(items) => items.len() <= LONGEST,
            _ => true,
        })
    }

    /// The entries of an object, each known or not by itself.
    pub(super) fn entries(
        &self,
        expression: &Expression,
        locals: &[(String, Value)],
    ) -> Vec<(String, Option<Value>)> {
        if let Expression::Object(own) = expression {
            let entry = |(key, own): (&ObjectKey, &ObjectValue)| {
                Some((self.key(key, locals)?, self.value(own.expr(), locals)))
            };
            return own.iter().filter_map(entry).collect();
        }
        match self.value(expression, locals) {
            Some(Value::Object(map)) => map.into_iter().map(|(key, value)| (key, Some(value))).collect(),
            _ => Vec::new(),
        }
    }

    fn key(&self, key: &ObjectKey, locals: &[(String, Value)]) -> Option<String> {
        match key {
            ObjectKey::Ident(name) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(Expression::Variable(name)) => Some(name.as_str().to_owned()),
            ObjectKey::Expression(key) => text(&self.value(key, locals)?),
        }
    }

    fn evaluate(&self, expression: &Expression, locals: &[(String, Value)]) -> Option<Value> {
        let value = |inner: &Expression| self.value(inner, locals);
        Some(match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(own) => Value::Bool(*own.value()),
            Expression::Number(own) => serde_json::from_str(&own.value().to_string()).ok()?,
            Expression::String(own) => Value::String(own.as_str().to_owned()),
            Expression::Array(own) => Value::Array(own.iter().map(value).collect::<Option<_>>()?),
            Expression::Object(own) => {
                let mut object = Map::new();
                for (key, own) in own {
                    object.insert(self.key(key, locals)?, value(own.expr())?);
                }
                Value::Object(object)
            }
            Expression::StringTemplate(own) => return self.template(own.iter(), locals),
            Expression::HeredocTemplate(own) => return self.template(Template::iter(&own.template), locals),
            Expression::Parenthesis(own) => value(own.inner())?,
            Expression::Variable(name) => return self.variable(name.as_str(), locals),
            Expression::Conditional(own) => match value(&own.cond_expr)? {
                Value::Bool(true) => value(&own.true_expr)?,
                Value::Bool(false) => value(&own.false_expr)?,
                _ => return None,
            },
            Expression::FuncCall(call) => return self.call(call, locals),
            Expression::Traversal(own) => return self.traverse(own, locals),
            Expression::UnaryOp(own) => match (own.operator.value(), value(&own.expr)?) {
                (UnaryOperator::Not, Value::Bool(truth)) => Value::Bool(!truth),
                _ => return None,
            },
            Expression::BinaryOp(own) => {
                let (left, right) = (value(&own.lhs_expr)?, value(&own.rhs_expr)?);
                return binary(*own.operator.value(), &left, &right);
            }
            Expression::ForExpr(own) => return self.comprehension(own, locals),
        })
    }

    fn variable(&self, name: &str, locals: &[(String, Value)]) -> Option<Value> {
        if let Some((_, value)) = locals.iter().rfind(|(known, _)| known == name) {
            return Some(value.clone());
        }
        self.value(self.globals.get(name)?, &[])
    }

    fn template<'e>(
        &self,
        elements: impl Iterator<Item = &'e Element>,
        locals: &[(String, Value)],
    ) -> Option<Value> {
        let mut joined = String::new();
        for element in elements {
            match element {
                Element::Literal(literal) => joined.push_str(literal),
                Element::Interpolation(inner) => joined.push_str(&text(&self.value(&inner.expr, locals)?)?),
                Element::Directive(_) => return None,
            }
        }
        (joined.len() <= LONGEST).then_some(Value::String(joined))
    }

    fn call(&self, call: &FuncCall, locals: &[(String, Value)]) -> Option<Value> {
        if !call.name.namespace.is_empty() || call.args.expand_final() {
            return None;
        }
        let name = call.name.name.as_str();
        let arguments: Option<Vec<Value>> = call.args.iter().map(|own| self.value(own, locals)).collect();
        let arguments = arguments?;
        let Some(own) = self.functions.get(name) else { return functions::call(name, &arguments) };
        let (Expression::Array(parameters), _) = own.get("params")? else { return None };
        let names =
            parameters.iter().filter_map(Expression::as_variable).map(|name| name.as_str().to_owned());
        let scope: Vec<(String, Value)> = names.zip(arguments).collect();
        self.value(own.get("result")?.0, &scope)
    }

    fn traverse(&self, traversal: &Traversal, locals: &[(String, Value)]) -> Option<Value> {
        let mut value = self.value(&traversal.expr, locals)?;
        for operator in &traversal.operators {
            value = match operator.value() {
                TraversalOperator::GetAttr(name) => value.get(name.as_str())?.clone(),
                TraversalOperator::Index(index) => match self.value(index, locals)? {
                    Value::String(key) => value.get(key)?.clone(),
                    index => value.get(usize::try_from(index.as_u64()?).ok()?)?.clone(),
                },
                TraversalOperator::LegacyIndex(at) => value.get(usize::try_from(*at.value()).ok()?)?.clone(),
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => return None,
            };
        }
        Some(value)
    }

    fn comprehension(&self, own: &ForExpr, locals: &[(String, Value)]) -> Option<Value> {
        let entries: Vec<(Value, Value)> = match self.value(&own.intro.collection_expr, locals)? {
            Value::Array(items) => {
                items.into_iter().enumerate().map(|(at, item)| (at.into(), item)).collect()
            }
            Value::Object(map) => map.into_iter().map(|(key, value)| (key.into(), value)).collect(),
            _ => return None,
        };
        let (mut list, mut object) = (Vec::new(), Map::new());
        for (key, value) in entries {
            let mut scope = locals.to_vec();
            scope.extend(own.intro.key_var.iter().map(|name| (name.as_str().to_owned(), key.clone())));
            scope.push((own.intro.value_var.as_str().to_owned(), value));
            if let Some(condition) = &own.cond
                && self.value(&condition.expr, &scope)? != Value::Bool(true)
            {
                continue;
            }
            let made = self.value(&own.value_expr, &scope)?;
            match &own.key_expr {
                Some(key) => drop(object.insert(text(&self.value(key, &scope)?)?, made)),
                None => list.push(made),
            }
        }
        Some(if own.key_expr.is_some() { Value::Object(object) } else { Value::Array(list) })
    }
}

/// A value as a template shows it; `None` for one that has no text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        // `null` in a template is what the builder refuses; the other values are no texts.
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn binary(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Value> {
    let truths = || Some((left.as_bool()?, right.as_bool()?));
    Some(Value::Bool(match operator {
        BinaryOperator::Eq => left == right,
        BinaryOperator::NotEq => left != right,
        BinaryOperator::And => truths().map(|(left, right)| left && right)?,
        BinaryOperator::Or => truths().map(|(left, right)| left || right)?,
        BinaryOperator::Plus => return Some(Value::from(left.as_i64()?.checked_add(right.as_i64()?)?)),
        BinaryOperator::Minus => return Some(Value::from(left.as_i64()?.checked_sub(right.as_i64()?)?)),
        _ => return None,
    }))
}

/// The values of a list without those that came before.
pub(super) fn distinct(items: &[Value]) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    items.iter().filter(|item| seen.insert(item.to_string())).cloned().collect()
}
