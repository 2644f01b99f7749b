-- Attacks on a registry that others work in: who wants what, and what refuses it.  What is
-- printed is the refusal, SQLSTATE and message, or what was to be harmed, unharmed.
SET client_min_messages = warning;
CALL par.create_registry('reg_attacks');
SET search_path = reg_attacks;
SELECT current_database() AS database \gset

-- A published round, one at work, one prepared under a draft that is not shown yet; a draft in
-- consultation.  Rank and peers are what agencies must not learn early.
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false), ('hidden', 'Bản nháp', 'sở', false);
INSERT INTO scheme (code, title, agency_kind, graded, in_consultation) VALUES ('consulted', 'Lấy ý kiến', 'sở', false, true);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('S', 'hand', 'Chấm tay', 40, NULL), ('S', 'ratio', 'Tỷ lệ', 40, 'a = 0: na; else: min(40, 40 * b / a)'),
    ('S', 'best', 'So với các sở khác', 20, 'known(peer_mean(b)) and b > peer_mean(b): 20; else: 10'),
    ('hidden', 'secret', 'Bí mật', 100, NULL), ('consulted', 'open', 'Công khai', 100, NULL);
INSERT INTO variable (scheme, criterion, name, kind)
SELECT 'S', c, v, 'count' FROM (VALUES ('ratio', 'a'), ('ratio', 'b'), ('best', 'b')) x (c, v);
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) SELECT x, 'Sở ' || x, 'sở' FROM unnest('{A,B,C,D}'::text[]) x;
INSERT INTO round (code, scheme, year, title) VALUES ('old', 'S', 2024, 'Năm 2024'), ('now', 'S', 2025, 'Năm 2025'), ('next', 'hidden', 2026, 'Năm 2026');
-- D takes part in nothing but the published round
INSERT INTO participant (round, agency) SELECT r, a FROM unnest('{old,now,next}'::text[]) r, unnest('{A,B,C}'::text[]) a UNION ALL SELECT 'old', 'D';
CALL advance('old');
INSERT INTO zero_missing (round, agency, reason) SELECT 'old', code, 'không nộp' FROM agency;
CALL advance('old');
INSERT INTO assessment (round, agency, criterion, stage, points)
SELECT 'old', a.code, 'hand', 'appraisal', 10 + ascii(a.code) % 7 FROM agency a;
CALL advance('old');
CALL advance('old');
CALL advance('old');
CALL publish('old');
CALL advance('now');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'now', a, v.c, 'self', v.i::jsonb, v.p
FROM unnest('{A,B,C}'::text[]) a, (VALUES ('hand', NULL, 7), ('ratio', '{"a": 4, "b": 3}', NULL), ('best', '{"b": 7}', NULL)) v (c, i, p);
INSERT INTO evidence (round, agency, criterion, title, uri) SELECT 'now', a, 'hand', 'Báo cáo ' || a, 'file:///' || a FROM unnest('{A,B}'::text[]) a;
INSERT INTO comment (scheme, author, body) VALUES ('hidden', 'Vụ', 'nội bộ');

CREATE ROLE regress_admin;
CREATE ROLE regress_a;
CREATE ROLE regress_b;
CREATE ROLE regress_both;
CREATE ROLE regress_appraiser;
CREATE ROLE regress_analyst;
CREATE ROLE regress_reader;
CREATE ROLE regress_nobody;
CALL test.hand_over('reg_attacks');
GRANT USAGE ON SCHEMA test TO regress_admin, regress_a, regress_b, regress_both, regress_appraiser, regress_analyst, regress_reader, regress_nobody;
CALL grant_duty('regress_admin', 'admin');
CALL grant_duty('regress_a', 'submitter', 'A');
CALL grant_duty('regress_b', 'submitter', 'B');
CALL grant_duty('regress_both', 'submitter', 'A');
CALL grant_duty('regress_both', 'appraiser');
CALL grant_duty('regress_appraiser', 'appraiser');
CALL grant_duty('regress_analyst', 'analyst');
CALL grant_duty('regress_reader', 'reader');

-- What a role is told: 'no error', or SQLSTATE and message.  What it writes is undone.
CREATE SCHEMA attack;
GRANT USAGE ON SCHEMA attack TO PUBLIC;
CREATE FUNCTION attack.tells(role name, statement text, path text DEFAULT 'reg_attacks') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text; message text;
BEGIN
    PERFORM set_config('search_path', path, true), set_config('role', role, true);
    EXECUTE statement;
    RAISE EXCEPTION USING ERRCODE = 'ZZZZZ';
EXCEPTION
    WHEN SQLSTATE 'ZZZZZ' THEN
        RETURN 'no error';
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
        RETURN state || ' ' || message;
