-- What rules read from elsewhere: each term against the same said in SQL.
SET client_min_messages = warning;
CALL par.create_registry('reg_terms');
SET search_path = reg_terms;

-- Y24 and Y25, a league of seven; E and F are one since 2025 (M), G has been divided (G1, G2), H gave a part away (H1)
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, kind, max_points, rule_text, method) VALUES
    ('S', 'median', 'x', 'scored', 10, 'x >= peer_median(x): 10; else: 0', 'appraisal'),
    ('S', 'quantile', 'x', 'scored', 10, 'x >= peer_quantile(x, 75%): 10; x >= peer_quantile(x, 0.3): 5; else: 0', 'appraisal'),
    ('S', 'target', 'x', 'scored', 10, 'not known(target(x)): 0; target(x) = 0: 0; peer_max(x / target(x)) = 0: 0; else: min(10, 10 * x / target(x) / peer_max(x / target(x)))', 'appraisal'),
    ('S', 'growth', 'x', 'scored', 10, 'not known(previous(x)): na; x - previous(x) >= peer_mean(x - previous(x)): 10; else: 0', 'statistic'),
    ('S', 'rate', 'x', 'scored', 10, 'not known(previous(p)): na; p >= previous(p): 10; else: 0', 'statistic'),
    ('S', 'two', 'x', 'scored', 10, 'not known(previous(x, 2)): na; x >= previous(x, 2): 10; else: 0', 'statistic'),
    ('S', 'claim', 'x', 'scored', 10, 'x < self(x) - 10%: 0; else: 10 * x', 'appraisal'),
    ('S', 'beneath', 'x', 'scored', 10, 'known(child_mean(x)): min(10, child_mean(x) / 10 + 0 * child_sum(x)); else: min(10, x / 10)', 'statistic'),
    ('S', 'mark', 'x', 'monitor', 5, 'min(5, x)', 'appraisal'),
    ('S', 'gate', 'x', 'scored', 10, 'points(''mark'') < 3: 0; else: 10', 'appraisal'),
    ('S', 'field', 'x', 'scored', 10, NULL, 'appraisal'),
    ('S', 'bonus', 'x', 'bonus', 2, 'points(''field'') + points(''gate'') >= 15: 2; else: 0', 'appraisal');
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, rule_text) VALUES
    ('S', 'f1', 'field', 'x', 'scored', 10, 'min(10, x)'), ('S', 'f2', 'field', 'x', 'monitor', 7, 'min(7, x)');
INSERT INTO variable (scheme, criterion, name, kind, max_value)
SELECT 'S', c, 'x', CASE c WHEN 'claim' THEN 'percent' ELSE 'count' END, CASE WHEN c <> 'claim' THEN 1000 END
FROM unnest('{median,quantile,target,growth,two,claim,beneath,mark,f1,f2}'::text[]) c;
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', 'rate', 'p', 'percent');
SELECT criterion, severity, problem, detail FROM scheme_problems('S') WHERE severity <> 'note' ORDER BY criterion, problem;
CALL approve_scheme('S');

INSERT INTO agency (code, name, kind) SELECT x, x, 'xã' FROM unnest('{A,B,C,D,E,F,G,H,M,G1,G2,H1}'::text[]) x;
UPDATE agency SET parent = 'A' WHERE code IN ('B', 'C');
CREATE PROCEDURE play(of_round text, of_year integer, agencies text[], marks integer[], until text DEFAULT 'published') LANGUAGE plpgsql AS $$
DECLARE
    a text;
