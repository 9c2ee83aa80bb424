//! What SuiteQL pages may look like, and what they may not.

use proptest::prelude::*;

use super::*;
use crate::base::{Amount, OrderKey, Quantity};
use crate::model::books::{DocumentHead, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::model::pack::unpack;

fn page(rows: &[&str], has_more: bool) -> String {
    let (count, items) = (rows.len(), rows.join(","));
    format!(
        r#"{{"links":[],"count":{count},"hasMore":{has_more},"items":[{items}],"offset":0,"totalResults":{count}}}"#
    )
}

const ORDER: &str = r##"{"links":[],"id":"91","tranid":"SO9","type":"SalesOrd","status":"SalesOrd:B","otherrefnum":"#1001","externalid":"x","currency":"1","foreigntotal":"118.25","total":"118.25","trandate_iso":"2026-03-04","modified_at":"2026-03-04 11:02:17","subsidiary":"1"}"##;
const MEMO: &str = r#"{"links":[],"id":"95","tranid":"CM1","type":"CustCred","status":"A","currency":"1","foreigntotal":"-40.5","createdfrom":"93","trandate":"3/4/2026"}"#;
const LINES: [&str; 6] = [
    r#"{"transaction":"91","id":"0","mainline":"T","taxline":"F","foreignamount":"118.25"}"#,
    r#"{"transaction":"91","id":"1","mainline":"F","item":"328","itemid":"TEE","itemtype":"InvtPart","quantity":"-2","foreignamount":"-50"}"#,
    r#"{"transaction":"91","id":"2","mainline":"F","item":"512","itemid":"SET","itemtype":"Kit","quantity":"-1","foreignamount":"-50"}"#,
    r#"{"transaction":"91","id":"3","mainline":"F","item":"601","itemid":"MUG","itemtype":"InvtPart","quantity":"-1","foreignamount":"0","kitcomponent":"T","kitmemberof":"2"}"#,
    r#"{"transaction":"91","id":"5","mainline":"F","item":"17","itemid":"Ground","itemtype":"ShipItem","foreignamount":"-10"}"#,
    r#"{"transaction":"91","id":"6","mainline":"F","taxline":"T","item":"-137","itemtype":"TaxItem","foreignamount":"-8.25"}"#,
];

/// A line by its role, SKU, pieces and amount.
type Line = (LineRole, String, Quantity, Amount);

struct Read {
    documents: Vec<(DocumentHead<'static>, Vec<Line>)>,
    keys: Vec<OrderKey>,
    facts: PageFacts,
    problems: Vec<String>,
}

fn read_files(files: &[String], dates: Option<DateOrder>) -> Read {
    let columns = Columns {
        order: "otherrefnum".into(),
        refund: "externalid".into(),
        payout: "memo".into(),
    };
    let options = Options {
        zone: None,
        goes_on: false,
        columns,
        date_order: dates,
    };
    let (mut rows, mut problems, mut facts) = (DocumentRows::default(), Problems::default(), PageFacts::default());
    for file in files {
        facts = read(
            "pages.jsonl",
            &mut file.as_bytes(),
            &options,
            2,
            &mut rows,
            &mut problems,
        )
        .unwrap();
    }
    let (mut head, mut lines) = (Vec::new(), Vec::new());
    let places = rows.places();
    let mut documents = Vec::new();
    for place in &places {
        rows.write(place, &mut head, &mut lines).unwrap();
        if !place.has_head() {
            continue;
        }
        let read: DocumentHead<'_> = unpack(&head).unwrap();
        let lines: Vec<DocumentLine<'_>> = unpack(&lines).unwrap();
        let lines = lines
            .iter()
            .map(|l| (l.role, l.sku.to_string(), l.quantity, l.amount))
            .collect();
        documents.push((own(&read), lines));
    }
    let problems = problems.kept().iter().map(ToString::to_string).collect();
    Read {
        keys: places.iter().map(|p| p.key).collect(),
        documents,
        facts,
        problems,
    }
}

fn own(head: &DocumentHead<'_>) -> DocumentHead<'static> {
    let text = |t: &str| std::borrow::Cow::Owned(t.to_owned());
    DocumentHead {
        number: text(&head.number),
        order_ref: text(&head.order_ref),
        refund_ref: text(&head.refund_ref),
        payout_ref: text(&head.payout_ref),
        external_id: text(&head.external_id),
        memo: text(&head.memo),
        entity: text(&head.entity),
        currency: text(&head.currency),
        subsidiary: text(&head.subsidiary),
        ships_to: None,
        ..*head
    }
}

#[test]
fn signs_and_roles_are_settled() {
    let read = read_files(&[page(&[ORDER, MEMO], false), page(&LINES, false)], None);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let (order, lines) = &read.documents[0];
    assert_eq!(
        (order.kind, order.status),
        (DocumentKind::SalesOrder, DocumentStatus::PendingFulfillment)
    );
    assert_eq!((order.total, order.refund_ref.as_ref()), (Amount::cents(11825), "x"));
    let item =
        |role, sku: &str, quantity, cents| (role, sku.to_owned(), Quantity::whole(quantity), Amount::cents(cents));
    assert_eq!(
        *lines,
        [
            item(LineRole::Item, "TEE", 2, 5000),
            item(LineRole::Kit, "SET", 1, 5000),
            item(LineRole::KitComponent, "MUG", 1, 0),
            item(LineRole::Shipping, "Ground", 0, 1000),
            item(LineRole::Tax, "", 0, 825),
        ]
    );
    let (memo, _) = &read.documents[1];
    assert_eq!(
        (memo.total, memo.status, memo.created_from),
        (Amount::cents(4050), DocumentStatus::Open, 93)
    );
    assert_eq!(read.keys, [OrderKey::of("1001"), OrderKey::NONE]);
}

#[test]
fn a_date_without_its_order_is_left_out_and_told() {
    let undeclared = read_files(&[page(&[ORDER, MEMO], false)], None);
    assert_eq!((undeclared.documents[1].0.date, undeclared.facts.undated), (None, 1));
    let declared = read_files(&[page(&[MEMO], false)], Some(DateOrder::Dmy));
    assert_eq!(
        declared.documents[0].0.date.map(|d| d.to_string()).as_deref(),
        Some("2026-04-03")
    );
}

#[test]
fn a_negative_bank_deposit_keeps_its_sign() {
    let head = r#"{"id":"7","type":"Deposit","tranid":"D1","foreigntotal":"-20","memo":"payout 5"}"#;
    let lines = [
        r#"{"transaction":"7","id":"1","mainline":"F","foreignamount":"30","memo":"refunds","previousdoc":"4"}"#,
        r#"{"transaction":"7","id":"2","mainline":"F","foreignamount":"-10","expenseaccount":"60"}"#,
    ];
    let read = read_files(&[page(&[head], false), page(&lines, false)], None);
    assert_eq!(read.documents[0].0.total, Amount::cents(-2000));
    let amounts: Vec<_> = read.documents[0].1.iter().map(|l| (l.0, l.3)).collect();
    assert_eq!(
        amounts,
        [
            (LineRole::Payment, Amount::cents(-3000)),
            (LineRole::Account, Amount::cents(1000))
        ]
    );
}

#[test]
fn pages_that_are_not_whole_are_refused() {
    let whole = page(&[ORDER], false);
    for (text, wanted) in [
        (page(&[ORDER], true), "rows are missing behind it"),
        (
            whole.replace(r#""count":1"#, r#""count":2"#),
            "says it has 2 rows and has 1",
        ),
        (whole[..whole.len() - 9].to_owned(), "cut short"),
        (r#"{"error":"no"}"#.to_owned(), "no SuiteQL result page"),
        (
            whole.replace(r#""118.25""#, r#""1,118.25""#),
            "column `foreigntotal`: `1,118.25` is not an amount",
        ),
        (
            whole.replace(r#""foreigntotal":"118.25","#, ""),
            "column `foreigntotal`: is missing",
        ),
        (
            whole.replace(r#""foreigntotal":"118.25""#, r#""foreigntotal":118.25"#),
            "cannot be read",
        ),
    ] {
        let read = read_files(std::slice::from_ref(&text), None);
        assert!(
            read.problems.iter().any(|p| p.contains(wanted)),
            "{wanted}: {:?}",
            read.problems
        );
    }
}

#[test]
fn one_page_over_many_lines_is_read_as_well() {
    let value: serde_json::Value = serde_json::from_str(&page(&[ORDER], false)).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    assert_eq!(read_files(&[pretty], None).documents.len(), 1);
}

proptest! {
    #[test]
    fn pages_may_cut_documents_and_come_in_any_order(cut in 1_usize..LINES.len(), heads_first in any::<bool>()) {
        let whole = read_files(&[page(&[ORDER], false), page(&LINES, false)], None);
        let mut files = vec![page(&LINES[..cut], true) + "\n" + &page(&LINES[cut..], false), page(&[ORDER], false)];
        if heads_first {
            files.reverse();
        }
        let read = read_files(&files, None);
        prop_assert_eq!(&read.documents, &whole.documents);
        // A page fetched twice counts once.
        let again = read_files(&[page(&[ORDER], false), page(&LINES, true) + "\n" + &page(&LINES[1..], false)], None);
        prop_assert_eq!(&again.documents, &whole.documents);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut rows = DocumentRows::default();
        let mut problems = Problems::default();
        let _ = read("x", &mut bytes.as_slice(), &Options::default(), 1, &mut rows, &mut problems);
    }
}
