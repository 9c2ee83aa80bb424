//! An account in memory: tables that answer the reader's own texts as SQL, and records.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ::http::{Request, Response, StatusCode};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::{StreamExt, stream};
use jiff::tz::TimeZone;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};

use super::super::{Account, Addresses, Settings};
use crate::http::{Body, Client, Clock, Gate, Transport, TransportError, Unsigned};

/// The tables, each with all columns that the reader can want.
const TABLES: [(&str, &str); 10] = [
    (
        "transaction",
        "id type status tranid externalid memo entity currency foreigntotal total taxtotal trandate createddate \
         lastmodifieddate subsidiary voided shippingaddress otherrefnum",
    ),
    (
        "transactionline",
        "transaction id linesequencenumber mainline taxline iscogs assemblycomponent item itemtype quantity foreignamount \
         netamount quantityshiprecv quantitybilled isclosed kitcomponent kitmemberof createdfrom expenseaccount memo \
         linelastmodifieddate",
    ),
    ("item", "id itemid itemtype"),
    ("currency", "id symbol"),
    ("subsidiary", "id name"),
    ("nexttransactionlinelink", "previousdoc nextdoc nextline nexttype"),
    ("transactionshippingaddress", "nkey addr1 addr2 city state zip country"),
    ("deletedrecord", "recordid deleteddate type name scriptid recordtypeid"),
    (
        "accountingperiod",
        "id periodname startdate enddate closed alllocked arlocked aplocked isposting isquarter isyear isadjust",
    ),
    ("kititemmember", "parentitem item quantity"),
];

pub(super) fn settings() -> Settings {
    Settings {
        order_field: "otherrefnum".to_owned(),
        refund_field: "externalid".to_owned(),
        payout_field: "memo".to_owned(),
        addresses: Addresses::Full,
        zone_hint: None,
    }
}

/// The account. Moments in its tables are in its own zone, as SuiteQL writes them.
pub(super) struct Books {
    db: Mutex<Connection>,
    zone: TimeZone,
    in_flight: AtomicUsize,
    pub(super) in_flight_most: AtomicUsize,
    pub(super) asked: Mutex<Vec<String>>,
    /// Answers an unknown column by an unexpected error.
    tells_nothing: bool,
    /// Changes an answer before it is sent.
    bend: fn(&mut Value),
}

impl Books {
    /// An empty account in Los Angeles, without some `table.column` or whole `table`s.
    pub(super) fn without(hidden: &[&str]) -> Self {
        let db = Connection::open_in_memory().unwrap();
        for (table, columns) in TABLES.iter().filter(|(table, _)| !hidden.contains(table)) {
            let seen = |c: &&str| !hidden.contains(&format!("{table}.{c}").as_str());
            let columns: Vec<String> = columns.split_whitespace().filter(seen).map(quoted).collect();
            let create = format!("CREATE TABLE {} ({})", quoted(table), columns.join(", "));
            db.execute_batch(&create).unwrap();
        }
        db.execute_batch("CREATE INDEX lines ON transactionline (\"transaction\", id)")
            .unwrap();
        for (name, args) in [("TO_CHAR", 2), ("TO_TIMESTAMP", 2), ("BUILTIN_DF", 1)] {
            db.create_scalar_function(name, args, FunctionFlags::SQLITE_DETERMINISTIC, |call| {
                Ok(match call.get_raw(0) {
                    ValueRef::Null => None,
                    ValueRef::Integer(n) => Some(n.to_string()),
                    other => Some(other.as_str().unwrap_or_default().to_owned()),
                })
            })
            .unwrap();
        }
        Self {
            db: Mutex::new(db),
            zone: TimeZone::get("America/Los_Angeles").unwrap(),
            in_flight: AtomicUsize::new(0),
            in_flight_most: AtomicUsize::new(0),
            asked: Mutex::new(Vec::new()),
            tells_nothing: false,
            bend: |_| {},
        }
    }

    /// The same account, which does not say which column it lacks.
    pub(super) fn telling_nothing(mut self) -> Self {
        self.tells_nothing = true;
        self
    }

    /// The same account, which changes its answers before it sends them.
    pub(super) fn bending(mut self, bend: fn(&mut Value)) -> Self {
        self.bend = bend;
        self
    }

