/*-------------------------------------------------------------------------
 *
 * declared.h
 *	  Inputs of a criterion as its variables declare them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_DECLARED_H
#define PAR_DECLARED_H

#include "utils/jsonb.h"
#include "utils/numeric.h"

typedef enum DeclaredKind
{
	DECLARED_COUNT,
	DECLARED_PERCENT,
	DECLARED_AMOUNT,
	DECLARED_BOOLEAN,
	DECLARED_CHOICE,
	DECLARED_DATE
} DeclaredKind;

/* One variable. */
typedef struct DeclaredInput
{
	const char *name;
	int			length;			/* of the name */
	DeclaredKind kind;
	int			nchoices;
	const char **choices;
	Numeric		min;			/* as entered; NULL: none */
	Numeric		max;
	int			max_input;		/* whose value it does not exceed; -1: none */
} DeclaredInput;

/* The variables of a criterion, in the order of their names. */
typedef struct Declared
{
	int			count;
	DeclaredInput *inputs;
	bool		has_bounds;		/* some are bounded by others */
} Declared;

/* from [[name, kind, choices, min, max, name of another], ...], in the current memory context */
extern void DeclaredFromJsonb(Jsonb *json, Declared *declared);

/*
 * What was entered, as the rule receives it: a value for each variable, of type
 * jbvNull where it is not known, and known to be absent where present is false.
 * 22023 for what is not declared, of another kind, out of range, or beyond another value.
 * The answer is what was read: the inputs, or where they fit only so, with accents composed.
 */
extern Jsonb *DeclaredRead(const Declared *declared, const char *criterion, Jsonb *inputs,
						   JsonbValue *values, bool *present);

/* all of it as one object again */
extern Jsonb *DeclaredObject(const Declared *declared, const JsonbValue *values, const bool *present);

#endif							/* PAR_DECLARED_H */
