//! What one case costs: its short form on either side, and comparing it in full.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark is a program of its own")]

use std::borrow::Cow;

use divan::{Bencher, black_box};
use tieout::base::{Amount, Currency, Moment, OrderKey, Quantity};
use tieout::model::books::{Document, DocumentHead, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use tieout::model::case::Case;
use tieout::model::rules::{Rules, ShopNo, ShopRules};
use tieout::model::shop::{
    Address, Basis, Line, MoneyBag, Order, OrderHead, Refund, RefundLine, Restock, ShippingLine, Source, Totals,
};
use tieout::project::comparable::{books_side, shop_side};
use tieout::project::rules_epoch::Mapping;
use tieout::reconcile;

const MADE: Moment = Moment::from_seconds(1_790_000_000);

fn main() {
    divan::main();
}

const fn money(cents: i64) -> MoneyBag {
    MoneyBag::same(Amount::cents(cents))
}

fn rules() -> Rules {
    Rules::with_shops(vec![ShopRules {
        name: "uk".to_owned(),
        subsidiary: Some("1".to_owned()),
        basis: Basis::Shop,
        time_zone: "UTC".to_owned(),
    }])
}

fn address(street: &str) -> Address<'static> {
    Address {
        street: Cow::Owned(street.to_owned()),
        city: "Springfield".into(),
        province: "OR".into(),
        zip: "97477".into(),
        country: "US".into(),
        ..Address::default()
    }
}

fn line(id: u64, sku: &'static str, pieces: i64, cents: i64) -> Line<'static> {
    Line {
        id,
        sku: sku.into(),
        title: sku.into(),
        quantity: pieces,
        current_quantity: pieces,
        unit_price: money(cents),
        net: money(cents * pieces),
        net_has_tax: false,
        discount: money(0),
        tax: money(cents * pieces / 10),
        gift_card: false,
        group: None,
        unfulfilled: None,
    }
}

/// Three lines, shipping, a tenth of tax: 60.00 + 25.00 + 15.00 + 5.00 + 10.00 = 115.00.
fn order() -> Order<'static> {
    let usd = Currency::parse("USD").unwrap();
    Order {
        head: OrderHead {
            id: 5_000_000_001_001,
            name: "#1001".into(),
            source: Source::Api,
            created_at: MADE,
            updated_at: Some(MADE),
            cancelled_at: None,
            test: false,
            edited: false,
            taxes_included: false,
            currency: usd,
            presentment_currency: usd,
            financial_status: "paid".into(),
            fulfillment_status: "fulfilled".into(),
            totals: Totals::Current,
            total: money(11_500),
            original_total: None,
            tax: money(1_000),
            shipping: money(500),
            discounts: money(0),
            unallocated_discount: money(0),
            duties: money(0),
            tips: money(0),
            fees: money(0),
            refunded: money(0),
            outstanding: None,
            ships_to: Some(address("742 Evergreen Terrace")),
            editable: None,
            fulfillments: Vec::new(),
        },
        lines: vec![
            line(1, "TEE-BLK-M", 2, 3_000),
            line(2, "MUG-OAK", 1, 2_500),
            line(3, "CAP-RED", 1, 1_500),
        ],
        shipping: vec![ShippingLine {
            id: 9,
            title: "Standard".into(),
            price: money(500),
            tax: money(0),
            removed: false,
        }],
        payments: Vec::new(),
        refunds: Vec::new(),
        agreements: Vec::new(),
    }
}

fn refunded() -> Order<'static> {
    let mut order = order();
    order.lines[1].current_quantity = 0;
    order.lines[1].net = money(0);
    order.head.total = money(11_500 - 2_750);
    order.head.tax = money(750);
    order.head.refunded = money(2_750);
    order.refunds.push(Refund {
        id: 700,
        created_at: MADE.plus(86_400),
        total: money(2_750),
        note: "".into(),
        lines: vec![RefundLine {
            line: 2,
            quantity: 1,
            subtotal: money(2_500),
            tax: money(250),
            restock: Restock::Return,
        }],
        shipping: money(0),
        shipping_tax: money(0),
        adjustments: money(0),
    });
    order
}

fn document(kind: DocumentKind, id: u64, cents: i64, status: DocumentStatus) -> Document<'static> {
    Document {
        head: DocumentHead {
            id,
            kind,
            number: Cow::Owned(format!("N{id}")),
            status,
            order_ref: "#1001".into(),
            refund_ref: "".into(),
            payout_ref: "".into(),
            external_id: "".into(),
            memo: "".into(),
            entity: "7".into(),
            currency: "1".into(),
            total: Amount::cents(cents),
            base_total: None,
            tax: None,
            date: None,
            created_at: Some(MADE),
            modified_at: Some(MADE),
            created_from: 0,
            subsidiary: "1".into(),
            ships_to: None,
        },
        lines: None,
    }
}

