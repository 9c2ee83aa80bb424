//! Nested answers as rows of a bulk file: an order, then each of its children with its parent's id.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::{Map, Value};

/// An object of an answer.
pub(super) type Object = Map<String, Value>;

/// What an answer lacks, or has in another form than asked for.
pub(super) type Odd = String;

/// The most entries Shopify gives of a list without a cursor.
const LIST_MAX: usize = 250;

/// The connections of a refund, and of an order beside its agreements.
pub(super) const OF_REFUND: [&str; 3] = ["refundLineItems", "refundShippingLines", "orderAdjustments"];
pub(super) const OF_ORDER: [&str; 2] = ["lineItems", "shippingLines"];

/// Writes a complete order as rows.
///
/// The lines of a refund name the agreement that made it as their parent, as in a bulk file; a refund
/// that no agreement names is itself the parent of its lines.
pub(super) fn order(mut order: Object, out: &mut Vec<u8>) -> Result<(), Odd> {
    let id = text(&order, "id")?.to_owned();
    let children = [nodes(&mut order, OF_ORDER[0])?, nodes(&mut order, OF_ORDER[1])?];
    let agreements = nodes(&mut order, "agreements")?;
    list(&mut order, "transactions")?;
    list(&mut order, "fulfillments")?;
    let mut details: Vec<(String, Vec<Object>)> = Vec::new();
    for refund in list(&mut order, "refunds")? {
        let refund = refund
            .as_object_mut()
            .ok_or("`refunds` has an entry that is no object")?;
        let mut lines = Vec::new();
        for field in OF_REFUND {
            lines.extend(nodes(refund, field)?);
        }
        details.push((text(refund, "id")?.to_owned(), lines));
    }
    row(&order, None, out)?;
    for child in children.iter().flatten() {
        row(child, Some(&id), out)?;
    }
    let mut homes: HashMap<String, String> = HashMap::new();
    for mut agreement in agreements {
        let sales = nodes(&mut agreement, "sales")?;
        let own = text(&agreement, "id")?.to_owned();
        if let Some(refund) = agreement.get_mut("refund").and_then(Value::as_object_mut) {
            let refund_id = text(refund, "id")?.to_owned();
            match homes.entry(refund_id) {
                // Its lines hang on the first agreement: told twice, it would be a second refund without lines.
                Entry::Occupied(_) => refund.retain(|field, _| field == "id"),
                Entry::Vacant(home) => drop(home.insert(own.clone())),
            }
        }
        row(&agreement, Some(&id), out)?;
        for sale in &sales {
            row(sale, Some(&own), out)?;
        }
    }
    for (refund, lines) in &details {
        let parent = homes.get(refund).unwrap_or(refund);
        for line in lines {
            row(line, Some(parent), out)?;
        }
    }
    Ok(())
}

/// Writes one object as a row: its type and id first, so that a reader knows it by its first bytes.
pub(super) fn row(object: &Object, parent: Option<&str>, out: &mut Vec<u8>) -> Result<(), Odd> {
    const FIRST: [&str; 2] = ["__typename", "id"];
    for field in FIRST {
        if !object.contains_key(field) {
            return Err(format!("an object lacks `{field}`"));
        }
    }
    let rest = object.iter().filter(|(field, _)| !FIRST.contains(&field.as_str()));
    let first = FIRST.iter().filter_map(|field| object.get_key_value(*field));
    for (n, (field, value)) in first.chain(rest).enumerate() {
        out.push(if n == 0 { b'{' } else { b',' });
        write(field, out)?;
        out.push(b':');
        write(value, out)?;
    }
    if let Some(parent) = parent {
        out.extend_from_slice(b",\"__parentId\":");
        write(parent, out)?;
    }
    out.extend_from_slice(b"}\n");
    Ok(())
}

fn write<T: serde::Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), Odd> {
    serde_json::to_writer(out, value).map_err(|e| e.to_string())
}

/// A text that cannot be left out.
pub(super) fn text<'o>(object: &'o Object, field: &str) -> Result<&'o str, Odd> {
    let value = object.get(field).ok_or_else(|| format!("`{field}` is missing"))?;
    value.as_str().ok_or_else(|| format!("`{field}` is no text"))
}

/// Takes a connection out of an object and gives its nodes. One with a further page is refused: the
/// caller was to complete it.
pub(super) fn nodes(object: &mut Object, field: &str) -> Result<Vec<Object>, Odd> {
    let mut connection = object.remove(field).ok_or_else(|| format!("`{field}` is missing"))?;
    if next(&connection, field)?.is_some() {
        return Err(format!("`{field}` has a further page"));
    }
    let Some(Value::Array(nodes)) = connection.get_mut("nodes").map(Value::take) else {
        return Err(format!("`{field}.nodes` is missing"));
    };
    nodes
        .into_iter()
        .map(|node| match node {
            Value::Object(node) => Ok(node),
            _ => Err(format!("`{field}.nodes` has an entry that is no object")),
        })
        .collect()
}

/// The cursor of a connection's next page, where there is one.
pub(super) fn next(connection: &Value, field: &str) -> Result<Option<String>, Odd> {
    let info = connection
        .get("pageInfo")
        .ok_or_else(|| format!("`{field}.pageInfo` is missing"))?;
    match (info.get("hasNextPage").and_then(Value::as_bool), info.get("endCursor")) {
        (Some(false), _) => Ok(None),
        (Some(true), Some(Value::String(cursor))) => Ok(Some(cursor.clone())),
        (Some(true), _) => Err(format!("`{field}` has a further page and no cursor")),
        (None, _) => Err(format!("`{field}.pageInfo.hasNextPage` is missing")),
    }
}

