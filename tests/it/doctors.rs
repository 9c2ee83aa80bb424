//! `doctor`, and what `init` looks for: against the twin over HTTP, and against nobody.

use std::collections::BTreeMap;

use serde_json::Value;
use tieout::flow::twin;
use tieout::twin::Faults;
use tieout::twin::trade::{Trade, trade};
use tieout::twin::world::{Role, World};

use crate::answers::is_as_documented;
use crate::tool::{Answer, Home};

/// A twin that serves until the tests end, and what leads to it.
pub(crate) struct Served {
    /// Environment variables with the secrets.
    pub(crate) secrets: Vec<(String, String)>,
    /// Flags of `init` that answer everything.
    flags: Vec<String>,
}

/// Serves a small month that ends now: signatures carry the time, and the program's clock is the machine's.
pub(crate) fn serve(change: impl FnOnce(&mut World)) -> Served {
    let mut world = trade(&Trade {
        orders: 60,
        seed: 7,
        now: jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).unwrap(),
        healthy: true,
    });
    change(&mut world);
    let all = |role: &&Role| role.permissions.iter().any(|p| p == "*");
    let role = world.netsuite.roles.values().find(all).unwrap().clone();
    let tokens: BTreeMap<String, String> = world
        .shops
        .iter()
        .map(|shop| {
            let widest = shop.tokens.iter().max_by_key(|(_, scopes)| scopes.len());
            (shop.domain.clone(), widest.unwrap().0.clone())
        })
        .collect();
    let serving = twin::start(world, Faults::default(), None).unwrap();
    let (account, account_url) = serving.netsuite();
    let mut secrets = vec![
        ("CONSUMER_SECRET".to_owned(), role.consumer_secret),
        ("TOKEN_SECRET".to_owned(), role.token_secret),
    ];
    let mut flags = vec!["init".to_owned()];
    for (n, (domain, url)) in serving.shops().into_iter().enumerate() {
        secrets.push((format!("SHOP_{n}"), tokens[&domain].clone()));
        flags.extend([
            format!("--shop=s{n}={domain}"),
            format!("--shop-token=s{n}=env:SHOP_{n}"),
            format!("--shop-url=s{n}={url}"),
        ]);
    }
    flags.extend([
        format!("--account={account}"),
        format!("--account-url={account_url}"),
        format!("--consumer-key={}", role.consumer_key),
        "--consumer-secret=env:CONSUMER_SECRET".to_owned(),
        format!("--token-id={}", role.token_id),
        "--token-secret=env:TOKEN_SECRET".to_owned(),
    ]);
    std::thread::spawn(move || serving.run());
    Served { secrets, flags }
}

impl Served {
    pub(crate) fn run(&self, home: &Home, args: &[&str]) -> Answer {
        let mut command = home.command();
        command.args(args).envs(self.secrets.iter().cloned());
        home.answer(&command.output().unwrap())
    }

    pub(crate) fn init(&self, home: &Home) -> Answer {
        let flags: Vec<&str> = self.flags.iter().map(String::as_str).chain(["--json"]).collect();
        self.run(home, &flags)
    }
}

/// The states of all checks, by name; the worst where a name stands several times.
fn states(document: &Value) -> BTreeMap<String, String> {
    let mut states = BTreeMap::new();
    for check in document["checks"].as_array().unwrap() {
        let (name, state) = (check["name"].as_str().unwrap(), check["state"].as_str().unwrap());
        let slot = states.entry(name.to_owned()).or_insert_with(|| state.to_owned());
        if state == "fail" {
            *slot = state.to_owned();
        }
    }
    states
}