END $$;
-- and how many rows it sees or writes
CREATE FUNCTION attack.rows(role name, statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM set_config('search_path', 'reg_attacks', true), set_config('role', role, true);
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    RAISE EXCEPTION USING ERRCODE = 'ZZZZZ';
EXCEPTION WHEN SQLSTATE 'ZZZZZ' THEN
    RETURN n;
END $$;

-- ---------------------------------------------------------------------------
-- who has the rights of the owner

-- Who calls what acts as the owner wants it to look elsewhere: it looks in the registry, where
-- nobody else creates anything, then in pg_catalog, and last of all for temporary tables.
SELECT p.oid::regprocedure AS looks_elsewhere, p.proconfig
FROM pg_proc p
WHERE p.pronamespace = 'reg_attacks'::regnamespace AND p.prosecdef
  AND 'search_path=reg_attacks, pg_catalog, pg_temp' <> ALL (coalesce(p.proconfig, '{}'));
SELECT r.rolname AS creates, n AS schema
FROM pg_roles r CROSS JOIN unnest('{reg_attacks,pg_catalog,par}'::name[]) n
WHERE r.rolname ~ '^regress_' AND has_schema_privilege(r.oid, n, 'CREATE') AND (r.rolname, n) <> ('regress_registry', 'reg_attacks');
-- he wants one that belongs to somebody else, or that anybody may call
SELECT p.oid::regprocedure AS of_others FROM pg_proc p
WHERE p.pronamespace = 'reg_attacks'::regnamespace AND (p.proowner <> 'regress_registry'::regrole OR has_function_privilege('regress_nobody', p.oid, 'EXECUTE'));
SELECT c.oid::regclass AS of_others FROM pg_class c
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind IN ('r', 'v', 'S')
  AND (c.relowner <> 'regress_registry'::regrole OR has_table_privilege('regress_nobody', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'));
-- what runs as the owner asks first, in the same words, or is a trigger, or is asked by policies
SELECT p.proname AS asks_nobody
FROM pg_proc p
WHERE p.pronamespace = 'reg_attacks'::regnamespace AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
  AND pg_get_functiondef(p.oid) !~ 'BEGIN ATOMIC\s+SELECT _require_home\(''registry''::regclass, "current_schema"\(\)\) AS _require_home;\s+SELECT _require_(duty|survey)\('
ORDER BY 1;
-- triggers refuse what is not theirs before they do anything
SELECT p.proname AS trusts_its_name FROM pg_proc p
WHERE p.pronamespace = 'reg_attacks'::regnamespace AND p.prorettype = 'trigger'::regtype AND (NOT p.prosecdef OR p.prosrc !~ 'par\.require_place\(TG_TABLE_SCHEMA, pg_catalog\.current_schema\(\)\)');
-- views have the rights of who reads them, but for one's own rows of imports
SELECT c.relname AS as_the_owner, c.reloptions FROM pg_class c
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind = 'v' AND 'security_invoker=true' <> ALL (c.reloptions) ORDER BY 1;
-- and tables have policies, but for those that only admins write and others may read, or that COPY fills
SELECT string_agg(c.relname, ', ' ORDER BY c.relname) AS without_policies FROM pg_class c
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity;

-- ---------------------------------------------------------------------------
-- objects of the attacker in the way

-- He puts his own in front: a table for each of the registry, a function for each of its
-- functions with the same arguments, operators, types.  He creates in a schema that stands
-- first in his path, and in pg_temp before it.
CREATE SCHEMA trap;
GRANT CREATE, USAGE ON SCHEMA trap TO regress_a;
CREATE FUNCTION trap.sprung() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trap was sprung by %', current_user USING ERRCODE = 'XXTRP'; END $$;
GRANT USAGE ON SCHEMA trap TO PUBLIC;
DO $$
DECLARE
    x record;
BEGIN
    FOR x IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind IN ('r', 'v') LOOP
        EXECUTE format('CREATE VIEW trap.%I AS SELECT * FROM reg_attacks.%1$I WHERE trap.sprung()', x.relname);
        EXECUTE format('CREATE TEMP VIEW %I AS SELECT * FROM reg_attacks.%1$I WHERE trap.sprung()', x.relname);
        EXECUTE format('GRANT ALL ON trap.%I, pg_temp.%1$I TO PUBLIC', x.relname);
    END LOOP;
    -- names of functions in pg_temp are never looked up
    FOR x IN SELECT DISTINCT p.proname, a.list
             FROM pg_proc p CROSS JOIN LATERAL (SELECT string_agg(format_type(t, NULL), ', ' ORDER BY n) AS list FROM unnest(p.proargtypes) WITH ORDINALITY u (t, n)) a
             WHERE p.pronamespace IN ('reg_attacks'::regnamespace, 'par'::regnamespace) AND p.prokind <> 'a' AND p.pronargs > 0 AND p.prorettype <> 'internal'::regtype
               AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) t JOIN pg_type y ON y.oid = t WHERE y.typtype = 'p')
    LOOP
        EXECUTE format('CREATE FUNCTION trap.%I(%s) RETURNS boolean LANGUAGE plpgsql AS ''BEGIN RETURN trap.sprung(); END''', x.proname, x.list);
    END LOOP;
    FOR x IN SELECT DISTINCT o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r FROM pg_operator o
             WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprname IN ('=', '<>', '<', '>', '||', '~', '!~', '->', '->>', '@>', '<@', '+', '-')
               AND o.oprleft = ANY ('{text,name,jsonb,numeric,integer,bigint,timestamptz,text[],oid,boolean}'::regtype[]) AND o.oprright <> 0
    LOOP
        EXECUTE format('CREATE OR REPLACE FUNCTION trap.op(a %s, b %s) RETURNS boolean LANGUAGE plpgsql AS ''BEGIN RETURN trap.sprung(); END''', x.l, x.r);
        EXECUTE format('CREATE OPERATOR trap.%s (FUNCTION = trap.op, LEFTARG = %s, RIGHTARG = %s)', x.oprname, x.l, x.r);
    END LOOP;
    FOR x IN SELECT t FROM unnest('{text,jsonb,name,bigint,numeric,regclass,regrole}'::text[]) t LOOP
        EXECUTE format('CREATE DOMAIN trap.%s AS pg_catalog.%s CHECK (trap.sprung())', x.t, CASE x.t WHEN 'bigint' THEN 'int8' ELSE x.t END);
    END LOOP;
END $$;
CREATE TABLE attack.figures AS SELECT 'A' AS agency, 'a' AS variable, 5 AS value;
GRANT SELECT ON attack.figures TO PUBLIC;
INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'figures', 'best', 'attack', 'figures');
-- nothing of it is touched by whatever he, or whoever else has his path, calls and writes
CREATE TABLE attack.deed (place serial, role name, statement text);
INSERT INTO attack.deed (role, statement) VALUES
    ('regress_a', 'SELECT reg_attacks.actor(), reg_attacks.has_duty(''{admin}''), reg_attacks.my_agencies(), reg_attacks._my_roles(), reg_attacks._lineage(''{A}''), reg_attacks._shown_schemes(false, true), reg_attacks._released(false), reg_attacks._published_rounds()'),
    ('regress_a', 'SELECT reg_attacks.whoami()'),
    ('regress_a', 'SELECT reg_attacks.log_head()'),
    ('regress_admin', 'SELECT reg_attacks.as_of(''now'', now())'),
    ('regress_admin', 'SELECT reg_attacks.history(''now'', ''A'', ''hand'')'),
    ('regress_admin', 'CALL reg_attacks.seal_log()'),
    ('regress_a', 'SELECT reg_attacks._context_shown(''now'', ''A'', ''best'', ''self'')'),
    ('regress_a', 'SELECT reg_attacks._shares_anew(''old'', 1, ''S'', ''A'', ''{hand,best}'')'),
    ('regress_a', 'SELECT reg_attacks.survey_points(''old'', ''{A}'')'),
    ('regress_a', 'SELECT reg_attacks.survey_estimate(''old'', ''A'')'),
    ('regress_a', 'INSERT INTO reg_attacks.evidence (round, agency, criterion, title) VALUES (''now'', ''A'', ''hand'', ''Báo cáo'')'),
    ('regress_a', 'UPDATE reg_attacks.evidence SET title = ''x'''),
    ('regress_a', 'DELETE FROM reg_attacks.evidence'),
    ('regress_a', 'INSERT INTO reg_attacks.explanation (round, agency, criterion, answer) VALUES (''now'', ''A'', ''hand'', ''vì thế'')'),
    ('regress_a', 'INSERT INTO reg_attacks.exemption (round, agency, criterion, reason) VALUES (''now'', ''A'', ''hand'', ''không có'')'),
    ('regress_a', 'INSERT INTO reg_attacks.comment (scheme, author, body) VALUES (''consulted'', ''x'', ''x'')'),
    ('regress_a', 'UPDATE reg_attacks.assessment SET inputs = ''{"a": 5, "b": 3}'', note = ''x'' WHERE inputs ? ''a'''),
    ('regress_a', 'DELETE FROM reg_attacks.assessment'),
    ('regress_a', 'INSERT INTO reg_attacks.import_row (round, agency, criterion, stage, points) VALUES (''now'', ''A'', ''hand'', ''self'', ''3'')'),
    ('regress_a', 'CALL reg_attacks.import()'),
    ('regress_a', 'CALL reg_attacks.clear_import()'),
    ('regress_a', 'CALL reg_attacks.submit(''now'', ''A'')'),
    ('regress_analyst', 'SELECT reg_attacks.survey_shortfall(''now'')'),
    ('regress_admin', 'CALL reg_attacks.rescore(''now'')'),
    ('regress_admin', 'UPDATE reg_attacks.agency SET name = name'),
    ('regress_admin', 'INSERT INTO reg_attacks.succession VALUES (''A'', ''D'', ''2024-01-01'')'),
    ('regress_admin', 'INSERT INTO reg_attacks.scheme (code, title, agency_kind) VALUES (''N'', ''N'', ''sở'')'),
    ('regress_admin', 'UPDATE reg_attacks.criterion SET code = ''other'' WHERE scheme OPERATOR(pg_catalog.=) ''consulted'''),
    ('regress_admin', 'INSERT INTO reg_attacks.target VALUES (''now'', ''A'', ''ratio'', ''a'', ''5'')'),
    ('regress_admin', 'INSERT INTO reg_attacks.delegation VALUES (''now'', ''hand'', ''regress_appraiser'')'),
    ('regress_admin', 'INSERT INTO reg_attacks.zero_missing (round, agency, reason) VALUES (''now'', ''A'', ''x'')'),
    ('regress_admin', 'INSERT INTO reg_attacks.stage_window (round, stage, closes_at) VALUES (''now'', ''appraisal'', ''2999-01-01'')'),
    ('regress_admin', 'INSERT INTO reg_attacks.participant (round, agency) VALUES (''now'', ''D'')'),
    ('regress_admin', 'INSERT INTO reg_attacks.round (code, scheme, year, title) VALUES (''N'', ''S'', 2029, ''N'')'),
    ('regress_admin', 'DELETE FROM reg_attacks.round WHERE code OPERATOR(pg_catalog.=) ''next'''),
    ('regress_admin', 'INSERT INTO reg_attacks.survey_answer (round, agency, question, respondent, option) VALUES (''now'', ''A'', ''Q'', ''1'', ''A'')'),
    ('regress_admin', 'CALL reg_attacks.approve_scheme(''consulted'')'),
    ('regress_admin', 'CALL reg_attacks.retire_scheme(''S'')'),
    ('regress_admin', 'CALL reg_attacks.reopen_scheme(''S'')'),
    ('regress_admin', 'CALL reg_attacks.revise_scheme(''S'', ''S2'')'),
    ('regress_admin', 'CALL reg_attacks.import_scheme(''{}'')'),
    ('regress_admin', 'CALL reg_attacks.resolve_comment(1, ''accepted'')'),
    ('regress_admin', 'CALL reg_attacks.advance(''now'')'),
    ('regress_admin', 'CALL reg_attacks.reopen(''now'', ''setup'', ''x'')'),
    ('regress_admin', 'CALL reg_attacks.correct(''old'', ''x'')'),
    ('regress_admin', 'CALL reg_attacks.abandon_correction(''old'')'),
    ('regress_admin', 'CALL reg_attacks.publish(''now'')'),
    ('regress_admin', 'CALL reg_attacks.record_published(''next'', ''2020-01-01'', ''x'')'),
    ('regress_admin', 'CALL reg_attacks.return_submission(''now'', ''A'', ''x'')'),
    ('regress_admin', 'CALL reg_attacks.take_over(''now'')'),
    ('regress_admin', 'CALL reg_attacks.collect(''now'')'),
    ('regress_admin', 'CALL reg_attacks.collect_rows(''now'', ''figures'', ''{A}'', NULL, ''{a}'', ''{4}'')'),
    ('regress_admin', 'CALL reg_attacks.collect_failure(''now'', ''figures'', ''2026-01-01'', ''x'')'),
    ('regress_admin', 'CALL reg_attacks.ask(''now'', ''A'', ''hand'', ''?'')'),
    ('regress_a', 'CALL reg_attacks.answer(1, ''x'')'),
    ('regress_admin', 'CALL reg_attacks.import_round(''{}'', ''A'')'),
    ('regress_admin', 'CALL reg_attacks.set_language(''vi'')'),
    ('regress_admin', 'CALL reg_attacks.grant_duty(''regress_b'', ''submitter'', ''A'')'),
    ('regress_admin', 'CALL reg_attacks.revoke_duty(''regress_b'', ''submitter'')');
