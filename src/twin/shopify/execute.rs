//! From a query's text to its answer: parse, validate, count, let in, run.

use std::sync::{Arc, Mutex};

use apollo_compiler::executable::Operation;
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::resolvers::{Execution, ObjectValue};
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Node};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::access::Scopes;
use super::bucket::Bucket;
use super::bulk::Board;
use super::cost::{self, Counter};
use super::errors;
use super::root::{Mutation, Query};
use super::run::Run;
use super::schema::official;
use super::trade::Trade;

/// A GraphQL request.
pub(super) struct Asked {
    /// The document.
    pub(super) query: String,
    /// The variables.
    pub(super) variables: Map<String, Value>,
    /// Which operation of the document.
    pub(super) operation: Option<String>,
}

/// Whom and when it is answered by.
pub(super) struct Asker<'a> {
    /// The shop's data.
    pub(super) trade: Arc<Trade>,
    /// The shop's time zone.
    pub(super) zone: &'a TimeZone,
    /// The moment.
    pub(super) now: Timestamp,
    /// The token's scopes.
    pub(super) scopes: &'a Scopes,
    /// The app's bulk operations.
    pub(super) board: &'a Mutex<Board>,
    /// `http://host`.
    pub(super) origin: &'a str,
}

/// A document that may be run.
pub(super) struct Ready {
    document: Valid<ExecutableDocument>,
    operation: Node<Operation>,
    variables: Valid<JsonMap>,
}

/// Answers a request out of a bucket.
pub(super) fn answer(asked: &Asked, asker: &Asker<'_>, bucket: &mut Bucket) -> Value {
    let ready = match Ready::new(asked) {
        Ok(ready) => ready,
        Err(errors) => return json!({ "errors": errors }),
    };
    let counter = ready.counter();
    let requested = counter.requested(&ready.operation);
    if requested > cost::MAX {
        return json!({ "errors": [errors::too_dear(requested, cost::MAX)] });
    }
    if !bucket.admits(requested, asker.now) {
        return json!({ "errors": [errors::throttled()], "extensions": { "cost": bucket.cost(requested, None) } });
    }
    let mut run = Run::new(&asker.trade, asker.zone, asker.now, asker.scopes, asker.origin);
    run.board = Some(asker.board);
    let (data, errors) = ready.run(&run);
    let used = counter.used(&ready.operation, &data);
    bucket.take(used);
    let mut extensions = json!({ "cost": bucket.cost(requested, Some(used)) });
    let searches = run.searches();
    if !searches.is_empty() {
        extensions["search"] = Value::Array(searches);
    }
    let mut answer = json!({ "data": data, "extensions": extensions });
    if !errors.is_empty() {
        answer["errors"] = Value::Array(errors);
    }
    answer
}

impl Ready {
    /// Parses and validates. The errors are as Shopify writes them.
    pub(super) fn new(asked: &Asked) -> Result<Ready, Vec<Value>> {
        let schema = &official().schema;
        let document = ExecutableDocument::parse_and_validate(schema, asked.query.as_str(), "query")
            .map_err(|with| errors::of_validation(&asked.query, &with.errors))?;
        let operation = document.operations.get(asked.operation.as_deref()).cloned();
        let operation = operation.map_err(|error| {
            vec![json!({ "message": error.message().to_string(), "extensions": { "code": "BAD_REQUEST" } })]
        })?;
        bad_ids(&operation, &asked.variables)?;
        let given = asked
            .variables
            .iter()
            .map(|(name, value)| (name.as_str().into(), value.clone().into()));
        let variables = coerce_variable_values(schema, &operation, &given.collect()).map_err(|error| {
            let told = error.message().to_string();
            let culprit = operation
                .variables
                .iter()
                .find(|variable| told.contains(variable.name.as_str()));
            let Some(variable) = culprit else {
                return vec![json!({ "message": told, "extensions": { "code": "INVALID_VARIABLE" } })];
            };
            let value = asked.variables.get(variable.name.as_str()).unwrap_or(&Value::Null);
            vec![errors::invalid_variable(
                &variable.name,
                &variable.ty.to_string(),
                value,
                &told,
            )]
        })?;
        Ok(Ready {
            document,
            operation,
            variables,
        })
    }

    /// The document.
    pub(super) fn document(&self) -> &ExecutableDocument {
        &self.document
    }

    /// The operation.
    pub(super) fn operation(&self) -> &Operation {
        &self.operation
    }

    fn counter(&self) -> Counter<'_> {
        Counter {
            official: official(),
            document: &self.document,
            variables: &self.variables,
        }
    }

    /// Runs it. The data is null when a field that must be there could not be answered.
    pub(super) fn run(&self, run: &Run<'_>) -> (Value, Vec<Value>) {
        let official = official();
        let execution = Execution::new(&official.schema, &self.document)
            .operation(&self.operation)
            .implementers_map(&official.implementers)
            .coerced_variable_values(&self.variables)
            .enable_schema_introspection(true);
        let (query, mutation) = (Query(run), Mutation(run));
        let root: &dyn ObjectValue = if self.operation.is_mutation() {
            &mutation
        } else {
            &query
        };
        match execution.execute_sync(root) {
            Ok(response) => {
                let data = serde_json::to_value(&response.data).unwrap_or_default();
                (data, response.errors.iter().map(|error| run.shown(error)).collect())
            }
            Err(error) => {
                let error = json!({ "message": error.message().to_string(), "extensions": { "code": "BAD_REQUEST" } });
                (Value::Null, vec![error])
            }
        }
    }
}

/// Refuses ids that are no gids, which Shopify does before it looks at anything else.
fn bad_ids(operation: &Operation, variables: &Map<String, Value>) -> Result<(), Vec<Value>> {
    for variable in operation
        .variables
        .iter()
        .filter(|variable| variable.ty.inner_named_type() == "ID")
    {
        let Some(Value::String(id)) = variables.get(variable.name.as_str()) else {
            continue;
        };
        let tail = id.strip_prefix("gid://shopify/").and_then(|rest| rest.split_once('/'));
        if tail.is_none_or(|(kind, number)| kind.is_empty() || number.is_empty()) {
            let explanation = format!("Invalid global id '{id}'");
            let ty = variable.ty.to_string();
            return Err(vec![errors::invalid_variable(
                &variable.name,
                &ty,
                &json!(id),
                &explanation,
            )]);
        }
    }
    Ok(())
}
