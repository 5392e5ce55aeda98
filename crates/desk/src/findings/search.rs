//! "Searched there, then, this way, and found nothing older" is a finding, and it grows old: after its expiry what rests on
//! it goes under review until somebody searches again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Desk, args,
    clock::{self, Micros},
    error::{Error, Result},
    ids,
    preserve::custody::Act,
    record, rests,
    store::Json,
};

/// How long a search is good when its author does not say, in days.
const USUAL_DAYS: i64 = 30;
const DAY: Micros = 86_400_000_000;

/// A search to be recorded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSearch {
    /// Where: engines, archives, channels.
    pub places: String,
    /// How: by which picture, words, dates.
    #[serde(default)]
    pub way: String,
    /// When; RFC 3339. Now where it is absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub made: Option<Timestamp>,
    /// For how many days it is good, 1 to 3650.
    #[serde(default)]
    pub good_for_days: Option<i64>,
}

/// A search that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Search {
    /// Where: engines, archives, channels.
    pub places: String,
    /// How: by which picture, words, dates.
    pub way: String,
    /// When; RFC 3339.
    pub made: String,
}

record! {
    /// The search of a finding was not renewed in time.
    pub struct Expiry in "search_expiry" as "search-expiry" {
        /// UUIDv7.
        id: String,
        /// The finding.
        finding: String,
    }
}

/// The reference by which a finding rests on its own search.
pub(super) fn reference(finding: &str) -> String {
    format!("search:{finding}")
}

/// The search and until when it is good.
pub(super) fn checked(new: &NewSearch, now: Micros) -> Result<(Search, Micros)> {
    let days = new.good_for_days.unwrap_or(USUAL_DAYS);
    if !(1..=3650).contains(&days) {
        return Err(Error::input(format!("a search cannot be good for {days} days"), "give 1 to 3650 days"));
    }
    let made = new.made.map_or(now, Timestamp::as_microsecond);
    if made > now {
        return Err(Error::input("the search lies in the future", "give when it was made"));
    }
    let trimmed = |text: &str| text.trim().chars().take(4_000).collect::<String>();
    let search = Search { places: trimmed(&new.places), way: trimmed(&new.way), made: clock::rfc3339(made) };
    Ok((search, made + days * DAY))
}

#[derive(sqlx::FromRow)]
struct Due {
    id: String,
    search: Option<Json<Search>>,
}

const DUE: &str = "
    SELECT f.id, f.search FROM finding AS f
    WHERE f.expires <= $1 AND NOT EXISTS (SELECT 1 FROM search_expiry AS e WHERE e.finding = f.id)
      AND NOT EXISTS (SELECT 1 FROM finding AS n WHERE n.supersedes = f.id)
    ORDER BY f.expires, f.id";

/// How many searches have grown old and were not dealt with.
pub(crate) async fn due(desk: &Desk) -> Result<usize> {
    Ok(desk.db.all::<Due>(DUE, args![desk.clock.now()]).await?.len())
}

/// Puts what rests on searches that grew old under review; each is one change, so that a kill loses none.
pub(crate) async fn expire(desk: &Desk) -> Result<()> {
    for due in desk.db.all::<Due>(DUE, args![desk.clock.now()]).await? {
        let mut change = desk.custody.change("desk").await?;
        change.tx.lock_log().await?;
        let done = "SELECT COUNT(*) FROM search_expiry WHERE finding = $1";
        if change.tx.number(done, args![&due.id]).await? > 0 {
            continue;
        }
        change.record(Act::Expired, &Expiry { id: ids::new_id(), finding: due.id.clone() }).await?;
        let (places, made) = due.search.map(|search| (search.0.places, search.0.made)).unwrap_or_default();
        let reason = format!("the search of {} in {places} has grown old", made.get(..10).unwrap_or(&made));
        rests::mark(&mut change, &reference(&due.id), &reason).await?;
        change.commit().await?;
    }
    Ok(())
}
