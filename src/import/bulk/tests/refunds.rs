//! Refund details, and what they hang on.

use super::*;

#[test]
fn lines_of_a_refund_that_is_not_told_are_not_lost_in_silence() {
    let line = format!(
        r#"{{"__typename":"RefundLineItem","id":null,"quantity":1,"restockType":"RETURN","lineItem":{{"id":"gid://shopify/LineItem/1"}},"subtotalSet":{0},"totalTaxSet":{0},"__parentId":"gid://shopify/SalesAgreement/7"}}"#,
        bag("1.0")
    );
    let with = |refund: &str| agreement(7, 1001).replace(r#""reason":"#, &format!(r#""refund":{refund},"reason":"#));
    let rows = |agreement: String| [order(1001, "10.0", "1.0"), agreement, line.clone()];
    let whole = format!(
        r#"{{"id":"gid://shopify/Refund/3","createdAt":"2026-10-02T10:00:00Z","totalRefundedSet":{}}}"#,
        bag("1.0")
    );
    let (_, _, problems) = read_rows(&rows(with(&whole)));
    assert!(problems.is_empty(), "{problems:?}");
    for lacking in [
        with(r#"{"id":"gid://shopify/Refund/3"}"#),
        agreement(7, 1001),
        agreement(8, 1001),
    ] {
        let (_, _, problems) = read_rows(&rows(lacking));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            problems[0].contains("`refund`") && problems[0].contains("(1 of them)"),
            "{problems:?}"
        );
    }
}

/// Rows of refund details may name the refund itself as their parent; then it is the refund of the
/// order that lists it, told whole or only named, or of the agreement about it.
#[test]
fn refund_details_may_hang_on_the_refund() {
    let refund = format!(
        r#"{{"id":"gid://shopify/Refund/3","createdAt":"2026-10-02T10:00:00Z","totalRefundedSet":{}}}"#,
        bag("6.0")
    );
    let details = [
        format!(
            r#"{{"__typename":"RefundLineItem","id":null,"quantity":1,"restockType":"RETURN","lineItem":{{"id":"gid://shopify/LineItem/1"}},"subtotalSet":{0},"totalTaxSet":{0},"__parentId":"gid://shopify/Refund/3"}}"#,
            bag("1.0")
        ),
        format!(
            r#"{{"__typename":"RefundShippingLine","id":null,"subtotalAmountSet":{0},"taxAmountSet":{0},"__parentId":"gid://shopify/Refund/3"}}"#,
            bag("2.0")
        ),
        format!(
            r#"{{"__typename":"OrderAdjustment","id":null,"amountSet":{0},"taxAmountSet":{1},"__parentId":"gid://shopify/Refund/3"}}"#,
            bag("1.0"),
            bag("0.0")
        ),
    ];
    let listing = |row: String| row.replacen(r#""name":"#, &format!(r#""refunds":[{refund}],"name":"#), 1);
    let named =
        r##"{"__typename":"Order","id":"gid://shopify/Order/1001","name":"#1001","updatedAt":"2026-10-02T10:00:00Z"}"##;
    let agreed = agreement(7, 1001).replace(r#""reason":"#, &format!(r#""refund":{refund},"reason":"#));
    let heads = [
        vec![listing(order(1001, "10.0", "6.0"))],
        vec![listing(named.to_owned())],
        vec![named.to_owned(), agreed],
    ];
    for head in heads {
        // Details may stand before what they hang on.
        for rows in [
            head.iter().chain(&details).cloned().collect::<Vec<_>>(),
            details.iter().chain(&head).cloned().collect(),
        ] {
            let mut problems = Problems::default();
            let text = rows.join("\n");
            let file = read("x", &mut text.as_bytes(), OrderHolds::Name, 2, &mut problems).unwrap();
            assert_eq!(problems.count(), 0, "{:?}", problems.kept());
            let told: Vec<_> = file
                .refunds
                .iter()
                .map(|d| (d.order, d.refund.id, d.refund.lines.len()))
                .collect();
            assert_eq!(told, [(1001, 3, 1)], "{rows:?}");
            let refund = &file.refunds[0].refund;
            let shop = [
                refund.lines[0].subtotal,
                refund.shipping,
                refund.shipping_tax,
                refund.adjustments,
            ]
            .map(|m| m.shop);
            assert_eq!(shop, [1_00, 2_00, 2_00, 1_00].map(Amount::cents));
        }
    }
    let (_, _, problems) = read_rows(&[vec![order(1001, "10.0", "6.0")], details.to_vec()].concat());
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(
        problems[0].contains("`refunds`") && problems[0].contains("(3 of them)"),
        "{problems:?}"
    );
    let (_, _, problems) = read_rows(&[order(1, "1.0", "0.0"), details[0].replace("Refund/3", "Order/1")]);
    assert!(
        problems.len() == 1 && problems[0].contains("`__parentId`"),
        "{problems:?}"
    );
}
