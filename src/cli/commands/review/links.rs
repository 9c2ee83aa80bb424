//! Where the two services show what an exception is about. Addresses are printed, never opened.

use crate::config::file::File;
use crate::model::exception::Exception;

/// The addresses of an exception's order, payout and NetSuite documents, as far as the configuration names
/// the shop's domain and the account.
pub(super) fn links(file: &File, exception: &Exception) -> Vec<String> {
    let subject = &exception.finding.subject;
    let shop = file.shops.iter().find(|s| s.name == exception.finding.shop);
    let mut links = Vec::new();
    if let Some(domain) = shop.and_then(|s| s.domain.as_deref()) {
        let store = domain.strip_suffix(".myshopify.com").unwrap_or(domain);
        let admin = |what: &str, id: &str| format!("https://admin.shopify.com/store/{store}/{what}/{id}");
        let order = subject.order.as_ref().and_then(|o| number(&o.id));
        links.extend(order.map(|id| admin("orders", id)));
        let payout = subject.payout.as_deref().and_then(number);
        links.extend(payout.map(|id| admin("payments/payouts", id)));
    }
    if let Some(account) = &file.netsuite.account {
        let host = account.to_lowercase().replace('_', "-");
        let ids = subject.netsuite.iter().filter_map(|d| number(&d.id));
        links.extend(
            ids.map(|id| format!("https://{host}.app.netsuite.com/app/accounting/transactions/transaction.nl?id={id}")),
        );
    }
    links
}

/// The number at the end of `gid://shopify/Order/1`; `None` where there is none, so that nothing but digits
/// gets into an address.
fn number(id: &str) -> Option<&str> {
    let last = id.rsplit('/').next()?;
    (!last.is_empty() && last.bytes().all(|b| b.is_ascii_digit())).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn only_digits_get_into_an_address() {
        assert_eq!(number("gid://shopify/Order/77"), Some("77"));
        assert_eq!(number("4321"), Some("4321"));
        for id in [
            "",
            "gid://shopify/Order/",
            "7 7",
            "7?x=1",
            "2026-10-05/GBP",
            "\u{1b}[2J",
        ] {
            assert_eq!(number(id), None, "{id}");
        }
    }
}