SELECT d.role, d.statement, t.told FROM attack.deed d, LATERAL (SELECT attack.tells(d.role, d.statement, 'pg_temp, trap, pg_catalog') AS told) t
WHERE t.told <> 'no error' ORDER BY d.place;
-- every procedure was among them, and the traps are good
SELECT p.proname AS not_tried FROM pg_proc p
WHERE p.pronamespace = 'reg_attacks'::regnamespace AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
  AND NOT EXISTS (SELECT FROM attack.deed d WHERE d.statement ~ ('reg_attacks\.' || p.proname || '\('));
SELECT attack.tells('regress_a', $$SELECT 'x'::trap.name$$, 'trap'), attack.tells('regress_a', $$SELECT 'a'::pg_catalog.text = 'b'::pg_catalog.text$$, 'trap, pg_catalog'),
       attack.tells('regress_a', $$SELECT * FROM assessment$$, 'trap');
DROP SCHEMA trap CASCADE;
DISCARD TEMP;

-- A registry that was renamed by ALTER SCHEMA, which its owner alone can: he who may create
-- schemas makes one of the old name, in which he is admin and nothing is refused.
ALTER SCHEMA reg_attacks RENAME TO reg_moved;
CREATE SCHEMA reg_attacks AUTHORIZATION regress_a;
SET ROLE regress_a;
CREATE TABLE reg_attacks.member AS SELECT 'regress_a'::text AS role_name, 'admin'::text AS duty, NULL::text AS agency;
CREATE TABLE reg_attacks.round AS SELECT 'now'::text AS code, 'published'::text AS stage;
CREATE FUNCTION reg_attacks._require_duty(text[], text DEFAULT NULL) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION reg_attacks._is_owner() RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION reg_attacks.has_duty(text[]) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION reg_attacks.my_agencies() RETURNS text[] LANGUAGE sql AS $$SELECT '{A,B,C}'::text[]$$;
CREATE FUNCTION reg_attacks.actor() RETURNS name LANGUAGE sql AS $$SELECT 'regress_admin'::name$$;
CREATE FUNCTION reg_attacks.equal(text, text) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'called by %', current_user; END$$;
CREATE OPERATOR reg_attacks.= (FUNCTION = reg_attacks.equal, LEFTARG = text, RIGHTARG = text);
RESET ROLE;
-- what acts as the owner, and triggers, refuse; a row for an import is text
SELECT d.role, attack.tells(d.role, replace(d.statement, 'reg_attacks.', 'reg_moved.'), 'reg_attacks') AS told, count(*)
FROM attack.deed d WHERE d.statement !~ '^SELECT' GROUP BY 1, 2 ORDER BY 1, 2;
-- what policies ask goes on reading the member of the registry
SET ROLE regress_a;
SELECT reg_moved.actor(), reg_moved.has_duty('{admin}'), reg_moved.my_agencies(), reg_moved._shown_schemes(false, true);
SELECT role_name, duty, agency FROM reg_moved.whoami();
SELECT string_agg(DISTINCT agency, ' ') AS assessments, (SELECT string_agg(DISTINCT agency, ' ') FROM reg_moved.evidence) AS evidence,
       (SELECT string_agg(role_name, ' ') FROM reg_moved.member) AS members FROM reg_moved.assessment;
-- What runs with the rights of who calls it, such as missing(), does look where it was built:
-- nothing is promised to an admin who goes on working in a registry that was renamed by hand.
RESET ROLE;
DROP SCHEMA reg_attacks CASCADE;
ALTER SCHEMA reg_moved RENAME TO reg_attacks;

-- He has a table of his own, and the registry shall act on it, or he on tables of the registry.
CREATE SCHEMA own AUTHORIZATION regress_a;
GRANT CREATE ON DATABASE :"database" TO regress_a;
SELECT s.attack, attack.tells('regress_a', s.statement, 'own, reg_attacks') AS told
FROM (VALUES
    (1, 'trigger of the registry on his table', 'CREATE TABLE t (code text); CREATE TRIGGER x AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION reg_attacks._record_move()'),
    (2, 'stamp of the registry on his table', 'CREATE TABLE t (code text); CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION reg_attacks._event_guard()'),
    (3, 'trigger of his on a table of the registry', 'CREATE FUNCTION own.f() RETURNS trigger LANGUAGE plpgsql AS ''BEGIN RETURN NEW; END''; CREATE TRIGGER x BEFORE INSERT ON reg_attacks.assessment FOR EACH ROW EXECUTE FUNCTION own.f()'),
    (4, 'rule on a table of the registry', 'CREATE RULE x AS ON INSERT TO reg_attacks.assessment DO ALSO SELECT 1'),
    (5, 'policy', 'CREATE POLICY x ON reg_attacks.assessment USING (true)'),
    (6, 'no policies', 'ALTER TABLE reg_attacks.assessment DISABLE ROW LEVEL SECURITY'),
    (7, 'column default', 'ALTER TABLE reg_attacks.comment ALTER COLUMN entered_by SET DEFAULT ''x'''),
    (8, 'foreign key that tells what is there', 'CREATE TABLE own.t (round text, agency text, FOREIGN KEY (round, agency) REFERENCES reg_attacks.participant)'),
    (9, 'inherits', 'CREATE TABLE own.t () INHERITS (reg_attacks.assessment)'),
    (10, 'takes the rows of a partition', 'CREATE TABLE own.p (LIKE reg_attacks.assessment) PARTITION BY LIST (agency); ALTER TABLE own.p ATTACH PARTITION reg_attacks.assessment DEFAULT'),
    (11, 'index with a function of his', 'CREATE INDEX ON reg_attacks.assessment (agency)'),
    (12, 'statistics', 'CREATE STATISTICS own.s ON round, agency FROM reg_attacks.assessment'),
    (13, 'publishes changes', 'CREATE PUBLICATION x FOR TABLE reg_attacks.assessment'),
    (14, 'empties', 'TRUNCATE reg_attacks.assessment'),
    (15, 'a function in the registry', 'CREATE FUNCTION reg_attacks.actor(x text) RETURNS name LANGUAGE sql AS ''SELECT NULL::name'''),
    (16, 'a function of the registry', 'ALTER FUNCTION reg_attacks.actor() SECURITY DEFINER'),
    (17, 'the schema', 'ALTER SCHEMA reg_attacks RENAME TO mine'),
    (18, 'renames by the extension', 'CALL par.rename_registry(''reg_attacks'', ''mine'')'),
    (19, 'gives to himself', 'CALL par.give_registry(''reg_attacks'', ''regress_a'')'),
    (20, 'gives to a role of his', 'CALL par.give_registry(''reg_attacks'', ''regress_nobody'')'),
    (21, 'upgrades', 'CALL par.upgrade_registry(''reg_attacks'')'),
    (22, 'builds a part', 'CALL par.registry_access()'),
    (23, 'says that he builds', 'SET par_index.building = on; SET search_path = reg_attacks; CALL par.registry_access()'),
    (24, 'drops what is in the way', 'DROP TRIGGER a_hold ON reg_attacks.assessment'),
    (25, 'triggers off', 'SET session_replication_role = replica'),
    (26, 'policies off', 'SET row_security = off; SELECT * FROM reg_attacks.assessment'),
    (27, 'the tally', 'SELECT par.registry_keep_tally(NULL::reg_attacks.tally, ''now'', ''{A}'', ''{}'', ''{}'')'),
    (28, 'the mode', 'SELECT par.registry_mode(NULL::reg_attacks.assessment, ''restores'', true)'),
    (29, 'what act for procedures', 'SELECT reg_attacks._advance(''now'')'),
    (30, 'privileges by what grant_duty does', 'SELECT reg_attacks._give_privileges(''regress_a'', ''admin''); SELECT * FROM reg_attacks.survey_answer')) s (place, attack, statement)
