//! The rule book: what the configuration says about comparing. Plain values, no file and no default
//! hidden in the code that uses them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::books::DocumentStatus;
use super::finding::ActionKind;
use super::shop::Basis;
use crate::base::{Amount, CutOff, sha256_hex};

/// Everything that decides how the two sides are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The shops, in the order of the configuration; a shop's number is its position.
    pub shops: Vec<ShopRules>,
    /// What NetSuite holds of an order.
    pub order_holds: OrderHolds,
    /// What the refund field of a credit holds, with `{legacy_id}` in it.
    pub refund_pattern: String,
    /// What the payout field of a deposit contains, with `{legacy_id}` in it.
    pub payout_pattern: String,
    /// Items that stand for something other than goods, by NetSuite internal id.
    pub items: ItemRules,
    /// Accounts by family of balance transaction.
    pub accounts: BTreeMap<String, String>,
    /// How payouts are booked.
    pub payouts: PayoutRules,
    /// Shopify SKU to NetSuite item.
    pub sku_aliases: BTreeMap<String, ItemName>,
    /// Recipes of bundles.
    pub bundles: Vec<BundleComponent>,
    /// When an order may no longer be changed.
    pub lock: LockRules,
    /// Ages below which something missing is late.
    pub late: LateRules,
    /// What may be accepted.
    pub tolerance: Tolerance,
    /// What is worth an alarm.
    pub materiality: Materiality,
}

/// One shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopRules {
    /// Its name in the configuration.
    pub name: String,
    /// The NetSuite subsidiary its documents are booked in, by internal id or name.
    pub subsidiary: Option<String>,
    /// The currency its sales orders are kept in.
    pub basis: Basis,
    /// IANA time zone.
    pub time_zone: String,
}

/// What NetSuite's order field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderHolds {
    /// The order's name: `#1001`.
    Name,
    /// Shopify's numeric id.
    LegacyId,
}

/// A NetSuite item, as an alias names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemName {
    /// By item name (`itemid`).
    Name(String),
    /// By internal id.
    Id(u64),
}

/// Items that stand for something other than goods, by internal id.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ItemRules {
    /// Shipping.
    pub shipping: Option<u64>,
    /// Discount.
    pub discount: Option<u64>,
    /// Refund differences, not taxable.
    pub adjustment: Option<u64>,
    /// Gift cards sold.
    pub gift_card: Option<u64>,
    /// Tips.
    pub tip: Option<u64>,
    /// Duties.
    pub duty: Option<u64>,
    /// Fees.
    pub fee: Option<u64>,
}

impl ItemRules {
    /// Whether an item stands for a charge or a difference: neither goods nor shipping nor discount.
    #[must_use]
    pub fn is_charge(&self, item: u64) -> bool {
        let charges = [self.adjustment, self.gift_card, self.tip, self.duty, self.fee];
        item != 0 && charges.contains(&Some(item))
    }
}

/// How a payout is booked in NetSuite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutRules {
    /// What it becomes.
    pub book_as: BookAs,
    /// The most lines of one deposit; a payout with more becomes several.
    pub lines_max: u32,
    /// The column of deposits and journal entries that holds the payout.
    pub field: String,
}

/// What a payout becomes in NetSuite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BookAs {
    /// A bank deposit that takes up the documents of its charges and refunds.
    #[default]
    Deposit,
    /// A journal entry against the clearing account: it takes up no document.
    Journal,
}

impl BookAs {
    /// The action that books a payout so.
    #[must_use]
    pub const fn action(self) -> ActionKind {
        match self {
            Self::Deposit => ActionKind::CreateDeposit,
            Self::Journal => ActionKind::CreateJournalEntry,
        }
    }
}

impl Default for PayoutRules {
    fn default() -> Self {
        Self {
            book_as: BookAs::Deposit,
            lines_max: 2_000,
            field: "memo".to_owned(),
        }
    }
}

