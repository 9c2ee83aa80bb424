//! The panel that explains one order, payout, code or finding.