ORDER BY s.place;
REVOKE CREATE ON DATABASE :"database" FROM regress_a;
-- A default, a check, a rule or a policy of his may name actor(): it tells who he is, and no more.
SET ROLE regress_a;
CREATE TABLE own.note (who name DEFAULT reg_attacks.actor(), admin boolean DEFAULT reg_attacks.has_duty('{admin}'), agencies text[] DEFAULT reg_attacks.my_agencies());
INSERT INTO own.note DEFAULT VALUES RETURNING *;
-- He shows an admin a view, or has him call a function: what it reads it reads with his own
-- privileges and for an admin.  What an admin runs of others' code runs as an admin; nothing
-- here can forbid that, but he who gave it to him sees nothing of what the view shows.
CREATE VIEW own.bait AS SELECT agency, points FROM reg_attacks.assessment;
GRANT USAGE ON SCHEMA own TO regress_admin;
GRANT SELECT ON own.bait TO regress_admin;
SELECT string_agg(DISTINCT agency, ' ') AS he_sees FROM own.bait;
SET ROLE regress_admin;
SELECT string_agg(DISTINCT agency, ' ') AS admin_sees FROM own.bait;
-- He has an index, or a materialized view, whose function reads and writes with his privileges
-- on behalf of whoever maintains it: autovacuum does, as a superuser.
SET ROLE regress_a;
CREATE TABLE own.loot (what text);
CREATE FUNCTION own.try(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    INSERT INTO own.loot VALUES (statement);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO own.loot VALUES (concat_ws(' ', SQLSTATE, SQLERRM));
END $$;
CREATE FUNCTION own.steal() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM own.try('INSERT INTO own.loot SELECT agency FROM reg_attacks.assessment'),
            own.try('INSERT INTO own.loot SELECT name FROM reg_attacks.agency WHERE code = ''A'''),
            own.try('INSERT INTO reg_attacks.assessment (round, agency, criterion, stage, points) VALUES (''now'', ''D'', ''hand'', ''self'', 1)'),
            own.try('UPDATE reg_attacks.assessment SET points = 1 WHERE agency = ''C'''),
            own.try('INSERT INTO reg_attacks.evidence (round, agency, criterion, title) VALUES (''now'', ''C'', ''hand'', ''x'')'),
            own.try('CALL reg_attacks.submit(''now'', ''C'')'),
            own.try('INSERT INTO reg_attacks.import_row (round) VALUES (''now'')'),
            own.try('DELETE FROM reg_attacks.own_import_row'),
            own.try('SELECT 1 / count(*) FROM (SELECT reg_attacks._context_shown(''now'', ''C'', ''best'', ''self'') AS x) x WHERE x IS NOT NULL');
END $$;
CREATE FUNCTION own.indexed(x integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM own.steal();
    RETURN x;
END $$;
CREATE TABLE own.bait_table (x integer);
INSERT INTO own.bait_table VALUES (1);
CREATE INDEX ON own.bait_table (own.indexed(x));
TRUNCATE own.loot;
RESET ROLE;
INSERT INTO import_row (round) VALUES ('loaded by the owner');
ANALYZE own.bait_table;
SELECT DISTINCT what FROM own.loot ORDER BY 1;
SELECT (SELECT count(*) FROM participant WHERE submitted_at IS NOT NULL AND round = 'now') AS submitted, (SELECT count(*) FROM import_row) AS loaded;
CALL clear_import();
DROP TABLE own.bait_table;
-- his own he refreshes for himself, nobody else for him
SET ROLE regress_a;
CREATE MATERIALIZED VIEW own.kept AS SELECT DISTINCT agency FROM reg_attacks.assessment;
REFRESH MATERIALIZED VIEW own.kept;
SELECT * FROM own.kept;
RESET ROLE;
SELECT test.error_of('REFRESH MATERIALIZED VIEW own.kept');
SELECT * FROM own.kept;

-- ---------------------------------------------------------------------------
-- how a registry writes: settings that nobody sets

-- He says that what he writes was published so: nobody checks the stage, and it bears the name of
-- who wrote it before.  A table of his own is none of the registry.
UPDATE participant SET submitted_at = now() WHERE round = 'now';
SET ROLE regress_a;
BEGIN;
CREATE TEMP TABLE assessment (x integer);
SELECT par.registry_mode(NULL::pg_temp.assessment, 'restores', true) AS before, par.registry_mode(NULL::pg_temp.assessment, 'restores', true) AS after;
SELECT split_part(test.error_of($$UPDATE reg_attacks.assessment SET points = 9 WHERE criterion = 'hand'$$), E'\n', 1) AS told;
ROLLBACK;
-- and that it only follows: no sums are kept
RESET ROLE;
CALL return_submission('now', 'A', 'x');
SET ROLE regress_a;
BEGIN;
CREATE TEMP TABLE assessment (x integer);
-- what is there no more is no table
SELECT test.error_of($$SELECT par.registry_has_duty(0::oid::regclass, '{admin}')$$) AS duty, test.error_of($$SELECT par.registry_agencies(0::oid::regclass, true)$$) AS agencies;
SELECT par.registry_mode(NULL::pg_temp.assessment, 'follows', true);
UPDATE reg_attacks.assessment SET points = 9 WHERE criterion = 'hand';
RESET ROLE;
SELECT t.points, (SELECT sum(a.points) FROM reg_attacks.assessment a WHERE a.round = 'now' AND a.agency = 'A') AS sum
FROM tally t WHERE t.round = 'now' AND t.agency = 'A' AND t.basis = 'self';
ROLLBACK;
-- by SET, by set_config, for a function, for a role, before the library is loaded
SELECT attack.tells('regress_a', s) FROM unnest(ARRAY['SET par_index.restores = ''on''', 'SET LOCAL par_index.follows = ''x''', 'SELECT set_config(''par_index.restores'', ''16384'', false)',
    'CREATE FUNCTION own.f() RETURNS integer LANGUAGE sql SET par_index.restores = ''on'' AS ''SELECT 1''']) s;
RESET ROLE;
CALL submit('now', 'A');
DO $$ BEGIN EXECUTE format('CREATE PROCEDURE attack.claim() LANGUAGE plpgsql AS $p$BEGIN SET par_index.restores = %L; END$p$', 'reg_attacks'::regnamespace::oid); END $$;
SELECT test.error_of('CALL attack.claim()');
\c
SET search_path = reg_attacks;
SET ROLE regress_a;
CALL attack.claim();
SELECT split_part(test.error_of($$UPDATE assessment SET points = 9 WHERE criterion = 'hand'$$), E'\n', 1) AS told;
SHOW par_index.restores;
\c
SET search_path = reg_attacks;
DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET par_index.restores = %L', current_database(), 'reg_attacks'::regnamespace::oid); END $$;
\c
SET search_path = reg_attacks;
SET ROLE regress_a;
SELECT split_part(test.error_of($$UPDATE assessment SET points = 9 WHERE criterion = 'hand'$$), E'\n', 1) AS told;
SHOW par_index.restores;
\c
ALTER DATABASE :"database" RESET par_index.restores;
\c
SET search_path = reg_attacks;
SET client_min_messages = warning;

-- ---------------------------------------------------------------------------
-- what refusals tell

-- A submitter of A wants to know of others whether there is something: he is told the same of
-- what there is and of what there is not.  B and C take part, D does not.
CALL return_submission('now', 'A', 'lại');
CREATE TABLE attack.question (place serial, what text, there text, not_there text);
INSERT INTO attack.question (what, there, not_there) VALUES
    ('assessment', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'B', 'hand', 'self', 1)$$, $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'D', 'hand', 'self', 1)$$),
    ('appraisal', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('old', 'A', 'hand', 'appraisal', 1)$$, $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('old', 'A', 'ratio', 'appraisal', 1)$$),
    ('on conflict', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'B', 'hand', 'self', 1) ON CONFLICT DO NOTHING$$, $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'D', 'hand', 'self', 1) ON CONFLICT DO NOTHING$$),
    ('upsert', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'B', 'hand', 'self', 1) ON CONFLICT (round, agency, criterion, stage) DO UPDATE SET points = 2$$, $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'D', 'hand', 'self', 1) ON CONFLICT (round, agency, criterion, stage) DO UPDATE SET points = 2$$),
    ('merge', $$MERGE INTO assessment a USING (VALUES ('B')) v (g) ON a.agency = v.g AND a.round = 'now' WHEN MATCHED THEN UPDATE SET points = 1 WHEN NOT MATCHED THEN INSERT (round, agency, criterion, stage, points) VALUES ('now', v.g, 'hand', 'self', 1)$$,
              $$MERGE INTO assessment a USING (VALUES ('D')) v (g) ON a.agency = v.g AND a.round = 'now' WHEN MATCHED THEN UPDATE SET points = 1 WHEN NOT MATCHED THEN INSERT (round, agency, criterion, stage, points) VALUES ('now', v.g, 'hand', 'self', 1)$$),
    ('evidence', $$INSERT INTO evidence (round, agency, criterion, title) VALUES ('now', 'B', 'hand', 'x')$$, $$INSERT INTO evidence (round, agency, criterion, title) VALUES ('now', 'D', 'hand', 'x')$$),
    ('explanation', $$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('now', 'B', 'hand', 'x')$$, $$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('now', 'D', 'hand', 'x')$$),
    ('exemption', $$INSERT INTO exemption (round, agency, criterion, reason) VALUES ('now', 'B', 'hand', 'x')$$, $$INSERT INTO exemption (round, agency, criterion, reason) VALUES ('now', 'D', 'hand', 'x')$$),
    ('submit', $$CALL submit('now', 'B')$$, $$CALL submit('now', 'D')$$),
    ('explain', $$SELECT explain('now', 'B', 'hand')$$, $$SELECT explain('now', 'D', 'hand')$$),
    ('missing_self', $$SELECT missing_self('now', 'B')$$, $$SELECT missing_self('now', 'D')$$),
    ('survey', $$SELECT survey_estimate('now', 'B')$$, $$SELECT survey_estimate('now', 'D')$$),
    ('draft', $$SELECT export_scheme('hidden')$$, $$SELECT export_scheme('none')$$),
    ('draft, look alike', $$SELECT export_scheme('0hidden')$$, $$SELECT export_scheme('0none')$$),
    ('comment on a draft', $$INSERT INTO comment (scheme, author, body) VALUES ('hidden', 'x', 'x')$$, $$INSERT INTO comment (scheme, author, body) VALUES ('none', 'x', 'x')$$),
    ('criterion of a draft', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('next', 'A', 'secret', 'self', 1000)$$, $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('next', 'A', 'none', 'self', 1000)$$),
    ('exempt from it', $$INSERT INTO exemption (round, agency, criterion, reason) VALUES ('next', 'A', 'secret', 'x')$$, $$INSERT INTO exemption (round, agency, criterion, reason) VALUES ('next', 'A', 'none', 'x')$$),
    ('evidence for it', $$INSERT INTO evidence (round, agency, criterion, title) VALUES ('next', 'A', 'secret', 'x')$$, $$INSERT INTO evidence (round, agency, criterion, title) VALUES ('next', 'A', 'none', 'x')$$);
