-- The store, format 1; worklist.sql makes it format 2. Facts are kept as compact records (model/pack.rs); what the database itself
-- must see stands in columns. Orders and documents are clustered by the case they belong to, so
-- that both sides can be walked side by side in one order.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Every import or pull that changed something.
CREATE TABLE pulls (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);

-- A place is a shop and the key of a case in one number (model/case.rs): facts of one shop lie together
-- in the order of their keys. One row holds all facts of one side of a case.
CREATE TABLE shop_facts (place INTEGER PRIMARY KEY, pull INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE book_facts (place INTEGER PRIMARY KEY, pull INTEGER NOT NULL, body BLOB NOT NULL);

-- Charges and refunds of orders that only a payment transactions export tells of.
CREATE TABLE movements (place INTEGER PRIMARY KEY, pull INTEGER NOT NULL, body BLOB NOT NULL);

-- NetSuite's documents that belong to no order, lines whose document has not come yet, and where each document is
-- kept (place 0 with no case: among the loose ones).
CREATE TABLE loose_documents (id INTEGER PRIMARY KEY, shop INTEGER NOT NULL, kind INTEGER NOT NULL, pull INTEGER NOT NULL, body BLOB NOT NULL,
  created_from INTEGER NOT NULL DEFAULT 0);
-- What was made from a document whose own case is not known yet.
CREATE INDEX loose_children ON loose_documents (created_from) WHERE created_from <> 0;
CREATE TABLE loose_lines (document INTEGER PRIMARY KEY, pull INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE document_ids (id INTEGER PRIMARY KEY, place INTEGER NOT NULL);

CREATE TABLE payouts (shop INTEGER NOT NULL, name TEXT NOT NULL, pull INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (shop, name)) WITHOUT ROWID;
-- sums: the transactions by type, so that a payout is tied out without loading them; charges: which orders they charged. The
-- body comes last and the names have an index of their own, so that neither is read past the body of thousands of transactions.
CREATE TABLE payout_movements (shop INTEGER NOT NULL, name TEXT NOT NULL, pull INTEGER NOT NULL, sums BLOB NOT NULL, charges BLOB NOT NULL,
  body BLOB NOT NULL);
CREATE UNIQUE INDEX payout_movements_name ON payout_movements (shop, name);

-- Disputes of Shopify Payments.
CREATE TABLE disputes (shop INTEGER NOT NULL, id INTEGER NOT NULL, pull INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (shop, id)) WITHOUT ROWID;

-- Earlier versions of facts: which pull brought them and which pull replaced them.
CREATE TABLE history (what TEXT NOT NULL, shop INTEGER NOT NULL, id TEXT NOT NULL, pull INTEGER NOT NULL, replaced_by INTEGER NOT NULL,
  body BLOB NOT NULL);
-- What a document was before is looked up where the sales order of an edited order shows it as it was.
CREATE INDEX history_documents ON history (id) WHERE what = 'document';

-- One row a case and side: what decides in the database whether a case needs looking at.
-- A side is one column (sqlite/side.rs): all cases are walked, and every column more is paid for.
CREATE TABLE shop_cases (place INTEGER PRIMARY KEY, side BLOB NOT NULL);
CREATE TABLE book_cases (place INTEGER PRIMARY KEY, side BLOB NOT NULL);

-- Cases touched since they were last compared.
CREATE TABLE changed (place INTEGER PRIMARY KEY);

-- Cases that were compared in full, and in which state of both sides. The full comparison also knows better what a case is
-- worth than its short form does: shop_more and book_more are what it says above shop_cases and book_cases.
CREATE TABLE verdicts (place INTEGER PRIMARY KEY, shop_mark INTEGER NOT NULL, book_mark INTEGER NOT NULL,
  worst TEXT NOT NULL, orders INTEGER NOT NULL, currency TEXT NOT NULL, shop_more INTEGER NOT NULL, book_more INTEGER NOT NULL);
-- When time alone changes a verdict.
CREATE TABLE rechecks (place INTEGER PRIMARY KEY, at INTEGER NOT NULL);

CREATE TABLE runs (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);

-- Findings and the runs they hold for: from_run <= run < to_run (to_run is null while they hold).
CREATE TABLE findings (id INTEGER PRIMARY KEY, exception INTEGER NOT NULL, from_run INTEGER NOT NULL, to_run INTEGER,
  state TEXT NOT NULL, body BLOB NOT NULL);
-- What holds now is counted, and the accepted ones are looked at, by every run: neither may cost a walk over all findings.
CREATE INDEX findings_now ON findings (state) WHERE to_run IS NULL;

-- finding: the newest one of the exception. work: what people did with it (model/exception.rs); empty where nobody did.
CREATE TABLE exceptions (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, state TEXT NOT NULL, first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL, place INTEGER NOT NULL, finding INTEGER NOT NULL, work BLOB NOT NULL DEFAULT x'');
CREATE INDEX exceptions_case ON exceptions (place);

-- Sums over shop_cases ('shop') and book_cases ('books'), kept as cases change, so that a run's totals cost nothing.
CREATE TABLE tallies (side TEXT NOT NULL, shop INTEGER NOT NULL, currency TEXT NOT NULL, value INTEGER NOT NULL,
  orders INTEGER NOT NULL, tests INTEGER NOT NULL, PRIMARY KEY (side, shop, currency)) WITHOUT ROWID;

-- How far each source was read (model/pull.rs), as JSON.
CREATE TABLE sources (name TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;

-- Who works on an exception right now, so that two people do not. A claim ends by itself.
CREATE TABLE claims (exception INTEGER PRIMARY KEY, operator TEXT NOT NULL, until INTEGER NOT NULL);

-- What is to be written to NetSuite, how far that was carried out, and who let it (model/action.rs), as JSON.
CREATE TABLE actions (number INTEGER PRIMARY KEY, exception INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, done TEXT NOT NULL);
CREATE INDEX actions_of ON actions (exception);
CREATE INDEX actions_open ON actions (state) WHERE state IN ('proposed', 'approved', 'sending', 'unknown');
CREATE TABLE approvals (action INTEGER NOT NULL, digest TEXT NOT NULL, operator TEXT NOT NULL, at INTEGER NOT NULL, signature TEXT NOT NULL,
  PRIMARY KEY (action, digest));

-- Every decision, import, pull, run, approval and write, each row sealed with the hash of the row before it (model/journal.rs).
-- Rows are added and never changed.
CREATE TABLE journal (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL,
  detail TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX journal_subject ON journal (subject) WHERE subject <> '';
