//! Refunds, returns and fulfilments.

use serde_json::{Value, json};

use super::super::cents::Money;
use super::super::order::{Order, Parcel, Refund, Restock, Return};
use super::{bag, gid, refer};

pub(super) fn refund(o: &Order, r: &Refund) -> Value {
    let lines: Vec<Value> = r
        .lines
        .iter()
        .map(|l| {
            json!({
                "__typename": "RefundLineItem",
                "id": gid("RefundLineItem", l.id),
                "quantity": l.part.pieces,
                "restockType": match l.restock {
                    Restock::Cancel => "CANCEL",
                    Restock::Return => "RETURN",
                    Restock::Never => "NO_RESTOCK",
                },
                "restocked": l.restock != Restock::Never,
                "location": null,
                "lineItem": refer("LineItem", o.lines[l.line].id),
                "priceSet": bag(o, o.lines[l.line].unit),
                "subtotalSet": bag(o, l.part.price),
                "totalTaxSet": bag(o, l.part.tax),
            })
        })
        .collect();
    let shipping = r.shipping.iter().map(|(id, at, price, tax)| {
        json!({
            "__typename": "RefundShippingLine",
            "id": gid("RefundShippingLine", *id),
            "shippingLine": refer("ShippingLine", o.shipping[*at].id),
            "subtotalAmountSet": bag(o, *price),
            "taxAmountSet": bag(o, *tax),
        })
    });
    let adjustments = r.adjustments.iter().map(|(id, reason, amount)| {
        json!({
            "__typename": "OrderAdjustment",
            "id": gid("OrderAdjustment", *id),
            "reason": reason,
            "amountSet": bag(o, *amount),
            "taxAmountSet": bag(o, Money::ZERO),
        })
    });
    json!({
        "__typename": "Refund",
        "id": gid("Refund", r.id),
        "legacyResourceId": r.id.to_string(),
        "createdAt": r.at.iso(),
        "processedAt": r.at.iso(),
        "updatedAt": r.at.iso(),
        "note": (!r.note.is_empty()).then_some(r.note),
        "totalRefundedSet": bag(o, r.total),
        "return": null,
        "duties": [],
        "refundLineItems": lines,
        "refundShippingLines": shipping.collect::<Vec<_>>(),
        "orderAdjustments": adjustments.collect::<Vec<_>>(),
        "transactions": r.payments.iter().map(|id| refer("OrderTransaction", *id)).collect::<Vec<_>>(),
    })
}

pub(super) fn returned(o: &Order, r: &Return) -> Value {
    json!({
        "id": gid("Return", r.id),
        "name": format!("{}-R1", o.name()),
        "status": "CLOSED",
        "createdAt": r.at.iso(),
        "closedAt": r.at.iso(),
        "totalQuantity": r.parts.iter().map(|(_, p)| p.pieces).sum::<i64>(),
    })
}

pub(super) fn fulfilment(o: &Order, p: &Parcel) -> Value {
    json!({
        "__typename": "Fulfillment",
        "id": gid("Fulfillment", p.id),
        "legacyResourceId": p.id.to_string(),
        "name": format!("{}-F1", o.name()),
        "status": if o.recalled.is_some() { "CANCELLED" } else { "SUCCESS" },
        "createdAt": p.at.iso(),
        "updatedAt": o.recalled.unwrap_or(p.at).iso(),
        "totalQuantity": p.lines.iter().map(|(_, pieces)| pieces).sum::<i64>(),
    })
}

/// What the warehouse is asked for.
pub(super) fn fulfilment_order(o: &Order) -> Value {
    let lines: Vec<Value> = o
        .lines
        .iter()
        .filter(|l| l.kept.pieces > 0)
        .map(|l| {
            json!({
                "id": gid("FulfillmentOrderLineItem", l.id),
                "totalQuantity": l.kept.pieces,
                "remainingQuantity": (l.now.pieces - l.shipped).max(0),
                "sku": l.item.sku,
                "lineItem": refer("LineItem", l.id),
            })
        })
        .collect();
    json!({
        "id": gid("FulfillmentOrder", o.id),
        "status": if o.cancelled.is_some() { "CANCELLED" } else if o.is_shipped() { "CLOSED" } else { "OPEN" },
        "requestStatus": "UNSUBMITTED",
        "assignedLocation": { "name": "Warehouse" },
        "lineItems": lines,
    })
}
