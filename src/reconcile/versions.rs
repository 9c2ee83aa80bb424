//! Which version of the order NetSuite's document is held against.
//!
//! A refund is answered either by a credit (then the order keeps what was refunded) or by a shorter
//! order (then it does not). Which of the two is seen from the documents; where none answers it
//! yet, both are possible and the one that agrees is taken.

use crate::base::Amount;
use crate::model::books::Document;
use crate::project::{self, Effect, Version, Wants};

use super::booked::{self, Booked};
use super::compare::{self, Diff};
use super::context::Context;
use super::lines::Kind;
use super::pairing::Paired;

/// The document, and the version it is held against.
pub(super) struct Settled<'c> {
    pub(super) version: Version,
    pub(super) booked: Booked<'c>,
    pub(super) diff: Diff<'c>,
    /// What the document gives the order.
    pub(super) value: Amount,
    /// The document holds an earlier version, and credits carry it to Shopify's current total.
    pub(super) carried_by_credits: bool,
    /// The document holds this earlier version (0: as placed), and nothing carries it on.
    pub(super) stale: Option<usize>,
    /// What credits miss although each answers its refund: returned goods that nothing credits.
    pub(super) gap: Amount,
}

struct Candidate {
    version: Version,
    /// Goods behind some refunds are not known: fewer pieces than wanted are possible.
    loose: bool,
    gap: Amount,
}

/// Finds the version that agrees, or the one that comes nearest.
pub(super) fn settle<'c>(context: &Context<'c>, document: &'c Document<'c>, paired: &Paired<'c>) -> Settled<'c> {
    let booked = booked::read(document, &bills(context, document), context.rules);
    let mut best: Option<(Candidate, Diff<'c>)> = None;
    for candidate in candidates(context, paired) {
        let mut diff = against(context, &candidate.version, &booked);
        if candidate.loose && agrees_in_sum(&diff) {
            diff = Diff::default();
        }
        let better = best
            .as_ref()
            .is_none_or(|(b, d)| (diff.weight(), candidate.gap.abs()) < (d.weight(), b.gap.abs()));
        if better {
            let ties = diff.is_clean() && candidate.gap.is_zero();
            best = Some((candidate, diff));
            if ties {
                break;
            }
        }
    }
    let (candidate, diff) = best.unwrap_or_else(|| {
        let version = context.expected.sold.clone();
        let diff = against(context, &version, &booked);
        let gap = Amount::ZERO;
        (
            Candidate {
                version,
                loose: false,
                gap,
            },
            diff,
        )
    });
    let mut settled = Settled {
        value: compare::value(&candidate.version, &booked),
        version: candidate.version,
        booked,
        diff,
        carried_by_credits: false,
        stale: None,
        gap: candidate.gap,
    };
    if !settled.diff.is_clean() || !settled.gap.is_zero() {
        look_back(context, paired, &mut settled);
    }
    settled
}

/// Earlier versions: carried on by credits it ties, otherwise the order is stale as of that version.
fn look_back<'c>(context: &Context<'c>, paired: &Paired<'c>, settled: &mut Settled<'c>) {
    let expected = context.expected;
    for (edit, version) in expected.earlier.iter().enumerate().rev() {
        if *version == expected.sold {
            continue;
        }
        let diff = against(context, version, &settled.booked);
        if !diff.is_clean() {
            continue;
        }
        let value = compare::value(version, &settled.booked);
        // An edit that left the value alone (a swap) needs its goods changed; no credit carries it.
        let carried = version.total != settled.version.total;
        if carried && value - paired.credited() == expected.current_total {
            settled.version = version.clone();
            settled.value = value;
            settled.diff = diff;
            settled.gap = Amount::ZERO;
            settled.carried_by_credits = true;
        } else {
            settled.stale = Some(edit);
        }
        return;
    }
}

/// What bills a document, beside itself.
fn bills<'c>(context: &Context<'c>, document: &Document<'_>) -> Vec<&'c Document<'c>> {
    let bills = context.books.bills();
    bills.filter(|b| b.head.id != document.head.id).collect()
}

/// Whether a document (as it was at some time) holds a version of the order.
pub(super) fn holds(context: &Context<'_>, document: &Document<'_>, version: &Version) -> bool {
    let booked = booked::read(document, &bills(context, document), context.rules);
    against(context, version, &booked).is_clean()
}

/// Compares the booked document with a version.
fn against<'c>(context: &Context<'c>, version: &Version, booked: &Booked<'c>) -> Diff<'c> {
    compare::compare(version, &wants(context, version), booked, context.rules)
}

pub(super) fn wants(context: &Context<'_>, version: &Version) -> Wants {
    let day = context.order.head.created_at.day(&jiff::tz::TimeZone::UTC);
    project::wants(version, context.order, context.expected.basis, context.rules, Some(day))
}

/// With goods unknown behind the refunded money, an order that is shorter by exactly that money
/// agrees, as long as it holds nothing that was never sold.
fn agrees_in_sum(diff: &Diff<'_>) -> bool {
    diff.total.is_zero() && diff.lines.iter().all(|l| matches!(l.kind, Kind::Missing | Kind::More))
}

fn candidates(context: &Context<'_>, paired: &Paired<'_>) -> Vec<Candidate> {
    let expected = context.expected;
    let credited: Vec<usize> = paired.credited_refunds().collect();
    let money_over = credited
        .iter()
        .map(|i| &expected.credits[*i])
        .map(|c| c.amount - c.effect.total - c.rate_gain)
        .sum::<Amount>();
    let has_return = expected.returned != Effect::default();
    let return_credited = paired.of_return.is_some();
    let mut all = Vec::new();
    for missing_in in [true, false] {
        if !missing_in && paired.missing.is_empty() {
            continue;
        }
        for returned_in in [true, false] {
            if !returned_in && (!has_return || return_credited) {
                continue;
            }
            let mut version = expected.left.clone();
            let mut loose = false;
            for (i, credit) in expected.credits.iter().enumerate() {
                if credited.contains(&i) || missing_in && paired.missing.contains(&i) {
                    version = version.plus(&credit.effect);
                } else if credit.effect.is_bare() && !credit.effect.total.is_zero() {
                    loose = true;
                }
            }
            let mut gap = money_over;
            if returned_in {
                version = version.plus(&expected.returned);
                if !return_credited {
                    gap -= expected.returned.total;
                }
            }
            all.push(Candidate { version, loose, gap });
        }
    }
    all
}
