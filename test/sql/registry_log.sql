-- The log of changes: what is in it, who may not change it, that it is found out if it was
-- changed, and what it tells of the past.
SET client_min_messages = warning;
CALL par.create_registry('reg_log');
SET search_path = reg_log;

-- every table is logged, or is one of those that need not be
SELECT c.relname AS neither_logged_nor_listed
FROM pg_class c
WHERE c.relnamespace = 'reg_log'::regnamespace AND c.relkind = 'r'
  AND c.relname <> ALL ('{change_log,change_row,change_commit,log_seal,registry,template_object,node,node_need,scheme_tree,exempt_leaf,peer_term,tally,stale_tally,import_agency,import_row,import_result,import_item,import_criterion,import_variable,import_answer,import_planned,collect_run,collect_row,collected,imported_document,imported_result,result_part,result_item}')
  AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgfoid = 'par.log_changes'::regproc AND t.tgname IN ('log_inserted', 'log_updated', 'log_deleted', 'log_truncated')) <> 4
ORDER BY 1;
SELECT c.relname AS logged_unguarded
FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'log_inserted'
WHERE c.relnamespace = 'reg_log'::regnamespace AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname IN ('a_log', 'a_hold') AND (g.tgname = 'a_log' OR c.relname = 'assessment'));

-- what was written since it was last looked at
CREATE TABLE seen AS SELECT 0::bigint AS id;
CREATE FUNCTION news() RETURNS TABLE (table_name text, operation text, key text, old text, new text) LANGUAGE plpgsql AS $$
DECLARE
    last bigint := (SELECT max(s.id) FROM seen s);
BEGIN
    UPDATE seen SET id = coalesce((SELECT max(l.id) FROM change_log l), 0);
    RETURN QUERY
    SELECT l.table_name, l.operation, r.key, r.old::text, r.new::text
    FROM change_log l JOIN change_row r ON r.log = l.id WHERE l.id > last ORDER BY l.id, r.place;
END
$$;

