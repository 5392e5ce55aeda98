//! Every page, as it is served.

use crate::client::serve;

/// Every page that can be asked for without an item.
const PAGES: [&str; 7] = ["/", "/seen", "/intake", "/matching", "/jobs", "/doctor", "/design"];

#[tokio::test]
async fn every_page_has_one_heading_a_title_a_language_and_a_main_part() {
    let served = serve().await;
    let session = served.open().await;
    for path in PAGES {
        let page = session.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        for (part, times) in
            [("<h1", 1), ("<title>", 1), ("<html lang=\"en\" dir=\"ltr\"", 1), ("<main id=\"main\"", 1)]
        {
            assert_eq!(page.body.matches(part).count(), times, "{part} on {path}");
        }
    }
}

#[tokio::test]
async fn direction_and_colours_come_from_the_address_and_colours_are_remembered() {
    let served = serve().await;
    let session = served.open().await;
    let page = session.get("/?dir=rtl&theme=dark").await.body;
    assert!(page.contains("dir=\"rtl\" data-theme=\"dark\""));
    let chosen = session.post("/theme", "theme=light&back=%2Fjobs").await;
    assert_eq!(chosen.header("location"), Some("/jobs"));
    assert!(chosen.header("set-cookie").unwrap().starts_with("firsthand_theme=light;"));
}

#[tokio::test]
async fn an_empty_desk_says_what_to_do_and_an_empty_filter_says_that_nothing_fits() {
    let served = serve().await;
    let session = served.open().await;
    assert!(session.get("/").await.body.contains("Nothing has come in yet"));
    served.keep("source,text\n@a,hello\n").await;
    let page = session.get("/").await.body;
    assert!(page.contains("note.txt"));
    let page = session.get("/?text=%3Cscript%3Enobody").await.body;
    assert!(page.contains("Nothing fits"));
    assert!(!page.contains("<script>nobody"));
}

#[tokio::test]
async fn each_get_of_the_api_answers_what_its_document_promises() {
    let served = serve().await;
    let session = served.open().await;
    let answer = session.get("/api/v1/openapi.json").await;
    let document: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    for (path, operations) in
        paths.iter().filter(|(path, operations)| !path.contains('{') && operations["get"].is_object())
    {
        let answer = session.get(&format!("/api/v1{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(serde_json::from_str::<serde_json::Value>(&answer.body).is_ok(), "{path}");
        assert!(operations["get"]["responses"]["200"].is_object(), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_missing_in_the_form_that_was_asked_for() {
    let served = serve().await;
    let session = served.open().await;
    for path in ["/no-such-page", "/footage/F-99", "/footage/nonsense", "/veil/00.png", "/assets/0/x.css"] {
        let answer = session.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.body.contains("<h1>"), "{path}");
    }
    let answer = session.get("/api/v1/footage/F-99").await;
    assert_eq!(answer.status, 404);
    let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert!(said["what"].is_string() && said["hint"].is_string());
}

#[tokio::test]
async fn a_failure_inside_a_page_is_a_notice_that_leaves_the_page_as_it_was() {
    let served = serve().await;
    let session = served.open().await;
    let headers = [("cookie", session.cookie.as_str()), ("hx-request", "true")];
    let answer = crate::client::get(served.address, "/footage/F-99", &headers).await;
    assert_eq!(answer.header("hx-retarget"), Some("#problems"));
    assert!(answer.body.contains("role=\"alert\"") && !answer.body.contains("<html"));
}
