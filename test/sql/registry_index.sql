-- Registry: from points to index, rank and grade.
SET client_min_messages = warning;
CALL par.create_registry('reg_index');
SET search_path = reg_index;

-- A round in stage appraisal, with points given by hand: agency, criterion,
-- points; na is an exemption.
CREATE PROCEDURE start_round(code text, scheme text, agencies text[], survey_held boolean DEFAULT true) LANGUAGE plpgsql AS $$
BEGIN
    CALL approve_scheme(start_round.scheme);
    INSERT INTO agency (code, name, kind) SELECT u, u, 'sở' FROM unnest(agencies) u ON CONFLICT DO NOTHING;
    INSERT INTO round (code, scheme, year, title, survey_held) VALUES (start_round.code, start_round.scheme, 2025, 'x', start_round.survey_held);
    INSERT INTO participant (round, agency) SELECT start_round.code, u FROM unnest(agencies) u;
    CALL advance(start_round.code);
    INSERT INTO zero_missing (round, agency, reason) SELECT start_round.code, u, 'thử' FROM unnest(agencies) u;
    CALL advance(start_round.code);
    DELETE FROM zero_missing WHERE round = start_round.code;
END $$;
CREATE PROCEDURE give(round text, agency text, points jsonb) LANGUAGE sql AS $$
    INSERT INTO assessment (round, agency, criterion, stage, points)
    SELECT give.round, give.agency, key, 'appraisal', value::text::numeric FROM jsonb_each(points) WHERE value <> '"na"';
    INSERT INTO exemption (round, agency, criterion, reason, status)
    SELECT give.round, give.agency, key, 'không có nhiệm vụ', 'accepted' FROM jsonb_each(points) WHERE value = '"na"';
$$;

