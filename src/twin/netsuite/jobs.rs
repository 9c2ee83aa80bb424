//! Requests that are answered later: jobs, their tasks and results.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::answer::{Answer, COLLECTION, Fault};
use super::request::Call;
use super::roles::Role;

/// Seconds until a job is worked on, and until it is done.
const BEGINS_AFTER: i64 = 1;
const DONE_AFTER: i64 = 2;
/// Records of a batch.
const BATCH_MOST: usize = 100;
/// Jobs that are remembered.
const JOBS_MOST: usize = 10_000;

/// The jobs of an account.
#[derive(Default)]
pub(super) struct Jobs {
    all: BTreeMap<u64, Job>,
    /// The job of each idempotency key.
    keys: HashMap<String, u64>,
    last: u64,
}

struct Job {
    role: Role,
    submitted: Timestamp,
    tasks: Vec<Task>,
}

struct Task {
    call: Call,
    result: Option<Answer>,
}

impl Task {
    fn failed(&self) -> bool {
        self.result.as_ref().is_some_and(|answer| answer.status >= 400)
    }
}

impl Job {
    fn progress(&self, now: Timestamp) -> &'static str {
        match now.duration_since(self.submitted).as_secs() {
            ..BEGINS_AFTER => "pending",
            ..DONE_AFTER => "processing",
            // The job has run to its end, whatever came of its tasks.
            _ => "succeeded",
        }
    }

    fn is_done(&self, now: Timestamp) -> bool {
        now.duration_since(self.submitted).as_secs() >= DONE_AFTER
    }
}

impl Jobs {
    /// Takes a request in. A second one with the same idempotency key is refused and told of the first.
    pub(super) fn submit(&mut self, role: &Role, call: &Call, now: Timestamp) -> Result<Answer, Fault> {
        let key = call.header("x-netsuite-idempotency-key").map(str::to_owned);
        let place = |id: u64| call.address(&format!("/async/v1/job/{id}"));
        if let Some(first) = key.as_ref().and_then(|key| self.keys.get(key)) {
            let detail = "The request with this idempotency key has already been submitted.";
            let mut fault = Fault::new(409, "IDEMPOTENCY_ERROR", detail);
            fault.location = Some(place(*first));
            return Err(fault);
        }
        let tasks = calls(call)?;
        self.last = self.last.max(123_455) + 1;
        let id = self.last;
        let tasks = tasks.into_iter().map(|call| Task { call, result: None }).collect();
        let job = Job {
            role: role.clone(),
            submitted: now,
            tasks,
        };
        self.all.insert(id, job);
        if self.all.len() > JOBS_MOST {
            self.all.pop_first();
        }
        if let Some(key) = key {
            self.keys.insert(key, id);
        }
        Ok(Answer::empty(202)
            .with("preference-applied", "respond-async")
            .with("location", place(id)))
    }

    /// Takes the requests out whose time has come, with where their results belong.
    pub(super) fn due(&self, now: Timestamp) -> Vec<(u64, usize, Role, Call)> {
        let due = self.all.iter().filter(|(_, job)| job.is_done(now));
        let open = due.flat_map(|(id, job)| {
            let tasks = job.tasks.iter().enumerate().filter(|(_, task)| task.result.is_none());
            tasks.map(|(at, task)| (*id, at, job.role.clone(), task.call.clone()))
        });
        open.collect()
    }

    /// Keeps the result of a task.
    pub(super) fn keep(&mut self, job: u64, task: usize, answer: Answer) {
        if let Some(task) = self.all.get_mut(&job).and_then(|job| job.tasks.get_mut(task)) {
            task.result = Some(answer);
        }
    }

    /// Answers what is asked about a job.
    pub(super) fn answer(&self, call: &Call, steps: &[&str], now: Timestamp) -> Result<Answer, Fault> {
        let [id, rest @ ..] = steps else {
            return Err(Fault::missing());
        };
        let number: u64 = id.parse().map_err(|_| Fault::missing())?;
        let job = self.all.get(&number).ok_or_else(Fault::missing)?;
        let base = format!("/async/v1/job/{number}");
        let link = |rel: &str, below: &str| json!({ "rel": rel, "href": call.address(&format!("{base}{below}")) });
        // The one task of a job has the job's id.
        let name = |at: usize| {
            if job.tasks.len() == 1 {
                number.to_string()
            } else {
                (at + 1).to_string()
            }
        };
        let body = match rest {
            [] => json!({
                "links": [link("self", "")], "completed": job.is_done(now), "id": id, "progress": job.progress(now),
                "task": { "links": [link("self", "/task")] },
            }),
            ["task"] => {
                let items =
                    (0..job.tasks.len()).map(|at| json!({ "links": [link("self", &format!("/task/{}", name(at)))] }));
                let items: Vec<Value> = items.collect();
                let body = json!({
                    "links": [link("self", "/task")], "count": items.len(), "hasMore": false, "items": items, "offset": 0,
                    "totalResults": job.tasks.len(),
                });
                return Ok(Answer::json(COLLECTION, &body));
            }
            [task_word, wanted, rest @ ..] if *task_word == "task" => {
                let at = (0..job.tasks.len())
                    .find(|at| name(*at) == *wanted)
                    .ok_or_else(Fault::missing)?;
                let task = &job.tasks[at];
                if rest == ["result"] {
                    return task.result.clone().ok_or_else(Fault::missing);
                }
                let mut links = vec![link("self", &format!("/task/{wanted}"))];
                let written = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                let progress = if task.failed() { "failed" } else { job.progress(now) };
                let mut body = json!({ "completed": task.result.is_some(), "id": wanted, "progress": progress });
                if progress != "pending" {
                    body["startTime"] = json!(written(job.submitted + SignedDuration::from_secs(BEGINS_AFTER)));
                }
                if task.result.is_some() {
                    links.push(link("related", &format!("/task/{wanted}/result")));
                    body["endTime"] = json!(written(job.submitted + SignedDuration::from_secs(DONE_AFTER)));
                }
                body["links"] = Value::Array(links);
                body
            }
            _ => return Err(Fault::missing()),
        };
        Ok(Answer::json("application/json", &body))
    }
}

/// The requests that a request stands for: itself, or the records of a batch one by one.
fn calls(call: &Call) -> Result<Vec<Call>, Fault> {
    if !call
        .header("content-type")
        .is_some_and(|t| t.contains("type=collection"))
    {
        return Ok(vec![call.clone()]);
    }
    let invalid = |what: &str| Fault::new(400, "INVALID_CONTENT", what.to_owned());
    let body: Value = serde_json::from_slice(&call.body).map_err(|_| invalid("The request body is no JSON."))?;
    let items = body["items"].as_array().filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| invalid("A batch needs items."))?;
    if items.len() > BATCH_MOST {
        return Err(invalid("A batch has at most 100 records."));
    }
    let one = |item: &Value| {
        let mut item = item.clone();
        let mut one = call.clone();
        if call.method != "POST" {
            let id = item.as_object_mut().and_then(|o| o.remove("id"));
            let id = id.as_ref().and_then(Value::as_str).map(str::to_owned);
            let external = item["externalId"].as_str().map(|e| format!("eid:{e}"));
            one.steps.push(
                id.or(external)
                    .ok_or_else(|| invalid("A record of the batch has no id."))?,
            );
        }
        one.body = Bytes::from(item.to_string());
        Ok(one)
    };
    items.iter().map(one).collect()
}
