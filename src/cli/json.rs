//! The documents of `--json`. Money is a decimal string, times are RFC 3339 in UTC; fields are added,
//! never renamed, within a version of a schema.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::Moment;
use crate::model::exception::Exception;
use crate::model::finding::{DocumentRef, Evidence, Subject};
use crate::model::origin::Origin;
use crate::model::run::{Run, Summary};
use crate::report::LockedJson;
use crate::store::Claim;

/// Sums of one currency.
#[derive(Debug, Serialize)]
pub(crate) struct CurrencyJson {
    currency: String,
    shopify: String,
    netsuite: String,
    delta: String,
}

/// What a run counted.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryJson<'r> {
    orders: u64,
    tied: u64,
    late: u64,
    mismatched: u64,
    excluded: u64,
    payouts: u64,
    findings: &'r BTreeMap<String, u64>,
    by_currency: Vec<CurrencyJson>,
}

/// How fresh each side is.
#[derive(Debug, Serialize)]
pub(crate) struct FreshnessJson {
    shopify: BTreeMap<String, String>,
    netsuite: Option<String>,
}

/// One run.
#[derive(Debug, Serialize)]
pub(crate) struct RunJson<'r> {
    run: &'r str,
    at: String,
    rules: &'r str,
    config: &'r str,
    as_of: FreshnessJson,
    complete: bool,
    summary: SummaryJson<'r>,
}

impl<'r> From<&'r Summary> for SummaryJson<'r> {
    fn from(summary: &'r Summary) -> Self {
        Self {
            orders: summary.orders,
            tied: summary.tied,
            late: summary.late,
            mismatched: summary.mismatched,
            excluded: summary.excluded,
            payouts: summary.payouts,
            findings: &summary.findings,
            by_currency: summary
                .by_currency
                .iter()
                .map(|total| CurrencyJson {
                    currency: total.currency.to_string(),
                    shopify: total.shopify.text(total.currency),
                    netsuite: total.netsuite.text(total.currency),
                    delta: total.delta.text(total.currency),
                })
                .collect(),
        }
    }
}

impl<'r> From<&'r Run> for RunJson<'r> {
    fn from(run: &'r Run) -> Self {
        Self {
            run: &run.id,
            at: run.as_of.to_string(),
            rules: &run.rules,
            config: &run.config,
            as_of: freshness(&run.freshness),
            complete: run.complete,
            summary: SummaryJson::from(&run.summary),
        }
    }
}

/// How fresh each side is, with times as text.
pub(crate) fn freshness(of: &crate::model::run::Freshness) -> FreshnessJson {
    FreshnessJson {
        shopify: of
            .shopify
            .iter()
            .map(|(shop, at)| (shop.clone(), at.to_string()))
            .collect(),
        netsuite: of.netsuite.map(|at| at.to_string()),
    }
}

/// A named part of a delta.
#[derive(Debug, Serialize)]
struct PartJson<'e> {
    cause: &'e str,
    amount: String,
}

/// What to do.
#[derive(Debug, Serialize)]
struct ProposalJson<'e> {
    action: &'static str,
    amount: String,
    from: Option<&'e DocumentRef>,
}

/// One exception.
#[derive(Debug, Serialize)]
pub(crate) struct ExceptionJson<'e> {
    exception: String,
    finding: String,
    status: &'static str,
    code: &'static str,
    kind: &'static str,
    state: &'static str,
    route: &'static str,
    origin: &'static str,
    because: String,
    shop: &'e str,
    subject: &'e Subject,
    currency: String,
    shopify: String,
    netsuite: String,
    delta: String,
    parts: Vec<PartJson<'e>>,
    unexplained: String,
    proposal: Option<ProposalJson<'e>>,
    evidence: &'e [Evidence],
    note: &'e str,
    since: String,
    late_until: Option<String>,
    first_seen: String,
    last_seen: String,
    age_days: i64,
    assignee: Option<&'e str>,
    snoozed_until: Option<String>,
    snoozed_until_event: Option<&'static str>,
    claimed: Option<ClaimJson<'e>>,
    labels: Vec<&'e str>,
    accepted: Option<AcceptedJson<'e>>,
    action: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<LockedJson>,
}

/// Who works on it right now, and until when.
#[derive(Debug, Serialize)]
struct ClaimJson<'e> {
    by: &'e str,
    until: String,
}

/// Who accepted a difference, and why.
#[derive(Debug, Serialize)]
struct AcceptedJson<'e> {
    by: &'e str,
    at: String,
    delta: String,
    note: &'e str,
}

impl<'e> ExceptionJson<'e> {
    /// With who works on it right now.
    pub(crate) fn claimed(mut self, claim: Option<&'e Claim>) -> Self {
        self.claimed = claim.map(|claim| ClaimJson {
            by: &claim.operator,
            until: claim.until.to_string(),
        });
        self
    }

    /// An exception as old as it is at a moment.
    pub(crate) fn new(exception: &'e Exception, as_of: Moment) -> Self {
        let finding = &exception.finding;
        let money = |amount: crate::base::Amount| amount.text(finding.currency);
        let (origin, because) = Origin::of(finding);
        Self {
            exception: exception.id(),
            finding: exception.finding_id(),
            status: exception.state.as_str(),
            code: finding.code.id,
            kind: finding.code.kind,
            state: finding.state.as_str(),
            route: finding.route.as_str(),
            origin: origin.as_str(),
            because,
            shop: &finding.shop,
            subject: &finding.subject,
            currency: finding.currency.to_string(),
            shopify: money(finding.shopify),
            netsuite: money(finding.netsuite),
            delta: money(finding.delta),
            parts: finding
                .parts
                .iter()
                .map(|part| PartJson {
                    cause: &part.cause,
                    amount: money(part.amount),
                })
                .collect(),
            unexplained: money(finding.unexplained),
            proposal: finding.proposal.as_ref().map(|proposal| ProposalJson {
                action: proposal.action.as_str(),
                amount: money(proposal.amount),
                from: proposal.from.as_ref(),
            }),
            evidence: &finding.evidence,
            note: &finding.note,
            since: finding.since.to_string(),
            late_until: finding.late_until.map(|at| at.to_string()),
            first_seen: exception.first_seen.to_string(),
            last_seen: exception.last_seen.to_string(),
            age_days: age_days(finding.since, as_of),
            assignee: exception.work.assignee.as_deref(),
            snoozed_until: exception.work.snoozed_until.map(|at| at.to_string()),
            snoozed_until_event: exception.work.wake.as_ref().map(|w| w.event.as_str()),
            claimed: None,
            labels: exception.work.tags.iter().map(String::as_str).collect(),
            accepted: exception.work.accepted.as_ref().map(|a| AcceptedJson {
                by: &a.by,
                at: a.at.to_string(),
                delta: money(a.delta),
                note: &a.note,
            }),
            action: exception.work.action.map(|number| format!("ACT-{number}")),
            locked: LockedJson::of(finding),
        }
    }
}

/// Whole days from a moment to another; 0 where it lies ahead.
pub(crate) fn age_days(since: Moment, as_of: Moment) -> i64 {
    (as_of.seconds() - since.seconds()).max(0) / 86_400
}
