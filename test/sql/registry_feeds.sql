-- Feeds: figures that other systems have, read with the rights of who collects and written
-- where they have changed; what people decided stays.
SET client_min_messages = warning;
CALL par.create_registry('reg_feeds');
SET search_path = reg_feeds;
\pset null '-'
CREATE ROLE regress_feeds_admin LOGIN;
CREATE ROLE regress_feeds_appraiser LOGIN;
CREATE ROLE regress_feeds_a LOGIN;
CREATE ROLE regress_feeds_analyst LOGIN;
CREATE ROLE regress_feeds_nobody LOGIN;
GRANT USAGE ON SCHEMA test TO regress_feeds_admin, regress_feeds_appraiser, regress_feeds_a, regress_feeds_analyst, regress_feeds_nobody;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text) VALUES
    ('S', '1', NULL, 'Thủ tục', 40, 'appraisal', NULL), ('S', '1.1', '1', 'Đúng hạn', 10, 'statistic', 'a = 0: na; else: min(10, 10 * b / a)'),
    ('S', '1.2', '1', 'Kế hoạch', 10, 'appraisal', 'date(d) <= date(round_year, 3, 31): 10; else: 5'), ('S', '1.3', '1', 'Công khai', 10, 'appraisal', 'c = ''đủ'': 10; s: 5; else: 0'),
    ('S', '1.4', '1', 'Tỷ lệ', 10, 'statistic', 'p >= 90%: 10; else: 10 * p');
INSERT INTO variable (scheme, criterion, name, kind, choices) VALUES ('S', '1.1', 'a', 'count', NULL), ('S', '1.1', 'b', 'count', NULL), ('S', '1.2', 'd', 'date', NULL),
    ('S', '1.3', 'c', 'choice', '{đủ,thiếu}'), ('S', '1.3', 's', 'boolean', NULL), ('S', '1.4', 'p', 'percent', NULL);
INSERT INTO agency (code, name, kind) SELECT a, 'Sở ' || a, 'sở' FROM unnest('{A,B,C,D}'::text[]) a;
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('R', 'S', 2025, 'Năm 2025', false);
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency WHERE code <> 'D';
CALL test.hand_over('reg_feeds');
CALL grant_duty('regress_feeds_admin', 'admin');
CALL grant_duty('regress_feeds_appraiser', 'appraiser');
CALL grant_duty('regress_feeds_a', 'submitter', 'A');
CALL grant_duty('regress_feeds_analyst', 'analyst');

-- systems beside the registry
CREATE SCHEMA feeds;
CREATE TABLE feeds.dossier (office text, late boolean);
INSERT INTO feeds.dossier SELECT o, i % 4 = 0 FROM (VALUES ('H01', 8), ('H02', 20), ('H09', 3)) v (o, n), generate_series(1, n) i;
CREATE VIEW feeds.dossiers AS
SELECT d.office AS agency, v.variable, v.value
FROM (SELECT office, count(*) AS a, count(*) FILTER (WHERE NOT late) AS b FROM feeds.dossier GROUP BY office) d
CROSS JOIN LATERAL (VALUES ('a', d.a), ('b', d.b)) v (variable, value);
CREATE TABLE feeds.other (agency varchar(10), criterion text, variable text, value text);

-- ---------------------------------------------------------------------------
-- registering: the owner's business
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'x', '1.1', 'feeds', 'nowhere')$$);
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'x', '1.1', 'feeds', 'dossier')$$);
SELECT test.error_of($$INSERT INTO feed (scheme, code, view_schema, view_name) VALUES ('S', 'x', 'feeds', 'dossiers')$$);
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'x', '9', 'feeds', 'dossiers')$$);
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name, stage) VALUES ('S', 'x', '1.1', 'feeds', 'dossiers', 'review')$$);
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', ' x', '1.1', 'feeds', 'dossiers')$$);
CREATE VIEW feeds.no_day AS SELECT *, 'hôm qua' AS as_of FROM feeds.dossiers;
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'x', '1.1', 'feeds', 'no_day')$$);
SET ROLE regress_feeds_admin;
SELECT test.error_of($$INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'x', '1.1', 'feeds', 'dossiers')$$);
INSERT INTO agency_alias VALUES ('một cửa', 'H01', 'A'), ('một cửa', 'H02', 'B');
RESET ROLE;
INSERT INTO feed (scheme, code, criterion, view_schema, view_name, system, schedule) VALUES ('S', 'hồ sơ', '1.1', 'feeds', 'dossiers', 'một cửa', 'hằng đêm');
INSERT INTO feed (scheme, code, view_schema, view_name, stage) VALUES ('S', 'khai', 'feeds', 'other', 'self');

