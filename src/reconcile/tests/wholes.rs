//! Existence, bundles, currencies, addresses, bills and shipments.

use super::{codes, find, found};
use crate::base::{Currency, Quantity};
use crate::model::books::{Document, DocumentKind, DocumentStatus, LineRole};
use crate::model::build::{MADE, c, case, day, document, m, order, rules, sales_order};
use crate::model::code::Route;
use crate::model::finding::FindingState;
use crate::model::rules::{BundleComponent, ItemName};
use crate::model::shop::{Address, LineGroup, MoneyBag, Order};

fn plain() -> Order<'static> {
    order(1001).line("TEE", 2, 30_00).totalled(20)
}

#[test]
fn missing_late_duplicate_orphan() {
    assert_eq!(found(&plain(), &[]), [("IDN-01", 72_00, 0)]);
    let fresh = crate::reconcile::case(&case(vec![plain()], vec![]), &rules(), MADE.plus(600));
    assert_eq!(fresh.findings[0].state, FindingState::Late);
    assert_eq!(fresh.recheck_at, Some(MADE.plus(1_200)));
    let twice = [sales_order(&plain(), 10), sales_order(&plain(), 12)];
    assert_eq!(found(&plain(), &twice), [("IDN-04", -72_00, 0)]);
    assert_eq!(
        find(&plain(), &twice)[0].subject.netsuite[0].id,
        "12",
        "the oldest is kept"
    );
    let orphan = crate::reconcile::case(&case(vec![], vec![sales_order(&plain(), 10)]), &rules(), day(60));
    assert_eq!(codes(&orphan.findings), [("IDN-03", -72_00, 0)]);
    assert_eq!((orphan.orders, orphan.netsuite_total), (0, c(72_00)));
    // A saved search knows the day alone: 21 September 2026, all of which is new.
    let dated = sales_order(&plain(), 10).with(|d| {
        d.head.created_at = None;
        d.head.modified_at = None;
        d.head.date = Some(jiff::civil::date(2026, 9, 21));
    });
    let of = |at| crate::reconcile::case(&case(vec![], vec![dated.clone()]), &rules(), at).findings;
    assert_eq!(of(day(0))[0].state, FindingState::Late);
    assert_eq!(of(day(2))[0].state, FindingState::Mismatched);
    assert_eq!(of(day(2))[0].since.to_string(), "2026-09-21T00:00:00Z");
    let cancelled = sales_order(&plain(), 10).is(DocumentStatus::Cancelled);
    assert_eq!(
        found(&plain(), std::slice::from_ref(&cancelled)),
        [("IDN-01", 72_00, 0)]
    );
    assert!(
        find(&plain(), &[cancelled])[0]
            .note
            .contains("Sales Order N10 is cancelled")
    );
}

#[test]
fn a_name_that_only_shares_its_key_is_another_order() {
    let mut other = sales_order(&plain(), 10);
    other.head.order_ref = "#1001-B".into();
    let findings = crate::reconcile::case(&case(vec![plain()], vec![other]), &rules(), day(60)).findings;
    assert_eq!(codes(&findings), [("IDN-01", 72_00, 0), ("IDN-03", -72_00, 0)]);
}

#[test]
fn test_orders_are_left_out() {
    let test = plain().with(|o| o.head.test = true);
    let outcome = crate::reconcile::case(&case(vec![test.clone()], vec![]), &rules(), day(60));
    assert!(outcome.excluded && outcome.findings.is_empty());
    assert_eq!((outcome.orders, outcome.shopify_total), (0, c(0)));
    let booked = find(&test, &[sales_order(&test, 10)]);
    assert_eq!(booked[0].code.id, "IDN-12");
    assert_eq!(booked[0].state, FindingState::Informational);
}

