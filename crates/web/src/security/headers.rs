//! The headers every answer carries: what a page may load, and that nobody keeps, frames or guesses at it.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// What a page may load and do: only what this desk serves; no inline script or style, no eval, no plug-ins,
/// no frames around it, forms to nowhere else.
pub const CONTENT_POLICY: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
     frame-src 'none'; frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), payment=(), \
         autoplay=(), browsing-topics=()",
    ),
];

/// Puts the headers on every answer. What did not say how it may be cached must not be.
pub async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add(response.headers_mut());
    response
}

fn add(headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A published page allows still less, and its own style sheet by its hash.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_POLICY));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_content_policy_allows_nothing_inline_no_eval_and_no_other_place() {
        for word in ["unsafe", "data:", "blob:", "http:", "https:", "*"] {
            assert!(!CONTENT_POLICY.contains(word), "{word}");
        }
    }

    #[test]
    fn an_answer_keeps_its_own_caching_and_is_otherwise_not_stored() {
        let mut silent = HeaderMap::new();
        add(&mut silent);
        assert_eq!(silent.get(header::CACHE_CONTROL).unwrap(), "no-store");
        let mut spoken = HeaderMap::new();
        spoken.insert(header::CACHE_CONTROL, HeaderValue::from_static("private"));
        add(&mut spoken);
        assert_eq!(spoken.get(header::CACHE_CONTROL).unwrap(), "private");
    }
}
