# par_index: administrative-reform indices in PostgreSQL
#
#   make demo     rank real agencies from raw counts, in a throw-away cluster
#   make test     all tests, in a throw-away cluster
#   make bench    the measured goals, as ratios against plain SQL
#   make install  into the PostgreSQL that PG_CONFIG names

EXTENSION = par_index
EXTVERSION = 1.0

MODULE_big = par_index
OBJS = \
	src/agreement_agg.o \
	src/column.o \
	src/decimal.o \
	src/distribution.o \
	src/double_double.o \
	src/draws.o \
	src/fraction.o \
	src/impute.o \
	src/index_agg.o \
	src/interval.o \
	src/literal.o \
	src/mean_agg.o \
	src/name_table.o \
	src/par_index.o \
	src/params.o \
	src/random.o \
	src/rank_intervals.o \
	src/ranking.o \
	src/reliability.o \
	src/rescale.o \
	src/robustness.o \
	src/rollup.o \
	src/rollup_rows.o \
	src/rule_bands.o \
	src/rule_breakpoints.o \
	src/rule_cases.o \
	src/rule_check.o \
	src/rule_compare.o \
	src/rule_compile.o \
	src/rule_declare.o \
	src/rule_eval.o \
	src/rule_form.o \
	src/rule_parse.o \
	src/rule_print.o \
	src/rule_region.o \
	src/rule_table.o \
	src/rule_type.o \
	src/rule_witness.o \
	src/scorecard.o \
	src/survey.o \
	src/survey_type.o \
	src/treat.o \
	src/tree.o \
	src/tree_type.o \
	src/weight_stability.o

# released upgrade scripts, and the install script made from its parts
DATA = $(wildcard $(srcdir)/sql/*--*--*.sql)
DATA_built = sql/$(EXTENSION)--$(EXTVERSION).sql

# exact results must not hang on fused operations
PG_CFLAGS = -ffp-contract=off

# products of matrices are for vector registers
src/draws.o: CFLAGS += $(CFLAGS_UNROLL_LOOPS) $(CFLAGS_VECTORIZE) $(CFLAGS_VECTOR)

# setup comes first: the others stand on it
REGRESS = setup $(filter-out setup,$(patsubst $(srcdir)/test/sql/%.sql,%,$(sort $(wildcard $(srcdir)/test/sql/*.sql))))
REGRESS_OPTS = --inputdir=$(srcdir)/test

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)

# a registry, and with it writers at the same time, needs PostgreSQL 15
ifneq ($(filter 13 14,$(firstword $(subst ., ,$(word 2,$(shell $(PG_CONFIG) --version 2>/dev/null))))),)
REGRESS := $(filter-out registry_%,$(REGRESS))
else
ISOLATION = setup $(filter-out setup,$(patsubst $(srcdir)/test/isolation/specs/%.spec,%,$(sort $(wildcard $(srcdir)/test/isolation/specs/*.spec))))
ISOLATION_OPTS = --inputdir=$(srcdir)/test/isolation
endif

TAP_TESTS = 1
PROVE_TESTS = $(srcdir)/test/t/*.pl

EXTRA_CLEAN = results regression.diffs regression.out output_iso tmp_check tmp_check_iso log

ifneq ($(PGXS),)
include $(PGXS)

sql/$(EXTENSION)--$(EXTVERSION).sql: $(sort $(wildcard $(srcdir)/sql/parts/*.sql))
	@mkdir -p $(@D)
	cat $^ > $@

$(OBJS): $(wildcard $(srcdir)/src/*.h)
endif

# These find or install what they need by themselves, so they work before
# PGXS is there.
.PHONY: demo test bench

demo test bench:
	@PG_CONFIG="$(PG_CONFIG)" "$(dir $(abspath $(firstword $(MAKEFILE_LIST))))test/run" $@
