//! Credits of another amount than their refunds: why.

use crate::base::Amount;
use crate::model::code::{Code, bnd, cur, refunds};
use crate::model::finding::{ActionKind, Finding};
use crate::model::shop::{Basis, Refund};
use crate::project::{ExpectedCredit, tenders, whole};

use super::bundle_refunds;
use super::context::Context;
use super::credits::subject;
use super::documents::{named, reference};
use super::pairing::{DRIFT, Pair, Paired};

/// A credit of another amount than its refund.
pub(super) fn differs(context: &Context<'_>, pair: &Pair<'_>) -> Option<Finding> {
    let credit = &context.expected.credits[pair.credit];
    let delta = credit.amount - pair.amount;
    if delta.is_zero() {
        return None;
    }
    let (code, cause, why) = diagnose(context, credit, pair);
    let names: Vec<String> = pair.documents.iter().map(named).collect();
    let mut finding = context
        .finding(
            code,
            subject(context, credit, &pair.documents),
            credit.amount,
            pair.amount,
            credit.at,
        )
        .seen("amount", context.text(credit.amount), context.text(pair.amount))
        .proposing(ActionKind::Route, delta, pair.documents.first().map(reference))
        .noting(format!(
            "{} and {} credits {}: {why}.",
            given_back(context, credit),
            names.join(" and "),
            context.text(pair.amount)
        ));
    if let Some(cause) = cause {
        finding = finding.explain(cause, delta);
    }
    Some(super::context::tolerable(finding, context.rules))
}

/// What the customer got: `36.00 was refunded`.
pub(super) fn given_back(context: &Context<'_>, credit: &ExpectedCredit<'_>) -> String {
    let money = context.text(credit.amount - credit.exchanged);
    if credit.exchanged.is_zero() {
        format!("{money} was refunded")
    } else {
        format!(
            "{money} was refunded, goods of {} were given in exchange",
            context.text(credit.exchanged)
        )
    }
}

/// Several refunds and the credits they tie with in sum, cents apart.
pub(super) fn drift_of_several(context: &Context<'_>, paired: &Paired<'_>) -> Option<Finding> {
    let credits = || paired.pooled.iter().map(|i| &context.expected.credits[*i]);
    let refunded: Amount = credits().map(|c| c.amount).sum();
    let credited: Amount = paired.pooled_documents.iter().map(|d| d.head.total).sum();
    let newest = credits().max_by_key(|c| (c.at, c.id))?;
    if refunded == credited {
        return None;
    }
    let names: Vec<String> = paired.pooled_documents.iter().map(named).collect();
    let subject = subject(context, newest, &paired.pooled_documents);
    let finding = context
        .finding(&refunds::REF_03, subject, refunded, credited, newest.at)
        .explain("cents_drift", refunded - credited)
        .seen("refunds", paired.pooled.len().to_string(), names.len().to_string())
        .proposing(
            ActionKind::Route,
            refunded - credited,
            paired.pooled_documents.first().map(reference),
        )
        .noting(format!(
            "{} refunds of together {} are credited by {} with {}.",
            paired.pooled.len(),
            context.text(refunded),
            names.join(" and "),
            context.text(credited)
        ));
    Some(super::context::tolerable(finding, context.rules))
}

