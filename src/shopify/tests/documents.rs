//! Every document against the official schema, and against the rules Shopify has beside it.

use std::io::Read;

use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};

use crate::shopify::bulk::{BulkHandle, BulkWhat};
use crate::shopify::documents::{Document, EVERYTHING, all};
use crate::shopify::search::Window;

/// The most one query may cost, on every plan.
const COST_MAX: usize = 1_000;

fn schema() -> Valid<Schema> {
    let file = std::fs::File::open(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/shopify/admin-2026-10.graphql.gz"
    ));
    let mut text = String::new();
    flate2::read::GzDecoder::new(file.unwrap())
        .read_to_string(&mut text)
        .unwrap();
    // A directive of the language that the schema does not repeat.
    text.push_str("directive @oneOf on INPUT_OBJECT\n");
    Schema::parse_and_validate(text, "admin-2026-10.graphql").unwrap()
}

fn parsed(schema: &Valid<Schema>, text: &str, name: &str) -> Valid<ExecutableDocument> {
    match ExecutableDocument::parse_and_validate(schema, text, name) {
        Ok(document) => document,
        Err(errors) => panic!("{name}: {}", errors.errors),
    }
}

fn bulk_texts() -> [String; 2] {
    [BulkWhat::Orders, BulkWhat::RefundLines].map(|what| BulkHandle::new(what, Window::ALL, "mark").query(true))
}

/// One reading of the schema for everything that is held against it: it is large.
#[test]
fn the_documents_keep_to_the_schema_the_cost_limit_and_the_rules_of_bulk_exports() {
    let schema = schema();
    for document in all() {
        let parsed = parsed(&schema, document.text, document.name);
        let operation = parsed.operations.iter().next().unwrap();
        assert_eq!(operation.is_mutation(), document.writes, "{}", document.name);
        deprecated(&parsed, &operation.selection_set, document.name);
        let has_pages = operation.variables.iter().any(|v| v.name == "first");
        assert_eq!(document.first > 0, has_pages, "{}", document.name);
        let cost = cost(&parsed, &operation.selection_set, document);
        assert!(cost <= COST_MAX, "{} costs {cost}", document.name);
        for part in document.optional {
            assert!(is_selected(&parsed, &operation.selection_set, part), "{part}");
        }
    }
    for text in bulk_texts() {
        let parsed = parsed(&schema, &text, "bulk");
        let operation = parsed.operations.iter().next().unwrap();
        assert_eq!((parsed.operations.iter().count(), parsed.fragments.len()), (1, 0));
        assert!(operation.is_query() && operation.variables.is_empty());
        assert!(text.len() <= 65_535, "{}", text.len());
        assert!(!text.contains(EVERYTHING) || text.matches(EVERYTHING).count() == 1);
        let mut connections = 0;
        bulk_rules(&operation.selection_set, 0, false, &mut connections);
        assert!((1..=5).contains(&connections), "{connections}");
        deprecated(&parsed, &operation.selection_set, "bulk");
    }
}

#[test]
fn the_search_stands_in_the_text_of_an_export() {
    let from = crate::base::Moment::parse("2026-11-20T00:00:00Z").unwrap();
    let window = Window {
        from: Some(from),
        until: None,
    };
    for what in [BulkWhat::Orders, BulkWhat::RefundLines] {
        let text = BulkHandle::new(what, window, "01JD\n} evil").query(false);
        assert!(!text.contains("address1"), "{text}");
        assert!(text.starts_with("# tieout 01JDevil\n{\n"), "{text}");
        assert!(
            text.contains(r#"orders(query: "updated_at:>='2026-11-20T00:00:00Z'", sortKey: UPDATED_AT)"#),
            "{text}"
        );
    }
}

/// The selections of a set, fragments opened.
fn fields<'d>(document: &'d ExecutableDocument, set: &'d SelectionSet) -> Vec<&'d Field> {
    let mut all = Vec::new();
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => all.push(&**field),
            Selection::FragmentSpread(spread) => {
                all.extend(fields(
                    document,
                    &document.fragments[&spread.fragment_name].selection_set,
                ));
            }
            Selection::InlineFragment(inline) => all.extend(fields(document, &inline.selection_set)),
        }
    }
    all
}

