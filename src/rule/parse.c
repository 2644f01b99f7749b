/*-------------------------------------------------------------------------
 *
 * parse.c
 *	  From the text of a scoring rule to its tree.
 *
 * A recursive descent over the grammar of the language, loosest operators
 * first.  Errors are recorded, not thrown, so that the type's input function
 * can report them softly; after the first one every function returns NULL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "rule/rule.h"

typedef enum TokenKind
{
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_NAME,					/* a variable */
	TOKEN_WORD,					/* a word of the language */
	TOKEN_COMPARISON,
	TOKEN_SYMBOL,				/* any of + - * / % ( ) , ; : */
	TOKEN_ERROR
} TokenKind;

typedef enum WordKind
{
	WORD_OR,
	WORD_AND,
	WORD_NOT,
	WORD_IN,
	WORD_ELSE,
	WORD_NA,
	WORD_KNOWN,
	WORD_TRUE,
	WORD_FALSE,
	WORD_FUNCTION,
	WORD_CONTEXT
} WordKind;

typedef enum ContextArgument
{
	ARGUMENT_NONE,
	ARGUMENT_EXPRESSION,
	ARGUMENT_VARIABLE,
	ARGUMENT_STRING
} ContextArgument;

/* A word of the language: what it is and, for calls, how many arguments it takes. */
typedef struct Word
{
	const char *name;
	WordKind	kind;
	int			op;				/* RuleFunction or RuleContext */
	int			min_arguments;
	int			max_arguments;	/* 0: any number */
	ContextArgument argument;
} Word;

static const Word words[] = {
	{"abs", WORD_FUNCTION, RULE_ABS, 1, 1, 0},
	{"agency", WORD_CONTEXT, RULE_AGENCY, 1, 1, ARGUMENT_VARIABLE},
	{"and", WORD_AND, 0, 0, 0, 0},
	{"ceil", WORD_FUNCTION, RULE_CEIL, 1, 1, 0},
	{"child_mean", WORD_CONTEXT, RULE_CHILD_MEAN, 1, 1, ARGUMENT_EXPRESSION},
	{"child_sum", WORD_CONTEXT, RULE_CHILD_SUM, 1, 1, ARGUMENT_EXPRESSION},
	{"coalesce", WORD_FUNCTION, RULE_COALESCE, 1, 0, 0},
	{"count", WORD_FUNCTION, RULE_COUNT, 1, 0, 0},
	{"date", WORD_FUNCTION, RULE_DATE, 1, 3, 0},
	{"else", WORD_ELSE, 0, 0, 0, 0},
	{"false", WORD_FALSE, 0, 0, 0, 0},
	{"floor", WORD_FUNCTION, RULE_FLOOR, 1, 1, 0},
	{"in", WORD_IN, 0, 0, 0, 0},
	{"known", WORD_KNOWN, 0, 1, 1, 0},
	{"max", WORD_FUNCTION, RULE_MAX, 1, 0, 0},
	{"max_points", WORD_CONTEXT, RULE_MAX_POINTS, 0, 0, ARGUMENT_NONE},
	{"min", WORD_FUNCTION, RULE_MIN, 1, 0, 0},
	{"na", WORD_NA, 0, 0, 0, 0},
	{"not", WORD_NOT, 0, 0, 0, 0},
	{"or", WORD_OR, 0, 0, 0, 0},
	{"peer_count", WORD_CONTEXT, RULE_PEER_COUNT, 1, 1, ARGUMENT_EXPRESSION},
	{"peer_max", WORD_CONTEXT, RULE_PEER_MAX, 1, 1, ARGUMENT_EXPRESSION},
	{"peer_mean", WORD_CONTEXT, RULE_PEER_MEAN, 1, 1, ARGUMENT_EXPRESSION},
	{"peer_median", WORD_CONTEXT, RULE_PEER_MEDIAN, 1, 1, ARGUMENT_EXPRESSION},
	{"peer_min", WORD_CONTEXT, RULE_PEER_MIN, 1, 1, ARGUMENT_EXPRESSION},
	{"peer_quantile", WORD_CONTEXT, RULE_PEER_QUANTILE, 2, 2, ARGUMENT_EXPRESSION},
	{"peer_rank", WORD_CONTEXT, RULE_PEER_RANK, 1, 1, ARGUMENT_EXPRESSION},
	{"peer_sum", WORD_CONTEXT, RULE_PEER_SUM, 1, 1, ARGUMENT_EXPRESSION},
	{"points", WORD_CONTEXT, RULE_POINTS_OF, 1, 1, ARGUMENT_STRING},
	{"previous", WORD_CONTEXT, RULE_PREVIOUS, 1, 2, ARGUMENT_EXPRESSION},
	{"ratio", WORD_FUNCTION, RULE_RATIO, 3, 3, 0},
	{"round", WORD_FUNCTION, RULE_ROUND, 1, 2, 0},
	{"round_year", WORD_CONTEXT, RULE_ROUND_YEAR, 0, 0, ARGUMENT_NONE},
	{"self", WORD_CONTEXT, RULE_SELF, 1, 1, ARGUMENT_VARIABLE},
	{"target", WORD_CONTEXT, RULE_TARGET, 1, 1, ARGUMENT_VARIABLE},
	{"true", WORD_TRUE, 0, 0, 0, 0}
};

