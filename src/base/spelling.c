/*-------------------------------------------------------------------------
 *
 * spelling.c
 *	  Words that look the same and are not.
 *
 * Vietnamese comes composed (NFC) from most keyboards, and in pieces (NFD) from macOS and
 * PDF; what is copied from pages and sheets brings characters that nobody sees.  Of an
 * encoding other than UTF8 only ASCII is known.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/unicode_norm.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/spelling.h"

PG_FUNCTION_INFO_V1(spelling_spelled);
PG_FUNCTION_INFO_V1(spelling_composed);
PG_FUNCTION_INFO_V1(spelling_look);

typedef enum Sight
{
	SIGHT_SEEN,
	SIGHT_NONE,
	SIGHT_BLANK,
	SIGHT_WIDE,					/* full-width form of an ASCII character */
	SIGHT_DASH
} Sight;

/* in order; what is not here is seen */
static const struct
{
	pg_wchar	first;
	pg_wchar	last;
	Sight		sight;
}			sights[] = {
	{0x0001, 0x0008, SIGHT_NONE},
	{0x0009, 0x000d, SIGHT_BLANK},
	{0x000e, 0x001f, SIGHT_NONE},
	{0x0020, 0x0020, SIGHT_BLANK},
	{0x002d, 0x002d, SIGHT_DASH},
	{0x007f, 0x0084, SIGHT_NONE},
	{0x0085, 0x0085, SIGHT_BLANK},
	{0x0086, 0x009f, SIGHT_NONE},
	{0x00a0, 0x00a0, SIGHT_BLANK},
	{0x00ad, 0x00ad, SIGHT_NONE},
	{0x034f, 0x034f, SIGHT_NONE},
	{0x061c, 0x061c, SIGHT_NONE},
	{0x115f, 0x1160, SIGHT_BLANK},
	{0x1680, 0x1680, SIGHT_BLANK},
	{0x17b4, 0x17b5, SIGHT_NONE},
	{0x180b, 0x180f, SIGHT_NONE},
	{0x2000, 0x200a, SIGHT_BLANK},
	{0x200b, 0x200f, SIGHT_NONE},
	{0x2010, 0x2015, SIGHT_DASH},
	{0x2028, 0x2029, SIGHT_BLANK},
	{0x202a, 0x202e, SIGHT_NONE},
	{0x202f, 0x202f, SIGHT_BLANK},
	{0x205f, 0x205f, SIGHT_BLANK},
	{0x2060, 0x206f, SIGHT_NONE},
	{0x2212, 0x2212, SIGHT_DASH},
	{0x2800, 0x2800, SIGHT_BLANK},
	{0x3000, 0x3000, SIGHT_BLANK},
	{0x3164, 0x3164, SIGHT_BLANK},
	{0xfe00, 0xfe0f, SIGHT_NONE},
	{0xfeff, 0xfeff, SIGHT_NONE},
	{0xff01, 0xff5e, SIGHT_WIDE},
	{0xffa0, 0xffa0, SIGHT_BLANK},
	{0xfff0, 0xfffc, SIGHT_NONE},
	{0x1bca0, 0x1bca3, SIGHT_NONE},
	{0x1d173, 0x1d17a, SIGHT_NONE},
	{0xe0000, 0xe0fff, SIGHT_NONE},
};

static Sight
SightOf(pg_wchar c)
{
	int			low = 0;
	int			high = (int) lengthof(sights) - 1;

	if ((c > ' ' && c < 0x7f && c != '-') || (c > 0x7f && GetDatabaseEncoding() != PG_UTF8))
		return SIGHT_SEEN;
	while (low <= high)
	{
		int			middle = (low + high) / 2;

		if (c > sights[middle].last)
			low = middle + 1;
		else if (c < sights[middle].first)
			high = middle - 1;
		else
			return sights[middle].sight;
	}
	return SIGHT_SEEN;
}

static pg_wchar *
Characters(const char *word, int length, int *count)
{
	pg_wchar   *characters = palloc_extended(((Size) length + 1) * sizeof(pg_wchar), MCXT_ALLOC_HUGE);

	*count = pg_mb2wchar_with_len(word, characters, length);
	return characters;
}

/* the characters composed, or NULL if they are */
static pg_wchar *
Composed(const pg_wchar *characters, int *count)
{
	pg_wchar   *composed;
	int			length = 0;

	if (GetDatabaseEncoding() != PG_UTF8 ||
		unicode_is_normalized_quickcheck(UNICODE_NFC, characters) == UNICODE_NORM_QC_YES)
		return NULL;
	composed = unicode_normalize(UNICODE_NFC, characters);
	while (composed[length] != 0)
		length++;
	if (length == *count && memcmp(composed, characters, sizeof(pg_wchar) * length) == 0)
		return NULL;
	*count = length;
	return composed;
}

static void
AppendCharacter(StringInfo text, pg_wchar c)
{
	char		bytes[MAX_MULTIBYTE_CHAR_LEN + 1];

	appendBinaryStringInfo(text, bytes, pg_wchar2mb_with_len(&c, bytes, 1));
}

