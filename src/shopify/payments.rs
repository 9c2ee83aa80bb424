//! Payouts, the ledger of Shopify Payments, and disputes.

use serde_json::{Value, json};

use super::documents::{BALANCE_TRANSACTIONS, DISPUTES, Document, PAYOUTS};
use super::error::ShopifyError;
use super::flatten::{Object, row, text};
use super::orders::keep;
use super::search::{Window, number_of};
use super::shop::Shop;
use crate::base::Moment;

/// What Shopify Payments holds, where the shop uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payments<T> {
    /// What was asked for.
    Of(T),
    /// The shop has no account of Shopify Payments. Denied access is
    /// [`ShopifyError::AccessDenied`] instead.
    NoAccount,
}

/// A page of payouts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PayoutsPage {
    /// Their rows.
    pub rows: Vec<u8>,
    /// Which they are, oldest first.
    pub payouts: Vec<PayoutRef>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// A payout, as far as it decides what to ask for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayoutRef {
    /// Its number.
    pub id: u64,
    /// `SCHEDULED`, `PAID`, `FAILED`, `CANCELED` and what Shopify adds to these.
    pub status: String,
    /// When it was issued, as Shopify wrote it.
    pub issued_at: String,
}

/// A page of balance transactions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BalancePage {
    /// Their rows.
    pub rows: Vec<u8>,
    /// How many they are.
    pub transactions: u64,
    /// The newest `transactionDate` among them, as Shopify wrote it.
    pub newest: Option<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// A page of disputes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DisputesPage {
    /// Their rows.
    pub rows: Vec<u8>,
    /// How many they are.
    pub disputes: u64,
    /// The cursor of the next page.
    pub next: Option<String>,
}

impl Shop {
    /// One page of the payouts issued within a window, oldest first. A payout's status changes
    /// without a mark that could be asked for, so those that are not settled must be read again.
    ///
    /// # Errors
    /// [`ShopifyError`].
    pub async fn payouts(&self, window: &Window, after: Option<&str>) -> Result<Payments<PayoutsPage>, ShopifyError> {
        let search = window.search("issued_at");
        let Payments::Of((nodes, next)) = self.account_page(&PAYOUTS, "payouts", &search, after).await? else {
            return Ok(Payments::NoAccount);
        };
        let odd = |what: String| self.odd(&PAYOUTS, what);
        let mut page = PayoutsPage {
            next,
            ..PayoutsPage::default()
        };
        for payout in nodes {
            let id = text(&payout, "id").map_err(odd)?;
            let number = number_of(id).ok_or_else(|| odd(format!("`{id}` has no number")))?;
            page.payouts.push(PayoutRef {
                id: number,
                status: text(&payout, "status").map_err(odd)?.to_owned(),
                issued_at: text(&payout, "issuedAt").map_err(odd)?.to_owned(),
            });
            row(&payout, None, &mut page.rows).map_err(odd)?;
        }
        Ok(Payments::Of(page))
    }

    /// One page of the transactions of a payout, the payout's own among them. Each is checked to
    /// belong to it, because a filter that Shopify does not know gives the whole ledger.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::NotOfPayout`] where one belongs elsewhere.
    pub async fn balance_of_payout(
        &self,
        payout: u64,
        after: Option<&str>,
    ) -> Result<Payments<BalancePage>, ShopifyError> {
        self.balance_page(&format!("payments_transfer_id:{payout}"), after, Some(payout))
            .await
    }

    /// One page of the transactions processed within a window, oldest first, also those that are in no
    /// payout yet.
    ///
    /// # Errors
    /// [`ShopifyError`].
    pub async fn balance(&self, window: &Window, after: Option<&str>) -> Result<Payments<BalancePage>, ShopifyError> {
        self.balance_page(&window.search("processed_at"), after, None).await
    }

    async fn balance_page(
        &self,
        search: &str,
        after: Option<&str>,
        payout: Option<u64>,
    ) -> Result<Payments<BalancePage>, ShopifyError> {
        const ROWS: &Document = &BALANCE_TRANSACTIONS;
        let account_page = self.account_page(ROWS, "balanceTransactions", search, after);
        let Payments::Of((nodes, next)) = account_page.await? else {
            return Ok(Payments::NoAccount);
        };
        let odd = |what: String| self.odd(ROWS, what);
        let mut page = BalancePage {
            next,
            ..BalancePage::default()
        };
        for transaction in nodes {
            if let Some(payout) = payout {
                is_of(payout, &transaction).map_err(odd)??;
            }
            let at = text(&transaction, "transactionDate").map_err(odd)?;
            Moment::parse(at).map_err(|e| odd(e.to_string()))?;
            keep(&mut page.newest, Some(at), |new, held| new > held);
            row(&transaction, None, &mut page.rows).map_err(odd)?;
            page.transactions += 1;
        }
        Ok(Payments::Of(page))
    }

    /// One page of the chargebacks and inquiries opened within a window. A dispute's status changes
    /// without a mark that could be asked for, so those that are not decided must be read again.
    ///
    /// # Errors
    /// [`ShopifyError`].
    pub async fn disputes(&self, window: &Window, after: Option<&str>) -> Result<DisputesPage, ShopifyError> {
        let search = window.search("initiated_at");
        let mut answer = self.page(&DISPUTES, json!({"query": search, "after": after})).await?;
        let (nodes, next) = self.nodes(&DISPUTES, &mut answer, "disputes")?;
        let mut page = DisputesPage {
            next,
            ..DisputesPage::default()
        };
        for dispute in nodes {
            row(&dispute, None, &mut page.rows).map_err(|what| self.odd(&DISPUTES, what))?;
            page.disputes += 1;
        }
        Ok(page)
    }

    /// A page of a connection of the account of Shopify Payments.
    async fn account_page(
        &self,
        document: &'static Document,
        field: &str,
        search: &str,
        after: Option<&str>,
    ) -> Result<Payments<(Vec<Object>, Option<String>)>, ShopifyError> {
        let mut answer = self.page(document, json!({"query": search, "after": after})).await?;
        match answer.data.remove("shopifyPaymentsAccount") {
            // Without an error beside it, null means that there is no account.
            Some(Value::Null) => Ok(Payments::NoAccount),
            Some(Value::Object(account)) => {
                answer.data = account;
                self.nodes(document, &mut answer, field).map(Payments::Of)
            }
            _ => Err(self.odd(document, "`shopifyPaymentsAccount` is missing".to_owned())),
        }
    }
}

/// Whether a transaction belongs to a payout.
fn is_of(payout: u64, transaction: &Object) -> Result<Result<(), ShopifyError>, String> {
    let row = text(transaction, "id")?.to_owned();
    let of = transaction.get("associatedPayout").and_then(|p| p.get("id"));
    let found = of.and_then(Value::as_str).unwrap_or("no payout");
    Ok(if number_of(found) == Some(payout) {
        Ok(())
    } else {
        Err(ShopifyError::NotOfPayout {
            row,
            payout,
            found: found.to_owned(),
        })
    })
}
