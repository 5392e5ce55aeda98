//! The desk's screens and JSON API: what a person at this machine sees of a [`desk::Desk`].
//!
//! Pages are rendered here and work without scripts; scripts make them comfortable. A page holds no logic beyond
//! presentation: it asks [`desk`] for a view, or hands it a person's decision. Every page has a JSON twin under
//! `/api/v1`, made of the same views.
//!
//! - [`security`]: who may talk to the desk
//! - `pages`, one file per noun, with `templates/<noun>/`; `api`, its twin
//! - `media`: the only place that sends pictures, and only after the person chose to look
//! - `assets`: style sheets, scripts, icons; no build step

mod api;
mod app;
mod assets;
mod failure;
mod media;
mod pages;
mod pasted;
mod range;
pub mod security;
mod server;
mod uploads;
mod words;

pub use api::openapi;
pub use server::{Error, Links, Options, Ready, serve};
