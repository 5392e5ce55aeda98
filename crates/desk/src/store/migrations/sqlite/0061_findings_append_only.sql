-- Append-only by trigger, as in 0002.
CREATE TRIGGER finding_no_update BEFORE UPDATE ON finding BEGIN SELECT RAISE(ABORT, 'finding is append-only'); END;
CREATE TRIGGER finding_no_delete BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'finding is append-only'); END;
CREATE TRIGGER finding_reading_no_update BEFORE UPDATE ON finding_reading BEGIN SELECT RAISE(ABORT, 'finding_reading is append-only'); END;
CREATE TRIGGER finding_reading_no_delete BEFORE DELETE ON finding_reading BEGIN SELECT RAISE(ABORT, 'finding_reading is append-only'); END;
CREATE TRIGGER search_expiry_no_update BEFORE UPDATE ON search_expiry BEGIN SELECT RAISE(ABORT, 'search_expiry is append-only'); END;
CREATE TRIGGER search_expiry_no_delete BEFORE DELETE ON search_expiry BEGIN SELECT RAISE(ABORT, 'search_expiry is append-only'); END;
CREATE TRIGGER worksheet_no_update BEFORE UPDATE ON worksheet BEGIN SELECT RAISE(ABORT, 'worksheet is append-only'); END;
CREATE TRIGGER worksheet_no_delete BEFORE DELETE ON worksheet BEGIN SELECT RAISE(ABORT, 'worksheet is append-only'); END;
