//! Servers that mean harm: nothing waits for ever, nothing fills memory or disk, and the reason is told.

use std::io::Write as _;
use std::time::{Duration, Instant};

use fetch::{FetchError, Known, Phase, Why};
use tokio::io::AsyncWriteExt as _;

use crate::servers::{Server, client, request};

async fn answering(answer: impl Into<Vec<u8>>) -> Result<Vec<u8>, FetchError> {
    let answer = answer.into();
    let server = Server::start(move |_, _| answer.clone()).await;
    let fetched = client(&server).get(&server.url("/"), &Known::default()).await?;
    Ok(fetched.last().body.bytes().unwrap())
}

fn is_protocol(result: Result<Vec<u8>, FetchError>) -> bool {
    matches!(result, Err(FetchError { why: Why::Protocol(_), .. }))
}

#[tokio::test]
async fn what_is_no_http_is_told() {
    for answer in [
        "",
        "hello",
        "HTTP/0.9 200\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        "SSH-2.0-OpenSSH\r\n",
        "\x16\x03\x01",
    ] {
        assert!(is_protocol(answering(answer).await), "{answer:?}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
    ] {
        assert!(is_protocol(answering(answer).await), "{answer:?}");
    }
}

#[tokio::test]
async fn headers_without_end_are_not_read_to_their_end() {
    let long = format!("HTTP/1.1 200 OK\r\nX: {}\r\nContent-Length: 0\r\n\r\n", "a".repeat(200_000));
    assert!(is_protocol(answering(long).await));
    let many: String = (0..1_000).map(|number| format!("X{number}: y\r\n")).collect();
    assert!(is_protocol(answering(format!("HTTP/1.1 200 OK\r\n{many}Content-Length: 0\r\n\r\n")).await));
}

#[tokio::test]
async fn too_much_on_the_wire_or_unpacked_is_not_taken() {
    let large = vec![b'x'; 3 << 20];
    let error = answering([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), large.clone()].concat()).await.unwrap_err();
    assert!(matches!(error.why, Why::TooLarge { limit: 1_048_576, what: "on the wire" }), "{error}");
    // A bomb: a few kilobytes that unpack to very many.
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..40 {
        packer.write_all(&large).unwrap();
    }
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", bomb.len());
    let error = answering([head.into_bytes(), bomb].concat()).await.unwrap_err();
    assert!(matches!(error.why, Why::TooLarge { what: "when unpacked", .. }), "{error}");
}

#[tokio::test]
async fn what_cannot_be_unpacked_is_told() {
    for packing in ["gzip", "br", "zstd, gzip", "deflate"] {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {packing}\r\nContent-Length: 5\r\n\r\nhello");
        assert!(is_protocol(answering(answer).await), "{packing}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_or_little_is_given_up() {
    let silent = Server::with(|mut stream, _| {
        Box::pin(async move {
            drop(request(&mut stream).await);
            tokio::time::sleep(Duration::from_secs(60)).await;
        })
    })
    .await;
    let error = client(&silent).get(&silent.url("/"), &Known::default()).await.unwrap_err();
    assert!(matches!(error.why, Why::Late { phase: Phase::Answer, .. }), "{error}");

    let slow = Server::with(|mut stream, _| {
        Box::pin(async move {
            drop(request(&mut stream).await);
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await);
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
    })
    .await;
    let start = Instant::now();
    let error = client(&slow).get(&slow.url("/"), &Known::default()).await.unwrap_err();
    assert!(matches!(error.why, Why::Late { phase: Phase::Whole, .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_header_cannot_be_slipped_in_by_what_is_known_of_an_earlier_answer() {
    let server = Server::start(|request, _| crate::servers::ok(request)).await;
    let known = Known { etag: Some("\"7\"\r\nX-Injected: yes".into()), modified: None };
    let fetched = client(&server).get(&server.url("/"), &known).await.unwrap();
    assert!(!String::from_utf8(fetched.last().body.bytes().unwrap()).unwrap().contains("Injected"));
}
