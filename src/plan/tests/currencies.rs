//! A payout in a currency of its own.

use std::collections::BTreeMap;

use super::payouts::{accounts, booked, booked_among, mixed};
use super::*;
use crate::model::rules::BookAs;

#[test]
fn documents_of_two_currencies_are_not_one_deposit() {
    let of = |currency: &'static str| {
        let mut facts = mixed();
        for document in facts.documents.values_mut().flatten().filter(|d| d.head.id == 380) {
            document.head.currency = currency.into();
        }
        booked(&facts, &accounts())
    };
    assert!(of("USD").unwrap_err().0.contains("PAY-23"));
    assert!(of("GBP").is_ok());
}

/// A payout in the shop's second currency: it is booked in that currency, or not at all.
#[test]
fn a_payout_names_its_currency_or_is_refused() {
    let known = |codes: &[(&str, u64)]| {
        let named = codes.iter().map(|(code, id)| (Currency::parse(code).unwrap(), *id));
        named.collect::<BTreeMap<_, _>>()
    };
    let (all, without) = (known(&[("USD", 1), ("GBP", 2)]), known(&[("USD", 1)]));
    for book_as in [BookAs::Deposit, BookAs::Journal] {
        let mut rules = accounts();
        rules.payouts.book_as = book_as;
        for step in booked_among(&mixed(), &rules, &all).unwrap() {
            assert_eq!(body(&step)["currency"], json!({"id": "2"}));
        }
        let why = booked_among(&mixed(), &rules, &without).unwrap_err().0;
        assert!(why.contains("GBP") && why.contains("PAY-23"), "{why}");
    }
}
