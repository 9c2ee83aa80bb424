//! Answers that may not be taken for good ones.

use std::sync::Arc;

use serde_json::Value;

use super::super::{NetsuiteError, Profile, RecordId, Span};
use super::{Books, settings};
use crate::http::HttpError;

fn two_orders(books: Books) -> Arc<Books> {
    books.document(10, "SalesOrd", "2026-01-15 09:00:00", 1, None);
    books.document(20, "SalesOrd", "2026-01-16 09:00:00", 1, None);
    Arc::new(books)
}

async fn good_profile() -> Profile {
    two_orders(Books::without(&[]))
        .reader(1, settings())
        .probe()
        .await
        .unwrap()
}

/// What reading two orders ends in when each answer is bent.
async fn bent(bend: fn(&mut Value)) -> NetsuiteError {
    let books = two_orders(Books::without(&[]).bending(bend));
    let read = books
        .reader(1, settings())
        .documents(&good_profile().await, Span::all(99), None, 0)
        .await;
    read.unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn pages_that_contradict_themselves_are_refused() {
    let said = |error: NetsuiteError| error.to_string();
    let short = bent(|page| page["count"] = 3.into()).await;
    assert!(said(short).contains("says it has 3 rows and has 2"));
    let endless = bent(|page| {
        page["items"] = Value::Array(Vec::new());
        page["count"] = 0.into();
        page["hasMore"] = true.into();
    });
    assert!(said(endless.await).contains("no rows and says that more follow"));
    assert!(matches!(
        bent(|page| *page = "<html>".into()).await,
        NetsuiteError::Page { .. }
    ));
    let nameless = bent(|page| page["items"][0]["id"] = "x".into()).await;
    assert!(said(nameless).contains("`x` is not an internal id"));
}

#[tokio::test(start_paused = true)]
async fn rows_out_of_order_are_refused() {
    let error = bent(|page| page["items"].as_array_mut().unwrap().reverse()).await;
    assert!(
        matches!(error, NetsuiteError::Disordered { query: "documents", .. }),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_profile_that_no_longer_fits_is_named() {
    let hidden = ["transaction.taxtotal"];
    let books = two_orders(Books::without(&hidden));
    let read = books
        .reader(1, settings())
        .documents(&good_profile().await, Span::all(99), None, 0)
        .await;
    let column = "taxtotal".to_owned();
    assert_eq!(read, Err(NetsuiteError::UnknownColumn { column }));
    let hidden = ["currency"];
    let books = two_orders(Books::without(&hidden));
    let read = books
        .reader(1, settings())
        .documents(&good_profile().await, Span::all(99), None, 0)
        .await;
    let table = "currency".to_owned();
    assert_eq!(read, Err(NetsuiteError::TableNotVisible { table }));
}

#[tokio::test(start_paused = true)]
async fn an_unexpected_error_that_lasts_is_no_refusal_of_the_query() {
    let books = two_orders(Books::without(&["transaction.taxtotal"]).telling_nothing());
    let read = books
        .reader(1, settings())
        .documents(&good_profile().await, Span::all(99), None, 0)
        .await;
    let Err(NetsuiteError::Http(error)) = read else {
        panic!("{read:?}");
    };
    assert!(matches!(*error, HttpError::Unavailable { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn records_are_read_or_said_to_be_missing_hidden_or_held() {
    let books = two_orders(Books::without(&[]));
    let account = books.reader(1, settings());
    let read = |id: u64| {
        let account = account.clone();
        async move { account.record("salesOrder", &RecordId::Internal(id)).await }
    };
    let record = read(10).await.unwrap();
    assert_eq!(
        (record.id, record.modified_at.unwrap().to_string().as_str()),
        (10, "2026-01-15T17:00:00Z")
    );
    assert!(matches!(read(99).await, Err(NetsuiteError::NoSuchRecord { .. })));
    assert!(matches!(read(13).await, Err(NetsuiteError::Held { said, .. }) if said.contains("workflow")));
    assert!(matches!(read(14).await, Err(NetsuiteError::NotVisible { .. })));
    let strange = RecordId::External("a/b?c".to_owned());
    let missing = account.record("salesOrder", &strange).await.unwrap_err();
    assert_eq!(missing.to_string(), "NetSuite has no salesOrder eid:a/b?c");
    assert!(account.record("sales/../x", &RecordId::Internal(1)).await.is_err());
    assert_eq!(account.governance().await, Ok(None));
}