-- ---------------------------------------------------------------------------
-- collecting
SET client_min_messages = notice;
CALL collect('R');
SET ROLE regress_feeds_admin;
SELECT test.error_of($$CALL collect('Q')$$), test.error_of($$CALL collect('R', 'hồ')$$);
CALL advance('R');
-- his agencies' self-assessments are for who enters for them: there is nothing that an admin may collect
CALL collect('R');
CALL collect('R', 'khai');
RESET ROLE;
-- what is there: text, numbers as people and as databases write them, days, yes and no
INSERT INTO feeds.other VALUES
    ('A', '1.2', 'd', '2025-03-31'), ('A', '1.3', 'c', E'\u0111u\u0309'), (E'A\u00a0', '1.3', 's', 'true'), ('B', '1.2', 'd', '31/03/2025'),
    ('B', '1.3', 'c', 'thừa'), ('C', '1.1', 'a', '5'), ('C', '1.2', 'e', '5'), ('C', '1.9', 'x', '5'), ('D', '1.2', 'd', '2025-03-31'), ('X', '1.2', 'd', '2025-03-31'),
    ('C', '1.3', 's', NULL), (NULL, '1.3', 's', 't'), ('C', NULL, 's', 't'), ('C', '1.3', NULL, 't'), ('C', '1.2', 'd', 'nay');
GRANT USAGE ON SCHEMA feeds TO regress_feeds_a;
SET ROLE regress_feeds_a;
-- with the rights of the caller
CALL collect('R');
RESET ROLE;
GRANT SELECT ON feeds.other TO regress_feeds_a;
SET ROLE regress_feeds_a;
CALL collect('R');
CALL collect('R');
SELECT agency, criterion, inputs, points, assessed_by FROM assessment ORDER BY 1, 2;
SELECT feed, run_by, rows_read, written, unchanged, refused, problem FROM collect_run ORDER BY id;
RESET ROLE;
CALL collect('R');
SELECT agency, criterion, variable, value, problem FROM collect_problem ORDER BY agency, criterion, variable;
SET par.language = 'en';
SELECT agency, criterion, variable, value, problem FROM collect_problem ORDER BY agency, criterion, variable;
RESET par.language;
SET ROLE regress_feeds_a;
SELECT * FROM collect_problem;
-- what was handed in stays
SET client_min_messages = warning;
CALL submit('R', 'A');
RESET ROLE;
UPDATE feeds.other SET value = '2025-04-01' WHERE agency = 'A' AND criterion = '1.2';
CALL collect('R', 'khai');
SELECT agency, criterion, variable, value, problem FROM collect_problem WHERE agency = 'A';
SELECT inputs FROM assessment WHERE agency = 'A' AND criterion = '1.2';
INSERT INTO zero_missing (round, agency, reason) VALUES ('R', 'B', 'x'), ('R', 'C', 'x');
CALL advance('R');