#[test]
fn a_cancelled_order_still_open() {
    let cancelled = plain()
        .refunded(0, 2, day(2))
        .with(|o| o.head.cancelled_at = Some(day(2)));
    let open = [
        sales_order(&plain(), 10),
        document(DocumentKind::CustomerDeposit, 12, "#1001", 72_00),
    ];
    assert_eq!(
        found(&cancelled, &open),
        [("REF-20", -72_00, 0)],
        "the refund is a part of it"
    );
    assert_eq!(found(&cancelled, &open[1..]), [("IDN-09", -72_00, 0)]);
    let lapsed = plain().status("expired");
    assert_eq!(found(&lapsed, &open[..1]), [("EDT-20", -72_00, 0)]);
    let billed = [
        sales_order(&plain(), 10).is(DocumentStatus::Billed),
        document(DocumentKind::Invoice, 11, "#1001", 72_00),
    ];
    assert_eq!(
        found(&cancelled, &billed),
        [("REF-01", 72_00, 0)],
        "billed: a credit is what is missing"
    );
}

#[test]
fn totals_only() {
    let header = |total| document(DocumentKind::SalesOrder, 10, "#1001", total);
    assert_eq!(found(&plain(), &[header(72_00)]), []);
    assert_eq!(found(&plain(), &[header(70_00)]), [("IDN-11", 2_00, 2_00)]);
    let taxed = header(70_00).with(|d| d.head.tax = Some(c(10_00)));
    assert_eq!(found(&plain(), &[taxed]), [("TAX-01", 2_00, 0)]);
    let half = header(72_00).with(|d| d.lines = Some(vec![]));
    assert_eq!(found(&plain(), &[half])[0].0, "SYN-02");
}

#[test]
fn currencies() {
    let eur = plain().with(|o| {
        o.head.presentment_currency = Currency::parse("EUR").unwrap();
        o.head.total = MoneyBag {
            shop: c(72_00),
            presentment: c(84_24),
        };
    });
    let foreign = document(DocumentKind::SalesOrder, 10, "#1001", 84_24).with(|d| d.head.currency = "EUR".into());
    assert_eq!(found(&eur, std::slice::from_ref(&foreign)), [("CUR-01", -12_24, 0)]);
    let mislabelled = foreign.with(|d| d.head.currency = "GBP".into());
    assert_eq!(found(&eur, &[mislabelled]), [("CUR-02", -12_24, 0)]);
    let yen = plain().with(|o| {
        o.head.currency = Currency::parse("JPY").unwrap();
        o.head.presentment_currency = o.head.currency;
    });
    let hundredfold = document(DocumentKind::SalesOrder, 10, "#1001", 7_200_00);
    assert_eq!(found(&yen, &[hundredfold]), [("CUR-03", -7_128_00, 0)]);
}

#[test]
fn addresses() {
    let address = |street: &'static str, zip: &'static str| Address {
        street: street.into(),
        city: "Bath".into(),
        zip: zip.into(),
        country: "GB".into(),
        ..Address::default()
    };
    let order = plain().with(|o| o.head.ships_to = Some(address("1 Oak Ave.", "BA1 1AA")));
    let so = |a| sales_order(&plain(), 10).with(|d| d.head.ships_to = Some(a));
    assert_eq!(found(&order, &[so(address("1 OAK AVE", "ba11aa"))]), []);
    assert_eq!(found(&order, &[so(Address::default())]), []);
    // Lines are broken where they are; a flat that one side lacks is another door.
    let flat = |street: &'static str, street2: &'static str| Address {
        street2: street2.into(),
        ..address(street, "BA1 1AA")
    };
    let parted = plain().with(|o| o.head.ships_to = Some(flat("1 Oak Ave", "Flat 4")));
    assert_eq!(found(&parted, &[so(address("1 Oak Ave, Flat 4", "BA1 1AA"))]), []);
    assert_eq!(
        found(&parted, &[so(address("1 Oak Ave", "BA1 1AA"))]),
        [("EDT-16", 0, 0)]
    );
    assert_eq!(found(&order, &[so(flat("1 Oak Ave", "Flat 4"))]), [("EDT-16", 0, 0)]);
    // A query of provinces and countries alone still sees the state change.
    let region = |province: &'static str| Address {
        province: province.into(),
        country: "US".into(),
        ..Address::default()
    };
    let to = |a| plain().with(|o| o.head.ships_to = Some(a));
    let york = || Address {
        province: "NY".into(),
        country: "US".into(),
        ..address("1 Oak Ave", "10001")
    };
    assert_eq!(found(&to(region("CA")), &[so(york())]), [("EDT-16", 0, 0)]);
    assert_eq!(found(&to(region("NY")), &[so(york())]), []);
    assert_eq!(found(&to(region("New York")), &[so(york())]), []);
    let moved = so(address("2 Elm Rd", "BA2 2BB"));
    assert_eq!(found(&order, std::slice::from_ref(&moved)), [("EDT-16", 0, 0)]);
    let shipped = document(DocumentKind::ItemFulfillment, 30, "#1001", 0).is(DocumentStatus::Shipped);
    assert_eq!(find(&order, &[moved, shipped])[0].route, Route::Cx);
}

