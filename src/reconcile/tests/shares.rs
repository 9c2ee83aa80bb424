//! Shares of a price: a discount with tax in it, a part of a bundle; and keys that are another system's.

use super::{codes, find, found};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{c, case, day, document, m, order, rules, sales_order};
use crate::model::code::Route;
use crate::model::finding::ActionKind;
use crate::model::rules::BundleComponent;
use crate::model::shop::{LineGroup, Order};

/// 64.95 less 12.99, with a fifth of tax in it: 54.13 less 10.83 and 8.66 of tax.
fn inclusive() -> Order<'static> {
    order(1001).line("PLATE", 1, 64_95).totalled(0).with(|o| {
        o.head.taxes_included = true;
        o.lines[0].net = m(43_30);
        o.lines[0].discount = m(12_99);
        o.lines[0].tax = m(8_66);
        o.head.tax = m(8_66);
        o.head.total = m(51_96);
        o.head.discounts = m(12_99);
    })
}

#[test]
fn a_discount_keeps_the_tax_that_is_in_it() {
    let so = |rows: &[(LineRole, i64)]| {
        let total = rows.iter().map(|r| r.1).sum();
        let mut so = document(DocumentKind::SalesOrder, 10, "#1001", total);
        for (role, amount) in rows {
            so = so.row(*role, 0, if *role == LineRole::Item { "PLATE" } else { "" }, 1, *amount);
        }
        so
    };
    use LineRole::{Discount, Item, Tax};
    let right = so(&[(Item, 54_13), (Discount, -10_83), (Tax, 8_66)]);
    assert_eq!(found(&inclusive(), &[right]), []);
    let findings = find(&inclusive(), &[so(&[(Item, 54_13), (Discount, -12_99), (Tax, 8_66)])]);
    assert_eq!(codes(&findings), [("TAX-04", 216, 0)]);
    assert_eq!(findings[0].route, Route::Finance);
    // The tax that follows from it is no finding of its own.
    let with_its_tax = so(&[(Item, 54_13), (Discount, -12_99), (Tax, 8_23)]);
    let findings = find(&inclusive(), &[with_its_tax]);
    assert_eq!(findings.iter().map(|f| f.code.id).collect::<Vec<_>>(), ["TAX-04"]);
    // Taken off the line itself.
    let netted = so(&[(Item, 41_14), (Tax, 8_66)]);
    assert_eq!(found(&inclusive(), &[netted]), [("TAX-04", 216, 0)]);
    let other = found(&inclusive(), &[so(&[(Item, 54_13), (Discount, -11_99), (Tax, 8_66)])]);
    assert_eq!(other, [("EDT-18", 116, 0)]);
}

/// A set of a tee and a cap for 40.00 where both cost 50.00; the cap came back.
fn set_without_cap() -> (Order<'static>, Order<'static>) {
    let group = Some(LineGroup {
        id: 9,
        sku: "SET".into(),
        quantity: 1,
    });
    let sold = order(1001)
        .line("TEE", 1, 30_00)
        .less(6_00)
        .line("CAP", 1, 20_00)
        .less(4_00)
        .totalled(20)
        .with(|o| o.lines.iter_mut().for_each(|l| l.group = group.clone()));
    (sold.clone(), sold.refunded(1, 1, day(3)))
}

#[test]
fn a_part_of_a_bundle_is_credited_at_its_share() {
    let (sold, order) = set_without_cap();
    let billed = |cents| {
        let invoice = document(DocumentKind::Invoice, 11, "#1001", 48_00).is(DocumentStatus::Settled);
        let memo = document(DocumentKind::CreditMemo, 20, "#1001", cents)
            .is(DocumentStatus::Settled)
            .answers(700);
        vec![
            sales_order(&sold, 10).is(DocumentStatus::Billed),
            invoice.made_from(10),
            memo,
        ]
    };
    assert_eq!(found(&order, &billed(19_20)), [], "16.00 and a fifth");
    let whole = find(&order, &billed(48_00));
    assert_eq!(codes(&whole), [("BND-05", -28_80, 0)], "the whole set");
    assert_eq!(whole[0].subject.refund.as_deref(), Some("gid://shopify/Refund/700"));
    assert_eq!(
        found(&order, &billed(24_00)),
        [("BND-05", -4_80, 0)],
        "the cap's own price"
    );
    assert_eq!(found(&order, &billed(30_00)), [("REF-04", -10_80, -10_80)]);
}

#[test]
fn a_recipe_of_another_day() {
    let part = |component: &str, from: Option<i8>, to: Option<i8>| BundleComponent {
        bundle: "SET".to_owned(),
        component: component.to_owned(),
        quantity: 1,
        share: rust_decimal::Decimal::new(50, 2),
        valid_from: from.map(|m| jiff::civil::date(2026, m, 1)),
        valid_to: to.map(|m| jiff::civil::date(2026, m, 30)),
    };
    let mut rules = rules();
    // The order is of September; from November on the set holds a hat instead of a cap.
    rules.bundles = vec![
        part("TEE", None, None),
        part("CAP", None, Some(10)),
        part("HAT", Some(11), None),
    ];
    let order = || order(1001).line("SET", 2, 50_00).totalled(0);
    let of = |second: &str| {
        let so = document(DocumentKind::SalesOrder, 10, "#1001", 100_00)
            .item("TEE", 2, 50_00)
            .item(second, 2, 50_00);
        codes(&crate::reconcile::case(&case(vec![order()], vec![so]), &rules, day(60)).findings)
    };
    assert_eq!(of("CAP"), []);
    assert_eq!(of("HAT"), [("BND-06", 0, 0)]);
    assert_eq!(of("SCARF"), [("BND-02", 0, 0)]);
}

#[test]
fn a_key_of_another_system_is_no_lost_order() {
    let of = |key: &str| {
        let so: Document<'_> = document(DocumentKind::SalesOrder, 10, key, 72_00);
        crate::reconcile::case(&case(vec![], vec![so]), &rules(), day(60)).findings
    };
    let foreign = of("114-3941689-8772232");
    assert_eq!(codes(&foreign), [("IDN-13", -72_00, 0)]);
    assert_eq!(foreign[0].proposal.as_ref().unwrap().action, ActionKind::Route);
    assert!(foreign[0].note.contains("Amazon"), "{}", foreign[0].note);
    let lost = of("#900001");
    assert_eq!(codes(&lost), [("IDN-03", -72_00, 0)]);
    assert_eq!(lost[0].proposal.as_ref().unwrap().action, ActionKind::CloseLines);
    assert_eq!(lost[0].delta, -c(72_00));
}
