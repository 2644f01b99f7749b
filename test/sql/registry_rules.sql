-- Registry: inputs against their declarations, points by rule and by hand, and
-- every context term of the rule language.
SET par.language = 'en';
SET client_min_messages = warning;
CALL par.create_registry('reg_rules');
SET search_path = reg_rules;

INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S1', 'Bộ chỉ số năm 2024', 'xã', false), ('S2', 'Bộ chỉ số năm 2025', 'xã', false);
UPDATE scheme SET revises = 'S1' WHERE code = 'S2';

-- last year's scheme: one criterion, whose code is another one this year
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES
    ('S1', 'old', 'Hồ sơ đúng hạn', 3, 'a = 0: na; else: min(3, 3 * ratio(b, a, 0))');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S1', 'old', 'a', 'count'), ('S1', 'old', 'b', 'count');

-- this year's: a criterion for each term
INSERT INTO criterion (scheme, code, title, max_points, step, method, kind, rule_text, continues) VALUES
    ('S2', 'all',      'Hỗn hợp',       1, NULL, 'appraisal', 'scored',  'p: 1; c = ''muộn'': 0.5; known(d) and date(d) <= date(2025, 1, 31): 0.25; m >= 10: 0.1; else: min(0.05, q)', NULL),
    ('S2', 'hand',     'Cho điểm',      2, 0.5,  'appraisal', 'scored',  NULL, NULL),
    ('S2', 'watch',    'Theo dõi',      0, NULL, 'appraisal', 'monitor', NULL, NULL),
    ('S2', 'mean',     'Trung bình',    2, NULL, 'appraisal', 'scored',  'a = 0: na; b/a >= peer_mean(b/a): 2; else: 0', NULL),
    ('S2', 'best',     'Tốt nhất',      3, NULL, 'appraisal', 'scored',  'a = 0: na; b/a >= peer_max(b/a): 3; b/a <= peer_min(b/a): 0; else: 1', NULL),
    ('S2', 'share',    'Tỷ trọng',      4, NULL, 'appraisal', 'scored',  'peer_sum(b) = 0: 0; else: min(4, 4 * (b / peer_sum(b)) * peer_count(b))', NULL),
    ('S2', 'tier',     'Nhóm dẫn đầu',  3, NULL, 'appraisal', 'scored',  'peer_rank(b) <= 1: 3; peer_rank(b) <= 3: 2; else: 1', NULL),
    ('S2', 'last',     'So năm trước',  3, NULL, 'appraisal', 'scored',  'not known(previous(b/a)): na; b/a > previous(b/a): 3; b/a = previous(b/a): 1.5; else: 0', 'old'),
    ('S2', 'goal',     'Chỉ tiêu',      2, NULL, 'appraisal', 'scored',  'x >= target(x): max_points; else: 0', NULL),
    ('S2', 'gate',     'Điều kiện',     2, NULL, 'appraisal', 'scored',  'points(''goal'') = 0: 0; round_year = 2025 and y: 2; else: 1', NULL),
    ('S2', 'chain',    'Dây chuyền',    1, NULL, 'appraisal', 'scored',  'points(''gate'') >= 2: 1; else: 0', NULL),
    ('S2', 'mountain', 'Miền núi',      2, NULL, 'appraisal', 'scored',  'x >= 80% * (1 - 25% * agency(mountainous)): 2; else: 0', NULL),
    ('S2', 'rating',   'Lãnh đạo',      5, NULL, 'rating',    'scored',  NULL, NULL),
    ('S2', 'sipas',    'SIPAS',        10, NULL, 'statistic', 'scored',  '10 * sipas', NULL);