#[test]
fn init_finds_the_order_field_and_doctor_finds_all_well() {
    let home = Home::new();
    let served = serve(|_| {});
    let init = served.init(&home);
    assert_eq!(init.code, 0, "{init:?}");
    let document = is_as_documented(&init);
    let (matched, of) = (&document["order_field"]["matched"], &document["order_field"]["of"]);
    assert!(matched.as_u64().unwrap() * 10 > of.as_u64().unwrap() * 7, "{document}");
    assert_eq!(home.run(&["config", "check"]).code, 0);

    let doctor = served.run(&home, &["doctor", "--json"]);
    let document = is_as_documented(&doctor);
    let failed: Vec<_> = states(&document)
        .into_iter()
        .filter(|(_, state)| state == "fail")
        .collect();
    assert_eq!((failed.as_slice(), doctor.code), (&[][..], 0), "{document:#}");
    for name in [
        "shop s0",
        "shop s0 scopes",
        "netsuite",
        "netsuite status",
        "netsuite signs",
        "order field",
    ] {
        assert!(states(&document).contains_key(name), "{name}: {document:#}");
    }
    for (_, secret) in &served.secrets {
        assert!(!doctor.out.contains(secret) && !doctor.err.contains(secret));
    }
    let lines = served.run(&home, &["doctor"]).out;
    assert_eq!(
        lines.lines().count(),
        document["checks"].as_array().unwrap().len(),
        "one line a check"
    );
}

#[test]
fn a_missing_scope_and_a_refused_sign_in_are_exit_code_4() {
    let home = Home::new();
    let mut served = serve(|world| {
        for shop in &mut world.shops {
            for scopes in shop.tokens.values_mut() {
                scopes.retain(|scope| !scope.contains("payments"));
            }
        }
    });
    assert_eq!(served.init(&home).code, 0);
    let doctor = served.run(&home, &["doctor", "--json"]);
    assert_eq!(doctor.code, 4, "{doctor:?}");
    let checks = states(&is_as_documented(&doctor));
    assert_eq!(
        (checks["shop s0 scopes"].as_str(), checks["netsuite"].as_str()),
        ("fail", "ok")
    );

    for (name, secret) in &mut served.secrets {
        if name == "TOKEN_SECRET" {
            *secret = "wrong".to_owned();
        }
    }
    let doctor = served.run(&home, &["doctor", "--json"]);
    assert_eq!(
        (doctor.code, states(&is_as_documented(&doctor))["netsuite"].as_str()),
        (4, "fail")
    );
}

#[test]
fn a_service_that_is_not_there_is_exit_code_7() {
    let home = Home::new();
    // Nothing listens on port 1.
    home.write(
        "tieout.toml",
        "[store]\nurl = \"sqlite:t.db\"\n[[shops]]\nname = \"uk\"\ndomain = \"uk.myshopify.com\"\n\
         base_url = \"http://127.0.0.1:1\"\naccess_token = \"env:USER\"\n",
    );
    let doctor = home.run(&["doctor", "--json"]);
    assert_eq!(doctor.code, 7, "{doctor:?}");
    let checks = states(&is_as_documented(&doctor));
    assert_eq!(checks["shop uk"], "fail");
    assert_eq!(
        (checks["netsuite"].as_str(), checks["store"].as_str()),
        ("skipped", "skipped")
    );
    assert!(!home.path().join("t.db").exists(), "nothing is written");
}

#[test]
fn what_this_machine_lacks_is_exit_code_2() {
    let home = Home::new();
    home.write("tieout.toml", "[late]\nordres = \"20m\"\n");
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, 2);
    insta::assert_snapshot!(doctor.out, @"fail    configuration: tieout.toml:2: `late.ordres` is not a key that tieout knows; did you mean `orders`?; `tieout config check` names every fault");
    home.write(
        "tieout.toml",
        "[[shops]]\nname = \"uk\"\ndomain = \"uk.myshopify.com\"\naccess_token = \"env:NOT_SET\"\n",
    );
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, 2);
    insta::assert_snapshot!(doctor.out, @"
    ok      configuration: tieout.toml
    fail    secret shops.0.access_token: env:NOT_SET: the environment variable NOT_SET is not set; set NOT_SET, or refer to another place
    skipped store: ~/.local/share/tieout/tieout.db is not made yet: the first pull makes it
    skipped shop uk: its secret cannot be had
    skipped netsuite: no sign-in is configured: facts come from files
    ");
}

#[test]
fn files_alone_are_well() {
    let home = Home::new();
    home.write("tieout.toml", "[store]\nurl = \"sqlite:t.db\"\n");
    let doctor = home.run(&["doctor"]);
    assert_eq!(doctor.code, 0, "{doctor:?}");
    insta::assert_snapshot!(doctor.out, @"
    ok      configuration: tieout.toml
    skipped store: t.db is not made yet: the first pull makes it
    skipped shop shop: no sign-in is configured: facts come from files
    skipped netsuite: no sign-in is configured: facts come from files
    ");
}
