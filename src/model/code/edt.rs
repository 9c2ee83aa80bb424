//! Order edits: the codes EDT-01 to EDT-23.

use super::{Code, Family, Route};

/// Line added, not on SO.
pub static EDT_01: Code = Code {
    id: "EDT-01",
    family: Family::Edt,
    kind: "line_added_not_on_so",
    title: "line added, not on SO",
    arises: "edit not synced before lock",
    detect: "current line absent on SO",
    remedy: "add line; collect CD when captured",
    route: Route::Engineering,
};

/// Ghost line.
pub static EDT_02: Code = Code {
    id: "EDT-02",
    family: Family::Edt,
    kind: "ghost_line",
    title: "ghost line",
    arises: "removed in Shopify, open in NetSuite",
    detect: "currentQuantity 0, SO line open",
    remedy: "close the line (remove only if never fulfilled or billed)",
    route: Route::Engineering,
};

/// Quantity lower, not synced.
pub static EDT_03: Code = Code {
    id: "EDT-03",
    family: Family::Edt,
    kind: "quantity_lower_not_synced",
    title: "quantity lower, not synced",
    arises: "as above",
    detect: "currentQuantity < SO quantity, unfulfilled part enough",
    remedy: "reduce the line; refund excess CD",
    route: Route::Engineering,
};

/// Quantity higher, unpaid.
pub static EDT_04: Code = Code {
    id: "EDT-04",
    family: Family::Edt,
    kind: "quantity_higher_unpaid",
    title: "quantity higher, unpaid",
    arises: "edit raises total, balance owed",
    detect: "outstanding > 0 and CD < SO total",
    remedy: "update SO; second CD only after capture; no write-off",
    route: Route::Engineering,
};

/// Equal-value swap.
pub static EDT_05: Code = Code {
    id: "EDT-05",
    family: Family::Edt,
    kind: "equal_value_swap",
    title: "equal-value swap",
    arises: "size or colour swap",
    detect: "totals equal, SKU multisets differ",
    remedy: "swap lines before lock; after lock see FUL",
    route: Route::Engineering,
};

/// Stale discount allocation.
pub static EDT_06: Code = Code {
    id: "EDT-06",
    family: Family::Edt,
    kind: "stale_discount_allocation",
    title: "stale discount allocation",
    arises: "reduced line keeps the old discount",
    detect: "unit 48.00, qty 2 -> 1, 20 %: line 28.80 instead of 38.40",
    remedy: "correct line discount",
    route: Route::Engineering,
};

/// Total keeps removed tax.
pub static EDT_07: Code = Code {
    id: "EDT-07",
    family: Family::Edt,
    kind: "total_keeps_removed_tax",
    title: "total keeps removed tax",
    arises: "tax of removed lines not subtracted",
    detect: "difference = tax on removed quantity",
    remedy: "correct tax override",
    route: Route::Engineering,
};

/// Removed shipping line kept.
pub static EDT_08: Code = Code {
    id: "EDT-08",
    family: Family::Edt,
    kind: "removed_shipping_line_kept",
    title: "removed shipping line kept",
    arises: "shipping upgrade in edit window",
    detect: "SO shipping = sum of all lines, not of lines with isRemoved false",
    remedy: "set shipping to the active line",
    route: Route::Engineering,
};

/// Zero refund from edit.
pub static EDT_09: Code = Code {
    id: "EDT-09",
    family: Family::Edt,
    kind: "zero_refund_from_edit",
    title: "zero refund from edit",
    arises: "decrease creates refund with no money",
    detect: "refund total 0, no transactions",
    remedy: "none; a CM here is an error (void it)",
    route: Route::Engineering,
};

/// Edit when one line shipped.
pub static EDT_10: Code = Code {
    id: "EDT-10",
    family: Family::Edt,
    kind: "edit_when_one_line_shipped",
    title: "edit when one line shipped",
    arises: "integration rejects the whole order",
    detect: "some lines fulfilled, edit touches open lines",
    remedy: "edit open lines only",
    route: Route::Engineering,
};

/// Edit after full billing.
pub static EDT_11: Code = Code {
    id: "EDT-11",
    family: Family::Edt,
    kind: "edit_after_full_billing",
    title: "edit after full billing",
    arises: "post-lock",
    detect: "SO billed, current != billed",
    remedy: "V",
    route: Route::Engineering,
};

/// Edit on closed SO or line.
pub static EDT_12: Code = Code {
    id: "EDT-12",
    family: Family::Edt,
    kind: "edit_on_closed_so_or_line",
    title: "edit on closed SO or line",
    arises: "rejected",
    detect: "SO or line closed before edit time",
    remedy: "reopen if allowed, else new SO or V",
    route: Route::Engineering,
};

