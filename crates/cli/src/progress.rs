//! Progress on stderr: a bar in a terminal, a line every few seconds elsewhere. Ctrl-C cancels at the next safe point.

use std::{
    io::IsTerminal as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use desk::{Monitor, monitor::Cancel};
use indicatif::{ProgressBar, ProgressStyle};

const EVERY: Duration = Duration::from_secs(5);

/// Shows progress and listens for Ctrl-C.
pub struct Terminal {
    bar: ProgressBar,
    cancel: Arc<Cancel>,
    plain: Option<Mutex<Plain>>,
}

struct Plain {
    what: String,
    total: Option<u64>,
    began: Instant,
    said: Instant,
}

impl Terminal {
    /// Begins listening for Ctrl-C; the second one ends the program at once, which is safe too.
    pub fn new() -> Self {
        let cancel = Arc::new(Cancel::default());
        let on_signal = cancel.clone();
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if on_signal.is_cancelled() {
                    std::process::exit(130);
                }
                eprintln!("stopping after the items under way; press Ctrl-C again to stop at once");
                on_signal.cancel();
            }
        });
        let now = Instant::now();
        let plain = (!std::io::stderr().is_terminal())
            .then(|| Mutex::new(Plain { what: String::new(), total: None, began: now, said: now }));
        Self { bar: ProgressBar::hidden(), cancel, plain }
    }

    /// The flag that Ctrl-C sets.
    pub fn cancel(&self) -> Arc<Cancel> {
        self.cancel.clone()
    }

    /// A bar that this monitor draws on, so that answers can be printed above it.
    pub fn above(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }
}

impl Monitor for Terminal {
    fn begin(&self, what: &str, total: Option<u64>) {
        if let Some(plain) = &self.plain {
            let now = Instant::now();
            *plain.lock().unwrap_or_else(PoisonError::into_inner) =
                Plain { what: what.to_owned(), total, began: now, said: now };
            return;
        }
        let template = match total {
            Some(_) => "{msg} {bar:30} {pos}/{len} {per_sec}, {eta} left",
            None => "{msg} {spinner} {pos} {per_sec}",
        };
        self.bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.reset();
        self.bar.set_length(total.unwrap_or_default());
        self.bar.set_message(what.to_owned());
    }

    fn progress(&self, done: u64) {
        self.bar.set_position(done);
        let Some(plain) = &self.plain else { return };
        let mut plain = plain.lock().unwrap_or_else(PoisonError::into_inner);
        if plain.said.elapsed() < EVERY {
            return;
        }
        plain.said = Instant::now();
        let seconds = plain.began.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "counts of items are far below 2^52")]
        let rate = done as f64 / seconds.max(0.001);
        let what = &plain.what;
        match plain.total {
            Some(total) => {
                #[expect(clippy::cast_precision_loss, reason = "as above")]
                let left = total.saturating_sub(done) as f64 / rate.max(0.001);
                eprintln!("{what}: {done} of {total}, {rate:.1} a second, {left:.0} seconds left");
            }
            None => eprintln!("{what}: {done}, {rate:.1} a second"),
        }
    }

    fn grow(&self, total: u64) {
        self.bar.set_length(total);
        if let Some(plain) = &self.plain {
            plain.lock().unwrap_or_else(PoisonError::into_inner).total = Some(total);
        }
    }

    fn line(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    fn cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
