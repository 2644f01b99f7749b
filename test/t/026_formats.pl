# The binary forms of doc/formats.md, whose bytes were written by hand: they are read, on whatever machine,
# as the value beside them, and that is written as them.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('formats');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION par_index');

my @forms = slurp_file('doc/formats.md') =~ /^\| `(par\.\w+)` \| `([^`]*)` \| (01, [^|]*?) \|$/mg;
my $types = $node->safe_psql('postgres', q(SELECT count(*) FROM pg_type WHERE typnamespace = 'par'::regnamespace AND typtype = 'b' AND typelem = 0));
is(@forms, 3 * $types, 'each type has its bytes');

while (my ($type, $value, $told) = splice(@forms, 0, 3))
{
    my $bytes = join '', $told =~ /\b[0-9a-f]{2}\b/g;
    # a file of COPY in binary form: its header, a row of one field, and the end
    my $file = PostgreSQL::Test::Utils::tempdir . '/form';
    open(my $handle, '>:raw', $file) or die "$file: $!";
    print $handle "PGCOPY\n\377\r\n\0", pack('N N n N H* n', 0, 0, 1, length($bytes) / 2, $bytes, 0xFFFF);
    close $handle;
    $node->safe_psql('postgres', "DROP TABLE IF EXISTS form; CREATE TABLE form (v $type)");
    my ($ret, $out, $err) = $node->psql('postgres', "\\copy form FROM '$file' WITH (FORMAT binary)");
    is($err, '', "$type is read");
    is($node->safe_psql('postgres', 'SELECT v FROM form'), $value, 'as the value');
    (my $name = $type) =~ s/^par\.//;
    is($node->safe_psql('postgres', "SELECT encode(par.${name}_send('$value'), 'hex')"), $bytes, 'which is written so');
}
$node->stop;
done_testing();
