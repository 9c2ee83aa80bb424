//! Requests that are answered later.

use serde_json::{Value, json};

use super::rig::Rig;

const KEY: &str = "cac827ea-3543-4cda-add2-bae634326c28";

fn memo(external: &str, item: &str) -> Value {
    json!({"externalId": external, "entity": {"id": "4411"}, "item": {"items": [{"item": {"id": item}, "quantity": 1, "rate": 25.0}]}})
}

async fn get(rig: &Rig, address: &str) -> super::rig::Said {
    let path = address.rsplit("/services/rest").next().unwrap();
    rig.send_as("admin", "GET", path, &[], None).await
}

#[tokio::test]
async fn a_job_is_done_later_and_once() {
    let rig = Rig::new();
    let headers = [("prefer", "respond-async"), ("x-netsuite-idempotency-key", KEY)];
    let submit = || {
        rig.send_as(
            "admin",
            "POST",
            "/record/v1/creditMemo",
            &headers,
            Some(memo("tieout-a", "328")),
        )
    };
    let said = submit().await;
    assert_eq!((said.status, said.header("preference-applied")), (202, "respond-async"));
    let job = said.header("location").to_owned();
    let again = submit().await;
    assert_eq!(
        (again.status, again.code(), again.header("location")),
        (409, "IDEMPOTENCY_ERROR", job.as_str())
    );

    let pending = get(&rig, &job).await.body;
    assert_eq!(
        (&pending["completed"], &pending["progress"]),
        (&json!(false), &json!("pending"))
    );
    assert_eq!(
        rig.rows("SELECT id FROM transaction WHERE externalid = 'tieout-a'", json!([]))
            .await,
        [] as [Value; 0]
    );
    rig.pass(1);
    assert_eq!(get(&rig, &job).await.body["progress"], "processing");
    rig.pass(1);
    assert_eq!(get(&rig, &job).await.body["progress"], "succeeded");
    let tasks = get(&rig, &format!("{job}/task")).await.body;
    let task = tasks["items"][0]["links"][0]["href"].as_str().unwrap().to_owned();
    let body = get(&rig, &task).await.body;
    assert_eq!(
        (&body["completed"], &body["endTime"]),
        (&json!(true), &json!("2026-03-10T12:00:02Z"))
    );
    let result = body["links"][1]["href"].as_str().unwrap().to_owned();
    let made = get(&rig, &result).await.made();
    let found = rig
        .rows("SELECT id FROM transaction WHERE externalid = 'tieout-a'", json!([]))
        .await;
    assert_eq!(found, [json!({"id": made})]);
}

#[tokio::test]
async fn a_job_succeeds_though_one_of_its_tasks_fails() {
    let rig = Rig::new();
    let headers = [
        ("prefer", "respond-async"),
        ("content-type", "application/vnd.oracle.resource+json; type=collection"),
    ];
    let body = json!({"items": [memo("tieout-b1", "328"), memo("tieout-b2", "9999")]});
    // The content type of the rig's requests comes first and is no collection's.
    let token = rig.token("admin").await;
    let mut request = axum::http::Request::post(format!("{}/record/v1/creditMemo", super::rig::BASE))
        .header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let said = rig.open(request.body(body.to_string().into()).unwrap()).await;
    let job = said.header("location").to_owned();
    rig.pass(2);
    assert_eq!(get(&rig, &job).await.body["progress"], "succeeded");
    assert_eq!(get(&rig, &format!("{job}/task")).await.body["count"], 2);
    get(&rig, &format!("{job}/task/1/result")).await.made();
    assert_eq!(get(&rig, &format!("{job}/task/2")).await.body["progress"], "failed");
    let failed = get(&rig, &format!("{job}/task/2/result")).await;
    assert_eq!((failed.status, failed.code()), (400, "INVALID_CONTENT"));
}

#[tokio::test]
async fn a_query_submitted_without_transient_is_never_fetched() {
    let rig = Rig::new();
    let body = Some(json!({"q": "SELECT id FROM item"}));
    for (prefer, status) in [("respond-async, transient", 200), ("respond-async", 400)] {
        let said = rig
            .send_as(
                "admin",
                "POST",
                "/query/v1/suiteql",
                &[("prefer", prefer)],
                body.clone(),
            )
            .await;
        let job = said.header("location").to_owned();
        rig.pass(2);
        let id = job.rsplit('/').next().unwrap();
        assert_eq!(get(&rig, &format!("{job}/task/{id}/result")).await.status, status);
    }
}