-- ---------------------------------------------------------------------------
-- appraisals: twice in a row, after a change, and beside what people decide
GRANT USAGE ON SCHEMA feeds TO regress_feeds_admin, regress_feeds_appraiser;
GRANT SELECT ON ALL TABLES IN SCHEMA feeds TO regress_feeds_admin, regress_feeds_appraiser;
SET client_min_messages = notice;
SET ROLE regress_feeds_admin;
CALL collect('R');
CALL collect('R');
SELECT agency, criterion, inputs, points, assessed_by FROM assessment WHERE stage = 'appraisal' ORDER BY 1, 2;
SELECT agency, variable, value, problem FROM collect_problem WHERE feed = 'hồ sơ' ORDER BY 1, 2;
-- nothing is written where nothing has changed
SELECT count(*) AS logged FROM change_log WHERE table_name = 'assessment' AND id > (SELECT max(l.id) FROM change_log l WHERE l.table_name = 'round_event');
INSERT INTO agency_alias VALUES ('một cửa', 'H09', 'C');
RESET ROLE;
DELETE FROM feeds.dossier WHERE office = 'H01' AND late;
SET ROLE regress_feeds_admin;
CALL collect('R');
SELECT agency, inputs, points FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
-- points given by hand stay, and so does an input that somebody has entered otherwise
UPDATE assessment SET points = 3, note = 'theo kiểm tra' WHERE agency = 'A' AND criterion = '1.1' AND stage = 'appraisal';
UPDATE assessment SET inputs = '{"a": 20, "b": 9}' WHERE agency = 'B' AND criterion = '1.1' AND stage = 'appraisal';
RESET ROLE;
INSERT INTO feeds.dossier SELECT o, false FROM unnest('{H01,H02,H09}'::text[]) o;
SET ROLE regress_feeds_admin;
CALL collect('R');
SELECT agency, inputs, points, note FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
SELECT agency, variable, value, regexp_replace(problem, '\d\d/\d\d/\d{4}', 'hôm nay') AS problem FROM collect_problem WHERE feed = 'hồ sơ' ORDER BY 1, 2;
-- it comes back to the feed by being taken away, or by being replaced; points by hand do not
CALL collect('R', replace => true);
SELECT agency, inputs, points, note FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
UPDATE assessment SET points = NULL, note = NULL WHERE agency = 'A' AND criterion = '1.1' AND stage = 'appraisal';
UPDATE assessment SET inputs = inputs || '{"b": null}' WHERE agency = 'B' AND criterion = '1.1' AND stage = 'appraisal';
CALL collect('R', 'hồ sơ');
SELECT agency, inputs, points FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
-- who goes by another code in the system does not go by his own
RESET ROLE;
INSERT INTO feeds.dossier VALUES ('A', false);
SET ROLE regress_feeds_admin;
CALL collect('R');
SELECT agency, variable, value, problem FROM collect_problem WHERE feed = 'hồ sơ' ORDER BY 1, 2;
-- delegated to others
INSERT INTO delegation VALUES ('R', '1.1', 'regress_feeds_appraiser');
RESET ROLE;
INSERT INTO feeds.dossier SELECT o, false FROM unnest('{H01,H02,H09}'::text[]) o;
SET ROLE regress_feeds_admin;
CALL collect('R');
SELECT agency, variable, value, problem FROM collect_problem WHERE feed = 'hồ sơ' AND agency = 'H01' ORDER BY 1, 2;
SET ROLE regress_feeds_appraiser;
CALL collect('R');
SELECT agency, inputs, points, assessed_by FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
RESET ROLE;
DELETE FROM feeds.dossier WHERE office = 'A';

-- ---------------------------------------------------------------------------
-- what a view can be
CREATE TABLE feeds.share (agency text, p float8, at timestamptz);
CREATE VIEW feeds.shares AS SELECT agency, 'p'::name AS variable, p AS value, at AS as_of FROM feeds.share;
INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'tỷ lệ', '1.4', 'feeds', 'shares');
-- the latest of the year; binary fractions as they are meant; not a number
INSERT INTO feeds.share VALUES ('A', 0.1 + 0.2, '2025-12-31 12:00'), ('A', 99, '2025-06-30'), ('A', 98, '2024-12-31'), ('A', 97, '2026-01-02'), ('B', 'NaN', '2025-12-31'),
    ('C', 5, '2025-12-31'), ('C', 6, '2025-12-31');
