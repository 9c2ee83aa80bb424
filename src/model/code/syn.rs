//! Transport and posting: the codes SYN-01 to SYN-18.

use super::{Code, Family, Route, Seen};

/// Throttled and dropped.
pub static SYN_01: Code = Code {
    id: "SYN-01",
    family: Family::Syn,
    kind: "throttled_and_dropped",
    title: "throttled and dropped",
    arises: "A service refused the call because of too many calls at once (HTTP 429, SSS_REQUEST_LIMIT_EXCEEDED), and the integration gave up.",
    detect: "Its attempt ended in that error and no later one succeeded.",
    remedy: "Put it in a queue, wait, and repeat it with the most important first.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "of tieout's own writes NetSuite's answer says so; of another integration's, what the call would have brought is missing: an order is IDN-01, a refund REF-01",
    ),
};

/// Half-written record.
pub static SYN_02: Code = Code {
    id: "SYN-02",
    family: Family::Syn,
    kind: "half_written_record",
    title: "half-written record",
    arises: "The head of the document was saved and its lines were not.",
    detect: "The sales order has a total and no lines of goods.",
    remedy: "Complete it, or delete it and carry the order over again.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Unknown outcome.
pub static SYN_03: Code = Code {
    id: "SYN-03",
    family: Family::Syn,
    kind: "unknown_outcome",
    title: "unknown outcome",
    arises: "The connection broke after the document was sent, so nobody knows whether it was saved.",
    detect: "An attempt has no answer.",
    remedy: "Look the document up by its key before anything is sent again.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "of tieout's own writes the missing answer says so; of another integration's: saved not at all, the order is missing as IDN-01; saved and sent again, it is a duplicate as IDN-04",
    ),
};

/// Duplicate idempotency key.
pub static SYN_04: Code = Code {
    id: "SYN-04",
    family: Family::Syn,
    kind: "duplicate_idempotency_key",
    title: "duplicate idempotency key",
    arises: "An asynchronous job was sent a second time under the same key.",
    detect: "NetSuite answers IDEMPOTENCY_ERROR and names the first job.",
    remedy: "Follow the first job; it is no error.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "of tieout's own writes, a second copy that NetSuite refuses is answered by the document the first one made; what it answers to another integration is not visible",
    ),
};

/// Locked by workflow.
pub static SYN_05: Code = Code {
    id: "SYN-05",
    family: Family::Syn,
    kind: "locked_by_workflow",
    title: "locked by workflow",
    arises: "A workflow in NetSuite locked the record.",
    detect: "Reading or saving it fails with RCRD_LOCKED_BY_WF.",
    remedy: "Ask NetSuite's administrator.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "what NetSuite answers to `tieout apply` says so; what it answers to another integration is not visible",
    ),
};

/// Soft lock.
pub static SYN_06: Code = Code {
    id: "SYN-06",
    family: Family::Syn,
    kind: "soft_lock",
    title: "soft lock",
    arises: "The payment is part of a bank deposit already, so its amounts can no longer be changed.",
    detect: "NetSuite refuses changes to the fields that touch the ledger.",
    remedy: "Change the deposit first.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "what NetSuite answers to `tieout apply` says so; what it answers to another integration is not visible",
    ),
};

/// Changed meanwhile.
pub static SYN_07: Code = Code {
    id: "SYN-07",
    family: Family::Syn,
    kind: "changed_meanwhile",
    title: "changed meanwhile",
    arises: "Somebody else changed the record between planning and writing.",
    detect: "The record was changed later than the plan says.",
    remedy: "Plan anew; an approval given for the old plan is void.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "a document that moved between planning and writing is seen by `tieout apply`, before it sends and in NetSuite's answer; what another integration overwrites is not visible",
    ),
};

/// Period closed.
pub static SYN_08: Code = Code {
    id: "SYN-08",
    family: Family::Syn,
    kind: "period_closed",
    title: "period closed",
    arises: "The date lies in a period that is closed.",
    detect: "The accounting period is closed.",
    remedy: "Date the document in the open period; never override.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "what NetSuite answers to `tieout apply` says so; what it answers to another integration is not visible",
    ),
};

/// Period locked.
pub static SYN_09: Code = Code {
    id: "SYN-09",
    family: Family::Syn,
    kind: "period_locked",
    title: "period locked",
    arises: "The period is locked, and some roles may post to it in spite of that.",
    detect: "The accounting period has a lock.",
    remedy: "Ask, and record who allowed it.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "what NetSuite answers to `tieout apply` says so; what it answers to another integration is not visible",
    ),
};

