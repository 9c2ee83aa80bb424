//! A parsed search made ready for one kind of object: which fields it may ask for, and what each means.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::search::{self, Expr, Op, Term};
use super::trade::{Object, list, number, text};

/// A field that a search may name.
pub(super) struct Field {
    /// Its name in the search.
    pub(super) name: &'static str,
    /// Where its value stands in the object: a JSON pointer.
    at: &'static str,
    /// What it is.
    kind: FieldKind,
}

/// What a field of a search is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FieldKind {
    /// A moment.
    Moment,
    /// A gid, asked for by its number.
    Id,
    /// A text or an enum value; letter case does not matter.
    Text,
    /// A decimal.
    Number,
    /// True or false.
    Flag,
    /// One of a list of texts.
    OneOf,
    /// None of a list of texts.
    NoneOf,
    /// The first of a list of texts.
    First,
    /// The SKU of any line.
    Sku,
    /// The payment id of any transaction.
    Payment,
    /// `open`, `closed`, `cancelled`, `not_closed`.
    OrderStatus,
    /// Shopify knows it, but a world does not hold what it is about.
    NotHeld,
}

const fn field(name: &'static str, at: &'static str, kind: FieldKind) -> Field {
    Field { name, at, kind }
}

/// What a search of orders may name.
pub(super) const ORDERS: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("name", "/name", FieldKind::Text),
    field("created_at", "/createdAt", FieldKind::Moment),
    field("processed_at", "/processedAt", FieldKind::Moment),
    field("updated_at", "/updatedAt", FieldKind::Moment),
    field("status", "", FieldKind::OrderStatus),
    field("financial_status", "/displayFinancialStatus", FieldKind::Text),
    field("fulfillment_status", "/displayFulfillmentStatus", FieldKind::Text),
    field("return_status", "/returnStatus", FieldKind::Text),
    field("test", "/test", FieldKind::Flag),
    field("gateway", "/paymentGatewayNames", FieldKind::OneOf),
    field("payment_id", "", FieldKind::Payment),
    field("source_name", "/sourceName", FieldKind::Text),
    field("source_identifier", "/sourceIdentifier", FieldKind::Text),
    field("po_number", "/poNumber", FieldKind::Text),
    field("confirmation_number", "/confirmationNumber", FieldKind::Text),
    field(
        "current_total_price",
        "/currentTotalPriceSet/shopMoney/amount",
        FieldKind::Number,
    ),
    field("customer_id", "/customer/id", FieldKind::Id),
    field("location_id", "/retailLocation/id", FieldKind::Id),
    field("discount_code", "/discountCodes", FieldKind::First),
    field("sku", "", FieldKind::Sku),
    field("tag", "/tags", FieldKind::OneOf),
    field("tag_not", "/tags", FieldKind::NoneOf),
    field("cart_token", "", FieldKind::NotHeld),
    field("channel", "", FieldKind::NotHeld),
    field("channel_id", "", FieldKind::NotHeld),
    field("chargeback_status", "", FieldKind::NotHeld),
    field("checkout_token", "", FieldKind::NotHeld),
    field("credit_card_last4", "", FieldKind::NotHeld),
    field("default", "", FieldKind::NotHeld),
    field("delivery_method", "", FieldKind::NotHeld),
    field("email", "", FieldKind::NotHeld),
    field("fraud_protection_level", "", FieldKind::NotHeld),
    field("fulfillment_location_id", "", FieldKind::NotHeld),
    field("payment_provider_id", "", FieldKind::NotHeld),
    field("reference_location_id", "", FieldKind::NotHeld),
    field("risk_level", "", FieldKind::NotHeld),
    field("sales_channel", "", FieldKind::NotHeld),
    field("subtotal_line_items_quantity", "", FieldKind::NotHeld),
    field("total_weight", "", FieldKind::NotHeld),
];

/// What a search of payouts may name.
pub(super) const PAYOUTS: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("issued_at", "/issuedAt", FieldKind::Moment),
    field("status", "/status", FieldKind::Text),
    field("currency", "/net/currencyCode", FieldKind::Text),
    field("amount", "/net/amount", FieldKind::Number),
    field("bank_account", "", FieldKind::NotHeld),
    field("default", "", FieldKind::NotHeld),
    field("ledger_type", "", FieldKind::NotHeld),
    field("transaction_dates", "", FieldKind::NotHeld),
];

