//! Every place where the two databases differ. Anything not here is one text for both.

/// Held until the transaction ends, so that events are numbered and committed in one order. SQLite has one writer anyway.
pub(super) const LOCK_LOG: &str = "SELECT 1::BIGINT FROM (SELECT pg_advisory_xact_lock(1179852337)) AS held";

/// Two workers never wait for the same job: the second skips what the first has locked.
pub(super) fn skip_locked(sql: &str, postgres: bool) -> String {
    sql.replace("/*skip locked*/", if postgres { "FOR UPDATE SKIP LOCKED" } else { "" })
}

/// How columns of many rows become one JSON text, an array of arrays: what stands before and behind their list.
pub(super) fn packed(postgres: bool) -> (&'static str, &'static str) {
    if postgres { ("CAST(json_agg(json_build_array(", ")) AS TEXT)") } else { ("json_group_array(json_array(", "))") }
}
