//! Payments, deposits, journals, periods and tax.

use serde_json::json;

use super::rig::Rig;

#[tokio::test]
async fn deposits_and_credits_are_paid_out() {
    let rig = Rig::new();
    let body = json!({"externalId": "tieout-pay-1", "customer": {"id": "4411"}, "currency": {"id": "1"}, "account": {"id": "219"},
        "tranDate": "2026-03-06", "deposit": {"items": [{"doc": {"id": "918290"}, "apply": true, "amount": 25.0}]}});
    let id = rig.write("POST", "customerRefund", body.clone()).await.made();
    let refund = rig.record(&format!("customerRefund/{id}")).await;
    assert_eq!(
        (&refund["total"], &refund["customer"]["id"], &refund["status"]["id"]),
        (&json!(25.0), &json!("4411"), &json!("R"))
    );
    let rest = rig
        .write(
            "POST",
            "customerDeposit/918290/!transform/customerRefund",
            json!({"account": {"id": "219"}}),
        )
        .await
        .made();
    assert_eq!(rig.record(&format!("customerRefund/{rest}")).await["total"], 93.25);
    assert_eq!(rig.record("customerDeposit/918290").await["status"]["id"], "C");
    assert_eq!(
        rig.write(
            "POST",
            "customerRefund",
            json!({"customer": {"id": "4411"}, "deposit": {"items": [{"doc": {"id": "918290"}}]}})
        )
        .await
        .status,
        400
    );
}

#[tokio::test]
async fn periods_that_are_closed_or_locked_take_nothing() {
    let rig = Rig::new();
    let at = |date: &str| json!({"tranDate": date, "account": {"id": "1"}, "other": {"items": [{"account": {"id": "97"}, "amount": 5}]}});
    for (date, status) in [
        ("2026-02-10", 400),
        ("2026-03-10", 204),
        ("2026-05-01", 400),
        ("2026-04-10", 204),
    ] {
        assert_eq!(rig.write("POST", "deposit", at(date)).await.status, status, "{date}");
    }
    let narrow = Rig::with(|books| {
        let role = books.roles.get_mut("blind").unwrap();
        let more = ["TRAN_DEPOSIT", "TRAN_CUSTCRED"];
        role.permissions.extend(more.map(str::to_owned));
    });
    // April is locked for receivables: credits wait, the bank goes on.
    let credit = json!({"tranDate": "2026-04-10", "entity": {"id": "4411"}, "item": {"items": [{"item": {"id": "328"}, "amount": 5}]}});
    for (record, body, status) in [("creditMemo", credit, 400), ("deposit", at("2026-04-10"), 204)] {
        let path = format!("/record/v1/{record}");
        let said = narrow.send_as("blind", "POST", &path, &[], Some(body)).await;
        assert_eq!(said.status, status, "{record}");
    }
    // Orders do not post.
    let order =
        json!({"tranDate": "2026-02-10", "entity": {"id": "4411"}, "item": {"items": [{"item": {"id": "700"}}]}});
    let id = rig.write("POST", "salesOrder", order).await.made();
    assert_eq!(rig.record(&format!("salesOrder/{id}")).await["item"]["totalResults"], 4);
}