ALTER TABLE attack.question ADD COLUMN told text;
UPDATE attack.question q SET told = attack.tells('regress_a', q.there);
SELECT q.what, t.there, t.not_there IS DISTINCT FROM t.there AS tells
FROM attack.question q
CROSS JOIN LATERAL (SELECT regexp_replace(attack.tells('regress_a', q.there), '"(B|hidden|0hidden|secret)"', '"..."') AS there,
                           regexp_replace(attack.tells('regress_a', q.not_there), '"(D|none|0none)"', '"..."') AS not_there) t
ORDER BY q.place;
-- nor do hints name what he does not see
SET ROLE regress_a;
SELECT test.error_of($$SELECT export_scheme('0hidden')$$), test.error_of($$SELECT export_scheme('0consulted')$$), test.error_of($$INSERT INTO comment (scheme, author, body) VALUES ('0hidden', 'x', 'x')$$);
-- rows for an import: whose duty it is not, and what is not shown, is told before what there is
INSERT INTO import_row (round, agency, criterion, stage, points) VALUES
    ('now', 'B', 'hand', 'self', '1'), ('now', 'D', 'hand', 'self', '1'), ('now', 'A', 'hand', 'appraisal', '1'), ('next', 'A', 'secret', 'self', '1'), ('next', 'A', 'none', 'self', '1');
CALL import();
SELECT line, problem FROM import_problem ORDER BY line;
CALL clear_import();
RESET ROLE;

-- Rows he may not see are not there for any statement.
SELECT s AS statement, attack.rows('regress_a', s) AS rows
FROM unnest(ARRAY[$$SELECT FROM assessment WHERE agency <> 'A'$$, $$SELECT FROM assessment WHERE agency <> 'A' FOR UPDATE$$, $$UPDATE assessment SET note = 'x' WHERE agency <> 'A'$$,
                  $$DELETE FROM assessment WHERE agency <> 'A' RETURNING agency$$, $$WITH w AS (DELETE FROM evidence WHERE agency <> 'A' RETURNING *) SELECT * FROM w$$,
                  $$MERGE INTO evidence e USING (VALUES ('B')) v (g) ON e.agency = v.g WHEN MATCHED THEN DELETE$$, $$SELECT FROM participant WHERE agency <> 'A'$$,
                  $$SELECT FROM scheme WHERE code = 'hidden'$$, $$SELECT FROM criterion WHERE scheme = 'hidden'$$, $$SELECT FROM comment$$, $$SELECT FROM explanation WHERE agency <> 'A'$$,
                  $$SELECT FROM delegation$$, $$SELECT FROM member WHERE role_name <> 'regress_a'$$, $$SELECT FROM score WHERE agency <> 'A'$$, $$SELECT FROM result_item WHERE agency <> 'A'$$,
                  $$SELECT FROM todo WHERE agency <> 'A'$$, $$SELECT FROM progress$$]) s;