/*
 * The text, the token under the eye and what was found so far.  Only one token
 * of look-ahead is ever needed.
 */
typedef struct Parser
{
	const char *text;
	int			length;

	TokenKind	token;
	int			token_start;	/* byte offset */
	int			token_end;
	const Word *word;			/* of a word of the language */
	char		symbol;
	RuleComparison comparison;

	TokenKind	previous;		/* the token before, for hints */
	int			previous_start;
	int			previous_end;

	int			depth;			/* nesting now */
	int			inside_context; /* within the argument of a context term */
	RuleTree   *tree;
	RuleError  *error;
	bool		failed;
} Parser;

static RuleNode *ParseOr(Parser *parser);
static RuleNode *ParseExpression(Parser *parser);

/* ---------- errors ---------- */

static void
Fail(Parser *parser, int sqlstate, const char *message, const char *detail)
{
	if (parser->failed)
		return;
	parser->failed = true;
	parser->token = TOKEN_ERROR;
	parser->error->sqlstate = sqlstate;
	parser->error->message = message;
	parser->error->detail = detail;
	parser->error->hint = NULL;
}

/* position in characters, counted from 1 */
static int
CharacterPosition(Parser *parser, int offset)
{
	return pg_mbstrlen_with_len(parser->text, offset) + 1;
}

static void
FailSyntaxAt(Parser *parser, int offset, const char *expected, const char *found)
{
	Fail(parser, ERRCODE_INVALID_TEXT_REPRESENTATION, NULL,
		 psprintf("At position %d: expected %s but found %s.",
				  CharacterPosition(parser, offset), expected, found));
}

/* What people write for an operator of the language, and what it is here. */
static const struct
{
	const char *text;
	const char *hint;
}			habits[] =
{
	{"\xE2\x89\xA5", "Write >=."},	/* greater-than or equal to */
	{"\xE2\x89\xA4", "Write <=."},	/* less-than or equal to */
	{"\xE2\x89\xA0", "Write <>."},	/* not equal to */
	{"\xC3\x97", "Write *."}, /* multiplication sign */
	{"\xC3\xB7", "Write /."}, /* division sign */
	{"\xE2\x80\x93", "Write -."},	/* en dash */
	{"\xE2\x80\x94", "Write -."},	/* em dash */
	{"\xE2\x88\x92", "Write -."},	/* minus sign */
	{"\xEF\xBC\x9A", "Write :."},	/* full-width colon */
	{"\xE2\x80\x9C", "Texts take straight quotes: 'on time'."},
	{"\xE2\x80\x9D", "Texts take straight quotes: 'on time'."},
	{"\xE2\x80\x98", "Texts take straight quotes: 'on time'."},
	{"\xE2\x80\x99", "Texts take straight quotes: 'on time'."},
	{"\xC2\xA0", "Retype it as an ordinary space."},	/* no-break space */
	{"\xE2\x80\xAF", "Retype it as an ordinary space."},	/* narrow no-break space */
	{"\xE2\x80\x8B", "Remove it."},	/* zero width space */
	{"\xEF\xBB\xBF", "Remove it."},	/* byte order mark */
	{"&", "Write \"and\"."},
	{"|", "Write \"or\"."},
	{"!", "Write \"not\", or <> between expressions."},
	{"?", "Write arms: x > 1: 2; else: 0."},
	{"between", "Write a <= x <= b."},
	{"is", "Write known(x) or not known(x)."},
	{"not", "Write: not x in (...)."}
};

/* digits with commas between: a decimal comma, or groups of thousands */
static const char *
CommaHint(Parser *parser)
{
	int			first = parser->token_start;
	int			last = parser->token_end;
	int			commas = 1;
	StringInfoData point;
	StringInfoData bare;

	while (first > 0 && isdigit((unsigned char) parser->text[first - 1]))
		first--;
	for (; last < parser->length; last++)
	{
		if (parser->text[last] == ',' && last + 1 < parser->length &&
			isdigit((unsigned char) parser->text[last + 1]))
			commas++;
		else if (!isdigit((unsigned char) parser->text[last]))
			break;
	}
	if (last - first > 40)
		return "Decimals are written with a point, and digits are not grouped.";
	initStringInfo(&point);
	initStringInfo(&bare);
	for (int i = first; i < last; i++)
	{
		appendStringInfoChar(&point, parser->text[i] == ',' ? '.' : parser->text[i]);
		if (parser->text[i] != ',')
			appendStringInfoChar(&bare, parser->text[i]);
	}
	if (commas > 1)
		return psprintf("Digits are not grouped: %s.", bare.data);
	if (last - parser->token_end == 3)
		return psprintf("Decimals are written with a point: %s; digits are not grouped: %s.",
						point.data, bare.data);
	return psprintf("Decimals are written with a point: %s.", point.data);
}

