//! Connections: a page of a list, with its cursors.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::filter::{self, Filter};
use super::listing::{Kind, Listing, SortValue, Wanted};
use super::record::{Made, Record};
use super::run::{Problem, Run};
use super::trade::{Object, number, text};

/// The largest page.
const FIRST_MAX: u64 = 250;

/// A page of nodes.
struct Page<'a> {
    run: &'a Run<'a>,
    kind: &'a str,
    nodes: Vec<Slot<'a>>,
    has_next: bool,
    has_previous: bool,
}

/// A node on a page. What it is is found out when it is asked for.
struct Slot<'a> {
    declared: &'a str,
    record: Record<'a>,
    cursor: String,
}

/// The paging arguments of a connection.
struct Paging<'i> {
    first: Option<usize>,
    last: Option<usize>,
    after: Option<&'i str>,
    before: Option<&'i str>,
}

/// A place in a list. Shopify's cursors hold these two; the twin's hold what they belong to as well,
/// so that it can refuse one that comes from another list.
struct Cursor {
    value: String,
    id: u64,
}

/// A list of a top-level kind: searched, sorted, paged.
pub(super) fn listed<'a>(
    run: &'a Run<'a>,
    kind: Kind,
    info: &'a ResolveInfo<'a>,
) -> Result<ResolvedValue<'a>, FieldError> {
    let (wanted, listing) = find(run, kind, info)?;
    let rows = &listing.rows;
    let of = format!("{}|{}|{}", info.field_name(), wanted.sort, wanted.query);
    let range = match &run.window {
        Some(window) => {
            run.note_found(rows.len());
            window.start.min(rows.len())..window.end.min(rows.len())
        }
        None => {
            let paging = Paging::of(run, info)?;
            let place = |cursor: &str, end: Ordering| -> Result<usize, FieldError> {
                let cursor = Cursor::read(cursor, &of).map_err(|problem| run.fail(problem))?;
                let value = SortValue::read(&cursor.value);
                Ok(rows.partition_point(|row| {
                    let order = row.compare(&value, cursor.id, wanted.reverse);
                    order == Ordering::Less || order == end
                }))
            };
            let after = paging.after.map(|cursor| place(cursor, Ordering::Equal)).transpose()?;
            let before = paging.before.map(|cursor| place(cursor, Ordering::Less)).transpose()?;
            paging.cut(after.unwrap_or(0)..before.unwrap_or(rows.len()))
        }
    };
    let slot = |row: &super::listing::Row| {
        let object = run.object(kind, row.index)?;
        let order = (kind == Kind::Orders).then_some(object);
        Some(Slot {
            declared: kind.node(),
            record: Record {
                run,
                kind: kind.node(),
                object,
                order,
            },
            cursor: Cursor {
                value: row.value.written(),
                id: row.id,
            }
            .written(&of),
        })
    };
    Ok(ResolvedValue::object(Page {
        run,
        kind: info.field_definition().ty.inner_named_type().as_str(),
        nodes: rows[range.clone()].iter().filter_map(slot).collect(),
        has_next: range.end < rows.len(),
        has_previous: range.start > 0,
    }))
}

/// How many nodes a search finds.
pub(super) fn count(run: &Run<'_>, kind: Kind, info: &ResolveInfo<'_>) -> Result<usize, FieldError> {
    find(run, kind, info).map(|(_, listing)| listing.rows.len())
}

fn find(run: &Run<'_>, kind: Kind, info: &ResolveInfo<'_>) -> Result<(Wanted, Arc<Listing>), FieldError> {
    let sort = argument(info, "sortKey").unwrap_or("ID");
    if kind.sorted_by(sort).is_none() {
        return Err(run.fail(Problem::not_held(&format!(
            "what {} sorts by with {sort}",
            info.field_name()
        ))));
    }
    let transfers = info.arguments().get("hideTransfers").and_then(JsonValue::as_bool) == Some(true);
    let only = match argument(info, "transactionType") {
        Some(kind) => Some(("transactionType", kind.to_owned(), true)),
        None => transfers.then(|| ("type", "TRANSFER".to_owned(), false)),
    };
    let wanted = Wanted {
        kind,
        query: argument(info, "query").unwrap_or_default().to_owned(),
        sort: sort.to_owned(),
        reverse: info
            .arguments()
            .get("reverse")
            .and_then(JsonValue::as_bool)
            .unwrap_or(false),
        reach: run.scopes.reach(run.now).filter(|_| kind == Kind::Orders),
        only,
    };
    let listing = run
        .trade
        .listing(wanted.clone(), |wanted| Listing::make(run.trade, wanted, run.zone));
    if let Some(filter) = &listing.filter {
        let below = matches!(kind, Kind::Payouts | Kind::BalanceTransactions).then_some("shopifyPaymentsAccount");
        noted(run, info, below, &wanted.query, filter)?;
    }
    Ok((wanted, listing))
}

