//! Findings become checks.

use std::collections::BTreeSet;

use super::*;
use crate::config::file::Shop;
use crate::flow::order_field::{Candidate, Found};
use crate::model::period::Period;
use crate::model::rules::OrderHolds;
use crate::netsuite::{Governance, NetsuiteError, Profile};
use crate::shopify::{About, ShopifyError};

fn now() -> Moment {
    Moment::parse("2026-11-24T06:00:00Z").unwrap()
}

fn ours() -> Shop {
    Shop {
        name: "uk".to_owned(),
        domain: Some("example-uk.myshopify.com".to_owned()),
        ..Shop::implicit()
    }
}

fn about(scopes: &[&str]) -> About {
    About {
        name: "Example\u{1b}[2J".to_owned(),
        domain: "example-uk.myshopify.com".to_owned(),
        time_zone: "Europe/London".to_owned(),
        currency: "GBP".to_owned(),
        plan: "Basic".to_owned(),
        development: false,
        plus: false,
        taxes_included: true,
        scopes: scopes.iter().map(|s| (*s).to_owned()).collect::<BTreeSet<_>>(),
        version: Some("2026-10".to_owned()),
        versions: vec!["2026-07".to_owned(), "2026-10".to_owned()],
    }
}

const ALL: [&str; 5] = [
    "read_orders",
    "read_all_orders",
    "read_shopify_payments_payouts",
    "read_shopify_payments_disputes",
    "read_returns",
];

fn lines(checks: &[Check]) -> String {
    let line = |c: &Check| {
        let mend = c.mend.as_deref().unwrap_or("-");
        format!("{} | {} | {} | {mend}\n", c.state.as_str(), c.name, c.said)
    };
    checks.iter().map(line).collect()
}

#[test]
fn a_shop_that_is_well() {
    let checks = shopify::of_about(&ours(), &about(&ALL), now());
    insta::assert_snapshot!(lines(&checks));
}

#[test]
fn a_shop_that_is_not() {
    let mut shop = ours();
    shop.time_zone = Some("UTC".to_owned());
    let mut about = about(&["write_orders"]);
    about.domain = "renamed.myshopify.com".to_owned();
    about.version = Some("2027-01".to_owned());
    let checks = shopify::of_about(&shop, &about, now());
    insta::assert_snapshot!(lines(&checks));
    let none = about_without_orders();
    assert!(lines(&none).contains("fail | shop uk scopes | read_orders is missing"));
}

fn about_without_orders() -> Vec<Check> {
    shopify::of_about(&ours(), &about(&["read_returns"]), now())
}

#[test]
fn payouts_that_do_not_arise_are_no_failure() {
    assert_eq!(shopify::of_payments(&ours(), Ok(true)).state, State::Skipped);
    let denied = ShopifyError::AccessDenied {
        what: "shopifyPaymentsAccount".to_owned(),
        needs: "read_shopify_payments_payouts".to_owned(),
    };
    assert_eq!(
        shopify::of_payments(&ours(), Err(denied)).state,
        State::Fail(Why::Refused)
    );
}

/// A profile as it is kept.
fn profile(gaps: &str) -> Profile {
    let text = format!(
        r#"{{"version": 1,
            "settings": {{"order_field": "otherrefnum", "refund_field": "externalid", "payout_field": "memo", "addresses": "region", "zone_hint": null}},
            "tables": {{"transaction": {{"columns": ["id"], "empty": false}}}},
            "made_from": "header",
            "kinds": {{"SalesOrd": {{"documents": 7, "last_id": 9, "statuses": {{"B": 7}},
                       "signs": {{"looked_at": 5, "balanced": 5, "totals_positive": 5, "totals_negative": 0, "rows_negative": 5, "taxed": 5}}}}}},
            "zone": {ZONE}, "gaps": {gaps}}}"#
    );
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}"))
}

const ZONE: &str = r#"{"name": "Europe/London", "offset_seconds": 0, "certain": true, "samples": []}"#;