/* how to say what was meant, or NULL */
static const char *
SyntaxHint(Parser *parser)
{
	const char *token = parser->text + parser->token_start;
	int			length = parser->token_end - parser->token_start;
	bool		after_digit = parser->token_start > 0 &&
		isdigit((unsigned char) parser->text[parser->token_start - 1]);

	if (parser->token == TOKEN_END)
		return NULL;
	if (*token == ',' && after_digit && parser->token_end < parser->length &&
		isdigit((unsigned char) parser->text[parser->token_end]))
		return CommaHint(parser);
	if (*token == '.' && after_digit)
		return "Digits are not grouped, and a number has one point.";
	if (*token == ';' && parser->depth > 0)
		return "Arguments are separated by commas.";
	if (*token == '(' && parser->previous == TOKEN_NAME)
		return psprintf("There is no function \"%.*s\".%s",
						parser->previous_end - parser->previous_start,
						parser->text + parser->previous_start,
						parser->previous_end - parser->previous_start == 2 &&
						pg_strncasecmp(parser->text + parser->previous_start, "if", 2) == 0 ?
						" Write arms: x > 1: 2; else: 0." : "");
	if (parser->token == TOKEN_COMPARISON && parser->previous == TOKEN_COMPARISON &&
		parser->previous_end == parser->token_start)
		return *token == '>' ? "Write >=." : *token == '<' ? "Write <=." : "Write =.";
	for (int i = 0; i < (int) lengthof(habits); i++)
	{
		if ((int) strlen(habits[i].text) == length &&
			pg_strncasecmp(habits[i].text, token, length) == 0)
			return habits[i].hint;
	}
	return NULL;
}

/* the token under the eye is not what the grammar wants there */
static void
FailSyntax(Parser *parser, const char *expected)
{
	const char *token = parser->text + parser->token_start;
	int			length = parser->token_end - parser->token_start;
	const char *hint;

	if (parser->failed)
		return;
	hint = SyntaxHint(parser);
	if (parser->token == TOKEN_END)
		FailSyntaxAt(parser, parser->length, expected, "the end");
	else if (parser->token == TOKEN_SYMBOL && IS_HIGHBIT_SET(*token) &&
			 GetDatabaseEncoding() == PG_UTF8)
		/* perhaps it cannot be seen, or told from another */
		FailSyntaxAt(parser, parser->token_start, expected,
					 psprintf("\"%.*s\" (U+%04X)", length, token,
							  utf8_to_unicode((const unsigned char *) token)));
	else
	{
		int			shown = pg_mbcliplen(token, length, 40);

		FailSyntaxAt(parser, parser->token_start, expected,
					 psprintf("\"%.*s%s\"", shown, token, shown < length ? "..." : ""));
	}
	parser->error->hint = hint;
}

static bool
Deeper(Parser *parser)
{
	if (++parser->depth > RULE_MAX_DEPTH)
		Fail(parser, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "rule is nested too deeply",
			 psprintf("The limit is %d brackets, calls, signs and nots inside one another.",
					  RULE_MAX_DEPTH));
	return !parser->failed;
}

/* ---------- tokens ---------- */

/*
 * Is a code point outside ASCII part of a name?  Letters and combining marks
 * of every script are; what is not are punctuation, spaces, foreign digits,
 * symbols, pictures and private use.  No locale is asked: the same rule must
 * read the same on every server.
 */
static bool
IsNameCodePoint(pg_wchar c)
{
	static const struct
	{
		pg_wchar	first;
		pg_wchar	last;
	}			others[] =
	{
		{0x80, 0xA9}, {0xAB, 0xB4}, {0xB6, 0xB9}, {0xBB, 0xBF}, {0xD7, 0xD7},
		{0xF7, 0xF7}, {0x37E, 0x37E}, {0x387, 0x387}, {0x55A, 0x55F},
		{0x589, 0x58A}, {0x5BE, 0x5BE}, {0x5C0, 0x5C0}, {0x5C3, 0x5C3},
		{0x5F3, 0x5F4}, {0x600, 0x60F}, {0x61B, 0x61F}, {0x660, 0x66D},
		{0x6D4, 0x6D4}, {0x6F0, 0x6F9}, {0x964, 0x96F}, {0x1680, 0x1680},
		{0x180E, 0x180E}, {0x2000, 0x200B}, {0x200E, 0x206F}, {0x2070, 0x2070},
		{0x2072, 0x207E}, {0x2080, 0x208E}, {0x20A0, 0x20CF}, {0x2100, 0x2101},
		{0x2103, 0x2106}, {0x2108, 0x2109}, {0x2114, 0x2114}, {0x2116, 0x2118},
		{0x211E, 0x2123}, {0x2140, 0x2144}, {0x214A, 0x214D}, {0x214F, 0x215F},
		{0x2190, 0x2BFF}, {0x2E00, 0x2E2E}, {0x2E30, 0x2E7F}, {0x2FF0, 0x3004},
		{0x3008, 0x3020}, {0x3030, 0x3030}, {0xD800, 0xF8FF}, {0xFE10, 0xFE1F},
		{0xFE30, 0xFE6F}, {0xFEFF, 0xFEFF}, {0xFF00, 0xFF20}, {0xFF3B, 0xFF40},
		{0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0xE007F},
		{0xF0000, 0x10FFFF}
	};

	for (int i = 0; i < (int) lengthof(others); i++)
		if (c >= others[i].first && c <= others[i].last)
			return false;
	return true;
}

/* bytes of the character at this offset */
static int
CharacterLength(Parser *parser, int offset)
{
	return Min(pg_encoding_mblen(GetDatabaseEncoding(), parser->text + offset),
			   parser->length - offset);
}

