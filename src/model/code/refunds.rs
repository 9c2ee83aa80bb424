//! Refunds and credit memos: the codes REF-01 to REF-27.

use super::{Code, Family, Route};

/// Refund without credit.
pub static REF_01: Code = Code {
    id: "REF-01",
    family: Family::Ref,
    kind: "refund_without_credit",
    title: "refund without credit",
    arises: "flow failed or never built",
    detect: "refund with success money, no CR / CM / CuR with its id after lag",
    remedy: "V for exactly the refunded amount",
    route: Route::Finance,
};

/// Credit without refund.
pub static REF_02: Code = Code {
    id: "REF-02",
    family: Family::Ref,
    kind: "credit_without_refund",
    title: "credit without refund",
    arises: "person credited in NetSuite",
    detect: "CM without Shopify refund",
    remedy: "confirm; refund in Shopify or void CM",
    route: Route::Finance,
};

/// Cents drift.
pub static REF_03: Code = Code {
    id: "REF-03",
    family: Family::Ref,
    kind: "cents_drift",
    title: "cents drift",
    arises: "proration of discount or tax in the ERP",
    detect: "0 < difference <= tolerance, both sides linked",
    remedy: "adjust CM to refund value; else write-off within budget",
    route: Route::Finance,
};

/// Refund adjustment missing.
pub static REF_04: Code = Code {
    id: "REF-04",
    family: Family::Ref,
    kind: "refund_adjustment_missing",
    title: "refund adjustment missing",
    arises: "restocking fee, goodwill, discrepancy reason set",
    detect: "sum of refund lines != transactions; orderAdjustments explains it",
    remedy: "plus or minus adjustment item on the credit",
    route: Route::Finance,
};

/// Pending refund, zero CM.
pub static REF_05: Code = Code {
    id: "REF-05",
    family: Family::Ref,
    kind: "pending_refund_zero_cm",
    title: "pending refund, zero CM",
    arises: "document made while refund pending",
    detect: "refund transaction pending; totalRefunded 0; CM 0 or balanced to 0",
    remedy: "wait; void the zero CM",
    route: Route::Finance,
};

/// Refund failed later.
pub static REF_06: Code = Code {
    id: "REF-06",
    family: Family::Ref,
    kind: "refund_failed_later",
    title: "refund failed later",
    arises: "bank rejects",
    detect: "BT refund_failure after refund",
    remedy: "void CuR, reopen CM or liability",
    route: Route::Finance,
};

/// Equal or cheaper exchange.
pub static REF_07: Code = Code {
    id: "REF-07",
    family: Family::Ref,
    kind: "equal_or_cheaper_exchange",
    title: "equal or cheaper exchange",
    arises: "refund net of new item",
    detect: "return has exchange lines; refund = returned - new",
    remedy: "CM for returned, invoice for new; no balancing line",
    route: Route::Finance,
};

/// Dearer exchange.
pub static REF_08: Code = Code {
    id: "REF-08",
    family: Family::Ref,
    kind: "dearer_exchange",
    title: "dearer exchange",
    arises: "refund floored at 0, customer pays",
    detect: "100 returned, 250 sent, refund 0: document must be -150",
    remedy: "CM 100, invoice 250, collect 150",
    route: Route::Finance,
};

/// Double refund by two-way sync.
pub static REF_09: Code = Code {
    id: "REF-09",
    family: Family::Ref,
    kind: "double_refund_by_two_way_sync",
    title: "double refund by two-way sync",
    arises: "both directions on",
    detect: "two credits, or a Shopify refund echoing a NetSuite one",
    remedy: "void the echo; one direction",
    route: Route::Finance,
};

/// Wrong vehicle.
pub static REF_10: Code = Code {
    id: "REF-10",
    family: Family::Ref,
    kind: "wrong_vehicle",
    title: "wrong vehicle",
    arises: "CM on an unbilled order, CuR on billed",
    detect: "CM exists, SO not billed; or CD left open",
    remedy: "V",
    route: Route::Finance,
};

/// CM left open.
pub static REF_11: Code = Code {
    id: "REF-11",
    family: Family::Ref,
    kind: "cm_left_open",
    title: "CM left open",
    arises: "money went out, CM not applied",
    detect: "refund success, CM unapplied amount > 0",
    remedy: "CuR applied to the CM",
    route: Route::Finance,
};

/// Stock wrongly returned.
pub static REF_12: Code = Code {
    id: "REF-12",
    family: Family::Ref,
    kind: "stock_wrongly_returned",
    title: "stock wrongly returned",
    arises: "CM not from RA moves inventory",
    detect: "refund says no restock, CM has stock items",
    remedy: "use non-stock item; reverse",
    route: Route::Finance,
};

/// Stock not returned.
pub static REF_13: Code = Code {
    id: "REF-13",
    family: Family::Ref,
    kind: "stock_not_returned",
    title: "stock not returned",
    arises: "restocked in Shopify only",
    detect: "restock type return, no receipt",
    remedy: "RA + item receipt",
    route: Route::Finance,
};