INSERT INTO agency (code, name, kind, valid) VALUES ('A', E'Sở "A"\\', 'sở', '[2020-01-31,)'), ('B', E'Sở\tB', 'sở', '(,)');
SELECT * FROM news();
SET datestyle = 'German'; SET timezone = 'Asia/Ho_Chi_Minh'; SET extra_float_digits = -15;
UPDATE agency SET valid = '[2021-12-31,)', name_en = 'Department B' WHERE code = 'B';
SHOW datestyle;
RESET datestyle; RESET timezone; RESET extra_float_digits;
SELECT * FROM news();
-- what stays as it is leaves nothing, nor does what changes no row
UPDATE agency SET name = name;
DELETE FROM agency WHERE code = 'X';
SELECT * FROM news();
-- to the last digit
INSERT INTO scheme (code, title, agency_kind, bonus_cap) VALUES ('S', 'Bộ chỉ số', 'sở', 5.0);
UPDATE scheme SET bonus_cap = 5.00;
UPDATE scheme SET bonus_cap = NULL;
SELECT * FROM news();
-- of all kinds
MERGE INTO agency a USING (VALUES ('B', 'b'), ('C', 'c')) n (code, name) ON n.code = a.code
WHEN MATCHED THEN UPDATE SET name = n.name WHEN NOT MATCHED THEN INSERT (code, name, kind) VALUES (n.code, n.name, 'sở');
SELECT * FROM news() ORDER BY 1, 2, 3;
INSERT INTO agency (code, name, kind) VALUES ('C', 'cc', 'sở'), ('D', 'd', 'sở') ON CONFLICT (code) DO UPDATE SET name = excluded.name;
SELECT * FROM news() ORDER BY 1, 2, 3;
WITH gone AS (DELETE FROM agency WHERE code = 'D' RETURNING *) INSERT INTO agency (code, name, kind) SELECT 'E', name, kind FROM gone;
SELECT * FROM news() ORDER BY 1, 2, 3;
COPY agency (code, name, kind) FROM STDIN;
F	f	sở
\.
SELECT * FROM news();
-- a key that changes
UPDATE agency SET code = 'H' WHERE code = 'F';
SELECT * FROM news();
-- what is long is stored elsewhere
UPDATE agency SET attributes = (SELECT jsonb_object_agg(i, md5(i::text)) FROM generate_series(1, 3000) i) WHERE code = 'A';
UPDATE agency SET attributes = attributes || '{"x": 1}' WHERE code = 'A';
UPDATE agency SET kind = 'sở ' WHERE false;
UPDATE agency SET name_en = 'A' WHERE code = 'A';
UPDATE agency SET attributes = '{}', name_en = NULL WHERE code = 'A';
SELECT operation, key, length(old), md5(old::jsonb ->> 'attributes') = md5((SELECT jsonb_object_agg(i, md5(i::text)) FROM generate_series(1, 3000) i)::text) AS first, length(new) FROM news();
SELECT * FROM verify_log();
-- columns of users; what is generated is not logged
ALTER TABLE agency ADD COLUMN founded date, ADD COLUMN size float8, ADD COLUMN twice float8 GENERATED ALWAYS AS (size * 2) STORED, ADD COLUMN tags text[];
UPDATE agency SET founded = '2001-02-03', size = 0.1, tags = '{a,"b c"}' WHERE code = 'A';
SELECT * FROM news();
SELECT json_populate_record(NULL::agency, r.new) FROM change_row r JOIN change_log l ON l.id = r.log ORDER BY l.id DESC LIMIT 1;
ALTER TABLE agency DROP COLUMN founded, DROP COLUMN twice, DROP COLUMN size, DROP COLUMN tags;
-- nothing but what is committed
BEGIN;
INSERT INTO agency (code, name, kind) VALUES ('I', 'i', 'sở');
SAVEPOINT a;
INSERT INTO agency (code, name, kind) VALUES ('J', 'j', 'sở');
ROLLBACK TO a;
INSERT INTO agency (code, name, kind) VALUES ('K', 'k', 'sở');
COMMIT;
BEGIN;
INSERT INTO agency (code, name, kind) VALUES ('L', 'l', 'sở');
ROLLBACK;
BEGIN;
SAVEPOINT a;
INSERT INTO agency (code, name, kind) VALUES ('M', 'm', 'sở');
ROLLBACK TO a;
INSERT INTO agency (code, name, kind) VALUES ('N', 'n', 'sở');
COMMIT;
SELECT * FROM news();
SELECT count(*) AS entries, count(DISTINCT l.transaction) AS transactions, count(c.transaction) AS committed, count(DISTINCT c.xid) AS ids,
       bool_and(l.changed_at <= c.committed_at) AS before_commit, bool_and(l.transaction <= l.id) AS numbered
FROM change_log l LEFT JOIN change_commit c ON c.transaction = l.transaction;
-- a truncation names what goes
INSERT INTO succession VALUES ('A', 'B', '2024-03-01');
SELECT * FROM news();
TRUNCATE succession;
SELECT * FROM news();
DELETE FROM agency WHERE code > 'C';
SELECT count(*) FROM news();

-- ---------------------------------------------------------------------------
-- a round: what follows from others, and what goes with others

INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, method, kind) VALUES
    ('S', '1', NULL, 'Thủ tục', 60, NULL, 'appraisal', 'scored'),
    ('S', '1.1', '1', 'Tỷ lệ', 40, 'a = 0: na; else: min(40, 40 * b / a)', 'appraisal', 'scored'),
    ('S', '1.2', '1', 'Cổng', 20, 'points(''1.1'') >= 20: 20; else: 0', 'appraisal', 'scored'),
    ('S', '2', NULL, 'Khảo sát', 20, NULL, 'survey', 'scored'),
    ('S', '3', NULL, 'Chấm tay', 20, NULL, 'appraisal', 'scored'),
    ('S', 'T', NULL, 'Thưởng', 5, NULL, 'appraisal', 'bonus');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1.1', 'a', 'count'), ('S', '1.1', 'b', 'count');
