-- Tables that look like those of a registry, with columns of other types or without values:
-- anybody can make some.  What reads them by C refuses them, and never takes a value for another.
SET client_min_messages = warning;
CALL par.create_registry('reg_alike');
SET search_path = reg_alike;
INSERT INTO scheme (code, title, agency_kind, tie_rule, tie_keys) VALUES ('S', 'Bộ chỉ số', 'sở', 'secondary', '{1,1.2}');
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, rule_text, source, step) VALUES
    ('S', '1', NULL, 'Thủ tục', 'scored', 20, 'appraisal', NULL, 'thẩm định', NULL), ('S', '1.1', '1', 'Đúng hạn', 'scored', 10, 'statistic', 'a = 0: na; else: min(10, 10 * b / a)', NULL, NULL),
    ('S', '1.2', '1', 'Công khai', 'scored', 10, 'appraisal', 'known(previous(c)): 5; c = ''đủ'': 10; target(c) = 1: 3; agency(big): 4; points(''1.1'') > 5: 2; else: 0', NULL, 0.5),
    ('S', '2', NULL, 'Hài lòng', 'scored', 10, 'survey', NULL, 'điều tra', NULL), ('S', 'T', NULL, 'Thưởng', 'bonus', 5, 'rating', NULL, NULL, NULL);
