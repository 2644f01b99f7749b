# par_index: administrative-reform indices in PostgreSQL
#
#   make demo     rank real agencies from raw counts, in a throw-away cluster, and report on them
#                 (REPORT=folder)
#   make screenshots  doc/report.png, the first page of that report
#   make reference  doc/reference.md, from the comments of the objects
#   make test     all tests, in a throw-away cluster
#   make coverage  lines of src/ that the tests run, by file
#   make fuzz     the types, by libFuzzer (SECONDS_OF_FUZZ=600)
#   make load     fifty officers at work, two appraisers, a dashboard (SECONDS_OF_LOAD=600)
#   make bench    the measured goals, as ratios against plain SQL
#   make freeze   the install script, which a release never changes (doc/releases.md)
#   make install  into the PostgreSQL that PG_CONFIG names

EXTENSION = par_index
EXTVERSION = 1.0

MODULE_big = par_index
OBJS = \
	src/par_index.o \
	src/base/double_double.o \
	src/base/fields.o \
	src/base/hierarchy.o \
	src/base/literal.o \
	src/base/name_table.o \
	src/base/params.o \
	src/base/progress.o \
	src/base/random.o \
	src/base/ranking.o \
	src/base/spelling.o \
	src/exact/agreement_agg.o \
	src/exact/decimal.o \
	src/exact/fraction.o \
	src/exact/index_agg.o \
	src/exact/point_policy.o \
	src/exact/point_sum.o \
	src/exact/point_tree.o \
	src/rule/bands.o \
	src/rule/compile.o \
	src/rule/eval.o \
	src/rule/parse.o \
	src/rule/print.o \
	src/rule/support.o \
	src/rule/type.o \
	src/analysis/atom.o \
	src/analysis/axis.o \
	src/analysis/breakpoints.o \
	src/analysis/cases.o \
	src/analysis/check.o \
	src/analysis/compare.o \
	src/analysis/declare.o \
	src/analysis/explain.o \
	src/analysis/expression.o \
	src/analysis/form.o \
	src/analysis/interval.o \
	src/analysis/perform.o \
	src/analysis/region.o \
	src/analysis/relate.o \
	src/analysis/rows.o \
	src/analysis/slices.o \
	src/analysis/table.o \
	src/analysis/witness.o \
	src/analysis/words.o \
	src/chart/axis.o \
	src/chart/bands.o \
	src/chart/bars.o \
	src/chart/chart.o \
	src/chart/heatmap.o \
	src/chart/intervals.o \
	src/chart/label.o \
	src/chart/lines.o \
	src/chart/palette.o \
	src/chart/radar.o \
	src/chart/rows.o \
	src/chart/scale.o \
	src/composite/column.o \
	src/composite/correlations.o \
	src/composite/draws.o \
	src/composite/impute.o \
	src/composite/leave_one_out.o \
	src/composite/rank_intervals.o \
	src/composite/reliability.o \
	src/composite/rescale.o \
	src/composite/rollup.o \
	src/composite/rollup_rows.o \
	src/composite/scorecard.o \
	src/composite/treat.o \
	src/composite/tree.o \
	src/composite/tree_type.o \
	src/composite/weight_stability.o \
	src/registry/actor.o \
	src/registry/ask.o \
	src/registry/assessment.o \
	src/registry/context.o \
	src/registry/declared.o \
	src/registry/feed.o \
	src/registry/leaves.o \
	src/registry/log.o \
	src/registry/log_commit.o \
	src/registry/log_table.o \
	src/registry/mode.o \
	src/registry/row_json.o \
	src/registry/tally.o \
	src/registry/written.o \
	src/statistics/distribution.o \
	src/statistics/mean_agg.o \
	src/statistics/survey_agg.o \
	src/statistics/survey_sum.o \
	src/words/catalogue.o \
	src/words/html_lines.o \
	src/words/language.o \
	src/words/message.o \
	src/words/say.o \
	$(EXTRA_OBJS)

# The install script made from its parts, and upgrade scripts to this version, which share the parts of
# registries.  What was released stands in sql/released, with checksums: upgrade scripts, which are still
# run, and install scripts, for the tests.
UPGRADES = $(patsubst $(srcdir)/sql/upgrades/%,sql/%,$(wildcard $(srcdir)/sql/upgrades/$(EXTENSION)--*--$(EXTVERSION).sql))
DATA_built = sql/$(EXTENSION)--$(EXTVERSION).sql $(UPGRADES)
DATA = $(filter-out %--$(EXTVERSION).sql,$(wildcard $(srcdir)/sql/released/$(EXTENSION)--*--*.sql))

# exact results must not hang on fused operations: these flags reach the
# bitcode for JIT too, PG_CFLAGS would not.  Nor may what is built on where
PG_CPPFLAGS = -I$(srcdir)/src -ffp-contract=off '-fdebug-prefix-map=$(CURDIR)=.' '-fdebug-prefix-map=$(abspath $(srcdir))=.'

