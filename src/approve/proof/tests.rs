use serde_json::{Value, json};

use super::*;
use crate::approve::sign;
use crate::approve::tests::{action, key, policy};
use crate::base::{Amount, sha256_hex};
use crate::model::action::{Action, ActionState, Adjust, Done};
use crate::model::build::{day, gbp};
use crate::model::code::refunds::REF_01;
use crate::model::exception::{ExceptionState, Work};
use crate::model::finding::{ActionKind, Finding, OrderRef, Subject};
use crate::model::journal::GENESIS;
use crate::model::run::{Freshness, Summary};

/// An action with everything that is held of it.
struct Held {
    standing: Standing,
    exception: Exception,
    approvals: Vec<Approval>,
    entries: Vec<Entry>,
    runs: Vec<(Run, String)>,
    faults: Vec<String>,
}

fn run(id: &str, at: i64) -> (Run, String) {
    let run = Run {
        id: id.to_owned(),
        as_of: day(at),
        rules: String::new(),
        config: String::new(),
        freshness: Freshness::default(),
        complete: true,
        summary: Summary::default(),
    };
    let text = serde_json::to_string(&run).unwrap();
    (run, sha256_hex(text.as_bytes()))
}

impl Held {
    /// Everything is there.
    fn whole(action: Action) -> Self {
        let approval = sign(&policy(), &action, "ana", &key(1), day(2)).unwrap();
        let amount = action.proposal.amount;
        let subject = Subject {
            order: Some(OrderRef {
                id: "gid://shopify/Order/1".to_owned(),
                name: "#1001".to_owned(),
            }),
            ..Subject::default()
        };
        let finding = Finding::new(&REF_01, "uk", subject, gbp(), amount, Amount::ZERO, day(0));
        let mut held = Self {
            exception: Exception {
                number: action.exception,
                fingerprint: finding.fingerprint(),
                state: ExceptionState::Closed,
                first_seen: day(1),
                last_seen: day(1),
                finding,
                work: Work::default(),
            },
            approvals: vec![approval.clone()],
            entries: Vec::new(),
            runs: vec![run("R1", 1), run("R2", 3)],
            standing: Standing {
                action,
                state: ActionState::Posted,
                done: Done {
                    records: vec![77],
                    sent_at: None,
                },
            },
            faults: Vec::new(),
        };
        let body = held
            .standing
            .action
            .steps
            .first()
            .map(|s| sha256_hex(s.body.as_bytes()));
        let first = held.runs[0].1.clone();
        held.add(1, "run", "R1", json!({"run": first, "settled": []}));
        held.add(
            2,
            "propose",
            "EX-1042",
            json!({"action": "ACT-7", "kind": held.standing.action.kind().as_str(), "amount": "12.34",
            "currency": "GBP", "proposer": "tieout", "note": ""}),
        );
        held.add(
            2,
            "approve",
            "EX-1042",
            json!({"action": "ACT-7", "digest": approval.digest}),
        );
        held.add(
            2,
            "approval",
            "ACT-7",
            json!({"digest": approval.digest, "operator": "ana", "signature": approval.signature}),
        );
        held.add(
            2,
            "intent",
            "ACT-7",
            json!({"step": 1, "external_id": "shopify-refund-7", "body": body, "adjusted": null}),
        );
        held.add(2, "answer", "ACT-7", json!({"step": 1, "record": 77}));
        held.add(
            2,
            "read back",
            "ACT-7",
            json!({"step": 1, "record": 77, "how": "sent", "differs": []}),
        );
        held.add(2, "post", "EX-1042", json!({"action": "ACT-7", "records": [77]}));
        let second = held.runs[1].1.clone();
        held.add(3, "run", "R2", json!({"run": second, "settled": ["ACT-7"]}));
        held
    }

    fn add(&mut self, at: i64, what: &str, subject: &str, detail: Value) {
        let mut entry = Entry {
            seq: self.entries.len() as u64 + 1,
            at: day(at),
            who: "ana".to_owned(),
            what: what.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_string(),
            prev: GENESIS.to_owned(),
            hash: String::new(),
        };
        entry.hash = entry.seal().unwrap();
        self.entries.push(entry);
    }

