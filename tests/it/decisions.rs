//! What people decide about exceptions, from the finding to the signed approval and back.

use std::sync::Arc;

use serde_json::Value;
use tieout::base::Moment;
use tieout::flow::queue;
use tieout::secret::Keyring;
use tieout::store::Store;

use crate::answers::is_as_documented;
use crate::asked::{Scripted, run};
use crate::ledger::{Ledger, import_month};
use crate::tool::Answer;

/// A month with its findings, and operators who may approve.
pub(crate) struct Office {
    pub(crate) ledger: Ledger,
    keyring: Keyring,
    nobody: Arc<Scripted>,
}

impl Office {
    /// A month that was compared, with nobody who may approve yet.
    pub(crate) fn of_month() -> Self {
        let ledger = Ledger::of("month");
        import_month(&ledger);
        ledger.reconcile(&[]);
        Self {
            ledger,
            keyring: Keyring::of_memory(),
            nobody: Arc::new(Scripted::default()),
        }
    }

    /// The same, with `ana` (up to 100.00) and `ben` (any amount).
    pub(crate) fn staffed() -> Self {
        let office = Self::of_month();
        for (name, limit) in [("ana", Some("100.00")), ("ben", None)] {
            office.enroll(name, limit);
        }
        office
    }

    fn enroll(&self, name: &str, limit: Option<&str>) {
        let mut args = vec!["operator", "enroll", name, "--role", "finance"];
        args.extend(limit.iter().flat_map(|l| ["--limit", *l]));
        let entry = self.run(&args);
        assert_eq!(entry.code, 0, "{}", entry.err);
        let path = self.ledger.home.path().join("tieout.toml");
        let text = std::fs::read_to_string(&path).unwrap() + "\n" + &entry.out;
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        let globals = self.ledger.globals();
        let all: Vec<&str> = args.iter().copied().chain(globals.iter().map(String::as_str)).collect();
        run(&self.ledger.home, &self.keyring, &self.nobody, &all)
    }

    pub(crate) fn ends(&self, code: i32, args: &[&str]) -> Answer {
        let answer = self.run(args);
        assert_eq!(answer.code, code, "{args:?}\n{}{}", answer.out, answer.err);
        answer
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let all: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.ends(0, &all).out).unwrap()
    }

    /// The first exception of a code.
    pub(crate) fn first(&self, code: &str) -> Value {
        let all = self.json(&["queue", "list", "--code", code]);
        all["exceptions"][0].clone()
    }

    fn status(&self, id: &str) -> String {
        let shown = self.json(&["queue", "show", id]);
        shown["exceptions"][0]["status"].as_str().unwrap().to_owned()
    }
}

fn id(exception: &Value) -> &str {
    exception["exception"].as_str().unwrap()
}

#[test]
fn an_exception_goes_through_peoples_hands() {
    let office = Office::staffed();
    let exception = office.first("REF-01");
    let ex = id(&exception);
    office.ends(0, &["queue", "assign", ex, "--to", "cleo"]);
    assert_eq!(office.status(ex), "assigned");
    let of_cleo = office.json(&["queue", "list", "--assignee", "cleo"]);
    assert_eq!(of_cleo["exceptions"].as_array().unwrap().len(), 1);
    office.ends(0, &["queue", "tag", ex, "--label", "month-end"]);
    assert_eq!(
        office.json(&["queue", "list", "--label", "month-end"])["exceptions"][0]["exception"],
        ex
    );
    office.ends(0, &["queue", "note", ex, "the customer was called"]);
    office.ends(0, &["queue", "snooze", ex, "--until", "3d"]);
    assert_eq!(office.status(ex), "snoozed");
    office.ends(0, &["queue", "reopen", ex]);
    assert_eq!(office.status(ex), "assigned", "it is still somebody's");
    office.ends(0, &["queue", "propose", ex, "--note", "as the refund says"]);
    assert_eq!(office.status(ex), "proposed");
    office.ends(0, &["queue", "reject", ex, "--note", "wait for the goods"]);
    assert_eq!(office.status(ex), "assigned");
    let journal = office.ends(0, &["audit", "export"]).out;
    let told: Vec<Value> = journal.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of_it: Vec<_> = told
        .iter()
        .filter(|r| r["subject"] == ex)
        .map(|r| r["what"].as_str().unwrap())
        .collect();
    assert_eq!(
        of_it,
        ["assign", "tag", "note", "snooze", "reopen", "propose", "reject"]
    );
    assert!(told.iter().any(|r| r["what"] == "land") && told.iter().any(|r| r["what"] == "run"));
    assert!(office.ends(0, &["audit", "verify"]).out.starts_with("intact"));
}

