//! Checks whether everything is in place for a pull: one line a check, each with its mend.
//!
//! Everything is read and nothing is written, on neither side. A check that fails does not hold up the
//! others; what cannot be looked at for it is left out.

mod local;
mod netsuite;
mod order_match;
mod shopify;
mod watch;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::FlowError;
use super::order_field;
use super::remotes::{self, Line, Secrets};
use crate::base::{Moment, clean};
use crate::config::Config;
use crate::http::{HttpError, Policy, SignInError};
use crate::secret::Keyring;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All is well.
    Ok,
    /// It works, but not as well as it could.
    Warn,
    /// It does not work.
    Fail(Why),
    /// It could not be looked at, or there is nothing to look at.
    Skipped,
}

/// Whose affair a failure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The configuration's, or this machine's.
    Setup,
    /// The store's: busy, or of a newer version.
    Store,
    /// A sign-in's or a permission's.
    Refused,
    /// The network's, or a service's that does not answer.
    Unreachable,
}

impl State {
    /// The word in machine output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail(_) => "fail",
            Self::Skipped => "skipped",
        }
    }
}

/// One check. Its texts are safe to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// How it came out.
    pub state: State,
    /// What was found.
    pub said: String,
    /// What to do about it.
    pub mend: Option<String>,
}

impl Check {
    fn new(name: impl Into<String>, state: State, said: impl AsRef<str>) -> Self {
        Self {
            name: clean(&name.into()).into_owned(),
            state,
            said: clean(said.as_ref()).into_owned(),
            mend: None,
        }
    }

    fn mend(mut self, mend: impl AsRef<str>) -> Self {
        self.mend = Some(clean(mend.as_ref()).into_owned());
        self
    }
}

/// What the checks look at.
pub struct Doctor<'d> {
    /// The configuration.
    pub config: &'d Config,
    /// The keyrings.
    pub keyring: &'d Keyring,
    /// Where requests leave.
    pub line: Line,
    /// Now.
    pub now: Moment,
}

/// A service that is down should be told soon: nobody waits for a doctor through all retries of a pull.
fn policy() -> Policy {
    Policy {
        attempts_max: 2,
        time_max: Duration::from_secs(20),
        answer_time_max: Duration::from_secs(60),
        ..Policy::default()
    }
}

impl Doctor<'_> {
    /// Looks at everything; each check is told as soon as it is made.
    pub async fn run(self, tell: &mut (dyn FnMut(Check) + Send)) {
        local::look(self.config, self.keyring, tell);
        let watched = Arc::new(watch::Watched::new(&self.line));
        let line = Line {
            transport: watched.clone(),
            clock: self.line.clock.clone(),
        };
        let dir = self
            .config
            .path
            .as_deref()
            .and_then(Path::parent)
            .unwrap_or(Path::new(""));
        let secrets = Secrets {
            dir,
            keyring: self.keyring,
        };
        let mut shops = Vec::new();
        for shop in &self.config.file.shops {
            let name = format!("shop {}", shop.name);
            if shop.access_token.is_none() && shop.client_secret.is_none() {
                tell(Check::new(
                    name,
                    State::Skipped,
                    "no sign-in is configured: facts come from files",
                ));
                continue;
            }
            match remotes::shop(shop, &secrets, &line, policy(), remotes::shop_gate()) {
                Ok(remote) => {
                    let remote = Arc::new(remote);
                    if shopify::look(shop, &remote, self.now, tell).await {
                        shops.push(remote);
                    }
                }
                Err(error) => tell(of_flow(name, &error)),
            }
        }
        let account = self.netsuite(&secrets, &line, tell).await;
        if let Some(account) = account.filter(|_| !shops.is_empty()) {
            let ours = &self.config.file.netsuite;
            let found = order_field::candidates(&shops, &account, &ours.order_field, self.now).await;
            tell(order_match::judge(found, &ours.order_field, ours.order_holds));
        }
        watched
            .skews()
            .into_iter()
            .for_each(|(host, seconds)| tell(watch::judge(&host, seconds)));
    }

    /// Looks at NetSuite; gives the account where it can be read.
    async fn netsuite(
        &self,
        secrets: &Secrets<'_>,
        line: &Line,
        tell: &mut (dyn FnMut(Check) + Send),
    ) -> Option<crate::netsuite::Account> {
        let ours = &self.config.file.netsuite;
        if ours.private_key.is_none() && ours.token_secret.is_none() {
            let said = "no sign-in is configured: facts come from files";
            tell(Check::new("netsuite", State::Skipped, said));
            return None;
        }
        match remotes::account(ours, secrets, line, policy(), remotes::gate(ours)) {
            Ok(account) => netsuite::look(&account, ours.concurrency, self.now, tell)
                .await
                .then_some(account),
            Err(error) => {
                tell(of_flow("netsuite".to_owned(), &error));
                None
            }
        }
    }
}

/// A sign-in that cannot even be tried.
fn of_flow(name: String, error: &FlowError) -> Check {
    match error {
        // It was told with its mend when the secrets were looked at.
        FlowError::Secret(_) => Check::new(name, State::Skipped, "its secret cannot be had"),
        FlowError::SignIn(error) => of_sign_in(name, error),
        other => Check::new(name, State::Fail(Why::Setup), other.to_string()).mend("see `tieout config show`"),
    }
}

fn of_sign_in(name: String, error: &SignInError) -> Check {
    let check = |why, mend: &str| Check::new(name, State::Fail(why), error.to_string()).mend(mend);
    match error {
        SignInError::Unavailable(_) => check(Why::Unreachable, UNREACHABLE),
        SignInError::Secret { .. } => check(Why::Setup, "keep it anew as the service gave it out"),
        SignInError::Refused { .. } | SignInError::NoToken { .. } => check(
            Why::Refused,
            "see that the credentials belong to this shop or account, are not revoked, and that this machine's clock is right",
        ),
    }
}

const UNREACHABLE: &str = "see that this machine reaches the address (proxy, firewall), and try again later";

/// A request that came to nothing.
fn of_http(name: impl Into<String>, error: &HttpError, mend: &str) -> Check {
    let name = name.into();
    match error {
        HttpError::SignIn(error) => of_sign_in(name, error),
        HttpError::Unavailable { .. } => {
            Check::new(name, State::Fail(Why::Unreachable), error.to_string()).mend(UNREACHABLE)
        }
        HttpError::Insecure { .. } => {
            Check::new(name, State::Fail(Why::Setup), error.to_string()).mend("write https://")
        }
        HttpError::Refused(_) | HttpError::TooLong { .. } => {
            Check::new(name, State::Fail(Why::Refused), error.to_string()).mend(mend)
        }
    }
}

#[cfg(test)]
mod tests;
