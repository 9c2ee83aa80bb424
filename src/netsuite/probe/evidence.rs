//! What must be there and is not shown: NetSuite answers a missing permission by no rows at all.

use super::super::error::NetsuiteError;
use super::super::gap::Gap;
use super::super::kinds::{EVIDENCE, Kind, of_code};
use super::super::mark::Mark;
use super::super::profile::Profile;
use super::super::rest::Rest;
use super::super::suiteql::Cells;
use super::super::text;

/// How far back links are looked at, in ids: the whole table is large.
const LINKED_IDS: u64 = 50_000;

/// Tables that cannot be empty where there are documents.
const NEVER_EMPTY: [&str; 3] = ["transactionline", "item", "currency"];

/// Looks for what is hidden.
pub(super) async fn look(rest: &Rest, profile: &mut Profile, mark: &Mark) -> Result<(), NetsuiteError> {
    if mark.documents == 0 {
        profile.gaps.push(Gap::NoDocuments);
        return Ok(());
    }
    for table in NEVER_EMPTY {
        if profile.tables.get(table).is_some_and(|t| t.empty) {
            profile.gaps.push(Gap::EmptyTable {
                table: table.to_owned(),
                documents: mark.documents,
            });
        }
    }
    by_status(profile);
    if profile.has_all("nexttransactionlinelink", &["previousdoc", "nexttype"]) {
        let from_id = mark.last_id.saturating_sub(LINKED_IDS);
        for row in rest.all::<Cells>(&text::linked_kinds(from_id)).await? {
            if let Some(kind) = row.get("nexttype").and_then(of_code) {
                let links = row.number("links").unwrap_or_default();
                suspect(profile, kind, format!("{links} links lead to some"));
            }
        }
    }
    Ok(())
}

/// Statuses that a document cannot have without another one.
fn by_status(profile: &mut Profile) {
    for (code, letters, any_of) in EVIDENCE {
        let Some(seen) = profile.kinds.get(code) else { continue };
        if any_of.iter().any(|kind| profile.kinds.contains_key(*kind)) {
            continue;
        }
        let telling = |status: &str| {
            status
                .rsplit(':')
                .next()
                .is_some_and(|s| s.len() == 1 && letters.contains(s))
        };
        let count: u64 = seen.statuses.iter().filter(|(s, _)| telling(s)).map(|(_, n)| n).sum();
        if count > 0 {
            for kind in any_of.iter().filter_map(|code| of_code(code)) {
                suspect(
                    profile,
                    kind,
                    format!("the status of {count} {code} says that there are some"),
                );
            }
        }
    }
}

/// Notes a type of which none can be seen, once.
fn suspect(profile: &mut Profile, kind: Kind, evidence: String) {
    let noted = |gap: &Gap| matches!(gap, Gap::Kind { kind: k, .. } if k == kind.code);
    if profile.kinds.contains_key(kind.code) || profile.gaps.iter().any(noted) {
        return;
    }
    profile.gaps.push(Gap::Kind {
        kind: kind.code.to_owned(),
        permission: kind.permission.to_owned(),
        evidence,
    });
}