fn deprecated(document: &ExecutableDocument, set: &SelectionSet, name: &str) {
    for field in fields(document, set) {
        assert!(
            field.definition.directives.get("deprecated").is_none(),
            "{name}: {}",
            field.name
        );
        deprecated(document, &field.selection_set, name);
    }
}

/// What Shopify asks for a query, as measured: a connection is 2 + ⌊2·ln(first)⌋ times its node, money
/// and the frames of connections are free, any other object is one, and so is a plain list.
fn cost(document: &ExecutableDocument, set: &SelectionSet, asked: &Document) -> usize {
    let costs = set.selections.iter().map(|selection| match selection {
        Selection::Field(field) => field_cost(document, field, asked),
        Selection::FragmentSpread(spread) => cost(
            document,
            &document.fragments[&spread.fragment_name].selection_set,
            asked,
        ),
        Selection::InlineFragment(_) => 0,
    });
    // Of several types an object may have, the dearest counts.
    let inline = set.selections.iter().filter_map(|selection| match selection {
        Selection::InlineFragment(inline) => Some(cost(document, &inline.selection_set, asked)),
        _ => None,
    });
    costs.sum::<usize>() + inline.max().unwrap_or(0)
}

fn field_cost(document: &ExecutableDocument, field: &Field, asked: &Document) -> usize {
    let kind = field.definition.ty.inner_named_type().as_str();
    let inner = cost(document, &field.selection_set, asked);
    if field.selection_set.selections.is_empty() {
        return if asked.writes { 10 } else { 0 };
    }
    match kind {
        "MoneyBag" | "MoneyV2" | "PageInfo" => 0,
        "Count" => 10,
        _ if kind.ends_with("Connection") => 2 + twice_ln(first_of(field, asked)).max(1) * inner,
        _ => 1 + inner,
    }
}

fn first_of(field: &Field, asked: &Document) -> usize {
    let first = field.arguments.iter().find(|a| a.name == "first").unwrap();
    match first.value.to_i32() {
        Some(first) => first.try_into().unwrap(),
        None => asked.first.into(),
    }
}

/// ⌊2·ln(n)⌋ for page sizes.
fn twice_ln(n: usize) -> usize {
    const FROM: [usize; 12] = [1, 2, 3, 5, 8, 13, 21, 34, 55, 91, 149, 245];
    FROM.iter().take_while(|from| **from <= n).count() - 1
}

fn is_selected(document: &ExecutableDocument, set: &SelectionSet, path: &str) -> bool {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let mut found = fields(document, set).into_iter().filter(|f| f.name == first);
    found.any(|field| rest.is_empty() || is_selected(document, &field.selection_set, rest))
}

/// Edges and nodes only, at most two levels below the first connection, none inside a list, and each
/// parent with its id.
fn bulk_rules(set: &SelectionSet, level: usize, in_list: bool, connections: &mut usize) {
    let mut all = Vec::new();
    for selection in &set.selections {
        match selection {
            Selection::Field(field) => all.push(field),
            Selection::InlineFragment(inline) => bulk_rules(&inline.selection_set, level, in_list, connections),
            Selection::FragmentSpread(_) => panic!("a bulk export takes no fragments"),
        }
    }
    for field in all {
        assert_eq!(field.alias, None, "{}", field.name);
        let kind = field.definition.ty.inner_named_type().as_str();
        if !kind.ends_with("Connection") {
            let in_list = in_list || field.definition.ty.is_list();
            bulk_rules(&field.selection_set, level, in_list, connections);
            continue;
        }
        *connections += 1;
        assert!(!in_list && level <= 2, "{}", field.name);
        let only = |set: &'_ SelectionSet, name: &str| {
            assert_eq!(set.selections.len(), 1);
            let field = set.selections[0].as_field().unwrap().clone();
            assert_eq!(field.name, name);
            field
        };
        let node = only(&only(&field.selection_set, "edges").selection_set, "node");
        let has = |name: &str| node.selection_set.fields().any(|f| f.name == name);
        assert!(has("id") && has("__typename"), "{}", field.name);
        bulk_rules(&node.selection_set, level + 1, false, connections);
    }
}
