//! NetSuite: signed in, what the role may see, spellings and signs, periods, concurrency.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Check, State, Why, of_http};
use crate::base::Moment;
use crate::model::period::Period;
use crate::netsuite::{Account, Gap, Governance, NetsuiteError, Profile, StatusSpelling};

/// Looks at the account; whether its documents can be read.
pub(super) async fn look(
    account: &Account,
    concurrency: u16,
    now: Moment,
    tell: &mut (dyn FnMut(Check) + Send),
) -> bool {
    let profile = match account.probe().await {
        Ok(profile) => profile,
        Err(error) => {
            tell(refused("netsuite", &error));
            return false;
        }
    };
    of_profile(&profile).into_iter().for_each(&mut *tell);
    tell(of_periods(account.periods(&profile).await, &profile, now));
    tell(of_governance(account.governance().await, concurrency));
    !profile.gaps().iter().any(|gap| matches!(gap, Gap::NoDocuments))
}

/// What the probe found.
pub(super) fn of_profile(profile: &Profile) -> Vec<Check> {
    let kinds = profile.kinds();
    let documents: u64 = kinds.values().map(|k| k.documents).sum();
    let said = format!("signed in; {documents} documents of {} types", kinds.len());
    let mut checks = vec![Check::new("netsuite", State::Ok, said)];
    let mut gaps: Vec<Check> = profile.gaps().iter().map(of_gap).collect();
    let has = |gaps: &[Check], name: &str| gaps.iter().any(|g| g.name == name);
    if !has(&gaps, ROLE) {
        let said = format!("{} tables and every needed column can be read", profile.tables().len());
        checks.push(Check::new(ROLE, State::Ok, said));
    }
    if !has(&gaps, COLUMNS) {
        checks.push(Check::new(
            COLUMNS,
            State::Ok,
            "order_field, refund_field and payout_field are there",
        ));
    }
    checks.push(match profile.status_spelling() {
        StatusSpelling::Letter => Check::new("netsuite status", State::Ok, "spelled as a letter (B)"),
        StatusSpelling::Compound => Check::new("netsuite status", State::Ok, "spelled with the type (SalesOrd:B)"),
        StatusSpelling::Unclear => Check::new("netsuite status", State::Warn, "no document shows how it is spelled")
            .mend("look again once there are documents"),
    });
    if !has(&gaps, SIGNS) {
        checks.push(signs(profile));
    }
    if !has(&gaps, ZONE) {
        let zone = profile.time_zone();
        checks.push(Check::new(
            ZONE,
            State::Ok,
            zone.iana_name().unwrap_or("a fixed offset"),
        ));
    }
    checks.append(&mut gaps);
    checks
}

const ROLE: &str = "netsuite role";
const COLUMNS: &str = "netsuite columns";
const SIGNS: &str = "netsuite signs";
const ZONE: &str = "netsuite time zone";

fn signs(profile: &Profile) -> Check {
    let looked: Vec<&str> = profile
        .kinds()
        .iter()
        .filter(|(_, seen)| seen.signs.looked_at > 0)
        .map(|(code, _)| code.as_str())
        .collect();
    if looked.is_empty() {
        return Check::new(SIGNS, State::Skipped, "no document to look at");
    }
    Check::new(
        SIGNS,
        State::Ok,
        format!("rows and totals agree in {}", looked.join(", ")),
    )
}

