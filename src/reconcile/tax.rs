//! Tax: what follows from other differences is left out, the rest is a finding of its own.

use crate::base::Amount;
use crate::model::code::{Code, edt, tax};
use crate::model::finding::{ActionKind, Finding};
use crate::project::{pro_rata, whole};

use super::documents::{named, reference};
use super::lines::Kind;
use super::totals::Report;

/// The tax finding of a document, where tax differs by more than what its lines explain.
pub(super) fn finding(report: &Report<'_, '_>) -> Option<Finding> {
    let (c, diff) = (report.context, report.diff());
    let own = own_part(report);
    if own.is_zero() {
        return None;
    }
    let wanted = report.settled.version.tax;
    let held = wanted - diff.tax;
    let (code, cause, why) = diagnose(report, own);
    let note = format!(
        "Tax on {} is {} where Shopify has {}{why}.",
        named(report.document),
        c.text(held),
        c.text(wanted)
    );
    let finding = report
        .field(code, held + own, held, cause)
        .seen("tax rate", rate_text(report), String::new())
        .proposing(ActionKind::UpdateSalesOrder, own, Some(reference(report.document)))
        .noting(note);
    let finding = if c.books.is_locked() {
        finding.proposing(ActionKind::Route, own, Some(reference(report.document)))
    } else {
        finding
    };
    Some(c.tolerable(c.late_as_order(finding)))
}

/// The part of the tax difference that does not follow from lines, shipping and discounts.
fn own_part(report: &Report<'_, '_>) -> Amount {
    let diff = report.diff();
    if diff.tax.is_zero() || diff.gross && !diff.lines.is_empty() {
        return Amount::ZERO;
    }
    let base = diff.lines_total() + diff.shipping + diff.discount + diff.charges.sum() + diff.adjustment;
    if base.is_zero() || diff.gross {
        return diff.tax;
    }
    let follows = following(report, base);
    // Rounding by line on one side and by order on the other.
    let cents = Amount::from_raw(Amount::cents(1).raw() * (1 + report.settled.version.lines.len() as i64));
    let (low, high) = (follows.0 - cents, follows.1 + cents);
    if diff.tax >= low && diff.tax <= high {
        return Amount::ZERO;
    }
    let zero_rated = diff.tax.abs() <= cents;
    if zero_rated {
        Amount::ZERO
    } else {
        diff.tax - nearer(diff.tax, follows)
    }
}

fn nearer(tax: Amount, (low, high): (Amount, Amount)) -> Amount {
    if tax < low { low } else { high }
}

/// The least and the most tax that a difference of `base` can bring: between none and the highest
/// rate on the order.
fn following(report: &Report<'_, '_>, base: Amount) -> (Amount, Amount) {
    let rate = highest_rate(report);
    let raw = i128::from(base.raw()) * i128::from(rate) / 1_000_000;
    let most = i64::try_from(raw).map_or(Amount::ZERO, Amount::from_raw);
    // Between the order's average and its highest rate; an untaxed line brings none.
    if most.is_negative() {
        (most, Amount::ZERO)
    } else {
        (Amount::ZERO, most)
    }
}

/// The highest rate on the order, in millionths: of a line where lines state tax, else the order's
/// own over its goods.
fn highest_rate(report: &Report<'_, '_>) -> i64 {
    let (c, version) = (report.context, &report.settled.version);
    let basis = c.expected.basis;
    let per_million = |tax: Amount, net: Amount| {
        if net <= Amount::ZERO {
            return 0;
        }
        let raw = i128::from(tax.raw()) * 1_000_000 / i128::from(net.raw());
        i64::try_from(raw).unwrap_or(0)
    };
    let goods: Amount = version.lines.iter().map(|l| l.net).sum();
    let order = per_million(version.tax, goods - version.discount);
    let lines = c.order.lines.iter().filter(|l| l.quantity > 0).map(|l| {
        let now = if l.current_quantity > 0 {
            l.net.on(basis)
        } else {
            Amount::ZERO
        };
        let whole = if l.current_quantity > 0 {
            pro_rata(now, l.quantity, l.current_quantity)
        } else {
            l.unit_price.on(basis).times(whole(l.quantity)).unwrap_or(now)
        };
        per_million(l.tax.on(basis), whole)
    });
    lines.fold(order, i64::max)
}

