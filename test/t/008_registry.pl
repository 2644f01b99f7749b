# A registry through pg_dump and pg_restore, DROP EXTENSION, an upgrade, a new
# name and a crash; what belongs to it, and who may use it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;

my @as_owner = (extra_params => [ '-U', 'regress_owner' ]);
my @names = ('Sở "Nội vụ" A', 'cchc');

# the answer of a statement, or its SQLSTATE and message
sub ask
{
    my ($db, $sql, $role) = @_;
    my ($ret, $out, $err) = $node->psql($db, "\\set VERBOSITY verbose\n$sql", on_error_stop => 1, extra_params => [ '-U', $role // 'regress_owner' ]);
    return $err =~ /ERROR:  (\w{5}: .*)/ ? $1 : $out;
}
sub ident { my ($name) = @_; $name =~ s/"/""/g; return "\"$name\"" }
sub literal { my ($name) = @_; $name =~ s/'/''/g; return "'$name'" }
sub in_registry { my ($name, $sql) = @_; return 'SET search_path = ' . ident($name) . ";\n$sql" }

$node->safe_psql('postgres', q(
    CREATE ROLE regress_owner LOGIN;
    CREATE ROLE regress_reader LOGIN;
    CREATE DATABASE province OWNER regress_owner;
));
$node->safe_psql('province', 'CREATE EXTENSION par_index', @as_owner);

if ($node->safe_psql('postgres', 'SHOW server_version_num') < 150000)
{
    like(ask('province', q(CALL par.create_registry('cchc'))), qr/^0A000: a registry needs PostgreSQL 15 or later/, 'a registry needs PostgreSQL 15');
    is(ask('province', q(SELECT count(*) FROM pg_namespace WHERE nspname = 'cchc')), '0', 'and nothing is left of one');
    note 'the rest is skipped before PostgreSQL 15';
    done_testing();
    exit;
}

# ---------------------------------------------------------------------------
# two registries with published rounds, and others in each of the first stages

my $content = <<'SQL';
-- agencies, one of which ended in a merger
INSERT INTO agency (code, name, name_en, kind, attributes, valid) VALUES
    ('BN', 'Bộ Nội vụ', 'Home Affairs', 'ministry', '{"mountainous": true, "ghi chú": "x"}', '(,)'),
    ('TC', E'Bộ "Tài chính"\t\\ ''mới''', NULL, 'ministry', '{}', '[2024-03-01,)'),
    ('KH', E'Bộ Kế hoạch\nvà Đầu tư', NULL, 'ministry', '{}', '(,2024-03-01)');
INSERT INTO succession VALUES ('KH', 'TC', '2024-03-01');

INSERT INTO scheme (code, title, legal_basis, agency_kind, bonus_cap, tie_rule, tie_keys) VALUES
    ('S1', 'Bộ chỉ số "A"', 'QĐ 1/2023', 'ministry', 2.5, 'secondary', '{1,3}');
INSERT INTO criterion (scheme, code, parent, title, max_points, method, source, rule_text, kind, step, evidence_required, not_applicable) VALUES
    ('S1', '1', NULL, 'Chỉ đạo', 20, 'appraisal', 'thẩm định', NULL, 'scored', NULL, false, 'exclude'),
    ('S1', '1.1', '1', 'Hồ sơ', 10, 'appraisal', NULL, 'a = 0: na; b/a >= peer_mean(b/a): 10; else: min(10, 10 * b/a)', 'scored', NULL, true, 'exclude'),
    ('S1', '1.2', '1', 'So với năm trước', 10, 'appraisal', NULL, 'not known(previous(n)): 5; n > previous(n): 10; n = previous(n): 5; else: 0', 'scored', NULL, false, 'share_siblings'),
    ('S1', '2', NULL, 'Thể chế', 10, 'appraisal', NULL, NULL, 'scored', NULL, false, 'exclude'),
    ('S1', '2.1', '2', 'Chấm tay', 5, 'appraisal', NULL, NULL, 'scored', 0.5, false, 'exclude'),
    ('S1', '2.2', '2', 'Mục tiêu', 5, 'appraisal', NULL, 'tỷ_lệ >= target(tỷ_lệ): max_points; else: max_points * tỷ_lệ', 'scored', NULL, false, 'exclude'),
    ('S1', '3', NULL, 'Điều tra', 20, 'survey', 'SIPAS', NULL, 'scored', NULL, false, 'exclude'),
    ('S1', 'T', NULL, 'Thưởng', 3, 'appraisal', NULL, NULL, 'bonus', 0.5, false, 'exclude'),
    ('S1', 'M', NULL, 'Theo dõi', 0, 'appraisal', NULL, NULL, 'monitor', NULL, false, 'exclude');
INSERT INTO variable (scheme, criterion, name, title, kind) VALUES
    ('S1', '1.1', 'a', 'Hồ sơ tiếp nhận', 'count'), ('S1', '1.1', 'b', 'Hồ sơ đúng hạn', 'count'),
    ('S1', '1.2', 'n', 'Số văn bản', 'count'), ('S1', '2.2', 'tỷ_lệ', 'Tỷ lệ', 'percent');
INSERT INTO grade (scheme, label, min_index, no_zero_criterion) VALUES ('S1', 'Tốt', 80, true), ('S1', 'Khá', 60, false), ('S1', 'Yếu', 0, false);
INSERT INTO respondent_group (scheme, criterion, code, weight) VALUES ('S1', '3', 'người dân', 2), ('S1', '3', 'lãnh đạo', 1);
INSERT INTO survey_question (scheme, criterion, code, title, weight) VALUES ('S1', '3', 'Q1', 'Hài lòng?', 2), ('S1', '3', 'Q2', 'Nhanh?', 1);
INSERT INTO answer_option (scheme, code, share) VALUES ('S1', 'A', 1), ('S1', 'B', 0.6), ('S1', 'KYK', NULL);
CALL approve_scheme('S1', 'Bộ trưởng');

-- a draft that revises it, with comments
CALL revise_scheme('S1', 'S2');
INSERT INTO comment (scheme, criterion, author, body, proposed_rule) VALUES
    ('S2', '1.2', E'Tỉnh "X"\\', E'nên\tđổi', 'n >= 3: 10; else: 0'), ('S2', NULL, 'Tỉnh Y', 'chưa rõ', NULL);
CALL resolve_comment(1, 'explained', 'giữ nguyên');

-- what is entered for two agencies, and appraised as it is
CREATE PROCEDURE pg_temp.enter(round text, agencies text[], base integer) LANGUAGE plpgsql AS $$
DECLARE
    g text;
    i integer := 0;
BEGIN
    FOREACH g IN ARRAY agencies LOOP
        i := i + 1;
        INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) VALUES
            (enter.round, g, '1.1', 'self', jsonb_build_object('a', 3, 'b', i), NULL, E'a\tb'),
            (enter.round, g, '1.2', 'self', jsonb_build_object('n', base + i), NULL, NULL),
            (enter.round, g, '2.1', 'self', NULL, 3.50, NULL),
            (enter.round, g, '2.2', 'self', jsonb_build_object('tỷ_lệ', 70 + i), NULL, NULL);
        INSERT INTO evidence (round, agency, criterion, title, uri, sha256, pages, issued_on)
        VALUES (enter.round, g, '1.1', 'Báo cáo "năm"', 'file:a\b', repeat('0a', 32), '3-5, 12', '2024-01-31');
    END LOOP;
END
$$;
CREATE PROCEDURE pg_temp.appraise(round text, agencies text[]) LANGUAGE plpgsql AS $$
DECLARE
    g text;
BEGIN
    FOREACH g IN ARRAY agencies LOOP
        CALL submit(round, g);
    END LOOP;
    CALL advance(round);
    CALL take_over(round);
END
$$;
CREATE PROCEDURE pg_temp.survey(round text) LANGUAGE sql AS $$
    INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option, weight, stratum, population)
    SELECT p.round, p.agency, q.code, i::text, CASE WHEN i % 3 = 0 THEN 'lãnh đạo' ELSE 'người dân' END,
           (ARRAY['A', 'B', 'KYK'])[1 + (i * length(p.agency || q.code) + ascii(p.agency)) % 3], 1.5, 'h' || i % 2, 100
    FROM participant p CROSS JOIN survey_question q CROSS JOIN generate_series(1, 12) i
    WHERE p.round = survey.round AND q.scheme = 'S1'
$$;

INSERT INTO round (code, scheme, year, title) VALUES ('R23', 'S1', 2023, 'Năm 2023'), ('R24', 'S1', 2024, 'Năm 2024'),
    ('R25', 'S1', 2025, 'Năm 2025'), ('R26', 'S1', 2026, 'Năm 2026'), ('R27', 'S1', 2027, 'Năm "2027"');
INSERT INTO participant (round, agency, league, ranked, unranked_reason) VALUES ('R23', 'BN', 'main', true, NULL), ('R23', 'KH', 'main', true, NULL),
    ('R24', 'BN', 'main', true, NULL), ('R24', 'TC', 'main', true, NULL), ('R25', 'BN', 'main', true, NULL), ('R25', 'TC', 'other', false, 'mới'),
    ('R26', 'BN', 'main', true, NULL), ('R26', 'TC', 'main', true, NULL), ('R27', 'TC', 'main', true, NULL);
INSERT INTO target (round, agency, criterion, variable, value)
    SELECT p.round, p.agency, '2.2', 'tỷ_lệ', '72' FROM participant p;
INSERT INTO stage_window (round, stage, opens_at) VALUES ('R26', 'self_assessment', '2020-01-01 00:00+07'), ('R27', 'survey', '2027-06-01 00:00+07');

-- two years are published, the second of them twice
CALL advance('R23');
CALL pg_temp.enter('R23', '{BN,KH}', 5);
CALL pg_temp.survey('R23');
CALL pg_temp.appraise('R23', '{BN,KH}');
CALL advance('R23');
CALL advance('R23');
CALL advance('R23');
CALL publish('R23');

INSERT INTO exemption (round, agency, criterion, reason, status) VALUES ('R24', 'BN', '2.1', 'không có', 'accepted'), ('R24', NULL, 'M', 'x', 'refused');
CALL advance('R24');
CALL pg_temp.enter('R24', '{TC,BN}', 6);
CALL pg_temp.survey('R24');
CALL pg_temp.appraise('R24', '{BN,TC}');
CALL advance('R24');
INSERT INTO explanation (round, agency, criterion, question, due_at) VALUES ('R24', 'BN', '1.1', E'Vì sao?\n', '2999-01-01 00:00+00');
UPDATE explanation SET answer = 'Có tài liệu "mới"' WHERE agency = 'BN';
CALL advance('R24');
INSERT INTO assessment (round, agency, criterion, stage, inputs, points, note) VALUES
    ('R24', 'BN', '1.1', 'review', '{"a": 7, "b": 6}', NULL, 'sau giải trình'), ('R24', 'TC', '2.2', 'review', '{"tỷ_lệ": 70.50}', 4.25, 'theo báo cáo'),
    ('R24', 'TC', 'T', 'review', NULL, 2.5, 'thưởng');
INSERT INTO grade_cap (round, agency, label, reason) VALUES ('R24', 'TC', 'Khá', 'kỷ luật');
CALL advance('R24');
CALL publish('R24');
CALL correct('R24', 'nhập sai "số liệu"');
UPDATE assessment SET inputs = '{"a": 7, "b": 5}', note = 'sửa' WHERE round = 'R24' AND agency = 'BN' AND criterion = '1.1' AND stage = 'review';
CALL advance('R24');
CALL publish('R24');

-- others are under way
CALL advance('R25');
CALL pg_temp.enter('R25', '{BN,TC}', 7);
CALL pg_temp.appraise('R25', '{BN,TC}');
CALL return_submission('R25', 'TC', 'thiếu trang');
INSERT INTO zero_missing (round, agency, reason) VALUES ('R25', 'TC', 'chưa nộp');
INSERT INTO delegation (round, criterion, appraiser) VALUES ('R25', '2', 'regress_owner');
CALL advance('R26');
CALL pg_temp.enter('R26', '{BN}', 8);
INSERT INTO import_agency (code, name, kind) VALUES ('ZZ', 'chưa nhập', 'ministry');
INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('R26', 'TC', '1.1', 'self', 'a', '12');
SQL

for my $name (@names)
{
    is(ask('province', 'CALL par.create_registry(' . literal($name) . ')'), '', "registry $name");
    is(ask('province', in_registry($name, $content)), '', 'is filled');
}
is(ask('province', in_registry($names[0], q(SELECT string_agg(code || ' ' || stage || ' ' || revision, ', ' ORDER BY code) FROM round))),
    'R23 published 1, R24 published 2, R25 appraisal 1, R26 self_assessment 1, R27 setup 1', 'some rounds are published, others under way');

# All rows of the tables of a registry, and its sequences.
sub rows_of
{
    my ($db, $name, $row) = @_;
    $row = literal($row // 't::text');
    return $node->safe_psql($db, in_registry($name, qq{
        SELECT format('SELECT %L, count(*), md5(string_agg(%s, chr(10) ORDER BY t::text COLLATE "C")) FROM %I t', c.relname, $row, c.relname)
        FROM pg_class c WHERE c.relnamespace = quote_ident(current_schema)::regnamespace AND c.relkind = 'r' ORDER BY c.relname \\gexec
        SELECT format('SELECT %L, last_value, is_called FROM %I', c.relname, c.relname)
        FROM pg_class c WHERE c.relnamespace = quote_ident(current_schema)::regnamespace AND c.relkind = 'S' ORDER BY c.relname \\gexec
    }), @as_owner);
}
sub faults { my ($db, $name) = @_; return ask($db, in_registry($name, q(SELECT count(*) FROM round r, verify(r.code) v WHERE r.stage = 'published'))) }
sub dump_of
{
    my ($db, @options) = @_;
    my ($out, $err) = run_command([ 'pg_dump', '-U', 'regress_owner', '-h', $node->host, '-p', $node->port, @options, $db ]);
    is($err, '', "dumps $db @options");
    return $out =~ s/^\\(un)?restrict .*$//mgr;
}
# lines that one dump has and the other has not; their order
sub same_dump
{
    my ($got, $expected, $what) = @_;
    my %lines;
    $lines{$_}++ for split /\n/, $got;
    $lines{$_}-- for split /\n/, $expected;
    my $difference = join "\n", map { sprintf '%+d %s', $lines{$_}, $_ } grep { $lines{$_} } sort keys %lines;
    is($difference || ($got eq $expected ? '' : 'another order'), '', $what);
}
# goes on with the round that is in stage appraisal
sub finish
{
    my ($db, $name) = @_;
    return ask($db, in_registry($name, q(
        UPDATE assessment SET inputs = '{"a": 4, "b": 4}' WHERE round = 'R25' AND agency = 'TC' AND criterion = '1.1' AND stage = 'self';
        INSERT INTO evidence (round, agency, criterion, title) VALUES ('R25', 'TC', '2.1', 'thêm');
        CALL submit('R25', 'TC');
        CALL advance('R25');
        CALL advance('R25');
        INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option)
            SELECT 'R25', 'BN', 'Q1', g, g, 'B' FROM unnest('{người dân,lãnh đạo}'::text[]) g;
        CALL advance('R25');
        CALL publish('R25');
        SELECT r.agency, r.par_index, r.rank, (SELECT count(*) FROM verify('R25')) FROM result r WHERE r.round = 'R25' ORDER BY r.agency;
        SELECT string_agg(to_stage, ',' ORDER BY id) FROM round_event WHERE round = 'R25' AND agency IS NULL;
    )));
}

is(faults('province', $_), '0', "published rounds of $_ are what they say") for @names;
my %rows = map { $_ => rows_of('province', $_) } @names;
my %heads = map { $_ => ask('province', in_registry($_, q(SELECT quote_literal(log_head())))) } @names;
like($rows{cchc}, qr/^assessment\|\d\d\|/m, 'there are rows');

# ---------------------------------------------------------------------------
# dumps

my $whole = dump_of('province');
my $folder = $node->data_dir;
my %restored;
sub fresh
{
    my ($db) = @_;
    $node->safe_psql('postgres', "CREATE DATABASE $db OWNER regress_owner");
    return $db;
}
sub same_as_before
{
    my ($db, @registries) = @_;
    for my $name (@registries)
    {
        is(rows_of($db, $name), $rows{$name}, "$db: rows of $name are the same, and no trigger changed any");
        is(faults($db, $name), '0', "$db: $name is verified");
        is(ask($db, in_registry($name, "SELECT count(*) FROM verify_log($heads{$name})")), '0', 'and is verified');
    }
}

# text, with the extension in it
append_to_file("$folder/whole.sql", $whole);
fresh('plain');
$node->command_ok([ 'psql', '-X', '-q', '-U', 'regress_owner', '-v', 'ON_ERROR_STOP=1', '-d', 'plain', '-f', "$folder/whole.sql" ], 'a dump in text is restored by its owner');
same_as_before('plain', @names);
same_dump(dump_of('plain'), $whole, 'and dumps the same again');

# custom format
fresh('custom');
$node->command_ok([ 'pg_dump', '-U', 'regress_owner', '-Fc', '-f', "$folder/whole.dump", 'province' ], 'dumps in custom format');
$node->command_ok([ 'pg_restore', '-U', 'regress_owner', '--exit-on-error', '-j', '2', '-d', 'custom', "$folder/whole.dump" ], 'which is restored by its owner, in parallel');
same_as_before('custom', @names);

# one registry alone, the extension being there
fresh('single');
$node->safe_psql('single', 'CREATE EXTENSION par_index', @as_owner);
append_to_file("$folder/single.sql", dump_of('province', '--schema=' . ident($names[0])));
$node->command_ok([ 'psql', '-X', '-q', '-U', 'regress_owner', '-v', 'ON_ERROR_STOP=1', '-d', 'single', '-f', "$folder/single.sql" ], 'a registry is restored alone');
same_as_before('single', $names[0]);

# what was restored goes on as the original would
my $next = finish('single', $names[0]);
like($next, qr/^BN\|\d\d\.\d\d\|1\|0\nTC\|\d\d\.\d\d\|\|0\nself_assessment,appraisal,explanation,review,scored,published$/, 'the restored registry goes on');
is(finish('custom', $_), $next, "so does $_") for @names;

# ---------------------------------------------------------------------------
# the extension goes and comes back

my $objects = q(SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid AND relkind <> 't'), (SELECT count(*) FROM pg_proc WHERE pronamespace = n.oid),
    (SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = n.oid AND NOT t.tgisinternal),
    (SELECT count(*) FROM pg_constraint WHERE connamespace = n.oid),
    (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = n.oid AND a.attnum > 0 AND NOT a.attisdropped)
    FROM pg_namespace n WHERE n.nspname = );
