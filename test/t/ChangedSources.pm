# A copy of the sources that is changed and built, and a server that runs what comes of it.
package ChangedSources;
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# a copy of the sources, with what was built of them
sub new
{
    my ($class) = @_;
    my $at = PostgreSQL::Test::Utils::tempdir;
    system_or_bail('sh', '-c', "tar --exclude='./tmp_check*' --exclude=./results --exclude='./output_iso*' --exclude='./regression.*' --exclude=./log -cf - . | tar -C '$at' -xf -");
    return bless { at => $at, headers => [] }, $class;
}

sub path { my ($self, $file) = @_; return "$self->{at}/$file"; }

# replaces a text that stands in a file once
sub edit
{
    my ($self, $file, $old, $new) = @_;
    my $text = slurp_file($self->path($file));
    is(() = $text =~ /\Q$old\E/g, 1, "$file has \"$old\" once");
    $text =~ s/\Q$old\E/$new/;
    unlink $self->path($file);
    append_to_file($self->path($file), $text);
}

# applies the blocks "diff" of a page
sub apply
{
    my ($self, $page, $text) = @_;
    while ($text =~ /^```diff\n(.*?)^```$/msg)
    {
        my $diff = $self->path('page.diff');
        unlink $diff;
        append_to_file($diff, $1);
        push @{ $self->{headers} }, slurp_file($diff) =~ m{^\+\+\+ b/(\S+\.h)$}mg;
        is(system("patch --batch --forward -p1 -d '$self->{at}' -i '$diff' >'$diff.log' 2>&1"), 0, "$page: a change of the sources applies") or diag(slurp_file("$diff.log"));
    }
}

# What was not changed is not compiled anew, also where it depends on a header that was only added to.
sub build
{
    my ($self) = @_;
    my $make = join ' ', 'make -s with_llvm=no', map { "-o $_" } @{ $self->{headers} };
    my $built = system("cd '$self->{at}' && unset MAKEFLAGS MAKELEVEL && $make all >build.log 2>&1 && $make DESTDIR='$self->{at}/dest' install >>build.log 2>&1");
    is($built, 0, 'the changed sources are built') or diag(slurp_file($self->path('build.log')));
    return $built == 0;
}

# The folder of extensions in what was built.
sub extensions
{
    my ($self) = @_;
    my ($share) = run_command([ $ENV{PG_CONFIG} // 'pg_config', '--sharedir' ]);
    return "$self->{at}/dest$share/extension";
}

# A server that finds what was built, or undef where servers cannot be told; one that is there says which settings there are.
sub server
{
    my ($self, $name, $there) = @_;
    my %paths = map { ($_ => 1) } split /\n/, $there->safe_psql('postgres', q(SELECT name FROM pg_settings WHERE name IN ('extension_destdir', 'extension_control_path')));
    return undef if !%paths;
    my $server = PostgreSQL::Test::Cluster->new($name);
    $server->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
    if ($paths{extension_destdir})
    {
        $server->append_conf('postgresql.conf', "extension_destdir = '$self->{at}/dest'");
    }
    else
    {
        my ($share, $lib) = map { (run_command([ $ENV{PG_CONFIG} // 'pg_config', $_ ]))[0] } '--sharedir', '--pkglibdir';
        $server->append_conf('postgresql.conf', "extension_control_path = '$self->{at}/dest$share:\$system'\ndynamic_library_path = '$self->{at}/dest$lib:\$libdir'");
    }
    $server->start;
    return $server;
}

1;
