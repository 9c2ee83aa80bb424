//! An order's own fields.

use serde_json::{Value, json};

use super::super::cents::Money;
use super::super::order::{Gateway, Of, Order, PaymentKind, PaymentStatus, Restock, Sale};
use super::parts::{line, shipping_line, tax_lines, taxes_by_rate};
use super::{Object, bag, entity, gid, object, payments, refunds, sales};

/// The `Order` object.
pub(in super::super) fn order(o: &Order) -> Object {
    let mut all = identity(o);
    all.extend(status(o));
    all.extend(totals(o));
    all.extend(contents(o));
    all
}

fn identity(o: &Order) -> Object {
    let code = o.code.as_ref().map(|c| c.text());
    let cancelled = o.cancelled.map(|at| at.iso());
    let closed = o
        .cancelled
        .or(o.shipped_at().filter(|_| o.is_shipped() && o.recalled.is_none()));
    object([
        ("__typename", json!("Order")),
        ("id", json!(gid("Order", o.id))),
        ("legacyResourceId", json!(o.id.to_string())),
        ("name", json!(o.name())),
        ("number", json!(o.number)),
        ("confirmationNumber", json!(o.confirmation())),
        ("createdAt", json!(o.created.iso())),
        ("processedAt", json!(o.created.iso())),
        ("updatedAt", json!(o.updated.iso())),
        ("closedAt", json!(closed.map(|at| at.iso()))),
        ("cancelReason", json!(cancelled.as_ref().map(|_| "CUSTOMER"))),
        ("cancelledAt", json!(cancelled)),
        ("test", json!(o.test)),
        ("confirmed", json!(true)),
        ("edited", json!(o.is_edited())),
        ("sourceName", json!("web")),
        ("sourceIdentifier", Value::Null),
        ("poNumber", Value::Null),
        ("note", json!((!o.note.is_empty()).then_some(o.note))),
        ("tags", json!([])),
        ("taxesIncluded", json!(o.market.taxes_included)),
        ("taxExempt", json!(false)),
        ("dutiesIncluded", json!(false)),
        ("estimatedTaxes", json!(false)),
        ("currencyCode", json!(o.market.currency)),
        ("presentmentCurrencyCode", json!(o.presentment.0)),
        ("discountCodes", json!(code.iter().collect::<Vec<_>>())),
        ("discountCode", json!(code)),
        ("customAttributes", json!([])),
        ("retailLocation", Value::Null),
        ("merchantBusinessEntity", entity(o.market)),
        ("merchantEditable", json!(o.cancelled.is_none() && !o.held_up)),
        ("merchantEditableErrors", json!([])),
        ("paymentTerms", Value::Null),
    ])
}

fn status(o: &Order) -> Object {
    let id = if o.guest {
        None
    } else {
        Some(gid("Customer", 8_100_000_000_000 + o.customer))
    };
    let customer = id.map(|id| json!({ "id": id, "legacyResourceId": (8_100_000_000_000 + o.customer).to_string() }));
    let mut gateways: Vec<&str> = Vec::new();
    for payment in o.payments.iter().filter(|p| p.kind != PaymentKind::Refund) {
        let name = payments::gateway(payment.gateway);
        if !gateways.contains(&name) {
            gateways.push(name);
        }
    }
    let address = json!({
        "id": gid("MailingAddress", o.id),
        "firstName": "Customer",
        "lastName": o.customer.to_string(),
        "name": format!("Customer {}", o.customer),
        "address1": o.street,
        "address2": null,
        "city": o.province.city,
        "zip": o.province.zip,
        "province": o.province.code,
        "provinceCode": o.province.code,
        "country": o.market.country,
        "countryCodeV2": o.market.country,
        "company": null,
        "phone": null,
    });
    object([
        ("displayFinancialStatus", json!(financial(o))),
        ("displayFulfillmentStatus", json!(fulfilment(o))),
        ("returnStatus", json!(return_status(o))),
        ("paymentGatewayNames", json!(gateways)),
        ("customer", json!(customer)),
        ("shippingAddress", address),
    ])
}

fn financial(o: &Order) -> Option<&'static str> {
    let (received, refunded) = (o.received(), o.refunded());
    if o.payments.is_empty() {
        return None;
    }
    let is = if o.expired {
        "EXPIRED"
    } else if o.held_up {
        "PENDING"
    } else if received.is_zero() {
        if o.cancelled.is_some() { "VOIDED" } else { "AUTHORIZED" }
    } else if refunded == received {
        "REFUNDED"
    } else if !refunded.is_zero() {
        "PARTIALLY_REFUNDED"
    } else if o.owed().shop > 0 {
        "PARTIALLY_PAID"
    } else {
        "PAID"
    };
    Some(is)
}

fn fulfilment(o: &Order) -> &'static str {
    match (o.parcels.is_empty() || o.recalled.is_some(), o.is_shipped()) {
        (true, true) => "UNFULFILLED",
        (_, true) => "FULFILLED",
        (false, _) => "PARTIALLY_FULFILLED",
        (true, _) => "UNFULFILLED",
    }
}

fn return_status(o: &Order) -> &'static str {
    let came_back = o
        .refunds
        .iter()
        .flat_map(|r| &r.lines)
        .any(|l| l.restock == Restock::Return);
    if came_back || !o.returns.is_empty() {
        "RETURNED"
    } else {
        "NO_RETURN"
    }
}

