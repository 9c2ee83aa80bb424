//! The NetSuite of the twin: sign-in, SuiteQL and records of one account.
//!
//! Everything is answered from one in-memory SQL database (`ledger`). Query parameters, bodies and
//! errors are those of the REST services under `/services/rest`, which stand below `/netsuite` here.

mod answer;
mod functions;
mod habits;
mod jobs;
mod ledger;
mod limits;
mod names;
mod records;
mod request;
mod roles;
mod sign_in;
mod suiteql;
mod tables;
mod when;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use jiff::Timestamp;
use serde_json::Value;

use crate::twin::clock::Clock;
use crate::twin::objects::Objects;
use crate::twin::world::Books;
use answer::{Answer, Fault};
pub use habits::{Habits, Workflow};
pub use ledger::BooksError;
use ledger::Ledger;
use limits::Limits;
use request::Call;
use roles::Role;

/// The most bytes of a request's body, as NetSuite documents it.
const BODY_MOST: usize = 104 * 1024 * 1024;

/// A NetSuite account. Cheap to clone; all clones are the same account.
#[derive(Clone)]
pub struct Netsuite {
    account: Arc<Account>,
}

struct Account {
    clock: Clock,
    latency: Duration,
    limits: Limits,
    state: Mutex<Office>,
}

/// What changes: one request at a time works on it.
struct Office {
    ledger: Ledger,
    door: sign_in::Door,
    roles: Vec<Role>,
    seen: suiteql::Seen,
    habits: Habits,
    suite_tax: bool,
    jobs: jobs::Jobs,
    /// How often each transaction was saved.
    saves: HashMap<i64, u64>,
}

impl Netsuite {
    /// Sets up the account of a world. `seed` decides what is random, tokens for example.
    ///
    /// # Errors
    /// [`BooksError`] where a table has a value that its column does not hold, or the time zone is unknown.
    pub fn new(books: &Books, clock: Clock, seed: u64) -> Result<Self, BooksError> {
        let ledger = Ledger::open(books)?;
        functions::add(&ledger.sql, &clock, &ledger.date_order)?;
        let breaking = &books.habits.breaking_columns;
        let numbered = books.roles.values().enumerate();
        let roles = numbered
            .map(|(number, role)| Role::new(number, role, breaking, &ledger))
            .collect::<Result<_, _>>()?;
        let state = Office {
            ledger,
            door: sign_in::Door::new(books, seed)?,
            roles,
            seen: suiteql::Seen::default(),
            habits: books.habits.clone(),
            suite_tax: books.suite_tax,
            jobs: jobs::Jobs::default(),
            saves: HashMap::new(),
        };
        Ok(Self {
            account: Arc::new(Account {
                clock,
                latency: Duration::from_millis(books.habits.latency_ms),
                limits: Limits::new(books.concurrency, books.habits.overload_as_sign_in_after_s),
                state: Mutex::new(state),
            }),
        })
    }

