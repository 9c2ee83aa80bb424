//! Fulfilment lock: the codes FUL-01 to FUL-09.

use super::{Code, Family, Route};

/// Shipped the unedited order.
pub static FUL_01: Code = Code {
    id: "FUL-01",
    family: Family::Ful,
    kind: "shipped_the_unedited_order",
    title: "shipped the unedited order",
    arises: "IF created before edit arrived (edit time < IF time)",
    detect: "IF items = original, != current",
    remedy: "RA for wrong item, V for its value, new SO for the right one",
    route: Route::Cx,
};

/// Edit after pick, before ship.
pub static FUL_02: Code = Code {
    id: "FUL-02",
    family: Family::Ful,
    kind: "edit_after_pick_before_ship",
    title: "edit after pick, before ship",
    arises: "late edit",
    detect: "IF picked or packed, edit later",
    remedy: "queue with ship clock: stop pick or let go",
    route: Route::Cx,
};

/// Edit after ship.
pub static FUL_03: Code = Code {
    id: "FUL-03",
    family: Family::Ful,
    kind: "edit_after_ship",
    title: "edit after ship",
    arises: "late edit",
    detect: "IF shipped, edit later",
    remedy: "V or RA; never change IF",
    route: Route::Cx,
};

/// Closed SO with live pick.
pub static FUL_04: Code = Code {
    id: "FUL-04",
    family: Family::Ful,
    kind: "closed_so_with_live_pick",
    title: "closed SO with live pick",
    arises: "closed while picked or packed",
    detect: "closed SO, IF not shipped: stock stays committed",
    remedy: "remove the IF first, then close",
    route: Route::Cx,
};

/// Closed before billing.
pub static FUL_05: Code = Code {
    id: "FUL-05",
    family: Family::Ful,
    kind: "closed_before_billing",
    title: "closed before billing",
    arises: "partial shipment closed",
    detect: "shipped quantity > invoiced, SO closed",
    remedy: "invoice fulfilled part first; reopen",
    route: Route::Cx,
};

/// Fulfilled in Shopify only.
pub static FUL_06: Code = Code {
    id: "FUL-06",
    family: Family::Ful,
    kind: "fulfilled_in_shopify_only",
    title: "fulfilled in Shopify only",
    arises: "3PL wrote to Shopify",
    detect: "Shopify fulfilled, no IF",
    remedy: "create IF",
    route: Route::Cx,
};

/// Fulfilment cancelled in Shopify.
pub static FUL_07: Code = Code {
    id: "FUL-07",
    family: Family::Ful,
    kind: "fulfilment_cancelled_in_shopify",
    title: "fulfilment cancelled in Shopify",
    arises: "later cancel",
    detect: "IF shipped, Shopify fulfilment cancelled",
    remedy: "reverse IF or RA",
    route: Route::Cx,
};

/// Shipped more than ordered now.
pub static FUL_08: Code = Code {
    id: "FUL-08",
    family: Family::Ful,
    kind: "shipped_more_than_ordered_now",
    title: "shipped more than ordered now",
    arises: "quantity cut after ship",
    detect: "IF qty > currentQuantity",
    remedy: "RA or write-off by CX",
    route: Route::Cx,
};

/// Duplicate SKU lines.
pub static FUL_09: Code = Code {
    id: "FUL-09",
    family: Family::Ful,
    kind: "duplicate_sku_lines",
    title: "duplicate SKU lines",
    arises: "two lines, same product (buy X get Y)",
    detect: "fulfilment maps to wrong line",
    remedy: "match by line id, not SKU",
    route: Route::Cx,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 9] = [
    &FUL_01, &FUL_02, &FUL_03, &FUL_04, &FUL_05, &FUL_06, &FUL_07, &FUL_08, &FUL_09,
];