SELECT * FROM _feed_rows('feeds', 'shares', false, 2025);
CALL collect('R', 'tỷ lệ');
SELECT agency, inputs, points FROM assessment WHERE criterion = '1.4' ORDER BY 1;
SELECT agency, variable, value, problem FROM collect_problem WHERE feed = 'tỷ lệ' ORDER BY agency, value;
-- given twice, once as it is there: refused, and nobody's figure goes to and fro
UPDATE assessment SET inputs = '{"p": 5}' WHERE agency = 'C' AND criterion = '1.4';
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'C', '1.4', 'appraisal', '{"p": 5.0}') ON CONFLICT DO NOTHING;
CALL collect('R', 'tỷ lệ');
CALL collect('R', 'tỷ lệ');
SELECT agency, inputs FROM assessment WHERE criterion = '1.4' AND agency = 'C';
SELECT agency, variable, value, regexp_replace(problem, '\d\d/\d\d/\d{4}', 'hôm nay') AS problem FROM collect_problem WHERE feed = 'tỷ lệ' AND agency = 'C' ORDER BY agency, value;
-- JSON, a domain, figures with more decimals than they need
CREATE DOMAIN feeds.figure AS numeric(10,3);
CREATE VIEW feeds.json AS SELECT 'B' AS agency, 'p' AS variable, '{"p": "12,50"}'::jsonb -> 'p' AS value;
CREATE VIEW feeds.wide AS SELECT 'C' AS agency, 'p' AS variable, 1.250::feeds.figure AS value;
UPDATE feed SET view_name = 'json' WHERE code = 'tỷ lệ';
CALL collect('R', 'tỷ lệ');
UPDATE feed SET view_name = 'wide' WHERE code = 'tỷ lệ';
CALL collect('R', 'tỷ lệ', true);
CALL collect('R', 'tỷ lệ');
SELECT agency, inputs, points FROM assessment WHERE criterion = '1.4' ORDER BY 1;
-- a view that fails, or would write, or is gone, leaves a row that says so, and nothing else is changed
CREATE FUNCTION feeds.deed(what text) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE what;
    RETURN 1;
END $$;
CREATE VIEW feeds.hostile AS SELECT 'A' AS agency, 'p' AS variable, feeds.deed('DELETE FROM reg_feeds.assessment') AS value;
UPDATE feed SET view_name = 'hostile' WHERE code = 'tỷ lệ';
CALL collect('R');
CREATE OR REPLACE VIEW feeds.hostile AS SELECT 'A' AS agency, 'p' AS variable, feeds.deed('SET transaction_read_only = off; DELETE FROM reg_feeds.assessment') AS value;
CALL collect('R', 'tỷ lệ');
CREATE OR REPLACE VIEW feeds.hostile AS SELECT 'A' AS agency, 'p' AS variable, (1 / (random() * 0)::int)::numeric AS value;
CALL collect('R', 'tỷ lệ');
-- nor be somebody else, nor leave anything behind: settings are as they were
SET ROLE regress_feeds_admin;
SET work_mem = '5MB';
RESET ROLE;
CREATE OR REPLACE VIEW feeds.hostile AS SELECT 'A' AS agency, 'p' AS variable, feeds.deed('RESET ROLE') AS value;
GRANT SELECT ON feeds.hostile TO regress_feeds_appraiser;
SET ROLE regress_feeds_appraiser;
CALL collect('R', 'tỷ lệ');
RESET ROLE;
CREATE OR REPLACE VIEW feeds.hostile AS SELECT 'A' AS agency, 'p' AS variable, feeds.deed('SET work_mem = ''7MB''; SET search_path = nowhere') AS value;
CALL collect('R', 'tỷ lệ');
SHOW work_mem;
SHOW search_path;
RESET work_mem;
CREATE OR REPLACE VIEW feeds.hostile AS SELECT 'A' AS agency, 'p' AS variable, feeds.deed('CREATE TEMP TABLE left_behind (x int)') AS value;
CALL collect('R', 'tỷ lệ');
DROP VIEW feeds.hostile;
CALL collect('R', 'tỷ lệ');
SELECT feed, rows_read, written, unchanged, refused, problem FROM collect_run WHERE problem IS NOT NULL ORDER BY id;
SELECT count(*) AS assessments FROM assessment;
-- and one can write again
SHOW transaction_read_only;
CREATE VIEW feeds.empty AS SELECT * FROM feeds.wide WHERE false;
UPDATE feed SET view_name = 'empty' WHERE code = 'tỷ lệ';
CALL collect('R', 'tỷ lệ');

-- without a view
SET client_min_messages = warning;
SELECT test.error_of($$CALL collect_rows('R', 'tỷ lệ', '{A,B}', NULL, '{p}', '{1}')$$);
CALL collect_rows('R', 'tỷ lệ', '{A}', NULL, '{p}', '{91}');
CALL collect_rows('R', 'tỷ lệ', NULL, NULL, NULL, NULL);
SELECT inputs, points FROM assessment WHERE criterion = '1.4' AND agency = 'A';
-- who may
SET ROLE regress_feeds_a;
SELECT test.error_of($$CALL collect_rows('R', 'tỷ lệ', '{A}', NULL, '{p}', '{92}')$$);
SET ROLE regress_feeds_analyst;
SELECT test.error_of($$CALL collect('R')$$);
SET ROLE regress_feeds_nobody;
SELECT test.error_of($$CALL reg_feeds.collect('R')$$);
RESET ROLE;

