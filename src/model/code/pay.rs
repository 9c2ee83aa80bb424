//! Payouts: the codes PAY-01 to PAY-30.

use super::{Code, Family, Route, Seen};

/// Payout without deposit.
pub static PAY_01: Code = Code {
    id: "PAY-01",
    family: Family::Pay,
    kind: "payout_without_deposit",
    title: "payout without deposit",
    arises: "The integration's payout flow is late or failed.",
    detect: "Shopify paid the payout, and no deposit carries its id after the time payouts may take to arrive.",
    remedy: "Create the bank deposit for the payout.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Deposit without payout.
pub static PAY_02: Code = Code {
    id: "PAY-02",
    family: Family::Pay,
    kind: "deposit_without_payout",
    title: "deposit without payout",
    arises: "Somebody made the deposit by hand.",
    detect: "A deposit on the bank account of payouts carries no payout's id.",
    remedy: "Link it to its payout, or reverse it.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Payout does not add up.
pub static PAY_03: Code = Code {
    id: "PAY-03",
    family: Family::Pay,
    kind: "payout_does_not_add_up",
    title: "payout does not add up",
    arises: "The payout was read in part, for instance the first page of its transactions alone.",
    detect: "The balance transactions of the payout do not add up to the payout.",
    remedy: "Pull the payout again; post nothing before it adds up.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Charge not in deposit.
pub static PAY_04: Code = Code {
    id: "PAY-04",
    family: Family::Pay,
    kind: "charge_not_in_deposit",
    title: "charge not in deposit",
    arises: "The charge is in the payout before its sale is posted in NetSuite.",
    detect: "A charge of the payout has no cash sale and no deposit yet, and is younger than the time orders may take.",
    remedy: "Nothing; it is expected and clears itself.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Amount mismatch.
pub static PAY_05: Code = Code {
    id: "PAY-05",
    family: Family::Pay,
    kind: "amount_mismatch",
    title: "amount mismatch",
    arises: "The order was edited, or its tax was recalculated, after the charge.",
    detect: "A charge of the payout and the document that stands for it in NetSuite have different amounts.",
    remedy: "Correct the order's documents, never the deposit.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Gross booked as net.
pub static PAY_06: Code = Code {
    id: "PAY-06",
    family: Family::Pay,
    kind: "gross_booked_as_net",
    title: "gross booked as net",
    arises: "The deposit took up the payments at their full value, and the fee line was left out.",
    detect: "NetSuite's deposit is higher than the payout by just the fees.",
    remedy: "One line for the fees under Cash Back, one a payout.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Fee twice.
pub static PAY_07: Code = Code {
    id: "PAY-07",
    family: Family::Pay,
    kind: "fee_twice",
    title: "fee twice",
    arises: "Fees were booked as one line of the payout and once more with each order.",
    detect: "The fees in NetSuite are twice the fees of the balance transactions.",
    remedy: "Remove one of the two.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Dispute opened.
pub static PAY_08: Code = Code {
    id: "PAY-08",
    family: Family::Pay,
    kind: "dispute_opened",
    title: "dispute opened",
    arises: "A customer disputed a charge: the bank takes the money and a fee at once.",
    detect: "The payout holds a hold for a chargeback, and its fee.",
    remedy: "Book a receivable for the dispute and the fee. A dispute alone is never a reason for a credit memo.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Dispute won.
pub static PAY_09: Code = Code {
    id: "PAY-09",
    family: Family::Pay,
    kind: "dispute_won",
    title: "dispute won",
    arises: "The dispute was won, and the money comes back in a later payout.",
    detect: "The payout holds the release of a chargeback.",
    remedy: "Reverse what PAY-08 booked.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Dispute lost.
pub static PAY_10: Code = Code {
    id: "PAY-10",
    family: Family::Pay,
    kind: "dispute_lost",
    title: "dispute lost",
    arises: "The dispute was lost, and what was held is gone for good.",
    detect: "The dispute is lost, while the amount is still a receivable.",
    remedy: "Move it to an expense, or credit it, as the company's policy says.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Payout failed or cancelled.
pub static PAY_11: Code = Code {
    id: "PAY-11",
    family: Family::Pay,
    kind: "payout_failed_or_cancelled",
    title: "payout failed or cancelled",
    arises: "The bank rejected the payout, or Shopify cancelled it.",
    detect: "The payout failed or was cancelled, and a deposit exists for it; its transactions appear again in a later payout.",
    remedy: "Void the deposit and book the later payout.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Negative payout.
pub static PAY_12: Code = Code {
    id: "PAY-12",
    family: Family::Pay,
    kind: "negative_payout",
    title: "negative payout",
    arises: "Refunds and disputes were larger than sales, so Shopify takes money from the bank account.",
    detect: "The payout is negative.",
    remedy: "A deposit with a negative total, that is a withdrawal.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Reserve.
pub static PAY_13: Code = Code {
    id: "PAY-13",
    family: Family::Pay,
    kind: "reserve",
    title: "reserve",
    arises: "Shopify keeps funds back as a reserve.",
    detect: "The payout holds reserved funds, or their release.",
    remedy: "Book a reserve as an asset; over time it must come to nothing.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Non-order movement.
pub static PAY_14: Code = Code {
    id: "PAY-14",
    family: Family::Pay,
    kind: "non_order_movement",
    title: "non-order movement",
    arises: "Money moved that belongs to no order: shipping labels, advertising, loans, bills of the platform. There are 113 kinds.",
    detect: "The kind of the balance transaction has no account in the configuration.",
    remedy: "Name the account under `[accounts]`. A kind that nobody knows is always an exception.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Shop Cash.
pub static PAY_15: Code = Code {
    id: "PAY-15",
    family: Family::Pay,
    kind: "shop_cash",
    title: "Shop Cash",
    arises: "A Shop Cash credit names its order only in a breakdown of its own.",
    detect: "The id of the adjustment is not that of a payment, and one credit covers several orders.",
    remedy: "Match by the payment transaction; never book it as general revenue.",
    route: Route::Finance,
    seen: Seen::ByProxy("Shop Cash in a payout that nothing books; a credit for several orders is not taken apart"),
};

/// Split tender.
pub static PAY_16: Code = Code {
    id: "PAY-16",
    family: Family::Pay,
    kind: "split_tender",
    title: "split tender",
    arises: "A part of the order was paid by gift card or another provider, whose money is not in this payout.",
    detect: "The payments through Shopify Payments equal the charge, and the order's total is higher.",
    remedy: "Nothing; it must not be flagged.",
    route: Route::Finance,
    seen: Seen::NoFinding("a charge is held against its payment and not against the order's total"),
};

/// More than 2,000 items.
pub static PAY_17: Code = Code {
    id: "PAY-17",
    family: Family::Pay,
    kind: "more_than_2000_items",
    title: "more than 2,000 items",
    arises: "A payout with thousands of transactions is booked as several deposits.",
    detect: "The deposits that carry the payout's id add up to it.",
    remedy: "Nothing; it must not be flagged.",
    route: Route::Finance,
    seen: Seen::NoFinding("all deposits of a payout are added up before they are compared"),
};

/// Already deposited by hand.
pub static PAY_18: Code = Code {
    id: "PAY-18",
    family: Family::Pay,
    kind: "already_deposited_by_hand",
    title: "already deposited by hand",
    arises: "Somebody deposited the cash sale by hand before the payout came.",
    detect: "The payment is in another deposit already.",
    remedy: "Take it out of that deposit, or book the payout's line by account.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Left undeposited.
pub static PAY_19: Code = Code {
    id: "PAY-19",
    family: Family::Pay,
    kind: "left_undeposited",
    title: "left undeposited",
    arises: "The payment was never part of any payout.",
    detect: "A payment waits in undeposited funds longer than a settlement takes.",
    remedy: "Look into it: it may have gone through another provider.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Payment used twice.
pub static PAY_20: Code = Code {
    id: "PAY-20",
    family: Family::Pay,
    kind: "payment_used_twice",
    title: "payment used twice",
    arises: "Two payouts claim the same payment.",
    detect: "One cash sale or deposit is taken up by two bank deposits.",
    remedy: "Release it from the wrong one; never take it away from the other unasked.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Status never refreshed.
pub static PAY_21: Code = Code {
    id: "PAY-21",
    family: Family::Pay,
    kind: "status_never_refreshed",
    title: "status never refreshed",
    arises: "A payout that was read once was not read again.",
    detect: "The payout is still said to be scheduled or in transit long after it was issued.",
    remedy: "Pull it again, then plan anew.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// One order, two payouts.
pub static PAY_22: Code = Code {
    id: "PAY-22",
    family: Family::Pay,
    kind: "one_order_two_payouts",
    title: "one order, two payouts",
    arises: "An edit led to a second charge of the same order, in another payout or in the same one.",
    detect: "Several balance transactions name one order.",
    remedy: "Match by the payment transaction, not by the order.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Payout currency differs.
pub static PAY_23: Code = Code {
    id: "PAY-23",
    family: Family::Pay,
    kind: "payout_currency_differs",
    title: "payout currency differs",
    arises: "There is no bank account in the currency, so the money was converted on its way.",
    detect: "The payout's currency is not the shop's.",
    remedy: "Book the conversion fee and the exchange difference on lines of their own.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// In transit at month end.
pub static PAY_24: Code = Code {
    id: "PAY-24",
    family: Family::Pay,
    kind: "in_transit_at_month_end",
    title: "in transit at month end",
    arises: "A payout counts as paid when it is sent; the bank has it one to three days later.",
    detect: "The payout is dated within the month and reaches the bank in the next one.",
    remedy: "Carry it forward as a reconciling item.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Net != amount - fee in source.
pub static PAY_25: Code = Code {
    id: "PAY-25",
    family: Family::Pay,
    kind: "net_not_amount_fee_in_source",
    title: "net != amount - fee in source",
    arises: "The source itself is wrong, or holds sample data.",
    detect: "The net of a balance transaction is not its amount less its fee: 102.53 less 3.07 is said to be 102.53.",
    remedy: "An exception for a person; never recompute it silently.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Refund before its charge is booked.
pub static PAY_26: Code = Code {
    id: "PAY-26",
    family: Family::Pay,
    kind: "refund_before_its_charge_is_booked",
    title: "refund before its charge is booked",
    arises: "A charge and its refund lie in the same payout, and the order was never booked.",
    detect: "The payout holds a refund whose order is not in NetSuite.",
    remedy: "Treat it as a washout, or book both.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Variance parked.
pub static PAY_27: Code = Code {
    id: "PAY-27",
    family: Family::Pay,
    kind: "variance_parked",
    title: "variance parked",
    arises: "A connector booked the difference to a holding account.",
    detect: "The deposit has a line on an account for variances.",
    remedy: "Reverse it once the cause is found, and watch its age.",
    route: Route::Finance,
    seen: Seen::ByProxy("a deposit line on the account that [accounts] variance names"),
};

/// Fee refund shown as negative withdrawal.
pub static PAY_28: Code = Code {
    id: "PAY-28",
    family: Family::Pay,
    kind: "fee_refund_shown_as_negative_withdrawal",
    title: "fee refund shown as negative withdrawal",
    arises: "The provider gives fees back.",
    detect: "The sign of the balance transaction does not fit its kind.",
    remedy: "Reverse the fee expense.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Monthly device or account fee.
pub static PAY_29: Code = Code {
    id: "PAY-29",
    family: Family::Pay,
    kind: "monthly_device_or_account_fee",
    title: "monthly device or account fee",
    arises: "A device or account is billed by the month and belongs to no order.",
    detect: "A small, fixed amount without an order comes back every month.",
    remedy: "Fee expense.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Manual match must survive re-run.
pub static PAY_30: Code = Code {
    id: "PAY-30",
    family: Family::Pay,
    kind: "manual_match_must_survive_re_run",
    title: "manual match must survive re-run",
    arises: "A person had matched two items, and importing them again would undo it.",
    detect: "A link made by a person contradicts what the rules would do.",
    remedy: "Keep the person's link and ask for a review.",
    route: Route::Finance,
    seen: Seen::NotVisible("No system records that a person tied a payout to a deposit by hand."),
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 30] = [
    &PAY_01, &PAY_02, &PAY_03, &PAY_04, &PAY_05, &PAY_06, &PAY_07, &PAY_08, &PAY_09, &PAY_10, &PAY_11, &PAY_12,
    &PAY_13, &PAY_14, &PAY_15, &PAY_16, &PAY_17, &PAY_18, &PAY_19, &PAY_20, &PAY_21, &PAY_22, &PAY_23, &PAY_24,
    &PAY_25, &PAY_26, &PAY_27, &PAY_28, &PAY_29, &PAY_30,
];
