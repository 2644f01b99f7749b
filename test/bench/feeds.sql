-- A feed of 332,100 values: as a table has them, and counted from dossiers, ten for each.
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS bench_feeds CASCADE;
CALL par.create_registry('bench_feeds');
SET search_path = bench_feeds;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('F', 'F', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, position) SELECT 'F', f::text, 'F', 10, f FROM generate_series(1, 10) f;
INSERT INTO criterion (scheme, code, parent, title, max_points, method, rule_text, position) SELECT 'F', f || '.' || c, f::text, 'C', 1, 'statistic', 'min(1, x / 10)', c FROM generate_series(1, 10) f, generate_series(1, 10) c;
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'F', code, 'x', 'count' FROM criterion WHERE parent IS NOT NULL;
INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Xã ' || i, 'xã' FROM generate_series(1, 3321) i;
CALL approve_scheme('F');
INSERT INTO round (code, scheme, year, title, survey_held) VALUES ('F', 'F', 2025, 'F', false);
INSERT INTO participant (round, agency) SELECT 'F', code FROM agency;
DO $$ BEGIN CALL advance('F'); INSERT INTO zero_missing (round, agency, reason) SELECT 'F', code, 'x' FROM agency; CALL advance('F'); END $$;

CREATE TABLE dossier (agency text, criterion text, settled boolean);
INSERT INTO dossier SELECT a.code, c.code, (hashtext(a.code || c.code) + i) % 3 <> 0 FROM agency a, criterion c, generate_series(1, 10) i WHERE c.parent IS NOT NULL;
CREATE VIEW counted AS SELECT agency, criterion, 'x' AS variable, count(*) FILTER (WHERE settled) AS value FROM dossier GROUP BY agency, criterion;
CREATE TABLE figure AS SELECT * FROM counted;
CREATE VIEW figures AS SELECT * FROM figure;
INSERT INTO feed (scheme, code, view_schema, view_name) VALUES ('F', 'counted', 'bench_feeds', 'counted'), ('F', 'figures', 'bench_feeds', 'figures');
VACUUM ANALYZE dossier, figure;
