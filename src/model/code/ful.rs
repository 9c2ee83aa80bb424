//! Fulfilment lock: the codes FUL-01 to FUL-09.

use super::{Code, Family, Route, Seen};

/// Shipped the unedited order.
pub static FUL_01: Code = Code {
    id: "FUL-01",
    family: Family::Ful,
    kind: "shipped_the_unedited_order",
    title: "shipped the unedited order",
    arises: "The warehouse's item fulfilment was made from the order as placed, before the edit had reached NetSuite.",
    detect: "What was shipped equals the order as it was placed and not the order as it is now, and the edit was made before the goods left.",
    remedy: "Take the wrong goods back with a return authorisation, credit their value by the billing-state rule, and send the right ones with a new sales order.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Edit after pick, before ship.
pub static FUL_02: Code = Code {
    id: "FUL-02",
    family: Family::Ful,
    kind: "edit_after_pick_before_ship",
    title: "edit after pick, before ship",
    arises: "The order was edited while the warehouse had it in its hands: picked or packed, and not shipped yet.",
    detect: "An item fulfilment is picked or packed, and the order was edited after it was made.",
    remedy: "Decide before it ships: stop the pick and change the sales order, or let it go and settle the difference afterwards.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Edit after ship.
pub static FUL_03: Code = Code {
    id: "FUL-03",
    family: Family::Ful,
    kind: "edit_after_ship",
    title: "edit after ship",
    arises: "The order was edited after the goods had left.",
    detect: "An item fulfilment is shipped, and the order was edited after that.",
    remedy: "Credit or invoice the difference by the billing-state rule, or take goods back with a return authorisation. Never change the fulfilment: it says what left the house.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Closed SO with live pick.
pub static FUL_04: Code = Code {
    id: "FUL-04",
    family: Family::Ful,
    kind: "closed_so_with_live_pick",
    title: "closed SO with live pick",
    arises: "A person or a rule closed the sales order while the warehouse was picking or packing it.",
    detect: "The sales order is closed and one of its item fulfilments is not shipped: its stock stays committed.",
    remedy: "Remove the item fulfilment first, then close the sales order.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Closed before billing.
pub static FUL_05: Code = Code {
    id: "FUL-05",
    family: Family::Ful,
    kind: "closed_before_billing",
    title: "closed before billing",
    arises: "A part of the order shipped, and the sales order was closed before that part was billed.",
    detect: "The sales order is closed, and more pieces were shipped than invoiced.",
    remedy: "Reopen the sales order, invoice what was shipped, then close it again.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Fulfilled in Shopify only.
pub static FUL_06: Code = Code {
    id: "FUL-06",
    family: Family::Ful,
    kind: "fulfilled_in_shopify_only",
    title: "fulfilled in Shopify only",
    arises: "A logistics provider reported the shipment to Shopify alone.",
    detect: "Shopify says fulfilled, and the sales order has no item fulfilment.",
    remedy: "Create the item fulfilment in NetSuite.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Fulfilment cancelled in Shopify.
pub static FUL_07: Code = Code {
    id: "FUL-07",
    family: Family::Ful,
    kind: "fulfilment_cancelled_in_shopify",
    title: "fulfilment cancelled in Shopify",
    arises: "The shipment was cancelled in Shopify after it had been reported to NetSuite.",
    detect: "NetSuite has shipped item fulfilments, and Shopify says that the order is not fulfilled.",
    remedy: "Find out whether the goods left. If not, reverse the item fulfilment; if so, take them back with a return authorisation.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Shipped more than ordered now.
pub static FUL_08: Code = Code {
    id: "FUL-08",
    family: Family::Ful,
    kind: "shipped_more_than_ordered_now",
    title: "shipped more than ordered now",
    arises: "Pieces were taken off the order after they had been shipped.",
    detect: "More pieces were shipped than the order holds now.",
    remedy: "Take the goods back with a return authorisation, or let customer service decide to write them off.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// Duplicate SKU lines.
pub static FUL_09: Code = Code {
    id: "FUL-09",
    family: Family::Ful,
    kind: "duplicate_sku_lines",
    title: "duplicate SKU lines",
    arises: "The order has two lines of the same product, at different prices for instance (buy one, get one free), and the fulfilment was booked on the wrong one.",
    detect: "Two lines share one SKU; together the right pieces are shipped, and line by line they are not.",
    remedy: "Map fulfilments by line, not by SKU, and correct the lines.",
    route: Route::Cx,
    seen: Seen::Directly,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 9] = [
    &FUL_01, &FUL_02, &FUL_03, &FUL_04, &FUL_05, &FUL_06, &FUL_07, &FUL_08, &FUL_09,
];