-- A function of his in WHERE, cheaper than anything, would see them if it were asked first: of
-- all that has agencies he gets to see those of others in what was published, and agencies.
CREATE FUNCTION attack.glimpse(agency text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$
BEGIN
    IF agency <> 'A' THEN
        RAISE EXCEPTION 'seen';
    END IF;
    RETURN true;
END $$;
SELECT attack.tells('regress_a', format('SELECT FROM %s x WHERE attack.glimpse(x.%I::text)', c.oid::regclass, a.attname)) AS told,
       string_agg(c.relname, ', ' ORDER BY c.relname) AS relations
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind IN ('r', 'v')
  AND (a.attname = 'agency' OR c.relname = 'agency' AND a.attname = 'code') AND has_column_privilege('regress_a', c.oid, a.attname, 'SELECT')
GROUP BY 1 ORDER BY 1;
-- rows for imports that somebody else loaded
SET ROLE regress_b;
INSERT INTO import_row (round, agency, note) VALUES ('now', 'B', 'nội bộ');
CALL import();
SET ROLE regress_a;
INSERT INTO import_row (round, agency, note) VALUES ('now', 'A', 'của A');
SELECT agency, note FROM own_import_row WHERE attack.glimpse(agency);
-- a UNION ALL would be no barrier
SELECT line, problem FROM import_problem WHERE attack.glimpse(table_name);
UPDATE own_import_row SET note = 'x' RETURNING agency, problem;
DELETE FROM own_import_row RETURNING agency;
SELECT test.error_of('SELECT * FROM import_row'), test.error_of($$INSERT INTO import_row (round, loaded_by) VALUES ('now', 'regress_b')$$), test.error_of($$INSERT INTO import_row (round) VALUES ('now') RETURNING line$$);
SET ROLE regress_b;
SELECT agency, note FROM own_import_row;
CALL clear_import();
RESET ROLE;
-- Statistics and sequences tell nothing.  How many rows there are, pg_class.reltuples and
-- EXPLAIN ANALYZE do tell, and numbers of questions have gaps: that is not kept from anybody.
ANALYZE assessment, participant, evidence, comment, criterion, import_row, survey_answer;
SELECT attack.rows('regress_a', $$SELECT FROM pg_stats WHERE schemaname = 'reg_attacks' AND (tablename IN ('assessment', 'participant', 'evidence', 'comment', 'criterion', 'import_row', 'survey_answer') OR tablename LIKE '%shown')$$) AS statistics,
       attack.tells('regress_a', 'SELECT last_value FROM explanation_id_seq') AS sequence, attack.tells('regress_a', 'SELECT nextval(''explanation_id_seq'')') AS next,
       attack.tells('regress_a', 'SELECT stavalues1 FROM pg_statistic') AS raw;
-- Readers learn of rounds what was published, of schemes what is not hidden, of duties their own.
SELECT s AS statement, attack.tells('regress_reader', s) AS told, CASE WHEN attack.tells('regress_reader', s) = 'no error' THEN attack.rows('regress_reader', s) END AS rows
FROM unnest(ARRAY['SELECT FROM shown_round', 'SELECT code FROM round', 'SELECT code FROM scheme', 'SELECT role_name FROM member', 'SELECT agency FROM ranking', 'SELECT _released(false)',
                  'SELECT agency FROM participant', 'SELECT agency FROM assessment', 'SELECT zero_reason FROM result', 'SELECT * FROM result_item', 'SELECT * FROM explain(''old'', ''A'', ''hand'')', 'SELECT * FROM import_problem',
                  'INSERT INTO comment (scheme, author, body) VALUES (''consulted'', ''x'', ''x'')', 'CALL submit(''now'', ''A'')']) s;

-- In a new session, in which nothing was read yet, he has literals, names and comparisons read
-- otherwise, and all of it in parallel: he is told the same.
\c
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SET transform_null_equals = on;
SET quote_all_identifiers = on;
SELECT set_config(name, 'on', false) AS in_parallel FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');
SET search_path = reg_attacks;
SET client_min_messages = warning;
SELECT q.what, q.told, t.told AS now_told FROM attack.question q CROSS JOIN LATERAL (SELECT attack.tells('regress_a', q.there) AS told) t WHERE t.told <> q.told;
SET ROLE regress_a;
SELECT actor(), my_agencies(), has_duty('{admin,appraiser}');
SELECT string_agg(DISTINCT agency, ' ') AS sees FROM assessment;
\c
SET search_path = reg_attacks;
SET client_min_messages = warning;

-- ---------------------------------------------------------------------------
-- who did it

-- He gives himself out for another: no column that says who or when can be written by any duty.
SELECT r AS role, c.relname, a.attname
FROM unnest('{regress_admin,regress_a,regress_both,regress_appraiser,regress_analyst,regress_reader}'::name[]) r
CROSS JOIN pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind = 'r' AND a.attname ~ '_(by|at)$' AND (c.relname, a.attname) NOT IN (('stage_window', 'opens_at'), ('stage_window', 'closes_at'), ('explanation', 'due_at'), ('evidence', 'issued_by'))
  AND (has_column_privilege(r, c.oid, a.attname, 'INSERT') OR has_column_privilege(r, c.oid, a.attname, 'UPDATE'));
-- With a function of hers, which has her rights, he writes what she may: he stays who he is.
GRANT CREATE ON SCHEMA own TO regress_b, regress_appraiser;
GRANT USAGE ON SCHEMA own TO PUBLIC;
SET ROLE regress_b;
CREATE FUNCTION own.as_b(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN EXECUTE statement; END$$;
SET ROLE regress_a;
SELECT test.error_of($$SELECT own.as_b('INSERT INTO reg_attacks.evidence (round, agency, criterion, title) VALUES (''now'', ''B'', ''hand'', ''x'')')$$),
       test.error_of($$SELECT own.as_b('CALL reg_attacks.submit(''now'', ''B'')')$$),
       test.error_of($$SELECT own.as_b('SET ROLE regress_admin')$$);
SELECT own.as_b('UPDATE reg_attacks.assessment SET note = ''by her function'' WHERE agency IN (''A'', ''B'')');
SELECT agency, criterion, note, assessed_by FROM assessment WHERE note IS NOT NULL AND round = 'now' ORDER BY 1, 2;
RESET ROLE;
SELECT agency FROM assessment WHERE round = 'now' AND agency = 'B' AND note IS NOT NULL;
-- what was prepared by one role is executed as another
SET ROLE regress_b;
PREPARE seen AS SELECT DISTINCT agency FROM assessment WHERE round = 'now';
PREPARE noted AS UPDATE assessment SET note = 'prepared' WHERE criterion = 'hand' RETURNING agency, assessed_by;
EXECUTE seen;
SELECT split_part(test.error_of('EXECUTE noted'), E'\n', 1);
SET ROLE regress_a;
EXECUTE seen;
EXECUTE noted;
SET ROLE regress_nobody;
SELECT test.error_of('EXECUTE seen');
RESET ROLE;
DEALLOCATE ALL;
-- A cursor shows what its role saw when it was opened, also after its duty was revoked; what it
-- stands on is not written any more.
CALL grant_duty('regress_nobody', 'submitter', 'C');
SET ROLE regress_nobody;
BEGIN;
DECLARE c CURSOR FOR SELECT agency, criterion FROM assessment WHERE round = 'now' ORDER BY criterion FOR UPDATE;
FETCH 1 FROM c;
RESET ROLE;
CALL revoke_duty('regress_nobody', 'submitter', 'C');
SET LOCAL ROLE regress_nobody;
FETCH 1 FROM c;
SELECT test.error_of('UPDATE reg_attacks.assessment SET note = ''x'' WHERE CURRENT OF c');
COMMIT;
RESET ROLE;

-- ---------------------------------------------------------------------------
-- two duties at once: what one role may of each must not make a third

UPDATE participant SET submitted_at = now() WHERE round = 'now' AND submitted_at IS NULL;
CALL advance('now');
CALL ask('now', 'A', 'hand', 'Vì sao A?');
CALL ask('now', 'B', 'hand', 'Vì sao B?');
SELECT id AS of_b FROM explanation WHERE agency = 'B' \gset
-- a question that he does not see is as if it were not there
SELECT regexp_replace(attack.tells('regress_a', format('CALL answer(%s, ''x'')', :of_b)), '\d+$', '...') AS there, regexp_replace(attack.tells('regress_a', 'CALL answer(99999, ''x'')'), '\d+$', '...') AS not_there;
SELECT s.attack, attack.tells('regress_both', s.statement) AS told
FROM (VALUES
    (1, 'answers for B', $$UPDATE explanation SET answer = 'x' WHERE agency = 'B'$$),
    (2, 'answers for all', $$UPDATE explanation SET answer = 'x'$$),
    (3, 'asks and answers at once', $$INSERT INTO explanation (round, agency, criterion, question, answer) VALUES ('now', 'B', 'ratio', 'x?', 'x')$$),
    (4, 'asks B, and answers', $$UPDATE explanation SET question = 'x?', answer = 'x' WHERE agency = 'B'$$),
    (5, 'explains for B', $$INSERT INTO explanation (round, agency, criterion, answer) VALUES ('now', 'B', 'ratio', 'x')$$),
    (6, 'answers for B by the call', format('CALL answer(%s, ''x'')', :of_b)),
    (8, 'self-assesses for B anew', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'B', 'hand', 'self', 1)$$),
    (9, 'evidence for B', $$INSERT INTO evidence (round, agency, criterion, title) VALUES ('now', 'B', 'hand', 'x')$$),
    (10, 'submits for B', $$CALL submit('now', 'B')$$),
    (11, 'accepts an exemption', $$INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('now', 'A', 'hand', 'x', 'accepted')$$),
    (12, 'appraises A, as appraisers do', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'A', 'hand', 'appraisal', 1)$$),
    (13, 'answers for A, as submitters do', $$UPDATE explanation SET answer = 'x' WHERE agency = 'A'$$)) s (place, attack, statement)
ORDER BY s.place;
SELECT attack.rows('regress_both', $$SELECT FROM assessment WHERE agency = 'B' AND stage = 'self'$$) AS sees, attack.rows('regress_both', $$UPDATE assessment SET points = 1 WHERE agency = 'B' AND stage = 'self'$$) AS writes;
-- each with one of them
SELECT attack.tells('regress_a', $$UPDATE explanation SET question = 'x?'$$) AS submitter_asks, attack.tells('regress_appraiser', $$UPDATE explanation SET answer = 'x'$$) AS appraiser_answers,
       attack.tells('regress_admin', $$UPDATE explanation SET answer = 'x'$$) AS admin_answers, attack.rows('regress_a', $$UPDATE explanation SET answer = 'x'$$) AS answered;
-- a delegated criterion is not that of who has the duty alone
INSERT INTO delegation VALUES ('now', 'hand', 'regress_appraiser');
SELECT r AS role, attack.tells(r, $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'A', 'hand', 'appraisal', 1)$$) AS by_hand, attack.tells(r, $$CALL take_over('now', 'A', 'hand')$$) AS taken_over,
       attack.rows(r, 'SELECT FROM delegation') AS sees
