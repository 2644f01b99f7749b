# Install scripts that were released are as they were, and from each there is a way to this version. What the
# way will be to the next one is tried with sources that are changed as doc/extending.md says: a database of each
# released version becomes what a new one is, with its registry, whose published results and log are whole.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use File::Path;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use lib 'test/t';
use ChangedSources;

my ($version) = slurp_file('par_index.control') =~ /^default_version = '(.*)'/m;
my %sums = map { reverse split ' ' } split /\n/, slurp_file('sql/released/SHA256SUMS');
is_deeply([ sort keys %sums ], [ map { s{.*/}{}r } sort glob('sql/released/par_index--*.sql') ], 'each released script has its checksum');
is(sha256_hex(slurp_file("sql/released/$_")), $sums{$_}, "$_ is as it was released") for sort keys %sums;
my @released = map { /^par_index--([^-]*)\.sql/ } sort keys %sums;
for my $script (grep { /--\Q$version\E\.sql$/ } sort keys %sums)
{
    ok(slurp_file("sql/$script") eq slurp_file("sql/released/$script"), "$script is what is built")
        or diag("Changes of a version that is released go into the next one: see doc/releases.md.");
}

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
is($node->safe_psql('postgres', "SELECT path IS NOT NULL FROM pg_extension_update_paths('par_index') WHERE source = '$_' AND target = '$version'"), 't', "there is a way from $_ to $version")
    for grep { $_ ne $version } @released;

# the next version: a function, and the table that doc/extending.md adds
my $next = "$version.1";
my $page = slurp_file('doc/extending.md');
my ($table) = $page =~ /^## A table of the registry\n(.*?)^## /ms;
my $sources = ChangedSources->new;
$sources->apply('doc/extending.md', $table);
$sources->edit('Makefile', "EXTVERSION = $version\n", "EXTVERSION = $next\n");
$sources->edit('par_index.control', "default_version = '$version'", "default_version = '$next'");
$sources->edit('sql/registry/10_registry.sql', "AS \$\$SELECT '$version'\$\$", "AS \$\$SELECT '$next'\$\$");
my $added = <<'SQL';

