//! Documents, deletions and orders as they are read.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::super::{Account, DocumentsPage, MadeFrom, Profile, Span};
use super::{Books, settings};
use crate::import::{Problems, suiteql};

/// Every page of a span.
async fn pull(account: &Account, profile: &Profile, span: Span, since: Option<&str>) -> Vec<DocumentsPage> {
    let mut pages: Vec<DocumentsPage> = Vec::new();
    loop {
        let after = pages.last().map_or(0, |p| p.last_id);
        let page = account.documents(profile, span, since, after).await.unwrap();
        pages.push(page);
        if pages.last().unwrap().done {
            return pages;
        }
    }
}

/// A column of all rows of some bodies.
fn column<'b>(bodies: impl IntoIterator<Item = &'b Bytes>, name: &str) -> Vec<u64> {
    let rows = bodies.into_iter().flat_map(|body| {
        let page: Value = serde_json::from_slice(body).unwrap();
        page["items"].as_array().unwrap().clone()
    });
    rows.filter_map(|row| row[name].as_str()?.parse().ok()).collect()
}

fn heads(pages: &[DocumentsPage]) -> Vec<u64> {
    column(pages.iter().map(|p| &p.heads), "id")
}

fn rows(pages: &[DocumentsPage]) -> Vec<(u64, u64)> {
    let bodies = || pages.iter().flat_map(|p| &p.lines);
    let (documents, lines) = (column(bodies(), "transaction"), column(bodies(), "id"));
    documents.into_iter().zip(lines).collect()
}

#[tokio::test(start_paused = true)]
async fn spans_side_by_side_bring_everything_once_and_keep_to_the_ceiling() {
    let books = Arc::new(Books::without(&[]));
    let kinds = ["SalesOrd", "CashSale", "Deposit", "VendBill"];
    for n in 1..=1800_u64 {
        books.document(n * 3, kinds[n as usize % 4], "2026-11-10 11:00:00", 2, None);
    }
    let account = books.reader(2, settings());
    let profile = account.probe().await.unwrap();
    let mark = account.mark(&profile).await.unwrap();
    assert_eq!(
        (mark.documents, mark.last_id, mark.since().as_deref()),
        (1350, 5400, Some("2026-11-10 09:00:00"))
    );
    let spans = Span::all(mark.last_id).slices(3);
    let pulled = join_all(spans.iter().map(|span| pull(&account, &profile, *span, None))).await;
    assert_eq!(books.in_flight_most.load(Ordering::SeqCst), 2);
    let mut found = Vec::new();
    for (span, pages) in spans.iter().zip(&pulled) {
        let told = account.count(&profile, *span, None).await.unwrap();
        assert_eq!(told.documents, pages.iter().map(|p| p.documents).sum::<u64>());
        assert!(pages.iter().all(|p| p.without_lines == 0 && p.documents <= 1000));
        found.extend(heads(pages));
        let listed: BTreeSet<u64> = heads(pages).into_iter().collect();
        let wanted: BTreeSet<(u64, u64)> = listed.iter().flat_map(|d| (0..=2).map(|l| (*d, l))).collect();
        let rows = rows(pages);
        assert_eq!(
            (rows.len(), rows.into_iter().collect::<BTreeSet<_>>()),
            (wanted.len(), wanted)
        );
    }
    let ours = (1..=1800_u64).filter(|n| n % 4 != 3).map(|n| n * 3);
    assert_eq!(found, ours.collect::<Vec<_>>());
    let whole = pull(&account, &profile, Span::all(mark.last_id), None).await;
    assert_eq!((whole.len(), heads(&whole)), (2, found.clone()));
    let mut swept = Vec::new();
    let mut after = 0;
    loop {
        let page = account.ids(&profile, Span::all(mark.last_id), after).await.unwrap();
        swept.extend(page.ids);
        after = *swept.last().unwrap();
        if page.done {
            break;
        }
    }
    assert_eq!(swept, found);
    let again = account.documents_by_id(&profile, &swept[..1200]).await.unwrap();
    assert_eq!(heads(&again), swept[..1200]);
}

