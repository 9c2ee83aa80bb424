//! Transport and posting: the codes SYN-01 to SYN-18.

use super::{Code, Family, Route};

/// Throttled and dropped.
pub static SYN_01: Code = Code {
    id: "SYN-01",
    family: Family::Syn,
    kind: "throttled_and_dropped",
    title: "throttled and dropped",
    arises: "429, SSS_REQUEST_LIMIT_EXCEEDED, ExceededConcurrentRequestLimitFault",
    detect: "sync attempt ended in that error, no later success",
    remedy: "queue, back off, replay by priority",
    route: Route::Engineering,
};

/// Half-written record.
pub static SYN_02: Code = Code {
    id: "SYN-02",
    family: Family::Syn,
    kind: "half_written_record",
    title: "half-written record",
    arises: "header saved, lines failed",
    detect: "SO with 0 or fewer lines, header total set",
    remedy: "complete or delete, then replay",
    route: Route::Engineering,
};

/// Unknown outcome.
pub static SYN_03: Code = Code {
    id: "SYN-03",
    family: Family::Syn,
    kind: "unknown_outcome",
    title: "unknown outcome",
    arises: "time-out after send",
    detect: "attempt without answer",
    remedy: "search by key before any retry",
    route: Route::Engineering,
};

/// Duplicate idempotency key.
pub static SYN_04: Code = Code {
    id: "SYN-04",
    family: Family::Syn,
    kind: "duplicate_idempotency_key",
    title: "duplicate idempotency key",
    arises: "resend of async job",
    detect: "error IDEMPOTENCY_ERROR with the first job's location",
    remedy: "follow the job; not an error",
    route: Route::Engineering,
};

/// Locked by workflow.
pub static SYN_05: Code = Code {
    id: "SYN-05",
    family: Family::Syn,
    kind: "locked_by_workflow",
    title: "locked by workflow",
    arises: "RCRD_LOCKED_BY_WF",
    detect: "error text only; not visible by reading the record",
    remedy: "queue to admin",
    route: Route::Engineering,
};

/// Soft lock.
pub static SYN_06: Code = Code {
    id: "SYN-06",
    family: Family::Syn,
    kind: "soft_lock",
    title: "soft lock",
    arises: "payment already in a deposit",
    detect: "GL fields refuse change",
    remedy: "change the deposit first",
    route: Route::Engineering,
};

/// Changed meanwhile.
pub static SYN_07: Code = Code {
    id: "SYN-07",
    family: Family::Syn,
    kind: "changed_meanwhile",
    title: "changed meanwhile",
    arises: "two writers",
    detect: "last-modified newer than the plan's",
    remedy: "re-plan; approval void",
    route: Route::Engineering,
};

/// Period closed.
pub static SYN_08: Code = Code {
    id: "SYN-08",
    family: Family::Syn,
    kind: "period_closed",
    title: "period closed",
    arises: "date in closed period",
    detect: "period status",
    remedy: "date in open period; never override",
    route: Route::Engineering,
};

/// Period locked.
pub static SYN_09: Code = Code {
    id: "SYN-09",
    family: Family::Syn,
    kind: "period_locked",
    title: "period locked",
    arises: "lock, permission may override",
    detect: "period lock flags",
    remedy: "ask; record who allowed it",
    route: Route::Engineering,
};

/// Unmapped SKU or new variant.
pub static SYN_10: Code = Code {
    id: "SYN-10",
    family: Family::Syn,
    kind: "unmapped_sku_or_new_variant",
    title: "unmapped SKU or new variant",
    arises: "catalogue moved",
    detect: "line without item",
    remedy: "map, replay",
    route: Route::Engineering,
};

/// Stale retry overwrites.
pub static SYN_11: Code = Code {
    id: "SYN-11",
    family: Family::Syn,
    kind: "stale_retry_overwrites",
    title: "stale retry overwrites",
    arises: "old payload retried",
    detect: "payload older than NetSuite's last update",
    remedy: "refuse",
    route: Route::Engineering,
};

/// Late webhook, up to 72 h claimed.
pub static SYN_12: Code = Code {
    id: "SYN-12",
    family: Family::Syn,
    kind: "late_webhook_up_to_72_h_claimed",
    title: "late webhook, up to 72 h claimed",
    arises: "redelivery",
    detect: "event older than processed version",
    remedy: "drop as duplicate",
    route: Route::Engineering,
};

/// Webhook never came.
pub static SYN_13: Code = Code {
    id: "SYN-13",
    family: Family::Syn,
    kind: "webhook_never_came",
    title: "webhook never came",
    arises: "no guarantee",
    detect: "object changed, no event",
    remedy: "reconcile pull",
    route: Route::Engineering,
};

/// Two events debounced.
pub static SYN_14: Code = Code {
    id: "SYN-14",
    family: Family::Syn,
    kind: "two_events_debounced",
    title: "two events debounced",
    arises: "same payload",
    detect: "gap in event ids, state differs",
    remedy: "pull",
    route: Route::Engineering,
};

/// Mapping overwritten by update.
pub static SYN_15: Code = Code {
    id: "SYN-15",
    family: Family::Syn,
    kind: "mapping_overwritten_by_update",
    title: "mapping overwritten by update",
    arises: "bundle upgrade",
    detect: "many orders start failing on one date, one cause",
    remedy: "restore config",
    route: Route::Engineering,
};

/// Inventory costing touches a closed period.
pub static SYN_16: Code = Code {
    id: "SYN-16",
    family: Family::Syn,
    kind: "inventory_costing_touches_a_closed_period",
    title: "inventory costing touches a closed period",
    arises: "back-dated stock line",
    detect: "error on inventory costing",
    remedy: "re-date",
    route: Route::Engineering,
};

/// Partial page.
pub static SYN_17: Code = Code {
    id: "SYN-17",
    family: Family::Syn,
    kind: "partial_page",
    title: "partial page",
    arises: "25,000-object page limit, counts stop at 25,000",
    detect: "count says 25,001",
    remedy: "split window or bulk operation",
    route: Route::Engineering,
};

/// Formula in a name.
pub static SYN_18: Code = Code {
    id: "SYN-18",
    family: Family::Syn,
    kind: "formula_in_a_name",
    title: "formula in a name",
    arises: "customer named `=HYPERLINK(...)`",
    detect: "text starting with = + - @ tab CR in an export",
    remedy: "quote it",
    route: Route::Engineering,
};

/// All of the family, in order.
pub(super) static ALL: [&Code; 18] = [
    &SYN_01, &SYN_02, &SYN_03, &SYN_04, &SYN_05, &SYN_06, &SYN_07, &SYN_08, &SYN_09, &SYN_10, &SYN_11, &SYN_12,
    &SYN_13, &SYN_14, &SYN_15, &SYN_16, &SYN_17, &SYN_18,
];
