-- What is written follows from what is known: whoever writes, under whatever settings,
-- and whatever he calls by hand.
SET client_min_messages = warning;
CALL par.create_registry('reg_writes');
SET search_path = reg_writes;

INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('S', 'ratio', 'Tỷ lệ', 40, 'a = 0: na; else: min(40, 40 * b / a)'),
    ('S', 'best', 'So với các sở khác', 20, 'known(peer_max(b)) and b = peer_max(b): 20; else: 10'),
    ('S', 'gate', 'Điều kiện', 20, 'points(''ratio'') >= 20: 20; else: 0'),
    ('S', 'goal', 'Chỉ tiêu', 10, 'b >= target(b): 10; else: 0'),
    ('S', 'hand', 'Chấm tay', 10, NULL);
INSERT INTO variable (scheme, criterion, name, kind)
SELECT 'S', c, v, 'count' FROM (VALUES ('ratio', 'a'), ('ratio', 'b'), ('best', 'b'), ('goal', 'b')) x (c, v);
INSERT INTO agency (code, name, kind) SELECT x, 'Sở ' || x, 'sở' FROM unnest('{A,B,C}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025');
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;

-- a draft that a round in setup names is renumbered: what names its criteria follows,
-- and none of them is removed beneath it
INSERT INTO target VALUES ('R', 'A', 'goal', 'b', '5'), ('R', 'B', 'goal', 'b', '3');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('R', 'C', 'goal', 'không giao chỉ tiêu', 'accepted');
INSERT INTO delegation VALUES ('R', 'hand', session_user);
UPDATE criterion SET code = 'objective' WHERE code = 'goal';
UPDATE criterion SET code = 'manual' WHERE code = 'hand';
SELECT 'target' AS relation, agency, criterion FROM target UNION ALL SELECT 'exemption', agency, criterion FROM exemption
UNION ALL SELECT 'delegation', NULL, criterion FROM delegation ORDER BY 1, 2;
SELECT test.error_of($$DELETE FROM criterion WHERE code = 'objective'$$), test.error_of($$DELETE FROM criterion WHERE code = 'manual'$$);
DELETE FROM delegation;
CALL approve_scheme('S');
CALL advance('R');

-- Entered in one statement: the gate follows the ratio, whichever comes first.  Every sum is
-- what it is computed to be.
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'R', a.code, v.c, 'self', v.i::jsonb, v.p
FROM agency a, (VALUES ('gate', NULL, NULL), ('ratio', '{"a": 4, "b": 2}', NULL), ('best', '{"b": 7}', NULL), ('objective', '{"b": 4}', NULL), ('manual', NULL, 5)) v (c, i, p)
WHERE a.code <> 'C' OR v.c <> 'objective'
ORDER BY v.c;
SELECT agency, criterion, points, context FROM assessment WHERE criterion IN ('gate', 'objective') ORDER BY agency, criterion;
CREATE VIEW wrong_sum AS
SELECT b.basis, coalesce(k.agency, n.agency) AS agency
FROM unnest('{self,appraisal,official}'::text[]) b (basis)
CROSS JOIN LATERAL (SELECT t.* FROM _tallies('R', b.basis) t) n
FULL JOIN tally k ON k.round = 'R' AND k.basis = n.basis AND k.agency = n.agency
WHERE to_jsonb(k) IS DISTINCT FROM to_jsonb(n);
SELECT * FROM wrong_sum;
SELECT agency, points, max_points, unscored FROM tally WHERE basis = 'self' ORDER BY agency;
UPDATE assessment SET inputs = '{"a": 4, "b": 1}' WHERE agency = 'A' AND criterion = 'ratio';
SELECT criterion, points FROM assessment WHERE agency = 'A' AND criterion IN ('ratio', 'gate') ORDER BY 1;
DELETE FROM assessment WHERE agency = 'B' AND criterion IN ('ratio', 'manual');
SELECT agency, points, max_points, unscored FROM tally WHERE basis = 'self' ORDER BY agency;
SELECT * FROM wrong_sum;
-- nothing at all, and what is not there
INSERT INTO assessment (round, agency, criterion, stage) SELECT 'R', 'A', 'gate', 'self' WHERE false;
UPDATE assessment SET inputs = '{}' WHERE agency = 'X';
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'B', 'ratio', 'self', '{"a": 4, "b": 2}')
ON CONFLICT (round, agency, criterion, stage) DO UPDATE SET inputs = excluded.inputs;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'B', 'ratio', 'self', '{"a": 4, "b": 4}')
ON CONFLICT (round, agency, criterion, stage) DO UPDATE SET inputs = excluded.inputs;
SELECT criterion, points FROM assessment WHERE agency = 'B' AND criterion IN ('ratio', 'gate') ORDER BY 1;
SELECT * FROM wrong_sum;

