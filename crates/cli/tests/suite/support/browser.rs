//! The desk as a server, and the least of a browser: it opens the one-time link and keeps the cookie.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// A desk that serves; dropped, it is killed.
pub struct Served {
    child: Child,
    address: String,
    cookie: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Served {
    /// Starts `firsthand desk` on a free port and opens its link.
    pub fn start(command: &mut Command) -> Self {
        let mut child =
            command.args(["desk", "--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut link = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut link).unwrap();
        let rest = link.trim().strip_prefix("http://").expect("a link is printed").to_owned();
        let (address, path) = rest.split_once('/').unwrap();
        let mut served = Self { child, address: address.to_owned(), cookie: String::new() };
        let opened = served.get(&format!("/{path}"));
        let cookie = opened.head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        served.cookie = cookie.expect("the link gives a session").split(';').next().unwrap().to_owned();
        served
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n\r\n",
            self.address, self.cookie
        ))
    }

    /// Sends a change as a program does: JSON, with the session's token and the desk's own origin.
    pub fn post(&self, path: &str, body: &serde_json::Value) -> Answer {
        let page = self.get("/design").text();
        let token = page.split("name=\"firsthand-token\" content=\"").nth(1).expect("a page carries the token");
        let (token, body) = (token.split('"').next().unwrap(), body.to_string());
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nCookie: {1}\r\nX-Firsthand-Token: {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {2}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        ))
    }

    fn ask(&self, request: &str) -> Answer {
        let mut connection = TcpStream::connect(&self.address).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer).unwrap();
        let split = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..split]).into_owned();
        let mut body = answer[split + 4..].to_vec();
        if head.contains("transfer-encoding: chunked") {
            body = unchunk(&body);
        }
        let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
        Answer { status, head, body }
    }
}

/// The content of a chunked body (RFC 9112 section 7.1).
fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 2 + size + 2..];
        if size == 0 {
            break;
        }
    }
    body
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