INSERT INTO grade (scheme, label, min_index, no_zero_criterion) VALUES ('S', 'Tốt', 80, true), ('S', 'Khá', 50, false), ('S', 'Yếu', 0, false);
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('S', '2', 'Q', 'Hài lòng?');
INSERT INTO answer_option (scheme, code, share) VALUES ('S', 'A', 1), ('S', 'B', 0.5), ('S', 'C', 0);
-- a draft that is renumbered takes what names it along
SELECT count(*) FROM news();
UPDATE criterion SET code = '4' WHERE code = '3';
UPDATE criterion SET code = '0' WHERE code = '1';
UPDATE criterion SET code = '3' WHERE code = '4';
UPDATE criterion SET code = '1' WHERE code = '0';
SELECT table_name, operation, key, old IS NOT NULL AS was_there, new IS NOT NULL AS is_there FROM news();
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'Năm 2025'), ('W', 'S', 2024, 'Năm 2024');
INSERT INTO participant (round, agency) SELECT r.code, a.code FROM round r, agency a;
INSERT INTO stage_window (round, stage) VALUES ('W', 'appraisal');
INSERT INTO exemption (round, agency, criterion, reason) VALUES ('W', 'A', '3', 'x');
SELECT count(*) FROM news();
-- with a participant goes what was prepared for it
INSERT INTO target VALUES ('W', 'C', '1.1', 'b', '3'), ('W', 'B', '1.1', 'b', '4');
INSERT INTO grade_cap VALUES ('W', 'C', 'Khá', 'x');
WITH gone AS (DELETE FROM participant WHERE round = 'W' AND agency = 'C' RETURNING round), added AS (INSERT INTO stage_window (round, stage) SELECT round, 'review' FROM gone) SELECT count(*) FROM gone;
SELECT table_name, operation, key FROM news() ORDER BY 1, 2, 3;
-- with a round goes all that was prepared for it, and the log stays
DELETE FROM round WHERE code = 'W';
SELECT table_name, operation, key FROM news() ORDER BY 1, 2, 3;
CALL advance('R');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'R', a.code, v.c, 'self', v.i::jsonb, v.p FROM agency a, (VALUES ('1.1', '{"a": 4, "b": 1}', NULL), ('1.2', NULL, NULL), ('3', NULL, 10.50)) v (c, i, p);
SELECT table_name, operation, key, old - 'assessed_at' AS old, new - 'assessed_at' AS new
FROM (SELECT table_name, operation, key, old::jsonb, new::jsonb FROM news()) n WHERE key LIKE '["R", "A"%' ORDER BY table_name, operation, key;
-- what follows is logged as well
UPDATE assessment SET inputs = '{"a": 4, "b": 3}' WHERE agency = 'A' AND criterion = '1.1';
SELECT table_name, operation, key, (new::jsonb - 'assessed_at')::text AS new FROM news();
SELECT bool_and((r.old ->> 'assessed_at')::timestamptz < (r.new ->> 'assessed_at')::timestamptz) AS later, max((r.new ->> 'assessed_at')::timestamptz) = (SELECT max(assessed_at) FROM assessment) AS the_same
FROM change_row r WHERE r.key = '["R", "A", "1.1", "self"]' AND r.old IS NOT NULL;
SELECT test.error_of('TRUNCATE assessment');

-- ---------------------------------------------------------------------------
-- who

CREATE ROLE regress_clerk;
CREATE ROLE regress_office;
GRANT regress_office TO regress_clerk;
GRANT USAGE ON SCHEMA test TO regress_office;
CALL test.hand_over('reg_log');
CALL grant_duty('regress_office', 'submitter', 'B');
CREATE FUNCTION as_owner() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$UPDATE assessment SET points = 12 WHERE agency = 'B' AND criterion = '3'$$;
GRANT EXECUTE ON FUNCTION as_owner() TO regress_office;
UPDATE assessment SET points = 11 WHERE agency = 'B' AND criterion = '3';
SET ROLE regress_office;
SELECT as_owner();
UPDATE assessment SET points = 13 WHERE agency = 'B' AND criterion = '3';
RESET ROLE;
SET SESSION AUTHORIZATION regress_clerk;
SELECT reg_log.as_owner();
UPDATE reg_log.assessment SET points = 14 WHERE agency = 'B' AND criterion = '3';
SET ROLE regress_office;
SET application_name = 'phần mềm';
UPDATE reg_log.assessment SET points = 15 WHERE agency = 'B' AND criterion = '3';
SET application_name = '';
UPDATE reg_log.assessment SET points = 16 WHERE agency = 'B' AND criterion = '3';
RESET application_name;
RESET SESSION AUTHORIZATION;
SELECT replace(l.actor, session_user, 'owner') AS actor, replace(l.login, session_user, 'owner') AS login, l.client IS NOT DISTINCT FROM host(inet_client_addr()) AS from_here, l.application ~ 'pg_regress' AS by_test, l.application IS NULL AS unsaid, r.new ->> 'points' AS points
FROM change_log l JOIN change_row r ON r.log = l.id WHERE r.key = '["R", "B", "3", "self"]' AND l.operation = 'UPDATE' ORDER BY l.id;
SELECT session_user = assessed_by AS by_owner FROM assessment WHERE agency = 'B' AND criterion = '3';

