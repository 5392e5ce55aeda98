#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::stored::{self, Columns, StoredError};
use proptest::prelude::*;

fn scan(stored: &[(Code, u32)], query: &Code, radius: u32) -> Vec<(u32, u32)> {
    let mut hits: Vec<_> =
        stored.iter().map(|(code, owner)| (*owner, code.distance(query))).filter(|hit| hit.1 <= radius).collect();
    hits.sort_unstable();
    hits
}

fn search(index: &Index, query: &Code, radius: u32) -> Vec<(u32, u32)> {
    let mut hits = Vec::new();
    index.within(query, radius, |owner, distance| hits.push((owner, distance)));
    hits.sort_unstable();
    hits
}

fn flipped(mut code: Code, bits: &[u8]) -> Code {
    bits.iter().for_each(|&bit| code.0[usize::from(bit / 8)] ^= 1 << (bit % 8));
    code
}

fn noise(n: u64) -> Code {
    let mut state = n;
    Code(std::array::from_fn(|_| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    }))
}

/// Noise of which all but some bits are the same in every code.
fn alike(n: u64, free: &[u8; 32]) -> Code {
    let code = noise(n);
    Code(std::array::from_fn(|i| code.0[i] & free[i]))
}

fn inserted(stored: &[(Code, u32)]) -> Index {
    let mut index = Index::new();
    stored.iter().for_each(|(code, owner)| index.insert(code, *owner));
    index
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_index_finds_what_a_plain_scan_finds(
        seed in any::<u64>(),
        planted in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 100),
        radius in 0u32..=80,
        count in 8_000u64..40_000,
    ) {
        let query = noise(seed);
        let mut stored: Vec<(Code, u32)> = (0..count).map(|i| (noise(seed ^ (i + 1)), i as u32 % 5_000)).collect();
        stored.extend(planted.iter().enumerate().map(|(i, bits)| (flipped(query, bits), 90_000 + i as u32)));
        let expected = scan(&stored, &query, radius);
        prop_assert_eq!(search(&inserted(&stored), &query, radius), expected.clone());
        prop_assert_eq!(search(&stored.into_iter().collect(), &query, radius), expected);
    }

    #[test]
    fn lopsided_codes_are_found_as_by_a_plain_scan(
        seed in any::<u64>(),
        // Each byte of a code is free, partly free, or the same everywhere.
        free in prop::array::uniform32(prop_oneof![Just(0u8), Just(0xff), any::<u8>()]),
        far in prop::collection::vec(any::<u8>(), 0..60),
        radius in 0u32..=80,
    ) {
        let mut stored: Vec<(Code, u32)> = (0..20_000).map(|i| (alike(seed ^ i, &free), i as u32)).collect();
        stored.extend((0..200).map(|i| (noise(seed ^ i << 32), 50_000 + i as u32)));
        let query = flipped(alike(seed, &free), &far);
        let expected = scan(&stored, &query, radius);
        prop_assert_eq!(search(&inserted(&stored), &query, radius), expected.clone());
        prop_assert_eq!(search(&stored.into_iter().collect(), &query, radius), expected);
    }

    #[test]
    fn many_queries_at_once_find_what_each_finds_alone(
        seed in any::<u64>(),
        radius in 0u32..=130,
        queries in 0usize..20,
        count in 0u64..12_000,
    ) {
        let stored: Vec<(Code, u32)> = (0..count).map(|i| (noise(seed ^ i), i as u32)).collect();
        let queries: Vec<Code> = (0..queries).map(|i| flipped(noise(seed ^ i as u64), &[1, 77, 200])).collect();
        let index = inserted(&stored);
        let mut together = Vec::new();
        index.within_all(&queries, radius, |query, owner, distance| together.push((query, owner, distance)));
        together.sort_unstable();
        let alone: Vec<_> = queries
            .iter()
            .enumerate()
            .flat_map(|(at, query)| {
                scan(&stored, query, radius).into_iter().map(move |(owner, distance)| (at, owner, distance))
            })
            .collect();
        prop_assert_eq!(together, alone);
    }
}

/// The tables of wide pieces, which only tens of millions of codes get, on few codes.
#[test]
fn wide_pieces_find_what_a_plain_scan_finds() {
    for widths in [[vec![24; 10], vec![16]].concat(), [vec![24; 8], vec![32; 2]].concat()] {
        for case in 0..60u64 {
            let query = noise(case);
            let stored: Vec<(Code, u32)> = (0..3_000)
                .map(|i| {
                    let bits = noise(case << 32 | i).0;
                    (flipped(query, &bits[..(i % 33) as usize]), i as u32)
                })
                .chain((0..3_000).map(|i| (noise(case << 40 | i), 10_000 + i as u32)))
                .collect();
            let mut segment = Segment::of(stored.iter().map(|(code, owner)| (code.words(), *owner)).collect());
            segment.pieces = Some(pieces::Pieces::with_widths(&segment.codes, &widths));
            let radius = case as u32 % 48;
            let mut hits = Vec::new();
            let spent = segment.within_budget(&[query.words()], radius, f64::INFINITY, &mut |_, owner, distance| {
                hits.push((owner, distance));
            });
            assert_eq!(spent.len(), 1, "it was looked up");
            hits.sort_unstable();
            assert_eq!(hits, scan(&stored, &query, radius), "radius {radius}");
        }
    }
}

