//! `import` and `reconcile`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

/// Flags of `import`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file lands whole or not at all. A faulty row is named with its file, line, column and mend, and
makes exit code 2. Importing a file twice changes nothing.

Examples:
  tieout import shopify-orders orders_export_1.csv orders_export_2.csv
  tieout import shopify-transactions payment_transactions_export_1.csv --shop uk
  tieout import netsuite-csv transactions.csv --dry-run
  tieout import shopify-bulk bulk-1234567890.jsonl --json")]
pub struct ImportArgs {
    /// What kind of file
    #[arg(value_enum, value_name = "KIND")]
    pub kind: Kind,
    /// The files
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    pub files: Vec<PathBuf>,
    /// The shop they belong to; needed where several are configured
    #[arg(long, value_name = "NAME")]
    pub shop: Option<String>,
    /// Say what would land; land nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Land the good rows and list the faulty ones (still exit code 2)
    #[arg(long)]
    pub keep_going: bool,
}

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Orders export of the Shopify admin (CSV)
    ShopifyOrders,
    /// Payment transactions export of the Shopify admin (CSV)
    ShopifyTransactions,
    /// Payouts export of the Shopify admin (CSV)
    ShopifyPayouts,
    /// Result of a Shopify bulk operation (JSONL)
    ShopifyBulk,
    /// NetSuite saved search (CSV); its columns are mapped in the configuration
    NetsuiteCsv,
    /// SuiteQL result pages (JSON)
    NetsuiteSuiteql,
}

/// Flags of `reconcile`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code 3 says that differences are open (see --fail-on); 7 that a side was incomplete and that
nothing was closed.

Examples:
  tieout reconcile
  tieout reconcile --period 2026-11 --fail-on material
  tieout reconcile --order '#1001' --order '#1002'
  tieout reconcile --as-of 2026-12-01T06:00:00Z --json")]
pub struct ReconcileArgs {
    /// Only what belongs to this month
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub period: Option<Date>,
    /// Only this order, by its name; may be given again
    #[arg(long = "order", value_name = "NAME")]
    pub orders: Vec<String>,
    /// Compare every order again, also those known to be equal and unchanged
    #[arg(long)]
    pub full: bool,
    /// Which open differences make exit code 3
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = FailOn::Any)]
    pub fail_on: FailOn,
}

/// Which open differences make exit code 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Every mismatched finding, also one with delta 0
    Any,
    /// Mismatched findings at or above `[materiality]`
    Material,
    /// None
    Never,
}

/// The first day of `2026-11`.
fn month(text: &str) -> Result<Date, String> {
    let plain = text.len() == 7 && text.as_bytes()[4] == b'-';
    plain
        .then(|| format!("{text}-01").parse().ok())
        .flatten()
        .ok_or_else(|| "write a month as 2026-11".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_its_first_day() {
        assert_eq!(month("2026-11"), Ok(jiff::civil::date(2026, 11, 1)));
        for wrong in ["2026-13", "2026-1", "11-2026", "2026-11-01", "", "2026–1"] {
            assert!(month(wrong).is_err(), "{wrong}");
        }
    }
}
