/*-------------------------------------------------------------------------
 *
 * params.h
 *	  Named parameters of a function, given as a JSON object; choices by name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_PARAMS_H
#define PAR_PARAMS_H

#include "fmgr.h"
#include "utils/jsonb.h"

/*
 * The members of an object.  What a function does not ask for is refused in
 * the end, so that a misspelt name is not passed over in silence.
 */
typedef struct Params
{
	const char *what;			/* whose they are, for messages */
	int			count;
	char	  **keys;
	JsonbValue *values;
	bool	   *asked;
} Params;

/* the members of an object; NULL has none */
extern void ParamsOpen(Params *params, Jsonb *object, const char *what);

/* a member, or what it is where it is not given */
extern double ParamsNumber(Params *params, const char *key, double otherwise);
extern bool ParamsBool(Params *params, const char *key, bool otherwise);

/* the same of a number between two bounds, of a whole one, and of a text */
extern double ParamsNumberWithin(Params *params, const char *key, double least, double most,
								 double otherwise);
extern int	ParamsWhole(Params *params, const char *key, int least, int most, int otherwise);
extern char *ParamsText(Params *params, const char *key, char *otherwise);

/* which of some texts a member is; what is none of them is refused */
extern int	ParamsChoice(Params *params, const char *key, const char *const *names, int count,
						 int otherwise);

/* the texts of an array of at most so many; their number, 0 if it is not given */
extern int	ParamsTexts(Params *params, const char *key, char **texts, int most);

/* refuses what a member is, which must be of some kind */
extern void ParamsRefuse(const Params *params, const char *key, const char *kind);

/* leaves out the members that are null */
extern void ParamsDropNulls(Params *params);

/* whether a member is given, and is an object */
extern bool ParamsIsObject(const Params *params, const char *key);

/* a member that is an object itself; false if it is not given */
extern bool ParamsObject(Params *params, const char *key, Params *members);

/* refuses the members that were not asked for */
extern void ParamsClose(const Params *params);

/* the value of a member: the number, and the numbers of an array */
extern double ParamsNumberAt(const Params *params, int member);
extern void ParamsPairAt(const Params *params, int member, double *first, double *second);

/*
 * Which of some names an argument is; the table holds their addresses at equal
 * distances.  What is none of them is refused as an unrecognized something.
 */
extern int	ChoiceOf(FunctionCallInfo fcinfo, int argument, const char *what,
					 const void *names, Size distance, int count);

#endif							/* PAR_PARAMS_H */
