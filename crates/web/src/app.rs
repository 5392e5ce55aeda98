//! The whole application: its state, its routes, and the walls around them in their order.

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRef;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use desk::Desk;

use crate::security::guard::Door;
use crate::security::headers;
use crate::{api, assets, failure, media, pages};

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The desk.
    pub desk: Desk,
    /// Who has been let in.
    pub door: Arc<Door>,
    /// Becomes true when the desk stops: whoever answers without end lets go then.
    pub ended: tokio::sync::watch::Receiver<bool>,
}

impl FromRef<App> for Desk {
    fn from_ref(app: &App) -> Self {
        app.desk.clone()
    }
}

impl FromRef<App> for Arc<Door> {
    fn from_ref(app: &App) -> Self {
        Arc::clone(&app.door)
    }
}

/// All routes behind all walls. The outermost wall is added last.
pub fn router(app: App) -> Router {
    let inside = Router::new()
        .merge(pages::routes())
        .merge(media::routes())
        .nest("/api/v1", api::routes())
        .fallback(|| async { failure::Failure::missing("There is no such page.") })
        .layer(from_fn_with_state(Arc::clone(&app.door), Door::inner));
    Router::new()
        .route("/open", get(pages::door::open))
        .route("/assets/{build}/{*path}", get(assets::serve))
        .merge(inside)
        .layer(from_fn_with_state(Arc::clone(&app.door), Door::outer))
        .layer(from_fn(failure::present))
        .layer(from_fn(headers::protect))
        .with_state(app)
}
