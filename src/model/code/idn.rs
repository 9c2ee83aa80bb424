//! Identity and completeness: the codes IDN-01 to IDN-13.

use super::{Code, Family, Route, Seen};

/// Order missing in NetSuite.
pub static IDN_01: Code = Code {
    id: "IDN-01",
    family: Family::Idn,
    kind: "order_missing_in_netsuite",
    title: "order missing in NetSuite",
    arises: "The integration did not carry the order over: it was throttled, its filter leaves out the order's payment status, the order has no customer, a SKU has no item in NetSuite, or a whole store was never set up.",
    detect: "No sales order and no cash sale carries the order's id or name, and the order is older than the time orders may take to arrive. Other documents of the order, such as a deposit, are shown beside it.",
    remedy: "Let the integration import the order again. Never make up for it with a journal entry: the goods, the tax and the customer would be missing.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Polling gap.
pub static IDN_02: Code = Code {
    id: "IDN-02",
    family: Family::Idn,
    kind: "polling_gap",
    title: "polling gap",
    arises: "An integration that asks for orders by time windows left a second uncovered between two windows, or an error of Shopify cut one window short.",
    detect: "Missing orders lie close together at the border of two windows, and the number of orders of that day differs between the two sides.",
    remedy: "Import the missing orders again, and let the windows overlap.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "each order that fell into the gap is found by itself as IDN-01; the windows of another system are not visible",
    ),
};

/// Orphan SO.
pub static IDN_03: Code = Code {
    id: "IDN-03",
    family: Family::Idn,
    kind: "orphan_so",
    title: "orphan SO",
    arises: "A sales order was made from a test, from an order deleted in Shopify since, or with a mistyped order id.",
    detect: "The order id on the sales order belongs to no order of any shop.",
    remedy: "Close the sales order; nothing was posted yet. Where it was billed, credit it by the billing-state rule.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Duplicate SO.
pub static IDN_04: Code = Code {
    id: "IDN-04",
    family: Family::Idn,
    kind: "duplicate_so",
    title: "duplicate SO",
    arises: "The integration received the same order twice, for instance when a webhook was delivered again or two polling windows overlapped.",
    detect: "More than one live sales order or cash sale carries the same Shopify order.",
    remedy: "Keep the one that has the fulfilment or the deposit, move the deposit to it and close the other. Where the copy was billed, credit it with a credit memo.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Clone edit (1031 / 1031A).
pub static IDN_05: Code = Code {
    id: "IDN-05",
    family: Family::Idn,
    kind: "clone_edit",
    title: "clone edit (1031 / 1031A)",
    arises: "An editing app cancels the order and creates a new one in its place (1031 becomes 1031A) instead of editing it.",
    detect: "A cancelled order and an order of the same name with a letter behind it share one payment authorisation, and only the first is in the payout.",
    remedy: "Link the customer deposit to the sales order of the new order, close that of the old one, and treat the two as one.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "the two orders are compared each by itself: the old one's sales order that is still open is REF-20, its deposit alone IDN-09, and the new one that NetSuite does not have is IDN-01, which names the order it may stand for",
    ),
};

/// NetSuite record lacks order id.
pub static IDN_06: Code = Code {
    id: "IDN-06",
    family: Family::Idn,
    kind: "netsuite_record_lacks_order_id",
    title: "NetSuite record lacks order id",
    arises: "Somebody typed the document by hand in NetSuite, or the integration's flow does not write the order's id on this kind of document.",
    detect: "A credit memo, refund or deposit has an empty order field, while customer, amount and date fit exactly one order that lacks such a document.",
    remedy: "Write the order's id into the field. That does not touch the ledger.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Same order name in two stores.
pub static IDN_07: Code = Code {
    id: "IDN-07",
    family: Family::Idn,
    kind: "same_order_name_in_two_stores",
    title: "same order name in two stores",
    arises: "Two stores of the company use the same number series, so two orders share one name.",
    detect: "The name is found in more than one shop, while shop and id together find one order.",
    remedy: "Nothing is wrong with the orders. Keep Shopify's numeric id in NetSuite's order field and set `order_holds = \"legacy_id\"`.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// False missing by window.
pub static IDN_08: Code = Code {
    id: "IDN-08",
    family: Family::Idn,
    kind: "false_missing_by_window",
    title: "false missing by window",
    arises: "The counterpart in NetSuite is dated days or weeks away from the order, so a comparison by date window does not see it.",
    detect: "Looking the order up by its key, without dates, finds it.",
    remedy: "Nothing; the item is cleared.",
    route: Route::Engineering,
    seen: Seen::NoFinding("tieout pairs by key and never by date, so this false alarm does not arise"),
};

/// Deposit without SO.
pub static IDN_09: Code = Code {
    id: "IDN-09",
    family: Family::Idn,
    kind: "deposit_without_so",
    title: "deposit without SO",
    arises: "The customer paid and cancelled right after checkout: the money was booked, the order never was.",
    detect: "A customer deposit carries the order's id, there is no sales order, and the order is cancelled.",
    remedy: "Refund the deposit with a customer refund; where that is done already, acknowledge it.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edited before first import.
pub static IDN_10: Code = Code {
    id: "IDN-10",
    family: Family::Idn,
    kind: "edited_before_first_import",
    title: "edited before first import",
    arises: "The integration takes longer than customers take to edit, so NetSuite received the order with its edits already in it.",
    detect: "The sales order equals the order as it is now, and not the order as it was placed.",
    remedy: "Nothing; both sides agree and it must not be flagged.",
    route: Route::Engineering,
    seen: Seen::NoFinding("the order is compared as it is now, so both sides agree"),
};

/// Success but stale.
pub static IDN_11: Code = Code {
    id: "IDN-11",
    family: Family::Idn,
    kind: "success_but_stale",
    title: "success but stale",
    arises: "The integration reported success, but what it wrote was older than the order, or not all of it.",
    detect: "The sales order differs from the order and nothing more particular explains by what.",
    remedy: "Carry the latest state of the order over once more.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "another system's log is not visible; what is seen is a sales order that differs without a more particular cause",
    ),
};

/// Test transactions.
pub static IDN_12: Code = Code {
    id: "IDN-12",
    family: Family::Idn,
    kind: "test_transactions",
    title: "test transactions",
    arises: "Test orders or test payments were placed in a live shop and the integration carried them over like real ones.",
    detect: "The order or the payment has Shopify's test flag, and NetSuite holds documents of it.",
    remedy: "Leave test orders out of the integration; delete the documents, or void those that were posted.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Id reused by other integration.
pub static IDN_13: Code = Code {
    id: "IDN-13",
    family: Family::Idn,
    kind: "id_reused_by_other_integration",
    title: "id reused by other integration",
    arises: "Two integrations write to the same records, and each uses NetSuite's external id for its own key, of which there is only one.",
    detect: "The external id of the document has the form of another system's key.",
    remedy: "Keep the Shopify key in a field of its own and set `order_field` to it.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 13] = [
    &IDN_01, &IDN_02, &IDN_03, &IDN_04, &IDN_05, &IDN_06, &IDN_07, &IDN_08, &IDN_09, &IDN_10, &IDN_11, &IDN_12, &IDN_13,
];