-- ---------------------------------------------------------------------------
-- nobody writes it

SELECT test.error_of($$INSERT INTO change_log (transaction, changed_at, actor, table_name, operation, key_columns, row_count, hash) VALUES (1, now(), 'x', 'x', 'x', '{}', 1, 'x')$$),
       test.error_of($$UPDATE change_log SET actor = 'x'$$);
SELECT t AS relation, s AS statement, left(test.error_of(format(s, t)), 5) AS state
FROM unnest('{change_log,change_row,change_commit,log_seal}'::text[]) t, unnest('{INSERT INTO %1$s SELECT * FROM %1$s LIMIT 0,UPDATE %1$s SET hash = hash,DELETE FROM %s,TRUNCATE %s}'::text[]) s
WHERE NOT (s LIKE 'INSERT%' AND t IN ('change_log', 'log_seal') OR s LIKE 'UPDATE%' AND t IN ('change_row', 'change_commit')) ORDER BY 1, 2;
SET ROLE regress_office;
SELECT test.error_of('SELECT * FROM reg_log.change_log'), test.error_of('INSERT INTO reg_log.change_row VALUES (1, 1, $$[]$$)');
SELECT test.error_of('SELECT * FROM reg_log.verify_log()');
RESET ROLE;
-- the trigger is of no use elsewhere
CREATE SCHEMA reg_log_other;
CREATE TABLE reg_log_other.t (code text PRIMARY KEY);
CREATE TRIGGER t AFTER INSERT ON reg_log_other.t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION par.log_changes(code);
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('x')$$);
CREATE TABLE reg_log_other.change_log (LIKE change_log);
CREATE TABLE reg_log_other.change_row (LIKE change_row);
CREATE TABLE reg_log_other.change_commit (LIKE change_commit);
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('x')$$);
CREATE SEQUENCE reg_log_other.change_log_id_seq;
ALTER TABLE reg_log_other.change_row RENAME new TO other;
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('x')$$);
ALTER TABLE reg_log_other.change_row RENAME other TO new;
INSERT INTO reg_log_other.t VALUES ('x');
SELECT key, new FROM reg_log_other.change_row;
-- not at the end of a transaction either
CREATE FUNCTION reg_log_other.caught(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RAISE EXCEPTION ''caught as %'', current_user; END';
TRUNCATE reg_log_other.change_commit;
CREATE INDEX i ON reg_log_other.change_commit (reg_log_other.caught(transaction));
INSERT INTO reg_log_other.t VALUES ('y');
DROP INDEX reg_log_other.i;
ALTER TABLE reg_log_other.change_row OWNER TO regress_office;
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('y')$$);
ALTER TABLE reg_log_other.change_row OWNER TO CURRENT_USER;
CREATE OR REPLACE TRIGGER t AFTER INSERT ON reg_log_other.t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION par.log_changes(other);
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('y')$$);
CREATE OR REPLACE TRIGGER t AFTER INSERT ON reg_log_other.t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION par.log_changes();
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('y')$$);
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON reg_log_other.t FOR EACH ROW EXECUTE FUNCTION par.log_changes(code);
SELECT test.error_of($$INSERT INTO reg_log_other.t VALUES ('y')$$);
SELECT test.error_of('SELECT par.log_changes()'), test.error_of('SELECT par.registry_transaction(1)');
SELECT par.registry_transaction(NULL::pg_class) IS NULL AS of_no_registry, par.registry_transaction(NULL::change_log) IS NULL AS nothing_written;
BEGIN;
INSERT INTO agency (code, name, kind) VALUES ('Z', 'z', 'sở');
SELECT par.registry_transaction(NULL::change_log) = (SELECT max(id) FROM change_log) AS its_first, par.registry_transaction(NULL::reg_log_other.t) IS NULL AS another;
DROP SCHEMA reg_log_other CASCADE;
ROLLBACK;
DROP SCHEMA reg_log_other CASCADE;
-- two registries in a transaction
CALL par.create_registry('reg_log_gone');
BEGIN;
INSERT INTO reg_log_gone.agency (code, name, kind) VALUES ('A', 'a', 'x');
INSERT INTO agency (code, name, kind) VALUES ('Y', 'y', 'sở');
DELETE FROM agency WHERE code = 'Y';
COMMIT;
SELECT (SELECT count(*) FROM reg_log_gone.change_log l JOIN reg_log_gone.change_commit c USING (transaction)) AS there,
       (SELECT array_agg(l.operation ORDER BY l.id) FROM change_log l WHERE l.transaction = (SELECT max(transaction) FROM change_commit)) AS here;
