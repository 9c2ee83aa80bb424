//! PAY-02: deposits and journal entries that name a payout Shopify does not have.

use crate::base::{Amount, Currency, Moment};
use crate::model::books::{Document, iso_currency};
use crate::model::code::pay;
use crate::model::finding::{ActionKind, Against, Finding, Subject};
use crate::model::rules::{Rules, ShopNo};

use super::super::context::{late, shop_name};
use super::super::documents::{made_at, named, reference};
use super::scene::booked;

/// Deposits and journal entries that name a payout Shopify does not have.
#[must_use]
pub fn deposits_without_payout(
    documents: &[&Document<'_>],
    shop: ShopNo,
    rules: &Rules,
    as_of: Moment,
) -> Vec<Finding> {
    let mut live: Vec<&Document<'_>> = documents.iter().copied().filter(|d| !d.head.status.is_dead()).collect();
    live.sort_by_key(|d| d.head.id);
    live.iter()
        .map(|document| {
            let held = booked(document, rules, None);
            let (since, grace) = made_at(document).unwrap_or((as_of, 0));
            let subject = Subject {
                netsuite: vec![reference(document)],
                ..Subject::default()
            };
            let currency = iso_currency(&document.head.currency).unwrap_or(Currency::UNKNOWN);
            let shop = shop_name(rules, shop);
            let mut finding = Finding::new(&pay::PAY_02, shop, subject, currency, Amount::ZERO, held, since)
                .explain("deposit_without_payout", -held)
                .seen("payout", "", document.head.payout_ref.to_string())
                .proposing(ActionKind::Route, held, Some(reference(document)))
                .noting(format!(
                    "{} names a payout that Shopify does not have.",
                    named(document)
                ));
            finding.against = Some(Against::Ledger);
            late(finding, rules.late.payouts + grace, as_of)
        })
        .collect()
}
