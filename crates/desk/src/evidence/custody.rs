//! The part of the custody log that concerns what is in the bag, and what stands behind its commitments.

use std::{collections::BTreeSet, io::Write as _};

use serde_json::{Value, json};

use super::{EVENTS, Exported, HEAD, KEY, PROOFS, VALUES, bag::Bag, tables::Told, text::unwritable, veiled::Veiled};
use crate::{
    Desk, args,
    error::Result,
    preserve::{custody, hex},
};

/// Writes events, proofs, head, key and values.
pub(super) async fn write(
    desk: &Desk,
    told: &Told,
    veiled: &Veiled,
    bag: &mut Bag,
    exported: &mut Exported,
) -> Result<()> {
    let objects: BTreeSet<String> = told.open.union(&told.closed).cloned().collect();
    let (mut events, mut proofs) = (bag.file(EVENTS)?, bag.file(PROOFS)?);
    let key = desk.custody.key();
    let (head, numbers) = custody::excerpt(&desk.db, key, &objects, &mut events, &mut proofs).await?;
    events.close(bag)?;
    proofs.close(bag)?;
    bag.put(HEAD, head.as_bytes())?;
    bag.put(KEY, format!("{}\n", key.public()).as_bytes())?;
    exported.events = numbers.len() as u64;
    values(desk, told, &numbers, veiled, bag).await
}

/// With salt and value, a stranger can check that the log committed to what the tables say.
async fn values(desk: &Desk, told: &Told, numbers: &[i64], veiled: &Veiled, bag: &mut Bag) -> Result<()> {
    let mut file = bag.file(VALUES)?;
    for seq in numbers {
        let row: Option<(String, Vec<u8>)> =
            desk.db.first("SELECT object, body FROM event WHERE seq = $1", args![*seq]).await?;
        let Some((object, body)) = row else { continue };
        if !told.open.contains(&object) {
            continue;
        }
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        for (name, digest) in body["personal"].as_object().into_iter().flatten() {
            let Some(digest) = digest.as_str() else { continue };
            let sql = "SELECT salt, value FROM commitment WHERE digest = $1";
            // Erased values stay erased.
            let Some((salt, value)) = desk.db.first::<(Vec<u8>, Vec<u8>)>(sql, args![digest]).await? else { continue };
            let Ok(text) = String::from_utf8(value) else { continue };
            if veiled.tell_in_row(text.as_bytes()) {
                continue;
            }
            let line = json!({ "seq": seq, "name": name, "salt": hex(&salt), "value": text });
            writeln!(file, "{line}").map_err(unwritable)?;
        }
    }
    file.close(bag)
}
