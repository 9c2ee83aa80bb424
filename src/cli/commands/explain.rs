//! `explain`.

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::flow;

pub(crate) fn run(reference: &str, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let panel = match flow::explain::code(reference) {
        Some(panel) => panel,
        None => {
            let (config, store) = context.open()?;
            flow::explain::panel(&store, &config, reference, context.as_of)?
        }
    };
    if output.json {
        output.data(
            panel
                .to_json()
                .map_err(|e| Failure::new(Exit::Internal, e.to_string()))?,
        )?;
    } else {
        output.data(panel.to_text(output.screen()))?;
    }
    Ok(Exit::Done)
}
