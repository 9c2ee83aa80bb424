//! Progress bars: on stderr, on a terminal, and only once the work has taken a second.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::clean;
use crate::flow::Progress;

/// Work that is done sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on stderr, or nothing.
#[derive(Debug)]
pub(crate) struct Bar {
    shown: bool,
    work: Mutex<Option<Work>>,
    sources: Mutex<Sources>,
}

/// The sources of a pull, a bar each.
#[derive(Debug, Default)]
struct Sources {
    all: MultiProgress,
    bars: BTreeMap<String, ProgressBar>,
    since: Option<Instant>,
}

#[derive(Debug)]
struct Work {
    bar: ProgressBar,
    since: Instant,
    hidden: bool,
}

impl Bar {
    /// A bar that is shown only where `shown`: on a terminal, and not with `--quiet`.
    pub(crate) fn new(shown: bool) -> Self {
        let sources = Sources::default();
        sources.all.set_draw_target(ProgressDrawTarget::hidden());
        Self {
            shown,
            work: Mutex::new(None),
            sources: Mutex::new(sources),
        }
    }

    fn with(&self, act: impl FnOnce(&mut Option<Work>)) {
        // A bar that was left half-drawn by a panic elsewhere still counts.
        act(&mut self.work.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Progress for Bar {
    fn begin(&self, what: &str, total_bytes: Option<u64>) {
        if !self.shown {
            return;
        }
        let (bar, form) = match total_bytes {
            Some(total) => (
                ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden()),
                "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left",
            ),
            None => (
                ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
                "{msg} {spinner} {elapsed}",
            ),
        };
        // A form that does not parse leaves the default one: the bar is only a bar.
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        // The folder of a file takes more room than it tells.
        let name = Path::new(what).file_name().and_then(|n| n.to_str()).unwrap_or(what);
        bar.set_message(clean(name).into_owned());
        if total_bytes.is_none() {
            show_later(bar.clone());
        }
        self.with(|work| {
            *work = Some(Work {
                bar,
                since: Instant::now(),
                hidden: true,
            });
        });
    }

    fn advance(&self, bytes: u64) {
        self.with(|work| {
            let Some(work) = work else { return };
            if work.hidden && work.since.elapsed() >= PATIENCE {
                work.bar.set_draw_target(ProgressDrawTarget::stderr());
                work.hidden = false;
            }
            work.bar.inc(bytes);
        });
    }

    fn end(&self) {
        self.with(|work| {
            if let Some(work) = work.take() {
                work.bar.finish_and_clear();
            }
        });
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        for bar in std::mem::take(&mut sources.bars).into_values() {
            bar.finish_and_clear();
        }
    }

    fn stands(&self, source: &str, landed: u64, told: u64) {
        if !self.shown {
            return;
        }
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let since = *sources.since.get_or_insert_with(Instant::now);
        if since.elapsed() >= PATIENCE && sources.all.is_hidden() {
            sources.all.set_draw_target(ProgressDrawTarget::stderr());
        }
        if !sources.bars.contains_key(source) {
            let bar = sources.all.add(ProgressBar::new(told));
            let form = "{msg:24} {wide_bar} {pos}/{len} {per_sec}, {eta} left";
            // A form that does not parse leaves the default one: the bar is only a bar.
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar.set_message(clean(source).into_owned());
            sources.bars.insert(source.to_owned(), bar);
        }
        if let Some(bar) = sources.bars.get(source) {
            bar.set_length(told.max(landed));
            bar.set_position(landed);
        }
    }
}

/// Work whose length is not known tells nothing on its way: it is shown once it has taken a second, and
/// ticks by itself from then on.
fn show_later(bar: ProgressBar) {
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        if !bar.is_finished() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(100));
        }
    });
}