#[test]
fn an_invoice_that_bills_something_else() {
    let so = sales_order(&plain(), 10).is(DocumentStatus::Billed);
    let bill = |cents| document(DocumentKind::Invoice, 11, "#1001", cents).made_from(10);
    assert_eq!(found(&plain(), &[so.clone(), bill(72_00)]), []);
    assert_eq!(
        found(
            &plain(),
            &[so.clone(), bill(36_00), bill(36_00).with(|d| d.head.id = 12)]
        ),
        []
    );
    assert_eq!(found(&plain(), &[so.clone(), bill(70_00)]), [("EDT-11", 2_00, 0)]);
    let taxed = bill(73_00).with(|d| d.head.tax = Some(c(13_00)));
    assert_eq!(found(&plain(), &[so, taxed]), [("TAX-01", -1_00, 0)]);
}

#[test]
fn shipped_and_not_ordered() {
    let shipment = |pieces| {
        document(DocumentKind::ItemFulfillment, 30, "#1001", 0)
            .item("TEE", pieces, 0)
            .is(DocumentStatus::Shipped)
    };
    let so = sales_order(&plain(), 10);
    assert_eq!(found(&plain(), &[so.clone(), shipment(2)]), []);
    assert_eq!(found(&plain(), &[so.clone(), shipment(3)]), [("FUL-08", 0, 0)]);
    let closed = so.clone().is(DocumentStatus::Closed).with(|d| {
        d.lines.as_mut().unwrap()[0].shipped = Some(Quantity::whole(2));
        d.lines.as_mut().unwrap()[0].tax = Some(c(12_00));
    });
    let pick = shipment(2).is(DocumentStatus::Picked);
    assert_eq!(found(&plain(), &[closed, pick]), [("FUL-04", 0, 0)]);
    let gone = plain().with(|o| o.head.fulfillment_status = "fulfilled".into());
    let untouched = so.with(|d| d.lines.as_mut().unwrap()[0].shipped = Some(Quantity::ZERO));
    assert_eq!(found(&gone, &[untouched]), [("FUL-06", 0, 0)]);
}

#[test]
fn an_order_made_in_place_of_another() {
    // IDN-05: #1001 was cancelled, #1001A stands for it; each side of it is found by itself.
    let clone = plain().with(|o| o.head.name = "#1001A".into());
    let missing = find(&clone, &[]);
    assert_eq!(codes(&missing), [("IDN-01", 72_00, 0)]);
    assert!(missing[0].note.contains("in place of #1001,"), "{}", missing[0].note);
    assert!(!find(&plain(), &[])[0].note.contains("in place of"));
    let old = plain().with(|o| {
        o.head.cancelled_at = Some(day(1));
        o.head.total = m(0);
        o.lines[0].current_quantity = 0;
    });
    let deposit = document(DocumentKind::CustomerDeposit, 12, "#1001", 72_00);
    assert_eq!(found(&old, &[deposit]), [("IDN-09", -72_00, 0)]);
}

#[test]
fn an_alias_names_the_item() {
    let mut rules = rules();
    rules.sku_aliases.insert("TEE".to_owned(), ItemName::Id(77));
    let aliased = document(DocumentKind::SalesOrder, 10, "#1001", 72_00)
        .row(LineRole::Item, 77, "Shirts : T-1", 2, 60_00)
        .row(LineRole::Tax, 0, "", 1, 12_00);
    let outcome = crate::reconcile::case(&case(vec![plain()], vec![aliased]), &rules, day(60));
    assert_eq!(outcome.findings, []);
}