FROM unnest('{regress_appraiser,regress_both,regress_admin}'::name[]) r;
SET ROLE regress_both;
INSERT INTO import_row (round, agency, criterion, stage, points) VALUES ('now', 'B', 'hand', 'appraisal', '3'), ('now', 'A', 'hand', 'self', '3'), ('now', 'B', 'hand', 'self', '3');
CALL import();
SELECT line, split_part(problem, '. ', 1) AS problem FROM import_problem ORDER BY line;
CALL clear_import();
RESET ROLE;

-- ---------------------------------------------------------------------------
-- duties that he gives himself

SELECT r AS role, attack.tells(r, format('CALL grant_duty(%L, ''admin'')', r)) AS by_call, attack.tells(r, format('INSERT INTO member (role_name, duty, granted_by) VALUES (%L, ''admin'', ''x'')', r)) AS by_hand,
       attack.tells(r, 'SELECT _grant_duty(''regress_a'', ''admin'', NULL)') AS by_what_it_does
FROM unnest('{regress_a,regress_appraiser,regress_analyst,regress_reader,regress_nobody}'::name[]) r;
-- Who logged in as another, as pools do, goes back by RESET ROLE: SET ROLE is for statements of
-- one's own, and no barrier to people who write them.
SET SESSION AUTHORIZATION regress_a;
SELECT left(test.error_of('GRANT regress_admin TO regress_a'), 5) AS membership, test.error_of('SET ROLE regress_admin') AS set_role, test.error_of('SET SESSION AUTHORIZATION regress_admin') AS session,
       test.error_of($$SELECT set_config('role', 'regress_admin', false)$$) AS by_function, left(test.error_of('ALTER ROLE regress_a SET role = regress_admin'), 5) AS at_login;
RESET SESSION AUTHORIZATION;
-- an admin lets in whom he may not, by names that mean others
SELECT n AS name, attack.tells('regress_admin', format('CALL grant_duty(%L, ''reader'')', n)) AS told
FROM unnest('{regress_registry,public,PUBLIC,current_user,session_user,none,pg_monitor,"regress_a","regress_a; DROP TABLE x",""," regress_a",NULL}'::text[]) n
UNION ALL
SELECT 'a superuser', attack.tells('regress_admin', format('CALL grant_duty(%L, ''reader'')', session_user));
CREATE ROLE "regress ""x""; --";
SELECT rpad('regress_', 63, 'x') AS long \gset
CREATE ROLE :"long";
CALL grant_duty('regress "x"; --', 'reader');
CALL grant_duty(:'long', 'submitter', 'D');
SELECT role_name, duty, agency FROM member WHERE role_name ~ '^regress "|xx' ORDER BY 1;
SET ROLE "regress ""x""; --";
SELECT role_name, duty FROM whoami();
SET ROLE :"long";
SELECT role_name, duty, agency FROM whoami();
RESET ROLE;
-- the last words of a name too long are another's
SELECT attack.tells('regress_admin', format('CALL grant_duty(%L, ''admin'')', :'long' || 'y')) LIKE '42704%' AS cut_off;
CALL revoke_duty('regress "x"; --', 'reader');
CALL revoke_duty(:'long', 'submitter');
DROP ROLE "regress ""x""; --", :"long";
SELECT attack.tells('regress_admin', 'CALL grant_duty(''regress_a'', NULL)'), attack.tells('regress_admin', 'CALL grant_duty(''regress_a'', ''owner'')'), attack.tells('regress_admin', 'CALL grant_duty(''regress_a'', ''admin'', ''A'')');

-- A role is dropped, and later there is another of that name: the duties of the first are not
-- those of the second, whatever it is granted.
CREATE ROLE regress_leaver;
CALL grant_duty('regress_leaver', 'admin');
CALL grant_duty('regress_leaver', 'appraiser');
-- by revoke_duty it would be in one go
SET ROLE regress_registry;
REVOKE USAGE ON SCHEMA par FROM regress_leaver;
RESET ROLE;
DROP OWNED BY regress_leaver;
DROP ROLE regress_leaver;
CREATE ROLE regress_leaver;
GRANT regress_a TO regress_leaver;
GRANT USAGE ON SCHEMA attack TO regress_leaver;
SET ROLE regress_leaver;
SELECT role_name, duty, agency FROM whoami();
SELECT string_agg(DISTINCT agency, ' ') AS sees, has_duty('{admin,appraiser}') FROM assessment;
RESET ROLE;
CALL revoke_duty('regress_leaver', 'appraiser');
CALL grant_duty('regress_leaver', 'reader');
SET ROLE regress_leaver;
SELECT role_name, duty, agency FROM whoami();
RESET ROLE;
-- one that is renamed has no duty until it is granted to the new name; nor has who takes the old one
CREATE ROLE regress_married;
CALL grant_duty('regress_married', 'analyst');
ALTER ROLE regress_married RENAME TO regress_new_name;
CREATE ROLE regress_married;
GRANT regress_a TO regress_married, regress_new_name;
SET ROLE regress_new_name;
SELECT has_duty('{analyst}'), string_agg(DISTINCT agency, ' ') AS sees FROM assessment;
SET ROLE regress_married;
SELECT has_duty('{analyst}'), string_agg(DISTINCT agency, ' ') AS sees FROM assessment;
RESET ROLE;
CALL grant_duty('regress_married', 'reader');
SELECT role_name, duty FROM member WHERE role_name IN ('regress_married', 'regress_new_name');
CALL revoke_duty('regress_married', 'reader');
CALL revoke_duty('regress_leaver', 'reader');
SET ROLE regress_registry;
REVOKE USAGE ON SCHEMA par FROM regress_new_name;
RESET ROLE;
DROP OWNED BY regress_leaver, regress_married, regress_new_name;
DROP ROLE regress_leaver, regress_married, regress_new_name;

-- The registry is given to another owner, and renamed as it should be: duties stay.
CREATE ROLE regress_heir;
BEGIN;
CALL par.give_registry('reg_attacks', 'regress_heir');
CALL par.rename_registry('reg_attacks', 'reg_given');
SET search_path = reg_given;
SET LOCAL ROLE regress_a;
SELECT role_name, duty, agency FROM whoami();
SELECT string_agg(DISTINCT agency, ' ') AS sees FROM assessment;
ROLLBACK;
DROP ROLE regress_heir;
-- The owner is let log in: nobody else is let in any more, and who was stays.
ALTER ROLE regress_registry LOGIN;
SELECT attack.tells('regress_admin', 'CALL grant_duty(''regress_nobody'', ''reader'')'), attack.tells('regress_admin', 'CALL revoke_duty(''regress_reader'', ''reader'')');
ALTER ROLE regress_registry NOLOGIN;
-- what was revoked is so at once, with the privileges; a group that is left takes its duties along
CALL revoke_duty('regress_appraiser', 'appraiser');
SELECT attack.tells('regress_appraiser', 'SELECT FROM assessment'), attack.tells('regress_appraiser', 'SELECT has_duty(''{appraiser}'')'), has_schema_privilege('regress_appraiser', 'par', 'USAGE') AS par;
GRANT regress_both TO regress_appraiser;
SELECT attack.rows('regress_appraiser', 'SELECT FROM assessment WHERE agency = ''B''') > 0 AS sees, attack.tells('regress_appraiser', 'INSERT INTO evidence (round, agency, criterion, title) VALUES (''now'', ''B'', ''hand'', ''x'')') AS writes;
REVOKE regress_both FROM regress_appraiser;
SELECT attack.tells('regress_appraiser', 'SELECT FROM assessment');
CALL grant_duty('regress_appraiser', 'appraiser');

-- Agencies that he loaded while he was admin are not written by him who is none any more.
SET ROLE regress_admin;
INSERT INTO import_agency (code, name, kind) VALUES ('Z', 'Sở Z', 'sở');
RESET ROLE;
CALL grant_duty('regress_admin', 'submitter', 'D');
CALL revoke_duty('regress_admin', 'admin');
SET ROLE regress_admin;
CALL import();
SELECT table_name, problem FROM import_problem;
CALL clear_import();
RESET ROLE;
SELECT code FROM agency WHERE code = 'Z';
CALL grant_duty('regress_admin', 'admin');
CALL revoke_duty('regress_admin', 'submitter');

-- ---------------------------------------------------------------------------
-- results, history, schemes: by who has the most duties

