//! Bulk exports are started once, and taken whole or not at all.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::script::{Asked, Reply, data, shop};
use crate::shopify::{BulkFile, BulkHandle, BulkStart, BulkState, BulkWhat, Shop, ShopifyError, Window};

const ID: &str = "gid://shopify/BulkOperation/1";
const FILE: &[u8] = b"{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n";

fn handle() -> BulkHandle {
    BulkHandle::new(BulkWhat::Orders, Window::ALL, "01JDMARK")
}

fn started() -> BulkHandle {
    BulkHandle {
        id: Some(ID.to_owned()),
        ..handle()
    }
}

fn list(nodes: Value) -> Reply {
    data(json!({"bulkOperations": {"nodes": nodes}}))
}

fn ran(errors: &Value) -> Reply {
    let operation = errors
        .as_array()
        .unwrap()
        .is_empty()
        .then(|| json!({"id": ID, "status": "CREATED"}));
    data(json!({"bulkOperationRunQuery": {"bulkOperation": operation, "userErrors": errors}}))
}

fn operation(status: &str, objects: u64, size: usize) -> Reply {
    data(
        json!({"bulkOperation": {"id": ID, "status": status, "errorCode": null, "objectCount": objects.to_string(),
        "rootObjectCount": "1", "fileSize": size.to_string(), "url": "https://storage.example.invalid/bulk/1.jsonl?sig=secret"}}),
    )
}

/// What was written, for each time the file was opened.
type Files = Arc<Mutex<Vec<Vec<u8>>>>;

struct Into(Files);

impl Write for Into {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().last_mut().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn download(shop: &Shop) -> (Result<BulkFile, ShopifyError>, Vec<Vec<u8>>) {
    let files = Files::default();
    let opened = files.clone();
    let mut open = move || -> io::Result<Box<dyn Write + Send>> {
        opened.lock().unwrap().push(Vec::new());
        Ok(Box::new(Into(opened.clone())))
    };
    let result = shop.bulk_download(&started(), &mut open).await;
    let files = files.lock().unwrap().clone();
    (result, files)
}

#[tokio::test(start_paused = true)]
async fn an_export_is_started_once() {
    let (shop, script) = shop(|asked| match asked.name.as_str() {
        "TieoutBulkList" => list(
            json!([{"id": "gid://shopify/BulkOperation/9", "status": "RUNNING", "query": "# tieout 01JDMARKOTHER\n{}"}]),
        ),
        _ => ran(&json!([])),
    });
    let mut handle = handle();
    assert_eq!(shop.bulk_start(&mut handle).await.unwrap(), BulkStart::Started);
    assert_eq!(handle.id.as_deref(), Some(ID));
    // Kept and read back, it is known to run.
    let mut kept: BulkHandle = serde_json::from_str(&serde_json::to_string(&handle).unwrap()).unwrap();
    assert_eq!(shop.bulk_start(&mut kept).await.unwrap(), BulkStart::Found);
    assert_eq!(script.names(), ["TieoutBulkList", "TieoutBulkRun"]);
}

#[tokio::test(start_paused = true)]
async fn a_start_whose_answer_was_lost_is_found_by_its_mark() {
    let mut running = Vec::new();
    let (shop, script) = shop(move |asked| match asked.name.as_str() {
        "TieoutBulkList" => list(running.clone().into()),
        _ => {
            running.push(json!({"id": ID, "status": "CREATED", "query": asked.variables["query"]}));
            Reply::Lost
        }
    });
    let mut lost = handle();
    assert_eq!(shop.bulk_start(&mut lost).await.unwrap(), BulkStart::Found);
    assert_eq!(lost.id.as_deref(), Some(ID));
    // Killed before it could keep the id: the mark alone is enough.
    let mut again = handle();
    assert_eq!(shop.bulk_start(&mut again).await.unwrap(), BulkStart::Found);
    let names = script.names();
    assert_eq!(names.iter().filter(|n| *n == "TieoutBulkRun").count(), 1, "{names:?}");
}

#[tokio::test(start_paused = true)]
async fn a_start_that_was_lost_on_the_way_is_told() {
    let (shop, script) = shop(|asked| match asked.name.as_str() {
        "TieoutBulkList" => list(json!([{"id": ID, "status": "FAILED", "query": "# tieout 01JDMARK\n{}"}])),
        _ => Reply::Lost,
    });
    let mut lost = handle();
    let error = shop.bulk_start(&mut lost).await.unwrap_err();
    assert!(matches!(error, ShopifyError::Http(_)), "{error:?}");
    assert_eq!(lost.id, None);
    assert_eq!(script.names(), ["TieoutBulkList", "TieoutBulkRun", "TieoutBulkList"]);
}

#[tokio::test(start_paused = true)]
async fn a_busy_shop_and_a_refused_query_are_told_apart() {
    let refusing = |code: &'static str| {
        move |asked: &Asked| match asked.name.as_str() {
            "TieoutBulkList" => list(json!([])),
            _ => ran(&json!([{"field": null, "message": "five run", "code": code}])),
        }
    };
    let (busy, _) = shop(refusing("OPERATION_IN_PROGRESS"));
    let said = BulkStart::Busy("five run".to_owned());
    assert_eq!(busy.bulk_start(&mut handle()).await.unwrap(), said);
    let (refused, _) = shop(refusing("INVALID"));
    let error = refused.bulk_start(&mut handle()).await.unwrap_err();
    assert!(matches!(error, ShopifyError::BulkRefused { code, .. } if code == "INVALID"));
}