/* bytes of the name character at this offset, or 0 if it is none */
static int
NameCharacter(Parser *parser, int offset, bool first)
{
	unsigned char c;
	int			length;

	if (offset >= parser->length)
		return 0;
	c = (unsigned char) parser->text[offset];
	if (!IS_HIGHBIT_SET(c))
	{
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
			return 1;
		return !first && c >= '0' && c <= '9' ? 1 : 0;
	}
	length = CharacterLength(parser, offset);
	if (GetDatabaseEncoding() != PG_SQL_ASCII)
	{
		/* where nothing is known of the encoding, high bytes are letters */
		const char *utf8 = pg_server_to_any(parser->text + offset, length, PG_UTF8);

		if (!IsNameCodePoint(utf8_to_unicode((const unsigned char *) utf8)))
			return 0;
	}
	return length;
}

/* in any case of ASCII letters, whatever the locale thinks of others */
static const Word *
LookUpWord(const char *name, int length)
{
	for (int i = 0; i < (int) lengthof(words); i++)
	{
		const char *word = words[i].name;
		int			same = 0;

		while (same < length && word[same] != '\0' &&
			   (unsigned char) word[same] == pg_ascii_tolower((unsigned char) name[same]))
			same++;
		if (same == length && word[same] == '\0')
			return &words[i];
	}
	return NULL;
}

/* what the printer calls a function, or with RULE_CONTEXT a context term */
const char *
RuleCallName(RuleNodeKind kind, int op)
{
	WordKind	wanted = kind == RULE_CALL ? WORD_FUNCTION : WORD_CONTEXT;

	for (int i = 0; i < (int) lengthof(words); i++)
		if (words[i].kind == wanted && words[i].op == op)
			return words[i].name;
	elog(ERROR, "unknown function %d in rule", op);
	return NULL;
}

static void
LexNumber(Parser *parser)
{
	/* .5 is printed as 0.5 */
	int			implied = parser->text[parser->token_start] == '.' ? 1 : 0;
	int			digits = 0;
	int			points = 0;
	int			p = parser->token_start;

	for (; p < parser->length; p++)
	{
		if (isdigit((unsigned char) parser->text[p]))
			digits++;
		else if (parser->text[p] == '.' && points == 0)
			points++;
		else
			break;
	}
	parser->token_end = p;
	parser->token = TOKEN_NUMBER;
	if (digits == 0)
	{
		parser->token = TOKEN_SYMBOL;
		parser->symbol = '.';
	}
	else if (digits + implied > RULE_MAX_DIGITS)
		Fail(parser, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "number in rule is too long",
			 psprintf("The number at position %d has %d digits, the limit is %d.",
					  CharacterPosition(parser, parser->token_start), digits + implied,
					  RULE_MAX_DIGITS));
}

static void
LexString(Parser *parser)
{
	char		quote = parser->text[parser->token_start];
	int			p = parser->token_start + 1;

	for (;;)
	{
		if (p >= parser->length)
		{
			Fail(parser, ERRCODE_INVALID_TEXT_REPRESENTATION, NULL,
				 psprintf("The string that starts at position %d is not closed by %c.",
						  CharacterPosition(parser, parser->token_start), quote));
			return;
		}
		if (parser->text[p] == quote)
		{
			if (p + 1 < parser->length && parser->text[p + 1] == quote)
				p++;
			else
				break;
		}
		p++;
	}
	parser->token_end = p + 1;
	parser->token = TOKEN_STRING;
}

/* where the next character is that is no space */
static int
SkipSpace(const Parser *parser, int p)
{
	while (p < parser->length && memchr(" \t\n\r\f\v", parser->text[p], 6) != NULL)
		p++;
	return p;
}

/*
 * A word of the language or a name.  Words that are called are words only
 * before a bracket, where no name can stand: so that a function which is added
 * to the language one day breaks no rule that has a variable of its name.
 */
static void
LexName(Parser *parser, int end)
{
	const Word *word = LookUpWord(parser->text + parser->token_start, end - parser->token_start);
	bool		called = word != NULL &&
		(word->kind == WORD_FUNCTION || word->kind == WORD_KNOWN ||
		 (word->kind == WORD_CONTEXT && word->argument != ARGUMENT_NONE));
	int			next = SkipSpace(parser, end);

	parser->token_end = end;
	parser->word = word;
	parser->token = word != NULL &&
		(!called || (next < parser->length && parser->text[next] == '(')) ?
		TOKEN_WORD : TOKEN_NAME;
}

