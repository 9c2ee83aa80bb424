//! The fields of the query and the mutation roots.

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use serde_json::{Value, json};

use super::bulk;
use super::connection::{self, argument};
use super::decoded::Found;
use super::listing::Kind;
use super::record::{self, Made, Record};
use super::run::{Problem, Run};
use super::version;

/// `ordersCount` counts no further unless it is told to.
const COUNT_MAX: usize = 10_000;

/// The root of queries.
pub(super) struct Query<'a>(pub(super) &'a Run<'a>);

/// The root of mutations.
pub(super) struct Mutation<'a>(pub(super) &'a Run<'a>);

impl ObjectValue for Query<'_> {
    fn type_name(&self) -> &str {
        "QueryRoot"
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        let run = self.0;
        let field = info.field_name();
        run.scopes
            .check("QueryRoot", field)
            .map_err(|problem| run.fail(problem))?;
        match field {
            "shop" => Ok(ResolvedValue::object(Record {
                run,
                kind: "Shop",
                object: &run.trade.shop.shop,
                order: None,
            })),
            "orders" => connection::listed(run, Kind::Orders, info),
            "disputes" => connection::listed(run, Kind::Disputes, info),
            "tenderTransactions" => connection::listed(run, Kind::Tenders, info),
            "ordersCount" => counted(run, info),
            "order" => by_id(run, info, Some("Order")),
            "refund" => by_id(run, info, Some("Refund")),
            "node" => by_id(run, info, None),
            "shopifyPaymentsAccount" => Ok(record::account(run)),
            "businessEntities" => {
                let entity = |object| {
                    Ok(ResolvedValue::object(Record {
                        run,
                        kind: "BusinessEntity",
                        object,
                        order: None,
                    }))
                };
                Ok(ResolvedValue::List(Box::new(
                    run.trade.derived.entities.iter().map(entity),
                )))
            }
            "currentAppInstallation" => {
                let scopes: Vec<Value> = run.scopes.names().map(|handle| json!({ "handle": handle })).collect();
                let app = json!({ "id": "gid://shopify/AppInstallation/1", "accessScopes": scopes });
                Ok(Made::resolved(run, "AppInstallation", app))
            }
            "publicApiVersions" => {
                let versions = version::public(run.now).into_iter();
                let made = |version| Ok(Made::resolved(run, "ApiVersion", version));
                Ok(ResolvedValue::List(Box::new(versions.map(made))))
            }
            "bulkOperation" => bulk::read(run, info),
            "bulkOperations" => bulk::list(run, info),
            _ => Err(run.fail(Problem::not_held(&format!("QueryRoot.{field}")))),
        }
    }
}

impl ObjectValue for Mutation<'_> {
    fn type_name(&self) -> &str {
        "Mutation"
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        let run = self.0;
        match info.field_name() {
            "bulkOperationRunQuery" => bulk::start(run, info),
            "bulkOperationCancel" => bulk::cancel(run, info),
            field => Err(run.fail(Problem::not_held(&format!("the mutation {field}")))),
        }
    }
}

/// One object by its id. An unknown one is null without an error; an id of another type is refused.
fn by_id<'a>(run: &'a Run<'a>, info: &'a ResolveInfo<'a>, kind: Option<&str>) -> Result<ResolvedValue<'a>, FieldError> {
    let id = argument(info, "id").unwrap_or_default();
    let declared = id
        .strip_prefix("gid://shopify/")
        .and_then(|rest| rest.split_once('/'))
        .map(|(kind, _)| kind);
    if declared.is_none() || kind.is_some_and(|kind| declared != Some(kind)) {
        return Err(run.fail(Problem::new("RESOURCE_NOT_FOUND", format!("Invalid id: {id}"))));
    }
    if kind.is_none() && declared == Some("BulkOperation") {
        return bulk::read(run, info);
    }
    let Some(Found { object, kind, order }) = run.find(id) else {
        return Ok(ResolvedValue::null());
    };
    if !super::listing::reached(order.unwrap_or(object), run.scopes.reach(run.now)) {
        return Ok(ResolvedValue::null());
    }
    if kind == "Order" || kind == "Refund" {
        run.scopes
            .check("QueryRoot", "order")
            .map_err(|problem| run.fail(problem))?;
    }
    Ok(ResolvedValue::object(Record {
        run,
        kind,
        object,
        order,
    }))
}

fn counted<'a>(run: &'a Run<'a>, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
    let found = connection::count(run, Kind::Orders, info)?;
    // An explicit null lifts the limit; left out, it is the schema's.
    let limit = match info.arguments().get("limit") {
        Some(JsonValue::Null) => None,
        Some(limit) => limit.as_u64().and_then(|limit| usize::try_from(limit).ok()),
        None => Some(COUNT_MAX),
    };
    let shown = limit.map_or(found, |limit| found.min(limit));
    let precision = if shown < found { "AT_LEAST" } else { "EXACT" };
    Ok(Made::resolved(
        run,
        "Count",
        json!({ "count": shown, "precision": precision }),
    ))
}
