/*-------------------------------------------------------------------------
 *
 * rank_intervals.c
 *	  How ranks spread under weights drawn at random: par.rank_intervals,
 *	  par.rank_acceptability and par.weight_draws.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/progress.h"
#include "base/ranking.h"
#include "composite/draws.h"
#include "composite/rollup_rows.h"

PG_FUNCTION_INFO_V1(scorecard_rank_intervals);
PG_FUNCTION_INFO_V1(scorecard_rank_acceptability);
PG_FUNCTION_INFO_V1(tree_weight_draws);

#define DEFAULT_DRAWS	1000
#define DEFAULT_NOISE	0.25
#define DEFAULT_SEED	1

/* limit of units x draws (54000): the ranks of all are kept */
#define MAX_RANKS		INT64CONST(200000000)

/* ---------- arguments ---------- */

static int
DrawsOf(FunctionCallInfo fcinfo, int argument)
{
	int			draws = PG_ARGISNULL(argument) ? DEFAULT_DRAWS : PG_GETARG_INT32(argument);

	if (draws < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of draws must be positive"),
				 errdetail("The value is %d.", draws)));
	return draws;
}

static double
NoiseOf(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? DEFAULT_NOISE : PG_GETARG_FLOAT8(argument);
}

static int64
SeedOf(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? DEFAULT_SEED : PG_GETARG_INT64(argument);
}

/* ---------- ranks of all draws ---------- */

/* The ranks that a unit had, and how often. */
typedef struct RankSpread
{
	int			draws;			/* in which it had a rank */
	int			min;
	int			max;
	double		mean;
	int		   *counts;			/* by rank */
} RankSpread;

/* the ranks of each unit in each draw: [unit][draw]; 0: none */
static int *
AllRanks(RankDraws *ranks, int draws)
{
	Size		nunits = ranks->rollup->nunits;
	int		   *all;
	int		   *some = palloc(sizeof(int) * nunits * DRAWS_AT_ONCE);

	if ((int64) nunits * draws > MAX_RANKS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many draws for so many units"),
				 errdetail("There are %d units and %d draws; the limit is " INT64_FORMAT " ranks.",
						   (int) nunits, draws, MAX_RANKS)));
	all = palloc(sizeof(int) * nunits * draws);
	ProgressStep("draws of ranks", "", draws);
	for (int first = 0; first < draws; first += DRAWS_AT_ONCE)
	{
		int			count = Min(DRAWS_AT_ONCE, draws - first);

		RankDrawsNext(ranks, count, some);
		ProgressAdd(count);
		for (Size u = 0; u < nunits; u++)
			for (int d = 0; d < count; d++)
				all[u * draws + first + d] = some[d * nunits + u];
	}
	ProgressEnd("draws of ranks");
	pfree(some);
	return all;
}

/* counts[] is zero before, and must be made so again */
static void
CountRanks(const int *ranks, int draws, RankSpread *spread)
{
	int64		sum = 0;

	spread->draws = 0;
	spread->min = PG_INT32_MAX;
	spread->max = 0;
	for (int d = 0; d < draws; d++)
	{
		if (ranks[d] == 0)
			continue;
		spread->draws++;
		spread->counts[ranks[d]]++;
		spread->min = Min(spread->min, ranks[d]);
		spread->max = Max(spread->max, ranks[d]);
		sum += ranks[d];
	}
	spread->mean = spread->draws > 0 ? (double) sum / spread->draws : 0;
}

static void
ClearCounts(RankSpread *spread)
{
	for (int r = spread->min; r <= spread->max; r++)
		spread->counts[r] = 0;
}

/* the quantile of Hyndman and Fan's type 7, as percentile_cont has it */
static double
RankQuantile(const RankSpread *spread, double probability)
{
	double		place = (spread->draws - 1) * probability;
	int64		below = (int64) floor(place);
	int64		passed = 0;
	int			rank = spread->min;
	int			next;

	while (passed + spread->counts[rank] <= below)
		passed += spread->counts[rank++];
	next = rank;
	if (passed + spread->counts[rank] == below + 1 && below + 1 < spread->draws)
		do
			next++;
		while (spread->counts[next] == 0);
	return rank + (place - below) * (next - rank);
}

/* ---------- par.rank_intervals ---------- */

/*
 * unit, nominal_rank, mean_rank, median_rank, rank_05, rank_95, min_rank,
 * max_rank
 */
