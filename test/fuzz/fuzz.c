/*-------------------------------------------------------------------------
 *
 * fuzz.c
 *	  The types of par_index under libFuzzer, within a backend of its own.
 *
 * What is linked with this and built with -fsanitize=fuzzer-no-link tells the fuzzer which
 * of its branches an input has taken.  An input is a letter, T or B, and a value of the type
 * in text or in binary.  What reads it either refuses it, with an error of a user, or takes
 * it: then it is the same when it is written and read again, in text and in binary, and all
 * functions of the schema par that take such values alone, one or two, are called.
 *
 * Anything else is a finding: a crash, an assertion, an error of class XX, another value.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "storage/ipc.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

extern int	LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback) (const uint8_t *data, size_t size));

PG_FUNCTION_INFO_V1(fuzz);

/* A function that takes values of the type alone. */
typedef struct Taker
{
	FmgrInfo	function;
	int			narguments;
} Taker;

/* What is known of the type, for the one callback of the fuzzer. */
static struct
{
	Oid			type;
	FmgrInfo	input;
	FmgrInfo	output;
	FmgrInfo	receive;
	FmgrInfo	send;
	Oid			parameter;		/* of input and receive */
	Taker	   *takers;
	int			ntakers;
	MemoryContext context;		/* of one input */
	uint64		tried;
	uint64		taken;
} target;

static void
Find(const char *what)
{
	fprintf(stderr, "FINDING: %s\n", what);	/* the log of the server */
	abort();
}

static bytea *
Sent(Datum value)
{
	return SendFunctionCall(&target.send, value);
}

static bool
IsSame(const bytea *a, const bytea *b)
{
	return VARSIZE(a) == VARSIZE(b) && memcmp(a, b, VARSIZE(a)) == 0;
}

static Datum
Received(const char *data, int length)
{
	StringInfoData buffer;

	initStringInfo(&buffer);
	appendBinaryStringInfo(&buffer, data, length);
	return ReceiveFunctionCall(&target.receive, &buffer, target.parameter, -1);
}

/* A value that was taken is the same when it is written and read again, in text and in binary. */
static void
CheckWriting(Datum value)
{
	bytea	   *sent = Sent(value);
	char	   *text = OutputFunctionCall(&target.output, value);
	const char *volatile finding = NULL;

	PG_TRY();
	{
		if (!IsSame(sent, Sent(InputFunctionCall(&target.input, text, target.parameter, -1))))
			finding = "written as text and read, it is another value";
		else if (!IsSame(sent, Sent(Received(VARDATA(sent), VARSIZE(sent) - VARHDRSZ))))
			finding = "sent and received, it is another value";
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(target.context);
		finding = psprintf("what it writes is refused: %s", CopyErrorData()->message);
	}
	PG_END_TRY();
	if (finding != NULL)
		Find(psprintf("%s: %s", finding, text));
}

static void
CallTaker(Taker *taker, Datum value)
{
	LOCAL_FCINFO(fcinfo, 2);

	InitFunctionCallInfoData(*fcinfo, &taker->function, taker->narguments, InvalidOid, NULL, NULL);
	for (int i = 0; i < 2; i++)
	{
		fcinfo->args[i].value = value;
		fcinfo->args[i].isnull = false;
	}
	FunctionCallInvoke(fcinfo);
}

static Datum
Read(const uint8_t *data, size_t size)
{
	if (data[0] == 'B')
		return Received((const char *) data + 1, size - 1);
	return InputFunctionCall(&target.input, pnstrdup((const char *) data + 1, size - 1), target.parameter, -1);
}

/* An error of a user is what a refusal is; others are findings. */
static void
TakeError(void)
{
	ErrorData  *error;

	MemoryContextSwitchTo(target.context);
	error = CopyErrorData();
	FlushErrorState();
	if (ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INTERNAL_ERROR)
		Find(error->message);
}

