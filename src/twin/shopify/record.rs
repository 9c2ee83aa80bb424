//! Resolves the fields of the world's objects by their names.

use apollo_compiler::ast::Type;
use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use serde_json::{Value, json};

use super::connection::{self, Nested};
use super::listing::Kind;
use super::run::{Problem, Run, leaf};
use super::schema::official;
use super::trade::{Object, number, text};

/// An object of the world, under its type's name.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// What the execution shares.
    pub(super) run: &'a Run<'a>,
    /// The concrete type.
    pub(super) kind: &'a str,
    /// The object.
    pub(super) object: &'a Object,
    /// The order it stands in, where objects given by their id alone are looked for.
    pub(super) order: Option<&'a Object>,
}

impl ObjectValue for Record<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        (*self).resolve(info)
    }
}

/// An object that was made for this answer.
pub(super) struct Made<'a> {
    /// What the execution shares.
    pub(super) run: &'a Run<'a>,
    /// The type.
    pub(super) kind: &'static str,
    /// The object.
    pub(super) object: Object,
}

impl<'a> Made<'a> {
    /// Boxes an object that was written down as JSON.
    pub(super) fn resolved(run: &'a Run<'a>, kind: &'static str, value: Value) -> ResolvedValue<'a> {
        match value {
            Value::Object(object) => ResolvedValue::object(Made { run, kind, object }),
            _ => ResolvedValue::null(),
        }
    }
}

impl ObjectValue for Made<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        let record = Record {
            run: self.run,
            kind: self.kind,
            object: &self.object,
            order: None,
        };
        record.resolve(info)
    }
}

impl<'a> Record<'a> {
    fn resolve(self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let run = self.run;
        run.scopes
            .check(self.kind, info.field_name())
            .map_err(|problem| run.fail(problem))?;
        match (self.kind, info.field_name()) {
            ("ShopifyPaymentsAccount", "payouts") => return connection::listed(run, Kind::Payouts, info),
            ("ShopifyPaymentsAccount", "balanceTransactions") => {
                return connection::listed(run, Kind::BalanceTransactions, info);
            }
            ("ShopifyPaymentsAccount", "disputes") => return connection::listed(run, Kind::Disputes, info),
            ("BusinessEntity", "shopifyPaymentsAccount") => return Ok(account(run)),
            _ => {}
        }
        match self.held(info) {
            Some((value, order)) => Record { order, ..self }.shaped(value, &info.field_definition().ty, info),
            None => self.followed(info),
        }
    }