Datum
scorecard_rank_intervals(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	int			draws = DrawsOf(fcinfo, 2);
	MissingMode missing = MissingModeOf(fcinfo, 7);
	int			decimals = DecimalsOf(fcinfo, 8);
	RankDraws	ranks;
	RankSpread	spread;
	const Scorecard *card;
	const Tree *tree;
	int		   *nominal;
	int		   *all;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	card = PG_GETARG_SCORECARD_P(0);
	tree = PG_GETARG_TREE_P(1);
	WeightDrawsInit(&ranks.draws, tree, PG_ARGISNULL(5) ? NULL : PG_GETARG_ARRAYTYPE_P(5),
					NoiseOf(fcinfo, 3), SeedOf(fcinfo, 4));
	if (card->nunits == 0)
		return (Datum) 0;
	ranks.rollup = RollupMake(card, tree, missing, NULL);
	ranks.vary_methods = !PG_ARGISNULL(6) && PG_GETARG_BOOL(6);
	ranks.decimals = decimals;
	nominal = palloc(sizeof(int) * (Size) card->nunits);
	RankValues(RollupValues(ranks.rollup, 0), card->nunits, decimals, nominal);
	RankDrawsInit(&ranks);
	all = AllRanks(&ranks, draws);

	spread.counts = palloc0(sizeof(int) * ((Size) card->nunits + 2));
	for (int u = 0; u < card->nunits; u++)
	{
		double		quantiles[3] = {0, 0, 0};
		Datum		values[8];
		bool		nulls[8] = {false};

		CountRanks(all + (Size) u * draws, draws, &spread);
		if (spread.draws > 0)
		{
			quantiles[0] = RankQuantile(&spread, 0.5);
			quantiles[1] = RankQuantile(&spread, 0.05);
			quantiles[2] = RankQuantile(&spread, 0.95);
		}
		values[0] = CStringGetTextDatum(ScorecardUnit(card, u));
		values[1] = Int32GetDatum(nominal[u]);
		nulls[1] = nominal[u] == 0;
		values[2] = ParFloat8Datum(&spread.mean);
		for (int q = 0; q < 3; q++)
			values[3 + q] = ParFloat8Datum(&quantiles[q]);
		values[6] = Int32GetDatum(spread.min);
		values[7] = Int32GetDatum(spread.max);
		for (int i = 2; i < 8; i++)
			nulls[i] = spread.draws == 0;
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		ClearCounts(&spread);
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

/* ---------- par.rank_acceptability ---------- */

/* unit, rank, share; ranks that a unit never had are left out */
Datum
scorecard_rank_acceptability(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	int			draws = DrawsOf(fcinfo, 2);
	RankDraws	ranks;
	RankSpread	spread;
	const Scorecard *card;
	const Tree *tree;
	int		   *all;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	card = PG_GETARG_SCORECARD_P(0);
	tree = PG_GETARG_TREE_P(1);
	WeightDrawsInit(&ranks.draws, tree, NULL, NoiseOf(fcinfo, 3), SeedOf(fcinfo, 4));
	if (card->nunits == 0)
		return (Datum) 0;
	ranks.rollup = RollupMake(card, tree, MISSING_NODE, NULL);
	ranks.vary_methods = false;
	ranks.decimals = UNROUNDED;
	RankDrawsInit(&ranks);
	all = AllRanks(&ranks, draws);

	spread.counts = palloc0(sizeof(int) * ((Size) card->nunits + 2));
	for (int u = 0; u < card->nunits; u++)
	{
		Datum		unit = CStringGetTextDatum(ScorecardUnit(card, u));

		CountRanks(all + (Size) u * draws, draws, &spread);
		for (int r = spread.min; r <= spread.max; r++)
		{
			double		share = (double) spread.counts[r] / draws;
			Datum		values[3] = {unit, Int32GetDatum(r), ParFloat8Datum(&share)};
			bool		nulls[3] = {false, false, false};

			if (spread.counts[r] > 0)
				tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		ClearCounts(&spread);
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}

/* ---------- par.weight_draws ---------- */

/* draw, node, weight */
Datum
tree_weight_draws(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = ParInitMaterializedSRF(fcinfo);
	int			count = DrawsOf(fcinfo, 1);
	WeightDraws draws;
	const Tree *tree;
	Datum	   *nodes;
	double	   *base;
	double	   *weights;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	tree = PG_GETARG_TREE_P(0);
	WeightDrawsInit(&draws, tree, PG_ARGISNULL(4) ? NULL : PG_GETARG_ARRAYTYPE_P(4),
					NoiseOf(fcinfo, 2), SeedOf(fcinfo, 3));
	nodes = NodeNames(tree);
	base = palloc(sizeof(double) * tree->nnodes);
	weights = palloc(sizeof(double) * tree->nnodes);
	for (int n = 0; n < tree->nnodes; n++)
		base[n] = weights[n] = tree->nodes[n].weight;

	for (int d = 1; d <= count; d++)
	{
		WeightDrawsNext(&draws, base, weights);
		for (int n = 1; n < tree->nnodes; n++)
		{
			Datum		values[3] = {Int32GetDatum(d), nodes[n], ParFloat8Datum(&weights[n])};
			bool		nulls[3] = {false, false, isinf(weights[n])};

			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
		CHECK_FOR_INTERRUPTS();
	}
	return (Datum) 0;
}
