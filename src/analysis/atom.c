/*-------------------------------------------------------------------------
 *
 * atom.c
 *	  Atoms and their products: each kept once, and known by its number.
 *
 * Forms are compared by the numbers of what they are made of, so that the same
 * quantity must have the same number wherever it comes up.  A rule of 64 kB has
 * thousands of them; each table is a hash table beside a list.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "analysis/analysis.h"

/* An atom by its kind and what it is of: a number, or the form if that is none. */
typedef struct AtomKey
{
	AtomKind	kind;
	int			of;
	Form		form;
} AtomKey;

typedef struct AtomEntry
{
	AtomKey		key;
	int			number;
	uint32		hash;
	char		status;
} AtomEntry;

static uint32
HashAtom(const AtomKey *key)
{
	return FormHash(hash_combine(murmurhash32((uint32) key->kind), murmurhash32((uint32) key->of)),
					&key->form);
}

#define SH_PREFIX atoms
#define SH_ELEMENT_TYPE AtomEntry
#define SH_KEY_TYPE AtomKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) HashAtom(&(key))
#define SH_EQUAL(table, a, b) \
	((a).kind == (b).kind && (a).of == (b).of && FormEqual(&(a).form, &(b).form))
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct MonomialKey
{
	int			npowers;
	const Power *powers;
} MonomialKey;

typedef struct MonomialEntry
{
	MonomialKey key;
	int			number;
	uint32		hash;
	char		status;
} MonomialEntry;

#define SH_PREFIX monomials
#define SH_ELEMENT_TYPE MonomialEntry
#define SH_KEY_TYPE MonomialKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) \
	hash_bytes((const unsigned char *) (key).powers, sizeof(Power) * (key).npowers)