my $loggers = ask('plain', q(SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'cchc'::regnamespace AND t.tgfoid = 'par.log_changes'::regproc));
cmp_ok($loggers, '>', 100, 'tables are logged');
my @before = map { [ split /\|/, ask('plain', $objects . literal($_)) ] } @names;
my %without = map { $_ => rows_of('plain', $_, q((to_jsonb(t) - 'rule')::text)) } @names;
my %definition = map { $_ => dump_of('plain', '--schema-only', '--schema=' . ident($_)) } @names;

like(ask('plain', 'DROP EXTENSION par_index'), qr/^2BP01: /, 'the extension is not dropped while there is a registry');
is(ask('plain', 'DROP EXTENSION par_index CASCADE'), '', 'unless it is forced');
for my $i (0, 1)
{
    my @after = split /\|/, ask('plain', $objects . literal($names[$i]));
    $after[2] += 4 + $loggers;  # the triggers that score, see to what follows, and log
    is("@after[0 .. 3]", "@{$before[$i]}[0 .. 3]", "$names[$i] keeps all tables, views, types, sequences, routines and constraints, and all triggers but those in C");
    is($before[$i][4] - $after[4], 2, 'and all columns but two');
    is(rows_of('plain', $names[$i], q((to_jsonb(t) - 'rule')::text)), $without{$names[$i]}, 'and all rows');
}
like(ask('plain', in_registry($names[1], q(UPDATE agency SET name = 'x'))), qr/^55000: table "agency" cannot be written: nothing logs it/, 'nothing is written that is not logged');
is(ask('plain', 'CREATE EXTENSION par_index'), '', 'it comes back');
is(ask('plain', 'CALL par.upgrade_registry(' . literal($_) . ')'), '', "with the columns of $_") for @names;
for my $name (@names)
{
    is(rows_of('plain', $name) =~ s/^registry\|.*\n//mr, $rows{$name} =~ s/^registry\|.*\n//mr, 'and all is as before');
    same_dump(dump_of('plain', '--schema-only', '--schema=' . ident($name)), $definition{$name}, 'definitions too');
    is(faults('plain', $name), '0', 'and verified');
    is(finish('plain', $name), $next, 'and goes on');
}

# ---------------------------------------------------------------------------
# an upgrade keeps what was granted and added

is( ask('province', in_registry($names[1], q(
        CREATE TABLE phone (agency text PRIMARY KEY REFERENCES agency, number text);
        ALTER TABLE agency ADD COLUMN website text;
        CREATE INDEX ON evidence (sha256);
        CREATE VIEW best AS SELECT * FROM ranking WHERE rank = 1;
        CREATE VIEW called AS SELECT s.agency, s.rank, p.number, _stage_number('review') FROM standings('R25') s LEFT JOIN phone p USING (agency);
        CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE TRIGGER mine BEFORE UPDATE ON agency FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        GRANT USAGE ON SCHEMA cchc TO regress_reader;
        GRANT SELECT ON ranking, best TO regress_reader;
        GRANT SELECT (code, name), UPDATE (website) ON agency TO regress_reader;
        GRANT EXECUTE ON PROCEDURE submit(text, text) TO regress_reader WITH GRANT OPTION;
        GRANT EXECUTE ON FUNCTION verify(text, integer) TO PUBLIC;
        COMMENT ON VIEW ranking IS 'ours';
    ))), '', 'a registry is extended');
my $extended = dump_of('province', '--schema-only', '--schema=cchc');
is(ask('province', q(CALL par.upgrade_registry('cchc'))), '', 'and upgraded');
same_dump(dump_of('province', '--schema-only', '--schema=cchc') =~ s/VIEW cchc\.ranking IS '.*';/VIEW cchc.ranking IS 'ours';/r, $extended, 'with all that was added and granted');
is(ask('province', q(SELECT version = par.registry_version('cchc') AND upgraded_at > created_at FROM cchc.registry)), 't', 'it knows that it was upgraded');
is(rows_of('province', $names[0]), $rows{$names[0]}, 'other registries are not touched');

# ---------------------------------------------------------------------------
# an older template becomes what a new registry is, or nothing changes

$node->safe_psql('postgres', 'CREATE DATABASE older OWNER regress_owner');
$node->safe_psql('older', q(CREATE EXTENSION par_index; CALL par.create_registry('cchc'); CALL par.create_registry('new')), @as_owner);
is(ask('older', in_registry('cchc', <<'SQL')), '', 'a registry is made to look older');
INSERT INTO agency (code, name, kind) VALUES ('A', 'Sở A', 'k');
-- what users added
CREATE VIEW best AS SELECT agency, rank FROM ranking WHERE rank = 1;
CREATE VIEW course AS SELECT agency, year, par_index FROM trend;
CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TRIGGER mine BEFORE UPDATE ON agency FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
ALTER TABLE agency ADD COLUMN website text;
GRANT SELECT ON ranking TO regress_reader;
-- a function that has since got an argument, one that gives other columns, one that is gone,
-- with a view; a trigger that has another name; a view that was not there
CREATE FUNCTION missing(round text) RETURNS TABLE (agency text) LANGUAGE sql AS 'SELECT NULL::text';
DROP FUNCTION criterion_map(text, text);
CREATE FUNCTION criterion_map(old text, new text) RETURNS TABLE (old_code text) LANGUAGE sql AS 'SELECT NULL::text';
CREATE FUNCTION gone() RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE VIEW gone_too AS SELECT gone();
CREATE TRIGGER old_guard BEFORE UPDATE ON round FOR EACH ROW EXECUTE FUNCTION _round_guard();
DROP VIEW consultation;
REVOKE ALL ON FUNCTION criterion_map(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION criterion_map(text, text) TO regress_reader WITH GRANT OPTION;
GRANT EXECUTE ON FUNCTION missing(text) TO regress_reader;
-- a view that has since got other columns
DROP VIEW progress;
CREATE VIEW progress AS SELECT 1 AS more, code::varchar(60) AS round FROM round;
GRANT SELECT ON progress TO regress_reader WITH GRANT OPTION;
-- a table that has since got a column
ALTER TABLE tally DROP COLUMN unscored;
-- tables that it has since got, with all that hangs on them
DROP TABLE change_log, change_row, change_commit, log_seal CASCADE;
DO $$ DECLARE t record; BEGIN FOR t IN SELECT tgname, tgrelid::regclass AS of_table FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE tgname ~ '^(a_log|log_)' AND c.relnamespace = 'cchc'::regnamespace LOOP EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.of_table); END LOOP; END $$;
ALTER TABLE publication DROP COLUMN log_head;
ALTER TABLE registry DROP COLUMN language;
INSERT INTO template_object VALUES ('routine', 'missing(text)'), ('routine', 'gone()'), ('view', 'gone_too'), ('column', 'gone_too.gone'), ('trigger', 'round.old_guard');
UPDATE registry SET version = '0.9';
SQL
is(ask('older', in_registry('cchc', q(SELECT * FROM missing('R')))), '42725: function missing(unknown) is not unique', 'which has its traps');
is(ask('older', q(CALL par.upgrade_registry('cchc'))), '', 'it is upgraded');
my $of_template = q(SELECT string_agg(concat_ws(' ', o.kind, o.identity, o.definition), E'\n' ORDER BY o.kind, o.identity)
    FROM par.registry_objects('%s') o WHERE concat_ws(' ', o.kind, o.identity) !~ '^(view|column) (best|course)|mine|website$');
is(ask('older', sprintf($of_template, 'cchc')), ask('older', sprintf($of_template, 'new')), 'to what a new one is');
is(ask('older', q(SELECT * FROM cchc.template_object EXCEPT SELECT * FROM new.template_object)), '', 'and knows it');
is(ask('older', in_registry('cchc', q(SELECT mine(), count(*), count(website), (SELECT count(*) FROM best), (SELECT count(*) FROM course), has_table_privilege('regress_reader', 'ranking', 'SELECT') FROM agency))),
    '1|1|0|0|0|t', 'with what was added and granted');
is(ask('older', in_registry('cchc', q(SELECT has_function_privilege('regress_reader', 'criterion_map(text,text)', 'EXECUTE WITH GRANT OPTION'),
        has_table_privilege('regress_reader', 'progress', 'SELECT WITH GRANT OPTION'), has_function_privilege('regress_reader', 'missing(text,boolean,text)', 'EXECUTE'),
        (SELECT proacl::text ~ '[{,]=' FROM pg_proc WHERE oid = 'criterion_map(text,text)'::regprocedure)))),
    't|t|f|f', 'also on what had to be made anew');
is(ask('older', q(SELECT version = par.registry_template_version() FROM cchc.registry)), 't', 'its version too');
is(ask('older', q(SELECT string_agg(nspname, ',') FROM pg_namespace WHERE nspname LIKE 'par_index upgrade%')), '', 'and nothing else is left');
is(ask('older', in_registry('cchc', q(UPDATE agency SET name = 'Sở B'; SELECT old ->> 'name', new FROM change_row; CALL seal_log(); SELECT count(*) FROM verify_log(log_head())))), qq(Sở A|{"name":"Sở B"}\n0), 'and what is written is logged from then on');

is(ask('older', in_registry('cchc', <<'SQL')), '', 'users rely on what will go');
CREATE FUNCTION gone() RETURNS integer LANGUAGE sql AS 'SELECT 2';
INSERT INTO template_object VALUES ('routine', 'gone()');
CREATE VIEW ours AS SELECT gone();
SQL
my ($ret, $out, $err) = $node->psql('older', q(CALL par.upgrade_registry('cchc')), extra_params => [ '-U', 'regress_owner', '-v', 'VERBOSITY=verbose' ]);
like($err, qr/2BP01: registry "cchc" cannot be upgraded.*DETAIL:  routine gone\(\) .*view ours depends/s, 'that is refused, and told');
is(ask('older', in_registry('cchc', q(SELECT gone FROM ours))), '2', 'and nothing has changed');
is(ask('older', in_registry('cchc', q(DROP VIEW ours; DROP VIEW progress; CREATE VIEW progress AS SELECT 1 AS more; CREATE VIEW ours AS SELECT * FROM progress))), '', 'and on a view that must change');
($ret, $out, $err) = $node->psql('older', q(CALL par.upgrade_registry('cchc')), extra_params => [ '-U', 'regress_owner', '-v', 'VERBOSITY=verbose' ]);
like($err, qr/2BP01: registry "cchc" cannot be upgraded.*DETAIL:  view progress .*view ours depends/s, 'which is refused, and told');
is(ask('older', q(DROP VIEW cchc.ours; ALTER TABLE cchc.registry DROP COLUMN created_at; ALTER TABLE cchc.target ALTER value DROP NOT NULL)), '', 'columns are changed');
($ret, $out, $err) = $node->psql('older', q(CALL par.upgrade_registry('cchc')), extra_params => [ '-U', 'regress_owner', '-v', 'VERBOSITY=verbose' ]);
like($err, qr/55000: registry "cchc" cannot be upgraded.*column registry\.created_at: missing instead of timestamp with time zone NOT NULL/s, 'that is refused too');
like($err, qr/column target\.value: jsonb instead of jsonb NOT NULL/, 'and told, column by column');
is(ask('older', in_registry('cchc', q(SELECT gone()))), '2', 'as a whole');

# ---------------------------------------------------------------------------
# another name

my $renamed = q(Bộ 'mới' "2");
is(ask('custom', 'CALL par.rename_registry(' . literal($names[0]) . ', ' . literal($renamed) . ')'), '', 'a registry gets another name');
is(ask('custom', 'SELECT count(*) FROM pg_proc WHERE proconfig::text LIKE ' . literal('%Nội vụ%')), '0', 'and no function remembers the old one');
is(ask('custom', in_registry($renamed, q(CALL advance('R27'); CALL correct('R25', 'sai'); CALL advance('R25'); CALL publish('R25'); SELECT count(*) FROM verify('R25')))), '0', 'it goes on');
$rows{$renamed} = rows_of('custom', $renamed);
$heads{$renamed} = ask('custom', in_registry($renamed, q(SELECT quote_literal(log_head()))));
append_to_file("$folder/renamed.sql", dump_of('custom', '--schema=' . ident($renamed)));
unlike(slurp_file("$folder/renamed.sql"), qr/Nội vụ""/, 'its dump does not name the old one');
fresh('again');
$node->safe_psql('again', 'CREATE EXTENSION par_index', @as_owner);
$node->command_ok([ 'psql', '-X', '-q', '-U', 'regress_owner', '-v', 'ON_ERROR_STOP=1', '-d', 'again', '-f', "$folder/renamed.sql" ], 'is restored');
same_as_before('again', $renamed);
is(ask('again', 'CALL par.rename_registry(' . literal($renamed) . q{, 'z'); CALL par.upgrade_registry('z'); CALL z.advance('R27')}),
    '55000: round "R27" cannot leave stage self_assessment', 'and can be renamed and upgraded once more');

