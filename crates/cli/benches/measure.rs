//! Measures the parts of "seen before?" that decide how fast the desk is. `cargo xtask bench` runs it and makes a table
//! of what it prints: one JSON object. Not a test: nothing here fails because a machine is slow.
#![expect(clippy::print_stdout, reason = "the answer goes to the program that asked")]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use copydetect::index::Index;
use copydetect::pdq::{Code, Variant};
use copydetect::{FRAME_RATE, FRAME_SIDE, Gray, PHOTO_SIDE, Rgb, VideoPrinter};
use desk::claims::incident;
use desk::claims::say::{Saying, say};
use desk::fingerprint::{self, Opened};
use desk::{Config, Desk, intake, views};
use sandbox::{FrameSpec, Photo, Sandbox};
use serde_json::json;

const PHOTOS: u64 = 60;
const PHOTO_SIZE: (u32, u32) = (1024, 768);
const CODES: u32 = 1_000_000;
const QUERIES: u64 = 2_000;
const ASSERTIONS: u64 = 10_000;
const SOURCES: u64 = 1_000;
const CLAIMS: u64 = 500;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let answer = match (arguments.next().as_deref(), arguments.next()) {
        (Some("photos"), Some(folder)) => photos(Path::new(&folder))?,
        (Some("video"), Some(file)) => video(Path::new(&file))?,
        (Some("search"), None) => search(),
        (Some("claims"), None) => tokio::runtime::Runtime::new()?.block_on(claims())?,
        _ => bail!("usage: measure photos FOLDER | video FILE | search | claims"),
    };
    println!("{answer}");
    Ok(())
}

fn sandbox() -> Sandbox {
    Sandbox::with_worker(env!("CARGO_BIN_EXE_firsthand"))
}

/// Photos fingerprinted a second on one core: the pixels alone, and from the JPEG through the jail. The last photo stays in
/// the folder as `photo.jpg`, for others to try.
fn photos(folder: &Path) -> Result<serde_json::Value> {
    let sandbox = sandbox();
    let (mut pixels, mut whole, mut hashes, mut bytes) = (Duration::ZERO, Duration::ZERO, Duration::ZERO, 0);
    for number in 0..PHOTOS {
        let photo = noise_photo(number);
        let start = Instant::now();
        black_box(printed(&photo));
        pixels += start.elapsed();

        let file = folder.join("photo.jpg");
        let jpeg = sandbox.jpeg(&photo, 85)?;
        bytes += jpeg.len();
        std::fs::write(&file, jpeg)?;
        let start = Instant::now();
        black_box(printed(&sandbox.photo(&file, PHOTO_SIDE as u32)?));
        whole += start.elapsed();

        let start = Instant::now();
        black_box(fingerprint::hash(&sandbox, &file, Variant::Canonical)?);
        hashes += start.elapsed();
    }
    let rate = |time: Duration| PHOTOS as f64 / time.as_secs_f64();
    Ok(json!({
        "pixels_per_second": rate(pixels),
        "jpeg_per_second": rate(whole),
        "hashes_per_second": rate(hashes),
        "bytes_each": bytes as u64 / PHOTOS,
    }))
}

fn printed(photo: &Photo) -> copydetect::PhotoPrint {
    copydetect::photo(of(photo))
}

fn of(photo: &Photo) -> Rgb<'_> {
    Rgb { width: photo.width as usize, height: photo.height as usize, pixels: &photo.rgb }
}

/// Soft blotches of several sizes and a little grain: as much to see as in a photo of a crowd, and about as large a file.
fn noise_photo(seed: u64) -> Photo {
    let (width, height) = PHOTO_SIZE;
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let grain = scramble(seed ^ u64::from(x) << 32 ^ u64::from(y)) % 8;
            for channel in 0..3 {
                let sum: f32 = [9, 29, 113].map(|size| blotch(seed ^ channel << 56, size, x, y) * 82.0).iter().sum();
                rgb.push(sum as u8 + grain as u8);
            }
        }
    }
    Photo { width, height, original_width: width, original_height: height, rgb }
}

/// A value between 0 and 1 that changes smoothly over cells of `size` pixels.
fn blotch(seed: u64, size: u32, x: u32, y: u32) -> f32 {
    let corner = |right: u32, down: u32| {
        let cell = u64::from(x / size + right) | u64::from(y / size + down) << 20 | u64::from(size) << 40;
        (scramble(seed ^ cell) % 1024) as f32 / 1023.0
    };
    let (across, along) = ((x % size) as f32 / size as f32, (y % size) as f32 / size as f32);
    let row = |down: u32| corner(0, down) + (corner(1, down) - corner(0, down)) * across;
    row(0) + (row(1) - row(0)) * along
}

