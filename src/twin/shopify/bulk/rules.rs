//! What a query must keep to for a bulk operation, and how Shopify refuses it.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Type;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};

/// The longest text, in bytes.
pub(super) const TEXT_MAX: usize = 65_535;

const CONNECTIONS_MAX: usize = 5;
const DEPTH_MAX: usize = 2;

/// What is wrong with a query that fits the schema; nothing, if it may be run.
pub(super) fn broken(document: &ExecutableDocument, operation: &Operation) -> Vec<String> {
    if !operation.is_query() {
        return vec!["Invalid operation type. Only `query` operations are supported.".to_owned()];
    }
    if document.operations.len() > 1 {
        return vec!["Bulk queries must contain exactly one operation.".to_owned()];
    }
    let mut survey = Survey {
        document,
        ..Survey::new(document)
    };
    survey.walk(
        &operation.selection_set,
        Place {
            depth: 0,
            in_list: false,
            top: true,
        },
    );
    survey.told()
}

/// What was found in a query.
struct Survey<'d> {
    document: &'d ExecutableDocument,
    connections: usize,
    depth: usize,
    top_nodes: Vec<&'d str>,
    without_edges: Vec<&'d str>,
    without_id: Vec<&'d str>,
    in_list: bool,
}

/// Where in the query a field stands.
#[derive(Clone, Copy)]
struct Place {
    /// How many connections are around it.
    depth: usize,
    /// Whether a list is.
    in_list: bool,
    /// Whether it is at the top.
    top: bool,
}

impl<'d> Survey<'d> {
    fn new(document: &'d ExecutableDocument) -> Survey<'d> {
        Survey {
            document,
            connections: 0,
            depth: 0,
            top_nodes: Vec::new(),
            without_edges: Vec::new(),
            without_id: Vec::new(),
            in_list: false,
        }
    }

    /// Looks at the fields of a set; says whether a connection is among them, other objects included.
    fn walk(&mut self, set: &'d SelectionSet, place: Place) -> bool {
        let mut connected = false;
        for field in self.fields(set) {
            let name = field.ty().inner_named_type();
            if place.top && (field.name == "node" || field.name == "nodes") {
                self.top_nodes.push(field.name.as_str());
            }
            if name.ends_with("Connection") {
                connected = true;
                self.connection(field, place);
                continue;
            }
            let in_list = place.in_list || matches!(field.ty(), Type::List(_) | Type::NonNullList(_));
            connected |= self.walk(
                &field.selection_set,
                Place {
                    in_list,
                    top: false,
                    ..place
                },
            );
        }
        connected
    }

    fn connection(&mut self, field: &'d Field, place: Place) {
        self.connections += 1;
        self.depth = self.depth.max(place.depth);
        self.in_list |= place.in_list;
        let edges = self.fields(&field.selection_set).into_iter();
        let (edges, others): (Vec<_>, Vec<_>) = edges.partition(|inner| inner.name == "edges");
        let nodes: Vec<_> = edges
            .iter()
            .flat_map(|edge| self.fields(&edge.selection_set))
            .filter(|inner| inner.name == "node")
            .collect();
        if nodes.is_empty() || others.iter().any(|inner| inner.name == "nodes") {
            self.without_edges.push(field.name.as_str());
        }
        for node in nodes {
            let place = Place {
                depth: place.depth + 1,
                in_list: false,
                top: false,
            };
            let has_id = self
                .fields(&node.selection_set)
                .iter()
                .any(|inner| inner.name == "id" && inner.alias.is_none());
            if self.walk(&node.selection_set, place) && !has_id {
                self.without_id.push(field.name.as_str());
            }
        }
    }

    /// The fields of a set, those of its fragments included.
    fn fields(&self, set: &'d SelectionSet) -> Vec<&'d Field> {
        let mut fields = Vec::new();
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => fields.push(&**field),
                Selection::InlineFragment(inline) => fields.extend(self.fields(&inline.selection_set)),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        fields.extend(self.fields(&fragment.selection_set));
                    }
                }
            }
        }
        fields
    }

    fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(first) = self.without_edges.first() {
            let all: Vec<String> = self.without_edges.iter().map(|name| format!("'{name}'")).collect();
            told.push(format!(
                "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '{first} {{ edges {{ \
                 node {{'. Selecting via 'nodes' is not supported. Invalid connection fields: {}.",
                all.join(", ")
            ));
        }
        if let Some(name) = self.top_nodes.first() {
            told.push(format!("Bulk queries cannot contain a top level `{name}` field."));
        }
        if self.connections == 0 {
            told.push("Bulk queries must contain at least one connection.".to_owned());
        }
        if self.connections > CONNECTIONS_MAX {
            told.push(format!(
                "Bulk queries cannot contain more than {CONNECTIONS_MAX} connections."
            ));
        }
        if self.depth > DEPTH_MAX {
            told.push(format!(
                "Bulk queries cannot contain connections with a nesting depth greater than {DEPTH_MAX}."
            ));
        }
        if !self.without_id.is_empty() {
            told.push(format!(
                "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' \
                 return type. Connection fields without 'id': {}.",
                self.without_id.join(", ")
            ));
        }
        if self.in_list {
            told.push(
                "Queries that contain a connection field within a list field are not currently supported.".to_owned(),
            );
        }
        told
    }
}