/// Unmapped SKU or new variant.
pub static SYN_10: Code = Code {
    id: "SYN-10",
    family: Family::Syn,
    kind: "unmapped_sku_or_new_variant",
    title: "unmapped SKU or new variant",
    arises: "A product was added or renamed in Shopify and has no item in NetSuite.",
    detect: "The line's SKU is the name of no item.",
    remedy: "Map the SKU to an item, then carry the order over again.",
    route: Route::Engineering,
    seen: Seen::ByProxy("an order that was refused for it is missing as IDN-01, a line left out is missing as EDT-01"),
};

/// Stale retry overwrites.
pub static SYN_11: Code = Code {
    id: "SYN-11",
    family: Family::Syn,
    kind: "stale_retry_overwrites",
    title: "stale retry overwrites",
    arises: "An old message was sent again and wrote over newer values.",
    detect: "What was written is older than NetSuite's last change.",
    remedy: "Refuse messages that are older than the record; carry the latest state over.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "a sales order that holds an earlier state of the order is found as EDT-13; the message itself is not visible",
    ),
};

/// Late webhook, up to 72 h claimed.
pub static SYN_12: Code = Code {
    id: "SYN-12",
    family: Family::Syn,
    kind: "late_webhook_up_to_72_h_claimed",
    title: "late webhook, up to 72 h claimed",
    arises: "A webhook was delivered late, up to 72 hours, or once more.",
    detect: "The event is older than the state that was processed already.",
    remedy: "Drop it as a duplicate.",
    route: Route::Engineering,
    seen: Seen::NoFinding("tieout reads the state of an order and never an event, so a late one changes nothing"),
};

/// Webhook never came.
pub static SYN_13: Code = Code {
    id: "SYN-13",
    family: Family::Syn,
    kind: "webhook_never_came",
    title: "webhook never came",
    arises: "A webhook was never delivered; Shopify gives no guarantee.",
    detect: "The order changed and no event tells of it.",
    remedy: "Pull the order and compare.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "what the event would have brought is missing: an order is IDN-01, an edit EDT-01 to EDT-05, a refund REF-01",
    ),
};

/// Two events debounced.
pub static SYN_14: Code = Code {
    id: "SYN-14",
    family: Family::Syn,
    kind: "two_events_debounced",
    title: "two events debounced",
    arises: "Two events in quick succession were taken for one.",
    detect: "The numbers of the events have a gap, and the state differs.",
    remedy: "Pull the order and compare.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "a sales order that stopped at an earlier edit is found as EDT-13; the events themselves are not visible",
    ),
};

/// Mapping overwritten by update.
pub static SYN_15: Code = Code {
    id: "SYN-15",
    family: Family::Syn,
    kind: "mapping_overwritten_by_update",
    title: "mapping overwritten by update",
    arises: "An update of the integration overwrote its mapping.",
    detect: "Many orders begin to fail on one day, all for one cause.",
    remedy: "Restore the configuration.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "another system's mapping is not visible; the summary of a report names each code whose findings began on one day and go on",
    ),
};

/// Inventory costing touches a closed period.
pub static SYN_16: Code = Code {
    id: "SYN-16",
    family: Family::Syn,
    kind: "inventory_costing_touches_a_closed_period",
    title: "inventory costing touches a closed period",
    arises: "A line with stock was dated back, and costing it would touch a closed period.",
    detect: "NetSuite refuses it with an error about inventory costing.",
    remedy: "Date it in an open period.",
    route: Route::Engineering,
    seen: Seen::ByProxy(
        "what NetSuite answers to `tieout apply` says so; what it answers to another integration is not visible",
    ),
};

/// Partial page.
pub static SYN_17: Code = Code {
    id: "SYN-17",
    family: Family::Syn,
    kind: "partial_page",
    title: "partial page",
    arises: "A query stopped at the largest number of objects a service gives, and what came was taken for all.",
    detect: "The service counts more objects than it gave.",
    remedy: "Split the time window, or use a bulk operation.",
    route: Route::Engineering,
    seen: Seen::Directly,
};

/// Formula in a name.
pub static SYN_18: Code = Code {
    id: "SYN-18",
    family: Family::Syn,
    kind: "formula_in_a_name",
    title: "formula in a name",
    arises: "A customer calls itself `=HYPERLINK(...)`, and a spreadsheet would run it.",
    detect: "A text in an export begins with =, +, -, @, a tab or a line break.",
    remedy: "Quote it.",
    route: Route::Engineering,
    seen: Seen::NoFinding("tieout quotes such text in every export"),
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 18] = [
    &SYN_01, &SYN_02, &SYN_03, &SYN_04, &SYN_05, &SYN_06, &SYN_07, &SYN_08, &SYN_09, &SYN_10, &SYN_11, &SYN_12,
    &SYN_13, &SYN_14, &SYN_15, &SYN_16, &SYN_17, &SYN_18,
];
