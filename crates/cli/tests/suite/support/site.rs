//! A web site on this machine: the files of a folder.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

/// Serves until the test ends.
pub struct Site {
    pub address: SocketAddr,
    pub folder: PathBuf,
}

impl Site {
    pub fn of(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let site = Self { address: listener.local_addr().unwrap(), folder: folder.to_owned() };
        let folder = folder.to_owned();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let read = stream.read(&mut request).unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let name = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
                let file = (!name.contains('/') && !name.is_empty()).then(|| std::fs::read(folder.join(name)).ok());
                let (status, body) = match file.flatten() {
                    Some(body) => ("200 OK", body),
                    None => ("404 Not Found", b"nothing".to_vec()),
                };
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                drop(stream.write_all(&[head.as_bytes(), &body].concat()));
            }
        });
        site
    }

    pub fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.address)
    }

    /// A feed of items, each with an identifier, words, and the name of its picture or video.
    pub fn feed(&self, name: &str, items: &[(&str, &str, &str)]) {
        let items: String = items
            .iter()
            .map(|(id, words, media)| {
                let kind = if media.ends_with(".mp4") { "video/mp4" } else { "image/jpeg" };
                format!(
                    "<item><guid isPermaLink=\"false\">{id}</guid><link>{}</link><title>{words}</title>\
                     <pubDate>Mon, 14 Sep 2026 06:12:00 GMT</pubDate><enclosure url=\"{}\" type=\"{kind}\" length=\"1\"/></item>",
                    self.url(&format!("{id}.html")),
                    self.url(media)
                )
            })
            .collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>Aldermere Courier</title>{items}</channel></rss>");
        std::fs::write(self.folder.join(name), feed).unwrap();
    }
}