#[test]
fn what_is_removed_is_no_longer_found() {
    let mut index = Index::new();
    (0..10).for_each(|owner| index.insert(&Code([7; 32]), owner));
    index.retain(|owner| owner % 2 == 0);
    assert_eq!(search(&index, &Code([7; 32]), 0).len(), 5);
    assert_eq!(index.len(), 5);
    index.retain(|_| false);
    assert!(index.is_empty());
}

#[test]
fn equal_codes_are_kept_once_in_a_segment() {
    let index: Index = (0..100_000).map(|owner| (Code([1; 32]), owner)).collect();
    assert_eq!(index.len(), 100_000);
    assert_eq!(index.segments.iter().map(|segment| segment.codes.len()).collect::<Vec<_>>(), [1]);
    assert_eq!(search(&index, &Code([0xf1; 32]), 31), []);
    assert_eq!(search(&index, &Code([1; 32]), 0).len(), 100_000);
}

fn work(index: &Index, query: &Code) -> Vec<lookup::Spent> {
    let look = |segment: &Arc<Segment>| {
        segment.within_budget(&[query.words()], 31, segment::scan_cost(segment.codes.len(), 1), &mut |_, _, _| ())
    };
    index.segments.iter().flat_map(look).collect()
}

#[test]
fn codes_that_share_15_of_16_pieces_cost_no_more_than_a_scan_before_they_are_scanned() {
    let stored: Vec<(Code, u32)> = (0..60_000u32)
        .map(|i| {
            let mut code = Code([0x5a; 32]);
            code.0[20..22].copy_from_slice(&(i as u16).to_be_bytes());
            (code, i)
        })
        .collect();
    let index: Index = stored.iter().copied().collect();
    // Equal in most pieces, and yet too far in one that is not looked at first.
    let query = flipped(Code([0x5a; 32]), &std::array::from_fn::<u8, 40, _>(|i| 200 + i as u8));
    assert_eq!(search(&index, &query, 31), scan(&stored, &query, 31));
    for spent in work(&index, &query) {
        assert!(spent.codes <= 60_000 && spent.checks <= 4 * 60_000, "{spent:?}");
    }
}

#[test]
fn evenly_spread_codes_are_looked_up_with_little_work() {
    let index: Index = (0..200_000).map(|i| (noise(i), i as u32)).collect();
    let spent = work(&index, &noise(1 << 40));
    assert_eq!(spent.len(), 1);
    assert!(spent[0].addresses < 300 && spent[0].checks < 20_000 && spent[0].codes < 200, "{spent:?}");
}

#[test]
fn a_growing_set_has_few_segments_and_its_copies_stay_as_they_were() {
    let mut index = Index::new();
    let mut copies = Vec::new();
    for i in 0..200_000 {
        index.insert(&noise(i), i as u32);
        assert!(index.segments.len() <= 4, "{} segments of {i} codes", index.segments.len());
        if i % 50_000 == 10 {
            copies.push(index.clone());
        }
    }
    assert_eq!(index.len(), 200_000);
    for (copy, i) in copies.iter().zip(0u64..) {
        let count = i * 50_000 + 11;
        assert_eq!(copy.len() as u64, count);
        assert_eq!(search(copy, &noise(count - 1), 0), [(count as u32 - 1, 0)]);
        assert_eq!(search(copy, &noise(count), 31), []);
    }
}

fn stored(segment: &Segment) -> Vec<u8> {
    let mut bytes = Vec::new();
    stored::write(&segment.columns().collect::<Vec<_>>(), &mut bytes).unwrap();
    bytes
}

fn read(bytes: Vec<u8>) -> Result<(Segment, Result<(), StoredError>), StoredError> {
    let mut columns = Columns::read(Arc::new(bytes))?;
    let checked = columns.check();
    Ok((Segment::read(&mut columns)?, checked))
}

#[test]
fn a_stored_segment_finds_what_it_found_in_memory() {
    for count in [0, 1, 5_000, 20_000] {
        let pairs = (0..count).map(|i| (noise(i % 15_000).words(), i as u32)).collect();
        let segment = Segment::of(pairs);
        let (read, checked) = read(stored(&segment)).unwrap();
        assert_eq!((read.len(), checked), (segment.len(), Ok(())));
        for query in [flipped(noise(3), &[1, 2, 3]), noise(1 << 50)] {
            let [a, b] = [&segment, &read].map(|segment| {
                let mut hits = Vec::new();
                segment.within(&[query.words()], 31, &mut |_, owner, distance| hits.push((owner, distance)));
                hits
            });
            assert_eq!(a, b);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Also before anything is checked, a damaged segment only misses.
    #[test]
    fn a_damaged_segment_is_told_and_harms_nothing(at in any::<prop::sample::Index>(), bits in 1u8.., twice in any::<prop::sample::Index>()) {
        static GOOD: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
            stored(&Segment::of((0..9_000).map(|i| (noise(i).words(), i as u32)).collect()))
        });
        let mut bytes = GOOD.clone();
        for at in [at, twice] {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        let changed = bytes != *GOOD;
        if let Ok((segment, checked)) = read(bytes) {
            let queries: Vec<Words> = (0..40).map(|i| flipped(noise(i), &[5, 6]).words()).collect();
            let mut hits = Vec::new();
            segment.within(&queries, 31, &mut |query, owner, distance| hits.push((query, owner, distance)));
            // A byte between two columns is nobody's.
            let whole: Vec<_> = (0..40).map(|i| (i, i as u32, 2)).collect();
            prop_assert!(!changed || checked.is_err() || hits == whole);
        }
    }
}
