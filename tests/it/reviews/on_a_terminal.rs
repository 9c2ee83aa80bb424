//! The same on a terminal of its own.

use super::*;

const REVIEW: [&str; 5] = ["review", "--as-of", AS_OF, "--code", "EDT-03"];

fn press(month: &Month, terminal: &mut crate::terminal::Terminal, keys: &[(&str, &str)]) {
    for (wanted, key) in keys {
        let wanted = month.told(wanted);
        assert!(terminal.until(&wanted), "{wanted}: {}", terminal.shown());
        terminal.send(key);
    }
}

#[test]
fn groups_then_items_undo_and_signing() {
    let home = month("");
    let mut terminal = home.terminal(&REVIEW);
    press(
        &home,
        &mut terminal,
        &[
            ("2 left in 1 group", "o"),
            ("1 of 2 in EDT-03", "\r"),
            ("Enter decides nothing", "a"),
            ("{one} is approved", "u"),
            ("{one} is no longer approved", "a"),
            ("2 of 2 in EDT-03", "g"),
            ("1 left in 1 group", "A"),
            ("approve all of it", "16.66\r"),
            ("s signs what is pending", "q"),
            ("2 to be signed: 33.32 GBP", "s"),
        ],
    );
    assert_eq!(terminal.end(), 0, "{}", terminal.shown());
    assert_eq!(actions(&home).len(), 2);
    intact(&home);
}

#[test]
fn an_interrupt_keeps_the_place_and_what_is_pending() {
    let home = month("");
    let mut terminal = home.terminal(&REVIEW);
    press(
        &home,
        &mut terminal,
        &[("2 left in 1 group", "o"), ("1 of 2", "a"), ("2 of 2", "\u{3}")],
    );
    assert_eq!(terminal.end(), 130, "{}", terminal.shown());
    assert!(terminal.shown().contains("saved"), "{}", terminal.shown());
    // While a question is asked, too.
    let mut terminal = home.terminal(&REVIEW);
    press(
        &home,
        &mut terminal,
        &[("you stopped at {two}", "o"), ("2 of 2", "n"), ("Note", "\u{3}")],
    );
    assert_eq!(terminal.end(), 130, "{}", terminal.shown());
    let (_, asked) = review(&home, &["q", "q"]);
    assert!(asked.contains("1 approved, 16.66 GBP, not signed yet"), "{asked}");
}

#[test]
fn the_end_of_what_is_typed_ends_it() {
    let home = month("");
    let mut terminal = home.terminal(&REVIEW);
    press(&home, &mut terminal, &[("2 left in 1 group", "o")]);
    assert!(terminal.until("1 of 2"));
    assert_eq!(terminal.end_by("\u{4}"), 130, "{}", terminal.shown());
    assert!(review(&home, &["q"]).1.contains(&home.told("you stopped at {one}")));
}

#[test]
fn what_one_looks_at_another_passes_over() {
    let home = month("");
    let mut ana = home.terminal(&REVIEW);
    press(&home, &mut ana, &[("2 left in 1 group", "o")]);
    assert!(ana.until("1 of 2"));
    let first = home.one.strip_prefix("EX-").unwrap();
    let mut bo = home.terminal(&[&REVIEW[..], &["--operator", "bo"]].concat());
    press(&home, &mut bo, &[("claimed by ana", "/")]);
    press(
        &home,
        &mut bo,
        &[("Search", &format!("{first}\r")), ("{one} is claimed by `ana`", "q")],
    );
    assert_eq!(bo.end(), 0, "{}", bo.shown());
    // The same person at another terminal decides; here it is told, and shown anew.
    let moved = home.run(&["queue", "assign", &home.one, "--to", "cy"]);
    assert_eq!(moved.code, 0, "{}", moved.err);
    ana.send("t");
    press(
        &home,
        &mut ana,
        &[("Assign to", "dee\r"), ("was decided on meanwhile", "q")],
    );
    assert_eq!(ana.end(), 0, "{}", ana.shown());
    assert_eq!(stands(&home, &home.one)["assignee"], "cy");
    let free = home.run(&["queue", "note", &home.one, "free again", "--operator", "bo"]);
    assert_eq!(free.code, 0, "{}", free.err);
}

#[test]
fn a_page_follows_the_size_of_the_terminal() {
    let home = month("");
    let mut terminal = home.terminal(&[&REVIEW[..], &["--no-color"]].concat());
    terminal.resize(60, 20);
    press(&home, &mut terminal, &[("2 left in 1 group", "o")]);
    assert!(
        terminal.until("1 of 2") && terminal.until("? help"),
        "{}",
        terminal.shown()
    );
    terminal.resize(140, 50);
    terminal.send("\r");
    assert!(
        terminal.until("Enter decides nothing") && terminal.until("? help"),
        "{}",
        terminal.shown()
    );
    terminal.send("q");
    assert_eq!(terminal.end(), 0, "{}", terminal.shown());
    let pages: Vec<&str> = terminal.shown().split("\u{1b}[2J").collect();
    let width = |page: &str| page.lines().map(|l| l.trim_end().chars().count()).max().unwrap();
    assert!(width(pages[2]) <= 60 && pages[2].contains("space, b"), "{}", pages[2]);
    assert!(width(pages[3]) > 60 && !pages[3].contains("space, b"), "{}", pages[3]);
    assert!(!terminal.shown().contains("\u{1b}[1m"), "{}", terminal.shown());
}
