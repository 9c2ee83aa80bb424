//! Ctrl-C, and the polite signals that mean the same.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Exit;

/// Whether something is in hand that is finished before the program ends.
static IN_HAND: AtomicBool = AtomicBool::new(false);
/// Whether somebody wants the program to end.
static STOP: AtomicBool = AtomicBool::new(false);

/// From here on the first interrupt only asks to stop: what is in hand is finished. A second one ends the
/// program; that is safe, too.
pub(crate) fn finish_what_is_in_hand() {
    IN_HAND.store(true, Ordering::SeqCst);
}

/// Whether the program was asked to stop.
pub(crate) fn is_asked_to_stop() -> bool {
    STOP.load(Ordering::SeqCst)
}

/// Ends the program with the code for it as soon as it is interrupted. That is safe at any point: what
/// is written down is written in transactions, and a transaction that is cut off was never there.
pub(crate) fn watch() {
    let handler = || {
        if IN_HAND.load(Ordering::SeqCst) && !STOP.swap(true, Ordering::SeqCst) {
            let _ = writeln!(
                io::stderr(),
                "\nstopping when the write in hand is done; once more to stop at once"
            );
            return;
        }
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
