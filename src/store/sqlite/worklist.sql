-- What lists, filters and groups need of the exceptions whose findings hold now, so that 100,000 of them are looked
-- through without reading one whole. Made from the exceptions and their findings; tags are set between blanks.
DROP TABLE IF EXISTS worklist;
CREATE TABLE worklist (number INTEGER PRIMARY KEY, state TEXT NOT NULL, until INTEGER, code TEXT NOT NULL, action TEXT,
  route TEXT NOT NULL, counts TEXT NOT NULL, currency TEXT NOT NULL, delta INTEGER NOT NULL, since INTEGER NOT NULL,
  shop TEXT NOT NULL, assignee TEXT, tags TEXT NOT NULL, ship_by INTEGER);
