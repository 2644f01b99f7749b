-- A registry :registry of the first :agencies agencies of bench_registry, with its scheme of 100 criteria, and a round
-- whose self-assessments can be entered.
SET client_min_messages = warning;
CALL par.create_registry(:'registry');
SET search_path = :registry;
CALL import_scheme(bench_registry.export_scheme('S'));
CALL approve_scheme('S');
INSERT INTO agency (code, name, kind) SELECT 'X' || i, 'Xã ' || i, 'commune' FROM generate_series(1, :agencies) i;
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2026, 'Năm 2026');
INSERT INTO participant (round, agency) SELECT 'R', code FROM agency;
CALL advance('R');
CREATE TABLE entered AS SELECT e.* FROM bench_registry.entry e JOIN agency a ON a.code = e.agency WHERE e.round = 'R' AND e.stage = 'self';
VACUUM ANALYZE;
