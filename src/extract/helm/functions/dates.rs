//! sprig's dates. A time is the text that Go prints for it; now is always the same.

use super::Family;
use super::arguments::{Outcome, take, text};
use super::clock::{Time, duration, parse_duration};
use super::number::to_int;
use crate::extract::helm::engine::Engine;
use crate::extract::helm::value::Value;

pub(super) const FAMILY: Family = &[
    ("now", now),
    ("date", date),
    ("dateInZone", date_in_zone),
    ("date_in_zone", date_in_zone),
    ("htmlDate", html_date),
    ("htmlDateInZone", html_date_in_zone),
    ("dateModify", date_modify),
    ("date_modify", date_modify),
    ("mustDateModify", date_modify),
    ("must_date_modify", date_modify),
    ("toDate", to_date),
    ("mustToDate", must_to_date),
    ("unixEpoch", unix_epoch),
    ("ago", ago),
    ("duration", duration_of),
    ("durationRound", duration_round),
];

/// How Go prints a time.
const PRINTED: &str = "2006-01-02 15:04:05 -0700 MST";

/// The time when everything is rendered: the start of 2025.
const NOW: Time = Time(1_735_689_600);

/// Units of rounded durations, in seconds.
const UNITS: [(&str, i64); 6] =
    [("y", 31_536_000), ("mo", 2_592_000), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

fn time(value: &Value) -> Time {
    match value {
        Value::Int(seconds, _) => Time(*seconds),
        Value::Text(text) => Time::parse(PRINTED, text.as_str()).unwrap_or(NOW),
        _ => NOW,
    }
}

fn printed(time: Time) -> Value {
    Value::text(time.format(PRINTED))
}

fn now(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [] = take(arguments)?;
    Ok(printed(NOW))
}

fn date(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [layout, value] = take(arguments)?;
    Ok(Value::text(time(&value).format(text(layout)?.as_str())))
}

/// Zones are not known here: everything is in UTC, as for a zone that Go does not know.
fn date_in_zone(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [layout, value, _zone] = take(arguments)?;
    Ok(Value::text(time(&value).format(text(layout)?.as_str())))
}

fn html_date(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::text(time(&value).format("2006-01-02")))
}

fn html_date_in_zone(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value, _zone] = take(arguments)?;
    Ok(Value::text(time(&value).format("2006-01-02")))
}

fn date_modify(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [change, value] = take(arguments)?;
    let seconds = parse_duration(text(change)?.as_str()).unwrap_or(0.0);
    Ok(printed(Time(time(&value).0.saturating_add(seconds as i64))))
}

fn to_date(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [layout, value] = take(arguments)?;
    let read = Time::parse(text(layout)?.as_str(), text(value)?.as_str());
    Ok(read.map_or_else(|| Value::text("0001-01-01 00:00:00 +0000 UTC"), printed))
}

fn must_to_date(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [layout, value] = take(arguments)?;
    let (layout, value) = (text(layout)?, text(value)?);
    Time::parse(layout.as_str(), value.as_str())
        .map(printed)
        .ok_or_else(|| format!("parsing time \"{value}\" as \"{layout}\""))
}

fn unix_epoch(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::text(time(&value).0.to_string()))
}

fn ago(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    Ok(Value::text(duration(NOW.0.saturating_sub(time(&value).0))))
}

/// Only strings and 64-bit integers count as seconds, which a template cannot write.
fn duration_of(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let seconds = if matches!(value, Value::Text(_)) { to_int(&value) } else { 0 };
    Ok(Value::text(duration(seconds)))
}

/// The largest unit of which there is at least one.
fn duration_round(_: &mut dyn Engine, arguments: Vec<Value>) -> Outcome {
    let [value] = take(arguments)?;
    let seconds = match &value {
        Value::Text(text) => match Time::parse(PRINTED, text.as_str()) {
            Some(time) => NOW.0 - time.0,
            None => parse_duration(text.as_str()).unwrap_or(0.0) as i64,
        },
        _ => 0,
    };
    let seconds = seconds.saturating_abs();
    let unit = UNITS.iter().find(|(_, length)| seconds >= *length);
    Ok(Value::text(unit.map_or("0s".to_owned(), |(name, length)| format!("{}{name}", seconds / length))))
}
