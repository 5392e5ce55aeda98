//! What was done to a picture besides moving it about: what was laid over it or put around it, and its colours.
//!
//! Once it is known where each place of the query lies in the reference, the two [looks](crate::print::Look) can be laid on each other.
//! Brightness and contrast are fitted first, by least squares that give outliers little weight (Holland, Welsch, *Robust
//! Regression Using Iteratively Reweighted Least-Squares*, 1977); cells that then still differ are what was added.

use crate::changes::{Added, Addition, Colour, Region, Surround};
use crate::geometry::Map;
use crate::print::{CELLS, Look};

/// A picture's look and its shape: width and height as shares of the longest side.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) look: &'a Look,
    pub(crate) shape: (f32, f32),
}

/// What was done to one picture, or to a video as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Difference {
    pub(crate) colour: Colour,
    pub(crate) added: Vec<Added>,
    pub(crate) surround: Option<Surround>,
}

/// Two looks laid on each other.
#[derive(Clone, Debug)]
pub(crate) struct Laid {
    /// Cells of the query that lie within the reference, and those of them that differ.
    covered: [bool; CELLS * CELLS],
    different: [bool; CELLS * CELLS],
    /// Strips of text beside the reference.
    strips: Vec<Region>,
    tones: Option<Tones>,
    /// Saturation of the query and of the reference.
    saturations: Option<(u8, u8)>,
    surround: Option<Surround>,
    shape: (f32, f32),
}

/// Fewer cells in common do not tell what was done to the colours.
const MIN_COMMON: usize = 24;
/// Brightness that differs by less is a matter of rounding.
const MIN_STEP: f32 = 26.0;
/// Detail that differs by less is a matter of sharpness.
const MIN_DETAIL: f32 = 4.5;
/// If more of the cells differ, it is not a matter of something laid over it.
const MAX_ADDED: f32 = 0.5;
/// What was added to a video differs in more than this share of its looks.
const STAYS: f32 = 0.65;
/// Samples of a cell each way.
const SAMPLES: usize = 3;
/// Residuals of this many brightness steps count half.
const HALF: f32 = 14.0;

/// Lays the reference's look on the query's, given the map from the query (mirrored first, if so).
pub(crate) fn laid(map: &Map, mirrored: bool, query: Seen<'_>, reference: Seen<'_>) -> Laid {
    let cells: Vec<Cell> = (0..CELLS * CELLS).map(|at| Cell::of(at, map, mirrored, query, reference)).collect();
    let surround = surround(&cells);
    let mut laid = Laid {
        covered: std::array::from_fn(|at| cells[at].covered),
        different: [false; CELLS * CELLS],
        strips: if surround == Some(Surround::Caption) { strips(&cells) } else { Vec::new() },
        tones: None,
        saturations: query.look.saturation.zip(reference.look.saturation),
        surround,
        shape: query.shape,
    };
    let common: Vec<&Cell> = cells.iter().filter(|cell| cell.covered).collect();
    if common.len() < MIN_COMMON {
        return laid;
    }
    let tones: Vec<(f32, f32)> = common.iter().map(|cell| (cell.expected, cell.tone)).collect();
    let tones = Tones::fitted(&tones);
    let sharper = median(common.iter().map(|cell| cell.detail - cell.expected_detail).collect());
    let differs = |cell: &Cell| {
        let tone = (cell.tone - tones.contrast * cell.expected - tones.brightness).abs();
        let detail = cell.detail - cell.expected_detail - sharper.max(0.0);
        cell.covered && (tone > MIN_STEP + 0.6 * cell.spread || (cell.comparable && detail > MIN_DETAIL))
    };
    laid.different = std::array::from_fn(|at| differs(&cells[at]));
    laid.tones = Some(tones);
    laid
}

impl Difference {
    /// What the pairs of looks tell together. In a video things move between two looks, and what was added stays: a cell counts
    /// that differs in most of them.
    pub(crate) fn of(all: &[Laid]) -> Self {
        let Some(first) = all.first() else { return Self::default() };
        let mut different = [false; CELLS * CELLS];
        let mut common = 0;
        for (at, different) in different.iter_mut().enumerate() {
            let covered = all.iter().filter(|laid| laid.covered[at]).count();
            let differing = all.iter().filter(|laid| laid.different[at]).count();
            *different = differing as f32 > covered as f32 * STAYS && 2 * covered >= all.len();
            common += usize::from(covered > 0);
        }
        let share = different.iter().filter(|different| **different).count() as f32 / common.max(1) as f32;
        let mut regions = if share < MAX_ADDED { regions(&different) } else { Vec::new() };
        let surround = usual(all.iter().map(|laid| laid.surround));
        if surround == Some(Surround::Caption) {
            let strips = all.iter().find(|laid| laid.surround == surround).map_or(&[][..], |laid| &laid.strips);
            regions.extend(strips);
        }
        let tones: Vec<Tones> = all.iter().filter_map(|laid| laid.tones).collect();
        let middle = |value: fn(&Tones) -> f32| median(tones.iter().map(value).collect());
        let tones = Tones { contrast: middle(|t| t.contrast), brightness: middle(|t| t.brightness) };
        let known = all.iter().any(|laid| laid.tones.is_some());
        Self {
            colour: if known { colour(tones, first.saturations) } else { Colour::default() },
            added: regions.into_iter().map(|region| Added { kind: kind(region, first.shape), region }).collect(),
            surround,
        }
    }
}