#[test]
fn an_approval_is_signed_by_somebody_who_may() {
    let office = Office::of_month();
    let exception = office.first("REF-01");
    let ex = id(&exception);
    let refused = office.ends(4, &["queue", "approve", ex, "--operator", "ana"]);
    assert!(refused.err.contains("operator enroll"), "{}", refused.err);
    office.enroll("ana", Some("100000.00"));
    office.enroll("ben", Some("0.01"));
    assert!(
        office
            .ends(4, &["queue", "approve", ex, "--operator", "eve"])
            .err
            .contains("`eve` may not")
    );
    assert!(
        office
            .ends(4, &["queue", "approve", ex, "--operator", "ben"])
            .err
            .contains("up to 0.01")
    );
    assert_eq!(office.status(ex), "open", "a refusal leaves no trace");
    // Who proposes does not approve.
    office.ends(0, &["queue", "propose", ex, "--operator", "ana"]);
    assert!(
        office
            .ends(4, &["queue", "approve", ex, "--operator", "ana"])
            .err
            .contains("another person")
    );
    office.ends(0, &["queue", "reject", ex, "--note", "again", "--operator", "ana"]);
    // What the run suggests may be approved by any one.
    let approved = office.json(&["queue", "approve", ex, "--operator", "ana"]);
    assert_eq!(approved["exceptions"][0]["status"], "approved");
    assert_eq!(approved["actions"][0]["proposer"], "tieout");
    let action = approved["actions"][0]["action"].as_str().unwrap();
    let shown = office.json(&["actions", "show", action]);
    assert_eq!(shown["actions"][0]["approvals"][0]["operator"], "ana");
    assert_eq!(
        office.json(&["actions", "list", "--state", "approved"])["actions"][0]["action"],
        action
    );
    is_as_documented(&office.ends(0, &["audit", "verify", "--json"]));
    is_as_documented(&office.ends(0, &["audit", "head", "--json"]));
    is_as_documented(&office.ends(0, &["operator", "list", "--json"]));
    let twice = office.ends(2, &["queue", "approve", ex, "--operator", "ana"]);
    assert!(twice.err.contains("it cannot be approved"), "{}", twice.err);
}

#[test]
fn an_acceptance_counts_until_its_amount_changes() {
    let office = Office::staffed();
    let exception = office.first("REF-03");
    let ex = id(&exception);
    assert_eq!(exception["state"], "mismatched");
    office.ends(0, &["queue", "accept", ex, "--note", "rounding"]);
    let (_, run) = office.ledger.reconcile(&[]);
    let after = office.json(&["queue", "show", ex]);
    assert_eq!(after["exceptions"][0]["state"], "accepted");
    assert_eq!(after["exceptions"][0]["accepted"]["by"], "ana");
    assert_eq!(run["summary"]["findings"]["accepted"], 1);
    // More than the budget takes an approval, and that is written down as an acceptance.
    let large = office.first("REF-01");
    let ex = id(&large);
    let refused = office.ends(2, &["queue", "accept", ex, "--note", "too much work"]);
    assert!(refused.err.contains("accept_variance"), "{}", refused.err);
    office.ends(
        0,
        &[
            "queue",
            "propose",
            ex,
            "--action",
            "accept_variance",
            "--note",
            "let go",
            "--operator",
            "ana",
        ],
    );
    office.ends(0, &["queue", "approve", ex, "--operator", "ben"]);
    assert_eq!(office.status(ex), "accepted");
    office.ledger.reconcile(&[]);
    assert_eq!(
        office.json(&["queue", "show", ex])["exceptions"][0]["state"],
        "accepted"
    );
    office.ends(0, &["audit", "verify"]);
    office.ends(0, &["queue", "reopen", ex]);
    office.ledger.reconcile(&[]);
    assert_eq!(
        office.json(&["queue", "show", ex])["exceptions"][0]["state"],
        "mismatched"
    );
}

