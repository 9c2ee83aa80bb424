//! What Shopify says of a query that cannot be run, in its words.

use apollo_compiler::ast::{self, Definition};
use apollo_compiler::parser::LineColumn;
use apollo_compiler::validation::DiagnosticList;
use serde_json::{Value, json};

/// The errors of a query that does not fit the schema.
pub(super) fn of_validation(query: &str, diagnostics: &DiagnosticList) -> Vec<Value> {
    let (document, unread) = match ast::Document::parse(query, "query") {
        Ok(document) => (document, None),
        Err(with) => (with.partial, Some(with.errors)),
    };
    // Of a text that cannot be read nothing else is said.
    let diagnostics = unread.as_ref().unwrap_or(diagnostics);
    let errors: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| one(&document, &diagnostic))
        .collect();
    // A field that is unknown leaves its parent without any, which is no mistake of its own.
    let follows = |error: &Value| {
        let below = |other: &Value| starts_with(&other["path"], &error["path"]);
        error["extensions"]["code"] == "selectionMismatch" && errors.iter().any(below)
    };
    errors.iter().filter(|error| !follows(error)).cloned().collect()
}

/// Whether a path leads further than another.
fn starts_with(path: &Value, start: &Value) -> bool {
    match (path.as_array(), start.as_array()) {
        (Some(path), Some(start)) => path.len() > start.len() && path.starts_with(start),
        _ => false,
    }
}

fn one(
    document: &ast::Document,
    diagnostic: &apollo_compiler::diagnostic::Diagnostic<'_, apollo_compiler::validation::DiagnosticData>,
) -> Value {
    let told = diagnostic.error.to_string();
    // The names stand between backticks; the details themselves cannot be reached.
    let names: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
    let place = diagnostic.line_column_range().map(|range| range.start);
    let found = place.and_then(|place| find(document, place));
    let mut path = found
        .as_ref()
        .map_or_else(|| label(document), |found| found.path.clone());
    let (kind, field, arguments) = found.map_or(("", "", 0), |found| (found.of, found.field, found.arguments));
    let name = |n: usize| names.get(n).copied().unwrap_or_default();
    let (message, extensions) = match diagnostic.error.unstable_error_name().unwrap_or_default() {
        "UndefinedField" => (
            format!("Field '{}' doesn't exist on type '{}'", name(1), name(0)),
            json!({ "code": "undefinedField", "typeName": name(0), "fieldName": name(1) }),
        ),
        "UndefinedArgument" => {
            let on = name(1).rsplit_once('.').map_or(name(1), |(_, field)| field);
            let on = on.split('(').next().unwrap_or_default();
            path.push(json!(name(0)));
            (
                format!("Field '{on}' doesn't accept argument '{}'", name(0)),
                json!({ "code": "argumentNotAccepted", "name": on, "typeName": "Field", "argumentName": name(0) }),
            )
        }
        "RequiredArgument" => {
            let (on, missing) = name(0).split_once('(').unwrap_or((name(0), ""));
            let on = on.rsplit_once('.').map_or(on, |(_, field)| field);
            let missing = missing.trim_end_matches([':', ')']);
            (
                format!("Field '{on}' is missing required arguments: {missing}"),
                json!({ "code": "missingRequiredArguments", "className": "Field", "name": on, "arguments": missing }),
            )
        }
        "UnusedVariable" => {
            let variable = name(0).trim_start_matches('$');
            let operation = operation_name(document);
            (
                format!("Variable ${variable} is declared by {operation} but not used"),
                json!({ "code": "variableNotUsed", "variableName": variable }),
            )
        }
        "UndefinedVariable" => {
            let variable = name(0).trim_start_matches('$');
            let operation = operation_name(document);
            (
                format!("Variable ${variable} is used by {operation} but not declared"),
                json!({ "code": "variableNotDefined", "variableName": variable }),
            )
        }
        "UndefinedFragment" => (
            format!("Fragment {} was used, but not defined", name(0)),
            json!({ "code": "useAndDefineFragment", "fragmentName": name(0) }),
        ),
        "UnusedFragment" => (
            format!("Fragment {} was defined, but not used", name(0)),
            json!({ "code": "useAndDefineFragment", "fragmentName": name(0) }),
        ),
        "MissingSubselection" | "SubselectionOnScalarType" | "SubselectionOnEnumType" => (
            format!("Selections do not fit the type of field '{field}' ({told})"),
            json!({ "code": "selectionMismatch", "nodeName": format!("field '{field}'"), "typeName": kind }),
        ),
        "UnsupportedValueType" | "UndefinedEnumValue" | "IntCoercionError" => (
            format!("An argument of field '{field}' has an invalid value ({told})"),
            json!({ "code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentCount": arguments }),
        ),
        "DisallowedVariableUsage" => (
            told.clone(),
            json!({ "code": "variableMismatch", "variableName": name(0).trim_start_matches('$') }),
        ),
        _ => {
            let near = place.map_or_else(String::new, |place| format!(" at [{}, {}]", place.line, place.column));
            (format!("{told}{near}"), json!({ "code": "PARSE_ERROR" }))
        }
    };
    let locations: Vec<LineColumn> = place.into_iter().collect();
    json!({ "message": message, "locations": locations, "path": path, "extensions": extensions })
}

