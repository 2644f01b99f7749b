/*-------------------------------------------------------------------------
 *
 * bands.h
 *	  Labelled bands beneath one another: the frame of bars and intervals.
 *
 *-------------------------------------------------------------------------
 */
#ifndef PAR_CHART_BANDS_H
#define PAR_CHART_BANDS_H

#include "chart/chart.h"

/*
 * Each band has a label at its left, or above it where the page is narrow, and
 * holds some lines; a text in the column at the right belongs to each line.
 * More bands than a page can hold are pressed together, so that a chart of any
 * number of rows has a bounded height: then only some labels are drawn.
 */
typedef struct Bands
{
	int			count;
	char	  **labels;			/* clean */
	int		   *lines;			/* of each band, at least 1 */
	double		thickness;		/* of a line */
	double	   *tops;			/* of the first line of each band */
	bool	   *labelled;		/* has it its label, and its text? */
	double		left;			/* where the scale begins and ends */
	double		right;
	double		top;
	double		bottom;
	bool		dense;
} Bands;

/*
 * Places the bands beneath what is drawn, beside texts of that width, and draws labels.  What is
 * drawn reaches beyond its place by so much.
 */
extern void BandsInit(Bands *bands, Chart *chart, char **labels, const int *lines, int count,
					  double text_width, double reach);

/* a grid of the ticks of a scale, numbered beneath; and the line of a value */
extern void BandsDrawScale(const Bands *bands, Chart *chart, const Scale *scale);
extern void BandsDrawZero(const Bands *bands, Chart *chart, const Scale *scale);

/* about how many steps there is room for */
extern int	BandsSteps(const Bands *bands);

/* the middle of a line of a band */
extern double BandsMiddle(const Bands *bands, int band, int line);

/* the text of a line in the column at the right */
extern void BandsDrawText(const Bands *bands, Chart *chart, int band, int line, const char *text);

/* height of a chart that ends with these */
extern double BandsHeight(const Bands *bands);

#endif							/* PAR_CHART_BANDS_H */
