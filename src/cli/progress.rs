//! Progress bars: on stderr, on a terminal, and only once the work has taken a second.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::clean;
use crate::flow::{Pace, Progress};

/// Work that is done sooner shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on stderr, or nothing.
#[derive(Debug)]
pub(crate) struct Bar {
    shown: bool,
    work: Mutex<Option<Work>>,
    sources: Mutex<Sources>,
}

/// How often it is looked at how the limits of a service hold it up.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The sources of a pull, a bar each; and a line for each service, how its limits hold it up.
#[derive(Debug, Default)]
struct Sources {
    all: MultiProgress,
    bars: BTreeMap<String, ProgressBar>,
    paces: BTreeMap<String, ProgressBar>,
    since: Option<Instant>,
}

impl Sources {
    /// The line of that name, a new one below the others; all are shown once the work has taken a second.
    fn line<'b>(
        bars: &'b mut BTreeMap<String, ProgressBar>,
        all: &MultiProgress,
        name: &str,
        form: &str,
    ) -> &'b ProgressBar {
        bars.entry(name.to_owned()).or_insert_with(|| {
            let bar = all.add(ProgressBar::new(0));
            // A form that does not parse leaves the default one: the bar is only a bar.
            if let Ok(style) = ProgressStyle::with_template(form) {
                bar.set_style(style);
            }
            bar
        })
    }

    fn show_in_time(&mut self) {
        let since = *self.since.get_or_insert_with(Instant::now);
        if since.elapsed() >= PATIENCE && self.all.is_hidden() {
            self.all.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
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
        let bars = std::mem::take(&mut sources.bars).into_values();
        for bar in bars.chain(std::mem::take(&mut sources.paces).into_values()) {
            bar.finish_and_clear();
        }
    }

    fn stands(&self, source: &str, landed: u64, told: u64) {
        if !self.shown {
            return;
        }
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.show_in_time();
        let Sources { all, bars, .. } = &mut *sources;
        let bar = Sources::line(
            bars,
            all,
            source,
            "{msg:24} {wide_bar} {pos}/{len} {per_sec}, {eta} left",
        );
        bar.set_message(clean(source).into_owned());
        bar.set_length(told.max(landed));
        bar.set_position(landed);
    }

    fn pace_every(&self) -> Option<Duration> {
        self.shown.then_some(LOOK_EVERY)
    }

    fn pace(&self, service: &str, pace: &Pace) {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        sources.show_in_time();
        let Sources { all, paces, .. } = &mut *sources;
        let line = Sources::line(paces, all, service, "{prefix:24} {wide_msg}");
        line.set_prefix(clean(service).into_owned());
        line.set_message(pace_text(pace));
    }
}

/// How a service's limits hold it up: `bucket 740/2000, waiting 3 s`, or `2/2 in flight, backing off 8 s
/// after 429`.
fn pace_text(pace: &Pace) -> String {
    // What is nearly over still waits.
    let seconds = |time: Duration| time.as_millis().div_ceil(1000);
    let mut text = match pace.bucket {
        Some(bucket) => format!("bucket {}/{}", bucket.free, bucket.maximum),
        None => format!("{}/{} in flight", pace.gate.in_flight, pace.gate.width),
    };
    if let Some(waits) = pace.bucket.and_then(|bucket| bucket.waits) {
        text += &format!(", waiting {} s", seconds(waits));
    }
    if let Some(backs_off) = pace.gate.backs_off {
        text += &format!(", backing off {} s", seconds(backs_off.time));
        match backs_off.status {
            Some(status) => text += &format!(" after {status}"),
            None => text += ", no answer",
        }
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{BacksOff, GateView};
    use crate::shopify::BucketView;

    #[test]
    fn it_is_said_what_holds_a_service_up() {
        let time = Duration::from_millis;
        let gate = GateView {
            in_flight: 1,
            width: 2,
            backs_off: None,
        };
        let pace = |bucket, backs_off| {
            let gate = GateView { backs_off, ..gate };
            pace_text(&Pace { bucket, gate })
        };
        let bucket = |free, waits| {
            Some(BucketView {
                free,
                maximum: 2_000,
                waits,
            })
        };
        assert_eq!(pace(None, None), "1/2 in flight");
        assert_eq!(pace(bucket(1_740, None), None), "bucket 1740/2000");
        let waits = Some(time(2_001));
        assert_eq!(pace(bucket(0, waits), None), "bucket 0/2000, waiting 3 s");
        let backs_off = |status| {
            Some(BacksOff {
                time: time(8_000),
                status,
            })
        };
        assert_eq!(
            pace(None, backs_off(Some(429))),
            "1/2 in flight, backing off 8 s after 429"
        );
        assert_eq!(
            pace(bucket(9, None), backs_off(None)),
            "bucket 9/2000, backing off 8 s, no answer"
        );
    }
}