/// Where in a document something stands.
struct Found<'d> {
    path: Vec<Value>,
    of: &'d str,
    field: &'d str,
    arguments: usize,
}

fn operation(document: &ast::Document) -> Option<&ast::OperationDefinition> {
    document.definitions.iter().find_map(|definition| match definition {
        Definition::OperationDefinition(operation) => Some(&**operation),
        _ => None,
    })
}

fn operation_name(document: &ast::Document) -> String {
    let name = operation(document).and_then(|operation| operation.name.as_ref());
    name.map_or_else(|| "anonymous query".to_owned(), ToString::to_string)
}

/// How an operation is named at the head of a path: `query Orders`.
fn label(document: &ast::Document) -> Vec<Value> {
    let Some(operation) = operation(document) else {
        return Vec::new();
    };
    let kind = operation.operation_type.name();
    let name = operation.name.as_ref().map(|name| format!(" {name}"));
    vec![json!(format!("{kind}{}", name.unwrap_or_default()))]
}

/// The field that begins at a place, or whose argument does.
fn find(document: &ast::Document, place: LineColumn) -> Option<Found<'_>> {
    document.definitions.iter().find_map(|definition| match definition {
        Definition::OperationDefinition(operation) => {
            within(document, &operation.selection_set, place, &mut label(document))
        }
        Definition::FragmentDefinition(fragment) => {
            let mut path = vec![json!(format!("fragment {}", fragment.name))];
            within(document, &fragment.selection_set, place, &mut path)
        }
        _ => None,
    })
}

fn within<'d>(
    document: &'d ast::Document,
    set: &'d [ast::Selection],
    place: LineColumn,
    path: &mut Vec<Value>,
) -> Option<Found<'d>> {
    for selection in set {
        let inner = match selection {
            ast::Selection::FragmentSpread(_) => continue,
            ast::Selection::InlineFragment(inline) => {
                let on = inline
                    .type_condition
                    .as_ref()
                    .map_or_else(|| "...".to_owned(), |on| format!("... on {on}"));
                path.push(json!(on));
                &inline.selection_set
            }
            ast::Selection::Field(field) => {
                path.push(json!(field.response_name().as_str()));
                let starts = |location: Option<apollo_compiler::parser::SourceSpan>| {
                    location.and_then(|span| span.line_column(&document.sources)) == Some(place)
                };
                let here = starts(field.location())
                    || starts(field.name.location())
                    || field
                        .arguments
                        .iter()
                        .any(|argument| starts(argument.location()) || starts(argument.value.location()));
                if here {
                    return Some(Found {
                        path: path.clone(),
                        of: "Field",
                        field: field.name.as_str(),
                        arguments: field.arguments.len(),
                    });
                }
                &field.selection_set
            }
        };
        if let Some(found) = within(document, inner, place, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}

/// A variable has a value that it cannot have.
pub(super) fn invalid_variable(name: &str, ty: &str, value: &Value, explanation: &str) -> Value {
    json!({
        "message": format!("Variable ${name} of type {ty} was provided invalid value"),
        "extensions": {
            "code": "INVALID_VARIABLE",
            "value": value,
            "problems": [{ "path": [], "explanation": explanation, "message": explanation }],
        },
    })
}

/// Too many points are asked for.
pub(super) fn too_dear(cost: u64, max: u64) -> Value {
    json!({
        "message": format!("Query cost is {cost}, which exceeds the single query max cost limit ({max})."),
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": cost,
            "maxCost": max,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    })
}

/// The bucket is empty.
pub(super) fn throttled() -> Value {
    json!({
        "message": "Throttled",
        "extensions": { "code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits" },
    })
}
