/*-------------------------------------------------------------------------
 *
 * literal.c
 *	  The text of scorecards, trees and point sums: arrays of strings, numbers,
 *	  booleans and nulls, written as in JSON.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "mb/pg_wchar.h"

#include "base/compat.h"
#include "base/literal.h"

/* longer decimals are refused; any of this length is a numeric */
#define MAX_DECIMAL_LENGTH	16000

void
LiteralOpen(LiteralReader *reader, const char *type, const char *text, struct Node *escontext)
{
	reader->type = type;
	reader->text = text;
	reader->at = text;
	reader->escontext = escontext;
}

/* report what was expected, and answer false */
static bool
RefuseLiteral(LiteralReader *reader, const char *expected)
{
	int			position = pg_mbstrlen_with_len(reader->text, reader->at - reader->text) + 1;
	int			shown = pg_mbcliplen(reader->text, strlen(reader->text), 200);
	int			length = *reader->at ? pg_mblen(reader->at) : 0;

	PAR_ERETURN(reader->escontext, false,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%.*s%s\"", reader->type,
						shown, reader->text, reader->text[shown] ? "..." : ""),
				 length > 0 ?
				 errdetail("Expected %s at position %d, found \"%.*s\".",
						   expected, position, length, reader->at) :
				 errdetail("Expected %s at position %d, found the end of the text.",
						   expected, position)));
}

static void
SkipSpace(LiteralReader *reader)
{
	while (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r')
		reader->at++;
}

bool
LiteralAccept(LiteralReader *reader, char character)
{
	SkipSpace(reader);
	if (*reader->at != character)
		return false;
	reader->at++;
	return true;
}

bool
LiteralExpect(LiteralReader *reader, char character)
{
	char		expected[] = "\"?\"";

	if (LiteralAccept(reader, character))
		return true;
	expected[1] = character;
	return RefuseLiteral(reader, expected);
}

static bool
AcceptWord(LiteralReader *reader, const char *word)
{
	SkipSpace(reader);
	if (strncmp(reader->at, word, strlen(word)) != 0)
		return false;
	reader->at += strlen(word);
	return true;
}

static bool
AcceptNull(LiteralReader *reader)
{
	return AcceptWord(reader, "null");
}

bool
LiteralBoolean(LiteralReader *reader, bool *value)
{
	*value = AcceptWord(reader, "true");
	return *value || AcceptWord(reader, "false") || RefuseLiteral(reader, "true or false");
}

bool
LiteralNull(LiteralReader *reader)
{
	return AcceptNull(reader) || RefuseLiteral(reader, "null");
}

bool
LiteralClose(LiteralReader *reader)
{
	SkipSpace(reader);
	return *reader->at == '\0' || RefuseLiteral(reader, "the end of the text");
}

/* the four hexadecimal digits of an escape */
static bool
ReadHex(LiteralReader *reader, pg_wchar *value)
{
	*value = 0;
	for (int i = 0; i < 4; i++, reader->at++)
	{
		char		c = *reader->at;

		if (c >= '0' && c <= '9')
			*value = *value * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			*value = *value * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			*value = *value * 16 + (c - 'A' + 10);
		else
			return RefuseLiteral(reader, "four hexadecimal digits");
	}
	return true;
}

/* what follows a backslash and a u */
static bool
ReadUnicode(LiteralReader *reader, StringInfo value)
{
	pg_wchar	code;
	pg_wchar	second;
	unsigned char utf8[8] = {0};
	char	   *converted;

	if (!ReadHex(reader, &code))
		return false;
	if (is_utf16_surrogate_first(code))
	{
		if (reader->at[0] != '\\' || reader->at[1] != 'u')
			return RefuseLiteral(reader, "the second half of a surrogate pair");
		reader->at += 2;
		if (!ReadHex(reader, &second))
			return false;
		if (!is_utf16_surrogate_second(second))
			return RefuseLiteral(reader, "the second half of a surrogate pair before this");
		code = surrogate_pair_to_codepoint(code, second);
	}
	else if (is_utf16_surrogate_second(code))
		return RefuseLiteral(reader, "the first half of a surrogate pair before this");
	if (code == 0)
		return RefuseLiteral(reader, "another character than \\u0000 before this");
	unicode_to_utf8(code, utf8);
	converted = pg_any_to_server((char *) utf8, pg_utf_mblen(utf8), PG_UTF8);
	appendStringInfoString(value, converted);
	return true;
}

static bool
ReadEscape(LiteralReader *reader, StringInfo value)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (*reader->at == 'u')
	{
		reader->at++;
		return ReadUnicode(reader, value);
	}
	letter = *reader->at ? strchr(letters, *reader->at) : NULL;
	if (letter == NULL)
		return RefuseLiteral(reader, "an escape sequence of JSON");
	appendStringInfoChar(value, meanings[letter - letters]);
	reader->at++;
	return true;
}

