//! `init`: answers become a configuration that passes its own check.

use tieout::secret::Keyring;

use crate::answers::is_as_documented;
use crate::asked::{Scripted, run};
use crate::tool::{Answer, Home};

const FLAGS: [&str; 15] = [
    "init",
    "--no-sample",
    "--shop",
    "uk=example-uk.myshopify.com",
    "--shop-token",
    "env:SHOPIFY_TOKEN",
    "--account",
    "123456_SB1",
    "--client-id",
    "4b2c",
    "--certificate-id",
    "x7Yz",
    "--private-key",
    "command:pass show netsuite",
    "--non-interactive",
];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    [&FLAGS[..], more].concat()
}

fn written(home: &Home) -> String {
    std::fs::read_to_string(home.path().join("tieout.toml")).unwrap()
}

/// The configuration passes its own check.
fn checked(home: &Home) {
    let check = home.run(&["config", "check"]);
    assert_eq!(check.code, 0, "{}\n{}", check.err, written(home));
}

#[test]
fn flags_answer_everything() {
    let home = Home::new();
    let answer = home.run(&with(&[
        "--subsidiary",
        "1",
        "--books-currency",
        "presentment",
        "--concurrency",
        "4",
        "--order-field",
        "custbody_shopify_order",
        "--order-holds",
        "legacy_id",
        "--payout-pattern",
        "Shopify {legacy_id}",
        "--time-zone",
        "Europe/London",
        "--item",
        "shipping=900",
        "--item",
        "adjustment=902",
        "--ledger-account",
        "fees=60",
        "--store",
        "sqlite:t.db",
    ]));
    assert_eq!((answer.code, answer.out.as_str()), (0, ""), "{}", answer.err);
    assert_eq!(
        answer.err,
        "wrote tieout.toml\nhint: `tieout doctor` checks that it works\n"
    );
    insta::assert_snapshot!(written(&home));
    checked(&home);
}

