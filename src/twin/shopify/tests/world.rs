//! A world of a few orders, each with every field that the documents ask for.

use serde_json::{Map, Value, json};

use crate::twin::world::{App, Shop, World};

/// The shop.
pub(super) const DOMAIN: &str = "uk-demo.myshopify.com";
/// A token that may see everything.
pub(super) const ALL: &str = "shpat_all";
/// A token with `read_orders` alone.
pub(super) const ORDERS: &str = "shpat_orders";

/// Orders `#1001` to `#1004`, and `#900` of the summer before; a payout with its rows; a dispute.
pub(super) fn small() -> World {
    let scopes = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let all = scopes(&[
        "read_orders",
        "read_all_orders",
        "read_customers",
        "read_products",
        "read_locations",
        "read_returns",
        "read_merchant_managed_fulfillment_orders",
        "read_shopify_payments",
        "read_shopify_payments_disputes",
    ]);
    let shop = json!({
        "id": "gid://shopify/Shop/1",
        "name": "Demo",
        "myshopifyDomain": DOMAIN,
        "ianaTimezone": "Europe/London",
        "currencyCode": "GBP",
        "enabledPresentmentCurrencies": ["GBP"],
        "taxesIncluded": true,
        "taxShipping": true,
        "orderNumberFormatPrefix": "#",
        "orderNumberFormatSuffix": "",
        "plan": { "publicDisplayName": "Basic", "partnerDevelopment": false, "shopifyPlus": false },
    });
    let orders = vec![
        order(900, "2026-06-01T09:00:00Z", "2026-06-02T09:00:00Z"),
        order(1001, "2026-11-01T09:00:00Z", "2026-11-20T23:30:00Z"),
        order(1002, "2026-11-02T09:00:00Z", "2026-11-21T12:00:00Z"),
        order(1003, "2026-11-03T09:00:00Z", "2026-11-21T12:00:00Z"),
        order(1004, "2026-11-04T09:00:00Z", "2026-11-22T08:00:00Z"),
    ];
    World {
        now: "2026-11-24T10:00:00Z".to_owned(),
        shops: vec![Shop {
            domain: DOMAIN.to_owned(),
            shop: object(shop),
            plan: "standard".to_owned(),
            tokens: [(ALL.to_owned(), all), (ORDERS.to_owned(), scopes(&["read_orders"]))].into(),
            apps: [(
                "app-1".to_owned(),
                App {
                    secret: "secret-1".to_owned(),
                    scopes: scopes(&["read_orders"]),
                },
            )]
            .into(),
            orders: orders.into(),
            payouts: Some(
                vec![
                    payout(7001, "2026-11-10T00:00:00Z"),
                    payout(7002, "2026-11-11T00:00:00Z"),
                ]
                .into(),
            ),
            balance_transactions: vec![
                balance(8001, "CHARGE", "12.00", Some(1001)),
                balance(8002, "CHARGE", "12.00", Some(900)),
                balance(8003, "TRANSFER", "-23.00", None),
            ]
            .into(),
            disputes: vec![dispute(9001)].into(),
        }],
        ..World::default()
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn money(amount: &str) -> Value {
    json!({ "amount": amount, "currencyCode": "GBP" })
}

fn bag(amount: &str) -> Value {
    json!({ "shopMoney": money(amount), "presentmentMoney": money(amount) })
}

fn gid(kind: &str, n: u64) -> String {
    format!("gid://shopify/{kind}/{n}")
}

fn tax() -> Value {
    json!({ "title": "VAT", "rate": 0.2, "source": "Shopify", "channelLiable": false, "priceSet": bag("2.00") })
}

/// An order of two lines, edited once, with one line refunded.
pub(super) fn order(n: u64, created: &str, updated: &str) -> Map<String, Value> {
    let mut order = object(json!({
        "id": gid("Order", n), "name": format!("#{n}"), "number": n, "confirmationNumber": format!("C{n}"),
        "createdAt": created, "processedAt": created, "updatedAt": updated, "closedAt": null, "cancelledAt": null,
        "cancelReason": null, "test": false, "confirmed": true, "edited": true, "sourceName": "web",
        "sourceIdentifier": null, "poNumber": null, "note": null, "tags": ["vip"], "taxesIncluded": true,
        "taxExempt": false, "dutiesIncluded": false, "estimatedTaxes": false, "currencyCode": "GBP",
        "presentmentCurrencyCode": "GBP", "displayFinancialStatus": "PARTIALLY_REFUNDED",
        "displayFulfillmentStatus": "FULFILLED", "returnStatus": "NO_RETURN",
        "paymentGatewayNames": ["shopify_payments"], "discountCodes": ["SPRING"], "customAttributes": [],
        "customer": { "id": gid("Customer", 5), "email": "a@example.com" }, "retailLocation": null,
        "shippingAddress": { "countryCodeV2": "GB", "provinceCode": "ENG", "address1": "1 High Street" },
        "email": "a@example.com", "totalCashRoundingAdjustment": { "paymentSet": bag("0.0"), "refundSet": bag("0.0") },
    }));
    order.extend(object(json!({
        "taxLines": [tax()], "currentTaxLines": [tax()], "additionalFees": [],
        "discountApplications": [{
            "__typename": "DiscountCodeApplication", "index": 0, "allocationMethod": "ACROSS", "targetSelection": "ALL",
            "targetType": "LINE_ITEM", "value": { "__typename": "PricingPercentageValue", "percentage": 10.0 },
            "code": "SPRING",
        }],
        "lineItems": [line(n * 10 + 1, "TEA"), line(n * 10 + 2, "MUG")],
        "shippingLines": [shipping(n * 10 + 1, false), shipping(n * 10 + 2, true)],
        "transactions": [transaction(n * 10 + 1, "SALE", "12.00"), transaction(n * 10 + 2, "REFUND", "6.00")],
        "refunds": [refund(n)], "agreements": agreements(n),
        "returns": [], "disputes": [], "fulfillments": [], "fulfillmentOrders": [],
    })));
    for total in [
        "originalTotalPriceSet",
        "totalPriceSet",
        "currentTotalPriceSet",
        "subtotalPriceSet",
        "currentSubtotalPriceSet",
        "totalTaxSet",
        "currentTotalTaxSet",
        "totalDiscountsSet",
        "currentTotalDiscountsSet",
        "cartDiscountAmountSet",
        "currentCartDiscountAmountSet",
        "totalShippingPriceSet",
        "currentShippingPriceSet",
        "totalTipReceivedSet",
        "totalReceivedSet",
        "totalRefundedSet",
        "totalRefundedShippingSet",
        "refundDiscrepancySet",
        "netPaymentSet",
        "totalOutstandingSet",
        "totalCapturableSet",
    ] {
        order.insert(total.to_owned(), bag("12.00"));
    }
    for none in [
        "originalTotalDutiesSet",
        "currentTotalDutiesSet",
        "originalTotalAdditionalFeesSet",
        "currentTotalAdditionalFeesSet",
    ] {
        order.insert(none.to_owned(), Value::Null);
    }
    order
}

fn line(n: u64, sku: &str) -> Value {
    let allocation = json!({
        "allocatedAmountSet": bag("1.00"),
        "discountApplication": { "__typename": "DiscountCodeApplication", "index": 0, "targetType": "LINE_ITEM" },
    });
    json!({
        "id": gid("LineItem", n), "name": sku, "title": sku, "variantTitle": null, "sku": sku, "vendor": "Demo",
        "quantity": 1, "currentQuantity": 1, "unfulfilledQuantity": 0, "refundableQuantity": 1,
        "nonFulfillableQuantity": 0, "isGiftCard": false, "requiresShipping": true, "taxable": true,
        "product": { "id": gid("Product", 1) }, "variant": null, "lineItemGroup": null, "customAttributes": [],
        "originalUnitPriceSet": bag("6.00"), "originalTotalSet": bag("6.00"), "discountedTotalSet": bag("6.00"),
        "discountedTotalSet(withCodeDiscounts: true)": bag("5.00"), "totalDiscountSet": bag("0.00"),
        "priceAfterAllDiscountsBeforeTaxesSet": bag("5.00"), "discountAllocations": [allocation],
        "taxLines": [tax()], "duties": [],
    })
}

fn shipping(n: u64, removed: bool) -> Value {
    json!({
        "id": gid("ShippingLine", n), "title": "Post", "code": "POST", "source": "shopify", "carrierIdentifier": null,
        "isRemoved": removed, "originalPriceSet": bag("1.00"), "discountedPriceSet": bag("1.00"),
        "currentDiscountedPriceSet": bag("1.00"), "discountAllocations": [], "taxLines": [tax()],
    })
}

fn transaction(n: u64, kind: &str, amount: &str) -> Value {
    json!({
        "id": gid("OrderTransaction", n), "kind": kind, "status": "SUCCESS", "gateway": "shopify_payments",
        "formattedGateway": "Shopify Payments", "manualPaymentGateway": false, "test": false,
        "paymentId": format!("pay-{n}"), "createdAt": "2026-11-05T10:00:00Z", "processedAt": "2026-11-05T10:00:00Z",
        "errorCode": null, "parentTransaction": null, "amountSet": bag(amount), "amountRoundingSet": null,
        "settlementCurrency": "GBP", "settlementCurrencyRate": null, "fees": [], "currencyExchangeAdjustment": null,
    })
}

fn refund(n: u64) -> Value {
    json!({
        "id": gid("Refund", n), "createdAt": "2026-11-06T10:00:00Z", "processedAt": "2026-11-06T10:00:00Z",
        "updatedAt": "2026-11-06T10:00:00Z", "note": null, "totalRefundedSet": bag("6.00"), "return": null,
        "duties": [], "refundShippingLines": [], "orderAdjustments": [],
        "refundLineItems": [{
            "id": gid("RefundLineItem", n), "quantity": 1, "restockType": "RETURN", "restocked": true, "location": null,
            "lineItem": { "id": gid("LineItem", n * 10 + 2) }, "priceSet": bag("6.00"), "subtotalSet": bag("6.00"),
            "totalTaxSet": bag("1.00"),
        }],
        "transactions": [{ "id": gid("OrderTransaction", n * 10 + 2) }],
    })
}

fn agreements(n: u64) -> Value {
    let sale = |m: u64, kind: &str, action: &str, line: Value| {
        let mut sale = json!({
            "__typename": kind, "id": gid("Sale", n * 100 + m), "actionType": action, "lineType": "PRODUCT",
            "quantity": 1, "totalAmount": bag("6.00"), "totalTaxAmount": bag("1.00"),
            "totalDiscountAmountBeforeTaxes": bag("0.00"), "totalDiscountAmountAfterTaxes": bag("0.00"),
            "taxes": [{ "id": gid("SaleTax", n * 100 + m), "amount": bag("1.00"), "taxLine": tax() }],
        });
        for (field, value) in object(line) {
            sale[field] = value;
        }
        sale
    };
    let item = |m: u64| json!({ "lineItem": { "id": gid("LineItem", n * 10 + m) } });
    let agreement = |m: u64, kind: &str, reason: &str, more: Value, sales: Value| {
        let mut agreement = json!({
            "__typename": kind, "id": gid("SalesAgreement", n * 10 + m), "reason": reason,
            "happenedAt": format!("2026-11-0{}T10:00:00Z", m + 4), "app": null, "sales": sales,
        });
        for (field, value) in object(more) {
            agreement[field] = value;
        }
        agreement
    };
    let ship = json!({ "shippingLine": { "id": gid("ShippingLine", n * 10 + 1) } });
    json!([
        agreement(
            1,
            "OrderAgreement",
            "ORDER",
            json!({}),
            json!([
                sale(1, "ProductSale", "ORDER", item(1)),
                sale(2, "ShippingLineSale", "ORDER", ship),
            ])
        ),
        agreement(
            2,
            "OrderEditAgreement",
            "ORDER_EDIT",
            json!({}),
            json!([sale(3, "ProductSale", "ORDER", item(2))])
        ),
        agreement(
            3,
            "RefundAgreement",
            "REFUND",
            json!({ "refund": { "id": gid("Refund", n) } }),
            json!([
                sale(4, "ProductSale", "RETURN", item(2)),
                sale(5, "AdjustmentSale", "UNKNOWN", json!({})),
            ])
        ),
        agreement(
            4,
            "ReturnAgreement",
            "RETURN",
            json!({ "return": { "id": gid("Return", n) } }),
            json!([])
        ),
    ])
}

fn payout(n: u64, issued: &str) -> Map<String, Value> {
    let parts = [
        "chargesGross",
        "chargesFee",
        "refundsFeeGross",
        "refundsFee",
        "adjustmentsGross",
        "adjustmentsFee",
        "reservedFundsGross",
        "reservedFundsFee",
        "retriedPayoutsGross",
        "retriedPayoutsFee",
        "advanceGross",
        "advanceFees",
        "usdcRebateCreditAmount",
    ];
    let summary: Map<String, Value> = parts.iter().map(|part| ((*part).to_owned(), money("0.00"))).collect();
    object(json!({
        "id": gid("ShopifyPaymentsPayout", n), "status": "PAID", "transactionType": "DEPOSIT", "issuedAt": issued,
        "externalTraceId": null, "net": money("23.00"), "summary": summary,
    }))
}

fn balance(n: u64, kind: &str, amount: &str, order: Option<u64>) -> Map<String, Value> {
    object(json!({
        "id": gid("ShopifyPaymentsBalanceTransaction", n), "type": kind, "test": false,
        "transactionDate": "2026-11-09T10:00:00Z", "sourceType": null, "sourceId": null, "sourceOrderTransactionId": null,
        "adjustmentReason": null, "amount": money(amount), "fee": money("0.50"), "net": money(amount),
        "associatedPayout": { "id": gid("ShopifyPaymentsPayout", 7001), "status": "PAID" },
        "associatedOrder": order.map(|n| json!({ "id": gid("Order", n) })), "adjustmentsOrders": [],
    }))
}

fn dispute(n: u64) -> Map<String, Value> {
    object(json!({
        "id": gid("ShopifyPaymentsDispute", n), "type": "CHARGEBACK", "status": "NEEDS_RESPONSE",
        "initiatedAt": "2026-11-12T10:00:00Z", "evidenceDueBy": null, "evidenceSentOn": null, "finalizedOn": null,
        "amount": money("12.00"), "reasonDetails": { "reason": "FRAUDULENT", "networkReasonCode": null },
        "order": { "id": gid("Order", 1001) },
    }))
}
