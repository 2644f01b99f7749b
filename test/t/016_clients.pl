# What BI tools stand on, where it is there: pgJDBC and psqlODBC tell of each column of each
# view what the catalog says, with its comment, and read what psql reads.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
# as from another machine: an address and passwords
$node->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'");
unlink $node->data_dir . '/pg_hba.conf';
$node->append_conf('pg_hba.conf', "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256");
$node->start;
plan skip_all => 'a registry needs PostgreSQL 15' if $node->safe_psql('postgres', 'SHOW server_version_num') < 150000;
$ENV{PGCLIENTENCODING} = 'UTF8';
$node->safe_psql('postgres', slurp_file('test/clients/registry.sql'));

# who reads which view: what is published, everything, and what was loaded by oneself
my (%readers, %view, @views);
for (split /\n/, $node->safe_psql('postgres', q(
    SELECT c.relname, CASE WHEN 'reader' = ANY (p.duties) THEN 'dashboard' WHEN 'analyst' = ANY (p.duties) THEN 'analyst' WHEN 'admin' = ANY (p.duties) THEN 'chief' END,
           coalesce(obj_description(c.oid), ''), coalesce(obj_description(c.oid) LIKE 'internal: %', false)
    FROM pg_class c LEFT JOIN cchc._privileges() p ON p.object = c.relname AND p.privilege ~ '^SELECT(,|$)'
    WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind = 'v' AND c.relname !~ '^_' ORDER BY 1)))
{
    my ($name, $role, $comment, $internal) = split /\|/;
    push @{ $readers{$role} }, $name;
    push @views, $name;
    $view{$name} = { role => $role, comment => $comment, internal => $internal eq 't', columns => [] };
}
is(join(' ', grep { !$view{$_}{role} } @views), '', 'each view is for somebody');
is(join(' ', sort @{ $readers{dashboard} }), 'field_index imported_ranking leaf ranking shown_round source_index trend', 'readers have those of what is published');

# what the catalog says of each column
my %types;
for (split /\n/, $node->safe_psql('postgres', q(
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), replace(coalesce(col_description(c.oid, a.attnum), ''), E'\n', '\n')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'cchc'::regnamespace AND c.relkind = 'v' AND c.relname !~ '^_' ORDER BY 1, a.attnum)))
{
    my ($name, $column, $type, $comment) = split /\|/, $_, 4;
    push @{ $view{$name}{columns} }, { name => $column, type => $type, comment => $comment };
    push @{ $types{$type} }, "$name.$column";
}
is(join(' ', map { my $v = $_; ($view{$v}{comment} eq '' ? $v : (), map { $_->{comment} eq '' ? "$v.$_->{name}" : () } @{ $view{$v}{columns} }) } @views), '', 'each view and column has a comment');
# What facts are made of has a size.  Dimensions, what is internal, and what was loaded are as their tables.
my %plain = map { $_ => 1 } grep { !$view{$_}{internal} && !/^(leaf|shown_round|official_assessment|own_import_\w+)$/ } @views;
is(join(' ', map { my $type = $_; $type =~ /^(character varying\(\d+\)|numeric\(\d+,\d+\)|integer|boolean|date)$/ ? () : map { $plain{ /^(\w+)/ ? $1 : '' } ? "$_:$type" : () } @{ $types{$type} } } sort keys %types),
    'collect_problem.line:bigint consultation.comment:bigint import_plan.place:bigint import_problem.line:bigint consultation.created_at:timestamp with time zone consultation.resolved_at:timestamp with time zone '
        . 'progress.submitted_at:timestamp with time zone todo.due_at:timestamp with time zone',
    'facts have plain types with sizes, but for numbers of rows and moments');

