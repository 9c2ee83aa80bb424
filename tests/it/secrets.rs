//! `secret`: what is kept, what is said, and that the secret itself is nowhere.

use tieout::secret::Keyring;

use crate::answers::is_as_documented;
use crate::asked::{Scripted, run};
use crate::tool::Home;

const SECRET: &str = "shpat_5up3r53cr3t";

#[test]
fn a_secret_is_set_listed_and_removed() {
    let home = Home::new();
    let keyring = Keyring::of_memory();
    let piped = Scripted::piped(&format!("{SECRET}\n"));
    let call = |args: &[&str]| run(&home, &keyring, &piped, args);

    let set = call(&["secret", "set", "uk-token"]);
    assert_eq!((set.code, set.out.as_str()), (0, ""));
    assert!(
        set.err
            .starts_with("kept in memory; refer to it as keyring:uk-token\nwarning: "),
        "{}",
        set.err
    );
    let said = is_as_documented(&call(&["secret", "set", "us-token", "--json"]));
    assert_eq!(said["secrets"][0]["name"], "us-token");
    let said = is_as_documented(&call(&["secret", "list", "--json"]));
    assert_eq!(said["secrets"].as_array().unwrap().len(), 2);
    let list = call(&["secret", "list"]);
    assert_eq!(list.out, "name      kept in\nuk-token  memory\nus-token  memory\n");

    let removed = call(&["secret", "rm", "us-token", "--json"]);
    assert_eq!(is_as_documented(&removed)["removed"], "us-token");
    assert_eq!(call(&["secret", "rm", "uk-token"]).err, "removed uk-token\n");
    let again = call(&["secret", "rm", "uk-token"]);
    assert_eq!(again.code, 2);
    assert!(
        again
            .err
            .starts_with("error: the keyring holds nothing named `uk-token`\n"),
        "{}",
        again.err
    );
    assert_eq!(call(&["secret", "list"]).err, "no secrets were set\n");
    for answer in [&set, &list, &removed, &again] {
        assert!(!format!("{answer:?}").contains("5up3r"));
    }
}

#[test]
fn a_secret_is_asked_for_where_somebody_is_there() {
    let home = Home::new();
    let keyring = Keyring::of_memory();
    let ana = Scripted::answering(&[SECRET]);
    let set = run(&home, &keyring, &ana, &["secret", "set", "uk"]);
    assert_eq!((set.code, ana.asked().as_str()), (0, "uk (not shown) *"));
    assert!(!set.err.contains("5up3r"));
    let left = run(&home, &keyring, &ana, &["secret", "set", "uk"]);
    assert_eq!(
        (left.code, left.err.as_str()),
        (130, "error: cancelled: nothing was written\n")
    );
    let ana = Scripted::answering(&[SECRET]);
    let unasked = run(&home, &keyring, &ana, &["secret", "set", "uk", "--non-interactive"]);
    assert_eq!((unasked.code, ana.asked().as_str()), (2, ""));
    assert!(unasked.err.contains("hint: write it to stdin"), "{}", unasked.err);
}

#[test]
fn what_cannot_be_a_secret_is_refused_before_it_is_kept() {
    let home = Home::new();
    let keyring = Keyring::of_memory();
    let refused = |text: &str, name: &str| {
        let answer = run(&home, &keyring, &Scripted::piped(text), &["secret", "set", name]);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{text:?} {name:?}");
        answer.err
    };
    assert!(refused("", "uk").contains("stdin gives nothing"));
    assert!(refused("\n", "uk").contains("stdin gives nothing"));
    assert!(refused(&"x".repeat(70_000), "uk").contains("65,536 bytes"));
    assert!(refused(SECRET, "two words").contains("`two words` cannot name a secret"));
    assert!(refused(SECRET, "\u{1b}[2J").contains("`\u{fffd}[2J`"));
    assert!(refused(SECRET, "keyring:uk").contains("without `keyring:`"));
    assert_eq!(run(&home, &keyring, &Scripted::piped(""), &["secret", "list"]).out, "");
}

#[test]
fn without_a_keyring_the_other_places_are_named() {
    let home = Home::new();
    let none = Keyring::of_none();
    let ana = Scripted::answering(&[SECRET]);
    let answer = run(&home, &none, &ana, &["secret", "set", "uk"]);
    assert_eq!(
        (answer.code, ana.asked().as_str()),
        (2, ""),
        "nobody types a secret for nothing"
    );
    assert!(answer.err.contains("no keyring answers here"), "{}", answer.err);
    for place in ["file:PATH", "env:NAME", "command:PROGRAM ARGS"] {
        assert!(answer.err.contains(place), "{}", answer.err);
    }
    assert_eq!(run(&home, &none, &ana, &["secret", "list"]).code, 0);
}

/// On a true terminal. Whether this machine has a keyring decides the outcome, not what is shown.
#[cfg(unix)]
#[test]
fn a_secret_is_not_shown_while_it_is_typed() {
    const NAME: &str = "tieout-test-of-the-terminal";
    let home = Home::new();
    let mut terminal = home.terminal(&["secret", "set", NAME]);
    let asked = terminal.until("(not shown)");
    let code = if asked {
        terminal.send_line(SECRET);
        terminal.end()
    } else {
        terminal.end()
    };
    assert!(!terminal.shown().contains("5up3r"), "{}", terminal.shown());
    assert_eq!(code, if asked { 0 } else { 2 }, "{}", terminal.shown());
    if asked {
        assert_eq!(home.run(&["secret", "rm", NAME]).code, 0);
    }
}

#[cfg(unix)]
#[test]
fn the_end_of_input_cancels() {
    let home = Home::new();
    let mut terminal = home.terminal(&["secret", "set", "tieout-test-of-the-end"]);
    if terminal.until("(not shown)") {
        assert_eq!(terminal.end_by("\u{4}"), 130, "{}", terminal.shown());
        assert!(terminal.shown().contains("cancelled: nothing was written"));
    }
    assert_eq!(home.run(&["secret", "list"]).err, "no secrets were set\n");
}