#[tokio::test(start_paused = true)]
async fn documents_of_many_rows_are_all_read_in_bounded_pages() {
    let books = Arc::new(Books::without(&[]));
    for id in 1..=60 {
        books.document(id, "SalesOrd", "2026-11-10 11:00:00", 1, None);
        books.lengthen(id, if id == 30 { 4_600 } else { 150 });
    }
    for places in [1, 5] {
        let account = books.reader(places, settings());
        let profile = account.probe().await.unwrap();
        let pages = pull(&account, &profile, Span::all(60), None).await;
        assert_eq!(heads(&pages), (1..=60).collect::<Vec<_>>());
        let read = rows(&pages);
        assert_eq!(read.len(), 60 * 2 + 59 * 150 + 4_600);
        assert!(read.iter().collect::<BTreeSet<_>>().len() == read.len());
        assert!(pages.iter().all(|p| p.lines.len() <= 4 || p.documents == 1));
    }
}

#[tokio::test(start_paused = true)]
async fn rows_are_shared_out_while_places_are_free() {
    let books = Arc::new(Books::without(&[]));
    for id in 1..=400 {
        books.document(id, "SalesOrd", "2026-11-10 11:00:00", 6, None);
    }
    let account = books.reader(5, settings());
    let profile = account.probe().await.unwrap();
    let wanted: Vec<(u64, u64)> = (1..=400).flat_map(|d| (0..=6).map(move |l| (d, l))).collect();
    let most = |readers: usize| {
        books.in_flight_most.store(0, Ordering::SeqCst);
        let readers: Vec<_> = (0..readers).map(|_| account.reader()).collect();
        let (account, profile, books, wanted) = (&account, &profile, &books, &wanted);
        async move {
            let _readers = readers;
            let pages = pull(account, profile, Span::all(400), None).await;
            assert_eq!(&rows(&pages), wanted, "in their order, each once");
            books.in_flight_most.load(Ordering::SeqCst)
        }
    };
    // Four rows are expected of each document at first: two pages; then the rest is known better.
    assert_eq!(most(1).await, 2);
    assert_eq!(most(5).await, 1, "others have a use for every place");
}

#[tokio::test(start_paused = true)]
async fn what_a_document_was_made_from_is_known_wherever_it_stands() {
    for (hidden, stands) in [
        (&[][..], MadeFrom::Lines),
        (&["transactionline.createdfrom"], MadeFrom::Links),
    ] {
        let books = Arc::new(Books::without(hidden));
        books.put("item", &json!({"id": 5, "itemid": "TEE", "itemtype": "InvtPart"}));
        books.put("currency", &json!({"id": 1, "symbol": "GBP"}));
        books.put(
            "transactionshippingaddress",
            &json!({"nkey": 20, "addr1": "12 Mill Lane", "country": "GB"}),
        );
        books.document(20, "SalesOrd", "2026-01-15 09:00:00", 2, None);
        books.document(30, "CustInvc", "2026-01-16 09:00:00", 2, Some(20));
        let account = books.reader(1, settings());
        let profile = account.probe().await.unwrap();
        assert_eq!(profile.made_from(), stands);
        let page = account.documents(&profile, Span::all(30), None, 0).await.unwrap();
        let text = String::from_utf8_lossy(&page.heads);
        let wanted = [
            r#""currency_code":"GBP""#,
            r#""shipaddr1":"12 Mill Lane""#,
            r#""created_at":"2026-01-15 09:00:00""#,
        ];
        assert!(wanted.iter().all(|w| text.contains(w)), "{text}");
        let mut documents = suiteql::DocumentRows::default();
        let mut problems = Problems::default();
        let options = suiteql::Options::default();
        for body in std::iter::once(&page.heads).chain(&page.lines) {
            suiteql::read("page", &mut body.as_ref(), &options, 1, &mut documents, &mut problems).unwrap();
        }
        let places = documents.places();
        let read: Vec<_> = places
            .iter()
            .map(|p| (p.id, p.created_from, p.has_head(), p.has_lines()))
            .collect();
        assert_eq!(read, [(20, 0, true, true), (30, 20, true, true)]);
        assert!(problems.kept().is_empty(), "{:?}", problems.kept());
    }
}