    /// Puts a row into a table; what is hidden is left out.
    pub(super) fn put(&self, table: &str, row: &Value) {
        let db = self.db.lock().unwrap();
        let Ok(known) = db.prepare_cached(&format!("SELECT * FROM {} LIMIT 0", quoted(table))) else {
            return;
        };
        let known = known.column_names().map(str::to_owned).collect::<Vec<_>>();
        let cells: Vec<_> = row
            .as_object()
            .unwrap()
            .iter()
            .filter(|(c, _)| known.contains(c))
            .collect();
        let columns: Vec<String> = cells.iter().map(|(c, _)| quoted(c)).collect();
        let places = vec!["?"; cells.len()].join(", ");
        let values = cells.iter().map(|(_, v)| match v {
            Value::Number(n) => rusqlite::types::Value::Integer(n.as_i64().unwrap()),
            Value::Null => rusqlite::types::Value::Null,
            v => rusqlite::types::Value::Text(v.as_str().unwrap().to_owned()),
        });
        let insert = format!(
            "INSERT INTO {} ({}) VALUES ({places})",
            quoted(table),
            columns.join(", ")
        );
        db.prepare_cached(&insert)
            .unwrap()
            .execute(params_from_iter(values))
            .unwrap();
    }

    /// Puts a document with `items` lines of 10.00 each, made at a moment of the account's own.
    pub(super) fn document(&self, id: u64, kind: &str, at: &str, items: u64, made_from: Option<u64>) {
        let total = format!("{}", items * 10);
        self.put(
            "transaction",
            &json!({"id": id, "type": kind, "status": "B", "tranid": format!("D{id}"), "otherrefnum": format!("#{id}"),
                "currency": 1, "foreigntotal": total, "total": total, "trandate": &at[..10], "createddate": at,
                "lastmodifieddate": at, "subsidiary": 1, "voided": "F", "shippingaddress": id}),
        );
        let line = |line: u64, main: &str, amount: String| {
            self.put(
                "transactionline",
                &json!({"transaction": id, "id": line, "mainline": main, "taxline": "F", "iscogs": "F", "item": 5,
                    "itemtype": "InvtPart", "quantity": "-1", "foreignamount": amount, "createdfrom": made_from}),
            );
        };
        line(0, "T", total);
        (1..=items).for_each(|n| line(n, "F", "-10".to_owned()));
        if let Some(from) = made_from {
            self.put(
                "nexttransactionlinelink",
                &json!({"previousdoc": from, "nextdoc": id, "nextline": 1, "nexttype": kind}),
            );
        }
    }

    /// Adds `rows` rows behind the last one of a document.
    pub(super) fn lengthen(&self, id: u64, rows: u64) {
        let db = self.db.lock().unwrap();
        let text = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?2) \
                    INSERT INTO transactionline (\"transaction\", id, mainline, foreignamount) SELECT ?1, 1000000 + n, 'F', '0' FROM n";
        db.execute(text, [id as i64, rows as i64]).unwrap();
    }

    /// The reader of this account, with a ceiling of requests in flight.
    pub(super) fn reader(self: &Arc<Self>, ceiling: usize, settings: Settings) -> Account {
        let transport: Arc<dyn Transport> = Arc::<Self>::clone(self);
        let client = Client::new(transport, Arc::new(Unsigned), Gate::new(ceiling), Clock::system());
        Account::new(client, "https://1.test/netsuite/", settings).unwrap()
    }

    fn answer(&self, request: &Request<Bytes>) -> (StatusCode, Value) {
        let path = request.uri().path();
        if path == "/netsuite/services/rest/query/v1/suiteql" {
            assert_eq!(request.headers()["prefer"], "transient");
            let body: Value = serde_json::from_slice(request.body()).unwrap();
            return self.query(&body, request.uri().query().unwrap());
        }
        match path.strip_prefix("/netsuite/services/rest/record/v1/") {
            Some(record) => self.record(record.rsplit('/').next().unwrap()),
            None => refused(StatusCode::NOT_FOUND, "NONEXISTENT_ID", "Record does not exist."),
        }
    }

    fn record(&self, id: &str) -> (StatusCode, Value) {
        match id {
            "13" => {
                return refused(
                    StatusCode::BAD_REQUEST,
                    "USER_ERROR",
                    "This record has been locked by a workflow.",
                );
            }
            "14" => return refused(StatusCode::FORBIDDEN, "INSUFFICIENT_PERMISSION", "Permission Violation"),
            _ => {}
        }
        let made: Option<String> = {
            let db = self.db.lock().unwrap();
            let text = "SELECT createddate FROM \"transaction\" WHERE id = CAST(? AS INTEGER)";
            db.query_row(text, [id], |row| row.get(0)).ok()
        };
        let Some(made) = made else {
            return refused(StatusCode::NOT_FOUND, "NONEXISTENT_ID", "Record does not exist.");
        };
        let civil: jiff::civil::DateTime = made.parse().unwrap();
        let utc = civil.to_zoned(self.zone.clone()).unwrap().timestamp();
        (
            StatusCode::OK,
            json!({"id": id, "createdDate": utc, "lastModifiedDate": utc}),
        )
    }