    /// Answers everything below `/netsuite/services/rest`.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/netsuite/services/rest/{*path}", any(serve))
            .with_state(self.clone())
    }

    /// The tables as they are now, in a world's form.
    #[must_use]
    pub fn tables(&self) -> BTreeMap<String, Objects> {
        // The tables were made by this program: a select over all of their columns cannot be refused.
        self.with(|office| office.ledger.snapshot().unwrap_or_default())
    }

    /// Writes as somebody in the account does, a picker or an accountant: without a sign-in of its own, and past
    /// everything that goes wrong on the way. `path` stands below `/record/v1`. Gives the record's internal id.
    ///
    /// # Errors
    /// What NetSuite refuses, in its own words.
    pub fn beside(&self, method: &str, path: &str, body: &Value) -> Result<String, String> {
        let address = format!("http://account/netsuite/services/rest/record/v1/{path}");
        let request = axum::http::Request::builder().method(method).uri(address).body(());
        let (parts, ()) = request.map_err(|e| e.to_string())?.into_parts();
        let call = Call::new(&parts, body.to_string().into());
        let now = self.account.clock.now();
        self.with(|office| {
            let role = office.roles.iter().find(|r| r.is_administrator()).cloned();
            let role = role.ok_or("the account has no administrator")?;
            let answer = office.work(&role, &call, now).map_err(|fault| fault.detail)?;
            let location = answer.headers.iter().find(|(name, _)| *name == "location");
            let id = location.and_then(|(_, address)| address.rsplit('/').next());
            Ok(id.unwrap_or_default().to_owned())
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Office) -> T) -> T {
        let mut state = self.account.state.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut state)
    }

    async fn answer(&self, call: Call) -> Answer {
        let account = &self.account;
        let steps: Vec<&str> = call.steps.iter().map(String::as_str).collect();
        if steps == ["auth", "oauth2", "v1", "token"] {
            return self.with(|office| office.door.token(&call, account.clock.now()));
        }
        let entered = self.with(|office| office.door.enter(&office.roles, &call, account.clock.now()).cloned());
        let role = match entered {
            Ok(role) => role,
            Err(fault) => return fault.into(),
        };
        let Some(_slot) = account.limits.slot() else {
            return account.limits.refuse().await.into();
        };
        // While it is in flight others may come in and be done before it.
        let began = self.with(|office| office.saves_of(&call));
        if account.latency.is_zero() {
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(account.latency).await;
        }
        let now = account.clock.now();
        self.with(|office| {
            office.run_jobs(now);
            if office.saves_of(&call) != began && call.method != "GET" {
                let detail = "Error while accessing resource: Record has been changed.";
                return Fault::new(400, "RCRD_HAS_BEEN_CHANGED", detail).into();
            }
            office
                .answer(&role, &call, &account.limits, now)
                .unwrap_or_else(Answer::from)
        })
    }
}

impl Office {
    /// How often the transaction that a request names was saved so far.
    fn saves_of(&self, call: &Call) -> Option<u64> {
        let id = records::named(&self.ledger, &call.steps)?;
        Some(self.saves.get(&id).copied().unwrap_or(0))
    }

    /// Does the work of jobs whose time has come.
    fn run_jobs(&mut self, now: Timestamp) {
        for (job, task, role, call) in self.jobs.due(now) {
            let answer = self.work(&role, &call, now).unwrap_or_else(Answer::from);
            self.jobs.keep(job, task, answer);
        }
    }

    fn answer(&mut self, role: &Role, call: &Call, limits: &Limits, now: Timestamp) -> Result<Answer, Fault> {
        let steps: Vec<&str> = call.steps.iter().map(String::as_str).collect();
        match steps.as_slice() {
            ["system", "v1", "governanceLimits"] => limits.answer(role),
            ["async", "v1", "job", rest @ ..] => self.jobs.answer(call, rest, now),
            _ if call.prefers("respond-async") => self.jobs.submit(role, call, now),
            _ => self.work(role, call, now),
        }
    }

    fn work(&mut self, role: &Role, call: &Call, now: Timestamp) -> Result<Answer, Fault> {
        let steps: Vec<&str> = call.steps.iter().map(String::as_str).collect();
        match steps.as_slice() {
            ["query", "v1", "suiteql"] => suiteql::answer(&self.ledger, &mut self.seen, role, call),
            ["record", "v1", ..] => {
                let named = records::named(&self.ledger, &call.steps);
                let mut desk = records::Desk {
                    ledger: &mut self.ledger,
                    role,
                    call,
                    now,
                    suite_tax: self.suite_tax,
                    habits: &self.habits,
                };
                let answer = desk.answer()?;
                if let Some(id) = named.filter(|_| answer.status == 204) {
                    *self.saves.entry(id).or_default() += 1;
                }
                Ok(answer)
            }
            _ => Err(Fault::missing()),
        }
    }
}

async fn serve(State(netsuite): State<Netsuite>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answer = match axum::body::to_bytes(body, BODY_MOST).await {
        Ok(body) => netsuite.answer(Call::new(&parts, body)).await,
        Err(_) => Fault::new(
            400,
            "INVALID_REQUEST",
            "The request body is too large or was cut short.",
        )
        .into(),
    };
    let date = netsuite.account.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    answer.with("date", date.to_string()).into_response()
}

#[cfg(test)]
mod tests;
