//! The schemas `tieout/findings/1` and `tieout/summary/1`. The order of the fields is that of the
//! documentation; a field may be added at the end, none renamed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::json::Time;
use crate::base::Currency;
use crate::model::exception::Exception;
use crate::model::finding::{Against, DocumentRef, Evidence, Finding, LineRef, OrderRef, Proposal};
use crate::model::locked::Choice;
use crate::model::origin::Origin;
use crate::model::run::{CurrencyTotal, Run};
use crate::report::Money;
use crate::report::data::Data;
use crate::report::rank::ranked;
use crate::report::severity::severity;

#[derive(Serialize)]
pub(super) struct FindingsDocument<'a> {
    schema: &'static str,
    run: &'a str,
    rules: &'a str,
    config: &'a str,
    as_of: Freshness<'a>,
    summary: SummaryJson<'a>,
    findings: Vec<FindingJson<'a>>,
    complete: bool,
    ages_at: Time,
}

#[derive(Serialize)]
pub(super) struct SummaryDocument<'a> {
    schema: &'static str,
    run: &'a str,
    rules: &'a str,
    config: &'a str,
    as_of: Freshness<'a>,
    summary: SummaryJson<'a>,
    complete: bool,
    ages_at: Time,
}

/// How fresh each side is.
#[derive(Serialize)]
pub(super) struct Freshness<'a> {
    shopify: BTreeMap<&'a str, Time>,
    netsuite: Option<Time>,
}

#[derive(Serialize)]
struct SummaryJson<'a> {
    orders: u64,
    tied: u64,
    late: u64,
    mismatched: u64,
    by_currency: Vec<CurrencyJson>,
    excluded: u64,
    payouts: u64,
    findings: &'a BTreeMap<String, u64>,
}

#[derive(Serialize)]
struct CurrencyJson {
    currency: Currency,
    shopify: Money,
    netsuite: Money,
    delta: Money,
}

/// One finding, as `explain` gives it too.
#[derive(Debug, Serialize)]
pub(in crate::report) struct FindingJson<'a> {
    id: String,
    exception: String,
    code: &'static str,
    kind: &'static str,
    state: &'static str,
    severity: &'static str,
    route: &'static str,
    origin: &'static str,
    because: String,
    shop: &'a str,
    subject: SubjectJson<'a>,
    currency: Currency,
    shopify: Money,
    netsuite: Money,
    delta: Money,
    parts: Vec<PartJson<'a>>,
    unexplained: Money,
    proposal: Option<ProposalJson<'a>>,
    first_seen: Time,
    age_days: i64,
    against: Option<Against>,
    since: Time,
    late_until: Option<Time>,
    note: &'a str,
    evidence: &'a [Evidence],
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<LockedJson>,
}

/// What there is to choose from where the order is locked.
#[derive(Debug, Serialize)]
pub(crate) struct LockedJson {
    ship_by: Option<Time>,
    choices: Vec<ChoiceJson>,
}

#[derive(Debug, Serialize)]
struct ChoiceJson {
    choice: &'static str,
    does: &'static str,
}

impl LockedJson {
    pub(crate) fn of(finding: &Finding) -> Option<Self> {
        let locked = finding.locked.as_ref()?;
        let choice = |choice: &Choice| ChoiceJson {
            choice: choice.as_str(),
            does: choice.does(),
        };
        Some(Self {
            ship_by: finding.ship_by().map(Time),
            choices: locked.choices.iter().map(choice).collect(),
        })
    }
}

#[derive(Debug, Serialize)]
struct SubjectJson<'a> {
    order: Option<&'a OrderRef>,
    line: Option<&'a LineRef>,
    refund: Option<&'a str>,
    payout: Option<&'a str>,
    netsuite: &'a [DocumentRef],
}

#[derive(Debug, Serialize)]
struct PartJson<'a> {
    cause: &'a str,
    amount: Money,
}

#[derive(Debug, Serialize)]
struct ProposalJson<'a> {
    action: &'static str,
    amount: Money,
    from: Option<DocumentKey<'a>>,
}

/// What is needed to name a document to NetSuite.
#[derive(Debug, Serialize)]
struct DocumentKey<'a> {
    r#type: &'static str,
    id: &'a str,
}

