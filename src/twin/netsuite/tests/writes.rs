//! Records written: what comes of it, and what is refused.

use serde_json::{Value, json};

use super::rig::{Rig, Said};

const ORDER: &str = "/record/v1/salesOrder/918273";
const STRICT: [(&str, &str); 1] = [("x-netsuite-propertynamevalidation", "Error")];

impl Rig {
    async fn write(&self, method: &str, path: &str, body: Value) -> Said {
        self.send_as("admin", method, &format!("/record/v1/{path}"), &STRICT, Some(body))
            .await
    }

    async fn record(&self, path: &str) -> Value {
        let said = self
            .send_as(
                "admin",
                "GET",
                &format!("/record/v1/{path}?expandSubResources=true"),
                &[],
                None,
            )
            .await;
        assert_eq!(said.status, 200, "{path}: {}", said.body);
        said.body
    }

    async fn refused(&self, method: &str, path: &str, body: Value) -> (u16, String, String) {
        let said = self.write(method, path, body).await;
        (
            said.status,
            said.code().to_owned(),
            said.body["o:errorDetails"][0]["o:errorPath"]
                .as_str()
                .unwrap_or("")
                .to_owned(),
        )
    }
}

#[tokio::test]
async fn a_line_with_its_key_is_changed_and_without_it_added() {
    let rig = Rig::new();
    rig.pass(60);
    let said = rig
        .write(
            "PATCH",
            "salesOrder/918273",
            json!({"item": {"items": [{"line": 1, "item": {"id": 328}, "amount": 54.0}]}}),
        )
        .await;
    assert_eq!(said.made(), "918273");
    let order = rig.record("salesOrder/918273").await;
    assert_eq!(
        (&order["item"]["items"][0]["amount"], &order["item"]["items"][0]["rate"]),
        (&json!(54.0), &json!(27.0))
    );
    assert_eq!((&order["taxTotal"], &order["total"]), (&json!(8.58), &json!(122.58)));
    assert_eq!(order["lastModifiedDate"], "2026-03-10T12:01:00Z");
    // The tables say the same, with their own signs.
    let q = "SELECT SUM(foreignamount) AS rest FROM transactionline WHERE transaction = 918273";
    assert_eq!(rig.rows(q, json!([])).await, [json!({"rest": "0"})]);
    let q = "SELECT foreigntotal, TO_CHAR(lastmodifieddate, 'HH24:MI:SS') AS at FROM transaction WHERE id = 918273";
    assert_eq!(
        rig.rows(q, json!([])).await,
        [json!({"foreigntotal": "122.58", "at": "05:01:00"})]
    );

    let added = json!({"item": {"items": [{"item": {"id": "902"}, "quantity": 1, "rate": -4.0, "isTaxable": false}]}});
    for lines in [3, 4] {
        rig.write("PATCH", "salesOrder/918273", added.clone()).await.made();
        assert_eq!(rig.record("salesOrder/918273").await["item"]["totalResults"], lines);
    }
    let order = rig.record("salesOrder/918273").await;
    assert_eq!((&order["total"], &order["taxTotal"]), (&json!(114.58), &json!(8.58)));
    let replaced = json!({"item": {"items": [{"line": 1, "quantity": 1}]}});
    rig.write("PATCH", "salesOrder/918273?replace=item", replaced)
        .await
        .made();
    let order = rig.record("salesOrder/918273").await;
    assert_eq!(
        (&order["item"]["totalResults"], &order["subtotal"]),
        (&json!(1), &json!(27.0))
    );
    // The kit has gone, and its components with it.
    let q = "SELECT COUNT(*) AS n FROM transactionline WHERE transaction = 918273 AND kitcomponent = 'T'";
    assert_eq!(rig.rows(q, json!([])).await, [json!({"n": "0"})]);
}

#[tokio::test]
async fn a_misspelt_field_is_ignored_or_refused() {
    let rig = Rig::new();
    let said = rig
        .send_as("admin", "PATCH", ORDER, &[], Some(json!({"memoo": "x"})))
        .await;
    assert_eq!(
        (said.status, said.header("x-netsuite-propertyvalidation")),
        (204, "Warning")
    );
    assert!(rig.record("salesOrder/918273").await.get("memoo").is_none());
    let refused = ("memoo", json!({"memoo": "x"}));
    let nested = (
        "item.items[0].quantitty",
        json!({"item": {"items": [{"line": 1, "quantitty": 1}]}}),
    );
    for (path, body) in [refused, nested] {
        assert_eq!(
            rig.refused("PATCH", "salesOrder/918273", body).await,
            (400, "NONEXISTENT_FIELD".into(), path.into())
        );
    }
    let body = json!({"item": {"items": [{"item": {"id": "9999"}, "quantity": 1}]}});
    assert_eq!(
        rig.refused("PATCH", "salesOrder/918273", body).await,
        (400, "INVALID_CONTENT".into(), "item.items[0].item".into())
    );
}