INSERT INTO variable (scheme, criterion, name, kind, choices, min_value, max_value) VALUES
    ('S2', 'all', 'p', 'boolean', NULL, NULL, NULL), ('S2', 'all', 'c', 'choice', '{đúng hạn,muộn}', NULL, NULL),
    ('S2', 'all', 'd', 'date', NULL, NULL, NULL), ('S2', 'all', 'm', 'amount', NULL, -5, 50), ('S2', 'all', 'q', 'percent', NULL, NULL, NULL),
    ('S2', 'watch', 'n', 'count', NULL, NULL, NULL),
    ('S2', 'goal', 'x', 'percent', NULL, NULL, NULL), ('S2', 'gate', 'y', 'boolean', NULL, NULL, NULL),
    ('S2', 'mountain', 'x', 'percent', NULL, NULL, NULL), ('S2', 'sipas', 'sipas', 'percent', NULL, NULL, NULL),
    ('S2', 'share', 'b', 'count', NULL, NULL, NULL), ('S2', 'tier', 'b', 'count', NULL, NULL, NULL);
INSERT INTO variable (scheme, criterion, name, kind, min_value)
SELECT 'S2', c, v, 'count', CASE WHEN c = 'last' AND v = 'a' THEN 1 END FROM unnest('{mean,best,last}'::text[]) c, unnest('{a,b}'::text[]) v;
SELECT * FROM scheme_problem WHERE severity = 'error';

INSERT INTO agency (code, name, kind, attributes)
SELECT u, 'Xã ' || u, 'xã', jsonb_build_object('mountainous', u IN ('A', 'D')) FROM unnest('{A,B,C,D,E,F}'::text[]) u;
-- E was formed in 2025 of E1 and E2, F of F1 and a commune that was never assessed
INSERT INTO agency (code, name, kind) SELECT u, 'Xã ' || u, 'xã' FROM unnest('{E1,E2,F1,F2}'::text[]) u;
INSERT INTO succession VALUES ('E1', 'E', '2025-07-01'), ('E2', 'E', '2025-07-01'), ('F1', 'F', '2025-07-01'), ('F2', 'F', '2025-07-01');

-- no circles
SELECT test.error_of($$INSERT INTO agency (code, name, kind, parent) VALUES ('P1', 'x', 'x', 'P2'), ('P2', 'x', 'x', 'P1')$$);
SELECT test.error_of($$INSERT INTO succession VALUES ('E', 'E1', '2025-08-01')$$), test.error_of($$UPDATE succession SET successor = 'F1', predecessor = 'F' WHERE predecessor = 'F2'$$);

-- ---------------------------------------------------------------------------
-- last year, published
CALL approve_scheme('S1');
INSERT INTO round (code, scheme, year, title) VALUES ('Y24', 'S1', 2024, 'Năm 2024');
INSERT INTO participant (round, agency) SELECT 'Y24', u FROM unnest('{A,B,C,D,E1,E2,F1}'::text[]) u;
CALL advance('Y24');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES
    ('Y24', 'A', 'old', 'self', '{"a": 3, "b": 2}'), ('Y24', 'B', 'old', 'self', '{"a": 3, "b": 2}'), ('Y24', 'C', 'old', 'self', '{"a": 3, "b": 2}'),
    ('Y24', 'D', 'old', 'self', '{"a": 0, "b": 0}'), ('Y24', 'E1', 'old', 'self', '{"a": 10, "b": 9}'), ('Y24', 'E2', 'old', 'self', '{"a": 20, "b": 3}'),
    ('Y24', 'F1', 'old', 'self', '{"a": 1, "b": 1}');
DO $$ DECLARE u text; BEGIN FOR u IN SELECT agency FROM participant WHERE round = 'Y24' LOOP CALL submit('Y24', u); END LOOP; END $$;
CALL advance('Y24');
CALL take_over('Y24');
CALL advance('Y24');
CALL advance('Y24');
-- a review corrects C: it is what counts as last year's figure
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('Y24', 'C', 'old', 'review', '{"a": 4, "b": 3}');
CALL advance('Y24');
CALL publish('Y24');
SELECT agency, points, max_points, par_index, rank FROM ranking WHERE round = 'Y24' ORDER BY rank NULLS LAST, agency;

