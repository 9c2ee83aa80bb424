//! Payouts and the ledger: nothing of another payout, and no account told from no access.

use serde_json::{Value, json};

use super::paged::connection;
use super::script::{Reply, data, shop};
use crate::base::Moment;
use crate::shopify::{Payments, ShopifyError, Window};

fn transaction(number: u64, payout: Option<u64>) -> Value {
    let payout = payout.map(|n| format!("gid://shopify/ShopifyPaymentsPayout/{n}"));
    json!({"__typename": "ShopifyPaymentsBalanceTransaction", "id": format!("gid://shopify/ShopifyPaymentsBalanceTransaction/{number}"),
        "transactionDate": format!("2026-11-{number:02}T00:00:00Z"), "associatedPayout": {"id": payout}})
}

fn ledger(field: &'static str, rows: Vec<Value>) -> impl FnMut(&super::script::Asked) -> Reply {
    move |asked| {
        let first = usize::try_from(asked.variables["first"].as_u64().unwrap())
            .unwrap()
            .min(2);
        data(
            json!({"shopifyPaymentsAccount": {"id": "gid://shopify/ShopifyPaymentsAccount/1",
            field: connection(&rows, &asked.variables["after"], first)}}),
        )
    }
}

fn of<T>(payments: Payments<T>) -> T {
    match payments {
        Payments::Of(page) => page,
        Payments::NoAccount => panic!("there is an account"),
    }
}

#[tokio::test(start_paused = true)]
async fn the_transactions_of_a_payout_come_page_by_page() {
    let rows = (1..=3).map(|n| transaction(n, Some(77))).collect();
    let (shop, script) = shop(ledger("balanceTransactions", rows));
    let first = of(shop.balance_of_payout(77, None).await.unwrap());
    let second = of(shop.balance_of_payout(77, first.next.as_deref()).await.unwrap());
    assert_eq!((first.transactions, second.transactions, second.next), (2, 1, None));
    assert_eq!(second.newest.as_deref(), Some("2026-11-03T00:00:00Z"));
    let text = String::from_utf8(first.rows).unwrap();
    assert!(
        text.starts_with(r#"{"__typename":"ShopifyPaymentsBalanceTransaction","id":"gid://shopify/ShopifyPaymentsBalanceTransaction/1","#),
        "{text}"
    );
    assert_eq!(script.variable("query")[0], "payments_transfer_id:77");
}

#[tokio::test(start_paused = true)]
async fn a_transaction_of_another_payout_is_refused() {
    for (row, found) in [
        (transaction(2, Some(78)), "gid://shopify/ShopifyPaymentsPayout/78"),
        (transaction(2, None), "no payout"),
    ] {
        let rows = vec![transaction(1, Some(77)), row];
        let (shop, _) = shop(ledger("balanceTransactions", rows));
        let error = shop.balance_of_payout(77, None).await.unwrap_err();
        let expected = ShopifyError::NotOfPayout {
            row: "gid://shopify/ShopifyPaymentsBalanceTransaction/2".to_owned(),
            payout: 77,
            found: found.to_owned(),
        };
        assert_eq!(error, expected);
        // Asked for by time, rows of every payout and of none are right.
        assert_eq!(of(shop.balance(&Window::ALL, None).await.unwrap()).transactions, 2);
    }
}

#[tokio::test(start_paused = true)]
async fn payouts_are_named_for_what_is_asked_next() {
    let payout = |n: u64, status: &str| {
        json!({"__typename": "ShopifyPaymentsPayout", "id": format!("gid://shopify/ShopifyPaymentsPayout/{n}"),
            "status": status, "issuedAt": "2026-11-01T00:00:00Z"})
    };
    let (shop, script) = shop(ledger("payouts", vec![payout(1, "PAID"), payout(2, "SCHEDULED")]));
    let window = Window {
        from: None,
        until: Some(Moment::parse("2026-12-01T00:00:00Z").unwrap()),
    };
    let page = of(shop.payouts(&window, None).await.unwrap());
    let named: Vec<_> = page.payouts.iter().map(|p| (p.id, p.status.as_str())).collect();
    assert_eq!(named, [(1, "PAID"), (2, "SCHEDULED")]);
    assert_eq!(
        script.variable("query"),
        ["issued_at:>='1970-01-01T00:00:00Z' issued_at:<='2026-12-01T00:00:00Z'"]
    );
}

#[tokio::test(start_paused = true)]
async fn no_account_and_no_access_are_different_outcomes() {
    let (without, _) = shop(|_| data(json!({"shopifyPaymentsAccount": null})));
    assert_eq!(without.payouts(&Window::ALL, None).await.unwrap(), Payments::NoAccount);
    assert_eq!(without.balance(&Window::ALL, None).await.unwrap(), Payments::NoAccount);
    let (denied, _) = shop(|_| {
        Reply::Json(json!({"data": {"shopifyPaymentsAccount": null}, "errors": [{
            "message": "Access denied for shopifyPaymentsAccount field.", "path": ["shopifyPaymentsAccount"],
            "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "`read_shopify_payments` access scope."}}]}))
    });
    let error = denied.payouts(&Window::ALL, None).await.unwrap_err();
    assert!(matches!(error, ShopifyError::AccessDenied { needs, .. } if needs.contains("read_shopify_payments")));
}

#[tokio::test(start_paused = true)]
async fn disputes_are_rows_too() {
    let dispute = json!({"__typename": "ShopifyPaymentsDispute", "id": "gid://shopify/ShopifyPaymentsDispute/1"});
    let (shop, _) = shop(move |asked| {
        data(json!({"disputes": connection(std::slice::from_ref(&dispute), &asked.variables["after"], 10)}))
    });
    let page = shop.disputes(&Window::ALL, None).await.unwrap();
    assert_eq!((page.disputes, page.next), (1, None));
    assert!(page.rows.ends_with(b"}\n"));
}
