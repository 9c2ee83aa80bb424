//! What the types cannot say: values that contradict each other, names that must be known.

use std::path::Path;

use jiff::tz::TimeZone;

use super::error::Fault;
use super::file::{Auth, File, NetSuite, Shop};
use super::place::{Place, suggestion};
use super::secret::SecretRef;
use crate::base::Hours;
use crate::model::finding::ActionKind;

/// Columns that a saved-search mapping may name. What a key means is the importer's to say; a test holds
/// the two lists together.
const COLUMNS: [&str; 38] = [
    "internal_id",
    "type",
    "amount",
    "date",
    "number",
    "order",
    "item",
    "quantity",
    "tax",
    "net",
    "main_line",
    "item_type",
    "item_id",
    "line_id",
    "line_tax",
    "status",
    "memo",
    "external_id",
    "refund",
    "payout",
    "currency",
    "created_from",
    "customer",
    "subsidiary",
    "account",
    "debit",
    "credit",
    "shipped",
    "billed",
    "closed",
    "created_at",
    "modified_at",
    "ship_address",
    "ship_address2",
    "ship_city",
    "ship_state",
    "ship_zip",
    "ship_country",
];

/// Families of balance transactions that may have an account, and the bank itself.
const ACCOUNTS: [&str; 16] = [
    "bank",
    "clearing",
    "fees",
    "disputes",
    "reserves",
    "other",
    "orders",
    "transfers",
    "shop_cash",
    "labels",
    "duty_and_tax",
    "lending",
    "merchants",
    "corrections",
    "undeposited",
    "variance",
];

/// The tables, and the lists of tables.
const TABLES: [&str; 14] = [
    "store",
    "netsuite",
    "items",
    "accounts",
    "payouts",
    "lock",
    "late",
    "tolerance",
    "materiality",
    "approval",
    "throttle",
    "sync",
    "import",
    "notify",
];

/// Refuses a list that stands for a table: the typed reader would take its members for the table's
/// keys, one after the other.
pub(super) fn shape(place: &Place<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut table = |path: &str, mend: String| match place.kind(path) {
        None | Some("table") => {}
        Some(other) => faults.push(place.fault(path, format!("is of the kind {other}, not a table"), mend)),
    };
    for path in TABLES.into_iter().chain(["import.netsuite_csv"]) {
        table(path, format!("write [{path}] and the keys under it"));
    }
    for list in ["shops", "approval.operators", "approval.limits"] {
        let members = (0..).map(|n| format!("{list}.{n}"));
        for path in members.take_while(|path| place.kind(path).is_some()) {
            table(&path, format!("write [[{list}]] and the keys under it"));
        }
    }
    faults
}

/// Every fault of a file that is well-typed, in the order of its documentation.
pub(super) fn check(file: &File, place: &Place<'_>) -> Vec<Fault> {
    let mut check = Check {
        place,
        faults: Vec::new(),
    };
    check.shops(file);
    check.netsuite(&file.netsuite);
    check.items(file);
    for name in file.accounts.keys() {
        check.known(
            &format!("accounts.{name}"),
            name,
            &ACCOUNTS,
            "is no family of balance transactions",
        );
    }
    check.payouts(file);
    check.lock(file);
    check.operators(file);
    check.limits(file);
    check.hours(file);
    check.columns(file);
    check.faults
}

