//! The configuration file, key by key. The documentation of a field is what its JSON Schema says.

mod lock;
mod netsuite;

use std::collections::BTreeMap;

pub use lock::{Editable, Fulfilment, Lock};
pub use netsuite::{Auth, Items, NetSuite};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::secret::{IdOrReference, SecretRef};
use super::values::{Age, BaseUrl, InternalId, Quoted};
use crate::base::Amount;
use crate::model::rules::{BookAs, PayoutRules};

/// The configuration of tieout (`tieout.toml`).
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// Where facts, runs and exceptions are kept.
    pub store: Store,
    /// The Shopify shops. Without any there is one, named `shop`.
    pub shops: Vec<Shop>,
    /// The NetSuite account.
    pub netsuite: NetSuite,
    /// NetSuite items that stand for something other than goods.
    pub items: Items,
    /// NetSuite accounts by family of balance transaction, with `bank`, `fees` and `clearing`. `other` is for the
    /// families without one, but for `orders` (a refund that failed), `disputes`, `reserves`, `transfers` and `shop_cash`, which need their
    /// own.
    pub accounts: BTreeMap<String, Quoted<InternalId>>,
    /// How payouts are booked.
    pub payouts: Payouts,
    /// When an order may no longer be changed.
    pub lock: Lock,
    /// Ages below which something missing is late, not wrong.
    pub late: Late,
    /// What may be accepted without a person.
    pub tolerance: Tolerance,
    /// What is worth an alarm.
    pub materiality: Materiality,
    /// Who may approve what.
    pub approval: Approval,
    /// When the low-priority work stands still.
    pub throttle: Throttle,
    /// How order edits are carried over.
    pub sync: Sync,
    /// How files are read.
    pub import: Import,
    /// Who is told about new exceptions.
    pub notify: Notify,
}

impl File {
    /// Every reference to a secret, with its key (`shops.0.access_token`).
    #[must_use]
    pub fn secrets(&self) -> Vec<(String, &SecretRef)> {
        let shops = self.shops.iter().enumerate().flat_map(|(n, shop)| {
            let keys = [
                ("access_token", &shop.access_token),
                ("client_secret", &shop.client_secret),
                ("webhook_secret", &shop.webhook_secret),
            ];
            keys.map(|(key, secret)| (format!("shops.{n}.{key}"), secret.as_ref()))
        });
        let ns = &self.netsuite;
        let netsuite = [
            ("private_key", ns.private_key.as_ref()),
            (
                "consumer_key",
                ns.consumer_key.as_ref().and_then(IdOrReference::reference),
            ),
            ("consumer_secret", ns.consumer_secret.as_ref()),
            ("token_id", ns.token_id.as_ref().and_then(IdOrReference::reference)),
            ("token_secret", ns.token_secret.as_ref()),
        ];
        let netsuite = netsuite.map(|(key, secret)| (format!("netsuite.{key}"), secret));
        let webhook = ("notify.webhook".to_owned(), self.notify.webhook.as_ref());
        let all = shops.chain(netsuite).chain([webhook]);
        all.filter_map(|(key, secret)| Some((key, secret?))).collect()
    }
}

/// Where facts, runs and exceptions are kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// `sqlite:PATH`. Default: a file in the user's data directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A Shopify shop.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// The name it goes by on the command line and in reports.
    pub name: String,
    /// `example.myshopify.com`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The version of the Admin API.
    #[serde(default = "api_version")]
    pub api_version: String,
    /// Where the shop is reached instead of its domain; plain http on loopback only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Quoted<BaseUrl>>,
    /// An access token of the Admin API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_token: Option<SecretRef>,
    /// The app's client id, instead of an access token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The app's client secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<SecretRef>,
    /// What the shop signs its webhooks with, where that is not the app's client secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_secret: Option<SecretRef>,
    /// The NetSuite subsidiary its documents are booked in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsidiary: Option<String>,
    /// The currency its sales orders are kept in.
    #[serde(default)]
    pub books_currency: BooksCurrency,
    /// How much of a shipping address is read. Default: its region alone.
    #[serde(default)]
    pub addresses: Addresses,
    /// Its time zone, by IANA name. Default: UTC until the shop's own is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

impl Shop {
    /// The shop there is where none is configured.
    #[must_use]
    pub fn implicit() -> Self {
        Self {
            name: "shop".to_owned(),
            domain: None,
            api_version: api_version(),
            base_url: None,
            access_token: None,
            client_id: None,
            client_secret: None,
            webhook_secret: None,
            subsidiary: None,
            books_currency: BooksCurrency::Shop,
            addresses: Addresses::Region,
            time_zone: None,
        }
    }
}

fn api_version() -> String {
    "2026-10".to_owned()
}

/// The currency a shop's sales orders are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BooksCurrency {
    /// The shop's currency.
    #[default]
    Shop,
    /// The customer's currency.
    Presentment,
}