/// What a search of balance transactions may name. `payout_id` is none of them.
pub(super) const BALANCE_TRANSACTIONS: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("payments_transfer_id", "/associatedPayout/id", FieldKind::Id),
    field("processed_at", "/transactionDate", FieldKind::Moment),
    field("payout_status", "/associatedPayout/status", FieldKind::Text),
    field("currency", "/amount/currencyCode", FieldKind::Text),
    field("transaction_type", "/type", FieldKind::Text),
    field("available_on", "", FieldKind::NotHeld),
    field("credit_card_last4", "", FieldKind::NotHeld),
    field("default", "", FieldKind::NotHeld),
    field("payment_method_name", "", FieldKind::NotHeld),
    field("payout_date", "", FieldKind::NotHeld),
    field("tax_reporting_exempt", "", FieldKind::NotHeld),
];

/// What a search of disputes may name.
pub(super) const DISPUTES: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("initiated_at", "/initiatedAt", FieldKind::Moment),
    field("status", "/status", FieldKind::Text),
];

/// What a search of tender transactions may name.
pub(super) const TENDERS: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("processed_at", "/processedAt", FieldKind::Moment),
    field("test", "/test", FieldKind::Flag),
    field("point_of_sale_device_id", "", FieldKind::NotHeld),
];

/// What a search of an order's agreements may name.
pub(super) const AGREEMENTS: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("happened_at", "/happenedAt", FieldKind::Moment),
];

/// What a search of bulk operations may name. `type` is none of them.
pub(super) const BULK_OPERATIONS: &[Field] = &[
    field("id", "/id", FieldKind::Id),
    field("created_at", "/createdAt", FieldKind::Moment),
    field("operation_type", "/type", FieldKind::Text),
    field("status", "/status", FieldKind::Text),
];

/// A search that is ready to be asked about objects.
pub(super) struct Filter {
    test: Test,
    /// What Shopify would warn of: `{field, message, code}`.
    pub(super) warnings: Vec<Value>,
    /// Fields Shopify knows and the twin does not.
    pub(super) not_held: Vec<&'static str>,
    /// As Shopify shows it.
    pub(super) parsed: Value,
}

enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Bare(String),
    Moment(&'static Field, Op, Timestamp),
    Number(&'static Field, Op, Decimal),
    Text(&'static Field, String),
}

impl Filter {
    /// Reads a search. A filter that cannot be read is left out, with a warning.
    pub(super) fn new(query: &str, fields: &'static [Field], zone: &TimeZone) -> Filter {
        let expr = search::parse(query);
        let is_moment = |name: &str| fields.iter().any(|f| f.name == name && f.kind == FieldKind::Moment);
        let mut maker = Maker {
            fields,
            zone,
            warnings: Vec::new(),
            not_held: Vec::new(),
        };
        let test = maker.test(&expr).unwrap_or(Test::All(Vec::new()));
        Filter {
            test,
            warnings: maker.warnings,
            not_held: maker.not_held,
            parsed: expr.shown(zone, &is_moment),
        }
    }

    /// Which fields of an object it looks at.
    pub(super) fn looks_at(&self) -> Vec<&'static str> {
        let mut fields = Vec::new();
        self.test.note_fields(&mut fields);
        fields
    }

    /// Whether an object is asked for.
    pub(super) fn takes(&self, object: &Object) -> bool {
        self.test.takes(object)
    }
}

struct Maker<'z> {
    fields: &'static [Field],
    zone: &'z TimeZone,
    warnings: Vec<Value>,
    not_held: Vec<&'static str>,
}

impl Maker<'_> {
    fn test(&mut self, expr: &Expr) -> Option<Test> {
        let mut all = |parts: &[Expr]| parts.iter().filter_map(|part| self.test(part)).collect::<Vec<_>>();
        match expr {
            Expr::And(parts) => Some(Test::All(all(parts))),
            Expr::Or(parts) => Some(all(parts)).filter(|tests| !tests.is_empty()).map(Test::Any),
            Expr::Not(part) => self.test(part).map(|test| Test::Not(Box::new(test))),
            Expr::Term(term) => self.term(term),
        }
    }

    fn term(&mut self, term: &Term) -> Option<Test> {
        let Some(name) = term.field.as_deref() else {
            return Some(Test::Bare(term.value.trim_start_matches('#').to_lowercase()));
        };
        let Some(field) = self.fields.iter().find(|field| field.name == name) else {
            self.warn(name, "Invalid search field for this query.", "invalid_field");
            return None;
        };
        let test = match field.kind {
            FieldKind::NotHeld => {
                self.not_held.push(field.name);
                return None;
            }
            FieldKind::Moment => {
                search::moment(&term.value, term.quoted, self.zone).map(|at| Test::Moment(field, term.op, at))
            }
            FieldKind::Number => term.value.parse().ok().map(|n| Test::Number(field, term.op, n)),
            FieldKind::Id => number(&term.value).map(|n| Test::Number(field, term.op, Decimal::from(n))),
            _ => Some(Test::Text(field, term.value.trim_start_matches('#').to_lowercase())),
        };
        if test.is_none() {
            self.warn(name, "Invalid value for this search field.", "invalid_value");
        }
        test
    }

    fn warn(&mut self, field: &str, message: &str, code: &str) {
        self.warnings
            .push(json!({ "field": field, "message": message, "code": code }));
    }
}