#[tokio::test(start_paused = true)]
async fn a_bank_deposit_says_what_it_takes_up() {
    let books = Arc::new(Books::without(&[]));
    books.document(30, "CashSale", "2026-01-16 09:00:00", 2, None);
    books.document(40, "Deposit", "2026-01-17 09:00:00", 2, Some(30));
    let account = books.reader(1, settings());
    let profile = account.probe().await.unwrap();
    let page = account.documents(&profile, Span::all(40), None, 0).await.unwrap();
    assert_eq!((page.documents, page.lines.len()), (2, 2));
    assert_eq!(column(&page.lines, "previousdoc"), [30]);
}

#[tokio::test(start_paused = true)]
async fn changes_are_found_by_the_document_and_by_its_lines() {
    let books = Arc::new(Books::without(&[]));
    for (id, at) in [
        (10, "2026-01-15 09:00:00"),
        (20, "2026-02-15 09:00:00"),
        (30, "2026-03-15 09:00:00"),
    ] {
        books.document(id, "SalesOrd", at, 1, None);
    }
    let shipped = json!({"transaction": 10, "id": 7, "mainline": "F", "linelastmodifieddate": "2026-03-20 09:00:00"});
    books.put("transactionline", &shipped);
    let account = books.reader(1, settings());
    let profile = account.probe().await.unwrap();
    let since = Some("2026-03-15 09:00:00");
    let pages = pull(&account, &profile, Span::all(30), since).await;
    assert_eq!(heads(&pages), [10, 30]);
    let (from_id, to_id) = (10, 30);
    let count = account.count(&profile, Span::all(50), since).await.unwrap();
    assert_eq!((count.documents, count.ids), (2, Some(Span { from_id, to_id })));
    let none = account.count(&profile, Span::all(9), since).await.unwrap();
    assert_eq!((none.documents, none.ids), (0, None));
    let none = account
        .documents(&profile, Span::all(30), Some("2026-04-01 00:00:00"), 0)
        .await
        .unwrap();
    assert_eq!(
        (none.documents, none.last_id, none.done, none.lines.len()),
        (0, 0, true, 0)
    );
}

