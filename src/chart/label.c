/*-------------------------------------------------------------------------
 *
 * label.c
 *	  Texts of a chart: made fit for XML, measured, wrapped, cut.
 *
 * The text is UTF8, as the database is; in SQL_ASCII it may be anything, and
 * bytes that are no character are shown as such.  No table of the server is
 * asked about characters: those differ between its versions, and charts must not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "chart/label.h"

#define ELLIPSIS		"\342\200\246"
#define REPLACEMENT		"\357\277\275"
#define FIRST_ISOLATE	"\342\201\250"	/* U+2068, in the direction of what follows */
#define POP_ISOLATE		"\342\201\251"
#define DASH			"\342\200\223"

#define JOINER			0x200d
#define UNKNOWN_CHARACTER	0xfffd

typedef struct CharRange
{
	pg_wchar	first;
	pg_wchar	last;
	int			width;			/* in hundredths of the size */
} CharRange;

/* in order; other characters are 64 wide */
static const CharRange widths[] = {
	{0x0020, 0x0020, 33}, {0x0021, 0x0021, 38}, {0x0022, 0x0022, 46}, {0x0023, 0x0024, 70},
	{0x0025, 0x0026, 88}, {0x0027, 0x0027, 28}, {0x0028, 0x0029, 39}, {0x002a, 0x002a, 50},
	{0x002b, 0x002b, 76}, {0x002c, 0x002f, 35}, {0x0030, 0x0039, 64}, {0x003a, 0x003b, 34},
	{0x003c, 0x003e, 76}, {0x0040, 0x0040, 98}, {0x0041, 0x0048, 72}, {0x0049, 0x004a, 36},
	{0x004b, 0x004c, 66}, {0x004d, 0x004d, 88}, {0x004e, 0x0056, 72}, {0x0057, 0x0057, 98},
	{0x0058, 0x005a, 70}, {0x005b, 0x005d, 39}, {0x0066, 0x0066, 38}, {0x0069, 0x006a, 30},
	{0x006c, 0x006c, 30}, {0x006d, 0x006d, 96}, {0x0072, 0x0072, 42}, {0x0073, 0x0073, 54},
	{0x0074, 0x0074, 42}, {0x0077, 0x0077, 82}, {0x0300, 0x036f, 0}, {0x0483, 0x0489, 0},
	{0x0591, 0x05bd, 0}, {0x064b, 0x065f, 0}, {0x0900, 0x0902, 0}, {0x0e31, 0x0e31, 0},
	{0x0e34, 0x0e3a, 0}, {0x0e47, 0x0e4e, 0}, {0x1100, 0x115f, 105}, {0x1ab0, 0x1aff, 0},
	{0x1dc0, 0x1dff, 0}, {0x200b, 0x200f, 0}, {0x202a, 0x202e, 0}, {0x202f, 0x202f, 33},
	{0x2060, 0x2069, 0}, {0x20d0, 0x20ff, 0}, {0x2190, 0x2bff, 100}, {0x2e80, 0xa4cf, 105},
	{0xac00, 0xd7a3, 105}, {0xf900, 0xfaff, 105}, {0xfe00, 0xfe0f, 0}, {0xfe20, 0xfe2f, 0},
	{0xfe30, 0xfe6f, 105}, {0xff00, 0xff60, 105}, {0xffe0, 0xffe6, 105}, {0x1f1e6, 0x1f1ff, 65},
	{0x1f3fb, 0x1f3ff, 0}, {0x1f000, 0x1faff, 130}, {0x20000, 0x3fffd, 105}, {0xe0000, 0xe01ef, 0},
};

/* letters written from right to left, and marks of that direction */
static const CharRange leftward[] = {
	{0x0590, 0x08ff, 0}, {0x200f, 0x200f, 0}, {0xfb1d, 0xfdff, 0}, {0xfe70, 0xfefc, 0},
	{0x10800, 0x10fff, 0}, {0x1e800, 0x1efff, 0},
};

static const CharRange *
FindRange(const CharRange *ranges, int count, pg_wchar character)
{
	for (int i = 0; i < count; i++)
		if (character >= ranges[i].first && character <= ranges[i].last)
			return &ranges[i];
	return NULL;
}

/* the character at a place, and where the next one is; a byte that begins none is one by itself */
static pg_wchar
Next(const char **text)
{
	const unsigned char *c = (const unsigned char *) *text;
	int			length = pg_utf_mblen(c);

	/* a text may be as long as a gigabyte */
	CHECK_FOR_INTERRUPTS();
	if ((int) strnlen(*text, length) < length || !pg_utf8_islegal(c, length))
	{
		(*text)++;
		return UNKNOWN_CHARACTER;
	}
	*text += length;
	return utf8_to_unicode(c);
}

static int
WidthOf(pg_wchar character)
{
	const CharRange *range;

	if (character >= 'a' && character <= 'e')
		return 62;
	range = FindRange(widths, lengthof(widths), character);
	return range ? range->width : 64;
}

/* what embeds, overrides or isolates a direction: it is shown by nothing, and reaches beyond its text */
static bool
IsDirectionControl(pg_wchar character)
{
	return (character >= 0x202a && character <= 0x202e) || (character >= 0x2066 && character <= 0x2069);
}

