//! Who is let in, and who is not.

use crate::client::{get, post, send, serve};

#[tokio::test]
async fn a_foreign_host_name_is_refused_even_with_a_session() {
    let served = serve().await;
    let session = served.open().await;
    let port = served.address.port();
    let rebound = format!("evil.example:{port}");
    let other_port = format!("127.0.0.1:{}", port ^ 1);
    for host in [rebound.as_str(), "127.0.0.1", &other_port, "0.0.0.0", ""] {
        let answer = send(served.address, "GET", "/", &[("host", host), ("cookie", &session.cookie)], "").await;
        assert_eq!(answer.status, 403, "{host:?}");
    }
    for host in [format!("localhost:{port}"), format!("LOCALHOST:{port}"), format!("127.0.0.1:{port}")] {
        let answer = send(served.address, "GET", "/", &[("host", &host), ("cookie", &session.cookie)], "").await;
        assert_eq!(answer.status, 200, "{host:?}");
    }
}

#[tokio::test]
async fn without_a_session_every_page_explains_how_to_open_the_desk_and_shows_nothing() {
    let served = serve().await;
    for path in ["/", "/seen", "/jobs/events", "/footage/F-1", "/media/00/working", "/veil/00.png", "/no-such-page"] {
        let answer = get(served.address, path, &[]).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.body.contains("firsthand desk"), "{path}");
    }
    let answer = get(served.address, "/api/v1/inbox", &[]).await;
    assert_eq!(answer.status, 403);
    let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(said["status"], 403);
}

#[tokio::test]
async fn the_link_works_once_and_gives_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let served = serve().await;
    let first = get(served.address, served.key(), &[]).await;
    let cookie = first.header("set-cookie").unwrap();
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
    let second = get(served.address, served.key(), &[]).await;
    assert_eq!(second.status, 403);
    assert!(second.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_browser_that_guesses_ahead_does_not_use_the_link_up() {
    let served = serve().await;
    let guess = get(served.address, served.key(), &[("sec-purpose", "prefetch")]).await;
    assert_eq!(guess.status, 403);
    served.open().await;
}

#[tokio::test]
async fn what_another_site_starts_is_refused_except_following_a_link() {
    let served = serve().await;
    let session = served.open().await;
    let from = |mode: &'static str, dest: &'static str| {
        let cookie = session.cookie.clone();
        async move {
            let headers = [
                ("cookie", cookie.as_str()),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            get(served.address, "/", &headers).await.status
        }
    };
    assert_eq!(from("no-cors", "image").await, 403);
    assert_eq!(from("cors", "empty").await, 403);
    assert_eq!(from("navigate", "iframe").await, 403);
    assert_eq!(from("navigate", "document").await, 200);
}

#[tokio::test]
async fn a_change_needs_our_origin_and_the_sessions_token() {
    let served = serve().await;
    let session = served.open().await;
    let own = format!("http://{}", served.address);
    let (cookie, token) = (session.cookie.as_str(), format!("_token={}", session.token));
    let other = "_token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (what, form, headers, status) in [
        ("all of it", token.as_str(), vec![("cookie", cookie), ("origin", own.as_str())], 303),
        (
            "the browser's word instead of the origin",
            &token,
            vec![("cookie", cookie), ("sec-fetch-site", "same-origin")],
            303,
        ),
        ("no token", "", vec![("cookie", cookie), ("origin", own.as_str())], 403),
        ("another token", other, vec![("cookie", cookie), ("origin", own.as_str())], 403),
        ("another origin", &token, vec![("cookie", cookie), ("origin", "http://evil.example")], 403),
        (
            "a plain form of ours",
            &token,
            vec![("cookie", cookie), ("origin", "null"), ("sec-fetch-site", "same-origin")],
            303,
        ),
        (
            "an opaque origin elsewhere",
            &token,
            vec![("cookie", cookie), ("origin", "null"), ("sec-fetch-site", "cross-site")],
            403,
        ),
        ("an opaque origin", &token, vec![("cookie", cookie), ("origin", "null")], 403),
        ("no origin", &token, vec![("cookie", cookie)], 403),
        ("no session", &token, vec![("origin", own.as_str())], 403),
    ] {
        assert_eq!(post(served.address, "/veil", form, &headers).await.status, status, "{what}");
    }
}

#[tokio::test]
async fn a_program_sends_the_token_as_a_header() {
    let served = serve().await;
    let session = served.open().await;
    let own = format!("http://{}", served.address);
    let host = served.address.to_string();
    let headers = |token| {
        vec![
            ("host", host.as_str()),
            ("cookie", session.cookie.as_str()),
            ("origin", own.as_str()),
            ("content-type", "application/json"),
            ("x-firsthand-token", token),
        ]
    };
    let body = r#"{"text": "/surely/not/here.mp4"}"#;
    let path = "/api/v1/intake/preview";
    assert_eq!(send(served.address, "POST", path, &headers(&session.token), body).await.status, 200);
    assert_eq!(send(served.address, "POST", path, &headers("guess"), body).await.status, 403);
}

#[tokio::test]
async fn every_answer_carries_the_protecting_headers() {
    let served = serve().await;
    let session = served.open().await;
    let refused = get(served.address, "/", &[]).await;
    let style = session.get("/").await.body;
    let style =
        style.split("href=\"").find(|part| part.contains("tokens.css")).unwrap().split('"').next().unwrap().to_owned();
    for answer in [session.get("/").await, session.get("/no-such-page").await, refused, session.get(&style).await] {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self';") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe") && !policy.contains("data:"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"));
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert!(answer.header("permissions-policy").is_some());
    }
    assert_eq!(session.get("/").await.header("cache-control"), Some("no-store"));
    assert!(session.get(&style).await.header("cache-control").unwrap().contains("immutable"));
}

#[tokio::test]
async fn closing_ends_the_session() {
    let served = serve().await;
    let session = served.open().await;
    assert_eq!(session.post("/close", "").await.status, 200);
    assert_eq!(session.get("/").await.status, 403);
}

#[tokio::test]
async fn a_live_page_does_not_keep_a_stopping_desk_open() {
    let served = serve().await;
    let session = served.open().await;
    let live = tokio::spawn(async move { session.get("/jobs/events").await });
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    tokio::time::timeout(std::time::Duration::from_secs(5), served.end()).await.unwrap();
    assert_eq!(live.await.unwrap().header("content-type"), Some("text/event-stream"));
}

#[tokio::test]
async fn the_network_is_not_served() {
    let data = tempfile::tempdir().unwrap();
    let desk = desk::Desk::open(desk::Config::new(data.path(), sandbox::Sandbox::new())).await.unwrap();
    let options = web::Options::new("0.0.0.0:0".parse().unwrap());
    let refused =
        web::serve(desk, options, |_| unreachable!("it must not open"), std::future::pending()).await.unwrap_err();
    assert!(refused.to_string().contains("127.0.0.1"), "{refused}");
}
