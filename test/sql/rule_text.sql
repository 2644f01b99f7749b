-- The language of scoring rules: canonical text, syntax errors, limits,
-- comparison, storage.
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.read_error(rule text) RETURNS text LANGUAGE sql AS
    $$ SELECT test.error_of(format('SELECT %L::par.rule', rule)) $$;

-- Canonical text.
CREATE TEMP TABLE written (id serial, source text);
INSERT INTO written (source) VALUES
    ('2'), ('  2.50 '), ('007.100'), ('.5'), ('5.'), ('0.0'), ('85 %'), ('080.50%'),
    ('NA'), ('-x'), ('- -x'), ('-(-x)'), ('-(a+b)'), ('(a)'), ('((a+b))'),
    ('a+b*c'), ('(a+b)*c'), ('a*(b*c)'), ('(a*b)*c'), ('a-(b-c)'), ('(a-b)-c'), ('a-(-b)'), ('a/(b/c)'), ('(a/b)/c'),
    ('a/-b'), ('-a*b'), ('-(a*b)'), ('a*-(b+c)'),
    ('MIN(a,B , 3)'), ('max(0,2-0.25*violations)'), ('Abs(x)+FLOOR(x)+ceil(x)'), ('round(x)'), ('round( x ,2)'),
    ('ratio(a,b,1)'), ('coalesce(x,previous(x),0)'),
    ('date(2025,1,1)-date("2024-12-31")'), ('date(issued_on)'), ('true+FALSE'),
    ('a = 0 : na;b/a>=100%:max_points;b/a>=80% : b/a*max_points ; ELSE:0'),
    ('a=0:na;else:1;'), ('x:1;'), ('x:1'), ('not x:1'), ('not not x: 1'), ('NOT (x and y): 1'), ('(not x) and y: 1'),
    ('x or y and z: 1'), ('(x or y) and z: 1'), ('x or (y or z): 1'), ('(x or y) or z: 1'), ('not(a=b) or c<>d: 1'),
    ('a!=b:1'), ('80%<=b/a<100%:1'), ('1 < a <= b < 5 = c: 1'), ('(a=b): 1'), ('true: 1; false: 2'),
    ('s in("a",''b'' , 1):1'), ('not s in (1): 1'), ('s = "it''s" or s = ''say "hi"'' or s = "a""b" or s = ''c''''d'': 1'),
    ('known( x ) and not KNOWN(previous( x )):1'),
    ('B/A >= Peer_Mean( b/a ): 2; else: 0'),
    ('peer_sum(b)/peer_sum(a)+peer_count(x)+peer_max(x)+peer_min(x)+peer_rank(-x)'),
    ('target(x)+agency(mountainous)+points("1.1.1")+Max_Points+ROUND_YEAR'),
    ('previous(a+(b-c))'), ('số_văn_bản / tổng * 2'), ('_x1 + Đ'), (E'a\n\t+\r\n b');
SELECT source, source::par.rule AS canonical FROM written ORDER BY id;

-- The canonical text is a fixed point, and so are the binary form and a copy
-- through a table that toasts.
CREATE TEMP TABLE stored AS SELECT id, source::par.rule AS rule FROM written;
SELECT count(*) AS unstable FROM stored WHERE rule::text::par.rule::text <> rule::text;
SELECT count(*) AS binary_differs FROM stored
WHERE substr(par.rule_send(rule), 2) <> convert_to(rule::text, 'UTF8') OR get_byte(par.rule_send(rule), 0) <> 1;

-- Variables in the order of first appearance, context terms by their text.
SELECT par.variables('b/a >= peer_mean(b/a) and b > previous( a+1 ): max_points * b; else: points("2.1") + agency(zone)');
SELECT par.variables('2'), par.variables('na');

-- Syntax errors: where, what was expected and what was found.
SELECT source, pg_temp.read_error(source) FROM unnest(ARRAY[
    '', '   ', ';', 'a b', 'a +', '+ a', 'a * / b', '(a', 'a)', '()', 'min()', 'min(1,)', 'min 1', 'ratio(1, 2)',
    'ratio(1, 2, 3, 4)', 'date(1, 2)', 'date(1)', 'date(x + 1)', 'round(1, 2, 3)', 'abs(1, 2)',
    'a = : 1', 'a = 1', 'a = 1:', 'a: 1 b: 2', 'a: 1;; b: 2', 'else: 1', 'a: 1; else 1', 'a: 1; else: 1; b: 2', 'a: 1; else: 1;;',
    'a + 1: 2', '1: 2', '-x: 1', 'x + (a = b)', '(a = b) + 1', 'not a', 'not 1: 2', 'a and 1: 2', '1 or a: 2', 'min(a = 1)', 'known(1): 1', 'known(x + 1): 1',
    'a in 1: 2', 'a in (): 1', 'a in (1: 2', 'a < b in (1): 2', 'na + 1', 'x: na + 1', 'else + 1', 'else', 'in: 1', 'points(x)', 'points()', 'target(1)', 'agency(x + 1)', 'max_points()',
    '"open', '''open', '1e5', '1.2.3', '.', 'x >= 0,5: 1', '0,5', 'x >= 12,25: 1', 'round(x, 0,5)', 'min(1; 2)', 'a ≥ b: 1', 'a × b', 'a–b', 'x # y', 'a == b: 1', 'a => b: 1', 'a ! b: 1', '2 * x;', 'số văn_bản', 'x = {1}: 2'
]) source;