CREATE FUNCTION par.doubled(value numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$SELECT 2 * value$$;
COMMENT ON FUNCTION par.doubled(numeric) IS 'twice a value';
SQL
append_to_file($sources->path('sql/compute/25_mean.sql'), $added);
mkpath($sources->path('sql/upgrades'));
append_to_file($sources->path("sql/upgrades/par_index--$version--$next.sql"), "\\echo Use \"ALTER EXTENSION par_index UPDATE\" to load this file. \\quit\n$added\n\@registry\n");
my $built = $sources->build;
system_or_bail('cp', glob('sql/released/par_index--*.sql'), $sources->extensions) if $built;
my $server = $built && $node->safe_psql('postgres', 'SHOW server_version_num') >= 150000 ? $sources->server('next', $node) : undef;
SKIP:
{
    skip 'what is built elsewhere cannot be run, or there are no registries', 1 if !$server;

    # all that belongs to the extension, with what can be told of it
    my $objects = <<'SQL';
SELECT string_agg(concat_ws(' | ', pg_describe_object(d.classid, d.objid, d.objsubid), obj_description(d.objid, d.classid::regclass::name),
        CASE WHEN d.classid = 'pg_proc'::regclass AND (SELECT p.prokind <> 'a' FROM pg_proc p WHERE p.oid = d.objid) THEN pg_get_functiondef(d.objid) END,
        CASE WHEN d.classid = 'pg_proc'::regclass THEN (SELECT concat_ws(' ', p.proacl, p.proparallel, p.provolatile, p.procost, p.prorows) FROM pg_proc p WHERE p.oid = d.objid) END,
        CASE WHEN d.classid = 'pg_proc'::regclass THEN (SELECT concat_ws(' ', a.aggkind, a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn,
            a.aggtranstype::regtype, a.aggmtranstype::regtype, a.aggtransspace, a.agginitval, a.aggminitval, a.aggfinalmodify) FROM pg_aggregate a WHERE a.aggfnoid = d.objid) END,
        CASE WHEN d.classid = 'pg_operator'::regclass THEN (SELECT concat_ws(' ', o.oprcode, o.oprresult::regtype, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanhash, o.oprcanmerge) FROM pg_operator o WHERE o.oid = d.objid) END,
        CASE WHEN d.classid = 'pg_type'::regclass THEN (SELECT concat_ws(' ', t.typlen, t.typbyval, t.typtype, t.typalign, t.typstorage, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typcategory, t.typcollation, t.typsubscript,
            (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.typrelid)) FROM pg_type t WHERE t.oid = d.objid) END,
        CASE WHEN d.classid = 'pg_cast'::regclass THEN (SELECT concat_ws(' ', c.castfunc::regprocedure, c.castcontext, c.castmethod) FROM pg_cast c WHERE c.oid = d.objid) END), E'\n' ORDER BY pg_describe_object(d.classid, d.objid, d.objsubid) COLLATE "C")
FROM pg_depend d WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'par_index') AND d.deptype = 'e';
SQL
    my $registry = q(SELECT string_agg(concat_ws(' ', o.kind, o.identity, o.definition), E'\n' ORDER BY o.kind, o.identity) FROM par.registry_objects('cchc') o);
    my ($year) = slurp_file('doc/registry.md') =~ /^## A year\n.*?^```sql\n(.*?)^```$/ms;

    $server->safe_psql('postgres', 'CREATE DATABASE fresh');
    $server->safe_psql('fresh', "CREATE EXTENSION par_index; CALL par.create_registry('cchc')");
    is($server->safe_psql('fresh', q(SELECT count(*) FROM pg_tables WHERE schemaname = 'cchc' AND tablename = 'pledge')), '1', 'the next version has a table more');
    for my $from (@released)
    {
        (my $database = "from_$from") =~ s/\W/_/g;
        $server->safe_psql('postgres', "CREATE DATABASE $database");
        $server->safe_psql($database, "CREATE EXTENSION par_index VERSION '$from'");
        $server->safe_psql($database, $year);
        is($server->safe_psql($database, q(SELECT count(*) FROM pg_tables WHERE schemaname = 'cchc' AND tablename = 'pledge')), '0', "$from has not");
        my $published = $server->safe_psql($database, 'SELECT r.*, p.fingerprint FROM cchc.result r JOIN cchc.publication p USING (round, revision) ORDER BY agency');
        $server->safe_psql($database, 'ALTER EXTENSION par_index UPDATE');
        is($server->safe_psql($database, q(SELECT extversion FROM pg_extension WHERE extname = 'par_index')), $next, "$from is updated");
        ok($server->safe_psql($database, $objects) eq $server->safe_psql('fresh', $objects), 'to what a new one is')
            or diag(map { my $old = $_; grep { index($old, $_) < 0 } split /\n/, $server->safe_psql('fresh', $objects) } $server->safe_psql($database, $objects));
        is($server->safe_psql($database, q(SELECT par.registry_version('cchc'), (SELECT count(*) FROM cchc.verify('2025')))), "$from|0", 'a registry works on');
        $server->safe_psql($database, q(CALL par.upgrade_registry('cchc')));
        is($server->safe_psql($database, q(SELECT par.registry_version('cchc'))), $next, 'and is upgraded');
        ok($server->safe_psql($database, $registry) eq $server->safe_psql('fresh', $registry), 'to what a new one is');
        is($server->safe_psql($database, 'SELECT r.*, p.fingerprint FROM cchc.result r JOIN cchc.publication p USING (round, revision) ORDER BY agency'), $published, 'what was published is what it was');
        is($server->safe_psql($database, q(SELECT (SELECT count(*) FROM cchc.verify('2025')), (SELECT count(*) FROM cchc.verify_log()))), '0|0', 'it and the log can be verified');
        is($server->safe_psql($database, q(INSERT INTO cchc.pledge (round, agency, text) VALUES ('2025', 'SNV', 'x'); SELECT par.doubled(2), count(*) FROM cchc.change_log WHERE table_name = 'pledge')), '4|1', 'what is new is there');
    }
    $server->stop;
}
$node->stop;
done_testing();