impl<'a> FindingsDocument<'a> {
    pub(super) fn of(data: &'a Data) -> Self {
        Self {
            schema: "tieout/findings/1",
            run: &data.run.id,
            rules: &data.run.rules,
            config: &data.run.config,
            as_of: Freshness::of(&data.run),
            summary: SummaryJson::of(&data.run),
            findings: ranked(data).into_iter().map(|e| FindingJson::of(e, data)).collect(),
            complete: data.run.complete,
            ages_at: Time(data.as_of),
        }
    }
}

impl<'a> SummaryDocument<'a> {
    pub(super) fn of(data: &'a Data) -> Self {
        Self {
            schema: "tieout/summary/1",
            run: &data.run.id,
            rules: &data.run.rules,
            config: &data.run.config,
            as_of: Freshness::of(&data.run),
            summary: SummaryJson::of(&data.run),
            complete: data.run.complete,
            ages_at: Time(data.as_of),
        }
    }
}

impl<'a> Freshness<'a> {
    pub(super) fn of(run: &'a Run) -> Self {
        Self {
            shopify: run
                .freshness
                .shopify
                .iter()
                .map(|(shop, at)| (shop.as_str(), Time(*at)))
                .collect(),
            netsuite: run.freshness.netsuite.map(Time),
        }
    }
}

impl<'a> SummaryJson<'a> {
    fn of(run: &'a Run) -> Self {
        let s = &run.summary;
        Self {
            orders: s.orders,
            tied: s.tied,
            late: s.late,
            mismatched: s.mismatched,
            by_currency: s.by_currency.iter().map(CurrencyJson::of).collect(),
            excluded: s.excluded,
            payouts: s.payouts,
            findings: &s.findings,
        }
    }
}

impl CurrencyJson {
    fn of(total: &CurrencyTotal) -> Self {
        let money = |amount| Money::new(amount, total.currency);
        Self {
            currency: total.currency,
            shopify: money(total.shopify),
            netsuite: money(total.netsuite),
            delta: money(total.delta),
        }
    }
}

impl<'a> FindingJson<'a> {
    pub(super) fn of(exception: &'a Exception, data: &Data) -> Self {
        Self::aged(exception, data.age_days(exception))
    }

    /// A finding whose age is known.
    pub(in crate::report) fn aged(exception: &'a Exception, age_days: i64) -> Self {
        let f = &exception.finding;
        let money = |amount| Money::new(amount, f.currency);
        let (origin, because) = Origin::of(f);
        Self {
            id: exception.finding_id(),
            exception: exception.id(),
            code: f.code.id,
            kind: f.code.kind,
            state: f.state.as_str(),
            severity: severity(f, age_days).as_str(),
            route: f.route.as_str(),
            origin: origin.as_str(),
            because,
            shop: &f.shop,
            subject: SubjectJson::of(f),
            currency: f.currency,
            shopify: money(f.shopify),
            netsuite: money(f.netsuite),
            delta: money(f.delta),
            parts: f
                .parts
                .iter()
                .map(|part| PartJson {
                    cause: &part.cause,
                    amount: money(part.amount),
                })
                .collect(),
            unexplained: money(f.unexplained),
            proposal: f.proposal.as_ref().map(|p| ProposalJson::of(p, f.currency)),
            first_seen: Time(exception.first_seen),
            age_days,
            against: f.against,
            since: Time(f.since),
            late_until: f.late_until.map(Time),
            note: &f.note,
            evidence: &f.evidence,
            locked: LockedJson::of(f),
        }
    }
}

impl<'a> SubjectJson<'a> {
    fn of(finding: &'a Finding) -> Self {
        let s = &finding.subject;
        Self {
            order: s.order.as_ref(),
            line: s.line.as_ref(),
            refund: s.refund.as_deref(),
            payout: s.payout.as_deref(),
            netsuite: &s.netsuite,
        }
    }
}

impl<'a> ProposalJson<'a> {
    fn of(proposal: &'a Proposal, currency: Currency) -> Self {
        Self {
            action: proposal.action.as_str(),
            amount: Money::new(proposal.amount, currency),
            from: proposal.from.as_ref().map(|document| DocumentKey {
                r#type: document.kind.slug(),
                id: &document.id,
            }),
        }
    }
}
