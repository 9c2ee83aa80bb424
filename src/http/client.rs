//! The client: enters the gate, signs, sends, judges the outcome, and tries reads again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::http::{Request, Response};
use bytes::Bytes;
use tokio::time::{Instant, timeout};

use super::address::{host_of, require_secure};
use super::answer::{Asked, NotTaken, Take, refusal, request_id, streamed, whole};
use super::clock::Clock;
use super::error::{Failure, HttpError, Refusal};
use super::gate::{Gate, Lane, Pass};
use super::retry::{Class, Policy, asked_wait, of_error, of_status};
use super::sign_in::{Credential, SignIn, SignInError, Unsigned};
use super::transport::{Body, Transport, TransportError};

/// How often a refused credential that was good before is tried again, with services that refuse
/// good ones when they have too much to do.
const REFUSED_UNDER_LOAD_MAX: u32 = 2;

/// Whether a request may be sent a second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It changes nothing: tried again within the policy.
    Read,
    /// It may change something: sent once, whatever happens.
    Write,
}

/// What a service knows about its refusals that their status does not tell; `None` leaves it at the
/// status.
pub type Judge = fn(&Refusal) -> Option<Class>;

/// Sends requests to one service. Clones share gate, credentials and connections.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    sign_in: Arc<dyn SignIn>,
    /// Whether this sign-in ever had a good answer.
    was_let_in: Arc<AtomicBool>,
    judge: Judge,
    policy: Policy,
    lane: Lane,
}

struct Shared {
    transport: Arc<dyn Transport>,
    gate: Gate,
    clock: Clock,
    chance: Mutex<fastrand::Rng>,
}

/// What came of one exchange.
enum Exchanged<T> {
    Taken(Response<T>),
    TooLong,
    Refused(Refusal, Option<Duration>),
}

/// An attempt that brought no good answer.
struct Missed {
    class: Class,
    credential: Credential,
    failure: Failure,
    asked_wait: Option<Duration>,
}

/// How an attempt ended early: for good, or perhaps to be tried again.
enum Stop {
    Missed(Missed),
    Error(HttpError),
}

/// What has happened so far to one request.
struct Course {
    asked: Asked,
    kind: Kind,
    /// Time spent on attempts and between them; the wait for a place in the gate does not count.
    spent: Duration,
    attempts: u32,
    renewed: bool,
    refused_under_load: u32,
}

impl Client {
    /// A client in the lane of daily pulls, with the usual policy.
    #[must_use]
    pub fn new(transport: Arc<dyn Transport>, sign_in: Arc<dyn SignIn>, gate: Gate, clock: Clock) -> Self {
        let shared = Shared {
            transport,
            gate,
            clock,
            chance: Mutex::new(fastrand::Rng::new()),
        };
        Self {
            shared: Arc::new(shared),
            sign_in,
            was_let_in: Arc::default(),
            judge: |_| None,
            policy: Policy::default(),
            lane: Lane::Pulls,
        }
    }

    /// The same client with other bounds.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The same client, which asks the service about each refusal first.
    #[must_use]
    pub fn judged_by(mut self, judge: Judge) -> Self {
        self.judge = judge;
        self
    }

    /// The same client in another lane.
    #[must_use]
    pub fn in_lane(mut self, lane: Lane) -> Self {
        self.lane = lane;
        self
    }

    /// The same client without signing in: for links that carry their own proof.
    #[must_use]
    pub fn unsigned(mut self) -> Self {
        self.sign_in = Arc::new(Unsigned);
        self.was_let_in = Arc::default();
        self
    }

    /// The same client with its waits drawn from a seed, so that a run can be repeated.
    #[must_use]
    pub fn seeded(self, seed: u64) -> Self {
        self.chance().seed(seed);
        self
    }