/// Refuses a file with a secret that others may read. A file that is not there is missed by whoever
/// needs it; importing files needs no secret.
pub(super) fn private(file: &File, base: &Path, place: &Place<'_>, faults: &mut Vec<Fault>) {
    for (key, secret) in file.secrets() {
        let SecretRef::File(path) = secret else { continue };
        let path = base.join(path);
        if is_open_to_others(&path) {
            let what = format!("names {}, which others may read", path.display());
            faults.push(place.fault(&key, what, format!("run chmod 600 {}", path.display())));
        }
    }
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

struct Check<'p, 't> {
    place: &'p Place<'t>,
    faults: Vec<Fault>,
}

impl Check<'_, '_> {
    fn fault(&mut self, path: &str, what: impl Into<String>, mend: impl Into<String>) {
        self.faults.push(self.place.fault(path, what, mend));
    }

    fn known(&mut self, path: &str, name: &str, known: &[&str], what: &str) {
        if !known.contains(&name) {
            self.fault(path, what, suggestion(name, known));
        }
    }

    /// Two entries of a list must not share a value.
    fn unique<'f>(&mut self, list: &str, key: &str, values: impl Iterator<Item = Option<&'f str>>) {
        let mut seen: Vec<String> = Vec::new();
        for (n, value) in values.enumerate() {
            let Some(value) = value else { continue };
            let folded = value.to_lowercase();
            if seen.contains(&folded) {
                self.fault(
                    &format!("{list}.{n}.{key}"),
                    format!("is `{value}` a second time"),
                    format!("give each entry its own {key}"),
                );
            }
            seen.push(folded);
        }
    }

    fn shops(&mut self, file: &File) {
        self.unique("shops", "name", file.shops.iter().map(|s| Some(s.name.as_str())));
        self.unique("shops", "domain", file.shops.iter().map(|s| s.domain.as_deref()));
        for (n, shop) in file.shops.iter().enumerate() {
            self.shop(&format!("shops.{n}"), shop);
        }
    }

    fn shop(&mut self, at: &str, shop: &Shop) {
        if shop.name.trim().is_empty() || shop.name.chars().any(|c| c.is_control() || c.is_whitespace()) {
            self.fault(
                &format!("{at}.name"),
                "is empty or holds blanks",
                "write one word, such as \"uk\"",
            );
        }
        if let Some(domain) = &shop.domain {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            if !domain.contains('.') || !domain.chars().all(plain) {
                self.fault(
                    &format!("{at}.domain"),
                    format!("is `{domain}`, no bare domain"),
                    "write it without https:// and path, such as \"example-uk.myshopify.com\"",
                );
            }
        }
        if let Some(zone) = &shop.time_zone
            && TimeZone::get(zone).is_err()
        {
            self.fault(
                &format!("{at}.time_zone"),
                format!("is `{zone}`, no time zone"),
                "write an IANA name, such as \"Europe/London\"",
            );
        }
        let version = shop.api_version.as_bytes();
        if !matches!(version, [b'2', b'0', y, z, b'-', b'0', b'1' | b'4' | b'7'] | [b'2', b'0', y, z, b'-', b'1', b'0'] if y.is_ascii_digit() && z.is_ascii_digit())
        {
            self.fault(
                &format!("{at}.api_version"),
                format!("is `{}`, no version of the Admin API", shop.api_version),
                "write \"2026-10\" or another quarter",
            );
        }
        match (&shop.access_token, &shop.client_id, &shop.client_secret) {
            (Some(_), Some(_), _) => self.fault(
                &format!("{at}.client_id"),
                "stands beside `access_token`, and a shop signs in one way only",
                "leave one of the two out",
            ),
            (Some(_), None, Some(_)) => self.fault(
                &format!("{at}.client_secret"),
                "stands beside `access_token`, and a shop signs in one way only",
                "leave one of the two out",
            ),
            (None, Some(_), None) => self.fault(
                &format!("{at}.client_id"),
                "stands without `client_secret`",
                "add client_secret = \"keyring:NAME\"",
            ),
            (None, None, Some(_)) => self.fault(
                &format!("{at}.client_secret"),
                "stands without `client_id`",
                "add client_id = \"…\"",
            ),
            _ => {}
        }
    }

    fn netsuite(&mut self, netsuite: &NetSuite) {
        let oauth2 = [
            ("client_id", netsuite.client_id.is_some()),
            ("certificate_id", netsuite.certificate_id.is_some()),
            ("private_key", netsuite.private_key.is_some()),
        ];
        let tba = [
            ("consumer_key", netsuite.consumer_key.is_some()),
            ("consumer_secret", netsuite.consumer_secret.is_some()),
            ("token_id", netsuite.token_id.is_some()),
            ("token_secret", netsuite.token_secret.is_some()),
        ];
        let (ours, theirs, other): (&[_], &[_], _) = match netsuite.auth {
            Auth::Oauth2 => (&oauth2, &tba, ("oauth2", "tba")),
            Auth::Tba => (&tba, &oauth2, ("tba", "oauth2")),
        };
        for (key, _) in theirs.iter().filter(|(_, set)| *set) {
            self.fault(
                &format!("netsuite.{key}"),
                format!("belongs to auth = \"{}\", but auth is \"{}\"", other.1, other.0),
                format!("set auth = \"{}\" or leave the key out", other.1),
            );
        }
        // None of them is fine: files need no sign-in. Some of them is half a sign-in.
        if let Some((set, _)) = ours.iter().find(|(_, set)| *set) {
            for (missing, _) in ours.iter().filter(|(_, set)| !*set) {
                self.fault(
                    &format!("netsuite.{set}"),
                    format!("stands without `{missing}`"),
                    format!("add {missing}, which auth = \"{}\" needs", other.0),
                );
            }
        }
        if !(1..=100).contains(&netsuite.concurrency) {
            self.fault(
                "netsuite.concurrency",
                format!("is {}", netsuite.concurrency),
                "write a number from 1 to 100; most accounts bear 2 to 4",
            );
        }
        let word = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        };
        if let Some(account) = netsuite.account.as_deref().filter(|a| !word(a)) {
            self.fault(
                "netsuite.account",
                format!("is `{account}`, no account id"),
                "write it as under Setup > Company, such as \"123456_SB1\"",
            );
        }
        for (key, field) in [
            ("order_field", &netsuite.order_field),
            ("refund_field", &netsuite.refund_field),
            ("payout_field", &netsuite.payout_field),
        ] {
            self.column(&format!("netsuite.{key}"), field);
        }
        for (key, pattern) in [
            ("refund_pattern", &netsuite.refund_pattern),
            ("payout_pattern", &netsuite.payout_pattern),
        ] {
            if pattern.matches("{legacy_id}").count() != 1 || pattern.matches(['{', '}']).count() != 2 {
                self.fault(
                    &format!("netsuite.{key}"),
                    format!("is `{pattern}`, without a place for the id"),
                    "write {legacy_id} once where Shopify's numeric id stands, and no other braces",
                );
            }
        }
    }

    /// A column's id, as NetSuite spells them.
    fn column(&mut self, path: &str, field: &str) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if field.is_empty() || !field.bytes().all(plain) {
            self.fault(
                path,
                format!("is `{field}`, no column id"),
                "write it in lower case, such as \"custbody_shopify_order\"",
            );
        }
    }

    fn items(&mut self, file: &File) {
        let items = &file.items;
        let mut seen: Vec<(u64, &str)> = Vec::new();
        for (key, item) in [
            ("shipping", items.shipping),
            ("discount", items.discount),
            ("adjustment", items.adjustment),
            ("gift_card", items.gift_card),
            ("tip", items.tip),
            ("duty", items.duty),
            ("fee", items.fee),
        ] {
            let Some(id) = item.map(|i| i.0.0) else { continue };
            match seen.iter().find(|(other, _)| *other == id) {
                Some((_, other)) => {
                    let what = format!("is `{id}`, which `{other}` is too");
                    self.fault(&format!("items.{key}"), what, "give each its own item");
                }
                None => seen.push((id, key)),
            }
        }
    }

    fn payouts(&mut self, file: &File) {
        let most = file.payouts.lines_max;
        if !(2..=10_000).contains(&most) {
            let what = format!("is {most}");
            self.fault("payouts.lines_max", what, "write a number from 2 to 10000");
        }
    }

    fn lock(&mut self, file: &File) {
        for (key, field) in [
            ("lock.field", &file.lock.field),
            ("sync.version_field", &file.sync.version_field),
        ] {
            if let Some(field) = field {
                self.column(key, field);
            }
        }
    }

    fn operators(&mut self, file: &File) {
        let operators = &file.approval.operators;
        self.unique(
            "approval.operators",
            "name",
            operators.iter().map(|o| Some(o.name.as_str())),
        );
        self.unique(
            "approval.operators",
            "public_key",
            operators.iter().map(|o| Some(o.public_key.as_str())),
        );
    }

    fn limits(&mut self, file: &File) {
        let names = ActionKind::ALL.map(ActionKind::as_str);
        for (n, limit) in file.approval.limits.iter().enumerate() {
            if let Some(action) = &limit.action {
                let path = format!("approval.limits.{n}.action");
                self.known(&path, action, &names, "is no action");
            }
        }
    }

    fn hours(&mut self, file: &File) {
        for (n, hours) in file.throttle.bulk_quiet_hours.iter().enumerate() {
            if Hours::parse(hours).is_none() {
                self.fault(
                    &format!("throttle.bulk_quiet_hours.{n}"),
                    format!("is `{hours}`, no hours of a day"),
                    "write \"08:00-20:00\"",
                );
            }
        }
    }

    fn columns(&mut self, file: &File) {
        let columns = &file.import.netsuite_csv.columns;
        for (name, header) in columns {
            let path = format!("import.netsuite_csv.columns.{name}");
            self.known(&path, name, &COLUMNS, "is no column that tieout reads");
            // An empty header says that the file has no such column, which these three must have.
            if header.trim().is_empty() && ["internal_id", "type", "amount"].contains(&name.as_str()) {
                self.fault(&path, "names no header", "write the header as it stands in the file");
            }
        }
    }
}
