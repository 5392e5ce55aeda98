//! What is written as WARC is read back, and every change to it is noticed.

use std::io::Cursor;

use fetch::{
    Fetched, Known,
    warc::{Kind, Reader, Record, Writer},
};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use crate::servers::{Server, client, ok};

fn written(fetched: &Fetched) -> Vec<u8> {
    let mut number = 0;
    let ids = move || {
        number += 1;
        Uuid::from_u128(number)
    };
    let mut writer = Writer::new(Vec::new(), ids, Timestamp::from_second(1_800_000_000).unwrap(), "Firsthand").unwrap();
    for exchange in &fetched.exchanges {
        writer.exchange(exchange).unwrap();
    }
    writer.into_inner()
}

fn read(archive: &[u8]) -> Result<Vec<(Record, Vec<u8>)>, fetch::warc::Broken> {
    let mut reader = Reader::new(Cursor::new(archive.to_vec())).unwrap();
    let mut all = Vec::new();
    loop {
        let mut block = Vec::new();
        match reader.next(&mut block)? {
            Some(record) => all.push((record, block)),
            None => return Ok(all),
        }
    }
}

async fn fetched() -> Fetched {
    let server = Server::start(|request, _| {
        if request.starts_with("GET /moved ") {
            b"HTTP/1.1 301 x\r\nLocation: /here\r\nContent-Length: 0\r\n\r\n".to_vec()
        } else {
            ok("the river rose")
        }
    })
    .await;
    client(&server).get(&server.url("/moved"), &Known::default()).await.unwrap()
}

#[tokio::test]
async fn every_request_and_answer_is_in_the_archive_as_it_was() {
    let fetched = fetched().await;
    let records = read(&written(&fetched)).unwrap();
    let kinds: Vec<&Kind> = records.iter().map(|(record, _)| &record.kind).collect();
    assert_eq!(kinds, [&Kind::Info, &Kind::Response, &Kind::Request, &Kind::Response, &Kind::Request]);
    assert!(records.iter().all(|(record, _)| record.whole == Some(true)));
    for (exchange, pair) in fetched.exchanges.iter().zip(records[1..].chunks(2)) {
        assert_eq!(pair[0].1, exchange.response.bytes().unwrap());
        assert_eq!(pair[1].1, exchange.request);
        assert_eq!(pair[0].0.field("warc-target-uri"), Some(exchange.url.as_str()));
        assert_eq!(pair[0].0.field("warc-record-id"), pair[1].0.field("warc-concurrent-to"));
        assert_eq!(pair[0].0.field("warc-ip-address"), Some("127.0.0.1"));
        assert_eq!(pair[0].0.field("warc-date"), Some("2027-01-15T08:00:00Z"));
        assert!(pair[0].0.field("warc-payload-digest").is_some());
    }
    assert_eq!(written(&fetched), written(&fetched), "the same to the byte");
}

#[tokio::test]
async fn every_altered_byte_of_a_block_is_noticed_and_no_change_breaks_the_reader() {
    let packed = written(&fetched().await);
    let mut plain = Vec::new();
    std::io::copy(&mut flate2::read::MultiGzDecoder::new(&*packed), &mut plain).unwrap();
    let records = read(&plain).unwrap();
    assert_eq!(records.len(), 5);
    for (at, _) in plain.iter().enumerate() {
        let mut altered = plain.clone();
        altered[at] ^= 1;
        let Ok(found) = read(&altered) else { continue };
        let within_block = records.iter().any(|(_, block)| {
            let start = plain.windows(block.len()).position(|window| window == block.as_slice()).unwrap();
            (start..start + block.len()).contains(&at)
        });
        if within_block {
            assert!(found.iter().any(|(record, _)| record.whole == Some(false)), "byte {at}");
        }
    }
    for end in 1..packed.len() {
        assert!(read(&packed[..end]).is_err() || read(&packed[..end]).unwrap().len() < records.len(), "cut at {end}");
    }
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(start in prop::sample::select(vec!["", "WARC/1.1\r\n", "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999999999\r\n\r\n"]), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let all = [start.as_bytes(), &bytes].concat();
        drop(read(&all));
    }
}
