//! Panels of one edited and refunded order, of a payout, a finding and a code.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::{Panel, code_panel, finding_panel, order_panel, payout_panel};
use crate::base::{Amount, Currency, Moment, OrderKey, Quantity};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::model::case::Case;
use crate::model::code;
use crate::model::payout::BalanceTransaction;
use crate::model::rules::{Rules, ShopNo, ShopRules};
use crate::model::shop::{
    Agreement, AgreementReason, Basis, Line, MoneyBag, Order, OrderHead, Payment, PaymentKind, PaymentStatus, Refund,
    RefundLine, Restock, Sale, SaleKind, ShippingLine, Source, Totals,
};
use crate::report::Screen;
use crate::report::data::sample::{self, amount, at, gbp};

fn bag(text: &str) -> MoneyBag {
    MoneyBag::same(amount(text))
}

fn rules() -> Rules {
    let mut rules = Rules::with_shops(vec![ShopRules {
        name: "uk".to_owned(),
        subsidiary: Some("1".to_owned()),
        basis: Basis::Shop,
        time_zone: "Europe/London".to_owned(),
    }]);
    rules.items.discount = Some(901);
    rules
}

fn line(id: u64, sku: &str, quantity: i64, current: i64, price: &str, net: &str) -> Line<'static> {
    Line {
        id,
        sku: Cow::Owned(sku.to_owned()),
        title: Cow::Borrowed("A shirt"),
        quantity,
        current_quantity: current,
        unit_price: bag(price),
        net: bag(net),
        net_has_tax: false,
        discount: MoneyBag::ZERO,
        tax: MoneyBag::ZERO,
        gift_card: false,
        group: None,
    }
}

fn agreement(id: u64, when: &str, reason: AgreementReason, sales: &[(u64, i64, &str)]) -> Agreement<'static> {
    Agreement {
        id,
        at: at(when),
        reason,
        app: Cow::Borrowed(""),
        refund: 0,
        sales: sales
            .iter()
            .map(|(of, quantity, total)| Sale {
                kind: SaleKind::Product,
                of: *of,
                quantity: Some(*quantity),
                total: bag(total),
                tax: MoneyBag::ZERO,
            })
            .collect(),
    }
}

/// Two shirts and a hat (named to mean harm); one shirt and the hat were edited away, 12.34 refunded.
fn order() -> Order<'static> {
    Order {
        head: OrderHead {
            id: 1,
            name: Cow::Borrowed("#1001"),
            source: Source::Api,
            created_at: at("2026-11-01T10:00:00Z"),
            updated_at: Some(at("2026-11-20T01:00:00Z")),
            cancelled_at: None,
            test: false,
            edited: true,
            taxes_included: false,
            currency: gbp(),
            presentment_currency: Currency::parse("EUR").unwrap(),
            financial_status: Cow::Borrowed("partially_refunded"),
            fulfillment_status: Cow::Borrowed("fulfilled"),
            totals: Totals::Current,
            total: bag("40.66"),
            original_total: Some(bag("121.00")),
            tax: MoneyBag::ZERO,
            shipping: bag("5.00"),
            discounts: MoneyBag::ZERO,
            unallocated_discount: MoneyBag::ZERO,
            duties: MoneyBag::ZERO,
            tips: MoneyBag::ZERO,
            fees: MoneyBag::ZERO,
            refunded: bag("12.34"),
            outstanding: None,
            ships_to: None,
        },
        lines: vec![
            line(11, "TEE-BLK-M", 2, 1, "48.00", "35.66"),
            line(12, sample::HOSTILE[1], 1, 0, "20.00", "0.00"),
        ],
        shipping: vec![ShippingLine {
            id: 21,
            title: Cow::Borrowed("Standard"),
            price: bag("5.00"),
            tax: MoneyBag::ZERO,
            removed: false,
        }],
        payments: vec![Payment {
            id: 31,
            kind: PaymentKind::Sale,
            status: PaymentStatus::Success,
            gateway: Cow::Borrowed("shopify_payments"),
            amount: bag("121.00"),
            at: Some(at("2026-11-01T10:00:00Z")),
            parent: 0,
        }],
        refunds: vec![Refund {
            id: 7,
            created_at: at("2026-11-20T01:00:00Z"),
            total: bag("12.34"),
            note: Cow::Borrowed(sample::HOSTILE[2]),
            lines: vec![RefundLine {
                line: 11,
                quantity: 0,
                subtotal: bag("12.34"),
                tax: MoneyBag::ZERO,
                restock: Restock::NoRestock,
            }],
            shipping: MoneyBag::ZERO,
            shipping_tax: MoneyBag::ZERO,
            adjustments: MoneyBag::ZERO,
        }],
        agreements: vec![
            // Out of order, as an answer may bring them.
            agreement(
                2,
                "2026-11-02T09:00:00Z",
                AgreementReason::Edit,
                &[(11, -1, "-48.00"), (12, -1, "-20.00")],
            ),
            agreement(
                1,
                "2026-11-01T10:00:00Z",
                AgreementReason::Order,
                &[(11, 2, "96.00"), (12, 1, "20.00"), (0, 1, "5.00")],
            ),
            agreement(3, "2026-11-20T01:00:00Z", AgreementReason::Refund, &[(11, 0, "-12.34")]),
        ],
    }
}

