//! `nightly`: the steps of a night in this process, and the command as cron runs it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;

use serde_json::Value;
use tieout::config::{Config, Layers};
use tieout::flow::apply::End;
use tieout::flow::nightly::{self, Night, NightRequest};
use tieout::flow::remotes::Reach;
use tieout::model::exception::ExceptionState;
use tieout::secret::Keyring;

use crate::answers::is_as_documented;
use crate::applies::Office;
use crate::doctors::serve;
use crate::pulls::{Place, quiet};
use crate::tool::Home;
use crate::traded::world;

fn night(place: &Place, config: &Config, sender: Option<&str>) -> Night {
    let reach = Reach {
        config,
        keyring: &Keyring::of_none(),
        line: &place.line,
        runtime: &place.runtime,
        progress: &quiet(),
    };
    let request = NightRequest {
        sender,
        out: None,
        at: place.at(),
        as_of: place.at(),
        stop: &|| false,
    };
    let mut store = tieout::store::Store::open(&config.store).unwrap();
    nightly::run(&mut store, &reach, &request).unwrap()
}

/// The place's configuration with the operator who approves.
fn staffed(office: &Office) -> Config {
    let operator = &office.policy.operators[0];
    let path = office.place.home.path().join("tieout.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let entry = format!(
        "[[approval.operators]]\nname = \"{}\"\npublic_key = \"{}\"\n",
        operator.name, operator.key
    );
    std::fs::write(&path, format!("{text}\n{entry}")).unwrap();
    let layers = Layers {
        config_flag: Some(path),
        ..Layers::default()
    };
    Config::load(&layers).unwrap()
}

#[test]
fn a_night_sends_what_is_approved_and_finds_it_settled() {
    let office = Office::uncredited(60, 2, "");
    let config = staffed(&office);
    let (approved, _) = office.approve_all();
    let watching = night(&office.place, &config, None);
    assert!(watching.sent.is_none() && watching.run.complete);
    let states = |office: &Office| -> Vec<ExceptionState> {
        let store = office.store();
        let of = |n: &u64| store.read().exception(*n).unwrap().unwrap().state;
        approved.iter().map(of).collect()
    };
    assert!(states(&office).iter().all(|s| *s == ExceptionState::Approved));

    let sending = night(&office.place, &config, Some("ana"));
    let sent = sending.sent.unwrap();
    let posted = sent.iter().filter(|o| matches!(o.end, End::Posted(_))).count();
    assert!(posted > 3, "{sent:#?}");
    assert_eq!(sending.not_landed, Vec::<String>::new());
    let closed = states(&office).iter().filter(|s| **s == ExceptionState::Closed).count();
    assert_eq!(closed, posted, "the same night's comparison finds them settled");
    let names: Vec<_> = sending
        .reports
        .iter()
        .map(|p| p.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["summary.txt", "findings.json", "report.xlsx"]);
    let findings: Value = serde_json::from_slice(&std::fs::read(&sending.reports[1]).unwrap()).unwrap();
    assert_eq!(findings["run"], sending.run.id.as_str());
    let beside = std::fs::read_dir(sending.reports[0].parent().unwrap()).unwrap().count();
    assert_eq!(beside, 3, "no part of a file is left");

    let quiet = night(&office.place, &config, Some("ana"));
    assert_eq!(quiet.sent, Some(Vec::new()), "nothing is left to send");
    assert_eq!(quiet.open, sending.open);
}

#[test]
fn a_night_whose_facts_are_cut_off_sends_and_closes_nothing() {
    let office = Office::uncredited(40, 2, "");
    let config = staffed(&office);
    let (approved, _) = office.approve_all();
    assert!(approved.len() > 3);
    let exceptions = |office: &Office| {
        let all = office.store().read().exceptions().unwrap().into_iter();
        all.map(|e| (e.number, e.state)).collect::<Vec<_>>()
    };
    let before = exceptions(&office);
    // Every refund is credited by now, and nothing that NetSuite says arrives.
    let credited = world(40, 2, true);
    let gone = "[[fault]]\nkind = \"lost-before\"\npath = \"/netsuite/\"\nper_thousand = 1000\n";
    office.place.goes_on(credited, gone);
    let cut = night(&office.place, &config, Some("ana"));
    assert!(cut.sent.is_none(), "nothing is sent on facts that are not complete");
    assert!(!cut.run.complete);
    assert_eq!(exceptions(&office), before);
}

