//! The walk over a Rust file: it evaluates each expression once, in order, and records what it says on the way.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proc_macro2::Span as Token;

use super::super::syntax::evaluate::{instance, local};
use super::super::syntax::record::Recorder;
use super::super::table::Table;
use super::super::unit::{Context, Data, Unit, Value};
use super::names::{self, Definitions, Names};
use super::{functions, guard, macros, schema};
use crate::extract::Reader;
use crate::fact::Scope;
use crate::source::{Arg, Span};

/// How many expressions may be evaluated besides the walk itself, for constants, helpers and conditions.
const BUDGET: u32 = 200_000;

/// The unit of a file.
pub(super) fn unit(mut file: syn::File, reader: Reader, table: &Table) -> Unit {
    macros::expand(&mut file.items);
    let mut defined = Definitions::default();
    defined.collect(&file.items);
    let mut walker = Walker::new(reader, table, defined);
    walker.context.role = guard::role_of(&file.attrs);
    walker.module(&file.items);
    walker.record_defaults();
    let mut unit = walker.finish();
    functions::record(&file, reader, &mut unit);
    unit
}

/// A place of the file on the way, and what is known there.
pub(super) struct Walker<'w> {
    pub(super) reader: Reader<'w>,
    pub(super) table: &'w Table,
    pub(super) defined: Definitions<'w>,
    pub(super) record: Recorder,
    /// Nothing is recorded while values are only looked up.
    pub(super) silent: bool,
    pub(super) context: Context,
    pub(super) names: Vec<Names>,
    /// The function around the place, or the closure that runs for each request.
    pub(super) body: Span,
    /// Values of local variables, by block.
    pub(super) locals: Vec<BTreeMap<String, Value>>,
    /// The type that `Self` means.
    pub(super) this: Option<String>,
    /// Values of constants; `None` while one is looked up.
    pub(super) constants: BTreeMap<String, Option<Value>>,
    /// Helpers that are being read for their callers.
    pub(super) inlined: u8,
    /// Variables that are known to be there (`Ok(value) => value.parse().unwrap()`), by the place of their names.
    pub(super) settled: Vec<u32>,
    /// Functions given by name to something that calls them for each request.
    pub(super) handlers: BTreeSet<String>,
    /// What serde takes for missing fields.
    pub(super) defaults: Vec<schema::Default>,
    /// Structs whose fields are variables.
    pub(super) schemas: BTreeSet<String>,
    /// Numbers of the functions of the file.
    pub(super) numbers: BTreeMap<String, u32>,
    functions: u32,
    /// For conditions on calls that are being read.
    pub(super) blank: Unit,
    budget: Cell<u32>,
}

impl<'w> Walker<'w> {
    fn new(reader: Reader<'w>, table: &'w Table, defined: Definitions<'w>) -> Self {
        Self {
            reader,
            table,
            defined,
            record: Recorder::default(),
            silent: false,
            context: Context::default(),
            names: Vec::new(),
            body: Span::start_of(reader.file),
            locals: vec![BTreeMap::new()],
            this: None,
            constants: BTreeMap::new(),
            inlined: 0,
            settled: Vec::new(),
            handlers: BTreeSet::new(),
            defaults: Vec::new(),
            schemas: BTreeSet::new(),
            numbers: BTreeMap::new(),
            functions: 0,
            blank: Unit::default(),
            budget: Cell::new(BUDGET),
        }
    }

    fn finish(self) -> Unit {
        let numbers: BTreeSet<u32> =
            self.handlers.iter().filter_map(|name| self.numbers.get(name)).copied().collect();
        let mut unit = self.record.finish();
        let settle = |context: &mut Context| {
            if context.scope == Scope::Function && numbers.contains(&context.function) {
                context.scope = Scope::Handler;
            }
        };
        let handles = |context: &Context| numbers.contains(&context.function);
        if !numbers.is_empty() {
            for call in unit.calls.iter_mut().filter(|call| handles(&call.context)) {
                settle(&mut Arc::make_mut(call).context);
            }
            for read in unit.reads.iter_mut().filter(|read| handles(&read.context)) {
                settle(&mut Arc::make_mut(read).context);
            }
            unit.fields.iter_mut().for_each(|field| settle(&mut field.context));
            unit.branches.iter_mut().for_each(|branch| settle(&mut branch.context));
            unit.mutations.iter_mut().for_each(|mutation| settle(&mut mutation.context));
        }
        unit
    }

    /// The place of a token.
    pub(super) fn span(&self, token: Token) -> Span {
        self.reader.span(token.byte_range())
    }

    /// The place from one token to another.
    pub(super) fn between(&self, first: Token, last: Token) -> Span {
        self.span(first).to(self.span(last))
    }

