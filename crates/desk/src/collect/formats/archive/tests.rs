#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tar::{EntryType, Header};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::{ArchiveLimits, Kind, Member, Walked, kind, members};

const MIB: usize = 1024 * 1024;

const LIMITS: ArchiveLimits = ArchiveLimits {
    max_members: 100,
    max_member_bytes: 64 * MIB as u64,
    max_total_bytes: 100 * MIB as u64,
    max_ratio: 100,
    nested: true,
};

/// What a walk gave: whole members with their bytes, and "place: what" of each problem.
fn walk(kind: Kind, bytes: &[u8], limits: &ArchiveLimits) -> (Vec<(String, Vec<u8>)>, Vec<String>) {
    let mut files = Vec::new();
    let mut each = |member: Member<'_>| -> Result<(), Infallible> {
        let mut bytes = Vec::new();
        if member.reader.read_to_end(&mut bytes).is_ok() {
            files.push((member.name, bytes));
        }
        Ok(())
    };
    let walked: Walked<Infallible> = members(kind, &mut Cursor::new(bytes), limits, &mut each);
    let problems = walked.problems.iter().map(|problem| format!("{}: {}", problem.place, problem.what)).collect();
    (files, problems)
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A member with any name, which the tar crate's own builder would refuse.
fn append(archive: &mut tar::Builder<Vec<u8>>, kind: EntryType, name: &str, bytes: &[u8]) {
    let mut header = Header::new_gnu();
    header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    if matches!(kind, EntryType::Symlink | EntryType::Link) {
        header.set_link_name("/etc/passwd").unwrap();
    }
    header.set_cksum();
    archive.append(&header, bytes).unwrap();
}