type Diagnosis = (&'static Code, Option<&'static str>, &'static str);

/// A refund, and what is credited of it.
struct Off<'o, 'c> {
    context: &'o Context<'c>,
    credit: &'o ExpectedCredit<'c>,
    credited: Amount,
    delta: Amount,
}

/// Causes, in the order in which they are tried: the more particular ones first.
const CAUSES: [fn(&Off<'_, '_>) -> Option<Diagnosis>; 12] = [
    of_nothing,
    other_currency,
    other_rate,
    above_paid,
    adjustment,
    exchange,
    one_tender,
    drift,
    twice,
    bundle_part,
    other_line,
    shipping_or_tax,
];

fn diagnose(context: &Context<'_>, credit: &ExpectedCredit<'_>, pair: &Pair<'_>) -> Diagnosis {
    let off = Off {
        context,
        credit,
        credited: pair.amount,
        delta: credit.amount - pair.amount,
    };
    let found = CAUSES.iter().find_map(|cause| cause(&off));
    found.unwrap_or((&refunds::REF_04, None, "nothing in the refund explains the difference"))
}

impl Off<'_, '_> {
    fn basis(&self) -> Basis {
        self.context.expected.basis
    }

    /// Something of the refund, where it is known.
    fn of_refund(&self, amount: impl Fn(&Refund<'_>) -> Amount) -> Amount {
        self.credit.refund.map_or(Amount::ZERO, amount)
    }

    fn has_two_currencies(&self) -> bool {
        self.context.expected.currency != self.context.expected.other_currency
    }
}

fn of_nothing(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let why = "the document was made before the money moved";
    (off.credited.is_zero()).then_some((&refunds::REF_05, Some("credit_of_nothing"), why))
}

fn other_currency(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let is_it = off.has_two_currencies() && off.credited == off.credit.other_amount;
    let why = "it is the amount in the order's other currency";
    is_it.then_some((&cur::CUR_01, Some("currency"), why))
}

fn other_rate(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let is_it = off.has_two_currencies() && at_order_rate(off.context, off.credit) == Some(off.credited);
    let why = "the credit was made at the order's rate, the refund at its day's";
    is_it.then_some((&refunds::REF_22, Some("exchange_rate"), why))
}

fn above_paid(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let above = off.of_refund(|r| tenders::above_paid(off.context.order, r, off.basis()));
    let why = "more was refunded than the customer had paid, and the credit stops at what was paid";
    (!above.is_zero() && off.delta == above).then_some((&refunds::REF_18, Some("refunded_above_paid"), why))
}

fn adjustment(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let adjustments = off.of_refund(|r| r.adjustments.on(off.basis()));
    let why = "the refund's adjustment (a fee kept, or goodwill) is missing on the credit";
    (!adjustments.is_zero() && off.delta == -adjustments).then_some((&refunds::REF_04, Some("refund_adjustment"), why))
}

fn exchange(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let exchanged = off.credit.exchanged;
    let why = if off.delta == exchanged {
        "goods given in exchange were taken off the credit of those that came back"
    } else if off.delta == exchanged + exchanged {
        "goods given in exchange were taken off twice"
    } else {
        return None;
    };
    (!exchanged.is_zero()).then_some((&refunds::REF_07, Some("exchange"), why))
}

/// The payments of the refund say that the credit is of one of them.
fn one_tender(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let parts = tenders::given_back(off.context.order, off.credit.refund?, off.basis());
    let is_it = parts.len() > 1 && parts.values().any(|part| *part == off.credited);
    let why = "the money went back through several gateways, and the credit answers only one of them";
    is_it.then_some((&refunds::REF_17, Some("other_tender"), why))
}

fn drift(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let drift = super::context::allowed(off.context.rules, off.credit.amount).max(DRIFT);
    let why = "cents lost in sharing out discount or tax";
    (off.delta.abs() <= drift).then_some((&refunds::REF_03, Some("cents_drift"), why))
}

fn twice(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let is_it = off.credited == off.credit.amount + off.credit.amount;
    is_it.then_some((
        &refunds::REF_09,
        Some("credited_twice"),
        "it credits the refund twice over",
    ))
}

fn bundle_part(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let (order, refund) = (off.context.order, off.credit.refund?);
    let why = "one part of a bundle was refunded, and it credits the bundle or the part at its own price";
    bundle_refunds::is_of_other_part(order, refund, off.credited, off.basis()).then_some((
        &bnd::BND_05,
        Some("bundle_part"),
        why,
    ))
}

fn other_line(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let why = "two lines share the SKU at different prices, and the credit took the other one";
    wrong_line(off.context, off.credit, off.delta).then_some((&refunds::REF_27, Some("wrong_line"), why))
}

fn shipping_or_tax(off: &Off<'_, '_>) -> Option<Diagnosis> {
    let shipping = off.of_refund(|r| {
        // Where prices hold their tax, so does what is refunded of the shipping.
        let included = off.context.order.head.taxes_included;
        let on_top = if included {
            Amount::ZERO
        } else {
            r.shipping_tax.on(off.basis())
        };
        r.shipping.on(off.basis()) + on_top
    });
    let tax = off.of_refund(|_| off.credit.effect.tax);
    if !shipping.is_zero() && off.delta == shipping {
        let why = "the shipping refunded is missing on the credit";
        return Some((&refunds::REF_19, Some("shipping_not_credited"), why));
    }
    let why = "the tax refunded is missing on the credit";
    (!tax.is_zero() && off.delta == tax).then_some((&refunds::REF_19, Some("tax_not_credited"), why))
}

/// The refund's money in the other currency, brought over at the order's own rate.
fn at_order_rate(context: &Context<'_>, credit: &ExpectedCredit<'_>) -> Option<Amount> {
    // What the order was worth before its refunds, whose own rates differ, where the source has it.
    let (here, there) = match context.order.head.original_total {
        Some(total) => {
            let (shop, presentment) = (total.shop, total.presentment);
            match context.expected.basis {
                Basis::Shop => (shop, presentment),
                Basis::Presentment => (presentment, shop),
            }
        }
        None => (context.expected.current_total, context.expected.other_total),
    };
    let raw = i128::from(credit.other_amount.raw()).checked_mul(i128::from(here.raw()))?;
    let there = i128::from(there.raw());
    if there == 0 {
        return None;
    }
    let cent = i128::from(Amount::smallest(context.expected.currency).raw());
    let raw = (raw / there + cent / 2) / cent * cent;
    i64::try_from(raw).ok().map(Amount::from_raw)
}

/// Whether the difference is the gap between two lines that share a refunded line's SKU.
fn wrong_line(context: &Context<'_>, credit: &ExpectedCredit<'_>, delta: Amount) -> bool {
    let basis = context.expected.basis;
    credit.refund.is_some_and(|refund| {
        refund.lines.iter().any(|refunded| {
            let Some(line) = context.order.lines.iter().find(|l| l.id == refunded.line) else {
                return false;
            };
            let pieces = whole(refunded.quantity);
            context.order.lines.iter().any(|other| {
                let gap = line.unit_price.on(basis) - other.unit_price.on(basis);
                other.id != line.id && other.sku == line.sku && !gap.is_zero() && gap.times(pieces) == Some(delta)
            })
        })
    })
}
