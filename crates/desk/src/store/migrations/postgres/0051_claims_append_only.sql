-- Append-only by trigger, as in 0002.
CREATE TRIGGER rest_append_only BEFORE UPDATE OR DELETE ON rest FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE ON review FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER review_settlement_append_only BEFORE UPDATE OR DELETE ON review_settlement FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER amendment_append_only BEFORE UPDATE OR DELETE ON amendment FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER source_profile_append_only BEFORE UPDATE OR DELETE ON source_profile FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER source_handle_append_only BEFORE UPDATE OR DELETE ON source_handle FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entity_append_only BEFORE UPDATE OR DELETE ON entity FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entity_name_append_only BEFORE UPDATE OR DELETE ON entity_name FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER relation_append_only BEFORE UPDATE OR DELETE ON relation FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entity_decision_append_only BEFORE UPDATE OR DELETE ON entity_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_append_only BEFORE UPDATE OR DELETE ON incident FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incident_outline_append_only BEFORE UPDATE OR DELETE ON incident_outline FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attachment_append_only BEFORE UPDATE OR DELETE ON attachment FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER claim_append_only BEFORE UPDATE OR DELETE ON claim FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assertion_append_only BEFORE UPDATE OR DELETE ON assertion FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER conflict_act_append_only BEFORE UPDATE OR DELETE ON conflict_act FOR EACH ROW EXECUTE FUNCTION refuse_change();
