//! Refunds and credit memos: the codes REF-01 to REF-27.

use super::{Code, Family, Route, Seen};

/// Refund without credit.
pub static REF_01: Code = Code {
    id: "REF-01",
    family: Family::Ref,
    kind: "refund_without_credit",
    title: "refund without credit",
    arises: "The integration's refund flow failed or was never built.",
    detect: "A refund in Shopify moved money, and no credit memo, cash refund or customer refund stands for it after the time refunds may take to arrive.",
    remedy: "Credit exactly the refunded amount by the billing-state rule.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Credit without refund.
pub static REF_02: Code = Code {
    id: "REF-02",
    family: Family::Ref,
    kind: "credit_without_refund",
    title: "credit without refund",
    arises: "A person credited the customer in NetSuite, and nothing was refunded in Shopify.",
    detect: "A credit memo of the order answers no refund.",
    remedy: "Ask whether the customer is to have the money: then refund it in Shopify. Otherwise void the credit memo.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Cents drift.
pub static REF_03: Code = Code {
    id: "REF-03",
    family: Family::Ref,
    kind: "cents_drift",
    title: "cents drift",
    arises: "The ERP splits discounts or tax over the returned pieces in its own way and arrives at other cents.",
    detect: "Refund and credit are linked, and their amounts differ by no more than the tolerance.",
    remedy: "Adjust the credit to the amount refunded; otherwise accept the cents within the tolerance's budget.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Refund adjustment missing.
pub static REF_04: Code = Code {
    id: "REF-04",
    family: Family::Ref,
    kind: "refund_adjustment_missing",
    title: "refund adjustment missing",
    arises: "A restocking fee was kept, goodwill was added, or the refund was corrected by hand.",
    detect: "The money refunded is not the value of the refunded lines, and the refund's adjustments explain the difference.",
    remedy: "Add a line of the adjustment item to the credit, with plus or minus.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Pending refund, zero CM.
pub static REF_05: Code = Code {
    id: "REF-05",
    family: Family::Ref,
    kind: "pending_refund_zero_cm",
    title: "pending refund, zero CM",
    arises: "The credit was made while the refund's payment was still pending, and a pending refund counts as nothing.",
    detect: "The refund's payment is pending, its total is zero, and a credit of zero exists for it.",
    remedy: "Wait for the payment, and void the credit of zero.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Refund failed later.
pub static REF_06: Code = Code {
    id: "REF-06",
    family: Family::Ref,
    kind: "refund_failed_later",
    title: "refund failed later",
    arises: "The customer's bank rejected the refund after it had been booked.",
    detect: "The refund's payment failed after it had been reported as made.",
    remedy: "Void the customer refund and reopen the credit memo: the customer is still owed the money.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Equal or cheaper exchange.
pub static REF_07: Code = Code {
    id: "REF-07",
    family: Family::Ref,
    kind: "equal_or_cheaper_exchange",
    title: "equal or cheaper exchange",
    arises: "The customer exchanged goods for others of the same or a lower price, and only the difference was refunded.",
    detect: "The return has exchange lines, and the refund is what came back less what went out.",
    remedy: "Credit what came back and invoice what went out. No balancing line.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Dearer exchange.
pub static REF_08: Code = Code {
    id: "REF-08",
    family: Family::Ref,
    kind: "dearer_exchange",
    title: "dearer exchange",
    arises: "The customer exchanged goods for dearer ones; Shopify's refund stops at zero and the customer pays the rest.",
    detect: "What went out is worth more than what came back. Returned 100.00, sent 250.00, refunded 0.00: the documents must come to -150.00 for us, not to nothing.",
    remedy: "Credit what came back, invoice what went out, and collect the difference.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Double refund by two-way sync.
pub static REF_09: Code = Code {
    id: "REF-09",
    family: Family::Ref,
    kind: "double_refund_by_two_way_sync",
    title: "double refund by two-way sync",
    arises: "Refunds are synchronised in both directions, so one of them comes back as an echo of the other.",
    detect: "Two credits answer one refund, or a refund in Shopify repeats one made in NetSuite.",
    remedy: "Void the echo, and let refunds run in one direction alone.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Wrong vehicle.
pub static REF_10: Code = Code {
    id: "REF-10",
    family: Family::Ref,
    kind: "wrong_vehicle",
    title: "wrong vehicle",
    arises: "The kind of credit does not follow the billing state: a credit memo where nothing was billed, or a refund of the deposit where an invoice stands.",
    detect: "A credit memo exists and the sales order is not billed; or the credit takes off what the sales order has lost already.",
    remedy: "Replace it with the document that the billing-state rule asks for.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// CM left open.
pub static REF_11: Code = Code {
    id: "REF-11",
    family: Family::Ref,
    kind: "cm_left_open",
    title: "CM left open",
    arises: "The money went back to the customer, and nobody applied the credit memo.",
    detect: "The refund's payment succeeded, and the credit memo still has something left to apply.",
    remedy: "Apply a customer refund to the credit memo.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Stock wrongly returned.
pub static REF_12: Code = Code {
    id: "REF-12",
    family: Family::Ref,
    kind: "stock_wrongly_returned",
    title: "stock wrongly returned",
    arises: "A credit memo made without a return moves stock, although no goods came back.",
    detect: "Shopify did not restock the refunded pieces, and the credit memo has stock items on it.",
    remedy: "Use the adjustment item on the credit instead, and reverse the stock movement.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Stock not returned.
pub static REF_13: Code = Code {
    id: "REF-13",
    family: Family::Ref,
    kind: "stock_not_returned",
    title: "stock not returned",
    arises: "The goods were restocked in Shopify alone.",
    detect: "The refund says that the goods came back, and neither the credit nor an item receipt puts them back into stock.",
    remedy: "Make a return authorisation and an item receipt.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Refund to gift card or store credit.
pub static REF_14: Code = Code {
    id: "REF-14",
    family: Family::Ref,
    kind: "refund_to_gift_card_or_store_credit",
    title: "refund to gift card or store credit",
    arises: "The money went to a gift card or to store credit, so no cash left the company.",
    detect: "The refund's payment went through a gift-card or store-credit gateway, and NetSuite paid it out of the bank.",
    remedy: "Credit memo and liability; no customer refund from the bank.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Washout.
pub static REF_15: Code = Code {
    id: "REF-15",
    family: Family::Ref,
    kind: "washout",
    title: "washout",
    arises: "The order was charged and refunded in full within days and never booked at all.",
    detect: "Charges and refunds of one order come to nothing within seven days, and NetSuite has no document of it.",
    remedy: "Nothing; acknowledge it.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Slow trickle to full refund.
pub static REF_16: Code = Code {
    id: "REF-16",
    family: Family::Ref,
    kind: "slow_trickle_to_full_refund",
    title: "slow trickle to full refund",
    arises: "An order was refunded bit by bit over weeks until nothing was left.",
    detect: "The order is worth nothing now, its last refund came more than seven days after the order, and NetSuite has no document of it.",
    remedy: "Check the credit of each refund; it is not a washout.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Split-tender refund.
pub static REF_17: Code = Code {
    id: "REF-17",
    family: Family::Ref,
    kind: "split_tender_refund",
    title: "split-tender refund",
    arises: "The order was paid with a card and a gift card, and each got its part back.",
    detect: "One refund has payments through several gateways, and the credit is of one of them alone.",
    remedy: "One credit, and one refund of money for each gateway.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Refund above paid.
pub static REF_18: Code = Code {
    id: "REF-18",
    family: Family::Ref,
    kind: "refund_above_paid",
    title: "refund above paid",
    arises: "Somebody approved more money back than the customer had paid.",
    detect: "The refunds of the order are larger than what was captured.",
    remedy: "Approve it and book what is above the payment to an expense account.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Shipping or tax only refund.
pub static REF_19: Code = Code {
    id: "REF-19",
    family: Family::Ref,
    kind: "shipping_or_tax_only_refund",
    title: "shipping or tax only refund",
    arises: "Only shipping or only tax was given back.",
    detect: "The refund has shipping lines or an adjustment, and no goods.",
    remedy: "A credit memo with the shipping item or the tax alone.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Cancel of paid order.
pub static REF_20: Code = Code {
    id: "REF-20",
    family: Family::Ref,
    kind: "cancel_of_paid_order",
    title: "cancel of paid order",
    arises: "The order was cancelled and refunded in Shopify, and its sales order stayed open.",
    detect: "The order has a date of cancellation, and its sales order is neither closed nor cancelled.",
    remedy: "Close the sales order; refund the deposit, or credit by the billing-state rule.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Partial cancel.
pub static REF_21: Code = Code {
    id: "REF-21",
    family: Family::Ref,
    kind: "partial_cancel",
    title: "partial cancel",
    arises: "A part of the order was cancelled, and the integration only knows whole cancellations.",
    detect: "Refunded pieces were never shipped, and the sales order still holds them.",
    remedy: "Close the cancelled lines on the sales order.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Refund at another rate.
pub static REF_22: Code = Code {
    id: "REF-22",
    family: Family::Ref,
    kind: "refund_at_another_rate",
    title: "refund at another rate",
    arises: "The exchange rate on the day of the refund is another than on the day of the sale.",
    detect: "In the customer's currency refund and credit agree; in the shop's currency they do not.",
    remedy: "Book the difference as realised gain or loss on exchange. It is no drift of cents (REF-03).",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Credit in wrong period.
pub static REF_23: Code = Code {
    id: "REF-23",
    family: Family::Ref,
    kind: "credit_in_wrong_period",
    title: "credit in wrong period",
    arises: "The credit was dated back into the month of the sale, or made late.",
    detect: "The refund and its credit lie in different months.",
    remedy: "Date the credit in the period that is open, and name the refund's date in its memo.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Unverified return.
pub static REF_24: Code = Code {
    id: "REF-24",
    family: Family::Ref,
    kind: "unverified_return",
    title: "unverified return",
    arises: "Goods came back without an order, and the customer is not known.",
    detect: "A credit in NetSuite names no order of any shop.",
    remedy: "A credit memo by hand, for an unknown customer.",
    route: Route::Finance,
    seen: Seen::ByProxy(
        "a credit that answers no refund is found as REF-02; Shopify shows refunds only below an order",
    ),
};

/// Credit voided, refund stands.
pub static REF_25: Code = Code {
    id: "REF-25",
    family: Family::Ref,
    kind: "credit_voided_refund_stands",
    title: "credit voided, refund stands",
    arises: "A person voided the credit memo, and the refund in Shopify stands.",
    detect: "The refund's payment succeeded, and the only credit for it is voided.",
    remedy: "Make the credit again.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// Partial refunds never synced.
pub static REF_26: Code = Code {
    id: "REF-26",
    family: Family::Ref,
    kind: "partial_refunds_never_synced",
    title: "partial refunds never synced",
    arises: "The integration selects orders that are refunded in full, so partial refunds never arrive.",
    detect: "The order is partially refunded, and no refund of such orders has a credit.",
    remedy: "Credit each refund by the billing-state rule, and widen the integration's filter.",
    route: Route::Finance,
    seen: Seen::ByProxy("each refund without a credit is found as REF-01; the filter of another system is not visible"),
};

/// Credit on the wrong line.
pub static REF_27: Code = Code {
    id: "REF-27",
    family: Family::Ref,
    kind: "credit_on_the_wrong_line",
    title: "credit on the wrong line",
    arises: "Refunded pieces were looked up by SKU, and two lines of the order share it at different prices.",
    detect: "The credit's unit price is that of the other line, and the amounts differ by the gap between the prices.",
    remedy: "Correct the line of the credit.",
    route: Route::Finance,
    seen: Seen::Directly,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 27] = [
    &REF_01, &REF_02, &REF_03, &REF_04, &REF_05, &REF_06, &REF_07, &REF_08, &REF_09, &REF_10, &REF_11, &REF_12,
    &REF_13, &REF_14, &REF_15, &REF_16, &REF_17, &REF_18, &REF_19, &REF_20, &REF_21, &REF_22, &REF_23, &REF_24,
    &REF_25, &REF_26, &REF_27,
];
