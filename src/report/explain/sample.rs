//! One edited and refunded order, and the movements of a payout, for the tests of this room.

use std::borrow::Cow;

use crate::base::{Amount, Currency, OrderKey, Quantity};
use crate::model::books::{Document, DocumentHead, DocumentKind, DocumentLine, DocumentStatus, LineRole};
use crate::model::case::Case;
use crate::model::dispute::{Dispute, DisputeKind, DisputeStatus};
use crate::model::payout::BalanceTransaction;
use crate::model::rules::{Rules, ShopNo, ShopRules};
use crate::model::shop::{
    Agreement, AgreementReason, Basis, Line, MoneyBag, Order, OrderHead, Payment, PaymentKind, PaymentStatus, Refund,
    RefundLine, Restock, Sale, SaleKind, ShippingLine, Source, Totals,
};
use crate::report::data::sample::{HOSTILE, amount, at, gbp};

fn bag(text: &str) -> MoneyBag {
    MoneyBag::same(amount(text))
}

pub(in crate::report) fn rules() -> Rules {
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
        unfulfilled: None,
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
pub(in crate::report) fn order() -> Order<'static> {
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
            editable: None,
            fulfillments: Vec::new(),
        },
        lines: vec![
            line(11, "TEE-BLK-M", 2, 1, "48.00", "35.66"),
            line(12, HOSTILE[1], 1, 0, "20.00", "0.00"),
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
            note: Cow::Borrowed(HOSTILE[2]),
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

pub(in crate::report) fn case() -> Case<'static> {
    // 48.00 - 12.34 + 5.00 + 40.00, of which the closed line counts for a quarter.
    let mut sales_order = document(55, DocumentKind::SalesOrder, "SO55", "80.66", "");
    sales_order.head.tax = Some(Amount::ZERO);
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
        earlier: Vec::new(),
        movements: Vec::new(),
        documents: vec![
            document(88, DocumentKind::CreditMemo, "CM88", "10.00", "shopify-refund-7"),
            sales_order,
            document(89, DocumentKind::CustomerRefund, "CR89", "10.00", "shopify-refund-7"),
        ],
    }
}

/// Two charges and a dispute; the last one's net is not its amount less its fee.
pub(in crate::report) fn movements() -> Vec<BalanceTransaction<'static>> {
    let movement = |id, kind: &'static str, value: &str, fee: &str, net: &str| BalanceTransaction {
        id,
        kind: Cow::Borrowed(kind),
        at: at("2026-11-14T09:00:00Z"),
        amount: amount(value),
        fee: amount(fee),
        net: amount(net),
        order: if kind == "CHARGEBACK_HOLD" { 1002 } else { 0 },
        order_name: Cow::Borrowed(""),
        payment: 0,
        checkout: Cow::Borrowed(""),
        test: false,
    };
    vec![
        movement(1, "CHARGE", "1100.00", "30.00", "1070.00"),
        movement(2, "CHARGEBACK_HOLD", "-85.00", "15.00", "-100.00"),
        movement(3, "CHARGE", "102.53", "3.07", "102.53"),
    ]
}

/// The dispute behind the hold among [`movements`].
pub(in crate::report) fn dispute() -> Dispute {
    Dispute {
        id: 9_310_000_001,
        kind: DisputeKind::Chargeback,
        status: DisputeStatus::UnderReview,
        initiated_at: at("2026-11-14T09:00:00Z"),
        evidence_due_by: Some(at("2026-11-24T09:00:00Z")),
        finalized_at: None,
        amount: amount("85.00"),
        currency: Currency::parse("GBP").unwrap(),
        reason: "FRAUDULENT".to_owned(),
        order: 1002,
        order_name: "#1002".to_owned(),
    }
}