#[test]
fn a_refusal_among_several_stops_none_of_the_others() {
    let office = Office::staffed();
    let exception = office.first("REF-01");
    let answer = office.ends(2, &["queue", "assign", "EX-1", id(&exception), "--to", "cleo"]);
    assert!(answer.err.contains("there is no exception `EX-1`"), "{}", answer.err);
    assert!(answer.out.contains("assigned, cleo"), "{}", answer.out);
}

#[test]
fn a_facts_move_undoes_what_was_decided() {
    let office = Office::staffed();
    let exception = office.first("REF-01");
    let ex = id(&exception);
    office.ends(0, &["queue", "approve", ex, "--operator", "ben"]);
    // NetSuite's side of the case is not what it was; what was decided on it is not carried out.
    let place: i64 = office
        .ledger
        .sql()
        .query_row(
            "SELECT place FROM exceptions WHERE number = ?1",
            [ex.trim_start_matches("EX-")],
            |r| r.get(0),
        )
        .unwrap();
    let gone = office
        .ledger
        .sql()
        .execute("DELETE FROM book_facts WHERE place = ?1", [place])
        .unwrap();
    assert_eq!(gone, 1);
    office.ledger.reconcile(&["--full"]);
    let actions = office.json(&["actions", "list"]);
    assert_eq!(actions["actions"][0]["state"], "void", "{actions}");
    office.ends(0, &["audit", "verify"]);
}

/// Every kind of tampering that somebody with the file can try, and what finds it.
#[test]
fn a_tampered_store_is_told() {
    let office = Office::staffed();
    let exception = office.first("REF-01");
    let ex = id(&exception);
    office.ends(0, &["queue", "assign", ex, "--to", "cleo"]);
    office.ends(0, &["queue", "approve", ex, "--operator", "ben"]);
    let small = office.first("REF-03");
    office.ends(0, &["queue", "accept", id(&small), "--note", "rounding"]);
    let head = office.ends(0, &["audit", "head"]).out.trim().to_owned();
    office.ends(0, &["audit", "verify", "--head", &head]);
    let good = std::fs::read(office.ledger.store()).unwrap();
    let number = ex.trim_start_matches("EX-");
    let other = id(&small).trim_start_matches("EX-").to_owned();
    let third = id(&office.first("IDN-01")).trim_start_matches("EX-").to_owned();
    let tampers: Vec<(&str, String, &str)> = vec![
        ("a row changed", "UPDATE journal SET who = 'ana' WHERE what = 'approve'".into(), "changed after it was written"),
        ("a detail changed", "UPDATE journal SET detail = replace(detail, 'rounding', 'agreed') WHERE what = 'accept'".into(), "changed after"),
        ("a row removed", "DELETE FROM journal WHERE what = 'assign'".into(), "missing"),
        ("rows exchanged", "UPDATE journal SET seq = -1 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = -1".into(), "changed after"),
        ("the end taken off", "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)".into(), "taken off its end"),
        (
            "the end taken off, and its note mended",
            "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal);
             UPDATE meta SET value = (SELECT seq || ':' || hash FROM journal ORDER BY seq DESC LIMIT 1) WHERE key = 'journal_head'".into(),
            "noted outside",
        ),
        ("an approval for another", "UPDATE approvals SET operator = 'ana'".into(), "not signed with that operator's key"),
        ("an approval taken away", "DELETE FROM approvals".into(), "without an approval"),
        ("another amount under the approval", "UPDATE actions SET body = replace(body, '\"exception\":', '\"exception\": 1')".into(), "without an approval of what it does"),
        ("a decision nobody took", format!("UPDATE exceptions SET state = 'accepted', work = (SELECT work FROM exceptions WHERE number = {other}) WHERE number = {number}"), "its last decision is row"),
        ("a decision made up", format!("UPDATE exceptions SET state = 'snoozed' WHERE number = {third}"), "snoozed without a row"),
        ("an exception closed by hand", format!("UPDATE exceptions SET state = 'closed' WHERE number = {third}; DELETE FROM worklist WHERE number = {third}"), "closed, and no run says"),
        ("an exception removed", format!("DELETE FROM exceptions WHERE number = {third}; DELETE FROM worklist WHERE number = {third}"), "was removed, and its findings are there"),
        (
            "an exception removed with all that is known of it",
            format!("DELETE FROM findings WHERE exception = {third}; DELETE FROM exceptions WHERE number = {third}; DELETE FROM worklist WHERE number = {third}"),
            "a finding that it wrote was changed, removed or added",
        ),
        (
            "a finding changed",
            format!("UPDATE findings SET body = (SELECT body FROM findings WHERE exception = {number}) WHERE exception = {third}"),
            "a finding that it wrote was changed",
        ),
        ("a finding of another type", format!("UPDATE findings SET body = body || 'x' WHERE exception = {third}"), "a finding that it wrote was changed"),
        ("a finding that nobody can read", format!("UPDATE findings SET body = x'ff' WHERE exception = {third}"), "a finding that it wrote was changed"),
        ("whether a finding counts", format!("UPDATE findings SET state = 'informational' WHERE exception = {third}"), "a finding that it wrote was changed"),
        ("another identity", format!("UPDATE exceptions SET fingerprint = 'f' || fingerprint WHERE number = {third}"), "a finding that it wrote was changed"),
        ("a finding of another exception", format!("UPDATE exceptions SET finding = (SELECT id FROM findings WHERE exception = {number}) WHERE number = {third}"), "shows another finding"),
        ("a finding made up", format!("INSERT INTO findings (exception, from_run, state, body) SELECT exception, from_run, state, body FROM findings WHERE exception = {third}"), "a finding that it wrote was changed, removed or added"),
        ("a finding of no run", format!("INSERT INTO findings (exception, from_run, state, body) SELECT exception, 77, state, body FROM findings WHERE exception = {third}"), "of which the journal has no row"),
        ("a finding ended by hand", format!("UPDATE findings SET to_run = from_run WHERE exception = {third}"), "which findings ended with it was changed"),
        ("a run changed", "UPDATE runs SET body = replace(body, '\"complete\":true', '\"complete\":false')".into(), "changed after it was recorded"),
        ("a run removed", "DELETE FROM runs".into(), "removed after it was recorded"),
        ("a run made up", "INSERT INTO runs SELECT 99, '01JD', replace(body, id, '01JD') FROM runs".into(), "run 01JD: recorded without a row"),
        ("a decision wiped out", format!("UPDATE exceptions SET state = 'open', work = x'' WHERE number = {other}"), "its last decision is row 0"),
    ];
    for (what, sql, told) in tampers {
        std::fs::write(office.ledger.store(), &good).unwrap();
        for more in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{more}", office.ledger.store().display()));
        }
        office.ledger.sql().execute_batch(&sql).unwrap();
        let answer = office.ends(3, &["audit", "verify", "--head", &head]);
        assert!(answer.out.contains(told), "{what}: {}", answer.out);
    }
}

