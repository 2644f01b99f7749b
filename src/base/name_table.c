/*-------------------------------------------------------------------------
 *
 * name_table.c
 *	  Names by number: units, indicators, nodes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/name_table.h"

/* A name as the hash table looks it up. */
typedef struct NameKey
{
	const char *name;
	int			length;
} NameKey;

typedef struct NameEntry
{
	NameKey		key;
	int			number;
	uint32		hash;
	char		status;
} NameEntry;

#define SH_PREFIX name
#define SH_ELEMENT_TYPE NameEntry
#define SH_KEY_TYPE NameKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) \
	hash_bytes((const unsigned char *) (key).name, (key).length)
#define SH_EQUAL(table, a, b) \
	((a).length == (b).length && memcmp((a).name, (b).name, (a).length) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

void
NameTableInit(NameTable *table, MemoryContext context)
{
	table->context = context;
	table->hash = name_create(context, 16, NULL);
	table->capacity = 16;
	table->names = MemoryContextAlloc(context, sizeof(char *) * table->capacity);
	table->count = 0;
	table->bytes = 0;
	table->last = 0;
	table->last_length = -1;
}

int
NameTableFind(const NameTable *table, const char *name, int length)
{
	NameKey		key = {name, length};
	NameEntry  *entry = name_lookup(table->hash, key);

	return entry ? entry->number : -1;
}

int
NameTableAdd(NameTable *table, const char *name, int length, bool *added)
{
	int			number;
	NameKey		key;
	char	   *copy;
	bool		found;

	/* rows of one unit stand together, more often than not */
	*added = false;
	if (length == table->last_length && memcmp(table->names[table->last], name, length) == 0)
		return table->last;
	number = NameTableFind(table, name, length);
	*added = number < 0;
	if (number >= 0)
	{
		table->last = number;
		table->last_length = length;
		return number;
	}

	if (table->count == table->capacity)
	{
		table->capacity *= 2;
		table->names = repalloc_huge(table->names, sizeof(char *) * (Size) table->capacity);
	}
	copy = MemoryContextAlloc(table->context, (Size) length + 1);
	memcpy(copy, name, length);
	copy[length] = '\0';
	key.name = copy;
	key.length = length;
	number = table->count++;
	name_insert(table->hash, key, &found)->number = number;
	table->names[number] = copy;
	table->bytes += (Size) length + 1;
	table->last = number;
	table->last_length = length;
	return number;
}

static int
CompareNames(const void *a, const void *b, void *names)
{
	CHECK_FOR_INTERRUPTS();
	return strcmp(((const char **) names)[*(const int *) a],
				  ((const char **) names)[*(const int *) b]);
}

int *
NameTableOrder(const NameTable *table)
{
	int		   *order = palloc(sizeof(int) * Max(table->count, 1));

	for (int i = 0; i < table->count; i++)
		order[i] = i;
	qsort_arg(order, table->count, sizeof(int), CompareNames, (void *) table->names);
	return order;
}
