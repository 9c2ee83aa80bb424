//! What is said before a backlog is sent, and what an interrupt leaves of it.

use tieout::flow::apply::{ApplyRequest, forecast};

use crate::applies::{Office, requests_of};

#[test]
fn a_backlog_is_forecast() {
    let office = Office::uncredited(120, 4, "");
    let (approved, _) = office.approve_all();
    let ahead = forecast(&office.store(), &ApplyRequest::default()).unwrap();
    assert_eq!(ahead.actions, approved.len() as u64);
    let requests = requests_of(&office);
    assert!(ahead.documents >= office.made().len() as u64, "{ahead:?}");
    // Not every preview has to be adjusted; signing in and the periods are asked for once.
    assert!(
        ahead.requests + 8 >= requests && ahead.requests * 2 / 3 <= requests,
        "{ahead:?} {requests}"
    );
    let after = forecast(&office.store(), &ApplyRequest::default()).unwrap();
    assert_eq!(after.actions, 0, "{after:?}");
}

/// An interrupt while a write is under way: it is finished and read back, and no other is begun.
#[cfg(unix)]
#[test]
fn an_interrupt_finishes_the_write_in_hand_and_begins_no_other() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use crate::vehicles::Desk;

    let slow = "[[fault]]\nkind = \"delay\"\nmethod = \"POST\"\npath = \"/netsuite/services/rest/record\"\nper_thousand = 1000\ndelay_ms = 1500\n";
    let desk = Desk::meeting(24, &["REF-01"], slow, |world| world);
    desk.look();
    for action in ["refund_customer_deposit", "create_cash_refund", "create_credit_memo"] {
        desk.ask("ana", &["queue", "approve", &desk.exception("REF-01", action)]);
    }
    let mut apply = Command::new(env!("CARGO_BIN_EXE_tieout"));
    apply
        .current_dir(desk.home.path())
        .env_clear()
        .env("HOME", desk.home.path());
    apply.args(["apply", "--json", "--operator", "ana"]);
    apply.stdout(Stdio::piped()).stderr(Stdio::piped());
    let applying = apply.spawn().unwrap();
    let began = Instant::now();
    let on_its_way = || desk.ask("ana", &["actions", "list"]).contains("sending");
    while !on_its_way() {
        assert!(began.elapsed() < Duration::from_secs(60), "nothing was sent");
        std::thread::sleep(Duration::from_millis(50));
    }
    let asked = Command::new("kill")
        .args(["-INT", &applying.id().to_string()])
        .status()
        .unwrap();
    assert!(asked.success());
    let answer = desk.home.answer(&applying.wait_with_output().unwrap());
    assert_eq!(answer.code, 130, "{answer:#?}");
    assert!(
        answer.err.contains("stopping when the write in hand is done"),
        "{answer:#?}"
    );
    let told: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    let ends = told["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["end"].as_str().unwrap());
    let ends: Vec<&str> = ends.collect();
    assert_eq!(ends, ["posted", "left", "left"], "{answer:#?}");
    desk.ask("ana", &["apply"]);
    let made = desk.made().len();
    assert!(
        (3..=4).contains(&made),
        "a document each, and perhaps the memo's payout: {made}"
    );
    desk.ask("ana", &["audit", "verify"]);
}
