//! What methods of Ruby and Rails return.

use std::sync::Arc;

use super::super::unit::{Call, Data, Test, Value};

/// Objects of Rails that are known by the way to them.
const OBJECTS: &[(&str, &str)] = &[
    ("Rails.env", "Rails.env"),
    ("Rails.application", "Rails.application"),
    ("Rails.application.config", "Rails.config"),
    ("Rails.configuration", "Rails.config"),
    ("Rails.logger", "Rails.logger"),
    ("Rails.cache", "Rails.cache"),
    ("Sinatra::Application.environment", "Sinatra.environment"),
    ("?settings.environment", "Sinatra.environment"),
];

/// What a call returns where the language or the framework says so.
pub(super) fn returns(call: &Call) -> Option<Value> {
    if let Some((_, name)) = OBJECTS.iter().find(|(callee, _)| *callee == call.callee) {
        return Some(Value { data: Data::Name((*name).to_owned()), span: call.span });
    }
    environment(call).map(|test| Value { data: Data::Test(Arc::new(test)), span: call.span })
}

/// `Rails.env.production?`, `Rails.env.in?(…)`, `%w[…].include?(Rails.env)`, `ENV["X"].nil?`
fn environment(call: &Call) -> Option<Test> {
    let receiver = call.receiver.as_ref()?;
    let words = |words: &[&str]| words.iter().map(|word| Value::text(*word, call.span)).collect();
    let method = call.method();
    match method {
        "include?" => match (&receiver.data, call.positional(0)) {
            (Data::List(items), Some(left)) => {
                Some(Test { left: left.clone(), right: items.to_vec(), negated: false })
            }
            _ => None,
        },
        "in?" => match &call.positional(0)?.data {
            Data::List(items) => Some(Test { left: receiver.clone(), right: items.to_vec(), negated: false }),
            _ => None,
        },
        "nil?" | "blank?" | "empty?" | "present?" => match receiver.data {
            Data::Env(_) => Some(Test {
                left: receiver.clone(),
                right: vec![Value { data: Data::Null, span: call.span }],
                negated: method == "present?",
            }),
            _ => None,
        },
        "eql?" | "casecmp?" => {
            Some(Test { left: receiver.clone(), right: vec![call.positional(0)?.clone()], negated: false })
        }
        _ if !call.args.is_empty() || !names_environment(receiver) => None,
        "local?" => {
            Some(Test { left: receiver.clone(), right: words(&["development", "test"]), negated: false })
        }
        _ => {
            let name = method.strip_suffix('?')?;
            Some(Test { left: receiver.clone(), right: words(&[name]), negated: false })
        }
    }
}

/// Whether a value is the name of the environment, which Rails lets one ask with a question mark.
fn names_environment(value: &Value) -> bool {
    match &value.data {
        Data::Name(name) => {
            matches!(
                name.as_str(),
                "Rails.env" | "Sinatra.environment" | "?env" | "?Hanami.env" | "Padrino.env"
            )
        }
        Data::Call(call) => {
            matches!(call.callee.as_str(), "?.inquiry" | "Hanami.env" | "Padrino.env" | "?.to_s")
                && call.receiver.as_ref().is_some_and(names_environment)
        }
        Data::Env(read) => {
            matches!(read.name.text.as_str(), "RAILS_ENV" | "RACK_ENV" | "APP_ENV" | "HANAMI_ENV")
        }
        _ => false,
    }
}
