//! What init asks of NetSuite's items and accounts.

use std::collections::BTreeMap;

use super::questions::{Key, Questions};
use crate::cli::Exit;
use crate::cli::args::InitArgs;
use crate::cli::error::Failure;
use crate::flow::init::{At, Draft};

/// Keys, and what stands behind them.
type Rows = [(&'static str, &'static str)];

const ITEMS: [(&str, &str); 7] = [
    ("shipping", "Item for shipping"),
    ("discount", "Item for order discounts"),
    (
        "adjustment",
        "Item for what a refund is more or less than its goods (not taxable)",
    ),
    ("gift_card", "Item for gift cards"),
    ("tip", "Item for tips"),
    ("duty", "Item for duties"),
    ("fee", "Item for fees"),
];
const ACCOUNTS: [(&str, &str); 5] = [
    ("bank", "Account of the bank that payouts go to"),
    ("fees", "Account for payment fees"),
    ("disputes", "Account for disputed payments"),
    ("reserves", "Account for reserves"),
    ("other", "Account for other movements of a payout"),
];

/// Asks for the internal ids. All of them can be left out: what has none is told by its kind, or is for a person.
pub(super) fn ask(args: &InitArgs, draft: &mut Draft, questions: &mut Questions<'_, '_>) -> Result<(), Failure> {
    let items = named(&args.items, "--item", &ITEMS)?;
    let accounts = named(&args.ledger_accounts, "--ledger-account", &ACCOUNTS)?;
    let asked = match questions.somebody {
        Some(ask) if items.is_empty() && accounts.is_empty() => {
            let question =
                "Name the items and accounts for shipping, discounts, fees and the like now, by internal id?";
            ask.confirm(question, true)?
        }
        _ => false,
    };
    let tables: [(At, &'static str, &Rows, _); 2] = [
        (At::Items, "--item", &ITEMS, items),
        (At::Accounts, "--ledger-account", &ACCOUNTS, accounts),
    ];
    for (at, flag, rows, given) in tables {
        for (key, question) in rows {
            let given = given.get(key).copied();
            if given.is_none() && !asked {
                continue;
            }
            let question = format!("{question} (empty: none)");
            if let Some(id) = questions.optional(Key { at, key, flag }, given, &question, None)? {
                draft.set(at, key, id);
            }
        }
    }
    Ok(())
}

/// `WHAT=ID` of a flag, by what it is.
fn named<'f>(given: &'f [String], flag: &str, rows: &Rows) -> Result<BTreeMap<&'f str, &'f str>, Failure> {
    let mut named = BTreeMap::new();
    for text in given {
        let known: Vec<&str> = rows.iter().map(|(key, _)| *key).collect();
        let pair = text.split_once('=').filter(|(what, _)| known.contains(what));
        let Some((what, id)) = pair else {
            let failure = Failure::new(Exit::Usage, format!("`{flag} {text}` does not say what it is for"));
            return Err(failure.hint(format!("write {flag} WHAT=ID with one of {}", known.join(", "))));
        };
        if named.insert(what, id).is_some() {
            return Err(Failure::new(Exit::Usage, format!("`{flag}` has {what} twice")));
        }
    }
    Ok(named)
}
