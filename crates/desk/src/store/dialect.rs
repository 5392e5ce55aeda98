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

/// What the database says of its own tables.
pub(super) struct Catalogue {
    /// The name of each table, but for the list of migrations.
    pub tables: &'static str,
    /// Each column of table `$1`: its name, its type, and its place in the primary key from 1 (0: it is not in it).
    pub columns: &'static str,
    /// The tables that table `$1` refers to.
    pub refers_to: &'static str,
    /// How text is ordered by its bytes, the same in both databases.
    pub by_bytes: &'static str,
}

pub(super) const SQLITE: Catalogue = Catalogue {
    tables: "SELECT name FROM sqlite_master
             WHERE type = 'table' AND name <> '_sqlx_migrations' AND SUBSTR(name, 1, 7) <> 'sqlite_' ORDER BY name",
    columns: "SELECT name, type, CAST(pk AS BIGINT) FROM pragma_table_info($1) ORDER BY cid",
    refers_to: "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1) ORDER BY 1",
    by_bytes: "COLLATE BINARY",
};

pub(super) const POSTGRES: Catalogue = Catalogue {
    tables: "SELECT CAST(c.relname AS TEXT) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname <> '_sqlx_migrations'
             ORDER BY 1",
    columns: "SELECT CAST(a.attname AS TEXT), format_type(a.atttypid, a.atttypmod),
                     COALESCE(CAST(array_position(CAST(i.indkey AS SMALLINT[]), a.attnum) AS BIGINT) + 1, 0)
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
              JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
              WHERE n.nspname = current_schema() AND c.relname = $1 ORDER BY a.attnum",
    refers_to: "SELECT DISTINCT CAST(r.relname AS TEXT) FROM pg_constraint AS k
                JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_class AS r ON r.oid = k.confrelid
                WHERE k.contype = 'f' AND n.nspname = current_schema() AND c.relname = $1 ORDER BY 1",
    by_bytes: "COLLATE \"C\"",
};
