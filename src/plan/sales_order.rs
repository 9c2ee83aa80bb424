//! Changes of a sales order: what an edit in Shopify did to it, and orders that are closed as a whole.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::body::{List, Number, Ref, text};
use super::{Ask, Unplannable, no, order_of};
use crate::base::{Amount, Currency, Quantity};
use crate::model::action::{How, Step};
use crate::model::books::{Document, DocumentKind, LineRole};
use crate::model::case::Case;
use crate::model::code::{edt, idn, refunds};
use crate::model::shop::{Address, Order};
use crate::project::{Key, key_of_item};
use crate::reconcile::{self, LineChange, OrderChanges};

/// NetSuite's price level for a price of its own: without it the customer's price level may win.
const CUSTOM_PRICE: i64 = -1;

/// A line of the order; what is not given stays as it is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrderLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_closed: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct AddressBody<'a> {
    addr1: &'a str,
    /// Null takes the old one away.
    addr2: Option<&'a str>,
    city: &'a str,
    state: Option<&'a str>,
    zip: Option<&'a str>,
    country: Ref,
    #[serde(rename = "override")]
    as_written: bool,
}

/// A part of the order's body; parts that are left out stay as they are.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderBody<'a> {
    #[serde(flatten)]
    stamp: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_address: Option<AddressBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_cost: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<List<OrderLine>>,
}

pub(super) fn plan(ask: &Ask<'_>) -> Result<Vec<Step>, Unplannable> {
    let Some(case) = ask.case else {
        return no("it is about no order");
    };
    // An orphan, a duplicate, an order that was cancelled or never paid: all of it is to go.
    let whole = [&idn::IDN_03, &idn::IDN_04, &refunds::REF_20, &edt::EDT_20];
    if whole.contains(&ask.finding.code) {
        return close(ask, case);
    }
    let order = order_of(ask, case)?;
    let now = ask.finding.since;
    let changes = reconcile::changes(case, order, ask.rules, now).or_else(no)?;
    if changes.is_empty() {
        return no("the sales order holds what Shopify's order is: there is nothing to change");
    }
    Ok(vec![update(ask, case, order, &changes)?])
}

fn update(ask: &Ask<'_>, case: &Case<'_>, order: &Order<'_>, changes: &OrderChanges) -> Result<Step, Unplannable> {
    let currency = ask.finding.currency;
    let lines = changes.lines.iter().map(|change| line(ask, case, change, currency));
    let lines: Vec<OrderLine> = lines.collect::<Result<_, _>>()?;
    let mut stamp = Map::new();
    if let (Some(field), Some(at)) = (&ask.rules.lock.version_field, order.head.updated_at) {
        stamp.insert(field.clone(), at.to_string().into());
    }
    let address = order.head.ships_to.as_ref().filter(|_| changes.address);
    Ok(Step {
        record: "salesOrder".to_owned(),
        how: How::Update { id: changes.document },
        external_id: None,
        body: text(&OrderBody {
            stamp,
            shipping_address: address.map(address_body),
            shipping_cost: changes.shipping.map(|cost| Number::amount(cost, currency)),
            item: (!lines.is_empty()).then_some(List { items: lines }),
        })?,
        replace: Vec::new(),
        total: Some(changes.total),
        adjust: None,
    })
}

fn line(ask: &Ask<'_>, case: &Case<'_>, change: &LineChange, currency: Currency) -> Result<OrderLine, Unplannable> {
    let priced = |line, item, quantity: Quantity, amount: Amount| OrderLine {
        line,
        item,
        quantity: Some(Number::quantity(quantity)),
        price: Some(Ref::to(CUSTOM_PRICE)),
        amount: Some(Number::amount(amount, currency)),
        is_closed: None,
    };
    Ok(match change {
        LineChange::Set { line, quantity, amount } => priced(Some(*line), None, *quantity, *amount),
        // Closing alone leaves the line in the order's total.
        LineChange::Close { line } => OrderLine {
            is_closed: Some(true),
            ..priced(Some(*line), None, Quantity::ZERO, Amount::ZERO)
        },
        LineChange::Add {
            sku,
            key,
            quantity,
            amount,
        } => {
            let Some(item) = item_of(ask, case, key) else {
                return no(format!(
                    "NetSuite's item of {sku} is not known here: `tieout sync` looks it up, or give it an alias ([items] sku_aliases)"
                ));
            };
            priced(None, Some(Ref::to(item)), *quantity, *amount)
        }
    })
}

