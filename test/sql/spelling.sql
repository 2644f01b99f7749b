-- Words that look the same and are not.
SET client_min_messages = warning;

-- What hides is written out; what hides nothing is itself.
SELECT word, par.spelled(word) AS spelled, par.look(word) AS look
FROM (VALUES (''), ('a'), ('a b'), ('QĐ–766'), ('Phường Bến Nghé'), (E'\u1EA4')) w (word);
SELECT note, par.spelled(word) AS spelled, par.look(word) AS look
FROM (VALUES ('in pieces', normalize('Hà Nội', NFD)), ('another character for the same', U&'\212Bngstr\00F6m'), ('half in pieces', 'Hà No' || U&'\0323' || 'i'), ('zero width', U&'A\200B1'), ('byte order mark', U&'\FEFFA1'),
             ('direction', U&'A\202E1'), ('no-break', U&'A\00A01'), ('narrow no-break', U&'A\202F1'), ('blank before', ' A1'), ('blank behind', 'A1 '),
             ('tab', E'A\t1'), ('newline behind', E'A1\n'), ('control', E'A\u0007'), ('soft hyphen', U&'A\00AD1'), ('full width', U&'\FF211'), ('filler', U&'\3164'),
             ('tag', U&'A\+0E00411'), ('a mark between letter and accent', U&'a\200B\0301'), ('blanks', U&' \00A0\2009 \3000'), ('nothing', U&'\200B\200D\FEFF')) w (note, word);

-- Accents are composed as the server does it, whichever characters its version knows.
SELECT count(*) AS characters, count(*) FILTER (WHERE par.composed(d) IS DISTINCT FROM normalize(d)) AS unlike,
       count(*) FILTER (WHERE par.composed(d) <> d) >= 12131 AS changed, count(*) FILTER (WHERE (par.composed(d) <> d) <> (d IS NOT NFC NORMALIZED)) AS changed_otherwise
FROM (SELECT normalize(chr(c), NFD) || 'x' AS d FROM generate_series(1, 195101) c WHERE c NOT BETWEEN 55296 AND 57343) t;
-- what is not composed never spells as itself
SELECT count(*) FROM generate_series(1, 195101) c WHERE c NOT BETWEEN 55296 AND 57343 AND par.spelled(chr(c)) = chr(c) AND chr(c) IS NOT NFC NORMALIZED;
SELECT par.composed(normalize('Kế hoạch số 12', NFD)) = 'Kế hoạch số 12' AS composed, par.composed('') AS empty, par.composed(NULL) AS unknown;
