/*-------------------------------------------------------------------------
 *
 * message.h
 *	  Sentences and words by their key, in each language.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_MESSAGE_H
#define PAR_MESSAGE_H

#include "lib/stringinfo.h"
#include "utils/jsonb.h"

#include "words/language.h"

/*
 * A message of the catalogue.  What is filled in stands as {1} to {9}: languages put their
 * words in another order.
 */
typedef struct Message
{
	const char *key;
	const char *text[LANGUAGES];
} Message;

/* in the order of their keys */
extern const Message messages[];
extern const int message_count;

/* the message of a key; NULL: there is none */
extern const Message *FindMessage(const char *key);

/* the text of a message that there is, in the server's encoding, filled in with so many texts */
extern char *MessageText(Language language, const char *key, int count,...);

/* appends a text of the catalogue; argument(number, context, out) appends what stands for {number} */
typedef void (*MessageArgument) (int number, void *context, StringInfo out);
extern void AppendMessage(const Message *message, Language language, MessageArgument argument,
						  void *context, StringInfo out);

/*
 * A message as JSON, see say.c: the key, then arguments of these forms: t, a text; n, the
 * digits of a number; m, a message, NULL for nothing; i, an int.
 */
extern char *MakeMessage(const char *key, const char *forms,...);

/* a message as text in a language */
extern text *SayMessage(Jsonb *message, Language language);

#endif							/* PAR_MESSAGE_H */
