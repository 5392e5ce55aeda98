//! An open desk: its database, vault, custody log, jail and matcher, handed to every function that acts.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::sync::{Mutex, Notify, OnceCell, broadcast};

use crate::{
    backup, capture,
    claims::{
        self,
        gazetteer::{self, Gazetteer},
    },
    clock::Clock,
    config::Config,
    error::{Error, Result},
    findings,
    fingerprint::CopyModel,
    jobs::{self, Progress},
    matches::Matcher,
    monitor::Silent,
    preserve::{
        Vault,
        custody::{Custody, RecordKind},
    },
    publish,
    store::{Db, Schema},
};

/// The SQLite database's name in the data folder.
pub(crate) const DATABASE_FILE: &str = "firsthand.sqlite";

/// An open desk. Cloning is cheap and gives the same desk.
#[derive(Clone)]
pub struct Desk {
    pub(crate) db: Db,
    pub(crate) vault: Vault,
    pub(crate) custody: Custody,
    pub(crate) sandbox: sandbox::Sandbox,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) matcher: Matcher,
    pub(crate) model: Arc<CopyModel>,
    pub(crate) actor: String,
    pub(crate) owner: Arc<jobs::Owner>,
    pub(crate) stands: claims::standing::Stands,
    /// Published places, once they were asked for.
    places: Arc<Mutex<Option<Arc<gazetteer::Table>>>>,
    data: PathBuf,
    wake: Arc<Notify>,
    tools: Arc<OnceCell<BTreeMap<String, String>>>,
    progress: broadcast::Sender<Progress>,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("data", &self.data).field("database", &self.db.kind()).finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the desk, making the data folder and the tables where they are missing.
    ///
    /// # Errors
    /// Where a restore was begun and has not ended, besides all that can go wrong with files and databases.
    pub async fn open(config: Config) -> Result<Self> {
        backup::refuse_unfinished(&config.data)?;
        Self::open_as_it_is(config).await
    }

    /// Opens the desk even while it is being restored.
    pub(crate) async fn open_as_it_is(config: Config) -> Result<Self> {
        let data = config.data;
        std::fs::create_dir_all(&data).map_err(Error::file(&data))?;
        let db = Db::open(config.database.as_deref(), &data.join(DATABASE_FILE), Schema::Newest).await?;
        let vault = Vault::open(&data, &config.blobs)?;
        let custody = Custody::open(&db, &data.join("custody"), config.clock.clone()).await?;
        let matcher = Matcher::open(&db, &data).await?;
        let owner = Arc::new(jobs::Owner::new(&data)?);
        let (progress, _) = broadcast::channel(256);
        Ok(Self {
            db,
            vault,
            custody,
            sandbox: config.sandbox,
            clock: config.clock,
            matcher,
            model: Arc::new(CopyModel::run_by(config.onnxruntime)),
            actor: config.actor,
            owner,
            stands: Default::default(),
            places: Arc::default(),
            data,
            wake: Arc::default(),
            tools: Arc::default(),
            progress,
        })
    }

    /// Everything that people record in this desk, of whichever part: `verify` compares each with what was logged.
    pub(crate) fn records() -> impl Iterator<Item = &'static RecordKind> {
        [capture::RECORDS, claims::RECORDS, findings::RECORDS, publish::RECORDS].into_iter().flatten()
    }

    /// Who acts here, as custody events name it: `person:...`.
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The jail, for the doctor.
    pub fn sandbox(&self) -> &sandbox::Sandbox {
        &self.sandbox
    }

    /// The kept bytes, for the screens that serve them.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// `sqlite` or `postgres`.
    pub fn database_kind(&self) -> &'static str {
        self.db.kind()
    }

    /// Everything that happens to jobs from now on, for live screens. A slow listener misses the oldest.
    pub fn watch_jobs(&self) -> broadcast::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Closes the database after running statements end.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// The places that are known here: published ones stay in memory, the desk's own are read as they stand now.
    pub async fn gazetteer(&self) -> Result<Gazetteer> {
        let mut published = self.places.lock().await;
        let (known, data) = (published.clone(), self.data.clone());
        let (gazetteer, now) = blocking(move || {
            let published = match known {
                Some(known) => Some(known),
                None => gazetteer::published(&data, &Silent)?,
            };
            Ok::<_, Error>((Gazetteer::with(&data, published.clone())?, published))
        })
        .await??;
        *published = now;
        Ok(gazetteer)
    }

    /// The versions of the tools by name, asked once; what is not installed is not in it.
    pub(crate) async fn tool_versions(&self) -> Result<&BTreeMap<String, String>> {
        self.tools
            .get_or_try_init(async || {
                let jail = self.sandbox.clone();
                let tools = blocking(move || jail.report().tools).await?;
                Ok(tools.into_iter().filter_map(|tool| Some((tool.name.to_owned(), tool.version?))).collect())
            })
            .await
    }

    /// There is something to do for workers of this process.
    pub(crate) fn jobs_waiting(&self) {
        self.wake.notify_waiters();
    }

    /// Waits until there may be something to do, here or in another process.
    pub(crate) async fn wait_for_jobs(&self) {
        let poll = std::time::Duration::from_millis(500);
        let _ = tokio::time::timeout(poll, self.wake.notified()).await;
    }

    /// Tells live screens.
    pub(crate) fn tell(&self, progress: Progress) {
        // Nobody listening is no error.
        let _ = self.progress.send(progress);
    }
}

/// Runs work that blocks (the jail, hashing, matching) off the threads that serve.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Damaged { object: "a worker thread".into(), what: error.to_string() })
}