/// Notes what a search's answer must warn of.
fn noted(
    run: &Run<'_>,
    info: &ResolveInfo<'_>,
    below: Option<&str>,
    query: &str,
    filter: &Filter,
) -> Result<(), FieldError> {
    if let Some(field) = filter.not_held.first() {
        return Err(run.fail(Problem::not_held(&format!("what a search by {field} looks at"))));
    }
    run.searched(info, below, query, filter);
    Ok(())
}

/// A list that an object holds, shown as a connection in its own order.
pub(super) struct Nested<'a> {
    /// The object around it.
    pub(super) record: Record<'a>,
    /// The list.
    pub(super) items: &'a [Value],
}

impl<'a> Nested<'a> {
    /// The page that is asked for.
    pub(super) fn page(self, kind: &'a str, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let run = self.record.run;
        let flag = |name: &str| info.arguments().get(name).and_then(JsonValue::as_bool);
        let hides_removed = flag("includeRemovals") == Some(false);
        let mut items: Vec<&'a Object> = self.items.iter().filter_map(Value::as_object).collect();
        if hides_removed {
            items.retain(|item| item.get("isRemoved").and_then(Value::as_bool) != Some(true));
        }
        if let Some(query) = argument(info, "query").filter(|query| !query.trim().is_empty()) {
            let fields = match kind {
                "SalesAgreementConnection" => filter::AGREEMENTS,
                _ => return Err(run.fail(Problem::not_held(&format!("what a search of {kind} looks at")))),
            };
            let filter = Filter::new(query, fields, run.zone);
            noted(run, info, Some("order"), query, &filter)?;
            items.retain(|item| filter.takes(item));
        }
        if flag("reverse") == Some(true) {
            items.reverse();
        }
        let of = format!("{kind}|{}", text(self.record.object, "id").unwrap_or_default());
        let range = match run.window {
            Some(_) => 0..items.len(),
            None => {
                let paging = Paging::of(run, info)?;
                let place = |cursor: &str| Cursor::read(cursor, &of).map_err(|problem| run.fail(problem));
                let at = |cursor: &Cursor| cursor.value.parse::<usize>().unwrap_or(0).min(items.len());
                let after = paging
                    .after
                    .map(place)
                    .transpose()?
                    .map_or(0, |cursor| (at(&cursor) + 1).min(items.len()));
                let before = paging
                    .before
                    .map(place)
                    .transpose()?
                    .map_or(items.len(), |cursor| at(&cursor));
                paging.cut(after..before)
            }
        };
        let declared = node_type(info, kind);
        let slot = |n: usize| Slot {
            declared,
            record: Record {
                object: items[n],
                ..self.record
            },
            cursor: Cursor {
                value: n.to_string(),
                id: text(items[n], "id").and_then(number).unwrap_or(0),
            }
            .written(&of),
        };
        Ok(ResolvedValue::object(Page {
            run,
            kind,
            nodes: range.clone().map(slot).collect(),
            has_next: range.end < items.len(),
            has_previous: range.start > 0,
        }))
    }
}

/// A list that was made for this answer, oldest first, shown as a connection.
pub(super) fn made<'a>(
    run: &'a Run<'a>,
    kind: &'static str,
    mut all: Vec<Object>,
    info: &'a ResolveInfo<'a>,
) -> Result<ResolvedValue<'a>, FieldError> {
    if let Some(query) = argument(info, "query").filter(|query| !query.trim().is_empty()) {
        let filter = Filter::new(query, filter::BULK_OPERATIONS, run.zone);
        noted(run, info, None, query, &filter)?;
        all.retain(|one| filter.takes(one));
    }
    if info.arguments().get("reverse").and_then(JsonValue::as_bool) == Some(true) {
        all.reverse();
    }
    let paging = Paging::of(run, info)?;
    let place = |cursor: &str| -> Result<usize, FieldError> {
        let cursor = Cursor::read(cursor, kind).map_err(|problem| run.fail(problem))?;
        let at = all
            .iter()
            .position(|one| text(one, "id").and_then(number) == Some(cursor.id));
        at.ok_or_else(|| run.fail(Problem::bad_request("Malformed cursor")))
    };
    let after = paging.after.map(place).transpose()?.map_or(0, |at| at + 1);
    let before = paging.before.map(place).transpose()?.unwrap_or(all.len());
    let range = paging.cut(after..before);
    let (has_next, has_previous) = (range.end < all.len(), range.start > 0);
    let nodes = &all[range];
    let cursor = |one: &Object| {
        let id = text(one, "id").and_then(number).unwrap_or(0);
        Cursor {
            value: id.to_string(),
            id,
        }
        .written(kind)
    };
    let page = json!({
        "nodes": nodes,
        "edges": nodes.iter().map(|one| json!({ "cursor": cursor(one), "node": one })).collect::<Vec<_>>(),
        "pageInfo": {
            "hasNextPage": has_next,
            "hasPreviousPage": has_previous,
            "startCursor": nodes.first().map(cursor),
            "endCursor": nodes.last().map(cursor),
        },
    });
    Ok(Made::resolved(run, "BulkOperationConnection", page))
}

