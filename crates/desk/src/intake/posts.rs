//! Posts into the desk: one post however many routes lead to it, one observation for each different content.

use crate::{
    Desk, args,
    collect::formats::{self, MediaRef, PostRecord, When, WhenBasis},
    error::Result,
    ids, news,
    preserve::{
        custody::{Act, Change, Event},
        sha256,
    },
};

/// How many posts share one transaction.
const BATCH: usize = 100;

/// Records posts as `format` tells them; media are looked up under `folder`. Returns how many were new or had changed.
pub(super) async fn observe(desk: &Desk, posts: &[PostRecord], folder: &str, format: &str) -> Result<u64> {
    let mut new = 0;
    for batch in posts.chunks(BATCH) {
        let mut change = desk.custody.change(&desk.actor).await?;
        for post in batch {
            new += u64::from(observe_one(&mut change, post, folder, format).await?);
        }
        change.commit().await?;
    }
    Ok(new)
}

async fn observe_one(change: &mut Change, record: &PostRecord, folder: &str, format: &str) -> Result<bool> {
    let raw = formats::to_json_line(record);
    let digest = sha256(raw.as_bytes());
    let known = known_post(change, record).await?;
    let post = match known {
        Some(post) => post,
        None => insert_post(change, record).await?,
    };
    let media = media_of(change, &post, record, folder).await?;
    let before = news::before(change, &media.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    link_media(change, &post, record, folder).await?;
    let seen = "SELECT COUNT(*) FROM observation WHERE post_id = $1 AND digest = $2";
    if change.tx.number(seen, args![&post, &digest]).await? > 0 {
        before.tell(change).await?;
        return Ok(false);
    }
    let event =
        Event::new(Act::Observed, format!("post:{post}")).with("format", format).personal("post", raw.as_bytes());
    let logged = change.log(event).await?;
    let posted = record.posted.as_ref();
    change
        .tx
        .run(
            "INSERT INTO observation (post_id, digest, seq, seen_at, text, language, posted_earliest, posted_latest, posted_words,
                                      posted_basis, edited_words, reposted_from, format, commitment)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
            args![
                &post,
                digest,
                logged.seq,
                logged.at,
                &record.text,
                record.language.clone(),
                posted.map(|when| when.earliest),
                posted.map(|when| when.latest),
                posted.map(|when| when.words.clone()),
                posted.map(|when| basis(when).to_owned()),
                record.edited.as_ref().map(|when| when.words.clone()),
                record.reposted_from.clone(),
                format,
                logged.commitments.get("post").cloned().unwrap_or_default()
            ],
        )
        .await?;
    before.tell(change).await?;
    Ok(true)
}

/// The media that a post shows: those tied to it, and those that its description names now.
async fn media_of(change: &mut Change, post: &str, record: &PostRecord, folder: &str) -> Result<Vec<String>> {
    let tied = "SELECT sha256 FROM post_media WHERE post_id = $1 AND sha256 IS NOT NULL";
    let mut media: Vec<(String,)> = change.tx.all(tied, args![post]).await?;
    for named in &record.media {
        media.extend(kept_at(change, folder, named).await?);
    }
    Ok(media.into_iter().map(|row| row.0).collect())
}

/// The medium that came from this place, the newest if several did.
async fn kept_at(change: &mut Change, folder: &str, media: &MediaRef) -> Result<Option<(String,)>> {
    let place = match &media.url {
        Some(url) if media.name.is_empty() => url.clone(),
        _ => format!("{folder}/{}", media.name),
    };
    let sql = "SELECT sha256 FROM receipt WHERE place = $1 ORDER BY seq DESC LIMIT 1";
    change.tx.first(sql, args![place]).await
}

/// Ties what came from an address to the posts that have it.
pub(crate) async fn arrived(desk: &Desk, url: &str) -> Result<()> {
    let mut change = desk.custody.change(&desk.actor).await?;
    let media = MediaRef { url: Some(url.to_owned()), ..MediaRef::default() };
    let Some((sha256,)) = kept_at(&mut change, "", &media).await? else { return Ok(()) };
    let before = news::before(&mut change, &[&sha256]).await?;
    let sql = "UPDATE post_media SET sha256 = $2 WHERE url = $1 AND name = '' AND sha256 IS NULL";
    change.tx.run(sql, args![url, sha256]).await?;
    before.tell(&mut change).await?;
    change.commit().await
}

