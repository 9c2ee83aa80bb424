//! The versions of an order, folded from the ledger of its sales.

use crate::base::{Amount, Moment};
use crate::model::shop::{Agreement, AgreementReason, Basis, Order};

use super::credits::{self, Effect};
use super::version::{Charges, Version};

/// What the ledger of sales says.
pub(super) struct History {
    /// The version after placing and after each edit, oldest first; the last is what was sold.
    pub(super) versions: Vec<Version>,
    /// What returns took off that no refund books.
    pub(super) returned: Effect,
    /// When each edit was made, oldest first.
    pub(super) edited_at: Vec<Moment>,
    /// Goods given out in exchange for returned ones, with tax.
    pub(super) exchanged: Amount,
}

const NOTHING: Version = Version {
    lines: Vec::new(),
    shipping: Amount::ZERO,
    shipping_has_tax: false,
    charges: Charges {
        tips: Amount::ZERO,
        duties: Amount::ZERO,
        fees: Amount::ZERO,
    },
    discount: Amount::ZERO,
    adjustment: Amount::ZERO,
    tax: Amount::ZERO,
    total: Amount::ZERO,
};

/// Folds the ledger, or `None` where there is none or where it does not add up to the order's
/// current total (an unread page, a gap): then it proves nothing and is not used.
pub(super) fn fold(order: &Order<'_>, basis: Basis) -> Option<History> {
    let mut agreements: Vec<&Agreement<'_>> = order.agreements.iter().collect();
    agreements.sort_by_key(|a| (a.at, a.id));
    if !agreements.iter().any(|a| a.reason == AgreementReason::Order) {
        return None;
    }
    let everything: Amount = agreements
        .iter()
        .flat_map(|a| &a.sales)
        .map(|s| s.total.on(basis))
        .sum();
    if everything != order.head.total.on(basis) {
        return None;
    }
    let mut history = History {
        versions: Vec::new(),
        returned: Effect::default(),
        edited_at: Vec::new(),
        exchanged: Amount::ZERO,
    };
    let mut now = NOTHING;
    for agreement in agreements {
        now = now.plus(&sold_by(order, agreement, basis, &mut history));
        match agreement.reason {
            AgreementReason::Order if history.versions.is_empty() => history.versions.push(now.clone()),
            AgreementReason::Edit => {
                history.edited_at.push(agreement.at);
                history.versions.push(now.clone());
            }
            // Not versions of their own: they carry on the newest one.
            _ => {
                if let Some(last) = history.versions.last_mut() {
                    *last = now.clone();
                }
            }
        }
    }
    Some(history)
}

/// What an agreement adds to what was sold (an effect with its sign turned back).
fn sold_by(order: &Order<'_>, agreement: &Agreement<'_>, basis: Basis, history: &mut History) -> Effect {
    let mut sold = Effect::default();
    let refund = order.refunds.iter().find(|r| r.id == agreement.refund);
    let moved_money = refund.is_some_and(|r| !r.total.on(basis).is_zero());
    let bare_return = refund.is_some_and(|r| credits::is_bare_return(r, basis));
    for sale in &agreement.sales {
        match agreement.reason {
            // A refund without money is the shadow of an edit: it says what is no longer sold.
            AgreementReason::Refund if moved_money => {}
            AgreementReason::Refund if bare_return => history.returned.take(order, sale, basis),
            AgreementReason::Return => {
                if sale.total.on(basis) > Amount::ZERO && sale.quantity.is_some_and(|q| q > 0) {
                    history.exchanged += sale.total.on(basis);
                    sold.take(order, sale, basis);
                } else if agreement.refund == 0 || !moved_money {
                    history.returned.take(order, sale, basis);
                }
            }
            _ => sold.take(order, sale, basis),
        }
    }
    sold.negated()
}
