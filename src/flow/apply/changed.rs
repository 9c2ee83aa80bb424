//! What a changed record holds of what its change said: its lines, its shipping and its address.
//!
//! A total alone does not tell: pieces of one line for pieces of another leave it as it was.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::base::Amount;
use crate::netsuite::WriteError;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body<'b> {
    #[serde(borrow)]
    item: Option<Items<'b>>,
    #[serde(borrow)]
    shipping_cost: Option<&'b RawValue>,
    shipping_address: Option<Address>,
}

#[derive(Deserialize)]
struct Items<'b> {
    #[serde(borrow, default)]
    items: Vec<Line<'b>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'b> {
    line: Option<u64>,
    item: Option<Id>,
    #[serde(borrow)]
    quantity: Option<&'b RawValue>,
    #[serde(borrow)]
    amount: Option<&'b RawValue>,
    is_closed: Option<bool>,
}

#[derive(Deserialize, PartialEq, Eq, Clone, Default)]
#[serde(default)]
struct Address {
    addr1: Option<String>,
    addr2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    zip: Option<String>,
    country: Option<Id>,
}

#[derive(Deserialize, PartialEq, Eq, Clone)]
struct Id {
    id: Option<String>,
}

fn read(body: &[u8]) -> Result<Body<'_>, WriteError> {
    serde_json::from_slice(body).map_err(|e| WriteError::Answer(e.to_string()))
}

fn number(text: Option<&RawValue>) -> Result<Option<Amount>, WriteError> {
    let Some(text) = text.map(|t| t.get().trim_matches('"')).filter(|t| *t != "null") else {
        return Ok(None);
    };
    let parsed = Amount::parse(text);
    parsed
        .map(Some)
        .map_err(|e| WriteError::Answer(format!("`{text}`: {e}")))
}

/// Whether a change says which lines close.
pub(super) fn closes(body: &[u8]) -> Result<bool, WriteError> {
    let lines = read(body)?.item.map(|i| i.items).unwrap_or_default();
    Ok(lines.iter().any(|l| l.is_closed == Some(true)))
}

/// What a record holds otherwise than its change said, part by part.
pub(super) fn differs(change: &[u8], record: &[u8]) -> Result<Vec<String>, WriteError> {
    let (wanted, held) = (read(change)?, read(record)?);
    let lines = held.item.map(|i| i.items).unwrap_or_default();
    let wants = wanted.item.map(|i| i.items).unwrap_or_default();
    let named: BTreeSet<u64> = wants.iter().filter_map(|l| l.line).collect();
    let (mut found, mut claimed) = (Vec::new(), BTreeSet::new());
    for want in &wants {
        match want.line {
            Some(id) => match lines.iter().find(|l| l.line == Some(id)) {
                None => found.push(format!("line {id} is not there")),
                Some(_) if want.is_closed == Some(true) && !is_closed(&lines, id) => {
                    found.push(format!("line {id} is not closed"));
                }
                Some(line) if !same(want, line)? => found.push(format!("line {id} is another than was sent")),
                Some(_) => {}
            },
            None => {
                let mut place = None;
                for (at, line) in lines.iter().enumerate() {
                    let free = !claimed.contains(&at) && line.line.is_none_or(|id| !named.contains(&id));
                    if place.is_none() && free && line.item_id() == want.item_id() && same(want, line)? {
                        place = Some(at);
                    }
                }
                match place {
                    Some(at) => drop(claimed.insert(at)),
                    None => found.push(format!(
                        "a line of item {} was not added",
                        want.item_id().unwrap_or("?")
                    )),
                }
            }
        }
    }
    let shipping = number(wanted.shipping_cost)?;
    if shipping.is_some_and(|s| !s.is_zero()) && shipping != number(held.shipping_cost)? {
        found.push("shipping costs another amount than was sent".to_owned());
    }
    if let Some(address) = wanted.shipping_address
        && address.parts() != held.shipping_address.unwrap_or_default().parts()
    {
        found.push("it goes to another address than was sent".to_owned());
    }
    Ok(found)
}

fn is_closed(lines: &[Line<'_>], id: u64) -> bool {
    lines.iter().any(|l| l.line == Some(id) && l.is_closed == Some(true))
}

/// Whether a line has the pieces and the value that were sent.
fn same(want: &Line<'_>, line: &Line<'_>) -> Result<bool, WriteError> {
    let agrees = |want: Option<Amount>, held: Option<Amount>| want.is_none_or(|w| held.unwrap_or(Amount::ZERO) == w);
    Ok(agrees(number(want.quantity)?, number(line.quantity)?) && agrees(number(want.amount)?, number(line.amount)?))
}

impl Line<'_> {
    fn item_id(&self) -> Option<&str> {
        self.item.as_ref()?.id.as_deref()
    }
}

