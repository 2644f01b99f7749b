/*-------------------------------------------------------------------------
 *
 * mode.h
 *	  How a registry itself writes to its tables.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_MODE_H
#define PAR_MODE_H

/*
 * Nobody else can say so, whatever he sets, and it says so of itself alone.  It follows from
 * elsewhere: rows which stay as they are are left alone, and the tally is kept in the end.  Or
 * what was published comes back, with who and when.
 */
extern bool RegistryFollows(Oid registry);
extern bool RegistryRestores(Oid registry);

extern void DefineModes(void);

#endif							/* PAR_MODE_H */