#[tokio::test]
async fn payouts_are_deposited_or_journalled() {
    let rig = Rig::new();
    let body = json!({"externalId": "tieout-payout-1", "account": {"id": "1"}, "tranDate": "2026-03-09", "memo": "Shopify payout 1",
        "payment": {"items": [{"deposit": true, "id": 918_285}]},
        "cashback": {"items": [{"account": {"id": "10"}, "amount": 3.54, "memo": "fees"}]},
        "other": {"items": [{"account": {"id": "97"}, "amount": 178.24}]}});
    let id = rig.write("POST", "deposit", body.clone()).await.made();
    let deposit = rig.record(&format!("deposit/{id}")).await;
    assert_eq!(deposit["total"], json!(201.76));
    assert_eq!(
        (
            &deposit["payment"]["items"][0]["id"],
            &deposit["cashback"]["items"][0]["amount"]
        ),
        (&json!("918285"), &json!(3.54))
    );
    assert_eq!(rig.record("cashSale/918285").await["status"]["id"], "C");
    let again = rig
        .refused(
            "POST",
            "deposit",
            json!({"account": {"id": "1"}, "payment": {"items": [{"deposit": true, "id": 918_285}]}}),
        )
        .await;
    assert_eq!(again, (400, "INVALID_CONTENT".into(), "payment.items[0].id".into()));
    // A deposit that is applied is banked once, like any other money, and stays applied.
    let paid = json!({"customer": {"id": "4411"}, "payment": 12.5, "account": {"id": "122"}});
    let applied = rig.write("POST", "customerDeposit", paid).await.made();
    let refund = json!({"customer": {"id": "4411"}, "account": {"id": "122"},
        "deposit": {"items": [{"doc": {"id": applied}, "apply": true, "amount": 12.5}]}});
    let refund = rig.write("POST", "customerRefund", refund).await.made();
    assert_eq!(
        rig.record(&format!("customerDeposit/{applied}")).await["status"]["id"],
        "C"
    );
    let both = json!({"account": {"id": "1"}, "other": {"items": [{"account": {"id": "97"}, "amount": 1}]},
        "payment": {"items": [{"deposit": true, "id": applied}, {"deposit": true, "id": refund}]}});
    let washed = rig.write("POST", "deposit", both.clone()).await.made();
    assert_eq!(rig.record(&format!("deposit/{washed}")).await["total"], json!(1.0));
    assert_eq!(
        rig.record(&format!("customerDeposit/{applied}")).await["status"]["id"],
        "C"
    );
    assert_eq!(rig.refused("POST", "deposit", both).await.2, "payment.items[0].id");
    // A list without keys is added to.
    rig.write(
        "PATCH",
        &format!("deposit/{id}"),
        json!({"cashback": {"items": [{"account": {"id": "11"}, "amount": 20}]}}),
    )
    .await
    .made();
    assert_eq!(rig.record(&format!("deposit/{id}")).await["total"], json!(181.76));
    let linked = "SELECT l.previousdoc FROM transactionline tl JOIN nexttransactionlinelink l ON l.nextdoc = tl.transaction AND \
                  l.nextline = tl.id WHERE tl.transaction = ?";
    assert_eq!(rig.rows(linked, json!([id])).await, [json!({"previousdoc": "918285"})]);

    let entry = |credit: f64| {
        json!({"subsidiary": {"id": "1"}, "tranDate": "2026-03-09", "line": {"items": [
        {"account": {"id": "1"}, "debit": 94.71}, {"account": {"id": "10"}, "debit": 3.54}, {"account": {"id": "122"}, "credit": credit}]}})
    };
    let id = rig.write("POST", "journalEntry", entry(98.25)).await.made();
    assert_eq!(
        rig.record(&format!("journalEntry/{id}")).await["line"]["items"][2]["credit"],
        json!(98.25)
    );
    assert_eq!(rig.refused("POST", "journalEntry", entry(98.26)).await.1, "USER_ERROR");
}

#[tokio::test]
async fn tax_is_overridden_where_suite_tax_lets_it() {
    let rig = Rig::with(|books| books.suite_tax = true);
    let details = json!({"items": [{"taxDetailsReference": {"id": "r1"}, "taxType": {"id": "1"}, "taxCode": {"id": "5"}, "taxBasis": 25, "taxRate": 8.25, "taxAmount": 2.07}]});
    let body = json!({"entity": {"id": "4411"}, "taxDetailsOverride": true, "taxDetails": details,
        "item": {"items": [{"item": {"id": "328"}, "quantity": 1, "rate": 25, "taxDetailsReference": "r1"}]}});
    let id = rig.write("POST", "creditMemo", body.clone()).await.made();
    let memo = rig.record(&format!("creditMemo/{id}")).await;
    assert_eq!((&memo["taxTotal"], &memo["total"]), (&json!(2.07), &json!(27.07)));
    assert_eq!(
        (
            &memo["taxDetails"]["items"][0]["taxRate"],
            &memo["taxDetails"]["items"][0]["taxAmount"]
        ),
        (&json!(8.25), &json!(2.07))
    );
    assert_eq!(
        Rig::new().refused("POST", "creditMemo", body).await.1,
        "NONEXISTENT_FIELD"
    );
}
