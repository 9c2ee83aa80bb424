//! Payouts: the codes PAY-01 to PAY-30.

use super::{Code, Family, Route};

/// Payout without deposit.
pub static PAY_01: Code = Code {
    id: "PAY-01",
    family: Family::Pay,
    kind: "payout_without_deposit",
    title: "payout without deposit",
    arises: "flow late or failed",
    detect: "payout paid, no deposit with its id after lag",
    remedy: "create deposit",
    route: Route::Finance,
};

/// Deposit without payout.
pub static PAY_02: Code = Code {
    id: "PAY-02",
    family: Family::Pay,
    kind: "deposit_without_payout",
    title: "deposit without payout",
    arises: "hand-made",
    detect: "bank-account deposit, no payout id",
    remedy: "link or reverse",
    route: Route::Finance,
};

/// Payout does not add up.
pub static PAY_03: Code = Code {
    id: "PAY-03",
    family: Family::Pay,
    kind: "payout_does_not_add_up",
    title: "payout does not add up",
    arises: "partial read, more than one page",
    detect: "sum of BT net != payout net",
    remedy: "re-pull; do not post",
    route: Route::Finance,
};

/// Charge not in deposit.
pub static PAY_04: Code = Code {
    id: "PAY-04",
    family: Family::Pay,
    kind: "charge_not_in_deposit",
    title: "charge not in deposit",
    arises: "posting late",
    detect: "BT charge, no CS / CD yet, age < lag",
    remedy: "EXPECTED, clears itself",
    route: Route::Finance,
};

/// Amount mismatch.
pub static PAY_05: Code = Code {
    id: "PAY-05",
    family: Family::Pay,
    kind: "amount_mismatch",
    title: "amount mismatch",
    arises: "order edited or tax differs",
    detect: "BT amount != CS / CD amount",
    remedy: "fix the order record, not the deposit",
    route: Route::Finance,
};

/// Gross booked as net.
pub static PAY_06: Code = Code {
    id: "PAY-06",
    family: Family::Pay,
    kind: "gross_booked_as_net",
    title: "gross booked as net",
    arises: "fee line absent",
    detect: "difference = fee (within 0.50 per item), NetSuite higher at deposit",
    remedy: "fee line in Cash Back, one per payout",
    route: Route::Finance,
};

/// Fee twice.
pub static PAY_07: Code = Code {
    id: "PAY-07",
    family: Family::Pay,
    kind: "fee_twice",
    title: "fee twice",
    arises: "summed fee line plus per-order lines",
    detect: "fee total = 2 x BT fee",
    remedy: "remove one",
    route: Route::Finance,
};

/// Dispute opened.
pub static PAY_08: Code = Code {
    id: "PAY-08",
    family: Family::Pay,
    kind: "dispute_opened",
    title: "dispute opened",
    arises: "hold + fee leave at once",
    detect: "BT chargeback hold and fee",
    remedy: "dispute receivable + fee; never a CM by itself",
    route: Route::Finance,
};

/// Dispute won.
pub static PAY_09: Code = Code {
    id: "PAY-09",
    family: Family::Pay,
    kind: "dispute_won",
    title: "dispute won",
    arises: "release + fee refund later",
    detect: "BT release in a later payout",
    remedy: "reverse PAY-08",
    route: Route::Finance,
};

/// Dispute lost.
pub static PAY_10: Code = Code {
    id: "PAY-10",
    family: Family::Pay,
    kind: "dispute_lost",
    title: "dispute lost",
    arises: "becomes final",
    detect: "dispute lost, hold still asset",
    remedy: "expense or CM by policy",
    route: Route::Finance,
};

/// Payout failed or cancelled.
pub static PAY_11: Code = Code {
    id: "PAY-11",
    family: Family::Pay,
    kind: "payout_failed_or_cancelled",
    title: "payout failed or cancelled",
    arises: "bank rejects; Shopify cancels",
    detect: "status failed / canceled; same BTs appear in a later payout",
    remedy: "void deposit; book on the later payout",
    route: Route::Finance,
};

/// Negative payout.
pub static PAY_12: Code = Code {
    id: "PAY-12",
    family: Family::Pay,
    kind: "negative_payout",
    title: "negative payout",
    arises: "refunds exceed sales",
    detect: "payout transaction type withdrawal, net < 0",
    remedy: "deposit with negative total as withdrawal",
    route: Route::Finance,
};

/// Reserve.
pub static PAY_13: Code = Code {
    id: "PAY-13",
    family: Family::Pay,
    kind: "reserve",
    title: "reserve",
    arises: "funds held",
    detect: "BT reserved funds, later reversal",
    remedy: "reserve asset account",
    route: Route::Finance,
};

/// Non-order movement.
pub static PAY_14: Code = Code {
    id: "PAY-14",
    family: Family::Pay,
    kind: "non_order_movement",
    title: "non-order movement",
    arises: "labels, ads, lending, billing (113 types)",
    detect: "type not in mapping",
    remedy: "GL map; unknown type is always an exception",
    route: Route::Finance,
};

/// Shop Cash.
pub static PAY_15: Code = Code {
    id: "PAY-15",
    family: Family::Pay,
    kind: "shop_cash",
    title: "Shop Cash",
    arises: "credit with order only in a breakdown row",
    detect: "adjustment row id != payment id; several orders in one credit",
    remedy: "match by order transaction id; never generic revenue",
    route: Route::Finance,
};

/// Split tender.
pub static PAY_16: Code = Code {
    id: "PAY-16",
    family: Family::Pay,
    kind: "split_tender",
    title: "split tender",
    arises: "gift card or PayPal part is elsewhere",
    detect: "sum of Shopify Payments transactions = charge, order total higher",
    remedy: "none; must not flag",
    route: Route::Finance,
};

