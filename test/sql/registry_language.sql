-- What officials read: the catalogue of messages, how they are said, and which language they are in.
CREATE SCHEMA test_words;
SET search_path = test_words, public;

-- the catalogue: both languages, the same places to be filled in, which are numbered from 1; in order; nothing that only looks the same
SELECT count(*) > 300 AS many, count(*) = count(DISTINCT key) AS distinct_keys, bool_and(key ~ '^[a-z_]+\.[a-z0-9_]+$') AS keys,
       bool_and(vi <> '' AND en <> '') AS both
FROM par.messages();
SELECT key, vi, en FROM par.messages()
WHERE (SELECT array_agg(DISTINCT p[1] ORDER BY p[1]) FROM regexp_matches(vi, '\{(.*?)\}', 'g') p) IS DISTINCT FROM
      (SELECT array_agg(DISTINCT p[1] ORDER BY p[1]) FROM regexp_matches(en, '\{(.*?)\}', 'g') p)
   OR EXISTS (SELECT FROM regexp_matches(vi || en, '\{(.*?)\}', 'g') p WHERE p[1] !~ '^[1-9]$')
   OR vi || en ~ '[{}]' AND regexp_replace(vi || en, '\{[1-9]\}', '', 'g') ~ '[{}]'
   OR par.composed(vi) <> vi OR en ~ '[^\x01-\x7f±×÷–]' AND key <> 'import.no_boolean' OR vi ~ '  ' OR en ~ '  ';
SELECT count(*) AS out_of_order FROM (SELECT key COLLATE "C" < lag(key COLLATE "C") OVER (ORDER BY place) AS wrong
                                      FROM par.messages() WITH ORDINALITY m (key, vi, en, place)) o WHERE wrong;
-- Vietnamese is Vietnamese, unless there is nothing but what is filled in
SELECT key, vi FROM par.messages() WHERE vi = en AND vi ~ '[[:alpha:]]' ORDER BY key COLLATE "C";

-- what registries name is in the catalogue, and what is there is named: by registries, or by C (chart, rule)
CALL par.create_registry('test_said');
CREATE VIEW named AS
SELECT DISTINCT k.key[1] AS key
FROM (SELECT p.prosrc AS source FROM pg_proc p WHERE p.pronamespace IN ('test_said'::regnamespace, 'par'::regnamespace)
      UNION ALL SELECT pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relnamespace = 'test_said'::regnamespace AND c.relkind = 'v') s
CROSS JOIN LATERAL regexp_matches(s.source, '[''"]((?:' || (SELECT string_agg(DISTINCT split_part(key, '.', 1), '|') FROM par.messages()) || ')\.[a-z0-9_]*)[''"]', 'g') k (key);
-- those that end in a dot or _ are the beginning of several
SELECT n.key AS not_in_the_catalogue FROM named n WHERE n.key !~ '[._]$' AND n.key NOT IN (SELECT key FROM par.messages()) AND n.key NOT IN ('scheme.revises', 'scheme.tie_keys')
  AND EXISTS (SELECT FROM par.messages() m WHERE split_part(m.key, '.', 1) = split_part(n.key, '.', 1))
ORDER BY 1;
SELECT m.key AS named_nowhere FROM par.messages() m
WHERE m.key !~ '^(chart|rule)\.' AND m.key NOT IN ('value.yes', 'value.no') AND m.key NOT IN (SELECT key FROM named)
  AND NOT EXISTS (SELECT FROM named n WHERE n.key ~ '[._]$' AND starts_with(m.key, n.key))
ORDER BY 1;

-- how a message is said
SELECT m.message, par.say(m.message, 'vi') AS vi, par.say(m.message, 'en') AS en
FROM (VALUES ('["effect.up", 1.5]'::jsonb), ('["effect.up", 1234567.123456]'), ('["effect.up", -0.00004]'), ('["effect.up", {"exact": "85.50"}]'),
             ('["points.of", 8, 10]'), ('"Sở Y tế"'), ('1.5'), ('true'), ('false'), ('null'), ('{"date": "2025-12-31"}'), ('{"date": "2025-12-31T10:11:12"}'),
             ('{"date": "infinity"}'), ('{"date": "0044-03-15 BC"}'), ('{"date": ""}'), ('{"vi": "Tên", "en": "Name"}'), ('{"vi": "Tên", "en": null}'), ('{"vi": "Tên"}'),
             ('{"vi": ["value.yes"], "en": ["value.no"]}'), ('{"join": ", ", "of": ["a", null, 1.5, ["value.yes"]]}'), ('{"join": "; ", "of": []}'),
             ('["points.of"]'), ('["points.of", null, 10, "too many"]'), ('["value.quoted", "{1} %s \\ \" <b>"]'), ('["value.quoted", ["value.quoted", ["value.quoted", "x"]]]'),
             ('["value.percent", 0]'), ('["value.percent", 1e30]')) m (message);
