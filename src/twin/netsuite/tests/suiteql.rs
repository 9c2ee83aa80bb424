//! Queries and their pages.

use serde_json::{Value, json};

use super::rig::Rig;

const PAGE: &str = "/query/v1/suiteql";

#[tokio::test]
async fn a_page_of_headers_is_as_documented() {
    let rig = Rig::new();
    let q = "SELECT t.id, t.tranid, t.type, t.status, BUILTIN.DF(t.status) AS status_name, t.otherrefnum, t.externalid, \
             t.memo, t.entity, t.currency, t.exchangerate, t.foreigntotal, t.total, TO_CHAR(t.trandate,'YYYY-MM-DD') AS \
             trandate_iso, TO_CHAR(t.lastmodifieddate,'YYYY-MM-DD HH24:MI:SS') AS lastMod FROM transaction t WHERE t.type \
             IN ('SalesOrd','CustCred') AND t.id IN ('918273', '918310') ORDER BY t.id";
    let rows = rig.rows(q, json!([])).await;
    assert_eq!(
        rows,
        [
            json!({
                "id": "918273", "tranid": "SO10432", "type": "SalesOrd", "status": "B",
                "status_name": "Sales Order : Pending Fulfillment", "otherrefnum": "#1001",
                "externalid": "shopify-5551234567890", "memo": "Shopify #1001", "entity": "4411", "currency": "1",
                "exchangerate": "1", "foreigntotal": "118.25", "total": "118.25", "trandate_iso": "2026-03-04",
                "lastmod": "2026-03-04 11:02:17",
            }),
            json!({
                "id": "918310", "tranid": "CM2007", "type": "CustCred", "status": "A",
                "status_name": "Credit Memo : Open", "memo": "refund 99887766", "entity": "4411", "currency": "2",
                "exchangerate": "1.0843", "foreigntotal": "-40.5", "total": "-43.91", "trandate_iso": "2026-03-06",
                "lastmod": "2026-03-06 08:40:00",
            }),
        ]
    );
}

/// The documented rows of an order with a kit, and of an item group.
#[tokio::test]
async fn lines_of_kits_and_groups_are_as_documented() {
    let rig = Rig::new();
    let q = "SELECT tl.transaction, tl.id, tl.item, i.itemid, tl.itemtype, tl.quantity, tl.foreignamount, tl.kitcomponent, \
             tl.kitmemberof FROM transactionline tl LEFT JOIN item i ON i.id = tl.item WHERE tl.transaction = 918273 \
             AND (tl.transaction > ? OR (tl.transaction = ? AND tl.id > ?)) ORDER BY tl.transaction, tl.id";
    let rows = rig.rows(q, json!([918_273, "918273", 1])).await;
    assert_eq!(rows.len(), 5);
    assert_eq!(
        rows[1],
        json!({"transaction": "918273", "id": "3", "item": "601", "itemid": "MUG", "itemtype": "InvtPart",
            "quantity": "-1", "foreignamount": "0", "kitcomponent": "T", "kitmemberof": "2"})
    );
    let q = "SELECT tl.item, tl.itemtype FROM transactionline tl WHERE tl.transaction = 918400 AND tl.itemtype = 'EndGroup'";
    assert_eq!(
        rig.rows(q, json!([])).await,
        [json!({"item": "0", "itemtype": "EndGroup"})]
    );
    let sums = "SELECT tl.transaction, SUM(tl.foreignamount) AS rest FROM transactionline tl WHERE tl.iscogs = 'F' \
                GROUP BY tl.transaction HAVING SUM(tl.foreignamount) <> 0";
    assert_eq!(rig.rows(sums, json!([])).await, [] as [Value; 0]);
}