    /// A name where it is written.
    pub(super) fn ident(&self, name: &proc_macro2::Ident) -> Arg {
        let text = name.to_string();
        Arg::literal(text.strip_prefix("r#").unwrap_or(&text), self.span(name.span()))
    }

    /// The canonical name of a path, generic arguments left out.
    pub(super) fn path(&self, path: &syn::Path) -> String {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let joined = parts.join("::");
        if let (Some(rest), Some(this)) = (joined.strip_prefix("Self"), &self.this) {
            return format!("?{this}{rest}");
        }
        names::resolve(&self.names, self.table, self.reader.path, &joined)
    }

    /// The canonical name of a type, through references and wrappers that are used like what they hold.
    pub(super) fn type_name(&self, declared: &syn::Type) -> Option<String> {
        self.type_through(declared, 0)
    }

    fn type_through(&self, declared: &syn::Type, depth: u8) -> Option<String> {
        let deeper = (depth < 16).then_some(depth + 1)?;
        match declared {
            syn::Type::Reference(reference) => self.type_through(&reference.elem, deeper),
            syn::Type::Paren(paren) => self.type_through(&paren.elem, deeper),
            syn::Type::Group(group) => self.type_through(&group.elem, deeper),
            syn::Type::Path(path) => {
                let last = path.path.segments.last()?;
                if is_wrapper(&last.ident.to_string())
                    && let Some(inner) = first_type(&last.arguments)
                {
                    return self.type_through(inner, deeper);
                }
                if path.path.segments.len() == 1
                    && let Some(meant) = self.defined.types.get(&last.ident.to_string())
                {
                    return self.type_through(meant, deeper);
                }
                Some(self.path(&path.path))
            }
            _ => None,
        }
    }

    /// A thing of a declared type.
    pub(super) fn thing(&self, declared: &syn::Type, span: Span) -> Value {
        match self.type_name(declared) {
            Some(name) if !is_plain(&name) => instance(name, span, &self.context),
            _ => Value::unknown(span),
        }
    }

    /// The value of a local variable, if there is one of that name.
    pub(super) fn find_local(&self, name: &str) -> Option<&Value> {
        self.locals.iter().rev().find_map(|block| block.get(name))
    }

    /// Binds a local variable; what is not known goes by its name.
    pub(super) fn define(&mut self, name: &str, value: Value) {
        let value = match value.data {
            Data::Unknown => local(name, value.span),
            _ => value,
        };
        if let Some(block) = self.locals.last_mut() {
            block.insert(name.to_owned(), value);
        }
    }

    /// Looks something up without recording it.
    pub(super) fn quietly<R>(&mut self, look: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.silent, true);
        let result = look(self);
        self.silent = before;
        result
    }

    /// Runs with a role for what is met meanwhile, unless the place has one already.
    pub(super) fn in_role<R>(
        &mut self,
        role: Option<crate::fact::Role>,
        run: impl FnOnce(&mut Self) -> R,
    ) -> R {
        let before = self.context.role;
        self.context.role = before.or(role);
        let result = run(self);
        self.context.role = before;
        result
    }

    /// Runs where a variable is known to be there, if the value is one.
    pub(super) fn settled<R>(&mut self, value: &Value, run: impl FnOnce(&mut Self) -> R) -> R {
        let Data::Env(read) = &value.data else { return run(self) };
        self.settled.push(read.name.span.start);
        let result = run(self);
        self.settled.pop();
        result
    }

    /// Takes one look from the budget; `false` if it is spent.
    pub(super) fn spend(&self) -> bool {
        let left = self.budget.get();
        if self.silent {
            self.budget.set(left.saturating_sub(1));
        }
        left > 0 || !self.silent
    }

    /// A number for a function, under the name by which it can be given to a router.
    pub(super) fn number(&mut self, name: &str) -> u32 {
        self.functions += 1;
        self.numbers.entry(name.to_owned()).or_insert(self.functions);
        self.functions
    }
}

/// Types that are used like what they hold.
fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "Arc"
            | "Rc"
            | "Box"
            | "Option"
            | "Result"
            | "Data"
            | "State"
            | "Form"
            | "Json"
            | "MultipartForm"
            | "Extension"
            | "LazyLock"
            | "OnceLock"
            | "OnceCell"
            | "Lazy"
            | "Pin"
    )
}

/// Types whose values are plain data: their names say nothing of where the value comes from.
fn is_plain(name: &str) -> bool {
    let last = name.rsplit("::").next().unwrap_or(name).trim_start_matches('?');
    last == "String" || last == "str" || last.starts_with(|c: char| c.is_lowercase()) || last.len() == 1
}

/// The first type among generic arguments.
pub(super) fn first_type(arguments: &syn::PathArguments) -> Option<&syn::Type> {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}
