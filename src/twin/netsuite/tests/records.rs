//! Records read, previewed and listed.

use serde_json::json;

use super::rig::Rig;

const ORDER: &str = "/record/v1/salesOrder/918273";

#[tokio::test]
async fn an_order_is_shown_as_documented() {
    let rig = Rig::new();
    let said = rig
        .send_as("admin", "GET", &format!("{ORDER}?expandSubResources=true"), &[], None)
        .await;
    let order = said.body;
    for (field, value) in [
        ("id", json!("918273")),
        ("tranId", json!("SO10432")),
        ("externalId", json!("shopify-5551234567890")),
        ("createdDate", json!("2026-03-04T19:01:55Z")),
        ("lastModifiedDate", json!("2026-03-04T19:02:17Z")),
        ("tranDate", json!("2026-03-04")),
        ("subtotal", json!(100.0)),
        ("shippingCost", json!(10.0)),
        ("taxTotal", json!(8.25)),
        ("total", json!(118.25)),
        ("status", json!({"id": "B", "refName": "Pending Fulfillment"})),
        ("orderStatus", json!({"id": "B", "refName": "Pending Fulfillment"})),
    ] {
        assert_eq!(order[field], value, "{field}");
    }
    assert_eq!(
        (&order["currency"]["refName"], &order["entity"]["refName"]),
        (&json!("US Dollar"), &json!("Ada Buyer"))
    );
    assert_eq!(
        (
            &order["shippingAddress"]["city"],
            &order["shippingAddress"]["country"]["id"]
        ),
        (&json!("Austin"), &json!("US"))
    );
    // The components of the kit are no lines of the record; signs are turned round.
    let lines = order["item"]["items"].as_array().unwrap();
    let seen: Vec<_> = lines
        .iter()
        .map(|l| (l["line"].clone(), l["quantity"].clone(), l["amount"].clone()))
        .collect();
    assert_eq!(
        seen,
        [(json!(1), json!(2.0), json!(50.0)), (json!(2), json!(1.0), json!(50.0))]
    );
    assert_eq!(
        (&lines[0]["item"]["refName"], &lines[0]["lineUniqueKey"]),
        (&json!("TEE-BLK-M"), &json!("5012002"))
    );
    assert!(
        said.status == 200
            && lines[1]["item"]["links"][0]["href"]
                .as_str()
                .unwrap()
                .ends_with("/kitItem/512")
    );
}

#[tokio::test]
async fn records_are_found_by_external_id_field_and_condition() {
    let rig = Rig::new();
    let get = async |path: &str| {
        rig.send_as("admin", "GET", &format!("/record/v1/{path}"), &[], None)
            .await
    };
    let chosen = get("salesOrder/eid:shopify-5551234567890?fields=id,tranId,lastModifiedDate,status")
        .await
        .body;
    assert_eq!(chosen.as_object().unwrap().len(), 5, "{chosen}");
    let link = get("salesOrder/918273?fields=item").await.body;
    assert!(link["item"].get("items").is_none() && link["item"]["links"].is_array());
    assert_eq!(
        get("salesOrder/918273?fields=item&expandSubResources=true")
            .await
            .code(),
        "INVALID_PARAMETER"
    );
    for path in ["salesOrder/1", "invoice/918273", "salesOrder/eid:none", "nothing/1"] {
        let said = get(path).await;
        assert_eq!((said.status, said.code()), (404, "NONEXISTENT_ID"), "{path}");
    }
    let list = get("salesOrder?q=otherRefNum%20IS%20%22%231001%22&limit=50").await.body;
    assert_eq!(
        (&list["items"][0]["id"], &list["totalResults"]),
        (&json!("918273"), &json!(1))
    );
    // Conditions on moments are in the account's zone and form.
    let since = get("salesOrder?q=lastModifiedDate%20ON_OR_AFTER%20%223/5/2026%22")
        .await
        .body;
    assert_eq!(since["totalResults"], 2);
    assert_eq!(
        get("salesOrder?q=lastModifiedDate%20AFTER%20%222026-03-05%22")
            .await
            .status,
        400
    );
    assert_eq!(
        get("kitItem/512").await.body["member"]["items"][1],
        json!({"item": {"id": "602"}, "quantity": 2.0})
    );
    assert_eq!(
        get("invoice/918280").await.body["createdFrom"]["refName"],
        "Sales Order #SO10433"
    );
    let fields = get("metadata-catalog?select=salesOrder").await.body;
    let properties = &fields["definitions"]["salesOrder"]["properties"];
    assert!(properties.get("otherRefNum").is_some() && properties.get("taxDetails").is_none());
    assert_eq!(properties["custbody_shopify_order"]["x-ns-custom-field"], true);
}

#[tokio::test]
async fn a_role_reads_the_types_it_may() {
    let rig = Rig::new();
    let said = rig
        .send_as("blind", "GET", "/record/v1/creditMemo/918310", &[], None)
        .await;
    assert_eq!((said.status, said.code()), (403, "INSUFFICIENT_PERMISSION"));
    assert!(said.detail().contains("'Transactions -> Credit Memo'"));
    assert_eq!(rig.send_as("blind", "GET", ORDER, &[], None).await.status, 200);
    let locked = Rig::with(|books| books.habits.locked.push(918_273));
    let said = locked.send_as("admin", "GET", ORDER, &[], None).await;
    assert_eq!((said.status, said.code()), (400, "USER_ERROR"));
}

#[tokio::test]
async fn previews_compute_and_keep_nothing() {
    let rig = Rig::new();
    let before = rig.netsuite.tables();
    let edit = [("accept", "application/vnd.oracle.resource+json; type=edit-form")];
    let body = json!({"item": {"items": [{"line": 1, "quantity": 1}]}, "shippingAddress": {"city": "Dallas"}});
    let said = rig.send_as("admin", "PATCH", ORDER, &edit, Some(body)).await;
    assert_eq!(said.header("content-type"), edit[0].1);
    let form = said.body;
    assert_eq!(
        (
            &form["subtotal"],
            &form["shippingCost"],
            &form["taxTotal"],
            &form["total"]
        ),
        (&json!(75.0), &json!(10.0), &json!(6.19), &json!(91.19))
    );
    let same = rig
        .send_as("admin", "PATCH", ORDER, &edit, Some(json!({"memo": "Shopify #1001"})))
        .await
        .body;
    assert_eq!(same["total"], 118.25);

    let create = [("accept", "application/vnd.oracle.resource+json; type=create-form")];
    let body = json!({"entity": {"id": "4411"}, "item": {"items": [{"item": {"id": "328"}, "quantity": 1, "price": {"id": "-1"}, "rate": 25.0}]}});
    let form = rig
        .send_as("admin", "POST", "/record/v1/creditMemo", &create, Some(body))
        .await
        .body;
    assert_eq!(
        (&form["subtotal"], &form["taxTotal"], &form["total"]),
        (&json!(25.0), &json!(2.06), &json!(27.06))
    );

    let path = "/record/v1/invoice/918280/!transform/creditMemo?replace=item";
    let body =
        json!({"shippingCost": 0, "item": {"items": [{"line": 1, "quantity": 1, "rate": 25.0, "amount": 25.0}]}});
    let form = rig.send_as("admin", "POST", path, &create, Some(body)).await.body;
    assert_eq!(
        (&form["subtotal"], &form["taxTotal"], &form["total"]),
        (&json!(25.0), &json!(2.06), &json!(27.06))
    );
    assert_eq!(form["item"]["items"][0]["line"], 1);
    assert_eq!(rig.netsuite.tables(), before);
}