/* go on to the next token */
static void
Advance(Parser *parser)
{
	int			p = parser->token_end;
	char		c;
	int			step;

	if (parser->failed)
		return;
	parser->previous = parser->token;
	parser->previous_start = parser->token_start;
	parser->previous_end = parser->token_end;
	p = SkipSpace(parser, p);
	parser->token_start = parser->token_end = p;
	if (p >= parser->length)
	{
		parser->token = TOKEN_END;
		return;
	}

	c = parser->text[p];
	if (isdigit((unsigned char) c) || c == '.')
	{
		LexNumber(parser);
		return;
	}
	if (c == '\'' || c == '"')
	{
		LexString(parser);
		return;
	}
	step = NameCharacter(parser, p, true);
	if (step > 0)
	{
		for (; step > 0; step = NameCharacter(parser, p, false))
			p += step;
		LexName(parser, p);
		return;
	}

	/* one character or two; what is none of the language is refused later */
	parser->token_end = p + 1;
	parser->token = TOKEN_COMPARISON;
	if (c == '=')
		parser->comparison = RULE_EQ;
	else if (c == '<' && p + 1 < parser->length && parser->text[p + 1] == '>')
		parser->comparison = RULE_NE, parser->token_end++;
	else if (c == '!' && p + 1 < parser->length && parser->text[p + 1] == '=')
		parser->comparison = RULE_NE, parser->token_end++;
	else if (c == '<' && p + 1 < parser->length && parser->text[p + 1] == '=')
		parser->comparison = RULE_LE, parser->token_end++;
	else if (c == '>' && p + 1 < parser->length && parser->text[p + 1] == '=')
		parser->comparison = RULE_GE, parser->token_end++;
	else if (c == '<')
		parser->comparison = RULE_LT;
	else if (c == '>')
		parser->comparison = RULE_GT;
	else
	{
		parser->token = TOKEN_SYMBOL;
		parser->symbol = c;
		if (IS_HIGHBIT_SET(c))
			parser->token_end = p + CharacterLength(parser, p);
	}
}

static bool
IsSymbol(Parser *parser, char symbol)
{
	return parser->token == TOKEN_SYMBOL && parser->symbol == symbol;
}

static bool
IsWord(Parser *parser, WordKind kind)
{
	return parser->token == TOKEN_WORD && parser->word->kind == kind;
}

static bool
Expect(Parser *parser, char symbol, const char *expected)
{
	if (!IsSymbol(parser, symbol))
	{
		FailSyntax(parser, expected);
		return false;
	}
	Advance(parser);
	return !parser->failed;
}

/* ---------- nodes ---------- */

static RuleNode *
MakeNode(Parser *parser, RuleNodeKind kind, int op)
{
	RuleNode   *node = palloc0(sizeof(RuleNode));

	node->kind = kind;
	node->op = op;
	node->variable = -1;
	node->position = parser->token_start;
	return node;
}

/* is it a condition that cannot be an expression? */
static bool
IsCondition(RuleNode *node)
{
	return node->kind == RULE_COMPARE || node->kind == RULE_IN ||
		node->kind == RULE_KNOWN || node->kind == RULE_NOT ||
		node->kind == RULE_AND || node->kind == RULE_OR;
}

/* may it stand as a condition? */
static bool
MayBeCondition(RuleNode *node)
{
	return IsCondition(node) || node->kind == RULE_VARIABLE ||
		node->kind == RULE_CONTEXT || node->kind == RULE_BOOLEAN;
}

/* a condition in brackets is a number, 1 or 0; known(x) has brackets of its own */
static bool
WantExpression(Parser *parser, RuleNode *node)
{
	if (node == NULL)
		return false;
	if (IsCondition(node) && !node->bracketed && node->kind != RULE_KNOWN && !parser->failed)
	{
		FailSyntaxAt(parser, node->position, "an expression", "a condition");
		parser->error->hint = "A condition in brackets counts 1 if it holds and 0 if not.";
	}
	return !parser->failed;
}

static bool
WantCondition(Parser *parser, RuleNode *node)
{
	if (node == NULL)
		return false;
	if (!MayBeCondition(node))
	{
		FailSyntaxAt(parser, node->position, "a condition", "an expression");
		if (parser->tree->arms != NIL)
			parser->error->hint = "What holds otherwise is written \"else: ...\".";
	}
	return !parser->failed;
}

/* note an input at its first appearance */
static bool
NoteVariable(Parser *parser, RuleNode *node, const char *name)
{
	ListCell   *lc;

	if (parser->inside_context > 0)
		return true;
	foreach(lc, parser->tree->variables)
	{
		RuleNode   *other = lfirst(lc);

		if (strcmp(other->text, name) == 0)
		{
			node->variable = other->variable;
			return true;
		}
	}
	node->variable = list_length(parser->tree->variables);
	if (node->variable >= RULE_MAX_VARIABLES)
	{
		Fail(parser, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "rule has too many variables",
			 psprintf("The limit is %d.", RULE_MAX_VARIABLES));
		return false;
	}
	parser->tree->variables = lappend(parser->tree->variables, node);
	return true;
}

static RuleNode *
ParseVariable(Parser *parser)
{
	RuleNode   *node = MakeNode(parser, RULE_VARIABLE, 0);

	node->text = pnstrdup(parser->text + parser->token_start,
						  parser->token_end - parser->token_start);
	if (!NoteVariable(parser, node, node->text))
		return NULL;
	Advance(parser);
	return node;
}

/* digits without needless zeros, as they are kept and printed */
static char *
TidyNumber(const char *digits, int length)
{
	const char *end = digits + length;
	const char *point = memchr(digits, '.', length);
	const char *whole_end = point ? point : end;

	while (digits < whole_end - 1 && *digits == '0')
		digits++;
	if (point)
	{
		while (end > point + 1 && end[-1] == '0')
			end--;
		if (end == point + 1)
			end = point;
	}
	if (digits == whole_end)
		return end == whole_end ? pstrdup("0") : psprintf("0%.*s", (int) (end - digits), digits);
	return pnstrdup(digits, end - digits);
}