-- what follows and stays as it is is left alone; what anybody writes is written
CREATE TEMP TABLE before AS SELECT ctid AS place, agency, criterion FROM assessment;
CALL rescore('R');
SELECT criterion, count(*) FROM assessment a JOIN before b USING (agency, criterion) WHERE a.ctid <> b.place GROUP BY criterion;
TRUNCATE before;
INSERT INTO before SELECT ctid, agency, criterion FROM assessment;
CALL rescore('R');
SELECT count(*) AS rewritten FROM assessment a JOIN before b USING (agency, criterion) WHERE a.ctid <> b.place;
WITH same AS (UPDATE assessment SET note = note WHERE agency = 'A' RETURNING 1) SELECT count(*) AS rows FROM same;

-- Who writes has rights on assessments alone, and whatever operators stand in his path: the
-- registry asks with those of PostgreSQL.
CREATE ROLE regress_writer;
CREATE ROLE regress_appraiser;
GRANT USAGE ON SCHEMA test TO regress_writer, regress_appraiser;
CALL test.hand_over('reg_writes');
DO $$ BEGIN FOR i IN 1..3 LOOP CALL grant_duty('regress_writer', 'submitter', substr('ABC', i, 1)); END LOOP; END $$;
CALL grant_duty('regress_writer', 'appraiser');
CALL grant_duty('regress_appraiser', 'appraiser');
CREATE SCHEMA trap AUTHORIZATION regress_writer;
SET ROLE regress_writer;
CREATE FUNCTION trap.caught(a text, b text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an operator of the caller was called by %', current_user; END $$;
CREATE OPERATOR trap.= (FUNCTION = trap.caught, LEFTARG = text, RIGHTARG = text);
CREATE OPERATOR trap.<> (FUNCTION = trap.caught, LEFTARG = text, RIGHTARG = text);
SET search_path = trap, pg_catalog;
UPDATE reg_writes.assessment SET inputs = '{"a": 4, "b": 3}' WHERE agency OPERATOR(pg_catalog.=) 'A' AND criterion OPERATOR(pg_catalog.=) 'ratio';
SELECT criterion, points, assessed_by OPERATOR(pg_catalog.=) 'regress_writer' AS by_writer FROM reg_writes.assessment
WHERE agency OPERATOR(pg_catalog.=) 'A' AND criterion OPERATOR(pg_catalog.=) ANY ('{ratio,gate}') ORDER BY 1;
SET search_path = reg_writes;
SELECT test.error_of('SELECT * FROM tally');
RESET ROLE;
SELECT * FROM wrong_sum;
DROP SCHEMA trap CASCADE;
-- nor in a schema that takes the name of a registry renamed by hand
ALTER SCHEMA reg_writes RENAME TO reg_moved;
CREATE SCHEMA reg_writes AUTHORIZATION regress_writer;
SET ROLE regress_writer;
CREATE FUNCTION reg_writes.caught(a name, b name) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an operator of the caller was called by %', current_user; END $$;
CREATE OPERATOR reg_writes.= (FUNCTION = reg_writes.caught, LEFTARG = name, RIGHTARG = name);
CREATE OPERATOR reg_writes.<> (FUNCTION = reg_writes.caught, LEFTARG = name, RIGHTARG = name);
SELECT test.error_of($$UPDATE reg_moved.assessment SET note = 'x'$$);
RESET ROLE;
SELECT test.error_of($$UPDATE reg_moved.agency SET name = 'x'$$);
DROP SCHEMA reg_writes CASCADE;
ALTER SCHEMA reg_moved RENAME TO reg_writes;
-- settings that a caller may have
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET plan_cache_mode = force_custom_plan;
UPDATE assessment SET inputs = '{"a": 8, "b": 5}' WHERE agency = 'A' AND criterion = 'ratio';
RESET enable_indexscan;
RESET enable_bitmapscan;
SELECT current_setting('plan_cache_mode') AS kept, current_setting('search_path') AS path;
RESET plan_cache_mode;
SELECT * FROM wrong_sum;

-- a delegated criterion: whose it is decides who writes, not as whom the registry looks
DO $$ BEGIN FOR i IN 1..3 LOOP CALL submit('R', substr('ABC', i, 1)); END LOOP; END $$;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'B', 'manual', 'self', 5);
DO $$ BEGIN FOR i IN 1..3 LOOP CALL submit('R', substr('ABC', i, 1)); END LOOP; END $$;
CALL advance('R');
INSERT INTO delegation VALUES ('R', 'manual', 'regress_appraiser');
SET ROLE regress_writer;
SELECT test.error_of($$INSERT INTO reg_writes.assessment (round, agency, criterion, stage, points) VALUES ('R', 'A', 'manual', 'appraisal', 4)$$);
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', 'ratio', 'appraisal', '{"a": 8, "b": 5}');
SET ROLE regress_appraiser;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('R', 'A', 'manual', 'appraisal', 4);
RESET ROLE;
SELECT * FROM wrong_sum;
-- in a transaction with an old snapshot the sums are left to be computed
BEGIN ISOLATION LEVEL REPEATABLE READ;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'B', 'ratio', 'appraisal', '{"a": 8, "b": 5}');
SELECT round, agency, stage FROM stale_tally;
COMMIT;
SELECT basis, agency FROM wrong_sum ORDER BY 1, 2;
SELECT k.agency FROM _current_tallies('R', 'appraisal') k LEFT JOIN _tallies('R', 'appraisal') n USING (agency) WHERE to_jsonb(k) <> to_jsonb(n);
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'C', 'ratio', 'appraisal', '{"a": 8, "b": 5}');
SELECT count(*) AS stale FROM stale_tally;
SELECT * FROM wrong_sum;

