//! Bad files: each is reported in one line with what to do, kept as evidence where it was given, and stops nothing.

use std::{io::Write as _, path::Path, time::Instant};

use super::support::{firsthand, pictures, run, stderr, stdout};

/// What `add` says of each of `files`, beside one good photo that must come through.
fn add(files: &[(&str, Vec<u8>)]) -> (Vec<String>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    pictures::photos(&input, 1);
    for (name, bytes) in files {
        std::fs::write(input.join(name), bytes).unwrap();
    }
    let data = folder.path().join("data");
    let began = Instant::now();
    let added = run(firsthand(&data).arg("add").arg(&input));
    assert!(began.elapsed().as_secs() < 240, "bad files made it slow: {:?}", began.elapsed());
    let lines: Vec<String> = stdout(&added).lines().map(str::to_owned).collect();
    assert!(lines.iter().any(|line| line.starts_with("kept") && line.ends_with("0000.jpg")), "{lines:?}");
    let seen = run(firsthand(&data).arg("seen").arg(input.join("0000.jpg")));
    assert!(stdout(&seen).contains("seen before:"), "the good photo was matched: {}{}", stdout(&seen), stderr(&seen));
    run(firsthand(&data).arg("verify"));
    (lines, folder)
}

/// The one line that reports a problem with `name`.
fn problem<'l>(lines: &'l [String], name: &str) -> &'l str {
    let about: Vec<&String> = lines.iter().filter(|line| line.starts_with("problem") && line.contains(name)).collect();
    assert_eq!(about.len(), 1, "{name}: {lines:#?}");
    about[0]
}

fn kept(lines: &[String], name: &str) -> bool {
    lines.iter().any(|line| line.starts_with("kept") && line.ends_with(name))
}

fn jpeg() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jpg");
    pictures::photo(&file, 7);
    std::fs::read(file).unwrap()
}

/// A PNG header that claims 100,000 x 100,000 pixels, with correct checksums and next to no data.
fn huge_png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], data: &[u8]| {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [kind, data].concat();
        png.extend(&body);
        png.extend(crc32(&body).to_be_bytes());
    };
    let side = 100_000_u32.to_be_bytes();
    chunk(b"IHDR", &[&side[..], &side[..], &[8, 2, 0, 0, 0]].concat());
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
    chunk(b"IEND", &[]);
    png
}

/// CRC-32 as PNG uses it (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn unreadable_media_are_kept_as_evidence_and_reported_with_what_to_do() {
    let whole = jpeg();
    let playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n".to_vec();
    let (lines, _folder) = add(&[
        ("empty.jpg", Vec::new()),
        ("truncated.jpg", whole[..whole.len() / 3].to_vec()),
        ("noise.mp4", vec![0x5A; 4000]),
        ("huge.png", huge_png()),
        ("playlist.mp4", [&playlist[..], b"\n"].concat()),
        ("playlist.m3u8", playlist),
        ("text.jpg", b"This is a letter and no photo, whatever its name says.\n".to_vec()),
    ]);
    for name in ["empty.jpg", "truncated.jpg", "noise.mp4", "huge.png", "playlist.mp4", "playlist.m3u8", "text.jpg"] {
        let line = problem(&lines, name);
        assert!(line.contains("kept, but"), "{line}");
        assert!(line.len() > line.find("kept, but").unwrap() + 40, "it says what to do: {line}");
    }
    for name in ["empty.jpg", "truncated.jpg", "noise.mp4", "huge.png", "playlist.mp4", "playlist.m3u8", "text.jpg"] {
        assert!(kept(&lines, name), "{name} is evidence all the same: {lines:#?}");
    }
}

#[test]
fn a_mislabelled_photo_is_read_for_what_it_is() {
    let (lines, folder) = add(&[("really-a-photo.mp4", jpeg())]);
    assert!(kept(&lines, "really-a-photo.mp4"));
    assert!(problem(&lines, "really-a-photo.mp4").contains("named .mp4, but is a photo"), "{lines:#?}");
    let asked =
        run(firsthand(&folder.path().join("data")).arg("seen").arg(folder.path().join("in/really-a-photo.mp4")));
    assert!(stdout(&asked).contains("1.00"), "{}", stdout(&asked));
}

#[test]
fn hostile_archives_give_up_what_is_safe_and_are_kept_whole() {
    let photo = jpeg();
    let traversal = zip(&[("../../escaped.jpg", &photo), ("good/one.jpg", &photo)]);
    let bomb = zip(&[("zeros.bin", &vec![0; 64 << 20]), ("two.jpg", &photo)]);
    let mut cut = zip(&[("three.jpg", &photo)]);
    cut.truncate(cut.len() - 30);
    let (lines, folder) = add(&[("traversal.zip", traversal), ("bomb.zip", bomb), ("cut.zip", cut)]);
    assert!(problem(&lines, "escaped.jpg").contains("traversal.zip!/"), "{lines:#?}");
    assert!(problem(&lines, "zeros.bin").contains("bomb.zip!/"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("problem") && line.contains("cut.zip")), "{lines:#?}");
    for archive in ["traversal.zip", "bomb.zip", "cut.zip"] {
        assert!(kept(&lines, archive), "{archive} is kept whole: {lines:#?}");
    }
    for member in ["traversal.zip!/good/one.jpg", "bomb.zip!/two.jpg"] {
        let line = lines.iter().find(|line| line.ends_with(member));
        assert!(line.is_some_and(|line| line.starts_with("kept") || line.starts_with("known")), "{member}: {lines:#?}");
    }
    assert!(!escaped(folder.path()), "a member climbed out of its archive");
}

fn escaped(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        path.file_name().is_some_and(|name| name == "escaped.jpg") || (path.is_dir() && escaped(&path))
    })
}

#[test]
fn what_cannot_be_found_or_opened_is_an_answer_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let added = firsthand(&data).args(["add", "/no/such/file.jpg"]).output().unwrap();
    assert_eq!(added.status.code(), Some(1));
    assert!(stdout(&added).contains("/no/such/file.jpg: No such file or directory"), "{}", stdout(&added));
    assert!(stdout(&added).contains("check the spelling"), "{}", stdout(&added));
    let asked = firsthand(&data).args(["seen", "/no/such/file.jpg"]).output().unwrap();
    assert_eq!(asked.status.code(), Some(1));
    assert!(stderr(&asked).contains("check the spelling"), "{}", stderr(&asked));
    let unsafe_address = firsthand(&data).args(["desk", "--address", "0.0.0.0", "--port", "0"]).output().unwrap();
    assert_eq!(unsafe_address.status.code(), Some(1), "only this machine may reach the desk");
}