static RuleNode *
ParseNumber(Parser *parser)
{
	RuleNode   *node = MakeNode(parser, RULE_NUMBER, 0);

	node->text = TidyNumber(parser->text + parser->token_start,
							parser->token_end - parser->token_start);
	Advance(parser);
	if (IsSymbol(parser, '%'))
	{
		node->percent = true;
		Advance(parser);
	}
	return node;
}

static RuleNode *
ParseString(Parser *parser)
{
	RuleNode   *node = MakeNode(parser, RULE_STRING, 0);
	char		quote = parser->text[parser->token_start];
	char	   *to;

	to = node->text = palloc(parser->token_end - parser->token_start);
	for (int p = parser->token_start + 1; p < parser->token_end - 1; p++)
	{
		*to++ = parser->text[p];
		if (parser->text[p] == quote)
			p++;				/* doubled */
	}
	*to = '\0';
	Advance(parser);
	return node;
}

/*
 * The number after the expression: how many years back, or which quantile.  It is
 * part of the name of the input, so that it is a number as it stands; one year
 * back is what previous(x) says by itself, and is left out.  False after an error.
 */
static bool
ParseContextNumber(Parser *parser, RuleContext context, RuleNode **number)
{
	const char *expected = context == RULE_PREVIOUS ? "a whole number of years from 1 to 99" :
		"a quantile from 0 to 1";
	const char *digits;
	Fraction	value;
	Fraction	one;

	*number = NULL;
	if (context == RULE_PREVIOUS && !IsSymbol(parser, ','))
		return true;
	if (!Expect(parser, ',', "\",\""))
		return false;
	if (parser->token != TOKEN_NUMBER)
	{
		FailSyntax(parser, expected);
		return false;
	}
	*number = ParseNumber(parser);
	if (parser->failed)
		return false;
	digits = (*number)->text;
	if (context == RULE_PREVIOUS)
	{
		if ((*number)->percent || strlen(digits) > 2 || strspn(digits, "0123456789") != strlen(digits) ||
			strcmp(digits, "0") == 0)
			FailSyntaxAt(parser, (*number)->position, expected, psprintf("%s%s", digits,
																	 (*number)->percent ? "%" : ""));
		if (strcmp(digits, "1") == 0)
			*number = NULL;
		return !parser->failed;
	}
	FractionSetNumeric(&value, NumericFromText(digits));
	FractionSet(&one, (*number)->percent ? 100 : 1, 1);
	if (FractionCompare(&value, &one) > 0)
		FailSyntaxAt(parser, (*number)->position, expected, psprintf("%s%s", digits,
																 (*number)->percent ? "%" : ""));
	return !parser->failed;
}

/* after the word: "(" known-argument ")" */
static RuleNode *
ParseContext(Parser *parser)
{
	RuleNode   *node = MakeNode(parser, RULE_CONTEXT, parser->word->op);
	const Word *word = parser->word;
	RuleNode   *argument = NULL;
	RuleNode   *number = NULL;
	StringInfoData name;

	Advance(parser);
	if (word->argument != ARGUMENT_NONE)
	{
		if (!Deeper(parser) || !Expect(parser, '(', psprintf("\"(\" after \"%s\"", word->name)))
			return NULL;
		parser->inside_context++;
		if (word->argument == ARGUMENT_EXPRESSION)
			argument = ParseExpression(parser);
		else if (word->argument == ARGUMENT_VARIABLE && parser->token == TOKEN_NAME)
			argument = ParseVariable(parser);
		else if (word->argument == ARGUMENT_STRING && parser->token == TOKEN_STRING)
			argument = ParseString(parser);
		else
			FailSyntax(parser, word->argument == ARGUMENT_STRING ?
					   "the code of a criterion in quotes" : "a variable");
		if (argument != NULL && word->max_arguments > 1 &&
			!ParseContextNumber(parser, (RuleContext) word->op, &number))
			return NULL;
		parser->inside_context--;
		if (argument == NULL || !Expect(parser, ')', "\")\""))
			return NULL;
		parser->depth--;
		node->arguments = number != NULL ? list_make2(argument, number) : list_make1(argument);
	}

	/* the input is keyed by its canonical text */
	if (parser->inside_context == 0)
	{
		initStringInfo(&name);
		RulePrintNode(node, &name);
		node->text = name.data;
		if (!NoteVariable(parser, node, node->text))
			return NULL;
	}
	return parser->failed ? NULL : node;
}

/* a variable or a context term: what may be known or unknown */
static RuleNode *
ParseInput(Parser *parser, const char *expected)
{
	if (parser->token == TOKEN_NAME)
		return ParseVariable(parser);
	if (IsWord(parser, WORD_CONTEXT))
		return ParseContext(parser);
	FailSyntax(parser, expected);
	return NULL;
}

static RuleNode *
ParseKnown(Parser *parser)
{
	RuleNode   *node = MakeNode(parser, RULE_KNOWN, 0);
	RuleNode   *argument;

	Advance(parser);
	if (!Deeper(parser) || !Expect(parser, '(', "\"(\" after \"known\""))
		return NULL;
	argument = ParseInput(parser, "a variable or a context term");
	if (argument == NULL || !Expect(parser, ')', "\")\""))
		return NULL;
	parser->depth--;
	node->arguments = list_make1(argument);
	return node;
}

/*
 * Expressions between commas, at most so many (0: any number), as arguments; those
 * of count() are conditions.
 */
