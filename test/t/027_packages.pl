# The package of Debian is built twice in different folders, byte for byte the same, without an error of
# lintian; what is in it works from where the package puts it.  What PGXN reads names what there is.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;
use Cwd qw(getcwd);
use JSON::PP;

my $meta = decode_json(slurp_file('META.json'));
my $control = slurp_file('par_index.control');
my ($version) = $control =~ /^default_version = '(.*)'/m;
like($meta->{version}, qr/^\Q$version\E\.\d+$/, 'META.json has the version of the extension');
is_deeply([ grep { !defined $meta->{$_} } qw(name abstract description version maintainer license provides meta-spec prereqs tags) ], [], 'and whatever PGXN asks for');
is($meta->{'meta-spec'}{version}, '1.0.0', 'by its specification');
is($meta->{provides}{par_index}{version}, $meta->{version}, 'of the extension too');
ok(-f $meta->{provides}{par_index}{$_}, "$_ is there") for 'file', 'docfile';
like(slurp_file('CHANGELOG.md'), qr/^## \[(?:Unreleased\] \()?\Q$version\E/m, 'the changelog begins with it');
my ($debian) = slurp_file('debian/changelog') =~ /^par-index \((.*?)-\d+\)/ or die 'no version';
is($debian, $meta->{version}, 'and the package has it');
like(slurp_file('rpm/par_index.spec'), qr/^Version: +\Q$meta->{version}\E$/m, 'that for RPM too');

my $major = (run_command([ $ENV{PG_CONFIG} // 'pg_config', '--version' ]))[0] =~ s/^PostgreSQL (\d+).*/$1/rs;
my @missing = grep { system("command -v $_ >/dev/null 2>&1") != 0 } 'dpkg-buildpackage', 'dh', 'lintian', 'pg_buildext';
push @missing, 'dh --with pgxs_loop' unless grep { -f "$_/Debian/Debhelper/Sequence/pgxs_loop.pm" } @INC;
my $supported = @missing ? '' : (run_command([ 'pg_buildext', 'supported-versions' ]))[0];
SKIP:
{
    skip "not installed: @missing", 1 if @missing;
    skip "packages are for PostgreSQL $supported, this is $major", 1 if $supported ne $major;

    # a folder as a checkout has it
    my $here = getcwd();
    my @packages;
    for my $folder ('a', 'b/longer')
    {
        my $at = PostgreSQL::Test::Utils::tempdir_short() . "/$folder";
        my $log = "$at/log";
        system_or_bail('mkdir', '-p', "$at/par-index");
        system_or_bail('sh', '-c', "tar -C '$here' --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude='./sql/par_index--*' --exclude='./tmp_check*' --exclude=./results"
            . " --exclude='./output_iso' --exclude='./regression.*' --exclude=./log --exclude=node_modules --exclude=./.git -cf - . | tar -C '$at/par-index' -xf -");
        my $built = system("cd '$at/par-index' && unset PG_CONFIG MAKEFLAGS MAKELEVEL && DEB_BUILD_PROFILES=nocheck DEB_BUILD_OPTIONS='nocheck noopt' dpkg-buildpackage -us -uc -b -d >'$log' 2>&1");
        is($built, 0, "the package is built in folder $folder") or diag(slurp_file($log));
        push @packages, [ $at, glob("$at/postgresql-$major-par-index_*.deb") ];
    }
    my ($at, $package) = @{ $packages[0] };
    is(system('cmp', $package, $packages[1][1]), 0, 'and is the same, byte for byte');
    my ($out, $err) = run_command([ 'lintian', '--fail-on', 'error', '--tag-display-limit', '0', glob("$at/*.changes") ]);
    unlike("$out$err", qr/^E: /m, 'lintian finds no error') or diag($out, $err);
    my ($list) = run_command([ 'dpkg-deb', '-c', $package ]);
    like($list, qr{ \./\Q$_\E$}m, "it brings $_")
        for "usr/lib/postgresql/$major/lib/par_index.so", "usr/share/postgresql/$major/extension/par_index--$version.sql", "usr/share/postgresql/$major/extension/par_index.control",
        map { "usr/share/doc/postgresql-doc-$major/extension/par_index/$_" } 'README.md', 'doc/registry.md', 'doc/official.md', 'doc/report.png', 'examples/registry.sql', 'examples/jobs/crontab';
    ($out) = run_command([ 'dpkg-deb', '-f', $package, 'Depends' ]);
    like($out, qr/postgresql-$major\b.*libc6/, 'and asks for the server');

    # as autopkgtest does: a cluster of its own, and the extension from where the package has it
    is(system(qq(cd '$at/par-index' && unset PG_CONFIG MAKEFLAGS MAKELEVEL PGHOST PGPORT && pg_buildext -m "TAP_TESTS= ISOLATION= REGRESS=setup" installcheck . . postgresql-%v-par-index >'$at/log' 2>&1)), 0, 'it works')
        or diag(slurp_file("$at/log"));
}
done_testing();
