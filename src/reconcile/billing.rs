//! Invoices against an order that ties: what is billed should be what was ordered.

use crate::base::Amount;
use crate::model::books::{Document, DocumentKind, DocumentStatus};
use crate::model::code::{edt, tax};
use crate::model::finding::{ActionKind, Finding};

use super::context::Context;
use super::documents::{named, reference};
use super::pairing::Paired;
use super::versions::Settled;

/// A fully billed sales order whose bills are worth something else.
pub(super) fn finding(
    context: &Context<'_>,
    document: &Document<'_>,
    settled: &Settled<'_>,
    paired: &Paired<'_>,
) -> Option<Finding> {
    let head = &document.head;
    if head.kind != DocumentKind::SalesOrder || head.status != DocumentStatus::Billed {
        return None;
    }
    let bills: Vec<&Document<'_>> = context.books.bills().collect();
    if bills.is_empty() {
        return None;
    }
    let billed: Amount = bills.iter().map(|d| d.head.total).sum();
    let wanted = settled.value;
    if billed == wanted || net_of_credits_agrees(context, paired, billed) {
        return None;
    }
    let delta = wanted - billed;
    let bill_tax: Option<Amount> = bills.iter().map(|d| d.head.tax).sum();
    let tax_differs = bill_tax.is_some_and(|t| settled.version.tax - t == delta);
    let cents = Amount::smallest(context.expected.currency).raw() * bills.len() as i64;
    let (code, cause) = if bills.len() > 1 && delta.abs().raw() <= cents {
        (&tax::TAX_06, "billed_line_by_line")
    } else if tax_differs {
        (&tax::TAX_01, "tax_on_invoice")
    } else {
        (&edt::EDT_11, "invoice")
    };
    let names: Vec<String> = bills.iter().map(named).collect();
    let finding = context
        .order_finding(code, &bills, wanted, billed)
        .explain(cause, delta)
        .seen("billed", context.text(wanted), context.text(billed))
        .proposing(ActionKind::Route, delta, bills.first().map(reference))
        .noting(format!(
            "{} of {} does not bill what {} holds ({}).",
            names.join(" and "),
            context.text(billed),
            named(document),
            context.text(wanted)
        ));
    Some(context.tolerable(context.late_as_order(context.routed_as_edit(finding))))
}

/// An order that was made shorter after billing, with a memo for what was billed too much.
fn net_of_credits_agrees(context: &Context<'_>, paired: &Paired<'_>, billed: Amount) -> bool {
    !paired.credited().is_zero() && billed - paired.credited() == context.expected.current_total
}