static bool
ParseArguments(Parser *parser, RuleNode *node, int most)
{
	bool		conditions = node->kind == RULE_CALL && node->op == RULE_COUNT;

	for (;;)
	{
		RuleNode   *argument = conditions ? ParseOr(parser) : ParseExpression(parser);

		if (argument == NULL || (conditions && !WantCondition(parser, argument)))
			return false;
		node->arguments = lappend(node->arguments, argument);
		if (!IsSymbol(parser, ',') || list_length(node->arguments) == most)
			return true;

		/* perhaps it was meant as a decimal comma; not in a date */
		if (parser->tree->comma == NULL && node->kind == RULE_CALL && node->op != RULE_DATE &&
			parser->inside_context == 0 && parser->previous == TOKEN_NUMBER &&
			parser->previous_end == parser->token_start && parser->token_end < parser->length &&
			isdigit((unsigned char) parser->text[parser->token_end]))
			parser->tree->comma = node;
		Advance(parser);
	}
}

static RuleNode *
ParseCall(Parser *parser)
{
	RuleNode   *node = MakeNode(parser, RULE_CALL, parser->word->op);
	const Word *word = parser->word;
	int			count;

	Advance(parser);
	if (!Deeper(parser) || !Expect(parser, '(', psprintf("\"(\" after \"%s\"", word->name)) ||
		!ParseArguments(parser, node, word->max_arguments))
		return NULL;
	count = list_length(node->arguments);
	if (count < word->min_arguments || (node->op == RULE_DATE && count == 2))
	{
		FailSyntax(parser, "another argument");
		return NULL;
	}
	if (node->op == RULE_DATE && count == 1)
	{
		RuleNode   *argument = linitial(node->arguments);

		if (argument->kind != RULE_STRING && argument->kind != RULE_VARIABLE &&
			argument->kind != RULE_CONTEXT)
		{
			FailSyntax(parser, "year, month and day, a string or a variable in \"date\"");
			return NULL;
		}
	}
	if (!Expect(parser, ')', "\")\""))
		return NULL;
	parser->depth--;
	return node;
}

static RuleNode *
ParsePrimary(Parser *parser)
{
	RuleNode   *node;

	switch (parser->token)
	{
		case TOKEN_NUMBER:
			return ParseNumber(parser);
		case TOKEN_STRING:
			return ParseString(parser);
		case TOKEN_NAME:
			return ParseVariable(parser);
		case TOKEN_WORD:
			switch (parser->word->kind)
			{
				case WORD_FUNCTION:
					return ParseCall(parser);
				case WORD_CONTEXT:
					return ParseContext(parser);
				case WORD_KNOWN:
					return ParseKnown(parser);
				case WORD_TRUE:
				case WORD_FALSE:
					node = MakeNode(parser, RULE_BOOLEAN, parser->word->kind == WORD_TRUE);
					Advance(parser);
					return node;
				default:
					break;
			}
			break;
		case TOKEN_SYMBOL:
			if (parser->symbol == '(')
			{
				if (!Deeper(parser))
					return NULL;
				Advance(parser);
				node = ParseOr(parser);
				if (node == NULL || !Expect(parser, ')', "\")\""))
					return NULL;
				parser->depth--;
				node->bracketed = true;
				return node;
			}
			break;
		default:
			break;
	}
	FailSyntax(parser, "an expression or a condition");
	return NULL;
}

static RuleNode *
ParseUnary(Parser *parser)
{
	RuleNode   *node;
	RuleNode   *argument;

	if (!IsSymbol(parser, '-'))
		return ParsePrimary(parser);
	node = MakeNode(parser, RULE_NEGATE, 0);
	if (!Deeper(parser))
		return NULL;
	Advance(parser);
	argument = ParseUnary(parser);
	if (!WantExpression(parser, argument))
		return NULL;
	parser->depth--;
	node->arguments = list_make1(argument);
	return node;
}

/* The operator of a chain under the eye, or -1. */
static int
ChainOperator(Parser *parser, RuleNodeKind kind)
{
	switch (kind)
	{
		case RULE_PRODUCT:
			return IsSymbol(parser, '*') || IsSymbol(parser, '/') ? parser->symbol : -1;
		case RULE_SUM:
			return IsSymbol(parser, '+') || IsSymbol(parser, '-') ? parser->symbol : -1;
		case RULE_COMPARE:
			return parser->token == TOKEN_COMPARISON ? (int) parser->comparison : -1;
		case RULE_AND:
			return IsWord(parser, WORD_AND) ? 0 : -1;
		default:
			return IsWord(parser, WORD_OR) ? 0 : -1;
	}
}

/*
 * A chain of operands at one level of precedence.  When there is just one, it
 * is passed on as it is.
 */
static RuleNode *
ParseChain(Parser *parser, RuleNodeKind kind, RuleNode *(*parse_operand) (Parser *))
{
	bool		logical = kind == RULE_AND || kind == RULE_OR;
	RuleNode   *operand = parse_operand(parser);
	RuleNode   *node = NULL;
	int			operator;

	while (operand != NULL && (operator = ChainOperator(parser, kind)) >= 0)
	{
		if (!(logical ? WantCondition(parser, operand) : WantExpression(parser, operand)))
			return NULL;
		if (node == NULL)
		{
			node = MakeNode(parser, kind, 0);
			node->position = operand->position;
			node->arguments = list_make1(operand);
		}
		node->operators = lappend_int(node->operators, operator);
		Advance(parser);
		operand = parse_operand(parser);
		if (!(logical ? WantCondition(parser, operand) : WantExpression(parser, operand)))
			return NULL;
		node->arguments = lappend(node->arguments, operand);
	}
	return parser->failed ? NULL : node ? node : operand;
}