#[tokio::test(start_paused = true)]
async fn an_export_is_waited_for() {
    let mut polls = 0;
    let (shop, script) = shop(move |_| {
        polls += 1;
        operation(if polls < 9 { "RUNNING" } else { "COMPLETED" }, polls, 0)
    });
    let mut states = Vec::new();
    let state = shop
        .bulk_wait(&started(), &mut |s: &BulkState| states.push(s.objects))
        .await
        .unwrap();
    assert_eq!((state.done, state.objects, states.len()), (true, 9, 9));
    let asked = script.asked.lock().unwrap();
    assert_eq!((asked[8].at - asked[0].at).as_secs(), 1 + 2 + 4 + 8 + 16 + 30 * 3);
}

#[tokio::test(start_paused = true)]
async fn a_part_of_a_result_is_not_taken() {
    for (status, code) in [
        ("FAILED", json!("TIMEOUT")),
        ("CANCELED", Value::Null),
        ("EXPIRED", Value::Null),
        ("COMPLETED", json!("INTERNAL_SERVER_ERROR")),
    ] {
        let (shop, _) = shop(move |_| {
            data(
                json!({"bulkOperation": {"id": ID, "status": status, "errorCode": code, "objectCount": "5",
                "rootObjectCount": "1", "fileSize": null, "url": null, "partialDataUrl": "https://storage.example.invalid/part"}}),
            )
        });
        let (result, files) = download(&shop).await;
        assert!(
            matches!(result, Err(ShopifyError::BulkFailed { status: s, .. }) if s == status),
            "{status}"
        );
        assert!(files.is_empty());
    }
    let (gone, _) = shop(|_| data(json!({"bulkOperation": null})));
    assert_eq!(
        gone.bulk_poll(&started()).await.unwrap_err(),
        ShopifyError::BulkUnknown(ID.to_owned())
    );
    assert!(matches!(
        gone.bulk_poll(&handle()).await,
        Err(ShopifyError::BulkUnknown(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_file_is_downloaded_without_the_token_and_counted() {
    let (shop, script) = shop(|asked| match asked.name.as_str() {
        "TieoutBulkPoll" => operation("COMPLETED", 3, FILE.len()),
        _ => Reply::Text(FILE.to_vec()),
    });
    let (result, files) = download(&shop).await;
    assert_eq!(
        result,
        Ok(BulkFile {
            rows: 3,
            bytes: FILE.len() as u64
        })
    );
    assert_eq!(files, [FILE]);
    let asked = script.asked.lock().unwrap();
    assert_eq!(asked.iter().map(|a| a.token).collect::<Vec<_>>(), [true, false]);
    assert_eq!(asked[1].name, "/bulk/1.jsonl");
}

#[tokio::test(start_paused = true)]
async fn a_download_that_breaks_is_begun_anew_with_a_fresh_address() {
    let mut downloads = 0;
    let (shop, script) = shop(move |asked| match asked.name.as_str() {
        "TieoutBulkPoll" => operation("COMPLETED", 3, FILE.len()),
        _ => {
            downloads += 1;
            match downloads {
                1 => Reply::Cut(FILE[..12].to_vec()),
                2 => Reply::Status(400, "<Code>ExpiredToken</Code>"),
                // A body that ends early without a sign of it.
                3 => Reply::Text(FILE[..18].to_vec()),
                _ => Reply::Text(FILE.to_vec()),
            }
        }
    });
    let (result, files) = download(&shop).await;
    assert_eq!(result.unwrap().rows, 3);
    assert_eq!(files.last().unwrap(), FILE);
    let polls = script.names().iter().filter(|n| *n == "TieoutBulkPoll").count();
    assert_eq!((polls, files.len()), (4, 4));
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stays_short_is_refused_without_its_address() {
    let (short, _) = shop(|asked| match asked.name.as_str() {
        "TieoutBulkPoll" => operation("COMPLETED", 4, FILE.len()),
        _ => Reply::Text(FILE.to_vec()),
    });
    let (result, _) = download(&short).await;
    let (what, said, read) = ("rows", 4, 3);
    assert_eq!(result, Err(ShopifyError::BulkShort { what, said, read }));
    let (refused, _) = shop(|asked| match asked.name.as_str() {
        "TieoutBulkPoll" => operation("COMPLETED", 4, FILE.len()),
        _ => Reply::Status(403, "no"),
    });
    let error = download(&refused).await.0.unwrap_err();
    assert!(matches!(error, ShopifyError::Http(_)), "{error:?}");
    assert!(
        !error.to_string().contains("secret") && !format!("{error:?}").contains("secret"),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_export_that_finds_nothing_has_an_empty_file() {
    let (shop, _) = shop(|_| {
        data(
            json!({"bulkOperation": {"id": ID, "status": "COMPLETED", "errorCode": null, "objectCount": "0",
            "rootObjectCount": "0", "fileSize": null, "url": null, "partialDataUrl": null}}),
        )
    });
    let (result, files) = download(&shop).await;
    assert_eq!(result, Ok(BulkFile { rows: 0, bytes: 0 }));
    assert_eq!(files, [b""]);
}

#[tokio::test(start_paused = true)]
async fn an_export_is_stopped() {
    let (shop, _) = shop(|asked| {
        assert_eq!(asked.variables["id"], ID);
        data(json!({"bulkOperationCancel": {"bulkOperation": {"id": ID, "status": "CANCELING"}, "userErrors": []}}))
    });
    shop.bulk_cancel(&started()).await.unwrap();
    let error = shop.bulk_cancel(&handle()).await.unwrap_err();
    assert_eq!(error, ShopifyError::BulkUnknown("01JDMARK".to_owned()));
}