DROP SCHEMA reg_log_gone CASCADE;
-- a registry that goes takes what it would write at the end along
BEGIN;
CALL par.create_registry('reg_log_gone');
INSERT INTO reg_log_gone.agency (code, name, kind) VALUES ('A', 'a', 'x');
DROP SCHEMA reg_log_gone CASCADE;
COMMIT;
-- where nothing logs, nothing is written
BEGIN;
DROP TRIGGER log_updated ON agency;
DROP TRIGGER log_truncated ON assessment;
SELECT test.error_of($$UPDATE agency SET name = 'x'$$), test.error_of($$UPDATE assessment SET note = 'x'$$);
ROLLBACK;

-- ---------------------------------------------------------------------------
-- what was changed is found

SELECT log_head() IS NULL AS unsealed, (SELECT count(*) FROM verify_log());
CALL seal_log();
SELECT count(*) = (SELECT count(*) FROM change_log) AS all_sealed, count(DISTINCT hash) = count(*) AS each_another, max(number) = count(*) AS numbered FROM log_seal;
SELECT * FROM verify_log();
SELECT * FROM verify_log(log_head());
-- what is sealed again is nothing new; heads stay
CREATE TABLE head AS SELECT log_head() AS head;
CALL seal_log();
SELECT head = log_head() AS same FROM head;
UPDATE agency SET name = 'bb' WHERE code = 'B';
SELECT head = log_head() AS same, (SELECT count(*) FROM verify_log(head)) FROM head;
CALL seal_log();
SELECT head = log_head() AS same, (SELECT count(*) FROM verify_log(head)) FROM head;
UPDATE agency SET name = 'bbb' WHERE code = 'B';

-- by whoever owns it, triggers or not: what verify_log says, of entries by what they are
CREATE FUNCTION tampered(statements text, expected_head text DEFAULT NULL) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    t text;
    found text[];
BEGIN
    FOREACH t IN ARRAY '{change_log,change_row,change_commit,log_seal}'::text[] LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', t);
    END LOOP;
    ALTER TABLE change_row DROP CONSTRAINT change_row_pkey;
    EXECUTE statements;
    found := ARRAY(SELECT replace(concat_ws(' ', CASE WHEN v.seal IS NOT NULL THEN 'sealed:' END, v.problem), coalesce(tampered.expected_head, ''), '...')
                   FROM verify_log(tampered.expected_head) WITH ORDINALITY v (seal, entry, problem, place) ORDER BY v.place);
    RAISE SQLSTATE 'RB000';
EXCEPTION WHEN SQLSTATE 'RB000' THEN
    RETURN QUERY SELECT unnest(found);
