//! Expressions and what the real Helm prints for them, family by family; and the sources that functions keep.

use std::iter::Peekable;
use std::str::Chars;

use super::{find, print};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::text::Text;
use crate::extract::helm::value::Value;
use crate::source::{FileId, Span};

/// An engine that knows one template, which prints its data.
struct Alone {
    steps: usize,
}

impl Engine for Alone {
    fn include(&mut self, name: &str, data: &Value) -> Result<Text, String> {
        if name == "echo" { Ok(print(data)) } else { Err(format!("no template \"{name}\"")) }
    }

    fn tpl(&mut self, template: &Text, _: &Value) -> Result<Text, String> {
        Ok(template.clone())
    }

    fn lets_go(&mut self) -> bool {
        false
    }

    fn spend(&mut self, steps: usize) -> Result<(), String> {
        self.steps = self.steps.checked_sub(steps).ok_or("too many steps")?;
        Ok(())
    }
}

fn call(name: &str, arguments: Vec<Value>) -> Result<Value, String> {
    let function = find(name).ok_or_else(|| format!("function \"{name}\" not defined"))?;
    function(&mut Alone { steps: 1_000_000 }, arguments)
}

/// Evaluates a pipeline of calls, strings, numbers and words.
struct Expression<'a>(Peekable<Chars<'a>>);

impl Expression<'_> {
    fn pipeline(&mut self) -> Result<Value, String> {
        let mut piped = None;
        loop {
            piped = Some(self.command(piped)?);
            self.blanks();
            if self.0.next_if_eq(&'|').is_none() {
                return Ok(piped.unwrap_or_default());
            }
        }
    }

    fn command(&mut self, piped: Option<Value>) -> Result<Value, String> {
        self.blanks();
        let name = self.0.peek().is_some_and(|first| first.is_alphabetic()).then(|| self.word());
        match name.as_deref() {
            None => self.operand(),
            Some("true") => Ok(Value::bool(true)),
            Some("false") => Ok(Value::bool(false)),
            Some(name) => {
                let mut arguments = Vec::new();
                loop {
                    self.blanks();
                    match self.0.peek() {
                        None | Some('|' | ')') => break,
                        _ => arguments.push(self.operand()?),
                    }
                }
                arguments.extend(piped);
                call(name, arguments)
            }
        }
    }

    fn operand(&mut self) -> Result<Value, String> {
        match self.0.next() {
            Some('(') => {
                let mut value = self.pipeline()?;
                assert_eq!(self.0.next(), Some(')'));
                while self.0.next_if_eq(&'.').is_some() {
                    let key = self.word();
                    let Value::Map(map) = &value else { return Err("no map".to_owned()) };
                    let next = map.borrow().get(&key).cloned().unwrap_or_default();
                    value = next;
                }
                Ok(value)
            }
            Some('"') => {
                let mut text = String::from("\"");
                while let Some(next) = self.0.next() {
                    text.push(next);
                    match next {
                        '\\' => text.extend(self.0.next()),
                        '"' => break,
                        _ => {}
                    }
                }
                Ok(Value::text(
                    serde_json::from_str::<String>(&text).map_err(|error| format!("{text}: {error}"))?,
                ))
            }
            Some('`') => {
                let mut text = String::new();
                while let Some(next) = self.0.next().filter(|next| *next != '`') {
                    text.push(next);
                }
                Ok(Value::text(text))
            }
            Some(first) => {
                let word = format!("{first}{}", self.word());
                Ok(match word.as_str() {
                    "nil" => Value::Nil,
                    "true" => Value::bool(true),
                    "false" => Value::bool(false),
                    number => match number.parse::<i64>() {
                        Ok(number) => Value::int(number),
                        Err(_) => match number.parse::<f64>() {
                            Ok(number) => Value::Float(number, None),
                            // A function without arguments.
                            Err(_) => call(&word, Vec::new())?,
                        },
                    },
                })
            }
            None => Err("an operand is missing".to_owned()),
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(next) =
            self.0.next_if(|next| next.is_alphanumeric() || matches!(next, '.' | '-' | '+' | '_'))
        {
            word.push(next);
        }
        word
    }

    fn blanks(&mut self) {
        while self.0.next_if_eq(&' ').is_some() {}
    }
}

fn evaluate(expression: &str) -> Result<String, String> {
    Expression(expression.chars().peekable()).pipeline().map(|value| print(&value).into_string())
}

/// Checks a table: a JSON array a line, of an expression, `ok` or `err`, and what Helm prints or says.
fn check(table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty()) {
        let (expression, kind, expected): (String, String, String) = serde_json::from_str(line).unwrap();
        match (kind.as_str(), evaluate(&expression)) {
            ("ok", Ok(printed)) if printed == expected => {}
            ("err", Err(reason)) if expected.contains(&reason) => {}
            (_, result) => {
                wrong.push(format!("{expression}\n  helm {kind}: {expected:?}\n  here: {result:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

macro_rules! tables {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(include_str!(concat!("cases/", stringify!($name), ".jsonl")));
            }
        )*
    };
}

tables! { compare data dates encoding lists merge numbers printf regexes semver strings toml urls }

/// A value that a values file sets at bytes 10 to 20.
fn set(text: &str) -> (Value, Option<Span>) {
    let place = Some(Span::new(FileId(1), 10, 20));
    (Value::Text(Text::of_value(text, place)), place)
}

#[test]
fn every_part_keeps_its_source() {
    let (value, place) = set("a: b");
    let literal = |text: &str| Value::text(text);
    let calls: [(&str, Vec<Value>); 14] = [
        ("trim", vec![value.clone()]),
        ("upper", vec![value.clone()]),
        ("quote", vec![value.clone()]),
        ("indent", vec![Value::int(2), value.clone()]),
        ("default", vec![literal("x"), value.clone()]),
        ("printf", vec![literal("-%s-"), value.clone()]),
        ("toYaml", vec![Value::map([("k".to_owned(), Value::list([value.clone()]))])]),
        ("toJson", vec![Value::map([("k".to_owned(), value.clone())])]),
        ("join", vec![literal(","), Value::list([literal("x"), value.clone()])]),
        ("b64enc", vec![value.clone()]),
        ("replace", vec![literal(": "), literal("-"), value.clone()]),
        ("regexReplaceAll", vec![literal(".*"), value.clone(), literal("z")]),
        ("fromYaml", vec![value.clone()]),
        ("tpl", vec![value.clone(), Value::Nil]),
    ];
    for (name, arguments) in calls {
        let result = call(name, arguments).unwrap();
        assert_eq!(print(&result).source().value, place, "{name}");
    }
}

#[test]
fn what_is_endless_ends() {
    let map = Value::map([]);
    call("set", vec![map.clone(), Value::text("self"), map.clone()]).unwrap();
    for name in ["toYaml", "toJson", "deepCopy", "toToml"] {
        assert!(call(name, vec![map.clone()]).is_err(), "{name}");
    }
    assert!(!print(&map).is_empty());
    let huge = Value::int(i64::MAX);
    assert!(call("until", vec![huge.clone()]).is_err());
    assert!(call("repeat", vec![huge.clone(), Value::text("x")]).is_err());
    assert!(call("nindent", vec![huge, Value::text("x")]).is_err());
    let mut twice = Value::text("x");
    for _ in 0..60 {
        twice = Value::list([twice.clone(), twice]);
    }
    assert!(call("toYaml", vec![twice]).is_err());
}