impl Address {
    fn parts(&self) -> [String; 6] {
        let country = self.country.as_ref().and_then(|c| c.id.as_ref());
        let all = [&self.addr1, &self.addr2, &self.city, &self.state, &self.zip].map(Option::as_ref);
        let [a, b, c, d, e] = all;
        [a, b, c, d, e, country].map(|part| part.map(|p| p.trim().to_lowercase()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"total": 90.0, "shippingCost": 5.0,
        "shippingAddress": {"addr1": "1 Quarry Road", "city": "Salem", "state": "OR", "zip": "97301", "country": {"id": "US"}},
        "item": {"items": [
            {"line": 1, "item": {"id": "7"}, "quantity": 2.0, "amount": 60.0, "isClosed": false},
            {"line": 2, "item": {"id": "8"}, "quantity": 0.0, "amount": 0.0, "isClosed": true},
            {"line": 3, "item": {"id": "9"}, "quantity": 1.0, "amount": 25.00, "isClosed": false}]}}"#;

    fn of(change: &str) -> Vec<String> {
        differs(change.as_bytes(), RECORD.as_bytes()).unwrap()
    }

    #[test]
    fn what_is_there_as_it_was_sent_differs_in_nothing() {
        for change in [
            r#"{"item": {"items": [{"line": 1, "quantity": 2, "amount": 60.00}]}}"#,
            r#"{"item": {"items": [{"line": 2, "quantity": 0, "amount": 0.00, "isClosed": true}]}}"#,
            r#"{"item": {"items": [{"item": {"id": "9"}, "quantity": 1, "amount": 25.00}]}, "shippingCost": 5.00}"#,
            r#"{"shippingAddress": {"addr1": "1 Quarry Road", "addr2": null, "city": "salem", "state": "OR", "zip": "97301", "country": {"id": "US"}}}"#,
            r#"{"shippingCost": 0.00}"#,
        ] {
            assert_eq!(of(change), Vec::<String>::new(), "{change}");
        }
    }

    #[test]
    fn what_was_lost_on_the_way_is_seen_though_the_total_is_the_same() {
        let cases = [
            (
                r#"{"item": {"items": [{"line": 1, "quantity": 1, "amount": 30.00}]}}"#,
                "line 1 is another",
            ),
            (
                r#"{"item": {"items": [{"line": 1, "quantity": 2, "amount": 59.99}]}}"#,
                "line 1 is another",
            ),
            (
                r#"{"item": {"items": [{"line": 3, "isClosed": true}]}}"#,
                "line 3 is not closed",
            ),
            (
                r#"{"item": {"items": [{"line": 4, "quantity": 1}]}}"#,
                "line 4 is not there",
            ),
            (
                r#"{"item": {"items": [{"item": {"id": "10"}, "quantity": 1, "amount": 25.00}]}}"#,
                "item 10 was not added",
            ),
            (
                r#"{"item": {"items": [{"item": {"id": "9"}, "quantity": 1, "amount": 25.00}, {"item": {"id": "9"}, "quantity": 1, "amount": 25.00}]}}"#,
                "item 9 was not added",
            ),
            // The line that the change names is no line that it adds.
            (
                r#"{"item": {"items": [{"line": 3, "quantity": 1, "amount": 25.00}, {"item": {"id": "9"}, "quantity": 1, "amount": 25.00}]}}"#,
                "item 9 was not added",
            ),
            (r#"{"shippingCost": 8.50}"#, "shipping costs another"),
            (
                r#"{"shippingAddress": {"addr1": "2 Quarry Road", "city": "Salem"}}"#,
                "another address",
            ),
        ];
        for (change, says) in cases {
            let found = of(change);
            assert!(found.len() == 1 && found[0].contains(says), "{change}: {found:?}");
        }
    }

    #[test]
    fn a_change_that_closes_says_so() {
        assert!(closes(br#"{"item": {"items": [{"line": 3, "isClosed": true}]}}"#).unwrap());
        assert!(!closes(br#"{"item": {"items": [{"line": 3, "quantity": 1}]}}"#).unwrap());
        assert!(!closes(b"{}").unwrap());
    }
}
