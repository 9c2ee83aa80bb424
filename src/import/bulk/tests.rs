//! What bulk files may look like, and what they may not.

mod refunds;

use proptest::prelude::*;

use super::*;
use crate::base::Amount;
use crate::model::pack::unpack;
use crate::model::shop::{AgreementReason, Order, SaleKind};

fn bag(amount: &str) -> String {
    format!(
        r#"{{"shopMoney":{{"amount":"{amount}","currencyCode":"GBP"}},"presentmentMoney":{{"amount":"{amount}","currencyCode":"GBP"}}}}"#
    )
}

fn order(id: u64, total: &str, refunded: &str) -> String {
    format!(
        r##"{{"__typename":"Order","id":"gid://shopify/Order/{id}","name":"#{id}","createdAt":"2026-10-01T10:00:00Z","updatedAt":"2026-10-02T10:00:00Z","test":false,"taxesIncluded":false,"currencyCode":"GBP","currentTotalPriceSet":{},"edited":false,"currentTotalTaxSet":{},"currentTotalDiscountsSet":{},"totalShippingPriceSet":{},"totalRefundedSet":{},"displayFinancialStatus":"PAID"}}"##,
        bag(total),
        bag("0.0"),
        bag("0.0"),
        bag("0.0"),
        bag(refunded)
    )
}

fn line(id: u64, order: u64, sku: &str, net: &str) -> String {
    format!(
        r#"{{"__typename":"LineItem","id":"gid://shopify/LineItem/{id}","sku":"{sku}","title":"A \"thing\"","quantity":2,"currentQuantity":2,"originalUnitPriceSet":{},"priceAfterAllDiscountsBeforeTaxesSet":{},"discountAllocations":[],"taxLines":[],"__parentId":"gid://shopify/Order/{order}"}}"#,
        bag("5.00"),
        bag(net)
    )
}

fn agreement(id: u64, order: u64) -> String {
    format!(
        r#"{{"__typename":"OrderAgreement","id":"gid://shopify/SalesAgreement/{id}","happenedAt":"2026-10-01T10:00:00Z","reason":"ORDER","app":{{"id":"gid://shopify/App/1","title":"Checkout"}},"__parentId":"gid://shopify/Order/{order}"}}"#
    )
}

fn sale(id: u64, agreement: u64, line: u64) -> String {
    format!(
        r#"{{"__typename":"ProductSale","id":"gid://shopify/Sale/{id}","lineType":"PRODUCT","quantity":2,"totalAmount":{},"totalTaxAmount":{},"lineItem":{{"id":"gid://shopify/LineItem/{line}"}},"__parentId":"gid://shopify/SalesAgreement/{agreement}"}}"#,
        bag("10.0"),
        bag("0.0")
    )
}

fn rows() -> Vec<String> {
    vec![
        order(1001, "10.0", "0.0"),
        line(1, 1001, "TEE", "10.0"),
        agreement(7, 1001),
        sale(8, 7, 1),
        order(1002, "30.0", "0.0"),
        line(2, 1002, "MUG", "10.0"),
        line(3, 1002, "MUG", "20.0"),
        agreement(9, 1002),
        sale(10, 9, 2),
        sale(11, 9, 3),
    ]
}

/// Reads rows and returns the packed orders with the faults.
fn read_rows(rows: &[String]) -> (Vec<Vec<u8>>, usize, Vec<String>) {
    let text = rows.join("\n");
    let mut problems = Problems::default();
    let mut file = read("orders.jsonl", &mut text.as_bytes(), OrderHolds::Name, 2, &mut problems).unwrap();
    let mut orders = Vec::new();
    let mut body = Vec::new();
    while file.orders.take(&mut body).unwrap().is_some() {
        orders.push(body.clone());
    }
    (
        orders,
        file.orders.strays(),
        problems.kept().iter().map(ToString::to_string).collect(),
    )
}

