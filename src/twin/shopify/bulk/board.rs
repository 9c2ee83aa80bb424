//! The bulk operations of an app on a shop: what is under way, and what came of it.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::super::access::Scopes;
use super::super::execute::Ready;
use super::super::run::Run;
use super::super::trade::Trade;
use super::rows;
use crate::twin::faults::Strikes;

/// How many queries may run at once.
pub(in super::super) const AT_ONCE: usize = 5;

/// How long an operation is only created, and how long it takes to cancel.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// How many root objects are done in a second.
const PACE: i128 = 2_000;

/// How many root objects are answered at a time.
const STEP: usize = 200;

/// How long results are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

/// All operations, oldest first.
pub(in super::super) struct Board {
    secret: u64,
    first_id: u64,
    strikes: Arc<Strikes>,
    operations: Vec<Operation>,
}

/// One operation.
pub(super) struct Operation {
    pub(super) id: u64,
    query: String,
    grouped: bool,
    created: Timestamp,
    status: Status,
    ready: Ready,
    trade: Arc<Trade>,
    zone: TimeZone,
    scopes: Scopes,
    /// How many root objects there are to do.
    roots: usize,
    /// How many were done.
    done: usize,
    objects: usize,
    root_objects: usize,
    bytes: u64,
    file: NamedTempFile,
    /// The failure it is to meet half way.
    fails: Option<&'static str>,
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    Completed(Timestamp),
    Failed(Timestamp, &'static str),
    Canceling(Timestamp),
    Canceled,
}

/// What a new operation is made of.
pub(super) struct Order<'a> {
    pub(super) query: &'a str,
    pub(super) grouped: bool,
    pub(super) ready: Ready,
    pub(super) run: &'a Run<'a>,
    pub(super) roots: usize,
}

impl Board {
    /// An empty one. The secret makes the addresses of results hard to guess.
    pub(in super::super) fn new(secret: u64, first_id: u64, strikes: Arc<Strikes>) -> Board {
        Board {
            secret,
            first_id,
            strikes,
            operations: Vec::new(),
        }
    }

    /// Brings every operation to where it stands at a moment.
    pub(in super::super) fn advance(&mut self, now: Timestamp) {
        self.operations.iter_mut().for_each(|operation| operation.advance(now));
    }

    /// The ids of those that run.
    pub(super) fn running(&self) -> Vec<String> {
        let open = self
            .operations
            .iter()
            .filter(|o| matches!(o.status, Status::Open | Status::Canceling(_)));
        open.map(Operation::gid).collect()
    }

    /// Starts one.
    pub(super) fn start(&mut self, order: Order<'_>) -> std::io::Result<&Operation> {
        let id = self.first_id + self.operations.len() as u64;
        self.operations.push(Operation {
            id,
            query: order.query.to_owned(),
            grouped: order.grouped,
            created: order.run.now,
            status: Status::Open,
            ready: order.ready,
            trade: Arc::clone(order.run.trade),
            zone: order.run.zone.clone(),
            scopes: order.run.scopes.clone(),
            roots: order.roots,
            done: 0,
            objects: 0,
            root_objects: 0,
            bytes: 0,
            file: NamedTempFile::new()?,
            fails: self.strikes.bulk_operation(),
        });
        Ok(&self.operations[self.operations.len() - 1])
    }

    /// Asks one to stop. One that is over cannot: `Err` with what it is.
    pub(super) fn cancel(&mut self, gid: &str, now: Timestamp) -> Option<(&Operation, bool)> {
        let operation = self.operations.iter_mut().find(|operation| operation.gid() == gid)?;
        let could = operation.status == Status::Open;
        if could {
            operation.status = Status::Canceling(now);
        }
        Some((operation, could))
    }

    /// One by its gid, as the schema has it.
    pub(super) fn shown(&self, gid: &str, now: Timestamp, origin: &str) -> Option<Map<String, Value>> {
        let operation = self.operations.iter().find(|operation| operation.gid() == gid)?;
        Some(self.show(operation, now, origin))
    }

    /// All, as the schema has them.
    pub(super) fn all(&self, now: Timestamp, origin: &str) -> Vec<Map<String, Value>> {
        self.operations
            .iter()
            .map(|operation| self.show(operation, now, origin))
            .collect()
    }

    /// The file of results at an address, if the address is the right one and still good.
    pub(in super::super) fn results(&self, id: u64, signature: &str, now: Timestamp) -> Option<&Path> {
        let operation = self.operations.iter().find(|operation| operation.id == id)?;
        let good = self.signature(id) == signature && !operation.is_expired(now) && operation.ended().is_some();
        good.then(|| operation.file.path())
    }

    fn signature(&self, id: u64) -> String {
        let digest = Sha256::digest(format!("bulk {} {id}", self.secret));
        digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect()
    }

