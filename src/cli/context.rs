//! What every command needs: flags and surroundings resolved into plain values.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::Global;
use super::ask::Ask;
use super::env::text;
use super::error::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Env, Exit};
use crate::base::{Moment, clean};
use crate::config::{Config, Layers};
use crate::flow::operators::Keys;
use crate::flow::remotes::Line;
use crate::http::{Clock, Network};
use crate::secret::Keyring;
use crate::store::Store;

/// Flags and surroundings of one call.
#[derive(Debug)]
pub(crate) struct Context {
    layers: Layers,
    /// The moment ages and lateness are counted at.
    pub(crate) as_of: Moment,
    /// The same, where it was asked for.
    pub(crate) asked_as_of: Option<Moment>,
    /// The moment now.
    pub(crate) now: Moment,
    /// The keyrings that `keyring:` refers to.
    pub(crate) keyring: Keyring,
    /// Who can be asked, where anybody may be, and what is piped in.
    pub(crate) ask: Arc<dyn Ask>,
    /// Who acts: the flag, else the login name.
    operator: Option<String>,
    /// The reference to the operator's key that `TIEOUT_OPERATOR_KEY` names.
    operator_key: Option<String>,
    clock: Clock,
    may_ask: bool,
    data_dir: Option<PathBuf>,
    show_progress: bool,
}

impl Context {
    /// Flags go before surroundings.
    pub(crate) fn new(env: &Env, flags: Global) -> Result<Self, Failure> {
        let operator = flags.operator.clone().or_else(|| env.user.clone());
        tracing::debug!(operator = operator.as_deref().unwrap_or("?"), "started");
        let now = Moment::from(env.clock.now());
        Ok(Self {
            layers: Layers {
                config_flag: flags.config,
                config_env: env.config.clone(),
                store_flag: flags.store,
                store_env: text("TIEOUT_STORE", env.store.as_ref())?,
                dir: env.dir.clone(),
            },
            as_of: flags.as_of.unwrap_or(now),
            asked_as_of: flags.as_of,
            now,
            keyring: env.keyring.clone(),
            ask: Arc::clone(&env.ask),
            operator,
            operator_key: text("TIEOUT_OPERATOR_KEY", env.operator_key.as_ref())?,
            clock: env.clock.clone(),
            may_ask: !flags.non_interactive,
            data_dir: env.data_dir.clone(),
            show_progress: env.stderr_is_terminal && !flags.quiet,
        })
    }

    /// What the configuration's layers are.
    pub(crate) const fn layers(&self) -> &Layers {
        &self.layers
    }

    /// Whoever may be asked; `None` off a terminal and where the flags say so.
    pub(crate) fn somebody(&self) -> Option<&dyn Ask> {
        let ask = &*self.ask;
        (self.may_ask && ask.is_somebody_there()).then_some(ask)
    }

    /// The user's data directory for tieout.
    pub(crate) fn data_dir(&self) -> Result<&Path, Failure> {
        self.data_dir.as_deref().ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                "this user has no home directory, where names of secrets are remembered",
            )
            .hint("set HOME")
        })
    }

    /// Reads the configuration.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        let config = Config::load(&self.layers)?;
        match &config.path {
            Some(path) => tracing::info!(path = %path.display(), "configuration"),
            None => tracing::info!("no configuration file: the defaults hold"),
        }
        Ok(config)
    }

    /// Reads the configuration and opens the store it names, which must be there: an empty answer
    /// from a store that nobody meant would look like good news.
    pub(crate) fn open(&self) -> Result<(Config, Store), Failure> {
        let config = self.config()?;
        if !config.store.exists() {
            let path = config.store.display().to_string();
            return Err(
                Failure::new(Exit::Usage, format!("no store at {}; import or pull first", clean(&path)))
                    .hint("`tieout pull` and `tieout import KIND FILE…` make it; where it lies elsewhere, name it with --store sqlite:PATH or under [store]"),
            );
        }
        tracing::info!(path = %config.store.display(), "store");
        let mut store = Store::open(&config.store)?;
        self.sign(&mut store);
        Ok((config, store))
    }

    /// The store's journal is told who acts, and when.
    pub(crate) fn sign(&self, store: &mut Store) {
        store.act_as(self.operator.as_deref().unwrap_or("unknown"), self.moment());
    }

    /// The moment now, for a command that lasts: [`Context::now`] is when it began.
    pub(crate) fn moment(&self) -> Moment {
        Moment::from(self.clock.now())
    }

    /// Where requests leave, and the time they are signed at.
    pub(crate) fn line(&self) -> Result<Line, Failure> {
        Ok(Line {
            transport: Arc::new(Network::new()?),
            clock: self.clock.clone(),
        })
    }

    /// Who acts; decisions need a name.
    pub(crate) fn operator(&self) -> Result<&str, Failure> {
        self.operator.as_deref().ok_or_else(|| {
            Failure::new(Exit::Usage, "who decides is not known here").hint("say it with --operator NAME")
        })
    }

    /// Where operators' keys are looked for.
    pub(crate) fn keys(&self) -> Keys<'_> {
        Keys {
            named: self.operator_key.as_deref(),
            keyring: &self.keyring,
            data_dir: self.data_dir.as_deref(),
            dir: &self.layers.dir,
        }
    }

    /// A progress bar, where one may be shown.
    pub(crate) fn progress(&self) -> Bar {
        Bar::new(self.show_progress)
    }
}

/// Opens the store that the configuration names, to bring facts into it. A store that had to be made
/// is named.
pub(crate) fn open_store(config: &Config, context: &Context, output: &mut Output<'_>) -> Result<Store, Failure> {
    tracing::info!(path = %config.store.display(), "store");
    let is_new = !config.store.exists();
    let mut store = Store::open(&config.store)?;
    context.sign(&mut store);
    if is_new {
        output.note(&format!(
            "made a new store: {}",
            clean(&config.store.display().to_string())
        ));
    }
    Ok(store)
}
