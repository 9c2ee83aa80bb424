//! From the rows of a bulk file to the records of the model.

use std::borrow::Cow;

use super::scalar::lower;
use super::wire::{
    AddressRow, AgreementRow, Bag, FulfillmentRow, GroupRow, IdRow, LineRow, OrderRow, PaymentRow, RefundRow, SaleRow,
    ShippingRow, TaxRow,
};
use crate::base::Quantity;
use crate::model::shop::{
    Address, AgreementReason, Fulfillment, Line, LineGroup, MoneyBag, OrderHead, Payment, PaymentKind, PaymentStatus,
    Refund, Sale, SaleKind, ShippingLine, Source, Totals,
};

/// A row that lacks what an amount cannot do without; the text names the field.
pub(super) type Lacks = &'static str;

/// Duties and fees that are null truly mean none: the API has null where the order has none.
fn or_none(bag: Option<Bag>) -> MoneyBag {
    bag.map_or(MoneyBag::ZERO, |b| b.money())
}

pub(super) fn head<'a>(row: OrderRow<'a>) -> Result<OrderHead<'a>, Lacks> {
    let total = row.current_total_price_set.ok_or("currentTotalPriceSet")?;
    let currency = row.currency_code.unwrap_or(total.shop_money.currency_code);
    let shipping = row.current_shipping_price_set.or(row.total_shipping_price_set);
    Ok(OrderHead {
        id: row.id.0,
        name: row.name,
        source: Source::Api,
        created_at: row.created_at.ok_or("createdAt")?.0,
        updated_at: row.updated_at.map(|t| t.0),
        cancelled_at: row.cancelled_at.map(|t| t.0),
        test: row.test.ok_or("test")?,
        edited: row.edited.ok_or("edited")?,
        taxes_included: row.taxes_included.ok_or("taxesIncluded")?,
        currency,
        presentment_currency: row
            .presentment_currency_code
            .or(total.presentment_money.map(|m| m.currency_code))
            .unwrap_or(currency),
        // An order without transactions has no financial status.
        financial_status: row.display_financial_status.map_or(Cow::Borrowed(""), lowered),
        fulfillment_status: row.display_fulfillment_status.map_or(Cow::Borrowed(""), lowered),
        totals: Totals::Current,
        total: total.money(),
        original_total: row.original_total_price_set.map(|b| b.money()),
        tax: row.current_total_tax_set.ok_or("currentTotalTaxSet")?.money(),
        shipping: shipping.ok_or("totalShippingPriceSet")?.money(),
        discounts: row
            .current_total_discounts_set
            .ok_or("currentTotalDiscountsSet")?
            .money(),
        unallocated_discount: MoneyBag::ZERO,
        duties: or_none(row.current_total_duties_set.flatten()),
        tips: or_none(row.total_tip_received_set),
        fees: or_none(row.current_total_additional_fees_set.flatten()),
        refunded: row.total_refunded_set.ok_or("totalRefundedSet")?.money(),
        outstanding: row.total_outstanding_set.map(|b| b.money()),
        ships_to: row.shipping_address.map(address),
        editable: row.merchant_editable,
        // A query without fulfilments tells nothing of them; the order's own status is what is compared then.
        fulfillments: row.fulfillments.into_iter().flatten().map(fulfillment).collect(),
    })
}

/// One that failed sent nothing off: it counts as little as one that was cancelled. One whose status was not asked for
/// may count.
fn fulfillment(row: FulfillmentRow<'_>) -> Fulfillment {
    Fulfillment {
        cancelled: matches!(row.status.as_deref(), Some("CANCELLED" | "ERROR" | "FAILURE")),
        changed_at: row.updated_at.map(|t| t.0),
    }
}

fn lowered(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(text) => lower(text),
        Cow::Owned(text) => Cow::Owned(text.to_ascii_lowercase()),
    }
}