/// Answers one request with 200 and hands over what it was sent.
fn listening() -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/hooks/secret-path", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut text, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            let n = stream.read(&mut piece).unwrap();
            text.extend_from_slice(&piece[..n]);
            let said = String::from_utf8_lossy(&text).into_owned();
            let whole = said.split_once("\r\n\r\n").is_some_and(|(head, body)| {
                let length = head.to_ascii_lowercase();
                let length = length
                    .split("content-length: ")
                    .nth(1)
                    .and_then(|l| l.lines().next().map(str::to_owned));
                length.is_some_and(|l| body.len() >= l.trim().parse().unwrap())
            });
            if whole || n == 0 {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                    .unwrap();
                return said;
            }
        }
    });
    (address, heard)
}

/// The documents that were told, without what each night has anew.
fn told(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn cron_gets_one_line_an_exit_code_and_whoever_is_named_is_told() {
    let home = Home::new();
    let mut served = serve(|_| {});
    assert_eq!(served.init(&home).code, 0);
    let path = home.path().join("tieout.toml");
    let plain = std::fs::read_to_string(&path).unwrap();
    let notify = "\n[notify]\nwebhook = \"env:HOOK\"\ncommand = [\"tee\", \"told.json\"]\n";
    std::fs::write(&path, format!("{plain}{notify}")).unwrap();
    let (address, heard) = listening();
    served.secrets.push(("HOOK".to_owned(), address));
    served.secrets.push(("PATH".to_owned(), std::env::var("PATH").unwrap()));

    let answer = served.run(&home, &["nightly", "--json", "--out", "out", "--fail-on", "never"]);
    assert_eq!(answer.code, 0, "{answer:#?}");
    assert_eq!(answer.out.lines().count(), 1, "{}", answer.out);
    let document = is_as_documented(&answer);
    for name in ["summary.txt", "findings.json", "report.xlsx"] {
        assert!(home.path().join("out").join(name).exists(), "{name}");
    }
    let said = heard.join().unwrap();
    assert!(said.starts_with("POST /hooks/secret-path HTTP/1.1"), "{said}");
    let body: Value = serde_json::from_str(said.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(body, document, "the webhook is told what the answer says");
    assert_eq!(told(&home.path().join("told.json")), document, "and so is the program");

    // Nobody listens any more: that is worth a warning and changes nothing else.
    let again = served.run(&home, &["nightly", "--apply", "--fail-on", "never"]);
    assert_eq!(again.code, 0, "{again:#?}");
    assert!(again.err.contains("warning: [notify] webhook:"), "{}", again.err);
    assert!(!again.err.contains("secret-path"), "{}", again.err);
    assert_eq!(again.out.lines().count(), 1);
    assert!(
        again.out.contains("sent: nothing") && again.out.contains(", journal "),
        "{}",
        again.out
    );

    // A side that lets nobody in is incomplete: whatever else is asked for, that is what the night ends with.
    served.secrets.push(("SHOP_0".to_owned(), "shpat_wrong".to_owned()));
    let cut = served.run(&home, &["nightly", "--json", "--fail-on", "never"]);
    assert_eq!(cut.code, 7, "{cut:#?}");
    let document: Value = serde_json::from_str(&cut.out).unwrap();
    assert_eq!(document["steps"]["pull"], "permission_refused");
    assert_eq!(document["complete"], false);
    assert!(
        !cut.err.contains("shpat_wrong") && !cut.out.contains("shpat_wrong"),
        "{cut:#?}"
    );
    assert!(cut.err.contains("nothing was closed"), "{}", cut.err);
}

#[test]
fn whoever_is_named_is_told_of_a_night_that_could_not_begin() {
    let home = Home::new();
    home.write("tieout.toml", "[store]\nurl = \"sqlite:t.db\"\n[[shops]]\nname = \"uk\"\ndomain = \"uk.myshopify.com\"\nbase_url = \"http://127.0.0.1:9/\"\naccess_token = \"env:NOT_THERE\"\n[notify]\ncommand = [\"tee\", \"told.json\"]\n");
    let mut command = home.command();
    command.args(["nightly"]).env("PATH", std::env::var("PATH").unwrap());
    let answer = home.answer(&command.output().unwrap());
    // Without a NetSuite account there is nothing to compare with: the night cannot even begin.
    assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{answer:#?}");
    let document = told(&home.path().join("told.json"));
    assert_eq!(
        (&document["exit"], &document["exit_code"]),
        (&Value::from("usage_or_configuration"), &Value::from(2))
    );
    assert!(document["error"].as_str().unwrap().len() > 10, "{document}");
}
