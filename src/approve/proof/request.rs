//! The link from the approved plan to what was sent.

use serde_json::Value;

use super::links::{Told, link, missing};
use super::{Evidence, Link};
use crate::base::{Amount, sha256_hex};
use crate::model::action::{Action, Step, TaxOverride};

/// What was sent is what was approved: the body worked out anew from the plan has the hash that was written down
/// before it was sent.
pub(super) fn requested(evidence: &Evidence<'_>, step: usize, intent: Told<'_>) -> Link {
    let Some((entry, told)) = intent else {
        return missing("request", "without an intent nothing says what was sent");
    };
    let action = evidence.action();
    let Some(plan) = action.steps.get(step) else {
        return missing("request", "the plan has no such step");
    };
    let hash = told["body"].as_str().unwrap_or_default();
    let made = &evidence.standing.done.records;
    let body = plan.body_after(made.get(..step.min(made.len())).unwrap_or_default());
    let (says, body) = match &told["adjusted"] {
        Value::Null => (format!("{}, body {hash}", plan.record), Ok(body)),
        Value::String(gap) => (
            format!(
                "{}, body {hash} with {gap} {} of tax difference",
                plan.record, action.currency
            ),
            adjusted(action, plan, &body, gap),
        ),
        tax => (
            format!("{}, body {hash} with tax details of its own", plan.record),
            overridden(plan, &body, tax),
        ),
    };
    let fault = match body {
        Err(why) => Some(why),
        Ok(body) if sha256_hex(body.as_bytes()) != hash => {
            Some("the approved plan makes a body with another hash".to_owned())
        }
        Ok(_) => None,
    };
    link("request", says, Some(entry), fault)
}

fn adjusted(action: &Action, plan: &Step, body: &str, gap: &str) -> Result<String, String> {
    let gap = Amount::parse(gap).map_err(|e| format!("its adjustment `{gap}`: {e}"))?;
    let adjust = plan.adjust.as_ref().filter(|a| gap.abs() <= a.most);
    let adjust = adjust.ok_or_else(|| "its adjustment is more than was approved".to_owned())?;
    let body = adjust.added_to(body, gap, action.currency);
    body.ok_or_else(|| "the approved body has no lines to adjust".to_owned())
}

fn overridden(plan: &Step, body: &str, tax: &Value) -> Result<String, String> {
    let tax: TaxOverride = serde_json::from_value(tax.clone()).map_err(|e| format!("its tax details: {e}"))?;
    let adjust = plan.adjust.as_ref();
    let adjust = adjust.ok_or_else(|| "tax details of its own were not approved".to_owned())?;
    let body = adjust.overridden(body, &tax);
    body.ok_or_else(|| "its tax details do not come to the approved tax".to_owned())
}
