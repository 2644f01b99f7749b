-- Others let in: an agency enters, an appraiser appraises, in one round more.
SET client_min_messages = warning;
SET search_path = bench_registry;
DROP ROLE IF EXISTS bench_owner, bench_submitter, bench_appraiser;
CREATE ROLE bench_owner NOLOGIN;
CREATE ROLE bench_submitter;
CREATE ROLE bench_appraiser;
INSERT INTO round (code, scheme, year, title) VALUES ('D', 'S', 2027, 'Năm 2027');
INSERT INTO participant (round, agency) SELECT 'D', code FROM agency;
CALL advance('D');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT e.round, e.agency, e.criterion, e.stage, e.inputs, e.points FROM entry e WHERE e.round = 'D' AND e.stage = 'self' AND e.agency IN ('X17', 'X18');
CREATE TABLE appraisals AS
SELECT e.round, e.agency, e.criterion, e.stage, e.inputs, e.points FROM entry e WHERE e.round = 'D' AND e.stage = 'appraisal' ORDER BY e.agency, e.criterion;
CALL par.give_registry('bench_registry', 'bench_owner');
GRANT SELECT ON appraisals TO bench_appraiser;
CALL grant_duty('bench_submitter', 'submitter', 'X17');
CALL grant_duty('bench_appraiser', 'appraiser');
VACUUM ANALYZE;
