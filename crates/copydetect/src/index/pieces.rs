//! The lookup tables of a segment, and the plan which of them to ask, how widely.
//!
//! Multi-index hashing (Norouzi, Punjani, Fleet, *Fast Exact Search in Hamming Space with Multi-Index Hashing*, 2014) with
//! thresholds of its own for each piece (Qin and others, *GPH: Similarity Search in Hamming Space*, 2018): a code is cut
//! into pieces, and piece `i` is given a share `s[i]`, all shares adding up to the radius and one. Two codes within the
//! radius then have a piece that differs in fewer bits than its share. Shares go where the next one costs least.
//!
//! Sharper (Qin, Xiao, *Pigeonring: A Principle for Faster Thresholded Similarity Search*, 2018): going round the pieces as
//! round a ring, one of them starts a chain of which *every* beginning differs in fewer bits than its shares' sum. So 16
//! bits that follow a piece's address, kept beside each id, dismiss nearly all false candidates without reading their codes.

use super::Words;
use crate::stored::{Column, Columns, StoredError};

/// The most bits in which a piece's address is tried to differ.
const MOST_FLIPS: usize = 4;
/// Bits beside each id.
const CHECKED: u32 = 16;
/// Plans are made for radii below this; larger ones are never worth it.
const PLANNED: usize = 64;
/// Read beyond the end, so that checks can be taken in whole groups.
pub(super) const PADDING: usize = 32;

/// Nanoseconds to look at one address, one check, one code; measured where most reads miss every cache. With fewer codes
/// all are less, and so is the scan that they are weighed against.
pub(super) const ADDRESS: f64 = 25.0;
pub(super) const CHECK: f64 = 0.2;
pub(super) const CODE: f64 = 40.0;

/// How many slots each piece is given.
pub(super) type Plan = Vec<u32>;

/// All tables of a segment.
#[derive(Debug)]
pub(super) struct Pieces {
    pub(super) pieces: Vec<Piece>,
    /// For each radius, with the expected nanoseconds.
    plans: Vec<(f64, Plan)>,
}

/// The table of one piece. `starts[a]..starts[a + 1]` are the entries whose address is `a`.
#[derive(Debug)]
pub(super) struct Piece {
    from: u32,
    width: u32,
    /// So many first bits of the piece are its address.
    address: u32,
    pub(super) starts: Column<u32>,
    /// The 16 bits behind each entry's address, round the ring.
    pub(super) checks: Column<u16>,
    /// The place of each entry's code; empty for the first piece, whose order is that of the codes.
    pub(super) ids: Column<u32>,
    /// What to flip in an address, by the number of bits.
    pub(super) flips: Vec<Vec<u32>>,
}

impl Pieces {
    pub(super) fn of(codes: &[Words]) -> Self {
        Self::with_widths(codes, &widths(codes.len()))
    }

    pub(super) fn with_widths(codes: &[Words], widths: &[u32]) -> Self {
        Self::from_pieces(cut(widths).map(|(from, width)| Piece::of(codes, from, width)).collect(), codes.len())
    }

    /// Takes the columns of the tables of so many codes, as [`columns`](Self::columns) gave them.
    pub(super) fn read(columns: &mut Columns, count: usize) -> Result<Self, StoredError> {
        let pieces: Result<_, _> =
            cut(&widths(count)).map(|(from, width)| Piece::read(columns, count, from, width)).collect();
        Ok(Self::from_pieces(pieces?, count))
    }

    fn from_pieces(pieces: Vec<Piece>, count: usize) -> Self {
        Self { plans: plans(&pieces, count), pieces }
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().flat_map(|piece| [piece.starts.bytes(), piece.checks.bytes(), piece.ids.bytes()])
    }

    /// Cheaper than `budget` (nanoseconds) for codes that are spread evenly; `None` when no plan is.
    pub(super) fn plan(&self, radius: u32, budget: f64) -> Option<&Plan> {
        self.plans.get(radius as usize).filter(|(cost, _)| *cost < budget).map(|(_, plan)| plan)
    }
}

/// Many narrow pieces are faster, few wide ones smaller. Sums to 256.
fn widths(count: usize) -> Vec<u32> {
    match count {
        0..=20_000_000 => vec![16; 16],
        20_000_001..=50_000_000 => [vec![24; 10], vec![16]].concat(),
        _ => [vec![24; 8], vec![32; 2]].concat(),
    }
}

/// First bit and width of each piece.
fn cut(widths: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    widths.iter().scan(0, |from, &width| {
        let own = *from;
        *from += width;
        Some((own, width))
    })
}

/// How many bits of a piece are its address: 16 to 32 entries each, the checks of which are one cache line or two.
fn address_bits(count: usize, width: u32) -> u32 {
    count.max(1).ilog2().saturating_sub(4).clamp(width.saturating_sub(CHECKED).max(1), width)
}

