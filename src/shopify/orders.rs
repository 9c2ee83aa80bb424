//! Orders, page by page or by themselves, as rows.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::documents::{Document, ORDER, ORDERS, ORDERS_COUNT};
use super::error::ShopifyError;
use super::flatten::{self, Object, next};
use super::search::{Window, quoted};
use super::shop::{Answer, Shop};
use crate::base::{Moment, OrderKey};

/// Orders with everything that hangs on them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrdersPage {
    /// The rows of a bulk operation's JSONL, each with a line break at its end.
    pub rows: Vec<u8>,
    /// How many orders they tell of.
    pub orders: u64,
    /// The newest `updatedAt` among them as the page listed them, as Shopify wrote it.
    pub newest: Option<String>,
    /// The oldest `createdAt` among them, as Shopify wrote it.
    pub oldest: Option<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Parts the token may not see, as paths without indices; what is compared does not depend on them.
    pub withheld: BTreeSet<String>,
}

impl Shop {
    /// How many orders were last changed within a window: exactly, however many.
    ///
    /// # Errors
    /// [`ShopifyError`].
    pub async fn count_orders(&self, window: &Window) -> Result<u64, ShopifyError> {
        let answer = self
            .ask(&ORDERS_COUNT, json!({"query": window.search("updated_at")}))
            .await?;
        let count = answer.data.get("ordersCount").unwrap_or(&Value::Null);
        match (count["count"].as_u64(), count["precision"].as_str()) {
            (Some(count), Some("EXACT")) => Ok(count),
            (Some(_), Some(precision)) => Err(ShopifyError::Inexact {
                precision: super::envelope::shown(precision),
            }),
            _ => Err(self.odd(&ORDERS_COUNT, "`ordersCount` is missing".to_owned())),
        }
    }

    /// One page of the orders last changed within a window, oldest change first. An order that
    /// changes while the pages are read comes again on a later one.
    ///
    /// # Errors
    /// [`ShopifyError`]; [`ShopifyError::Cursor`] where the pages must be begun anew.
    pub async fn orders(&self, window: &Window, after: Option<&str>) -> Result<OrdersPage, ShopifyError> {
        self.search_orders(&window.search("updated_at"), after, |_| true).await
    }

    /// One order by its number; a page without orders where there is none, or none within reach.
    ///
    /// # Errors
    /// [`ShopifyError`].
    pub async fn order(&self, id: u64) -> Result<OrdersPage, ShopifyError> {
        let (order, answer) = self.one_order(&format!("gid://shopify/Order/{id}")).await?;
        let mut page = OrdersPage {
            withheld: answer.withheld,
            ..OrdersPage::default()
        };
        if let Some(order) = order {
            self.add(&ORDER, order, &mut page).await?;
        }
        Ok(page)
    }

    /// The orders of a name, with or without its `#`: names need not be unique.
    ///
    /// # Errors
    /// [`ShopifyError`].
    pub async fn order_by_name(&self, name: &str) -> Result<OrdersPage, ShopifyError> {
        let wanted = OrderKey::of(name);
        let is_it = |order: &Object| {
            let name = order.get("name").and_then(Value::as_str);
            name.is_some_and(|name| OrderKey::of(name) == wanted)
        };
        // The search also finds names that begin like this one.
        let search = format!("name:{}", quoted(name));
        let mut all = self.search_orders(&search, None, is_it).await?;
        while let Some(after) = all.next.take() {
            let more = self.search_orders(&search, Some(&after), is_it).await?;
            all.rows.extend(more.rows);
            all.orders += more.orders;
            all.withheld.extend(more.withheld);
            keep(&mut all.newest, more.newest.as_deref(), |new, held| new > held);
            keep(&mut all.oldest, more.oldest.as_deref(), |new, held| new < held);
            all.next = more.next;
        }
        Ok(all)
    }

    async fn search_orders(
        &self,
        search: &str,
        after: Option<&str>,
        wanted: impl Fn(&Object) -> bool,
    ) -> Result<OrdersPage, ShopifyError> {
        let mut variables = json!({"query": search, "after": after});
        self.ask_for_addresses(&mut variables);
        let mut answer = self.page(&ORDERS, variables).await?;
        let (nodes, next) = self.nodes(&ORDERS, &mut answer, "orders")?;
        let mut page = OrdersPage {
            next,
            withheld: answer.withheld,
            ..OrdersPage::default()
        };
        for order in nodes {
            if wanted(&order) {
                self.add(&ORDERS, order, &mut page).await?;
            }
        }
        Ok(page)
    }

    /// Completes an order and adds its rows.
    async fn add(&self, document: &'static Document, order: Object, page: &mut OrdersPage) -> Result<(), ShopifyError> {
        let odd = |what: String| self.odd(document, what);
        // The times as listed: one read anew may be newer than the rest of the page.
        let listed = flatten::text(&order, "updatedAt").map_err(odd)?.to_owned();
        let Some(order) = self.completed(order).await? else {
            return Ok(());
        };
        let created = flatten::text(&order, "createdAt").map_err(odd)?.to_owned();
        flatten::order(order, &mut page.rows).map_err(odd)?;
        page.orders += 1;
        for moment in [&listed, &created] {
            Moment::parse(moment).map_err(|e| odd(e.to_string()))?;
        }
        keep(&mut page.newest, Some(&listed), |new, held| new > held);
        keep(&mut page.oldest, Some(&created), |new, held| new < held);
        Ok(())
    }

    /// Takes the nodes of a connection at the root of an answer, and the cursor of its next page.
    pub(super) fn nodes(
        &self,
        document: &'static Document,
        answer: &mut Answer,
        field: &str,
    ) -> Result<(Vec<Object>, Option<String>), ShopifyError> {
        let odd = |what: String| self.odd(document, what);
        let missing = || odd(format!("`{field}` is missing"));
        let connection = answer.data.get_mut(field).ok_or_else(missing)?;
        let next = next(connection, field).map_err(odd)?;
        // Taken for whole here: its further pages are the caller's to ask for.
        connection["pageInfo"] = json!({"hasNextPage": false});
        let nodes = flatten::nodes(&mut answer.data, field).map_err(odd)?;
        Ok((nodes, next))
    }
}

/// Keeps the later or the earlier of two times. They were parsed before.
pub(super) fn keep(held: &mut Option<String>, new: Option<&str>, better: impl Fn(Moment, Moment) -> bool) {
    let Some(new) = new else { return };
    let is_better = match (held.as_deref().map(Moment::parse), Moment::parse(new)) {
        (None, _) => true,
        (Some(Ok(held)), Ok(new)) => better(new, held),
        _ => false,
    };
    if is_better {
        *held = Some(new.to_owned());
    }
}