/// Edits out of order.
pub static EDT_13: Code = Code {
    id: "EDT-13",
    family: Family::Edt,
    kind: "edits_out_of_order",
    title: "edits out of order",
    arises: "webhooks unordered",
    detect: "SO equals state after edit k < n in the agreement history",
    remedy: "replay latest",
    route: Route::Engineering,
};

/// Edit reverted.
pub static EDT_14: Code = Code {
    id: "EDT-14",
    family: Family::Edt,
    kind: "edit_reverted",
    title: "edit reverted",
    arises: "OMS overwrites with original",
    detect: "SO matched earlier, later equals original again",
    remedy: "replay; fix direction rule",
    route: Route::Engineering,
};

/// Several edits in one lag.
pub static EDT_15: Code = Code {
    id: "EDT-15",
    family: Family::Edt,
    kind: "several_edits_in_one_lag",
    title: "several edits in one lag",
    arises: "coalesced",
    detect: "intermediate states never in NetSuite, final equal",
    remedy: "none",
    route: Route::Engineering,
};

/// Address-only edit.
pub static EDT_16: Code = Code {
    id: "EDT-16",
    family: Family::Edt,
    kind: "address_only_edit",
    title: "address-only edit",
    arises: "field not in the flow",
    detect: "address differs, money equal; IF not shipped",
    remedy: "update ship-to; shipped -> CX",
    route: Route::Engineering,
};

/// Price level wins over order price.
pub static EDT_17: Code = Code {
    id: "EDT-17",
    family: Family::Edt,
    kind: "price_level_wins_over_order_price",
    title: "price level wins over order price",
    arises: "price level not Custom",
    detect: "SO unit = list price",
    remedy: "set custom price",
    route: Route::Engineering,
};

/// Order-level discount lost.
pub static EDT_18: Code = Code {
    id: "EDT-18",
    family: Family::Edt,
    kind: "order_level_discount_lost",
    title: "order-level discount lost",
    arises: "discount not configured",
    detect: "difference = discount total",
    remedy: "add discount line",
    route: Route::Engineering,
};

/// Tip, duty or fee added in edit unmapped.
pub static EDT_19: Code = Code {
    id: "EDT-19",
    family: Family::Edt,
    kind: "tip_duty_or_fee_added_in_edit_unmapped",
    title: "tip, duty or fee added in edit unmapped",
    arises: "no item mapping",
    detect: "extra non-product sale in the agreement",
    remedy: "mapped charge item",
    route: Route::Engineering,
};

/// Authorisation lapsed in edit window.
pub static EDT_20: Code = Code {
    id: "EDT-20",
    family: Family::Edt,
    kind: "authorisation_lapsed_in_edit_window",
    title: "authorisation lapsed in edit window",
    arises: "capture held too long",
    detect: "authorised, expired, never captured; SO exists",
    remedy: "close SO; no CD",
    route: Route::Engineering,
};

/// Edit counted in edit month.
pub static EDT_21: Code = Code {
    id: "EDT-21",
    family: Family::Edt,
    kind: "edit_counted_in_edit_month",
    title: "edit counted in edit month",
    arises: "edit is reported on its own date",
    detect: "original period closed, edit later",
    remedy: "post the delta in the edit's period",
    route: Route::Engineering,
};

/// Pending payment blocks edit.
pub static EDT_22: Code = Code {
    id: "EDT-22",
    family: Family::Edt,
    kind: "pending_payment_blocks_edit",
    title: "pending payment blocks edit",
    arises: "unresolved provider payment",
    detect: "financial status pending, edit refused in Shopify",
    remedy: "wait",
    route: Route::Engineering,
};

/// False conflict.
pub static EDT_23: Code = Code {
    id: "EDT-23",
    family: Family::Edt,
    kind: "false_conflict",
    title: "false conflict",
    arises: "line-id hash changes though money does not",
    detect: "flagged edit, zero decomposition",
    remedy: "none, clear",
    route: Route::Engineering,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 23] = [
    &EDT_01, &EDT_02, &EDT_03, &EDT_04, &EDT_05, &EDT_06, &EDT_07, &EDT_08, &EDT_09, &EDT_10, &EDT_11, &EDT_12,
    &EDT_13, &EDT_14, &EDT_15, &EDT_16, &EDT_17, &EDT_18, &EDT_19, &EDT_20, &EDT_21, &EDT_22, &EDT_23,
];
