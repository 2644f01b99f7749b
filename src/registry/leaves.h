/*-------------------------------------------------------------------------
 *
 * leaves.h
 *	  What each agency of a round has at each leaf of its scheme.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_LEAVES_H
#define PAR_LEAVES_H

#include "base/name_table.h"
#include "exact/point_policy.h"
#include "registry/ask.h"

/* What the points of an index are taken from. */
typedef enum Basis
{
	BASIS_SELF,					/* the self-assessment, of what can be self-assessed */
	BASIS_APPRAISAL,			/* the first appraisal, with the survey */
	BASIS_OFFICIAL				/* survey, else review, else appraisal */
} Basis;

/* A criterion that takes points: a leaf that is scored, a bonus or a penalty. */
typedef struct SchemeLeaf
{
	char	   *code;
	bool		is_scored;
	bool		is_penalty;		/* else a bonus, if it is not scored */
	bool		is_monitor;		/* recorded, and counts nowhere */
	bool		is_self_assessed;
	bool		is_survey;		/* its method; left out where no survey is held */
	bool		is_surveyed;	/* its points come from answers */
	Numeric		max_points;
	int			node;			/* in the tree; -1: outside of it */
	int			source;			/* number among the sources; -1: not scored */
} SchemeLeaf;

/* A criterion that decides ties: a node of the tree, or else a leaf outside of it. */
typedef struct TieKey
{
	int			node;			/* -1: none */
	int			leaf;			/* -1: none */
} TieKey;

/*
 * What follows from an approved scheme.  It is kept by the process: xmin and place of
 * its row in scheme_tree, which is written once when the scheme is approved, tell
 * whether it is still what is stored.
 */
typedef struct SchemeFacts
{
	MemoryContext context;
	Oid			schema;			/* the registry */
	char	   *scheme;
	TransactionId xmin;
	ItemPointerData place;

	PointTree  *tree;
	NameTable	codes;			/* of the leaves, numbered as they are */
	int			nleaves;
	SchemeLeaf *leaves;			/* in the order of the scheme */
	int			nroots;
	int		   *roots;			/* nodes of the fields, in the order of the scheme */
	int			nsources;
	char	  **sources;		/* of what is scored, in byte order */
	int			nties;
	TieKey	   *ties;
	bool		has_ties;
	bool		zero_matters;	/* a criterion with 0 points bars a grade */
	int			point_decimals; /* -1: points are not rounded */

	int			readers;		/* at work */
	bool		is_kept;		/* else it goes with the last of them */
} SchemeFacts;

/* What an agency has at a leaf. */
typedef struct LeafState
{
	const char *stage;			/* survey, self, appraisal or review; NULL: nothing was entered */
	Numeric		entered_points; /* NULL: none */
	bool		not_applicable;
	bool		is_exempt;
	char	   *exempt_reason;
	int64		row;			/* of the answer, with what else was entered; -1: none */
	Numeric		exact_points;	/* before they are rounded, and before policies; NULL: none */
	Numeric		points;			/* that count, before policies; NULL: none */
} LeafState;

/* Reads agency after agency. */
typedef struct LeafReader
{
	Asker		asker;
	Datum		round;
	Basis		basis;
	bool		with_entry;		/* what else was entered is read too */
	SchemeFacts *scheme;
	bool		survey_held;
	bool		is_setup;		/* the stage of the round */
	bool		is_reviewed;	/* it has been in stage review */
	bool		has_exemptions;
	bool		has_zeros;		/* of some agencies what is missing counts 0 */
	bool		has_stale;		/* some sums are left to be computed */
	MemoryContext row;			/* of what is known of an agency */
	LeafState  *states;			/* of the agency that is at work */
} LeafReader;

/* 22023 for a basis that there is not */
extern Basis BasisFromText(text *name);

/* false: nothing follows from the scheme of the round, or there is none; within BeginToAsk() */
extern bool LeafReaderOpen(LeafReader *reader, Datum round, Basis basis, bool with_entry);

/* whether a leaf counts on the basis */
extern bool LeafCounts(const LeafReader *reader, int leaf);

/* the states of an agency, which are good until the next is read */
extern void LeafReaderRead(LeafReader *reader, Datum agency, bool zero_missing);

/* the tree's nodes as they count in the end; NULL: no leaf of it is there */
extern NodePoints *LeafReaderSum(const LeafReader *reader);

/*
 * The agencies that are asked for, NULL for all: rows of the answer, each with the code and
 * whether what is missing counts 0.  They are participants of the round.
 */
extern SPITupleTable *LeafReaderAgencies(LeafReader *reader, Datum agencies, uint64 *count);

#endif							/* PAR_LEAVES_H */