    pub(super) fn show(&self, operation: &Operation, now: Timestamp, origin: &str) -> Map<String, Value> {
        let url = || {
            let ends = operation.ended()?.checked_add(KEPT).ok()?;
            let (id, signature) = (operation.id, self.signature(operation.id));
            let signed = format!("Expires={}&Signature={signature}", ends.as_second());
            Some(format!("{origin}/shopify/bulk/{id}.jsonl?{signed}"))
        };
        let expired = operation.is_expired(now);
        let (status, error) = match operation.status {
            Status::Completed(_) | Status::Failed(..) if expired => ("EXPIRED", None),
            Status::Open if now < operation.created + PAUSE => ("CREATED", None),
            Status::Open => ("RUNNING", None),
            Status::Completed(_) => ("COMPLETED", None),
            Status::Failed(_, code) => ("FAILED", Some(code)),
            Status::Canceling(_) => ("CANCELING", None),
            Status::Canceled => ("CANCELED", None),
        };
        let has_results = !expired && operation.objects > 0;
        let failed = matches!(operation.status, Status::Failed(..));
        let completed = matches!(operation.status, Status::Completed(_));
        let shown = json!({
            "id": operation.gid(),
            "status": status,
            "type": "QUERY",
            "errorCode": error,
            "query": operation.query,
            "createdAt": operation.created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "completedAt": operation.ended().map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            "objectCount": operation.objects.to_string(),
            "rootObjectCount": operation.root_objects.to_string(),
            "fileSize": (completed && has_results).then(|| operation.bytes.to_string()),
            "url": if completed && has_results { url() } else { None },
            "partialDataUrl": if failed && has_results { url() } else { None },
        });
        match shown {
            Value::Object(shown) => shown,
            _ => Map::new(),
        }
    }
}

impl Operation {
    pub(super) fn gid(&self) -> String {
        format!("gid://shopify/BulkOperation/{}", self.id)
    }

    fn ended(&self) -> Option<Timestamp> {
        match self.status {
            Status::Completed(at) | Status::Failed(at, _) => Some(at),
            _ => None,
        }
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.ended().is_some_and(|at| now >= at + KEPT)
    }

    /// Does what is to be done by now.
    fn advance(&mut self, now: Timestamp) {
        match self.status {
            Status::Canceling(asked) if now >= asked + PAUSE => self.status = Status::Canceled,
            Status::Open => self.work(now),
            _ => {}
        }
    }

    fn work(&mut self, now: Timestamp) {
        let begun = self.created + PAUSE;
        let passed = now.as_millisecond() - begun.as_millisecond();
        let due = i128::from(passed.max(0)) * PACE / 1_000;
        let due = usize::try_from(due).unwrap_or(usize::MAX).min(self.roots);
        let stop = if self.fails.is_some() {
            self.roots / 2
        } else {
            self.roots
        };
        while self.done < due.min(stop) {
            let end = (self.done + STEP).min(due).min(stop);
            if let Err(code) = self.step(end) {
                self.status = Status::Failed(now, code);
                return;
            }
        }
        // The end has its own moment, however late somebody looks.
        let lasted = i64::try_from(self.roots as i128 * 1_000 / PACE).unwrap_or(i64::MAX);
        let end = begun + SignedDuration::from_millis(lasted) + PAUSE;
        match self.fails {
            Some(code) if self.done >= stop && passed > 0 => self.status = Status::Failed(now.min(end), code),
            None if now >= end => self.status = Status::Completed(end),
            _ => {}
        }
    }

    /// Answers the next root objects and writes their lines.
    fn step(&mut self, end: usize) -> Result<(), &'static str> {
        let mut run = Run::new(&self.trade, &self.zone, self.created, &self.scopes, "");
        run.window = Some(self.done..end);
        let (data, errors) = self.ready.run(&run);
        if !errors.is_empty() {
            tracing::warn!(operation = self.id, ?errors, "a bulk operation of the twin failed");
            let denied = run.codes().iter().any(|code| code == "ACCESS_DENIED");
            return Err(if denied {
                "ACCESS_DENIED"
            } else {
                "INTERNAL_SERVER_ERROR"
            });
        }
        let (lines, roots) = rows::lines(data, self.grouped);
        let mut text = Vec::new();
        for line in &lines {
            serde_json::to_writer(&mut text, line).map_err(|_| "INTERNAL_SERVER_ERROR")?;
            text.push(b'\n');
        }
        self.file.write_all(&text).map_err(|_| "INTERNAL_SERVER_ERROR")?;
        self.done = end;
        self.objects += lines.len();
        self.root_objects += roots;
        self.bytes += text.len() as u64;
        Ok(())
    }
}
