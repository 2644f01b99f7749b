/*-------------------------------------------------------------------------
 *
 * hierarchy.c
 *	  Members with parents, given in any order: checked, and put in preorder.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "base/compat.h"
#include "base/hierarchy.h"
#include "base/name_table.h"

/* how many members of a cycle are named */
#define NAMED_MEMBERS	10

#define FAULT(hierarchy, sqlstate, ...) \
	PAR_ERETURN((hierarchy)->escontext, false, (errcode(sqlstate), __VA_ARGS__))

int
CompareCodes(const char *a, const char *b)
{
	const char *x = a;
	const char *y = b;

	while (*x && *y)
	{
		if (*x >= '0' && *x <= '9' && *y >= '0' && *y <= '9')
		{
			size_t		xlen;
			size_t		ylen;
			int			difference;

			/* numbers without their leading zeros: the longer one is greater */
			x += strspn(x, "0");
			y += strspn(y, "0");
			xlen = strspn(x, "0123456789");
			ylen = strspn(y, "0123456789");
			if (xlen != ylen)
				return xlen < ylen ? -1 : 1;
			difference = memcmp(x, y, xlen);
			if (difference != 0)
				return difference;
			x += xlen;
			y += ylen;
		}
		else if (*x != *y)
			return (unsigned char) *x < (unsigned char) *y ? -1 : 1;
		else
		{
			x++;
			y++;
		}
	}
	if (*x || *y)
		return *x ? 1 : -1;
	return strcmp(a, b);
}

void
HierarchyInit(Hierarchy *hierarchy, int count)
{
	hierarchy->count = count;
	hierarchy->names = palloc(sizeof(char *) * count);
	hierarchy->above = palloc(sizeof(char *) * count);
	hierarchy->parents = palloc(sizeof(int) * count);
	hierarchy->order = palloc(sizeof(int) * count);
	hierarchy->preorder = palloc(sizeof(int) * count);
}

static int
CompareMembers(const void *a, const void *b, void *arg)
{
	const Hierarchy *hierarchy = arg;

	CHECK_FOR_INTERRUPTS();
	return hierarchy->compare(hierarchy->names[*(const int *) a],
							  hierarchy->names[*(const int *) b]);
}

bool
HierarchyResolve(Hierarchy *hierarchy, int twice_sqlstate)
{
	NameTable	names;
	const char *twice = NULL;

	NameTableInit(&names, CurrentMemoryContext);
	for (int i = 0; i < hierarchy->count; i++)
	{
		const char *name = hierarchy->names[i];
		bool		added;

		NameTableAdd(&names, name, strlen(name), &added);
		if (!added && (twice == NULL || hierarchy->compare(name, twice) < 0))
			twice = name;
		hierarchy->order[i] = i;
	}
	if (twice != NULL)
		FAULT(hierarchy, twice_sqlstate,
			  errmsg("tree has more than one %s \"%s\"", hierarchy->member, twice));
	qsort_arg(hierarchy->order, hierarchy->count, sizeof(int), CompareMembers, hierarchy);
	hierarchy->name_bytes = names.bytes;

	for (int k = 0; k < hierarchy->count; k++)
	{
		int			i = hierarchy->order[k];
		const char *above = hierarchy->above[i];

		hierarchy->parents[i] = -1;
		if (above == NULL)
			continue;
		hierarchy->parents[i] = NameTableFind(&names, above, strlen(above));
		if (hierarchy->parents[i] < 0)
			FAULT(hierarchy, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("tree has no %s \"%s\"", hierarchy->member, above),
				  errdetail("It is the parent of %s \"%s\".", hierarchy->member,
							hierarchy->names[i]));
		if (hierarchy->parents[i] == i)
			FAULT(hierarchy, ERRCODE_INVALID_PARAMETER_VALUE,
				  errmsg("tree has a cycle"),
				  errdetail("The parent of %s \"%s\" is itself.", hierarchy->member,
							hierarchy->names[i]),
				  errhint("The parent of a root is NULL."));
	}
	return true;
}

/* a cycle that can be reached from a member by going up */
static char *
DescribeCycle(const Hierarchy *hierarchy, int member)
{
	StringInfoData text;
	int			least;
	int			named = 0;

	/* so many steps up one is on it; begin at its least name */
	for (int i = 0; i < hierarchy->count; i++)
		member = hierarchy->parents[member];
	least = member;
	for (int i = hierarchy->parents[member]; i != member; i = hierarchy->parents[i])
		if (hierarchy->compare(hierarchy->names[i], hierarchy->names[least]) < 0)
			least = i;

	initStringInfo(&text);
	appendStringInfo(&text, "\"%s\"", hierarchy->names[least]);
	for (int i = hierarchy->parents[least]; i != least; i = hierarchy->parents[i])
	{
		if (++named == NAMED_MEMBERS)
		{
			appendStringInfoString(&text, " in ...");
			break;
		}
		appendStringInfo(&text, " in \"%s\"", hierarchy->names[i]);
	}
	appendStringInfo(&text, " in \"%s\"", hierarchy->names[least]);
	return text.data;
}

static bool
CycleFault(const Hierarchy *hierarchy, int member)
{
	FAULT(hierarchy, ERRCODE_INVALID_PARAMETER_VALUE,
		  errmsg("tree has a cycle"),
		  errdetail("Going up from %s \"%s\": %s.", hierarchy->member,
					hierarchy->names[member], DescribeCycle(hierarchy, member)));
}

bool
HierarchyArrange(Hierarchy *hierarchy, bool one_root)
{
	int			count = hierarchy->count;
	int		   *first_child = palloc(sizeof(int) * count);	/* -1: none */
	int		   *next_sibling = palloc(sizeof(int) * count); /* -1: none */
	bool	   *reached = palloc0(sizeof(bool) * count);
	int			root = -1;
	int			n = 0;

	for (int i = 0; i < count; i++)
		first_child[i] = -1;
	for (int k = count - 1; k >= 0; k--)
	{
		int			i = hierarchy->order[k];
		int			parent = hierarchy->parents[i];
		int		   *first = parent < 0 ? &root : &first_child[parent];

		next_sibling[i] = *first;
		*first = i;
	}
	if (root < 0)
		return CycleFault(hierarchy, hierarchy->order[0]);
	if (one_root && next_sibling[root] >= 0)
		FAULT(hierarchy, ERRCODE_INVALID_PARAMETER_VALUE,
			  errmsg("tree has more than one root"),
			  errdetail("Both \"%s\" and \"%s\" have no parent.",
						hierarchy->names[root], hierarchy->names[next_sibling[root]]));

	for (int i = root; i >= 0;)
	{
		hierarchy->preorder[n++] = i;
		reached[i] = true;
		CHECK_FOR_INTERRUPTS();

		/* down, or else to the next, of the nearest that has one */
		if (first_child[i] >= 0)
			i = first_child[i];
		else
		{
			while (i >= 0 && next_sibling[i] < 0)
				i = hierarchy->parents[i];
			if (i >= 0)
				i = next_sibling[i];
		}
	}
	for (int k = 0; n < count && k < count; k++)
		if (!reached[hierarchy->order[k]])
			return CycleFault(hierarchy, hierarchy->order[k]);
	pfree(first_child);
	pfree(next_sibling);
	pfree(reached);
	return true;
}
