//! Answers turned into the lines of a bulk result: a line an object, children with `__parentId`.

use std::collections::VecDeque;

use serde_json::{Map, Value};

/// How many parents stand together before the children of all of them come, when they are not grouped.
const TOGETHER: usize = 5;

/// An object and those of the connections below it, connection by connection.
struct Node {
    line: Map<String, Value>,
    children: Vec<VecDeque<Node>>,
}

/// The lines of some root objects, and how many of them are roots.
///
/// Grouped, children follow their parent. Else the children of several parents are mixed: their order
/// within one connection is all that is kept.
pub(super) fn lines(data: Value, grouped: bool) -> (Vec<Value>, usize) {
    let Value::Object(mut data) = data else {
        return (Vec::new(), 0);
    };
    let mut roots = VecDeque::new();
    for (_, value) in &mut data {
        for children in taken(value) {
            roots.extend(children.into_iter().map(|child| node(child, None)));
        }
    }
    let count = roots.len();
    let mut lines = Vec::new();
    if grouped {
        roots.into_iter().for_each(|root| one_by_one(root, &mut lines));
    } else {
        let mut roots: Vec<Node> = roots.into();
        while !roots.is_empty() {
            let rest = roots.split_off(TOGETHER.min(roots.len()));
            level_by_level(roots, &mut lines);
            roots = rest;
        }
    }
    (lines, count)
}

fn one_by_one(node: Node, lines: &mut Vec<Value>) {
    lines.push(Value::Object(node.line));
    node.children
        .into_iter()
        .flatten()
        .for_each(|child| one_by_one(child, lines));
}

/// All of one level, then all of the next; below several parents one of each in turn.
fn level_by_level(level: Vec<Node>, lines: &mut Vec<Value>) {
    let mut queues: Vec<VecDeque<Node>> = Vec::new();
    for node in level {
        lines.push(Value::Object(node.line));
        queues.extend(node.children);
    }
    let mut next = Vec::new();
    while queues.iter().any(|queue| !queue.is_empty()) {
        next.extend(queues.iter_mut().filter_map(VecDeque::pop_front));
    }
    if !next.is_empty() {
        level_by_level(next, lines);
    }
}

fn node(mut line: Map<String, Value>, parent: Option<&Value>) -> Node {
    let mut children = Vec::new();
    let id = line.get("id").cloned();
    for (_, value) in &mut line {
        for found in taken(value) {
            children.push(found.into_iter().map(|child| node(child, id.as_ref())).collect());
        }
    }
    // What is left of a connection is not part of its parent's line.
    line.retain(|_, value| !is_taken(value));
    if let Some(parent) = parent {
        line.insert("__parentId".to_owned(), parent.clone());
    }
    Node { line, children }
}

/// Takes the nodes out of the connections in a value: of the value itself, or of the objects below it.
fn taken(value: &mut Value) -> Vec<Vec<Map<String, Value>>> {
    let Value::Object(object) = value else {
        return Vec::new();
    };
    if let Some(Value::Array(edges)) = object.remove("edges") {
        let nodes = edges.into_iter().filter_map(|mut edge| match edge["node"].take() {
            Value::Object(node) => Some(node),
            _ => None,
        });
        let nodes = nodes.collect();
        *value = Value::String(TAKEN.to_owned());
        return vec![nodes];
    }
    let found = object.values_mut().flat_map(taken).collect();
    object.retain(|_, value| !is_taken(value));
    found
}

/// Stands where a connection was, until its field is taken away.
const TAKEN: &str = "\u{0}taken";

fn is_taken(value: &Value) -> bool {
    value.as_str() == Some(TAKEN)
}