    fn query(&self, body: &Value, page: &str) -> (StatusCode, Value) {
        let number = |name: &str| -> usize {
            let of = |part: &str| part.strip_prefix(name)?.strip_prefix('=')?.parse().ok();
            page.split('&').find_map(of).unwrap()
        };
        let (limit, offset) = (number("limit"), number("offset"));
        let text = body["q"].as_str().unwrap();
        self.asked.lock().unwrap().push(text.to_owned());
        match self.rows(text, body["params"].as_array(), limit + 1, offset) {
            Ok(mut items) => {
                let more = items.len() > limit;
                items.truncate(limit);
                let mut page =
                    json!({"links": [], "count": items.len(), "hasMore": more, "items": items, "offset": offset});
                (self.bend)(&mut page);
                (StatusCode::OK, page)
            }
            Err(error) if self.tells_nothing && error.contains("no such column") => {
                let said = "An unexpected error occurred. Error ID: 1";
                refused(StatusCode::INTERNAL_SERVER_ERROR, "UNEXPECTED_ERROR", said)
            }
            Err(error) => refused(StatusCode::BAD_REQUEST, "INVALID_PARAMETER", &said_of(&error)),
        }
    }

    fn rows(&self, text: &str, params: Option<&Vec<Value>>, limit: usize, offset: usize) -> Result<Vec<Value>, String> {
        let db = self.db.lock().unwrap();
        let text = format!("{} LIMIT {limit} OFFSET {offset}", as_sqlite(text));
        let mut statement = db.prepare(&text).map_err(|e| e.to_string())?;
        let names: Vec<String> = statement.column_names().map(str::to_lowercase).collect();
        let params = params.into_iter().flatten().map(|p| match p {
            Value::Number(n) => rusqlite::types::Value::Integer(n.as_i64().unwrap()),
            p => rusqlite::types::Value::Text(p.as_str().unwrap().to_owned()),
        });
        let mut rows = statement.query(params_from_iter(params)).map_err(|e| e.to_string())?;
        let mut items = Vec::new();
        while let Some(row) = rows.next().map_err(|e| e.to_string())? {
            let mut item = json!({"links": []});
            for (at, name) in names.iter().enumerate() {
                match row.get_ref(at).unwrap() {
                    ValueRef::Null => {}
                    ValueRef::Integer(n) => item[name] = json!(n.to_string()),
                    other => item[name] = json!(other.as_str().unwrap()),
                }
            }
            items.push(item);
        }
        Ok(items)
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// SuiteQL in SQLite's words: `transaction` is one of its own.
fn as_sqlite(text: &str) -> String {
    let text = text.replace("BUILTIN.DF", "BUILTIN_DF").replace("ROWNUM <= 1", "1 = 1");
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out += &if word == "transaction" {
            quoted(&word)
        } else {
            word.clone()
        };
        word.clear();
        out.push(c);
    }
    out
}

fn said_of(error: &str) -> String {
    let named = |word: &str| {
        let rest = error.split(word).nth(1)?.split([' ', '\n']).next()?;
        Some(rest.rsplit('.').next().unwrap_or(rest).replace('"', ""))
    };
    if let Some(column) = named("no such column: ") {
        return format!("Search error occurred: Unknown identifier '{column}'. Available identifiers are: {{}}");
    }
    match named("no such table: ") {
        Some(table) => format!("Search error occurred: Record '{table}' was not found."),
        None => error.to_owned(),
    }
}

fn refused(status: StatusCode, code: &str, detail: &str) -> (StatusCode, Value) {
    let details = json!([{"detail": detail, "o:errorCode": code}]);
    (
        status,
        json!({"title": "refused", "status": status.as_u16(), "o:errorDetails": details}),
    )
}

impl Transport for Books {
    fn open<'t>(&'t self, request: Request<Bytes>) -> BoxFuture<'t, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let in_flight = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            self.in_flight_most.fetch_max(in_flight, Ordering::SeqCst);
            tokio::task::yield_now().await;
            let (status, body) = self.answer(&request);
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            let body = stream::iter([Ok(Bytes::from(body.to_string()))]).boxed();
            Ok(Response::builder().status(status).body(body).unwrap())
        })
    }
}
