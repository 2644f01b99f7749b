/*-------------------------------------------------------------------------
 *
 * name_table.h
 *	  Names by number: units, indicators, nodes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_NAME_TABLE_H
#define PAR_NAME_TABLE_H

/*
 * Names in the order in which they first came, each with a number from 0.
 * Rows that are aggregated name the same unit again and again, so that looking
 * one up must cost the same however many there are; the table is a hash table
 * beside the list.
 */
typedef struct NameTable
{
	MemoryContext context;
	struct name_hash *hash;
	const char **names;			/* by number, terminated by a NUL */
	int			count;
	int			capacity;
	Size		bytes;			/* of all names, each with its NUL */
	int			last;			/* the number that was told last */
	int			last_length;	/* of its name; -1: none yet */
} NameTable;

extern void NameTableInit(NameTable *table, MemoryContext context);

/* the number of a name, which is added if it is new; *added tells */
extern int	NameTableAdd(NameTable *table, const char *name, int length, bool *added);

/* the number of a name, or -1 */
extern int	NameTableFind(const NameTable *table, const char *name, int length);

/* numbers in the byte order of the names */
extern int *NameTableOrder(const NameTable *table);

#endif							/* PAR_NAME_TABLE_H */