/// A list without a cursor. One with as many entries as Shopify gives may be cut, so it is refused.
fn list<'o>(object: &'o mut Object, field: &str) -> Result<&'o mut Vec<Value>, Odd> {
    match object.get_mut(field) {
        Some(Value::Array(list)) if list.len() < LIST_MAX => Ok(list),
        Some(Value::Array(_)) => Err(format!(
            "`{field}` has {LIST_MAX} entries, the most Shopify gives, so there may be more"
        )),
        Some(_) => Err(format!("`{field}` is no list")),
        None => Err(format!("`{field}` is missing")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn connection(nodes: &Value) -> Value {
        json!({"pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes})
    }

    fn refund(number: u8) -> Value {
        let line = json!({"__typename": "RefundLineItem", "id": null, "quantity": 1});
        json!({
            "id": format!("gid://shopify/Refund/{number}"),
            "refundLineItems": connection(&json!([line])),
            "refundShippingLines": connection(&json!([{"__typename": "RefundShippingLine", "id": format!("gid://shopify/RefundShippingLine/{number}")}])),
            "orderAdjustments": connection(&json!([])),
        })
    }

    fn sample() -> Object {
        let sale = json!({"quantity": 1, "id": "gid://shopify/Sale/8", "__typename": "ProductSale"});
        let agreement = |id: u8, kind: &str, refund: Value, sales: Value| {
            json!({"reason": "X", "__typename": kind, "id": format!("gid://shopify/SalesAgreement/{id}"),
                "refund": refund, "sales": connection(&sales)})
        };
        let told = json!({"id": "gid://shopify/Refund/1", "createdAt": "2026-01-01T00:00:00Z"});
        let order = json!({
            "name": "#1 \"quoted\"\n", "__typename": "Order", "id": "gid://shopify/Order/1",
            "transactions": [],
            "fulfillments": [],
            "refunds": [refund(1), refund(2)],
            "lineItems": connection(&json!([{"sku": "A", "id": "gid://shopify/LineItem/3", "__typename": "LineItem"}])),
            "shippingLines": connection(&json!([{"__typename": "ShippingLine", "id": null}])),
            "agreements": connection(&json!([
                agreement(5, "OrderAgreement", Value::Null, json!([sale])),
                agreement(6, "RefundAgreement", told.clone(), json!([])),
                agreement(7, "RefundAgreement", told, json!([])),
            ])),
        });
        order.as_object().unwrap().clone()
    }

    fn rows() -> String {
        let mut out = Vec::new();
        order(sample(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn parents_come_first_and_children_name_them() {
        let text = rows();
        let pairs: Vec<(String, String)> = text
            .lines()
            .map(|line| {
                let row: Value = serde_json::from_str(line).unwrap();
                let of = |field: &str| row[field].as_str().unwrap_or("-").replace("gid://shopify/", "");
                (of("__typename"), of("__parentId"))
            })
            .collect();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("Order", "-"),
                ("LineItem", "Order/1"),
                ("ShippingLine", "Order/1"),
                ("OrderAgreement", "Order/1"),
                ("ProductSale", "SalesAgreement/5"),
                ("RefundAgreement", "Order/1"),
                ("RefundAgreement", "Order/1"),
                ("RefundLineItem", "SalesAgreement/6"),
                ("RefundShippingLine", "SalesAgreement/6"),
                ("RefundLineItem", "Refund/2"),
                ("RefundShippingLine", "Refund/2"),
            ]
        );
    }

    #[test]
    fn a_row_shows_its_type_and_id_first() {
        let text = rows();
        let first = text.lines().next().unwrap();
        assert!(
            first.starts_with(r#"{"__typename":"Order","id":"gid://shopify/Order/1","#),
            "{first}"
        );
        let back: Value = serde_json::from_str(first).unwrap();
        assert_eq!(back["name"], "#1 \"quoted\"\n");
        // Heads of refunds stay with their order, without their lines.
        assert_eq!(
            back["refunds"],
            json!([{"id": "gid://shopify/Refund/1"}, {"id": "gid://shopify/Refund/2"}])
        );
        // A refund that two agreements name is told once.
        assert_eq!(text.matches("createdAt").count(), 1, "{text}");
    }

    #[test]
    fn nothing_cut_is_taken_for_whole() {
        let refused = |change: &dyn Fn(&mut Object)| {
            let mut order_object = sample();
            change(&mut order_object);
            order(order_object, &mut Vec::new()).unwrap_err()
        };
        let more = json!({"hasNextPage": true, "endCursor": "x"});
        assert!(refused(&|o| o["lineItems"]["pageInfo"] = more.clone()).contains("further page"));
        assert!(refused(&|o| o["agreements"]["nodes"][0]["sales"]["pageInfo"] = more.clone()).contains("`sales`"));
        assert!(refused(&|o| o["refunds"][1]["orderAdjustments"]["pageInfo"] = more.clone()).contains("Adjustments"));
        assert!(refused(&|o| o["transactions"] = vec![json!({}); 250].into()).contains("250"));
        assert!(refused(&|o| drop(o.remove("agreements"))).contains("`agreements` is missing"));
        assert!(refused(&|o| o["shippingLines"] = Value::Null).contains("shippingLines"));
        assert!(refused(&|o| o["lineItems"]["nodes"][0] = Value::Null).contains("no object"));
    }
}