# products of matrices are for vector registers
src/composite/correlations.o src/composite/draws.o: CFLAGS += $(CFLAGS_UNROLL_LOOPS) $(CFLAGS_VECTORIZE) $(CFLAGS_VECTOR)

# setup comes first: the others stand on it; make installcheck SKIP="..." leaves some out.
# Where the sources are is known once PGXS is there: nothing of this is expanded before
REGRESS = setup $(filter-out setup $(TOO_NEW) $(SKIP),$(patsubst $(srcdir)/test/sql/%.sql,%,$(sort $(wildcard $(srcdir)/test/sql/*.sql))))
REGRESS_OPTS = --inputdir=$(srcdir)/test

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)

# a registry, and with it writers at the same time, needs PostgreSQL 15
ifneq ($(filter 13 14,$(firstword $(subst ., ,$(word 2,$(shell $(PG_CONFIG) --version 2>/dev/null))))),)
TOO_NEW = registry_%
else
ISOLATION = setup $(filter-out setup,$(patsubst $(srcdir)/test/isolation/specs/%.spec,%,$(sort $(wildcard $(srcdir)/test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=$(srcdir)/test/isolation
endif

TAP_TESTS = 1
PROVE_TESTS = $(srcdir)/test/t/*.pl

EXTRA_CLEAN = sql/$(EXTENSION)--*.sql test/fuzz/*.o results regression.diffs regression.out output_iso tmp_check tmp_check_iso log

ifneq ($(PGXS),)
include $(PGXS)

# a line "@include FILE" is replaced by the file
sql/$(EXTENSION)--$(EXTVERSION).sql: $(sort $(wildcard $(srcdir)/sql/compute/*.sql)) $(sort $(wildcard $(srcdir)/sql/registry/*.sql)) $(wildcard $(srcdir)/sql/schemes/*.json)
	@mkdir -p $(@D)
	awk '$$1 == "@include" { file = "$(srcdir)/sql/" $$2; while ((more = (getline line < file)) > 0) print line; \
		if (more < 0) { print "no " file > "/dev/stderr"; exit 1 } close(file); next } { print }' $(filter %.sql,$^) > $@.new
	mv $@.new $@

# a line "@registry" is replaced by what builds registries in this version, in place of what did before
sql/$(EXTENSION)--%--$(EXTVERSION).sql: $(srcdir)/sql/upgrades/$(EXTENSION)--%--$(EXTVERSION).sql sql/$(EXTENSION)--$(EXTVERSION).sql
	awk 'NR == FNR { if (/^-- Registry: the yearly exercise/) inside = 1; \
			if (inside) { sub(/^CREATE FUNCTION par\./, "CREATE OR REPLACE FUNCTION par."); sub(/^CREATE PROCEDURE par\./, "CREATE OR REPLACE PROCEDURE par."); parts = parts $$0 "\n" } next } \
		$$1 == "@registry" { if (parts == "") { print "no part of registries" > "/dev/stderr"; exit 1 } printf "%s", parts; next } { print }' sql/$(EXTENSION)--$(EXTVERSION).sql $< > $@.new
	mv $@.new $@

# what CREATE EXTENSION and ALTER EXTENSION run is never changed once it is released
.PHONY: freeze
freeze: $(DATA_built)
	@if [ -n "$$(git -C '$(srcdir)' tag -l 'v$(EXTVERSION)*')" ]; then echo '$(EXTVERSION) is released' >&2; exit 1; fi
	cp $^ $(srcdir)/sql/released/
	cd $(srcdir)/sql/released && { grep -v -e '--$(EXTVERSION).sql$$' SHA256SUMS; sha256sum $(^F); } > SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS

$(OBJS): $(wildcard $(srcdir)/src/*/*.h $(srcdir)/test/fuzz/*.h)

# built elsewhere than where the sources are
ifdef VPATH
$(shell mkdir -p $(sort $(dir $(OBJS))))
endif

# documents and examples, as they stand to one another
documents = $(DESTDIR)$(docdir)/extension/$(EXTENSION)

install: install-documents
uninstall: uninstall-documents
.PHONY: install-documents uninstall-documents

install-documents:
	cd '$(srcdir)' && find README.md doc examples -type f ! -path '*/node_modules/*' ! -name .gitignore | while read -r file; do \
		$(MKDIR_P) "$(documents)/$$(dirname "$$file")" && $(INSTALL_DATA) "$$file" "$(documents)/$$file" || exit 1; \
	done

uninstall-documents:
	rm -rf '$(documents)'
endif

# These find or install what they need by themselves, so they work before
# PGXS is there.
.PHONY: demo screenshots reference test coverage fuzz load bench

demo screenshots reference test coverage fuzz load bench:
	@PG_CONFIG="$(PG_CONFIG)" "$(dir $(abspath $(firstword $(MAKEFILE_LIST))))test/run" $@
