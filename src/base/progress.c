/*-------------------------------------------------------------------------
 *
 * progress.c
 *	  How far a long call is, told to who runs it and to who looks.
 *
 * Who runs it is told by a notice at intervals.  Others read it in pg_stat_activity, as the
 * application_name of the session: what is written to a table is not seen before it is
 * committed, and the views of PostgreSQL's own progress are for its own commands.  The
 * setting application_name stays as it is, and with it what the log of a registry writes
 * down; what is shown is that again once the call ends, or fails.  Of a call that is done at
 * once nothing is shown.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "base/compat.h"
#include "base/progress.h"

PG_FUNCTION_INFO_V1(progress_step);
PG_FUNCTION_INFO_V1(progress_end);

/* how often is shown, unless there are notices more often; things done before the clock is looked at */
#define SHOW_INTERVAL_MS	200
#define CLOCK_EVERY			64

#define NAME_LENGTH			120

bool		progress_at_work = false;

static int	notice_interval = 10000;

static struct
{
	char		call[NAME_LENGTH];
	char		step[NAME_LENGTH];
	int64		done;
	int64		total;			/* 0: not known */
	int64		unseen;			/* done since the clock was looked at */
	int			nest_level;		/* of the transaction in which it began */
	bool		is_shown;
	TimestampTz shown_at;		/* or when it began */
	TimestampTz noticed_at;
}			progress;

static void
Describe(char *text, size_t size, bool is_short)
{
	int			used = snprintf(text, size, "%s%s", is_short ? "par_index: " : "", progress.call);

	if (progress.step[0] != '\0' && used < (int) size)
		used += snprintf(text + used, size - used, ", %s", progress.step);
	if (used >= (int) size || (progress.total == 0 && progress.done == 0))
		return;
	if (progress.total == 0)
		snprintf(text + used, size - used, ": " INT64_FORMAT, progress.done);
	else if (is_short)
		snprintf(text + used, size - used, ": %d %%",
				 (int) (100.0 * Min(progress.done, progress.total) / progress.total));
	else
		snprintf(text + used, size - used, ": " INT64_FORMAT " of " INT64_FORMAT, Min(progress.done, progress.total),
				 progress.total);
}

/* in ASCII: databases of other encodings read it as well */
static void
Show(TimestampTz now)
{
	char		text[2 * NAME_LENGTH + 60];
	char	   *end = text;

	progress.shown_at = now;
	progress.is_shown = true;
	Describe(text, sizeof(text), true);
	for (const char *c = text; *c != '\0';)
	{
		int			length = pg_mblen(c);

		*end++ = IS_HIGHBIT_SET(*c) ? '?' : *c;
		c += length;
	}
	*end = '\0';
	pgstat_report_appname(text);
}

static void
Stop(void)
{
	progress_at_work = false;
	if (progress.is_shown)
		pgstat_report_appname(application_name != NULL ? application_name : "");
}

static void
TransactionEnds(XactEvent event, void *argument)
{
	(void) argument;
	if (progress_at_work && event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PARALLEL_PRE_COMMIT && event != XACT_EVENT_PRE_PREPARE)
		Stop();
}

static void
SubtransactionEnds(SubXactEvent event, SubTransactionId id, SubTransactionId parent, void *argument)
{
	(void) id;
	(void) parent;
	(void) argument;
	if (!progress_at_work || progress.nest_level < GetCurrentTransactionNestLevel())
		return;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		Stop();
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		progress.nest_level--;
}

static void
SetName(char *name, const char *value)
{
	int			length = pg_mbcliplen(value, strlen(value), NAME_LENGTH - 1);

	memcpy(name, value, length);
	name[length] = '\0';
}

void
DefineProgress(void)
{
	DefineCustomIntVariable("par.notice_interval", "Time between notices of how far a long call is.",
							"0: none.", &notice_interval, 10000, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	RegisterXactCallback(TransactionEnds, NULL);
	RegisterSubXactCallback(SubtransactionEnds, NULL);
}

void
ProgressStep(const char *call, const char *step, int64 total)
{
	TimestampTz now = GetCurrentTimestamp();

	if (!progress_at_work)
	{
		SetName(progress.call, call);
		progress.nest_level = GetCurrentTransactionNestLevel();
		progress.is_shown = false;
		progress.shown_at = progress.noticed_at = now;
		progress_at_work = true;
	}
	SetName(progress.step, step);
	progress.done = progress.unseen = 0;
	progress.total = Max(total, 0);
	ProgressCount(0);
}

void
ProgressEnd(const char *call)
{
	char		name[NAME_LENGTH];

	SetName(name, call);
	if (progress_at_work && strcmp(progress.call, name) == 0)
		Stop();
}

void
ProgressCount(int64 things)
{
	TimestampTz now;

	progress.done += things;
	progress.unseen += things;
	if (things > 0 && progress.unseen < CLOCK_EVERY && progress.done != 1)
		return;
	progress.unseen = 0;
	now = GetCurrentTimestamp();
	if (TimestampDifferenceExceeds(progress.shown_at, now, notice_interval > 0 ? Min(notice_interval, SHOW_INTERVAL_MS) : SHOW_INTERVAL_MS))
		Show(now);
	if (notice_interval > 0 && TimestampDifferenceExceeds(progress.noticed_at, now, notice_interval))
	{
		char		text[2 * NAME_LENGTH + 60];

		progress.noticed_at = now;
		Describe(text, sizeof(text), false);
		ereport(NOTICE, (errmsg_internal("%s", text)));
	}
}

/* call, step, total */
Datum
progress_step(PG_FUNCTION_ARGS)
{
	if (!PG_ARGISNULL(0))
		ProgressStep(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_ARGISNULL(1) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(1)),
					 PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2));
	PG_RETURN_VOID();
}

/* call */
Datum
progress_end(PG_FUNCTION_ARGS)
{
	if (!PG_ARGISNULL(0))
		ProgressEnd(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	PG_RETURN_VOID();
}