impl Piece {
    fn of(codes: &[Words], from: u32, width: u32) -> Self {
        let mut piece = Self::empty(from, width, address_bits(codes.len(), width));
        // Counted two places ahead of their own, since adding up and placing each move them by one.
        let mut starts = vec![0u32; (1 << piece.address) + 2];
        codes.iter().for_each(|code| starts[piece.address_of(code) + 2] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut checks = vec![0; codes.len() + PADDING];
        let mut ids = vec![0; if from == 0 { 0 } else { codes.len() }];
        for (id, code) in (0..).zip(codes) {
            let slot = &mut starts[piece.address_of(code) + 1];
            checks[*slot as usize] = piece.check_of(code);
            if let Some(place) = ids.get_mut(*slot as usize) {
                *place = id;
            }
            *slot += 1;
        }
        starts.pop();
        (piece.starts, piece.checks, piece.ids) = (starts.into(), checks.into(), ids.into());
        piece
    }

    fn read(columns: &mut Columns, count: usize, from: u32, width: u32) -> Result<Self, StoredError> {
        let mut piece = Self::empty(from, width, address_bits(count, width));
        (piece.starts, piece.checks, piece.ids) = (columns.next()?, columns.next()?, columns.next()?);
        let ids = if from == 0 { 0 } else { count };
        let fits = piece.starts.len() == (1 << piece.address) + 1
            && piece.checks.len() == count + PADDING
            && piece.ids.len() == ids;
        if fits { Ok(piece) } else { Err(StoredError::Damaged { what: "a table has another size than its codes" }) }
    }

    fn empty(from: u32, width: u32, address: u32) -> Self {
        let flips = (0..=MOST_FLIPS).map(|flips| flips_of(address, flips as u32)).collect();
        let (starts, checks, ids) = Default::default();
        Self { from, width, address, starts, checks, ids, flips }
    }

    pub(super) fn address_of(&self, code: &Words) -> usize {
        bits(code, self.from, self.address) as usize
    }

    pub(super) fn check_of(&self, code: &Words) -> u16 {
        bits(code, (self.from + self.address) % 256, CHECKED) as u16
    }

    /// Which bits of a check still belong to this piece; the others are the next one's.
    pub(super) fn own_bits(&self) -> u16 {
        !(u32::from(u16::MAX) >> (self.width - self.address)) as u16
    }

    /// In how many bits of this piece two codes differ.
    pub(super) fn difference(&self, a: &Words, b: &Words) -> u32 {
        (bits(a, self.from, self.width) ^ bits(b, self.from, self.width)).count_ones()
    }
}

/// `width` (1..=64) bits of a code from bit `from` (0..256) on, the most significant first, round the end.
fn bits(code: &Words, from: u32, width: u32) -> u64 {
    let (word, skip) = ((from / 64) as usize, from % 64);
    (code[word] << skip | code[(word + 1) % 4] >> 1 >> (63 - skip)) >> (64 - width)
}

/// All numbers below `2^width` with so many bits set.
fn flips_of(width: u32, flips: u32) -> Vec<u32> {
    let mut masks = vec![0];
    for _ in 0..flips {
        masks = masks
            .iter()
            .flat_map(|&mask: &u32| (32 - mask.leading_zeros()..width).map(move |bit| mask | 1 << bit))
            .collect();
    }
    masks
}

/// The cheapest way to give out one slot after the other.
fn plans(pieces: &[Piece], count: usize) -> Vec<(f64, Plan)> {
    let costs: Vec<Vec<f64>> =
        pieces.iter().map(|piece| (0..=MOST_FLIPS + 1).map(|slots| piece.cost(slots, count)).collect()).collect();
    let mut plan = vec![0usize; pieces.len()];
    let mut plans = Vec::new();
    while plans.len() < PLANNED {
        let next = |at: usize| costs[at].get(plan[at] + 1).map(|dearer| (dearer - costs[at][plan[at]], at));
        let Some((_, at)) = (0..pieces.len()).filter_map(next).min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        plan[at] += 1;
        let cost = plan.iter().zip(&costs).map(|(&slots, costs)| costs[slots]).sum();
        plans.push((cost, plan.iter().map(|&slots| slots as u32).collect()));
    }
    plans
}

impl Piece {
    /// Expected nanoseconds for so many slots, when codes are spread evenly.
    fn cost(&self, slots: usize, count: usize) -> f64 {
        let Some(flips) = slots.checked_sub(1) else { return 0.0 };
        let ball = |bits: u32, flips: usize| -> f64 { (0..=flips).map(|flips| choose(bits, flips as u32)).sum() };
        let addresses = ball(self.address, flips);
        let entries = addresses * count as f64 / f64::from(1u32 << self.address);
        let candidates = ball(self.width, flips) * count as f64 / 2f64.powi(self.width as i32);
        let beyond = CHECKED - (self.width - self.address);
        let read = candidates * (ball(beyond, slots) / 2f64.powi(beyond as i32)).min(1.0);
        addresses * ADDRESS + entries * CHECK + read * CODE
    }
}

fn choose(of: u32, take: u32) -> f64 {
    (0..take).map(|i| f64::from(of.saturating_sub(i)) / f64::from(i + 1)).product()
}
