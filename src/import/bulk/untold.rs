//! What the rows of a file could have told and did not.

use super::wire::{BalanceRow, LineRow, OrderRow};

/// Fields that queries leave out for shops that have no such thing. They are taken as none, and that
/// is said: a shop that has duties after all must not find out by a wrong total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Untold {
    duties: bool,
    fees: bool,
    tips: bool,
    gift_cards: bool,
    payments: bool,
}

impl Untold {
    pub(super) fn order(&mut self, row: &OrderRow<'_>) {
        self.duties |= row.current_total_duties_set.is_none();
        self.fees |= row.current_total_additional_fees_set.is_none();
        self.tips |= row.total_tip_received_set.is_none();
    }

    pub(super) fn line(&mut self, row: &LineRow<'_>) {
        self.gift_cards |= row.is_gift_card.is_none();
    }

    pub(super) fn movement(&mut self, row: &BalanceRow<'_>) {
        self.payments |= row.source_order_transaction_id.is_none();
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.duties |= other.duties;
        self.fees |= other.fees;
        self.tips |= other.tips;
        self.gift_cards |= other.gift_cards;
        self.payments |= other.payments;
    }

    /// The fields, as a query names them.
    pub(super) fn fields(self) -> Vec<&'static str> {
        [
            (self.duties, "currentTotalDutiesSet"),
            (self.fees, "currentTotalAdditionalFeesSet"),
            (self.tips, "totalTipReceivedSet"),
            (self.gift_cards, "isGiftCard"),
            (self.payments, "sourceOrderTransactionId"),
        ]
        .into_iter()
        .filter_map(|(untold, field)| untold.then_some(field))
        .collect()
    }
}
