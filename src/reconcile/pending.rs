//! EDT-22: an order that Shopify does not let anybody edit, because a payment of it is not settled.

use crate::base::Amount;
use crate::model::books::Document;
use crate::model::code::edt;
use crate::model::finding::{ActionKind, Finding, FindingState};
use crate::model::shop::PaymentStatus;

use super::context::Context;
use super::documents::reference;

/// Worth knowing: there is nothing to do but to wait for the payment.
pub(super) fn finding(context: &Context<'_>, document: &Document<'_>) -> Option<Finding> {
    let order = context.order;
    let pending = order.payments.iter().filter(|p| p.status == PaymentStatus::Pending);
    if !order.head.is_held_up_by_payment() {
        return None;
    }
    let pending: Amount = pending.map(|p| p.amount.on(context.expected.basis)).sum();
    let mut finding = context
        .order_finding(&edt::EDT_22, &[document], Amount::ZERO, Amount::ZERO)
        .seen("financial status", order.head.financial_status.to_string(), "")
        .seen("payments pending", context.text(pending), "")
        .proposing(ActionKind::Route, Amount::ZERO, Some(reference(document)))
        .noting(format!(
            "A payment of {} is still pending, and until it is settled Shopify refuses to edit the order.",
            context.text(pending)
        ));
    finding.state = FindingState::Informational;
    Some(finding)
}
