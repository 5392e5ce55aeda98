//! A desk that serves on a free port, and a client that sends exactly the bytes it is told, whatever a browser would do.

use std::net::SocketAddr;

use desk::{Config, Desk};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// A served desk. It stops when this is dropped.
pub struct Served {
    pub desk: Desk,
    pub address: SocketAddr,
    pub link: String,
    stop: oneshot::Sender<()>,
    ended: tokio::task::JoinHandle<()>,
    _data: tempfile::TempDir,
}

/// An open session.
pub struct Session {
    pub address: SocketAddr,
    pub cookie: String,
    pub token: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    /// The first value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// Opens an empty desk and serves it.
pub async fn serve() -> Served {
    let data = tempfile::tempdir().unwrap();
    let desk = Desk::open(Config::new(data.path(), sandbox::Sandbox::new())).await.unwrap();
    let (told, ready) = oneshot::channel();
    let (stop, stopped) = oneshot::channel();
    let serving = desk.clone();
    let ended = tokio::spawn(async move {
        let options = web::Options::new("127.0.0.1:0".parse().unwrap());
        let stopped = async { drop(stopped.await) };
        web::serve(serving, options, |ready| told.send(ready).unwrap(), stopped).await.unwrap();
    });
    let ready: web::Ready = ready.await.unwrap();
    Served { desk, address: ready.address, link: ready.url_with_key, stop, ended, _data: data }
}

impl Served {
    /// Stops the desk and waits until it has ended.
    pub async fn end(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap();
    }

    /// The path and query of the one-time link.
    pub fn key(&self) -> &str {
        let start = self.link.find("/open").unwrap();
        &self.link[start..]
    }

    /// Opens a session by the one-time link.
    pub async fn open(&self) -> Session {
        let answer = get(self.address, self.key(), &[]).await;
        assert_eq!(answer.status, 200);
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let page = get(self.address, "/", &[("cookie", &cookie)]).await;
        let mark = "name=\"firsthand-token\" content=\"";
        let start = page.body.find(mark).unwrap() + mark.len();
        let token = page.body[start..].split('"').next().unwrap().to_owned();
        Session { address: self.address, cookie, token }
    }

    /// Keeps a small text as a document and gives its SHA-256.
    pub async fn keep(&self, text: &str) -> String {
        let found = std::sync::Mutex::new(None);
        let each = |item: &desk::intake::Item| *found.lock().unwrap() = item.sha256.clone();
        desk::intake::paste(&self.desk, "note.txt", text, &each).await.unwrap();
        found.into_inner().unwrap().unwrap()
    }
}

impl Session {
    /// Reads a page of this session.
    pub async fn get(&self, path: &str) -> Answer {
        get(self.address, path, &[("cookie", &self.cookie)]).await
    }

    /// Sends a form as the desk's own pages do.
    pub async fn post(&self, path: &str, form: &str) -> Answer {
        let origin = format!("http://{}", self.address);
        let form = format!("_token={}&{form}", self.token);
        post(self.address, path, &form, &[("cookie", &self.cookie), ("origin", &origin)]).await
    }
}

/// A GET with our own host name.
pub async fn get(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(address, "GET", path, &[&[("host", address.to_string().as_str())], headers].concat(), "").await
}

/// A form with our own host name.
pub async fn post(address: SocketAddr, path: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
    let host = address.to_string();
    let fixed = [("host", host.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    send(address, "POST", path, &[&fixed, headers].concat(), form).await
}

/// Exactly this request.
pub async fn send(address: SocketAddr, verb: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    let mut request = format!("{verb} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    #[expect(clippy::disallowed_methods, reason = "to the server under test")]
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{request}\r\n{body}").as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}