static int
TryInput(const uint8_t *data, size_t size)
{
	MemoryContext caller;
	volatile bool is_taken = false;
	volatile Datum value = (Datum) 0;

	if (size < 1 || (data[0] != 'T' && data[0] != 'B') ||
		(data[0] == 'T' && !pg_verify_mbstr(PG_UTF8, (const char *) data + 1, size - 1, true)))
		return -1;				/* the server would not pass it on */
	caller = MemoryContextSwitchTo(target.context);
	target.tried++;
	PG_TRY();
	{
		value = Read(data, size);
		is_taken = true;
	}
	PG_CATCH();
	{
		TakeError();
	}
	PG_END_TRY();
	if (is_taken)
	{
		target.taken++;
		CheckWriting(value);
		for (volatile int i = 0; i < target.ntakers; i++)
		{
			PG_TRY();
			{
				CallTaker(&target.takers[i], value);
			}
			PG_CATCH();
			{
				TakeError();
			}
			PG_END_TRY();
		}
	}
	MemoryContextSwitchTo(caller);
	MemoryContextReset(target.context);
	return 0;
}

static void
FindTakers(void)
{
	Oid			types[1] = {OIDOID};
	Datum		arguments[1] = {ObjectIdGetDatum(target.type)};

	if (SPI_connect() != SPI_OK_CONNECT ||
		SPI_execute_with_args("SELECT p.oid, p.pronargs::integer FROM pg_proc p"
							  " WHERE p.pronamespace = 'par'::regnamespace AND p.prokind = 'f' AND NOT p.proretset AND p.pronargs BETWEEN 1 AND 2"
							  " AND p.provariadic = 0 AND p.prolang = (SELECT l.oid FROM pg_language l WHERE l.lanname = 'c')"
							  " AND $1 = ALL (p.proargtypes) AND p.prorettype <> 'internal'::regtype"
							  " ORDER BY p.proname, p.oid", 1, types, arguments, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "functions of the type are not found");
	target.takers = MemoryContextAlloc(TopMemoryContext, sizeof(Taker) * Max(SPI_processed, 1));
	target.ntakers = SPI_processed;
	for (int i = 0; i < target.ntakers; i++)
	{
		bool		isnull;

		fmgr_info_cxt(DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull)),
					  &target.takers[i].function, TopMemoryContext);
		target.takers[i].narguments = DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2, &isnull));
	}
	SPI_finish();
}

/* at the end, which libFuzzer makes by exit(): a finding comes to no such end */
static void
WriteReport(int code pg_attribute_unused(), Datum path)
{
	FILE	   *file = fopen(DatumGetCString(path), "w");

	if (file == NULL)
		return;
	fprintf(file, "%llu tried, %llu taken\n", (unsigned long long) target.tried, (unsigned long long) target.taken);
	fclose(file);
}

/* type, file for how many inputs were tried and how many of them are values, arguments of libFuzzer */
Datum
fuzz(PG_FUNCTION_ARGS)
{
	Datum	   *texts;
	int			ntexts;
	char	  **argv;
	Oid			function;
	Oid			ignored;
	bool		is_varlena;

	target.type = PG_GETARG_OID(0);
	getTypeInputInfo(target.type, &function, &target.parameter);
	fmgr_info_cxt(function, &target.input, TopMemoryContext);
	getTypeOutputInfo(target.type, &function, &is_varlena);
	fmgr_info_cxt(function, &target.output, TopMemoryContext);
	getTypeBinaryInputInfo(target.type, &function, &ignored);
	fmgr_info_cxt(function, &target.receive, TopMemoryContext);
	getTypeBinaryOutputInfo(target.type, &function, &is_varlena);
	fmgr_info_cxt(function, &target.send, TopMemoryContext);
	FindTakers();
	target.context = AllocSetContextCreate(TopMemoryContext, "fuzz", ALLOCSET_DEFAULT_SIZES);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), TEXTOID, -1, false, TYPALIGN_INT, &texts, NULL, &ntexts);
	argv = palloc0(sizeof(char *) * (ntexts + 2));
	argv[0] = "fuzz";
	for (int i = 0; i < ntexts; i++)
		argv[i + 1] = TextDatumGetCString(texts[i]);
	ntexts++;
	on_proc_exit(WriteReport, CStringGetDatum(MemoryContextStrdup(TopMemoryContext, text_to_cstring(PG_GETARG_TEXT_PP(1)))));
	LLVMFuzzerRunDriver(&ntexts, &argv, TryInput);
	PG_RETURN_VOID();
}