    /// Writes a field of the only row of a kind anew.
    fn tell(&mut self, what: &str, key: &str, value: Value) {
        let entry = self.entries.iter_mut().rfind(|e| e.what == what).unwrap();
        let mut detail: Value = serde_json::from_str(&entry.detail).unwrap();
        detail[key] = value;
        entry.detail = detail.to_string();
    }

    fn links(&self) -> Vec<Link> {
        let head = Head {
            seq: self.entries.len() as u64,
            hash: GENESIS.to_owned(),
        };
        let evidence = Evidence {
            standing: &self.standing,
            exception: Some(&self.exception),
            approvals: &self.approvals,
            entries: &self.entries,
            runs: &self.runs,
            head: &head,
            faults: &self.faults,
        };
        prove(&policy(), &evidence).unwrap()
    }

    /// The links that do not hold.
    fn broken(&self) -> Vec<&'static str> {
        let links = self.links();
        links.iter().filter(|l| l.fault.is_some()).map(|l| l.name).collect()
    }
}

#[test]
fn a_whole_chain_holds_link_by_link() {
    let held = Held::whole(action());
    assert_eq!(held.broken(), [""; 0], "{:#?}", held.links());
    let rows: Vec<_> = held
        .links()
        .iter()
        .map(|l| (l.name, l.row.as_ref().map(|r| r.seq)))
        .collect();
    assert_eq!(
        rows,
        [
            ("journal", None),
            ("finding", Some(1)),
            ("proposal", Some(2)),
            ("approval", Some(4)),
            ("intent", Some(5)),
            ("request", Some(5)),
            ("answer", Some(6)),
            ("read_back", Some(7)),
            ("posting", Some(8)),
            ("closing_run", Some(9)),
        ]
    );
}

#[test]
fn each_row_that_is_missing_is_named() {
    let of = |n: usize| {
        let mut held = Held::whole(action());
        held.entries.remove(n);
        held.broken()
    };
    assert_eq!(of(0), ["finding"]);
    assert_eq!(of(1), ["proposal"]);
    assert_eq!(of(2), ["approval"], "the decision on the exception");
    assert_eq!(of(3), ["approval"], "the signature");
    assert_eq!(of(4), ["intent", "request"]);
    assert_eq!(of(5), ["answer"]);
    assert_eq!(of(6), ["read_back"]);
    assert_eq!(of(7), ["posting"]);
    assert_eq!(of(8), ["closing_run"]);
}

#[test]
fn what_does_not_verify_is_named() {
    type Change = fn(&mut Held);
    let cases: [(&str, Change, &[&str]); 18] = [
        (
            "faults of the journal",
            |h| h.faults.push("row 3".to_owned()),
            &["journal"],
        ),
        (
            "another finding",
            |h| h.exception.fingerprint = "f".to_owned(),
            &["finding"],
        ),
        (
            "a first run of other bytes",
            |h| h.runs[0].1 = "f".to_owned(),
            &["finding"],
        ),
        (
            "another amount proposed",
            |h| h.tell("propose", "amount", json!("12.35")),
            &["proposal"],
        ),
        (
            "another proposer",
            |h| h.tell("propose", "proposer", json!("ben")),
            &["proposal"],
        ),
        (
            "an action changed after its approval",
            |h| h.standing.action.steps[0].body = "{\"memo\":1}".to_owned(),
            &["approval", "request"],
        ),
        (
            "a signature of another",
            |h| h.tell("approval", "operator", json!("ben")),
            &["approval"],
        ),
        (
            "an operator nobody lists",
            |h| h.tell("approval", "operator", json!("eve")),
            &["approval"],
        ),
        (
            "a forged signature",
            |h| h.tell("approval", "signature", json!("AAAA")),
            &["approval"],
        ),
        ("an approval the store lost", |h| h.approvals.clear(), &["approval"]),
        (
            "another external id",
            |h| h.tell("intent", "external_id", json!("x")),
            &["intent"],
        ),
        ("another body", |h| h.tell("intent", "body", json!("f")), &["request"]),
        (
            "an adjustment nobody approved",
            |h| h.tell("intent", "adjusted", json!("0.01")),
            &["request"],
        ),
        (
            "another record answered",
            |h| h.tell("answer", "record", json!(78)),
            &["answer"],
        ),
        (
            "saved otherwise",
            |h| h.tell("read back", "differs", json!(["total"])),
            &["read_back"],
        ),
        (
            "another record held",
            |h| h.standing.done.records = vec![78],
            &["read_back", "posting"],
        ),
        ("not posted", |h| h.standing.state = ActionState::Unknown, &["posting"]),
        (
            "open again",
            |h| h.exception.state = ExceptionState::Reopened,
            &["closing_run"],
        ),
    ];
    for (what, change, broken) in cases {
        let mut held = Held::whole(action());
        change(&mut held);
        assert_eq!(held.broken(), broken, "{what}");
    }
}