-- What was published, and what happened, is nobody's to write; a round is moved by calls alone.
SELECT s.attack, attack.tells('regress_admin', s.statement) AS told
FROM (VALUES
    (1, 'a published appraisal', $$UPDATE assessment SET points = 20 WHERE round = 'old' AND agency = 'A' AND stage = 'appraisal'$$),
    (2, 'a published result', $$UPDATE result SET rank = 1$$),
    (3, 'results of one''s own', $$INSERT INTO result SELECT * FROM result$$),
    (4, 'items of results', $$DELETE FROM result_item$$),
    (5, 'a publication', $$INSERT INTO publication SELECT * FROM publication$$),
    (6, 'a stage', $$UPDATE round SET stage = 'scored' WHERE code = 'now'$$),
    (7, 'a day of publication', $$UPDATE round SET published_at = '1999-01-01'$$),
    (8, 'the year of a published round', $$UPDATE round SET year = 1999 WHERE code = 'old'$$),
    (9, 'the survey of a published round', $$UPDATE round SET survey_held = false WHERE code = 'old'$$),
    (10, 'a submission', $$UPDATE participant SET submitted_at = NULL$$),
    (11, 'a participant with assessments goes', $$DELETE FROM participant WHERE round = 'now' AND agency = 'B'$$),
    (12, 'an event', $$INSERT INTO round_event (round, revision, from_stage, to_stage, reason, changed_by) VALUES ('old', 1, 'review', 'published', 'x', 'x')$$),
    (13, 'an event forged by a trigger of his', $$CREATE TEMP TABLE t (x integer); CREATE FUNCTION pg_temp.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO reg_attacks.round_event (round, revision, from_stage, to_stage) VALUES (''old'', 1, ''review'', ''published''); RETURN NEW; END'; CREATE TRIGGER f BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION pg_temp.f(); INSERT INTO t VALUES (1)$$),
    (14, 'peers', $$UPDATE peer_term SET terms = '{}'$$),
    (15, 'context', $$UPDATE assessment SET context = '{}'$$),
    (16, 'the tally', $$UPDATE tally SET points = 100$$),
    (17, 'points of the survey', $$UPDATE survey_score SET points = 100$$),
    (18, 'an approved scheme', $$UPDATE criterion SET max_points = 1 WHERE scheme = 'S'$$),
    (19, 'its approval', $$UPDATE scheme SET status = 'draft' WHERE code = 'S'$$),
    (20, 'its settings', $$UPDATE scheme SET decimals = 0 WHERE code = 'S'$$),
    (21, 'what a comment said', $$UPDATE comment SET body = 'x'$$),
    (22, 'by whom a comment was entered', $$UPDATE comment SET entered_by = 'x'$$),
    (23, 'the template', $$DELETE FROM template_object$$),
    (24, 'self-assessments', $$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('now', 'A', 'hand', 'self', 1)$$),
    (25, 'evidence', $$INSERT INTO evidence (round, agency, criterion, title) VALUES ('now', 'A', 'hand', 'x')$$)) s (place, attack, statement)
ORDER BY s.place;
-- names that change later do not change what was published
SET ROLE regress_admin;
BEGIN;
UPDATE agency SET name = 'Sở khác' WHERE code = 'A';
INSERT INTO succession VALUES ('A', 'D', '2024-06-01');
SELECT agency_name FROM ranking WHERE round = 'old' AND agency = 'A';
RESET ROLE;
SELECT * FROM verify('old');
ROLLBACK;
-- A draft under a round in setup is renumbered: what names its criteria follows, and none goes unseen.
SET ROLE regress_admin;
BEGIN;
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('next', 'A', 'secret', 'x', 'accepted');
UPDATE criterion SET code = 'renamed' WHERE scheme = 'hidden';
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('hidden', 'secret', 'khác', 1);
SELECT criterion FROM exemption WHERE round = 'next';
SELECT test.error_of($$DELETE FROM criterion WHERE scheme = 'hidden' AND code = 'renamed'$$);
ROLLBACK;
RESET ROLE;
-- Ranks and sums of a part are told to nobody.
SELECT s AS statement, attack.tells('regress_a', s) AS told
FROM unnest(ARRAY['SELECT * FROM standings(''now'')', 'SELECT * FROM missing(''now'')', 'SELECT * FROM verify(''old'')', 'SELECT * FROM tally', 'SELECT context FROM assessment', 'SELECT * FROM peer_term',
    'SELECT par.registry_context(NULL::assessment, ''now'', ''B'', ''best'', ''self'', ''{peer_mean(b)}'', NULL)', 'SELECT 1 / count(*) FROM par.registry_tallies(NULL::tally, ''now'', ''self'', ''{B}'') t WHERE t.points > 0']) s;
SELECT attack.rows('regress_a', 'SELECT FROM ranking WHERE round = ''now''') AS ranked, attack.rows('regress_a', 'SELECT FROM ranking_by_basis WHERE round = ''now''') AS by_basis,
       attack.rows('regress_a', 'SELECT FROM score WHERE round = ''now'' AND (appraisal_points IS NOT NULL OR points IS NOT NULL)') AS points;

-- ---------------------------------------------------------------------------
-- COPY, TRUNCATE, locks, large objects

-- What each duty may fill and empty as a whole.  COPY refuses tables with policies; it fills those
-- for imports, and for admins what has none.  Nobody truncates.
SELECT r AS role, string_agg(c.relname, ', ' ORDER BY c.relname) FILTER (WHERE NOT c.relrowsecurity AND has_any_column_privilege(r, c.oid, 'INSERT')) AS copies_into,
       string_agg(c.relname, ', ' ORDER BY c.relname) FILTER (WHERE NOT has_any_column_privilege(r, c.oid, 'SELECT')) AS never_reads,
       string_agg(c.relname, ', ' ORDER BY c.relname) FILTER (WHERE has_table_privilege(r, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')) AS truncates
FROM unnest('{regress_admin,regress_a,regress_appraiser,regress_analyst,regress_reader,regress_nobody}'::name[]) r CROSS JOIN pg_class c
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind = 'r' GROUP BY r ORDER BY r;
SET ROLE regress_a;
\copy assessment (round, agency, criterion, stage, points) FROM '/dev/null'
\copy evidence (round, agency, criterion, title) FROM '/dev/null'
\copy survey_answer FROM '/dev/null'
\copy import_row FROM '/dev/null'
\copy import_row (round, loaded_by) FROM '/dev/null'
\copy import_agency (code) FROM '/dev/null'
COPY import_row (round, agency) FROM STDIN;
now	B
\.
COPY (SELECT round, agency, loaded_by FROM import_row) TO STDOUT;
COPY (SELECT round, agency FROM own_import_row) TO STDOUT;
COPY assessment (agency, criterion) TO STDOUT;
COPY assessment TO STDOUT;
COPY survey_answer TO STDOUT;
SELECT left(test.error_of($$COPY evidence (agency, title) TO PROGRAM 'cat'$$), 5) AS to_a_program;
CALL clear_import();
RESET ROLE;
-- What one may delete from, one may lock: whoever enters can hold up all others, as long as his
-- transaction lasts; idle_in_transaction_session_timeout and lock_timeout end that.  So can an
-- advisory lock that anybody takes, of which a registry uses (OID of its table, hash of the round).
SELECT r AS role, string_agg(c.relname, ', ' ORDER BY c.relname) AS locks
FROM unnest('{regress_a,regress_appraiser,regress_analyst,regress_reader}'::name[]) r CROSS JOIN pg_class c
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND c.relkind = 'r' AND attack.tells(r, format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', c.relname)) = 'no error' GROUP BY r ORDER BY r;
SELECT attack.tells('regress_a', 'SELECT FROM round FOR UPDATE') AS round, attack.tells('regress_a', 'SELECT FROM participant FOR SHARE') AS participant, attack.tells('regress_a', 'SELECT FROM agency FOR KEY SHARE') AS agency;
-- no column of a registry holds a large object, and none of its functions reads or writes one, or a file
SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'reg_attacks'::regnamespace AND a.atttypid IN ('oid'::regtype, 'bytea'::regtype) AND a.attnum > 0 AND c.relkind IN ('r', 'v');
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'reg_attacks'::regnamespace AND p.prosrc ~* '\mlo_|pg_read_|pg_ls_|dblink';

SET client_min_messages = error;
DROP SCHEMA own, attack, reg_attacks CASCADE;
CALL test.drop_roles('regress_admin', 'regress_a', 'regress_b', 'regress_both', 'regress_appraiser', 'regress_analyst', 'regress_reader', 'regress_nobody', 'regress_registry');
