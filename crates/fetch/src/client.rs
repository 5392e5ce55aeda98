//! One request after another, each on a connection of its own to an address that was checked.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use http_body_util::Empty;
use hyper::{
    Request, Response,
    body::Bytes,
    header::{self, HeaderValue},
};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::{
    Exchange, FetchError, Fetched, Known, Phase, Settings, Why,
    guard::Target,
    tls,
    unpack::unpacked,
    wire::{Ear, Wire},
};

/// So many redirects are followed.
const REDIRECTS: usize = 10;
/// So many headers an answer may have.
const HEADERS: usize = 128;
/// So many bytes its headers may have.
const HEAD: usize = 64 * 1024;

/// Asks for pages and files.
pub struct Client {
    settings: Settings,
    agent: HeaderValue,
    tls: TlsConnector,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Client {
    /// Makes one.
    ///
    /// # Errors
    /// When the contact cannot stand in a header, or an authority is no certificate.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let contact = match settings.contact.trim() {
            "" => String::new(),
            contact => format!(" (+{contact})"),
        };
        let agent = HeaderValue::try_from(format!("Firsthand/{}{contact}", env!("CARGO_PKG_VERSION")))
            .map_err(|_| "the contact must be an address of a page or mailbox, in plain letters".to_owned())?;
        let authorities = settings.authorities.iter().map(|der| CertificateDer::from(der.clone()));
        let tls = tls::connector(authorities.collect())
            .map_err(|error| format!("no secure connections can be made: {error}"))?;
        Ok(Self { settings, agent, tls })
    }

    /// Gets what an address leads to, through at most ten redirects, each checked as the first is.
    ///
    /// # Errors
    /// [`FetchError`]. An answer such as 404 is none: it is an answer.
    pub async fn get(&self, url: &str, known: &Known) -> Result<Fetched, FetchError> {
        let wrong = |why| FetchError { url: without_secrets(url), why };
        let mut next = Url::parse(url.trim()).map_err(|error| wrong(Why::Address(error.to_string())))?;
        let mut exchanges = Vec::new();
        loop {
            next.set_fragment(None);
            let whole = self.settings.limits.whole;
            let exchange = timeout(whole, self.exchange(&next, known))
                .await
                .unwrap_or(Err(Why::Late { phase: Phase::Whole, after: whole }))
                .map_err(|why| FetchError { url: without_secrets(next.as_str()), why })?;
            let leads_to = exchange.leads_to();
            exchanges.push(exchange);
            match leads_to {
                None => return Ok(Fetched { exchanges }),
                Some(_) if exchanges.len() > REDIRECTS => return Err(wrong(Why::Redirects(REDIRECTS))),
                Some(url) => next = url.map_err(|what| wrong(Why::Protocol(what)))?,
            }
        }
    }

    async fn exchange(&self, url: &Url, known: &Known) -> Result<Exchange, Why> {
        let limits = &self.settings.limits;
        let target = self.settings.guard.target(url).map_err(Why::Refused)?;
        let addresses = self.addresses(&target).await?;
        let at = self.settings.now.now();
        let (stream, address) = self.connect(&addresses).await?;
        let ear = Ear::default();
        let stream: Box<dyn Stream> =
            if target.tls { Box::new(self.secured(stream, &target).await?) } else { Box::new(stream) };
        let stream = TokioIo::new(Wire::new(stream, ear.clone(), limits.wire));
        let mut http = hyper::client::conn::http1::Builder::new();
        let (mut sender, connection) =
            http.max_headers(HEADERS).max_buf_size(HEAD).handshake(stream).await.map_err(protocol)?;
        // Ends with the answer, or with this function.
        let connection = Driven(tokio::spawn(async { drop(connection.await) }));
        let request = self.request(url, known)?;
        let answered = timed(limits.idle, Phase::Answer, sender.send_request(request)).await?;
        let received = match answered {
            Ok(response) => {
                let (status, headers) = (response.status().as_u16(), headers(&response));
                unpacked(response, limits).await.map(|body| (status, headers, body))
            }
            Err(error) => Err(protocol(error)),
        };
        drop(connection);
        let mut heard = ear.heard();
        if heard.too_much {
            return Err(Why::TooLarge { limit: limits.wire, what: "on the wire" });
        }
        if let Some(lost) = heard.lost.take() {
            return Err(Why::Scratch(lost));
        }
        let (status, headers, body) = received?;
        let (request, response) = (std::mem::take(&mut heard.sent), std::mem::take(&mut heard.received));
        Ok(Exchange { url: url.clone(), address, at, request, response, status, headers, body })
    }

    /// Every address of the host, all of them checked.
    async fn addresses(&self, target: &Target) -> Result<Vec<SocketAddr>, Why> {
        let found: Vec<IpAddr> = match &target.host {
            Host::Ipv4(address) => vec![(*address).into()],
            Host::Ipv6(address) => vec![(*address).into()],
            Host::Domain(name) => {
                let looked_up = self.settings.resolver.resolve(name.clone());
                let found = timed(self.settings.limits.connect, Phase::Name, looked_up).await?;
                found.map_err(|source| Why::Name { host: name.clone(), source })?
            }
        };
        // One answer within and one outside is no mistake that an honest name makes.
        for address in &found {
            self.settings.guard.connection(target, *address).map_err(Why::Refused)?;
        }
        if found.is_empty() {
            let source = io::Error::new(io::ErrorKind::NotFound, "it has no address");
            return Err(Why::Name { host: target.host.to_string(), source });
        }
        Ok(found.into_iter().map(|address| SocketAddr::new(address, target.port)).collect())
    }

    /// The first that takes connections.
    async fn connect(&self, addresses: &[SocketAddr]) -> Result<(TcpStream, SocketAddr), Why> {
        let mut last = None;
        for address in addresses {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that connects, to an address that was checked"
            )]
            let connecting = TcpStream::connect(address);
            match timed(self.settings.limits.connect, Phase::Connection, connecting).await {
                Ok(Ok(stream)) => return Ok((stream, *address)),
                Ok(Err(source)) => last = Some(Why::Connect { address: *address, source }),
                Err(late) => last = Some(late),
            }
        }
        Err(last.unwrap_or_else(|| Why::Protocol("there is no address".into())))
    }

    async fn secured(&self, stream: TcpStream, target: &Target) -> Result<impl Stream + use<>, Why> {
        let name = match &target.host {
            Host::Domain(name) => {
                ServerName::try_from(name.clone()).map_err(|error| Why::Refused(error.to_string()))?
            }
            Host::Ipv4(address) => IpAddr::from(*address).into(),
            Host::Ipv6(address) => IpAddr::from(*address).into(),
        };
        timed(self.settings.limits.connect, Phase::Connection, self.tls.connect(name, stream)).await?.map_err(Why::Tls)
    }

    fn request(&self, url: &Url, known: &Known) -> Result<Request<Empty<Bytes>>, Why> {
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let mut request = Request::get(path)
            .header(header::HOST, host)
            .header(header::USER_AGENT, self.agent.clone())
            .header(header::ACCEPT, "*/*")
            .header(header::ACCEPT_ENCODING, "gzip")
            .header(header::CONNECTION, "close");
        for (name, value) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.modified)] {
            // What cannot stand in a header was none of the server's.
            if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok()) {
                request = request.header(name, value);
            }
        }
        request.body(Empty::new()).map_err(|error| Why::Refused(error.to_string()))
    }
}

/// A connection, secured or not.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A task that ends when nobody waits for it any more.
struct Driven(tokio::task::JoinHandle<()>);

impl Drop for Driven {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub(crate) async fn timed<T>(after: Duration, phase: Phase, waited: impl Future<Output = T>) -> Result<T, Why> {
    timeout(after, waited).await.map_err(|_| Why::Late { phase, after })
}

fn headers<T>(response: &Response<T>) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// In words, with what lies beneath.
pub(crate) fn protocol(error: hyper::Error) -> Why {
    let mut words = error.to_string();
    let mut beneath = std::error::Error::source(&error);
    while let Some(error) = beneath {
        words = format!("{words}: {error}");
        beneath = error.source();
    }
    Why::Protocol(words)
}

/// An address without a name and password, and no longer than one reads.
fn without_secrets(url: &str) -> String {
    let shown = match Url::parse(url.trim()) {
        Ok(mut parsed) if parsed.has_host() => {
            let _ = (parsed.set_username(""), parsed.set_password(None));
            parsed.to_string()
        }
        _ => url.rsplit('@').next().unwrap_or_default().to_owned(),
    };
    shown.chars().take(500).collect()
}
