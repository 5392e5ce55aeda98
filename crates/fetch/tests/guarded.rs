//! Nothing within a private network is ever connected to, however it is spelled and whoever leads there.

use std::sync::Arc;

use fetch::{Client, Guard, Known, Resolve, Settings, System, Why};

use crate::servers::{Names, Server, client, limits, now, ok};

fn stranger(resolver: Arc<dyn Resolve>) -> Client {
    Client::new(Settings { resolver, limits: limits(), ..Settings::at(now()) }).unwrap()
}

/// Addresses with `PORT` where the trap listens.
const HOSTILE: &[&str] = &[
    "http://127.0.0.1:PORT/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://0177.0.0.01/",
    "http://0177.1/",
    "http://127.000.000.001/",
    "http://127.0.0.1./",
    "http://１２７.０.０.１/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://127.255.255.254/",
    "http://0/",
    "http://0.0.0.0/",
    "http://0.0.0.0:PORT/",
    "http://10.0.0.1/",
    "http://012.0.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://2852039166/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.0.0.1/",
    "http://192.0.2.1/",
    "http://192.168.1.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::]/",
    "http://[::1]/",
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fc00::1]/",
    "http://[fd12:3456::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://localhost/",
    "http://localhost:PORT/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://ｌocalhost/",
    "http://user@localhost/",
    "http://user:secret@127.0.0.1:PORT/",
    "http://example.org@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT\\@example.org/",
    "http:\\\\127.0.0.1:PORT\\",
    "http:127.0.0.1:PORT",
    "//127.0.0.1:PORT/",
    "127.0.0.1:PORT",
    "http://example.org:PORT/",
    "http://example.org:22/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://",
    "http:///",
    "http://[::1%25lo]/",
    "http://[fe80::1%25eth0]/",
    "ftp://127.0.0.1:PORT/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:PORT/_GET",
    "data:text/html,x",
    "javascript:alert(1)",
    "blob:http://127.0.0.1:PORT/x",
    "ws://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT/\r\nHost: example.org",
    "\u{0}http://127.0.0.1:PORT/",
    "",
];

#[tokio::test]
async fn no_hostile_address_is_connected_to_and_each_says_why() {
    assert!(HOSTILE.len() >= 60);
    let trap = Server::start(|_, _| ok("trapped")).await;
    let client = stranger(Arc::new(System));
    for url in HOSTILE {
        let url = url.replace("PORT", &trap.address.port().to_string());
        let error = client.get(&url, &Known::default()).await.expect_err(&url);
        assert!(matches!(error.why, Why::Refused(_) | Why::Address(_)), "{url:?}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    assert_eq!(trap.visits(), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_even_if_another_answer_leads_outside() {
    for answer in [&["127.0.0.1"][..], &["93.184.216.34", "10.0.0.1"], &["::1"], &["::ffff:192.168.0.1"]] {
        let error =
            stranger(Names::leading_to(&[answer])).get("http://example.org/", &Known::default()).await.unwrap_err();
        assert!(matches!(error.why, Why::Refused(_)), "{answer:?}: {error}");
    }
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_when_asked_again_is_refused_then() {
    let trap = Server::start(|_, _| ok("trapped")).await;
    // Whoever checked one answer and connected by another would be trapped.
    let names = Names::leading_to(&[&["127.0.0.1"], &["10.0.0.1"]]);
    let guard = Guard::allowing(vec![trap.address.to_string().parse().unwrap()]);
    let client = Client::new(Settings { guard, resolver: names, limits: limits(), ..Settings::at(now()) }).unwrap();
    let url = format!("http://rebound.example:{}/", trap.address.port());
    assert_eq!(client.get(&url, &Known::default()).await.unwrap().last().status, 200);
    let again = client.get(&url, &Known::default()).await.unwrap_err();
    assert!(matches!(again.why, Why::Refused(_)), "{again}");
    assert_eq!(trap.visits(), 1);
}

#[tokio::test]
async fn a_port_that_is_opened_for_one_address_is_open_for_no_other() {
    let guard = Guard::allowing(vec!["10.0.0.7:8080".parse().unwrap()]);
    let resolver = Names::leading_to(&[&["93.184.216.34"]]);
    let client = Client::new(Settings { guard, resolver, limits: limits(), ..Settings::at(now()) }).unwrap();
    let error = client.get("http://example.org:8080/", &Known::default()).await.unwrap_err();
    assert!(error.to_string().contains("port 8080"), "{error}");
}

#[tokio::test]
async fn a_redirect_into_a_private_network_is_not_followed() {
    let trap = Server::start(|_, _| ok("trapped")).await;
    let port = trap.address.port();
    for target in [
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        "http://169.254.169.254/".into(),
        "file:///etc/passwd".into(),
        "//10.0.0.1/".into(),
        "ftp://example.org/".into(),
    ] {
        let sent = target.clone();
        let server = Server::start(move |_, _| {
            format!("HTTP/1.1 302 x\r\nLocation: {sent}\r\nContent-Length: 0\r\n\r\n").into()
        })
        .await;
        let error = client(&server).get(&server.url("/"), &Known::default()).await.unwrap_err();
        assert!(matches!(error.why, Why::Refused(_)), "{target}: {error}");
    }
    assert_eq!(trap.visits(), 0);
}
