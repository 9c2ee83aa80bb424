//! What init asks of each shop.

use super::questions::{Key, Questions, Secret};
use crate::cli::Exit;
use crate::cli::args::{InitArgs, books_currency};
use crate::cli::error::Failure;
use crate::flow::init::{At, Draft, check};

/// Asks for every shop and puts the answers into the draft.
pub(super) fn ask(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    let given = named(&args.shops)?;
    let names: Vec<String> = given.iter().map(|(name, _)| name.clone()).collect();
    let flags = Flags { args, names: &names };
    flags.fit()?;
    if given.is_empty() {
        return ask_for_some(&flags, draft, questions);
    }
    for (name, domain) in &given {
        let key = key(At::Shop(0), "name", "--shop");
        questions.optional(key, Some(name), "", None)?;
        shop(&flags, name, Some(domain), draft, questions)?;
    }
    Ok(())
}

/// Without a flag: one shop after the other until there are no more.
fn ask_for_some(flags: &Flags<'_>, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    let Some(ask) = questions.somebody else {
        questions.misses("--shop NAME=DOMAIN");
        return Ok(());
    };
    loop {
        let domain_key = key(At::Shop(0), "domain", "--shop");
        let question = "Shop domain, such as example-uk.myshopify.com";
        let Some(domain) = questions.needed(domain_key, None, question, None)? else {
            return Ok(());
        };
        let first = domain.split('.').next().unwrap_or_default().to_owned();
        let name = loop {
            let name_key = key(At::Shop(0), "name", "--shop");
            let name = questions.needed(name_key, None, "Short name for it", Some(&first))?;
            match name {
                Some(name) if draft.shops().contains(&name) => questions.output.warn("this name is taken"),
                other => break other.unwrap_or_default(),
            }
        };
        shop(flags, &name, Some(&domain), draft, questions)?;
        if !ask.confirm("Another shop?", false)? {
            return Ok(());
        }
    }
}

fn shop(
    flags: &Flags<'_>,
    name: &str,
    domain: Option<&str>,
    draft: &mut Draft,
    questions: &mut Questions<'_, '_>,
) -> Result<(), Failure> {
    let at = At::Shop(draft.shop(name));
    if let Some(domain) = questions.optional(key(at, "domain", "--shop"), domain, "", None)? {
        draft.set(at, "domain", domain);
    }
    if let Some(url) = flags.of(&flags.args.shop_urls, name) {
        questions.optional(key(at, "base_url", "--shop-url"), Some(url), "", None)?;
        draft.set(at, "base_url", url);
    }
    let is_read = !flags.args.files_only && sign_in(flags, name, at, draft, questions)?;
    let subsidiary = flags.of(&flags.args.subsidiaries, name);
    let question = "NetSuite subsidiary it is booked in, by internal id (empty: the account has one)";
    if let Some(id) = questions.optional(key(at, "subsidiary", "--subsidiary"), subsidiary, question, None)? {
        draft.set(at, "subsidiary", id);
    }
    let zone = flags.of(&flags.args.time_zones, name);
    if zone.is_some() || !is_read {
        // A shop that is read says it itself; an export does not.
        let question = "Time zone its days are counted in, such as Europe/London (empty: as its files have it)";
        if let Some(zone) = questions.optional(key(at, "time_zone", "--time-zone"), zone, question, None)? {
            draft.set(at, "time_zone", zone);
        }
    }
    let currency = match (flags.of(&flags.args.books_currencies, name), questions.somebody) {
        (Some(text), _) => {
            let wrong = |what| Failure::new(Exit::Usage, format!("`--books-currency`: {what}"));
            books_currency(text).map_err(wrong)?;
            text
        }
        (None, Some(ask)) => {
            let choices = ["shop: the shop's currency", "presentment: the customer's currency"];
            ["shop", "presentment"][ask.choose("Its sales orders are kept in", &choices, 0)?.min(1)]
        }
        (None, None) => return Ok(()),
    };
    draft.set(at, "books_currency", currency);
    Ok(())
}