#[tokio::test]
async fn pages_have_links_and_counts() {
    let rig = Rig::new();
    let ask = async |limit: u64, offset: u64| {
        let body = json!({"q": "SELECT id FROM transactionline ORDER BY transaction, id"});
        let path = format!("{PAGE}?limit={limit}&offset={offset}");
        rig.send_as("admin", "POST", &path, &[("prefer", "transient")], Some(body))
            .await
            .body
    };
    let middle = ask(3, 10).await;
    let rels: Vec<&str> = middle["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["rel"].as_str().unwrap())
        .collect();
    assert_eq!(rels, ["previous", "first", "next", "last", "self"]);
    assert_eq!(
        middle["links"][0]["href"],
        "http://twin/netsuite/services/rest/query/v1/suiteql?limit=3&offset=7"
    );
    let total = middle["totalResults"].as_u64().unwrap();
    assert_eq!(
        (&middle["count"], &middle["hasMore"], &middle["offset"]),
        (&json!(3), &json!(true), &json!(10))
    );
    let last = ask(1000, 0).await;
    assert_eq!(
        (&last["count"], &last["hasMore"], &last["totalResults"]),
        (&json!(total), &json!(false), &json!(total))
    );
    assert_eq!(last["links"].as_array().unwrap().len(), 1);
    assert_eq!(ask(5, total).await["totalResults"], total);
    let refused = async |path: &str| {
        let body = json!({"q": "SELECT id FROM item"});
        rig.send_as("admin", "POST", path, &[("prefer", "transient")], Some(body))
            .await
    };
    for path in ["?limit=0", "?limit=1001", "?offset=-1", "?limit=x"] {
        assert_eq!(refused(&format!("{PAGE}{path}")).await.code(), "INVALID_PARAMETER");
    }
}

#[tokio::test]
async fn rows_beyond_a_hundred_thousand_are_lost_in_silence() {
    let rig = Rig::with(|books| {
        let row = |id: u32| {
            let row = json!({"id": id.to_string(), "name": format!("n{id}")});
            row.as_object().unwrap().clone()
        };
        books
            .tables
            .insert("customrecord_big".to_owned(), (1..=100_500).map(row).collect());
    });
    let body = json!({"q": "SELECT id FROM customrecord_big ORDER BY id"});
    let at = async |offset: u64| {
        let path = format!("{PAGE}?limit=1000&offset={offset}");
        let said = rig
            .send_as("admin", "POST", &path, &[("prefer", "transient")], Some(body.clone()))
            .await;
        (
            said.body["count"].clone(),
            said.body["hasMore"].clone(),
            said.body["totalResults"].clone(),
        )
    };
    assert_eq!(at(98_000).await, (json!(1000), json!(true), json!(100_500)));
    assert_eq!(at(99_000).await, (json!(1000), json!(false), json!(100_500)));
    assert_eq!(at(100_000).await, (json!(0), json!(false), json!(100_500)));
    let next = rig
        .rows(
            "SELECT id FROM customrecord_big WHERE id > ? ORDER BY id",
            json!([100_400]),
        )
        .await;
    assert_eq!(next.len(), 100);
}

#[tokio::test]
async fn mistakes_are_told_as_documented() {
    let rig = Rig::with(|books| books.habits.breaking_columns.push("margin".to_owned()));
    let said = rig
        .query_as("admin", "SELECT c.not_existing_field FROM Customer c", json!([]))
        .await;
    assert_eq!((said.status, said.code()), (400, "INVALID_PARAMETER"));
    assert_eq!(
        said.detail(),
        "Invalid search query. Detailed unprocessed description follows. Search error occurred: Unknown identifier \
         'not_existing_field'. Available identifiers are: {customer=c}"
    );
    let said = rig
        .query_as("admin", "SELECT t.margin FROM transaction t", json!([]))
        .await;
    assert_eq!((said.status, said.code()), (500, "UNEXPECTED_ERROR"));
    let said = rig.query_as("admin", "SELECT x FROM nowhere", json!([])).await;
    assert!(
        said.detail().ends_with("Record 'nowhere' was not found."),
        "{}",
        said.detail()
    );
    // Columns that depend on features are missing where the world has no such rows.
    let said = rig
        .query_as("admin", "SELECT createdfrom FROM transaction", json!([]))
        .await;
    assert!(
        said.detail().contains("Unknown identifier 'createdfrom'"),
        "{}",
        said.detail()
    );
    for q in [
        "SELECT id FROM transaction LIMIT 5",
        "SELECT id FROM transaction WHERE",
        "UPDATE transaction SET memo = 'x'",
        "SELECT id FROM b_transaction",
        "SELECT _extra FROM transaction",
        "SELECT TO_DATE('2026-13-40', 'YYYY-MM-DD') FROM dual",
    ] {
        assert_eq!(rig.query_as("admin", q, json!([])).await.status, 400, "{q}");
    }
    let body = Some(json!({"q": "SELECT id FROM item"}));
    let said = rig.send_as("admin", "POST", PAGE, &[], body).await;
    assert_eq!((said.status, said.code()), (400, "INVALID_HEADER"));
    assert_eq!(said.body["o:errorDetails"][0]["o:errorHeader"], "Prefer");
}

#[tokio::test]
async fn a_role_sees_what_it_may_and_is_not_told_of_the_rest() {
    let rig = Rig::new();
    let ask = async |q: &str| rig.query_as("blind", q, json!([])).await;
    assert_eq!(
        ask("SELECT id FROM transaction WHERE type = 'CustCred'").await.body["count"],
        0
    );
    assert_eq!(
        ask("SELECT id FROM transactionline WHERE transaction = 918310")
            .await
            .body["count"],
        0
    );
    assert_eq!(
        ask("SELECT id FROM transaction WHERE type = 'SalesOrd'").await.body["count"],
        3
    );
    assert_eq!(
        ask("SELECT nextdoc FROM NextTransactionLineLink").await.body["count"],
        1
    );
    for table in ["currency", "accountingperiod", "deletedrecord", "subsidiary"] {
        let said = ask(&format!("SELECT * FROM {table}")).await;
        assert!(
            said.detail().ends_with(&format!("Record '{table}' was not found.")),
            "{}",
            said.detail()
        );
    }
}

#[tokio::test]
async fn dates_are_in_the_accounts_zone_and_form() {
    let rig = Rig::new();
    let q = "SELECT lastmodifieddate, trandate FROM transaction WHERE id = 918273";
    assert_eq!(
        rig.rows(q, json!([])).await,
        [json!({"lastmodifieddate": "3/4/2026", "trandate": "3/4/2026"})]
    );
    let since =
        "SELECT id FROM transaction WHERE lastmodifieddate >= TO_TIMESTAMP(?, 'YYYY-MM-DD HH24:MI:SS') ORDER BY id";
    let ids = rig.rows(since, json!(["2026-03-06 08:40:00"])).await;
    assert_eq!(ids, [json!({"id": "918310"}), json!({"id": "918400"})]);
    assert_eq!(
        rig.rows(since, json!(["2026-03-06 08:40:01"])).await,
        [json!({"id": "918400"})]
    );
    let day = "SELECT COUNT(*) AS n FROM transaction WHERE trandate = TO_DATE('2026-03-05','YYYY-MM-DD')";
    assert_eq!(rig.rows(day, json!([])).await, [json!({"n": "2"})]);
    let newest = "SELECT MAX(t.id) AS last, TO_CHAR(MAX(t.lastmodifieddate),'YYYY-MM-DD HH24:MI:SS') AS newest, COUNT(*) AS \
                  documents FROM transaction t";
    assert_eq!(
        rig.rows(newest, json!([])).await,
        [json!({"last": "918400", "newest": "2026-11-01 01:30:00", "documents": "7"})]
    );
    // The server's own clock stands on Pacific time.
    let now =
        "SELECT TO_CHAR(SYSDATE, 'YYYY-MM-DD HH24:MI') AS now, TO_CHAR(SYSDATE - 1, 'YYYY-MM-DD') AS day FROM dual";
    assert_eq!(
        rig.rows(now, json!([])).await,
        [json!({"now": "2026-03-10 05:00", "day": "2026-03-09"})]
    );
}

#[tokio::test]
async fn the_status_is_spelled_as_the_account_spells_it() {
    let count = "SELECT id FROM transaction WHERE type = 'SalesOrd' AND status IN ('SalesOrd:B')";
    let letter = Rig::new();
    assert!(letter.rows(count, json!([])).await.is_empty());
    let compound = Rig::with(|books| books.status_spelling = "compound".to_owned());
    assert_eq!(compound.rows(count, json!([])).await.len(), 2);
    let q = "SELECT DISTINCT t.type, t.status, BUILTIN.DF(t.status) AS name FROM transaction t WHERE t.id = 918274";
    assert_eq!(
        compound.rows(q, json!([])).await,
        [json!({"type": "SalesOrd", "status": "SalesOrd:G", "name": "Sales Order : Billed"})]
    );
}

#[tokio::test]
async fn forms_of_oracle_are_understood() {
    let rig = Rig::new();
    for (q, rows) in [
        (
            "SELECT NVL(memo, 'none') AS m FROM transaction WHERE id = 918274",
            json!([{"m": "none"}]),
        ),
        (
            "SELECT DECODE(type, 'SalesOrd', 'so', 'other') AS d FROM transaction WHERE id = 918285",
            json!([{"d": "other"}]),
        ),
        (
            "SELECT tranid || '/' || id AS x FROM transaction WHERE id = 918285",
            json!([{"x": "CS88/918285"}]),
        ),
        (
            "SELECT id FROM transaction ORDER BY id FETCH FIRST 1 ROWS ONLY",
            json!([{"id": "918273"}]),
        ),
        (
            "SELECT TOP 1 id FROM transaction ORDER BY id DESC",
            json!([{"id": "918400"}]),
        ),
        (
            "SELECT COUNT(*) FROM (SELECT id FROM item WHERE ROWNUM <= 2)",
            json!([{"expr1": "2"}]),
        ),
        (
            "SELECT BUILTIN.DF(currency) AS c, BUILTIN.DF(entity) AS e FROM transaction WHERE id = 918310",
            json!([{"c": "Euro", "e": "Ada Buyer"}]),
        ),
        (
            "SELECT 1 AS one FROM dual UNION SELECT 2 FROM dual",
            json!([{"one": "1"}, {"one": "2"}]),
        ),
        ("SELECT id FROM item WHERE itemid LIKE 'tee%'", json!([])),
        (
            "SELECT CASE WHEN foreigntotal > 100 THEN 'big' ELSE 'small' END AS s FROM transaction WHERE id = 918273",
            json!([{"s": "big"}]),
        ),
        (
            "SELECT SUM(ABS(tl.foreignamount)) AS s FROM transactionline tl WHERE tl.transaction = 918285",
            json!([{"s": "54.12"}]),
        ),
    ] {
        assert_eq!(json!(rig.rows(q, json!([])).await), rows, "{q}");
    }
}

/// ROWNUM counts before the order does: these are not the two newest.
#[tokio::test]
async fn rownum_counts_before_the_order() {
    let rig = Rig::new();
    let q = "SELECT t.id FROM transaction t WHERE ROWNUM <= 2 ORDER BY t.id DESC";
    let rows = rig.rows(q, json!([])).await;
    assert_eq!(rows.len(), 2);
    assert_ne!(rows, [json!({"id": "918400"}), json!({"id": "918310"})]);
}

/// Each keyset page says how many rows it starts, however that is found out.
#[tokio::test]
async fn totals_of_keyset_pages_are_those_of_a_count() {
    let rig = Rig::new();
    let q = "SELECT t.id FROM transaction t LEFT JOIN transactionline m ON m.transaction = t.id AND m.mainline = 'T' \
             WHERE t.id > ? AND t.id <= ? ORDER BY t.id";
    let mut after = json!(0);
    for left in [6, 4, 2] {
        let body = json!({"q": q, "params": [after, 918_310]});
        let path = format!("{PAGE}?limit=2&offset=0");
        let said = rig
            .send_as("admin", "POST", &path, &[("prefer", "transient")], Some(body))
            .await;
        assert_eq!(
            (&said.body["totalResults"], &said.body["hasMore"]),
            (&json!(left), &json!(left > 2))
        );
        after = said.body["items"][1]["id"].clone();
    }
    let body = json!({"q": q, "params": ["918280", 918_310]});
    let said = rig
        .send_as(
            "admin",
            "POST",
            &format!("{PAGE}?limit=1"),
            &[("prefer", "transient")],
            Some(body),
        )
        .await;
    assert_eq!(said.body["totalResults"], 3);
}

#[tokio::test]
async fn more_in_flight_than_allowed_is_refused() {
    let rig = Rig::new();
    rig.token("admin").await;
    let ask = || rig.query_as("admin", "SELECT id FROM item", json!([]));
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
    let mut statuses = [a.status, b.status, c.status, d.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(d.body["o:errorCode"], "USER_ERROR");
    assert_eq!((d.code(), d.header("retry-after")), ("CONCURRENCY_LIMIT_EXCEEDED", ""));
    assert_eq!(ask().await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn overload_can_look_like_a_failed_sign_in() {
    let rig = Rig::with(|books| {
        books.concurrency = 1;
        books.habits.latency_ms = 90_000;
        books.habits.overload_as_sign_in_after_s = Some(60);
    });
    rig.token("admin").await;
    let began = tokio::time::Instant::now();
    let ask = || rig.query_as("admin", "SELECT id FROM item", json!([]));
    let refused = async {
        let said = ask().await;
        (said.status, began.elapsed().as_secs())
    };
    let (served, refused) = tokio::join!(ask(), refused);
    assert_eq!((served.status, refused), (200, (401, 60)));
}

#[tokio::test]
async fn limits_are_told_to_administrators_alone() {
    let rig = Rig::new();
    let said = rig
        .send_as("admin", "GET", "/system/v1/governanceLimits", &[], None)
        .await;
    assert_eq!((said.status, &said.body["accountConcurrencyLimit"]), (200, &json!(3)));
    assert_eq!(
        rig.send_as("blind", "GET", "/system/v1/governanceLimits", &[], None)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn the_tables_can_be_had_back() {
    let rig = Rig::new();
    let tables = rig.netsuite.tables();
    let given = super::rig::books().tables;
    for (name, rows) in &given {
        assert_eq!(tables.get(name), Some(rows), "{name}");
    }
}
