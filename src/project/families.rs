//! Balance transactions by what they mean for the books.
//!
//! Shopify adds types between versions of its API, so a type that is not in the table is
//! [`Family::Unknown`] and becomes a person's work; it is never sorted by guessing from its name.

use crate::base::Amount;
use crate::model::payout::{BalanceTransaction, Family};

/// Every type of `ShopifyPaymentsTransactionType` (API version 2026-10), in alphabetical order.
#[rustfmt::skip]
static TYPES: [(&str, Family); 113] = [
    ("ACH_BANK_FAILURE_DEBIT_FEE", Family::Fees),
    ("ACH_BANK_FAILURE_DEBIT_REVERSAL_FEE", Family::Fees),
    ("ADJUSTMENT", Family::Corrections),
    ("ADS_PUBLISHER_CREDIT", Family::Corrections),
    ("ADS_PUBLISHER_CREDIT_REVERSAL", Family::Corrections),
    ("ADVANCE", Family::Transfers),
    ("ADVANCE_FUNDING", Family::Transfers),
    ("ANOMALY_CREDIT", Family::Corrections),
    ("ANOMALY_CREDIT_REVERSAL", Family::Corrections),
    ("ANOMALY_DEBIT", Family::Corrections),
    ("ANOMALY_DEBIT_REVERSAL", Family::Corrections),
    ("APPLICATION_FEE_REFUND", Family::Fees),
    ("BALANCE_TRANSFER_INBOUND", Family::Transfers),
    ("BALANCE_TRANSFER_OUTBOUND", Family::Transfers),
    ("BILLING_DEBIT", Family::Fees),
    ("BILLING_DEBIT_REVERSAL", Family::Fees),
    ("CHANNEL_CREDIT", Family::Corrections),
    ("CHANNEL_CREDIT_REVERSAL", Family::Corrections),
    ("CHANNEL_PROMOTION_CREDIT", Family::Corrections),
    ("CHANNEL_PROMOTION_CREDIT_REVERSAL", Family::Corrections),
    ("CHANNEL_TRANSFER_CREDIT", Family::Corrections),
    ("CHANNEL_TRANSFER_CREDIT_REVERSAL", Family::Corrections),
    ("CHANNEL_TRANSFER_DEBIT", Family::Corrections),
    ("CHANNEL_TRANSFER_DEBIT_REVERSAL", Family::Corrections),
    ("CHARGE", Family::Orders),
    ("CHARGEBACK_FEE", Family::Disputes),
    ("CHARGEBACK_FEE_REFUND", Family::Disputes),
    ("CHARGEBACK_HOLD", Family::Disputes),
    ("CHARGEBACK_HOLD_RELEASE", Family::Disputes),
    ("CHARGEBACK_PROTECTION_CREDIT", Family::Disputes),
    ("CHARGEBACK_PROTECTION_CREDIT_REVERSAL", Family::Disputes),
    ("CHARGEBACK_PROTECTION_DEBIT", Family::Disputes),
    ("CHARGEBACK_PROTECTION_DEBIT_REVERSAL", Family::Disputes),
    ("CHARGE_ADJUSTMENT", Family::Orders),
    ("COLLECTIONS_CREDIT", Family::Lending),
    ("COLLECTIONS_CREDIT_REVERSAL", Family::Lending),
    ("CUSTOMS_DUTY", Family::DutyAndTax),
    ("CUSTOMS_DUTY_ADJUSTMENT", Family::DutyAndTax),
    ("DISPUTE_REVERSAL", Family::Disputes),
    ("DISPUTE_WITHDRAWAL", Family::Disputes),
    ("IMPORT_TAX", Family::DutyAndTax),
    ("IMPORT_TAX_ADJUSTMENT", Family::DutyAndTax),
    ("IMPORT_TAX_REFUND", Family::DutyAndTax),
    ("LENDING_CAPITAL_REFUND", Family::Lending),
    ("LENDING_CAPITAL_REFUND_REVERSAL", Family::Lending),
    ("LENDING_CAPITAL_REMITTANCE", Family::Lending),
    ("LENDING_CAPITAL_REMITTANCE_REVERSAL", Family::Lending),
    ("LENDING_CREDIT", Family::Lending),
    ("LENDING_CREDIT_REFUND", Family::Lending),
    ("LENDING_CREDIT_REFUND_REVERSAL", Family::Lending),
    ("LENDING_CREDIT_REMITTANCE", Family::Lending),
    ("LENDING_CREDIT_REMITTANCE_REVERSAL", Family::Lending),
    ("LENDING_CREDIT_REVERSAL", Family::Lending),
    ("LENDING_DEBIT", Family::Lending),
    ("LENDING_DEBIT_REVERSAL", Family::Lending),
    ("MARKETPLACE_FEE_CREDIT", Family::Fees),
    ("MARKETPLACE_FEE_CREDIT_REVERSAL", Family::Fees),
    ("MARKETS_PRO_CREDIT", Family::Corrections),
    ("MERCHANT_GOODWILL_CREDIT", Family::Corrections),
    ("MERCHANT_GOODWILL_CREDIT_REVERSAL", Family::Corrections),
    ("MERCHANT_TO_MERCHANT_CREDIT", Family::Merchants),
    ("MERCHANT_TO_MERCHANT_CREDIT_REVERSAL", Family::Merchants),
    ("MERCHANT_TO_MERCHANT_DEBIT", Family::Merchants),
    ("MERCHANT_TO_MERCHANT_DEBIT_REVERSAL", Family::Merchants),
    ("PROMOTION_CREDIT", Family::Corrections),
    ("PROMOTION_CREDIT_REVERSAL", Family::Corrections),
    ("REFERRAL_FEE", Family::Fees),
    ("REFERRAL_FEE_TAX", Family::DutyAndTax),
    ("REFUND", Family::Orders),
    ("REFUND_ADJUSTMENT", Family::Orders),
    ("REFUND_FAILURE", Family::Orders),
    ("RESERVED_FUNDS", Family::Reserves),
    ("RESERVED_FUNDS_REVERSAL", Family::Reserves),
    ("RESERVED_FUNDS_WITHDRAWAL", Family::Reserves),
    ("RISK_REVERSAL", Family::Disputes),
    ("RISK_WITHDRAWAL", Family::Disputes),
    ("SELLER_PROTECTION_CREDIT", Family::Disputes),
    ("SELLER_PROTECTION_CREDIT_REVERSAL", Family::Disputes),
    ("SHIPPING_LABEL", Family::Labels),
    ("SHIPPING_LABEL_ADJUSTMENT", Family::Labels),
    ("SHIPPING_LABEL_ADJUSTMENT_BASE", Family::Labels),
    ("SHIPPING_LABEL_ADJUSTMENT_SURCHARGE", Family::Labels),
    ("SHIPPING_OTHER_CARRIER_CHARGE_ADJUSTMENT", Family::Labels),
    ("SHIPPING_RETURN_TO_ORIGIN_ADJUSTMENT", Family::Labels),
    ("SHOPIFY_COLLECTIVE_CREDIT", Family::Merchants),
    ("SHOPIFY_COLLECTIVE_CREDIT_REVERSAL", Family::Merchants),
    ("SHOPIFY_COLLECTIVE_DEBIT", Family::Merchants),
    ("SHOPIFY_COLLECTIVE_DEBIT_REVERSAL", Family::Merchants),
    ("SHOPIFY_SOURCE_CREDIT", Family::Merchants),
    ("SHOPIFY_SOURCE_CREDIT_REVERSAL", Family::Merchants),
    ("SHOPIFY_SOURCE_DEBIT", Family::Merchants),
    ("SHOPIFY_SOURCE_DEBIT_REVERSAL", Family::Merchants),
    ("SHOP_CASH_BILLING_DEBIT", Family::ShopCash),
    ("SHOP_CASH_BILLING_DEBIT_REVERSAL", Family::ShopCash),
    ("SHOP_CASH_CAMPAIGN_BILLING_CREDIT", Family::ShopCash),
    ("SHOP_CASH_CAMPAIGN_BILLING_CREDIT_REVERSAL", Family::ShopCash),
    ("SHOP_CASH_CAMPAIGN_BILLING_DEBIT", Family::ShopCash),
    ("SHOP_CASH_CAMPAIGN_BILLING_DEBIT_REVERSAL", Family::ShopCash),
    ("SHOP_CASH_CREDIT", Family::ShopCash),
    ("SHOP_CASH_CREDIT_REVERSAL", Family::ShopCash),
    ("SHOP_CASH_REFUND_DEBIT", Family::ShopCash),
    ("SHOP_CASH_REFUND_DEBIT_REVERSAL", Family::ShopCash),
    ("STRIPE_FEE", Family::Fees),
    ("TAX_ADJUSTMENT_CREDIT", Family::DutyAndTax),
    ("TAX_ADJUSTMENT_CREDIT_REVERSAL", Family::DutyAndTax),
    ("TAX_ADJUSTMENT_DEBIT", Family::DutyAndTax),
    ("TAX_ADJUSTMENT_DEBIT_REVERSAL", Family::DutyAndTax),
    ("TRANSFER", Family::Transfers),
    ("TRANSFER_CANCEL", Family::Transfers),
    ("TRANSFER_FAILURE", Family::Transfers),
    ("TRANSFER_REFUND", Family::Transfers),
    ("VAT_REFUND_CREDIT", Family::DutyAndTax),
    ("VAT_REFUND_CREDIT_REVERSAL", Family::DutyAndTax),
];

