-- Append-only by trigger, as in 0002.
CREATE TRIGGER capture_no_update BEFORE UPDATE ON capture BEGIN SELECT RAISE(ABORT, 'capture is append-only'); END;
CREATE TRIGGER capture_no_delete BEFORE DELETE ON capture BEGIN SELECT RAISE(ABORT, 'capture is append-only'); END;
CREATE TRIGGER watch_no_update BEFORE UPDATE ON watch BEGIN SELECT RAISE(ABORT, 'watch is append-only'); END;
CREATE TRIGGER watch_no_delete BEFORE DELETE ON watch BEGIN SELECT RAISE(ABORT, 'watch is append-only'); END;
CREATE TRIGGER watch_end_no_update BEFORE UPDATE ON watch_end BEGIN SELECT RAISE(ABORT, 'watch_end is append-only'); END;
CREATE TRIGGER watch_end_no_delete BEFORE DELETE ON watch_end BEGIN SELECT RAISE(ABORT, 'watch_end is append-only'); END;