/// The type of a connection's nodes.
fn node_type<'a>(info: &'a ResolveInfo<'a>, connection: &str) -> &'a str {
    let field = info.schema().type_field(connection, "nodes");
    field.map_or("", |field| field.ty.inner_named_type().as_str())
}

/// The value of an argument that is a text or an enum value.
pub(super) fn argument<'i>(info: &ResolveInfo<'i>, name: &str) -> Option<&'i str> {
    info.arguments().get(name).and_then(JsonValue::as_str)
}

impl<'i> Paging<'i> {
    fn of(run: &Run<'_>, info: &ResolveInfo<'i>) -> Result<Paging<'i>, FieldError> {
        let size = |name: &str| -> Result<Option<usize>, FieldError> {
            match info.arguments().get(name).and_then(JsonValue::as_i64) {
                None => Ok(None),
                Some(n) => match u64::try_from(n) {
                    Ok(n) if n <= FIRST_MAX => Ok(usize::try_from(n).ok()),
                    _ => Err(run.fail(Problem::bad_request(format!(
                        "{name} must be between 0 and {FIRST_MAX}, it is {n}"
                    )))),
                },
            }
        };
        let paging = Paging {
            first: size("first")?,
            last: size("last")?,
            after: argument(info, "after"),
            before: argument(info, "before"),
        };
        match (paging.first, paging.last) {
            (None, None) => Err(run.fail(Problem::bad_request("you must provide one of first or last"))),
            (Some(_), Some(_)) => {
                Err(run.fail(Problem::bad_request("you must provide one of first or last, not both")))
            }
            _ => Ok(paging),
        }
    }

    /// The part of a range that is on the page.
    fn cut(&self, range: Range<usize>) -> Range<usize> {
        let range = range.start.min(range.end)..range.end;
        match (self.first, self.last) {
            (Some(first), _) => range.start..range.end.min(range.start + first),
            (None, Some(last)) => range.start.max(range.end.saturating_sub(last))..range.end,
            (None, None) => range,
        }
    }
}

impl Cursor {
    fn written(&self, of: &str) -> String {
        let cursor = json!({ "last_id": self.id, "last_value": self.value, "of": of });
        BASE64_STANDARD.encode(cursor.to_string())
    }

    fn read(cursor: &str, of: &str) -> Result<Cursor, Problem> {
        let malformed = || Problem::bad_request("Malformed cursor");
        let bytes = BASE64_STANDARD.decode(cursor).map_err(|_| malformed())?;
        let held: Value = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
        if held["of"] != of {
            return Err(Problem::bad_request("Invalid cursor for current pagination sort."));
        }
        let value = held["last_value"].as_str().ok_or_else(malformed)?.to_owned();
        let id = held["last_id"].as_u64().ok_or_else(malformed)?;
        Ok(Cursor { value, id })
    }
}

impl ObjectValue for Page<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        match info.field_name() {
            "nodes" => Ok(ResolvedValue::List(Box::new(self.nodes.iter().map(Slot::node)))),
            "edges" => {
                let kind = info.field_definition().ty.inner_named_type().as_str();
                let edges = self
                    .nodes
                    .iter()
                    .map(move |slot| Ok(ResolvedValue::object(Edge { kind, slot })));
                Ok(ResolvedValue::List(Box::new(edges)))
            }
            "pageInfo" => Ok(Made::resolved(
                self.run,
                "PageInfo",
                json!({
                    "hasNextPage": self.has_next,
                    "hasPreviousPage": self.has_previous,
                    "startCursor": self.nodes.first().map(|slot| &slot.cursor),
                    "endCursor": self.nodes.last().map(|slot| &slot.cursor),
                }),
            )),
            field => Err(self.run.fail(Problem::not_held(&format!("{}.{field}", self.kind)))),
        }
    }
}

impl<'a> Slot<'a> {
    fn node(&self) -> Result<ResolvedValue<'a>, FieldError> {
        self.record.object_of(self.declared, self.record.object)
    }
}

/// A node with its cursor.
struct Edge<'a> {
    kind: &'a str,
    slot: &'a Slot<'a>,
}

impl ObjectValue for Edge<'_> {
    fn type_name(&self) -> &str {
        self.kind
    }

    fn resolve_field<'b>(&'b self, info: &'b ResolveInfo<'b>) -> Result<ResolvedValue<'b>, FieldError> {
        match info.field_name() {
            "cursor" => Ok(ResolvedValue::leaf(self.slot.cursor.as_str())),
            "node" => self.slot.node(),
            field => Err(self
                .slot
                .record
                .run
                .fail(Problem::not_held(&format!("{}.{field}", self.kind)))),
        }
    }
}
