//! What would tell who a sealed witness is: made of all that the desk knows, and kept out of whatever leaves it.

use crate::{Desk, args, claims::source, error::Result};

/// Accounts that are a sealed witness's: the source itself, and accounts that a person said are the witness's.
const SEALED: &str = "
    SELECT p.source AS id FROM source_profile AS p
    WHERE p.kind = 'witness' AND p.seq = (SELECT MAX(q.seq) FROM source_profile AS q WHERE q.source = p.source)
    UNION
    SELECT h.account FROM source_handle AS h JOIN source_profile AS p ON p.source = h.source
    WHERE h.account IS NOT NULL AND p.kind = 'witness'
      AND p.seq = (SELECT MAX(q.seq) FROM source_profile AS q WHERE q.source = p.source)";

/// Identifiers of the sealed sources and of their accounts.
pub(crate) async fn sources(desk: &Desk) -> Result<Vec<String>> {
    Ok(desk.db.all::<(String,)>(SEALED, args![]).await?.into_iter().map(|(id,)| id).collect())
}

/// Identities, handles and names by which sealed witnesses could be recognised.
pub(crate) async fn secrets(desk: &Desk) -> Result<Vec<String>> {
    let mut secrets: Vec<String> =
        source::sealed_identities(&desk.db).await?.into_iter().map(|(_, identity)| identity).collect();
    for id in sources(desk).await? {
        let named: Vec<(Option<String>, Option<String>)> =
            desk.db.all("SELECT handle, name FROM source WHERE id = $1", args![&id]).await?;
        secrets.extend(named.into_iter().flat_map(|(handle, name)| [handle, name]).flatten());
        let handles: Vec<(String,)> =
            desk.db.all("SELECT handle FROM source_handle WHERE source = $1 OR account = $1", args![&id]).await?;
        secrets.extend(handles.into_iter().map(|(handle,)| handle));
    }
    secrets.sort();
    secrets.dedup();
    Ok(secrets)
}

/// Whether a witness whose identity is sealed posted it: the bytes may say who that is.
pub(crate) async fn of_sealed(desk: &Desk, sha256: &str) -> Result<bool> {
    let sql =
        "SELECT DISTINCT p.source_id FROM post_media AS pm JOIN post AS p ON p.id = pm.post_id WHERE pm.sha256 = $1";
    let owners: Vec<(String,)> = desk.db.all(sql, args![sha256]).await?;
    let sealed = sources(desk).await?;
    Ok(owners.iter().any(|(owner,)| sealed.contains(owner)))
}