static bool
IsSpace(pg_wchar character)
{
	return character == ' ' || (character >= '\t' && character <= '\r') || character == 0x85 ||
		character == 0x2028 || character == 0x2029;
}

char *
LabelClean(const char *text)
{
	StringInfoData clean;
	bool		is_leftward = false;
	bool		space = false;

	if (text == NULL)
		return pstrdup(DASH);
	initStringInfo(&clean);
	for (const char *at = text; *at;)
	{
		const char *from = at;
		pg_wchar	character = Next(&at);

		if (IsDirectionControl(character))
			continue;
		if (IsSpace(character))
		{
			space = true;
			continue;
		}
		if (space && clean.len > 0)
			appendStringInfoChar(&clean, ' ');
		space = false;
		is_leftward |= FindRange(leftward, lengthof(leftward), character) != NULL;
		appendBinaryStringInfo(&clean, from, (int) (at - from));
	}
	if (clean.len == 0)
		return pstrdup(DASH);
	return is_leftward ? psprintf(FIRST_ISOLATE "%s" POP_ISOLATE, clean.data) : clean.data;
}

double
LabelWidth(const char *text, double size)
{
	int			width = 0;

	while (*text)
		width += WidthOf(Next(&text));
	return width * size / 100;
}

/* may a text be cut between these two, or do they stand as one? */
static bool
MayPart(pg_wchar before, pg_wchar after)
{
	return before != JOINER && WidthOf(after) > 0 &&
		!(before >= 0x1f1e6 && before <= 0x1f1ff && after >= 0x1f1e6 && after <= 0x1f1ff);
}

/*
 * How many bytes go on a line: up to a space if there is one, or as many
 * characters as fit, one at least.
 */
static int
LineLength(const char *text, double size, double room)
{
	double		width = 0;
	int			fits = 0;
	int			words = 0;
	pg_wchar	before = ' ';
	const char *at = text;

	while (*at)
	{
		const char *from = at;
		pg_wchar	character = Next(&at);

		if (character == ' ')
			words = (int) (from - text);
		if (from > text && MayPart(before, character))
			fits = (int) (from - text);
		width += WidthOf(character) * size / 100;
		if (width > room && character != ' ' && fits > 0)
			return words > 0 ? words : fits;
		before = character;
	}
	return (int) (at - text);
}

/* as much of a text as fits beside an ellipsis */
static char *
CutTo(const char *text, double size, double room)
{
	double		width = LabelWidth(ELLIPSIS, size);
	const char *end = text;
	pg_wchar	before = ' ';

	for (const char *at = text; *at;)
	{
		const char *from = at;
		pg_wchar	character = Next(&at);

		if (MayPart(before, character))
			end = from;
		width += WidthOf(character) * size / 100;
		if (width > room)
			break;
		before = character;
	}
	while (end > text && end[-1] == ' ')
		end--;
	return psprintf("%.*s" ELLIPSIS "%s", (int) (end - text), text,
					strncmp(text, FIRST_ISOLATE, 3) == 0 && end > text ? POP_ISOLATE : "");
}

/* a piece of a text that is isolated, isolated itself: each line is read by itself */
static char *
Isolate(const char *piece, int length)
{
	int			mark = (int) strlen(FIRST_ISOLATE);

	if (length >= mark && strncmp(piece, FIRST_ISOLATE, mark) == 0)
	{
		piece += mark;
		length -= mark;
	}
	if (length >= mark && strncmp(piece + length - mark, POP_ISOLATE, mark) == 0)
		length -= mark;
	return psprintf(FIRST_ISOLATE "%.*s" POP_ISOLATE, length, piece);
}

void
LabelWrap(LabelLines *lines, const char *text, double size, double room, int most)
{
	bool		isolated = strncmp(text, FIRST_ISOLATE, strlen(FIRST_ISOLATE)) == 0;

	lines->count = 0;
	lines->cut = false;
	most = Min(most, LABEL_MAX_LINES);
	while (*text)
	{
		int			length = LineLength(text, size, room);

		if (lines->count == most - 1 && text[length] != '\0')
		{
			char	   *last = CutTo(text, size, room);

			lines->lines[lines->count++] = isolated ? Isolate(last, (int) strlen(last)) : last;
			lines->cut = true;
			return;
		}
		lines->lines[lines->count++] = isolated ? Isolate(text, length) : pnstrdup(text, length);
		text += length;
		while (*text == ' ')
			text++;
	}
}

void
LabelAppend(StringInfo xml, const char *text)
{
	for (const char *at = text; *at;)
	{
		const char *from = at;
		pg_wchar	character = Next(&at);

		if (character == '&')
			appendStringInfoString(xml, "&amp;");
		else if (character == '<')
			appendStringInfoString(xml, "&lt;");
		else if (character == '>')
			appendStringInfoString(xml, "&gt;");
		else if (character == '"')
			appendStringInfoString(xml, "&quot;");
		else if (character == '\t' || character == '\n')
			appendStringInfoChar(xml, ' ');
		else if (character < 0x20 || (character >= 0x7f && character <= 0x9f) ||
				 character == 0xfffe || character == 0xffff || character == UNKNOWN_CHARACTER)
			appendStringInfoString(xml, REPLACEMENT);
		else
			appendBinaryStringInfo(xml, from, (int) (at - from));
	}
}