/// On what a time rests, in the words that screens show.
fn basis(when: &When) -> &'static str {
    match when.basis {
        WhenBasis::PlatformStated => "stated by the platform",
        WhenBasis::ExportedLocalTime => "local time of an export, zone unknown",
        WhenBasis::TypedByPerson => "typed by a person",
        WhenBasis::DerivedFromId => "derived from the post's id",
    }
}

/// The name by which the same post is known on every route.
fn key(record: &PostRecord) -> String {
    if let Some(native) = &record.native_id {
        format!("{}/{native}", record.platform)
    } else if let Some(url) = &record.url {
        format!("url/{url}")
    } else {
        let media: Vec<&str> = record.media.iter().map(|media| media.name.as_str()).collect();
        let words = record.posted.as_ref().map_or("", |when| when.words.as_str());
        let content = [&record.platform, &source_key(record), words, &record.text, &media.join("\n")]
            .map(|part| part.as_bytes())
            .join(&0);
        format!("content/{}", sha256(&content))
    }
}

fn source_key(record: &PostRecord) -> String {
    let source = &record.source;
    let name = match (&source.native_id, &source.handle, &source.name) {
        (Some(id), _, _) => format!("id/{id}"),
        (None, Some(handle), _) => format!("handle/{}", handle.to_lowercase()),
        (None, None, Some(name)) => format!("name/{}", name.to_lowercase()),
        (None, None, None) => "unknown".into(),
    };
    format!("{}/{name}", record.platform)
}

async fn known_post(change: &mut Change, record: &PostRecord) -> Result<Option<String>> {
    let row: Option<(String,)> = change
        .tx
        .first(
            "SELECT id FROM post WHERE key = $1 OR (url IS NOT NULL AND url = $2) ORDER BY first_seen LIMIT 1",
            args![key(record), record.url.clone()],
        )
        .await?;
    Ok(row.map(|row| row.0))
}

async fn insert_post(change: &mut Change, record: &PostRecord) -> Result<String> {
    let source = &record.source;
    change
        .tx
        .run(
            "INSERT INTO source (id, key, platform, native_id, handle, name) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (key) DO NOTHING",
            args![
                ids::new_id(),
                source_key(record),
                &record.platform,
                source.native_id.clone(),
                source.handle.clone(),
                source.name.clone()
            ],
        )
        .await?;
    let id = ids::new_id();
    let now = change.now();
    change
        .tx
        .run(
            "INSERT INTO post (id, key, source_id, platform, native_id, url, first_seen)
             VALUES ($1, $2, (SELECT id FROM source WHERE key = $3), $4, $5, $6, $7)",
            args![
                &id,
                key(record),
                source_key(record),
                &record.platform,
                record.native_id.clone(),
                record.url.clone(),
                now
            ],
        )
        .await?;
    Ok(id)
}

/// Ties a post to the media beside its description. What is not there yet is tied when it comes and is described again.
async fn link_media(change: &mut Change, post: &str, record: &PostRecord, folder: &str) -> Result<()> {
    for media in &record.media {
        let kept = kept_at(change, folder, media).await?.map(|row| row.0);
        let known: Option<(i64, Option<String>)> = change
            .tx
            .first(
                "SELECT position, sha256 FROM post_media
                 WHERE post_id = $1 AND (sha256 = $2 OR (name = $3 AND COALESCE(url, '') = COALESCE($4, '')))
                 ORDER BY position LIMIT 1",
                args![post, kept.clone(), &media.name, media.url.clone()],
            )
            .await?;
        match known {
            Some((position, None)) if kept.is_some() => {
                let sql = "UPDATE post_media SET sha256 = $3 WHERE post_id = $1 AND position = $2";
                change.tx.run(sql, args![post, position, kept]).await?;
            }
            Some((_, old)) if old == kept || kept.is_none() => {}
            _ => {
                change
                    .tx
                    .run(
                        "INSERT INTO post_media (post_id, position, name, sha256, note, url)
                         VALUES ($1, (SELECT COUNT(*) FROM post_media WHERE post_id = $1), $2, $3, $4, $5)",
                        args![post, &media.name, kept, media.note.clone(), media.url.clone()],
                    )
                    .await?;
            }
        }
    }
    Ok(())
}
