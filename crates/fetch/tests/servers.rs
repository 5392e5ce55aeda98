//! Servers on this machine that answer as a test wants, byte by byte, and count who comes.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fetch::{Allowed, Client, Guard, Limits, Now, Resolve, Resolving, Settings};
use jiff::Timestamp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A server and how often somebody connected.
pub struct Server {
    pub address: SocketAddr,
    pub visits: Arc<AtomicUsize>,
}

impl Server {
    /// Answers each connection by what `answer` makes of its request and its number, then closes it.
    pub async fn start(answer: impl Fn(&str, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let answer = Arc::new(answer);
        Self::with(move |mut stream, visit| {
            let answer = answer.clone();
            Box::pin(async move {
                let request = request(&mut stream).await;
                drop(stream.write_all(&answer(&request, visit)).await);
                drop(stream.shutdown().await);
            })
        })
        .await
    }

    /// Does as it likes with each connection.
    pub async fn with(
        serve: impl Fn(TcpStream, usize) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let visits = Arc::new(AtomicUsize::new(0));
        let counted = visits.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, counted.fetch_add(1, Ordering::SeqCst)));
            }
        });
        Self { address, visits }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

/// The head of a request.
pub async fn request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut some = [0; 4096];
    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
        match stream.read(&mut some).await {
            Ok(read) if read > 0 => request.extend(&some[..read]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

/// Names that lead where a test wants, one answer after another; the last one again and again.
pub struct Names(pub Vec<Vec<IpAddr>>, AtomicUsize);

impl Names {
    pub fn leading_to(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers.iter().map(|answer| answer.iter().map(|address| address.parse().unwrap()).collect());
        Arc::new(Self(answers.collect(), AtomicUsize::new(0)))
    }
}

impl Resolve for Names {
    fn resolve(&self, _: String) -> Resolving {
        let at = self.1.fetch_add(1, Ordering::SeqCst).min(self.0.len() - 1);
        let answer = self.0[at].clone();
        Box::pin(async move { Ok(answer) })
    }
}

pub fn now() -> Now {
    Now::by(|| Timestamp::from_second(1_800_000_000).unwrap())
}

/// Small and quick, so that what never ends does.
pub fn limits() -> Limits {
    Limits {
        wire: 1 << 20,
        unpacked: 2 << 20,
        connect: Duration::from_secs(5),
        idle: Duration::from_millis(300),
        whole: Duration::from_secs(3),
    }
}

/// A client that may reach this server.
pub fn client(server: &Server) -> Client {
    let allowed: Allowed = server.address.to_string().parse().unwrap();
    let guard = Guard::allowing(vec![allowed]);
    Client::new(Settings {
        guard,
        limits: limits(),
        contact: "https://desk.example/contact".into(),
        ..Settings::at(now())
    })
    .unwrap()
}

/// An answer with this content.
pub fn ok(content: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{content}", content.len())
        .into_bytes()
}
