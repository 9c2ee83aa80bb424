//! Order edits: the codes EDT-01 to EDT-23.

use super::{Code, Family, Route, Seen};

/// Line added, not on SO.
pub static EDT_01: Code = Code {
    id: "EDT-01",
    family: Family::Edt,
    kind: "line_added_not_on_so",
    title: "line added, not on SO",
    arises: "The customer or a person added a line to the order, and the integration did not carry the edit over before the order was locked.",
    detect: "The order has a line now that is not on the sales order.",
    remedy: "Add the line to the sales order; take the deposit for it once the money is captured.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Ghost line.
pub static EDT_02: Code = Code {
    id: "EDT-02",
    family: Family::Edt,
    kind: "ghost_line",
    title: "ghost line",
    arises: "A line was removed in Shopify and is still open on the sales order, so the warehouse would ship it: a ghost line.",
    detect: "The line holds no piece any more in Shopify, and NetSuite's line is open.",
    remedy: "Close the line on the sales order. Remove it only if nothing of it was ever fulfilled or billed.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Quantity lower, not synced.
pub static EDT_03: Code = Code {
    id: "EDT-03",
    family: Family::Edt,
    kind: "quantity_lower_not_synced",
    title: "quantity lower, not synced",
    arises: "Pieces were taken off a line in Shopify and the edit did not reach the sales order.",
    detect: "The line holds fewer pieces in Shopify than on the sales order, and enough of it is still unfulfilled.",
    remedy: "Reduce the line on the sales order, and refund what the customer deposit holds too much.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Quantity higher, unpaid.
pub static EDT_04: Code = Code {
    id: "EDT-04",
    family: Family::Edt,
    kind: "quantity_higher_unpaid",
    title: "quantity higher, unpaid",
    arises: "An edit added pieces, the total went up, and the customer has not paid the balance yet.",
    detect: "The line holds more pieces in Shopify than on the sales order; the order has an outstanding balance.",
    remedy: "Raise the line on the sales order. Book a second deposit only when the money is captured, and write nothing off.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Equal-value swap.
pub static EDT_05: Code = Code {
    id: "EDT-05",
    family: Family::Edt,
    kind: "equal_value_swap",
    title: "equal-value swap",
    arises: "The customer changed a size or a colour for another of the same price.",
    detect: "The totals of both sides agree to the cent, but they hold different SKUs.",
    remedy: "Swap the line on the sales order before the order is locked. After that it is a matter for the warehouse: see FUL-01 to FUL-03.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Stale discount allocation.
pub static EDT_06: Code = Code {
    id: "EDT-06",
    family: Family::Edt,
    kind: "stale_discount_allocation",
    title: "stale discount allocation",
    arises: "Pieces were taken off a discounted line, and the line kept the discount of all the pieces it had before.",
    detect: "The line is too cheap by the discount of the removed pieces. Two at 48.00 with 20 % off, one of them removed: the sales order says 28.80 where 38.40 is right.",
    remedy: "Correct the discount of the line on the sales order.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Total keeps removed tax.
pub static EDT_07: Code = Code {
    id: "EDT-07",
    family: Family::Edt,
    kind: "total_keeps_removed_tax",
    title: "total keeps removed tax",
    arises: "Lines were removed, and the tax on them was left in the total.",
    detect: "The tax of both sides differs by just the tax of the removed pieces.",
    remedy: "Correct the tax on the sales order to Shopify's.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Removed shipping line kept.
pub static EDT_08: Code = Code {
    id: "EDT-08",
    family: Family::Edt,
    kind: "removed_shipping_line_kept",
    title: "removed shipping line kept",
    arises: "The way of shipping was changed in an edit; Shopify keeps the old shipping line as removed, and the integration added both up.",
    detect: "The shipping on the sales order equals the sum of all shipping lines of the order, not of the active ones alone.",
    remedy: "Set shipping on the sales order to the active line.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Zero refund from edit.
pub static EDT_09: Code = Code {
    id: "EDT-09",
    family: Family::Edt,
    kind: "zero_refund_from_edit",
    title: "zero refund from edit",
    arises: "An edit that lowers the order leaves a refund of nothing behind in Shopify, and somebody or something credited it.",
    detect: "The refund has a total of zero and no payment, and yet a credit memo exists for it.",
    remedy: "Void the credit memo: nothing was refunded. Without a credit memo there is nothing to do.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edit when one line shipped.
pub static EDT_10: Code = Code {
    id: "EDT-10",
    family: Family::Edt,
    kind: "edit_when_one_line_shipped",
    title: "edit when one line shipped",
    arises: "One line had shipped when the order was edited, and the integration refused the whole edit because of it.",
    detect: "Some lines of the sales order are shipped. The edit changed only lines that are still open, and these stand in NetSuite as they were before it.",
    remedy: "Edit the open lines alone; the shipped ones do not stand in the way.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edit after full billing.
pub static EDT_11: Code = Code {
    id: "EDT-11",
    family: Family::Edt,
    kind: "edit_after_full_billing",
    title: "edit after full billing",
    arises: "The order was edited after all of it had been billed, when the sales order no longer takes changes.",
    detect: "The sales order is billed, and what the order holds now differs from what was billed.",
    remedy: "Credit or invoice the difference by the billing-state rule; do not change the billed documents.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edit on closed SO or line.
pub static EDT_12: Code = Code {
    id: "EDT-12",
    family: Family::Edt,
    kind: "edit_on_closed_so_or_line",
    title: "edit on closed SO or line",
    arises: "The edit came when the sales order or its line had been closed, and NetSuite refused it.",
    detect: "The sales order was closed, and the order has changed since.",
    remedy: "Reopen the sales order where that is allowed; otherwise make a new one, or credit by the billing-state rule.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edits out of order.
pub static EDT_13: Code = Code {
    id: "EDT-13",
    family: Family::Edt,
    kind: "edits_out_of_order",
    title: "edits out of order",
    arises: "Notices of several edits arrived in another order than they were made in, and the older one was written last.",
    detect: "The sales order equals the order as it was after an earlier edit.",
    remedy: "Carry the latest state of the order over.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edit reverted.
pub static EDT_14: Code = Code {
    id: "EDT-14",
    family: Family::Edt,
    kind: "edit_reverted",
    title: "edit reverted",
    arises: "Another system, such as an order management system, wrote the original order over the edited one.",
    detect: "The sales order held the edited order once and equals the order as it was placed again.",
    remedy: "Carry the order over again, and settle which system may overwrite which.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Several edits in one lag.
pub static EDT_15: Code = Code {
    id: "EDT-15",
    family: Family::Edt,
    kind: "several_edits_in_one_lag",
    title: "several edits in one lag",
    arises: "Several edits were made before the integration ran once, so it carried only the last state over.",
    detect: "States in between were never in NetSuite; the last one is.",
    remedy: "Nothing; both sides agree and it must not be flagged.",
    route: Route::Engineering,
    seen: Seen::NoFinding("the order is compared as it is now; states in between are not asked for"),
};

/// Address-only edit.
pub static EDT_16: Code = Code {
    id: "EDT-16",
    family: Family::Edt,
    kind: "address_only_edit",
    title: "address-only edit",
    arises: "Only the address was changed, and the integration's flow does not carry that field over.",
    detect: "The ship-to address differs between the two sides while the money agrees.",
    remedy: "Update the ship-to address of the sales order while nothing is shipped; after that, customer service has to reach the carrier.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Price level wins over order price.
pub static EDT_17: Code = Code {
    id: "EDT-17",
    family: Family::Edt,
    kind: "price_level_wins_over_order_price",
    title: "price level wins over order price",
    arises: "NetSuite put the item's own list price on the line because the line's price level is not set to Custom.",
    detect: "The pieces agree, and the unit price on the sales order is not that of the order.",
    remedy: "Set the price level of the line to Custom and the price to the order's.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Order-level discount lost.
pub static EDT_18: Code = Code {
    id: "EDT-18",
    family: Family::Edt,
    kind: "order_level_discount_lost",
    title: "order-level discount lost",
    arises: "The integration has no item set up for order discounts, so the discount was left out.",
    detect: "The two sides differ by the order's discount.",
    remedy: "Add the discount line to the sales order, and set up the discount item.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Tip, duty or fee added in edit unmapped.
pub static EDT_19: Code = Code {
    id: "EDT-19",
    family: Family::Edt,
    kind: "tip_duty_or_fee_added_in_edit_unmapped",
    title: "tip, duty or fee added in edit unmapped",
    arises: "A tip, a duty or a fee belongs to the order, and the integration has no NetSuite item for it.",
    detect: "What the order charges beside goods and shipping differs from the sales order.",
    remedy: "Add the charge with the item it is mapped to, and set the mapping up.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Authorisation lapsed in edit window.
pub static EDT_20: Code = Code {
    id: "EDT-20",
    family: Family::Edt,
    kind: "authorisation_lapsed_in_edit_window",
    title: "authorisation lapsed in edit window",
    arises: "The payment was only authorised, the capture waited for the end of the editing time, and the authorisation expired.",
    detect: "The order has an authorisation and no capture, it is cancelled or expired, and a sales order exists.",
    remedy: "Close the sales order. There is no money, so there must be no deposit.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Edit counted in edit month.
pub static EDT_21: Code = Code {
    id: "EDT-21",
    family: Family::Edt,
    kind: "edit_counted_in_edit_month",
    title: "edit counted in edit month",
    arises: "Shopify reports an edit on the day of the edit, while NetSuite keeps it in the period in which the order was booked.",
    detect: "The edit was made in a later month than the one in which the order was billed.",
    remedy: "Post the difference in the period of the edit, not in the original one.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Pending payment blocks edit.
pub static EDT_22: Code = Code {
    id: "EDT-22",
    family: Family::Edt,
    kind: "pending_payment_blocks_edit",
    title: "pending payment blocks edit",
    arises: "A payment of the order is still pending at its provider, and Shopify refuses to edit the order until it is settled.",
    detect: "The order's financial status is pending, and one of its payments is.",
    remedy: "Wait for the payment; nothing can be edited and nothing has to be booked before.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// False conflict.
pub static EDT_23: Code = Code {
    id: "EDT-23",
    family: Family::Edt,
    kind: "false_conflict",
    title: "false conflict",
    arises: "The integration recognises lines by a hash that changed, although nothing that matters did, and reports a conflict.",
    detect: "The edit is flagged, and taking the difference apart leaves nothing.",
    remedy: "Nothing; it is cleared.",
    route: Route::Engineering,
    seen: Seen::NoFinding(
        "only goods, quantities, money and addresses are compared, so lines that merely have other ids agree",
    ),
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 23] = [
    &EDT_01, &EDT_02, &EDT_03, &EDT_04, &EDT_05, &EDT_06, &EDT_07, &EDT_08, &EDT_09, &EDT_10, &EDT_11, &EDT_12,
    &EDT_13, &EDT_14, &EDT_15, &EDT_16, &EDT_17, &EDT_18, &EDT_19, &EDT_20, &EDT_21, &EDT_22, &EDT_23,
];
