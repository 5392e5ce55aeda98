//! History is never rewritten: whatever people do, in whatever order and whether it is refused or not, each row that was
//! recorded before stays as it was, byte by byte, and each version renders as it did.

use std::collections::BTreeSet;

use super::*;
use crate::{
    claims::{amend, assertion, conflicts, relation, same},
    rests,
    views::{self, claims::IncidentQuery},
};

/// One thing that a person may do, with two numbers that say to what.
type Deed = (u8, usize, usize);

/// So many kinds of deeds there are.
const DEEDS: u8 = 17;

/// Every row of every table in which nothing may be changed, as SQL literals.
async fn recorded(desk: &Desk) -> BTreeSet<String> {
    let guarded: Vec<(String,)> = desk
        .db
        .all("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'", args![])
        .await
        .unwrap();
    assert!(guarded.len() > 30, "{guarded:?}");
    let mut rows = BTreeSet::new();
    for (table,) in guarded {
        let columns: Vec<(String,)> =
            desk.db.all("SELECT name FROM pragma_table_info($1)", args![&table]).await.unwrap();
        let columns: Vec<String> = columns.iter().map(|(name,)| format!("quote({name})")).collect();
        let sql = format!("SELECT '{table} ' || {} FROM {table}", columns.join(" || ', ' || "));
        let found: Vec<(String,)> = desk.db.all(sqlx::AssertSqlSafe(sql), args![]).await.unwrap();
        rows.extend(found.into_iter().map(|(row,)| row));
    }
    rows
}

async fn rendered(case: &Case) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for number in 1.. {
        if versions::get(&case.desk, case.report, Some(number)).await.is_err() {
            break;
        }
        for format in ["html", "md", "json", "claimreview"] {
            all.push(case.render(number, format).await);
        }
    }
    all
}

fn nth<T>(some: &[T], place: usize) -> Option<&T> {
    some.get(place % some.len().max(1))
}

