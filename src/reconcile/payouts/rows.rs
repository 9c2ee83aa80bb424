//! Rows that are a person's work whether or not the payout ties: PAY-14 of an unknown type, PAY-28,
//! and refunds that the bank rejected (REF-06).

use crate::base::{Amount, clean};
use crate::model::code::{pay, refunds};
use crate::model::finding::{ActionKind, Against, Finding, OrderRef};
use crate::model::payout::{BalanceTransaction, Family};
use crate::project::families::family;

use super::fees;
use super::scene::Scene;

/// `told` are the codes that this payout's variances were explained by already.
pub(super) fn findings(scene: &Scene<'_>, told: &[&str]) -> Vec<Finding> {
    let mut found = Vec::new();
    if !told.contains(&"PAY-14") {
        found.extend(unknown(scene));
    }
    if !told.contains(&"PAY-28") && scene.was_sent() {
        found.extend(fees::contradiction(scene));
    }
    let failed = scene.rows().filter(|r| r.kind == "REFUND_FAILURE");
    found.extend(failed.map(|r| failed_refund(scene, r)));
    found
}

fn unknown(scene: &Scene<'_>) -> Option<Finding> {
    let sum = scene
        .case
        .sums
        .iter()
        .find(|s| s.family == Family::Unknown && s.count > 0)?;
    let amount: Amount = sum.net;
    let mut kinds: Vec<&str> = scene
        .rows()
        .map(|r| &*r.kind)
        .filter(|k| family(k) == Family::Unknown)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let named = if kinds.is_empty() {
        "an unknown type".to_owned()
    } else {
        clean(&kinds.join(", ")).into_owned()
    };
    Some(
        scene
            .finding(&pay::PAY_14, Against::Settlement, amount, amount)
            .seen("type", named.clone(), scene.text(amount))
            .proposing(ActionKind::Route, amount, None)
            .noting(format!(
                "{} of the payout is of {named}, which has no account.",
                scene.text(amount)
            )),
    )
}

/// The bank rejected a refund, and its money is back in the balance.
fn failed_refund(scene: &Scene<'_>, row: &BalanceTransaction<'_>) -> Finding {
    let order = if row.order_name.is_empty() {
        row.order.to_string()
    } else {
        clean(&row.order_name).into_owned()
    };
    let mut finding = scene
        .finding(&refunds::REF_06, Against::Settlement, row.amount, row.amount)
        .seen("order", order.clone(), "")
        .seen("balance transaction", row.id.to_string(), "")
        .proposing(ActionKind::Route, row.amount, None)
        .noting(format!(
            "A refund of {} for order {order} failed at the bank; its customer refund in NetSuite paid out nothing.",
            scene.text(row.amount)
        ));
    finding.subject.order = Some(OrderRef {
        id: if row.order == 0 {
            String::new()
        } else {
            format!("gid://shopify/Order/{}", row.order)
        },
        name: row.order_name.to_string(),
    });
    finding
}
