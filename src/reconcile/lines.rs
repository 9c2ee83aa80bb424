//! Pairs the lines that are wanted with those that are there.
//!
//! By SKU, then within one SKU by price and quantity; every line is claimed once. Where several
//! lines of one SKU are left on both sides, their sums are compared: which is which is not guessed.

use std::collections::BTreeMap;

use crate::base::{Amount, Quantity};
use crate::model::books::DocumentLine;
use crate::model::rules::Rules;
use crate::project::{Key, Want, Wants};

use super::booked::{Booked, BookedLine};
use super::{bundles, unlabelled};

/// How a line differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// NetSuite does not have it.
    Missing,
    /// Only NetSuite has it.
    Ghost,
    /// NetSuite has more pieces.
    Fewer,
    /// NetSuite has fewer pieces.
    More,
    /// The pieces agree, the value does not.
    Price,
    /// Other goods of the same value.
    Swap,
    /// A bundle that was not taken apart.
    ParentSku,
    /// Components that are not the bundle's.
    BundleParts,
    /// Cents lost in splitting a bundle's price.
    BundleCents,
    /// Components of one bundle where there are several.
    BundleTimes,
}

/// One line that differs.
#[derive(Debug, Clone)]
pub(super) struct LineDiff<'a> {
    pub(super) kind: Kind,
    pub(super) sku: String,
    /// Position of the order line.
    pub(super) line: Option<usize>,
    pub(super) wanted: (Quantity, Amount),
    pub(super) held: (Quantity, Amount),
    /// Value of what is wanted before discounts.
    pub(super) gross: Amount,
    pub(super) booked: Option<&'a DocumentLine<'a>>,
    /// SKU of the other goods, of a swap.
    pub(super) other: Option<String>,
    /// Position of the bundle the wanted line is a part of.
    pub(super) bundle: Option<usize>,
}

impl LineDiff<'_> {
    /// Expected less booked.
    pub(super) fn delta(&self) -> Amount {
        self.wanted.1 - self.held.1
    }

    /// Whether pieces (not only their value) differ.
    pub(super) fn is_quantity(&self) -> bool {
        !matches!(self.kind, Kind::Price | Kind::BundleCents | Kind::ParentSku)
    }
}

/// What pairing leaves over.
#[derive(Debug, Default)]
pub(super) struct Pairing<'a> {
    pub(super) diffs: Vec<LineDiff<'a>>,
    /// Discounts of lines that stand at their list value: discount lines have to make them up.
    pub(super) pooled: Amount,
    /// Lines with a discount that stand at their discounted value.
    pub(super) netted: usize,
    /// The lines behind `pooled`: position in the wants, and the discount.
    pub(super) at_list: Vec<(usize, Amount)>,
}

/// Pairs all lines.
pub(super) fn pair<'a>(wants: &Wants, booked: &Booked<'a>, rules: &Rules) -> Pairing<'a> {
    let mut result = Pairing::default();
    let mut want_used = vec![false; wants.lines.len()];
    let mut have_used = vec![false; booked.items.len()];
    bundles::kits(wants, booked, &mut want_used, &mut have_used, &mut result);
    let mut buckets = buckets(wants, booked, &want_used, &have_used);
    lend_gift_cards(wants, booked, rules.items.gift_card, &mut buckets);
    for (ws, hs) in buckets.into_values() {
        bucket(wants, booked, ws, hs, &mut result);
    }
    nameless(wants, &mut result);
    unlabelled::kits_by_recipe(rules, wants, &mut result);
    bundles::causes(wants, &mut result);
    swaps(&mut result);
    result
}

type Bucket = (Vec<usize>, Vec<usize>);

fn buckets(wants: &Wants, booked: &Booked<'_>, want_used: &[bool], have_used: &[bool]) -> BTreeMap<Key, Bucket> {
    let mut buckets: BTreeMap<Key, Bucket> = BTreeMap::new();
    for (i, want) in wants.lines.iter().enumerate().filter(|(i, _)| !want_used[*i]) {
        buckets.entry(want.key.clone()).or_default().0.push(i);
    }
    for (i, have) in booked.items.iter().enumerate().filter(|(i, _)| !have_used[*i]) {
        let by_id = Key::Id(have.line.item);
        let key = if have.line.item != 0 && buckets.contains_key(&by_id) {
            by_id
        } else {
            have.key.clone()
        };
        buckets.entry(key).or_default().1.push(i);
    }
    buckets
}

