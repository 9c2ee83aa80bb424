//! Agreements and their sales.

use serde_json::{Value, json};

use super::super::catalogue::Kind;
use super::super::order::{Agreement, Of, Order, Reason, Sale};
use super::order::sale_taxes;
use super::{Object, bag, gid, object, refer};

pub(super) fn agreement(o: &Order, a: &Agreement) -> Value {
    let (typename, reason, app, title) = match a.reason {
        Reason::Order => ("OrderAgreement", "ORDER", 580_111, "Online Store"),
        Reason::Edit => ("OrderEditAgreement", "ORDER_EDIT", 1_354_745, "Shopify Web"),
        Reason::Refund => ("RefundAgreement", "REFUND", 1_354_745, "Shopify Web"),
        Reason::Return => ("ReturnAgreement", "RETURN", 1_354_745, "Shopify Web"),
    };
    let sales: Vec<Value> = a.sales.iter().map(|s| Value::Object(sale(o, s))).collect();
    let mut all = object([
        ("__typename", json!(typename)),
        ("id", json!(gid("SalesAgreement", a.id))),
        ("happenedAt", json!(a.at.iso())),
        ("reason", json!(reason)),
        ("app", json!({ "id": gid("App", app), "title": title })),
        ("user", Value::Null),
    ]);
    if let Some(refund) = a.refund {
        all.insert("refund".to_owned(), refer("Refund", o.refunds[refund].id));
    }
    if a.reason == Reason::Return
        && let Some(returned) = o.returns.iter().find(|r| r.at == a.at)
    {
        all.insert("return".to_owned(), refer("Return", returned.id));
    }
    all.insert("sales".to_owned(), Value::Array(sales));
    Value::Object(all)
}

fn sale(o: &Order, s: &Sale) -> Object {
    let (typename, line_type, rate) = match s.of {
        Of::Line(at) => {
            let line = &o.lines[at];
            match line.item.kind {
                Kind::Goods | Kind::Part => ("ProductSale", "PRODUCT", line.rate),
                Kind::GiftCard => ("GiftCardSale", "GIFT_CARD", line.rate),
                Kind::Tip => ("TipSale", "TIP", line.rate),
            }
        }
        Of::Shipping(at) => ("ShippingLineSale", "SHIPPING", o.shipping[at].rate),
        Of::Adjustment => ("AdjustmentSale", "ADJUSTMENT", 0),
    };
    let discount_tax = o.tax_of(s.discount, rate);
    let taxes = sale_taxes(o, rate, s.tax).into_iter().enumerate().map(
        |(n, line)| json!({ "id": gid("SaleTax", s.id * 10 + n as u64), "amount": line["priceSet"], "taxLine": line }),
    );
    let mut all = object([
        ("__typename", json!(typename)),
        ("id", json!(gid("Sale", s.id))),
        ("actionType", json!(if s.is_order { "ORDER" } else { "RETURN" })),
        ("lineType", json!(line_type)),
        ("quantity", json!(s.quantity)),
        ("totalAmount", bag(o, o.gross(s.price, s.tax))),
        ("totalTaxAmount", bag(o, s.tax)),
        (
            "totalDiscountAmountBeforeTaxes",
            bag(o, o.net(s.discount, discount_tax)),
        ),
        (
            "totalDiscountAmountAfterTaxes",
            bag(o, o.gross(s.discount, discount_tax)),
        ),
        ("taxes", Value::Array(taxes.collect())),
    ]);
    match s.of {
        Of::Line(at) => drop(all.insert("lineItem".to_owned(), refer("LineItem", o.lines[at].id))),
        Of::Shipping(at) => drop(all.insert("shippingLine".to_owned(), refer("ShippingLine", o.shipping[at].id))),
        Of::Adjustment => {}
    }
    all
}