/// One part of a bundle's recipe.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BundleComponent {
    /// The bundle.
    pub bundle: String,
    /// The component.
    pub component: String,
    /// Pieces of it in one bundle.
    pub quantity: i64,
    /// Its share of the bundle's price, a fraction of 1.
    pub share: Decimal,
    /// First day of validity.
    pub valid_from: Option<Date>,
    /// Last day of validity.
    pub valid_to: Option<Date>,
}

/// When an order may no longer be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockRules {
    /// Sales order states that still take edits.
    pub editable: Vec<DocumentStatus>,
    /// Whether any fulfilment locks the lines it covers.
    pub any_fulfilment: bool,
    /// A field that locks the whole order.
    pub field: Option<String>,
    /// A field of the sales order that is stamped with the version of the order it holds.
    pub version_field: Option<String>,
    /// When the warehouse hands over what it has, in the shop's time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut_offs: Vec<CutOff>,
    /// What becomes of an edit that adds value after the lock.
    #[serde(default, skip_serializing_if = "Increase::is_order")]
    pub increase: Increase,
}

/// What becomes of an edit that adds value to an order that is locked. The order's own documents stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Increase {
    /// An additional sales order.
    #[default]
    Order,
    /// An additional invoice.
    Invoice,
}

impl Increase {
    /// Left out of the fingerprint: rules without it are those of before there was a choice.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    const fn is_order(&self) -> bool {
        matches!(self, Self::Order)
    }
}

/// Ages in seconds below which something missing is late, not wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateRules {
    /// Orders and their edits.
    pub orders: i64,
    /// Refunds.
    pub refunds: i64,
    /// Payouts.
    pub payouts: i64,
}

/// What may be accepted without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tolerance {
    /// Largest difference.
    pub absolute: Amount,
    /// Largest difference as a percentage of Shopify's amount.
    pub percent: Decimal,
    /// Cap on the sum of absolute accepted differences in a period.
    pub budget_per_period: Amount,
}

/// What is worth an alarm (`--fail-on material`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Materiality {
    /// Smallest difference.
    pub absolute: Amount,
    /// Smallest difference as a percentage of Shopify's amount.
    pub percent: Decimal,
}

impl Rules {
    /// A rule book for shops that keep to the defaults of the command-line contract.
    #[must_use]
    pub fn with_shops(shops: Vec<ShopRules>) -> Self {
        Self {
            shops,
            order_holds: OrderHolds::Name,
            refund_pattern: "shopify-refund-{legacy_id}".to_owned(),
            payout_pattern: "payout {legacy_id}".to_owned(),
            items: ItemRules::default(),
            accounts: BTreeMap::new(),
            payouts: PayoutRules::default(),
            sku_aliases: BTreeMap::new(),
            bundles: Vec::new(),
            lock: LockRules {
                editable: vec![DocumentStatus::PendingApproval, DocumentStatus::PendingFulfillment],
                any_fulfilment: true,
                field: None,
                version_field: None,
                cut_offs: Vec::new(),
                increase: Increase::Order,
            },
            late: LateRules {
                orders: 20 * 60,
                refunds: 90 * 60,
                payouts: 3 * 86_400,
            },
            tolerance: Tolerance {
                absolute: Amount::ZERO,
                percent: Decimal::ZERO,
                budget_per_period: Amount::cents(25_00),
            },
            materiality: Materiality {
                absolute: Amount::cents(50_00),
                percent: Decimal::ONE,
            },
        }
    }

    /// The shop with a number.
    #[must_use]
    pub fn shop(&self, number: ShopNo) -> Option<&ShopRules> {
        self.shops.get(usize::from(number.0))
    }

    /// What people compare: `sha256:…` over all the rules.
    ///
    /// # Errors
    /// Where the rules cannot be written (a bug): a digest of anything less would stand for other rules.
    pub fn fingerprint(&self) -> Result<String, serde_json::Error> {
        let text = serde_json::to_string(self)?;
        Ok(format!("sha256:{}", sha256_hex(text.as_bytes())))
    }
}

/// A shop's position in the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShopNo(pub u16);

impl ShopNo {
    /// The highest number; it stands for what belongs to no shop.
    pub const MOST: u16 = 4_095;
}