/// How the shop is signed in to; false where it is not.
fn sign_in(
    flags: &Flags<'_>,
    name: &str,
    at: At,
    draft: &mut Draft,
    questions: &mut Questions<'_, '_>,
) -> Result<bool, Failure> {
    let token = flags.of(&flags.args.shop_tokens, name);
    let id = flags.of(&flags.args.shop_client_ids, name);
    let secret = flags.of(&flags.args.shop_client_secrets, name);
    let by_token = match (token, id.or(secret), questions.somebody) {
        (Some(_), None, _) => true,
        (None, Some(_), _) => false,
        (Some(_), Some(_), _) => {
            return Err(Failure::new(
                Exit::Usage,
                format!("shop {name} signs in one way only: leave out --shop-token or --shop-client-id and -secret"),
            ));
        }
        (None, None, Some(ask)) => {
            let ways = [
                "an access token (shpat_…)",
                "client id and secret of an app of the Dev Dashboard",
                "not at all: facts come from files",
            ];
            match ask.choose("How does tieout sign in to the shop?", &ways, 0)? {
                0 => true,
                1 => false,
                _ => return Ok(false),
            }
        }
        (None, None, None) => {
            questions.misses(format!(
                "--shop-token {name}=REF or --shop-client-id and --shop-client-secret"
            ));
            return Ok(true);
        }
    };
    if by_token {
        let entry = format!("{name}-token");
        if let Some(token) = questions.secret("--shop-token", token, one_line("access token", &entry))? {
            draft.set_secret(at, "access_token", token, &entry);
        }
        return Ok(true);
    }
    if let Some(id) = questions.text("--shop-client-id", id, "Client id of the app")? {
        draft.set(at, "client_id", id);
    }
    let entry = format!("{name}-client-secret");
    if let Some(secret) = questions.secret("--shop-client-secret", secret, one_line("client secret", &entry))? {
        draft.set_secret(at, "client_secret", secret, &entry);
    }
    Ok(true)
}

const fn key(at: At, key: &'static str, flag: &'static str) -> Key {
    Key { at, key, flag }
}

const fn one_line<'s>(what: &'s str, name: &'s str) -> Secret<'s> {
    Secret {
        what,
        name,
        is_line: true,
    }
}

/// `NAME=DOMAIN`, each name once.
fn named(shops: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut named: Vec<(String, String)> = Vec::new();
    for text in shops {
        let Some((name, domain)) = text.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Failure::new(Exit::Usage, "`--shop` takes a name and a domain")
                .hint("write --shop uk=example-uk.myshopify.com"));
        };
        check(At::Shop(0), "name", name).map_err(|what| Failure::new(Exit::Usage, format!("`--shop` {what}")))?;
        if named.iter().any(|(other, _)| other == name) {
            return Err(Failure::new(Exit::Usage, format!("`--shop` has the name {name} twice")));
        }
        named.push((name.to_owned(), domain.to_owned()));
    }
    Ok(named)
}

/// The flags that belong to one of several shops.
struct Flags<'a> {
    args: &'a InitArgs,
    names: &'a [String],
}

impl<'a> Flags<'a> {
    /// The value for a shop. Without `NAME=` it is for the only one.
    fn of(&self, values: &'a [String], name: &str) -> Option<&'a str> {
        values.iter().find_map(|text| match self.split(text) {
            (Some(of), value) => (of == name).then_some(value),
            (None, value) => Some(value),
        })
    }

    fn split<'t>(&self, text: &'t str) -> (Option<&'t str>, &'t str) {
        match text.split_once('=') {
            Some((name, value)) if self.names.iter().any(|n| n == name) => (Some(name), value),
            _ => (None, text),
        }
    }

    /// Refuses a value that could be meant for any of several shops.
    fn fit(&self) -> Result<(), Failure> {
        let all = [
            ("--shop-token", &self.args.shop_tokens),
            ("--shop-client-id", &self.args.shop_client_ids),
            ("--shop-client-secret", &self.args.shop_client_secrets),
            ("--shop-url", &self.args.shop_urls),
            ("--subsidiary", &self.args.subsidiaries),
            ("--time-zone", &self.args.time_zones),
            ("--books-currency", &self.args.books_currencies),
        ];
        for (flag, values) in all {
            let unnamed = values.iter().filter(|text| self.split(text).0.is_none()).count();
            if unnamed > 0 && (self.names.len() > 1 || values.len() > 1) {
                return Err(
                    Failure::new(Exit::Usage, format!("`{flag}` does not say which shop it is for"))
                        .hint(format!("write {flag} NAME=VALUE, with a name that --shop gives")),
                );
            }
        }
        Ok(())
    }
}
