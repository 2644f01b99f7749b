# Random schemes of criteria: point_nodes and point_index against exact fractions
# computed here.
#
# Both follow the same description of the policies, by different ways.  Here only
# leaves have points and a maximum, whole numbers of 10^-16; a policy multiplies
# the leaves beneath a criterion, and every criterion is the sum of its leaves.
# PAR_SCHEMES, PAR_AGENCIES and PAR_SEED make longer runs.
use strict;
use warnings;
use Math::BigInt;
use List::Util qw(shuffle);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $schemes = $ENV{PAR_SCHEMES} || 60;
my $agencies = $ENV{PAR_AGENCIES} || 40;    # of each scheme
my $seed = $ENV{PAR_SEED} || 766;

srand($seed);
END { diag("seed $seed") if $seed && ($? || !Test::More->builder->is_passing); }
sub one_of { return $_[ int(rand(@_)) ]; }
sub digits { return join('', map { int(rand(10)) } 1 .. $_[0]); }

# ---------------------------------------------------------------------------
# exact numbers

my $unit = Math::BigInt->new(10)->bpow(16);
my $zero = Math::BigInt->bzero;
my $one = Math::BigInt->bone;

# n / d, d > 0, rounded half away from zero, without trailing zeros
sub decimal
{
    my ($n, $d, $decimals) = @_;
    my $rounded = ($n->copy->babs * Math::BigInt->new(10)->bpow($decimals) * 2 + $d)->bdiv($d * 2);    # in scalar context, the quotient
    my $text = '0' x $decimals . $rounded->bstr;
    $text =~ s/^0+(?=\d{$decimals}\d)//;
    $text =~ s/(\d{$decimals})$/.$1/ if $decimals;
    $text =~ s/\.?0+$// if $decimals;
    return ($n->is_neg && $text ne '0' ? '-' : '') . $text;
}