#[tokio::test(start_paused = true)]
async fn a_document_without_any_row_is_told() {
    let books = Arc::new(Books::without(&[]));
    books.document(10, "SalesOrd", "2026-01-15 09:00:00", 1, None);
    let bare =
        json!({"id": 20, "type": "SalesOrd", "status": "B", "foreigntotal": "5", "createddate": "2026-01-15 09:00:00"});
    books.put("transaction", &bare);
    let account = books.reader(1, settings());
    let profile = account.probe().await.unwrap();
    let page = account.documents(&profile, Span::all(20), None, 0).await.unwrap();
    assert_eq!((page.documents, page.without_lines), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn an_order_comes_with_all_that_was_made_from_it() {
    for hidden in [&[][..], &["transactionline.createdfrom"], &["nexttransactionlinelink"]] {
        let books = Arc::new(Books::without(hidden));
        let made = [
            (10, "SalesOrd", None),
            (20, "SalesOrd", None),
            (30, "CustInvc", Some(20)),
            (35, "CustCred", Some(30)),
            (40, "CustRfnd", Some(35)),
        ];
        for (id, kind, from) in made {
            books.document(id, kind, "2026-01-15 09:00:00", 1, from);
        }
        let link = json!({"previousdoc": 40, "nextdoc": 50, "nextline": 1, "nexttype": "Deposit"});
        books.document(50, "Deposit", "2026-01-15 09:00:00", 1, None);
        books.put("nexttransactionlinelink", &link);
        let account = books.reader(1, settings());
        let profile = account.probe().await.unwrap();
        let pages = account
            .documents_of_order(&profile, &["20".to_owned(), "#20".to_owned()])
            .await
            .unwrap();
        assert_eq!(
            (heads(&pages), pages[0].done),
            (vec![20, 30, 35, 40], true),
            "{hidden:?}"
        );
        let none = account.documents_of_order(&profile, &["#99".to_owned()]).await.unwrap();
        assert!(none.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn deletions_are_told_from_records_that_share_an_id() {
    let books = Arc::new(Books::without(&[]));
    books.document(30, "CashSale", "2026-01-15 09:00:00", 1, None);
    for (id, kind, at) in [
        (30, "customer", "02"),
        (31, "salesorder", "03"),
        (12, "creditmemo", "01"),
    ] {
        let at = format!("2026-02-{at} 10:00:00");
        books.put(
            "deletedrecord",
            &json!({"recordid": id, "type": kind, "name": format!("x{id}"), "deleteddate": at}),
        );
    }
    let account = books.reader(1, settings());
    let profile = account.probe().await.unwrap();
    let all = account.deleted_since(&profile, None).await.unwrap();
    let gone: Vec<_> = all.gone.iter().map(|g| (g.id, g.record.as_str())).collect();
    assert_eq!(
        (gone.as_slice(), all.done),
        (&[(12, "creditmemo"), (31, "salesorder")][..], true)
    );
    assert_eq!(all.until.as_deref(), Some("2026-02-03 10:00:00"));
    let later = account
        .deleted_since(&profile, Some("2026-02-02 00:00:00"))
        .await
        .unwrap();
    assert_eq!(later.gone.iter().map(|g| g.id).collect::<Vec<_>>(), [31]);
}

#[tokio::test(start_paused = true)]
async fn periods_kits_and_samples_are_read() {
    let books = Arc::new(Books::without(&[]));
    books.document(30, "CashSale", "2026-01-15 09:00:00", 1, None);
    books.put("item", &json!({"id": 5, "itemid": "MUG"}));
    books.put("kititemmember", &json!({"parentitem": 9, "item": 5, "quantity": "2"}));
    let month = |id: u64, quarter: &str, closed: &str| {
        json!({"id": id, "periodname": "Jan 2026", "startdate": "2026-01-01", "enddate": "2026-01-31", "closed": closed,
            "alllocked": "F", "arlocked": "T", "aplocked": "F", "isposting": "T", "isquarter": quarter, "isyear": "F", "isadjust": "F"})
    };
    books.put("accountingperiod", &month(1, "F", "T"));
    books.put("accountingperiod", &month(2, "T", "F"));
    let account = books.reader(1, settings());
    let profile = account.probe().await.unwrap();
    let periods = account.periods(&profile).await.unwrap();
    assert_eq!(periods.len(), 1);
    let period = &periods[0];
    assert_eq!(
        (period.id, period.closed, period.locked, period.sales_locked),
        (1, true, false, true)
    );
    assert_eq!(period.last_day.to_string(), "2026-01-31");
    let members = account.kit_members(&profile).await.unwrap();
    assert_eq!(
        (
            members[0].kit,
            members[0].item_name.as_str(),
            members[0].quantity.as_str()
        ),
        (9, "MUG", "2")
    );
    let samples = account.samples("otherrefnum", &["CashSale"], 5).await.unwrap();
    assert_eq!((samples.len(), samples[0].held.as_deref()), (1, Some("#30")));
    assert_eq!(account.samples("memo", &["CashSale"], 5).await.unwrap()[0].held, None);
}