/// Refund to gift card or store credit.
pub static REF_14: Code = Code {
    id: "REF-14",
    family: Family::Ref,
    kind: "refund_to_gift_card_or_store_credit",
    title: "refund to gift card or store credit",
    arises: "no cash leaves",
    detect: "refund gateway gift card / store credit",
    remedy: "CM + liability, no CuR from bank",
    route: Route::Finance,
};

/// Washout.
pub static REF_15: Code = Code {
    id: "REF-15",
    family: Family::Ref,
    kind: "washout",
    title: "washout",
    arises: "charged, fully refunded within days, never booked",
    detect: "same order, net < 0.01 within 7 days, no CD",
    remedy: "nothing; acknowledge",
    route: Route::Finance,
};

/// Slow trickle to full refund.
pub static REF_16: Code = Code {
    id: "REF-16",
    family: Family::Ref,
    kind: "slow_trickle_to_full_refund",
    title: "slow trickle to full refund",
    arises: "several refunds over weeks",
    detect: "net 0 but last refund after 7 days",
    remedy: "check CM and CuR each; not a washout",
    route: Route::Finance,
};

/// Split-tender refund.
pub static REF_17: Code = Code {
    id: "REF-17",
    family: Family::Ref,
    kind: "split_tender_refund",
    title: "split-tender refund",
    arises: "card part + gift card part",
    detect: "refund transactions by gateway",
    remedy: "one credit, several refunds",
    route: Route::Finance,
};

/// Refund above paid.
pub static REF_18: Code = Code {
    id: "REF-18",
    family: Family::Ref,
    kind: "refund_above_paid",
    title: "refund above paid",
    arises: "approved over-refund",
    detect: "refunds > captured",
    remedy: "approve, expense account",
    route: Route::Finance,
};

/// Shipping or tax only refund.
pub static REF_19: Code = Code {
    id: "REF-19",
    family: Family::Ref,
    kind: "shipping_or_tax_only_refund",
    title: "shipping or tax only refund",
    arises: "no item lines",
    detect: "refund shipping lines only",
    remedy: "CM on shipping / tax item",
    route: Route::Finance,
};

/// Cancel of paid order.
pub static REF_20: Code = Code {
    id: "REF-20",
    family: Family::Ref,
    kind: "cancel_of_paid_order",
    title: "cancel of paid order",
    arises: "Shopify cancels and refunds, SO open",
    detect: "cancelledAt set, SO not closed",
    remedy: "close SO; CuR of CD or V",
    route: Route::Finance,
};

/// Partial cancel.
pub static REF_21: Code = Code {
    id: "REF-21",
    family: Family::Ref,
    kind: "partial_cancel",
    title: "partial cancel",
    arises: "unsupported by sync",
    detect: "some lines cancelled",
    remedy: "close those lines",
    route: Route::Finance,
};

/// Refund at another rate.
pub static REF_22: Code = Code {
    id: "REF-22",
    family: Family::Ref,
    kind: "refund_at_another_rate",
    title: "refund at another rate",
    arises: "rate at refund day",
    detect: "presentment equal, shop or base differs",
    remedy: "realised FX gain / loss, not REF-03",
    route: Route::Finance,
};

/// Credit in wrong period.
pub static REF_23: Code = Code {
    id: "REF-23",
    family: Family::Ref,
    kind: "credit_in_wrong_period",
    title: "credit in wrong period",
    arises: "refund next month, CM back-dated",
    detect: "refund month != CM month",
    remedy: "re-date in open period",
    route: Route::Finance,
};

/// Unverified return.
pub static REF_24: Code = Code {
    id: "REF-24",
    family: Family::Ref,
    kind: "unverified_return",
    title: "unverified return",
    arises: "return without order",
    detect: "refund or return with no order link",
    remedy: "manual CM, customer unknown",
    route: Route::Finance,
};

/// Credit voided, refund stands.
pub static REF_25: Code = Code {
    id: "REF-25",
    family: Family::Ref,
    kind: "credit_voided_refund_stands",
    title: "credit voided, refund stands",
    arises: "person voided CM",
    detect: "CM voided, refund success",
    remedy: "recreate",
    route: Route::Finance,
};

/// Partial refunds never synced.
pub static REF_26: Code = Code {
    id: "REF-26",
    family: Family::Ref,
    kind: "partial_refunds_never_synced",
    title: "partial refunds never synced",
    arises: "flow selects fully refunded orders only",
    detect: "status partially refunded, every such order has no credit",
    remedy: "V per refund; fix the filter",
    route: Route::Finance,
};

/// Credit on the wrong line.
pub static REF_27: Code = Code {
    id: "REF-27",
    family: Family::Ref,
    kind: "credit_on_the_wrong_line",
    title: "credit on the wrong line",
    arises: "refund lines paired by SKU, two lines share it at different prices",
    detect: "CM unit price = other line's price; totals differ by the price gap",
    remedy: "correct CM line",
    route: Route::Finance,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 27] = [
    &REF_01, &REF_02, &REF_03, &REF_04, &REF_05, &REF_06, &REF_07, &REF_08, &REF_09, &REF_10, &REF_11, &REF_12,
    &REF_13, &REF_14, &REF_15, &REF_16, &REF_17, &REF_18, &REF_19, &REF_20, &REF_21, &REF_22, &REF_23, &REF_24,
    &REF_25, &REF_26, &REF_27,
];
