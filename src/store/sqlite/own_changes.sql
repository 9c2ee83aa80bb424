-- When documents were changed by what was sent from here, and by which action: a second credit made from one bill finds
-- it changed by the first, and by nobody else.
CREATE TABLE IF NOT EXISTS own_changes (document INTEGER PRIMARY KEY, action INTEGER NOT NULL, at INTEGER NOT NULL);