fn document(id: u64, kind: DocumentKind, number: &'static str, total: &str, refund: &'static str) -> Document<'static> {
    Document {
        head: DocumentHead {
            id,
            kind,
            number: Cow::Borrowed(number),
            status: DocumentStatus::Billed,
            order_ref: Cow::Borrowed("#1001"),
            refund_ref: Cow::Borrowed(refund),
            payout_ref: Cow::Borrowed(""),
            external_id: Cow::Borrowed(refund),
            memo: Cow::Borrowed(""),
            entity: Cow::Borrowed(""),
            currency: Cow::Borrowed("GBP"),
            total: amount(total),
            base_total: None,
            tax: None,
            date: Some(jiff::civil::date(2026, 11, 1)),
            created_at: None,
            modified_at: None,
            created_from: 0,
            subsidiary: Cow::Borrowed("1"),
            ships_to: None,
        },
        lines: Some(Vec::new()),
    }
}

fn goods(id: u64, item: u64, sku: &'static str, quantity: i64, value: &str) -> DocumentLine<'static> {
    DocumentLine {
        id,
        role: LineRole::Item,
        item,
        sku: Cow::Borrowed(sku),
        quantity: Quantity::whole(quantity),
        amount: amount(value),
        tax: None,
        closed: false,
        shipped: None,
        billed: None,
        kit: 0,
        account: Cow::Borrowed(""),
        memo: Cow::Borrowed(""),
        linked: 0,
    }
}

fn case() -> Case<'static> {
    let mut sales_order = document(55, DocumentKind::SalesOrder, "SO55", "63.00", "");
    let mut shipping = goods(3, 900, "Shipping", 1, "5.00");
    shipping.role = LineRole::Shipping;
    let mut closed = goods(4, 12, "SCARF", 4, "40.00");
    closed.closed = true;
    closed.shipped = Some(Quantity::whole(1));
    sales_order.lines = Some(vec![
        goods(1, 10, "TEE-BLK-M", 1, "48.00"),
        goods(2, 901, "Discount", 0, "-12.34"),
        shipping,
        closed,
    ]);
    Case {
        shop: ShopNo(0),
        key: OrderKey::of("#1001"),
        orders: vec![order()],
        movements: Vec::new(),
        documents: vec![
            document(88, DocumentKind::CreditMemo, "CM88", "10.00", "shopify-refund-7"),
            sales_order,
            document(89, DocumentKind::CustomerRefund, "CR89", "10.00", "shopify-refund-7"),
        ],
    }
}

fn now() -> Moment {
    at("2026-11-22T02:00:00Z")
}

fn panel() -> Panel {
    order_panel(&case(), &rules(), &sample::data().exceptions[..2], now())
}

fn screen(width: u16) -> Screen {
    Screen { width, colour: false }
}

#[test]
fn an_order_at_two_widths() {
    insta::assert_snapshot!("order_80", panel().to_text(screen(80)));
    insta::assert_snapshot!("order_120", panel().to_text(screen(120)));
}

#[test]
fn panels_fit_and_are_inert() {
    for width in [60, 80, 120, 200] {
        let text = panel().to_text(screen(width));
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
        for line in text.lines() {
            assert!(line.width() <= usize::from(width), "{width}: {line}");
        }
    }
}

#[test]
fn the_sides_compare_to_the_cent() {
    let Panel::Order(panel) = panel() else {
        panic!("an order")
    };
    let sides = panel.sides.unwrap();
    let total = |what: &str| {
        sides
            .totals
            .iter()
            .find(|t| t.what == what)
            .and_then(|t| t.difference)
            .map(|m| m.amount)
    };
    // 35.66 against 48.00 - 12.34 and a quarter of the closed 40.00.
    assert_eq!(total("net goods"), Some(amount("-10.00")));
    assert_eq!(total("goods"), None, "a discount stands on one side alone");
    assert_eq!(total("shipping"), Some(Amount::ZERO));
    assert_eq!(total("balance"), Some(amount("-12.34")), "40.66 less (63.00 - 10.00)");
    let scarf = sides.lines.iter().find(|l| l.item == "SCARF").unwrap();
    assert_eq!(scarf.netsuite.unwrap().quantity.0, Quantity::whole(1));
    assert!(scarf.note.contains("closed"), "{}", scarf.note);
}

