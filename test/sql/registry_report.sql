-- Pages that are read and signed: every figure in them is one of a view, whatever names are made of.
CALL par.create_registry('reg_report');
SET search_path = reg_report, public;
SET TIME ZONE 'UTC';
SET client_min_messages = warning;
CREATE SCHEMA test_report;

-- two fields of which one has a survey, a bonus, grades; two years, two leagues, a merger
INSERT INTO scheme (code, title, agency_kind, legal_basis) VALUES ('S', 'Bộ chỉ số <b>đậm</b> & "mới"', 'sở', 'Quyết định số 1/QĐ-UBND');
INSERT INTO criterion (scheme, code, parent, title, title_en, kind, max_points, method, source, rule_text, step, evidence_required, not_applicable, position) VALUES
    ('S', '1', NULL, 'Chỉ đạo, điều hành', 'Leadership', 'scored', 50, 'appraisal', NULL, NULL, NULL, false, 'exclude', 1),
    ('S', '1.1', '1', 'Kế hoạch', 'Plan', 'scored', 20, 'appraisal', NULL, 'a = 0: na; b/a >= 90%: 20; else: 20 * b/a', NULL, true, 'exclude', 1),
    ('S', '1.2', '1', 'Sáng kiến \ tab	và <i>', NULL, 'scored', 30, 'appraisal', NULL, NULL, 0.5, false, 'share_siblings', 2),
    ('S', '2', NULL, 'Hài lòng', 'Satisfaction', 'scored', 50, 'appraisal', NULL, NULL, NULL, false, 'exclude', 2),
    ('S', '2.1', '2', 'Điều tra người dân', 'Survey of citizens', 'scored', 30, 'survey', 'Điều tra', NULL, NULL, false, 'exclude', 1),
    ('S', '2.2', '2', 'Thống kê', 'Statistics', 'scored', 20, 'statistic', NULL, 'x >= 80%: 20; x >= 50%: 10; else: 0', NULL, false, 'exclude', 2),
    ('S', 'T', NULL, 'Thưởng', 'Bonus', 'bonus', 5, 'appraisal', NULL, NULL, NULL, false, 'exclude', 3);
INSERT INTO variable (scheme, criterion, name, title, title_en, kind) VALUES ('S', '1.1', 'a', 'Nhiệm vụ được giao', 'Tasks', 'count'), ('S', '1.1', 'b', 'Nhiệm vụ hoàn thành', NULL, 'count'), ('S', '2.2', 'x', 'Tỷ lệ hồ sơ đúng hạn', NULL, 'percent');
INSERT INTO grade (scheme, label, min_index, no_zero_criterion) VALUES ('S', 'A', 85, true), ('S', 'B', 60, false), ('S', 'C', 0, false);
INSERT INTO survey_question (scheme, criterion, code, title) VALUES ('S', '2.1', 'Q1', 'Ông bà có hài lòng không?'), ('S', '2.1', 'Q2', 'Có phải đi lại nhiều lần không?');
INSERT INTO answer_option (scheme, code, share) VALUES ('S', 'A', 1), ('S', 'B', 0.5), ('S', 'C', 0);
INSERT INTO respondent_group (scheme, criterion, code, weight) VALUES ('S', '2.1', 'dân', 2), ('S', '2.1', 'doanh nghiệp', 1);
CALL approve_scheme('S', 'Chủ tịch <UBND>');
INSERT INTO agency (code, name, name_en, kind, valid) VALUES
    ('A&"', 'Sở "Nội vụ" & <script>alert(1)</script>', 'Home ''affairs''', 'sở', '[2010-01-01,)'), ('B', repeat('Ủy ban nhân dân xã Đắk Ơ ', 12) || 'hết', NULL, 'sở', '[2010-01-01,)'),
    ('C', U&'\0645\0631\062D\0628\0627 👨‍👩‍👧 🇻🇳', NULL, 'sở', '[2010-01-01,)'), ('D', 'Sở Y tế', 'Health', 'sở', '[2010-01-01,)'), ('E', 'Văn phòng', NULL, 'sở', '[2010-01-01,)'), ('F', 'Cục', NULL, 'sở', '[2010-01-01,)'),
    ('old', 'Sở Y tế cũ', NULL, 'sở', '(,2025-07-01)');
INSERT INTO succession VALUES ('old', 'D', '2025-07-01');
INSERT INTO round (code, scheme, year, title) VALUES ('R24', 'S', 2024, 'Năm 2024'), ('R25', 'S', 2025, 'Chỉ số cải cách hành chính năm 2025 <của> "tỉnh" & các sở');
INSERT INTO participant (round, agency, league, ranked, unranked_reason)
SELECT r.code, g.code, CASE WHEN g.code = 'F' THEN 'ngành dọc' ELSE 'main' END, g.code <> 'E', CASE WHEN g.code = 'E' THEN 'mới thành lập' END
FROM round r, agency g WHERE r.year = 2024 OR g.code <> 'old';
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('R25', 'C', '1.2', 'không phát sinh <việc>', 'accepted');

