//! Help, exit codes, and what goes where.

use std::io::Read as _;
use std::process::{Command, Stdio};

use tieout::cli::args;

use crate::tool::Home;

/// The words of every command, the program itself first.
fn commands() -> Vec<Vec<String>> {
    fn walk(command: &clap::Command, path: &[String], all: &mut Vec<Vec<String>>) {
        all.push(path.to_vec());
        for child in command.get_subcommands() {
            walk(child, &[path, &[child.get_name().to_owned()]].concat(), all);
        }
    }
    let mut all = Vec::new();
    walk(&args::command(), &[], &mut all);
    all
}

#[test]
fn the_help_of_all_commands() {
    let home = Home::new();
    let mut pages = String::new();
    for words in commands() {
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.push("--help");
        let answer = home.run(&args);
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{words:?}");
        let shows = words.is_empty() || answer.out.contains("\nExample");
        assert!(shows, "{words:?} shows no example");
        pages.push_str(&format!("$ tieout {}\n{}\n", args.join(" "), answer.out));
    }
    insta::assert_snapshot!(pages);
}

#[test]
fn version() {
    let home = Home::new();
    for flag in ["-V", "--version"] {
        let answer = home.run(&[flag]);
        assert_eq!(
            (answer.code, answer.out.as_str()),
            (0, concat!("tieout ", env!("CARGO_PKG_VERSION"), "\n"))
        );
    }
}

#[test]
fn wrong_usage_is_exit_code_2_and_leaves_stdout_empty() {
    let home = Home::new();
    for args in [
        &[][..],
        &["imprt"],
        &["import"],
        &["import", "shopify-orders"],
        &["import", "shopify-carts", "x.csv"],
        &["reconcile", "--period", "november"],
        &["reconcile", "--fail-on", "all"],
        &["report", "--view", "everything"],
        &["report", "--json", "--format", "csv"],
        &["queue", "list", "--code", "REF-99"],
        &["queue", "list", "--route", "sales"],
        &["status", "--as-of", "yesterday"],
        &["status", "-q", "-v"],
        &["status", "--store", "tieout.db"],
        &["pull"],
    ] {
        let answer = home.run(args);
        assert_eq!(answer.code, 2, "{args:?}: {}", answer.err);
        assert_eq!(answer.out, "", "{args:?}");
        assert!(!answer.err.is_empty(), "{args:?}");
    }
    let answer = home.run(&["queue", "list", "--code", "ref-99"]);
    assert!(
        answer.err.contains("the codes of this family are REF-01 to REF-"),
        "{}",
        answer.err
    );
}

#[test]
fn a_faulty_configuration_is_exit_code_2_for_every_command_that_reads_it() {
    let home = Home::new();
    home.write("tieout.toml", "[late]\nordres = \"20m\"\n");
    for args in [
        &["status"][..],
        &["reconcile"],
        &["report"],
        &["explain", "#1001"],
        &["queue", "list"],
        &["runs", "list"],
        &["import", "shopify-orders", "x.csv"],
        &["config", "show"],
        &["config", "check", "--quiet"],
    ] {
        let answer = home.run(args);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{args:?}");
        let said = "error: tieout.toml:2: `late.ordres` is not a key that tieout knows; did you mean `orders`?\n";
        assert!(answer.err.starts_with(said), "{args:?}: {}", answer.err);
    }
    // What does not read it is not held up by it.
    assert_eq!(home.run(&["config", "path"]).code, 0);
    assert_eq!(home.run(&["completions", "bash"]).code, 0);
}

#[test]
fn quiet_silences_talk_and_never_an_error() {
    let home = Home::new();
    home.write("tieout.toml", "[late]\nordres = \"20m\"\n");
    let loud = home.run(&["config", "check"]);
    let quiet = home.run(&["config", "check", "-q"]);
    assert!(loud.err.contains("hint: ") && !quiet.err.contains("hint: "));
    assert!(quiet.err.contains("error: "));
}

#[test]
fn off_a_terminal_nothing_is_coloured() {
    let home = Home::new();
    for args in [
        &["--help"][..],
        &["imprt"],
        &["status", "--store", "x"],
        &["config", "show"],
    ] {
        let answer = home.run(args);
        assert!(
            !answer.out.contains('\u{1b}') && !answer.err.contains('\u{1b}'),
            "{args:?}"
        );
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let home = Home::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tieout"))
        .args(["completions", "zsh"])
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn the_log_goes_to_stderr() {
    let home = Home::new();
    let run = |filter: &str| {
        let output = home
            .command()
            .args(["config", "check"])
            .env("TIEOUT_LOG", filter)
            .output()
            .unwrap();
        home.answer(&output)
    };
    let answer = run("tieout=info");
    assert_eq!(answer.code, 0);
    assert!(
        answer.err.contains("INFO") && !answer.out.contains("INFO"),
        "{answer:?}"
    );
    assert_eq!(run("tieout=[").code, 2);
    let verbose = home.run(&["config", "check", "-v"]);
    assert!(verbose.err.contains("INFO"), "{verbose:?}");
}
