//! Views as typed tables, and the formats they are written in.