#[test]
fn a_refund_shows_its_credits_once() {
    let Panel::Order(panel) = panel() else {
        panic!("an order")
    };
    let refund = &panel.orders[0].refunds[0];
    assert_eq!(refund.refund, "gid://shopify/Refund/7");
    assert_eq!(
        refund.credited.amount,
        amount("10.00"),
        "the customer refund pays the memo out"
    );
    assert_eq!(refund.difference.amount, amount("2.34"));
    assert_eq!(refund.credits.len(), 2);
}

#[test]
fn the_history_has_versions_and_totals() {
    let Panel::Order(panel) = panel() else {
        panic!("an order")
    };
    let steps: Vec<_> = panel.orders[0]
        .history
        .iter()
        .map(|h| (h.version, h.total_after.amount))
        .collect();
    assert_eq!(
        steps,
        [
            (Some(0), amount("121.00")),
            (Some(1), amount("53.00")),
            (None, amount("40.66"))
        ]
    );
}

#[test]
fn lines_that_were_never_read_are_not_nothing() {
    let mut case = case();
    case.documents[1].lines = None;
    let Panel::Order(panel) = order_panel(&case, &rules(), &[], now()) else {
        panic!("an order")
    };
    let sides = panel.sides.unwrap();
    assert!(sides.lines.iter().all(|l| l.difference.is_none()));
    let goods = sides.totals.iter().find(|t| t.what == "goods").unwrap();
    assert_eq!((goods.netsuite, goods.difference), (None, None));
    assert!(
        panel.warnings.iter().any(|w| w.contains("SO55")),
        "{:?}",
        panel.warnings
    );
}

#[test]
fn an_orphan_and_a_shared_name() {
    let mut case = case();
    case.orders.push(order());
    let text = order_panel(&case, &rules(), &[], now()).to_text(screen(80));
    assert!(text.contains("2 orders share this name"), "{text}");
    case.orders.clear();
    let text = order_panel(&case, &rules(), &[], now()).to_text(screen(80));
    assert!(text.contains("No order in Shopify"), "{text}");
    assert!(text.contains("SO55"), "{text}");
    case.documents.clear();
    let text = order_panel(&case, &rules(), &[], now()).to_text(screen(80));
    assert!(text.contains("NetSuite holds no document"), "{text}");
}

fn payout() -> Panel {
    let movement = |id, kind: &'static str, value: &str, fee: &str, net: &str| BalanceTransaction {
        id,
        kind: Cow::Borrowed(kind),
        at: now(),
        amount: amount(value),
        fee: amount(fee),
        net: amount(net),
        order: 0,
        order_name: Cow::Borrowed(""),
        payment: 0,
        checkout: Cow::Borrowed(""),
        test: false,
    };
    let data = sample::data();
    payout_panel(
        &data.payouts[0],
        &[
            movement(1, "CHARGE", "1100.00", "30.00", "1070.00"),
            movement(2, "CHARGEBACK_HOLD", "-85.00", "15.00", "-100.00"),
            movement(3, "CHARGE", "102.53", "3.07", "102.53"),
        ],
        &[],
        &data.exceptions[2..3],
        now(),
    )
}

#[test]
fn a_payout_a_finding_and_a_code() {
    insta::assert_snapshot!("payout", payout().to_text(screen(80)));
    insta::assert_snapshot!(
        "finding",
        finding_panel(&sample::data().exceptions[0], now()).to_text(screen(80))
    );
    insta::assert_snapshot!("code", code_panel(&code::refunds::REF_01).to_text(screen(80)));
}

#[test]
fn every_code_can_be_explained() {
    for code in code::all() {
        let text = code_panel(code).to_text(screen(60));
        assert!(
            text.contains(code.id) && text.lines().all(|l| l.width() <= 60),
            "{text}"
        );
    }
}

#[test]
fn the_documents_are_json() {
    let json = |panel: &Panel| -> serde_json::Value { serde_json::from_slice(&panel.to_json().unwrap()).unwrap() };
    let order = json(&panel());
    assert_eq!(order["schema"], "tieout/explain/1");
    assert_eq!(order["about"], "order");
    assert_eq!(order["orders"][0]["refunds"][0]["difference"], "2.34");
    assert_eq!(order["findings"][0]["exception"], "EX-1043");
    insta::assert_json_snapshot!("order_json", order);
    assert_eq!(json(&payout())["odd"][0], "3");
    assert_eq!(
        json(&finding_panel(&sample::data().exceptions[0], now()))["code"],
        "REF-01"
    );
    assert_eq!(json(&code_panel(&code::refunds::REF_01))["route"], "finance");
}
