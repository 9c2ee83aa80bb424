//! Drafts become files that pass their own check.

use secrecy::ExposeSecret as _;

use super::*;
use crate::config::SecretRef;

fn draft() -> Draft {
    let mut draft = Draft::default();
    let uk = At::Shop(draft.shop("uk"));
    draft.set(uk, "domain", "example-uk.myshopify.com");
    draft.set_secret(
        uk,
        "access_token",
        Given::Typed(SecretString::from("shpat_5up3r")),
        "uk-token",
    );
    let us = At::Shop(draft.shop("us"));
    draft.set_secret(
        us,
        "access_token",
        Given::Reference("command:pass show us".to_owned()),
        "us-token",
    );
    draft.set(At::Netsuite, "account", "123456_SB1");
    draft
}

fn write_with(dir: &Path, keyring: &Keyring, force: bool) -> Result<Written, InitError> {
    draft().write(
        &dir.join("tieout.toml"),
        force,
        &Layers::default(),
        keyring,
        &dir.join("data"),
    )
}

fn secret(config: &Config, dir: &Path, keyring: &Keyring) -> String {
    let reference = config.file.shops[0].access_token.clone().unwrap();
    let secret = crate::secret::resolve(&reference, dir, keyring).unwrap();
    secret.expose_secret().to_owned()
}

#[test]
fn a_draft_becomes_a_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Keyring::of_memory();
    let written = write_with(dir.path(), &keyring, false).unwrap();
    let text = std::fs::read_to_string(&written.path).unwrap();
    insta::assert_snapshot!(text, @r#"
    # Made by `tieout init`. `tieout config schema` describes every key.

    [[shops]]
    name = "uk"
    domain = "example-uk.myshopify.com"
    access_token = "keyring:uk-token"

    [[shops]]
    name = "us"
    access_token = "command:pass show us"

    [netsuite]
    account = "123456_SB1"
    "#);
    let config = Config::from_text(&text, Some(written.path.clone()), &Layers::default()).unwrap();
    assert_eq!(secret(&config, dir.path(), &keyring), "shpat_5up3r");
    let words = ["pass", "show", "us"].map(str::to_owned).to_vec();
    assert_eq!(config.file.shops[1].access_token, Some(SecretRef::Command(words)));
    assert_eq!(written.kept, ["keyring:uk-token"]);
    assert!(written.keyring.is_some());
}

#[test]
fn without_a_keyring_a_secret_goes_into_a_private_file() {
    let dir = tempfile::tempdir().unwrap();
    let none = Keyring::of_none();
    for force in [false, true] {
        let written = write_with(dir.path(), &none, force).unwrap();
        assert_eq!(
            (written.kept.as_slice(), written.keyring),
            (&["file:secrets/uk-token".to_owned()][..], None)
        );
        let text = std::fs::read_to_string(&written.path).unwrap();
        let config = Config::from_text(&text, Some(written.path), &Layers::default()).unwrap();
        assert_eq!(secret(&config, dir.path(), &none), "shpat_5up3r");
    }
}

#[test]
fn what_is_there_is_not_replaced_and_what_is_wrong_is_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let keyring = Keyring::of_memory();
    let path = dir.path().join("tieout.toml");
    std::fs::write(&path, "# mine\n").unwrap();
    assert!(matches!(
        write_with(dir.path(), &keyring, false),
        Err(InitError::Exists(_))
    ));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine\n");
    assert!(keyring.find("uk-token").is_err(), "nothing was kept");
    write_with(dir.path(), &keyring, true).unwrap();

    let mut faulty = draft();
    faulty.set(At::Netsuite, "account", "no account");
    let other = dir.path().join("other.toml");
    let error = faulty
        .write(&other, false, &Layers::default(), &keyring, dir.path())
        .unwrap_err();
    assert!(matches!(error, InitError::Config(_)), "{error}");
    assert!(!other.exists());
}

#[test]
fn the_order_field_is_put_in_without_touching_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tieout.toml");
    std::fs::write(
        &path,
        "# mine\n[netsuite] # here\naccount = \"1\"\n\n[late]\norders = \"30m\"\n",
    )
    .unwrap();
    set_order_field(&path, "custbody_order", OrderHolds::LegacyId, &Layers::default()).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!(text, @r#"
    # mine
    [netsuite] # here
    account = "1"
    order_field = "custbody_order"
    order_holds = "legacy_id"

    [late]
    orders = "30m"
    "#);
    assert!(set_order_field(&path, "Not A Column", OrderHolds::Name, &Layers::default()).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn answers_are_checked_one_by_one() {
    assert_eq!(check(At::Shop(3), "domain", "example-uk.myshopify.com"), Ok(()));
    let wrong = check(At::Shop(0), "domain", "https://example-uk.myshopify.com").unwrap_err();
    assert!(wrong.contains("no bare domain; write it without https://"), "{wrong}");
    assert!(check(At::Shop(0), "name", "two words").is_err());
    assert!(check(At::Netsuite, "account", "123456_SB1").is_ok());
    assert!(check(At::Netsuite, "base_url", "http://example.com").is_err());
    assert!(check(At::Netsuite, "payout_pattern", "payout").is_err());
}
