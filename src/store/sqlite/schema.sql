-- The store, format 1. Facts are kept as compact records (model/pack.rs); what the database itself
-- must see stands in columns. Orders and documents are clustered by the case they belong to, so
-- that both sides can be walked side by side in one order.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Every import or pull that changed something.
CREATE TABLE pulls (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);

-- Shopify's orders; id 0 where the source has none.
CREATE TABLE orders (shop INTEGER NOT NULL, key INTEGER NOT NULL, id INTEGER NOT NULL, pull INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (shop, key, id)) WITHOUT ROWID;

-- Charges and refunds of orders that only a payment transactions export tells of.
CREATE TABLE movements (shop INTEGER NOT NULL, key INTEGER NOT NULL, pull INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (shop, key)) WITHOUT ROWID;

-- NetSuite's documents; key 0 for those of no order. A document whose lines came first has an empty head.
CREATE TABLE documents (shop INTEGER NOT NULL, key INTEGER NOT NULL, id INTEGER NOT NULL, kind INTEGER NOT NULL, pull INTEGER NOT NULL,
  head BLOB NOT NULL, lines BLOB, PRIMARY KEY (shop, key, id)) WITHOUT ROWID;
CREATE TABLE document_ids (id INTEGER PRIMARY KEY, shop INTEGER NOT NULL, key INTEGER NOT NULL);

CREATE TABLE payouts (shop INTEGER NOT NULL, name TEXT NOT NULL, pull INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (shop, name)) WITHOUT ROWID;
-- sums: the transactions by type, so that a payout is tied out without loading them.
CREATE TABLE payout_movements (shop INTEGER NOT NULL, name TEXT NOT NULL, pull INTEGER NOT NULL, sums BLOB NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (shop, name)) WITHOUT ROWID;

-- Earlier versions of facts: which pull brought them and which pull replaced them.
CREATE TABLE history (what TEXT NOT NULL, shop INTEGER NOT NULL, id TEXT NOT NULL, pull INTEGER NOT NULL, replaced_by INTEGER NOT NULL,
  body BLOB NOT NULL);

-- One row a case and side: what decides in the database whether a case needs looking at.
CREATE TABLE shop_cases (shop INTEGER NOT NULL, key INTEGER NOT NULL, digest INTEGER NOT NULL, address INTEGER NOT NULL,
  value INTEGER NOT NULL, currency TEXT NOT NULL, orders INTEGER NOT NULL, tests INTEGER NOT NULL, PRIMARY KEY (shop, key)) WITHOUT ROWID;
CREATE TABLE book_cases (shop INTEGER NOT NULL, key INTEGER NOT NULL, digest INTEGER NOT NULL, address INTEGER NOT NULL,
  value INTEGER NOT NULL, currency TEXT NOT NULL, orders INTEGER NOT NULL, tests INTEGER NOT NULL, PRIMARY KEY (shop, key)) WITHOUT ROWID;

-- Cases touched since they were last compared.
CREATE TABLE changed (shop INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (shop, key)) WITHOUT ROWID;

-- Cases that were compared in full, and in which state of both sides; recheck: when time alone changes the verdict.
CREATE TABLE verdicts (shop INTEGER NOT NULL, key INTEGER NOT NULL, shop_mark INTEGER NOT NULL, book_mark INTEGER NOT NULL,
  worst TEXT NOT NULL, orders INTEGER NOT NULL, recheck INTEGER, PRIMARY KEY (shop, key)) WITHOUT ROWID;
CREATE INDEX verdicts_recheck ON verdicts (recheck) WHERE recheck IS NOT NULL;

CREATE TABLE runs (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);

-- Findings and the runs they hold for: from_run <= run < to_run (to_run is null while they hold).
CREATE TABLE findings (id INTEGER PRIMARY KEY, exception INTEGER NOT NULL, from_run INTEGER NOT NULL, to_run INTEGER,
  state TEXT NOT NULL, body TEXT NOT NULL);

-- finding: the newest one of the exception.
CREATE TABLE exceptions (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, state TEXT NOT NULL, first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL, shop INTEGER NOT NULL, key INTEGER NOT NULL, finding INTEGER NOT NULL);
CREATE INDEX exceptions_case ON exceptions (shop, key);

-- Sums over shop_cases ('shop') and book_cases ('books'), kept as cases change, so that a run's totals cost nothing.
CREATE TABLE tallies (side TEXT NOT NULL, shop INTEGER NOT NULL, currency TEXT NOT NULL, value INTEGER NOT NULL,
  orders INTEGER NOT NULL, tests INTEGER NOT NULL, PRIMARY KEY (side, shop, currency)) WITHOUT ROWID;