# what psql reads, as the same role
for my $name (@views)
{
    my $list = join ', ', map { $_->{type} =~ /time zone/ ? qq(to_char($_->{name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')) : qq("$_->{name}") } @{ $view{$name}{columns} };
    my $rows = $node->safe_psql('postgres', "COPY (SELECT $list FROM cchc.$name) TO STDOUT", extra_params => [ '-U', $view{$name}{role} ]);
    $view{$name}{rows} = join "\n", sort split /\n/, $rows;
    isnt($rows, '', "$name has rows");
}
like($view{ranking}{rows}, qr/\tSở Văn hóa, Thể thao và Du lịch\t.*\t83\.3200\t/, 'in Vietnamese, with decimals');

# class, size and scale of a type, as a driver should tell it
sub expected
{
    my ($driver, $type) = @_;
    return "varchar $1 0" if $type =~ /^character varying\((\d+)\)$/;
    return "numeric $1 $2" if $type =~ /^numeric\((\d+),(\d+)\)$/;
    my %of = (
        jdbc => { text => 'varchar 2147483647 0', numeric => 'numeric 0 0', date => 'date 13 0', 'timestamp with time zone' => 'timestamp 35 6', jsonb => 'type 1111 2147483647 0' },
        odbc => { text => 'varchar 8190 0', numeric => 'numeric 28 6', date => 'date 10 0', 'timestamp with time zone' => 'timestamp 26 6', jsonb => 'varchar 10000 0' });
    return $of{$driver}{$type} // { integer => 'integer 10 0', bigint => 'bigint 19 0', boolean => 'boolean 1 0' }->{$type} // "no idea of $type";
}

# what a client told, compared view by view
sub compare
{
    my ($driver, $told) = @_;
    return if !defined $told;
    my (%told, $of);
    for (split /\n/, $told)
    {
        my ($kind, $rest) = /^(\w+)\t(.*)$/;
        if ($kind eq 'view')
        {
            my ($name, $comment) = split /\t/, $rest;
            $of = $told{$name} = { comment => $comment };
        }
        else
        {
            push @{ $of->{$kind} }, $rest;
        }
    }
    is(join(' ', sort keys %told), join(' ', sort @views), "$driver: all views are there");
    for my $name (@views)
    {
        my ($v, $t) = ($view{$name}, $told{$name} // {});
        my $columns = join "\n", map { join ' ', $_->{name}, expected($driver, $_->{type}) } @{ $v->{columns} };
        my $list = sub { join "\n", map { s/\t/ /gr } @{ $t->{ $_[0] } // [] } };
        is($list->('column'), $columns, "$driver: $name has its types and sizes");
        # what python calls int has both sizes
        is($list->('result'), $driver eq 'odbc' ? $columns =~ s/ bigint 19 0$/ integer 19 0/mgr : $columns, "$driver: results of $name too");
        is(join("\n", sort @{ $t->{row} // [] }), $v->{rows}, "$driver: $name is read as psql reads it");
        next unless $driver eq 'jdbc';
        is($t->{comment}, $v->{comment}, "jdbc: $name has its comment");
        is(join("\n", @{ $t->{remark} // [] }), join("\n", map { "$_->{name}\t$_->{comment}" } @{ $v->{columns} }), "jdbc: columns of $name have theirs");
    }
}

my @what = map { "$_:" . join(',', @{ $readers{$_} }) } sort keys %readers;
my ($host, $port) = ('127.0.0.1', $node->port);
sub found { my ($program) = @_; return grep { -x "$_/$program" } split /:/, $ENV{PATH} }
sub run_client
{
    my (@command) = @_;
    my ($out, $err) = ('', '');
    my $ran = eval { IPC::Run::run(\@command, '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(120)) };
    ok($ran, "$command[0] reads all of them") or diag($@ . $err);
    return $ran ? $out : undef;
}

SKIP:
{
    my ($jar) = grep { -e } map { "/usr/share/java/$_.jar" } 'postgresql', 'postgresql-jdbc4';
    skip 'there is no pgJDBC: Debian has it in package libpostgresql-jdbc-java', 1 unless $jar;
    skip 'there is no Java compiler: Debian has it in package default-jdk-headless', 1 unless found('java') && found('javac');
    compare('jdbc', run_client('java', '-Xshare:auto', '-XX:TieredStopAtLevel=1', '-cp', $jar, 'test/clients/ReadViews.java', "jdbc:postgresql://$host:$port/postgres", 'cchc', @what));
}

SKIP:
{
    my ($driver) = grep { -e } glob('/usr/lib/*/odbc/psqlodbcw.so');
    skip 'there is no psqlODBC: Debian has it in package odbc-postgresql', 1 unless $driver;
    skip 'there is no pyodbc: Debian has it in package python3-pyodbc', 1 unless found('python3') && system('python3 -c "import pyodbc" 2>/dev/null') == 0;
    # the settings of doc/bi.md
    my $settings = join ';', slurp_file('doc/bi.md') =~ /^((?:BoolsAsChar|MaxVarcharSize)=\w+)$/mg;
    compare('odbc', run_client('python3', 'test/clients/read_views.py', "DRIVER=$driver;SERVER=$host;PORT=$port;DATABASE=postgres;$settings", 'cchc', @what));
}

$node->stop;
done_testing();
