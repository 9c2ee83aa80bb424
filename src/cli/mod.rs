//! The command line: arguments, terminal, printing and exit codes. Printing happens here alone.
