//! What is in an answer: framing and packing taken off, no more of it than may be.

use std::{
    future::poll_fn,
    io::{self, Write},
    pin::Pin,
};

use hyper::{
    Response,
    body::{Body as _, Incoming},
    header,
};

use crate::{
    Limits, Phase, Spool, Why,
    client::{protocol, timed},
};

/// What is in the answer, unpacked.
pub(crate) async fn unpacked(response: Response<Incoming>, limits: &Limits) -> Result<Spool, Why> {
    let packing = response.headers().get(header::CONTENT_ENCODING).map(|value| value.as_bytes().to_ascii_lowercase());
    let unpacked = Capped { spool: Spool::default(), most: limits.unpacked };
    let mut unpacking = match packing.as_deref() {
        None | Some(b"" | b"identity") => Unpacking::Plain(unpacked),
        Some(b"gzip" | b"x-gzip") => Unpacking::Gzip(Box::new(flate2::write::MultiGzDecoder::new(unpacked))),
        Some(other) => {
            let other = String::from_utf8_lossy(other).chars().take(40).collect::<String>();
            return Err(Why::Protocol(format!("it is packed as {other}, which was not asked for")));
        }
    };
    let too_large = || Why::TooLarge { limit: limits.unpacked, what: "when unpacked" };
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::FileTooLarge => too_large(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            Why::Protocol(format!("it cannot be unpacked: {error}"))
        }
        _ => Why::Scratch(error),
    };
    let mut body = response.into_body();
    let mut empty = true;
    loop {
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let Some(frame) = timed(limits.idle, Phase::More, frame).await? else { break };
        if let Some(data) = frame.map_err(protocol)?.data_ref() {
            empty &= data.is_empty();
            unpacking.write_all(data).map_err(failed)?;
        }
    }
    // Nothing is nothing however it is packed, as in an answer that nothing changed.
    if empty { Ok(Spool::default()) } else { unpacking.finish().map_err(failed) }
}

enum Unpacking {
    Plain(Capped),
    Gzip(Box<flate2::write::MultiGzDecoder<Capped>>),
}

impl Unpacking {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(capped) => capped.write_all(bytes),
            Self::Gzip(decoder) => decoder.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<Spool> {
        match self {
            Self::Plain(capped) => Ok(capped.spool),
            Self::Gzip(decoder) => Ok(decoder.finish()?.spool),
        }
    }
}

/// Takes no more than it may.
#[derive(Debug)]
struct Capped {
    spool: Spool,
    most: u64,
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.spool.len() + bytes.len() as u64 > self.most {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.spool.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
