-- Append-only by trigger, as in 0002.
CREATE TRIGGER capture_append_only BEFORE UPDATE OR DELETE ON capture FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER watch_append_only BEFORE UPDATE OR DELETE ON watch FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER watch_end_append_only BEFORE UPDATE OR DELETE ON watch_end FOR EACH ROW EXECUTE FUNCTION refuse_change();
