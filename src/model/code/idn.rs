//! Identity and completeness: the codes IDN-01 to IDN-13.

use super::{Code, Family, Route};

/// Order missing in NetSuite.
pub static IDN_01: Code = Code {
    id: "IDN-01",
    family: Family::Idn,
    kind: "order_missing_in_netsuite",
    title: "order missing in NetSuite",
    arises: "rate limit, filter on financial status, order without customer, unmapped SKU, missed store",
    detect: "order id not on any SO or CS and age > lag; sub-cause from customer null, SKU not mapped, status outside filter",
    remedy: "replay the order import; never a journal",
    route: Route::Engineering,
};

/// Polling gap.
pub static IDN_02: Code = Code {
    id: "IDN-02",
    family: Family::Idn,
    kind: "polling_gap",
    title: "polling gap",
    arises: "two job windows leave microseconds or a second uncovered; Shopify 5xx during a poll",
    detect: "missing orders cluster at window borders; daily count differs",
    remedy: "replay; widen overlap",
    route: Route::Engineering,
};

/// Orphan SO.
pub static IDN_03: Code = Code {
    id: "IDN-03",
    family: Family::Idn,
    kind: "orphan_so",
    title: "orphan SO",
    arises: "test, deleted or mistyped order id",
    detect: "SO id resolves to no Shopify order",
    remedy: "close SO; nothing posted; if billed, V",
    route: Route::Engineering,
};

/// Duplicate SO.
pub static IDN_04: Code = Code {
    id: "IDN-04",
    family: Family::Idn,
    kind: "duplicate_so",
    title: "duplicate SO",
    arises: "webhook redelivery or poll overlap",
    detect: ">1 live SO or CS with one Shopify id",
    remedy: "keep the one with IF or deposit; move CD; close the other; if billed, CM the copy",
    route: Route::Engineering,
};

/// Clone edit (1031 / 1031A).
pub static IDN_05: Code = Code {
    id: "IDN-05",
    family: Family::Idn,
    kind: "clone_edit",
    title: "clone edit (1031 / 1031A)",
    arises: "edit app cancels and recreates",
    detect: "cancelled base order + same name with letter, edit tag, same gateway authorisation; only the base is in the payout",
    remedy: "link CD to the clone's SO, close the base SO; treat the pair as one",
    route: Route::Engineering,
};

/// NetSuite record lacks order id.
pub static IDN_06: Code = Code {
    id: "IDN-06",
    family: Family::Idn,
    kind: "netsuite_record_lacks_order_id",
    title: "NetSuite record lacks order id",
    arises: "refund typed by hand or flow not stamping",
    detect: "CR, CuR, CM or CD with empty order field; amount + customer + date candidate exists",
    remedy: "stamp the field (non-GL change)",
    route: Route::Engineering,
};

/// Same order name in two stores.
pub static IDN_07: Code = Code {
    id: "IDN-07",
    family: Family::Idn,
    kind: "same_order_name_in_two_stores",
    title: "same order name in two stores",
    arises: "35 stores, one number series",
    detect: "match by name hits 2 shops; match by shop + id does not",
    remedy: "none; fix the key",
    route: Route::Engineering,
};

/// False missing by window.
pub static IDN_08: Code = Code {
    id: "IDN-08",
    family: Family::Idn,
    kind: "false_missing_by_window",
    title: "false missing by window",
    arises: "counterpart dated weeks away",
    detect: "key lookup without dates finds it",
    remedy: "none, clear",
    route: Route::Engineering,
};

/// Deposit without SO.
pub static IDN_09: Code = Code {
    id: "IDN-09",
    family: Family::Idn,
    kind: "deposit_without_so",
    title: "deposit without SO",
    arises: "cancelled right after checkout",
    detect: "CD with order id, no SO; order cancelled",
    remedy: "CuR of the CD, or acknowledge if also refunded",
    route: Route::Engineering,
};

/// Edited before first import.
pub static IDN_10: Code = Code {
    id: "IDN-10",
    family: Family::Idn,
    kind: "edited_before_first_import",
    title: "edited before first import",
    arises: "lag longer than edit window",
    detect: "SO = current total but not original total",
    remedy: "none; must not be flagged",
    route: Route::Engineering,
};

/// Success but stale.
pub static IDN_11: Code = Code {
    id: "IDN-11",
    family: Family::Idn,
    kind: "success_but_stale",
    title: "success but stale",
    arises: "integration logged success, values old",
    detect: "NetSuite changed after Shopify's last update time in the log, yet lines differ",
    remedy: "replay latest state",
    route: Route::Engineering,
};

/// Test transactions.
pub static IDN_12: Code = Code {
    id: "IDN-12",
    family: Family::Idn,
    kind: "test_transactions",
    title: "test transactions",
    arises: "`test = true` order or BT",
    detect: "test flag",
    remedy: "exclude; delete or void if posted",
    route: Route::Engineering,
};

/// Id reused by other integration.
pub static IDN_13: Code = Code {
    id: "IDN-13",
    family: Family::Idn,
    kind: "id_reused_by_other_integration",
    title: "id reused by other integration",
    arises: "one externalId per record, two writers",
    detect: "externalId in another system's format",
    remedy: "keep tieout's key in its own field",
    route: Route::Engineering,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 13] = [
    &IDN_01, &IDN_02, &IDN_03, &IDN_04, &IDN_05, &IDN_06, &IDN_07, &IDN_08, &IDN_09, &IDN_10, &IDN_11, &IDN_12, &IDN_13,
];