#define SH_EQUAL(table, a, b) \
	((a).npowers == (b).npowers && \
	 memcmp((a).powers, (b).powers, sizeof(Power) * (a).npowers) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

void
AtomTablesCreate(Analysis *analysis)
{
	analysis->max_atoms = analysis->max_monomials = 64;
	analysis->atoms = palloc(sizeof(Atom) * analysis->max_atoms);
	analysis->memos = palloc(sizeof(RangeMemo) * analysis->max_atoms);
	analysis->monomials = palloc(sizeof(Monomial) * analysis->max_monomials);
	analysis->atom_table = atoms_create(analysis->memory, 64, NULL);
	analysis->monomial_table = monomials_create(analysis->memory, 64, NULL);
	(void) MonomialIntern(analysis, NULL, 0);
}

/* ---------- atoms ---------- */

/* the atoms of inputs that a form is made of */
static Bitmapset *
PartsOfForm(const Analysis *analysis, const Form *form)
{
	Bitmapset  *parts = NULL;

	for (int i = 0; i < form->nterms; i++)
	{
		const Monomial *monomial = &analysis->monomials[form->terms[i].monomial];

		for (int p = 0; p < monomial->npowers; p++)
			parts = bms_add_members(parts, analysis->atoms[monomial->powers[p].atom].parts);
	}
	return parts;
}

int
AtomIntern(Analysis *analysis, AtomKind kind, int of, const Form *form)
{
	AtomKey		key = {kind, of, {0, NULL}};
	AtomEntry  *entry;
	Atom	   *atom;
	MemoryContext caller;
	bool		found;
	int			max_memos = analysis->max_atoms;

	if (form != NULL)
		key.form = *form;
	entry = atoms_lookup(analysis->atom_table, key);
	if (entry != NULL)
		return entry->number;

	caller = MemoryContextSwitchTo(analysis->memory);
	analysis->atoms = AnalysisEnlarge(analysis->atoms, analysis->natoms, &analysis->max_atoms,
									  sizeof(Atom));
	analysis->memos = AnalysisEnlarge(analysis->memos, analysis->natoms, &max_memos,
									  sizeof(RangeMemo));
	atom = &analysis->atoms[analysis->natoms];
	memset(atom, 0, sizeof(*atom));
	atom->kind = kind;
	atom->input = kind <= ATOM_KNOWN ? of : -1;
	atom->of = of;
	atom->form = key.form = FormCopy(&key.form);
	atom->domain = IntervalOfAll();
	atom->integer = kind == ATOM_KNOWN || kind == ATOM_NEW_YEAR || kind == ATOM_YEAR_MOD ||
		kind == ATOM_FLOOR;
	if (kind == ATOM_KNOWN)
		atom->domain = IntervalBetween(0, 1);
	atom->axis = -1;
	atom->parts = kind <= ATOM_KNOWN ? bms_make_singleton(analysis->natoms) :
		form != NULL ? PartsOfForm(analysis, form) : bms_copy(analysis->atoms[of].parts);
	analysis->memos[analysis->natoms].region = PG_UINT64_MAX;
	atoms_insert(analysis->atom_table, key, &found)->number = analysis->natoms;
	MemoryContextSwitchTo(caller);
	return analysis->natoms++;
}

/* the input that the value of an atom comes from, or -1 */
int
AtomInput(const Analysis *analysis, int atom)
{
	const Atom *a = &analysis->atoms[atom];

	switch (a->kind)
	{
		case ATOM_NUMBER:
		case ATOM_CHOICE:
		case ATOM_DATE:
		case ATOM_KNOWN:
			return a->input;
		case ATOM_NEW_YEAR:
		case ATOM_YEAR_MOD:
			return AtomInput(analysis, a->of);
		default:
			return -1;
	}
}

/* ---------- monomials ---------- */

int
MonomialIntern(Analysis *analysis, const Power *powers, int npowers)
{
	MonomialKey key = {npowers, powers};
	MonomialEntry *entry;
	Monomial   *monomial;
	MemoryContext caller;
	bool		found;

	if (npowers == 0)
	{
		if (analysis->nmonomials > 0)
			return 0;
	}
	else if ((entry = monomials_lookup(analysis->monomial_table, key)) != NULL)
		return entry->number;

	caller = MemoryContextSwitchTo(analysis->memory);
	analysis->monomials = AnalysisEnlarge(analysis->monomials, analysis->nmonomials,
										  &analysis->max_monomials, sizeof(Monomial));
	monomial = &analysis->monomials[analysis->nmonomials];
	monomial->npowers = npowers;
	monomial->powers = palloc(sizeof(Power) * Max(npowers, 1));
	monomial->declared = IntervalOfAll();
	monomial->title = NULL;
	if (npowers > 0)
	{
		memcpy(monomial->powers, powers, sizeof(Power) * npowers);
		key.powers = monomial->powers;
		monomials_insert(analysis->monomial_table, key, &found)->number = analysis->nmonomials;
	}
	MemoryContextSwitchTo(caller);
	return analysis->nmonomials++;
}

/* a * b^exponent, the exponent 1 or -1 */
int
MonomialMultiply(Analysis *analysis, int a, int b, int exponent)
{
	const Monomial *x = &analysis->monomials[a];
	const Monomial *y = &analysis->monomials[b];
	Power	   *powers;
	int			npowers = 0;
	int			i = 0;
	int			j = 0;
	int			product;

	if (b == 0)
		return a;
	if (a == 0 && exponent == 1)
		return b;
	powers = palloc(sizeof(Power) * (x->npowers + y->npowers));
	while (i < x->npowers || j < y->npowers)
	{
		Power		power;

		if (j >= y->npowers || (i < x->npowers && x->powers[i].atom < y->powers[j].atom))
			power = x->powers[i++];
		else if (i >= x->npowers || y->powers[j].atom < x->powers[i].atom)
		{
			power = y->powers[j++];
			power.exponent *= exponent;
		}
		else
		{
			power = x->powers[i++];
			power.exponent += exponent * y->powers[j++].exponent;
		}
		if (power.exponent != 0)
			powers[npowers++] = power;
	}
	product = MonomialIntern(analysis, powers, npowers);
	pfree(powers);
	return product;
}

/* the atom that a monomial is, or -1 */
int
MonomialAtom(const Analysis *analysis, int monomial)
{
	const Monomial *m = &analysis->monomials[monomial];

	return m->npowers == 1 && m->powers[0].exponent == 1 ? m->powers[0].atom : -1;
}