-- ---------------------------------------------------------------------------
-- this year: inputs
CALL approve_scheme('S2');
INSERT INTO round (code, scheme, year, title) VALUES ('Y25', 'S2', 2025, 'Năm 2025');
INSERT INTO participant (round, agency, league) SELECT 'Y25', u, CASE WHEN u = 'F' THEN 'khác' ELSE 'main' END FROM unnest('{A,B,C,D,E,F}'::text[]) u;
INSERT INTO target VALUES ('Y25', 'A', 'goal', 'x', '90'), ('Y25', 'B', 'goal', 'x', '95.5'), ('Y25', 'C', 'goal', 'x', '0');
SELECT test.error_of($$INSERT INTO target VALUES ('Y25', 'D', 'goal', 'x', '101')$$);
SELECT test.error_of($$INSERT INTO target VALUES ('Y25', 'D', 'goal', 'z', '1')$$);
SELECT test.error_of($$INSERT INTO target VALUES ('Y25', 'D', 'none', 'x', '1')$$);
CALL advance('Y25');

CREATE FUNCTION entered(c text, i text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    answer text;
BEGIN
    INSERT INTO reg_rules.assessment (round, agency, criterion, stage, inputs) VALUES ('Y25', 'A', c, 'self', i::jsonb)
    RETURNING points::text INTO answer;
    RAISE EXCEPTION USING ERRCODE = 'TT000', MESSAGE = coalesce(answer, 'NULL');
EXCEPTION WHEN OTHERS THEN
    DECLARE detail text; BEGIN
        GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
        RETURN CASE WHEN SQLSTATE = 'TT000' THEN SQLERRM ELSE concat_ws(E'\n', SQLSTATE || ' ' || SQLERRM, nullif(detail, '')) END;
    END;
END $$;
SELECT i, entered('all', i) FROM unnest(ARRAY[
    '{"p": true}', '{"p": false, "c": "muộn"}', '{"p": false, "c": "đúng hạn", "d": "2025-01-31"}', '{"p": false, "c": "đúng hạn", "d": "2025-02-01", "m": 10}',
    '{"p": false, "c": "đúng hạn", "d": null, "m": -5, "q": 4}', '{"p": false, "c": "đúng hạn", "d": null, "m": 9, "q": 100}', '{"p": false, "c": null}', '{"p": null}',
    '{"p": 1}', '{"p": "true"}', '{"c": "sớm"}', '{"c": 1}', '{"d": "31/01/2025"}', '{"d": "2025-02-30"}', '{"d": 20250131}', '{"m": 50.1}', '{"m": -5.1}', '{"m": "9"}', '{"m": [9]}', '{"m": {"x": 9}}',
    '{"q": 100.5}', '{"q": -1}', '{"q": "85%"}', '{"z": 1}', '{"p": true, "peer_mean(x)": 1}', '{}', '[]', '5', '{"m": 1e400000}']) i;
SELECT i, entered('mean', i) FROM unnest(ARRAY['{"a": 1.5, "b": 1}', '{"a": -1, "b": 1}', '{"a": 0, "b": 0}', '{"a": 1, "b": 1}', '{"a": 123456789012345678901234567890, "b": 1}']) i;
SELECT entered('watch', '{"n": 7}'), entered('watch', '{"n": -7}'), entered('hand', '{"n": 7}'), entered('none', '{}'), entered('rating', '{}'), entered('sipas', '{"sipas": 90}');
SELECT entered('goal', '{"x": 90}'), entered('goal', '{"x": 89.999}');
DROP FUNCTION entered;

-- points by hand: the range and the grid
SELECT p, test.error_of(format('INSERT INTO assessment (round, agency, criterion, stage, points) VALUES (''Y25'', ''A'', ''hand'', ''self'', %L)', p))
FROM unnest('{2.1,-0.5,1.3,NaN,Infinity,1000000}'::numeric[]) p;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('Y25', 'A', 'hand', 'self', 1.5);
SELECT test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('Y25', 'A', 'watch', 'self', 0)$$);
-- points beside a rule: the agency cannot, unless they are those of the rule
SELECT test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES ('Y25', 'A', 'all', 'self', '{"p": true}', 0.9)$$);
SELECT test.error_of($$INSERT INTO assessment (round, agency, criterion, stage, points, note) VALUES ('Y25', 'A', 'all', 'self', 0.9, 'vì sao')$$);
INSERT INTO assessment (round, agency, criterion, stage, inputs, points) VALUES ('Y25', 'A', 'all', 'self', '{"p": true}', 1);
SELECT test.error_of($$UPDATE assessment SET criterion = 'mean' WHERE criterion = 'all'$$);
UPDATE assessment SET inputs = '{"p": false, "c": "muộn"}' WHERE criterion = 'all';
SELECT criterion, inputs, points, by_hand, not_applicable, context FROM assessment WHERE round = 'Y25' ORDER BY criterion;
DELETE FROM assessment WHERE round = 'Y25';