INSERT INTO variable (scheme, criterion, name, kind, choices, max_value, max_variable) VALUES ('S', '1.1', 'a', 'count', NULL, 1000, NULL), ('S', '1.1', 'b', 'count', NULL, NULL, 'a'), ('S', '1.2', 'c', 'choice', '{đủ,thiếu}', NULL, NULL);
INSERT INTO grade (scheme, label, min_index) VALUES ('S', 'Tốt', 80), ('S', 'Khá', 0);
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('S', '2', 'Q', '?');
INSERT INTO answer_option (scheme, code, share) VALUES ('S', 'có', 1), ('S', 'không', 0);
INSERT INTO agency (code, name, kind) VALUES ('A', 'Sở A', 'sở'), ('B', 'Sở B', 'sở');
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;
CALL test.hand_over('reg_alike');
CREATE ROLE regress_alike_a;
CALL grant_duty('regress_alike_a', 'submitter', 'A');
CALL advance('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'R', a, '1.2', 'self', '{"c": "đủ"}' FROM unnest('{A,B}'::text[]) a;
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('R', 'B', 'T', 'x', 'accepted');
CALL submit('R', 'A');
INSERT INTO zero_missing (round, agency, reason) VALUES ('R', 'B', 'x');
CALL advance('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'R', a, '1.1', 'appraisal', '{"a": 30, "b": 20}' FROM unnest('{A,B}'::text[]) a;
INSERT INTO survey_answer (round, agency, question, respondent, option) SELECT 'R', a, 'Q', i::text, 'có' FROM unnest('{A,B}'::text[]) a, generate_series(1, 2) i;

CREATE SCHEMA alike;
CREATE TABLE public.tried (code text, deed text);
DO $$
DECLARE
    part text;
BEGIN
    FOR part IN SELECT relname FROM pg_class WHERE relnamespace = 'reg_alike'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('CREATE TABLE alike.%1$I AS SELECT * FROM reg_alike.%1$I', part);
    END LOOP;
END $$;
CREATE TYPE alike.leaf_value AS (agency text, criterion text, points numeric, applicable boolean);
CREATE TYPE alike.leaf_item AS (agency text, criterion text, stage text, inputs jsonb, context jsonb, by_hand boolean, note text, assessed_by text, assessed_at timestamptz, entered_points numeric,
    applicable boolean, exempt_reason text, counted_points numeric, counted_max_points numeric);
ALTER TABLE alike.tally ADD CONSTRAINT tally_pkey UNIQUE (round, basis, agency);
CREATE TRIGGER written_inserted AFTER INSERT ON alike.assessment REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION par.assessments_written();
CREATE TRIGGER written_deleted AFTER DELETE ON alike.assessment REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION par.assessments_written();
CREATE TRIGGER written_updated AFTER UPDATE ON alike.assessment REFERENCING OLD TABLE AS old_rows NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION par.assessments_written();
CREATE TRIGGER assessment_score BEFORE INSERT OR UPDATE ON alike.assessment FOR EACH ROW EXECUTE FUNCTION par.assessment_score();
CREATE FUNCTION alike._previous_source(text, text, integer) RETURNS TABLE (round text, revision integer, criterion text, after date, until date, declarations jsonb)
    LANGUAGE sql AS $$SELECT * FROM reg_alike._previous_source($1, $2, $3)$$;
CREATE FUNCTION alike._declarations_of(text) RETURNS TABLE (criterion text, declarations jsonb) LANGUAGE sql AS $$SELECT * FROM reg_alike._declarations_of($1)$$;
CREATE FUNCTION alike._merged_inputs(text, integer, text, text, date, date, text) RETURNS jsonb LANGUAGE sql AS 'SELECT NULL::jsonb';
CREATE FUNCTION alike._admit_written(text[], text[], text[], text[], boolean[], oid) RETURNS void LANGUAGE sql AS 'SELECT';
CREATE FUNCTION alike._follow_assessments(text[], text[], text[], text[]) RETURNS void LANGUAGE sql AS 'SELECT';
CREATE PROCEDURE alike.try(deed text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE deed;
    INSERT INTO public.tried VALUES ('ok', deed);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO public.tried VALUES (SQLSTATE, concat_ws(': ', deed, SQLERRM));
END $$;
CREATE PROCEDURE alike.try_all() LANGUAGE plpgsql AS $$
DECLARE
    deed text;
BEGIN
    FOREACH deed IN ARRAY ARRAY[
        $q$SELECT * FROM par.registry_leaves(NULL::alike.leaf_item, 'R', 'official', '{A,B,NULL}', true)$q$,
        $q$SELECT * FROM par.registry_leaves(NULL::alike.leaf_value, 'R', 'self', NULL, false)$q$,
        $q$SELECT * FROM par.registry_tallies(NULL::alike.tally, 'R', 'official', NULL)$q$,
        $q$SELECT par.registry_keep_tally(NULL::alike.tally, 'R', '{A}', '{A,B}', '{}')$q$,
        $q$SELECT par.registry_context(NULL::alike.assessment, 'R', 'A', '1.2', 'self', '{previous(c),points(''1''),points(''2''),agency(big),target(c),round_year,max_points,claimed(c),median(c)}', '{}')$q$,
        $q$SELECT * FROM par.registry_feed_changes(NULL::alike.assessment, 'R', 'self', NULL, '{A}', NULL, '{1.2}', '{c}', '{thiếu}')$q$,
        $q$SELECT par.registry_has_duty('alike.member', '{admin}'), par.registry_agencies('alike.member', true), par.registry_agencies('alike.assessment', false)$q$,
        $q$UPDATE alike.assessment SET note = 'x' WHERE agency = 'A'$q$,
        $q$INSERT INTO alike.assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '1.1', 'appraisal', '{"a": 3, "b": 2}')$q$,
        $q$DELETE FROM alike.assessment WHERE agency = 'B'$q$] LOOP
        CALL alike.try(deed);
    END LOOP;
END $$;
-- as they are, they are read; then each column is changed in turn, and changed back
CREATE PROCEDURE alike.change_in_turn() LANGUAGE plpgsql AS $$
DECLARE
    c record;
    change text;
    found jsonb;
BEGIN
    FOR c IN SELECT k.oid::regclass AS relation, a.attname, a.attnum, a.atttypid::regtype AS type FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid AND a.attnum > 0
             WHERE k.relnamespace = 'alike'::regnamespace AND k.relkind = 'r'
               AND k.relname = ANY ('{assessment,criterion,variable,round,participant,scheme,scheme_tree,node,node_need,tally,stale_tally,exempt_leaf,zero_missing,survey_score,survey_question,member,peer_term,'
                                    'result_item,target,agency,exemption,round_event,grade,delegation,stage_window,succession}'::text[])
             ORDER BY k.relname COLLATE "C", a.attnum LOOP
        FOREACH change IN ARRAY ARRAY['NULL',
                                      format('TYPE %s', CASE WHEN c.attnum % 2 = 0 AND c.type <> 'bigint'::regtype THEN 'bigint' WHEN c.type <> 'bytea'::regtype THEN 'bytea' ELSE 'text' END)] LOOP
            BEGIN
                DELETE FROM public.tried;
                EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', c.relation);
                IF change = 'NULL' THEN
                    EXECUTE format('UPDATE %s SET %I = NULL', c.relation, c.attname);
                ELSE
                    EXECUTE format('ALTER TABLE %s ALTER %I %s USING %s', c.relation, c.attname, change, CASE change WHEN 'TYPE bigint' THEN '123456789012' WHEN 'TYPE bytea' THEN $b$'\xff00'$b$ ELSE $b$'x'$b$ END);
                END IF;
                EXECUTE format('ALTER TABLE %s ENABLE TRIGGER ALL', c.relation);
                CALL alike.try_all();
                found := (SELECT jsonb_agg(jsonb_build_object('code', t.code, 'deed', concat_ws(': ', c.relation || '.' || c.attname, change, t.deed))) FROM public.tried t);
                RAISE EXCEPTION USING ERRCODE = 'PAR99', MESSAGE = 'back';
            EXCEPTION WHEN unique_violation THEN
                NULL;       -- of the key that ON CONFLICT needs
            WHEN SQLSTATE 'PAR99' THEN
                INSERT INTO public.changed SELECT r.* FROM jsonb_to_recordset(found) r (code text, deed text);
            END;
        END LOOP;
    END LOOP;
END $$;
CREATE TABLE public.changed (code text, deed text);
BEGIN;
CALL alike.try_all();
SELECT code, count(*) FROM public.tried GROUP BY 1;
SELECT deed FROM public.tried WHERE code <> 'ok';
ROLLBACK;
CALL alike.change_in_turn();
SELECT count(*) > 3000 AS tried, count(*) FILTER (WHERE code = '42804') > 100 AS refused_as_none, count(*) FILTER (WHERE code = '39P01') > 10 AS refused_by_triggers FROM public.changed;
SELECT * FROM public.changed WHERE code LIKE 'XX%' OR code LIKE '58%';
DROP TABLE public.tried, public.changed;
DROP SCHEMA alike, reg_alike CASCADE;
CALL test.drop_roles('regress_alike_a', 'regress_registry');
