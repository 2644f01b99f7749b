/*-------------------------------------------------------------------------
 *
 * language.c
 *	  The language that a session reads, or that a call asks for.
 *
 * A registry has a language, a session may set another (SET par.language), and a call may
 * name one.  Errors of the server are in English, as PostgreSQL's own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/guc.h"

#include "base/compat.h"
#include "base/params.h"
#include "words/language.h"

PG_FUNCTION_INFO_V1(words_language);

/* of a session: what it reads is left to the registry, or to the function */
#define LANGUAGE_UNSET	(-1)

static int	session_language = LANGUAGE_UNSET;

static const char *const names[LANGUAGES] = {
	[LANGUAGE_VIETNAMESE] = "vi", [LANGUAGE_ENGLISH] = "en"
};

static const struct config_enum_entry settings[] = {
	{"registry", LANGUAGE_UNSET, false},
	{"vi", LANGUAGE_VIETNAMESE, false},
	{"en", LANGUAGE_ENGLISH, false},
	{NULL, 0, false}
};

void
DefineLanguage(void)
{
	DefineCustomEnumVariable("par.language", "Language of what officials read.",
							 "vi, en, or registry: that of the registry, Vietnamese where there is none.",
							 &session_language, LANGUAGE_UNSET, settings, PGC_USERSET, 0, NULL, NULL, NULL);
	ParReserveSettings("par");
}

Language
SessionLanguage(Language otherwise)
{
	return session_language == LANGUAGE_UNSET ? otherwise : (Language) session_language;
}

Language
LanguageArgument(FunctionCallInfo fcinfo, int argument, Language otherwise)
{
	if (PG_ARGISNULL(argument))
		return SessionLanguage(otherwise);
	return (Language) ChoiceOf(fcinfo, argument, "language", names, sizeof(names[0]), LANGUAGES);
}

/* the name of the language that is asked for, or of the session, or otherwise */
Datum
words_language(PG_FUNCTION_ARGS)
{
	Language	otherwise = PG_ARGISNULL(1) ? LANGUAGE_VIETNAMESE :
		(Language) ChoiceOf(fcinfo, 1, "language", names, sizeof(names[0]), LANGUAGES);

	PG_RETURN_TEXT_P(cstring_to_text(names[LanguageArgument(fcinfo, 0, otherwise)]));
}