/// Types that only the admin's CSV exports have.
static EXPORT_TYPES: [(&str, Family); 6] = [
    ("ADVANCES", Family::Transfers),
    ("CHARGEBACK", Family::Disputes),
    ("DISPUTE", Family::Disputes),
    ("MARKETPLACE_SALES_TAX", Family::DutyAndTax),
    ("PAYOUT", Family::Transfers),
    ("RESERVE", Family::Reserves),
];

/// The family of a type as [`BalanceTransaction::kind`] spells it.
#[must_use]
pub fn family(kind: &str) -> Family {
    match TYPES.binary_search_by(|(name, _)| (*name).cmp(kind)) {
        Ok(found) => TYPES[found].1,
        Err(_) => EXPORT_TYPES
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or(Family::Unknown, |(_, family)| *family),
    }
}

/// Whether a row is the payout itself, seen from the balance it leaves: it is not a part of what
/// the payout consists of.
#[must_use]
pub fn is_payout_row(kind: &str) -> bool {
    matches!(kind, "TRANSFER" | "PAYOUT")
}

/// The balance transactions of one family, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilySum {
    /// The family.
    pub family: Family,
    /// How many.
    pub count: u64,
    /// Before fees.
    pub amount: Amount,
    /// Fees, positive on charges.
    pub fee: Amount,
    /// After fees, as stated.
    pub net: Amount,
}