#[tokio::test]
async fn an_address_is_changed_in_what_is_named() {
    let rig = Rig::new();
    let body = json!({"shippingAddress": {"addr1": "22 New St", "addr2": null, "city": "Dallas", "zip": "75201", "country": {"id": "US"}}});
    rig.write("PATCH", "salesOrder/918273", body).await.made();
    let q = "SELECT sa.addr1, sa.addr2, sa.city, sa.state FROM transaction t JOIN transactionShippingAddress sa ON sa.nkey = \
             t.shippingaddress WHERE t.id = 918273";
    assert_eq!(
        rig.rows(q, json!([])).await,
        [json!({"addr1": "22 New St", "city": "Dallas", "state": "TX"})]
    );
}

#[tokio::test]
async fn an_external_id_is_taken_once() {
    let rig = Rig::new();
    let body = json!({"externalId": "tieout-refund-1", "entity": {"id": "4411"}, "item": {"items": [{"item": {"id": "328"}, "quantity": 1, "rate": 25}]}});
    let id = rig.write("POST", "creditMemo", body.clone()).await.made();
    let twice = rig.write("POST", "creditMemo", body.clone()).await;
    assert_eq!((twice.status, twice.code()), (400, "USER_ERROR"));
    assert!(twice.detail().contains("already exists"));
    assert_eq!(rig.record("creditMemo/eid:tieout-refund-1").await["id"], json!(id));
    // PUT by the external id changes it, and makes one where there is none.
    assert_eq!(
        rig.write("PUT", "creditMemo/eid:tieout-refund-1", json!({"memo": "again"}))
            .await
            .made(),
        id
    );
    let mut other = body.as_object().unwrap().clone();
    other.remove("externalId");
    let new = rig
        .write("PUT", "creditMemo/eid:tieout-refund-2", Value::Object(other))
        .await
        .made();
    assert_ne!(new, id);
    assert_eq!(
        rig.refused("PATCH", "creditMemo/918310", json!({"externalId": "a|b"}))
            .await
            .1,
        "INVALID_CONTENT"
    );
    assert_eq!(
        rig.send_as("admin", "DELETE", &format!("/record/v1/creditMemo/{id}"), &[], None)
            .await
            .status,
        204
    );
    assert_eq!(
        rig.rows(
            "SELECT recordid FROM deletedrecord ORDER BY deleteddate DESC",
            json!([])
        )
        .await[0],
        json!({"recordid": id})
    );
    assert_eq!(
        rig.rows("SELECT id FROM transactionline WHERE transaction = ?", json!([id]))
            .await,
        [] as [Value; 0]
    );
    // The id is free again.
    rig.write("POST", "creditMemo", body).await.made();
}

