//! The GraphQL documents. Each stands in a `.graphql` file; parts that several of them use are joined
//! to them here, because Shopify refuses a document with a part that it does not use.

/// A document as it is sent.
#[derive(Debug)]
pub(super) struct Document {
    /// Its name in messages and in the log.
    pub(super) name: &'static str,
    /// Its text.
    pub(super) text: &'static str,
    /// Whether it is a mutation, which is sent once.
    pub(super) writes: bool,
    /// How many it asks for at once; 0 where it has no pages.
    pub(super) first: u16,
    /// Parts of the answer that may be withheld with an error, as paths without indices.
    pub(super) optional: &'static [&'static str],
}

/// Joins a document to the parts it uses.
macro_rules! joined {
    ($file:literal $(, $part:literal)*) => {
        concat!(
            include_str!(concat!("documents/", $file, ".graphql"))
            $(, include_str!(concat!("documents/parts/", $part, ".graphql")))*
        )
    };
}

macro_rules! query {
    ($name:ident, $first:literal, $optional:expr, $file:literal $(, $part:literal)*) => {
        pub(super) static $name: Document = Document {
            name: $file,
            text: joined!($file $(, $part)*),
            writes: false,
            first: $first,
            optional: $optional,
        };
    };
}

macro_rules! mutation {
    ($name:ident, $file:literal) => {
        pub(super) static $name: Document = Document {
            name: $file,
            text: joined!($file),
            writes: true,
            first: 0,
            optional: &[],
        };
    };
}

query!(
    ORDERS,
    50,
    &["orders.nodes.shippingAddress", "orders.nodes.agreements.nodes.app",],
    "orders-page",
    "order",
    "bag",
    "page-info",
    "line",
    "shipping",
    "agreement",
    "sale",
    "refund-line",
    "refund-shipping",
    "refund-adjustment"
);
query!(
    ORDER,
    0,
    &["order.shippingAddress", "order.agreements.nodes.app",],
    "order",
    "order",
    "bag",
    "page-info",
    "line",
    "shipping",
    "agreement",
    "sale",
    "refund-line",
    "refund-shipping",
    "refund-adjustment"
);
query!(ORDERS_COUNT, 0, &[], "orders-count");
query!(ORDER_LINES, 100, &[], "order-lines-page", "line", "bag", "page-info");
query!(
    ORDER_SHIPPING,
    100,
    &[],
    "order-shipping-page",
    "shipping",
    "bag",
    "page-info"
);
query!(
    ORDER_AGREEMENTS,
    50,
    &["order.agreements.nodes.app"],
    "order-agreements-page",
    "agreement",
    "sale",
    "bag",
    "page-info"
);
query!(
    AGREEMENT_SALES,
    200,
    &[],
    "agreement-sales-page",
    "sale",
    "bag",
    "page-info"
);
query!(
    REFUND_LINES,
    200,
    &[],
    "refund-lines-page",
    "refund-line",
    "bag",
    "page-info"
);
query!(
    REFUND_SHIPPING,
    200,
    &[],
    "refund-shipping-page",
    "refund-shipping",
    "bag",
    "page-info"
);
query!(
    REFUND_ADJUSTMENTS,
    200,
    &[],
    "refund-adjustments-page",
    "refund-adjustment",
    "bag",
    "page-info"
);
query!(SHOP_INFO, 0, &[], "shop-info");
query!(PAYOUTS, 100, &[], "payouts-page", "money", "page-info");
query!(
    BALANCE_TRANSACTIONS,
    250,
    &["shopifyPaymentsAccount.balanceTransactions.nodes.associatedOrder"],
    "balance-transactions-page",
    "money",
    "page-info"
);
query!(
    DISPUTES,
    100,
    &["disputes.nodes.order"],
    "disputes-page",
    "money",
    "page-info"
);
query!(BULK_POLL, 0, &[], "bulk-poll");
query!(BULK_LIST, 0, &[], "bulk-list");
mutation!(BULK_RUN, "bulk-run");
mutation!(BULK_CANCEL, "bulk-cancel");

/// The text of the bulk export of orders.
pub(super) const BULK_ORDERS: &str = include_str!("documents/bulk-orders.graphql");
/// The text of the bulk export of refund lines.
pub(super) const BULK_REFUND_LINES: &str = include_str!("documents/bulk-refund-lines.graphql");
/// The search that stands in both texts, and is replaced when an export starts.
pub(super) const EVERYTHING: &str = "updated_at:>='1970-01-01T00:00:00Z'";

/// What both exports and pages ask of an address, and what they ask where it is wanted whole.
pub(super) const REGION: &str = "shippingAddress { countryCodeV2 provinceCode }";
/// The whole address. It is personal data, so the app has to be approved for it.
pub(super) const WHOLE_ADDRESS: &str = "shippingAddress { countryCodeV2 provinceCode address1 address2 city zip }";

#[cfg(test)]
pub(super) fn all() -> [&'static Document; 18] {
    [
        &ORDERS,
        &ORDER,
        &ORDERS_COUNT,
        &ORDER_LINES,
        &ORDER_SHIPPING,
        &ORDER_AGREEMENTS,
        &AGREEMENT_SALES,
        &REFUND_LINES,
        &REFUND_SHIPPING,
        &REFUND_ADJUSTMENTS,
        &SHOP_INFO,
        &PAYOUTS,
        &BALANCE_TRANSACTIONS,
        &DISPUTES,
        &BULK_POLL,
        &BULK_LIST,
        &BULK_RUN,
        &BULK_CANCEL,
    ]
}