CREATE FUNCTION test_report.run_year(of_round text, seed integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    CALL advance(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note)
    SELECT of_round, p.agency, c.code, 'self', CASE c.code WHEN '1.1' THEN jsonb_build_object('a', CASE of_round WHEN 'R27' THEN 23 ELSE 20 END, 'b', 10 + (n * seed) % 11) END, CASE WHEN c.code = '1.2' THEN 20 + (n * seed) % 10 END, CASE WHEN n = 2 THEN 'tự chấm <cao>' END
    FROM (SELECT q.*, row_number() OVER (ORDER BY q.agency) AS n FROM participant q WHERE q.round = of_round) p, (VALUES ('1.1'), ('1.2')) c (code);
    INSERT INTO evidence (round, agency, criterion, title, issued_by, issued_on, pages) SELECT of_round, p.agency, '1.1', 'Báo cáo số 5 & <6>', 'UBND', '2025-12-31', '3-5' FROM participant p WHERE p.round = of_round;
    UPDATE participant SET submitted_at = now() WHERE round = of_round;
    INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option)
    SELECT of_round, p.agency, q.code, r, CASE WHEN r % 3 = 0 THEN 'doanh nghiệp' ELSE 'dân' END, (ARRAY['A', 'B', 'C'])[1 + (r * n * seed) % 3]
    FROM (SELECT q.*, row_number() OVER (ORDER BY q.agency) AS n FROM participant q WHERE q.round = of_round) p, (VALUES ('Q1'), ('Q2')) q (code), generate_series(1, 12) r;
    CALL advance(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note)
    SELECT of_round, p.agency, c.code, 'appraisal', CASE c.code WHEN '1.1' THEN jsonb_build_object('a', CASE of_round WHEN 'R27' THEN 23 ELSE 20 END, 'b', 9 + (n * seed) % 11 + CASE WHEN of_round = 'R27' AND n < 5 THEN 1 ELSE 0 END) WHEN '2.2' THEN jsonb_build_object('x', (n * seed * 13) % 100) END,
           CASE c.code WHEN '1.2' THEN 18 + (n * seed) % 9 WHEN 'T' THEN n % 3 END, CASE WHEN n = 1 AND c.code = '1.2' THEN 'chấm theo "biên bản" <số 3>' END
    FROM (SELECT q.*, row_number() OVER (ORDER BY q.agency) AS n FROM participant q WHERE q.round = of_round) p, (VALUES ('1.1'), ('1.2'), ('2.2'), ('T')) c (code)
    WHERE NOT (of_round = 'R25' AND p.agency = 'C' AND c.code = '1.2') AND NOT (p.agency = 'B' AND c.code = '2.2' AND of_round = 'R25');
    INSERT INTO zero_missing (round, agency, reason) SELECT of_round, 'B', 'không nộp số liệu <x>' WHERE of_round = 'R25';
    CALL advance(of_round);
    CALL ask(of_round, 'A&"', '1.1', 'Vì sao <chậm>?', now() + interval '1 day');
    UPDATE explanation SET answer = 'Do "khách quan" & chủ quan' WHERE round = of_round;
    CALL advance(of_round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) SELECT of_round, 'D', '1.2', 'review', NULL, 29.5, 'hội đồng' WHERE of_round = 'R25';
    CALL advance(of_round);
END
$$;
SELECT test_report.run_year('R24', 3);
CALL publish('R24');
SELECT test_report.run_year('R25', 7);

-- a page as a document, which it is only if it is well-formed
CREATE FUNCTION test_report.page(statement text, OUT document xml, OUT lines bigint, OUT longest integer, OUT bad bigint) LANGUAGE plpgsql AS $$
DECLARE
    page text;
BEGIN
    EXECUTE format('SELECT string_agg(l, E''\n''), count(*), max(length(l)), count(*) FILTER (WHERE l ~ ''[\t\\\r\n]'') FROM %s l', statement) INTO page, lines, longest, bad;
    document := xmlparse(document page);
