-- Every form of scoring rule that official texts use, each at its edges.
SET client_min_messages = warning;

CREATE TEMP TABLE form (form text, rule par.rule, inputs jsonb, expected numeric);
INSERT INTO form VALUES
    -- choice
    ('choice', 'status = ''on time'': 1; status = ''late'': 0.5; status = ''none'': 0', '{"status": "on time"}', 1),
    ('choice', 'status = ''on time'': 1; status = ''late'': 0.5; status = ''none'': 0', '{"status": "late"}', 0.5),
    ('choice', 'status = ''on time'': 1; status = ''late'': 0.5; status = ''none'': 0', '{"status": "none"}', 0),
    ('choice, Vietnamese', 'kết_quả = "Đúng hạn": 1; kết_quả = ''Chậm'': 0.5; else: 0', '{"kết_quả": "Chậm"}', 0.5),
    ('yes or no', 'issued: 1; else: 0', '{"issued": true}', 1),
    ('yes or no', 'issued: 1; else: 0', '{"issued": false}', 0),
    ('checklist', '0.5 * plan_issued + 0.5 * plan_complete', '{"plan_issued": true, "plan_complete": false}', 0.5),
    ('checklist', '0.5 * plan_issued + 0.5 * plan_complete', '{"plan_issued": true, "plan_complete": true}', 1),
    -- bands on a value, a ratio, a count, a date
    ('bands on a value', 'x >= 30%: 1; x >= 20%: 0.5; else: 0', '{"x": 0.3}', 1),
    ('bands on a value', 'x >= 30%: 1; x >= 20%: 0.5; else: 0', '{"x": "20%"}', 0.5),
    ('bands on a value', 'x >= 30%: 1; x >= 20%: 0.5; else: 0', '{"x": 0.1999}', 0),
    ('bands on a ratio', 'b/a >= 90%: 2; 80% <= b/a < 90%: 1; b/a < 80%: 0', '{"a": 3, "b": 2.7}', 2),
    ('bands on a ratio', 'b/a >= 90%: 2; 80% <= b/a < 90%: 1; b/a < 80%: 0', '{"a": 10, "b": 8}', 1),
    ('bands on a ratio', 'b/a >= 90%: 2; 80% <= b/a < 90%: 1; b/a < 80%: 0', '{"a": 10, "b": 7}', 0),
    ('bands on a count', 'n = 0: 2; n <= 2: 1; else: 0', '{"n": 2}', 1),
    ('bands on a date', 'not issued: 0; date(issued_on) < date(round_year, 1, 1): 0.5; date(issued_on) < date(round_year, 4, 1): 0.25; else: 0', '{"issued": true, "issued_on": "2024-12-31", "round_year": 2025}', 0.5),
    ('bands on a date', 'not issued: 0; date(issued_on) < date(round_year, 1, 1): 0.5; date(issued_on) < date(round_year, 4, 1): 0.25; else: 0', '{"issued": true, "issued_on": "2025-01-01", "round_year": 2025}', 0.25),
    ('bands on a date', 'not issued: 0; date(issued_on) < date(round_year, 1, 1): 0.5; date(issued_on) < date(round_year, 4, 1): 0.25; else: 0', '{"issued": true, "issued_on": "2025-04-01", "round_year": 2025}', 0),
    ('bands on a date', 'not issued: 0; date(issued_on) < date(round_year, 1, 1): 0.5; date(issued_on) < date(round_year, 4, 1): 0.25; else: 0', '{"issued": false}', 0),
    ('at the latest on', 'date(issued_on) <= date(round_year, 12, 31): 1; else: 0', '{"issued_on": "2025-12-31", "round_year": 2025}', 1),
    ('before', 'date(issued_on) < date(round_year, 12, 31): 1; else: 0', '{"issued_on": "2025-12-31", "round_year": 2025}', 0),
    -- ratios
    ('b/a times the maximum', 'b/a * max_points', '{"a": 3, "b": 2, "max_points": 1.5}', 1),
    ('threshold, then linear', 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0', '{"a": 10, "b": 10, "max_points": 2}', 2),
    ('threshold, then linear', 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0', '{"a": 10, "b": 8, "max_points": 2}', 1.6),
    ('threshold, then linear', 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0', '{"a": 1000, "b": 799, "max_points": 2}', 0),
    ('nothing to do: not applicable', 'a = 0: na; b/a >= 100%: max_points; b/a >= 80%: b/a * max_points; else: 0', '{"a": 0}', NULL),
    ('full marks from a threshold', 'min(max_points, max_points * r / 0.9)', '{"r": 0.9, "max_points": 6}', 6),
    ('full marks from a threshold', 'min(max_points, max_points * r / 0.9)', '{"r": 0.45, "max_points": 6}', 3),
    ('nothing received: full points', '6 * ratio(handled, received, 1)', '{"handled": 0, "received": 0}', 6),
    ('nothing received: no points', '6 * ratio(handled, received, 0)', '{"handled": 0, "received": 0}', 0),
    ('nothing received: full points', '6 * ratio(handled, received, 1)', '{"handled": 5, "received": 8}', 3.75),
    -- base plus step
    ('base plus step, pro rata', 'min(25, 10 + 0.5 * max(0, p - 2000000) / 60000)', '{"p": 2030000}', 10.25),
    ('base plus step, whole steps', 'min(25, 10 + 0.5 * floor(max(0, p - 2000000) / 60000))', '{"p": 2119999}', 10.5),
    ('base plus step, capped', 'min(25, 10 + 0.5 * floor(max(0, p - 2000000) / 60000))', '{"p": 9000000}', 25),
    ('base plus step, base', 'min(25, 10 + 0.5 * floor(max(0, p - 2000000) / 60000))', '{"p": 500000}', 10),
    ('count times unit, capped', 'min(2, 0.25 * n)', '{"n": 3}', 0.75),
    ('count times unit, capped', 'min(2, 0.25 * n)', '{"n": 30}', 2),
    ('deduction per violation', 'max(0, 2 - 0.25 * violations)', '{"violations": 3}', 1.25),
    ('deduction per violation', 'max(0, 2 - 0.25 * violations)', '{"violations": 9}', 0),
    -- sums and alternatives
    ('sum with inner caps', 'min(2, 2 * a / 0.8) + 4 * b + min(6, 6 * c / 0.5)', '{"a": 0.4, "b": 0.5, "c": 0.9}', 9),
    ('best of alternatives', 'max(2 * x, y)', '{"x": 0.6, "y": 1}', 1.2),
    ('fallback indicator', '2 * coalesce(online_share, paper_share)', '{"paper_share": 0.25}', 0.5),
    ('fallback indicator', '2 * coalesce(online_share, paper_share)', '{"online_share": 0.75, "paper_share": 0.25}', 1.5),
    ('gate', 'not published: 0; else: 2 * b/a', '{"published": false}', 0),
    ('gate', 'not published: 0; else: 2 * b/a', '{"published": 1, "a": 4, "b": 1}', 0.5),
    ('gate on another criterion', 'points(''1.1.1'') = 0: 0; else: 2 * b/a', '{"points(''1.1.1'')": 0}', 0),
    ('gate on another criterion', 'points(''1.1.1'') = 0: 0; else: 2 * b/a', '{"points(''1.1.1'')": 0.5, "a": 4, "b": 3}', 1.5),
    -- against others, last year, the target
    ('at or above the mean', 'b/a >= peer_mean(b/a): 2; else: 0', '{"a": 4, "b": 3, "peer_mean(b / a)": 0.75}', 2),
    ('at or above the mean', 'b/a >= peer_mean(b/a): 2; else: 0', '{"a": 4, "b": 3, "peer_mean(b / a)": 0.751}', 0),
    ('at or above the pooled share', 'b/a >= peer_sum(b)/peer_sum(a): 2; else: 0', '{"a": 4, "b": 3, "peer_sum(a)": 100, "peer_sum(b)": 70}', 2),
    ('rank tiers', 'peer_rank(x) <= 10: 3; peer_rank(x) <= 20: 2; else: 1', '{"peer_rank(x)": 10}', 3),
    ('rank tiers', 'peer_rank(x) <= 10: 3; peer_rank(x) <= 20: 2; else: 1', '{"peer_rank(x)": 11}', 2),
    ('rank tiers', 'peer_rank(x) <= 10: 3; peer_rank(x) <= 20: 2; else: 1', '{"peer_rank(x)": 63}', 1),
    ('relative to the best', '2 * x / peer_max(x)', '{"x": 30, "peer_max(x)": 40}', 1.5),
    ('against last year', 'not known(previous(x)): na; x > previous(x): 1; x = previous(x): 0.5; else: 0', '{"x": 5, "previous(x)": 4}', 1),
    ('against last year', 'not known(previous(x)): na; x > previous(x): 1; x = previous(x): 0.5; else: 0', '{"x": 5, "previous(x)": 5.0}', 0.5),
    ('against last year', 'not known(previous(x)): na; x > previous(x): 1; x = previous(x): 0.5; else: 0', '{"x": 5}', NULL),
    ('against the target', 'min(1, x / target(x))', '{"x": 45, "target(x)": 60}', 0.75),
    ('mountainous units', 'x >= 80% * (1 - 25% * agency(mountainous)): 2; else: 0', '{"x": 0.6, "agency(mountainous)": true}', 2),
    ('mountainous units', 'x >= 80% * (1 - 25% * agency(mountainous)): 2; else: 0', '{"x": 0.6, "agency(mountainous)": false}', 0),
    -- the rest
    ('score grid', 'round(2 * rating * 4) / 4', '{"rating": 0.7}', 1.5),
    ('bonus, all or nothing', 'x >= 100%: max_points; else: 0', '{"x": "100%", "max_points": 1}', 1),
    ('monitor only', '0', '{}', 0),
    ('text orders rounding', 'round(b/a, 2) * 10', '{"a": 3, "b": 2}', 6.7),
    ('exact thirds', 'b/a * 3 >= 1: 1; else: 0', '{"b": 1, "a": 3}', 1),
    ('half away from zero', 'round(x, 2)', '{"x": 9.415}', 9.42);
SELECT form, rule, inputs, par.score(rule, inputs) AS score FROM form WHERE par.score(rule, inputs) IS DISTINCT FROM expected;
SELECT count(*) AS cases, count(DISTINCT form) AS forms, count(*) FILTER (WHERE par.score(rule, inputs) IS NOT DISTINCT FROM expected) AS right FROM form;
-- NULL was said by na, not by something unknown
SELECT DISTINCT form FROM form WHERE par.not_applicable(rule, inputs) ORDER BY form;

-- The same through a table, row by row with the rule of the row, serial and in
-- parallel, and through text and binary copies of the rules.
SELECT count(*) AS right FROM form WHERE par.score(rule::text::par.rule, inputs) IS NOT DISTINCT FROM expected;
CREATE TABLE form_copy AS SELECT f.* FROM form f, generate_series(1, 200);
ALTER TABLE form_copy SET (parallel_workers = 2);
ANALYZE form_copy;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT count(*) FROM form_copy WHERE par.score(rule, inputs) IS DISTINCT FROM expected;
SELECT count(*) AS wrong FROM form_copy WHERE par.score(rule, inputs) IS DISTINCT FROM expected;
DROP TABLE form_copy;