/// Adds up a payout's balance transactions by family, without test rows and without the payout's
/// own row. Sorted by family.
#[must_use]
pub fn sums(transactions: &[BalanceTransaction<'_>]) -> Vec<FamilySum> {
    let mut sums: Vec<FamilySum> = Vec::new();
    for row in transactions.iter().filter(|t| !t.test && !is_payout_row(&t.kind)) {
        let family = family(&row.kind);
        match sums.iter_mut().find(|s| s.family == family) {
            Some(sum) => {
                sum.count += 1;
                sum.amount += row.amount;
                sum.fee += row.fee;
                sum.net += row.net;
            }
            None => sums.push(FamilySum {
                family,
                count: 1,
                amount: row.amount,
                fee: row.fee,
                net: row.net,
            }),
        }
    }
    sums.sort_by_key(|s| s.family);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn all_113_types_have_their_family() {
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0), "searched by halving");
        let mut counts: BTreeMap<Family, usize> = BTreeMap::new();
        for (kind, expected) in TYPES {
            assert_eq!(family(kind), expected);
            *counts.entry(expected).or_default() += 1;
        }
        let counts: Vec<_> = counts.into_values().collect();
        assert_eq!(
            counts,
            [5, 14, 3, 8, 10, 6, 12, 14, 9, 12, 20],
            "as section 3.9 counts them"
        );
    }

    #[test]
    fn a_type_nobody_knows_is_never_sorted_by_its_looks() {
        assert_eq!(family("CHARGE_OF_THE_LIGHT_BRIGADE"), Family::Unknown);
        assert_eq!(family("charge"), Family::Unknown);
        assert_eq!(family("MARKETPLACE_SALES_TAX"), Family::DutyAndTax);
    }
}
