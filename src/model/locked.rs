//! What there is to choose from once an order is locked. Nothing of it is done without a person.

use serde::{Deserialize, Serialize};

use crate::base::Moment;

/// What a locked order leaves to do about a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// Until when the warehouse can be stopped: the first cut-off after its fulfilment was made. `None` where nothing can be
    /// stopped, or no cut-off is configured.
    pub ship_by: Option<Moment>,
    /// What is open to choose in the state the documents are in, the least costly first.
    pub choices: Vec<Choice>,
}

/// One way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Stop the warehouse, so that the edit can follow.
    StopPick,
    /// Credit memo from the invoice.
    CreditMemo,
    /// Cash refund from the cash sale.
    CashRefund,
    /// Goods come back, and what is missing goes out anew.
    ReturnAndReorder,
    /// What came on top becomes an additional sales order.
    AdditionalOrder,
    /// What came on top becomes an additional invoice.
    AdditionalInvoice,
    /// Nothing is changed.
    LetGo,
}

impl Choice {
    /// The name in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StopPick => "stop_pick",
            Self::CreditMemo => "credit_memo",
            Self::CashRefund => "cash_refund",
            Self::ReturnAndReorder => "return_and_reorder",
            Self::AdditionalOrder => "additional_order",
            Self::AdditionalInvoice => "additional_invoice",
            Self::LetGo => "let_go",
        }
    }

    /// What it means, for a person.
    #[must_use]
    pub const fn does(self) -> &'static str {
        match self {
            Self::StopPick => {
                "have the warehouse stop, and take its item fulfilment out of NetSuite; the next sync carries the edit over"
            }
            Self::CreditMemo => "credit what is billed too much, by a credit memo from the invoice",
            Self::CashRefund => "credit what is billed too much, by a cash refund from the cash sale",
            Self::ReturnAndReorder => {
                "take what is not wanted back with a return authorization, and send what is missing as a new order"
            }
            Self::AdditionalOrder => "book what came on top as an additional sales order; this one stays as it is",
            Self::AdditionalInvoice => "bill what came on top on an additional invoice; this order stays as it is",
            Self::LetGo => "let it go as it is, tell the customer, and accept what difference the tolerance allows",
        }
    }
}
