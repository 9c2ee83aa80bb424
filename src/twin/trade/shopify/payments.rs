//! Payments, payouts and what moves the balance.

use serde_json::{Value, json};

use super::super::market::Market;
use super::super::order::{Gateway, Order, Payment, PaymentKind, PaymentStatus};
use super::super::payouts::{Balance, Dispute, Movement, Payout};
use super::order::is_card;
use super::{Object, amount, bag, entity, gid, object, refer};

/// A gateway as the API names it.
pub(super) fn gateway(gateway: Gateway) -> &'static str {
    match gateway {
        Gateway::Card => "shopify_payments",
        Gateway::GiftCard => "gift_card",
        Gateway::StoreCredit => "shopify_store_credit",
        Gateway::Cash => "cash",
    }
}

pub(super) fn transaction(o: &Order, p: &Payment) -> Value {
    let kind = match p.kind {
        PaymentKind::Authorization => "AUTHORIZATION",
        PaymentKind::Capture => "CAPTURE",
        PaymentKind::Sale => "SALE",
        PaymentKind::Refund => "REFUND",
        PaymentKind::Void => "VOID",
    };
    let status = match p.status {
        PaymentStatus::Success => "SUCCESS",
        PaymentStatus::Pending => "PENDING",
        PaymentStatus::Failure => "FAILURE",
    };
    let (card, currency) = (is_card(p.gateway), o.market.currency);
    let formatted = match p.gateway {
        Gateway::Card => "Shopify payments",
        Gateway::GiftCard => "Gift card",
        Gateway::StoreCredit => "Store credit",
        Gateway::Cash => "Cash",
    };
    let fees = if p.fee == 0 {
        json!([])
    } else {
        json!([{
            "id": gid("TransactionFee", p.id),
            "type": "processing_fee",
            "rate": super::parts::decimal(o.market.fee.0).to_string(),
            "rateName": "card",
            "flatFeeName": "flat",
            "amount": amount(p.fee, currency),
            "flatFee": amount(o.market.fee.1, currency),
            "taxAmount": amount(0, currency),
        }])
    };
    let parent = p.parent.map(|id| refer("OrderTransaction", id));
    Value::Object(object([
        ("__typename", json!("OrderTransaction")),
        ("id", json!(gid("OrderTransaction", p.id))),
        ("kind", json!(kind)),
        ("status", json!(status)),
        ("gateway", json!(gateway(p.gateway))),
        ("formattedGateway", json!(formatted)),
        ("manualPaymentGateway", json!(false)),
        ("test", json!(o.test)),
        ("paymentId", json!(format!("{}.{}", o.confirmation(), p.id % 1_000))),
        ("createdAt", json!(p.at.iso())),
        ("processedAt", json!(p.at.iso())),
        (
            "errorCode",
            json!((p.status == PaymentStatus::Failure).then_some("CARD_DECLINED")),
        ),
        ("parentTransaction", json!(parent)),
        ("amountSet", bag(o, p.amount)),
        ("amountRoundingSet", Value::Null),
        ("settlementCurrency", json!(card.then_some(currency))),
        ("settlementCurrencyRate", json!(card.then_some("1.0"))),
        ("fees", fees),
        ("currencyExchangeAdjustment", Value::Null),
    ]))
}

pub(in super::super) fn payout(market: &Market, balance: &Balance, payout: &Payout) -> Object {
    let members: Vec<&Movement> = payout.movements.iter().map(|m| &balance.movements[*m]).collect();
    let sum = |family: &str, of: fn(&Movement) -> i64| {
        let total: i64 = members
            .iter()
            .filter(|m| self::family(m.kind) == family)
            .map(|m| of(m))
            .sum();
        amount(total, market.currency)
    };
    let gross: fn(&Movement) -> i64 = |m| m.amount;
    let fee: fn(&Movement) -> i64 = |m| m.fee;
    let none = || amount(0, market.currency);
    let summary = object([
        ("chargesGross", sum("charges", gross)),
        ("chargesFee", sum("charges", fee)),
        ("refundsFeeGross", sum("refunds", gross)),
        ("refundsFee", sum("refunds", fee)),
        ("adjustmentsGross", sum("adjustments", gross)),
        ("adjustmentsFee", sum("adjustments", fee)),
        ("reservedFundsGross", sum("reserves", gross)),
        ("reservedFundsFee", sum("reserves", fee)),
        ("retriedPayoutsGross", none()),
        ("retriedPayoutsFee", none()),
        ("advanceGross", none()),
        ("advanceFees", none()),
        ("usdcRebateCreditAmount", none()),
    ]);
    object([
        ("__typename", json!("ShopifyPaymentsPayout")),
        ("id", json!(gid("ShopifyPaymentsPayout", payout.id))),
        ("legacyResourceId", json!(payout.id.to_string())),
        ("status", json!(payout.status)),
        (
            "transactionType",
            json!(if payout.net < 0 { "WITHDRAWAL" } else { "DEPOSIT" }),
        ),
        ("issuedAt", json!(payout.at.iso())),
        ("externalTraceId", json!(format!("FNF{:08}", payout.id % 100_000_000))),
        ("businessEntity", entity(market)),
        ("net", amount(payout.net, market.currency)),
        ("gross", amount(payout.net, market.currency)),
        ("summary", Value::Object(summary)),
    ])
}