END
$$;
CREATE FUNCTION test_report.plain(x xml) RETURNS text LANGUAGE sql AS $$
    SELECT btrim(regexp_replace(replace(replace(replace(replace(regexp_replace(x::text, '<[^>]*>', '', 'g'), '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&amp;', '&'), '\s+', ' ', 'g'))
$$;
CREATE FUNCTION test_report.cells(document xml, path text) RETURNS TABLE (place bigint, key text, cells text[]) LANGUAGE sql AS $$
    SELECT r.place, test_report.plain((xpath('/tr/@data-agency | /tr/@data-criterion', r.x))[1]), ARRAY(SELECT test_report.plain(c.td) FROM unnest(xpath('/tr/td', r.x)) WITH ORDINALITY c (td, n) ORDER BY c.n)
    FROM unnest(xpath(path, document)) WITH ORDINALITY r (x, place)
$$;
CREATE FUNCTION test_report.number(cell text) RETURNS numeric LANGUAGE sql AS $$SELECT CASE WHEN cell ~ '[0-9]' THEN translate(regexp_replace(cell, '[^0-9,−+].*$', ''), ',−+', '.-')::numeric END$$;

-- as a draft, then published, in three languages, and for an agency
CREATE TABLE test_report.page AS
SELECT 'draft' AS name, p.* FROM test_report.page($$report('R25')$$) p UNION ALL SELECT 'draft en', p.* FROM test_report.page($$report('R25', '{"language": "en"}')$$) p;
CALL publish('R25');
INSERT INTO test_report.page
SELECT 'both', p.* FROM test_report.page($$report('R25')$$) p UNION ALL SELECT 'vi', p.* FROM test_report.page($$report('R25', '{"language": "vi"}')$$) p
UNION ALL SELECT 'en', p.* FROM test_report.page($$report('R25', '{"language": "en"}')$$) p UNION ALL SELECT 'before', p.* FROM test_report.page($$report('R24')$$) p
UNION ALL SELECT 'agency ' || g.code, p.* FROM agency g, test_report.page(format('agency_report(''R25'', %L)', g.code)) p WHERE g.code <> 'old'
UNION ALL SELECT 'agency en', p.* FROM test_report.page($$agency_report('R25', 'D', '{"language": "en"}')$$) p;
SELECT name, bad, longest < 1000 AS short, lines > 50 AS many,
       array_to_string(xpath('//section/@id', document)::text[], ' ') AS sections
FROM test_report.page ORDER BY name COLLATE "C";
-- headings in order, landmarks, links that lead somewhere, ids once, no script, nothing from elsewhere
SELECT name, cardinality(xpath('//tbody[not(tr)] | //li[not(node())] | //b[starts-with(text(), ".")]', document)) AS hollow,
       (SELECT count(*) FROM unnest(xpath('//h1', document))) AS h1, cardinality(xpath('//header | //nav | //main | //footer', document)) AS landmarks,
       cardinality(xpath('//nav//a[not(substring(@href, 2) = //section/@id)]', document)) AS lost_links,
       (SELECT count(*) - count(DISTINCT i::text) FROM unnest(xpath('//@id', document)) i) AS same_ids,
       cardinality(xpath('//script | //img | //link | //iframe | //*[@src] | //*[starts-with(@href, "http")] | //@*[starts-with(name(), "on")]', document)) AS foreign,
       cardinality(xpath('//table[not(thead/tr/th[@scope])] | //tbody/tr[not(th[@scope="row"])]', document)) AS without_heads,
       cardinality(xpath('//span[not(node())] | //div[not(node())] | //p[not(node())] | //i[not(self::i)]', document)) AS empty
FROM test_report.page ORDER BY name COLLATE "C";
SELECT name, cardinality(xpath('//p[@class="draft"]', document)) AS draft, test_report.plain((xpath('//dl[@class="facts"]/dd[5]', document))[1]) AS stage,
       (xpath('string(/html/@lang)', document))[1]::text AS lang, cardinality(xpath('//*[@lang="en"]', document)) > 1 AS english_beneath
FROM test_report.page WHERE name IN ('draft', 'draft en', 'both', 'vi', 'en') ORDER BY name COLLATE "C";
-- names are text
SELECT test_report.plain((xpath('//table[@class="ranking"]//tr[starts-with(@data-agency, "A")]/th/span/span[1]', document))[1]) AS name_of_a, test_report.plain((xpath('//h1', document))[1]) AS title
FROM test_report.page WHERE name = 'vi';
SELECT test_report.plain(x) AS english_name FROM test_report.page, unnest(xpath('//table[@class="ranking"]/tbody/tr/th/span/span[1]', document)) x WHERE name = 'en' AND length(x::text) < 60 AND x::text ~ '^.{6}[A-ỹ]';
-- in English alone there is nothing else but what was entered
SELECT DISTINCT regexp_replace(t::text, '\s+', ' ', 'g') AS vietnamese FROM test_report.page, unnest(xpath('//th//text() | //h2//text() | //h3//text() | //p//text() | //dt//text()', document)) t
WHERE name IN ('en', 'draft en') AND t::text ~ '[À-ỹ]' AND t::text !~ 'Điều|Sáng kiến|🇻🇳|Nhiệm|Sở|Ủy ban|Văn phòng|Cục|ngành dọc|Thống kê|dân|doanh nghiệp' ORDER BY 1;

-- all figures are those of the views: what is compared, how many, and how many differ
CREATE TABLE test_report.compared (what text, page text, cell text, value text);
INSERT INTO test_report.compared
SELECT w.what, 'both', w.cell, w.value
FROM test_report.page g, test_report.cells(g.document, '//table[@class="ranking"]/tbody/tr') c JOIN ranking k ON k.round = 'R25' AND k.agency = c.key
CROSS JOIN LATERAL (VALUES ('ranking: rank', c.cells[1], coalesce(k.rank::text, '–')), ('ranking: index', c.cells[2], translate(round(k.par_index, 2)::text, '.', ',')),
    ('ranking: change of index', translate(c.cells[3], '+−', ''), coalesce(translate(abs(round(k.index_change, 2))::text, '.', ','), '–')),
    ('ranking: direction of index', coalesce(substring(c.cells[3] FROM '^[+−]'), ''), CASE WHEN k.index_change > 0 THEN '+' WHEN k.index_change < 0 THEN '−' ELSE '' END),
    ('ranking: change of rank', c.cells[4], CASE WHEN k.rank_change > 0 THEN '▲ ' WHEN k.rank_change < 0 THEN '▼ ' WHEN k.rank_change = 0 THEN '=' ELSE '–' END || coalesce(nullif(abs(k.rank_change), 0)::text, '')),
    ('ranking: grade', c.cells[5], coalesce(k.grade, '–')), ('ranking: points', c.cells[6], translate(format('%s / %s', round(k.points, 2), trim_scale(k.max_points)), '.', ','))) w (what, cell, value)
WHERE g.name = 'both'
UNION ALL
-- maxima stand in the heads, fields before sources
SELECT 'fields: shares', 'both', u.cell, coalesce(translate(round(f.share, 2)::text, '.', ','), '–')
FROM test_report.page g, test_report.cells(g.document, '//table[@class="heat"]/tbody/tr') c CROSS JOIN LATERAL unnest(c.cells) WITH ORDINALITY u (cell, n)
LEFT JOIN LATERAL (SELECT f.agency, row_number() OVER (ORDER BY f.dimension, f.place) AS n, f.share
                   FROM (SELECT x.agency, 'field' AS dimension, x.place, x.field_index AS share FROM field_index x WHERE x.round = 'R25' AND x.field <> 'T'
                         UNION ALL SELECT x.agency, 'source', (SELECT min(l.place) FROM leaf l WHERE l.scheme = 'S' AND l.source = x.source), x.source_index FROM source_index x WHERE x.round = 'R25' AND x.source <> 'T') f WHERE f.agency = c.key) f ON f.n = u.n
WHERE g.name = 'both'
UNION ALL
SELECT w.what, 'both', w.cell, w.value
FROM test_report.page g, test_report.cells(g.document, '//section[@id="self"]//table[1]/tbody/tr') c
JOIN (SELECT p.agency, count(*) AS n, sum(p.self_points) AS self_points, sum(p.points) AS points FROM gap p JOIN leaf l ON l.scheme = 'S' AND l.code = p.criterion AND l.kind = 'scored' WHERE p.round = 'R25' GROUP BY p.agency) s ON s.agency = c.key
CROSS JOIN LATERAL (VALUES ('self: criteria', c.cells[1], s.n::text), ('self: own points', c.cells[2], translate(round(s.self_points, 2)::text, '.', ',')),
    ('self: official points', c.cells[3], translate(round(s.points, 2)::text, '.', ',')), ('self: difference', test_report.number(c.cells[4])::text, round(s.self_points - s.points, 2)::text)) w (what, cell, value)
WHERE g.name = 'both'
UNION ALL
SELECT w.what, 'both', w.cell, w.value
FROM test_report.page g, test_report.cells(g.document, '//section[@id="survey"]//table[@class="survey"]/tbody/tr[@data-agency]') c
JOIN survey_estimate('R25') s ON s.agency = c.key AND s.respondent_group IS NULL
CROSS JOIN LATERAL (VALUES ('survey: respondents', c.cells[1], s.respondents::text), ('survey: points', test_report.number(c.cells[2])::text, round(s.points, 2)::text),
    ('survey: margin', c.cells[3], coalesce('± ' || translate(round(s.margin::numeric, 2)::text, '.', ','), '–'))) w (what, cell, value)
WHERE g.name = 'both'
UNION ALL
SELECT 'trend: index and rank', 'both', u.cell, coalesce(translate(t.par_index::numeric(18,2)::text, '.', ',') || CASE WHEN t.rank IS NULL THEN '' ELSE format('hạng %s/%s', t.rank, t.ranked) END, '–')
FROM test_report.page g, test_report.cells(g.document, '//table[@class="trend"]/tbody/tr') c CROSS JOIN LATERAL unnest(c.cells) WITH ORDINALITY u (cell, n)
LEFT JOIN (SELECT DISTINCT x.assessed_agency, x.year, x.par_index, x.rank, x.ranked FROM trend x) t ON t.assessed_agency = c.key AND t.year = 2023 + u.n
WHERE g.name = 'both'
UNION ALL
SELECT w.what, g.name, w.cell, w.value
FROM test_report.page g CROSS JOIN LATERAL test_report.cells(g.document, '//table[@class="sheet"]/tbody/tr') c
JOIN score_sheet s ON s.round = 'R25' AND s.agency = substr(g.name, 8) AND s.criterion = c.key
-- a column of reviews stands where there are any
CROSS JOIN LATERAL (SELECT CASE WHEN cardinality(c.cells) = 8 THEN 1 ELSE 0 END AS more) m
CROSS JOIN LATERAL (VALUES ('sheet: maximum', c.cells[1], translate(trim_scale(s.max_points)::text, '.', ',')), ('sheet: self', c.cells[2], coalesce(translate(round(s.self_points, 2)::text, '.', ','), '–')),
    ('sheet: appraisal', c.cells[3], coalesce(translate(round(s.appraisal_points, 2)::text, '.', ','), '–')),
    ('sheet: survey', c.cells[4 + more], coalesce(translate(round(s.survey_points, 2)::text, '.', ','), '–')),
    ('sheet: official', c.cells[5 + more], CASE WHEN s.not_applicable THEN 'không đánh giá' ELSE coalesce(translate(round(s.points, 2)::text, '.', ','), '–') END
                                              || CASE WHEN s.counted_max_points <> s.max_points AND s.points IS NOT NULL THEN ' / ' || translate(trim_scale(s.counted_max_points)::text, '.', ',') ELSE '' END),
    ('sheet: share', c.cells[6 + more], coalesce(translate(round(100 * s.share, 1)::text, '.', ','), '–'))) w (what, cell, value)
WHERE g.name LIKE 'agency _%' AND g.name <> 'agency en'
UNION ALL
SELECT w.what, g.name, w.cell, w.value
FROM test_report.page g CROSS JOIN LATERAL test_report.cells(g.document, '//table[@class="improvement"]/tbody/tr') c
JOIN LATERAL (SELECT i.*, row_number() OVER () AS n FROM improvement('R25', substr(g.name, 8)) i) i ON i.n = c.place
CROSS JOIN LATERAL (VALUES ('improvement: step', c.cells[2], coalesce(i.next_step, '–')), ('improvement: index', c.cells[3], coalesce(translate(round(i.new_index, 2)::text, '.', ','), '–')),
    ('improvement: rank', c.cells[4], coalesce(i.new_rank::text, '–'))) w (what, cell, value)
WHERE g.name LIKE 'agency _%' AND g.name <> 'agency en';
SELECT what, count(*) AS cells, count(*) FILTER (WHERE cell IS DISTINCT FROM value) AS different FROM test_report.compared GROUP BY what ORDER BY what COLLATE "C";
SELECT * FROM test_report.compared WHERE cell IS DISTINCT FROM value ORDER BY what, page, cell LIMIT 10;
-- figures of each league
SELECT l.league, f.figures, l.expected
FROM (SELECT k.league, row_number() OVER (ORDER BY k.league COLLATE "C") AS n,
             format('%s %s %s %s %s %s', count(k.rank), max(round(k.par_index, 2)), round(percentile_cont(0.5) WITHIN GROUP (ORDER BY k.par_index)::numeric, 2), round(avg(k.par_index), 2), coalesce(round(stddev_samp(k.par_index), 2)::text, '–'), min(round(k.par_index, 2))) AS expected
      FROM ranking k WHERE k.round = 'R25' AND k.rank IS NOT NULL GROUP BY k.league) l
JOIN (SELECT n, translate(array_to_string(xpath('/dl/div/dd/text()', d)::text[], ' '), ',', '.') AS figures FROM test_report.page, unnest(xpath('//section[@id="ranking"]/dl[@class="figures"]', document)) WITH ORDINALITY u (d, n) WHERE name = 'both') f ON f.n = l.n
ORDER BY l.n;
-- ranges hold the ranks, with bonus and all, and are as wide as the draws say
SELECT count(*) AS ranges, bool_and(c.cells[1]::integer BETWEEN split_part(c.cells[7], '–', 1)::integer AND split_part(c.cells[7] || '–' || c.cells[7], '–', 2)::integer) AS hold_the_ranks
FROM test_report.page g, test_report.cells(g.document, '//table[@class="ranking"]/tbody/tr') c WHERE g.name = 'both' AND c.cells[7] ~ '[0-9]';
SELECT r.agency, c.cells[7] AS range, r.bonus
FROM test_report.page g, test_report.cells(g.document, '//table[@class="ranking"]/tbody/tr') c JOIN ranking r ON r.round = 'R25' AND r.agency = c.key
WHERE g.name = 'both' AND r.league = 'main' ORDER BY r.rank, r.agency;
-- weights that do not move leave each at its rank, whatever was stretched or added
CREATE FUNCTION test_report.moved_without_noise(of_round text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM test_report.page(format('report(%L, ''{"noise": 0, "draws": 10}'')', of_round)) p, test_report.cells(p.document, '//table[@class="ranking"]/tbody/tr') c
    WHERE c.cells[1] ~ '^[0-9]+$' AND c.cells[cardinality(c.cells)] NOT IN (c.cells[1], '–')
$$;
SELECT test_report.moved_without_noise('R24') AS r24, test_report.moved_without_noise('R25') AS r25;
-- agreement: points as they were given, the ICC of shares
CREATE FUNCTION test_report.agreement(of_round text) RETURNS text LANGUAGE sql AS $$
    SELECT translate(concat_ws(' ', (a).n, CASE WHEN round((a).bias, 2) > 0 THEN '+' END || round((a).bias, 2), round((a).mean_abs_difference, 2), round((b).icc, 3), round(100 * (a).share_exact, 1) || '%'), '.-', ',−')
    FROM (SELECT par.agreement(p.self_points, p.points) AS a, par.agreement(p.self_points / p.max_points, p.points / p.max_points) AS b
          FROM gap p JOIN leaf l ON l.scheme = 'S' AND l.code = p.criterion AND l.kind = 'scored' WHERE p.round = of_round) x
$$;
SELECT array_to_string(xpath('//section[@id="self"]/dl/div/dd/text()', g.document)::text[], ' ') AS figures, test_report.agreement('R25') AS expected FROM test_report.page g WHERE g.name = 'both';
-- what is said of the method, of decisions, and of papers
SELECT test_report.plain(li) AS said FROM test_report.page, unnest(xpath('//section[@id="method"]//li', document)) li WHERE name = 'vi' AND length(test_report.plain(li)) < 250;
SELECT regexp_replace(test_report.plain(li), '(ngày [0-9/]+|on [0-9-]+)', '...', 'g') AS said FROM test_report.page, unnest(xpath('//section[@id="papers"]//li', document)) li WHERE name = 'agency A&"';
SELECT regexp_replace(regexp_replace(tr::text, '\s*<[^>]*>\s*', '|', 'g'), '\s+', ' ', 'g') AS rule FROM test_report.page, unnest(xpath('//table[@class="scheme"]//tr', document)) tr WHERE name = 'en' AND tr::text ~ '1\.[12]|2\.2';

-- terms of rules as officials call them; a date of the year is one
SELECT t AS term, _term_title('{"said": "vi"}', t, '{"a": "Hồ sơ nhận", "b": "Hồ sơ \\1 trả \"a\"", "ab": "x", "c": "và/hoặc \"đi\""}') AS vi, _term_title('{"said": "en"}', t, '{}') AS en
FROM unnest(ARRAY['previous(b / a)', 'previous(b, 2)', 'previous(b - c)', 'agency(a)', 'peer_mean(points(''1.1''))', 'self(c)', 'target(a)', 'self(a)', 'previous(self(a))', 'peer_mean(b / a)', 'peer_quantile(b / a, 25%)', 'peer_rank(a)', 'peer_count(a)', 'peer_min(ab)', 'peer_max(a)',
                  'peer_median(a)', 'peer_sum(a)', 'child_mean(a)', 'child_sum(a)', 'points(''1.2'')', 'agency(poor)']) t;
SELECT regexp_replace(_rule_lines('{"said": "vi", "scheme": "S", "year": 2025}', '1.1', w.rule)::text, '<[^>]*>', '|', 'g') AS lines
FROM (VALUES ('date(d) <= date(round_year, 12, 15): 20; else: 10'), ('b > previous(b): 20; known(target(b)) and b >= target(b): 10; else: max_points * 0.1'), ('b / a >= peer_mean(b / a): 20; else: 0')) w (rule);

-- options: sections, agencies, title
SELECT w.options, array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, cardinality(xpath('//table[@class="ranking"]/tbody/tr', p.document)) AS ranked, (xpath('string(//title)', p.document))[1]::text AS title
FROM (VALUES ('{"ranking": false, "fields": false, "self": false, "method": false}'), ('{"agencies": ["D", "F"], "title": "Hai cơ quan <b>"}'), ('{"intervals": false, "survey": false, "trend": false, "changes": false}'), ('{"draws": 1, "noise": 0, "top": 20}'),
             ('{"language": null, "title": null, "ranking": null}')) w (options)
CROSS JOIN LATERAL test_report.page(format('report(''R25'', %L)', w.options)) p;
SELECT o, (SELECT count(*) > 50 FROM report('R25', o::jsonb)) AS is_page FROM unnest('{"{\"draws\": 1000.0, \"top\": 3.0}", "{\"noise\": 1e-400}", "{\"noise\": 0.125}"}'::text[]) o;
SELECT test_report.plain((xpath('//section[@id="intervals"]/p/span[1]', p.document))[1]) ~ '±12,5%' AS noise_as_it_is FROM test_report.page($$report('R25', '{"noise": 0.125}')$$) p;
SELECT o, test.error_of(format('SELECT count(*) FROM report(''R25'', %L)', o)) AS told
FROM unnest('{"[]", "null", "\"vi\"", "{\"lang\": 1}", "{\"language\": \"fr\"}", "{\"language\": 1}", "{\"ranking\": 1}", "{\"draws\": 0}", "{\"draws\": 1.5}", "{\"draws\": \"x\"}", "{\"noise\": 2}", "{\"top\": 0}", "{\"agencies\": []}", "{\"agencies\": \"D\"}", "{\"agencies\": [1]}", "{\"agencies\": [\"D\", \"X\"]}", "{\"title\": \" \"}", "{\"sheet\": true}"}'::text[]) o;
SELECT test.error_of($$SELECT count(*) FROM report('R25', NULL)$$), test.error_of($$SELECT count(*) FROM report(NULL)$$), test.error_of($$SELECT count(*) FROM report('none')$$);
SELECT test.error_of($$SELECT count(*) FROM agency_report('R25', 'X')$$), test.error_of($$SELECT count(*) FROM agency_report('R25', NULL)$$), test.error_of($$SELECT count(*) FROM agency_report('R25', 'old')$$), test.error_of($$SELECT count(*) FROM agency_report('R25', 'D', '{"draws": 1}')$$);

-- rounds with nothing to see: one agency, nobody ranked, all exempt; before there are results there is no page
INSERT INTO round (code, scheme, year, title) VALUES ('one', 'S', 2026, 'Một cơ quan'), ('none', 'S', 2026, 'Không xếp hạng'), ('exempt', 'S', 2026, 'Miễn hết'), ('begun', 'S', 2026, 'Mới bắt đầu');
INSERT INTO participant (round, agency, ranked, unranked_reason) VALUES ('one', 'D', true, NULL), ('none', 'D', false, 'x'), ('none', 'E', false, 'y'), ('exempt', 'D', true, NULL), ('exempt', 'E', true, NULL);
INSERT INTO exemption (round, criterion, reason, status) SELECT 'exempt', f, 'bão <lụt>', 'accepted' FROM unnest('{1,2}'::text[]) f;
SELECT test.error_of($$SELECT count(*) FROM report('begun')$$) AS begun, test.error_of($$SELECT count(*) FROM report('one')$$) AS setup;
DO $$ BEGIN CALL advance('one'); CALL advance('none'); CALL advance('exempt'); END $$;
INSERT INTO zero_missing (round, agency, reason) SELECT p.round, p.agency, 'x' FROM participant p WHERE p.round IN ('one', 'none', 'exempt');
DO $$ BEGIN FOR i IN 1 .. 4 LOOP CALL advance('one'); CALL advance('none'); CALL advance('exempt'); END LOOP; END $$;
CALL publish('one');
CALL publish('none');
CALL publish('exempt');
SELECT r, p.bad, array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, array_to_string(xpath('//dl[@class="figures"]/div/dd/text()', p.document)::text[], ' ') AS figures,
       cardinality(xpath('//table[@class="ranking"]/tbody/tr', p.document)) AS agencies
FROM unnest('{one,none,exempt}'::text[]) r, test_report.page(format('report(%L)', r)) p;
SELECT r, array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM unnest('{one,none,exempt}'::text[]) r, test_report.page(format('agency_report(%L, ''D'')', r)) p;
-- what was published stays as it was while it is corrected, and says so afterwards
CREATE FUNCTION test_report.figures_of(of_round text) RETURNS text LANGUAGE sql AS $$SELECT array_to_string(xpath('//table[@class="ranking"]//td/text()', p.document)::text[], ' ') FROM test_report.page(format('report(%L, ''{"language": "vi"}'')', of_round)) p$$;
CREATE TABLE test_report.figures AS SELECT test_report.figures_of('R25') AS figures;
CALL correct('R25', 'chấm nhầm <Sở Y tế>');
UPDATE assessment SET points = 20, note = 'đính chính' WHERE round = 'R25' AND agency = 'D' AND criterion = '1.2' AND stage = 'review';
UPDATE participant SET ranked = false, unranked_reason = 'chưa công bố' WHERE round = 'R25' AND agency = 'A&"';
SELECT test_report.figures_of('R25') = figures AS as_published FROM test_report.figures;
SELECT array_to_string(xpath('//p[@class="notice"]/span/text()', p.document)::text[], ' ') AS notice, p.document::text ~ 'chưa công bố' AS of_what_is_not_published FROM test_report.page($$report('R25', '{"language": "en"}')$$) p;
UPDATE participant SET ranked = true, unranked_reason = NULL WHERE round = 'R25' AND agency = 'A&"';
CALL advance('R25');
CALL publish('R25');
SELECT test_report.figures_of('R25') <> figures AS corrected FROM test_report.figures;
SELECT c.key, array_to_string(c.cells, ' | ') AS corrected, concat_ws(' | ', b.league, concat(round(a.par_index, 2), ' → ', round(b.par_index, 2)), concat(a.rank, ' → ', b.rank), CASE WHEN a.grade IS DISTINCT FROM b.grade THEN concat(a.grade, ' → ', b.grade) ELSE '=' END) AS expected
FROM test_report.page($$report('R25', '{"language": "en"}')$$) p, test_report.cells(p.document, '//table[@class="corrected"]/tbody/tr') c
FULL JOIN (result a JOIN result b ON b.agency = a.agency AND b.round = 'R25' AND b.revision = 2 AND a.round = 'R25' AND a.revision = 1 AND (a.par_index, a.rank, a.grade) IS DISTINCT FROM (b.par_index, b.rank, b.grade)) ON a.agency = c.key
ORDER BY 1;
SELECT regexp_replace(test_report.plain(li), '[0-9:]+ \(UTC\+00\) ngày [0-9/]+, \S+', '...', 'g') AS said
FROM test_report.page($$report('R25', '{"language": "vi"}')$$) p, unnest(xpath('//section[@id="method"]//li', p.document)) li WHERE li::text LIKE '%đính chính%';
-- whom a correction adds is what it changed, whoever else moved by it
CREATE FUNCTION test_report.corrected(of_round text, options text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', c.key, array_to_string(c.cells, ' | ')), '; ' ORDER BY c.place) FROM test_report.page(format('report(%L, %L)', of_round, options)) p, test_report.cells(p.document, '//table[@class="corrected"]/tbody/tr') c
$$;
CALL correct('one', 'bổ sung đơn vị');
CALL reopen('one', 'setup', 'bổ sung đơn vị');
INSERT INTO participant (round, agency) VALUES ('one', 'E');
UPDATE participant SET league = 'khác' WHERE round = 'one' AND agency = 'D';
CALL advance('one');
INSERT INTO zero_missing (round, agency, reason) VALUES ('one', 'E', 'x');
DO $$ BEGIN FOR i IN 1 .. 4 LOOP CALL advance('one'); END LOOP; END $$;
CALL publish('one');
SELECT test_report.corrected('one', '{"language": "en"}') AS corrected, test_report.corrected('one', '{"language": "en", "agencies": ["E"]}') AS of_one;
-- a year that was recorded
INSERT INTO round (code, scheme, year, title) VALUES ('R23', 'S', 2023, 'Năm 2023');
INSERT INTO import_result (agency, par_index, rank) VALUES ('D', '80', '1'), ('E', '70', '2');
CALL record_published('R23', '2024-01-05', 'UBND <tỉnh>');
SELECT p.bad, array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, array_to_string(xpath('//table[@class="ranking"]//td/text() | //table[@class="ranking"]//b/text()', p.document)::text[], ' ') AS figures
FROM test_report.page($$report('R23')$$) p;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM test_report.page($$agency_report('R23', 'D')$$) p;

-- of two rounds in a year the one that is compared with stands in the trend
INSERT INTO round (code, scheme, year, title) VALUES ('R24b', 'S', 2024, 'Năm 2024, đợt hai');
INSERT INTO import_result (agency, par_index, rank) VALUES ('D', '11', '1');
CALL record_published('R24b', '2025-02-05', 'UBND');
SELECT c.cells[2] AS shown, (SELECT format('%shạng %s/%s', translate(round(t.par_index, 2)::text, '.', ','), t.rank, t.ranked) FROM trend t WHERE t.round = 'R24' AND t.agency = 'D' AND t.assessed_agency = 'D') AS expected, (SELECT p.previous FROM publication p WHERE p.round = 'R25' AND p.revision = 2) AS previous
FROM test_report.page($$report('R25', '{"language": "vi"}')$$) p, test_report.cells(p.document, '//table[@class="trend"]/tbody/tr') c WHERE c.key = 'D';
-- agencies and fields of the same name, control characters
UPDATE agency SET name = 'Sở Y tế', name_en = NULL WHERE code IN ('C', 'D', 'F');
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('twins', 'x', 'sở', false);
INSERT INTO criterion (scheme, code, title, kind, max_points, method, position) SELECT 'twins', n::text, 'Trùng tên', 'scored', 10, 'statistic', n FROM generate_series(1, 4) n;
DO $$ BEGIN CALL approve_scheme('twins', 'x'); END $$;
INSERT INTO round (code, scheme, year, title) VALUES ('T26', 'twins', 2026, E'Trùng \x02\x1f tên \uFFFE');
INSERT INTO participant (round, agency) VALUES ('T26', 'C'), ('T26', 'D'), ('T26', 'F');
DO $$ BEGIN CALL advance('T26'); END $$;
UPDATE participant SET submitted_at = now() WHERE round = 'T26';
DO $$ BEGIN CALL advance('T26'); END $$;
INSERT INTO assessment (round, agency, criterion, stage, points) SELECT 'T26', a, n::text, 'appraisal', 2 + n + length(a) FROM unnest('{C,D}'::text[]) a, generate_series(1, 4) n;
INSERT INTO assessment (round, agency, criterion, stage, points) VALUES ('T26', 'F', '1', 'appraisal', 10);
-- what is not scored yet is said to be so: no grade, no change, a mark
SELECT c.key, array_to_string(c.cells, ' | ') AS cells, test_report.plain((xpath(format('//table[@class="ranking"]//tr[@data-agency="%s"]/th/span/span[1]', c.key), p.document))[1]) AS name,
       array_to_string(xpath('//p[@class="notice"]/span/text()', p.document)::text[], ' ') AS notice
FROM test_report.page($$report('T26', '{"language": "en", "intervals": false}')$$) p, test_report.cells(p.document, '//table[@class="ranking"]/tbody/tr') c ORDER BY c.place;
SELECT array_to_string(xpath('//*[local-name()="svg"]/*[local-name()="desc"]/text()', p.document)::text[], ' | ') ~ '1 Trùng tên.*2 Trùng tên' AS chart, array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM test_report.page($$agency_report('T26', 'C')$$) p;
SELECT test_report.plain(d) ~ 'Sở Y tế \(C\).*Sở Y tế \(D\)|Sở Y tế \(D\).*Sở Y tế \(C\)' AS told_apart
FROM test_report.page($$report('T26', '{"agencies": ["C", "D"]}')$$) p, unnest(xpath('//*[local-name()="svg"][starts-with(@aria-labelledby, "trend")]/*[local-name()="desc"]', p.document)) d;

-- maxima that are stretched, a penalty down to the floor: weights that do not move leave all where they are
INSERT INTO scheme (code, title, agency_kind, graded, rank_on) VALUES ('stretch', 'x', 'sở', false, 'unrounded');
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, not_applicable, position) VALUES ('stretch', '1', NULL, 'Một', 'scored', 50, 'appraisal', 'exclude', 1),
    ('stretch', '1.1', '1', 'Một một', 'scored', 10, 'statistic', 'exclude', 1), ('stretch', '1.2', '1', 'Một hai', 'scored', 40, 'statistic', 'rescale_parent', 2),
    ('stretch', '2', NULL, 'Hai', 'scored', 50, 'statistic', 'exclude', 2), ('stretch', 'P', NULL, 'Phạt', 'penalty', 90, 'statistic', 'exclude', 3);
DO $$ BEGIN CALL approve_scheme('stretch', 'x'); END $$;
INSERT INTO round (code, scheme, year, title) VALUES ('X26', 'stretch', 2026, 'x');
INSERT INTO participant (round, agency) SELECT 'X26', a FROM unnest('{C,D,F,B,E}'::text[]) a;
INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('X26', 'C', '1.2', 'x', 'accepted');
DO $$ BEGIN CALL advance('X26'); END $$;
UPDATE participant SET submitted_at = now() WHERE round = 'X26';
DO $$ BEGIN CALL advance('X26'); END $$;
INSERT INTO assessment (round, agency, criterion, stage, points)
SELECT 'X26', v.agency, c.code, 'appraisal', c.points
FROM (VALUES ('C', 9, NULL, 25, 0), ('D', 2, 30, 35, 0), ('F', 5, 25, 29, 0), ('B', 3, 20, 10, 90), ('E', 1, 10, 30, 80)) v (agency, a, b, c, p),
     LATERAL (VALUES ('1.1', a), ('1.2', b), ('2', c), ('P', p)) c (code, points) WHERE c.points IS NOT NULL;
SELECT test_report.moved_without_noise('X26') AS moved, array_agg(k.agency || ' ' || k.rank ORDER BY k.rank, k.agency) AS ranks FROM ranking k WHERE k.round = 'X26';
SELECT array_agg(concat_ws(' ', c.key, c.cells[cardinality(c.cells)]) ORDER BY c.place) AS ranges FROM test_report.page($$report('X26')$$) p, test_report.cells(p.document, '//table[@class="ranking"]/tbody/tr') c;

-- a year under other rules
CALL revise_scheme('S', 'S27');
UPDATE criterion SET rule_text = 'x >= 95%: 20; x >= 40%: 12; else: 0' WHERE scheme = 'S27' AND code = '2.2';
CALL approve_scheme('S27', 'Chủ tịch');
INSERT INTO round (code, scheme, year, title) VALUES ('R27', 'S27', 2027, 'Năm 2027');
INSERT INTO participant (round, agency) SELECT 'R27', g.code FROM agency g WHERE g.code <> 'old';
SELECT test_report.run_year('R27', 2);
CALL publish('R27');
-- a draft that only who runs the registry sees
CALL revise_scheme('S27', 'hidden');
UPDATE criterion SET rule_text = 'x >= 1%: 20; else: 0' WHERE scheme = 'hidden' AND code = '2.2';
SELECT count(*) AS of_a_draft FROM _shares_anew('R25', 2, 'hidden', 'D', '{2.2}');
-- points that do not end in decimals are the same where they are the same
SELECT array_to_string(xpath('//section[@id="self"]/dl/div/dd/text()', p.document)::text[], ' ') AS figures, test_report.agreement('R27') AS expected, (SELECT count(*) FROM result_item i WHERE i.round = 'R27' AND i.criterion = '1.1' AND scale(i.points) > 4) AS endless
FROM test_report.page($$report('R27')$$) p;
CREATE TABLE test_report.changes AS SELECT * FROM why_changed('R27', 'D', 'R25');
SELECT effect, count(*) FROM test_report.changes GROUP BY effect ORDER BY effect;

-- what others are shown: a reader what was published, who enters for an agency its own
CREATE ROLE regress_report_owner NOLOGIN;
CREATE ROLE regress_report_reader;
CREATE ROLE regress_report_d;
CALL par.give_registry('reg_report', 'regress_report_owner');
CALL grant_duty('regress_report_reader', 'reader');
CALL grant_duty('regress_report_d', 'submitter', 'D');
GRANT USAGE ON SCHEMA test, test_report TO PUBLIC;
GRANT SELECT ON test_report.changes TO PUBLIC;
SET SESSION AUTHORIZATION regress_report_reader;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, cardinality(xpath('//table[@class="ranking"]/tbody/tr', p.document)) AS agencies FROM test_report.page($$report('R25')$$) p;
SELECT test.error_of($$SELECT count(*) FROM agency_report('R25', 'D')$$), test.error_of($$SELECT count(*) FROM report('begun')$$);
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION regress_report_d;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM test_report.page($$report('R25')$$) p;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM test_report.page($$agency_report('R25', 'D')$$) p;
SELECT test.error_of($$SELECT count(*) FROM agency_report('R25', 'A&"')$$) AS of_another;
-- what rules changed, scored anew with what others entered, is told of its own alone
SELECT count(*) AS rows, count(*) FILTER (WHERE c.description IS NULL) AS other_rows FROM why_changed('R27', 'D', 'R25') w FULL JOIN test_report.changes c ON c = w;
SELECT count(*) AS of_others FROM _shares_anew('R25', 2, 'S27', 'C', '{2.2}');
SELECT count(*) AS unpublished FROM _shares_anew('R25', NULL, 'S27', 'D', '{2.2}');
SELECT count(*) AS by_a_draft FROM _shares_anew('R25', 2, 'hidden', 'D', '{2.2}');
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM test_report.page($$agency_report('R27', 'D')$$) p;
RESET SESSION AUTHORIZATION;
-- while it is corrected, what was published is shown, and nothing of what is not released
CALL correct('R25', 'lần nữa');
UPDATE assessment SET points = 5.5, note = 'ghi chú riêng' WHERE round = 'R25' AND agency = 'D' AND criterion = '1.2' AND stage = 'review';
UPDATE round SET title = 'Mới bắt đầu <đánh giá>' WHERE code = 'begun';
INSERT INTO participant (round, agency) VALUES ('begun', 'D');
CALL advance('begun');
INSERT INTO zero_missing (round, agency, reason) VALUES ('begun', 'D', 'x');
CALL advance('begun');
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, cardinality(xpath('//p[@class="draft"]', p.document)) AS drafts FROM test_report.page($$report('begun')$$) p;
SET SESSION AUTHORIZATION regress_report_d;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, p.document::text ~ '5,50' AS of_the_review, p.document::text ~ 'ghi chú riêng' AS of_its_note FROM test_report.page($$agency_report('R25', 'D')$$) p;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections FROM test_report.page($$report('R25')$$) p;
SELECT test.error_of($$SELECT count(*) FROM report('begun')$$), test.error_of($$SELECT count(*) FROM agency_report('begun', 'D')$$);
RESET SESSION AUTHORIZATION;
SELECT array_to_string(xpath('//section/@id', p.document)::text[], ' ') AS sections, p.document::text ~ '5,50' AS of_the_review FROM test_report.page($$agency_report('R25', 'D')$$) p;

-- lines: a page cut into them is the same page
SELECT l FROM par.html_lines(E'<p title="a\tb\\c\nd" class="x">tab\there, back\\slash\nnew line\r\nafter</p>') l;
SELECT count(*) AS lines, max(length(l)) AS longest, replace(replace(string_agg(l, E'\n'), E'\n>', '>'), E'\n', ' ') = repeat('<td class="n">một hai ba</td>', 50) AS put_together FROM par.html_lines(repeat('<td class="n">một hai ba</td>', 50)) l;
SELECT xmlparse(content string_agg(l, E'\n'))::text IS NOT NULL AS well_formed FROM par.html_lines(repeat('<td class="n" title="x y">một hai<br/>ba</td>', 50)) l;
SELECT l FROM par.html_lines('<style>a{content:"' || repeat('long string ', 12) || E'"}\nb{}</style><p>after</p>') l;
SELECT l FROM par.html_lines('<p>' || repeat('x', 95) || '</p><!-- it''s ' || repeat('y', 110) || E'--><p\nclass="a">seen <!-->here</p><!---->') l;
SELECT string_agg(l, '|') AS style FROM par.html_lines(E'<style></style><p>a\\b</p><style>a{}\r\nb{}</style>\x01\x1f') l;
SELECT count(*) AS of_null FROM par.html_lines(NULL);
SELECT count(*) AS of_nothing FROM par.html_lines('');
SELECT count(*) AS of_a_word, max(length(l)) FROM par.html_lines(repeat('x', 100000)) l;
SELECT string_agg(l, '|') AS unclosed FROM par.html_lines('<p title="never closed >') l;

SET client_min_messages = warning;
\set VERBOSITY terse
DROP SCHEMA reg_report, test_report CASCADE;
DROP OWNED BY regress_report_owner, regress_report_reader, regress_report_d CASCADE;
DROP ROLE regress_report_owner, regress_report_reader, regress_report_d;