#[test]
fn two_people_at_one_desk_lose_nothing() {
    const ROUNDS: usize = 3;
    let office = Office::staffed();
    let exceptions = office.json(&["queue", "list", "--state", "open"]);
    let ids = exceptions["exceptions"].as_array().unwrap().iter();
    let ids: Vec<&str> = ids.take(12).map(id).collect();
    let all = |verb: &[&str], more: &[&str]| -> Vec<String> {
        let words = verb.iter().chain(&ids).chain(more);
        words.map(|w| (*w).to_owned()).collect()
    };
    let decides = |who: &'static str| {
        let mut commands = Vec::new();
        for _ in 0..ROUNDS {
            commands.push(all(&["queue", "assign"], &["--to", who, "--operator", who]));
            commands.push(all(&["queue", "tag"], &["--label", who, "--operator", who]));
            commands.extend(ids.iter().map(|ex| {
                let words = ["queue", "note", *ex, who, "--operator", who];
                words.map(str::to_owned).to_vec()
            }));
        }
        commands
    };
    // Processes of their own; somebody else compares and looks on all the while.
    let looks = || {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let both = [
            words(&["reconcile", "--full", "--fail-on", "never"]),
            words(&["queue", "list"]),
        ];
        vec![both; 2 * ROUNDS].concat()
    };
    std::thread::scope(|scope| {
        for commands in [decides("ana"), decides("ben"), looks()] {
            let office = &office;
            scope.spawn(move || {
                for command in commands {
                    let words: Vec<&str> = command.iter().map(String::as_str).collect();
                    let answer = office.ends(0, &words);
                    assert!(
                        !answer.err.contains("locked") && !answer.err.contains("busy"),
                        "{answer:?}"
                    );
                }
            });
        }
    });
    let journal = office.ends(0, &["audit", "export"]).out;
    let rows: Vec<Value> = journal.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    for ex in &ids {
        for what in ["note", "assign", "tag"] {
            for who in ["ana", "ben"] {
                let told = rows
                    .iter()
                    .filter(|r| r["what"] == what && r["subject"] == *ex && r["who"] == who);
                assert_eq!(told.count(), ROUNDS, "{ex} {what} {who}");
            }
        }
        let shown = &office.json(&["queue", "show", ex])["exceptions"][0];
        assert_eq!(shown["labels"], serde_json::json!(["ana", "ben"]), "{shown}");
        let last = rows
            .iter()
            .rev()
            .find(|r| r["what"] == "assign" && r["subject"] == *ex)
            .unwrap();
        assert_eq!(shown["assignee"], last["who"], "the last word holds");
    }
    office.ends(0, &["audit", "verify"]);
}