-- Limits: 54000, and just inside them.
SELECT depth, form, pg_temp.read_error(repeat(opening, depth) || 'x' || repeat(closing, depth)
    || CASE WHEN form = 'not' THEN ': 1' ELSE '' END)
FROM (VALUES ('brackets', '(', ')'), ('calls', 'min(', ')'), ('signs', '-', ''), ('not', 'not ', ''),
             ('context', 'previous(', ')')) f(form, opening, closing), (VALUES (200), (201)) d(depth);
SELECT count, pg_temp.read_error((SELECT string_agg('x' || i, ' + ') FROM generate_series(1, count) i))
FROM (VALUES (100), (101)) c(count);
SELECT length(t), pg_temp.read_error(t) FROM unnest(ARRAY[
    'x' || repeat(' + 1', 16383), 'x' || repeat(' + 1', 16384), repeat(' ', 65535) || 'x', repeat(' ', 65536) || 'x',
    'x' || repeat('+1', 32000), repeat('x', 65536), repeat('x', 66560)]) t;
SELECT length(t), left(pg_temp.read_error(t), 100) FROM unnest(ARRAY[repeat('9', 10000), repeat('9', 10001)]) t;
SELECT left(pg_temp.read_error(repeat('a ', 3000)), 60) AS cut, length(pg_temp.read_error(repeat('a ', 3000))) < 1200 AS short;

-- Comparison is bytewise on the canonical text, whatever the search path.
SELECT 'a+b'::par.rule = 'a + b'::par.rule AS same, 'a+b'::par.rule <> 'b+a'::par.rule AS differ,
       'a'::par.rule < 'b'::par.rule AS lt, 'a'::par.rule <= 'a'::par.rule AS le,
       'b'::par.rule > 'a'::par.rule AS gt, 'b'::par.rule >= 'b'::par.rule AS ge,
       par.rule_cmp('a', 'a + b') AS prefix, par.rule_hash('a+b') = par.rule_hash('a + b') AS hash,
       par.rule_hash_extended('a+b', 7) = par.rule_hash_extended('a + b', 7) AS hash_extended;
CREATE TEMP TABLE keyed (rule par.rule PRIMARY KEY);
INSERT INTO keyed SELECT rule FROM stored ON CONFLICT DO NOTHING;
SELECT (SELECT count(*) FROM keyed) = (SELECT count(DISTINCT rule::text) FROM stored) AS distinct_rules,
       (SELECT array_agg(rule::text ORDER BY rule) FROM keyed) = (SELECT array_agg(rule::text ORDER BY rule::text COLLATE "C") FROM keyed) AS byte_order;
