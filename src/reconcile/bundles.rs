//! Bundles: as one kit line, or as parts whose differences have causes of their own.

use crate::base::{Amount, Quantity};
use crate::model::books::LineRole;
use crate::project::{Key, Want, Wants};

use super::booked::Booked;
use super::lines::{Kind, LineDiff, Pairing, diff, items, settle};

/// A bundle may stand as one line (a kit), whatever its parts.
pub(super) fn kits<'a>(
    wants: &Wants,
    booked: &Booked<'a>,
    want_used: &mut [bool],
    have_used: &mut [bool],
    result: &mut Pairing<'a>,
) {
    let mut seen: Vec<&Key> = Vec::new();
    for bundle in &wants.bundles {
        if bundle.key == Key::None || seen.contains(&&bundle.key) {
            continue;
        }
        seen.push(&bundle.key);
        let is_part = wants.lines.iter().any(|w| w.key == bundle.key);
        let haves: Vec<usize> = booked
            .items
            .iter()
            .enumerate()
            .filter(|(_, h)| h.key == bundle.key || Key::Id(h.line.item) == bundle.key)
            .map(|(i, _)| i)
            .collect();
        if haves.is_empty() || is_part {
            continue;
        }
        let (mut quantity, mut net) = (Quantity::ZERO, Amount::ZERO);
        let (mut gross, mut slack) = (Amount::ZERO, Amount::ZERO);
        for (position, same) in wants.bundles.iter().enumerate().filter(|(_, b)| b.key == bundle.key) {
            quantity += same.quantity;
            net += same.net;
            gross += same.gross;
            slack += same.slack;
            for (i, want) in wants.lines.iter().enumerate() {
                want_used[i] |= want.bundle == Some(position);
            }
        }
        haves.iter().for_each(|i| have_used[*i] = true);
        let want = Want {
            key: bundle.key.clone(),
            sku: bundle.sku.clone(),
            line: Some(bundle.line),
            quantity,
            net,
            gross,
            slack,
            has_tax: bundle.has_tax,
            bundle: None,
        };
        let before = result.diffs.len();
        settle(&[(usize::MAX, &want)], &items(booked, &haves), booked, result);
        let plain = haves
            .iter()
            .filter_map(|i| booked.items.get(*i))
            .find(|h| h.line.role == LineRole::Item);
        if let (true, true, Some(have)) = (bundle.by_recipe, result.diffs.len() == before, plain) {
            let held = (have.quantity, have.amount);
            // The money agrees: what is wrong is the item, which takes no stock from its parts.
            result
                .diffs
                .push(diff(Kind::ParentSku, &want, held, held, Some(have.line)));
        }
    }
}

/// Differences among the parts of one bundle have causes of their own.
pub(super) fn causes(wants: &Wants, result: &mut Pairing<'_>) {
    for (position, bundle) in wants.bundles.iter().enumerate() {
        let of_bundle = |d: &LineDiff<'_>| d.bundle == Some(position);
        let parts: Vec<LineDiff<'_>> = result.diffs.iter().filter(|d| of_bundle(d)).cloned().collect();
        if parts.is_empty() {
            continue;
        }
        let delta: Amount = parts.iter().map(LineDiff::delta).sum();
        let prices_only = parts.iter().all(|d| d.kind == Kind::Price);
        let not_multiplied = bundle.quantity > Quantity::whole(1)
            && parts
                .iter()
                .all(|d| times(d.held.0, bundle.quantity) == Some(d.wanted.0));
        if prices_only && delta.is_zero() {
            result.diffs.retain(|d| !of_bundle(d));
            continue;
        }
        let kind = if prices_only && delta.abs() <= Amount::cents(5) {
            Kind::BundleCents
        } else if prices_only {
            // How the price is shared out is nobody's cause: the bundle as a whole has another price.
            Kind::Price
        } else if not_multiplied {
            Kind::BundleTimes
        } else {
            for part in result
                .diffs
                .iter_mut()
                .filter(|d| of_bundle(d) && d.kind == Kind::Missing)
            {
                part.kind = Kind::BundleParts;
            }
            pair_parts(position, result);
            continue;
        };
        result.diffs.retain(|d| !of_bundle(d));
        let held: Amount = parts.iter().map(|d| d.held.1).sum();
        result.diffs.push(LineDiff {
            kind,
            sku: bundle.sku.clone(),
            line: Some(bundle.line),
            wanted: (bundle.quantity, held + delta),
            held: (
                if kind == Kind::BundleTimes {
                    Quantity::whole(1)
                } else {
                    bundle.quantity
                },
                held,
            ),
            gross: bundle.gross,
            booked: parts.first().and_then(|d| d.booked),
            other: None,
            bundle: None,
        });
    }
}

/// A part that is missing and a ghost of the same pieces: the bundle was edited, its parts were not.
fn pair_parts(bundle: usize, result: &mut Pairing<'_>) {
    let missing = |d: &LineDiff<'_>| d.bundle == Some(bundle) && d.kind == Kind::BundleParts && d.other.is_none();
    while let Some(part) = result.diffs.iter().position(missing) {
        let pieces = result.diffs[part].wanted.0;
        let ghost = result
            .diffs
            .iter()
            .position(|d| d.kind == Kind::Ghost && d.held.0 == pieces);
        let Some(found) = ghost else { return };
        let ghost = result.diffs[found].clone();
        let swap = &mut result.diffs[part];
        swap.held = ghost.held;
        swap.other = Some(ghost.sku);
        swap.booked = ghost.booked;
        result.diffs.remove(found);
    }
}

/// A quantity of parts in so many bundles.
fn times(parts: Quantity, bundles: Quantity) -> Option<Quantity> {
    let raw = i128::from(parts.raw()) * i128::from(bundles.raw()) / i128::from(Quantity::whole(1).raw());
    i64::try_from(raw).ok().map(Quantity::from_raw)
}
