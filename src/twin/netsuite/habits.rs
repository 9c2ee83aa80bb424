//! How an account behaves beyond its data: settings of a world.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a NetSuite account behaves beyond its data. Everything is off by default.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Habits {
    /// How long each request takes, in milliseconds, while it counts as one in flight.
    pub latency_ms: u64,
    /// A request above the limit of those in flight waits for so many seconds and is then answered
    /// as a failed sign-in (401) and not by 429.
    pub overload_as_sign_in_after_s: Option<u64>,
    /// Columns whose absence is answered by 500 in place of 400.
    pub breaking_columns: Vec<String>,
    /// Internal ids of transactions that a workflow has locked: not even a read gets them.
    pub locked: Vec<u64>,
    /// What workflows do on a save.
    pub workflows: Vec<Workflow>,
}

/// A workflow that changes a record whenever it is saved.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Workflow {
    /// The record it runs on: `salesOrder`.
    pub record: String,
    /// Fields it sets, with their values in the form of a request body: `{"memo": "checked"}`.
    pub sets: BTreeMap<String, Value>,
    /// Whether it runs in previews, too.
    pub in_previews: bool,
}