# ---------------------------------------------------------------------------
# after a crash

$node->safe_psql('postgres', 'CHECKPOINT');
is(ask('province', in_registry($names[0], q(CALL advance('R27')))), '', 'a round moves on');
my $moved = rows_of('province', $names[0]);
$node->stop('immediate');
$node->start;
is(rows_of('province', $names[0]) =~ s/^\w+_seq\|.*\n?//gmr, $moved =~ s/^\w+_seq\|.*\n?//gmr, 'a crash takes nothing');
is(faults('province', $names[0]), '0', 'of what was published');
is(finish('province', $names[0]), $next, 'and the registry goes on');

# ---------------------------------------------------------------------------
# who may

is(ask('province', q(CALL par.create_registry('x')), 'regress_reader'), '42501: permission denied for schema par', 'the extension is for its owner');
$node->safe_psql('province', 'GRANT USAGE ON SCHEMA par TO regress_reader', @as_owner);
is(ask('province', q(CALL par.create_registry('x')), 'regress_reader'), '42501: permission denied for database province', 'to create a registry needs CREATE on the database');
is(ask('province', q(CALL par.upgrade_registry('cchc')), 'regress_reader') =~ s/:.*//r, '42501', 'to upgrade it is for its owner');
is(ask('province', q(CALL par.rename_registry('cchc', 'x')), 'regress_reader') =~ s/:.*//r, '42501', 'and to rename it');

is(ask('custom', 'SELECT * FROM cchc.ranking', 'regress_reader'), '42501: permission denied for schema cchc', 'others see nothing');
$node->safe_psql('custom', 'GRANT USAGE ON SCHEMA cchc TO regress_reader', @as_owner);
my $kinds = q(SELECT string_agg(format('%s %s', c.relname, has_table_privilege('regress_reader', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')), ', ')
    FROM pg_class c WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind IN ('r', 'v') AND has_table_privilege('regress_reader', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER'));
is(ask('custom', $kinds), '', 'nor with the schema alone: no table or view');
is(ask('custom', q(SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'cchc'::regnamespace AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege('regress_reader', c.oid, 'SELECT, USAGE, UPDATE') END)), '0', 'no sequence');
is(ask('custom', q(SELECT count(*), count(*) FILTER (WHERE has_function_privilege('regress_reader', p.oid, 'EXECUTE')) FROM pg_proc p WHERE p.pronamespace = 'cchc'::regnamespace)) =~ s/^\d+//r, '|0', 'no routine');
is(ask('custom', q(SELECT count(*) > 0, count(*) FILTER (WHERE has_type_privilege('regress_reader', c.reltype, 'USAGE')) FROM pg_class c WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind = 'c')), 't|0', 'no type');
$node->safe_psql('custom', q(GRANT SELECT ON cchc.ranking, cchc.score, cchc.progress TO regress_reader; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA cchc TO regress_reader), @as_owner);
like(ask('custom', 'SELECT * FROM cchc.ranking', 'regress_reader'), qr/^42501: permission denied for (table|view) /, 'a view gives no rights that its reader lacks');
# privileges alone let nobody in: duties do, once the registry belongs to a role that cannot log in
$node->safe_psql('custom', q(GRANT USAGE ON SCHEMA par TO regress_reader; GRANT SELECT ON ALL TABLES IN SCHEMA cchc TO regress_reader), @as_owner);
is(ask('custom', q(SELECT count(*) FROM cchc.assessment), 'regress_reader'), '0', 'who has privileges and no duty sees no rows');
$node->safe_psql('custom', q(REVOKE ALL ON ALL TABLES IN SCHEMA cchc FROM regress_reader; REVOKE ALL ON ALL ROUTINES IN SCHEMA cchc FROM regress_reader), @as_owner);
like(ask('custom', q(CALL cchc.grant_duty('regress_reader', 'analyst')), 'regress_owner'), qr/^55000: registry "cchc" is not handed over yet/, 'duties are given once the registry is handed over');
like(ask('custom', q(CALL par.give_registry('cchc', 'regress_house')), 'regress_owner'), qr/^42704: role "regress_house" does not exist/, 'to a role');
$node->safe_psql('postgres', 'CREATE ROLE regress_house LOGIN');
like(ask('custom', q(CALL par.give_registry('cchc', 'regress_house')), 'regress_owner'), qr/^55000: registry "cchc" cannot be given to role "regress_house"/, 'that cannot log in');
$node->safe_psql('postgres', 'ALTER ROLE regress_house NOLOGIN');
like(ask('custom', q(CALL par.give_registry('cchc', 'regress_house')), 'regress_owner'), qr/^42501: must be (?:member of|able to SET ROLE) (?:role )?"regress_house"/, 'of which the owner is a member');
$node->safe_psql('postgres', 'GRANT regress_house TO regress_owner');
is(ask('custom', q(CALL par.give_registry('cchc', 'regress_house'); CALL cchc.grant_duty('regress_reader', 'analyst')), 'regress_owner'), '', 'who is no superuser hands it over, and gives duties');
is(ask('custom', q(SELECT count(*) FROM pg_class c WHERE c.relnamespace = 'cchc'::regnamespace AND c.relowner <> 'regress_house'::regrole)), '0', 'all of it');
is(ask('custom', q(CALL cchc.grant_duty('regress_reader', 'admin')), 'regress_reader'), '42501: permission denied for procedure grant_duty', 'not to himself');
my $views = ask('custom', q(SELECT string_agg(c.relname, ' ' ORDER BY c.relname) FROM pg_class c WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind = 'v'));
like($views, qr/\branking\b.*\bscore\b/, 'an analyst');
is(ask('custom', "SELECT md5(string_agg(v::text, ',' ORDER BY v::text)) FROM cchc.$_ v", 'regress_reader'), ask('custom', "SELECT md5(string_agg(v::text, ',' ORDER BY v::text)) FROM cchc.$_ v"), "reads view $_ like its owner") for grep { !/import/ } split / /, $views;
like(ask('custom', q(UPDATE cchc.agency SET name = 'x'), 'regress_reader'), qr/^42501: /, 'and writes nothing');

# who enters for an agency: no rights on rounds, participants, the history, nor on
# assessments but those columns which are theirs to give
$node->safe_psql('postgres', 'CREATE ROLE regress_writer LOGIN; CREATE DATABASE writing OWNER regress_owner');
$node->safe_psql('writing', 'CREATE EXTENSION par_index', @as_owner);
$node->safe_psql('writing', <<'SQL', @as_owner);
CALL par.create_registry('cchc');
SET search_path = cchc;
INSERT INTO agency (code, name, kind) VALUES ('A', 'Sở A', 'k'), ('B', 'Sở B', 'k');
INSERT INTO scheme (code, title, agency_kind, graded) VALUES ('S', 'S', 'k', false);
INSERT INTO criterion (scheme, code, title, max_points) VALUES ('S', '1', 'x', 10);
INSERT INTO criterion (scheme, code, parent, title, max_points, rule_text, evidence_required) VALUES
    ('S', '1.1', '1', 'x', 5, 'min(5, n)', true), ('S', '1.2', '1', 'x', 5, 'points(''1.1'')', false);
INSERT INTO variable (scheme, criterion, name, kind) VALUES ('S', '1.1', 'n', 'count');
CALL approve_scheme('S');
INSERT INTO round (code, scheme, year, title) VALUES ('R', 'S', 2025, 'x');
INSERT INTO participant (round, agency) VALUES ('R', 'A'), ('R', 'B');
CALL advance('R');
CALL par.give_registry('cchc', 'regress_house');
CALL grant_duty('regress_writer', 'submitter', 'A');
SQL
is(ask('writing', in_registry('cchc', <<'SQL'), 'regress_writer'), "1.1|4|regress_writer|4.0000\n1.2|4|regress_writer|4.0000", 'who enters for an agency writes, and what reads it follows');
INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES ('R', 'A', '1.1', 'self', '{"n": 3}'), ('R', 'A', '1.2', 'self', NULL);
UPDATE assessment SET inputs = '{"n": 4}' WHERE criterion = '1.1';
INSERT INTO evidence (round, agency, criterion, title) VALUES ('R', 'A', '1.1', 'Báo cáo');
SELECT a.criterion, a.points, a.assessed_by, s.self_points FROM assessment a JOIN score s USING (round, agency, criterion) ORDER BY 1;
SQL
is(ask('writing', in_registry('cchc', q(SELECT basis, par_index FROM ranking_by_basis WHERE agency = 'A' AND basis = 'self')), 'regress_owner'), 'self|80.0000', 'sums are kept');
is(ask('writing', in_registry('cchc', $_), 'regress_writer') =~ s/:.*//r, '42501', "but not: $_")
    for q(UPDATE assessment SET context = '{}'), q(UPDATE assessment SET assessed_by = 'x'), q(UPDATE round SET stage = 'appraisal'),
        q(UPDATE participant SET submitted_at = now()), q(INSERT INTO round_event (round, revision, from_stage, to_stage) VALUES ('R', 1, 'setup', 'self_assessment')),
        q(INSERT INTO tally SELECT * FROM tally), q(INSERT INTO peer_term SELECT * FROM peer_term), q(UPDATE result SET rank = 1);
is(ask('writing', in_registry('cchc', q(CALL submit('R', 'A'); SELECT agency, to_stage, changed_by FROM round_event WHERE agency IS NOT NULL)), 'regress_writer'),
    'A|self_assessment|regress_writer', 'and submits it, which is recorded');

# a schema renamed by hand, and another in the place that its functions know
is(ask('writing', 'ALTER SCHEMA cchc RENAME TO moved'), '', 'a schema is renamed by hand');
like(ask('writing', $_->[0], $_->[1]), qr/^(55000: registry "moved" was not renamed by par\.rename_registry|42P01: relation "\w+" does not exist|42883: function _stage_number)/, "that is told: $_->[0]")
    for [ q(UPDATE moved.assessment SET inputs = '{"n": 5}'), 'regress_writer' ], [ q(INSERT INTO moved.evidence (round, agency, criterion, title) VALUES ('R', 'A', '1.1', 'x')), 'regress_writer' ],
        [ q(UPDATE moved.round SET stage_reason = 'x'), 'regress_owner' ], [ q(CALL moved.advance('R')), 'regress_owner' ];
$node->safe_psql('postgres', 'GRANT CREATE ON DATABASE writing TO regress_writer');
is(ask('writing', <<'SQL', 'regress_writer'), '', 'a writer lies in wait where its functions look');
CREATE SCHEMA cchc;
GRANT USAGE ON SCHEMA cchc TO PUBLIC;
CREATE TABLE cchc.round (code text, stage text, scheme text);
CREATE TABLE cchc.caught (who text);
GRANT ALL ON ALL TABLES IN SCHEMA cchc TO PUBLIC;
INSERT INTO cchc.round VALUES ('R', 'self_assessment', 'S');
CREATE FUNCTION cchc.hashtext(text) RETURNS integer LANGUAGE plpgsql AS $$BEGIN INSERT INTO cchc.caught VALUES (current_user); RETURN 1; END$$;
CREATE FUNCTION cchc.different(name, name) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN INSERT INTO cchc.caught VALUES (current_user); RETURN false; END$$;
CREATE OPERATOR cchc.<> (LEFTARG = name, RIGHTARG = name, FUNCTION = cchc.different);
SQL
like(ask('writing', q(UPDATE moved.assessment SET inputs = '{"n": 5}'), 'regress_writer'), qr/^55000: registry "moved" was not renamed by par\.rename_registry/, 'and is refused');
is(ask('writing', q(SELECT count(*) FROM cchc.caught)), '0', 'without having had the rights of the owner');
is(ask('writing', q(DROP SCHEMA cchc CASCADE), 'regress_writer'), '', 'it goes');
is(ask('writing', q(CALL par.rename_registry('moved', 'moved'); SELECT count(*) FROM moved.missing_self('R', 'A'))), '0', 'and the registry is renamed as it should be');
is(ask('writing', in_registry('moved', q(CALL return_submission('R', 'A', 'sai'); UPDATE assessment SET inputs = '{"n": 5}' WHERE criterion = '1.1'; SELECT string_agg(points::text, ',') FROM assessment))), '5,5', 'and goes on');

# ---------------------------------------------------------------------------
# what belongs to a registry: the one that was restored, and the one that was upgraded

for my $db ('custom', 'province')
{
    # besides what was added above
    my $n = q(n.nspname = 'cchc');
    is( ask($db, qq(SELECT string_agg(c.relname, ', ' ORDER BY c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE $n AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND obj_description(c.oid, 'pg_class') IS NULL AND c.relname NOT IN ('phone', 'best', 'called'))), '', "$db: tables and views have comments");
    is( ask($db, qq(SELECT string_agg(c.relname || '.' || a.attname, ', ' ORDER BY c.relname, a.attnum) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE $n AND c.relkind IN ('r', 'v', 'm', 'f', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND col_description(c.oid, a.attnum) IS NULL AND c.relname NOT IN ('phone', 'best', 'called') AND a.attname <> 'website')), '', 'and their columns');
    is( ask($db, qq(SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE $n AND obj_description(p.oid, 'pg_proc') IS NULL AND p.proname <> 'mine')), '', 'functions, procedures and aggregates');
    is( ask($db, qq(SELECT string_agg(t.typname, ', ') FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
            WHERE $n AND t.typcategory <> 'A' AND (c.relkind IS NULL OR c.relkind = 'c') AND obj_description(t.oid, 'pg_type') IS NULL)), '', 'types');
    is( ask($db, qq(SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
            WHERE $n AND p.proname <> 'mine' AND p.prokind <> 'a' AND p.proconfig::text !~ '"?search_path=' IS NOT FALSE AND p.provolatile <> 'i' AND p.prosqlbody IS NULL AND p.prosrc !~ '^\\s*BEGIN\\s*RETURN par[.]registry_')), '', 'what names an object has its search path, unless it is bound to it, or names par');
    is( ask($db, qq(SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE $n AND p.proname NOT IN ('mine', 'collect') AND p.prosecdef <> (p.prorettype = 'trigger'::regtype OR p.prosqlbody IS NOT NULL AND p.proconfig IS NOT NULL))), '', 'triggers and what is bound to its objects have the rights of the owner, nothing else; but collect, which reads with those of its caller');
    is( ask($db, qq(SELECT string_agg(DISTINCT p.proowner::regrole::text, ', ') FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE $n)), $db eq 'custom' ? 'regress_house' : 'regress_owner', 'who is one');
    is( ask($db, qq(SELECT string_agg(c.relname, ', ') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE $n AND c.relkind = 'v' AND c.relname NOT IN ('best', 'called', 'import_problem', 'import_plan', 'collect_problem') AND c.relname NOT LIKE 'own\\_import\\_%' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))), '', "no view has, but those of one's own rows");
    is( ask($db, qq(SELECT string_agg(DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid), ', ' ORDER BY pg_describe_object(d.classid, d.objid, d.objsubid))
            FROM pg_depend d JOIN pg_depend m ON (m.classid, m.objid, m.deptype) = (d.refclassid, d.refobjid, 'e') AND m.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'par_index')
            WHERE pg_describe_object(d.classid, d.objid, d.objsubid) ~ '\\mcchc\\.'
              AND pg_describe_object(d.classid, d.objid, d.objsubid) !~ '^trigger log_(inserted|updated|deleted|truncated) ')),
        'column rule of table cchc.comment, column rule of table cchc.criterion, default value for column rule of table cchc.comment, default value for column rule of table cchc.criterion, trigger assessment_score on table cchc.assessment, trigger written_deleted on table cchc.assessment, trigger written_inserted on table cchc.assessment, trigger written_updated on table cchc.assessment',
        'and two columns, four triggers and the log hang on the extension');
    is( ask($db, qq(SELECT string_agg(d.objid::text, ', ') FROM pg_depend d JOIN pg_namespace n ON n.oid = d.objid AND d.classid = 'pg_namespace'::regclass WHERE $n AND d.deptype = 'e')), '', 'the schema is no part of it');
}

# where backslashes escape in plain strings, as of old, the same is built, and does the same
my @built = map {
    my $database = "backslash_$_";
    my $settings = "SET standard_conforming_strings = $_; SET escape_string_warning = off; SET client_min_messages = warning;";
    $node->safe_psql('postgres', "CREATE DATABASE $database");
    $node->safe_psql($database, "$settings CREATE EXTENSION par_index; CALL par.create_registry('r')");
    join "\n", $node->safe_psql($database, q(
        SELECT p.oid::regprocedure, md5(p.prosrc), p.proconfig, md5(obj_description(p.oid, 'pg_proc')) FROM pg_proc p WHERE p.pronamespace IN ('par'::regnamespace, 'r'::regnamespace) ORDER BY p.oid::regprocedure::text COLLATE "C";
        SELECT c.oid::regclass, md5(pg_get_viewdef(c.oid)) FROM pg_class c WHERE c.relnamespace = 'r'::regnamespace AND c.relkind = 'v' ORDER BY c.relname;
        SELECT c.conname, md5(pg_get_constraintdef(c.oid)) FROM pg_constraint c WHERE c.connamespace = 'r'::regnamespace ORDER BY c.conname COLLATE "C", 2)),
        $node->safe_psql($database, "$settings " . q(SELECT r._term_title('{"said": "en"}', 'peer_quantile(b / a, 25%)', '{}'), r._rule_terms('peer_mean(b / a)'), r._is_about_others('peer_rank(a)')));
} qw(on off);
like($built[0], qr/quantile 25% of \(b \/ a\) among peers/, 'terms of rules are told');
is($built[1], $built[0], 'without standard_conforming_strings too');

$node->stop;
done_testing();
