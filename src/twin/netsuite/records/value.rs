//! Values of bodies and of answers.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Number, Value};

use crate::twin::netsuite::answer::Fault;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// A number of an answer. A decimal of up to 15 digits survives being a double; NetSuite writes whole ones with `.0`.
pub(super) fn number(value: Decimal) -> Value {
    let text = value.normalize().to_string();
    let double = text.parse().ok().and_then(Number::from_f64);
    double.map_or(Value::String(text), Value::Number)
}

/// A decimal of a body.
pub(super) fn decimal(value: &Value, field: &str, path: &str) -> Result<Decimal, Fault> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        other => return Err(Fault::value(field, &other.to_string(), path.to_owned())),
    };
    let parsed = text.parse().or_else(|_| Decimal::from_scientific(&text));
    parsed.map_err(|_| Fault::value(field, &text, path.to_owned()))
}

/// The id of a reference: `{"id": "5"}`, `"5"` or `5`.
pub(super) fn reference(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => object.get("id").and_then(reference),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A flag of a body.
pub(super) fn flag(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => Some(text == "T" || text == "true"),
        _ => None,
    }
}

/// A text of a body; `None` empties the field.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(if *flag { "T" } else { "F" }.to_owned()),
        Value::Object(_) => reference(value),
        other => Some(other.to_string()),
    }
}

/// Rounds to a currency's places, halves away from zero.
pub(super) fn rounded(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// The lines of a sublist of a body, with their paths. `None`: the sublist is not in the body.
pub(super) fn lines<'b>(body: &'b Object, name: &str) -> Result<Option<Vec<(String, &'b Object)>>, Fault> {
    let Some(value) = body.get(name) else {
        return Ok(None);
    };
    if value.is_null() {
        return Ok(Some(Vec::new()));
    }
    let items = value.get("items").and_then(Value::as_array);
    let items = items.ok_or_else(|| Fault::value(name, &value.to_string(), name.to_owned()))?;
    let line = |(at, line): (usize, &'b Value)| {
        let path = format!("{name}.items[{at}]");
        let object = line
            .as_object()
            .ok_or_else(|| Fault::value(name, &line.to_string(), path.clone()))?;
        Ok((path, object))
    };
    items.iter().enumerate().map(line).collect::<Result<_, _>>().map(Some)
}