#[tokio::test]
async fn a_credit_memo_of_an_invoice_is_applied_to_it() {
    let rig = Rig::new();
    let path = "invoice/918280/!transform/creditMemo?replace=item";
    let body = json!({"externalId": "tieout-refund-9", "tranDate": "2026-03-06", "shippingCost": 0,
        "item": {"items": [{"line": 1, "quantity": 1, "rate": 25.0, "amount": 25.0}]}});
    let id = rig.write("POST", path, body).await.made();
    let memo = rig.record(&format!("creditMemo/{id}")).await;
    assert_eq!(
        (&memo["total"], &memo["applied"], &memo["unapplied"]),
        (&json!(27.06), &json!(27.06), &json!(0.0))
    );
    assert_eq!(
        (&memo["status"]["id"], &memo["createdFrom"]["id"]),
        (&json!("B"), &json!("918280"))
    );
    assert_eq!(memo["apply"]["items"][0]["doc"]["id"], "918280");
    assert_eq!(rig.record("invoice/918280").await["amountRemaining"], json!(37.89));
    let q = "SELECT t.foreigntotal, tl.foreignamount, tl.quantity FROM transaction t JOIN transactionline tl ON tl.transaction = t.id \
             WHERE t.id = ? AND tl.item = 328";
    assert_eq!(
        rig.rows(q, json!([id])).await,
        [json!({"foreigntotal": "-27.06", "foreignamount": "25", "quantity": "1"})]
    );
    let links =
        "SELECT DISTINCT nextdoc FROM NextTransactionLineLink WHERE previousdoc = 918280 AND nexttype = 'CustCred'";
    assert_eq!(rig.rows(links, json!([])).await, [json!({"nextdoc": id})]);

    // Never to an order, never more than is open, never from what cannot be transformed so.
    let apply = |doc: &str, amount: f64| {
        json!({"entity": {"id": "4411"}, "item": {"items": [{"item": {"id": "328"}, "quantity": 4, "rate": 25}]},
            "apply": {"items": [{"doc": {"id": doc}, "apply": true, "amount": amount}]}})
    };
    let refused = rig.refused("POST", "creditMemo", apply("918273", 1.0)).await;
    assert_eq!(refused, (400, "INVALID_CONTENT".into(), "apply.items[0].doc".into()));
    assert_eq!(
        rig.refused("POST", "creditMemo", apply("918280", 37.90)).await.1,
        "USER_ERROR"
    );
    rig.write("POST", "creditMemo", apply("918280", 37.89)).await.made();
    assert_eq!(rig.record("invoice/918280").await["status"]["id"], "B");
    assert_eq!(
        rig.write("POST", "salesOrder/918273/!transform/creditMemo", json!({}))
            .await
            .status,
        400
    );
    assert_eq!(
        rig.write("POST", "invoice/1/!transform/creditMemo", json!({}))
            .await
            .status,
        404
    );
}

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
async fn orders_are_billed_fulfilled_and_closed() {
    let rig = Rig::new();
    let shipped = json!({"item": {"items": [{"orderLine": 1, "quantity": 1}, {"orderLine": 2, "itemReceive": false}]}});
    rig.write("POST", "salesOrder/918273/!transform/itemFulfillment", shipped)
        .await
        .made();
    let order = rig.record("salesOrder/918273").await;
    assert_eq!(
        (&order["status"]["id"], &order["item"]["items"][0]["quantityFulfilled"]),
        (&json!("E"), &json!(1.0))
    );
    // A line does not fall below what was fulfilled of it.
    let less = |quantity: u32| json!({"item": {"items": [{"line": 1, "quantity": quantity}]}});
    assert_eq!(rig.refused("PATCH", "salesOrder/918273", less(0)).await.1, "USER_ERROR");
    rig.write("PATCH", "salesOrder/918273", less(1)).await.made();
    assert_eq!(
        rig.refused(
            "PATCH",
            "salesOrder/918273?replace=item",
            json!({"item": {"items": [{"line": 2}]}})
        )
        .await
        .1,
        "USER_ERROR"
    );
    let close = json!({"item": {"items": [{"line": 2, "isClosed": true}]}});
    rig.write("PATCH", "salesOrder/918273", close).await.made();
    assert_eq!(rig.record("salesOrder/918273").await["status"]["id"], "F");
    let invoice = rig
        .write("POST", "salesOrder/918273/!transform/invoice", json!({}))
        .await
        .made();
    let invoice = rig.record(&format!("invoice/{invoice}")).await;
    assert_eq!(
        (
            &invoice["item"]["totalResults"],
            &invoice["subtotal"],
            &invoice["shippingCost"]
        ),
        (&json!(1), &json!(25.0), &json!(10.0))
    );
    assert_eq!(rig.record("salesOrder/918273").await["status"]["id"], "G");
    assert_eq!(rig.refused("PATCH", "salesOrder/918274", less(1)).await.1, "USER_ERROR");
    assert_eq!(
        rig.write("POST", "salesOrder/918274/!transform/invoice", json!({}))
            .await
            .status,
        400
    );
    let linked = rig
        .send_as("admin", "DELETE", "/record/v1/salesOrder/918274", &[], None)
        .await;
    assert_eq!((linked.status, linked.code()), (400, "USER_ERROR"));
    // A deleted invoice gives the order back.
    assert_eq!(
        rig.send_as("admin", "DELETE", "/record/v1/invoice/918280", &[], None)
            .await
            .status,
        204
    );
    assert_eq!(rig.record("salesOrder/918274").await["status"]["id"], "F");
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
        role.permissions.push("TRAN_DEPOSIT".to_owned());
    });
    let said = narrow
        .send_as("blind", "POST", "/record/v1/deposit", &[], Some(at("2026-04-10")))
        .await;
    assert_eq!((said.status, said.code()), (400, "USER_ERROR"));
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

#[tokio::test(start_paused = true)]
async fn of_two_saves_that_overlap_one_is_refused() {
    let rig = Rig::with(|books| books.habits.latency_ms = 100);
    rig.token("admin").await;
    let save = |memo: &'static str| rig.write("PATCH", "salesOrder/918273", json!({"memo": memo}));
    let (first, second) = tokio::join!(save("a"), save("b"));
    assert_eq!(
        (first.status, second.status, second.code()),
        (204, 400, "RCRD_HAS_BEEN_CHANGED")
    );
    assert_eq!(save("b").await.status, 204);
}

#[tokio::test]
async fn a_workflow_changes_what_is_saved() {
    let rig = Rig::with(|books| {
        let workflow = json!({"record": "salesOrder", "sets": {"memo": "seen by a workflow"}});
        books.habits.workflows.push(serde_json::from_value(workflow).unwrap());
    });
    rig.write("PATCH", "salesOrder/918273", json!({"otherRefNum": "#1001-E"}))
        .await
        .made();
    let order = rig.record("salesOrder/918273").await;
    assert_eq!(
        (&order["memo"], &order["otherRefNum"]),
        (&json!("seen by a workflow"), &json!("#1001-E"))
    );
}