BEGIN
    INSERT INTO round (code, scheme, year, title) VALUES (of_round, 'S', of_year, 'x');
    INSERT INTO participant (round, agency, inclusion_reason) SELECT of_round, u, 'thử' FROM unnest(agencies) u;
    INSERT INTO target (round, agency, criterion, variable, value) SELECT of_round, u, 'target', 'x', to_jsonb(10 * i) FROM unnest(agencies) WITH ORDINALITY u (u, i) WHERE i < 5;
    CALL advance(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs)
    SELECT of_round, u, n.code, 'self', jsonb_build_object('x', least(x + CASE n.code WHEN 'claim' THEN 8 ELSE 0 END, 100))
    FROM unnest(agencies, marks) u (u, x) CROSS JOIN node n
    WHERE n.scheme = 'S' AND n.is_leaf AND n.method = 'appraisal' AND n.code NOT IN ('gate', 'bonus');
    INSERT INTO assessment (round, agency, criterion, stage) SELECT of_round, u, c, 'self' FROM unnest(agencies) u, unnest('{gate,bonus}'::text[]) c;
    FOREACH a IN ARRAY agencies LOOP CALL submit(of_round, a); END LOOP;
    CALL advance(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs)
    SELECT of_round, u, n.code, 'appraisal', CASE n.code WHEN 'rate' THEN jsonb_build_object('p', least(x, 100)) ELSE jsonb_build_object('x', x) END
    FROM unnest(agencies, marks) u (u, x) CROSS JOIN node n WHERE n.scheme = 'S' AND n.method = 'statistic';
    INSERT INTO assessment (round, agency, criterion, stage, inputs)
    SELECT of_round, u, 'claim', 'appraisal', jsonb_build_object('x', greatest(0, least(100, x + 8) - CASE u WHEN 'B' THEN 11 ELSE 10 END)) FROM unnest(agencies, marks) u (u, x);
    CALL take_over(of_round);
    IF until = 'published' THEN
        CALL advance(of_round); CALL advance(of_round); CALL advance(of_round); CALL publish(of_round);
    END IF;
END
$$;
CALL play('Y23', 2023, '{A,B,C,D,E,F,G,H}', '{9,20,30,40,51,60,70,80}');
CALL play('Y24', 2024, '{A,B,C,D,E,F,G,H}', '{10,20,33,40,50,65,70,2}');
SELECT count(*) FROM verify('Y24');
INSERT INTO succession (predecessor, successor, happened_on) VALUES ('E', 'M', '2025-07-01'), ('F', 'M', '2025-07-01'),
    ('G', 'G1', '2025-07-01'), ('G', 'G2', '2025-07-01'), ('H', 'H1', '2025-07-01');
CALL play('Y25', 2025, '{A,B,C,D,M,G1,G2,H,H1}', '{12,20,35,47,130,35,36,70,11}', 'appraisal');