SELECT test.error_of($$INSERT INTO keyed VALUES ('a  +b')$$);
CREATE INDEX ON stored USING hash (rule);
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM stored WHERE rule = 'a+b*c';
SELECT id FROM stored WHERE rule = 'a+b*c';
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT rule FROM keyed WHERE rule >= 'x' ORDER BY rule;
RESET enable_bitmapscan; RESET enable_seqscan;
SET enable_sort = off;
SELECT count(*) FROM (SELECT rule FROM stored GROUP BY rule) g;
RESET enable_sort;

-- Long rules are compressed and moved out of line, and stay the same.
CREATE TEMP TABLE long_rule (id integer, rule par.rule);
INSERT INTO long_rule SELECT i, (SELECT string_agg('x = ' || j * i || ': ' || j, '; ') FROM generate_series(1, 1500) j)::par.rule FROM generate_series(1, 3) i;
ALTER TABLE long_rule ALTER rule SET STORAGE EXTERNAL;
INSERT INTO long_rule SELECT 10 + id, rule FROM long_rule;
SELECT count(*), count(DISTINCT rule), sum(par.score(rule, '{"x": 3000}')) FROM long_rule WHERE id % 10 IN (2, 3);

-- A number that gains a digit in print is counted with it.
SELECT left(test.error_of(format('SELECT %L::par.rule', '.' || repeat('9', 9999))), 100), left(test.error_of(format('SELECT %L::par.rule', '.' || repeat('9', 10000))), 100);

-- Signs that look like punctuation, and foreign digits, are no letters.
SELECT to_hex(ascii(c)) AS code, regexp_replace(test.error_of(format('SELECT %L::par.rule', 'x' || c || 'y')), '.*(U\+[0-9A-F]+)', '\1') AS found
FROM unnest(ARRAY[U&'\037E', U&'\066A', U&'\061B', U&'\05BE', U&'\0964', U&'\1680', U&'\0660', U&'\00A0', U&'\200B', U&'\201C', U&'\+01F600']) c;
SELECT par.variables((U&'\0434\0430 + \4E2D + \0111\01B0\1EE3c + a\0323 + \00AA')::par.rule);

-- Even the shortest rule is stored aligned.
CREATE TEMP TABLE short_rule AS SELECT 'x'::par.rule AS rule;
SELECT pg_column_size(rule) > 130 AS aligned FROM short_rule;

-- Habits from elsewhere get a hint.
SELECT source, split_part(test.error_of(format('SELECT %L::par.rule', source)), E'\n', 3) AS hint FROM unnest(ARRAY[
    '2,000,000', 'x > 2,000: 1', 'x > 0,5: 1', '1.000.000', 'ratio(x; y; 0)', 'min(2,5; x)', 'IF(x > 1, 2, 0)', 'sum(x)', 'in > 1: 2', 'true(x)', 'else: 1',
    'a = 1 && b = 1: 1', 'a = 1 || b = 1: 1', '!a: 1', 'a == 1: 1', 'a => 1: 1', 'a =< 1: 1', 'x not in (1): 1', 'x is null: 1', 'x between 1 and 2: 1', 'x > 1 ? 2 : 0',
    'x > 1: 2; 0', 'x = 5 or 6: 1', U&'s = \201Con time\201D: 1', U&'a \2265 b: 1', U&'a \2264 b: 1', U&'a \2260 b: 1', U&'a \00D7 b', U&'a \00F7 b', U&'a \2013 b', U&'x > 1\FF1A 2']) source;

-- names of functions are words of the language before a bracket only
SELECT rule::par.rule, (rule::par.rule)::text::par.rule::text = (rule::par.rule)::text AS reads_back, par.variables(rule::par.rule)
FROM unnest(ARRAY['min: 1; else: 0', 'min(min, max) + MAX (date, Max)', 'peer_mean > peer_mean(peer_mean): 1; else: 0', 'known: 1; known(known): 2; else: 0',
                  'points >= 1: previous; else: target(target)', 'date(date) < date (2026, 1, 1): 1; else: 0', 'ratio(ratio, round, abs) * coalesce', 'max in (min, 2): 1',
                  'agency(agency) + points(''points'')']) WITH ORDINALITY AS r(rule, n) ORDER BY n;
SELECT par.score('min(min, max) * date', '{"min": 2, "max": 3, "date": 1.5}') AS three, par.score('known: 1; else: known', '{"known": 0}') AS nought;