fn address(row: AddressRow<'_>) -> Address<'_> {
    // A part that is null is a part the address does not have.
    Address {
        street: row.address1.unwrap_or(Cow::Borrowed("")),
        street2: row.address2.unwrap_or(Cow::Borrowed("")),
        city: row.city.unwrap_or(Cow::Borrowed("")),
        province: row.province_code.unwrap_or(Cow::Borrowed("")),
        zip: row.zip.unwrap_or(Cow::Borrowed("")),
        country: row.country_code_v2.unwrap_or(Cow::Borrowed("")),
    }
}

pub(super) fn line(row: LineRow<'_>) -> Result<Line<'_>, Lacks> {
    let unit_price = row.original_unit_price_set.ok_or("originalUnitPriceSet")?.money();
    let pieces = Quantity::whole(row.current_quantity);
    let allocated = row
        .discount_allocations
        .as_deref()
        .map(|all| all.iter().map(|a| a.allocated_amount_set.money()));
    let allocated = allocated.map(|all| all.fold(MoneyBag::ZERO, |sum, x| sum + x));
    let (net, net_has_tax) = if let Some(net) = row.price_after_all_discounts_before_taxes_set {
        (net.money(), false)
    } else if let Some(unit) = row.discounted_unit_price_after_all_discounts_set {
        (
            times(unit.money(), pieces).ok_or("discountedUnitPriceAfterAllDiscountsSet in whole cents")?,
            true,
        )
    } else if let (Some(total), Some(discount)) = (row.original_total_set, allocated)
        && row.quantity == row.current_quantity
    {
        (total.money() - discount, true)
    } else if row.current_quantity == 0 {
        (MoneyBag::ZERO, false)
    } else {
        return Err("priceAfterAllDiscountsBeforeTaxesSet");
    };
    let gross = times(unit_price, pieces).ok_or("originalUnitPriceSet in whole cents")?;
    Ok(Line {
        id: row.id.0,
        sku: row.sku.unwrap_or(Cow::Borrowed("")),
        title: row.title.unwrap_or(Cow::Borrowed("")),
        quantity: row.quantity,
        current_quantity: row.current_quantity,
        unit_price,
        net,
        net_has_tax,
        discount: match allocated {
            Some(discount) if row.quantity == row.current_quantity => discount,
            // Allocations also cover removed pieces; what the current ones lost is their price less their value.
            _ => gross - net,
        },
        tax: taxes(row.tax_lines.as_deref()),
        gift_card: row.is_gift_card.unwrap_or(false),
        group: row.line_item_group.map(group).transpose()?,
        unfulfilled: row.unfulfilled_quantity,
    })
}

fn group(row: GroupRow<'_>) -> Result<LineGroup<'_>, Lacks> {
    Ok(LineGroup {
        id: row.id.0,
        // A bundle need not have a SKU.
        sku: row.variant_sku.unwrap_or(Cow::Borrowed("")),
        quantity: row.quantity.ok_or("lineItemGroup.quantity")?,
    })
}

fn times(price: MoneyBag, pieces: Quantity) -> Option<MoneyBag> {
    Some(MoneyBag {
        shop: price.shop.times(pieces)?,
        presentment: price.presentment.times(pieces)?,
    })
}

/// A query without tax lines tells nothing about tax per line; the order's own tax is required.
fn taxes(rows: Option<&[TaxRow]>) -> MoneyBag {
    rows.into_iter()
        .flatten()
        .fold(MoneyBag::ZERO, |sum, row| sum + row.price_set.money())
}

pub(super) fn shipping(row: ShippingRow<'_>) -> Result<ShippingLine<'_>, Lacks> {
    let removed = row.is_removed.unwrap_or(false);
    // What a removed line costs now is nothing; what it did cost is what NetSuite may have kept.
    let price = row
        .current_discounted_price_set
        .filter(|_| !removed)
        .or(row.discounted_price_set)
        .or(row.original_price_set);
    Ok(ShippingLine {
        id: row.id.unwrap_or_default().0,
        title: row.title.unwrap_or(Cow::Borrowed("")),
        price: price.ok_or("discountedPriceSet")?.money(),
        tax: taxes(row.tax_lines.as_deref()),
        removed,
    })
}

pub(super) fn payment(row: PaymentRow<'_>) -> Payment<'_> {
    let kind = match row.kind.as_ref() {
        "AUTHORIZATION" => PaymentKind::Authorization,
        "CAPTURE" => PaymentKind::Capture,
        "CHANGE" => PaymentKind::Change,
        "EMV_AUTHORIZATION" => PaymentKind::EmvAuthorization,
        "REFUND" => PaymentKind::Refund,
        "SALE" => PaymentKind::Sale,
        "SUGGESTED_REFUND" => PaymentKind::SuggestedRefund,
        "VOID" => PaymentKind::Void,
        _ => PaymentKind::Unknown,
    };
    let status = match row.status.as_ref() {
        "SUCCESS" => PaymentStatus::Success,
        "PENDING" | "AWAITING_RESPONSE" => PaymentStatus::Pending,
        "FAILURE" | "ERROR" => PaymentStatus::Failure,
        _ => PaymentStatus::Unknown,
    };
    Payment {
        id: row.id.0,
        kind,
        status,
        gateway: row.gateway.unwrap_or(Cow::Borrowed("")),
        amount: row.amount_set.money(),
        at: row.processed_at.or(row.created_at).map(|t| t.0),
        parent: row.parent_transaction.map_or(0, number),
    }
}

fn number(row: IdRow) -> u64 {
    row.id.map_or(0, |id| id.0)
}

pub(super) fn refund(row: RefundRow<'_>) -> Result<Refund<'_>, Lacks> {
    Ok(Refund {
        id: row.id.0,
        created_at: row.created_at.ok_or("createdAt")?.0,
        total: row.total_refunded_set.money(),
        note: row.note.unwrap_or(Cow::Borrowed("")),
        lines: Vec::new(),
        shipping: MoneyBag::ZERO,
        shipping_tax: MoneyBag::ZERO,
        adjustments: MoneyBag::ZERO,
    })
}

/// An agreement's own fields, in the order in which they are packed; its sales follow.
pub(super) type AgreementHead<'a> = (u64, crate::base::Moment, AgreementReason, Cow<'a, str>, u64);

pub(super) fn agreement(row: AgreementRow<'_>) -> AgreementHead<'_> {
    let reason = match row.reason.as_ref() {
        "ORDER" => AgreementReason::Order,
        "ORDER_EDIT" => AgreementReason::Edit,
        "REFUND" => AgreementReason::Refund,
        "RETURN" => AgreementReason::Return,
        _ => AgreementReason::Unknown,
    };
    let app = row.app.and_then(|a| a.title).unwrap_or(Cow::Borrowed(""));
    (row.id.0, row.happened_at.0, reason, app, row.refund.map_or(0, number))
}

pub(super) fn sale(row: SaleRow<'_>) -> Sale {
    let kind = match row.line_type.as_ref() {
        "PRODUCT" => SaleKind::Product,
        "GIFT_CARD" => SaleKind::GiftCard,
        "TIP" => SaleKind::Tip,
        "SHIPPING" => SaleKind::Shipping,
        "DUTY" => SaleKind::Duty,
        "ADDITIONAL_FEE" => SaleKind::AdditionalFee,
        "FEE" => SaleKind::Fee,
        "ADJUSTMENT" => SaleKind::Adjustment,
        _ => SaleKind::Unknown,
    };
    let of = row.line_item.or(row.shipping_line).or(row.duty).or(row.additional_fee);
    Sale {
        kind,
        of: of.map_or(0, number),
        quantity: row.quantity,
        total: row.total_amount.money(),
        tax: row.total_tax_amount.money(),
    }
}