/// How much of a shipping address is read from a shop's API. Files are read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Addresses {
    /// Country and province.
    #[default]
    Region,
    /// Street, city and postcode, too. They are personal data (level 2), which Shopify approves an app for; without that they
    /// stay away and nothing else does.
    Whole,
}

/// How payouts are booked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Payouts {
    /// What a payout becomes in NetSuite.
    pub book_as: BookAs,
    /// The most lines of one deposit: a payout with more becomes several.
    #[schemars(range(min = 2, max = 10_000))]
    pub lines_max: u32,
}

impl Default for Payouts {
    fn default() -> Self {
        let rules = PayoutRules::default();
        Self {
            book_as: rules.book_as,
            lines_max: rules.lines_max,
        }
    }
}

/// Ages below which something missing is late, not wrong.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Late {
    /// Orders and their edits.
    pub orders: Quoted<Age>,
    /// Refunds.
    pub refunds: Quoted<Age>,
    /// Payouts.
    pub payouts: Quoted<Age>,
}

impl Default for Late {
    fn default() -> Self {
        Self {
            orders: Quoted(Age(20 * 60)),
            refunds: Quoted(Age(90 * 60)),
            payouts: Quoted(Age(3 * 86_400)),
        }
    }
}

/// What may be accepted without a person.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tolerance {
    /// Largest difference.
    pub absolute: Quoted<Amount>,
    /// Largest difference as a percentage of Shopify's amount.
    pub percent: Quoted<Decimal>,
    /// Cap on the sum of absolute accepted differences in a period.
    pub budget_per_period: Quoted<Amount>,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self {
            absolute: Quoted(Amount::ZERO),
            percent: Quoted(Decimal::ZERO),
            budget_per_period: Quoted(Amount::cents(25_00)),
        }
    }
}

/// What is worth an alarm (`--fail-on material`).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Materiality {
    /// Smallest difference.
    pub absolute: Quoted<Amount>,
    /// Smallest difference as a percentage of Shopify's amount.
    pub percent: Quoted<Decimal>,
}

impl Default for Materiality {
    fn default() -> Self {
        Self {
            absolute: Quoted(Amount::cents(50_00)),
            percent: Quoted(Decimal::ONE),
        }
    }
}

/// Who may approve what.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Approval {
    /// Whether proposer and approver must differ.
    pub two_person: bool,
    /// Who may approve.
    pub operators: Vec<Operator>,
    /// What roles and actions are held to, beside each operator's own limit; the smallest that holds counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub limits: Vec<ApprovalLimit>,
}

impl Default for Approval {
    fn default() -> Self {
        Self {
            two_person: true,
            operators: Vec::new(),
            limits: Vec::new(),
        }
    }
}

/// Who may approve, and up to how much.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The name, as `--operator` gives it.
    pub name: String,
    /// What the operator works as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The public key approvals are checked with.
    pub public_key: String,
    /// The largest amount of one approval; without it, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Quoted<Amount>>,
}

/// The largest amount of one approval by a role, of an action, or both.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalLimit {
    /// Whom it holds; everybody where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What it holds for, such as `create_credit_memo`; every action where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The largest amount.
    pub limit: Quoted<Amount>,
}

/// When the low-priority work stands still.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Throttle {
    /// Hours such as `08:00-20:00`, in the shop's time.
    pub bulk_quiet_hours: Vec<String>,
}

/// How order edits are carried over.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sync {
    /// Which edits before the lock need an approval.
    pub approval: SyncApproval,
    /// A field that is stamped with the Shopify version the order now holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_field: Option<String>,
}

/// Which edits before the lock need an approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SyncApproval {
    /// Those whose preview does not reach Shopify's total.
    #[default]
    Preview,
    /// Each.
    Always,
}

/// How files are read.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Import {
    /// Saved-search CSV files.
    pub netsuite_csv: CsvMapping,
}

/// How saved-search CSV files are read.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CsvMapping {
    /// The order of day, month and year in dates such as 03/04/2026; never guessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_order: Option<crate::base::DateOrder>,
    /// What tieout calls a column, and its header in the file; `#2` is the second of that name.
    /// A column that is not named here is looked for under its usual name.
    pub columns: BTreeMap<String, String>,
}

impl Default for CsvMapping {
    fn default() -> Self {
        let columns = [
            ("internal_id", "Internal ID#1"),
            ("type", "Type"),
            ("date", "Date"),
            ("number", "Document Number"),
            ("order", "PO/Check Number"),
            ("item", "Item"),
            ("quantity", "Quantity"),
            ("amount", "Amount"),
            ("tax", "Amount (Transaction Tax Total)"),
        ];
        Self {
            date_order: None,
            columns: columns.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        }
    }
}

/// Who is told about new exceptions.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Notify {
    /// An address that is sent a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook: Option<SecretRef>,
    /// A program that is run, with its arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
}
