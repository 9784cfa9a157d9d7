//! Fields of values, and the methods of Helm's objects.

use std::collections::BTreeMap;
use std::rc::Rc;

use globset::GlobBuilder;

use crate::extract::helm::engine::Engine;
use crate::extract::helm::functions;
use crate::extract::helm::text::Text;
use crate::extract::helm::value::{Object, Value};

type Outcome = Result<Value, String>;

/// A field of a value, or the result of its method of that name.
pub(super) fn field(engine: &mut dyn Engine, value: &Value, name: &str, arguments: &[Value]) -> Outcome {
    match value {
        Value::Object(object) => method(engine, object, name, arguments),
        _ if !arguments.is_empty() => Err(format!("{name} is not a method but has arguments")),
        Value::Map(map) => Ok(map.borrow().get(name).cloned().unwrap_or_default()),
        Value::Nil => Err(format!("nil pointer evaluating interface {{}}.{name}")),
        _ => Err(format!("can't evaluate field {name} in type interface {{}}")),
    }
}

fn method(engine: &mut dyn Engine, object: &Object, name: &str, arguments: &[Value]) -> Outcome {
    match object {
        Object::Files(files) => of_files(engine, files, name, arguments),
        Object::ApiVersions(versions) if name == "Has" => {
            let wanted = text(name, arguments)?;
            Ok(Value::bool(versions.iter().any(|version| version == wanted.as_str())))
        }
        Object::KubeVersion(version) => {
            let mut numbers = version.trim_start_matches('v').split(['.', '-', '+']);
            Ok(Value::text(match name {
                "Version" | "GitVersion" | "String" => version,
                "Major" => numbers.next().unwrap_or(""),
                "Minor" => numbers.nth(1).unwrap_or(""),
                _ => return Err(format!("can't evaluate field {name} in type *common.KubeVersion")),
            }))
        }
        Object::ApiVersions(_) => Err(format!("can't evaluate field {name} in type common.VersionSet")),
    }
}

fn of_files(
    engine: &mut dyn Engine,
    files: &Rc<BTreeMap<String, Text>>,
    name: &str,
    arguments: &[Value],
) -> Outcome {
    let get = || -> Result<Text, String> {
        let path = text(name, arguments)?;
        Ok(files.get(path.as_str()).cloned().unwrap_or_default())
    };
    match name {
        "Get" | "GetBytes" => get().map(Value::Text),
        "Lines" => {
            let content = get()?;
            let mut lines = content.lines();
            if lines.last().is_some_and(Text::is_empty) {
                lines.pop();
            }
            Ok(Value::list(lines.into_iter().map(Value::Text)))
        }
        "Glob" => {
            let pattern = text(name, arguments)?;
            let glob = GlobBuilder::new(pattern.as_str()).literal_separator(true).build();
            let kept: BTreeMap<String, Text> = match glob {
                Ok(glob) => {
                    let matcher = glob.compile_matcher();
                    let found = files.iter().filter(|(path, _)| matcher.is_match(path.as_str()));
                    found.map(|(path, text)| (path.clone(), text.clone())).collect()
                }
                Err(_) => files.as_ref().clone(),
            };
            Ok(Value::Object(Object::Files(Rc::new(kept))))
        }
        "AsConfig" => as_yaml(engine, files, |_, text| Ok(Value::Text(text))),
        "AsSecrets" => as_yaml(engine, files, |engine, text| call(engine, "b64enc", Value::Text(text))),
        // A glob's result is a map of paths, too.
        _ => Ok(files.get(name).cloned().map(Value::Text).unwrap_or_default()),
    }
}

fn as_yaml(
    engine: &mut dyn Engine,
    files: &BTreeMap<String, Text>,
    content: impl Fn(&mut dyn Engine, Text) -> Outcome,
) -> Outcome {
    let mut entries = BTreeMap::new();
    for (path, text) in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        entries.insert(name.to_owned(), content(engine, text.clone())?);
    }
    if entries.is_empty() { Ok(Value::text("")) } else { call(engine, "toYaml", Value::map(entries)) }
}

fn call(engine: &mut dyn Engine, name: &str, argument: Value) -> Outcome {
    let function = functions::find(name).ok_or_else(|| format!("function {name:?} not defined"))?;
    function(engine, vec![argument])
}

fn text(name: &str, arguments: &[Value]) -> Result<Text, String> {
    match arguments {
        [Value::Text(text)] => Ok(text.clone()),
        [_] => Err(format!("wrong type for value; expected string in the argument of {name}")),
        _ => Err(format!("wrong number of args for {name}: want 1 got {}", arguments.len())),
    }
}
