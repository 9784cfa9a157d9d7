//! sprig's numbers: integers, floats, rounding, conversions, and sequences of integers.

use super::Family;
use super::arguments::{Outcome, integer, take, take_first, text};
use super::number::{to_float, to_int};
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("add", add),
    ("add1", add1),
    ("sub", sub),
    ("mul", mul),
    ("div", div),
    ("mod", modulo),
    ("max", max),
    ("biggest", max),
    ("min", min),
    ("addf", addf),
    ("add1f", add1f),
    ("subf", subf),
    ("mulf", mulf),
    ("divf", divf),
    ("maxf", maxf),
    ("minf", minf),
    ("floor", floor),
    ("ceil", ceil),
    ("round", round),
    ("int", int),
    ("int64", int),
    ("float64", float64),
    ("atoi", atoi),
    ("toDecimal", to_decimal),
    ("until", until),
    ("untilStep", until_step),
    ("seq", seq),
];

/// All arguments as integers, put together.
fn integers(arguments: &[Value], start: i64, fold: impl Fn(i64, i64) -> i64) -> Value {
    Value::int(arguments.iter().map(to_int).fold(start, fold))
}

/// The first argument as a float, put together with the others.
fn floats(arguments: Vec<Value>, fold: impl Fn(f64, f64) -> f64) -> Outcome {
    let ([first], others) = take_first(arguments)?;
    Ok(Value::Float(others.iter().map(to_float).fold(to_float(&first), fold), None))
}

/// The source of a number is that of the one it was made of.
fn like(value: &Value, number: f64) -> Value {
    Value::Float(number, value.place())
}

fn add(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(integers(&arguments, 0, i64::wrapping_add))
}

fn add1(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::int(to_int(&value).wrapping_add(1)))
}

fn sub(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [left, right] = take(arguments)?;
    Ok(Value::int(to_int(&left).wrapping_sub(to_int(&right))))
}

fn mul(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([first], others) = take_first(arguments)?;
    Ok(integers(&others, to_int(&first), i64::wrapping_mul))
}

fn div(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    divided(arguments, i64::wrapping_div)
}

fn modulo(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    divided(arguments, i64::wrapping_rem)
}

fn divided(arguments: Vec<Value>, divide: impl Fn(i64, i64) -> i64) -> Outcome {
    let [left, right] = take(arguments)?;
    match to_int(&right) {
        0 => Err("runtime error: integer divide by zero".to_owned()),
        right => Ok(Value::int(divide(to_int(&left), right))),
    }
}

fn max(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([first], others) = take_first(arguments)?;
    Ok(integers(&others, to_int(&first), i64::max))
}

fn min(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([first], others) = take_first(arguments)?;
    Ok(integers(&others, to_int(&first), i64::min))
}

fn addf(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    Ok(Value::Float(decimal(arguments.iter().map(to_float).sum()), None))
}

fn add1f(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::Float(decimal(to_float(&value) + 1.0), None))
}

fn subf(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    floats(arguments, |left, right| decimal(left - right))
}

fn mulf(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    floats(arguments, |left, right| decimal(left * right))
}

fn divf(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    if arguments.iter().skip(1).any(|value| to_float(value) == 0.0) {
        return Err("decimal division by 0".to_owned());
    }
    floats(arguments, |left, right| decimal(left / right))
}

/// sprig computes these in decimals: `0.1 + 0.2` is 0.3.
fn decimal(number: f64) -> f64 {
    format!("{number:.16}").parse().unwrap_or(number)
}

fn maxf(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    floats(arguments, f64::max)
}

fn minf(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    floats(arguments, f64::min)
}

fn floor(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(like(&value, to_float(&value).floor()))
}

fn ceil(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(like(&value, to_float(&value).ceil()))
}

/// To so many decimals; halves, or what a third argument says, go up.
fn round(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let ([value, decimals], others) = take_first(arguments)?;
    let half = others.first().map_or(0.5, to_float);
    let decimals = i32::try_from(integer(&decimals)?).unwrap_or(0);
    let scale = 10_f64.powi(decimals);
    let scaled = to_float(&value) * scale;
    let rounded = if scaled.fract() >= half { scaled.ceil() } else { scaled.floor() };
    Ok(like(&value, rounded / scale))
}

fn int(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::Int(to_int(&value), value.place()))
}

fn float64(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(like(&value, to_float(&value)))
}

/// Decimal digits only; anything else is 0.
fn atoi(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let place = value.place();
    Ok(Value::Int(text(value)?.as_str().parse().unwrap_or(0), place))
}

/// The number that octal digits stand for.
fn to_decimal(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let digits = super::print::formatted(&value);
    Ok(Value::Int(i64::from_str_radix(digits.as_str(), 8).unwrap_or(0), value.place()))
}

/// The integers from one up or down to another, without that.
fn range(engine: &mut dyn Engine, start: i64, stop: i64, step: i64) -> Result<Vec<i64>, String> {
    if step == 0 || (stop > start) != (step > 0) {
        return Ok(Vec::new());
    }
    let count =
        (i128::from(stop) - i128::from(start)).unsigned_abs().div_ceil(u128::from(step.unsigned_abs()));
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    engine.spend(count)?;
    Ok(std::iter::successors(Some(start), |number| number.checked_add(step)).take(count).collect())
}

fn until(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [count] = take(arguments)?;
    let count = integer(&count)?;
    let numbers = range(engine, 0, count, if count < 0 { -1 } else { 1 })?;
    Ok(Value::list(numbers.into_iter().map(Value::int)))
}

fn until_step(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [start, stop, step] = take(arguments)?;
    let numbers = range(engine, integer(&start)?, integer(&stop)?, integer(&step)?)?;
    Ok(Value::list(numbers.into_iter().map(Value::int)))
}

/// `seq` of the shell: a text of integers, with spaces between.
fn seq(engine: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let mut numbers = Vec::new();
    for value in &arguments {
        numbers.push(integer(value)?);
    }
    let towards = |start: i64, end: i64| if end < start { -1 } else { 1 };
    let (start, step, end) = match *numbers.as_slice() {
        [end] => (1, towards(1, end), end),
        [start, end] => (start, towards(start, end), end),
        [start, step, end] => (start, step, end),
        _ => return Ok(Value::text("")),
    };
    if numbers.len() == 3 && (end - start).signum() * step.signum() < 0 {
        return Ok(Value::text(""));
    }
    let inclusive = end.saturating_add(step.signum());
    let numbers: Vec<String> =
        range(engine, start, inclusive, step)?.into_iter().map(|number| number.to_string()).collect();
    Ok(Value::text(numbers.join(" ")))
}