-- ---------------------------------------------------------------------------
-- what users call; names of all other routines begin with an underscore
SELECT p.prokind AS kind, string_agg(p.proname, ' ' ORDER BY p.proname COLLATE "C") AS names
FROM pg_proc p WHERE p.pronamespace = 'reg_writes'::regnamespace AND p.proname NOT LIKE '\_%' GROUP BY 1 ORDER BY 1;
SELECT p.oid::regprocedure AS neither_internal_nor_a_trigger
FROM pg_proc p WHERE p.pronamespace = 'reg_writes'::regnamespace AND p.proname LIKE '\_%' AND obj_description(p.oid, 'pg_proc') IS NULL;

-- ---------------------------------------------------------------------------
-- what serves registries, called by hand

SELECT test.error_of($$SELECT par.registry_leaves(1, 'R', 'self', NULL, false)$$), test.error_of($$SELECT par.registry_leaves(NULL::agency, 'R', 'self', NULL, false)$$),
       test.error_of($$SELECT par.registry_leaves(NULL::leaf_value, 'R', 'other', NULL, false)$$),
       test.error_of($$SELECT par.registry_tallies(NULL::round, 'R', 'self', NULL)$$), test.error_of($$SELECT par.registry_tallies(NULL::tally, 'R', '', NULL)$$);