static bool
Shows(const pg_wchar *characters, int i, int count)
{
	Sight		sight = SightOf(characters[i]);

	return sight == SIGHT_SEEN || sight == SIGHT_DASH ||
		(characters[i] == ' ' && i > 0 && i < count - 1);
}

/* does the character show where accents are loose? */
static bool
StandsAlone(pg_wchar c)
{
	pg_wchar	characters[2] = {c, 0};
	char		bytes[MAX_MULTIBYTE_CHAR_LEN + 1];

	if (c <= 0x7f || GetDatabaseEncoding() != PG_UTF8)
		return true;
	pg_wchar2mb_with_len(characters, bytes, 1);
	return pg_dsplen(bytes) > 0 &&
		unicode_is_normalized_quickcheck(UNICODE_NFC, characters) == UNICODE_NORM_QC_YES;
}

char *
Spelled(const char *word)
{
	int			count;
	int			composed_count;
	pg_wchar   *characters = Characters(word, strlen(word), &count);
	bool		in_pieces;
	bool		shows = true;
	StringInfoData text;

	composed_count = count;
	in_pieces = Composed(characters, &composed_count) != NULL;
	for (int i = 0; i < count && shows; i++)
		shows = Shows(characters, i, count);
	if (shows && !in_pieces)
		return pstrdup(word);
	shows = true;
	initStringInfo(&text);
	for (int i = 0; i < count; i++)
	{
		bool		is_loose = in_pieces || !shows;	/* an accent would be, here */

		shows = Shows(characters, i, count) && (!is_loose || StandsAlone(characters[i]));
		if (shows)
			AppendCharacter(&text, characters[i]);
		else
			appendStringInfo(&text, "<U+%04X>", characters[i]);
	}
	return text.data;
}

const char *
SpelledNote(const char *word)
{
	const char *spelled = Spelled(word);

	return strcmp(spelled, word) == 0 ? "" : psprintf(" Written out, it is \"%s\".", spelled);
}

bool
SaysNothing(const char *word)
{
	int			count;
	pg_wchar   *characters = Characters(word, strlen(word), &count);

	for (int i = 0; i < count; i++)
	{
		Sight		sight = SightOf(characters[i]);

		if (sight != SIGHT_NONE && sight != SIGHT_BLANK)
			return false;
	}
	return true;
}

/* word: with what is not seen written out */
Datum
spelling_spelled(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(Spelled(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

char *
ComposedText(char *text, int *length)
{
	pg_wchar   *composed;
	StringInfoData result;
	int			count;
	int			i = 0;

	while (i < *length && !IS_HIGHBIT_SET(text[i]))
		i++;
	if (i == *length)
		return text;
	composed = Composed(Characters(text, *length, &count), &count);
	if (composed == NULL)
		return text;
	initStringInfo(&result);
	for (i = 0; i < count; i++)
		AppendCharacter(&result, composed[i]);
	*length = result.len;
	return result.data;
}

static bool
IsSeen(const char *character)
{
	pg_wchar	c[MAX_MULTIBYTE_CHAR_LEN + 1];
	Sight		sight;

	pg_mb2wchar_with_len(character, c, pg_mblen(character));
	sight = SightOf(c[0]);
	return sight != SIGHT_NONE && sight != SIGHT_BLANK;
}

char *
TidyText(char *text, int *length)
{
	char	   *tidy = ComposedText(text, length);
	char	   *end = tidy;
	char	   *next;

	while (*length > 0 && !IsSeen(tidy))
	{
		*length -= pg_mblen(tidy);
		tidy += pg_mblen(tidy);
	}
	/* behind the last that is seen */
	end = tidy;
	for (next = tidy; next < tidy + *length; next += pg_mblen(next))
		if (IsSeen(next))
			end = next + pg_mblen(next);
	*length = end - tidy;
	return tidy;
}

/* text: composed, NFC */
Datum
spelling_composed(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	int			length = VARSIZE_ANY_EXHDR(value);
	char	   *composed = ComposedText(VARDATA_ANY(value), &length);

	if (composed == VARDATA_ANY(value))
		PG_RETURN_TEXT_P(value);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(composed, length));
}

/* text: as it looks; empty if nothing is seen */
Datum
spelling_look(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	int			count;
	pg_wchar   *characters = Characters(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), &count);
	pg_wchar   *composed;
	StringInfoData text;
	int			kept = 0;
	bool		is_apart = false;

	/* first what may stand between a letter and its accent */
	for (int i = 0; i < count; i++)
		if (SightOf(characters[i]) != SIGHT_NONE)
			characters[kept++] = characters[i];
	characters[kept] = 0;
	composed = Composed(characters, &kept);
	if (composed == NULL)
		composed = characters;
	initStringInfo(&text);
	for (int i = 0; i < kept; i++)
	{
		Sight		sight = SightOf(composed[i]);

		if (sight == SIGHT_BLANK)
		{
			is_apart = text.len > 0;
			continue;
		}
		if (is_apart)
			appendStringInfoChar(&text, ' ');
		is_apart = false;
		AppendCharacter(&text, sight == SIGHT_DASH ? '-' :
						sight == SIGHT_WIDE ? composed[i] - 0xfee0 : composed[i]);
	}
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text.data, text.len));
}