static RuleNode *
ParseProduct(Parser *parser)
{
	return ParseChain(parser, RULE_PRODUCT, ParseUnary);
}

static RuleNode *
ParseSum(Parser *parser)
{
	return ParseChain(parser, RULE_SUM, ParseProduct);
}

static RuleNode *
ParseExpression(Parser *parser)
{
	RuleNode   *node = ParseSum(parser);

	return WantExpression(parser, node) ? node : NULL;
}

static RuleNode *
ParseIn(Parser *parser, RuleNode *left)
{
	RuleNode   *node = MakeNode(parser, RULE_IN, 0);

	node->position = left->position;
	node->arguments = list_make1(left);
	Advance(parser);
	if (!Deeper(parser) || !Expect(parser, '(', "\"(\" after \"in\"") ||
		!ParseArguments(parser, node, 0))
		return NULL;
	if (!Expect(parser, ')', "\",\" or \")\""))
		return NULL;
	parser->depth--;
	return node;
}

static RuleNode *
ParseComparison(Parser *parser)
{
	RuleNode   *node = ParseChain(parser, RULE_COMPARE, ParseSum);

	if (node != NULL && (node->kind != RULE_COMPARE || node->bracketed) && IsWord(parser, WORD_IN))
		return WantExpression(parser, node) ? ParseIn(parser, node) : NULL;
	return node;
}

static RuleNode *
ParseNot(Parser *parser)
{
	RuleNode   *node;
	RuleNode   *argument;

	if (!IsWord(parser, WORD_NOT))
		return ParseComparison(parser);
	node = MakeNode(parser, RULE_NOT, 0);
	if (!Deeper(parser))
		return NULL;
	Advance(parser);
	argument = ParseNot(parser);
	if (!WantCondition(parser, argument))
		return NULL;
	parser->depth--;
	node->arguments = list_make1(argument);
	return node;
}

static RuleNode *
ParseAnd(Parser *parser)
{
	return ParseChain(parser, RULE_AND, ParseNot);
}

static RuleNode *
ParseOr(Parser *parser)
{
	return ParseChain(parser, RULE_OR, ParseAnd);
}

/* points = expression | "na" */
static bool
ParsePoints(Parser *parser, RuleArm *arm)
{
	if (IsWord(parser, WORD_NA))
	{
		arm->points = NULL;
		Advance(parser);
		return !parser->failed;
	}
	arm->points = ParseExpression(parser);
	return arm->points != NULL;
}

static void
ParseRule(Parser *parser)
{
	for (;;)
	{
		RuleArm    *arm = palloc0(sizeof(RuleArm));
		bool		first = parser->tree->arms == NIL;
		bool		is_else = false;

		if (first && IsWord(parser, WORD_NA))
		{
			parser->tree->plain = true;
			ParsePoints(parser, arm);
		}
		else if (!first && IsWord(parser, WORD_ELSE))
		{
			is_else = true;
			Advance(parser);
			if (!Expect(parser, ':', "\":\" after \"else\"") || !ParsePoints(parser, arm))
				return;
		}
		else
		{
			RuleNode   *node = ParseOr(parser);

			if (node == NULL)
				return;
			if (first && !IsCondition(node) && !IsSymbol(parser, ':'))
			{
				parser->tree->plain = true;
				arm->points = node;
			}
			else
			{
				if (!WantCondition(parser, node) ||
					!Expect(parser, ':', "\":\" after the condition"))
					return;
				arm->condition = node;
				if (!ParsePoints(parser, arm))
					return;
			}
		}
		if (parser->failed)
			return;
		parser->tree->arms = lappend(parser->tree->arms, arm);

		if (parser->tree->plain || is_else)
			break;
		if (!IsSymbol(parser, ';'))
			break;
		Advance(parser);
		if (parser->token == TOKEN_END)
			return;
	}

	/* after else one more semicolon may stand */
	if (!parser->tree->plain && IsSymbol(parser, ';'))
		Advance(parser);
	if (parser->token != TOKEN_END)
		FailSyntax(parser, parser->tree->plain ?
				   "an operator, \":\" or the end" :
				   ((RuleArm *) llast(parser->tree->arms))->condition == NULL ?
				   "the end after \"else\"" : "an operator, \";\" or the end");
}

bool
RuleParse(const char *text, int length, RuleTree *tree, RuleError *error)
{
	Parser		parser;

	memset(&parser, 0, sizeof(parser));
	memset(tree, 0, sizeof(*tree));
	memset(error, 0, sizeof(*error));
	parser.text = text;
	parser.length = length;
	parser.tree = tree;
	parser.error = error;

	if (length > RULE_MAX_TEXT)
		Fail(&parser, ERRCODE_PROGRAM_LIMIT_EXCEEDED, "rule is too long",
			 psprintf("The text has %d bytes, the limit is %d.", length, RULE_MAX_TEXT));
	else
	{
		check_stack_depth();
		Advance(&parser);
		ParseRule(&parser);
	}
	return !parser.failed;
}
