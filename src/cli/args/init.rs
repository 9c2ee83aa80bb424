//! `init`.

use clap::{Args, ValueEnum};

use crate::config::file::{Auth, BooksCurrency};
use crate::model::rules::OrderHolds;

/// Flags of `init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Writes tieout.toml, or the file that --config names. What no flag answers is asked on a terminal; off one,
init says which flags are missing and writes nothing. Secrets are given as references, never as themselves:
keyring:NAME, env:NAME, file:PATH or command:PROGRAM ARGS. On a terminal they may be typed; they are then kept
in the keyring, or in a private file beside the configuration.

With several shops, write NAME=VALUE in the flags that belong to one of them.

Examples:
  tieout init
  tieout init --shop uk=example-uk.myshopify.com --shop-token env:SHOPIFY_TOKEN \\
    --account 123456_SB1 --client-id 4b2c… --certificate-id x7Yz… --private-key file:netsuite.pem
  tieout init --shop uk=example-uk.myshopify.com --files-only")]
pub struct InitArgs {
    /// A shop: its name here, and its domain; may be given again
    #[arg(long = "shop", value_name = "NAME=DOMAIN")]
    pub shops: Vec<String>,
    /// Where an access token of the shop is kept
    #[arg(long = "shop-token", value_name = "[NAME=]REF")]
    pub shop_tokens: Vec<String>,
    /// Client id of the shop's app, instead of a token
    #[arg(long = "shop-client-id", value_name = "[NAME=]ID")]
    pub shop_client_ids: Vec<String>,
    /// Where the client secret of the shop's app is kept
    #[arg(long = "shop-client-secret", value_name = "[NAME=]REF")]
    pub shop_client_secrets: Vec<String>,
    /// Where the shop is reached instead of its domain
    #[arg(long = "shop-url", value_name = "[NAME=]URL")]
    pub shop_urls: Vec<String>,
    /// NetSuite subsidiary the shop is booked in, by internal id
    #[arg(long = "subsidiary", value_name = "[NAME=]ID")]
    pub subsidiaries: Vec<String>,
    /// Currency the shop's sales orders are kept in: shop or presentment
    #[arg(long = "books-currency", value_name = "[NAME=]WHICH")]
    pub books_currencies: Vec<String>,
    /// Time zone the shop's days are counted in [default: the shop's own]
    #[arg(long = "time-zone", value_name = "[NAME=]ZONE")]
    pub time_zones: Vec<String>,
    /// NetSuite account, such as 123456_SB1
    #[arg(long, value_name = "ID")]
    pub account: Option<String>,
    /// Where NetSuite is reached instead of the account's own address
    #[arg(long, value_name = "URL")]
    pub account_url: Option<String>,
    /// How to sign in to NetSuite [default: by the other flags, else oauth2]
    #[arg(long, value_enum, value_name = "HOW")]
    pub auth: Option<AuthArg>,
    /// OAuth 2.0: client id of the integration record
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// OAuth 2.0: id of the certificate
    #[arg(long, value_name = "ID")]
    pub certificate_id: Option<String>,
    /// OAuth 2.0: where the private key is kept (PKCS#8 PEM)
    #[arg(long, value_name = "REF")]
    pub private_key: Option<String>,
    /// Token-based: consumer key, or where it is kept
    #[arg(long, value_name = "ID|REF")]
    pub consumer_key: Option<String>,
    /// Token-based: where the consumer secret is kept
    #[arg(long, value_name = "REF")]
    pub consumer_secret: Option<String>,
    /// Token-based: token id, or where it is kept
    #[arg(long, value_name = "ID|REF")]
    pub token_id: Option<String>,
    /// Token-based: where the token secret is kept
    #[arg(long, value_name = "REF")]
    pub token_secret: Option<String>,
    /// Requests in flight to NetSuite at most [default: 2]
    #[arg(long, value_name = "N")]
    pub concurrency: Option<u16>,
    /// Transaction column that holds the Shopify order [default: the one that matches best]
    #[arg(long, value_name = "COLUMN")]
    pub order_field: Option<String>,
    /// What that column holds
    #[arg(long, value_enum, value_name = "WHAT", requires = "order_field")]
    pub order_holds: Option<HoldsArg>,
    /// Column of credit memos and cash refunds that holds the refund [default: externalid]
    #[arg(long, value_name = "COLUMN")]
    pub refund_field: Option<String>,
    /// What that column holds [default: shopify-refund-{legacy_id}]
    #[arg(long, value_name = "PATTERN")]
    pub refund_pattern: Option<String>,
    /// Column of deposits or journals that holds the payout [default: memo]
    #[arg(long, value_name = "COLUMN")]
    pub payout_field: Option<String>,
    /// What that column contains [default: payout {legacy_id}]
    #[arg(long, value_name = "PATTERN")]
    pub payout_pattern: Option<String>,
    /// Item that stands for shipping, discount, adjustment, gift_card, tip, duty or fee, by internal id; may be given again
    #[arg(long = "item", value_name = "WHAT=ID")]
    pub items: Vec<String>,
    /// Account of bank, fees, disputes, reserves or other, by internal id; may be given again
    #[arg(long = "ledger-account", value_name = "WHAT=ID")]
    pub ledger_accounts: Vec<String>,
    /// Sign in nowhere: facts come from files alone
    #[arg(long)]
    pub files_only: bool,
    /// Do not look for the column that holds the Shopify order
    #[arg(long)]
    pub no_sample: bool,
    /// Replace a configuration that is there already
    #[arg(long)]
    pub force: bool,
}

/// How to sign in to NetSuite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuthArg {
    /// OAuth 2.0 client credentials, by a certificate
    Oauth2,
    /// Token-based authentication
    Tba,
}

impl From<AuthArg> for Auth {
    fn from(auth: AuthArg) -> Self {
        match auth {
            AuthArg::Oauth2 => Self::Oauth2,
            AuthArg::Tba => Self::Tba,
        }
    }
}

/// What the order column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HoldsArg {
    /// The order's name, such as #1001
    Name,
    /// Shopify's numeric id
    #[value(name = "legacy_id")]
    LegacyId,
}

impl From<HoldsArg> for OrderHolds {
    fn from(holds: HoldsArg) -> Self {
        match holds {
            HoldsArg::Name => Self::Name,
            HoldsArg::LegacyId => Self::LegacyId,
        }
    }
}

/// The currency named in `--books-currency`.
///
/// # Errors
/// What may be written.
pub fn books_currency(text: &str) -> Result<BooksCurrency, String> {
    match text {
        "shop" => Ok(BooksCurrency::Shop),
        "presentment" => Ok(BooksCurrency::Presentment),
        _ => Err("write shop or presentment".to_owned()),
    }
}