-- unknown until the stage closes
SELECT DISTINCT criterion, context, points FROM assessment WHERE round = 'Y25' AND stage = 'appraisal' AND criterion IN ('median', 'quantile', 'beneath') ORDER BY criterion;
CALL rescore('Y25');
CREATE FUNCTION value_of(of_context jsonb, term text) RETURNS numeric LANGUAGE sql AS $$
SELECT split_part(of_context ->> term, '/', 1)::numeric / coalesce(nullif(split_part(of_context ->> term, '/', 2), ''), '1')::numeric $$;
CREATE VIEW appraised AS
SELECT a.*, (a.inputs ->> 'x')::numeric AS x, (SELECT (t.value #>> '{}')::numeric FROM target t WHERE t.round = a.round AND t.agency = a.agency) AS target
FROM assessment a WHERE a.round = 'Y25' AND a.stage = 'appraisal';
WITH e AS (SELECT criterion, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS median, percentile_cont(0.75) WITHIN GROUP (ORDER BY x) AS q75,
                  percentile_cont(0.3) WITHIN GROUP (ORDER BY x) AS q30, max(x / target) AS best FROM appraised GROUP BY criterion)
SELECT a.criterion, count(*), bool_and(CASE a.criterion
    WHEN 'median' THEN value_of(a.context, 'peer_median(x)') = e.median::numeric
    WHEN 'quantile' THEN value_of(a.context, 'peer_quantile(x, 75%)') = e.q75::numeric AND abs(value_of(a.context, 'peer_quantile(x, 0.3)') - e.q30::numeric) < 1e-12
    ELSE round(value_of(a.context, 'peer_max(x / target(x))'), 12) = round(e.best, 12) END) AS agree
FROM appraised a JOIN e USING (criterion) WHERE a.criterion IN ('median', 'quantile', 'target') GROUP BY a.criterion ORDER BY 1;
SELECT criterion, string_agg(agency || ' ' || coalesce(round(points, 3)::text, CASE WHEN not_applicable THEN 'na' ELSE '?' END), ', ' ORDER BY agency COLLATE "C") AS points
FROM appraised GROUP BY criterion ORDER BY criterion COLLATE "C";
-- M carries on the sum of two, G1 and G2 what nobody can tell apart, and H keeps less than it had; shares carry on
SELECT agency, context -> 'previous(x)' AS last, context -> 'peer_mean(x - previous(x))' AS growth FROM appraised WHERE criterion = 'growth' ORDER BY agency COLLATE "C";
SELECT agency, context -> 'previous(p)' AS rate FROM assessment WHERE round = 'Y25' AND criterion = 'rate' AND stage = 'appraisal' ORDER BY agency COLLATE "C";
SELECT agency, context -> 'previous(x, 2)' AS two_years_back FROM appraised WHERE criterion = 'two' ORDER BY agency COLLATE "C";
-- none so long ago: unknown, and the check of the scheme says what becomes of that
SELECT agency, context, not_applicable FROM assessment WHERE round = 'Y24' AND criterion = 'two' AND stage = 'appraisal' ORDER BY agency COLLATE "C" LIMIT 1;
-- two years back is the round of that year, or the one before
SELECT _previous_round('Y25'), _previous_round('Y25', 2), _previous_round('Y25', 3) IS NULL AS none;
-- children take part themselves; who has none has no answer
SELECT agency, x, context, points FROM appraised WHERE criterion = 'beneath' AND agency IN ('A', 'B') ORDER BY agency;

-- ---------------------------------------------------------------------------
-- what the agency itself had entered: of itself at its own stage, then as submitted
SELECT agency, stage, inputs ->> 'x' AS x, context ->> 'self(x)' AS claim, points FROM assessment WHERE round = 'Y25' AND criterion = 'claim' AND agency IN ('A', 'B') ORDER BY agency, stage;
CALL return_submission('Y25', 'B', 'x');
UPDATE assessment SET inputs = '{"x": 17}' WHERE round = 'Y25' AND criterion = 'claim' AND agency = 'B' AND stage = 'self';
CALL submit('Y25', 'B');
SELECT agency, inputs ->> 'x' AS x, context ->> 'self(x)' AS claim, points FROM appraised WHERE criterion = 'claim' AND agency = 'B';

-- ---------------------------------------------------------------------------
-- a monitor with a maximum has points for a gate, and counts nowhere
SELECT agency, criterion, points FROM appraised WHERE criterion IN ('mark', 'gate', 'bonus', 'f1', 'f2', 'field') AND agency = 'A' ORDER BY criterion COLLATE "C";
UPDATE assessment SET inputs = '{"x": 2}' WHERE round = 'Y25' AND criterion = 'mark' AND agency = 'A' AND stage = 'appraisal';
SELECT agency, criterion, points, context FROM appraised WHERE criterion IN ('mark', 'gate', 'bonus') AND agency = 'A' ORDER BY criterion COLLATE "C";
SELECT max_points, bonus FROM ranking WHERE round = 'Y25' AND agency = 'A';
SELECT criterion, points, max_points, kind FROM score WHERE round = 'Y25' AND agency = 'A' AND criterion IN ('mark', 'f2');
-- once one of those who decided it changed his mind
SELECT * FROM missing('Y25');
UPDATE assessment SET note = 'xem lại' WHERE round = 'Y25' AND criterion = 'claim' AND agency = 'B' AND stage = 'appraisal';
CALL advance('Y25'); CALL advance('Y25'); CALL advance('Y25'); CALL publish('Y25');
SELECT * FROM verify('Y25');
SELECT criterion, inputs, entered_points, points, max_points FROM result_item WHERE round = 'Y25' AND agency = 'A' AND criterion IN ('mark', 'f2') ORDER BY criterion;
SELECT agency, par_index, bonus FROM ranking WHERE round = 'Y25' ORDER BY agency COLLATE "C";

-- a draft in which the gate is another: what it reads of a monitor is known there too
CALL revise_scheme('S', 'S2');
UPDATE criterion SET rule_text = 'points(''mark'') < 4: 0; else: 10' WHERE scheme = 'S2' AND code = 'gate';
UPDATE criterion SET rule_text = 'not known(previous(x)): min(5, x); x >= previous(x): 5; else: 0' WHERE scheme = 'S2' AND code = 'mark';
SELECT agency, points_before, points_after, how FROM simulate_items('Y25', 'S2') WHERE criterion_after = 'gate' ORDER BY agency COLLATE "C";
SELECT count(*) AS monitored FROM simulate_items('Y25', 'S2') WHERE criterion_after IN ('mark', 'f2');
-- last year of a monitor is known
CALL approve_scheme('S2');
INSERT INTO round (code, scheme, year, title) VALUES ('Y26', 'S2', 2026, 'x');
INSERT INTO participant (round, agency) VALUES ('Y26', 'A');
CALL advance('Y26');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('Y26', 'A', 'mark', 'self', '{"x": 1}');
SELECT context, points FROM assessment WHERE round = 'Y26';
-- and an open correction goes back to it
CALL correct('Y25', 'thử');
UPDATE assessment SET inputs = '{"x": 50}' WHERE false;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('Y25', 'A', 'mark', 'review', '{"x": 5}');
CALL abandon_correction('Y25');
SELECT count(*) FROM verify('Y25');

-- what is left after a division is compared with nothing, wherever it is asked
SELECT agency, rank_change, index_change FROM ranking WHERE round = 'Y25' AND agency IN ('A', 'H', 'H1') ORDER BY agency;
SELECT effect, description FROM why_changed('Y25', 'H');
SELECT outcome, description FROM overtaken('Y25', 'H');

-- ---------------------------------------------------------------------------
-- a target that is not there holds the appraisal, and one that comes late is seen at once
SELECT DISTINCT m.criterion, m.problem, m.to_do FROM (SELECT 1) one CROSS JOIN LATERAL missing('Y26') m;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('T', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('T', '1', 'x', 100, 'x >= target(x): 100; else: 0'), ('T', '2', 'x', 100, 'points(''1'') > 50: 100; else: 20');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('T', '1', 'x', 'count');
CALL approve_scheme('T');
INSERT INTO round (code, scheme, year, title) VALUES ('T', 'T', 2030, 'x');
INSERT INTO participant (round, agency) VALUES ('T', 'A'), ('T', 'B');
INSERT INTO target (round, agency, criterion, variable, value) VALUES ('T', 'B', '1', 'x', '5');
CALL advance('T');
INSERT INTO assessment (round, agency, criterion, stage, inputs) SELECT 'T', a, c, 'self', CASE c WHEN '1' THEN '{"x": 9}'::jsonb END FROM unnest('{A,B}'::text[]) a, unnest('{1,2}'::text[]) c;
CALL submit('T', 'A'); CALL submit('T', 'B'); CALL advance('T'); CALL take_over('T');
SELECT * FROM missing('T');
INSERT INTO target (round, agency, criterion, variable, value) VALUES ('T', 'A', '1', 'x', '9');
UPDATE target SET value = '10' WHERE round = 'T' AND agency = 'B';
SELECT agency, criterion, points FROM assessment WHERE round = 'T' AND stage = 'appraisal' ORDER BY agency, criterion;
SELECT agency, par_index FROM ranking WHERE round = 'T' ORDER BY agency;
SELECT * FROM missing('T');
DELETE FROM target WHERE round = 'T' AND agency = 'A';
SELECT agency, criterion, problem FROM missing('T');

-- ---------------------------------------------------------------------------
-- an agency that was there before without a result, and takes over others
INSERT INTO agency (code, name, kind, valid) VALUES ('K', 'K', 'xã', '(,)'), ('L', 'L', 'xã', '[2000-01-01,)'), ('L2', 'L2', 'xã', '(,)');
INSERT INTO succession (predecessor, successor, happened_on) VALUES ('C', 'L', '2026-07-01'), ('D', 'L2', '2026-07-01');
SELECT _predecessors('L', 'Y25', 1, '2025-12-31', '2026-12-31') IS NULL AS not_known, _predecessors('L2', 'Y25', 1, '2025-12-31', '2026-12-31') AS taken_for_new;
INSERT INTO participant (round, agency) VALUES ('Y26', 'L'), ('Y26', 'L2');
SELECT agency, what, to_do, is_barrier FROM todo WHERE round = 'Y26' AND duty = 'registry';

-- ---------------------------------------------------------------------------
-- medians and quantiles of fractions, exactly, and at the limits
SELECT _answer_about(w, n.numerators, n.denominator, q)
FROM _over_one_denominator('{1/3,1/7,2,-5/6}') n, (VALUES ('median', NULL::numeric), ('quantile', 0), ('quantile', 1), ('quantile', 0.1), ('mean', NULL), ('sum', NULL), ('count', NULL), ('max', NULL), ('min', NULL)) v (w, q);
SELECT w, _answer_about(w, '{}', 1, 0.5), _answer_about(w, NULL, 1, 0.5), _answer_about(w, '{7}', 2, 0.9) FROM unnest('{median,quantile,mean,count,sum}'::text[]) w;

-- ---------------------------------------------------------------------------
-- what a scheme cannot have
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('N', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text, method, kind) VALUES
    ('N', '1', 'x', 50, 'self(x) > 1: 50; else: 0', 'statistic', 'scored'), ('N', '2', 'x', 50, 'peer_mean(peer_max(x)) + previous(self(x)) > self(y) + x: 1; else: 0', 'appraisal', 'scored'),
    ('N', '3', 'x', 5, 'min(5, x)', 'appraisal', 'monitor'), ('N', '4', 'x', 5, 'x', 'appraisal', 'monitor');
INSERT INTO variable (scheme, criterion, name, kind) SELECT 'N', c::text, 'x', 'count' FROM generate_series(1, 4) c;
SELECT criterion, severity, problem, detail FROM scheme_problems('N', 'en') WHERE problem !~ 'may be|grades' ORDER BY criterion, problem;
-- ---------------------------------------------------------------------------
-- more settled than received: refused, or noted, as the scheme says
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('B', 'x', 'xã', false);
INSERT INTO criterion (scheme, code, title, max_points, rule_text) VALUES ('B', '1', 'x', 50, 'date(o) <= date(c) and p <= q: min(50, 50 * ratio(b, a, 1)); else: 0'), ('B', '2', 'x', 50, 'b > c: 50; b < c: 0; else: 25'), ('B', '3', 'x', 0.5, 'min(0.5, b)');
INSERT INTO variable (scheme, criterion, name, kind, max_variable, excess) VALUES
    ('B', '1', 'a', 'count', NULL, DEFAULT), ('B', '1', 'b', 'count', 'a', DEFAULT), ('B', '1', 'p', 'percent', 'q', DEFAULT), ('B', '1', 'q', 'percent', NULL, DEFAULT),
    ('B', '1', 'o', 'date', 'c', DEFAULT), ('B', '1', 'c', 'date', NULL, DEFAULT), ('B', '2', 'b', 'amount', 'c', 'noted'), ('B', '2', 'c', 'count', NULL, DEFAULT), ('B', '3', 'b', 'count', 'd', DEFAULT);
INSERT INTO variable (scheme, criterion, name, kind, max_variable) VALUES ('B', '3', 'x', 'percent', 'b');
SELECT criterion, severity, problem, detail FROM scheme_problems('B', 'en') WHERE problem ~ 'bounded|declared, but' ORDER BY criterion, problem;
SELECT test.error_of($$UPDATE variable SET max_variable = name WHERE scheme = 'B'$$) ~ '^23514' AS itself;
DELETE FROM criterion WHERE scheme = 'B' AND code = '3';
CALL approve_scheme('B');
INSERT INTO round (code, scheme, year, title) VALUES ('B', 'B', 2026, 'x');
INSERT INTO participant (round, agency) VALUES ('B', 'A');
CALL advance('B');
SELECT i, test.error_of(format($$INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('B', 'A', '1', 'self', %L)$$, i))
FROM unnest('{"{\"a\": 20, \"b\": 25}","{\"p\": 60.50, \"q\": 60}","{\"o\": \"2026-03-02\", \"c\": \"2026-02-28\"}"}'::text[]) i;
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('B', 'A', '1', 'self', '{"a": 20, "b": 20, "p": 60, "q": 60, "o": "2026-02-28", "c": "2026-02-28"}');
UPDATE assessment SET inputs = '{"a": null, "b": 25, "p": 5, "q": 7, "o": null, "c": "2026-01-01"}' WHERE round = 'B';
INSERT INTO assessment (round, agency, criterion, stage, inputs, note) VALUES ('B', 'A', '2', 'self', '{"b": 1e30, "c": 20}', 'gồm cả hồ sơ năm trước');
SELECT * FROM doubtful_input;
UPDATE assessment SET inputs = '{"b": 20, "c": 20}' WHERE round = 'B' AND criterion = '2';
SELECT count(*) FROM doubtful_input;
-- it goes with the scheme wherever that goes
SELECT count(*) FROM scheme_diff('B', 'B');
CALL revise_scheme('B', 'B2');
UPDATE variable SET excess = 'refused' WHERE scheme = 'B2' AND criterion = '2' AND name = 'b';
SELECT criterion_after, change, before, after FROM scheme_diff('B', 'B2');
SELECT export_scheme('B') #> '{criteria,1,variables,0}';
DO $$ DECLARE e jsonb := export_scheme('B'); BEGIN CALL import_scheme(jsonb_set(e, '{scheme,code}', '"B3"')); END $$;
SELECT count(*) FROM (SELECT criterion, name, max_variable, excess FROM variable WHERE scheme = 'B' EXCEPT SELECT criterion, name, max_variable, excess FROM variable WHERE scheme = 'B3') d;
SELECT test.error_of($$SELECT par.read_inputs('1', '[["b", "count", null, null, null]]', '{}')$$), par.read_inputs('1', '[["b", "count", null, null, null, "z"]]', '{"b": 7}');
SET client_min_messages = error;
DROP SCHEMA reg_terms CASCADE;
