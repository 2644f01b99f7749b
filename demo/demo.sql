-- From raw counts to a ranking: the units of Phú Thọ province in 2026 under
-- the scheme of Decision 766/QĐ-TTg.  Run it with "make demo", or in any
-- database that may hold its tables: psql -f demo/demo.sql

\set QUIET on
\pset footer off
\pset null '-'
\timing off

CREATE EXTENSION IF NOT EXISTS par_index;
CREATE SCHEMA phu_tho;
SET search_path = phu_tho;

\ir phu_tho_2026.sql

-- The scheme comes with the extension, as a document for a registry; here its
-- criteria are all that is needed.
CREATE TABLE scheme_criterion AS
SELECT document #>> '{scheme,code}' AS scheme, c.code, c.parent,
       CASE WHEN c.parent IS NULL THEN 'field' ELSE coalesce(c.kind, 'scored') END AS kind,
       c.title, c.title_en, c.max_points, c.rule
FROM par.shipped_scheme('QD766') document,
     jsonb_to_recordset(document -> 'criteria')
         c (code text, parent text, kind text, title text, title_en text, max_points numeric, rule par.rule);

\qecho
\qecho 'PAR INDEX in PostgreSQL: Phú Thọ 2026, quality of service (QĐ 766/QĐ-TTg)'
\qecho
\qecho 'The rules are data, for example:'
\qecho
SELECT code, max_points AS max, rule
FROM scheme_criterion
WHERE code IN ('settled_on_time', 'dossier_satisfaction', 'petition_on_time');

-- Every criterion of every unit, from its counts by its rule.
CREATE TABLE score AS
SELECT c.unit, c.criterion, s.max_points,
       par.score(s.rule, jsonb_object_agg(c.variable, c.value)) AS points
FROM unit_count c
JOIN scheme_criterion s ON s.scheme = 'QD766' AND s.code = c.criterion
GROUP BY c.unit, c.criterion, s.max_points, s.rule;

-- The index over the criteria present, ranked among units of a kind.  The
-- index is rounded first, so that ranks agree with what is printed, and to 10
-- decimals before, so that thirds cut at their 16th decimal do no harm.
CREATE VIEW ranking AS
SELECT rank() OVER (PARTITION BY kind ORDER BY par_index DESC) AS rank,
       kind, code, name, points, max_points, par_index
FROM (
    SELECT u.kind, u.code, u.name,
           round(round(sum(s.points), 10), 2) AS points,
           sum(s.max_points) AS max_points,
           round(round(par.index(s.points, s.max_points), 10), 2) AS par_index
    FROM unit u
    JOIN score s ON s.unit = u.code
    GROUP BY u.kind, u.code, u.name
) i;

\qecho 'Criteria with counts, out of the 100 points of the scheme (the portal publishes'
\qecho 'no counts of the others by unit):'
\qecho
SELECT kind, count(DISTINCT s.unit) AS units, count(DISTINCT s.criterion) AS criteria,
       trim_scale(sum(max_points) / count(DISTINCT s.unit)) AS points_present
FROM score s
JOIN unit u ON u.code = s.unit
GROUP BY kind
ORDER BY kind;

\qecho 'Communes: top and bottom ten of 148, 48 of the 100 points present'
\qecho
SELECT rank, name, points, par_index
FROM (SELECT *, row_number() OVER w AS place, count(*) OVER () AS places
      FROM ranking WHERE kind = 'commune'
      WINDOW w AS (ORDER BY rank, code)) r
WHERE place <= 10 OR place > places - 10
ORDER BY place;

\qecho 'Departments: all 15 (top and bottom ten overlap), 48 of the 100 points present'
\qecho
SELECT rank, name, points, par_index
FROM ranking
WHERE kind = 'department'
ORDER BY rank, code;

\qecho 'The province itself, 60 of the 100 points present'
\qecho
SELECT name, points, max_points, par_index FROM ranking WHERE kind = 'province';

\qecho 'Against the scores that the portal published itself, within 0.015:'
\qecho
SELECT count(*) AS computed,
       count(*) FILTER (WHERE abs(s.points - o.points) <= 0.015) AS agree,
       count(*) FILTER (WHERE abs(s.points - o.points) <= 0.015) = count(*) AS all_agree
FROM score s
LEFT JOIN official_score o USING (unit, criterion);

\qecho 'Those that do not agree (none, if no row follows):'
\qecho
SELECT u.name, s.criterion, round(s.points, 4) AS computed, o.points AS official
FROM score s
JOIN unit u ON u.code = s.unit
LEFT JOIN official_score o USING (unit, criterion)
WHERE abs(s.points - o.points) <= 0.015 IS NOT TRUE
ORDER BY u.code, s.criterion;
