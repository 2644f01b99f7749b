/*-------------------------------------------------------------------------
 *
 * fuzz.c
 *	  libFuzzer within a backend of its own.
 *
 * What is linked with this and built with -fsanitize=fuzzer-no-link tells the fuzzer which
 * of its branches an input has taken.  An input is refused, with an error of a user, or
 * taken.  Anything else is a finding: a crash, an assertion, an error of class XX, undefined
 * behaviour, and what types.c and rules.c find untrue.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <signal.h>

#include "catalog/pg_type.h"
#include "libpq/pqsignal.h"
#include "storage/ipc.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "fuzz.h"

extern int	LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback) (const uint8_t *data, size_t size));

FuzzState	fuzz_state;

void
FuzzFind(const char *what)
{
	fprintf(stderr, "FINDING: %s\n", what);	/* the log of the server */
	abort();
}

/* An error of a user is what a refusal is; others are findings. */
void
FuzzTakeError(void)
{
	ErrorData  *error;

	MemoryContextSwitchTo(fuzz_state.context);
	error = CopyErrorData();
	FlushErrorState();
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INTERNAL_ERROR)
		FuzzFind(error->message);
}

int
FuzzGuard(FuzzTry attempt, const uint8_t *data, size_t size)
{
	MemoryContext caller = MemoryContextSwitchTo(fuzz_state.context);

	fuzz_state.tried++;
	PG_TRY();
	{
		if (attempt((const char *) data, (int) size))
			fuzz_state.taken++;
	}
	PG_CATCH();
	{
		FuzzTakeError();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	MemoryContextReset(fuzz_state.context);
	return 0;
}

/* at the end, which libFuzzer makes by exit(): a finding comes to no such end */
static void
WriteReport(int code, Datum path)
{
	FILE	   *file;

	if (code > 0)
		return;
	file = fopen(DatumGetCString(path), "w");
	if (file == NULL)
		return;
	fprintf(file, "%llu tried, %llu taken\n", (unsigned long long) fuzz_state.tried, (unsigned long long) fuzz_state.taken);
	fclose(file);
}

/* report: the file for how many inputs were tried and taken; arguments: of libFuzzer */
void
FuzzRun(text *report, ArrayType *arguments, int (*callback) (const uint8_t *data, size_t size))
{
	Datum	   *texts;
	int			ntexts;
	char	  **argv;

	fuzz_state.context = AllocSetContextCreate(TopMemoryContext, "fuzz", ALLOCSET_DEFAULT_SIZES);
	deconstruct_array(arguments, TEXTOID, -1, false, TYPALIGN_INT, &texts, NULL, &ntexts);
	argv = palloc0(sizeof(char *) * (ntexts + 2));
	argv[0] = "fuzz";
	for (int i = 0; i < ntexts; i++)
		argv[i + 1] = TextDatumGetCString(texts[i]);
	ntexts++;
	on_proc_exit(WriteReport, CStringGetDatum(MemoryContextStrdup(TopMemoryContext, text_to_cstring(report))));
	pqsignal(SIGALRM, SIG_DFL);	/* or libFuzzer would leave it to the server */
	LLVMFuzzerRunDriver(&ntexts, &argv, callback);
}