#[test]
fn what_is_missing_is_named_at_once_and_nothing_is_written() {
    let home = Home::new();
    let answer = home.run(&["init"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    insta::assert_snapshot!(answer.err, @"
    error: nobody can be asked, and these flags are missing: --shop NAME=DOMAIN, --account, --client-id, --certificate-id, --private-key
    hint: or use --files-only where no API is read; nothing was written
    ");
    let half = home.run(&[
        "init",
        "--shop",
        "uk=uk.myshopify.com",
        "--consumer-key",
        "ck",
        "--account",
        "1",
    ]);
    assert_eq!(half.code, 2);
    insta::assert_snapshot!(half.err, @"
    error: nobody can be asked, and these flags are missing: --shop-token uk=REF or --shop-client-id and --shop-client-secret, --consumer-secret, --token-id, --token-secret
    hint: or use --files-only where no API is read; nothing was written
    ");
    assert!(!home.path().join("tieout.toml").exists());
}

#[test]
fn a_configuration_that_is_there_is_left_alone() {
    let home = Home::new();
    home.write("tieout.toml", "# mine\n");
    let answer = home.run(&with(&[]));
    assert_eq!(answer.code, 2);
    assert!(
        answer.err.starts_with("error: tieout.toml is there already\nhint: "),
        "{}",
        answer.err
    );
    assert_eq!(written(&home), "# mine\n");
    assert_eq!(home.run(&with(&["--force"])).code, 0);
    checked(&home);
    let other = home.run(&with(&["--config", "etc/other.toml", "--json"]));
    assert_eq!(other.code, 0, "{}", other.err);
    assert_eq!(is_as_documented(&other)["path"], "etc/other.toml");
    assert_eq!(home.run(&["config", "check", "--config", "etc/other.toml"]).code, 0);
    let third = with(&["--config", "etc/third.toml", "--store", "sqlite:t.db"]);
    assert_eq!(home.run(&third).code, 0);
    let text = std::fs::read_to_string(home.path().join("etc/third.toml")).unwrap();
    let store = home.path().canonicalize().unwrap().join("t.db");
    assert!(
        text.contains(&format!("url = \"sqlite:{}\"", store.display())),
        "{text}"
    );
}

#[test]
fn flags_that_do_not_fit_are_refused() {
    let home = Home::new();
    let refused = |args: &[&str]| {
        let answer = home.run(&[&["init"], args].concat());
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{args:?}");
        assert!(!home.path().join("tieout.toml").exists(), "{args:?}");
        answer.err
    };
    let uk = ["--shop", "uk=uk.myshopify.com"];
    // What was meant as a reference may be the secret: it is never repeated.
    let said = refused(&[&uk[..], &["--shop-token", "shpat_5up3r"]].concat());
    assert!(
        said.contains("`--shop-token` is no reference to a secret") && !said.contains("5up3r"),
        "{said}"
    );
    let said = refused(&["--shop", "uk=https://uk.myshopify.com"]);
    assert!(
        said.contains("`--shop` is `https://uk.myshopify.com`, no bare domain"),
        "{said}"
    );
    let said = refused(&[&uk[..], &["--shop", "us=us.myshopify.com", "--shop-token", "env:T"]].concat());
    assert!(said.contains("does not say which shop it is for"), "{said}");
    let said = refused(&[&uk[..], &["--shop-token", "env:T", "--shop-client-id", "c"]].concat());
    assert!(said.contains("signs in one way only"), "{said}");
    let said = refused(
        &[
            &uk[..],
            &["--shop-token", "env:T", "--client-id", "c", "--token-id", "t"],
        ]
        .concat(),
    );
    assert!(said.contains("two ways to sign in to NetSuite"), "{said}");
    assert!(refused(&with(&["--item", "postage=900"])[1..]).contains("does not say what it is for"));
    assert!(refused(&with(&["--ledger-account", "fees=1", "--ledger-account", "fees=2"])[1..]).contains("fees twice"));
    assert!(refused(&with(&["--time-zone", "Mars/Base"])[1..]).contains("--time-zone"));
    assert!(refused(&["--shop", "uk.myshopify.com"]).contains("write --shop uk=example-uk"));
    assert!(refused(&[&uk[..], &uk[..]].concat()).contains("the name uk twice"));
    assert!(refused(&with(&["--account-url", "http://example.com"])[1..]).contains("plain http"));
    assert!(refused(&["--order-holds", "name"]).contains("--order-field"));
}

#[test]
fn several_shops_have_flags_of_their_own() {
    let home = Home::new();
    let answer = home.run(&[
        "init",
        "--no-sample",
        "--shop",
        "uk=uk.myshopify.com",
        "--shop",
        "us=us.myshopify.com",
        "--shop-token",
        "us=env:US_TOKEN",
        "--shop-client-id",
        "uk=c-1",
        "--shop-client-secret",
        "uk=command:op read x=y",
        "--consumer-key",
        "ck",
        "--consumer-secret",
        "env:CS",
        "--token-id",
        "env:TI",
        "--token-secret",
        "env:TS",
        "--account",
        "1",
    ]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    insta::assert_snapshot!(written(&home));
    checked(&home);
}

#[test]
fn files_alone_need_no_sign_in() {
    let home = Home::new();
    let answer = home.run(&["init", "--files-only", "--shop", "uk=uk.myshopify.com"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    insta::assert_snapshot!(written(&home), @r#"
    # Made by `tieout init`. `tieout config schema` describes every key.

    [[shops]]
    name = "uk"
    domain = "uk.myshopify.com"
    "#);
    checked(&home);
}

/// What somebody is asked, and a slip on the way.
#[test]
fn whoever_is_there_is_asked_for_the_rest() {
    let home = Home::new();
    let keyring = Keyring::of_memory();
    let key = home.write("netsuite.pem", "-----BEGIN PRIVATE KEY-----\n");
    let ana = Scripted::answering(&[
        "https://example-uk.myshopify.com", // a slip
        "example-uk.myshopify.com",
        "uk",
        "an access token",
        "type it now",
        "shpat_5up3r",
        "3",
        "presentment",
        "n",
        "OAuth 2.0",
        "123456",
        "", // needed: asked again
        "4b2c",
        "x7Yz",
        "in a private file",
        "netsuite.pem",
        "in the keyring already", // the file was open to others
        "",
        "",
        "",
        "",
        "",
        "y",
        "900",
        "901",
        "902",
        "",
        "",
        "",
        "",
        "1",
        "60",
        "",
        "",
        "69",
    ]);
    #[cfg(unix)]
    open_to_others(&key);
    let answer = run(
        &home,
        &keyring,
        &ana,
        &["init", "--no-sample", "--store", "sqlite:t.db"],
    );
    assert_eq!(answer.code, 0, "{}", answer.err);
    insta::assert_snapshot!(format!("{}\n\n{}", ana.asked(), answer.err));
    insta::assert_snapshot!(written(&home));
    assert!(!format!("{answer:?}{}", written(&home)).contains("5up3r"));
    checked(&home);
    let list = run(&home, &keyring, &ana, &["secret", "list"]);
    assert!(list.out.contains("uk-token"), "{list:?}");
}

#[cfg(unix)]
fn open_to_others(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
}

#[test]
fn whoever_leaves_leaves_nothing() {
    let home = Home::new();
    let keyring = Keyring::of_memory();
    let ana = Scripted::answering(&[
        "uk.myshopify.com",
        "uk",
        "an access token",
        "type it now",
        "shpat_5up3r",
    ]);
    let answer = run(&home, &keyring, &ana, &["init", "--no-sample"]);
    assert_eq!(
        (answer.code, answer.err.as_str()),
        (130, "error: cancelled: nothing was written\n")
    );
    assert!(!home.path().join("tieout.toml").exists());
    assert_eq!(
        run(&home, &keyring, &ana, &["secret", "list"]).err,
        "no secrets were set\n"
    );
}

#[cfg(unix)]
mod on_a_terminal {
    use super::*;

    const DOWN: &str = "\u{1b}[B";

    #[test]
    fn init_asks_and_writes() {
        let home = Home::new();
        let mut terminal = home.terminal(&["init", "--no-sample"]);
        for (question, answer) in [
            ("Shop domain", "example-uk.myshopify.com\r"),
            ("Short name", "uk\r"),
            ("sign in to the shop", "\r"),
            ("Where is the access token", &format!("{DOWN}{DOWN}\r")),
            ("Variable", "SHOPIFY_TOKEN\r"),
            ("subsidiary", "1\r"),
            ("sales orders are kept in", "\r"),
            ("Another shop", "n"),
            ("sign in to NetSuite", &format!("{DOWN}{DOWN}\r")),
            ("holds the Shopify refund", "\r"),
            ("for the refund's number", "\r"),
            ("holds the Shopify payout", "\r"),
            ("for the payout's number", "\r"),
            ("items and accounts", "n"),
        ] {
            assert!(terminal.until(question), "{question}: {}", terminal.shown());
            terminal.send(answer);
        }
        assert_eq!(terminal.end(), 0, "{}", terminal.shown());
        assert!(written(&home).contains("access_token = \"env:SHOPIFY_TOKEN\""));
        checked(&home);
    }

    #[test]
    fn an_interrupt_ends_it() {
        let home = Home::new();
        let mut terminal = home.terminal(&["init"]);
        assert!(terminal.until("Shop domain"));
        terminal.send("\u{3}");
        assert_eq!(terminal.end(), 130, "{}", terminal.shown());
        assert!(!home.path().join("tieout.toml").exists());
    }

    #[test]
    fn a_terminal_that_is_never_asked_is_like_none() {
        let home = Home::new();
        let mut terminal = home.terminal(&["init", "--non-interactive"]);
        assert_eq!(terminal.end(), 2, "{}", terminal.shown());
    }

    /// Answers piped in are no terminal: nothing is asked, and nothing waits.
    #[test]
    fn piped_answers_are_not_read() {
        let home = Home::new();
        let output = home
            .command()
            .arg("init")
            .write_stdin("uk.myshopify.com\n")
            .output()
            .unwrap();
        let answer: Answer = home.answer(&output);
        assert_eq!(answer.code, 2, "{}", answer.err);
    }
}
