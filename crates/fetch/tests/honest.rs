//! What is fetched is kept as it came, and what was in it is read.

use std::io::Write as _;

use fetch::{Client, Guard, Known, Settings, Why};

use crate::servers::{Server, client, limits, now, ok};

#[tokio::test]
async fn an_answer_is_kept_byte_for_byte_with_where_it_came_from() {
    let server = Server::start(|_, _| ok("the river rose")).await;
    let fetched = client(&server).get(&server.url("/a?b=c#d"), &Known::default()).await.unwrap();
    let exchange = fetched.last();
    assert_eq!(exchange.status, 200);
    assert_eq!(exchange.address, server.address);
    assert_eq!(exchange.header("content-type"), Some("text/plain"));
    assert_eq!(exchange.body.bytes().unwrap(), b"the river rose");
    assert_eq!(exchange.response.bytes().unwrap(), ok("the river rose"));
    let asked = String::from_utf8(exchange.request.clone()).unwrap();
    assert!(asked.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains(&format!("host: {}\r\n", server.address)), "{asked}");
    assert!(asked.contains("user-agent: Firsthand/"), "{asked}");
    assert!(asked.contains("(+https://desk.example/contact)"), "{asked}");
    for never in ["cookie", "referer", "authorization"] {
        assert!(!asked.to_lowercase().contains(never), "{asked}");
    }
}

#[tokio::test]
async fn what_is_in_pieces_and_packed_is_read_and_kept_as_it_came() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(b"the river fell").unwrap();
    let packed = packer.finish().unwrap();
    let mut answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for piece in packed.chunks(7) {
        answer.extend(format!("{:x}\r\n", piece.len()).bytes().chain(piece.iter().copied()).chain(*b"\r\n"));
    }
    answer.extend(b"0\r\n\r\n");
    let sent = answer.clone();
    let server = Server::start(move |_, _| sent.clone()).await;
    let fetched = client(&server).get(&server.url("/"), &Known::default()).await.unwrap();
    assert_eq!(fetched.last().body.bytes().unwrap(), b"the river fell");
    assert_eq!(fetched.last().response.bytes().unwrap(), answer);
}

#[tokio::test]
async fn redirects_are_followed_and_kept_and_a_loop_ends() {
    let server = Server::start(|request, _| match request {
        request if request.starts_with("GET /moved ") => {
            b"HTTP/1.1 301 x\r\nLocation: /here\r\nContent-Length: 0\r\n\r\n".to_vec()
        }
        request if request.starts_with("GET /loop ") => {
            b"HTTP/1.1 302 x\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n".to_vec()
        }
        _ => ok("here"),
    })
    .await;
    let fetched = client(&server).get(&server.url("/moved"), &Known::default()).await.unwrap();
    let statuses: Vec<u16> = fetched.exchanges.iter().map(|exchange| exchange.status).collect();
    assert_eq!((statuses, fetched.last().url.path()), (vec![301, 200], "/here"));
    let before = server.visits();
    let looped = client(&server).get(&server.url("/loop"), &Known::default()).await.unwrap_err();
    assert!(matches!(looped.why, Why::Redirects(10)), "{looped}");
    assert_eq!(server.visits() - before, 11);
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let server = Server::start(|request, _| {
        let request = request.to_lowercase();
        if request.contains("if-none-match: \"7\"") && request.contains("if-modified-since: mon, 02 mar 2026 07:00:00 gmt") {
            b"HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\nContent-Encoding: gzip\r\n\r\n".to_vec()
        } else {
            b"HTTP/1.1 200 OK\r\nETag: \"7\"\r\nLast-Modified: Mon, 02 Mar 2026 07:00:00 GMT\r\nContent-Length: 1\r\n\r\nx".to_vec()
        }
    })
    .await;
    let client = client(&server);
    let first = client.get(&server.url("/"), &Known::default()).await.unwrap();
    assert!(!first.unchanged());
    let again = client.get(&server.url("/"), &first.last().known()).await.unwrap();
    assert!(again.unchanged());
    assert!(again.last().body.is_empty());
}

#[tokio::test]
async fn a_large_answer_goes_through_a_scratch_file() {
    let large = "water ".repeat(150_000);
    let sent = large.clone();
    let server = Server::start(move |_, _| ok(&sent)).await;
    let fetched = client(&server).get(&server.url("/"), &Known::default()).await.unwrap();
    assert_eq!(fetched.last().body.len(), large.len() as u64);
    assert_eq!(fetched.last().body.bytes().unwrap(), large.as_bytes());
}

#[tokio::test]
async fn a_server_is_believed_to_be_who_it_is_only_with_a_certificate_of_a_trusted_authority() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![made.cert.der().clone()],
            rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into()),
        )
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let server = Server::with(move |stream, _| {
        let acceptor = acceptor.clone();
        Box::pin(async move {
            use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut some = [0; 4096];
                drop(stream.read(&mut some).await);
                drop(stream.write_all(&ok("secret")).await);
                drop(stream.shutdown().await);
            }
        })
    })
    .await;
    let settings = || Settings {
        guard: Guard::allowing(vec![format!("localhost:{}", server.address.port()).parse().unwrap()]),
        resolver: crate::servers::Names::leading_to(&[&["127.0.0.1"]]),
        limits: limits(),
        ..Settings::at(now())
    };
    let url = format!("https://localhost:{}/", server.address.port());
    let stranger = Client::new(settings()).unwrap().get(&url, &Known::default()).await.unwrap_err();
    assert!(matches!(stranger.why, Why::Tls(_)), "{stranger}");
    let trusting = Settings { authorities: vec![made.cert.der().to_vec()], ..settings() };
    let fetched = Client::new(trusting).unwrap().get(&url, &Known::default()).await.unwrap();
    assert_eq!(fetched.last().body.bytes().unwrap(), b"secret");
}
