/*-------------------------------------------------------------------------
 *
 * types.c
 *	  Fuzzes a type of par_index: all that reads a value of it, and all that takes one.
 *
 * An input is a letter, T or B, and a value of the type in text or in binary.  A value that
 * is taken is the same when it is written and read again, in text and in binary, and all
 * functions of the schema par that take such values alone, one or two, are called with it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "fuzz.h"

PG_FUNCTION_INFO_V1(fuzz_type);

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
} target;

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
		MemoryContextSwitchTo(fuzz_state.context);
		finding = psprintf("what it writes is refused: %s", CopyErrorData()->message);
	}
	PG_END_TRY();
	if (finding != NULL)
		FuzzFind(psprintf("%s: %s", finding, text));
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

static bool
TryValue(const char *data, int size)
{
	Datum		value;

	if (data[0] == 'B')
		value = Received(data + 1, size - 1);
	else
		value = InputFunctionCall(&target.input, pnstrdup(data + 1, size - 1), target.parameter, -1);
	CheckWriting(value);
	for (volatile int i = 0; i < target.ntakers; i++)
	{
		PG_TRY();
		{
			CallTaker(&target.takers[i], value);
		}
		PG_CATCH();
		{
			FuzzTakeError();
		}
		PG_END_TRY();
	}
	return true;
}

static int
TryInput(const uint8_t *data, size_t size)
{
	if (size < 1 || (data[0] != 'T' && data[0] != 'B') ||
		(data[0] == 'T' && !pg_verify_mbstr(PG_UTF8, (const char *) data + 1, size - 1, true)))
		return -1;				/* the server would not pass it on */
	return FuzzGuard(TryValue, data, size);
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

/* type, file for the report, arguments of libFuzzer */
Datum
fuzz_type(PG_FUNCTION_ARGS)
{
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
	FuzzRun(PG_GETARG_TEXT_PP(1), PG_GETARG_ARRAYTYPE_P(2), TryInput);
	PG_RETURN_VOID();
}