fn family(kind: &str) -> &'static str {
    match kind {
        "CHARGE" => "charges",
        "REFUND" => "refunds",
        "RESERVED_FUNDS" | "RESERVED_FUNDS_REVERSAL" => "reserves",
        _ => "adjustments",
    }
}

pub(in super::super) fn balance_transaction(
    market: &Market,
    balance: &Balance,
    orders: &[Order],
    m: &Movement,
) -> Object {
    let payout = m.payout.map(|at| &balance.payouts[at]);
    let order = m.order.map(|at| refer("Order", orders[at].id));
    let id = m.payment.map_or_else(|| (m.id + 77).to_string(), |p| p.to_string());
    object([
        ("__typename", json!("ShopifyPaymentsBalanceTransaction")),
        ("id", json!(gid("ShopifyPaymentsBalanceTransaction", m.id))),
        ("type", json!(m.kind)),
        ("test", json!(false)),
        ("transactionDate", json!(m.at.iso())),
        ("sourceType", json!(m.source)),
        ("sourceId", json!(id)),
        ("sourceOrderTransactionId", json!(m.payment.map(|p| p.to_string()))),
        ("adjustmentReason", json!(m.reason)),
        ("amount", amount(m.amount, market.currency)),
        ("fee", amount(m.fee, market.currency)),
        ("net", amount(m.net, market.currency)),
        ("associatedPayout", associated(payout)),
        ("associatedOrder", json!(order)),
        ("adjustmentsOrders", json!([])),
    ])
}

fn associated(payout: Option<&Payout>) -> Value {
    json!({
        "__typename": "ShopifyPaymentsAssociatedPayout",
        "id": payout.map(|p| gid("ShopifyPaymentsPayout", p.id)),
        "status": payout.map_or("PENDING", |p| p.status),
    })
}

/// The payout's own row on the balance it leaves.
pub(in super::super) fn transfer(market: &Market, payout: &Payout) -> Object {
    object([
        ("__typename", json!("ShopifyPaymentsBalanceTransaction")),
        (
            "id",
            json!(gid("ShopifyPaymentsBalanceTransaction", payout.id + 9_000_000_000_000)),
        ),
        ("type", json!("TRANSFER")),
        ("test", json!(false)),
        ("transactionDate", json!(payout.at.iso())),
        ("sourceType", json!("TRANSFER")),
        ("sourceId", json!(payout.id.to_string())),
        ("sourceOrderTransactionId", Value::Null),
        ("adjustmentReason", Value::Null),
        ("amount", amount(-payout.net, market.currency)),
        ("fee", amount(0, market.currency)),
        ("net", amount(-payout.net, market.currency)),
        ("associatedPayout", associated(Some(payout))),
        ("associatedOrder", Value::Null),
        ("adjustmentsOrders", json!([])),
    ])
}

pub(in super::super) fn dispute(market: &Market, orders: &[Order], d: &Dispute) -> Object {
    let due = d.at + 10 * super::super::time::DAY;
    object([
        ("__typename", json!("ShopifyPaymentsDispute")),
        ("id", json!(gid("ShopifyPaymentsDispute", d.id))),
        ("legacyResourceId", json!(d.id.to_string())),
        ("type", json!("CHARGEBACK")),
        ("status", json!(dispute_status(d))),
        ("initiatedAt", json!(d.at.iso())),
        ("evidenceDueBy", json!(due.iso())),
        ("evidenceSentOn", json!((d.at + super::super::time::DAY).iso())),
        ("finalizedOn", json!(d.won.or(d.lost).map(|at| at.iso()))),
        ("amount", amount(d.amount, market.currency)),
        (
            "reasonDetails",
            json!({ "reason": "FRAUDULENT", "networkReasonCode": "10.4" }),
        ),
        ("order", refer("Order", orders[d.order].id)),
    ])
}

fn dispute_status(d: &Dispute) -> &'static str {
    match (d.won, d.lost) {
        (Some(_), _) => "WON",
        (_, Some(_)) => "LOST",
        _ => "UNDER_REVIEW",
    }
}

/// The disputes of an order, as the order has them.
pub(in super::super) fn dispute_summary(d: &Dispute) -> Value {
    json!([{ "id": gid("ShopifyPaymentsDispute", d.id), "initiatedAs": "CHARGEBACK", "status": dispute_status(d) }])
}
