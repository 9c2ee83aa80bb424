//! What the probe finds, and what it says is missing.

use std::sync::Arc;

use super::super::{Gap, MadeFrom, NetsuiteError, Profile, Settings, StatusSpelling, texts};
use super::{Books, settings};

/// An account with an order, its cash sale and a deposit, over a year old.
fn trading(books: Books) -> Arc<Books> {
    books.put(
        "item",
        &serde_json::json!({"id": 5, "itemid": "TEE", "itemtype": "InvtPart"}),
    );
    books.put("currency", &serde_json::json!({"id": 1, "symbol": "USD"}));
    books.document(10, "SalesOrd", "2025-10-20 09:00:00", 2, None);
    books.document(20, "SalesOrd", "2026-01-15 09:00:00", 2, None);
    books.document(30, "CashSale", "2026-05-20 10:00:00", 2, Some(20));
    books.document(40, "Deposit", "2026-11-10 11:00:00", 1, None);
    Arc::new(books)
}

async fn probe(books: &Arc<Books>, settings: Settings) -> Profile {
    books.reader(2, settings).probe().await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_whole_account_has_no_gaps_but_what_it_never_had() {
    let books = trading(Books::without(&[]));
    let profile = probe(&books, settings()).await;
    let gaps: Vec<String> = profile.gaps().iter().map(ToString::to_string).collect();
    assert_eq!(
        gaps,
        ["the table `transactionaccountingline` cannot be read: accounts of lines stand on the lines alone"]
    );
    assert_eq!(profile.made_from(), MadeFrom::Lines);
    assert_eq!(profile.status_spelling(), StatusSpelling::Letter);
    assert_eq!(
        (profile.zone().name.as_deref(), profile.zone().certain),
        (Some("America/Los_Angeles"), true)
    );
    let seen = &profile.kinds()["SalesOrd"];
    assert_eq!((seen.documents, seen.last_id, seen.statuses["B"]), (2, 20, 2));
    let signs = seen.signs;
    assert_eq!(
        (
            signs.looked_at,
            signs.balanced,
            signs.totals_positive,
            signs.rows_negative
        ),
        (2, 2, 2, 2)
    );
    let kept = serde_json::to_string(&profile).unwrap();
    let read: Profile = serde_json::from_str(&kept).unwrap();
    assert!(read == profile && read.fits(&settings()));
    assert!(!read.fits(&Settings {
        order_field: "memo".to_owned(),
        ..settings()
    }));
}

#[tokio::test(start_paused = true)]
async fn an_account_that_does_not_name_the_column_is_understood_as_well() {
    let hidden = [
        "transaction.taxtotal",
        "transactionline.itemtype",
        "transaction.subsidiary",
    ];
    let telling = trading(Books::without(&hidden));
    let silent = trading(Books::without(&hidden).telling_nothing());
    let told = probe(&telling, settings()).await;
    assert_eq!(told, probe(&silent, settings()).await);
    assert!(!told.tables()["transaction"].columns.contains("taxtotal"));
    assert!(told.tables()["transaction"].columns.contains("total"));
}

#[tokio::test(start_paused = true)]
async fn what_is_hidden_is_said() {
    let hidden = [
        "currency",
        "deletedrecord",
        "transactionline.quantity",
        "transactionline.createdfrom",
    ];
    let books = trading(Books::without(&hidden));
    // An order that was shipped, and a link to a credit memo, neither of which the role may see.
    books.put("transaction", &serde_json::json!({"id": 50, "type": "SalesOrd", "status": "SalesOrd:D", "createddate": "2026-11-10 11:00:00"}));
    let link = serde_json::json!({"previousdoc": 30, "nextdoc": 60, "nextline": 1, "nexttype": "CustCred"});
    books.put("nexttransactionlinelink", &link);
    let profile = probe(
        &books,
        Settings {
            order_field: "custbody_none".to_owned(),
            ..settings()
        },
    )
    .await;
    assert_eq!(
        (profile.made_from(), profile.status_spelling()),
        (MadeFrom::Links, StatusSpelling::Unclear)
    );
    let blocking: Vec<String> = profile
        .gaps()
        .iter()
        .filter(|g| g.blocks())
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        blocking,
        [
            "`transactionline.quantity` cannot be read: nothing can be compared line by line",
            "`order_field = \"custbody_none\"`: transactions have no such column, or this role may not see it",
        ]
    );
    let permissions: Vec<_> = profile.gaps().iter().filter_map(Gap::permission).collect();
    assert_eq!(
        permissions,
        ["LIST_CURRENCY", "ADMI_DELETEDRECORD", "TRAN_ITEMSHIP", "TRAN_CUSTCRED"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_empty_account_is_said_to_be_one() {
    let profile = probe(&Arc::new(Books::without(&[])), settings()).await;
    assert!(profile.gaps().contains(&Gap::NoDocuments) && profile.gaps().contains(&Gap::ZoneUnknown));
    let blind = Arc::new(Books::without(&["transaction"]));
    let profile = probe(&blind, settings()).await;
    assert!(profile.gaps()[0].blocks(), "{:?}", profile.gaps());
}

#[tokio::test(start_paused = true)]
async fn rows_that_do_not_add_up_are_said() {
    let books = trading(Books::without(&[]));
    books.put(
        "transactionline",
        &serde_json::json!({"transaction": 20, "id": 9, "mainline": "F", "foreignamount": "-1"}),
    );
    let profile = probe(&books, settings()).await;
    let unbalanced = Gap::Unbalanced {
        kind: "SalesOrd".to_owned(),
        looked_at: 2,
        balanced: 1,
    };
    assert!(profile.gaps().contains(&unbalanced), "{:?}", profile.gaps());
}

#[tokio::test(start_paused = true)]
async fn every_text_runs_and_keeps_to_the_language() {
    for hidden in [
        &[][..],
        &[
            "currency",
            "item",
            "transactionline.createdfrom",
            "transactionline.itemtype",
        ],
    ] {
        let books = trading(Books::without(hidden));
        let profile = probe(&books, settings()).await;
        let account = books.reader(1, settings());
        for query in texts(&profile) {
            let asked = account.rest.page::<super::super::suiteql::Cells>(&query, 10, 0).await;
            assert!(asked.is_ok(), "{}: {asked:?}", query.text);
            let text = query.text.to_uppercase();
            for word in [
                " LIMIT ",
                "WITH ",
                "CURRENT_DATE",
                "NOW(",
                "DATE '",
                "RIGHT JOIN",
                "(+)",
            ] {
                assert!(!text.contains(word), "{word} in {text}");
            }
            assert_eq!(text.matches('?').count(), query.params.len(), "{text}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_texts_are_these() {
    let profile = probe(&trading(Books::without(&[])), settings()).await;
    let list = texts(&profile)
        .into_iter()
        .map(|q| format!("-- {}  {:?}\n{}\n", q.name, q.params, q.text));
    insta::assert_snapshot!(list.collect::<Vec<_>>().join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_name_that_is_no_column_never_reaches_a_query() {
    let books = Arc::new(Books::without(&[]));
    let wrong = "memo FROM transaction --";
    let samples = books.reader(1, settings()).samples(wrong, &["SalesOrd"], 5).await;
    assert_eq!(samples, Err(NetsuiteError::Field { name: wrong.to_owned() }));
    assert!(books.asked.lock().unwrap().is_empty());
}
