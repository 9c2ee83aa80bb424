//! Lines, shipping lines and their taxes.

use serde_json::{Value, json};

use super::super::catalogue::{BUNDLES, Kind};
use super::super::cents::Money;
use super::super::order::{Of, Order};
use super::{bag, gid};

/// An amount of tax by jurisdiction; the last takes what rounding leaves.
pub(super) fn tax_lines(o: &Order, rate: i64, total: Money) -> Vec<Value> {
    if rate == 0 {
        return Vec::new();
    }
    let taxes = o.province.taxes;
    let mut left = total;
    let mut lines = Vec::new();
    for (n, (title, part)) in taxes.iter().enumerate() {
        let value = if n + 1 == taxes.len() {
            left
        } else {
            total.part(*part, rate)
        };
        left -= value;
        lines.push(tax_line(o, title, *part, value));
    }
    lines
}

fn tax_line(o: &Order, title: &str, rate: i64, value: Money) -> Value {
    json!({
        "title": title,
        "rate": decimal(rate),
        "ratePercentage": decimal(rate * 100),
        "source": "Shopify",
        "channelLiable": false,
        "priceSet": bag(o, value),
    })
}

/// Ten-thousandths as a JSON number, without a float on the way.
pub(super) fn decimal(rate: i64) -> Value {
    let text = format!("{}.{:04}", rate / 10_000, rate % 10_000);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    serde_json::from_str(text).unwrap_or(Value::Null)
}

/// The order's tax by jurisdiction: as sold, or as it is now.
pub(super) fn taxes_by_rate(o: &Order, now: bool) -> Vec<Value> {
    let rate = o.province.rate();
    let total: Money = o.sales().filter(|s| now || s.is_order).map(|s| s.tax).sum();
    if total.is_zero() {
        Vec::new()
    } else {
        tax_lines(o, rate, total)
    }
}

pub(super) fn line(o: &Order, at: usize) -> Value {
    let l = &o.lines[at];
    let goods = matches!(l.item.kind, Kind::Goods | Kind::Part);
    let name = if l.item.variant.is_empty() {
        l.item.title.to_owned()
    } else {
        format!("{} - {}", l.item.title, l.item.variant)
    };
    let list = l.sold.price + l.sold.discount;
    let shipped = if o.recalled.is_some() { 0 } else { l.shipped };
    let unshipped = if goods { (l.now.pieces - shipped).max(0) } else { 0 };
    let allocations = if l.sold.discount.is_zero() {
        json!([])
    } else {
        json!([{ "allocatedAmountSet": bag(o, l.sold.discount), "discountApplication": application() }])
    };
    let mut line = super::object([
        ("__typename", json!("LineItem")),
        ("id", json!(gid("LineItem", l.id))),
        ("name", json!(name)),
        ("title", json!(l.item.title)),
        (
            "variantTitle",
            json!((!l.item.variant.is_empty()).then_some(l.item.variant)),
        ),
        ("sku", json!((!l.item.sku.is_empty()).then_some(l.item.sku))),
        ("vendor", json!(goods.then_some("Fern & Flint"))),
        ("quantity", json!(l.sold.pieces)),
        ("currentQuantity", json!(l.now.pieces)),
        ("unfulfilledQuantity", json!(unshipped)),
        ("refundableQuantity", json!(l.now.pieces)),
        (
            "nonFulfillableQuantity",
            json!((l.sold.pieces - shipped - unshipped).max(0)),
        ),
        ("isGiftCard", json!(l.item.kind == Kind::GiftCard)),
        ("requiresShipping", json!(goods)),
        ("taxable", json!(l.rate > 0)),
        ("customAttributes", json!([])),
        ("originalUnitPriceSet", bag(o, l.unit)),
        ("originalTotalSet", bag(o, list)),
        ("discountedTotalSet", bag(o, l.sold.price)),
        ("totalDiscountSet", bag(o, Money::ZERO)),
        (
            "priceAfterAllDiscountsBeforeTaxesSet",
            bag(o, o.net(l.now.price, l.now.tax)),
        ),
        ("discountAllocations", allocations),
        ("taxLines", Value::Array(tax_lines(o, l.rate, l.sold.tax))),
        ("duties", json!([])),
    ]);
    let number = 48_000_000_000_000 + l.item.id;
    let product = goods.then(|| json!({ "id": gid("Product", 8_900_000_000_000 + l.item.id) }));
    let variant = goods.then(|| json!({ "id": gid("ProductVariant", number) }));
    line.extend(super::object([
        ("product", json!(product)),
        ("variant", json!(variant)),
        ("lineItemGroup", group(o, at)),
    ]));
    Value::Object(line)
}

fn group(o: &Order, at: usize) -> Value {
    let Some(group) = &o.lines[at].group else {
        return Value::Null;
    };
    let bundle = &BUNDLES[group.bundle];
    json!({
        "id": gid("LineItemGroup", group.id),
        "title": bundle.title,
        "quantity": group.quantity,
        "productId": gid("Product", 8_900_000_000_000 + bundle.id),
        "variantId": gid("ProductVariant", 48_000_000_000_000 + bundle.id),
        "variantSku": bundle.sku,
        "customAttributes": [],
    })
}

/// The one discount an order may have.
fn application() -> Value {
    json!({ "__typename": "DiscountCodeApplication", "index": 0, "targetType": "LINE_ITEM" })
}

pub(super) fn shipping_line(o: &Order, at: usize) -> Value {
    let s = &o.shipping[at];
    let sales = o.sales().filter(|sale| sale.of == Of::Shipping(at));
    let now: Money = sales.map(|sale| sale.price).sum();
    let taxes = if s.tax.is_zero() {
        Vec::new()
    } else {
        tax_lines(o, s.rate, s.tax)
    };
    json!({
        "__typename": "ShippingLine",
        "id": gid("ShippingLine", s.id),
        "title": s.method.title,
        "code": s.method.title,
        "source": "shopify",
        "carrierIdentifier": null,
        "isRemoved": s.removed,
        "originalPriceSet": bag(o, s.price),
        "discountedPriceSet": bag(o, s.price),
        "currentDiscountedPriceSet": bag(o, now),
        "discountAllocations": [],
        "taxLines": taxes,
    })
}
