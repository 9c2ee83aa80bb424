//! Findings become exceptions. Pure.