# "1.25" in units
my %units;
sub units
{
    my ($whole, $part) = split /\./, $_[0];
    return $units{ $_[0] } ||= Math::BigInt->new($whole . substr(($part // '') . '0' x 16, 0, 16));
}

# ---------------------------------------------------------------------------
# policies

# points, maximum and the denominator of both, of leaves together
sub total
{
    my (%points, %max, %factor);
    for my $leaf (grep { $_->{applies} } @_)
    {
        my $factor = $leaf->{factor};
        $factor{$factor} = $factor;
        ($points{$factor} ||= $zero->copy)->badd($leaf->{points});
        ($max{$factor} ||= $zero->copy)->badd($leaf->{max});
    }
    my ($points, $max, $denominator) = ($zero, $zero, $one);
    for my $key (keys %factor)
    {
        my ($n, $d) = @{ $factor{$key} };
        $points = $points * $d + $points{$key} * $n * $denominator;
        $max = $max * $d + $max{$key} * $n * $denominator;
        $denominator = $denominator * $d;
    }
    return ($points, $max, $denominator);
}

# leaves times n / d
my $unstretched = [ $one, $one ];
sub stretch
{
    my ($n, $d, @leaves) = @_;
    my %stretched;
    for my $leaf (grep { $_->{applies} } @leaves)
    {
        my $factor = $leaf->{factor};
        $leaf->{factor} = $stretched{$factor} ||= do {
            my ($above, $below) = ($factor->[0] * $n, $factor->[1] * $d);
            my $divisor = Math::BigInt::bgcd($above, $below);
            [ $above / $divisor, $below / $divisor, $factor ];    # keeps the old one, whose address is a key
        };
    }
}

my %seen;    # what policies met

# the policies among siblings, after those among their children
sub settle
{
    my ($rows, @siblings) = @_;    # leaves with a row, beneath each criterion
    my (@applicable, %nominal);
    for my $sibling (grep { $rows->{ $_->{code} } } @siblings)
    {
        settle($rows, @{ $sibling->{children} });
        my @leaves = @{ $rows->{ $sibling->{code} } };
        my $kind = @{ $sibling->{children} } ? 'inner' : 'leaf';
        if (grep { $_->{applies} } @leaves)
        {
            push @applicable, \@leaves;
            next;
        }
        $seen{"$kind $sibling->{policy}"}++;
        if ($sibling->{policy} eq 'full')
        {
            @$_{qw(applies points)} = (1, $_->{max}) for @leaves;
            push @applicable, \@leaves;
        }
        elsif ($sibling->{policy} ne 'exclude')
        {
            ($nominal{ $sibling->{policy} } ||= $zero->copy)->badd($_->{max}) for @leaves;
        }
    }
    my @positive = grep { (total(@$_))[1] > 0 } @applicable;
    $seen{'nobody to take it'}++ if %nominal && !@positive;
    $seen{'a maximum of 0 beside'}++ if @positive && @positive < @applicable && %nominal;
    $seen{'share and rescale'}++ if @positive && $nominal{share_siblings} && $nominal{rescale_parent};
    return if !@positive;
    if (my $share = $nominal{share_siblings})
    {
        for my $leaves (@positive)
        {
            my (undef, $max, $denominator) = total(@$leaves);
            stretch($max * @positive + $share * $denominator, $max * @positive, @$leaves);
        }
    }
    if (my $rest = $nominal{rescale_parent})
    {
        my (undef, $max, $denominator) = total(map { @$_ } @positive);
        stretch($max + $rest * $denominator, $max, map { @$_ } @positive);
    }
}

# points, maximum, share and whether it applies, where there are rows
sub outcome
{
    my ($leaves) = @_;
    return ('\N') x 4 if !$leaves;
    return ('\N', '\N', '\N', 'f') if !grep { $_->{applies} } @$leaves;
    my ($points, $max, $denominator) = total(@$leaves);
    return (decimal($points, $denominator * $unit, 16), decimal($max, $denominator * $unit, 16), $max->is_zero ? '\N' : decimal($points, $max, 16), 't');
}

# the index to 16 significant digits or 4 decimals, and to 0, 2 and 16 decimals
sub indices
{
    my ($points, $max) = total(@_);    # over the same denominator
    return ('\N') x 4 if $max->is_zero;
    $points = $points * 100;
    my $size = $points->copy->babs;
    my $decimals = 15;
    if ($size >= $max)
    {
        $decimals = 16 - length(($size / $max)->bstr);
    }
    elsif (!$size->is_zero)
    {
        for (; $size < $max; $size->bmul(10)) { $decimals++; }
    }
    return map { decimal($points, $max, $_) } ($decimals < 4 ? 4 : $decimals, 0, 2, 16);
}

# ---------------------------------------------------------------------------
# schemes and agencies

sub maximum
{
    my ($zeros) = @_;
    return one_of('0', '0.00') if rand() < $zeros;
    return int(rand(10)) . '.' . digits(16) if rand() < 0.08;
    return 1 + int(rand(9)) . digits(24) . one_of('', '.' . digits(3)) if rand() < 0.04;
    my $decimals = one_of(0, 0, 1, 2, 3, 4);
    return int(rand(20)) . ($decimals ? '.' . digits($decimals) : '');
}

# a criterion and all beneath it; the first child of each goes as deep as the scheme
sub criterion
{
    my ($style, $code, $parent, $deeper, $deepest) = @_;
    my $self = { code => $code, parent => $parent, children => [], written => one_of(@{ $style->{policies} }) };
    $self->{policy} = $self->{written} eq '\N' ? 'exclude' : $self->{written};
    $self->{level} = 1 + ($code =~ tr/.//);
    my $children = $deeper == 0 || !($deepest || rand() < 0.6) ? 0 : rand() < 0.05 ? 11 : one_of(1, 2, 2, 3);
    $self->{children} = [ map { criterion($style, "$code.$_", $code, $children > 3 ? 0 : $deeper - 1, $deepest && $_ == 1) } 1 .. $children ];
    $self->{nodes} = [ $self, map { @{ $_->{nodes} } } @{ $self->{children} } ];
    if ($children)
    {
        $self->{leaves} = [ map { @{ $_->{leaves} } } @{ $self->{children} } ];
        my $sum = Math::BigInt->bzero;
        $sum->badd(units($_->{max})) for @{ $self->{leaves} };
        $self->{max} = rand() < 0.5 ? '\N' : decimal($sum, $unit, 16);
        return $self;
    }
    $self->{leaves} = [$self];
    $self->{max} = maximum($style->{zeros});
    my $max = units($self->{max});
    $self->{usual} = [ '0', $self->{max}, map { decimal($max * $_->[0], $unit * $_->[1], $_->[2]) } [ 1, 3, 16 ], [ 2, 7, 16 ], [ 1, 2, 16 ], [ 3, 4, 4 ], [ 5, 8, 2 ], [ 1, 10, 1 ], [ 99, 100, 16 ] ];
    $self->{unusual} = [ map { decimal($max * $_->[0] + $unit * $_->[1], $unit * 3, 16) } [ -1, 0 ], [ -3, -1 ], [ 0, -1 ], [ 4, 1 ], [ 9, 0 ], [ 300, 3 ] ];
    return $self;
}

my @policies = qw(exclude full share_siblings rescale_parent \N);
my %file = map { $_ => '' } qw(criterion mark node index);
my ($nodes, $marks, $indices) = (0, 0, 0);
for my $scheme (1 .. $schemes)
{
    my $style = {
        policies => $scheme % 6 == 0 ? [ 'exclude', '\N' ] : rand() < 0.3 ? [ one_of(@policies), one_of(@policies) ] : \@policies,
        zeros => one_of(0, 0.05, 0.05, 0.5) };
    my $depth = 1 + $scheme % 5;
    my @roots = map { criterion($style, $_, '\N', $depth - 1, $_ == 1) } 1 .. 1 + int(rand(4));
    my @nodes = map { @{ $_->{nodes} } } @roots;
    my @leaves = map { @{ $_->{leaves} } } @roots;
    $file{criterion} .= join("\t", $scheme, @$_{qw(code parent max written)}) . "\n" for shuffle(@nodes);
    for my $agency (1 .. $agencies)
    {
        # what becomes of each leaf: most agencies have a few exceptions, some consist of them
        my $absent = one_of(0, 0, 0.1, 0.5);
        my $waived = $agency % 20 == 0 ? 1 : one_of(0, 0.1, 0.3, 0.6, 0.9);
        my $unscored = one_of(0, 0.1, 0.3);
        my $unusual = one_of(0, 0, 0.1, 0.5);
        my %way = map { $_->{code} => rand() < $absent ? 'absent' : rand() < $waived ? 'waived' : 'scored' } @leaves;
        for (1 .. one_of(0, 0, 1, 2))
        {
            my $way = one_of('absent', 'waived', 'waived', 'scored');
            $way{ $_->{code} } = $way for @{ one_of(@nodes)->{leaves} };
        }
        my (%rows, @rows);
        for my $leaf (@leaves)
        {
            my $way = $way{ $leaf->{code} };
            next if $way eq 'absent';
            my $points = rand() < $unscored ? '\N' : one_of(@{ $leaf->{ rand() < $unusual ? 'unusual' : 'usual' } });
            my $written = $way eq 'waived' ? 'f' : one_of('t', 't', 't', '\N');
            $file{mark} .= join("\t", ++$marks, $scheme, $agency, $leaf->{code}, $points, $written) . "\n";
            my $row = {
                applies => $way eq 'scored', max => units($leaf->{max}),
                points => $points eq '\N' ? $zero : units($points), factor => $unstretched };
            push @rows, $row;
            # beneath itself and each criterion above it
            my $code = $leaf->{code};
            do { push @{ $rows{$code} }, $row; } while ($code =~ s/\.\d+$//);
        }
        next if !@rows;
        settle(\%rows, @roots);
        my $place = 0;
        for my $node (@nodes)
        {
            $file{node} .= join("\t", $scheme, $agency, @$node{qw(code parent level)}, ++$place, outcome($rows{ $node->{code} })) . "\n";
            $nodes++;
        }
        $file{index} .= join("\t", $scheme, $agency, indices(@rows)) . "\n";
        $indices++;
    }
}

# ---------------------------------------------------------------------------
# the same by the extension

my $dir = PostgreSQL::Test::Utils::tempdir;
my $server = PostgreSQL::Test::Cluster->new('main');
$server->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$server->start;
append_to_file("$dir/$_", $file{$_}) for keys %file;
$server->safe_psql('postgres', qq(
    CREATE EXTENSION par_index;
    CREATE TABLE criterion (scheme int, code text, parent text, max_points numeric, not_applicable text);
    CREATE TABLE mark (id int, scheme int, agency int, criterion text, points numeric, applicable bool);
    CREATE TABLE part (LIKE mark) PARTITION BY HASH (criterion);
    CREATE TABLE part0 PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 0);
    CREATE TABLE part1 PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 1);
    CREATE TABLE part2 PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 2);
    -- what is expected, as text
    CREATE TABLE node (scheme int, agency int, criterion text, parent text, level text, place text, points text, max_points text, share text, applicable text);
    CREATE TABLE index (scheme int, agency int, best text, whole text, hundredths text, finest text);
    COPY criterion FROM '$dir/criterion';
    COPY mark FROM '$dir/mark';
    COPY node FROM '$dir/node';
    COPY index FROM '$dir/index';
    CREATE TABLE scheme AS SELECT scheme, par.point_tree(code, parent, max_points, not_applicable) AS tree FROM criterion GROUP BY scheme;
    ALTER TABLE scheme ADD PRIMARY KEY (scheme);
    CREATE FUNCTION tree_of(wanted int) RETURNS par.point_tree LANGUAGE plpgsql STABLE PARALLEL SAFE AS
        \$\$ BEGIN RETURN (SELECT tree FROM scheme WHERE scheme = wanted); END \$\$;
    -- groups look few, which makes partial ones cheap
    ALTER TABLE mark ALTER scheme SET (n_distinct = 1), ALTER agency SET (n_distinct = 1);
    ALTER TABLE part ALTER scheme SET (n_distinct_inherited = 1), ALTER agency SET (n_distinct_inherited = 1);
    ALTER TABLE part0 ALTER scheme SET (n_distinct = 1), ALTER agency SET (n_distinct = 1);
    ALTER TABLE part1 ALTER scheme SET (n_distinct = 1), ALTER agency SET (n_distinct = 1);
    ALTER TABLE part2 ALTER scheme SET (n_distinct = 1), ALTER agency SET (n_distinct = 1);
    INSERT INTO part SELECT * FROM mark;
    ANALYZE;
));

# a table of sums gives what is expected; what does not is shown, the smallest first
sub gives_the_same
{
    my ($sums, $how) = @_;
    is($server->safe_psql('postgres', qq(
        SELECT scheme, agency, criterion, 'expected', e, 'got', g, sum::text
        FROM (SELECT s.scheme, s.agency, n.criterion, sum, (n.parent, level::text, place::text, trim_scale(points)::text, trim_scale(max_points)::text, trim_scale(share)::text, left(applicable::text, 1))::text AS g
              FROM $sums s, par.point_nodes(sum) WITH ORDINALITY n(criterion, parent, level, points, max_points, share, applicable, place)) got
        FULL JOIN (SELECT scheme, agency, criterion, (parent, level, place, points, max_points, share, applicable)::text AS e FROM node) expected
            USING (scheme, agency, criterion)
        WHERE g IS DISTINCT FROM e ORDER BY length(sum::text), scheme, agency, criterion LIMIT 3)), '', "$how: all criteria");
    is($server->safe_psql('postgres', qq(
        SELECT scheme, agency, 'expected', e, 'got', g, sum::text
        FROM (SELECT scheme, agency, sum, (trim_scale(par.point_index(sum))::text, trim_scale(par.point_index(sum, 0))::text,
                                           trim_scale(par.point_index(sum, 2))::text, trim_scale(par.point_index(sum, 16))::text)::text AS g FROM $sums) got
        FULL JOIN (SELECT scheme, agency, (best, whole, hundredths, finest)::text AS e FROM index) expected USING (scheme, agency)
        WHERE g IS DISTINCT FROM e ORDER BY length(sum::text), scheme, agency LIMIT 3)), '', "$how: all indices");
}

# sums by a query under settings, and the plan of it
sub sums_by
{
    my ($sums, $settings, $query) = @_;
    return $server->safe_psql('postgres', "$settings; CREATE TABLE $sums AS $query; EXPLAIN (COSTS OFF) $query");
}

my $from_marks = 'SELECT scheme, agency, par.point_sum(tree, criterion, points, applicable) AS sum FROM mark JOIN scheme USING (scheme) GROUP BY scheme, agency';
sums_by('plain', 'SET max_parallel_workers_per_gather = 0', $from_marks);
note("$nodes criteria of $indices agencies, from $marks rows");
is($server->safe_psql('postgres', 'SELECT (SELECT count(*) FROM plain), (SELECT count(*) FROM node), (SELECT count(*) FROM mark)'), "$indices|$nodes|$marks",
    "$indices agencies of seed $seed");
is(join(', ', grep { !$seen{$_} } (map { ("leaf $_", "inner $_") } grep { $_ ne '\N' } @policies), 'nobody to take it', 'a maximum of 0 beside', 'share and rescale'), '', 'each policy is met in each way');
gives_the_same('plain', 'in one process');

is($server->safe_psql('postgres', q(
    SELECT scheme, agency, par.point_index(sum), index, sum::text
    FROM (SELECT scheme, agency, par.index(coalesce(m.points, 0), c.max_points) FILTER (WHERE applicable IS NOT FALSE) AS index
          FROM mark m JOIN criterion c USING (scheme) WHERE c.code = m.criterion AND NOT EXISTS (
              SELECT FROM criterion o WHERE o.scheme = c.scheme AND o.not_applicable <> 'exclude') GROUP BY scheme, agency) plain_index
    JOIN plain USING (scheme, agency) WHERE par.point_index(sum) IS DISTINCT FROM index ORDER BY length(sum::text) LIMIT 3)), '', 'where all is excluded, the index is that of par.index');

like(sums_by('parallel', 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2', $from_marks),
    qr/Finalize.*Aggregate.*Gather.*Partial.*Aggregate.*Parallel/s, 'a parallel plan');
gives_the_same('parallel', 'in parallel');

like(sums_by('parted', 'SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0', 'SELECT scheme, agency, par.point_sum(tree_of(scheme), criterion, points, applicable) AS sum FROM part GROUP BY scheme, agency'),
    qr/Finalize.*Aggregate.*Append.*Partial.*Aggregate.*part0.*Partial.*part1.*Partial.*part2/s, 'a plan by partition');
gives_the_same('parted', 'by partition');

sums_by('reversed', 'SET max_parallel_workers_per_gather = 0', 'SELECT scheme, agency, par.point_sum(tree, criterion, points, applicable ORDER BY id DESC) AS sum FROM mark JOIN scheme USING (scheme) GROUP BY scheme, agency');
gives_the_same('reversed', 'rows in reverse');

$server->safe_psql('postgres', qq(
    CREATE TABLE from_text AS SELECT scheme, agency, sum::text::par.point_sum AS sum, tree::text::par.point_tree AS tree FROM plain JOIN scheme USING (scheme);
    CREATE TABLE from_binary (LIKE from_text);
    COPY (SELECT scheme, agency, sum, tree FROM plain JOIN scheme USING (scheme)) TO '$dir/binary' (FORMAT binary);
    COPY from_binary FROM '$dir/binary' (FORMAT binary)));
for my $form ('text', 'binary')
{
    gives_the_same("from_$form", "by way of the $form form");
    is($server->safe_psql('postgres', qq(SELECT count(*) FROM from_$form f JOIN scheme s USING (scheme) WHERE f.tree = s.tree AND f.tree::text = s.tree::text)),
        $indices, 'and the trees');
}

$server->stop;
done_testing();