-- words as imports read them: composed, without what is not seen; an empty one is not known
CREATE TABLE feeds.text (agency text, variable text, value text);
GRANT USAGE ON SCHEMA feeds TO regress_feeds_appraiser;
GRANT SELECT ON feeds.text TO regress_feeds_appraiser;
INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('S', 'chữ', '1.1', 'feeds', 'text');
SET client_min_messages = notice;
SET ROLE regress_feeds_appraiser;
CALL collect('R', 'hồ sơ', true);
RESET ROLE;
SELECT agency, inputs FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
-- codes of systems too: what somebody has entered is known to be his, and whose it is
UPDATE feed SET system = 'một cửa' WHERE code = 'chữ';
UPDATE assessment SET inputs = '{"a": 22, "b": 18}' WHERE agency = 'B' AND criterion = '1.1' AND stage = 'appraisal';
INSERT INTO feeds.text VALUES (E'H02\u00a0', 'b', '17');
CALL collect('R', 'chữ');
SELECT agency, variable, value, regexp_replace(problem, '\d\d/\d\d/\d{4}', 'hôm nay') AS problem FROM collect_problem WHERE feed = 'chữ';
UPDATE assessment SET inputs = '{"a": 22, "b": 17}' WHERE agency = 'B' AND criterion = '1.1' AND stage = 'appraisal';
DELETE FROM feeds.text;
UPDATE feed SET system = NULL WHERE code = 'chữ';
INSERT INTO feeds.text VALUES (E' C\u00a0', E'a\u200b', ' 12 '), ('C', 'b', E'\t7'), ('A', 'a', ''), ('A', 'b', ' ');
SET ROLE regress_feeds_appraiser;
CALL collect('R', 'chữ', true);
CALL collect('R', 'chữ');
RESET ROLE;
SELECT agency, inputs FROM assessment WHERE criterion = '1.1' AND stage = 'appraisal' ORDER BY 1;
-- a text of three decimals could be thousands; a number could not
UPDATE feeds.text SET value = '1.250' WHERE agency LIKE '%C%' AND variable LIKE 'a%';
CALL collect('R', 'chữ', true);
SELECT agency, variable, value, problem FROM collect_problem WHERE feed = 'chữ' ORDER BY agency COLLATE "C", variable;
DROP TABLE feeds.text;
CREATE VIEW feeds.text AS SELECT 'C' AS agency, 'p' AS variable, '{"p": 1.125}'::json -> 'p' AS value;
UPDATE feed SET criterion = '1.4' WHERE code = 'chữ';
CALL collect('R', 'chữ', true);
CREATE DOMAIN feeds.share_of AS float8;
CREATE DOMAIN feeds.share_of_offices AS feeds.share_of;
CREATE VIEW feeds.domains AS SELECT 'B' AS agency, 'p' AS variable, (0.1 + 0.2)::float4::feeds.share_of_offices AS value, true AS is_latest, '2025-02-01'::date AS as_of;
UPDATE feed SET view_name = 'domains' WHERE code = 'chữ';
CALL collect('R', 'chữ', true);
SELECT agency, inputs FROM assessment WHERE criterion = '1.4' ORDER BY 1;
-- what somebody has entered, written in another way, is no other value
UPDATE assessment SET inputs = '{"p": 50}' WHERE criterion = '1.4' AND agency IN ('A', 'B');
CREATE TABLE feeds.written (agency text, variable text, value text);
INSERT INTO feeds.written VALUES ('A', 'p', '50,0%'), ('B', 'p', '51');
UPDATE feed SET view_name = 'written' WHERE code = 'chữ';
CALL collect('R', 'chữ');
SELECT agency, value, regexp_replace(problem, '\d\d/\d\d/\d{4}', 'hôm nay') AS problem FROM collect_problem WHERE feed = 'chữ';
-- who may not collect a feed cannot say that it failed, and it began when it can have begun
SET client_min_messages = warning;
SET ROLE regress_feeds_a;
SELECT test.error_of($$CALL collect_failure('R', 'chữ', clock_timestamp(), 'x')$$);
SET ROLE regress_feeds_admin;
SELECT test.error_of($$CALL collect_failure('R', 'khai', clock_timestamp(), 'x')$$);
CALL collect_failure('R', 'chữ', NULL, 'không rõ khi nào');
CALL collect_failure('R', 'chữ', '-infinity', 'không rõ khi nào');
CALL collect_failure('R', 'chữ', '4000-01-01 BC', 'không rõ khi nào');
RESET ROLE;
SELECT count(*), max(seconds) < 60 AS lasted FROM collect_run WHERE problem = 'không rõ khi nào';
SELECT test.error_of($$CALL collect_rows('R', 'tỷ lệ', NULL, NULL, '{p}', '{1}')$$);
-- tables that look like those of a registry are none
GRANT USAGE ON SCHEMA par TO regress_feeds_nobody;
CREATE SCHEMA feeds_alike AUTHORIZATION regress_feeds_nobody;
SET ROLE regress_feeds_nobody;
CREATE TABLE feeds_alike.assessment (round text, agency text, stage text, criterion bigint, inputs integer);
INSERT INTO feeds_alike.assessment VALUES ('R', 'A', 'self', 123456789012, 7);
SELECT test.error_of($$SELECT * FROM par.registry_feed_changes(NULL::feeds_alike.assessment, 'R', 'self', NULL, '{A}', NULL, '{1}', '{v}', '{2}')$$);
ALTER TABLE feeds_alike.assessment ALTER criterion TYPE text USING NULL, ALTER inputs TYPE jsonb USING NULL;
SELECT test.error_of($$SELECT * FROM par.registry_feed_changes(NULL::feeds_alike.assessment, 'R', 'self', NULL, '{A}', NULL, '{1}', '{v}', '{2}')$$);
ALTER TABLE feeds_alike.assessment DROP criterion, ADD criterion varchar(10);
SELECT test.error_of($$SELECT * FROM par.registry_feed_changes(NULL::feeds_alike.assessment, 'R', 'self', NULL, '{A}', NULL, '{1}', '{v}', '{2}')$$);
DROP TABLE feeds_alike.assessment;
RESET ROLE;
REVOKE USAGE ON SCHEMA par FROM regress_feeds_nobody;

