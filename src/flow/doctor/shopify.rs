//! A shop: reached, in which version, with which scopes, and whether its payouts can be read.

use super::{Check, State, Why, of_http};
use crate::base::Moment;
use crate::config::file;
use crate::shopify::{About, Payments, Reach, Shop, ShopifyError, Window};

/// Scopes of which any one lets payouts be read.
const PAYOUTS: [&str; 3] = [
    "read_shopify_payments_payouts",
    "read_shopify_payments",
    "read_shopify_payments_accounts",
];

const DAY: i64 = 86_400;

/// Looks at a shop; whether its orders can be read.
pub(super) async fn look(ours: &file::Shop, shop: &Shop, now: Moment, tell: &mut (dyn FnMut(Check) + Send)) -> bool {
    let about = match shop.about().await {
        Ok(about) => about,
        Err(error) => {
            tell(refused(format!("shop {}", ours.name), &error));
            return false;
        }
    };
    of_about(ours, &about, now).into_iter().for_each(&mut *tell);
    if PAYOUTS.iter().any(|scope| about.may(scope)) {
        tell(of_payments(
            ours,
            shop.payouts(&recent(now), None)
                .await
                .map(|p| matches!(p, Payments::NoAccount)),
        ));
    }
    let may = about.may("read_orders");
    if may && ours.addresses == file::Addresses::Whole {
        tell(of_addresses(ours, shop.orders(&recent(now), None).await.map(drop)));
    }
    may
}

fn recent(now: Moment) -> Window {
    Window {
        from: Some(now.plus(-14 * DAY)),
        until: None,
    }
}

/// Whether whole addresses can be read, where they are wanted.
fn of_addresses(ours: &file::Shop, asked: Result<(), ShopifyError>) -> Check {
    let name = format!("shop {} addresses", ours.name);
    match asked {
        Ok(()) => Check::new(name, State::Ok, "can be read whole"),
        Err(error) => refused(name, &error),
    }
}

/// What a shop says of itself, against what is configured.
pub(super) fn of_about(ours: &file::Shop, about: &About, now: Moment) -> Vec<Check> {
    let name = |part: &str| format!("shop {}{part}", ours.name);
    let said = format!(
        "{}, {}, {}, plan {}",
        about.name, about.currency, about.time_zone, about.plan
    );
    let mut checks = vec![Check::new(name(""), State::Ok, said)];
    if ours
        .domain
        .as_deref()
        .is_some_and(|domain| !domain.eq_ignore_ascii_case(&about.domain))
    {
        let said = format!("the shop's own domain is {}", about.domain);
        checks
            .push(Check::new(name(" domain"), State::Warn, said).mend(format!("write domain = \"{}\"", about.domain)));
    }
    if ours.time_zone.as_deref().is_some_and(|zone| zone != about.time_zone) {
        let said = format!("configured is another than the shop's own, {}", about.time_zone);
        checks.push(
            Check::new(name(" time zone"), State::Warn, said)
                .mend(format!("write time_zone = \"{}\"", about.time_zone)),
        );
    }
    checks.push(version(name(" version"), &ours.api_version, about));
    checks.extend(scopes(&name(" scopes"), about, now));
    checks
}

fn version(name: String, asked: &str, about: &About) -> Check {
    if let Some(served) = about.version.as_deref().filter(|served| *served != asked) {
        return Check::new(
            name,
            State::Fail(Why::Setup),
            format!("asked for {asked}, and {served} answers"),
        )
        .mend(format!("write api_version = \"{served}\""));
    }
    if !about.versions.is_empty() && !about.versions.iter().any(|v| v == asked) {
        return Check::new(
            name,
            State::Warn,
            format!("{asked} is not among those Shopify supports now"),
        )
        .mend(format!("supported are {}", about.versions.join(", ")));
    }
    Check::new(name, State::Ok, asked)
}

fn scopes(name: &str, about: &About, now: Moment) -> Vec<Check> {
    let mut checks = Vec::new();
    let grant = |scope: &str| format!("grant the app {scope} and install it anew");
    if !about.may("read_orders") {
        let said = "read_orders is missing: no order can be read";
        checks.push(Check::new(name, State::Fail(Why::Refused), said).mend(grant("read_orders")));
    }
    if let Reach::Since(since) = about.reach(now) {
        let said = format!("read_all_orders is missing: orders placed before {since} cannot be seen");
        checks.push(Check::new(name, State::Warn, said).mend(grant("read_all_orders")));
    }
    if !PAYOUTS.iter().any(|scope| about.may(scope)) {
        let said = format!("{} is missing: payouts cannot be read", PAYOUTS[0]);
        checks.push(Check::new(name, State::Fail(Why::Refused), said).mend(grant(PAYOUTS[0])));
    }
    for (scope, without) in [
        ("read_shopify_payments_disputes", "disputes cannot be read"),
        ("read_returns", "fees of returns cannot be read"),
    ] {
        if !about.may(scope) {
            checks.push(Check::new(name, State::Warn, format!("{scope} is missing: {without}")).mend(grant(scope)));
        }
    }
    let writes: Vec<&str> = about
        .scopes
        .iter()
        .map(String::as_str)
        .filter(|s| s.starts_with("write_"))
        .collect();
    if !writes.is_empty() {
        let said = format!(
            "the token may write ({}), and tieout only reads here",
            writes.join(", ")
        );
        checks.push(Check::new(name, State::Warn, said).mend("grant read scopes alone"));
    }
    if checks.is_empty() {
        checks.push(Check::new(name, State::Ok, "all that is needed, and nothing more"));
    }
    checks
}

/// Whether payouts can be read; `Ok(true)` says that there is no account.
pub(super) fn of_payments(ours: &file::Shop, asked: Result<bool, ShopifyError>) -> Check {
    let name = format!("shop {} payouts", ours.name);
    match asked {
        Ok(false) => Check::new(name, State::Ok, "can be read"),
        Ok(true) => Check::new(name, State::Skipped, "the shop has no Shopify Payments account"),
        Err(error) => refused(name, &error),
    }
}

/// A shop that does not answer as it should.
pub(super) fn refused(name: String, error: &ShopifyError) -> Check {
    let check = |why, mend: &str| Check::new(name.clone(), State::Fail(why), error.to_string()).mend(mend);
    match error {
        ShopifyError::Http(http) => of_http(name, http, "see that the token is of this shop and not revoked"),
        ShopifyError::ShopUnknown(_) | ShopifyError::Address(_) | ShopifyError::Version { .. } => {
            check(Why::Setup, "mend domain and api_version of this shop")
        }
        ShopifyError::AccessDenied { .. } => check(Why::Refused, "grant the app this scope and install it anew"),
        ShopifyError::AddressWithheld { .. } => check(
            Why::Refused,
            "have Shopify approve the app for addresses (protected customer data), or write addresses = \"region\"",
        ),
        ShopifyError::ShopForbidden(_) => check(Why::Refused, "see that the app is installed in this shop"),
        ShopifyError::ShopFrozen(_) | ShopifyError::ShopLocked(_) | ShopifyError::ShopInactive { .. } => {
            check(Why::Refused, "the shop's owner has to open it again")
        }
        ShopifyError::Throttled { .. } | ShopifyError::Internal { .. } | ShopifyError::Suspected(_) => {
            check(Why::Unreachable, "try again later")
        }
        _ => check(Why::Unreachable, "try again; if it stays, report what it says"),
    }
}
