/*-------------------------------------------------------------------------
 *
 * spelling.h
 *	  Words that look the same and are not.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_SPELLING_H
#define PAR_SPELLING_H

/*
 * The word with what the eye passes over written out, as in A<U+200B>1: controls, marks of
 * direction, zero-width characters, blanks but a plain one between others, full-width forms,
 * and, where accents are not composed with their letters, these.
 */
extern char *Spelled(const char *word);

/* a sentence for a detail, after another: the word written out; empty if it hides nothing */
extern const char *SpelledNote(const char *word);

/* a text with its accents composed (NFC); itself if they are */
extern char *ComposedText(char *text, int *length);

/* the same without blanks and what is not seen at its ends; itself, or within itself, if nothing is composed */
extern char *TidyText(char *text, int *length);

/* is there nothing to be read? */
extern bool SaysNothing(const char *word);

#endif							/* PAR_SPELLING_H */
