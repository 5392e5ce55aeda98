//! The order of two clips: what the analyst noted in both, each note a bound on how much later the second one began.
//!
//! People and objects are noted by a person who looked; nothing here recognises anybody. Every clue says something of one
//! number, the seconds from the start of the first clip to the start of the second, so clues combine by intersecting
//! intervals (Allen 1983, doi:10.1145/182.358434, for the relations between the clips), and clues that contradict one
//! another are always found in pairs (Helly's theorem on a line).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{number, round};
use crate::error::{Error, Result};

/// The longest time between two clips that is reckoned with, in seconds: a hundred years.
const LONGEST: f64 = 3.2e9;

/// Two clips and what was noted in both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderInput {
    /// The one named first.
    pub first: Clip,
    /// The one named second.
    pub second: Clip,
    /// What was noted.
    pub clues: Vec<Clue>,
}

/// A clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Clip {
    /// What it is called: a footage reference or a file's name.
    pub name: String,
    /// Seconds it runs.
    pub duration: f64,
}

/// Something seen or heard in both clips.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Clue {
    /// What: "the white van with the ladder", "the siren". As noted by the analyst; a role or a look, never a name.
    pub what: String,
    /// Seconds from the start of the first clip at which it is seen there.
    pub in_first: f64,
    /// Seconds from the start of the second clip.
    pub in_second: f64,
    /// What the two moments say of each other.
    pub says: Says,
    /// Why: "the ladder is still on its roof".
    pub why: String,
}

/// How the two moments of a clue lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Says {
    /// The moment in the first clip is earlier.
    FirstEarlier,
    /// The moment in the second clip is earlier.
    SecondEarlier,
    /// One event in both, the same but for so many seconds.
    SameMoment {
        /// At most so many seconds apart.
        within: f64,
    },
    /// The moment in the second clip is between so many seconds after the one in the first; negative when before.
    Apart {
        /// At least.
        from: f64,
        /// At most.
        to: f64,
    },
}

/// What comes out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OrderResult {
    /// `first_earlier`, `second_earlier`, `undecided` or `contradictory`: which clip began earlier.
    pub order: Order,
    /// How the clips lie to each other, as far as that is decided.
    pub relation: Relation,
    /// Seconds from the start of the first clip to the start of the second; negative when the second began earlier.
    pub offset: Option<Offset>,
    /// What each clue alone says of that number, in the order given.
    pub clues: Vec<Offset>,
    /// Pairs of clues (counted from 0) that cannot both be true.
    pub contradictions: Vec<(usize, usize)>,
    /// The most clues that agree with one another, where not all do.
    pub agreeing: Vec<usize>,
}

/// Which clip began earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The first.
    FirstEarlier,
    /// The second.
    SecondEarlier,
    /// The clues leave it open.
    Undecided,
    /// The clues contradict one another.
    Contradictory,
}

/// How the clips lie to each other in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first ends before the second begins.
    FirstEntirelyBefore,
    /// The second ends before the first begins.
    SecondEntirelyBefore,
    /// They run at the same time for a while.
    Overlapping,
    /// The clues leave it open.
    Undecided,
}

/// Seconds from one number to another; an open side is absent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Offset {
    /// At least.
    pub from: Option<f64>,
    /// At most.
    pub to: Option<f64>,
}

/// Combines the clues.
///
/// # Errors
/// When there is no clue, a moment lies outside its clip, or a clue's bounds are the wrong way round.
pub fn compute(input: &OrderInput) -> Result<OrderResult> {
    check(input)?;
    let bounds: Vec<(f64, f64)> = input.clues.iter().map(bounds).collect();
    let mut contradictions = Vec::new();
    for (i, a) in bounds.iter().enumerate() {
        for (j, b) in bounds.iter().enumerate().skip(i + 1) {
            if a.0.max(b.0) > a.1.min(b.1) {
                contradictions.push((i, j));
            }
        }
    }
    let (from, to) =
        bounds.iter().fold((f64::NEG_INFINITY, f64::INFINITY), |all, one| (all.0.max(one.0), all.1.min(one.1)));
    let agree = contradictions.is_empty();
    let (order, relation) = if !agree {
        (Order::Contradictory, Relation::Undecided)
    } else {
        (order(from, to), relation(from, to, input.first.duration, input.second.duration))
    };
    Ok(OrderResult {
        order,
        relation,
        offset: agree.then(|| offset((from, to))),
        clues: bounds.iter().copied().map(offset).collect(),
        contradictions,
        agreeing: if agree { Vec::new() } else { agreeing(&bounds) },
    })
}