/// The same with an order discount that no line contains.
fn discounted_sets(discount: i64, documents: Vec<Document<'static>>) -> Vec<(&'static str, i64, i64)> {
    let mut rules = rules();
    let part = |component: &str, quantity, cents| BundleComponent {
        bundle: "SET".to_owned(),
        component: component.to_owned(),
        quantity,
        share: rust_decimal::Decimal::new(cents, 2),
        valid_from: None,
        valid_to: None,
    };
    rules.bundles = vec![part("TEE", 2, 67), part("CAP", 1, 33)];
    let order = order(1001).line("SET", 2, 50_00);
    let order = order.with(|o| o.head.unallocated_discount = m(discount)).totalled(0);
    codes(&crate::reconcile::case(&case(vec![order], documents), &rules, day(60)).findings)
}

/// Two sets of two tees and a cap, by recipe.
fn sets(documents: Vec<Document<'static>>) -> Vec<(&'static str, i64, i64)> {
    discounted_sets(0, documents)
}

#[test]
fn bundles_by_recipe() {
    let so = || document(DocumentKind::SalesOrder, 10, "#1001", 100_00);
    assert_eq!(sets(vec![so().item("TEE", 4, 67_00).item("CAP", 2, 33_00)]), []);
    assert_eq!(
        sets(vec![so().item("TEE", 4, 66_66).item("CAP", 2, 33_34)]),
        [],
        "sums of a bundle count"
    );
    let kit = so()
        .row(LineRole::Kit, 5, "SET", 2, 100_00)
        .row(LineRole::KitComponent, 6, "TEE", 4, 0);
    assert_eq!(sets(vec![kit]), []);
    assert_eq!(sets(vec![so().item("SET", 2, 100_00)]), [("BND-01", 0, 0)]);
    let cent = so()
        .item("TEE", 4, 66_99)
        .item("CAP", 2, 33_00)
        .with(|d| d.head.total = c(99_99));
    assert_eq!(sets(vec![cent]), [("BND-03", 1, 0)]);
    let so_for = |cents| document(DocumentKind::SalesOrder, 10, "#1001", cents);
    let dearer = so_for(102_00).item("TEE", 4, 66_00).item("CAP", 2, 36_00);
    assert_eq!(sets(vec![dearer]), [("EDT-17", -2_00, 0)], "one price, one finding");
    let netted = so_for(90_00).item("TEE", 4, 68_00).item("CAP", 2, 22_00);
    assert_eq!(discounted_sets(10_00, vec![netted]), []);
    let kit = so_for(90_00).row(LineRole::Kit, 5, "SET", 2, 90_00);
    assert_eq!(discounted_sets(10_00, vec![kit]), []);
    let once = so().item("TEE", 2, 67_00).item("CAP", 1, 33_00);
    assert_eq!(sets(vec![once]), [("BND-04", 0, 0)]);
    let stale = so().item("TEE", 4, 67_00).item("HAT", 2, 33_00);
    assert_eq!(sets(vec![stale]), [("BND-02", 0, 0)]);
}

#[test]
fn bundles_by_group() {
    let group = Some(LineGroup {
        id: 9,
        sku: "SET".into(),
        quantity: 2,
    });
    let order = order(1001)
        .line("TEE", 4, 16_75)
        .line("CAP", 2, 16_50)
        .totalled(0)
        .with(|o| {
            o.lines.iter_mut().for_each(|l| l.group = group.clone());
        });
    let so = || document(DocumentKind::SalesOrder, 10, "#1001", 100_00);
    assert_eq!(found(&order, &[so().row(LineRole::Kit, 5, "SET", 2, 100_00)]), []);
    let members = so()
        .row(LineRole::Group, 4, "SET", 2, 0)
        .item("TEE", 4, 70_00)
        .item("CAP", 2, 30_00)
        .row(LineRole::EndGroup, 0, "", 0, 0);
    assert_eq!(found(&order, &[members]), []);
    let half = so()
        .row(LineRole::Kit, 5, "SET", 1, 50_00)
        .with(|d| d.head.total = c(50_00));
    assert_eq!(found(&order, &[half]), [("EDT-04", 50_00, 0)]);
    assert_eq!(m(100_00), order.head.total);
}
