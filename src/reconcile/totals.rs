//! From the parts that differ to findings: lines first, then shipping, discount, charges, tax, and
//! what nothing explains.

use crate::base::{Amount, clean};
use crate::model::books::{Document, DocumentStatus};
use crate::model::code::{Code, edt, idn, refunds, syn, tax as tax_codes};
use crate::model::finding::{ActionKind, Finding};

use super::compare::Diff;
use super::context::Context;
use super::documents::{named, reference};
use super::versions::Settled;
use super::{cash_rounding, closed, lock, reverted, shipping, tax};

/// The order's findings; empty where it ties.
pub(super) fn findings<'c>(
    context: &Context<'c>,
    document: &'c Document<'c>,
    settled: &Settled<'c>,
    held: Amount,
) -> Vec<Finding> {
    let report = Report {
        context,
        document,
        settled,
        held,
    };
    let diff = &settled.diff;
    if diff.is_clean() {
        return report.gap().into_iter().collect();
    }
    if let Some(met) = lock::finding(&report) {
        return vec![met];
    }
    if let Some(closed) = closed::goes_on(&report) {
        return vec![closed];
    }
    if let Some(reverted) = reverted::finding(&report) {
        return vec![reverted];
    }
    // Of goods that are in the warehouse's hands or gone another way of shipping is a matter of its own.
    let of_shipping = context.books.is_locked() && !context.books.is_billed() && diff.lines.is_empty();
    if let Some(edit) = settled.stale.filter(|edit| *edit > 0 && !of_shipping) {
        return vec![report.stale(edit)];
    }
    if let Some(whole) = report.whole() {
        return vec![whole];
    }
    let mut found: Vec<Finding> = diff.lines.iter().map(|line| report.line(line)).collect();
    found.extend(shipping::finding(&report));
    found.extend(report.discount());
    found.extend(report.charges());
    found.extend(report.adjustment());
    found.extend(tax::finding(&report));
    found.extend(report.rest(found.is_empty()));
    found
}

/// One document that differs.
pub(super) struct Report<'r, 'c> {
    pub(super) context: &'r Context<'c>,
    pub(super) document: &'c Document<'c>,
    pub(super) settled: &'r Settled<'c>,
    /// What NetSuite holds of the order, credits taken off.
    pub(super) held: Amount,
}

