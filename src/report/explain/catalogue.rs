//! The catalogue of failure codes as a page to read: docs/CODES.md.

use std::fmt::Write as _;

use crate::model::code::{self, BILLING_STATE, Code, Family, Seen};

const HEAD: &str = "# Failure codes

What goes wrong between Shopify and NetSuite, in COUNT cases. A code is a diagnosis, not a field: several may describe one order, and
the parts of a difference say how much of it belongs to each. `tieout explain REF-07` prints one of them, in any letter case.

";

const LEGEND: &str = "
**Whose work.** *finance* where money differs, *cx* (customer service) where a customer's order is locked, *engineering* where transport,
mapping or an edit before the lock failed. A finding may go elsewhere where its evidence says so: an edit after the lock goes to cx.

**Seen by tieout.** *directly*: it is found as itself. *by proxy*: what happened is not visible, something that stands for it is.
*not visible*: neither an API nor a file shows it. *without a finding*: nothing is wrong, or it cannot go wrong here. *not yet*: it could be
found, and this version does not.

**Short words in titles.** SO: sales order. CM: credit memo. SKU: the number a product is kept under. ERP: NetSuite, for whoever keeps the books in
it. Presentment: in the customer's currency.

";

/// The whole catalogue, as Markdown.
#[must_use]
pub fn catalogue() -> String {
    let mut page = HEAD.replace("COUNT", &code::all().count().to_string());
    let _ = writeln!(page, "**The billing-state rule.** {BILLING_STATE}");
    page.push_str(LEGEND);
    for family in Family::ALL {
        let _ = writeln!(page, "- [{}](#{})", family.title(), anchor(family.title()));
    }
    for family in Family::ALL {
        let codes = || code::all().filter(move |c| c.family == family);
        let _ = writeln!(
            page,
            "\n## {}\n\n| Code | Case | Whose work | Seen |\n|---|---|---|---|",
            family.title()
        );
        for code in codes() {
            let _ = writeln!(
                page,
                "| [{}](#{}) | {} | {} | {} |",
                code.id,
                anchor(&heading(code)),
                code.title,
                code.route.as_str(),
                code.seen.name()
            );
        }
        codes().for_each(|code| entry(&mut page, code));
    }
    page
}

fn heading(code: &Code) -> String {
    format!("{} {}", code.id, code.title)
}

fn entry(page: &mut String, code: &Code) {
    let _ = writeln!(page, "\n### {}\n", heading(code));
    let _ = writeln!(page, "`{}`, {}\n", code.kind, code.route.as_str());
    let _ = writeln!(page, "- **How it arises:** {}", code.arises);
    let _ = writeln!(page, "- **How it is detected:** {}", code.detect);
    let _ = writeln!(page, "- **Remedy:** {}", code.remedy);
    let dot = if matches!(code.seen, Seen::Directly | Seen::NotYet) {
        ""
    } else {
        "."
    };
    let _ = writeln!(page, "- **Seen by tieout:** {}{dot}", code.seen.sentence());
}

/// The link to a heading, as Markdown's renderers make it.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c => c.is_alphanumeric().then_some(c),
        })
        .collect()
}
