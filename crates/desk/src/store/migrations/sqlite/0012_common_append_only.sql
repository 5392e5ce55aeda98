CREATE TRIGGER common_no_update BEFORE UPDATE ON common BEGIN SELECT RAISE(ABORT, 'common is append-only'); END;
CREATE TRIGGER common_no_delete BEFORE DELETE ON common BEGIN SELECT RAISE(ABORT, 'common is append-only'); END;