-- ---------------------------------------------------------------------------
-- context terms.  b/a is 2/3 three times over, 1/3 and 0 once, and not
-- applicable once; F stands alone in its league.
INSERT INTO assessment (round, agency, criterion, stage, inputs)
SELECT 'Y25', v.agency, c, 'self',
       CASE c WHEN 'share' THEN jsonb_build_object('b', v.b) WHEN 'tier' THEN jsonb_build_object('b', v.b)
              ELSE jsonb_build_object('a', CASE WHEN c = 'last' THEN greatest(v.a, 1) ELSE v.a END, 'b', v.b) END
FROM (VALUES ('A', 3, 2), ('B', 6, 4), ('C', 9, 6), ('D', 0, 0), ('E', 30, 12), ('F', 7, 1)) v (agency, a, b),
     unnest('{mean,best,share,tier,last}'::text[]) c;
INSERT INTO assessment (round, agency, criterion, stage, inputs)
SELECT 'Y25', agency, 'goal', 'self', '{"x": 90}'::jsonb FROM participant WHERE round = 'Y25'
UNION ALL SELECT 'Y25', agency, 'gate', 'self', '{"y": true}' FROM participant WHERE round = 'Y25'
UNION ALL SELECT 'Y25', agency, 'chain', 'self', '{}' FROM participant WHERE round = 'Y25'
UNION ALL SELECT 'Y25', agency, 'mountain', 'self', '{"x": 70}' FROM participant WHERE round = 'Y25'
UNION ALL SELECT 'Y25', agency, 'all', 'self', '{"p": true}' FROM participant WHERE round = 'Y25'
UNION ALL SELECT 'Y25', agency, 'watch', 'self', '{"n": 3}' FROM participant WHERE round = 'Y25';
INSERT INTO assessment (round, agency, criterion, stage, points)
SELECT 'Y25', agency, 'hand', 'self', 2 FROM participant WHERE round = 'Y25';

-- peers are not known yet, and nobody else's target: all others are
CREATE VIEW points_by_agency AS
SELECT criterion, stage, string_agg(agency || ' ' || CASE WHEN not_applicable THEN 'na' ELSE coalesce(points::text, '?') END, ', ' ORDER BY agency) AS points
FROM assessment WHERE round = 'Y25' GROUP BY criterion, stage;
SELECT criterion, points FROM points_by_agency ORDER BY criterion;
-- agencies owe nothing more: targets, peers and what reads them are not their business
SELECT * FROM missing_self('Y25') ORDER BY 1, 2;
INSERT INTO target SELECT 'Y25', u, 'goal', 'x', '100' FROM unnest('{D,E,F}'::text[]) u;
CALL rescore('Y25');
SELECT criterion, points FROM points_by_agency WHERE criterion IN ('goal', 'gate', 'chain', 'mean', 'best', 'share', 'tier') ORDER BY criterion;