/// The item a key stands for: looked up, or known from the order's own documents.
fn item_of(ask: &Ask<'_>, case: &Case<'_>, key: &Key) -> Option<u64> {
    if let Key::Id(id) = key {
        return Some(*id);
    }
    let looked_up = ask.items.get(key).copied();
    let held = || {
        let lines = case.documents.iter().flat_map(|d| d.lines.iter().flatten());
        let is_it = |l: &&crate::model::books::DocumentLine<'_>| l.item != 0 && key_of_item(&l.sku, l.item) == *key;
        lines.into_iter().find(is_it).map(|l| l.item)
    };
    looked_up.or_else(held)
}

fn address_body<'a>(address: &'a Address<'_>) -> AddressBody<'a> {
    let given = |part: &'a str| Some(part).filter(|p| !p.trim().is_empty());
    AddressBody {
        addr1: &address.street,
        addr2: given(&address.street2),
        city: &address.city,
        state: given(&address.province),
        zip: given(&address.zip),
        country: Ref::to(&address.country),
        as_written: true,
    }
}

/// Closes every open line of a sales order that is to go.
fn close(ask: &Ask<'_>, case: &Case<'_>) -> Result<Vec<Step>, Unplannable> {
    let Some(named) = &ask.proposal.from else {
        return no("no sales order is named");
    };
    let Some(document) = case.documents.iter().find(|d| d.head.id.to_string() == named.id) else {
        return no(format!("{} is not in the store any more", named.number));
    };
    if document.head.kind != DocumentKind::SalesOrder {
        return no(format!(
            "{} is no sales order: what becomes of it is for a person to say",
            named.number
        ));
    }
    let Some(lines) = &document.lines else {
        return no(format!(
            "the lines of {} are not in the store: pull it first",
            named.number
        ));
    };
    begun(document)?;
    let closed: Vec<OrderLine> = lines
        .iter()
        .filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit) && !l.closed)
        .map(|l| OrderLine {
            line: Some(l.id),
            item: None,
            quantity: None,
            price: None,
            amount: None,
            is_closed: Some(true),
        })
        .collect();
    if closed.is_empty() {
        return no(format!("{} has no open line", named.number));
    }
    Ok(vec![Step {
        record: "salesOrder".to_owned(),
        how: How::Update { id: document.head.id },
        external_id: None,
        body: text(&OrderBody {
            stamp: Map::new(),
            shipping_address: None,
            shipping_cost: None,
            item: Some(List { items: closed }),
        })?,
        replace: Vec::new(),
        total: None,
        adjust: None,
    }])
}

/// The request that opens again what a step has closed; none where the step did anything else.
pub(super) fn reopened(step: &Step) -> Option<Step> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {
        item: List<OrderLine>,
    }
    let mut body: Closed = serde_json::from_str(&step.body).ok()?;
    for line in &mut body.item.items {
        let closes = line.is_closed == Some(true) && line.line.is_some();
        if !closes || line.item.is_some() || line.quantity.is_some() || line.amount.is_some() {
            return None;
        }
        line.is_closed = Some(false);
    }
    let body = OrderBody {
        stamp: Map::new(),
        shipping_address: None,
        shipping_cost: None,
        item: Some(body.item),
    };
    Some(Step {
        body: text(&body).ok()?,
        ..step.clone()
    })
}

fn begun(document: &Document<'_>) -> Result<(), Unplannable> {
    let lines = document.lines.iter().flatten();
    let mut done = lines.flat_map(|l| [l.shipped, l.billed]).flatten();
    if done.any(|q| !q.is_zero()) {
        return no(format!(
            "{} is shipped or billed in part: what becomes of it is for a person to say",
            document.head.number
        ));
    }
    Ok(())
}