#[test]
fn an_effect_does_not_stand_before_its_cause() {
    let mut held = Held::whole(action());
    // The proposal is written after everything else.
    held.entries[1].seq = 20;
    assert!(held.broken().contains(&"approval"), "{:?}", held.broken());
}

#[test]
fn a_record_that_was_looked_up_needs_no_answer() {
    for how in ["found by its external id", "was there"] {
        let mut held = Held::whole(action());
        held.tell("read back", "how", json!(how));
        held.entries.remove(5);
        assert_eq!(held.broken(), [""; 0], "{how}");
    }
}

#[test]
fn an_adjusted_body_is_made_anew() {
    let mut adjusted = action();
    adjusted.steps[0].body = "{\"item\":{\"items\":[{\"amount\":12.33}]}}".to_owned();
    adjusted.steps[0].adjust = Some(Adjust {
        item: Some(902),
        tax: None,
        most: Amount::parse("0.02").unwrap(),
    });
    let cent = Amount::parse("0.01").unwrap();
    let body = adjusted.steps[0].adjust.as_ref().unwrap();
    let body = body.added_to(&adjusted.steps[0].body, cent, gbp()).unwrap();
    let mut held = Held::whole(adjusted);
    held.tell("intent", "adjusted", json!("0.01"));
    held.tell("intent", "body", json!(sha256_hex(body.as_bytes())));
    assert_eq!(held.broken(), [""; 0], "{:#?}", held.links());
    held.tell("intent", "adjusted", json!("0.03"));
    assert_eq!(held.broken(), ["request"], "more than the plan allows");
}

#[test]
fn a_body_with_tax_details_is_made_anew() {
    let mut taxed = action();
    taxed.steps[0].body = "{\"item\":{\"items\":[{\"amount\":12.33}]}}".to_owned();
    let adjust = Adjust {
        item: None,
        tax: Some(Amount::parse("2.07").unwrap()),
        most: Amount::parse("0.02").unwrap(),
    };
    taxed.steps[0].adjust = Some(adjust.clone());
    let details = |amount: &str| {
        let detail = json!({"reference": "r1", "tax_type": "1", "tax_code": "5", "basis": "25.0", "rate": "8.25", "amount": amount});
        json!({"lines": ["r1"], "details": [detail]})
    };
    let tax = serde_json::from_value(details("2.07")).unwrap();
    let body = adjust.overridden(&taxed.steps[0].body, &tax).unwrap();
    let mut held = Held::whole(taxed);
    held.tell("intent", "adjusted", details("2.07"));
    held.tell("intent", "body", json!(sha256_hex(body.as_bytes())));
    assert_eq!(held.broken(), [""; 0], "{:#?}", held.links());
    held.tell("intent", "adjusted", details("2.08"));
    assert_eq!(held.broken(), ["request"], "another tax than the approved one");
}

#[test]
fn an_acceptance_ends_with_itself() {
    let mut accepts = action();
    accepts.proposal.action = ActionKind::AcceptVariance;
    accepts.steps.clear();
    let mut held = Held::whole(accepts);
    held.entries.truncate(4);
    assert_eq!(held.broken(), ["acceptance"]);
    held.add(2, "accept", "EX-1042", json!({"delta": "12.34", "currency": "GBP"}));
    assert_eq!(held.broken(), [""; 0], "{:#?}", held.links());
}