pub(super) fn items<'b, 'a>(booked: &'b Booked<'a>, positions: &[usize]) -> Vec<&'b BookedLine<'a>> {
    positions.iter().filter_map(|i| booked.items.get(*i)).collect()
}

/// Gift cards may be sold under one item whatever their SKU.
fn lend_gift_cards(wants: &Wants, booked: &Booked<'_>, gift_card: Option<u64>, buckets: &mut BTreeMap<Key, Bucket>) {
    let Some(item) = gift_card else { return };
    let is_card = |h: &usize| booked.items.get(*h).is_some_and(|b| b.line.item == item);
    let mut cards: Vec<usize> = Vec::new();
    for (ws, hs) in buckets.values_mut() {
        if ws.is_empty() {
            cards.extend(hs.iter().copied().filter(is_card));
            hs.retain(|h| !is_card(h));
        }
    }
    for (ws, hs) in buckets.values_mut().filter(|(ws, hs)| !ws.is_empty() && hs.is_empty()) {
        for w in ws {
            let fits = |h: &usize| {
                let (want, have) = (wants.lines.get(*w), booked.items.get(*h));
                matches!((want, have), (Some(w), Some(h)) if w.quantity == h.quantity && w.net == h.amount)
            };
            if let Some(position) = cards.iter().position(fits) {
                hs.push(cards.remove(position));
            }
        }
    }
    if !cards.is_empty() {
        buckets.entry(Key::Id(item)).or_default().1.extend(cards);
    }
}

/// One SKU: sums first, then line by line.
fn bucket<'a>(wants: &Wants, booked: &Booked<'a>, ws: Vec<usize>, hs: Vec<usize>, result: &mut Pairing<'a>) {
    let ws: Vec<(usize, &Want)> = ws.into_iter().filter_map(|i| Some((i, wants.lines.get(i)?))).collect();
    let hs = items(booked, &hs);
    let wanted: Quantity = ws.iter().map(|(_, w)| w.quantity).sum();
    let held: Quantity = hs.iter().map(|h| h.quantity).sum();
    let net: Amount = ws.iter().map(|(_, w)| w.net).sum();
    let amount: Amount = hs.iter().map(|h| h.amount).sum();
    if wanted == held && net == amount && !ws.iter().any(|(_, w)| w.has_tax) {
        result.netted += ws.iter().filter(|(_, w)| w.gross != w.net).count();
        return;
    }
    settle(&ws, &hs, booked, result);
}

/// The value of a booked line as it is comparable with a want: with its tax where the want has it.
fn comparable(want: &Want, have: &BookedLine<'_>) -> Option<Amount> {
    match (want.has_tax, have.tax) {
        (false, _) => Some(have.amount),
        (true, Some(tax)) => Some(have.amount + tax),
        (true, None) => None,
    }
}

/// How a want and a booked line of the same pieces agree: `Some(discount still to be made up)`.
fn agrees(want: &Want, have: &BookedLine<'_>) -> Option<Amount> {
    if want.quantity != have.quantity {
        return None;
    }
    match comparable(want, have) {
        // What the line is worth without tax is not known; the totals will tell.
        None => Some(Amount::ZERO),
        Some(amount) if amount == want.net => Some(Amount::ZERO),
        Some(amount) if want.is_list_value(amount) => Some(amount - want.net),
        Some(_) => None,
    }
}