#[test]
fn an_order_comes_with_everything_that_hangs_on_it() {
    let (orders, strays, problems) = read_rows(&rows());
    assert_eq!((orders.len(), strays, problems.len()), (2, 0, 0), "{problems:?}");
    let second: Order<'_> = unpack(&orders[1]).unwrap();
    assert_eq!(second.head.name, "#1002");
    assert_eq!(second.head.total.shop, Amount::cents(30_00));
    assert_eq!(second.lines.iter().map(|l| l.id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(second.lines[0].title, "A \"thing\"");
    assert_eq!(second.agreements[0].reason, AgreementReason::Order);
    assert_eq!(second.agreements[0].sales.len(), 2);
    assert_eq!(
        (second.agreements[0].sales[1].kind, second.agreements[0].sales[1].of),
        (SaleKind::Product, 3)
    );
}

#[test]
fn what_was_sent_off_and_whether_it_may_be_edited() {
    let with = |row: String, fields: &str| row.replacen("\"__typename\"", &format!("{fields},\"__typename\""), 1);
    let sent = r#""merchantEditable":false,"fulfillments":[{"status":"CANCELLED","updatedAt":"2026-10-03T10:00:00Z"},{"status":"SUCCESS"},{}]"#;
    let rows = [
        with(order(1001, "10.0", "0.0"), sent),
        with(line(1, 1001, "TEE", "10.0"), r#""unfulfilledQuantity":1"#),
        order(1002, "10.0", "0.0"),
        line(2, 1002, "TEE", "10.0"),
    ];
    let (orders, _, problems) = read_rows(&rows);
    assert!(problems.is_empty(), "{problems:?}");
    let first: Order<'_> = unpack(&orders[0]).unwrap();
    assert_eq!(
        (first.head.editable, first.lines[0].unfulfilled),
        (Some(false), Some(1))
    );
    let cancelled: Vec<bool> = first.head.fulfillments.iter().map(|f| f.cancelled).collect();
    assert_eq!(cancelled, [true, false, false], "what has no status may count");
    assert_eq!(
        first.head.fulfillments[0].changed_at.unwrap().to_string(),
        "2026-10-03T10:00:00Z"
    );
    let untold: Order<'_> = unpack(&orders[1]).unwrap();
    assert_eq!((untold.head.editable, untold.lines[0].unfulfilled), (None, None));
    assert!(untold.head.fulfillments.is_empty());
}

proptest! {
    #[test]
    fn rows_may_come_in_any_order(shuffled in Just(rows()).prop_shuffle()) {
        // Children keep the order they are listed in, so only that may differ.
        let sorted = |rows: &[String]| {
            let (orders, strays, problems) = read_rows(rows);
            let mut all: Vec<_> = orders.iter().map(|b| {
                let mut o: Order<'_> = unpack(b).unwrap();
                o.lines.sort_by_key(|l| l.id);
                o.agreements.iter_mut().for_each(|a| a.sales.sort_by_key(|s| s.of));
                format!("{o:?}")
            }).collect();
            all.sort();
            (all, strays, problems)
        };
        prop_assert_eq!(sorted(&shuffled), sorted(&rows()));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut problems = Problems::default();
        let _ = read("x", &mut bytes.as_slice(), OrderHolds::LegacyId, 1, &mut problems);
    }

    #[test]
    fn a_file_cut_anywhere_is_a_fault_or_a_stray(cut in 1_usize..1_000) {
        let text = rows()[..4].join("\n");
        let cut = cut.min(text.len() - 1);
        let kept = &text[..cut];
        let mut problems = Problems::default();
        let file = read("x", &mut kept.as_bytes(), OrderHolds::Name, 1, &mut problems).unwrap();
        let whole_lines = text.match_indices('\n').any(|(at, _)| at == cut || at + 1 == cut);
        prop_assert!(whole_lines || problems.count() == 1 || kept.ends_with('}'), "{} {:?}", file.rows, problems.kept());
    }
}

#[test]
fn faults_name_the_row_the_field_and_the_mend() {
    let cases = [
        (
            r##"{"id":"gid://shopify/Order/5","name":"#5","createdAt":"2026-10-01T10:00:00Z","test":false}"##
                .to_owned(),
            "currentTotalPriceSet",
        ),
        (order(5, "12,50", "0.0"), "`12,50` is not an amount"),
        (
            order(5, "10.0", "0.0").replace("2026-10-01T10:00:00Z", "yesterday"),
            "`yesterday` is not a time",
        ),
        (
            order(5, "10.0", "0.0").replace(r#""amount":"10.0""#, r#""amount":10.0"#),
            "cannot be read",
        ),
        (order(5, "10.0", "0.0")[..80].to_owned(), "the line is cut short"),
        (r#"{"hello":1}"#.to_owned(), "names no object of Shopify's"),
        ("\u{1b}[31m".to_owned(), "cannot be read"),
    ];
    for (row, wanted) in cases {
        let (orders, _, problems) = read_rows(&[order(1, "1.0", "0.0"), row.clone()]);
        assert_eq!(orders.len(), 1, "{row}");
        assert!(
            problems.len() == 1 && problems[0].starts_with("orders.jsonl:2: "),
            "{problems:?}"
        );
        assert!(problems[0].contains(wanted), "{} lacks {wanted}", problems[0]);
        assert!(!problems[0].contains('\u{1b}'));
    }
}

/// A balance transaction with one more field.
fn movement(more: &str) -> String {
    format!(
        r#"{{"id":"gid://shopify/ShopifyPaymentsBalanceTransaction/3","type":"CHARGE","test":false,"transactionDate":"2026-10-01T10:00:00Z"{more},"amount":{0},"fee":{0},"net":{0}}}"#,
        r#"{"amount":"1.0","currencyCode":"GBP"}"#
    )
}

#[test]
fn money_that_is_in_no_payout_yet_says_so() {
    for none in ["null", r#"{"id":null,"status":"PENDING"}"#] {
        let (_, _, problems) = read_rows(&[movement(&format!(r#","associatedPayout":{none}"#))]);
        assert!(problems.is_empty(), "{problems:?}");
    }
}

#[test]
fn a_field_that_is_missing_or_wrong_is_named() {
    let select = "select it in the bulk query";
    let cases = [
        (
            order(5, "1.0", "0.0").replace(r##""name":"#5","##, ""),
            "`name`",
            select,
        ),
        (
            order(5, "1.0", "0.0").replace(r#""edited":false,"#, ""),
            "`edited`",
            select,
        ),
        (
            order(5, "1.0", "0.0").replace("currentTotalDiscountsSet", "totalDiscountsSet"),
            "`currentTotalDiscountsSet`",
            select,
        ),
        (
            line(4, 1, "TEE", "1.0").replace(r#","__parentId":"gid://shopify/Order/1""#, ""),
            "`__parentId`",
            select,
        ),
        (
            line(4, 1, "TEE", "1.0").replace(r#""quantity":2,"#, ""),
            "`quantity`",
            select,
        ),
        (
            line(4, 1, "TEE", "1.0").replace(r#""sku":"TEE""#, r#""sku":7"#),
            "`sku`",
            "as Shopify wrote it",
        ),
        (
            line(4, 1, "TEE", "1.0").replace(r#""currentQuantity":2"#, r#""currentQuantity":"two""#),
            "`currentQuantity`",
            "as Shopify wrote it",
        ),
        (order(5, "12,50", "0.0"), "`amount`", "as Shopify wrote it"),
        (movement(""), "`associatedPayout`", select),
        (
            movement(r#","associatedPayout":null,"sourceOrderTransactionId":"5.37E+12""#),
            "`sourceOrderTransactionId`",
            "as Shopify wrote it",
        ),
        (
            line(4, 1, "TEE", "1.0").replacen(
                r#""quantity":2,"#,
                r#""quantity":2,"lineItemGroup":{"id":"gid://shopify/LineItemGroup/9"},"#,
                1,
            ),
            "`lineItemGroup.quantity`",
            select,
        ),
    ];
    for (row, field, mend) in cases {
        let (_, _, problems) = read_rows(&[order(1, "1.0", "0.0"), row.clone()]);
        assert_eq!(problems.len(), 1, "{row} {problems:?}");
        assert!(problems[0].contains(field), "{field}: {problems:?}");
        assert!(problems[0].contains(mend), "{mend}: {problems:?}");
    }
}

/// A file of refund details names its orders only, and may select the sales of all agreements.
#[test]
fn sales_of_orders_that_are_only_named_are_not_strays() {
    let named =
        r##"{"__typename":"Order","id":"gid://shopify/Order/1001","name":"#1001","updatedAt":"2026-10-02T10:00:00Z"}"##;
    let rows = [named.to_owned(), agreement(7, 1001), sale(8, 7, 1)];
    let (orders, strays, problems) = read_rows(&rows);
    assert_eq!((orders.len(), strays, problems.len()), (0, 0, 0), "{problems:?}");
    // A sale whose agreement is not listed is still one.
    let (_, strays, _) = read_rows(&[named.to_owned(), agreement(7, 1001), sale(8, 9, 1)]);
    assert_eq!(strays, 1);
}

/// Null says that there is none; a field that was not selected says nothing, and that is told.
#[test]
fn what_a_query_may_leave_out_is_told_when_it_is() {
    let untold = |rows: &[String]| {
        let mut problems = Problems::default();
        let file = read("x", &mut rows.join("\n").as_bytes(), OrderHolds::Name, 1, &mut problems).unwrap();
        assert_eq!(problems.count(), 0, "{:?}", problems.kept());
        file.untold
    };
    let whole = order(1, "1.0", "0.0").replace(
        r#""edited":"#,
        &format!(
            r#""currentTotalDutiesSet":null,"currentTotalAdditionalFeesSet":null,"totalTipReceivedSet":{},"edited":"#,
            bag("0.0")
        ),
    );
    let goods = line(4, 1, "TEE", "1.0").replace(r#""sku":"#, r#""isGiftCard":false,"sku":"#);
    let money = movement(r#","associatedPayout":null,"sourceOrderTransactionId":null"#);
    assert_eq!(untold(&[whole, goods.clone(), money]), [] as [&str; 0]);
    assert_eq!(
        untold(&[order(1, "1.0", "0.0"), goods]),
        [
            "currentTotalDutiesSet",
            "currentTotalAdditionalFeesSet",
            "totalTipReceivedSet"
        ]
    );
    let rows = [line(4, 1, "TEE", "1.0"), movement(r#","associatedPayout":null"#)];
    assert_eq!(untold(&rows), ["isGiftCard", "sourceOrderTransactionId"]);
}

#[test]
fn what_is_no_jsonl_is_refused_as_a_whole() {
    let cases: [(&[u8], &str); 5] = [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf \n", "it is empty"),
        (b"Name,Email\n#1001,a@example.invalid\n", "it is no JSON"),
        (b"\xff\xfe{\0", "it is no JSON"),
        (b"\x1f\x8b\x08\0", "it is compressed"),
    ];
    for (bytes, wanted) in cases {
        let mut problems = Problems::default();
        let error = read("x.jsonl", &mut &bytes[..], OrderHolds::Name, 1, &mut problems).unwrap_err();
        assert!(error.to_string().contains(wanted), "{error}");
        assert_eq!(problems.count(), 0);
    }
}

/// Orders and their refunds asked for by two queries, both files in one: each sale counts once.
#[test]
fn sales_that_two_queries_list_count_once() {
    let named =
        r##"{"__typename":"Order","id":"gid://shopify/Order/1001","name":"#1001","updatedAt":"2026-10-02T10:00:00Z"}"##;
    let whole = &rows()[..4];
    let twice: Vec<String> = whole
        .iter()
        .cloned()
        .chain([named.to_owned(), agreement(7, 1001), sale(8, 7, 1)])
        .collect();
    let once = read_rows(whole);
    assert_eq!(read_rows(&twice), once);
    assert_eq!((once.0.len(), once.1), (1, 0));
}

#[test]
fn an_order_listed_twice_is_refused_by_name() {
    let (_, _, problems) = read_rows(&[order(1, "1.0", "0.0"), order(1, "1.0", "0.0")]);
    assert!(
        problems[0].contains("gid://shopify/Order/1") && problems[0].contains("more than once"),
        "{problems:?}"
    );
}

#[test]
fn children_of_orders_that_are_not_listed_are_counted() {
    let (_, strays, _) = read_rows(&[order(1, "1.0", "0.0"), line(4, 2, "TEE", "1.0")]);
    assert_eq!(strays, 1);
}

#[test]
fn an_id_inside_a_row_is_not_taken_for_its_own() {
    // The group's id stands before the line's own.
    let row = line(4, 1, "TEE", "1.0").replacen(
        r#"{"__typename":"LineItem","#,
        r#"{"lineItemGroup":{"id":"gid://shopify/LineItemGroup/9","variantSku":"SET","quantity":1},"#,
        1,
    );
    let (orders, strays, problems) = read_rows(&[order(1, "1.0", "0.0"), row]);
    assert_eq!((strays, problems.len()), (0, 0), "{problems:?}");
    let order: Order<'_> = unpack(&orders[0]).unwrap();
    assert_eq!(order.lines[0].group.as_ref().map(|g| g.sku.as_ref()), Some("SET"));
}

#[test]
fn types_that_are_not_used_are_counted_by_name() {
    let mut problems = Problems::default();
    let text = "{\"id\":\"gid://shopify/TenderTransaction/5\"}\n";
    let file = read("x", &mut text.as_bytes(), OrderHolds::Name, 1, &mut problems).unwrap();
    assert_eq!(file.unused, [("TenderTransaction".to_owned(), 1)]);
}

#[test]
fn a_dispute_is_a_record_of_its_order() {
    let row = |status: &str, finalized: &str, order: &str| {
        format!(
            r##"{{"__typename":"ShopifyPaymentsDispute","id":"gid://shopify/ShopifyPaymentsDispute/9","type":"CHARGEBACK","status":"{status}","initiatedAt":"2026-10-05T09:00:00Z","evidenceDueBy":null,"finalizedOn":{finalized},"amount":{{"amount":"12.34","currencyCode":"GBP"}},"reasonDetails":{{"reason":"FRAUDULENT"}}{order}}}"##
        )
    };
    let of = r##","order":{"id":"gid://shopify/Order/1001","name":"#1001"}"##;
    let read_one = |row: &str| {
        let mut problems = Problems::default();
        let file = read("money.jsonl", &mut row.as_bytes(), OrderHolds::Name, 1, &mut problems).unwrap();
        (file.disputes, problems.count())
    };
    let (disputes, faults) = read_one(&row("LOST", "\"2026-10-20T09:00:00Z\"", of));
    assert_eq!((disputes.len(), faults), (1, 0));
    let dispute = &disputes[0];
    assert_eq!(
        (dispute.id, dispute.order, dispute.order_name.as_str()),
        (9, 1001, "#1001")
    );
    assert_eq!(
        (dispute.amount, dispute.reason.as_str()),
        (Amount::cents(12_34), "FRAUDULENT")
    );
    assert!(dispute.status.is_lost() && dispute.finalized_at.is_some());
    assert_eq!(
        read_one(&row("SOMETHING_NEW", "null", r#","order":null"#)).0[0].order,
        0
    );
    assert_eq!(
        read_one(&row("WON", "null", "")).1,
        1,
        "an order that was not selected is not none"
    );
}
