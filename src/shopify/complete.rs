//! The further pages of what hangs on an order. Nearly every order comes whole with its page; the
//! rest of a longer one is asked for here, and an order that changes meanwhile is read anew.

use serde_json::{Value, json};

use super::documents::{
    AGREEMENT_SALES, Document, ORDER, ORDER_AGREEMENTS, ORDER_LINES, ORDER_SHIPPING, REFUND_ADJUSTMENTS, REFUND_LINES,
    REFUND_SHIPPING,
};
use super::error::ShopifyError;
use super::flatten::{OF_ORDER, OF_REFUND, Object, next, text};
use super::search::number_of;
use super::shop::{Answer, Shop};

/// How often an order that keeps changing is read.
const READS_MAX: u32 = 5;

/// Where the further pages of one connection come from.
struct Source<'s> {
    document: &'static Document,
    /// `order` or `refund`: the field of the answer the connection's owner stands in.
    root: &'static str,
    /// The owner's gid.
    id: &'s str,
    /// When the owner was last changed.
    updated_at: &'s Value,
    field: &'static str,
    /// For sales: the agreement they are of.
    agreement: Option<&'s str>,
}

/// Whether an owner is still what it was.
enum Still {
    Same,
    Moved,
}

impl Shop {
    /// An order with all its pages; `None` where it has gone in the meantime.
    pub(super) async fn completed(&self, mut order: Object) -> Result<Option<Object>, ShopifyError> {
        for _ in 1..READS_MAX {
            if matches!(self.complete(&mut order).await?, Still::Same) {
                return Ok(Some(order));
            }
            let id = self.id_of(&ORDER, &order)?;
            match self.one_order(&id).await?.0 {
                Some(fresh) => order = fresh,
                None => return Ok(None),
            }
        }
        match self.complete(&mut order).await? {
            Still::Same => Ok(Some(order)),
            Still::Moved => Err(ShopifyError::Moved {
                order: self.id_of(&ORDER, &order)?,
                times: READS_MAX,
            }),
        }
    }

    /// One order as it is now, its inner pages not completed; and the answer it came in, without it.
    pub(super) async fn one_order(&self, id: &str) -> Result<(Option<Object>, Answer), ShopifyError> {
        let mut variables = json!({"id": id});
        self.ask_for_addresses(&mut variables);
        let mut answer = self.ask(&ORDER, variables).await?;
        match answer.data.remove("order") {
            Some(Value::Object(order)) => Ok((Some(order), answer)),
            Some(Value::Null) => Ok((None, answer)),
            _ => Err(self.odd(&ORDER, "`order` is missing".to_owned())),
        }
    }

    async fn complete(&self, order: &mut Object) -> Result<Still, ShopifyError> {
        let id = self.id_of(&ORDER, order)?;
        let updated_at = self.changed_at(order)?;
        let of_order = |document, field| Source {
            document,
            root: "order",
            id: &id,
            updated_at: &updated_at,
            field,
            agreement: None,
        };
        let further = [
            of_order(&ORDER_LINES, OF_ORDER[0]),
            of_order(&ORDER_SHIPPING, OF_ORDER[1]),
            of_order(&ORDER_AGREEMENTS, "agreements"),
        ];
        for source in further {
            if let Still::Moved = self.rest(&source, order).await? {
                return Ok(Still::Moved);
            }
        }
        for agreement in entries(order.get_mut("agreements").and_then(|a| a.get_mut("nodes"))) {
            let agreement_id = self.id_of(&ORDER, agreement)?;
            let source = Source {
                agreement: Some(&agreement_id),
                ..of_order(&AGREEMENT_SALES, "sales")
            };
            if let Still::Moved = self.rest(&source, agreement).await? {
                return Ok(Still::Moved);
            }
        }
        for refund in entries(order.get_mut("refunds")) {
            if let Still::Moved = self.complete_refund(refund).await? {
                return Ok(Still::Moved);
            }
        }
        Ok(Still::Same)
    }

    async fn complete_refund(&self, refund: &mut Object) -> Result<Still, ShopifyError> {
        let id = self.id_of(&ORDER, refund)?;
        let updated_at = self.changed_at(refund)?;
        let documents = [&REFUND_LINES, &REFUND_SHIPPING, &REFUND_ADJUSTMENTS];
        for (document, field) in documents.into_iter().zip(OF_REFUND) {
            let source = Source {
                document,
                root: "refund",
                id: &id,
                updated_at: &updated_at,
                field,
                agreement: None,
            };
            if let Still::Moved = self.rest(&source, refund).await? {
                return Ok(Still::Moved);
            }
        }
        Ok(Still::Same)
    }

    /// Appends the further pages of one connection of `owner`.
    async fn rest(&self, source: &Source<'_>, owner: &mut Object) -> Result<Still, ShopifyError> {
        let odd = |what: String| self.odd(source.document, what);
        let missing = || odd(format!("`{}` is missing", source.field));
        let connection = owner.get_mut(source.field).ok_or_else(missing)?;
        while let Some(after) = next(connection, source.field).map_err(odd)? {
            let mut variables = json!({"id": source.id, "after": after});
            if let Some(agreement) = source.agreement {
                let number = number_of(agreement).ok_or_else(|| odd(format!("`{agreement}` has no number")))?;
                variables["agreement"] = format!("id:{number}").into();
            }
            let mut answer = self.page(source.document, variables).await?;
            let Some(Value::Object(mut owner)) = answer.data.remove(source.root) else {
                return Ok(Still::Moved);
            };
            if owner.get("updatedAt") != Some(source.updated_at) {
                return Ok(Still::Moved);
            }
            if let Some(agreement) = source.agreement {
                owner = match only_agreement(&mut owner) {
                    Some(found) if text(&found, "id").is_ok_and(|id| id == agreement) => found,
                    _ => return Err(odd(format!("it does not hold {agreement}"))),
                };
            }
            let mut page = owner.remove(source.field).ok_or_else(missing)?;
            let Some(Value::Array(more)) = page.get_mut("nodes").map(Value::take) else {
                return Err(missing());
            };
            if next(&page, source.field).map_err(odd)? == Some(after) {
                return Err(odd(format!("the cursor of `{}` does not move on", source.field)));
            }
            let Some(all) = connection.get_mut("nodes").and_then(Value::as_array_mut) else {
                return Err(missing());
            };
            all.extend(more);
            connection["pageInfo"] = page["pageInfo"].take();
        }
        Ok(Still::Same)
    }

    /// When an object was last changed; without it no change between two pages would be seen.
    fn changed_at(&self, object: &Object) -> Result<Value, ShopifyError> {
        let at = object.get("updatedAt").filter(|at| at.is_string());
        at.cloned()
            .ok_or_else(|| self.odd(&ORDER, "`updatedAt` is missing".to_owned()))
    }

    fn id_of(&self, document: &'static Document, object: &Object) -> Result<String, ShopifyError> {
        let id = text(object, "id").map_err(|what| self.odd(document, what))?;
        Ok(id.to_owned())
    }
}

/// The objects of a list; what is none is refused when the order is written as rows.
fn entries(list: Option<&mut Value>) -> impl Iterator<Item = &mut Object> {
    let list = list.and_then(Value::as_array_mut);
    list.into_iter().flatten().filter_map(Value::as_object_mut)
}

fn only_agreement(order: &mut Object) -> Option<Object> {
    let nodes = order.get_mut("agreements")?.get_mut("nodes")?;
    match nodes.as_array_mut()?.pop()? {
        Value::Object(agreement) => Some(agreement),
        _ => None,
    }
}