SELECT (SELECT count(*) FROM par.registry_leaves(NULL::leaf_value, NULL, 'self', NULL, false)) AS no_round,
       (SELECT count(*) FROM par.registry_leaves(NULL::leaf_value, 'nowhere', 'self', NULL, false)) AS unknown,
       (SELECT count(*) FROM par.registry_leaves(NULL::leaf_value, 'R', 'self', '{}', false)) AS nobody,
       (SELECT count(*) FROM par.registry_leaves(NULL::leaf_value, 'R', 'self', '{A,A,NULL,nobody}', false)) AS one,
       (SELECT count(*) FROM par.registry_leaves(NULL::leaf_value, 'R', 'self', NULL, NULL)) AS all_of_them,
       (SELECT count(*) FROM par.registry_leaves(NULL::leaf_value, 'R', 'appraisal', NULL, true)) AS missing,
       (SELECT count(*) FROM par.registry_tallies(NULL::tally, 'R', 'self', '{{A,B},{C,A}}')) AS three;
SELECT criterion, stage, inputs, entered_points, applicable, exempt_reason, counted_points, counted_max_points
FROM par.registry_leaves(NULL::leaf_item, 'R', 'self', '{C}', false);
SELECT par.registry_context(NULL::assessment, 'R', 'A', 'gate', 'self',
    '{max_points,round_year,agency(x),agency(,target(b),points(,points(),points(x),"points(''ratio'')","points(''''''\'''')",peer_sum(b),what(),"",NULL}', '[1]');
SELECT par.registry_context(NULL::assessment, 'R', 'A', 'objective', 'self', '{target(b)}', NULL) AS target,
       par.registry_context(NULL::assessment, 'nowhere', 'A', 'gate', 'self', '{max_points,round_year,"points(''ratio'')"}', '{}') AS nowhere,
       par.registry_context(NULL::assessment, 'R', NULL, 'gate', 'self', '{max_points}', '{}') IS NULL AS nobody;
SELECT test.error_of($$SELECT par.registry_context(NULL::assessment, 'R', 'A', 'gate', 'self', '{previous(1 +)}', '{}')$$),
       test.error_of($$SELECT par.registry_context('x'::text, 'R', 'A', 'gate', 'self', '{}', '{}')$$);
-- the facts of another criterion, and of the next statement, are others
SELECT code, par.registry_context(NULL::assessment, 'R', 'A', code, 'self', '{max_points}', '{}') FROM criterion WHERE scheme = 'S' ORDER BY code;
SELECT par.registry_keep_tally(NULL::tally, NULL, '{A}', NULL, NULL), par.registry_keep_tally(NULL::tally, 'nowhere', '{A}', '{}', '{}'),
       par.registry_keep_tally(NULL::tally, 'R', '{A,nobody,NULL}', NULL, '{B}');
SELECT * FROM wrong_sum;
SET ROLE regress_writer;
SELECT test.error_of($$SELECT par.registry_keep_tally(NULL::reg_writes.tally, 'R', '{A}', NULL, NULL)$$),
       test.error_of($$SELECT * FROM par.registry_tallies(NULL::reg_writes.tally, 'R', 'self', NULL)$$);
RESET ROLE;
CREATE TABLE other (round text, agency integer, stage text, criterion text, inputs jsonb, points numeric, note text,
                    assessed_by text, assessed_at timestamptz, not_applicable boolean, by_hand boolean, context jsonb);
CREATE TRIGGER t AFTER INSERT ON other REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION par.assessments_written();
SELECT test.error_of($$INSERT INTO other VALUES ('R', 1)$$);
CREATE OR REPLACE TRIGGER t AFTER INSERT ON other FOR EACH STATEMENT EXECUTE FUNCTION par.assessments_written();
SELECT test.error_of($$INSERT INTO other VALUES ('R', 1)$$);
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION par.assessments_written();
SELECT test.error_of($$INSERT INTO other VALUES ('R', 1)$$);
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION par.assessment_score();
SELECT test.error_of($$INSERT INTO other VALUES ('R', 1)$$);
SELECT test.error_of('SELECT par.assessments_written()');

SET client_min_messages = error;
DROP SCHEMA reg_writes CASCADE;
CALL test.drop_roles('regress_writer', 'regress_appraiser', 'regress_registry');