impl Report<'_, '_> {
    pub(super) fn diff(&self) -> &Diff<'_> {
        &self.settled.diff
    }

    /// An order finding over one field. Its amounts are the totals of both sides where the field is
    /// all that separates them, and the field's own otherwise.
    pub(super) fn field(&self, code: &'static Code, wanted: Amount, held: Amount, cause: &str) -> Finding {
        let current = self.context.expected.current_total;
        let delta = wanted - held;
        let (shopify, netsuite) = if current - self.held == delta {
            (current, self.held)
        } else {
            (wanted, held)
        };
        self.context
            .order_finding(code, &[self.document], shopify, netsuite)
            .explain(cause, delta)
            .seen(cause, self.context.text(wanted), self.context.text(held))
    }

    /// An order finding over everything that differs, with each part named.
    pub(super) fn in_parts(&self, code: &'static Code) -> Finding {
        let (c, diff) = (self.context, self.diff());
        let (wanted, held) = (self.settled.version.total, self.settled.value);
        let mut finding = c.order_finding(code, &[self.document], wanted, held);
        // Parts that hold their tax do not add up to the whole.
        if diff.gross {
            let delta = finding.delta;
            return finding.explain("order_as_it_was", delta);
        }
        for (cause, amount) in [
            ("goods", diff.lines_total()),
            ("discount", diff.discount),
            ("shipping", diff.shipping),
            ("tip_duty_or_fee", diff.charges.sum()),
            ("refund_adjustment", diff.adjustment),
            ("tax", diff.tax),
        ] {
            finding = finding.explain(cause, amount);
        }
        finding
    }

    /// As an edit: routed by the lock, late while it is fresh, with the change proposed.
    pub(super) fn edit(&self, finding: Finding) -> Finding {
        self.mended_by(finding, ActionKind::UpdateSalesOrder)
    }

    /// The same, with what mends it while the sales order takes edits.
    pub(super) fn mended_by(&self, finding: Finding, action: ActionKind) -> Finding {
        let action = match (self.context.books.is_locked(), self.document.head.status) {
            (false, DocumentStatus::Closed) | (true, _) => ActionKind::Route,
            (false, _) => action,
        };
        let amount = finding.delta;
        let finding = finding.proposing(action, amount, Some(reference(self.document)));
        self.context.late_as_order(self.context.routed_as_edit(finding))
    }

    /// Credits answer their refunds and yet the two sides differ.
    fn gap(&self) -> Option<Finding> {
        let gap = self.settled.gap;
        let (c, expected) = (self.context, self.context.expected);
        if gap.is_zero() || self.settled.carried_by_credits || expected.current_total == self.held {
            return None;
        }
        let returned = expected.returned.total;
        let (code, cause, why) = if !returned.is_zero() && gap == -returned {
            let dearer = expected.exchanged > returned;
            let code = if dearer { &refunds::REF_08 } else { &refunds::REF_07 };
            (
                code,
                "returned_goods_not_credited",
                "goods came back in a return and nothing credits them",
            )
        } else {
            let why =
                "a refund answers an edit that the sales order shows already, and a credit takes it off once more";
            (&refunds::REF_10, "edit_credited_again", why)
        };
        let note = format!(
            "Shopify's current total is {}, NetSuite holds {}: {why}.",
            c.text(expected.current_total),
            c.text(self.held)
        );
        let finding = c
            .order_finding(code, &[self.document], expected.current_total, self.held)
            .explain(cause, gap)
            .proposing(ActionKind::Route, gap, Some(reference(self.document)))
            .noting(note);
        Some(super::context::late(finding, c.rules.late.refunds, c.as_of))
    }

    /// NetSuite stopped at an edit that was not the newest: EDT-13, or EDT-11 where the order was billed with it.
    fn stale(&self, edit: usize) -> Finding {
        let (c, diff) = (self.context, self.diff());
        let edits = c.expected.edits.unwrap_or(edit);
        let note = format!(
            "{} shows the order as of edit {edit} of {edits}: {} instead of {}.",
            named(self.document),
            c.text(self.settled.value),
            c.text(self.settled.version.total)
        );
        let billed = c.books.is_billed();
        let finding = self
            .field(
                if billed { &edt::EDT_11 } else { &edt::EDT_13 },
                self.settled.version.total,
                self.settled.value,
                "later_edits_not_synced",
            )
            .seen("edits", edits.to_string(), edit.to_string())
            .noting(note);
        let finding = diff.lines.iter().fold(finding, |f, line| {
            f.seen(
                &format!("quantity of {}", clean(&line.sku)),
                line.wanted.0.to_string(),
                line.held.0.to_string(),
            )
        });
        self.edit(finding)
    }

    /// Differences that are about the document as a whole.
    fn whole(&self) -> Option<Finding> {
        let (c, diff, version) = (self.context, self.diff(), &self.settled.version);
        let booked = &self.settled.booked;
        if booked.lines_known && booked.items.is_empty() && !version.lines.is_empty() && self.is_half_written() {
            let note = format!(
                "{} has a total of {} and no lines of goods, where the order has {}.",
                named(self.document),
                c.text(self.document.head.total),
                version.lines.len()
            );
            let finding = self
                .field(&syn::SYN_02, version.total, self.settled.value, "lines_not_written")
                .noting(note);
            return Some(self.edit(finding));
        }
        if let Some(rounded) = cash_rounding::finding(self) {
            return Some(rounded);
        }
        if tax::inclusive_read_as_exclusive(self) {
            let note = format!(
                "The lines of {} without tax are worth what Shopify's are with tax: {} instead of {}.",
                named(self.document),
                c.text(self.settled.value),
                c.text(version.total)
            );
            let finding = self
                .field(
                    &tax_codes::TAX_03,
                    version.total,
                    self.settled.value,
                    "tax_charged_on_top",
                )
                .proposing(
                    ActionKind::Route,
                    version.total - self.settled.value,
                    Some(reference(self.document)),
                )
                .noting(note);
            return Some(c.late_as_order(finding));
        }
        if !booked.lines_known && !diff.rest.is_zero() {
            return Some(self.header_only());
        }
        tax::cents_plugged(self)
    }

    fn is_half_written(&self) -> bool {
        let status = self.document.head.status;
        !self.document.head.total.is_zero()
            && !matches!(status, DocumentStatus::Closed)
            && self
                .document
                .lines
                .as_ref()
                .is_some_and(|lines| !lines.iter().any(|l| l.closed))
    }

    /// Only totals are known: say which version they match, if any.
    fn header_only(&self) -> Finding {
        let (c, version) = (self.context, &self.settled.version);
        let billed = c.books.is_billed() && c.order.head.edited;
        let code = if billed { &edt::EDT_11 } else { &idn::IDN_11 };
        let note = format!(
            "{} holds {} where the order is worth {}; its lines are not known, so the cause is not either.",
            named(self.document),
            c.text(self.settled.value),
            c.text(version.total)
        );
        let mut finding = self.field(code, version.total, self.settled.value, "total");
        finding.parts.clear();
        finding.unexplained = finding.delta;
        finding = finding.explain("tax", self.diff().tax);
        if let Some(edit) = self.settled.stale {
            finding = finding.seen(
                "edits",
                c.expected.edits.unwrap_or(edit + 1).to_string(),
                edit.to_string(),
            );
        }
        c.tolerable(self.edit(finding.noting(note)))
    }

    fn discount(&self) -> Option<Finding> {
        let (c, diff) = (self.context, self.diff());
        let delta = diff.discount;
        if delta.is_zero() {
            return None;
        }
        let held = self.settled.booked.discount;
        // Discounts lower the value, so they stand here with their minus sign.
        let (wanted, held) = (-(held - delta), -held);
        let reduced = c
            .order
            .lines
            .iter()
            .any(|l| l.quantity > l.current_quantity && l.current_quantity > 0);
        let (code, cause, why) = if c.order.head.taxes_included && wanted > held && -held == c.discounts() {
            (
                &tax_codes::TAX_04,
                "discount_with_tax",
                "the discount still has the tax in it",
            )
        } else if diff.discount_lost || held.is_zero() {
            (&edt::EDT_18, "discount_lost", "the order's discount is missing")
        } else if reduced && held < wanted {
            (
                &edt::EDT_06,
                "stale_discount",
                "the discount of removed pieces was kept",
            )
        } else {
            (&edt::EDT_18, "discount", "the discount differs")
        };
        let note = format!(
            "{} takes off {} where Shopify takes off {}: {why}.",
            named(self.document),
            c.text(-held),
            c.text(-wanted)
        );
        let finding = self.field(code, wanted, held, cause).noting(note);
        Some(c.tolerable(self.edit(finding)))
    }

    fn charges(&self) -> Option<Finding> {
        let c = self.context;
        let (delta, wanted) = (self.diff().charges.sum(), self.settled.version.charges.sum());
        if delta.is_zero() {
            return None;
        }
        let note = format!(
            "Tips, duties and fees are {} in Shopify and {} on {}.",
            c.text(wanted),
            c.text(wanted - delta),
            named(self.document)
        );
        let finding = self
            .field(&edt::EDT_19, wanted, wanted - delta, "tip_duty_or_fee")
            .noting(note);
        Some(self.edit(finding))
    }

    /// Money that was given back out of the deposit while the order kept its lines, or a refund
    /// difference that no line carries.
    fn adjustment(&self) -> Option<Finding> {
        let c = self.context;
        let (delta, wanted) = (self.diff().adjustment, self.settled.version.adjustment);
        if delta.is_zero() || self.diff().total.is_zero() {
            return None;
        }
        let note = format!(
            "{} of refunds stands neither on {} nor in a credit.",
            c.text(delta.abs()),
            named(self.document)
        );
        let finding = self
            .field(&refunds::REF_21, wanted, wanted - delta, "refunded_goods_not_taken_off")
            .proposing(ActionKind::CloseLines, delta, Some(reference(self.document)))
            .noting(note);
        Some(super::context::late(finding, c.rules.late.refunds, c.as_of))
    }

    /// What nothing explains. With other findings it is only reported where it is more than the
    /// cents that tax and rounding of those leave.
    fn rest(&self, alone: bool) -> Option<Finding> {
        let (c, diff) = (self.context, self.diff());
        let small = Amount::cents(1).raw() * (2 + diff.lines.len() as i64);
        if diff.rest.is_zero() || !alone && diff.rest.abs().raw() <= small {
            return None;
        }
        let (wanted, held) = (self.settled.version.total, self.settled.value);
        let note = format!(
            "{} holds {} where the order is worth {}; {} of it is unexplained.",
            named(self.document),
            c.text(held),
            c.text(wanted),
            c.text(diff.rest)
        );
        let mut finding = self.field(&idn::IDN_11, held + diff.rest, held, "unexplained");
        finding.parts.clear();
        finding.unexplained = finding.delta;
        Some(c.tolerable(self.edit(finding.noting(note))))
    }
}