/// The value that most have.
fn usual(values: impl Iterator<Item = Option<Surround>> + Clone) -> Option<Surround> {
    let count = |wanted: &Option<Surround>| values.clone().filter(|value| value == wanted).count();
    values.clone().max_by_key(count).flatten()
}

/// A cell of the query, and what the reference lets expect there.
struct Cell {
    /// Whether it lies within the reference, and whether any part of it does.
    covered: bool,
    touched: bool,
    tone: f32,
    detail: f32,
    expected: f32,
    expected_detail: f32,
    /// How much the reference varies around, when its cells are the larger ones: what they cannot tell.
    spread: f32,
    /// Whether cells of both are of like size, so that their detail can be compared.
    comparable: bool,
}

impl Cell {
    fn of(at: usize, map: &Map, mirrored: bool, query: Seen<'_>, reference: Seen<'_>) -> Self {
        let (column, row) = (at % CELLS, at / CELLS);
        let place = |share: f32| share / CELLS as f32;
        let lies = |dx: f32, dy: f32| {
            let (x, y) = (place(column as f32 + dx) * query.shape.0, place(row as f32 + dy) * query.shape.1);
            let (x, y) = map.apply(if mirrored { query.shape.0 - x } else { x }, y);
            (x / reference.shape.0.max(1e-6), y / reference.shape.1.max(1e-6))
        };
        let inside = |(x, y): (f32, f32)| (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
        let step = |i: usize| (i as f32 + 0.5) / SAMPLES as f32;
        let places: Vec<(f32, f32)> =
            (0..SAMPLES * SAMPLES).map(|i| lies(step(i % SAMPLES), step(i / SAMPLES))).filter(|p| inside(*p)).collect();
        let (left, right) = (lies(0.0, 0.5), lies(1.0, 0.5));
        // The side of the cell in cells of the reference.
        let side = ((right.0 - left.0).powi(2) + (right.1 - left.1).powi(2)).sqrt() * CELLS as f32;
        let count = places.len().max(1) as f32;
        let mean = |value: fn(&Look, usize, usize) -> f32| {
            places.iter().map(|&(x, y)| between(reference.look, x, y, value)).sum::<f32>() / count
        };
        Self {
            covered: places.len() == SAMPLES * SAMPLES,
            touched: !places.is_empty(),
            tone: query.look.tone(column, row),
            detail: query.look.detail(column, row),
            expected: mean(Look::tone),
            expected_detail: mean(Look::detail),
            spread: places.get(places.len() / 2).map_or(0.0, |&(x, y)| spread(reference.look, x, y))
                * (1.7 * (1.0 - side)).clamp(0.18, 1.0),
            comparable: (0.6..1.7).contains(&side),
        }
    }
}

/// The cell at a place, 0.0..=1.0 each way.
fn cell_at(share: f32) -> usize {
    ((share * CELLS as f32) as usize).min(CELLS - 1)
}

/// The value at a place, linear between the middles of cells.
fn between(look: &Look, x: f32, y: f32, value: fn(&Look, usize, usize) -> f32) -> f32 {
    let axis = |share: f32| {
        let at = (share * CELLS as f32 - 0.5).clamp(0.0, (CELLS - 1) as f32);
        let first = (at as usize).min(CELLS - 2);
        (first, at - first as f32)
    };
    let ((column, right), (row, down)) = (axis(x), axis(y));
    let line = |row: usize| value(look, column, row) * (1.0 - right) + value(look, column + 1, row) * right;
    line(row) * (1.0 - down) + line(row + 1) * down
}

/// Brightest minus darkest of the cells around a place.
fn spread(look: &Look, x: f32, y: f32) -> f32 {
    let (column, row) = (cell_at(x), cell_at(y));
    let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
    for y in row.saturating_sub(1)..=(row + 1).min(CELLS - 1) {
        for x in column.saturating_sub(1)..=(column + 1).min(CELLS - 1) {
            least = least.min(look.tone(x, y));
            most = most.max(look.tone(x, y));
        }
    }
    most - least
}

/// `tone = contrast * expected + brightness`.
#[derive(Clone, Copy, Debug)]
struct Tones {
    contrast: f32,
    brightness: f32,
}

impl Tones {
    /// The line through (expected, seen) that most of them lie near.
    fn fitted(tones: &[(f32, f32)]) -> Self {
        let shift = |sign: f32| median(tones.iter().map(|(x, y)| y - sign * x).collect());
        let starts = [1.0, -1.0].map(|contrast| Self { contrast, brightness: shift(contrast) });
        let flat = Self { contrast: 0.0, brightness: median(tones.iter().map(|t| t.1).collect()) };
        let fits = starts.into_iter().chain([flat]).map(|start| (0..8).fold(start, |line, _| line.refitted(tones)));
        let miss = |line: &Self| median(tones.iter().map(|&t| line.miss(t).abs()).collect());
        fits.min_by(|a, b| miss(a).total_cmp(&miss(b))).unwrap_or(Self { contrast: 1.0, brightness: 0.0 })
    }