impl Case {
    /// Does it, as far as it can be done now. What is refused must change nothing either.
    async fn act(&self, (deed, one, two): Deed) -> Result<(), crate::Error> {
        let desk = &self.desk.desk;
        let page = views::claims::incident(desk, "I-1".parse()?, &IncidentQuery::default()).await?;
        let entities = entity::all(&desk.db).await?;
        let (this, other) = (&nth(&entities, one).unwrap().id, &nth(&entities, two).unwrap().id);
        let names = entity::names(&desk.db, this).await?;
        let claims: Vec<String> = page.claims.iter().map(|row| row.claim.to_string()).collect();
        let voices = page.claims.iter().flat_map(|row| &row.sides).flat_map(|side| &side.voices);
        let voices: Vec<String> = voices.map(|voice| voice.id.clone()).collect();
        let word = format!("{} {}", ["Blue", "Green", "Grey"][one % 3], ["Lantern", "Shore", "League"][two % 3]);
        match deed {
            0..=2 => {
                let (predicate, object) =
                    [("caused by", "E-1"), ("injured", "3 people"), ("injured", "5 people")][one % 3];
                let stance = ["asserts", "denies", "doubts", "retracts"][two % 4];
                let saying = Saying {
                    incident: "I-1".into(),
                    predicate: predicate.into(),
                    object: object.into(),
                    post: self.posts[two % self.posts.len()].clone(),
                    stance: stance.into(),
                    ..Saying::default()
                };
                say(desk, &saying).await.map(drop)
            }
            3 => match nth(&voices, one) {
                Some(id) => amend::withdraw(desk, &format!("assertion:{id}"), "misread").await,
                None => Ok(()),
            },
            4 => entity::create(desk, Kind::Group, &named(&word)).await.map(drop),
            5 => entity::add_name(desk, this, &named(&word)).await.map(drop),
            6 => entity::correct_name(desk, &nth(&names, two).unwrap().id, &named(&word), "misread").await.map(drop),
            7 => {
                let claim = nth(&claims, one).cloned().into_iter().collect::<Vec<_>>();
                let on = assertion::meant(desk, &claim).await?;
                let new = relation::NewRelation {
                    subject: this,
                    predicate: "allied with",
                    object: other,
                    period: None,
                    assertions: &on,
                };
                relation::relate(desk, &new).await.map(drop)
            }
            8 => same::decide(desk, this, other, [same::Verdict::Same, same::Verdict::Different][one % 2], "").await,
            9 => same::take_back(desk, this, other, "").await.map(drop),
            10 => match nth(&page.conflicts, one) {
                Some(row) if two % 2 == 0 => conflicts::give(desk, &page.id, &row.conflict.key, "omar").await,
                Some(row) => conflicts::settle(desk, &page.id, &row.conflict.key, "counted again").await,
                None => Ok(()),
            },
            11 => {
                let new = NewFinding {
                    about: nth(&claims, one).cloned().unwrap_or_default(),
                    pillar: "verdict".into(),
                    state: ["unknown", "supported", "contradicted"][two % 3].into(),
                    answer: "as far as is known".into(),
                    reasoning: "the photos of the day after".into(),
                    evidence: vec![Evidence {
                        on: format!("post:{}", self.posts[0]),
                        words: String::new(),
                        from: None,
                        to: None,
                    }],
                    ..NewFinding::default()
                };
                let found = findings::find(desk, &new).await?;
                if found.needs_reader() {
                    reading::read(&self.as_person("omar").await, &found.id, two % 2 == 0, "I looked").await?;
                }
                Ok(())
            }
            12 => match nth(&rests::open_reviews(&desk.db, None).await?, one) {
                Some(review) => rests::settle(desk, &review.id, "stands").await,
                None => Ok(()),
            },
            13 => {
                let new = NewSentence {
                    sentence: (one % 2 == 0).then(|| "1".to_owned()),
                    clause: format!("somebody spoke of the {word}"),
                    bound: claims.clone(),
                    ..NewSentence::default()
                };
                report::write(desk, self.report, &new).await.map(drop)
            }
            14 => report::take_out(desk, self.report, "2").await,
            15 => {
                let handle = source::NewHandle {
                    platform: "mastodon".into(),
                    handle: "blue_league".into(),
                    ..Default::default()
                };
                let speaker = source::find(desk, ["green_shore", "town_radio"][one % 2]).await?;
                source::used(desk, &speaker.id, &handle).await.map(drop)
            }
            _ => {
                let drafted = corrections::drafted(desk, self.report).await?;
                let correction = |draft: &corrections::Drafted| NewCorrection {
                    sentences: draft.sentence.iter().cloned().collect(),
                    wrong: draft.wrong.clone(),
                    right: draft.right.clone(),
                    why: draft.why.clone(),
                    finding: draft.finding,
                };
                let drafted: Vec<NewCorrection> = drafted.iter().map(correction).collect();
                self.publish(&drafted).await.map(drop)
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn history_is_never_rewritten(deeds in prop::collection::vec((0..DEEDS, 0_usize..8, 0_usize..8), 8..28)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let held: Result<(), TestCaseError> = runtime.block_on(async {
            let case = accused().await;
            case.publish(&[]).await.unwrap();
            let (mut rows, mut pages) = (recorded(&case.desk).await, rendered(&case).await);
            for deed in deeds {
                let outcome = case.act(deed).await;
                let (now, shown) = (recorded(&case.desk).await, rendered(&case).await);
                let lost: Vec<&String> = rows.difference(&now).collect();
                prop_assert!(lost.is_empty(), "{deed:?} ({outcome:?}) changed or removed {lost:?}");
                prop_assert!(shown.starts_with(&pages), "{deed:?} changed what was published");
                if outcome.is_err() {
                    prop_assert!(now == rows, "{deed:?} was refused ({outcome:?}) and left something behind");
                }
                (rows, pages) = (now, shown);
            }
            let verdict = preserve::verify(&case.desk, &Silent).await.unwrap();
            prop_assert_eq!(verdict.faults, vec![]);
            Ok(())
        });
        held?;
    }
}