#[test]
fn an_account_that_is_well() {
    insta::assert_snapshot!(lines(&netsuite::of_profile(&profile("[]"))));
}

#[test]
fn what_a_role_may_not_see_is_told_with_its_permission() {
    let gaps = r#"[
        {"field": {"setting": "order_field", "column": "custbody_x"}},
        {"table": {"table": "currency", "without": "currencies are not known", "needed": true}},
        {"kind": {"kind": "CustCred", "permission": "TRAN_CUSTCRED", "evidence": "refunds are linked to some"}},
        "zone_unknown",
        {"unbalanced": {"kind": "CashRfnd", "looked_at": 5, "balanced": 1}}
    ]"#;
    insta::assert_snapshot!(lines(&netsuite::of_profile(&profile(gaps))));
}

#[test]
fn a_closed_month_is_a_warning() {
    let period = |closed| Period {
        id: 1,
        name: "Nov 2026".to_owned(),
        first_day: jiff::civil::date(2026, 11, 1),
        last_day: jiff::civil::date(2026, 11, 30),
        closed,
        locked: false,
        sales_locked: false,
    };
    let state = |periods| netsuite::of_periods(Ok(periods), &profile("[]"), now()).state;
    assert_eq!(state(vec![period(false)]), State::Ok);
    assert_eq!(state(vec![period(true)]), State::Warn);
    assert_eq!(state(Vec::new()), State::Warn);
    let hidden = NetsuiteError::TableNotVisible {
        table: "accountingperiod".to_owned(),
    };
    let check = netsuite::of_periods(Err(hidden), &profile("[]"), now());
    assert!(check.mend.unwrap().contains("ADMI_ACCTPERIODS"));
}

#[test]
fn more_in_flight_than_allowed_is_a_warning() {
    let limits = |integration| {
        Ok(Some(Governance {
            account_concurrency_limit: 5,
            account_unallocated_concurrency_limit: None,
            integration_concurrency_limit: integration,
        }))
    };
    assert_eq!(netsuite::of_governance(limits(None), 5).state, State::Ok);
    let check = netsuite::of_governance(limits(Some(2)), 5);
    assert_eq!(
        (check.state, check.mend.as_deref()),
        (State::Warn, Some("write concurrency = 2"))
    );
    assert_eq!(netsuite::of_governance(Ok(None), 5).state, State::Ok);
}

#[test]
fn the_order_field_is_judged_by_its_matches() {
    let judge = |orders, ours: usize, other: usize| {
        let candidate = |field: &str, matched| Candidate {
            field: field.to_owned(),
            holds: OrderHolds::Name,
            matched,
        };
        let mut candidates = vec![candidate("otherrefnum", ours), candidate("memo", other)];
        candidates.retain(|c| c.matched > 0);
        candidates.sort_by_key(|c| std::cmp::Reverse(c.matched));
        order_match::judge(Ok(Found { orders, candidates }), "otherrefnum", OrderHolds::Name)
    };
    assert_eq!(judge(50, 48, 0).state, State::Ok);
    assert_eq!(judge(0, 0, 0).state, State::Skipped);
    let poor = judge(50, 20, 49);
    assert_eq!(poor.state, State::Warn);
    assert!(poor.mend.unwrap().contains("49 of them are found in memo"));
    assert_eq!(judge(50, 0, 0).state, State::Fail(Why::Setup));
}

#[test]
fn a_clock_is_judged_by_how_far_it_is_off() {
    let state = |ahead| watch::judge("a.example", ahead).state;
    assert_eq!(
        [state(0), state(-5), state(60), state(-61)],
        [State::Ok, State::Ok, State::Ok, State::Warn]
    );
    assert_eq!(state(241), State::Fail(Why::Setup));
    assert!(watch::judge("a.example", 300).said.contains("300 s behind"));
    assert!(watch::judge("a.example", -300).said.contains("300 s ahead of"));
}