    fn miss(&self, (expected, tone): (f32, f32)) -> f32 {
        tone - self.contrast * expected - self.brightness
    }

    /// One round of least squares, weighted by how well the line before fits.
    fn refitted(&self, tones: &[(f32, f32)]) -> Self {
        let weighted: Vec<(f32, f32, f32)> =
            tones.iter().map(|&t| (t.0, t.1, 1.0 / (1.0 + (self.miss(t) / HALF).powi(2)))).collect();
        let total: f32 = weighted.iter().map(|t| t.2).sum();
        let mean =
            |value: fn(&(f32, f32, f32)) -> f32| weighted.iter().map(|t| value(t) * t.2).sum::<f32>() / total.max(1e-6);
        let (x, y) = (mean(|t| t.0), mean(|t| t.1));
        let joint: f32 = weighted.iter().map(|t| t.2 * (t.0 - x) * (t.1 - y)).sum();
        let spread: f32 = weighted.iter().map(|t| t.2 * (t.0 - x).powi(2)).sum();
        // Of a flat picture, contrast cannot be told.
        if spread < 100.0 * total {
            return Self { brightness: y - self.contrast * x, ..*self };
        }
        let contrast = joint / spread;
        Self { contrast, brightness: y - contrast * x }
    }
}

fn median(mut values: Vec<f32>) -> f32 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

/// Contrast beyond these ratios is worth a word, as is brightness of the middle tone that moved by so much.
const CONTRAST: f32 = 1.25;
const BRIGHTNESS: f32 = 20.0;
/// Below this mean saturation a picture is grey; above that one is in colour.
const GREY: u8 = 5;
const COLOURED: u8 = 14;
/// Saturation beyond these ratios is worth a word.
const SATURATION: f32 = 1.5;

fn colour(line: Tones, saturations: Option<(u8, u8)>) -> Colour {
    let grey = saturations.is_some_and(|(q, r)| q < GREY && r >= COLOURED);
    let ratio = saturations.map(|(q, r)| (f32::from(q) + 1.0) / (f32::from(r) + 1.0));
    let far = |ratio: f32, limit: f32| !(1.0 / limit..=limit).contains(&ratio);
    let at_middle = line.contrast * 127.5 + line.brightness - 127.5;
    Colour {
        grey,
        negative: line.contrast < -0.3,
        contrast: Some(line.contrast.abs()).filter(|contrast| *contrast > 0.05 && far(*contrast, CONTRAST)),
        brightness: Some(at_middle).filter(|shift| shift.abs() > BRIGHTNESS),
        saturation: ratio
            .filter(|ratio| !grey && saturations.is_some_and(|(q, r)| q.max(r) >= COLOURED) && far(*ratio, SATURATION)),
    }
}

/// Fewer cells are no region.
const MIN_CELLS: usize = 2;
/// More regions are a filter, not something laid over it.
const MAX_REGIONS: usize = 6;

/// Boxes around cells that hang together, gaps of one cell across being bridged: words of a line belong together.
fn regions(different: &[bool; CELLS * CELLS]) -> Vec<Region> {
    let is = |column: usize, row: usize| different[row * CELLS + column];
    let bridged: Vec<bool> = (0..CELLS * CELLS)
        .map(|at| {
            let (column, row) = (at % CELLS, at / CELLS);
            is(column, row) || (1..CELLS - 1).contains(&column) && is(column - 1, row) && is(column + 1, row)
        })
        .collect();
    let mut left = bridged;
    let mut found: Vec<(usize, Region)> = Vec::new();
    for start in 0..CELLS * CELLS {
        let (mut open, mut count) = (vec![start], 0);
        let (mut columns, mut rows) = ((CELLS, 0), (CELLS, 0));
        while let Some(at) = open.pop() {
            if !std::mem::take(&mut left[at]) {
                continue;
            }
            let (column, row) = (at % CELLS, at / CELLS);
            count += 1;
            columns = (columns.0.min(column), columns.1.max(column));
            rows = (rows.0.min(row), rows.1.max(row));
            open.extend((column > 0).then(|| at - 1));
            open.extend((column + 1 < CELLS).then(|| at + 1));
            open.extend((row > 0).then(|| at.saturating_sub(CELLS)));
            open.extend((row + 1 < CELLS).then(|| at + CELLS));
        }
        if count >= MIN_CELLS {
            found.push((count, boxed(columns, rows)));
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.truncate(MAX_REGIONS);
    found.into_iter().map(|(_, region)| region).collect()
}

/// The box of these first and last columns and rows.
fn boxed(columns: (usize, usize), rows: (usize, usize)) -> Region {
    let share = |cells: usize| cells as f32 / CELLS as f32;
    Region {
        x: share(columns.0),
        y: share(rows.0),
        width: share(columns.1 + 1 - columns.0),
        height: share(rows.1 + 1 - rows.0),
    }
}

/// A caption is a line or more of text in the upper or lower part: wide, low.
fn kind(region: Region, shape: (f32, f32)) -> Addition {
    let middle = region.y + region.height / 2.0;
    let wide = region.width >= 0.35 && region.width * shape.0 >= 1.5 * region.height * shape.1;
    if wide && region.height <= 0.4 && !(0.35..=0.65).contains(&middle) { Addition::Caption } else { Addition::Overlay }
}

/// So much of the query must lie outside the reference to be told of.
const MIN_OUTSIDE: usize = CELLS * CELLS * 6 / 100;
/// So much of it must be as busy, or as little, as is said.
const MOST: f32 = 0.85;

/// So much of a strip of text is paper with nothing on it.
const PAPER: f32 = 0.25;
/// Cells with letters in them are at least so busy; blurred ones less.
const TEXT: f32 = 6.0;

/// What fills the query where the reference is not.
fn surround(cells: &[Cell]) -> Option<Surround> {
    let outside: Vec<&Cell> = cells.iter().filter(|cell| !cell.covered).collect();
    if outside.len() < MIN_OUTSIDE {
        return None;
    }
    // Cells on the edge of the reference show some of both, and detail looks one pixel to the right and down.
    let touched = |at: usize| cells.get(at).is_some_and(|cell| cell.touched);
    let is_clear = |at: &usize| !touched(*at) && !touched(at + CELLS) && (at % CELLS == CELLS - 1 || !touched(at + 1));
    let clear: Vec<&Cell> = (0..cells.len()).filter(is_clear).map(|at| &cells[at]).collect();
    let judged = if clear.len() >= CELLS / 2 { clear } else { outside };
    let share = |of: &dyn Fn(&Cell) -> bool| judged.iter().filter(|cell| of(cell)).count() as f32 / judged.len() as f32;
    let usual = median(judged.iter().map(|cell| cell.tone).collect());
    let plain = |cell: &Cell| cell.detail <= 3.0 && (cell.tone - usual).abs() <= 17.0;
    Some(if share(&plain) >= MOST {
        Surround::Bars
    } else if !strips(cells).is_empty() && share(&|cell| cell.detail <= 2.0) >= PAPER {
        Surround::Caption
    } else if share(&|cell| cell.detail < TEXT - 1.0) >= MOST {
        Surround::Blur
    } else {
        Surround::Picture
    })
}

/// Strips above and below that run from side to side, are outside of the reference, and are not plain: lines of text.
fn strips(cells: &[Cell]) -> Vec<Region> {
    let row = |row: usize| &cells[row * CELLS..(row + 1) * CELLS];
    let outside = |at: &usize| row(*at).iter().all(|cell| !cell.touched);
    let busy = |rows: std::ops::Range<usize>| {
        let all = rows.len() * CELLS;
        rows.flat_map(row).filter(|cell| cell.detail >= TEXT).count() * 8 > all
    };
    let above = (0..CELLS).take_while(outside).count();
    let below = (0..CELLS).rev().take_while(outside).count();
    let mut strips = Vec::new();
    // The last row above looks down into the picture.
    if (1..CELLS).contains(&above) && busy(0..(above - 1).max(1)) {
        strips.push(boxed((0, CELLS - 1), (0, above - 1)));
    }
    if (1..CELLS).contains(&below) && busy(CELLS - below..CELLS) {
        strips.push(boxed((0, CELLS - 1), (CELLS - below, CELLS - 1)));
    }
    strips
}
