//! Filling a desk and opening it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::program::Program;
use crate::table::Table;

/// Adds generated photos from nothing to matched, then opens the desk with them in it.
pub fn add_and_open(table: &mut Table, firsthand: &Path, scratch: &Path, photos: usize) -> Result<()> {
    let (case, pile, data) = (scratch.join("case"), scratch.join("photos"), scratch.join("data"));
    eprintln!("drawing {photos} photos");
    Program::new(firsthand).args(["sample", "--more", &photos.to_string()]).arg(&case).quietly().run()?;
    fs::create_dir(&pile)?;
    for entry in fs::read_dir(&case)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("photo-") {
            fs::rename(entry.path(), pile.join(entry.file_name()))?;
        }
    }
    eprintln!("adding them");
    let start = Instant::now();
    Program::new(firsthand).arg("add").arg("--data").arg(&data).arg(&pile).quietly().run()?;
    let time = start.elapsed().as_secs_f64();
    let what = format!("`firsthand add` of {photos} photos: kept, metadata, fingerprints, matched");
    table.row([what, format!("{time:.0} s, {:.0} a second", photos as f64 / time)]);

    eprintln!("opening the desk");
    let best = |data: &Path| -> Result<Duration> {
        let times: Result<Vec<_>> = (0..3).map(|_| first_page(firsthand, data)).collect();
        Ok(times?.into_iter().min().unwrap_or_default())
    };
    for (what, data) in [(format!("{photos} photos"), data), ("nothing".to_owned(), scratch.join("empty"))] {
        let what = format!("from `firsthand desk` to its first page, {what} in it");
        table.row([what, format!("{:.0} ms", best(&data)?.as_secs_f64() * 1000.0)]);
    }
    Ok(())
}

/// From the start of the program until the whole inbox has arrived.
fn first_page(firsthand: &Path, data: &Path) -> Result<Duration> {
    let start = Instant::now();
    let desk = Program::new(firsthand).arg("desk").arg("--data").arg(data).args(["--port", "0"]);
    let mut child = desk.start()?;
    let page = (|| {
        let output = child.stdout.take().context("the desk has no output")?;
        let link = BufReader::new(output).lines().map_while(Result::ok).find_map(|line| link_in(&line));
        let link = link.context("the desk named no address")?;
        let (host, path) = link.split_once('/').context("the desk's address has no path")?;
        let opened = get(host, &format!("/{path}"), "")?;
        let cookie = header(&opened, "set-cookie").and_then(|value| value.split(';').next()).unwrap_or_default();
        get(host, "/", cookie)
    })();
    let time = start.elapsed();
    child.kill()?;
    child.wait()?;
    let page = page?;
    if !page.starts_with("HTTP/1.1 200") || !page.contains("</html>") {
        bail!("the first page is not whole: {}", page.lines().next().unwrap_or_default());
    }
    Ok(time)
}

/// Host, port and path of the one-time link in a line.
fn link_in(line: &str) -> Option<String> {
    let link = line.split_once("http://")?.1.split_whitespace().next()?;
    link.contains("/open?key=").then(|| link.to_owned())
}

fn get(host: &str, path: &str, cookie: &str) -> Result<String> {
    #[expect(clippy::disallowed_methods, reason = "to the desk that is measured")]
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = answer.split("\r\n").take_while(|line| !line.is_empty());
    lines.find_map(|line| {
        line.split_once(": ").filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_found_in_the_line_that_has_one() {
        assert_eq!(link_in("http://127.0.0.1:41/open?key=aZ_9"), Some("127.0.0.1:41/open?key=aZ_9".to_owned()));
        assert_eq!(link_in("Read http://example.org/help first"), None);
    }

    #[test]
    fn a_header_is_found_by_its_name_in_any_case_and_not_in_the_body() {
        let answer = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\n\r\nx: y";
        assert_eq!(header(answer, "set-cookie"), Some("a=b; Path=/"));
        assert_eq!(header(answer, "x"), None);
    }
}