pub(super) fn settle<'a>(ws: &[(usize, &Want)], hs: &[&BookedLine<'a>], booked: &Booked<'_>, result: &mut Pairing<'a>) {
    let mut ws: Vec<(usize, &Want)> = ws.to_vec();
    let mut hs: Vec<&BookedLine<'a>> = hs.to_vec();
    // Discounted values first, so that a line at list value never takes another's place.
    for at_list in [false, true] {
        ws.retain(|(index, want)| {
            let fits = |h: &&BookedLine<'a>| agrees(want, h).filter(|d| d.is_zero() != at_list);
            let found = hs.iter().enumerate().find_map(|(n, h)| Some((n, fits(h)?)));
            let Some((position, discount)) = found else {
                return true;
            };
            hs.remove(position);
            if at_list {
                result.pooled += discount;
                result.at_list.push((*index, discount));
            } else if want.gross != want.net {
                result.netted += 1;
            }
            false
        });
    }
    // Lines of the same pieces, where there is one on each side.
    let quantities: Vec<Quantity> = ws.iter().map(|(_, w)| w.quantity).collect();
    for quantity in quantities {
        let w = ws.iter().filter(|(_, w)| w.quantity == quantity).count();
        let h = hs.iter().filter(|h| h.quantity == quantity).count();
        if w == 1 && h == 1 {
            let w = ws.iter().position(|(_, w)| w.quantity == quantity);
            let h = hs.iter().position(|h| h.quantity == quantity);
            if let (Some(w), Some(h)) = (w, h) {
                let ((index, want), have) = (ws.remove(w), hs.remove(h));
                differ(index, want, &[have], booked, result);
            }
        }
    }
    match (ws.as_slice(), hs.as_slice()) {
        ([], []) => {}
        ([], ghosts) => {
            for have in ghosts {
                result.diffs.push(ghost(have));
            }
        }
        (missing, []) => {
            for (_, want) in missing {
                let none = (Quantity::ZERO, Amount::ZERO);
                result
                    .diffs
                    .push(diff(Kind::Missing, want, (want.quantity, want.net), none, None));
            }
        }
        ([(index, want)], haves) => differ(*index, want, haves, booked, result),
        (several, haves) => differ_in_sum(several, haves, result),
    }
}

/// One wanted line against what is left of its SKU.
fn differ<'a>(index: usize, want: &Want, haves: &[&BookedLine<'a>], booked: &Booked<'_>, result: &mut Pairing<'a>) {
    let quantity: Quantity = haves.iter().map(|h| h.quantity).sum();
    let amount: Option<Amount> = haves.iter().map(|h| comparable(want, h)).sum();
    let kind = match quantity.cmp(&want.quantity) {
        std::cmp::Ordering::Less => Kind::More,
        std::cmp::Ordering::Greater => Kind::Fewer,
        std::cmp::Ordering::Equal => Kind::Price,
    };
    let Some(amount) = amount else {
        // Only pieces can be compared; their value with tax is the best that is known.
        if kind != Kind::Price {
            let held = scaled(want.net, quantity, want.quantity);
            let first = haves.first().map(|h| h.line);
            result
                .diffs
                .push(diff(kind, want, (want.quantity, want.net), (quantity, held), first));
        }
        return;
    };
    // With discount lines on the document, a line of other pieces stands at its list value too.
    let at_list = !booked.discount.is_zero()
        && want.gross != want.net
        && want.slack.is_zero()
        && scaled(want.gross, quantity, want.quantity) == amount;
    let wanted = if at_list {
        result.pooled += want.gross - want.net;
        result.at_list.push((index, want.gross - want.net));
        want.gross
    } else {
        want.net
    };
    if wanted == amount && kind == Kind::Price {
        return;
    }
    let first = haves.first().map(|h| h.line);
    result
        .diffs
        .push(diff(kind, want, (want.quantity, wanted), (quantity, amount), first));
}

fn scaled(amount: Amount, quantity: Quantity, of: Quantity) -> Amount {
    if of.is_zero() {
        return Amount::ZERO;
    }
    let raw = i128::from(amount.raw()) * i128::from(quantity.raw()) / i128::from(of.raw());
    i64::try_from(raw).map_or(amount, Amount::from_raw)
}