fn row(id: u64, role: LineRole, sku: &'static str, pieces: i64, cents: i64) -> DocumentLine<'static> {
    DocumentLine {
        id,
        role,
        item: 40 + id,
        sku: sku.into(),
        quantity: Quantity::whole(pieces),
        amount: Amount::cents(cents),
        tax: None,
        closed: false,
        shipped: Some(Quantity::whole(pieces)),
        billed: None,
        kit: 0,
        account: "".into(),
        memo: "".into(),
        linked: 0,
    }
}

/// A billed sales order of so many tees, its invoice, and the credit memo where it has one.
fn books(tees: i64, street: &str, memo: bool) -> Vec<Document<'static>> {
    let total = 11_500 + (tees - 2) * 3_300;
    let mut so = document(DocumentKind::SalesOrder, 10, total, DocumentStatus::Billed);
    so.head.ships_to = Some(address(street));
    so.lines = Some(vec![
        row(1, LineRole::Item, "TEE-BLK-M", tees, tees * 3_000),
        row(2, LineRole::Item, "MUG-OAK", 1, 2_500),
        row(3, LineRole::Item, "CAP-RED", 1, 1_500),
        row(4, LineRole::Shipping, "", 1, 500),
        row(5, LineRole::Tax, "", 1, 1_000 + (tees - 2) * 300),
    ]);
    let mut all = vec![so, document(DocumentKind::Invoice, 11, total, DocumentStatus::Settled)];
    if memo {
        all.push(document(DocumentKind::CreditMemo, 12, 2_750, DocumentStatus::Settled));
    }
    all
}

fn case(order: Order<'static>, documents: Vec<Document<'static>>) -> Case<'static> {
    Case {
        shop: ShopNo(0),
        key: OrderKey::of("#1001"),
        orders: vec![order],
        movements: Vec::new(),
        documents,
        earlier: Vec::new(),
    }
}

const AT_HOME: &str = "742 EVERGREEN TERRACE";

fn bench_short(bencher: Bencher<'_, '_>, order: Order<'static>) {
    let mapping = Mapping::of(&rules());
    let orders = vec![order];
    bencher.bench_local(|| shop_side(black_box(&orders), &[], ShopNo(0), &mapping));
}

#[divan::bench]
fn short_form_of_a_plain_order(bencher: Bencher<'_, '_>) {
    bench_short(bencher, order());
}

#[divan::bench]
fn short_form_of_a_refunded_order(bencher: Bencher<'_, '_>) {
    bench_short(bencher, refunded());
}

#[divan::bench]
fn short_form_of_the_books(bencher: Bencher<'_, '_>) {
    let mapping = Mapping::of(&rules());
    let documents = books(2, AT_HOME, true);
    bencher.bench_local(|| books_side(black_box(&documents), &mapping));
}

fn bench_case(bencher: Bencher<'_, '_>, case: &Case<'_>, code: Option<&str>) {
    let (rules, as_of) = (rules(), MADE.plus(60 * 86_400));
    let findings = reconcile::case(case, &rules, as_of).findings;
    let told: Vec<&str> = findings.iter().map(|f| f.code.id).collect();
    assert_eq!(told, code.into_iter().collect::<Vec<_>>());
    bencher.bench_local(|| reconcile::case(black_box(case), &rules, as_of));
}

#[divan::bench]
fn full_tied(bencher: Bencher<'_, '_>) {
    bench_case(bencher, &case(order(), books(2, AT_HOME, false)), None);
}

#[divan::bench]
fn full_tied_with_a_refund(bencher: Bencher<'_, '_>) {
    bench_case(bencher, &case(refunded(), books(2, AT_HOME, true)), None);
}

#[divan::bench]
fn full_stale_quantity(bencher: Bencher<'_, '_>) {
    bench_case(bencher, &case(order(), books(3, AT_HOME, false)), Some("EDT-11"));
}

#[divan::bench]
fn full_missing_credit(bencher: Bencher<'_, '_>) {
    bench_case(bencher, &case(refunded(), books(2, AT_HOME, false)), Some("REF-01"));
}

#[divan::bench]
fn full_address(bencher: Bencher<'_, '_>) {
    bench_case(bencher, &case(order(), books(2, "1 Elm Street", false)), Some("EDT-16"));
}
