-- What follows from what: differences that a comparison with another program at random has found.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_flows');
SET search_path = reg_flows;
INSERT INTO agency (code, name, kind) SELECT x, x, 'xã' FROM unnest('{A,B,C}'::text[]) x;
CREATE PROCEDURE begin_round(of_scheme text, agencies text[]) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO variable (scheme, criterion, name, kind, max_value)
    SELECT c.scheme, c.code, 'a', 'count', 100 FROM criterion c WHERE c.scheme = of_scheme AND 'a' = ANY (par.variables(c.rule_text::par.rule));
    CALL approve_scheme(of_scheme);
    INSERT INTO round (code, scheme, year, title) VALUES (of_scheme, of_scheme, 2025, 'x');
    INSERT INTO participant (round, agency) SELECT of_scheme, a FROM unnest(agencies) a;
    CALL advance(of_scheme);
END
$$;
CREATE PROCEDURE finish(of_round text) LANGUAGE plpgsql AS $$
BEGIN
    CALL advance(of_round); CALL advance(of_round); CALL advance(of_round); CALL publish(of_round);
END
$$;

-- a gate on what does not apply is unknown, also where the scheme is simulated; on what counts 0 by decision it is 0
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('G', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('G', '1', 'x', 10, 'a = 0: na; else: min(10, a)'), ('G', '2', 'x', 10, 'not known(points(''1'')): 5; else: points(''1'')');
CALL begin_round('G', '{A,B,C}');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('G', 'B', '1', 'x', 'accepted');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('G', 'A', '1', 'self', '{"a": 0}'), ('G', 'A', '2', 'self', NULL), ('G', 'B', '2', 'self', NULL), ('G', 'C', '2', 'self', NULL);
CALL submit('G', 'A');
CALL submit('G', 'B');
INSERT INTO zero_missing (round, agency, reason) VALUES ('G', 'C', 'không nộp');
CALL advance('G');
CALL take_over('G');
INSERT INTO assessment (round, agency, criterion, stage) VALUES ('G', 'C', '2', 'appraisal');
CALL finish('G');
SELECT agency, criterion, context, points FROM result_item WHERE round = 'G' ORDER BY agency, criterion;
SELECT * FROM verify('G');
SELECT agency, old_index, new_index FROM simulate_scheme('G', 'G') ORDER BY agency;

-- sums of what was stretched: verified but for the last of 16 decimals
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('V', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, not_applicable, rule_text) VALUES
    ('V', 'F1', NULL, 'x', 10, 'exclude', 'min(10, a)'), ('V', 'F2', NULL, 'x', 20, 'exclude', NULL), ('V', 'F2.1', 'F2', 'x', 10, 'exclude', 'min(10, a)'),
    ('V', 'F2.2', 'F2', 'x', 10, 'exclude', 'min(10, a)'), ('V', 'F3', NULL, 'x', 10, 'rescale_parent', 'a = 0: na; else: min(10, a)');
CALL begin_round('V', '{A}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'V', 'A', c, 'self', jsonb_build_object('a', CASE c WHEN 'F3' THEN 0 ELSE 7 END) FROM unnest('{F1,F2.1,F2.2,F3}'::text[]) c;
CALL submit('V', 'A');
CALL advance('V');
CALL take_over('V');
CALL finish('V');
SELECT * FROM verify('V');

-- who submits anew moves the peers of those who did before
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('P', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('P', '1', 'x', 10, 'not known(peer_max(a)): 0; a >= peer_max(a): 10; else: 5'), ('P', '2', 'x', 10, 'points(''1'')');
CALL begin_round('P', '{A,B}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('P', 'A', '1', 'self', '{"a": 7}'), ('P', 'B', '1', 'self', '{"a": 5}'), ('P', 'A', '2', 'self', NULL), ('P', 'B', '2', 'self', NULL);
CALL submit('P', 'A');
CALL submit('P', 'B');
CALL advance('P');
CALL take_over('P');
CALL return_submission('P', 'B', 'x');
UPDATE assessment SET inputs = '{"a": 9}' WHERE round = 'P' AND agency = 'B' AND criterion = '1' AND stage = 'self';
CALL submit('P', 'B');
CALL advance('P');
SELECT agency, criterion, stage, context, points FROM assessment WHERE round = 'P' ORDER BY agency, criterion, stage;
SELECT basis, agency, par_index FROM ranking_by_basis WHERE round = 'P' AND basis <> 'official' ORDER BY basis, agency;

-- an appraisal that was reviewed stays what was appraised
CALL advance('P');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('P', 'A', '1', 'review', '{"a": 9}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('P', 'A', '2', 'review', '{}');
CALL advance('P');
SELECT criterion, stage, context, points FROM assessment WHERE round = 'P' AND agency = 'A' ORDER BY criterion, stage;

-- what is exempt waits for no decision, and what nobody reads for no figures
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('E', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, kind, max_points, rule_text) VALUES
    ('E', '1', 'x', 'scored', 10, 'min(10, a)'), ('E', '2', 'x', 'scored', 10, 'min(10, a)'), ('E', 'm', 'x', 'monitor', 5, 'min(5, a)');
CALL begin_round('E', '{A}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'E', 'A', c, 'self', '{"a": 7}' FROM unnest('{1,2}'::text[]) c;
CALL submit('E', 'A');
CALL advance('E');
CALL take_over('E');
UPDATE assessment SET points = 3, note = 'x' WHERE round = 'E' AND criterion = '1' AND stage = 'appraisal';
UPDATE assessment SET inputs = '{"a": 8}' WHERE round = 'E' AND criterion = '1' AND stage = 'appraisal';
SELECT criterion, problem FROM missing('E');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('E', 'A', '1', 'x', 'accepted');
SELECT criterion, problem FROM missing('E');
CALL advance('E');
SET client_min_messages = error;
DROP SCHEMA reg_flows CASCADE;
