//! The configuration file and the rule book that is made from it.