/// What somebody works on is said to be theirs, nobody else decides on it, and after ten minutes it is free again.
#[test]
fn a_claim_is_shown_and_expires() {
    let office = Office::staffed();
    let ex = id(&office.first("REF-01")).to_owned();
    let store = |who: &str, at: Moment| {
        let mut store = Store::open(office.ledger.store()).unwrap();
        store.act_as(who, at);
        store
    };
    let now = Moment::parse("2026-11-24T06:00:00Z").unwrap();
    queue::claim(&mut store("ana", now), &ex).unwrap();
    let listed = office.json(&["queue", "show", &ex]);
    let until = now.plus(600);
    assert_eq!(
        listed["exceptions"][0]["claimed"],
        serde_json::json!({"by": "ana", "until": until.to_string()})
    );
    let table = office.ends(0, &["queue", "list"]).out;
    let row = table.lines().find(|l| l.contains(&ex)).unwrap();
    assert!(row.contains("claimed by ana"), "{row}");
    let shown = office.ends(0, &["queue", "show", &ex]);
    assert!(
        shown.err.contains(&format!("claimed by ana until {until}")),
        "{}",
        shown.err
    );
    let refused = office.ends(8, &["queue", "note", &ex, "mine", "--operator", "ben"]);
    assert!(refused.err.contains("is claimed by `ana`"), "{}", refused.err);

    let note = |who: &str, at: Moment| queue::note(&mut store(who, at), &ex, None, "seen").map(|e| e.number);
    assert!(note("ben", until.plus(-1)).is_err());
    assert!(note("ana", until.plus(-1)).is_ok(), "whoever claimed it decides");
    assert!(note("ben", until).is_ok(), "a claim ends by itself");
    // Whoever looks on keeps it.
    queue::claim(&mut store("ben", until), &ex).unwrap();
    queue::claim(&mut store("ben", until.plus(500)), &ex).unwrap();
    assert!(note("ana", until.plus(700)).is_err());
    assert!(note("ana", until.plus(1_100)).is_ok());
}

#[test]
fn a_key_is_made_once_and_stays_private() {
    let office = Office::of_month();
    let made = office.ends(0, &["operator", "enroll", "ana", "--key-file", "ana.key", "--json"]);
    let document: Value = serde_json::from_str(&made.out).unwrap();
    assert_eq!(document["schema"], "tieout/operator/1");
    assert!(document["public_key"].as_str().unwrap().len() == 44);
    let key = std::fs::read_to_string(office.ledger.home.path().join("ana.key")).unwrap();
    assert!(!made.out.contains(key.trim()) && !made.err.contains(key.trim()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let rights = std::fs::metadata(office.ledger.home.path().join("ana.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(rights & 0o777, 0o600);
    }
    let again = office.ends(2, &["operator", "enroll", "ana", "--key-file", "ana.key"]);
    assert!(again.err.contains("has a key already"), "{}", again.err);
    for wrong in ["", "../ana", "a b", "tieout", "x\u{1b}[2J"] {
        office.ends(2, &["operator", "enroll", wrong, "--key-file", "other.key"]);
    }
}
