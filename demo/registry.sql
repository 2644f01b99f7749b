-- The same year as a round of a registry, from the scheme to publication.  Run
-- after demo.sql, on its tables; needs PostgreSQL 15.

SELECT current_setting('server_version_num')::integer >= 150000 AS has_registry \gset
\if :has_registry
\qecho
\qecho 'The same year in a registry: CALL par.create_registry(''cchc'')'
\qecho
CALL par.create_registry('cchc');
SET search_path = cchc, phu_tho;

-- the scheme, as shipped
CALL import_scheme(par.shipped_scheme('QD766'));
CALL approve_scheme('QD766');

-- the units, each kind a league of its own
INSERT INTO agency (code, name, kind)
SELECT code, name, kind FROM phu_tho.unit;
INSERT INTO round (code, scheme, year, title)
VALUES ('PT2026', 'QD766', 2026, 'Chất lượng phục vụ người dân, doanh nghiệp, Phú Thọ, năm 2026');
INSERT INTO participant (round, agency, league, inclusion_reason)
SELECT 'PT2026', code, kind, 'minh họa: mọi đơn vị có số liệu' FROM phu_tho.unit;

-- What the portal publishes no counts of is left out: for everybody, or for
-- those units for which there are none.
INSERT INTO exemption (round, criterion, reason, status)
SELECT 'PT2026', code, 'không có số liệu công khai', 'accepted'
FROM leaf
WHERE scheme = 'QD766' AND kind = 'scored' AND code NOT IN (SELECT criterion FROM phu_tho.unit_count);
INSERT INTO exemption (round, agency, criterion, reason, status)
SELECT 'PT2026', u.code, f.code, 'không có số liệu công khai', 'accepted'
FROM phu_tho.unit u, leaf f
WHERE f.scheme = 'QD766' AND f.kind = 'scored'
  AND f.code IN (SELECT criterion FROM phu_tho.unit_count)
  AND NOT EXISTS (SELECT FROM phu_tho.unit_count c WHERE c.unit = u.code AND c.criterion = f.code);

CALL advance('PT2026');     -- setup → self_assessment: the portal counts, nobody assesses himself
CALL advance('PT2026');     -- → appraisal

-- raw counts, one row a variable, through the table for imports
INSERT INTO import_row (round, agency, criterion, stage, variable, value)
SELECT 'PT2026', unit, criterion, 'appraisal', variable, value::text FROM phu_tho.unit_count;
CALL import();
SELECT count(*) AS assessments, sum(points) AS points, (SELECT count(*) FROM import_problem) AS refused_rows
FROM assessment;

CALL advance('PT2026');     -- → explanation
CALL advance('PT2026');     -- → review
CALL advance('PT2026');     -- → scored
CALL publish('PT2026');

\qecho 'Published: the first three of each league'
\qecho
SELECT league, rank, agency_name, points, max_points, par_index
FROM ranking
WHERE round = 'PT2026' AND rank <= 3
ORDER BY league, rank, agency;

\qecho 'Differences from the ranking above, and from the points computed there (none):'
\qecho
SELECT count(*) AS units,
       count(*) FILTER (WHERE (a.rank, round(a.points, 2), a.max_points, a.par_index)
                        IS DISTINCT FROM (b.rank, b.points, b.max_points, b.par_index)) AS different
FROM ranking a
FULL JOIN phu_tho.ranking b ON b.code = a.agency
WHERE a.round IS NULL OR a.round = 'PT2026';
SELECT count(*) AS points,
       count(*) FILTER (WHERE a.points IS DISTINCT FROM b.points) AS different
FROM (SELECT agency, criterion, points FROM result_item WHERE round = 'PT2026' AND max_points > 0) a
FULL JOIN phu_tho.score b ON b.unit = a.agency AND b.criterion = a.criterion;
SELECT count(*) AS found_by_verify FROM verify('PT2026');

\qecho 'Why did the first commune get its points for online payment?'
\qecho
SELECT e.inputs, e.points_expression, e.points
FROM (SELECT agency FROM ranking WHERE round = 'PT2026' AND league = 'commune' AND rank = 1 ORDER BY agency LIMIT 1) a,
     explain('PT2026', a.agency, 'online_payment') e;

\else
\qecho 'The registry is left out: it needs PostgreSQL 15.'
\endif
