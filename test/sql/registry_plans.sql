-- What is written in bulk takes as long as there are rows, whatever the planner knows of tables:
-- nothing on a new database, that they are empty where autovacuum came by before they were
-- filled, or what they hold.  Counted are rows read of each table, not seconds.
SET client_min_messages = warning;
CALL par.create_registry('reg_plans');
SET search_path = reg_plans;
SET statement_timeout = '60s';
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, position) SELECT 'S', f::text, 'Lĩnh vực', 10, f FROM generate_series(1, 4) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, position)
SELECT 'S', f || '.' || c, f::text, 'Tiêu chí', 1, CASE WHEN c = 10 THEN format('points(''%s.1'') = 0: 0; else: min(1, x / 10)', f) ELSE 'min(1, x / 10)' END, c
FROM generate_series(1, 4) f, generate_series(1, 10) c;
INSERT INTO variable (scheme, criterion, name, kind) SELECT scheme, code, 'x', 'count' FROM criterion WHERE parent IS NOT NULL;
INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Xã', 'xã' FROM generate_series(1, 100) i;
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('R', 'S', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;
CALL advance('R');
INSERT INTO zero_missing (round, agency, reason) SELECT 'R', code, 'thử' FROM agency;
CALL advance('R');
CREATE TABLE figure AS SELECT a.code AS agency, c.code AS criterion, 'x' AS variable, 1 AS value FROM agency a, criterion c WHERE c.parent IS NOT NULL;
INSERT INTO feed (scheme, code, view_schema, view_name) VALUES ('S', 'f', 'reg_plans', 'figure');

CREATE TABLE rows_read (name text PRIMARY KEY, before bigint);
-- runs a statement, and tells of what table, if it is no small one, rows were read more than 20 times
CREATE PROCEDURE read_too_often(statement text)
    LANGUAGE plpgsql
    AS $$
DECLARE
    t record;
BEGIN
    DELETE FROM rows_read;
    INSERT INTO rows_read SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE schemaname = 'reg_plans';
    EXECUTE statement;
    FOR t IN
        SELECT s.relname, coalesce(s.seq_tup_read, 0) + coalesce(s.idx_tup_fetch, 0) - coalesce(b.before, 0) AS count
        FROM pg_stat_xact_user_tables s LEFT JOIN rows_read b ON b.name = s.relname
        WHERE s.schemaname = 'reg_plans' AND s.relname <> 'rows_read' AND pg_relation_size(s.relid) > 10 * 8192
    LOOP
        IF t.count > 20 * 4000 THEN
            RAISE WARNING '% rows of % were read', t.count, t.relname;
        END IF;
    END LOOP;
END
$$;

-- nothing is known
CALL read_too_often($$CALL collect('R')$$);
UPDATE figure SET value = 2 WHERE agency = 'X1';
CALL read_too_often($$CALL collect('R')$$);
UPDATE figure SET value = 3;
CALL read_too_often($$CALL collect('R')$$);
-- they are known as empty, and then filled
DELETE FROM assessment;
DELETE FROM collected;
ANALYZE;
CALL read_too_often($$CALL collect('R')$$);
UPDATE figure SET value = 4 WHERE agency = 'X1';
CALL read_too_often($$CALL collect('R')$$);
UPDATE figure SET value = 5;
CALL read_too_often($$CALL collect('R')$$);
-- they are known as they are, but for those through which rows go
VACUUM ANALYZE;
UPDATE figure SET value = 6 WHERE agency = 'X1';
CALL read_too_often($$CALL collect('R')$$);
UPDATE figure SET value = -1;
CALL read_too_often($$CALL collect('R')$$);
ANALYZE collect_row;
UPDATE figure SET value = 7;
CALL read_too_often($$CALL collect('R')$$);
ANALYZE collect_row;
UPDATE figure SET value = 8 WHERE agency <= 'X4';
CALL read_too_often($$CALL collect('R')$$);
SELECT rows_read, written, unchanged, refused FROM collect_run ORDER BY id;

-- the same with a file: new, again, and after a mistake
DELETE FROM assessment;
ANALYZE;
CREATE VIEW sheet AS SELECT 'R' AS round, agency, criterion, 'appraisal' AS stage, variable, value FROM figure;
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT * FROM sheet;
CALL read_too_often('CALL import(dry_run => true)');
CALL read_too_often('CALL import()');
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT * FROM sheet WHERE agency = 'X1';
CALL read_too_often('CALL import()');
UPDATE figure SET value = -1;
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT * FROM sheet;
CALL read_too_often('CALL import()');
SELECT count(*) FROM import_problem;
CALL clear_import();
ANALYZE import_row;
UPDATE figure SET value = 9;
INSERT INTO import_row (round, agency, criterion, stage, variable, value) SELECT * FROM sheet;
CALL read_too_often('CALL import()');
SELECT count(*), min(inputs::text), max(inputs::text) FROM assessment;

RESET statement_timeout;
DROP SCHEMA reg_plans CASCADE;
