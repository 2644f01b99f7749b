/*-------------------------------------------------------------------------
 *
 * language.h
 *	  The languages that officials read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_LANGUAGE_H
#define PAR_LANGUAGE_H

#include "fmgr.h"

typedef enum Language
{
	LANGUAGE_VIETNAMESE,
	LANGUAGE_ENGLISH
} Language;

#define LANGUAGES	2

/* creates the setting par.language */
extern void DefineLanguage(void);

/* that of the session, or otherwise where it has none */
extern Language SessionLanguage(Language otherwise);

/* the one that an argument names, that of the session for NULL; 22023 for what is none */
extern Language LanguageArgument(FunctionCallInfo fcinfo, int argument, Language otherwise);

#endif							/* PAR_LANGUAGE_H */