fn rate_text(report: &Report<'_, '_>) -> String {
    let hundredths = highest_rate(report) / 100;
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// Cents that rounding left in the lines, booked as tax so that the total fits.
pub(super) fn cents_plugged(report: &Report<'_, '_>) -> Option<Finding> {
    let (c, diff) = (report.context, report.diff());
    let goods = diff.lines_total();
    let cents = Amount::smallest(c.expected.currency).raw() * diff.lines.len() as i64;
    let of_cents = !goods.is_zero() && goods.abs().raw() <= cents && diff.lines.iter().all(|l| l.kind == Kind::Price);
    let others = [
        diff.shipping,
        diff.discount,
        diff.charges.sum(),
        diff.adjustment,
        diff.total,
    ];
    if !of_cents || goods + diff.tax != Amount::ZERO || others.iter().any(|a| !a.is_zero()) {
        return None;
    }
    let wanted = report.settled.version.tax;
    let finding = report
        .field(&tax::TAX_02, wanted, wanted - diff.tax, "tax_rounding")
        .proposing(ActionKind::UpdateSalesOrder, diff.tax, Some(reference(report.document)))
        .noting(format!(
            "The lines of {} are {} away from the order's, and its tax makes up for it.",
            named(report.document),
            c.text(goods)
        ));
    Some(c.tolerable(c.late_as_order(finding)))
}

fn diagnose(report: &Report<'_, '_>, own: Amount) -> (&'static Code, &'static str, &'static str) {
    let (c, diff, version) = (report.context, report.diff(), &report.settled.version);
    let base = diff.lines_total() + diff.shipping + diff.charges.sum() + diff.discount;
    let half_cents = Amount::smallest(c.expected.currency).raw() / 2 * (version.lines.len() as i64 + 1);
    if !base.is_zero() && (diff.tax + base).abs() <= Amount::cents(1) {
        return (
            &tax::TAX_09,
            "difference_plugged_as_tax",
            ": it makes up for what is missing in the lines",
        );
    }
    if own.abs().raw() <= half_cents.max(Amount::smallest(c.expected.currency).raw()) {
        return (
            &tax::TAX_02,
            "tax_rounding",
            ": rounded by line on one side and by order on the other",
        );
    }
    if version.tax.is_zero() {
        return (&tax::TAX_07, "exempt_buyer_taxed", ": the buyer is exempt");
    }
    if (own + removed_tax(report)).abs() <= Amount::cents(1) && !removed_tax(report).is_zero() {
        return (&edt::EDT_07, "removed_tax_kept", ": the tax of removed pieces was kept");
    }
    if on_list_value(report, own) {
        return (
            &tax::TAX_05,
            "tax_before_discount",
            ": it was charged before the discount",
        );
    }
    (&tax::TAX_01, "tax", "")
}

/// Tax on the pieces that were removed since.
fn removed_tax(report: &Report<'_, '_>) -> Amount {
    let basis = report.context.expected.basis;
    let removed = report
        .context
        .order
        .lines
        .iter()
        .filter(|l| l.quantity > l.current_quantity);
    removed
        .map(|l| pro_rata(l.tax.on(basis), l.quantity - l.current_quantity, l.quantity))
        .sum()
}

fn on_list_value(report: &Report<'_, '_>, own: Amount) -> bool {
    let head = &report.context.order.head;
    let discounts = head.discounts.on(report.context.expected.basis);
    let rate = i128::from(highest_rate(report));
    // Of a price that holds its tax, the tax is a share of the price with it.
    let of = 1_000_000 + if head.taxes_included { rate } else { 0 };
    let raw = i128::from(discounts.raw()) * rate / of;
    let extra = i64::try_from(raw).map_or(Amount::ZERO, Amount::from_raw);
    !extra.is_zero() && (own + extra).abs() <= Amount::cents(1)
}

/// Whether NetSuite's values without tax are Shopify's with tax, on every line.
pub(super) fn inclusive_read_as_exclusive(report: &Report<'_, '_>) -> bool {
    let (c, booked, version) = (report.context, &report.settled.booked, &report.settled.version);
    let goods: Amount = booked.items.iter().map(|i| i.amount).sum();
    let wanted: Amount = version.lines.iter().map(|l| l.net).sum();
    if !c.order.head.taxes_included || !booked.lines_known || version.tax.is_zero() {
        return false;
    }
    let with_tax: Option<Amount> = version
        .lines
        .iter()
        .map(|held| {
            let line = c.order.lines.get(held.index)?;
            let list = line.unit_price.on(c.expected.basis).times(whole(held.quantity))?;
            Some(if held.has_tax {
                held.net
            } else {
                list - line.discount.on(c.expected.basis)
            })
        })
        .sum();
    let shown_net = version.has_gross() || goods != wanted;
    shown_net && with_tax == Some(goods) && report.settled.value > version.total
}
