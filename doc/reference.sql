-- Writes reference.md from the comments of what there is, so that it says what is so:
--
--   psql -XqAt -f doc/reference.sql -o doc/reference.md
--
-- in an empty database (make reference).  The tests compare it with the page.
SET client_min_messages = warning;
SET search_path = '';
CREATE EXTENSION IF NOT EXISTS par_index;
CALL par.create_registry('cchc');

-- what a page shows as it is
CREATE FUNCTION pg_temp.shown(words text) RETURNS text
    LANGUAGE sql IMMUTABLE
    RETURN regexp_replace(replace(replace(words, '<', '&lt;'), E'\n', ' '), '([*|])', '\\\1', 'g');

CREATE FUNCTION pg_temp.routines(of_schema text, kinds text, pattern text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT format(E'### `%s%s(%s)`%s\n\n%s\n', CASE WHEN of_schema = 'par' THEN 'par.' END, p.proname,
                  replace(pg_catalog.pg_get_function_arguments(p.oid), of_schema || '.', CASE WHEN of_schema = 'par' THEN 'par.' ELSE '' END),
                  CASE WHEN p.prokind <> 'p' THEN format(' gives `%s`', replace(pg_catalog.pg_get_function_result(p.oid), of_schema || '.', CASE WHEN of_schema = 'par' THEN 'par.' ELSE '' END)) END,
                  pg_temp.shown(d.description))
    FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_catalog.pg_proc'::regclass
    WHERE p.pronamespace = of_schema::regnamespace AND strpos(kinds, p.prokind::text) > 0 AND p.proname !~ '^_'
      AND p.prorettype <> 'trigger'::regtype AND (p.proname ~ pattern OR pattern = '')
      AND d.description !~ '^(internal|trigger|aggregate (transition|combine|final) function|(inverse transition|input|output|binary input|binary output) function|implementation of|less-equal-greater|(seeded )?hash of|planner support|par\.score_values of )'
      AND d.description !~ '[aA]ggregate (transition|combine|final) function'
    ORDER BY p.proname COLLATE "C", pg_catalog.pg_get_function_identity_arguments(p.oid) COLLATE "C";
    END;

CREATE FUNCTION pg_temp.relations(kind text) RETURNS SETOF text
    LANGUAGE sql STABLE
    BEGIN ATOMIC
    SELECT format(E'### `%s`\n\n%s\n\n| column | type | |\n|---|---|---|\n%s\n', c.relname, pg_temp.shown(pg_catalog.obj_description(c.oid, 'pg_class')),
                  string_agg(format('| `%s` | `%s` | %s |', a.attname, replace(pg_catalog.format_type(a.atttypid, a.atttypmod), 'cchc.', ''), pg_temp.shown(pg_catalog.col_description(c.oid, a.attnum))), E'\n' ORDER BY a.attnum))
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind::text = kind AND pg_catalog.obj_description(c.oid, 'pg_class') !~ '^internal'
    GROUP BY c.oid, c.relname
    ORDER BY c.relname COLLATE "C";
    END;

SELECT E'# Reference\n\n'
       || '*Written by [reference.sql](reference.sql) from the comments of the objects themselves: `\df+`, `\d+` and `\dT+` of psql say the same.'
       || E' What it is for, with examples: [README](../README.md), [registry.md](registry.md).*\n\n'
       || E'* [Types](#types), [aggregates](#aggregates), [functions](#functions), [procedures](#procedures), [settings](#settings)\n'
       || E'* A registry: [calls](#calls-of-a-registry), [functions](#functions-of-a-registry), [views](#views-of-a-registry), [tables](#tables-of-a-registry)\n';

SELECT E'## Types\n';
SELECT format(E'### `par.%s`\n\n%s\n', t.typname, pg_temp.shown(d.description))
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_type'::regclass
WHERE t.typnamespace = 'par'::regnamespace AND t.typtype IN ('b', 'c') AND d.description !~ '^internal'
ORDER BY t.typname COLLATE "C";
SELECT E'## Aggregates\n';
SELECT * FROM pg_temp.routines('par', 'a', '');
SELECT E'## Functions\n';
SELECT * FROM pg_temp.routines('par', 'f', '');
SELECT E'## Procedures\n';
SELECT * FROM pg_temp.routines('par', 'p', '');
SELECT E'## Settings\n';
SELECT format(E'### `%s` (`%s`)\n\n%s\n', s.name, s.boot_val, pg_temp.shown(concat_ws(' ', s.short_desc, s.extra_desc)))
FROM pg_catalog.pg_settings s WHERE s.name LIKE 'par.%' AND s.context IN ('user', 'superuser') AND s.category <> 'internal'
ORDER BY s.name COLLATE "C";
SELECT E'## Calls of a registry\n';
SELECT * FROM pg_temp.routines('cchc', 'p', '');
SELECT E'## Functions of a registry\n';
SELECT * FROM pg_temp.routines('cchc', 'f', '');
SELECT E'## Views of a registry\n';
SELECT * FROM pg_temp.relations('v');
SELECT E'## Tables of a registry\n';
SELECT * FROM pg_temp.relations('r');