END
$$;
CREATE FUNCTION fit(entry bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE change_log l
    SET hash = encode(sha256(convert_to(concat(jsonb_build_array(l.id, l.transaction, (extract(epoch FROM l.changed_at) * 1000000)::bigint, l.actor, l.login, l.client, l.application,
                                                                 l.table_name, l.operation, l.key_columns, l.row_count), E'\n',
                                               (SELECT encode(sha256(convert_to(string_agg(concat_ws(E'\n', r.place, r.key, concat(r.old), concat(r.new), concat(r.run), concat(r.run_start), ''), '' ORDER BY r.place), 'UTF8')), 'hex')
                                                FROM change_row r WHERE r.log = l.id)), 'UTF8')), 'hex')
    WHERE l.id = entry
$$;
CREATE VIEW last_sealed AS SELECT s.number, s.log FROM log_seal s ORDER BY s.number DESC LIMIT 1;
CREATE VIEW some_entry AS SELECT l.id FROM change_log l WHERE l.table_name = 'assessment' AND l.operation = 'INSERT' AND l.row_count > 2 ORDER BY l.id LIMIT 1;
-- rows
SELECT * FROM tampered($$UPDATE change_row SET new = replace(new::text, '10.50', '10.5')::json WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$UPDATE change_row SET key = '["R", "A", "3", "appraisal"]' WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$UPDATE change_row SET old = new, new = NULL WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$UPDATE change_row SET place = 8 - place WHERE log = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$UPDATE change_row SET place = place + 1000 WHERE log = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$UPDATE change_row SET run = NULL, run_start = NULL WHERE log = (SELECT id FROM some_entry) AND run LIKE '["R", "A"%'$$);
SELECT * FROM tampered($$UPDATE change_row SET place = 1 WHERE log = (SELECT id FROM some_entry) AND place = 2$$);
SELECT * FROM tampered($$UPDATE change_row SET key = concat(key, E'\n', new), new = NULL WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$DELETE FROM change_row WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$DELETE FROM change_row WHERE log = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$INSERT INTO change_row SELECT log, 100, key, old, new FROM change_row WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$UPDATE change_row SET log = (SELECT log FROM last_sealed) WHERE log = (SELECT id FROM some_entry) AND place = 3$$);
SELECT * FROM tampered($$INSERT INTO change_row VALUES (1000000, 1, '["R"]', NULL, '{}')$$);
-- entries
SELECT * FROM tampered($$UPDATE change_log SET actor = 'x' WHERE id = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$UPDATE change_log SET login = actor WHERE id = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$UPDATE change_log SET changed_at = changed_at + interval '1 microsecond' WHERE id = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$UPDATE change_log SET key_columns = '{agency,round}' WHERE id = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$DELETE FROM change_log WHERE id = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$DELETE FROM change_row WHERE log = (SELECT id FROM some_entry); DELETE FROM change_log WHERE id = (SELECT id FROM some_entry)$$);
-- with a hash that fits, too
SELECT * FROM tampered($$UPDATE change_log SET actor = 'x' WHERE id = (SELECT id FROM some_entry);
    SELECT fit((SELECT id FROM some_entry))$$);
SELECT * FROM tampered($$INSERT INTO change_log OVERRIDING SYSTEM VALUE SELECT id + 1000000, transaction, changed_at, actor, login, client, application, table_name, operation, key_columns, row_count, hash FROM change_log WHERE id = (SELECT id FROM some_entry)$$);
SELECT * FROM tampered($$INSERT INTO change_log OVERRIDING SYSTEM VALUE SELECT id + 1000000, id + 1000000, changed_at, actor, login, client, application, table_name, operation, key_columns, 0, hash FROM change_log WHERE id = (SELECT id FROM some_entry);
    SELECT fit(max(id)) FROM change_log$$);
-- what is not yet sealed
SELECT * FROM tampered($$UPDATE change_row SET new = '{"name":"x"}' WHERE log = (SELECT max(id) FROM change_log)$$);
SELECT * FROM tampered($$DELETE FROM change_row WHERE log = (SELECT max(id) FROM change_log)$$);
-- when it was committed
SELECT * FROM tampered($$UPDATE change_commit SET committed_at = committed_at - interval '1 microsecond' WHERE transaction = (SELECT transaction FROM change_log WHERE id = (SELECT id FROM some_entry))$$);
SELECT * FROM tampered($$DELETE FROM change_commit WHERE transaction = (SELECT transaction FROM change_log WHERE id = (SELECT id FROM some_entry))$$);
SELECT * FROM tampered($$DELETE FROM change_commit WHERE transaction = (SELECT max(transaction) FROM change_log)$$);
-- seals
SELECT * FROM tampered($$UPDATE log_seal SET sealed_at = sealed_at + interval '1 second' WHERE number = 3$$);
SELECT * FROM tampered($$UPDATE log_seal SET hash = repeat('0', 64) WHERE number = 3$$);
SELECT * FROM tampered($$DELETE FROM log_seal WHERE number = 3$$);
SELECT * FROM tampered($$DELETE FROM log_seal WHERE number < 3$$);
SELECT DISTINCT t FROM tampered($$DELETE FROM log_seal WHERE number = 3; UPDATE log_seal SET number = number - 1 WHERE number > 3$$) t;
-- the last ones, or all of them: a head tells
SELECT * FROM tampered($$DELETE FROM log_seal WHERE number = (SELECT number FROM last_sealed)$$);
SELECT * FROM tampered($$DELETE FROM log_seal WHERE number = (SELECT number FROM last_sealed)$$, log_head());
SELECT * FROM tampered($$DELETE FROM log_seal WHERE number = (SELECT number FROM last_sealed)$$, (SELECT head FROM head));
SELECT * FROM tampered($$UPDATE change_log SET actor = 'x' WHERE id = (SELECT id FROM some_entry);
    SELECT fit((SELECT id FROM some_entry));
    DELETE FROM log_seal; CALL seal_log()$$, (SELECT head FROM head));
SELECT * FROM tampered('SELECT', repeat('0', 64));
SELECT count(*) AS nothing_was_changed FROM verify_log();
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT test.error_of('CALL seal_log()');
ROLLBACK;
-- nobody could tell when it was committed
BEGIN;
UPDATE agency SET name = 'x' WHERE code = 'B';
PREPARE TRANSACTION 'x';
-- the transaction at work is not sealed; it is as it was written all the same
BEGIN;
CALL seal_log();
CREATE TEMP TABLE before AS SELECT count(*) FROM log_seal;
UPDATE agency SET name = 'b' WHERE code = 'B';
CALL seal_log();
SELECT (SELECT count FROM before) = count(*) AS same, (SELECT count(*) FROM verify_log()) AS problems FROM log_seal;
COMMIT;

-- more rows than are hashed at once
INSERT INTO agency (code, name, kind) SELECT 'M' || i, 'm', 'sở' FROM generate_series(1, 2500) i;
UPDATE agency SET name = 'mm' WHERE code LIKE 'M%';
DELETE FROM agency WHERE code LIKE 'M%';
SELECT operation, row_count FROM change_log ORDER BY id DESC LIMIT 3;
CALL seal_log();
SELECT * FROM verify_log();
SELECT * FROM tampered($$UPDATE change_row SET new = '{"name":"x"}' WHERE log = (SELECT max(id) FROM change_log WHERE operation = 'UPDATE') AND place = 1001$$);
SELECT * FROM tampered($$DELETE FROM change_row WHERE log = (SELECT max(id) FROM change_log WHERE operation = 'UPDATE') AND place BETWEEN 1001 AND 2000$$);
SELECT * FROM tampered($$UPDATE change_row SET place = CASE WHEN place <= 1000 THEN place + 1000 ELSE place - 1000 END WHERE log = (SELECT max(id) FROM change_log WHERE operation = 'UPDATE') AND place <= 2000$$);

-- whatever a text holds, the log has it as it is
UPDATE agency SET name = E'một\b\f\n\r\t\x01\x1f\x7f"\\/é' WHERE code = 'B';
SELECT r.new::jsonb ->> 'name' = a.name AS same, strpos(r.new::text, E'\n') AS line_feeds
FROM change_row r, agency a WHERE r.log = (SELECT max(id) FROM change_log) AND a.code = 'B';

SET client_min_messages = error;
DROP SCHEMA reg_log CASCADE;
CALL test.drop_roles('regress_clerk', 'regress_office', 'regress_registry');