    /// The value of a field: under its name with its arguments, or under its name alone; in this
    /// object, or in the one that its id stands for.
    fn held(self, info: &ResolveInfo<'_>) -> Option<(&'a Value, Option<&'a Object>)> {
        let field = info.field_name();
        let look = |object: &'a Object| {
            let arguments = || {
                info.arguments()
                    .iter()
                    .map(|(name, value)| format!("{field}({}: {value})", name.as_str()))
            };
            let fuller = || arguments().find_map(|key| object.get(&key));
            // Fields with such a second value are rare: look for the arguments only when there are some.
            let special = if info.arguments().is_empty() { None } else { fuller() };
            special.or_else(|| object.get(field))
        };
        if let Some(value) = look(self.object) {
            return Some((value, self.order));
        }
        let id = text(self.object, "id")?;
        if let Some(found) = self.run.find(id) {
            return Some((look(found.object)?, found.order));
        }
        let order = self.order?;
        let inside = order.values().find_map(|value| inside(value, id, &look))?;
        Some((inside, self.order))
    }

    /// A field that the world may leave out because it follows from something else.
    fn followed(self, info: &ResolveInfo<'_>) -> Result<ResolvedValue<'a>, FieldError> {
        let id = text(self.object, "id");
        match (self.kind, info.field_name()) {
            (_, "legacyResourceId") => {
                if let Some(number) = id.and_then(number) {
                    return Ok(ResolvedValue::Leaf(leaf(&json!(number.to_string()))));
                }
            }
            ("Order", "merchantBusinessEntity") | ("ShopifyPaymentsPayout", "businessEntity") => {
                if let Some(entity) = self.run.trade.derived.entities.first() {
                    return Ok(ResolvedValue::object(Record {
                        kind: "BusinessEntity",
                        object: entity,
                        ..self
                    }));
                }
            }
            _ => {}
        }
        let what = format!(
            "{}.{} of {}",
            self.kind,
            info.field_name(),
            id.unwrap_or("an object without id")
        );
        Err(self.run.fail(Problem::not_held(&what)))
    }

    /// A value in the shape that its type asks for.
    fn shaped(
        self,
        value: &'a Value,
        ty: &'a Type,
        info: &'a ResolveInfo<'a>,
    ) -> Result<ResolvedValue<'a>, FieldError> {
        let name = ty.inner_named_type().as_str();
        match value {
            Value::Null => Ok(ResolvedValue::null()),
            Value::Array(items) if name.ends_with("Connection") => Nested { record: self, items }.page(name, info),
            Value::Array(items) => {
                let first = info.arguments().get("first").and_then(JsonValue::as_u64);
                let first = first.filter(|_| self.run.window.is_none());
                let shown = items
                    .iter()
                    .take(first.map_or(usize::MAX, |first| usize::try_from(first).unwrap_or(usize::MAX)));
                let inner = ty.item_type();
                Ok(ResolvedValue::List(Box::new(
                    shown.map(move |item| self.shaped(item, inner, info)),
                )))
            }
            _ if official().is_leaf(name) => Ok(ResolvedValue::Leaf(leaf(value))),
            Value::Object(object) => self.object_of(name, object),
            _ => Err(self.run.fail(Problem::not_held(&format!(
                "an object in {}.{}",
                self.kind,
                info.field_name()
            )))),
        }
    }

    /// An object under its concrete type. An order that the token does not reach is not there.
    pub(super) fn object_of(self, declared: &'a str, object: &'a Object) -> Result<ResolvedValue<'a>, FieldError> {
        let run = self.run;
        let found = text(object, "id").and_then(|id| run.find(id));
        let kind = if official().is_object(declared) {
            declared
        } else if let Some(kind) = text(object, "__typename") {
            kind
        } else if let Some(found) = found {
            found.kind
        } else {
            let id = text(object, "id").unwrap_or("an object without id");
            return Err(run.fail(Problem::not_held(&format!("the __typename of {id}, a {declared}"))));
        };
        if kind == "Order" {
            let order = found.map_or(object, |found| found.object);
            if !super::listing::reached(order, run.scopes.reach(run.now)) {
                return Ok(ResolvedValue::null());
            }
        }
        let order = found.and_then(|found| found.order).or(self.order);
        Ok(ResolvedValue::object(Record {
            run,
            kind,
            object,
            order,
        }))
    }
}

/// The payments account; a shop without Shopify Payments has none.
pub(super) fn account<'a>(run: &'a Run<'a>) -> ResolvedValue<'a> {
    match &run.trade.derived.account {
        Some(object) => ResolvedValue::object(Record {
            run,
            kind: "ShopifyPaymentsAccount",
            object,
            order: None,
        }),
        None => ResolvedValue::null(),
    }
}

/// What is looked for in the object with an id, wherever it stands in a value.
fn inside<'a>(value: &'a Value, id: &str, look: &impl Fn(&'a Object) -> Option<&'a Value>) -> Option<&'a Value> {
    match value {
        Value::Object(object) => {
            let here = (text(object, "id") == Some(id)).then(|| look(object)).flatten();
            here.or_else(|| object.values().find_map(|value| inside(value, id, look)))
        }
        Value::Array(items) => items.iter().find_map(|value| inside(value, id, look)),
        _ => None,
    }
}
