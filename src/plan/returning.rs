//! A return authorization: goods that were shipped and that the order no longer holds are expected back.
//!
//! It posts nothing and credits nothing. What the customer gets back for the goods is the refund's own document.

use std::collections::BTreeMap;

use super::body::{CreditLine, List, Number, Ref, ReturnBody, text};
use super::{Scene, Unplannable, no};
use crate::base::{Amount, Quantity};
use crate::model::action::{How, Step};
use crate::model::books::{Document, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::project::{Key, Version, key_of_item, wants};

/// Goods that are too many at the customer's.
struct Surplus<'a> {
    quantity: Quantity,
    /// A line that shipped them.
    line: &'a DocumentLine<'a>,
}

pub(super) fn plan(scene: &Scene<'_>) -> Result<Vec<Step>, Unplannable> {
    let shipped_by = &scene.from.head;
    if shipped_by.kind != DocumentKind::ItemFulfillment {
        return no(format!(
            "goods are taken back that were shipped, and {} is a {}",
            shipped_by.number,
            shipped_by.kind.label()
        ));
    }
    let documents = scene.documents();
    let sold = documents
        .iter()
        .find(|d| d.head.id == shipped_by.created_from && d.head.kind == DocumentKind::SalesOrder);
    let Some(sold) = sold else {
        return no(format!(
            "the sales order that {} was shipped for is not in the store: pull it first",
            shipped_by.number
        ));
    };
    let surplus = surplus(scene, sold);
    if surplus.is_empty() {
        return no("everything that was shipped is on the order, or is authorized to come back already");
    }
    let lines = surplus.values().map(|s| line(scene, sold, s));
    let items = lines.collect::<Result<_, _>>()?;
    let external_id = external_id(scene);
    Ok(vec![Step {
        record: "returnAuthorization".to_owned(),
        how: How::Transform {
            from: "salesOrder".to_owned(),
            id: sold.head.id,
        },
        body: text(&ReturnBody {
            external_id: external_id.clone(),
            tran_date: scene.ask.today,
            memo: format!(
                "Shopify order {}: shipped with {}, no longer ordered",
                scene.order.head.name, shipped_by.number
            ),
            item: List { items },
        })?,
        external_id: Some(external_id),
        replace: vec!["item".to_owned()],
        // It posts nothing: its value is that of the goods by NetSuite's own tax.
        total: None,
        adjust: None,
    }])
}

/// One for each fulfilment, or for the one line of it that the finding is about.
fn external_id(scene: &Scene<'_>) -> String {
    let of = format!(
        "tieout-{}-{}",
        DocumentKind::ReturnAuthorization.slug(),
        scene.from.head.id
    );
    let line = scene.ask.finding.subject.line.as_ref();
    match line.and_then(|l| l.id.rsplit('/').next()).filter(|id| !id.is_empty()) {
        Some(line) => format!("{of}-{line}"),
        None => of,
    }
}

/// What was shipped for a sales order, less what the order holds now and what is authorized to come back, by item.
fn surplus<'a>(scene: &Scene<'a>, sold: &Document<'_>) -> BTreeMap<Key, Surplus<'a>> {
    let mut surplus: BTreeMap<Key, Surplus<'a>> = BTreeMap::new();
    let documents = scene.documents();
    let gone = |d: &&Document<'_>| {
        d.head.kind == DocumentKind::ItemFulfillment
            && d.head.status == DocumentStatus::Shipped
            && d.head.created_from == sold.head.id
    };
    for line in documents.iter().filter(gone).flat_map(|d| goods(d)) {
        let held = surplus.entry(key(line)).or_insert(Surplus {
            quantity: Quantity::ZERO,
            line,
        });
        held.quantity = Quantity::from_raw(held.quantity.raw() + line.quantity.abs().raw());
    }
    let mut take = |key: &Key, quantity: Quantity| {
        if let Some(held) = surplus.get_mut(key) {
            held.quantity = Quantity::from_raw(held.quantity.raw() - quantity.raw());
        }
    };
    for (key, quantity, _) in ordered(scene, &scene.expected.sold) {
        take(&key, quantity);
    }
    let back = |d: &&Document<'_>| d.head.kind == DocumentKind::ReturnAuthorization && !d.head.status.is_dead();
    for line in documents.iter().filter(back).flat_map(|d| goods(d)) {
        take(&key(line), line.quantity.abs());
    }
    let about = scene.ask.finding.subject.line.as_ref().map(|l| l.sku.as_str());
    surplus.retain(|_, s| s.quantity.raw() > 0 && about.is_none_or(|sku| s.line.sku.eq_ignore_ascii_case(sku)));
    surplus
}

fn goods<'a>(document: &'a Document<'a>) -> impl Iterator<Item = &'a DocumentLine<'a>> {
    let lines = document.lines.iter().flatten();
    lines.filter(|l| matches!(l.role, LineRole::Item | LineRole::Kit))
}

fn key(line: &DocumentLine<'_>) -> Key {
    key_of_item(&line.sku, line.item)
}

/// What a version of the order holds: items with their pieces and their value.
fn ordered(scene: &Scene<'_>, version: &Version) -> Vec<(Key, Quantity, Amount)> {
    let day = Some(scene.order.head.created_at.day(&jiff::tz::TimeZone::UTC));
    let wants = wants(version, scene.order, scene.expected.basis, scene.ask.rules, day);
    wants.lines.into_iter().map(|w| (w.key, w.quantity, w.net)).collect()
}

/// The line of goods that come back: that of the order where it has one of so many pieces.
fn line(scene: &Scene<'_>, sold: &Document<'_>, surplus: &Surplus<'_>) -> Result<CreditLine, Unplannable> {
    let own = goods(sold).find(|l| key(l) == key(surplus.line) && !l.closed && l.quantity >= surplus.quantity);
    let Some(amount) = worth(scene, surplus) else {
        return no(format!(
            "what {} was sold for is not known: authorize its return in NetSuite",
            surplus.line.sku
        ));
    };
    if own.is_none() && surplus.line.item == 0 {
        return no(format!(
            "NetSuite's item of {} is not known here: authorize its return in NetSuite",
            surplus.line.sku
        ));
    }
    Ok(CreditLine {
        line: own.map(|l| l.id),
        item: own.is_none().then(|| Ref::to(surplus.line.item)),
        quantity: Number::quantity(surplus.quantity),
        amount: Number::amount(amount, scene.currency()),
        is_taxable: None,
        description: None,
    })
}

/// What so many pieces were sold for, by the newest version of the order that held them.
fn worth(scene: &Scene<'_>, surplus: &Surplus<'_>) -> Option<Amount> {
    let versions = std::iter::once(&scene.expected.sold).chain(scene.expected.earlier.iter().rev());
    let mut held = versions.flat_map(|version| ordered(scene, version));
    let (_, pieces, net) = held.find(|(k, pieces, _)| *k == key(surplus.line) && !pieces.is_zero())?;
    let smallest = i128::from(Amount::smallest(scene.currency()).raw());
    let exact = i128::from(net.raw()) * i128::from(surplus.quantity.raw());
    let pieces = i128::from(pieces.raw()) * smallest;
    let units = (exact + pieces.signum() * pieces.abs() / 2).div_euclid(pieces);
    i64::try_from(units * smallest).ok().map(Amount::from_raw)
}
