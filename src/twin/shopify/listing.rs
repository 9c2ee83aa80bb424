//! What a top-level connection shows: the nodes that a search finds, in the order of a sort key.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::Value;

use super::filter::{self, Field, Filter, at, top};
use super::trade::{Object, Trade, number, text};

/// A list that a shop has at its top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Orders.
    Orders,
    /// Payouts.
    Payouts,
    /// Balance transactions.
    BalanceTransactions,
    /// Disputes.
    Disputes,
    /// Tender transactions.
    Tenders,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    /// The list.
    pub(super) kind: Kind,
    /// The search; empty for everything.
    pub(super) query: String,
    /// The sort key, as the schema spells it.
    pub(super) sort: String,
    /// Whether the order is turned round.
    pub(super) reverse: bool,
    /// Orders made before this do not show: the reach of the token, in seconds since 1970.
    pub(super) reach: Option<i64>,
    /// Further conditions: a field and the value it must or must not have.
    pub(super) only: Option<(&'static str, String, bool)>,
}

/// The nodes found, in order.
pub(super) struct Listing {
    /// What they are sorted by, and where each stands in its list.
    pub(super) rows: Vec<Row>,
    /// The search as it was read, if there was one.
    pub(super) filter: Option<Filter>,
}

/// A node found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// What it is sorted by.
    pub(super) value: SortValue,
    /// The number in its gid: equal values are sorted by it.
    pub(super) id: u64,
    /// Where it stands in its list.
    pub(super) index: usize,
}

/// What a node is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SortValue {
    /// It has no such value.
    None,
    /// A moment.
    Moment(Timestamp),
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
}

impl Kind {
    /// What a search may name.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Kind::Orders => filter::ORDERS,
            Kind::Payouts => filter::PAYOUTS,
            Kind::BalanceTransactions => filter::BALANCE_TRANSACTIONS,
            Kind::Disputes => filter::DISPUTES,
            Kind::Tenders => filter::TENDERS,
        }
    }

    /// The type of its nodes.
    pub(super) fn node(self) -> &'static str {
        match self {
            Kind::Orders => "Order",
            Kind::Payouts => "ShopifyPaymentsPayout",
            Kind::BalanceTransactions => "ShopifyPaymentsBalanceTransaction",
            Kind::Disputes => "ShopifyPaymentsDispute",
            Kind::Tenders => "TenderTransaction",
        }
    }

    /// The field a sort key sorts by. Unknown to the twin: `None`.
    pub(super) fn sorted_by(self, sort: &str) -> Option<&'static str> {
        Some(match (self, sort) {
            (_, "ID" | "RELEVANCE") => "/id",
            (Kind::Orders, "PROCESSED_AT") => "/processedAt",
            (Kind::Orders, "UPDATED_AT") => "/updatedAt",
            (Kind::Orders, "CREATED_AT") => "/createdAt",
            (Kind::Orders, "ORDER_NUMBER") => "/number",
            (Kind::Orders, "TOTAL_PRICE") => "/totalPriceSet/shopMoney/amount",
            (Kind::Payouts, "ISSUED_AT") => "/issuedAt",
            (Kind::Payouts, "STATUS") => "/status",
            (Kind::Payouts, "AMOUNT") => "/net/amount",
            (Kind::BalanceTransactions, "PROCESSED_AT") => "/transactionDate",
            (Kind::BalanceTransactions, "AMOUNT") => "/amount/amount",
            (Kind::BalanceTransactions, "FEE") => "/fee/amount",
            (Kind::BalanceTransactions, "NET") => "/net/amount",
            (Kind::BalanceTransactions, "TRANSACTION_TYPE") => "/type",
            (Kind::BalanceTransactions, "ORDER_NAME") => "/associatedOrder/name",
            (Kind::BalanceTransactions, "PAYOUT_STATUS") => "/associatedPayout/status",
            _ => return None,
        })
    }
}

impl Listing {
    /// Finds and sorts.
    pub(super) fn make(trade: &Trade, wanted: &Wanted, zone: &TimeZone) -> Listing {
        let by = wanted.kind.sorted_by(&wanted.sort).unwrap_or("/id");
        let filter = Some(&wanted.query)
            .filter(|query| !query.trim().is_empty())
            .map(|query| Filter::new(query, wanted.kind.fields(), zone));
        let objects = trade.objects(wanted.kind);
        // Only what is looked at is decoded: an order has hundreds of fields.
        let mut looked_at: Vec<&str> = vec!["id", "createdAt", top(by)];
        looked_at.extend(wanted.only.as_ref().map(|(field, ..)| *field));
        looked_at.extend(filter.iter().flat_map(Filter::looks_at));
        let nodes =
            (0..objects.len()).filter_map(|n| Some((n, objects.picked(n, |field| looked_at.contains(&field))?)));
        let shown = nodes.filter(|(_, node)| {
            reached(node, wanted.reach)
                && wanted
                    .only
                    .as_ref()
                    .is_none_or(|(field, value, must)| (text(node, field) == Some(value)) == *must)
                && filter.as_ref().is_none_or(|filter| filter.takes(node))
        });
        let mut rows: Vec<Row> = shown
            .map(|(index, node)| Row {
                value: SortValue::of(at(&node, by), by),
                id: text(&node, "id").and_then(number).unwrap_or(0),
                index,
            })
            .collect();
        rows.sort_by(|a, b| a.compare(&b.value, b.id, wanted.reverse));
        Listing { rows, filter }
    }
}

impl Row {
    /// Whether it comes before or after a place.
    pub(super) fn compare(&self, value: &SortValue, id: u64, reverse: bool) -> Ordering {
        let order = self.value.cmp(value).then(self.id.cmp(&id));
        if reverse { order.reverse() } else { order }
    }
}

impl SortValue {
    fn of(held: Option<&Value>, field: &str) -> SortValue {
        match held {
            Some(Value::Number(n)) => n.to_string().parse().map_or(SortValue::None, SortValue::Number),
            Some(Value::String(text)) if field == "/id" => {
                number(text).map_or(SortValue::None, |n| SortValue::Number(n.into()))
            }
            Some(Value::String(text)) => SortValue::read(text),
            _ => SortValue::None,
        }
    }

    /// Reads a value as it stands in the world or in a cursor.
    pub(super) fn read(text: &str) -> SortValue {
        if let Ok(moment) = text.parse() {
            return SortValue::Moment(moment);
        }
        match text.parse() {
            Ok(n) => SortValue::Number(n),
            Err(_) if text.is_empty() => SortValue::None,
            Err(_) => SortValue::Text(text.to_owned()),
        }
    }

    /// As it stands in a cursor.
    pub(super) fn written(&self) -> String {
        match self {
            SortValue::None => String::new(),
            SortValue::Moment(moment) => moment.to_string(),
            SortValue::Number(n) => n.to_string(),
            SortValue::Text(text) => text.clone(),
        }
    }
}

/// Whether a token reaches back to an object. What has no `createdAt` is not an order.
pub(super) fn reached(object: &Object, reach: Option<i64>) -> bool {
    let Some(reach) = reach else { return true };
    let made = text(object, "createdAt").and_then(|made| made.parse::<Timestamp>().ok());
    made.is_none_or(|made| made.as_second() >= reach)
}