    /// The gate its requests enter by.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.shared.gate
    }

    /// The clock it reads.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Sends a request and reads its answer whole. Only an answer with a 2xx status comes back as one.
    ///
    /// # Errors
    /// [`HttpError`], each variant with what it asks for.
    pub async fn send(&self, request: Request<Bytes>, kind: Kind) -> Result<Response<Bytes>, HttpError> {
        self.deliver(request, kind, whole).await
    }

    /// Sends a read and gives its answer as it arrives. It is tried again until the head is there; a
    /// body that breaks later ends in an error of its stream.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn open(&self, request: Request<Bytes>) -> Result<Response<Body>, HttpError> {
        self.deliver(request, Kind::Read, streamed).await
    }

    async fn deliver<T>(&self, request: Request<Bytes>, kind: Kind, take: Take<T>) -> Result<Response<T>, HttpError> {
        if require_secure(request.uri()).is_err() {
            let host = host_of(request.uri());
            return Err(HttpError::Insecure { host });
        }
        let mut course = Course {
            asked: Asked::of(&request),
            kind,
            spent: Duration::ZERO,
            attempts: 0,
            renewed: false,
            refused_under_load: 0,
        };
        loop {
            course.attempts += 1;
            let pass = Arc::new(self.shared.gate.enter(self.lane).await);
            let began = Instant::now();
            let outcome = self.attempt(pass, request.clone(), take).await;
            course.spent += began.elapsed();
            let missed = match outcome {
                Ok(answer) => return Ok(answer),
                Err(Stop::Error(error)) => return Err(error),
                Err(Stop::Missed(missed)) => missed,
            };
            let status = missed.failure.status();
            let wait = self.wait_after(&mut course, missed).await?;
            course.spent += wait;
            self.shared.gate.backs_off(wait, status);
            tokio::time::sleep(wait).await;
        }
    }

    /// One attempt: signed just before it leaves, since a proof may be good for seconds only.
    async fn attempt<T>(
        &self,
        pass: Arc<Pass>,
        mut request: Request<Bytes>,
        take: Take<T>,
    ) -> Result<Response<T>, Stop> {
        let signed = self.sign_in.sign(&mut request).await;
        let credential = signed.map_err(|error| Stop::Error(error.into()))?;
        let asked = Asked::of(&request);
        let time_max = self.policy.answer_time_max;
        let exchange = timeout(time_max, self.exchange(&asked, request, &pass, take)).await;
        let exchanged = exchange.unwrap_or_else(|_| {
            Err(TransportError::TimedOut {
                host: asked.host.clone(),
                seconds: time_max.as_secs(),
            })
        });
        let (class, failure, asked_wait) = match exchanged {
            Ok(Exchanged::Taken(answer)) => return Ok(answer),
            Ok(Exchanged::TooLong) => return Err(Stop::Error(self.too_long(asked))),
            Ok(Exchanged::Refused(refusal, wait)) => {
                let class = (self.judge)(&refusal).unwrap_or_else(|| of_status(refusal.status));
                (class, Failure::Status(Box::new(refusal)), wait)
            }
            Err(error) => {
                tracing::debug!(host = asked.host, path = asked.path, %error, "no answer");
                (of_error(&error), Failure::Transport(error), None)
            }
        };
        if class == Class::Busy || (class == Class::Renew && self.may_be_load()) {
            pass.overloaded();
        }
        if let Some(wait) = asked_wait.filter(|wait| class == Class::Busy && *wait <= self.policy.wait_max) {
            self.shared.gate.rest(wait);
        }
        Err(Stop::Missed(Missed {
            class,
            credential,
            failure,
            asked_wait,
        }))
    }

    async fn exchange<T>(
        &self,
        asked: &Asked,
        request: Request<Bytes>,
        pass: &Arc<Pass>,
        take: Take<T>,
    ) -> Result<Exchanged<T>, TransportError> {
        let (began, method) = (Instant::now(), request.method().clone());
        let answer = self.shared.transport.open(request).await?;
        let (host, path, status) = (&asked.host, &asked.path, answer.status());
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let request_id = request_id(answer.headers());
        tracing::debug!(%method, host, path, status = status.as_u16(), ms, request_id, "answered");
        if !status.is_success() {
            let asked_wait = asked_wait(answer.headers(), self.shared.clock.now());
            return Ok(Exchanged::Refused(refusal(asked, answer).await, asked_wait));
        }
        pass.went_well();
        self.was_let_in.store(true, Ordering::Relaxed);
        match take(answer, Arc::clone(pass), self.policy.answer_bytes_max).await {
            Ok(answer) => Ok(Exchanged::Taken(answer)),
            Err(NotTaken::TooLong) => Ok(Exchanged::TooLong),
            Err(NotTaken::Transport(error)) => Err(error),
        }
    }

    /// How long to wait before the next attempt.
    ///
    /// # Errors
    /// What the request ends with, where there is no next attempt.
    async fn wait_after(&self, course: &mut Course, missed: Missed) -> Result<Duration, HttpError> {
        match missed.class {
            Class::Renew => self.wait_for_sign_in(course, missed).await,
            Class::Busy | Class::Again => self.wait_for_service(course, missed),
            Class::Refused | Class::Done => Err(match missed.failure {
                Failure::Status(refusal) => HttpError::Refused(refusal),
                Failure::Transport(TransportError::Insecure { host }) => HttpError::Insecure { host },
                failure => course.unavailable(failure, None),
            }),
        }
    }

    async fn wait_for_sign_in(&self, course: &mut Course, missed: Missed) -> Result<Duration, HttpError> {
        // After a write, too, so that the next request does not meet the same refusal.
        let is_new = self.sign_in.renew(missed.credential).await;
        if course.kind == Kind::Read {
            if is_new && !course.renewed {
                course.renewed = true;
                return Ok(Duration::ZERO);
            }
            if self.may_be_load() && course.refused_under_load < REFUSED_UNDER_LOAD_MAX {
                course.refused_under_load += 1;
                return Ok(self.policy.wait(course.attempts, &mut self.chance()));
            }
        }
        let status = missed.failure.status().unwrap_or(0);
        let what = match &missed.failure {
            Failure::Status(refusal) => refusal.excerpt.clone(),
            Failure::Transport(error) => error.to_string(),
        };
        let host = course.asked.host.clone();
        Err(HttpError::SignIn(SignInError::Refused { host, status, what }))
    }

    fn wait_for_service(&self, course: &Course, missed: Missed) -> Result<Duration, HttpError> {
        let policy = &self.policy;
        let asked = missed.asked_wait.unwrap_or(Duration::ZERO);
        // Coming back earlier than asked would be refused again, and count against us.
        if asked > policy.wait_max {
            return Err(course.unavailable(missed.failure, Some(asked)));
        }
        let wait = policy.wait(course.attempts, &mut self.chance()).max(asked);
        let is_spent = course.attempts >= policy.attempts_max || course.spent + wait > policy.time_max;
        if course.kind == Kind::Write || is_spent {
            return Err(course.unavailable(missed.failure, None));
        }
        Ok(wait)
    }

    /// Whether a refused credential may only mean that the service has too much to do.
    fn may_be_load(&self) -> bool {
        self.sign_in.is_refused_under_load() && self.was_let_in.load(Ordering::Relaxed)
    }

    fn too_long(&self, asked: Asked) -> HttpError {
        HttpError::TooLong {
            host: asked.host,
            path: asked.path,
            bytes_max: self.policy.answer_bytes_max,
        }
    }

    fn chance(&self) -> MutexGuard<'_, fastrand::Rng> {
        self.shared.chance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Course {
    fn unavailable(&self, last: Failure, asked_wait: Option<Duration>) -> HttpError {
        HttpError::Unavailable {
            host: self.asked.host.clone(),
            path: self.asked.path.clone(),
            attempts: self.attempts,
            time: self.spent,
            asked_wait,
            last: Box::new(last),
        }
    }
}
