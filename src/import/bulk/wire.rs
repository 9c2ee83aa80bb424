//! The rows of a bulk operation's JSONL, as far as tieout uses them. Fields are those of the Admin
//! GraphQL API; what a query may leave out is optional here, and what an amount cannot do without is
//! not.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use super::scalar::{At, Exact, Gid, Number};
use crate::base::Currency;
use crate::model::shop::MoneyBag;

/// A field that may be null, and that a query may leave out: the outer `None` is a field that was not
/// selected, the inner one a null.
pub(super) type Selected<T> = Option<Option<T>>;

fn selected<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Selected<T>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Money {
    pub(super) amount: Exact,
    pub(super) currency_code: Currency,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bag {
    pub(super) shop_money: Money,
    pub(super) presentment_money: Option<Money>,
}

impl Bag {
    /// Without presentment money the query asked for the shop's alone: the order is compared in it.
    pub(super) fn money(&self) -> MoneyBag {
        let shop = self.shop_money.amount.0;
        MoneyBag {
            shop,
            presentment: self.presentment_money.map_or(shop, |m| m.amount.0),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderRow<'a> {
    pub(super) id: Gid,
    #[serde(borrow)]
    pub(super) name: Cow<'a, str>,
    pub(super) created_at: Option<At>,
    pub(super) updated_at: Option<At>,
    pub(super) cancelled_at: Option<At>,
    pub(super) test: Option<bool>,
    pub(super) edited: Option<bool>,
    pub(super) taxes_included: Option<bool>,
    pub(super) currency_code: Option<Currency>,
    pub(super) presentment_currency_code: Option<Currency>,
    #[serde(borrow)]
    pub(super) display_financial_status: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) display_fulfillment_status: Option<Cow<'a, str>>,
    pub(super) original_total_price_set: Option<Bag>,
    pub(super) current_total_price_set: Option<Bag>,
    pub(super) current_total_tax_set: Option<Bag>,
    pub(super) current_total_discounts_set: Option<Bag>,
    pub(super) current_shipping_price_set: Option<Bag>,
    pub(super) total_shipping_price_set: Option<Bag>,
    #[serde(default, deserialize_with = "selected")]
    pub(super) current_total_duties_set: Selected<Bag>,
    #[serde(default, deserialize_with = "selected")]
    pub(super) current_total_additional_fees_set: Selected<Bag>,
    pub(super) total_tip_received_set: Option<Bag>,
    pub(super) total_refunded_set: Option<Bag>,
    pub(super) total_outstanding_set: Option<Bag>,
    #[serde(borrow)]
    pub(super) shipping_address: Option<AddressRow<'a>>,
    #[serde(borrow)]
    pub(super) transactions: Option<Vec<PaymentRow<'a>>>,
    #[serde(borrow)]
    pub(super) refunds: Option<Vec<RefundRow<'a>>>,
    pub(super) merchant_editable: Option<bool>,
    #[serde(borrow)]
    pub(super) fulfillments: Option<Vec<FulfillmentRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FulfillmentRow<'a> {
    #[serde(borrow)]
    pub(super) status: Option<Cow<'a, str>>,
    pub(super) updated_at: Option<At>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AddressRow<'a> {
    #[serde(borrow)]
    pub(super) address1: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) address2: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) city: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) province_code: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) zip: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) country_code_v2: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LineRow<'a> {
    pub(super) id: Gid,
    #[serde(rename = "__parentId")]
    pub(super) parent: Gid,
    #[serde(borrow)]
    pub(super) sku: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) title: Option<Cow<'a, str>>,
    pub(super) quantity: i64,
    pub(super) current_quantity: i64,
    pub(super) is_gift_card: Option<bool>,
    pub(super) original_unit_price_set: Option<Bag>,
    pub(super) original_total_set: Option<Bag>,
    pub(super) price_after_all_discounts_before_taxes_set: Option<Bag>,
    pub(super) discounted_unit_price_after_all_discounts_set: Option<Bag>,
    pub(super) discount_allocations: Option<Vec<AllocationRow>>,
    pub(super) tax_lines: Option<Vec<TaxRow>>,
    #[serde(borrow)]
    pub(super) line_item_group: Option<GroupRow<'a>>,
    pub(super) unfulfilled_quantity: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AllocationRow {
    pub(super) allocated_amount_set: Bag,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TaxRow {
    pub(super) price_set: Bag,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GroupRow<'a> {
    pub(super) id: Gid,
    #[serde(borrow)]
    pub(super) variant_sku: Option<Cow<'a, str>>,
    pub(super) quantity: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShippingRow<'a> {
    pub(super) id: Option<Gid>,
    #[serde(rename = "__parentId")]
    pub(super) parent: Gid,
    #[serde(borrow)]
    pub(super) title: Option<Cow<'a, str>>,
    pub(super) is_removed: Option<bool>,
    pub(super) current_discounted_price_set: Option<Bag>,
    pub(super) discounted_price_set: Option<Bag>,
    pub(super) original_price_set: Option<Bag>,
    pub(super) tax_lines: Option<Vec<TaxRow>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaymentRow<'a> {
    pub(super) id: Gid,
    #[serde(rename = "__parentId")]
    pub(super) parent: Option<Gid>,
    #[serde(borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) status: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) gateway: Option<Cow<'a, str>>,
    pub(super) processed_at: Option<At>,
    pub(super) created_at: Option<At>,
    pub(super) amount_set: Bag,
    pub(super) parent_transaction: Option<IdRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct IdRow {
    pub(super) id: Option<Gid>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundRow<'a> {
    pub(super) id: Gid,
    #[serde(rename = "__parentId")]
    pub(super) parent: Option<Gid>,
    pub(super) created_at: Option<At>,
    #[serde(borrow)]
    pub(super) note: Option<Cow<'a, str>>,
    pub(super) total_refunded_set: Bag,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgreementRow<'a> {
    pub(super) id: Gid,
    #[serde(rename = "__parentId")]
    pub(super) parent: Gid,
    pub(super) happened_at: At,
    #[serde(borrow)]
    pub(super) reason: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) app: Option<AppRow<'a>>,
    pub(super) refund: Option<IdRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AppRow<'a> {
    #[serde(borrow)]
    pub(super) title: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SaleRow<'a> {
    /// Tells a sale that is listed twice; it may be left out.
    pub(super) id: Option<Gid>,
    #[serde(rename = "__parentId")]
    pub(super) parent: Gid,
    #[serde(borrow)]
    pub(super) line_type: Cow<'a, str>,
    pub(super) quantity: Option<i64>,
    pub(super) total_amount: Bag,
    pub(super) total_tax_amount: Bag,
    pub(super) line_item: Option<IdRow>,
    pub(super) shipping_line: Option<IdRow>,
    pub(super) duty: Option<IdRow>,
    pub(super) additional_fee: Option<IdRow>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PayoutRow<'a> {
    pub(super) id: Gid,
    pub(super) issued_at: At,
    #[serde(borrow)]
    pub(super) status: Cow<'a, str>,
    pub(super) net: Money,
    #[serde(borrow)]
    pub(super) external_trace_id: Option<Cow<'a, str>>,
    pub(super) summary: Option<SummaryRow>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SummaryRow {
    pub(super) charges_gross: Option<Money>,
    pub(super) charges_fee: Option<Money>,
    pub(super) refunds_fee_gross: Option<Money>,
    pub(super) refunds_fee: Option<Money>,
    pub(super) adjustments_gross: Option<Money>,
    pub(super) adjustments_fee: Option<Money>,
    pub(super) reserved_funds_gross: Option<Money>,
    pub(super) reserved_funds_fee: Option<Money>,
    pub(super) retried_payouts_gross: Option<Money>,
    pub(super) retried_payouts_fee: Option<Money>,
    pub(super) advance_gross: Option<Money>,
    pub(super) advance_fees: Option<Money>,
    pub(super) usdc_rebate_credit_amount: Option<Money>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BalanceRow<'a> {
    pub(super) id: Gid,
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    pub(super) test: Option<bool>,
    pub(super) transaction_date: At,
    pub(super) amount: Money,
    pub(super) fee: Money,
    pub(super) net: Money,
    /// Null for fees, reserves and the like.
    #[serde(default, deserialize_with = "selected")]
    pub(super) source_order_transaction_id: Selected<Number>,
    /// Null and not selected differ: without it, no transaction would be in any payout.
    #[serde(deserialize_with = "Option::deserialize")]
    pub(super) associated_payout: Option<PayoutRef>,
    #[serde(borrow)]
    pub(super) associated_order: Option<OrderRef<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DisputeRow<'a> {
    pub(super) id: Gid,
    #[serde(rename = "type", borrow)]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) status: Cow<'a, str>,
    pub(super) initiated_at: At,
    pub(super) evidence_due_by: Option<At>,
    pub(super) finalized_on: Option<At>,
    pub(super) amount: Money,
    #[serde(borrow)]
    pub(super) reason_details: Option<ReasonRow<'a>>,
    /// Null and not selected differ: without it, a dispute would belong to no order.
    #[serde(borrow, deserialize_with = "Option::deserialize")]
    pub(super) order: Option<OrderRef<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReasonRow<'a> {
    #[serde(borrow)]
    pub(super) reason: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PayoutRef {
    pub(super) id: Option<Gid>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OrderRef<'a> {
    pub(super) id: Option<Gid>,
    #[serde(borrow)]
    pub(super) name: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundLineRow<'a> {
    /// The refund, or the agreement about it.
    #[serde(rename = "__parentId", borrow)]
    pub(super) parent: Cow<'a, str>,
    pub(super) quantity: i64,
    pub(super) restock_type: Option<String>,
    pub(super) line_item: Option<IdRow>,
    pub(super) subtotal_set: Bag,
    pub(super) total_tax_set: Bag,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundShippingRow<'a> {
    /// The refund, or the agreement about it.
    #[serde(rename = "__parentId", borrow)]
    pub(super) parent: Cow<'a, str>,
    pub(super) subtotal_amount_set: Bag,
    pub(super) tax_amount_set: Bag,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AdjustmentRow<'a> {
    /// The refund, or the agreement about it.
    #[serde(rename = "__parentId", borrow)]
    pub(super) parent: Cow<'a, str>,
    pub(super) amount_set: Bag,
    pub(super) tax_amount_set: Bag,
}
