//! What an account looks like through this role: which tables and columns can be read, how statuses
//! and signs are written, in which zone the times are, and what is missing.

mod columns;
mod evidence;
mod signs;
mod times;
mod wanted;

pub(super) use wanted::{WANTED, Wanted};

use super::error::NetsuiteError;
use super::gap::Gap;
use super::mark::Mark;
use super::profile::{KindSeen, MadeFrom, Profile};
use super::rest::Rest;
use super::settings::Settings;

/// Makes the profile of an account.
///
/// # Errors
/// [`NetsuiteError`] where the account cannot be asked, or does not show its transactions at all.
pub(super) async fn probe(rest: &Rest, settings: &Settings) -> Result<Profile, NetsuiteError> {
    let mut profile = Profile::new(settings.clone());
    columns::look(rest, &mut profile).await?;
    profile.made_from = made_from(&profile);
    if profile.made_from == MadeFrom::Nowhere {
        profile.gaps.push(Gap::MadeFrom);
    }
    if profile.has_all("transaction", &["id", "type", "status", "lastmodifieddate"]) {
        let mark = Mark::read(rest).await?;
        profile.kinds = mark
            .by_kind
            .iter()
            .map(|(code, kind)| (code.clone(), KindSeen::of(kind)))
            .collect();
        signs::look(rest, &mut profile).await?;
        times::look(rest, &mut profile, &mark).await?;
        evidence::look(rest, &mut profile, &mark).await?;
    }
    profile.gaps.sort_by_key(|gap| !gap.blocks());
    Ok(profile)
}

/// The nearest place where it stands which document another was made from.
fn made_from(profile: &Profile) -> MadeFrom {
    if profile.has("transaction", "createdfrom") {
        MadeFrom::Header
    } else if profile.has_all("transactionline", &["createdfrom", "mainline"]) {
        MadeFrom::Lines
    } else if profile.has_all("nexttransactionlinelink", &["previousdoc", "nextdoc"]) {
        MadeFrom::Links
    } else {
        MadeFrom::Nowhere
    }
}