fn totals(o: &Order) -> Object {
    let price = |of: &dyn Fn(&Sale) -> bool| o.sales().filter(|s| of(s)).map(|s| s.price).sum::<Money>();
    let tax = |of: &dyn Fn(&Sale) -> bool| o.sales().filter(|s| of(s)).map(|s| s.tax).sum::<Money>();
    let is_tip = |s: &Sale| matches!(s.of, Of::Line(at) if o.lines[at].item.kind == super::super::catalogue::Kind::Tip);
    let goods = |s: &Sale| matches!(s.of, Of::Line(_)) && !is_tip(s);
    let ships = |s: &Sale| matches!(s.of, Of::Shipping(_));
    let sold: Money = o.lines.iter().map(|l| l.sold.discount).sum();
    let now: Money = o.lines.iter().map(|l| l.now.discount).sum();
    let refunded_shipping = o.refunds.iter().flat_map(|r| &r.shipping).map(|s| s.2).sum();
    let discrepancy = o.refunds.iter().flat_map(|r| &r.adjustments).map(|a| a.2).sum();
    let capturable = if o.received().is_zero() && o.cancelled.is_none() && !o.expired {
        let held = o.payments.iter().filter(|p| p.kind == PaymentKind::Authorization);
        held.filter(|p| p.status == PaymentStatus::Success)
            .map(|p| p.amount)
            .sum()
    } else {
        Money::ZERO
    };
    let bag = |money: Money| bag(o, money);
    object([
        ("originalTotalPriceSet", bag(o.original_total())),
        ("totalPriceSet", bag(o.total_sold())),
        ("currentTotalPriceSet", bag(o.total())),
        ("subtotalPriceSet", bag(price(&|s| s.is_order && goods(s)))),
        ("currentSubtotalPriceSet", bag(price(&goods))),
        ("totalTaxSet", bag(tax(&|s| s.is_order))),
        ("currentTotalTaxSet", bag(tax(&|_| true))),
        ("totalDiscountsSet", bag(sold)),
        ("currentTotalDiscountsSet", bag(now)),
        ("cartDiscountAmountSet", bag(sold)),
        ("currentCartDiscountAmountSet", bag(now)),
        ("totalShippingPriceSet", bag(price(&|s| s.is_order && ships(s)))),
        ("currentShippingPriceSet", bag(price(&ships))),
        ("originalTotalDutiesSet", Value::Null),
        ("currentTotalDutiesSet", Value::Null),
        ("originalTotalAdditionalFeesSet", Value::Null),
        ("currentTotalAdditionalFeesSet", Value::Null),
        ("totalTipReceivedSet", bag(price(&is_tip))),
        ("totalReceivedSet", bag(o.received())),
        ("totalRefundedSet", bag(o.refunded())),
        ("totalRefundedShippingSet", bag(refunded_shipping)),
        ("refundDiscrepancySet", bag(discrepancy)),
        ("netPaymentSet", bag(o.received() - o.refunded())),
        ("totalOutstandingSet", bag(o.owed() - capturable)),
        ("totalCapturableSet", bag(capturable)),
        (
            "totalCashRoundingAdjustment",
            json!({ "paymentSet": bag(Money::ZERO), "refundSet": bag(Money::ZERO) }),
        ),
    ])
}

fn contents(o: &Order) -> Object {
    let list = |all: Vec<Value>| Value::Array(all);
    let lines = 0..o.lines.len();
    let refunds: Vec<Value> = o.refunds.iter().map(|r| refunds::refund(o, r)).collect();
    let agreements: Vec<Value> = o.agreements.iter().map(|a| sales::agreement(o, a)).collect();
    let fulfillments: Vec<Value> = o.parcels.iter().map(|p| refunds::fulfilment(o, p)).collect();
    object([
        ("lineItems", list(lines.map(|n| line(o, n)).collect())),
        (
            "shippingLines",
            list((0..o.shipping.len()).map(|n| shipping_line(o, n)).collect()),
        ),
        (
            "transactions",
            list(o.payments.iter().map(|p| payments::transaction(o, p)).collect()),
        ),
        ("refunds", list(refunds)),
        ("agreements", list(agreements)),
        (
            "returns",
            list(o.returns.iter().map(|r| refunds::returned(o, r)).collect()),
        ),
        ("disputes", json!([])),
        ("fulfillments", list(fulfillments)),
        ("fulfillmentOrders", list(vec![refunds::fulfilment_order(o)])),
        ("additionalFees", json!([])),
        ("discountApplications", list(applications(o))),
        ("taxLines", list(taxes_by_rate(o, false))),
        ("currentTaxLines", list(taxes_by_rate(o, true))),
        ("customerJourneySummary", Value::Null),
    ])
}

fn applications(o: &Order) -> Vec<Value> {
    let Some(code) = &o.code else { return Vec::new() };
    let value = match code {
        super::super::order::Code::Percent(percent) => {
            json!({ "__typename": "PricingPercentageValue", "percentage": percent })
        }
        super::super::order::Code::Off(cents) => {
            let off = Money::at_rate(*cents, o.presentment.1);
            super::amount(off.buyer, o.presentment.0)
        }
    };
    vec![json!({
        "__typename": "DiscountCodeApplication",
        "index": 0,
        "allocationMethod": "ACROSS",
        "targetSelection": "ALL",
        "targetType": "LINE_ITEM",
        "value": value,
        "code": code.text(),
    })]
}

/// Whether a payment reaches Shopify Payments.
pub(super) fn is_card(gateway: Gateway) -> bool {
    gateway == Gateway::Card
}

/// The tax lines of a sale's tax.
pub(super) fn sale_taxes(o: &Order, rate: i64, tax: Money) -> Vec<Value> {
    if rate == 0 || tax.is_zero() {
        Vec::new()
    } else {
        tax_lines(o, rate, tax)
    }
}