fn check(input: &OrderInput) -> Result<()> {
    for clip in [&input.first, &input.second] {
        if clip.name.trim().is_empty() {
            return Err(Error::input("a clip has no name", "name both clips, for example by their footage references"));
        }
        number(&format!("the duration of {}", clip.name), clip.duration, 0.0, 1e6)?;
    }
    if input.clues.is_empty() || input.clues.len() > 200 {
        return Err(Error::input(
            format!("{} clues are given", input.clues.len()),
            "note at least one thing that is seen or heard in both clips, and no more than 200",
        ));
    }
    for clue in &input.clues {
        let what = &clue.what;
        if what.trim().is_empty() || clue.why.trim().is_empty() {
            return Err(Error::input("a clue does not say what was noted or why it tells the order", "fill in both"));
        }
        number(&format!("the second of \"{what}\" in {}", input.first.name), clue.in_first, 0.0, input.first.duration)?;
        number(
            &format!("the second of \"{what}\" in {}", input.second.name),
            clue.in_second,
            0.0,
            input.second.duration,
        )?;
        match clue.says {
            Says::SameMoment { within } => number(&format!("the tolerance of \"{what}\""), within, 0.0, LONGEST)?,
            Says::Apart { from, to } => {
                number(&format!("the least time between the moments of \"{what}\""), from, -LONGEST, LONGEST)?;
                number(&format!("the most time between the moments of \"{what}\""), to, from, LONGEST)?;
            }
            Says::FirstEarlier | Says::SecondEarlier => {}
        }
    }
    Ok(())
}

/// What a clue says of the seconds from the first clip's start to the second's.
fn bounds(clue: &Clue) -> (f64, f64) {
    let apart = clue.in_first - clue.in_second;
    match clue.says {
        Says::FirstEarlier => (apart, f64::INFINITY),
        Says::SecondEarlier => (f64::NEG_INFINITY, apart),
        Says::SameMoment { within } => (apart - within, apart + within),
        Says::Apart { from, to } => (apart + from, apart + to),
    }
}

fn offset((from, to): (f64, f64)) -> Offset {
    let known = |seconds: f64| seconds.is_finite().then(|| round(seconds, 2));
    Offset { from: known(from), to: known(to) }
}

fn order(from: f64, to: f64) -> Order {
    if from >= 0.0 && to > 0.0 {
        Order::FirstEarlier
    } else if to <= 0.0 && from < 0.0 {
        Order::SecondEarlier
    } else {
        Order::Undecided
    }
}

fn relation(from: f64, to: f64, first: f64, second: f64) -> Relation {
    if from >= first {
        Relation::FirstEntirelyBefore
    } else if to <= -second {
        Relation::SecondEntirelyBefore
    } else if from > -second && to < first {
        Relation::Overlapping
    } else {
        Relation::Undecided
    }
}

/// The most clues that hold at one offset. The largest number is reached at some clue's lower bound.
fn agreeing(bounds: &[(f64, f64)]) -> Vec<usize> {
    let holding = |at: f64| -> Vec<usize> {
        bounds.iter().enumerate().filter(|(_, (from, to))| (*from..=*to).contains(&at)).map(|(clue, _)| clue).collect()
    };
    let mut best = Vec::new();
    for (from, to) in bounds {
        let holds = holding(if from.is_finite() { *from } else { *to });
        if holds.len() > best.len() {
            best = holds;
        }
    }
    best
}

/// The result in sentences.
pub fn explain(input: &OrderInput, result: &OrderResult) -> Vec<String> {
    let (first, second) = (&input.first.name, &input.second.name);
    let mut told = vec![match result.order {
        Order::FirstEarlier => format!("{first} began earlier than {second}."),
        Order::SecondEarlier => format!("{second} began earlier than {first}."),
        Order::Undecided => format!("The clues leave open which of {first} and {second} began earlier."),
        Order::Contradictory => "The clues contradict one another, so they decide nothing.".into(),
    }];
    match result.relation {
        Relation::FirstEntirelyBefore => told.push(format!("{first} had ended when {second} began.")),
        Relation::SecondEntirelyBefore => told.push(format!("{second} had ended when {first} began.")),
        Relation::Overlapping => told.push("They were filmed at the same time for a while.".into()),
        Relation::Undecided => {}
    }
    if let Some(offset) = result.offset {
        told.push(format!("{second} began {}.", said(offset, first)));
    }
    let what = |clue: usize| input.clues.get(clue).map(|clue| clue.what.as_str()).unwrap_or_default();
    for (a, b) in &result.contradictions {
        told.push(format!("\"{}\" and \"{}\" cannot both be true.", what(*a), what(*b)));
    }
    if !result.agreeing.is_empty() {
        let names: Vec<String> = result.agreeing.iter().map(|clue| format!("\"{}\"", what(*clue))).collect();
        told.push(format!("Most that agree with one another: {}.", names.join(", ")));
    }
    for (clue, offset) in input.clues.iter().zip(&result.clues) {
        told.push(format!(
            "\"{}\" ({:.1} s into {first}, {:.1} s into {second}; {}): alone it says that {second} began {}.",
            clue.what,
            clue.in_first,
            clue.in_second,
            clue.why.trim_end_matches('.'),
            said(*offset, first)
        ));
    }
    told
}

/// `between 5 s and 9 s after F-1`
fn said(offset: Offset, first: &str) -> String {
    let side = |seconds: f64| {
        if seconds < 0.0 { format!("{} s before", -seconds) } else { format!("{seconds} s after") }
    };
    match (offset.from, offset.to) {
        (Some(from), Some(to)) if from == to => format!("{} {first} did", side(from)),
        (Some(from), Some(to)) => format!("between {} and {} {first} did", side(from), side(to)),
        (Some(from), None) => format!("{} {first} did or later", side(from)),
        (None, Some(to)) => format!("{} {first} did or earlier", side(to)),
        (None, None) => "at any time".into(),
    }
}

