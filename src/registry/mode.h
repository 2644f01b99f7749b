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
 * Nobody else can say so, whatever he sets.  It follows from elsewhere: rows which stay as
 * they are are left alone, and the tally is kept in the end.  Or what was published comes
 * back, with who and when.
 */
typedef enum RegistryMode
{
	MODE_FOLLOWS,
	MODE_RESTORES,
	MODES
} RegistryMode;

/* of the registry in a schema */
extern bool ModeIsOn(RegistryMode mode, Oid schema);

extern void DefineModes(void);

#endif							/* PAR_MODE_H */