-- each run has one row, and its parts make the whole
SELECT count(*) AS runs, bool_and(rows_read = written + unchanged + refused) AS whole, bool_and(seconds >= 0) AS lasted FROM collect_run WHERE problem IS NULL;
-- feeds go over to the draft that revises a scheme, but for those whose view is gone, or is no feed any more
DROP VIEW feeds.empty;
ALTER TABLE feeds.written RENAME value TO figure;
CALL revise_scheme('S', 'S2');
SELECT code, criterion, view_schema, view_name, stage, system, schedule FROM feed WHERE scheme = 'S2' ORDER BY code COLLATE "C";
-- who sees no drafts sees no feeds of them
SET ROLE regress_feeds_a;
SELECT DISTINCT scheme FROM feed;
SET ROLE regress_feeds_analyst;
SELECT DISTINCT scheme FROM feed ORDER BY scheme;
RESET ROLE;
-- a round that is deleted takes its runs along
INSERT INTO round (code, scheme, year, title) VALUES ('Q', 'S', 2026, 'Năm 2026');
CALL collect_failure('Q', 'hồ sơ', '2026-01-01', 'x');
DELETE FROM round WHERE code = 'Q';
SELECT count(*) FROM collect_run WHERE round = 'Q';

-- ---------------------------------------------------------------------------
-- imports know the codes of other systems, too
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('R', 'H01', '1.4', 'appraisal', 'p', '95'), ('R', 'A', '1.4', 'appraisal', 'p', '96'), ('R', 'D', '1.4', 'appraisal', 'p', '1');
CALL import(system => 'một cửa');
SELECT line, problem FROM import_problem ORDER BY line;
SELECT inputs FROM assessment WHERE criterion = '1.4' AND agency = 'A';
SELECT test.error_of($$CALL import(system => 'một')$$);
DROP VIEW feeds.shares, feeds.json, feeds.wide, feeds.no_day, feeds.dossiers;

DROP SCHEMA reg_feeds, feeds, feeds_alike CASCADE;
CALL test.drop_roles('regress_feeds_admin', 'regress_feeds_appraiser', 'regress_feeds_a', 'regress_feeds_analyst', 'regress_feeds_nobody', 'regress_registry');