fn of_gap(gap: &Gap) -> Check {
    let said = gap.to_string();
    let state = if gap.blocks() {
        State::Fail(Why::Refused)
    } else {
        State::Warn
    };
    let permission = gap.permission().map_or_else(
        || "give the role the permission that shows it".to_owned(),
        |id| format!("give the role the permission {id}"),
    );
    match gap {
        Gap::Field { setting, .. } => {
            Check::new(COLUMNS, State::Fail(Why::Setup), said).mend(format!("mend {setting} under [netsuite]"))
        }
        Gap::ZoneUnknown => {
            Check::new(ZONE, state, said).mend("see that the role may read records by REST (REST Web Services)")
        }
        Gap::ZoneUncertain { .. } => Check::new(ZONE, state, said)
            .mend("nothing to do: it shows once documents lie on both sides of a change of clocks"),
        Gap::Unbalanced { .. } => Check::new(SIGNS, state, said)
            .mend("see that the role sees every line of its documents; some may be of another subsidiary"),
        Gap::MadeFrom => Check::new(ROLE, state, said).mend("give the role SuiteAnalytics Workbook (REPO_ANALYTICS)"),
        Gap::Table { .. } | Gap::Column { .. } | Gap::EmptyTable { .. } | Gap::Kind { .. } | Gap::NoDocuments => {
            Check::new(ROLE, state, said).mend(permission)
        }
    }
}

/// Whether today can be posted to.
pub(super) fn of_periods(asked: Result<Vec<Period>, NetsuiteError>, profile: &Profile, now: Moment) -> Check {
    let name = "netsuite periods";
    let periods = match asked {
        Ok(periods) => periods,
        Err(NetsuiteError::TableNotVisible { .. }) => {
            return Check::new(
                name,
                State::Warn,
                "cannot be seen: a closed period is only told when a write is refused",
            )
            .mend("give the role the permission ADMI_ACCTPERIODS (View)");
        }
        Err(error) => return refused(name, &error),
    };
    let today = day(now, &profile.time_zone());
    let open = periods.iter().filter(|p| !p.closed && !p.locked).count();
    let current = periods.iter().find(|p| p.first_day <= today && today <= p.last_day);
    match current {
        None => Check::new(name, State::Warn, format!("none holds {today}; {open} are open"))
            .mend("set the accounting periods up in NetSuite"),
        Some(period) if period.closed || period.locked || period.sales_locked => {
            let how = if period.closed { "closed" } else { "locked" };
            Check::new(
                name,
                State::Warn,
                format!("{}, which holds today, is {how}", period.name),
            )
            .mend("what is to be posted has to wait, or be dated into an open period")
        }
        Some(period) => Check::new(name, State::Ok, format!("{} is open; {open} in all", period.name)),
    }
}

fn day(now: Moment, zone: &TimeZone) -> Date {
    // A moment is always within what the calendar can tell.
    jiff::Timestamp::from_second(now.seconds())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
        .date()
}

/// How many requests may be in flight, against how many are configured.
pub(super) fn of_governance(asked: Result<Option<Governance>, NetsuiteError>, ours: u16) -> Check {
    let name = "netsuite concurrency";
    match asked {
        Ok(None) => Check::new(
            name,
            State::Ok,
            format!("{ours} configured; the limit is not visible to this role"),
        ),
        Ok(Some(limits)) => {
            let limit = limits
                .integration_concurrency_limit
                .unwrap_or(limits.account_concurrency_limit);
            let said = format!("{ours} configured, {limit} allowed");
            if u32::from(ours) > limit {
                Check::new(name, State::Warn, said).mend(format!("write concurrency = {}", limit.max(1)))
            } else {
                Check::new(name, State::Ok, said)
            }
        }
        Err(error) => refused(name, &error),
    }
}

/// An account that does not answer as it should.
pub(super) fn refused(name: &str, error: &NetsuiteError) -> Check {
    let mend = "give the role REST Web Services (ADMI_RESTWEBSERVICES), SuiteAnalytics Workbook (REPO_ANALYTICS) and its log-in \
                permission (ADMI_LOGIN_OAUTH2 or ADMI_LOGIN_OAUTH)";
    match error {
        NetsuiteError::Http(http) => of_http(name, http, mend),
        NetsuiteError::Field { .. } | NetsuiteError::Base { .. } => {
            Check::new(name, State::Fail(Why::Setup), error.to_string()).mend("mend it under [netsuite]")
        }
        _ => Check::new(name, State::Fail(Why::Refused), error.to_string()).mend(mend),
    }
}