bool
LiteralString(LiteralReader *reader, char **result, bool *isnull)
{
	StringInfoData value;

	if (isnull != NULL)
	{
		*isnull = AcceptNull(reader);
		*result = NULL;
		if (*isnull)
			return true;
	}
	if (!LiteralAccept(reader, '"'))
		return RefuseLiteral(reader, isnull ? "a string or null" : "a string");
	initStringInfo(&value);
	for (;;)
	{
		const char *start = reader->at;

		while (*reader->at && *reader->at != '"' && *reader->at != '\\' &&
			   (unsigned char) *reader->at >= ' ')
			reader->at++;
		appendBinaryStringInfo(&value, start, reader->at - start);
		if (*reader->at == '"')
			break;
		if (*reader->at != '\\')
			return RefuseLiteral(reader, "\"\"\" or the rest of a string");
		reader->at++;
		if (!ReadEscape(reader, &value))
			return false;
	}
	reader->at++;
	/* names are many and short, and the room they were read in is not */
	*result = pnstrdup(value.data, value.len);
	pfree(value.data);
	return true;
}

/* the length of a number as JSON writes it, 0 if there is none */
static int
NumberLength(const char *text)
{
	const char *p = text;
	const char *digits;

	if (*p == '-')
		p++;
	digits = p;
	p += strspn(p, "0123456789");
	if (p == digits)
		return 0;
	if (*p == '.')
	{
		digits = ++p;
		p += strspn(p, "0123456789");
		if (p == digits)
			return 0;
	}
	if (*p == 'e' || *p == 'E')
	{
		p++;
		if (*p == '+' || *p == '-')
			p++;
		digits = p;
		p += strspn(p, "0123456789");
		if (p == digits)
			return 0;
	}
	return p - text;
}

bool
LiteralNumber(LiteralReader *reader, double *value, bool *isnull)
{
	int			length;
	double		number;

	*isnull = AcceptNull(reader);
	if (*isnull)
		return true;
	length = NumberLength(reader->at);
	if (length == 0)
		return RefuseLiteral(reader, "a number or null");
	number = strtod(reader->at, NULL);	/* the server keeps LC_NUMERIC at C */
	if (isinf(number))
		return RefuseLiteral(reader, "a number in the range of double precision");
	reader->at += length;
	*value = number;
	return true;
}

bool
LiteralDecimal(LiteralReader *reader, char **value)
{
	int			length;

	*value = NULL;
	if (AcceptNull(reader))
		return true;
	length = NumberLength(reader->at);
	if (length == 0 || length > MAX_DECIMAL_LENGTH ||
		strspn(reader->at, "0123456789.-") < (size_t) length)
		return RefuseLiteral(reader, "a decimal or null");
	*value = pnstrdup(reader->at, length);
	reader->at += length;
	return true;
}

void
AppendNumber(StringInfo text, double value)
{
	enlargeStringInfo(text, DOUBLE_SHORTEST_DECIMAL_LEN);
	text->len += double_to_shortest_decimal_buf(value, text->data + text->len);
}