/// More than 2,000 items.
pub static PAY_17: Code = Code {
    id: "PAY-17",
    family: Family::Pay,
    kind: "more_than_2000_items",
    title: "more than 2,000 items",
    arises: "several deposits per payout",
    detect: "sum over deposits with the payout id = net",
    remedy: "none",
    route: Route::Finance,
};

/// Already deposited by hand.
pub static PAY_18: Code = Code {
    id: "PAY-18",
    family: Family::Pay,
    kind: "already_deposited_by_hand",
    title: "already deposited by hand",
    arises: "CS not undeposited",
    detect: "CS deposited in another deposit",
    remedy: "remove from that one, or stand-alone line",
    route: Route::Finance,
};

/// Left undeposited.
pub static PAY_19: Code = Code {
    id: "PAY-19",
    family: Family::Pay,
    kind: "left_undeposited",
    title: "left undeposited",
    arises: "never in any payout",
    detect: "undeposited age > settlement days",
    remedy: "investigate; other gateway?",
    route: Route::Finance,
};

/// Payment used twice.
pub static PAY_20: Code = Code {
    id: "PAY-20",
    family: Family::Pay,
    kind: "payment_used_twice",
    title: "payment used twice",
    arises: "two payouts claim it",
    detect: "one CS / CD in two deposits",
    remedy: "release the wrong one; never steal",
    route: Route::Finance,
};

/// Status never refreshed.
pub static PAY_21: Code = Code {
    id: "PAY-21",
    family: Family::Pay,
    kind: "status_never_refreshed",
    title: "status never refreshed",
    arises: "old payouts not re-read",
    detect: "still SCHEDULED (older versions: IN_TRANSIT) well past issuedAt plus settlement days",
    remedy: "re-pull; then re-plan",
    route: Route::Finance,
};

/// One order, two payouts.
pub static PAY_22: Code = Code {
    id: "PAY-22",
    family: Family::Pay,
    kind: "one_order_two_payouts",
    title: "one order, two payouts",
    arises: "edit causes second charge; or twice in one payout",
    detect: "several BTs per order",
    remedy: "match by transaction, not order",
    route: Route::Finance,
};

/// Payout currency differs.
pub static PAY_23: Code = Code {
    id: "PAY-23",
    family: Family::Pay,
    kind: "payout_currency_differs",
    title: "payout currency differs",
    arises: "no account for currency",
    detect: "payout currency != shop currency",
    remedy: "conversion fee + FX lines",
    route: Route::Finance,
};

/// In transit at month end.
pub static PAY_24: Code = Code {
    id: "PAY-24",
    family: Family::Pay,
    kind: "in_transit_at_month_end",
    title: "in transit at month end",
    arises: "paid status means sent, bank 1-3 days later",
    detect: "payout date <= period end < bank date",
    remedy: "carry forward as reconciling item",
    route: Route::Finance,
};

/// Net != amount - fee in source.
pub static PAY_25: Code = Code {
    id: "PAY-25",
    family: Family::Pay,
    kind: "net_not_amount_fee_in_source",
    title: "net != amount - fee in source",
    arises: "bad or sample data: 102.53, 3.07, net 102.53",
    detect: "arithmetic check per BT",
    remedy: "exception; never recompute silently",
    route: Route::Finance,
};

/// Refund before its charge is booked.
pub static PAY_26: Code = Code {
    id: "PAY-26",
    family: Family::Pay,
    kind: "refund_before_its_charge_is_booked",
    title: "refund before its charge is booked",
    arises: "same payout holds both",
    detect: "refund BT, order not in NetSuite",
    remedy: "washout or book both",
    route: Route::Finance,
};

/// Variance parked.
pub static PAY_27: Code = Code {
    id: "PAY-27",
    family: Family::Pay,
    kind: "variance_parked",
    title: "variance parked",
    arises: "connector books difference to a holding account",
    detect: "deposit line to variance account",
    remedy: "reverse when cause found; age it",
    route: Route::Finance,
};

/// Fee refund shown as negative withdrawal.
pub static PAY_28: Code = Code {
    id: "PAY-28",
    family: Family::Pay,
    kind: "fee_refund_shown_as_negative_withdrawal",
    title: "fee refund shown as negative withdrawal",
    arises: "provider returns fees",
    detect: "sign and type disagree",
    remedy: "fee income reversal",
    route: Route::Finance,
};

/// Monthly device or account fee.
pub static PAY_29: Code = Code {
    id: "PAY-29",
    family: Family::Pay,
    kind: "monthly_device_or_account_fee",
    title: "monthly device or account fee",
    arises: "not itemised on orders",
    detect: "BT without order, small fixed amount",
    remedy: "fee expense",
    route: Route::Finance,
};

/// Manual match must survive re-run.
pub static PAY_30: Code = Code {
    id: "PAY-30",
    family: Family::Pay,
    kind: "manual_match_must_survive_re_run",
    title: "manual match must survive re-run",
    arises: "re-import would undo it",
    detect: "existing human link contradicts rule",
    remedy: "keep human link, raise review",
    route: Route::Finance,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 30] = [
    &PAY_01, &PAY_02, &PAY_03, &PAY_04, &PAY_05, &PAY_06, &PAY_07, &PAY_08, &PAY_09, &PAY_10, &PAY_11, &PAY_12,
    &PAY_13, &PAY_14, &PAY_15, &PAY_16, &PAY_17, &PAY_18, &PAY_19, &PAY_20, &PAY_21, &PAY_22, &PAY_23, &PAY_24,
    &PAY_25, &PAY_26, &PAY_27, &PAY_28, &PAY_29, &PAY_30,
];
