//! Ctrl-C, and the polite signals that mean the same.

use std::io::{self, Write as _};

use super::Exit;

/// Ends the program with the code for it as soon as it is interrupted. That is safe at any point: what
/// is written down is written in transactions, and a transaction that is cut off was never there.
pub(crate) fn watch() {
    let handler = || {
        // A question that was cut off may have hidden it.
        let terminal = dialoguer::console::Term::stderr();
        if terminal.is_term() {
            let _ = terminal.show_cursor();
        }
        // Where nobody listens there is nothing left to tell them.
        let _ = writeln!(
            io::stderr(),
            "\ninterrupted: what had been saved is kept, run it again to go on"
        );
        #[allow(clippy::exit, reason = "nothing else can be told to stop from here")]
        std::process::exit(Exit::Interrupted.code().into());
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        tracing::debug!(%error, "interrupts end the program without a word");
    }
}