-- The same in plain SQL.  Among A, B, C, D (not applicable) and E: mean of b/a
-- (2/3 + 2/3 + 2/3 + 2/5) / 4 = 0.6, maximum 2/3, minimum 2/5; of b 2, 4, 6, 0, 12:
-- sum 24, five of them, E ahead of C and B.
SELECT agency, context FROM assessment WHERE round = 'Y25' AND criterion IN ('mean', 'best', 'share') AND agency IN ('A', 'F') ORDER BY criterion, agency;
SELECT a.agency, a.criterion
FROM assessment a
JOIN participant p USING (round, agency)
JOIN (SELECT *, avg(b::numeric / nullif(a, 0)) OVER (PARTITION BY agency = 'F') AS mean, sum(b) OVER (PARTITION BY agency = 'F') AS sum,
             count(*) OVER (PARTITION BY agency = 'F') AS count, rank() OVER (PARTITION BY agency = 'F' ORDER BY b DESC) AS rank
      FROM (VALUES ('A', 3, 2), ('B', 6, 4), ('C', 9, 6), ('D', 0, 0), ('E', 30, 12), ('F', 7, 1)) v (agency, a, b)) v USING (agency)
WHERE a.round = 'Y25' AND a.points IS DISTINCT FROM CASE a.criterion
    WHEN 'mean' THEN CASE WHEN v.a > 0 THEN CASE WHEN v.b::numeric / v.a >= v.mean THEN 2 ELSE 0 END END
    WHEN 'share' THEN least(4, 4 * v.b * v.count::numeric / v.sum)
    WHEN 'tier' THEN CASE WHEN v.rank <= 1 THEN 3 WHEN v.rank <= 3 THEN 2 ELSE 1 END
    ELSE a.points END;

-- a gate opens as soon as what it reads changes, and what reads the gate
UPDATE target SET value = '90' WHERE agency = 'E';
UPDATE assessment SET inputs = '{"x": 90.0}' WHERE agency = 'E' AND criterion = 'goal';
SELECT criterion, points FROM points_by_agency WHERE criterion IN ('goal', 'gate', 'chain') ORDER BY criterion;
UPDATE assessment SET inputs = '{"x": 95.5}' WHERE agency = 'B' AND criterion = 'goal';
SELECT criterion, points FROM points_by_agency WHERE criterion IN ('goal', 'gate', 'chain') ORDER BY criterion;

-- points(...) of what does not apply is unknown, and stays so: the gate is left
-- to the review; a field is the sum of what applies
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('Y25', 'A', 'goal', 'không giao chỉ tiêu', 'accepted');
CALL rescore('Y25');
SELECT criterion, points FROM points_by_agency WHERE criterion IN ('goal', 'gate', 'chain') ORDER BY criterion;
UPDATE exemption SET status = 'refused' WHERE round = 'Y25';
CALL rescore('Y25');

-- what is derived cannot be forged: it is derived again
UPDATE assessment SET not_applicable = true, by_hand = true WHERE round = 'Y25' AND agency = 'A' AND criterion = 'goal';
SELECT points, not_applicable, by_hand FROM assessment WHERE round = 'Y25' AND agency = 'A' AND criterion = 'goal';

-- last year, by hand: A 2/3 against 2/3, B 4/6 against 2/3, C 6/9 against the
-- reviewed 3/4, D had nothing to do, E 12/30 against (9 + 3) / (10 + 20),
-- F2 is not known
SELECT points FROM points_by_agency WHERE criterion = 'last';
SELECT agency, context FROM assessment WHERE round = 'Y25' AND criterion = 'last' ORDER BY agency;
SELECT _previous_round('Y25'), _previous_round('Y24') IS NULL AS none, _previous_round('no such round') IS NULL AS unknown,
       _predecessors('E', 'Y24', 1, '2024-12-31', '2025-12-31'), _predecessors('F', 'Y24', 1, '2024-12-31', '2025-12-31') IS NULL AS f_unknown,
       _predecessors('A', 'Y24', 1, '2024-12-31', '2025-12-31');