SELECT par.say(NULL) AS of_null, par.say(NULL, 'en') AS in_english, par.say('["value.yes"]') AS by_default;

-- what is no message, in a block each
CREATE FUNCTION refusal(message jsonb, language text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    hint text;
BEGIN
    RETURN par.say(message, language);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' / ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END
$$;
SELECT m, refusal(m::jsonb) FROM unnest(ARRAY['[]', '[1]', '["nothing.such"]', '["Effect.up"]', '{}', '{"exact": 1}', '{"date": 20251231}', '{"join": 1, "of": []}', '{"join": ", "}',
                                              '{"join": ", ", "of": {}}', '{"of": []}', '[["value.yes"]]', '["value.quoted", []]', '{"en": "x"}']) m;
SELECT refusal('["value.yes"]', 'fr') AS fr, refusal('["value.yes"]', '') AS empty, refusal('["value.yes"]', 'VI') AS upper;
SELECT refusal((repeat('["value.quoted", ', 3000) || '"x"' || repeat(']', 3000))::jsonb) LIKE '%x%' AS deep;

-- the language of a session
SELECT par.language(), par.language('en'), par.language(NULL, 'en'), par.language('vi', 'en');
SET par.language = 'en';
SELECT par.language(), par.language('vi'), par.language(NULL, 'vi'), par.say('["value.yes"]'), par.say('["value.yes"]', 'vi');
SELECT par.rule_table('x >= 0.5: 1; else: 0'), par.rule_table('x >= 0.5: 1; else: 0', NULL, 'vi');
SELECT severity, message FROM par.check_rule('x >= 0.5: 2; else: 0', 1, '{"x": "percent"}', NULL, 'vi');
SET par.language = 'registry';
SELECT par.language(), (SELECT message FROM par.check_rule('x >= 0.5: 2; else: 0', 1, '{"x": "percent"}') LIMIT 1) AS of_check_rule;
SET par.language = 'fr';
SET par.langauge = 'vi';
RESET par.language;
SELECT par.language('fr');
SELECT par.language(NULL, 'fr');
-- a chart speaks it too
SET par.language = 'en';
SELECT (xpath('//*[local-name() = "desc"]/text()', par.svg_bars('a', 1.5, NULL, NULL)))[1]::text;
RESET par.language;

-- the language of a registry, of a session, and of a call
SET search_path = test_said, public;
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'Bộ chỉ số', 'sở', false);
SELECT language FROM registry;
SELECT problem FROM scheme_problem;
CALL set_language('en');
SELECT problem FROM scheme_problem;
SET par.language = 'vi';
SELECT problem, (SELECT problem FROM scheme_problems('S', 'en')) AS in_english FROM scheme_problem;
RESET par.language;
CALL set_language('fr');
CALL set_language(NULL);
SELECT * FROM scheme_problems('S', 'de');
\set VERBOSITY terse
UPDATE registry SET language = 'fr';
\set VERBOSITY default
-- an error is told in English, whatever the language
CALL set_language('vi');
CALL approve_scheme('S', 'x');
-- stored problems are said as who reads them likes
INSERT INTO import_row (round, agency, criterion, stage, value) VALUES ('R', 'A', '1', 'self', '1');
CALL import();
SELECT problem FROM import_problem;
SELECT problem FROM own_import_row;
SET par.language = 'en';
SELECT problem FROM import_problem;
RESET par.language;
-- what take_over notes is a message, what people note is theirs; days without end
SELECT par.say(_note_said('như tự đánh giá'), 'en'), par.say(_note_said('Như tự đánh giá.'), 'en'), _note_said(NULL), par.say(_day('infinity'), 'vi'), par.say(_day('2026-03-01'), 'vi');
\set VERBOSITY terse
SET client_min_messages = warning;
DROP SCHEMA test_said, test_words CASCADE;
