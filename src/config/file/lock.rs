//! When an order may no longer be changed, and what happens to it then.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::CutOff;
use crate::config::values::Quoted;
use crate::model::rules::Increase;

/// When an order may no longer be changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Lock {
    /// Sales order states that still take edits.
    pub editable: Vec<Editable>,
    /// Which item fulfilments lock the lines they cover.
    pub fulfilment: Fulfilment,
    /// A field that locks the whole order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// When the warehouse hands over what it has, in the shop's time: `16:00`, or `mon-fri 16:00`. What is picked or packed
    /// can be stopped until the first one after its item fulfilment was made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cut_offs: Vec<Quoted<CutOff>>,
    /// What becomes of an edit that adds value after the lock.
    pub increase: Increase,
}

impl Default for Lock {
    fn default() -> Self {
        Self {
            editable: vec![Editable::PendingApproval, Editable::PendingFulfillment],
            fulfilment: Fulfilment::Any,
            field: None,
            cut_offs: Vec::new(),
            increase: Increase::Order,
        }
    }
}

/// A sales order state that can take edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Editable {
    /// Waits for approval.
    PendingApproval,
    /// Nothing shipped.
    PendingFulfillment,
    /// Some shipped: the open lines take edits.
    PartiallyFulfilled,
    /// Some shipped and some of that to be billed: the open lines take edits.
    PendingBillingPartiallyFulfilled,
}

/// Which item fulfilments lock the lines they cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Fulfilment {
    /// Picked, packed or shipped.
    Any,
    /// None: the state of the sales order alone decides.
    None,
}
