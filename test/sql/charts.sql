-- Charts: what is drawn, read back from the XML and compared with the rows.
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.find(chart xml, path text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT xpath(path, chart, '{{s,http://www.w3.org/2000/svg}}')::text[]
$$;
CREATE FUNCTION pg_temp.number(chart xml, path text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT (pg_temp.find(chart, path))[1]::numeric
$$;
CREATE FUNCTION pg_temp.parses(chart xml) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT xmlparse(DOCUMENT chart::text) IS DOCUMENT
$$;
-- the number of a tick such as −1.204,5
CREATE FUNCTION pg_temp.read(tick text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(replace(replace(tick, '.', ''), ',', '.'), '−', '-')::numeric
$$;
-- whether ticks are equally far apart, by 1, 2 or 5 times a power of ten, and multiples of that
CREATE FUNCTION pg_temp.round_ticks(ticks text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT count(*) > 1 AND min(step) = max(step) AND bool_and(mod(v, step) = 0) AND
           ltrim(rtrim(replace(min(step)::text, '.', ''), '0'), '0') IN ('1', '2', '5')
    FROM (SELECT v, max(v - previous) OVER () AS step FROM (
        SELECT pg_temp.read(t) AS v, lag(pg_temp.read(t)) OVER (ORDER BY n) AS previous FROM unnest(ticks) WITH ORDINALITY u(t, n)) a) b
$$;

CREATE TABLE score (unit text, criterion text, year integer, value numeric);
INSERT INTO score
SELECT u, c, y, 30 + (length(u) * 7 + length(c) * 13 + y * 3) % 61 + 0.25
FROM unnest('{Sở Nội vụ,Sở Y tế,Thanh tra tỉnh}'::text[]) u, unnest('{Thể chế,Thủ tục hành chính,Bộ máy,Tài chính công,Chính quyền số}'::text[]) c, generate_series(2021, 2025) y;

CREATE VIEW chart AS
SELECT 'bars' AS kind, par.svg_bars(unit || ' ' || criterion, value, NULL, '{"title": "Điểm"}' ORDER BY value DESC, unit, criterion) AS chart FROM score WHERE year = 2025
UNION ALL SELECT 'bars of series', par.svg_bars(unit, value, criterion, '{"title": "Điểm", "min": -20, "max": 120, "unit": "%"}' ORDER BY unit, criterion) FROM score WHERE year = 2024
UNION ALL SELECT 'heatmap', par.svg_heatmap(unit, criterion, value, NULL ORDER BY unit, criterion) FROM score WHERE year = 2025
UNION ALL SELECT 'heatmap of both signs', par.svg_heatmap(unit, criterion, value - 60, '{"language": "en"}' ORDER BY unit, criterion) FROM score WHERE year = 2025
UNION ALL SELECT 'lines', par.svg_lines(unit, year, value, '{"title": "Qua các năm", "x_title": "Năm", "y_title": "Điểm"}' ORDER BY unit, year) FROM score WHERE criterion = 'Bộ máy'
UNION ALL SELECT 'radar', par.svg_radar(unit, criterion, value, '{"max": 100}' ORDER BY unit, criterion) FROM score WHERE year = 2025
UNION ALL SELECT 'intervals', par.svg_intervals(unit, low, mid, high, '{"title": "Từ – đến"}' ORDER BY unit) FROM (SELECT unit, min(value) AS low, avg(value) AS mid, max(value) AS high FROM score GROUP BY unit) s;

-- Each is a document: an image with a title and a description that its ids name; and the same bytes everywhere.
SELECT kind, pg_temp.parses(chart) AS parses, pg_temp.find(chart, '/s:svg/@role') AS role,
       pg_temp.find(chart, '/s:svg/@aria-labelledby') = pg_temp.find(chart, '/s:svg/s:title[string-length(.) > 0]/@id') AS titled,
       pg_temp.find(chart, '/s:svg/@aria-describedby') = pg_temp.find(chart, '/s:svg/s:desc[string-length(.) > 0]/@id') AS described,
       md5(chart::text) AS bytes
FROM chart ORDER BY kind COLLATE "C";
SELECT kind, (pg_temp.find(chart, '/s:svg/s:desc/text()'))[1] FROM chart WHERE kind IN ('bars', 'lines', 'intervals') ORDER BY kind;
-- settings of the session do not show
SELECT md5(string_agg(chart::text, '' ORDER BY kind)) AS before FROM chart \gset
SET extra_float_digits = -3; SET DateStyle = 'German'; SET TimeZone = 'Asia/Ho_Chi_Minh'; SET xmlbinary = hex;
SELECT md5(string_agg(chart::text, '' ORDER BY kind)) = :'before' AS same FROM chart;
RESET extra_float_digits; RESET DateStyle; RESET TimeZone; RESET xmlbinary;

-- Ids: what the rows and options make them, or as given; every rule of style is about the own id.
SELECT count(DISTINCT pg_temp.find(chart, '/s:svg/@id')) AS ids, count(chart) AS charts FROM chart;
SELECT kind FROM chart, LATERAL unnest(string_to_array((pg_temp.find(chart, '/s:svg/s:style/text()'))[1], E'\n')) rule
WHERE rule NOT IN ('', '}', '@media screen and (prefers-color-scheme:dark){') AND rule !~ ('^(@media print\{)?#' || (pg_temp.find(chart, '/s:svg/@id'))[1] || '( \.[a-z0-9]+|:root)?\{');
SELECT pg_temp.find(par.svg_lines(NULL, 1, 2, '{"id": "c-1"}'), '//@id');

-- Bars: as long as the values, from the line at zero; ticks stand where they say.
CREATE TABLE bar AS SELECT i, v FROM (VALUES (1, 12.5::float8), (2, -3.25), (3, 0), (4, NULL), (5, 'NaN'), (6, 'Infinity'), (7, 40), (8, -40), (9, 12.5)) v(i, v);
CREATE TEMP TABLE drawn AS SELECT par.svg_bars('b' || i, v, NULL, NULL ORDER BY i) AS c FROM bar;
SELECT i, v, x AS length, abs(x - abs(v) * unit) <= 0.01 AS as_long, CASE WHEN v < 0 THEN x1 + x ELSE x1 END = zero AS from_zero
FROM drawn, LATERAL (SELECT pg_temp.number(c, '//s:g[@class="zero"]/s:line/@x1') AS zero,
                            pg_temp.number(c, '//s:rect[starts-with(s:title, "b7:")]/@width') / 40 AS unit) z,
     bar, LATERAL (SELECT pg_temp.number(c, format('//s:rect[starts-with(s:title, "b%s:")]/@width', i)) AS x,
                          pg_temp.number(c, format('//s:rect[starts-with(s:title, "b%s:")]/@x', i)) AS x1) w ORDER BY i;
SELECT pg_temp.find(c, '//s:text[@class="value"]/text()') AS "values" FROM drawn;
SELECT pg_temp.find(c, '/s:svg/s:desc/text()') FROM drawn;
SELECT t, abs(zero + pg_temp.read(t) * unit - x) < 0.02 AS in_place
FROM drawn, LATERAL (SELECT pg_temp.number(c, '//s:g[@class="zero"]/s:line/@x1') AS zero, pg_temp.number(c, '//s:rect[starts-with(s:title, "b7:")]/@width') / 40 AS unit) z,
     unnest(pg_temp.find(c, '//s:text[@class="tick"]/text()'), pg_temp.find(c, '//s:text[@class="tick"]/@x')::numeric[]) u(t, x);
-- a series has a bar in the band of its label; a label that comes again is another one
SELECT pg_temp.find(c, '//s:text[@class="label"]/text()') AS labels, pg_temp.find(c, '//s:rect/s:title/text()') AS bars
FROM (SELECT par.svg_bars(l, v, s, '{"legend": false}') AS c FROM (VALUES ('A', 1, 'x'), ('B', 2, 'x'), ('A', 3, 'y'), ('A', 4, 'x'), (NULL, 5, 'y'), ('B', 6, NULL)) v(l, v, s)) t;
-- what has no series is muted beside what has one
SELECT pg_temp.find(c, '//s:rect[s:title]/@class') AS bars, pg_temp.find(c, '//s:g[@class="legend"]/s:text/text()') AS legend FROM (SELECT par.svg_bars(l, 1, s, NULL) AS c FROM (VALUES ('a', NULL), ('b', 'x'), ('c', 'y')) v(l, s)) t;
SELECT pg_temp.find(par.svg_bars(l, 1, NULL, NULL), '//s:rect[s:title]/@class') AS bars FROM unnest('{a,b}'::text[]) l;
-- an end of the scale that was given is written where no tick is near
SELECT pg_temp.find(c, '//s:text[@class="tick"]/text()') AS ticks, pg_temp.find(c, '//s:text[@class="end"]/text()') AS ends FROM (SELECT par.svg_intervals('r', 2, 3, 4, '{"min": 1, "max": 14.5}') AS c) t;
-- as it was given, however the values are rounded
SELECT pg_temp.find(par.svg_intervals('r', 1, 2, 3, '{"min": -500.5, "max": 300}'), '//s:text[@class="end"]/text()') AS ends, pg_temp.find(par.svg_heatmap('r', 'c', 2, '{"min": 1.5, "max": 2.5, "unit": "%"}'), '//s:text[@class="edge"]/text()') AS edges;
-- ticks stand apart around equal values too, and where a bound leaves all values out
SELECT n, ticks, (SELECT count(DISTINCT x) FROM unnest(places) x) = cardinality(ticks) AS apart
FROM (SELECT n, pg_temp.find(c, '//s:text[@class="tick"]/text()') AS ticks, pg_temp.find(c, '//s:text[@class="tick"]/@x') AS places
      FROM (VALUES (1, par.svg_intervals_final('{NULL,r,5.5,5.5,5.5}')), (2, par.svg_intervals_final('{"{\"max\": 50}",r,100,100,100}')), (3, par.svg_intervals_final('{"{\"min\": 1.5}",r,NULL,NULL,NULL}')), (4, par.svg_bars_final('{"{\"min\": 0}",r,-5.5,NULL}'))) v(n, c)) t ORDER BY n;
-- no zero of fifty digits
SELECT pg_temp.find(par.svg_bars('r', 1e-50, NULL, NULL), '//s:text[@class="tick"]/text()') AS ticks;
-- a value beyond the scale is marked, and written as it is
SELECT pg_temp.find(c, 'count(//s:path[@class="beyond"])'), pg_temp.find(c, '//s:text[@class="value"]/text()'),
       pg_temp.number(c, '(//s:rect/@width)[1]') = pg_temp.number(c, '(//s:rect/@width)[2]') AS as_long_as_the_scale
FROM (SELECT par.svg_bars(l, v, NULL, '{"max": 10, "min": -5}') AS c FROM (VALUES ('A', 10), ('B', 2000), ('C', -7)) v(l, v)) t;

-- Ticks are round, whatever the values.
SELECT n, m, ticks, pg_temp.round_ticks(ticks) AS round
FROM (SELECT n, m, pg_temp.find(par.svg_lines(NULL, x, m * x, '{"height": 400}'), '//s:g[@class="axis"]/s:text/text()') AS ticks
      FROM (VALUES (1, 1::float8), (2, 0.0001), (3, 1234.5), (4, -0.037), (5, 1e12), (6, 0)) v(n, m), generate_series(1, 7) x GROUP BY n, m) t ORDER BY n;
SELECT bool_and(pg_temp.round_ticks(pg_temp.find(c, '//s:g[@class="axis"]/s:text/text()'))) AS round, count(*)
FROM (SELECT par.svg_intervals('x', a, NULL, a + b, NULL) AS c FROM generate_series(-50, 50, 7) a, unnest('{1, 0.3, 17, 99}'::numeric[]) b GROUP BY a, b) t;

-- Numbers: marks, units, decimals half away from zero as they were written.
SELECT o, pg_temp.find(par.svg_bars('x', v, NULL, o::jsonb ORDER BY v DESC), '//s:text[@class="value"]/text()')
FROM unnest('{"{}", "{\"language\": \"en\"}", "{\"decimals\": 2}", "{\"decimals\": 0, \"group_mark\": \"\"}", "{\"decimal_mark\": \".\", \"group_mark\": \" \", \"decimals\": 1}", "{\"unit\": \"%\"}", "{\"unit\": \"điểm\"}"}'::text[]) o,
     unnest('{1234567.005, 9.415, -2.5}'::float8[]) v GROUP BY o ORDER BY o COLLATE "C";
SELECT pg_temp.find(par.svg_bars('x', 1, NULL, '{"unit": " "}'), '//s:text[@class="value"]/text()') AS blank_unit;
SELECT v, pg_temp.find(par.svg_bars('x', v, NULL, NULL), '//s:text[@class="value"]/text()') FROM unnest('{0.1, 0.30000000000000004, 0.00123456, 33.333333, 1e15, 1e100, -1e-100, -0.0}'::float8[]) v GROUP BY v ORDER BY v;

-- Heat maps: a cell for each row, a stronger tone for a higher class, between round bounds.
CREATE TEMP TABLE map AS SELECT par.svg_heatmap('r' || i % 10, 'c' || i / 10, CASE i WHEN 7 THEN NULL WHEN 8 THEN 'NaN'::float8 ELSE i END, '{"max": 100}' ORDER BY i) AS c FROM generate_series(0, 99) i;
SELECT pg_temp.find(c, 'count(//s:g[@class="cells"]/s:rect)') AS cells, pg_temp.find(c, '//s:rect[@class="missing"]/s:title/text()') AS missing, pg_temp.find(c, '//s:text[@class="edge"]/text()') AS edges FROM map;
SELECT tone, count(*) AS cells, min(v), max(v) FROM map, LATERAL (
    SELECT split_part(title, ': ', 2)::numeric AS v, tone
    FROM unnest(pg_temp.find(c, '//s:g[@class="cells"]/s:rect[@class!="missing"]/@class'), pg_temp.find(c, '//s:g[@class="cells"]/s:rect[@class!="missing"]/s:title/text()')) u(tone, title)) t
GROUP BY tone ORDER BY min(v);
SELECT pg_temp.find(chart, '//s:text[@class="edge"]/text()') AS edges, pg_temp.find(chart, '//s:g[@class="legend"]/s:rect/@class') AS tones FROM chart WHERE kind LIKE 'heatmap%' ORDER BY kind;
SELECT test.error_of($$SELECT par.svg_heatmap(r, 'c', 1, NULL) FROM unnest('{a,b,a}'::text[]) r$$);
-- many cells: no numbers, still all there
SELECT pg_temp.find(c, 'count(//s:g[@class="cells"]/s:rect)') AS cells, pg_temp.find(c, 'count(//s:g[@class="cells"]/s:text)') AS texts, pg_temp.number(c, 'substring-after(/s:svg/@viewBox, "720 ")') < 7000 AS bounded
FROM (SELECT par.svg_heatmap(i::text, j::text, i * j, NULL) AS c FROM generate_series(1, 1000) i, generate_series(1, 10) j) t
UNION ALL SELECT pg_temp.find(c, 'count(//s:g[@class="cells"]/s:rect)'), pg_temp.find(c, 'count(//s:g[@class="cells"]/s:text)'), pg_temp.number(c, 'substring-after(/s:svg/@viewBox, "720 ")') < 7000
FROM (SELECT par.svg_heatmap(i::text, j::text, i * j, NULL) AS c FROM generate_series(1, 10) i, generate_series(1, 1000) j) t;

-- Lines: in the order of x, with a gap where y is missing; a row without x is left out.
SELECT regexp_replace(d, '[0-9. ]+', '.', 'g') AS path, pg_temp.find(c, '//s:g[@class="marks"]/s:path/s:title/text()') AS points, pg_temp.find(c, '//s:g[@class="x"]/s:text/text()') AS ticks
FROM (SELECT par.svg_lines('A', x, y, NULL) AS c FROM (VALUES (2025, 5::float8), (2021, 1), (2022, 2), (2024, NULL), (NULL, 9), (2020, 'NaN'), (2023, 4)) v(x, y)) t,
     unnest(pg_temp.find(c, '//s:g[@class="lines"]/s:path/@d')) d;
SELECT pg_temp.find(par.svg_lines(s, d, i, '{"language": "en"}'), '//s:g[@class="x"]/s:text/text()') AS months
FROM (SELECT 's' AS s, '2024-11-15'::date + i * 20 AS d, i FROM generate_series(0, 10) i) t;
SELECT pg_temp.find(par.svg_lines(NULL, d, 1, NULL), '//s:g[@class="x"]/s:text/text()') AS dates FROM unnest('{2024-02-28,2024-03-01,infinity}'::date[]) d;
SELECT pg_temp.find(par.svg_lines(NULL, d, 1, NULL), '//s:g[@class="x"]/s:text/text()') AS dates FROM unnest('{4000-01-01 BC,5874897-12-31}'::date[]) d;
SELECT pg_temp.find(par.svg_lines(NULL, x, 1, NULL), '//s:g[@class="x"]/s:text/text()') AS texts FROM unnest('{Quý II,Quý I,Quý III}'::text[]) x;
SELECT pg_temp.find(par.svg_lines(NULL, x, 1, NULL), '//s:g[@class="x"]/s:text/text()') AS numbers FROM unnest('{0.5,0.25}'::numeric[]) x;
SELECT pg_temp.find(par.svg_lines(NULL, x, 1, NULL), '//s:g[@class="marks"]/s:path/s:title/text()') AS numbers FROM unnest('{0.1,16777213,16777215,Infinity,NaN}'::float4[]) x;
-- the language decides how dates are written, wherever they are; a series of which no row has an x is none
SELECT pg_temp.find(c, '//s:g[@class="marks"]/s:path/s:title/text()') AS points, pg_temp.find(c, '//s:g[@class="x"]/s:text/text()') AS ticks, pg_temp.find(c, '//s:g[@class="legend"]/s:text/text()') AS legend
FROM (SELECT par.svg_lines(s, d, 1, '{"language": "en", "decimal_mark": ",", "legend": true}') AS c FROM (VALUES ('left out', NULL::date), ('a', '2024-02-03'), ('a', '2024-02-04')) v(s, d)) t;
SELECT test.error_of($$SELECT par.svg_lines(NULL, true, 1, NULL)$$);
SELECT test.error_of($$SELECT par.svg_lines(NULL, now(), 1, NULL)$$);
-- more series than there are colours share one, and the legend says how many
SELECT pg_temp.find(c, 'count(//s:path[@class="l0"])') AS others, pg_temp.find(c, '//s:g[@class="legend"]/s:text/text()') AS legend
FROM (SELECT par.svg_lines('s' || s, x, s * x, NULL ORDER BY s) AS c FROM generate_series(1, 11) s, generate_series(1, 3) x) t;

-- one series has a legend where that is asked for, several unless that is refused
SELECT o, n, pg_temp.find(par.svg_lines('s' || s, x, s * x, o::jsonb ORDER BY s), '//s:g[@class="legend"]/s:text/text()') AS legend
FROM unnest('{NULL, "{\"legend\": true}", "{\"legend\": false}"}'::text[]) o, unnest('{1,2}'::int[]) n, generate_series(1, n) s, generate_series(1, 3) x GROUP BY o, n ORDER BY o COLLATE "C", n;

-- Radar: as far from the centre as the values; open where one is missing.
SELECT v, round(sqrt((x - 360) ^ 2 + (y - y0) ^ 2) / v, 1) AS unit
FROM (SELECT par.svg_radar(NULL, a, v, '{"max": 100}' ORDER BY a) AS c FROM (VALUES ('1', 20), ('2', 40), ('3', 60), ('4', 80), ('5', 100)) v(a, v)) t,
     LATERAL (SELECT split_part(substr((regexp_split_to_array((pg_temp.find(c, '(//s:g[@class="grid"]/s:path)[last()]/@d'))[1], 'L'))[1], 2), ' ', 2)::numeric AS y0) o,
     LATERAL (SELECT n * 20 AS v, split_part(p, ' ', 1)::numeric AS x, rtrim(split_part(p, ' ', 2), 'z')::numeric AS y
              FROM unnest(regexp_split_to_array(substr((pg_temp.find(c, '//s:g[@class="rings"]/s:path/@d'))[1], 2), 'L')) WITH ORDINALITY u(p, n)) p;
SELECT n, regexp_replace((pg_temp.find(par.svg_radar(NULL, a::text, CASE WHEN a = ANY (missing) THEN NULL ELSE a + 1 END, NULL ORDER BY a), '//s:g[@class="rings"]/s:path/@d'))[1], '[-0-9. ]+', '.', 'g') AS path
FROM (VALUES (1, '{}'::int[]), (2, '{1}'), (3, '{3}'), (4, '{2,4}'), (5, '{1,2,3,4,6}')) v(n, missing), generate_series(1, 6) a GROUP BY n ORDER BY n;
-- of many axes those have a label that have room for it
SELECT n, pg_temp.find(par.svg_radar(NULL, 'axis ' || a, a, NULL ORDER BY a), 'count(//s:g[@class="axes"]/s:text)') AS labels FROM unnest('{8,40,1000}'::int[]) n, generate_series(1, n) a GROUP BY n ORDER BY n;
SELECT count(*), bool_and(pg_temp.parses(c)) FROM (SELECT par.svg_radar(NULL, a::text, a, NULL) AS c FROM generate_series(1, 4) n, generate_series(1, n) a GROUP BY n) t;
SELECT test.error_of($$SELECT par.svg_radar('s', a, 1, NULL) FROM unnest('{a,b,a}'::text[]) a$$);

-- Intervals: from low to high.
SELECT pg_temp.find(c, '//s:g[@class="intervals"]/s:g/s:title/text()') AS titles, pg_temp.find(c, 'count(//s:rect)') AS stretches, pg_temp.find(c, 'count(//s:circle)') AS middles,
       round(pg_temp.number(c, '(//s:rect/@width)[1]') / pg_temp.number(c, '(//s:rect/@width)[2]'), 2) AS ratio
FROM (SELECT par.svg_intervals(l, low, mid, high, NULL) AS c
      FROM (VALUES ('a', 1::float8, 2::float8, 4::float8), ('b', 2, 3, 8), ('c', NULL, 5, NULL), ('d', 3, NULL, 3), ('e', NULL, NULL, NULL), ('f', '-Infinity', 4, 5)) v(l, low, mid, high)) t;
SELECT test.error_of($$SELECT par.svg_intervals('đơn vị', 3, 2, 1, NULL)$$);
SELECT test.error_of($$SELECT par.svg_intervals_final('{NULL,a,3,2,1}')$$);

-- Every text is escaped, and reads back as it was.
\pset format unaligned
SELECT l, replace(replace(replace(replace(t, '&gt;', '>'), '&quot;', '"'), '&lt;', '<'), '&amp;', '&') = format('%s, %s: 1%s', l, l, chr(160) || rtrim(left(l, 3))) AS same
FROM (SELECT l, (pg_temp.find(par.svg_bars(l, 1, l, jsonb_build_object('title', l, 'description', l, 'unit', left(l, 3))), '//s:rect/s:title/text()'))[1] AS t
      FROM unnest(ARRAY['<script>alert(1)</script>', 'a & b', ']]>', '"''', '--><!--', '&amp;', '<?x?>', 'Ủy ban nhân dân xã Đắk Ơ', 'ký tự 😀👨‍👩‍👧🇻🇳', '<svg/onload=alert(1)>']) l GROUP BY l) c ORDER BY l COLLATE "C";
\pset format aligned
SELECT count(*) AS charts, bool_and(pg_temp.parses(c)) AS parse FROM (
    SELECT par.svg_bars(t, 1, t, o) AS c FROM unnest(ARRAY['<b>', '&', chr(1) || chr(31) || chr(127) || E'\t\n', repeat('x', 300), repeat('<&>"', 75), chr(65535), '', ' ']) t, LATERAL (SELECT jsonb_build_object('title', t, 'description', t, 'legend', true) AS o) o GROUP BY t
    UNION ALL SELECT par.svg_heatmap(t, t, 1, o) FROM unnest(ARRAY['<b>', '&', chr(1) || E'\x1f', repeat('<&>"', 75), '']) t, LATERAL (SELECT jsonb_build_object('title', t) AS o) o GROUP BY t
    UNION ALL SELECT par.svg_lines(t, t, 1, o) FROM unnest(ARRAY['<b>', '&', chr(1) || E'\x1f', repeat('<&>"', 75), '']) t, LATERAL (SELECT jsonb_build_object('title', t, 'x_title', t, 'y_title', t) AS o) o GROUP BY t
    UNION ALL SELECT par.svg_radar(t, t, 1, o) FROM unnest(ARRAY['<b>', '&', chr(1) || E'\x1f', repeat('<&>"', 75), '']) t, LATERAL (SELECT jsonb_build_object('title', t) AS o) o GROUP BY t
    UNION ALL SELECT par.svg_intervals(t, 1, 2, 3, o) FROM unnest(ARRAY['<b>', '&', chr(1) || E'\x1f', repeat('<&>"', 75), '']) t, LATERAL (SELECT jsonb_build_object('title', t) AS o) o GROUP BY t) t;
SELECT pg_temp.find(par.svg_bars(E'a\x01b\tc\n d ', 1, NULL, NULL), '//s:text[@class="label"]/text()') AS controls;
-- what turns a text around stays within it
SELECT (pg_temp.find(par.svg_bars(U&'\0645\0631\062D', 1, NULL, NULL), '//s:text[@class="label"]/text()'))[1] = U&'\2068\0645\0631\062D\2069' AS isolated,
       pg_temp.find(par.svg_bars(U&'a\202Eb\2067c', 1, NULL, NULL), '//s:text[@class="label"]/text()') AS turned;
-- a long label is wrapped and cut, and whole in its title; not between what stands as one
SELECT pg_temp.find(c, '//s:g[@class="labels"]//s:text/text()') AS shown, (pg_temp.find(c, '//s:g[@class="labels"]//s:title/text()'))[1] = rtrim(repeat('Ủy ban nhân dân ', 20)) AS whole
FROM (SELECT par.svg_bars(repeat('Ủy ban nhân dân ', 20), 1, NULL, NULL) AS c) t;
SELECT pg_temp.find(par.svg_bars(repeat('👨‍👩‍👧', 20), 1, NULL, '{"width": 240}'), '//s:g[@class="labels"]//s:text/text()')::text ~ '^\{(👨‍👩‍👧)+,(👨‍👩‍👧)*…\}$' AS families_together;

-- No rows, one, equal values, none known.
SELECT par.svg_bars('a', 1, NULL, NULL) IS NULL AS bars, par.svg_heatmap('a', 'b', 1, NULL) IS NULL AS heatmap, par.svg_lines('a', 1, 1, NULL) IS NULL AS lines,
       par.svg_radar('a', 'b', 1, NULL) IS NULL AS radar, par.svg_intervals('a', 1, 2, 3, NULL) IS NULL AS intervals FROM score WHERE false;
SELECT n, v, bool_and(pg_temp.parses(c)) AS parse, bool_and(c::text !~* 'nan|inf') AS finite_places FROM (
    SELECT n, v, par.svg_bars('a' || i, v, NULL, NULL) AS c FROM (VALUES (1), (2), (40)) n(n), unnest('{0, 5, -5, 1e100, NULL}'::float8[]) v, generate_series(1, n) i GROUP BY n, v
    UNION ALL SELECT n, v, par.svg_heatmap('a' || i, 'b', v, NULL) FROM (VALUES (1), (2), (40)) n(n), unnest('{0, 5, -5, 1e100, NULL}'::float8[]) v, generate_series(1, n) i GROUP BY n, v
    UNION ALL SELECT n, v, par.svg_lines('a', i, v, NULL) FROM (VALUES (1), (2), (40)) n(n), unnest('{0, 5, -5, 1e100, NULL}'::float8[]) v, generate_series(1, n) i GROUP BY n, v
    UNION ALL SELECT n, v, par.svg_radar('a', 'b' || i, v, NULL) FROM (VALUES (1), (2), (40)) n(n), unnest('{0, 5, -5, 1e100, NULL}'::float8[]) v, generate_series(1, n) i GROUP BY n, v
    UNION ALL SELECT n, v, par.svg_intervals('a' || i, v, v, v, NULL) FROM (VALUES (1), (2), (40)) n(n), unnest('{0, 5, -5, 1e100, NULL}'::float8[]) v, generate_series(1, n) i GROUP BY n, v) t
GROUP BY n, v ORDER BY n, v;
SELECT pg_temp.find(par.svg_bars('a', NULL, NULL, NULL), '/s:svg/s:desc/text()') AS vi, pg_temp.find(par.svg_bars('a', NULL, NULL, '{"language": "en"}'), '/s:svg/s:desc/text()') AS en;
-- extremes side by side
SELECT bool_and(pg_temp.parses(c)) AS parse FROM (
    SELECT par.svg_bars('a' || v, v, NULL, o::jsonb) AS c FROM unnest('{-1e100, 1e-100, 0, 1e100, 1}'::float8[]) v, unnest('{"{}", "{\"max\": 1}", "{\"min\": -1e-50}"}'::text[]) o GROUP BY o
    UNION ALL SELECT par.svg_lines('a', v, v, o::jsonb) FROM unnest('{-1e100, 1e-100, 0, 1e100, 1}'::float8[]) v, unnest('{"{}", "{\"max\": 1}", "{\"min\": -1e-50}"}'::text[]) o GROUP BY o
    UNION ALL SELECT par.svg_lines('a', v, v, o::jsonb) FROM unnest('{1e15, 1000000000000001}'::float8[]) v, unnest('{"{}", "{\"max\": 1}"}'::text[]) o GROUP BY o) t;
SELECT test.error_of($$SELECT par.svg_bars('a', 1e101, NULL, NULL)$$);
-- 10,000 rows: all there, no higher than a few pages; not without end
SELECT 'bars' AS kind, pg_temp.find(c, 'count(//s:rect)') AS drawn, pg_temp.number(c, 'substring-after(/s:svg/@viewBox, "720 ")') < 7000 AS bounded FROM (SELECT par.svg_bars('a' || i, i, NULL, NULL ORDER BY i) AS c FROM generate_series(1, 10000) i) t
UNION ALL SELECT 'intervals', pg_temp.find(c, 'count(//s:rect)'), pg_temp.number(c, 'substring-after(/s:svg/@viewBox, "720 ")') < 7000 FROM (SELECT par.svg_intervals('a' || i, i, i + 1, i + 3, NULL ORDER BY i) AS c FROM generate_series(1, 10000) i) t
UNION ALL SELECT 'lines', ARRAY[length(regexp_replace((pg_temp.find(c, '//s:g[@class="lines"]/s:path/@d'))[1], '[^ML]', '', 'g'))]::text[], pg_temp.number(c, 'substring-after(/s:svg/@viewBox, "720 ")') < 7000 FROM (SELECT par.svg_lines('a', i, i % 100, NULL) AS c FROM generate_series(1, 10000) i) t
UNION ALL SELECT 'radar', pg_temp.find(c, 'count(//s:g[@class="rings"]/s:path)'), pg_temp.number(c, 'substring-after(/s:svg/@viewBox, "720 ")') < 7000 FROM (SELECT par.svg_radar('a' || i / 100, 'b' || i % 100, i, '{"legend": false}') AS c FROM generate_series(0, 9999) i) t;
SELECT test.error_of($$SELECT par.svg_lines('a', i, i, NULL) FROM generate_series(1, 100001) i$$);

-- Rows stand in the order of ORDER BY, each group has its chart, options are the same in all rows of one.
SELECT pg_temp.find(par.svg_bars(l, v, NULL, NULL ORDER BY v), '//s:text[@class="label"]/text()') AS up, pg_temp.find(par.svg_bars(l, v, NULL, NULL ORDER BY l DESC), '//s:text[@class="label"]/text()') AS down FROM (VALUES ('b', 3), ('c', 1), ('a', 2)) v(l, v);
SELECT pg_temp.find(par.svg_bars(l, v, NULL, jsonb_build_object('title', g, 'description', NULL) ORDER BY v), '/s:svg/s:title/text()') AS title FROM (VALUES ('b', 3, 'g1'), ('c', 1, 'g2'), ('a', 2, 'g1')) v(l, v, g) GROUP BY g ORDER BY g;
SELECT test.error_of($$SELECT par.svg_bars('a', i, NULL, jsonb_build_object('width', 300 + i)) FROM generate_series(1, 2) i$$);
SELECT test.error_of($$SELECT par.svg_bars('a', i, NULL, CASE WHEN i = 1 THEN '{}'::jsonb END) FROM generate_series(1, 2) i$$);
-- in parallel the rows are scanned, never put together in parts
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET enable_partitionwise_aggregate = on;
CREATE FUNCTION pg_temp.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;
SELECT bool_or(l ~ 'Parallel Seq Scan') AS parallel, bool_or(l ~ 'Partial') AS in_parts FROM pg_temp.plan('SELECT par.svg_bars(unit, value, NULL, NULL) FROM score') l;
RESET ALL;
SET client_min_messages = warning;
-- as a moving frame, and in a page of one's own
SELECT count(*) AS frames, count(DISTINCT c::text) AS charts FROM (SELECT par.svg_lines(unit, year, value, NULL) OVER (ORDER BY year, unit ROWS 2 PRECEDING) AS c FROM score WHERE criterion = 'Bộ máy') t;
SELECT xmlelement(NAME figure, par.svg_bars('a', 1, NULL, '{"id": "x"}'), xmlelement(NAME figcaption, 'a < b'))::text LIKE '<figure><svg xmlns="http://www.w3.org/2000/svg" id="x"%</svg><figcaption>a &lt; b</figcaption></figure>' AS in_a_page;

-- Options: unknown keys, wrong kinds and ranges are refused by name.
SELECT o, test.error_of(format('SELECT par.svg_bars(%L, 1, NULL, %L)', 'a', o)) FROM unnest(ARRAY['[]', '1', '{"titel": "x"}', '{"height": 300}', '{"title": 1}', '{"width": "wide"}', '{"width": 100}', '{"width": 1e9}',
    '{"min": 1}', '{"max": -1}', '{"max": 0, "min": 0}', '{"max": 1e200}', '{"max": 1e400}', '{"width": 1e400}', '{"decimals": 1e400}', '{"max": 5e-324}', '{"decimals": 1.5}', '{"decimals": -1}', '{"decimal_mark": ";"}', '{"decimal_mark": ".", "group_mark": "."}', '{"unit": "much too long for a unit"}',
    '{"legend": 1}', '{"values": "no"}', '{"heading": []}', '{"language": "fr"}', '{"theme": "blue"}', '{"id": "1x"}', '{"id": "a b"}', '{"id": ""}', '{"colors": "#000000"}', '{"colors": []}', '{"colors": ["red"]}', '{"colors": ["#12345g"]}', '{"colors": [1]}',
    '{"colors": ["#000000","#000000","#000000","#000000","#000000","#000000","#000000","#000000","#000000"]}', '{"description": {}}', '{"title": null, "width": null}']) WITH ORDINALITY u(o, n) ORDER BY n;
SELECT test.error_of($$SELECT par.svg_heatmap('a', 'b', 1, '{"colors": ["#000000"]}')$$);
SELECT test.error_of($$SELECT par.svg_lines('a', 1, 1, '{"values": true}')$$);
SELECT test.error_of($$SELECT par.svg_lines('a', 1, 1, '{"min": 2, "max": 1}')$$);
SELECT test.error_of($$SELECT par.svg_radar('a', 'b', 1, '{"height": 10}')$$);
SELECT test.error_of($$SELECT par.svg_intervals('a', 1, 1, 1, '{"legend": true}')$$);
-- and do what they say
SELECT pg_temp.find(c, '/s:svg/@viewBox') AS box, pg_temp.find(c, '//s:rect/@fill') AS fill, pg_temp.find(c, '/s:svg/@lang') AS lang, pg_temp.find(c, 'count(//s:text[@class="value"])') AS "values", pg_temp.find(c, 'count(//s:g[@class="title"])') AS heading,
       c::text LIKE '%prefers-color-scheme%' AS dark
FROM (SELECT par.svg_bars('a', 1, NULL, '{"width": 500, "title": "T", "heading": false, "values": false, "colors": ["#0072B2"], "language": "en", "theme": "light"}') AS c) t;

-- Colours: at least 3 to 1 against the page, texts 4.5 to 1 against their cells, the first five series apart in grey.
CREATE FUNCTION pg_temp.luminance(color text) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
    SELECT sum(w * CASE WHEN c <= 0.04045 THEN c / 12.92 ELSE ((c + 0.055) / 1.055) ^ 2.4 END)
    FROM (SELECT w, get_byte(decode(substr(CASE length(color) WHEN 4 THEN '#' || regexp_replace(substr(color, 2), '(.)', '\1\1', 'g') ELSE color END, 2), 'hex'), i) / 255.0::float8 AS c
          FROM (VALUES (0, 0.2126), (1, 0.7152), (2, 0.0722)) v(i, w)) t
$$;
CREATE FUNCTION pg_temp.contrast(a text, b text) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
    SELECT (greatest(l, m) + 0.05) / (least(l, m) + 0.05) FROM (SELECT pg_temp.luminance(a) AS l, pg_temp.luminance(b) AS m) t
$$;
CREATE TEMP TABLE rule AS
SELECT theme, m[1] AS class, m[2] AS color
FROM unnest('{light,dark}'::text[]) theme, LATERAL (
    SELECT par.svg_lines('s' || s, x, 1, jsonb_build_object('theme', theme))::text || par.svg_heatmap('r' || s, 'c' || x, s - 4, jsonb_build_object('theme', theme))::text AS c FROM generate_series(1, 8) s, generate_series(1, 2) x) t,
    regexp_matches(c, '\.([slpnx][0-9])\{[^#}]*(#[0-9a-f]{3,6})\)?\}', 'g') m;
SELECT theme, count(*) AS series, min(pg_temp.contrast(color, CASE theme WHEN 'light' THEN '#ffffff' ELSE '#14191e' END)) >= 3 AS seen FROM rule WHERE class ~ '^s' GROUP BY theme ORDER BY theme;
SELECT a.theme, count(*) AS pairs, min(pg_temp.contrast(a.color, b.color)) > 1.25 AS differ_in_grey
FROM rule a JOIN rule b ON a.theme = b.theme AND a.class < b.class WHERE a.theme = 'light' AND a.class ~ '^s[1-5]' AND b.class ~ '^s[1-5]' GROUP BY a.theme ORDER BY a.theme;
SELECT a.theme, count(*) AS tones, min(pg_temp.contrast(a.color, b.color)) >= 4.5 AS read FROM rule a JOIN rule b ON a.theme = b.theme AND b.class = 'x' || right(a.class, 1) WHERE a.class ~ '^[pn]' GROUP BY a.theme ORDER BY a.theme;
SELECT theme, sign, bool_and(CASE theme WHEN 'light' THEN l < previous ELSE l > previous END) AS stronger FROM (
    SELECT theme, left(class, 1) AS sign, pg_temp.luminance(color) AS l, lag(pg_temp.luminance(color)) OVER (PARTITION BY theme, left(class, 1) ORDER BY class) AS previous FROM rule WHERE class ~ '^[pn]') t
GROUP BY theme, sign ORDER BY theme, sign;

-- Where no row has an x, nothing is listed behind what is said of it.
SELECT (pg_temp.find(par.svg_lines(NULL, NULL::integer, 1, '{"language": "en"}'), '//s:desc/text()'))[1] AS said;

-- An interval without a value between its ends is told by them; each line of a label that wraps is isolated by itself.
SELECT (pg_temp.find(par.svg_intervals(l, a, NULL, b, '{"language": "en"}'), '//s:desc/text()'))[1] AS said FROM (VALUES ('x', 1, 3), ('y', 2, 5), ('z', NULL, 4), ('w', NULL, NULL)) v (l, a, b);
SELECT count(*) > 1 AS lines, bool_and(t LIKE U&'\2068%\2069') AS isolated, bool_or(t LIKE U&'_%\2068%' OR t LIKE U&'%\2069_%') AS within
FROM (SELECT par.svg_bars(repeat(U&'\0645\0631\062D\0628\0627 ', 14), 1, NULL, '{"width": 400}') AS c) b, unnest(pg_temp.find(b.c, '//s:text[@class="label"]/descendant-or-self::*/text()')) t;

-- Support functions by hand.
SELECT par.svg_bars_accum(NULL, 'a', 1, NULL, '{"width": 300}') AS one, par.svg_bars_accum('{NULL,a,1,NULL}', 'b', 0.1, 's', NULL) AS two;
SELECT par.svg_bars_final(par.svg_bars_accum(NULL, 'a', 1, NULL, '{"width": 300}'))::text = par.svg_bars('a', 1, NULL, '{"width": 300}')::text AS same, par.svg_bars_final(NULL) IS NULL AS none;
SELECT s, test.error_of(format('SELECT par.svg_bars_final(%L)', s)) FROM unnest(ARRAY['{}', '{NULL}', '{NULL,a}', '{{NULL,a,1,NULL}}', '{NULL,a,x,NULL}', '{NULL,a,1e300,NULL}', '{NULL,a,5e-324,NULL}', '{x,a,1,NULL}']) WITH ORDINALITY u(s, n) ORDER BY n;
SELECT s, test.error_of(format('SELECT par.svg_lines_final(%L)', s)) FROM unnest(ARRAY['{NULL,a,1,1}', '{NULL,a,n1,1,a,d1,1}', '{NULL,a,d1e9,1}', '{NULL,a,d99999999999,1}', '{NULL,a,nNaN,1}', '{NULL,a,n0,1,a,n5e-324,1}', '{NULL,a,"",1}']) WITH ORDINALITY u(s, n) ORDER BY n;
SELECT test.error_of($$SELECT par.svg_bars_final(array_fill(NULL::text, ARRAY[100000000]))$$);
SELECT test.error_of($$SELECT par.svg_bars_accum('{{a},{b}}', 'a', 1, NULL, NULL)$$), test.error_of($$SELECT par.svg_bars_accum('[0:1]={a,b}', 'a', 1, NULL, NULL)$$);
DROP VIEW chart;
DROP TABLE score, bar;
