//! The JSON API under `/api/v1`: the twin of every page, made of the same views, with an OpenAPI 3.1 document that is
//! derived from these functions. A route exists only together with its description.

pub mod entities;
pub mod findings;
pub mod incidents;
mod intake;
mod items;
mod jobs;
mod machine;
mod matching;
pub mod reports;
mod seen;
pub mod sources;
pub mod watches;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use utoipa::OpenApi;
use utoipa::openapi::Server;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::failure::Failure;
use crate::security::guard::TOKEN_HEADER;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Firsthand",
        version = "1",
        description = "The JSON twin of the desk's pages. Open a session by the desk's one-time link and send its cookie. \
                       Every change also carries the session's token, which each page has in \
                       `<meta name=\"firsthand-token\">`, and an `Origin` of the desk's own address."
    ),
    components(schemas(Failure)),
    security(("session" = []))
)]
struct About;

/// The routes with their description, without prefix.
fn described() -> (Router<App>, utoipa::openapi::OpenApi) {
    let files = OpenApiRouter::new()
        .routes(routes!(seen::file))
        .routes(routes!(intake::files))
        .layer(DefaultBodyLimit::disable());
    let (router, mut document) = OpenApiRouter::with_openapi(About::openapi())
        .routes(routes!(items::inbox))
        .routes(routes!(items::footage))
        .routes(routes!(items::media))
        .routes(routes!(items::reveal))
        .routes(routes!(items::describe))
        .routes(routes!(items::decide))
        .routes(routes!(items::veil))
        .routes(routes!(seen::path))
        .routes(routes!(intake::preview))
        .routes(routes!(intake::list))
        .routes(routes!(incidents::list, incidents::open))
        .routes(routes!(incidents::show))
        .routes(routes!(incidents::attach))
        .routes(routes!(incidents::claim))
        .routes(routes!(incidents::record))
        .routes(routes!(incidents::withdraw))
        .routes(routes!(incidents::board, incidents::act))
        .routes(routes!(entities::list, entities::make))
        .routes(routes!(entities::show))
        .routes(routes!(entities::name))
        .routes(routes!(entities::relate))
        .routes(routes!(entities::decide))
        .routes(routes!(sources::sources, sources::describe))
        .routes(routes!(sources::source_page))
        .routes(routes!(sources::handle))
        .routes(routes!(findings::about))
        .routes(routes!(findings::show))
        .routes(routes!(findings::find))
        .routes(routes!(findings::read))
        .routes(routes!(findings::rules))
        .routes(routes!(findings::reviews))
        .routes(routes!(findings::settle))
        .routes(routes!(findings::list, findings::keep))
        .routes(routes!(findings::worksheet))
        .routes(routes!(findings::recheck))
        .routes(routes!(findings::compute))
        .routes(routes!(watches::list, watches::begin))
        .routes(routes!(watches::look))
        .routes(routes!(watches::end))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::cancel))
        .routes(routes!(jobs::retry))
        .routes(routes!(matching::show))
        .routes(routes!(matching::threshold))
        .routes(routes!(matching::mark))
        .routes(routes!(matching::release))
        .routes(routes!(reports::list, reports::begin))
        .routes(routes!(reports::corrections))
        .routes(routes!(reports::dataset))
        .routes(routes!(reports::show))
        .routes(routes!(reports::write))
        .routes(routes!(reports::medium))
        .routes(routes!(reports::publish))
        .routes(routes!(reports::rendered))
        .routes(routes!(machine::doctor))
        .routes(routes!(machine::document))
        .merge(files)
        .split_for_parts();
    let schemes = &mut document.components.get_or_insert_default().security_schemes;
    let token = ApiKeyValue::with_description(TOKEN_HEADER.as_str(), "The session's token; needed for every change.");
    schemes.insert("token".into(), SecurityScheme::ApiKey(ApiKey::Header(token)).into());
    let cookie =
        ApiKeyValue::with_description("firsthand_PORT", "The session cookie; its name ends in the desk's port.");
    schemes.insert("session".into(), SecurityScheme::ApiKey(ApiKey::Cookie(cookie)).into());
    (router, document)
}

/// Every route of the API, to be nested under `/api/v1`.
pub fn routes() -> Router<App> {
    described().0
}

/// The OpenAPI 3.1 document as it is served and committed, pretty-printed JSON.
///
/// # Errors
/// Never in practice: the document is made of plain data.
pub fn openapi() -> Result<String, serde_json::Error> {
    let mut document = described().1;
    document.servers = Some(vec![Server::new("/api/v1")]);
    Ok(document.to_pretty_json()? + "\n")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// After a change of the API, run `UPDATE=1 cargo test -p web the_committed` and review the difference.
    #[test]
    fn the_committed_document_is_the_one_that_is_served() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        let served = openapi().unwrap();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(file, &served).unwrap();
        }
        let committed = std::fs::read_to_string(file).unwrap_or_default();
        assert!(committed == served, "openapi.json is stale: run `UPDATE=1 cargo test -p web the_committed`");
    }

    #[test]
    fn every_change_asks_for_the_token_and_every_operation_says_how_it_fails() {
        let document: serde_json::Value = serde_json::from_str(&openapi().unwrap()).unwrap();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (verb, operation) in operations.as_object().unwrap() {
                let secured = operation["security"].to_string().contains("token");
                assert_eq!(secured, verb == "post", "{verb} {path}");
                let said = operation["responses"].as_object().unwrap();
                assert!(path == "/openapi.json" || said.contains_key("403"), "{verb} {path}");
                assert!(operation["summary"].is_string(), "{verb} {path}");
            }
        }
    }
}
