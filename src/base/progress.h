/*-------------------------------------------------------------------------
 *
 * progress.h
 *	  How far a long call is, told to who runs it and to who looks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_PROGRESS_H
#define PAR_PROGRESS_H

extern void DefineProgress(void);

/*
 * A call begins, or goes on to its next step, of which total things are counted; 0: not known.
 * Within a call that is at work already another is a step of it.
 */
extern void ProgressStep(const char *call, const char *step, int64 total);

/* it is done; of one that is a step of another nothing happens */
extern void ProgressEnd(const char *call);

extern bool progress_at_work;
extern void ProgressCount(int64 things);

/* some of what is counted is done; wherever it is done, in a call that tells or not */
#define ProgressAdd(things) \
	do { if (progress_at_work) ProgressCount(things); } while (0)

#endif							/* PAR_PROGRESS_H */
