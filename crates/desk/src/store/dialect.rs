//! Every place where the two databases differ. Anything not here is one text for both.

/// Held until the transaction ends, so that events are numbered and committed in one order. SQLite has one writer anyway.
pub(super) const LOCK_LOG: &str = "SELECT 1::BIGINT FROM (SELECT pg_advisory_xact_lock(1179852337)) AS held";

/// Two workers never wait for the same job: the second skips what the first has locked.
pub(super) fn skip_locked(sql: &str, postgres: bool) -> String {
    sql.replace("/*skip locked*/", if postgres { "FOR UPDATE SKIP LOCKED" } else { "" })
}