fn tar(files: &[(EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (kind, name, bytes) in files {
        append(&mut archive, *kind, name, bytes);
    }
    archive.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Bytes that do not compress (xorshift).
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(step).take(length).collect()
}

fn file(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (name.to_owned(), bytes.to_vec())
}

#[test]
fn members_of_every_kind_of_archive_come_whole_and_in_order() {
    let expected = [file("a/one.jpg", b"one"), file("відео.mp4", b"two")];
    let zipped = zip(&[("a/one.jpg", b"one"), ("відео.mp4", b"two")]);
    assert_eq!(walk(Kind::Zip, &zipped, &LIMITS), (expected.to_vec(), vec![]));
    let tarred = tar(&[
        (EntryType::Directory, "a/", b""),
        (EntryType::Regular, "a/one.jpg", b"one"),
        (EntryType::Regular, "відео.mp4", b"two"),
    ]);
    assert_eq!(walk(Kind::Tar, &tarred, &LIMITS), (expected.to_vec(), vec![]));
    assert_eq!(walk(Kind::TarGz, &gzip(&tarred), &LIMITS), (expected.to_vec(), vec![]));
}

#[test]
fn names_that_leave_the_folder_are_refused_and_the_rest_goes_on() {
    let names = ["../out.jpg", "/etc/passwd", "a/../../out.jpg", "C:\\out.jpg", "..\\out.jpg", "good.jpg"];
    let zipped = zip(&names.map(|name| (name, &b"x"[..])));
    let tarred = tar(&names.map(|name| (EntryType::Regular, name, &b"x"[..])));
    for (kind, bytes) in [(Kind::Zip, zipped), (Kind::Tar, tarred)] {
        let (files, problems) = walk(kind, &bytes, &LIMITS);
        assert_eq!(files, [file("good.jpg", b"x")], "{kind:?}");
        assert_eq!(problems.len(), 5, "{problems:?}");
        assert!(problems[0].starts_with("../out.jpg: "), "{problems:?}");
    }
}

#[test]
fn links_and_devices_are_refused() {
    let tarred = tar(&[
        (EntryType::Symlink, "soft", b""),
        (EntryType::Link, "hard", b""),
        (EntryType::Char, "device", b""),
        (EntryType::Fifo, "pipe", b""),
        (EntryType::Regular, "good.jpg", b"x"),
    ]);
    let (files, problems) = walk(Kind::Tar, &tarred, &LIMITS);
    assert_eq!((files.len(), problems.len()), (1, 4), "{problems:?}");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("soft", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let (files, problems) = walk(Kind::Zip, &zip.finish().unwrap().into_inner(), &LIMITS);
    assert_eq!((files, problems), (vec![], vec!["soft: it is a symbolic link".to_owned()]));
}

#[test]
fn a_name_that_comes_twice_is_taken_once() {
    let tarred = tar(&[(EntryType::Regular, "a.jpg", b"one"), (EntryType::Regular, "./a.jpg", b"two")]);
    let (files, problems) = walk(Kind::Tar, &tarred, &LIMITS);
    assert_eq!((files, problems.len()), (vec![file("a.jpg", b"one")], 1));
    // The zip writer refuses the same name twice; the second name is changed in the finished bytes.
    let mut zipped = zip(&[("a.jpg", b"one"), ("b.jpg", b"two")]);
    for at in 0..zipped.len() - 5 {
        if &zipped[at..at + 5] == b"b.jpg" {
            zipped[at] = b'a';
        }
    }
    let (files, problems) = walk(Kind::Zip, &zipped, &LIMITS);
    assert_eq!((files.len(), problems.len()), (1, 1), "{problems:?}");
}

#[test]
fn bombs_are_stopped_by_ratio_by_size_and_in_total() {
    let zeros = vec![0_u8; 20 * MIB];
    let bomb = zip(&[("bomb.bin", &zeros), ("good.jpg", b"x")]);
    let (files, problems) = walk(Kind::Zip, &bomb, &LIMITS);
    assert_eq!((files, problems.len()), (vec![file("good.jpg", b"x")], 1), "{problems:?}");
    assert!(problems[0].contains("100 times"), "{problems:?}");

    let small = ArchiveLimits { max_member_bytes: 1000, ..LIMITS };
    let (files, problems) = walk(Kind::Zip, &bomb, &small);
    assert_eq!((files.len(), problems.len()), (1, 1));
    assert!(problems[0].contains("more than the 1000 allowed"), "{problems:?}");

    let total = ArchiveLimits { max_total_bytes: 10, ..LIMITS };
    let many = zip(&[("a", b"12345"), ("b", b"12345"), ("c", b"12345"), ("d", b"1")]);
    let (files, problems) = walk(Kind::Zip, &many, &total);
    assert_eq!((files.len(), problems.len()), (2, 1), "{problems:?}");

    let packed = gzip(&tar(&[(EntryType::Regular, "bomb.bin", &zeros), (EntryType::Regular, "good.jpg", b"x")]));
    let (files, problems) = walk(Kind::TarGz, &packed, &LIMITS);
    assert_eq!(files, []);
    assert!(problems[0].starts_with("bomb.bin: ") && problems[0].contains("100 times"), "{problems:?}");
}

#[test]
fn a_member_that_states_less_than_it_holds_is_refused() {
    let mut zipped = zip(&[("a.bin", &[7_u8; 5000])]);
    // The unpacked size stands in the local header and in the table of contents.
    let stated = 5000_u32.to_le_bytes();
    for at in 0..zipped.len() - 4 {
        if zipped[at..at + 4] == stated {
            zipped[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    let (files, problems) = walk(Kind::Zip, &zipped, &LIMITS);
    assert_eq!((files.len(), problems.len()), (0, 1), "{problems:?}");
}

#[test]
fn a_name_of_gigabytes_is_not_read_into_memory() {
    let mut archive = tar::Builder::new(Vec::new());
    append(&mut archive, EntryType::GNULongName, "././@LongLink", &vec![b'a'; 4 * MIB]);
    append(&mut archive, EntryType::Regular, "short", b"x");
    let (files, problems) = walk(Kind::Tar, &archive.into_inner().unwrap(), &LIMITS);
    assert_eq!(files, []);
    assert!(problems[0].contains("header of a member"), "{problems:?}");
}

#[test]
fn more_members_than_allowed_end_the_walk_with_one_problem() {
    let limits = ArchiveLimits { max_members: 2, ..LIMITS };
    let (files, problems) = walk(Kind::Zip, &zip(&[("a", b"1"), ("b", b"2"), ("c", b"3"), ("d", b"4")]), &limits);
    assert_eq!((files.len(), problems.len()), (2, 1));
    let four = ["a", "b", "c", "d"].map(|name| (EntryType::Regular, name, &b"1"[..]));
    let (files, problems) = walk(Kind::Tar, &tar(&four), &limits);
    assert_eq!((files.len(), problems.len()), (2, 1));
}

#[test]
fn a_cut_off_archive_gives_what_is_whole_and_one_problem() {
    let noise = noise(60_000);
    let thirds: Vec<(&str, &[u8])> = ["a.jpg", "b.jpg", "c.jpg"].into_iter().zip(noise.chunks(20_000)).collect();
    let (files, problems) = walk(Kind::Zip, &zip(&thirds)[..50_000], &LIMITS);
    assert_eq!(files, [file("a.jpg", thirds[0].1), file("b.jpg", thirds[1].1)]);
    assert!(problems[0].contains("table of contents"), "{problems:?}");
    let members: Vec<_> = thirds.iter().map(|(name, bytes)| (EntryType::Regular, *name, *bytes)).collect();
    let tarred = tar(&members);
    for (kind, bytes) in [(Kind::Tar, &tarred[..50_000]), (Kind::TarGz, &gzip(&tarred)[..50_000])] {
        let (files, problems) = walk(kind, bytes, &LIMITS);
        assert_eq!((files.len(), problems.is_empty()), (2, false), "{kind:?} {problems:?}");
    }
}

#[test]
fn a_damaged_member_is_one_problem_and_the_others_are_whole() {
    let mut zipped = zip(&[("a.txt", b"ferry ferry ferry ferry ferry"), ("b.txt", b"pier")]);
    let at = zipped.windows(5).position(|window| window == b"a.txt").unwrap() + 7;
    zipped[at] ^= 0xff;
    let (files, problems) = walk(Kind::Zip, &zipped, &LIMITS);
    assert_eq!((files, problems.len()), (vec![file("b.txt", b"pier")], 1), "{problems:?}");
}

#[test]
fn an_encrypted_member_says_so() {
    let mut zipped = zip(&[("a.txt", b"ferry"), ("b.txt", b"pier")]);
    // Bit 0 of the flags, in the first local header (byte 6) and the first central one (byte 8).
    let central = zipped.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    zipped[6] |= 1;
    zipped[central + 8] |= 1;
    let (files, problems) = walk(Kind::Zip, &zipped, &LIMITS);
    assert_eq!((files, problems), (vec![file("b.txt", b"pier")], vec!["a.txt: it is encrypted".to_owned()]));
}

#[test]
fn archives_inside_are_walked_one_level_deep_when_asked() {
    let innermost = zip(&[("deep.jpg", b"deep")]);
    let inner = zip(&[("one.jpg", b"one"), ("innermost.zip", &innermost), ("../out.jpg", b"x")]);
    let outer = gzip(&tar(&[(EntryType::Regular, "in/inner.zip", &inner), (EntryType::Regular, "two.jpg", b"two")]));
    let (files, problems) = walk(Kind::TarGz, &outer, &LIMITS);
    assert_eq!(files, [file("in/inner.zip/one.jpg", b"one"), file("two.jpg", b"two")]);
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].starts_with("in/inner.zip/innermost.zip: an archive inside"), "{problems:?}");
    let (files, problems) = walk(Kind::TarGz, &outer, &ArchiveLimits { nested: false, ..LIMITS });
    assert_eq!((files, problems.len()), (vec![file("two.jpg", b"two")], 1));
}

#[test]
fn an_error_of_the_receiver_ends_the_walk_and_one_of_the_archive_does_not() {
    let bytes = zip(&[("a", b"1"), ("b", b"2")]);
    let mut seen = 0;
    let walked = members(Kind::Zip, &mut Cursor::new(&bytes), &LIMITS, &mut |_| {
        seen += 1;
        Err("disk full")
    });
    assert_eq!((seen, walked.stopped, walked.problems), (1, Some("disk full"), vec![]));
}

#[test]
fn kinds_are_told_by_name_and_by_what_the_file_really_is() {
    assert_eq!(kind("in/A.ZIP", b"PK\x03\x04"), Some(Kind::Zip));
    assert_eq!(kind("a.tgz", b"\x1f\x8b"), Some(Kind::TarGz));
    assert_eq!(kind("a.tar", b"\x1f\x8b"), Some(Kind::TarGz));
    assert_eq!(kind("a.zip", b"Rar!\x1a\x07"), Some(Kind::Foreign("RAR")));
    assert_eq!(kind("a.7z", b""), Some(Kind::Foreign("7-Zip")));
    assert_eq!(kind("posts.xlsx", b"PK\x03\x04"), None);
    assert_eq!(kind("clip.mp4", b""), None);
    assert_eq!(walk(Kind::Foreign("RAR"), b"", &LIMITS).1.len(), 1);
}

proptest! {
    #[test]
    fn damaged_archives_never_make_it_panic(
        overwrites in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
        which in 0..3_usize,
    ) {
        let inner = zip(&[("x.jpg", b"inner")]);
        let tarred = tar(&[
            (EntryType::Regular, "a.jpg", b"one"),
            (EntryType::Symlink, "s", b""),
            (EntryType::Regular, "i.zip", &inner),
        ]);
        let (kind, mut bytes) = match which {
            0 => (Kind::Zip, zip(&[("a.jpg", b"ferry ferry ferry"), ("i.zip", &inner)])),
            1 => (Kind::Tar, tarred),
            _ => (Kind::TarGz, gzip(&tarred)),
        };
        for (at, byte) in overwrites {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut.index(3) == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        for (name, _) in walk(kind, &bytes, &LIMITS).0 {
            let safe = crate::collect::formats::paths::safe_relative(&name);
            prop_assert_eq!(safe.as_deref(), Ok(name.as_str()));
        }
    }

    #[test]
    fn random_bytes_never_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for kind in [Kind::Zip, Kind::Tar, Kind::TarGz] {
            walk(kind, &bytes, &LIMITS);
        }
    }
}
