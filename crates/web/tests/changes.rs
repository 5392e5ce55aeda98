//! What a person does on the pages: look, describe, give lists.

use crate::client::serve;

#[tokio::test]
async fn media_are_sent_only_after_the_act_and_not_after_veiling_again() {
    let served = serve().await;
    let session = served.open().await;
    let sha256 = served.keep("a file that is no picture").await;
    let working = format!("/media/{sha256}/working");
    assert_eq!(session.get(&working).await.status, 403);
    let revealed = session.post(&format!("/media/{sha256}/reveal"), "back=%2Fjobs").await;
    assert_eq!((revealed.status, revealed.header("location")), (303, Some("/jobs")));
    // There is nothing to show of a document: the veil is lifted, so the answer is about the file, no longer a refusal.
    assert_eq!(session.get(&working).await.status, 422);
    session.post("/veil", "").await;
    assert_eq!(session.get(&working).await.status, 403);
}

#[tokio::test]
async fn looking_is_noted_and_looking_at_nothing_is_not_possible() {
    let served = serve().await;
    let session = served.open().await;
    let sha256 = served.keep("a file").await;
    let nothing = "0".repeat(64);
    assert_eq!(session.post(&format!("/media/{nothing}/reveal"), "").await.status, 404);
    assert_eq!(session.get(&format!("/media/{nothing}/working")).await.status, 403);
    session.post(&format!("/media/{sha256}/reveal"), "").await;
    let doctor = session.get("/api/v1/doctor").await.body;
    assert!(doctor.contains("2 custody events"), "received and viewed: {doctor}");
}

#[tokio::test]
async fn a_severe_description_needs_words() {
    let served = serve().await;
    let session = served.open().await;
    let sha256 = served.keep("a file").await;
    let path = format!("/media/{sha256}/describe");
    let refused = session.post(&path, "severity=3").await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("needs a description"));
    assert_eq!(session.post(&path, "severity=3&words=0%3A12+a+wounded+animal").await.status, 303);
    let media = session.get(&format!("/api/v1/media/{sha256}")).await.body;
    let media: serde_json::Value = serde_json::from_str(&media).unwrap();
    assert_eq!((&media["severity"]["level"], &media["severity"]["known"]), (&3.into(), &true.into()));
}

#[tokio::test]
async fn a_pasted_list_is_looked_over_before_anything_is_kept() {
    let served = serve().await;
    let session = served.open().await;
    let list = "text=source%2Cposted%2Ctext%0A%40riverwatch%2C2026-03-02%2CThe+bridge";
    let seen = session.post("/intake/preview", list).await;
    assert!(seen.body.contains("@riverwatch") && seen.body.contains("1 post"), "{}", seen.body);
    assert!(session.get("/").await.body.contains("Nothing has come in yet"));
    let kept = session.post("/intake/list", list).await;
    assert!(kept.body.contains("1 post read"), "{}", kept.body);
    assert!(!session.get("/").await.body.contains("Nothing has come in yet"));
}

#[tokio::test]
async fn a_path_that_is_none_is_refused_with_what_to_give() {
    let served = serve().await;
    let session = served.open().await;
    let refused = session.post("/seen/path", "path=https%3A%2F%2Fexample.org%2Fa.mp4").await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("file://"));
}

#[tokio::test]
async fn a_file_is_sent_with_the_token_in_the_address_and_is_kept() {
    let served = serve().await;
    let session = served.open().await;
    let (host, origin) = (served.address.to_string(), format!("http://{}", served.address));
    let body = "--x\r\ncontent-disposition: form-data; name=\"files\"; filename=\"..\\\\..\\\\note.txt\"\r\n\r\nhello\r\n--x--\r\n";
    let send = |path: String| {
        let headers = [
            ("host", host.as_str()),
            ("origin", origin.as_str()),
            ("cookie", session.cookie.as_str()),
            ("content-type", "multipart/form-data; boundary=x"),
        ];
        async move { crate::client::send(served.address, "POST", &path, &headers, body).await }
    };
    assert_eq!(send("/intake/files".into()).await.status, 403);
    let kept = send(format!("/intake/files?_token={}", session.token)).await;
    assert_eq!(kept.status, 200);
    assert!(kept.body.contains("1 file kept") && kept.body.contains("note.txt") && !kept.body.contains(".."));
}