/// What the result takes for granted.
pub fn assumptions() -> Vec<String> {
    vec![
        "Both clips run uncut and at their true speed. A cut or a change of speed before a noted moment moves what its clue says.".into(),
        "What was noted is the same thing in both clips. Who noted it looked at both; no faces were compared by the machine.".into(),
    ]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    fn clips(clues: Vec<Clue>) -> OrderInput {
        let clip = |name: &str, duration| Clip { name: name.into(), duration };
        OrderInput { first: clip("F-1", 30.0), second: clip("F-2", 20.0), clues }
    }

    fn clue(what: &str, in_first: f64, in_second: f64, says: Says) -> Clue {
        Clue { what: what.into(), in_first, in_second, says, why: "noted".into() }
    }

    #[test]
    fn one_event_in_both_clips_gives_the_offset_and_that_they_overlap() {
        let input = clips(vec![clue("the siren begins", 12.0, 3.0, Says::SameMoment { within: 0.5 })]);
        let result = compute(&input).unwrap();
        assert_eq!(result.offset, Some(Offset { from: Some(8.5), to: Some(9.5) }));
        assert_eq!((result.order, result.relation), (Order::FirstEarlier, Relation::Overlapping));
    }

    #[test]
    fn clues_from_both_sides_narrow_the_offset() {
        let input = clips(vec![
            clue("the cart still stands", 25.0, 2.0, Says::FirstEarlier),
            clue("the van passes", 5.0, 4.0, Says::Apart { from: 60.0, to: 300.0 }),
        ]);
        let result = compute(&input).unwrap();
        assert_eq!(result.offset, Some(Offset { from: Some(61.0), to: Some(301.0) }));
        assert_eq!(result.relation, Relation::FirstEntirelyBefore);
        assert!(explain(&input, &result)[1].contains("F-1 had ended when F-2 began"));
    }

    #[test]
    fn contradictions_are_named_with_what_still_agrees() {
        let input = clips(vec![
            clue("the cart", 10.0, 10.0, Says::FirstEarlier),
            clue("the flag", 10.0, 15.0, Says::SecondEarlier),
            clue("the van", 1.0, 1.0, Says::Apart { from: 5.0, to: 50.0 }),
        ]);
        let result = compute(&input).unwrap();
        assert_eq!((result.order, result.offset), (Order::Contradictory, None));
        assert_eq!(result.contradictions, [(0, 1), (1, 2)]);
        assert_eq!(result.agreeing, [0, 2]);
        assert!(explain(&input, &result).join(" ").contains("\"the cart\" and \"the flag\" cannot both be true"));
    }

    #[test]
    fn a_clue_that_does_not_reach_the_start_leaves_the_order_open() {
        let input = clips(vec![clue("the cart", 5.0, 15.0, Says::FirstEarlier)]);
        let result = compute(&input).unwrap();
        assert_eq!(result.order, Order::Undecided, "the second may have begun ten seconds earlier: {result:?}");
    }

    #[test]
    fn a_moment_outside_its_clip_and_a_clue_without_a_reason_are_refused() {
        assert!(compute(&clips(vec![])).is_err());
        assert!(compute(&clips(vec![clue("late", 31.0, 1.0, Says::FirstEarlier)])).is_err());
        assert!(compute(&clips(vec![Clue { why: " ".into(), ..clue("x", 1.0, 1.0, Says::FirstEarlier) }])).is_err());
        assert!(compute(&clips(vec![clue("turned", 1.0, 1.0, Says::Apart { from: 2.0, to: 1.0 })])).is_err());
    }

    proptest! {
        /// True clues never contradict one another, and the true offset is always within the result.
        #[test]
        fn the_true_offset_is_never_excluded(
            offset in -500.0..500.0_f64,
            noted in prop::collection::vec((0.0..30.0_f64, 0.0..20.0_f64, 0.0..40.0_f64, 0.0..40.0_f64, 0..3), 1..8),
        ) {
            let clues = noted.iter().map(|(first, second, less, more, kind)| {
                let apart = offset + second - first;
                clue("thing", *first, *second, match kind {
                    0 => Says::Apart { from: apart - less, to: apart + more },
                    1 => Says::SameMoment { within: apart.abs() + less },
                    _ if apart >= 0.0 => Says::FirstEarlier,
                    _ => Says::SecondEarlier,
                })
            });
            let result = compute(&clips(clues.collect())).unwrap();
            prop_assert!(result.contradictions.is_empty());
            let found = result.offset.unwrap();
            prop_assert!(found.from.is_none_or(|from| from <= offset + 0.01) && found.to.is_none_or(|to| to >= offset - 0.01));
            match result.order {
                Order::FirstEarlier => prop_assert!(offset >= -0.01),
                Order::SecondEarlier => prop_assert!(offset <= 0.01),
                _ => {}
            }
        }
    }
}