-- ---------------------------------------------------------------------------
-- Thanh Hóa 2023, Ban Dân tộc: 68.32 points of the 84 that apply are 81.33
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('TH', 'Thanh Hóa 2023', 'sở', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('TH', '1', 'Áp dụng', 84), ('TH', '2', 'Không áp dụng', 16);
CALL start_round('TH', 'TH', '{BDT}');
CALL give('TH', 'BDT', '{"1": 68.32, "2": "na"}');
SELECT agency, points, max_points, par_index, rank FROM ranking WHERE round = 'TH';

-- 9.415 of 10, of which three parts are 0.2 / 3, prints as 9.42 and makes a field
-- index of 94.15: decimal, half away from zero, rounded once
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('R', 'Làm tròn', 'sở', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text) VALUES
    ('R', '1', NULL, 'Lĩnh vực', 10, NULL), ('R', '1.1', '1', 'Nguyên', 9.4, NULL),
    ('R', '1.2', '1', 'Phần ba', 0.2, '0.2 * n / 3'), ('R', '1.3', '1', 'Phần ba', 0.2, '0.2 * n / 3'), ('R', '1.4', '1', 'Phần ba', 0.2, '0.2 * n / 3'),
    ('R', '2', NULL, 'Lĩnh vực', 90, NULL);
INSERT INTO variable (scheme, criterion, name, kind, max_value) SELECT 'R', c, 'n', 'count', 3 FROM unnest('{1.2,1.3,1.4}'::text[]) c;
CALL start_round('R', 'R', '{A,B}');
CALL give('R', 'A', '{"1.1": 9.215, "2": 0}');
CALL give('R', 'B', '{"1.1": 8.815, "2": 0}');
INSERT INTO assessment (round, agency, criterion, stage, inputs)
SELECT 'R', a, c, 'appraisal', '{"n": 1}'::jsonb FROM unnest('{A}'::text[]) a, unnest('{1.2,1.3,1.4}'::text[]) c
UNION ALL SELECT 'R', 'B', c, 'appraisal', '{"n": 3}' FROM unnest('{1.2,1.3,1.4}'::text[]) c;
SELECT agency, points, par_index FROM ranking WHERE round = 'R' ORDER BY agency;
SELECT agency, field, points, field_index FROM field_index WHERE round = 'R' ORDER BY agency, field;
SELECT _rounded(9.415, 2) AS decimal, _rounded(8.415 + 1/3.0 + 1/3.0 + 1/3.0, 2) AS thirds, _rounded(-2.425, 2) AS negative, _rounded(81.254 - 83.679, 2) AS change,
       _rounded('NaN', 2), _rounded(NULL, 2);

-- ---------------------------------------------------------------------------
-- the four policies.  Field F of 20 with four criteria of 4, 6, 8 and 2 points,
-- of which 2 and 3 do not apply; field G of 80 in full.
CREATE FUNCTION policy_scheme(code text, policy2 text, policy3 text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO scheme (code, title, agency_kind, graded) VALUES (code, code, 'sở', false);
    INSERT INTO criterion (scheme, code, parent, title, max_points, not_applicable, position) VALUES
        (policy_scheme.code, 'F', NULL, 'F', 20, 'exclude', 1), (policy_scheme.code, 'G', NULL, 'G', 80, 'exclude', 2),
        (policy_scheme.code, '1', 'F', '1', 4, 'exclude', 1), (policy_scheme.code, '2', 'F', '2', 6, policy2, 2),
        (policy_scheme.code, '3', 'F', '3', 8, policy3, 3), (policy_scheme.code, '4', 'F', '4', 2, 'exclude', 4);
$$;
SELECT policy_scheme('p' || a.p || b.p, a.policy, b.policy)
FROM (VALUES (1, 'exclude'), (2, 'full'), (3, 'share_siblings'), (4, 'rescale_parent')) a (p, policy),
     (VALUES (1, 'exclude'), (2, 'full'), (3, 'share_siblings'), (4, 'rescale_parent')) b (p, policy) \g /dev/null
DO $$ DECLARE s text; BEGIN FOR s IN SELECT code FROM scheme WHERE code LIKE 'p%' LOOP
    CALL start_round(s, s, '{A}'); CALL give(s, 'A', '{"1": 3, "2": "na", "3": "na", "4": 1, "G": 80}'); END LOOP; END $$;
-- 11: 4 of 6.  22: 18 of 20.  33: 1 gets 4 + 7, 4 gets 2 + 7; 3 · 11/4 + 1 · 9/2 of 20.
-- 44: 4 of 6 stretched to 20.  24: 2 in full, 10 of 12 stretched by 20/12.
-- 34: 1 gets 4 + 3, 4 gets 2 + 3, 21/4 + 5/2 of 12 stretched by 20/12.
SELECT r.code, f.points, f.max_points, f.field_index, k.points AS total, k.max_points AS maximum, k.par_index
FROM round r
JOIN field_index f ON f.round = r.code AND f.field = 'F'
JOIN ranking k ON k.round = r.code
WHERE r.code LIKE 'p%' ORDER BY 1;
-- the example of a tree by leaves: 5 of 10 in half of F, 80 of 80
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('L', 'L', 'sở', false);
INSERT INTO criterion (scheme, code, parent, title, max_points) VALUES ('L', 'F', NULL, 'F', 20), ('L', 'G', NULL, 'G', 80), ('L', '1', 'F', '1', 10), ('L', '2', 'F', '2', 10);
CALL start_round('L', 'L', '{A,B}');
CALL give('L', 'A', '{"1": 5, "2": "na", "G": 80}');
-- nothing applies to B
CALL give('L', 'B', '{"F": "na", "G": "na"}');
SELECT agency, points, max_points, par_index, rank FROM ranking WHERE round = 'L' ORDER BY agency;
-- exempt for everybody, refused, proposed
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('L', NULL, 'G', 'không đánh giá năm nay', 'proposed');
SELECT par_index FROM ranking WHERE round = 'L' AND agency = 'A';
UPDATE exemption SET status = 'accepted' WHERE round = 'L' AND agency IS NULL;
SELECT par_index FROM ranking WHERE round = 'L' AND agency = 'A';
UPDATE exemption SET status = 'refused' WHERE round = 'L' AND agency IS NULL;
SELECT par_index FROM ranking WHERE round = 'L' AND agency = 'A';
SELECT test.error_of($$INSERT INTO exemption (round, criterion, reason) VALUES ('L', 'G', 'lần nữa')$$);
SELECT test.error_of($$INSERT INTO exemption (round, agency, criterion, reason) VALUES ('L', 'A', 'H', 'x')$$);
SELECT test.error_of($$INSERT INTO exemption (round, agency, criterion, reason) VALUES ('L', 'nobody', 'G', 'x')$$);

-- Policies at every depth at random, against a recursion from the top that is
-- written differently: 300 agencies, three levels.
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('Q', 'Q', 'sở', false);
SELECT setseed(0.5) \g /dev/null
CREATE TABLE pick AS
SELECT f, c, k, floor(random() * 4)::int AS p1, floor(random() * 4)::int AS p2, floor(random() * 4)::int AS p3, 1 + floor(random() * 9)::int AS m
FROM generate_series(1, 4) f, generate_series(1, 3) c, generate_series(1, 3) k;
CREATE FUNCTION policy(p int) RETURNS text LANGUAGE sql AS $$SELECT ('{exclude,full,share_siblings,rescale_parent}'::text[])[p + 1]$$;
INSERT INTO criterion (scheme, code, parent, title, max_points, not_applicable)
SELECT 'Q', f::text, NULL, 'f', sum(m), policy(min(p1)) FROM pick GROUP BY f
UNION ALL SELECT 'Q', f || '.' || c, f::text, 'c', sum(m), policy(min(p2)) FROM pick GROUP BY f, c
UNION ALL SELECT 'Q', f || '.' || c || '.' || k, f || '.' || c, 'k', m, policy(p3) FROM pick;
DO $$ DECLARE q text[] := ARRAY(SELECT 'q' || i FROM generate_series(1, 300) i); BEGIN CALL start_round('Q', 'Q', q); END $$;
CREATE TABLE given AS
SELECT 'q' || i AS agency, l.code, CASE WHEN random() < CASE i % 4 WHEN 0 THEN 0 WHEN 1 THEN 0.1 WHEN 2 THEN 0.5 ELSE 0.9 END THEN NULL
       ELSE round((random() * l.max_points)::numeric, 2) END AS points
FROM generate_series(1, 300) i, leaf l WHERE l.scheme = 'Q';
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'Q', agency, code, 'appraisal', points FROM given WHERE points IS NOT NULL;
INSERT INTO exemption (round, agency, criterion, reason, status) SELECT 'Q', agency, code, 'x', 'accepted' FROM given WHERE points IS NULL;

-- points and maximum of a node for an agency, NULL where it does not apply
CREATE FUNCTION node_value(a text, node text) RETURNS numeric[] LANGUAGE plpgsql AS $$
DECLARE
    k record;
    v numeric[];
    part numeric[];             -- points, maximum of the children that apply
    total numeric[] := '{0,0}';
    kept text[] := '{}';
    sets numeric[][] := '{}';
    shared numeric := 0;
    held numeric := 0;
    n int := 0;
    i int;
    m numeric;
BEGIN
    IF NOT EXISTS (SELECT FROM reg_index.criterion c WHERE c.scheme = 'Q' AND c.parent = node) AND node IS NOT NULL THEN
        SELECT CASE WHEN g.points IS NOT NULL THEN ARRAY[g.points, c.max_points] END INTO v
        FROM reg_index.given g JOIN reg_index.criterion c ON c.scheme = 'Q' AND c.code = g.code WHERE g.agency = a AND g.code = node;
        RETURN v;
    END IF;
    FOR k IN SELECT c.* FROM reg_index.criterion c WHERE c.scheme = 'Q' AND c.parent IS NOT DISTINCT FROM node LOOP
        v := reg_index.node_value(a, k.code);
        IF v IS NULL AND k.not_applicable = 'full' THEN
            v := ARRAY[k.max_points, k.max_points];
        END IF;
        IF v IS NULL THEN
            shared := shared + CASE k.not_applicable WHEN 'share_siblings' THEN k.max_points ELSE 0 END;
            held := held + CASE k.not_applicable WHEN 'rescale_parent' THEN k.max_points ELSE 0 END;
        ELSE
            n := n + 1;
            sets := sets || ARRAY[v];
        END IF;
    END LOOP;
    IF n = 0 THEN
        RETURN NULL;
    END IF;
    FOR i IN 1 .. n LOOP
        m := sets[i][2] + shared / n;
        total := ARRAY[total[1] + round(sets[i][1] * m, 40) / sets[i][2], total[2] + m];
    END LOOP;
    RETURN ARRAY[round(total[1] * (total[2] + held), 40) / total[2], total[2] + held];
END $$;
SELECT count(*) AS agencies, count(v.i) AS with_index,
       count(*) FILTER (WHERE round(v.i, 12) IS DISTINCT FROM round(s.exact_index, 12)) AS different
FROM standings('Q') s
CROSS JOIN LATERAL (SELECT 100 * n[1] / n[2] FROM node_value(s.agency, NULL) n) v (i);
-- leaves sum to nodes, nodes to the total
SELECT count(*) AS nodes,
       count(*) FILTER (WHERE round(n.points - l.points, 12) <> 0 OR round(n.max_points - l.max_points, 12) <> 0 OR (n.points IS NULL) <> (l.points IS NULL)) AS different
FROM _roll_up('Q', ARRAY(SELECT v FROM _leaf_values('Q') v)) n
JOIN LATERAL (SELECT u.agency, y.ancestor, sum(u.points) AS points, sum(u.max_points) AS max_points
      FROM _roll_up('Q', ARRAY(SELECT v FROM _leaf_values('Q') v)) u
      JOIN _criterion_ancestry('Q') y ON y.criterion = u.criterion
      JOIN leaf f ON f.scheme = 'Q' AND f.code = u.criterion
      GROUP BY u.agency, y.ancestor) l ON l.agency = n.agency AND l.ancestor = n.criterion;

-- ---------------------------------------------------------------------------
-- ranks: ties by each rule, on rounded and unrounded values, leagues, unranked
CREATE PROCEDURE rank_scheme(code text, tie_rule text, rank_on text, tie_keys text[] DEFAULT NULL) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheme (code, title, agency_kind, decimals, tie_rule, rank_on, tie_keys, graded) VALUES (code, code, 'sở', 1, tie_rule, rank_on, tie_keys, false);
    INSERT INTO criterion (scheme, code, title, max_points) VALUES (rank_scheme.code, 'a', 'a', 60), (rank_scheme.code, 'b', 'b', 40);
    CALL start_round(code, code, '{A,B,C,D,E,F,G}');
    CALL give(code, 'A', '{"a": 50, "b": 30}');
    CALL give(code, 'B', '{"a": 49.96, "b": 30}');
    CALL give(code, 'C', '{"a": 40, "b": 40}');
    CALL give(code, 'D', '{"a": 50.04, "b": 30}');
    CALL give(code, 'E', '{"a": 10, "b": 10}');
    CALL give(code, 'F', '{"a": 60, "b": 40}');
    CALL give(code, 'G', '{"a": 10, "b": 10}');
    UPDATE participant SET ranked = false, unranked_reason = 'Văn phòng Chính phủ không xếp hạng' WHERE round = code AND agency = 'F';
    UPDATE participant SET league = 'đặc thù' WHERE round = code AND agency = 'G';
END $$;
CALL rank_scheme('K1', 'competition', 'rounded');
CALL rank_scheme('K2', 'dense', 'rounded');
CALL rank_scheme('K3', 'competition', 'unrounded');
CALL rank_scheme('K4', 'secondary', 'rounded', '{b,a}');
CALL rank_scheme('K5', 'secondary', 'unrounded', '{b}');
SELECT round, string_agg(agency || ' ' || par_index || ' ' || coalesce(rank::text, '-'), ', ' ORDER BY agency) AS ranks
FROM ranking WHERE round LIKE 'K_' GROUP BY round ORDER BY round;

-- grades: the highest band reached, a veto, a cap; in the order rounding, rank, grade
INSERT INTO scheme (code, title, agency_kind) VALUES ('G', 'Xếp loại', 'sở');
INSERT INTO grade VALUES ('G', 'Rất tốt', 90, true), ('G', 'Tốt', 80, false), ('G', 'Khá', 70, false), ('G', 'Trung bình', 60, false), ('G', 'Yếu', 0, false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('G', 'a', 'a', 95), ('G', 'b', 'b', 5);
CALL start_round('G', 'G', '{A,B,C,D,E,F}');
CALL give('G', 'A', '{"a": 90, "b": 5}');
CALL give('G', 'B', '{"a": 94, "b": 0}');
CALL give('G', 'C', '{"a": 84.995, "b": 5}');
CALL give('G', 'D', '{"a": 84.994, "b": 5}');
CALL give('G', 'E', '{"a": 90, "b": 5}');
CALL give('G', 'F', '{"a": 59.99, "b": 0}');
INSERT INTO grade_cap VALUES ('G', 'E', 'Khá', 'lãnh đạo bị kỷ luật');
SELECT test.error_of($$INSERT INTO grade_cap VALUES ('G', 'D', 'Xuất sắc', 'x')$$);
SELECT agency, par_index, rank, grade FROM ranking WHERE round = 'G' ORDER BY agency;

-- bonus and penalty: outside the maxima, within caps, floored, capped, in both bases
CREATE PROCEDURE adjusted_scheme(code text, base text) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scheme (code, title, agency_kind, bonus_cap, penalty_cap, index_cap, adjustment_base, decimals, graded) VALUES (code, code, 'sở', 3, 5, 100, base, 3, false);
    INSERT INTO criterion (scheme, code, title, max_points, kind) VALUES
        (code, 'a', 'a', 80, 'scored'), (code, '+1', 'sáng kiến', 2, 'bonus'), (code, '+2', 'sáng kiến', 2, 'bonus'), (code, '-1', 'vi phạm', 9, 'penalty'),
        (code, 'm', 'theo dõi', 0, 'monitor');
    CALL start_round(code, code, '{A,B,C,D,E}');
    CALL give(code, 'A', '{"a": 70}');
    CALL give(code, 'B', '{"a": 70, "+1": 2, "+2": 1.5}');
    CALL give(code, 'C', '{"a": 70, "+1": 1, "-1": 6}');
    CALL give(code, 'D', '{"a": 80, "+1": 2}');
    CALL give(code, 'E', '{"a": 1, "-1": 4}');
END $$;
CALL adjusted_scheme('A1', 'index');
CALL adjusted_scheme('A2', 'points');
SELECT round, agency, points, max_points, bonus, penalty, par_index, rank FROM ranking WHERE round IN ('A1', 'A2') ORDER BY round, agency;
-- the slow way gives the same
SELECT count(*) AS different
FROM round r
CROSS JOIN LATERAL standings(r.code) a
JOIN LATERAL _standings_of(r.code, r.scheme, ARRAY(SELECT v FROM _leaf_values(r.code) v)) b ON b.agency = a.agency
WHERE to_jsonb(a) <> to_jsonb(b);

-- no survey: its criteria are left out, whatever was entered
INSERT INTO scheme (code, title, agency_kind, point_decimals, graded) VALUES ('V', 'Hà Nội', 'sở', 1, false);
INSERT INTO criterion (scheme, code, title, max_points, method) VALUES ('V', '1', 'Thẩm định', 68.5, 'appraisal'), ('V', '2', 'Khảo sát', 31.5, 'survey');
CALL start_round('V', 'V', '{A,B}', false);
CALL give('V', 'A', '{"1": 60.25, "2": 30}');
CALL give('V', 'B', '{"1": 60.249}');
-- points are rounded to one decimal first: 60.3 and 60.2 of 68.5
SELECT agency, points, max_points, par_index FROM ranking WHERE round = 'V' ORDER BY agency;
UPDATE round SET survey_held = true WHERE code = 'V';
SELECT agency, points, max_points, par_index FROM ranking WHERE round = 'V' ORDER BY agency;

-- two thirds that came about in two ways tie, by the index and by a tie key:
-- 2 of 3 stretched to 8, and 3 1/3 of 5
INSERT INTO scheme (code, title, agency_kind, tie_rule, tie_keys, rank_on, graded) VALUES ('T', 'Hai phần ba', 'sở', 'secondary', '{F}', 'unrounded', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, not_applicable, rule_text) VALUES
    ('T', 'F', NULL, 'F', 8, 'exclude', NULL), ('T', '1', 'F', '1', 3, 'exclude', 'n'), ('T', '2', 'F', '2', 5, 'rescale_parent', '5 * n / 3');
INSERT INTO variable (scheme, criterion, name, kind, max_value) VALUES ('T', '1', 'n', 'count', 3), ('T', '2', 'n', 'count', 3);
CALL start_round('T', 'T', '{A,B}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('T', 'A', '1', 'appraisal', '{"n": 2}'), ('T', 'B', '2', 'appraisal', '{"n": 2}');
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('T', 'A', '2', 'x', 'accepted'), ('T', 'B', '1', 'x', 'accepted');
SELECT agency, par_index, rank FROM ranking WHERE round = 'T' ORDER BY agency;
-- no survey, beneath a field that is awarded in full: it has 2 of the 5 points
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('U', 'Không khảo sát', 'sở', false);
INSERT INTO criterion (scheme, code, parent, title, max_points, method, not_applicable) VALUES
    ('U', 'F', NULL, 'F', 5, 'appraisal', 'full'), ('U', '1', 'F', '1', 2, 'appraisal', 'exclude'), ('U', '2', 'F', '2', 3, 'survey', 'exclude'), ('U', 'G', NULL, 'G', 5, 'appraisal', 'exclude');
CALL start_round('U', 'U', '{A}', false);
CALL give('U', 'A', '{"1": "na", "G": 3}');
SELECT k.points, k.max_points, k.par_index, f.points AS field, f.max_points AS field_maximum
FROM ranking k JOIN field_index f USING (round, agency) WHERE k.round = 'U' AND f.field = 'F';
-- a zero that rounding made is no veto; a penalty that is not known is missing
INSERT INTO scheme (code, title, agency_kind, point_decimals) VALUES ('W', 'Không điểm', 'sở', 1);
INSERT INTO grade VALUES ('W', 'A', 0.5, true), ('W', 'B', 0, false);
INSERT INTO criterion (scheme, code, title, max_points, kind, rule_text) VALUES ('W', '1', '1', 10, 'scored', NULL), ('W', '2', '2', 10, 'scored', NULL), ('W', '-', '-', 4, 'penalty', 'min(4, v)');
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('W', '-', 'v', 'count');
CALL start_round('W', 'W', '{A}');
CALL give('W', 'A', '{"1": 0.04, "2": 10}');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('W', 'A', '-', 'appraisal', '{"v": null}');
SELECT agency, criterion, problem FROM missing('W');
SELECT a.grade, b.grade AS general FROM standings('W') a, _standings_of('W', 'W', ARRAY(SELECT v FROM _leaf_values('W') v)) b;
SELECT criterion, points FROM score WHERE round = 'W' ORDER BY criterion;
SELECT new_grade, new_index FROM simulate_scheme('W', 'W');
-- nor do simulated points pass their maximum
INSERT INTO scheme (code, title, agency_kind, point_decimals) VALUES ('W1', 'Làm tròn', 'sở', 1);
INSERT INTO criterion (scheme, code, title, max_points, continues) VALUES ('W1', '1', '1', 1.25, '1'), ('W1', '2', '2', 1.25, '2');
SELECT criterion_after, points_before, points_after, max_after FROM simulate_items('W', 'W1') ORDER BY 1;
SELECT new_index FROM simulate_scheme('W', 'W1');

-- ranking by basis: self-assessment counts what can be self-assessed
SELECT basis, agency, points, max_points, par_index, rank FROM ranking_by_basis WHERE round = 'V' ORDER BY basis, agency;
SELECT test.error_of($$SELECT * FROM standings('V', 'other')$$), test.error_of($$SELECT * FROM standings('none')$$), test.error_of($$SELECT * FROM standings(NULL)$$);
