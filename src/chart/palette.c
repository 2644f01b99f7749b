/*-------------------------------------------------------------------------
 *
 * palette.c
 *	  Colours of charts; how they were chosen is told in README.md.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "chart/palette.h"

const PaletteColor palette_series[PALETTE_SERIES] = {
	{"#1162bd", "#5da2fc"},		/* blue */
	{"#ca8015", "#fecf9c"},		/* orange */
	{"#064846", "#469894"},		/* dark green */
	{"#ad637b", "#f5a4bd"},		/* rose */
	{"#784301", "#d5822b"},		/* brown */
	{"#4d9bc6", "#cfecff"},		/* sky */
	{"#4f0770", "#a567cd"},		/* violet */
	{"#7f6cf7", "#c2c1fe"},		/* lavender */
};

const PaletteColor palette_tones[2][PALETTE_TONES] = {
	{
		{"#ebf5fe", "#203242"}, {"#badefe", "#1b4566"}, {"#88c7fd", "#05598d"},
		{"#69afe8", "#246da2"}, {"#5196cf", "#3e84bb"}, {"#387fb5", "#569cd4"},
		{"#1e689d", "#6eb4ee"}, {"#025182", "#94ccfd"}, {"#023c62", "#cae6ff"},
	},
	{
		{"#fdf2e9", "#3f2d1e"}, {"#fed2ae", "#603916"}, {"#f8b278", "#804604"},
		{"#de9a60", "#98591b"}, {"#c48248", "#b07036"}, {"#ab6b30", "#ca874e"},
		{"#925414", "#e39f66"}, {"#764001", "#feb87e"}, {"#582f03", "#fddcc3"},
	},
};
