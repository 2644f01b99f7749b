-- Constraints are called what they demand, so that an error names what is allowed.
SET client_min_messages = warning;
CALL par.create_registry('reg_constraints');
SET search_path = reg_constraints;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'x', 'x', false), ('T', 'x', 'x', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('S', '1', 'x', 1), ('T', '1', 'x', 1);
INSERT INTO comment (scheme, author, body) VALUES ('S', 'x', 'x');
CALL approve_scheme('T');
INSERT INTO agency (code, name, kind) VALUES ('A', 'x', 'x');
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'T', 2025, 'x');
INSERT INTO participant (round, agency) VALUES ('R', 'A');
SELECT statement, substring(test.error_of(statement) FROM '^[^+\n]*') AS error
FROM unnest(ARRAY[
    $$INSERT INTO criterion (scheme, code, title, max_points, kind) VALUES ('S', '9', 'x', 1, 'main')$$,
    $$INSERT INTO criterion (scheme, code, title, max_points, method) VALUES ('S', '9', 'x', 1, 'poll')$$,
    $$INSERT INTO criterion (scheme, code, title, max_points, not_applicable) VALUES ('S', '9', 'x', 1, 'skip')$$,
    $$INSERT INTO criterion (scheme, code, title, max_points) VALUES ('S', '9', 'x', 1000000)$$,
    $$INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1', 'y', 'number')$$,
    $$UPDATE scheme SET tie_rule = 'none' WHERE code = 'S'$$, $$UPDATE scheme SET decimals = 5 WHERE code = 'S'$$,
    $$UPDATE round SET stage = 'apraisal'$$, $$INSERT INTO stage_window VALUES ('R', 'scored')$$,
    $$INSERT INTO exemption (round, criterion, reason, status) VALUES ('R', '1', 'x', 'yes')$$,
    $$INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '1', 'selff', '{}')$$,
    $$UPDATE comment SET resolution = 'no'$$]) statement;
-- all but those of what the registry keeps for itself
SELECT conrelid::regclass AS relation, conname FROM pg_constraint
WHERE connamespace = 'reg_constraints'::regnamespace AND contype = 'c' AND conname !~ ' '
  AND conname <> 'assessment_context_check' AND conrelid NOT IN ('registry'::regclass, 'peer_term'::regclass, 'tally'::regclass, 'stale_tally'::regclass, 'publication'::regclass, 'result_part'::regclass);
SET client_min_messages = error;
DROP SCHEMA reg_constraints CASCADE;
