/*-------------------------------------------------------------------------
 *
 * palette.h
 *	  Colours of charts; how they were chosen is told in README.md.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_PALETTE_H
#define PAR_CHART_PALETTE_H

/* series that have a colour of their own; the others share a muted one */
#define PALETTE_SERIES	8

/* tones from the palest to the strongest */
#define PALETTE_TONES	9

/* of each, on a light and on a dark page */
typedef struct PaletteColor
{
	const char *light;
	const char *dark;
} PaletteColor;

extern const PaletteColor palette_series[PALETTE_SERIES];

/* the tones of what is positive and of what is negative */
extern const PaletteColor palette_tones[2][PALETTE_TONES];

/* from which tone on white is read better than black, on a light page; on a dark one up to which */
#define PALETTE_WHITE_FROM_LIGHT	6
#define PALETTE_WHITE_TO_DARK		3

#endif							/* PAR_CHART_PALETTE_H */
