//! Records written: what comes of it, and what is refused.

use serde_json::{Value, json};

use super::rig::Rig;

const ORDER: &str = "/record/v1/salesOrder/918273";

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
async fn goods_count_as_shipped_when_their_fulfilment_ships() {
    let rig = Rig::new();
    let picked = json!({"shipStatus": {"id": "A"}, "item": {"items": [{"orderLine": 2, "itemReceive": false}]}});
    let made = rig
        .write("POST", "salesOrder/918273/!transform/itemFulfillment", picked)
        .await
        .made();
    let shipped = async || rig.record("salesOrder/918273").await["item"]["items"][0]["quantityFulfilled"].clone();
    assert_eq!(shipped().await, json!(0.0));
    let pieces = rig.record(&format!("itemFulfillment/{made}")).await["item"]["items"][0]["quantity"].clone();
    for (status, wanted) in [("B", json!(0.0)), ("C", pieces.clone()), ("C", pieces)] {
        rig.write(
            "PATCH",
            &format!("itemFulfillment/{made}"),
            json!({"shipStatus": {"id": status}}),
        )
        .await
        .made();
        assert_eq!(shipped().await, wanted, "{status}");
    }
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

#[tokio::test(start_paused = true)]
async fn of_two_saves_that_overlap_one_is_refused() {
    let rig = Rig::with(|books| books.habits.latency_ms = 100);
    rig.token("admin").await;
    let save = |memo: &'static str| rig.write("PATCH", "salesOrder/918273", json!({"memo": memo}));
    let (one, other) = tokio::join!(save("a"), save("b"));
    let (first, second) = if one.status == 204 { (one, other) } else { (other, one) };
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