/// Seconds that fingerprinting a video takes: decoding in the jail and making the fingerprint; and the first look at it, from
/// its file to what is searched.
fn video(file: &Path) -> Result<serde_json::Value> {
    let start = Instant::now();
    let spec = FrameSpec {
        rate: FRAME_RATE,
        longest_side: FRAME_SIDE as u32,
        key_frames: true,
        skim: true,
        max_seconds: 3600.0,
        max_frames: 100_000,
        wall: Duration::from_secs(600),
    };
    let mut printer = VideoPrinter::new();
    let frames = sandbox()
        .frames(file, &spec, &mut |frame| {
            let gray = Gray { width: frame.width as usize, height: frame.height as usize, pixels: frame.gray };
            printer.push(frame.time, gray);
            ControlFlow::Continue(())
        })
        .with_context(|| format!("{} could not be read", file.display()))?;
    black_box(printer.finish(frames.duration));
    let whole = start.elapsed();
    let start = Instant::now();
    black_box(fingerprint::glimpse(&Opened::look(sandbox(), file)?)?);
    let (whole, first_look) = (whole.as_secs_f64(), start.elapsed().as_secs_f64());
    Ok(json!({ "seconds": whole, "frames": frames.count, "first_look_seconds": first_look }))
}

/// Milliseconds that one search in a million codes takes, at the largest radius that counts as a match.
fn search() -> serde_json::Value {
    let mut index = Index::new();
    let start = Instant::now();
    for owner in 0..CODES {
        index.insert(&code(u64::from(owner)), owner);
    }
    let built = start.elapsed();
    let start = Instant::now();
    let mut found = 0_u64;
    for query in 0..QUERIES {
        // Every second one is in the set, with some bits turned over.
        let mut near = code(query * 331 + if query % 2 == 0 { 0 } else { u64::from(CODES) });
        near.0[3] ^= 0b1011;
        near.0[17] ^= 0b1100_0001;
        index.within(&near, Index::FAST_RADIUS, |_, _| found += 1);
    }
    let each = start.elapsed().as_secs_f64() * 1000.0 / QUERIES as f64;
    json!({ "milliseconds_each": each, "build_seconds": built.as_secs_f64(), "found": found, "codes": CODES })
}

/// Milliseconds until an incident with 10,000 assertions by 1,000 sources is open: the first time, when the origins are
/// computed, and again.
async fn claims() -> Result<serde_json::Value> {
    let folder = tempfile::tempdir()?;
    let desk = Desk::open(Config::new(folder.path(), sandbox())).await?;
    // Every third repeats the one before it.
    let text = |number: u64| {
        let of = if number % 3 == 2 { number - 1 } else { number };
        let words: Vec<String> = (0..24).map(|word| format!("{:x}", scramble(of * 24 + word) % 9973)).collect();
        words.join(" ")
    };
    let post = |number: u64| {
        let source = json!({ "handle": format!("voice{}", number % SOURCES) });
        let said = json!({ "firsthand": "post/1", "platform": "mastodon", "id": number.to_string(), "source": source,
            "text": format!("Post {number}: {}", text(number)), "posted": "2026-05-04T09:00:00Z" });
        said.to_string() + "\n"
    };
    let posts: String = (0..ASSERTIONS).map(post).collect();
    intake::paste(&desk, "posts.jsonl", &posts, &|_| {}).await?;
    let outline = incident::NewOutline { title: "the incident", zone: "UTC", ..Default::default() };
    let incident = incident::create(&desk, &outline).await?;
    let start = Instant::now();
    let saying = |number: u64| Saying {
        incident: incident.to_string(),
        post: format!("mastodon/{}", number % ASSERTIONS),
        predicate: "shows".into(),
        object: format!("thing {}", number % CLAIMS),
        stance: if number.is_multiple_of(7) { "denies" } else { "asserts" }.into(),
        ..Saying::default()
    };
    for number in 0..ASSERTIONS {
        say(&desk, &saying(number)).await?;
    }
    let recorded = ASSERTIONS as f64 / start.elapsed().as_secs_f64();
    let open = async || -> Result<f64> {
        let start = Instant::now();
        black_box(views::claims::incident(&desk, incident, &Default::default()).await?);
        Ok(start.elapsed().as_secs_f64() * 1000.0)
    };
    let first = open().await?;
    let again = open().await?.min(open().await?).min(open().await?);
    let mut after_one_more = f64::INFINITY;
    for number in 0..3 {
        say(&desk, &saying(ASSERTIONS + number)).await?;
        after_one_more = after_one_more.min(open().await?);
    }
    desk.close().await;
    Ok(json!({
        "recorded_per_second": recorded,
        "first_milliseconds": first,
        "again_milliseconds": again,
        "after_one_more_milliseconds": after_one_more,
    }))
}

fn code(number: u64) -> Code {
    let mut code = Code([0; 32]);
    for (place, bytes) in code.0.chunks_mut(8).enumerate() {
        bytes.copy_from_slice(&scramble(number * 4 + place as u64).to_le_bytes());
    }
    code
}

/// SplitMix64: evenly spread bits from a counter.
fn scramble(number: u64) -> u64 {
    let mut bits = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}
