//! Payments of an order.

use super::cents::Money;
use super::time::At;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaymentKind {
    Authorization,
    Capture,
    Sale,
    Refund,
    Void,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaymentStatus {
    Success,
    Pending,
    Failure,
}

/// Where money comes from and goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gateway {
    Card,
    GiftCard,
    StoreCredit,
    /// Over the counter.
    Cash,
}

#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) id: u64,
    pub(super) kind: PaymentKind,
    pub(super) status: PaymentStatus,
    pub(super) gateway: Gateway,
    pub(super) amount: Money,
    pub(super) at: At,
    pub(super) parent: Option<u64>,
    /// Shopify Payments' fee in cents of the shop.
    pub(super) fee: i64,
}

impl Payment {
    pub(super) fn is_money_in(&self) -> bool {
        let takes = matches!(self.kind, PaymentKind::Sale | PaymentKind::Capture);
        takes && self.status == PaymentStatus::Success
    }

    pub(super) fn is_money_out(&self) -> bool {
        self.kind == PaymentKind::Refund && self.status == PaymentStatus::Success
    }
}