-- ---------------------------------------------------------------------------
-- appraisal: taken over, corrected, overridden with a note
DO $$ DECLARE u text; BEGIN FOR u IN SELECT agency FROM participant WHERE round = 'Y25' LOOP CALL submit('Y25', u); END LOOP; END $$;
CALL advance('Y25');
CALL take_over('Y25', 'A', 'mean');
CALL take_over('Y25', criterion => 'best');
CALL take_over('Y25');
SELECT test.error_of($$CALL take_over('no such round')$$);
SELECT criterion, points FROM points_by_agency WHERE stage = 'appraisal' AND criterion IN ('mean', 'hand', 'last', 'gate') ORDER BY criterion;
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'Y25', agency, 'rating', 'appraisal', 4 FROM participant WHERE round = 'Y25';
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'Y25', agency, 'sipas', 'appraisal', '{"sipas": 91.17}' FROM participant WHERE round = 'Y25';
SELECT test.error_of($$UPDATE assessment SET points = 1 WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal'$$);
UPDATE assessment SET points = 1, note = 'số liệu không có minh chứng' WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
-- the override stays while the note changes, and when the inputs do, until it is taken back
UPDATE assessment SET note = 'không có minh chứng' WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
SELECT points, by_hand, note FROM assessment WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
UPDATE assessment SET inputs = '{"b": 5}' WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
SELECT points, by_hand FROM assessment WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
UPDATE assessment SET points = NULL WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
SELECT points, by_hand FROM assessment WHERE criterion = 'tier' AND agency = 'E' AND stage = 'appraisal';
-- E falls from the best to the second place of tier; the self-assessments keep theirs
CALL advance('Y25');
SELECT criterion, stage, points FROM points_by_agency WHERE criterion IN ('tier', 'sipas') ORDER BY criterion, stage;
CALL advance('Y25');
-- C reports more in the review: the mean of the peers rises for all
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('Y25', 'C', 'mean', 'review', '{"a": 9, "b": 9}');
CALL advance('Y25');
SELECT criterion, stage, points FROM points_by_agency WHERE criterion = 'mean' ORDER BY stage;
CALL publish('Y25');
SELECT * FROM verify('Y25');
-- the profile may change later, what was published stays
UPDATE agency SET attributes = '{"mountainous": false}' WHERE code = 'A';
SELECT count(*) AS differences FROM verify('Y25');

-- ---------------------------------------------------------------------------
-- from the review on a gate reads what is official; an override stays one, also
-- where the rule comes to agree with it; last year's correction, once published,
-- is no difference of this year
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('G', 'Điều kiện', 'phường', false);
INSERT INTO criterion (scheme, code, title, max_points, method, rule_text) VALUES
    ('G', '1', '1', 5, 'statistic', NULL), ('G', '2', '2', 5, 'statistic', 'points(''1'') = 0: 0; else: min(5, x)'),
    ('G', '3', '3', 2, 'statistic', 'x >= peer_mean(x): 2; else: 0'), ('G', '4', '4', 2, 'statistic', 'coalesce(previous(x), 0) < x: 2; else: 0');
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'G', c, 'x', 'count' FROM unnest('{2,3,4}'::text[]) c;
CALL approve_scheme('G');
CREATE PROCEDURE gate_round(code text, year int) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO round (code, scheme, year, title) VALUES (code, 'G', year, code);
    INSERT INTO participant (round, agency, inclusion_reason) VALUES (code, 'A', 'thử'), (code, 'B', 'thử');
    CALL advance(code);
    CALL advance(code);
    INSERT INTO assessment (round, agency, criterion, stage, points) VALUES (code, 'A', '1', 'appraisal', 3), (code, 'B', '1', 'appraisal', 5);
    INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT code, a, c, 'appraisal', jsonb_build_object('x', x + year - 2024)
    FROM (VALUES ('A', 10), ('B', 30)) v (a, x), unnest('{2,3,4}'::text[]) c;
    UPDATE assessment SET points = 2, note = 'hội đồng quyết định' WHERE round = code AND agency = 'A' AND criterion = '3';
    CALL advance(code);
    CALL advance(code);
END $$;
CALL gate_round('G24', 2024);
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('G24', 'A', '1', 'review', 0);
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('G24', 'B', '3', 'review', '{"x": 4}');
CALL advance('G24');
SELECT agency, criterion, stage, points, by_hand, context FROM assessment WHERE round = 'G24' AND criterion IN ('2', '3') ORDER BY 1, 2, 3;
CALL publish('G24');
CALL gate_round('G25', 2025);
CALL advance('G25');
CALL publish('G25');
SELECT agency, context FROM assessment WHERE round = 'G25' AND criterion = '4' ORDER BY agency;
CALL correct('G24', 'sai số liệu');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('G24', 'A', '4', 'review', '{"x": 99}');
SELECT count(*) AS differences FROM verify('G25');
CALL advance('G24');
CALL publish('G24');
SELECT count(*) AS differences FROM verify('G25');
SELECT previous, previous_revision FROM publication WHERE round = 'G25';
-- values about peers are not taken from whoever writes them
CALL correct('G25', 'x');
UPDATE assessment SET context = '{"peer_mean(x)": 1000}' WHERE round = 'G25' AND criterion = '3' AND agency = 'B';
SELECT points, context FROM assessment WHERE round = 'G25' AND criterion = '3' AND agency = 'B';

-- who is no longer known loses the rank that rescore gave before
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('H', 'Xếp bậc', 'hạng', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('H', '1', '1', 3, 'peer_rank(b) <= 1: 3; else: 1');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('H', '1', 'b', 'count');
CALL approve_scheme('H');
INSERT INTO round (code, scheme, year, title) VALUES ('H', 'H', 2025, 'x');
INSERT INTO participant (round, agency, inclusion_reason) VALUES ('H', 'A', 'thử'), ('H', 'B', 'thử');
CALL advance('H');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('H', 'A', '1', 'self', '{"b": 5}'), ('H', 'B', '1', 'self', '{"b": 3}');
CALL rescore('H');
SELECT agency, points, context FROM assessment WHERE round = 'H' ORDER BY agency;
UPDATE assessment SET inputs = '{"b": null}' WHERE round = 'H' AND agency = 'A';
CALL rescore('H');
SELECT agency, points, context FROM assessment WHERE round = 'H' ORDER BY agency;

-- more variables than a rule may read: each is taken; no points are beyond all numbers
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('M', 'Nhiều số liệu', 'nhiều', false);
INSERT INTO criterion (scheme, code, title, max_points, step, rule_text) VALUES
    ('M', '1', '1', 10, NULL, 'min(10, v1)'), ('M', '2', '2', 10, 0.5, NULL);
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'M', c, 'v' || i, 'count' FROM unnest('{1,2}'::text[]) c, generate_series(1, 300) i;
CALL approve_scheme('M');
INSERT INTO round (code, scheme, year, title) VALUES ('M', 'M', 2025, 'x');
INSERT INTO participant (round, agency, inclusion_reason) VALUES ('M', 'A', 'thử');
CALL advance('M');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
SELECT 'M', 'A', c, 'self', jsonb_object_agg('v' || i, i + 2), CASE c WHEN '2' THEN 4.5 END FROM unnest('{1,2}'::text[]) c, generate_series(1, 300) i GROUP BY c;
SELECT criterion, points, (SELECT sum(value::numeric) FROM jsonb_each(inputs)) FROM assessment WHERE round = 'M' ORDER BY criterion;
SELECT test.error_of($$UPDATE assessment SET inputs = jsonb_set(inputs, '{v300}', '-1') WHERE round = 'M' AND criterion = '1'$$);
SELECT p, split_part(test.error_of(format($$UPDATE assessment SET points = %L WHERE round = 'M' AND criterion = '2'$$, p)), E'\n', 1)
FROM unnest('{-Infinity,Infinity,NaN,-1,10.5,1.25}'::text[]) p;