/// What a search for a word alone looks at.
const BARE: [&str; 3] = ["name", "confirmationNumber", "poNumber"];

impl Test {
    fn note_fields(&self, into: &mut Vec<&'static str>) {
        match self {
            Test::All(tests) | Test::Any(tests) => tests.iter().for_each(|test| test.note_fields(into)),
            Test::Not(test) => test.note_fields(into),
            Test::Bare(_) => into.extend(BARE),
            Test::Moment(field, ..) | Test::Number(field, ..) | Test::Text(field, _) => match field.kind {
                FieldKind::Sku => into.push("lineItems"),
                FieldKind::Payment => into.push("transactions"),
                FieldKind::OrderStatus => into.extend(["closedAt", "cancelledAt"]),
                _ => into.push(top(field.at)),
            },
        }
    }

    fn takes(&self, object: &Object) -> bool {
        match self {
            Test::All(tests) => tests.iter().all(|test| test.takes(object)),
            Test::Any(tests) => tests.iter().any(|test| test.takes(object)),
            Test::Not(test) => !test.takes(object),
            Test::Bare(word) => BARE
                .iter()
                .filter_map(|field| text(object, field))
                .any(|held| held.to_lowercase().contains(word.as_str())),
            Test::Moment(field, op, asked) => {
                let held = at(object, field.at)
                    .and_then(Value::as_str)
                    .and_then(|held| held.parse().ok());
                held.is_some_and(|held: Timestamp| op.holds(held, *asked))
            }
            Test::Number(field, op, asked) => held_number(object, field).is_some_and(|held| op.holds(held, *asked)),
            Test::Text(field, asked) => field.takes_text(object, asked),
        }
    }
}

impl Op {
    fn holds<T: Ord>(self, held: T, asked: T) -> bool {
        match self {
            Op::Equal => held == asked,
            Op::Greater => held > asked,
            Op::AtLeast => held >= asked,
            Op::AtMost => held <= asked,
        }
    }
}

impl Field {
    fn takes_text(&self, object: &Object, asked: &str) -> bool {
        let held = at(object, self.at);
        let listed = || held.and_then(Value::as_array).into_iter().flatten();
        match self.kind {
            FieldKind::Flag => held
                .and_then(Value::as_bool)
                .is_some_and(|held| asked == held.to_string()),
            FieldKind::OneOf => listed().any(|held| same(held, asked)),
            FieldKind::NoneOf => !listed().any(|held| same(held, asked)),
            FieldKind::First => listed().next().is_some_and(|held| same(held, asked)),
            FieldKind::Sku => list(object, "lineItems").iter().any(|line| same(&line["sku"], asked)),
            FieldKind::Payment => list(object, "transactions")
                .iter()
                .any(|paid| same(&paid["paymentId"], asked)),
            FieldKind::OrderStatus => has_status(object, asked),
            _ => held.is_some_and(|held| same(held, asked)),
        }
    }
}

/// Whether a text is the one asked for: letter case and a leading `#` do not matter, `*` stands for
/// any ending.
fn same(held: &Value, asked: &str) -> bool {
    let Some(held) = held.as_str() else { return false };
    let held = held.trim_start_matches('#').to_lowercase();
    match asked.strip_suffix('*') {
        Some(start) => held.starts_with(start),
        None => held == asked,
    }
}

fn has_status(order: &Object, asked: &str) -> bool {
    let is_set = |field: &str| order.get(field).is_some_and(|value| !value.is_null());
    match asked {
        "open" => !is_set("closedAt") && !is_set("cancelledAt"),
        "closed" => is_set("closedAt"),
        "cancelled" => is_set("cancelledAt"),
        "not_closed" => !is_set("closedAt"),
        _ => true,
    }
}

fn held_number(object: &Object, field: &Field) -> Option<Decimal> {
    let held = at(object, field.at)?.as_str()?;
    match field.kind {
        FieldKind::Id => number(held).map(Decimal::from),
        _ => held.parse().ok(),
    }
}

/// The field of the object itself that a JSON pointer leads into.
pub(super) fn top(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

/// The value at a JSON pointer.
pub(super) fn at<'a>(object: &'a Object, pointer: &str) -> Option<&'a Value> {
    let (first, rest) = match pointer.strip_prefix('/')?.split_once('/') {
        Some((first, rest)) => (first, Some(rest)),
        None => (&pointer[1..], None),
    };
    let value = object.get(first)?;
    match rest {
        Some(rest) => value.pointer(&format!("/{rest}")),
        None => Some(value),
    }
}
