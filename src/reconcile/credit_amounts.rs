//! Credits of another amount than their refunds: why.

use crate::base::Amount;
use crate::model::code::{Code, bnd, cur, refunds};
use crate::model::finding::{ActionKind, Finding};
use crate::model::shop::Basis;
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
    let names: Vec<String> = pair.documents.iter().map(|d| named(d)).collect();
    let mut finding = context
        .finding(
            code,
            subject(context, credit, &pair.documents),
            credit.amount,
            pair.amount,
            credit.at,
        )
        .seen("amount", context.text(credit.amount), context.text(pair.amount))
        .proposing(ActionKind::Route, delta, pair.documents.first().map(|d| reference(d)))
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
    let names: Vec<String> = paired.pooled_documents.iter().map(|d| named(d)).collect();
    let subject = subject(context, newest, &paired.pooled_documents);
    let finding = context
        .finding(&refunds::REF_03, subject, refunded, credited, newest.at)
        .explain("cents_drift", refunded - credited)
        .seen("refunds", paired.pooled.len().to_string(), names.len().to_string())
        .proposing(
            ActionKind::Route,
            refunded - credited,
            paired.pooled_documents.first().map(|d| reference(d)),
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

fn diagnose(context: &Context<'_>, credit: &ExpectedCredit<'_>, pair: &Pair<'_>) -> Diagnosis {
    let (delta, basis) = (credit.amount - pair.amount, context.expected.basis);
    let adjustments = credit.refund.map_or(Amount::ZERO, |r| r.adjustments.on(basis));
    if pair.amount.is_zero() {
        return (
            &refunds::REF_05,
            Some("credit_of_nothing"),
            "the document was made before the money moved",
        );
    }
    if !adjustments.is_zero() && pair.amount == credit.amount + adjustments {
        let why = "the refund's adjustment (a fee kept, or goodwill) is missing on the credit";
        return (&refunds::REF_04, Some("refund_adjustment"), why);
    }
    let two_currencies = context.expected.currency != context.expected.other_currency;
    if two_currencies && pair.amount == credit.other_amount {
        return (
            &cur::CUR_01,
            Some("currency"),
            "it is the amount in the order's other currency",
        );
    }
    if two_currencies && at_order_rate(context, credit) == Some(pair.amount) {
        return (
            &refunds::REF_22,
            Some("exchange_rate"),
            "the credit was made at the order's rate, the refund at its day's",
        );
    }
    let exchanged = credit.exchanged;
    if !exchanged.is_zero() && (delta == exchanged || delta == exchanged + exchanged) {
        let why = if delta == exchanged {
            "goods given in exchange were taken off the credit of those that came back"
        } else {
            "goods given in exchange were taken off twice"
        };
        return (&refunds::REF_07, Some("exchange"), why);
    }
    if let Some(found) = of_tenders(context, credit, pair.amount) {
        return found;
    }
    let drift = super::context::allowed(context.rules, credit.amount).max(DRIFT);
    if delta.abs() <= drift {
        return (
            &refunds::REF_03,
            Some("cents_drift"),
            "cents lost in sharing out discount or tax",
        );
    }
    if pair.amount == credit.amount + credit.amount {
        return (
            &refunds::REF_09,
            Some("credited_twice"),
            "it credits the refund twice over",
        );
    }
    if credit
        .refund
        .is_some_and(|r| bundle_refunds::is_of_other_part(context.order, r, pair.amount, basis))
    {
        let why = "one part of a bundle was refunded, and it credits the bundle or the part at its own price";
        return (&bnd::BND_05, Some("bundle_part"), why);
    }
    if wrong_line(context, credit, delta) {
        let why = "two lines share the SKU at different prices, and the credit took the other one";
        return (&refunds::REF_27, Some("wrong_line"), why);
    }
    let (shipping, tax) = credit.refund.map_or((Amount::ZERO, Amount::ZERO), |r| {
        // Where prices hold their tax, so does what is refunded of the shipping.
        let on_top = if context.order.head.taxes_included {
            Amount::ZERO
        } else {
            r.shipping_tax.on(basis)
        };
        (r.shipping.on(basis) + on_top, credit.effect.tax)
    });
    if !shipping.is_zero() && delta == shipping {
        return (
            &refunds::REF_19,
            Some("shipping_not_credited"),
            "the shipping refunded is missing on the credit",
        );
    }
    if !tax.is_zero() && delta == tax {
        return (
            &refunds::REF_19,
            Some("tax_not_credited"),
            "the tax refunded is missing on the credit",
        );
    }
    (&refunds::REF_04, None, "nothing in the refund explains the difference")
}

/// What the payments of the refund say about a credit that is less.
fn of_tenders(context: &Context<'_>, credit: &ExpectedCredit<'_>, credited: Amount) -> Option<Diagnosis> {
    let (order, refund, basis) = (context.order, credit.refund?, context.expected.basis);
    let above = tenders::above_paid(order, refund, basis);
    if !above.is_zero() && credited == credit.amount - above {
        let why = "more was refunded than the customer had paid, and the credit stops at what was paid";
        return Some((&refunds::REF_18, Some("refunded_above_paid"), why));
    }
    let parts = tenders::given_back(order, refund, basis);
    if parts.len() > 1 && parts.values().any(|part| *part == credited) {
        let why = "the money went back through several gateways, and the credit answers only one of them";
        return Some((&refunds::REF_17, Some("other_tender"), why));
    }
    None
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