/// Several lines of one SKU on both sides: which is which cannot be known, so the sums differ.
fn differ_in_sum<'a>(wants: &[(usize, &Want)], haves: &[&BookedLine<'a>], result: &mut Pairing<'a>) {
    let Some((_, first)) = wants.first() else { return };
    let wanted = (
        wants.iter().map(|(_, w)| w.quantity).sum::<Quantity>(),
        wants.iter().map(|(_, w)| w.net).sum::<Amount>(),
    );
    let held = (
        haves.iter().map(|h| h.quantity).sum::<Quantity>(),
        haves.iter().map(|h| h.amount).sum::<Amount>(),
    );
    let kind = match held.0.cmp(&wanted.0) {
        std::cmp::Ordering::Less => Kind::More,
        std::cmp::Ordering::Greater => Kind::Fewer,
        std::cmp::Ordering::Equal => Kind::Price,
    };
    let mut all = diff(kind, first, wanted, held, haves.first().map(|h| h.line));
    all.line = None;
    result.diffs.push(all);
}

pub(super) fn diff<'a>(
    kind: Kind,
    want: &Want,
    wanted: (Quantity, Amount),
    held: (Quantity, Amount),
    booked: Option<&'a DocumentLine<'a>>,
) -> LineDiff<'a> {
    LineDiff {
        kind,
        sku: want.sku.clone(),
        line: want.line,
        wanted,
        held,
        gross: want.gross,
        booked,
        other: None,
        bundle: want.bundle,
    }
}

fn ghost<'a>(have: &BookedLine<'a>) -> LineDiff<'a> {
    let line = have.line;
    LineDiff {
        kind: Kind::Ghost,
        sku: if line.sku.trim().is_empty() {
            format!("item {}", line.item)
        } else {
            line.sku.to_string()
        },
        line: None,
        wanted: (Quantity::ZERO, Amount::ZERO),
        held: (have.quantity, have.amount),
        gross: Amount::ZERO,
        booked: Some(line),
        other: None,
        bundle: None,
    }
}

/// A line without SKU is found by pieces and value among what nobody else wants.
fn nameless(wants: &Wants, result: &mut Pairing<'_>) {
    let is_nameless = |d: &LineDiff<'_>| {
        let of_line = |w: &Want| w.line == d.line && w.key == Key::None;
        d.kind == Kind::Missing && d.line.is_some() && wants.lines.iter().any(of_line)
    };
    while let Some((missing, found)) = find_pair(&result.diffs, |m, g| {
        is_nameless(m) && m.wanted.0 == g.held.0 && (g.held.1 == m.wanted.1 || g.held.1 == m.gross)
    }) {
        if let (Some(m), Some(g)) = (result.diffs.get(missing), result.diffs.get(found)) {
            result.pooled += g.held.1 - m.wanted.1;
        }
        result.diffs.remove(missing.max(found));
        result.diffs.remove(missing.min(found));
    }
}

/// A missing line and a ghost that belong together.
fn find_pair(diffs: &[LineDiff<'_>], belong: impl Fn(&LineDiff<'_>, &LineDiff<'_>) -> bool) -> Option<(usize, usize)> {
    diffs
        .iter()
        .enumerate()
        .filter(|(_, d)| d.kind == Kind::Missing)
        .find_map(|(m, missing)| {
            let found = diffs.iter().position(|g| g.kind == Kind::Ghost && belong(missing, g))?;
            Some((m, found))
        })
}

/// Other goods of the same pieces and value: one swap, not a ghost and a missing line.
fn swaps(result: &mut Pairing<'_>) {
    while let Some((missing, found)) = find_pair(&result.diffs, |m, g| m.wanted.0 == g.held.0 && m.wanted.1 == g.held.1)
    {
        let ghost = result.diffs[found].clone();
        let swap = &mut result.diffs[missing];
        swap.kind = if swap.bundle.is_some() {
            Kind::BundleParts
        } else {
            Kind::Swap
        };
        swap.held = ghost.held;
        swap.other = Some(ghost.sku);
        swap.booked = ghost.booked;
        result.diffs.remove(found);
    }
}

impl LineDiff<'_> {
    /// A line that stands at its list value although it has a discount.
    pub(super) fn at_list(want: &Want, discount: Amount) -> Self {
        diff(
            Kind::Price,
            want,
            (want.quantity, want.net),
            (want.quantity, want.net + discount),
            None,
        )
    }
}
