-- ---------------------------------------------------------------------------
-- Charts
--
-- A chart stands in the order of its rows, which parts that workers or
-- partitions made by themselves would lose: there are no combine functions.
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.svg_bars_accum(text[], label text, value float8, series text, options jsonb) RETURNS text[]
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_bars_accum';
CREATE FUNCTION par.svg_bars_final(text[]) RETURNS xml
    LANGUAGE C STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_bars_final';

COMMENT ON FUNCTION par.svg_bars_accum(text[], text, float8, text, jsonb) IS 'aggregate transition function of par.svg_bars: the options, then the fields of each row, as text';
COMMENT ON FUNCTION par.svg_bars_final(text[]) IS 'aggregate final function of par.svg_bars: draws the rows';

CREATE AGGREGATE par.svg_bars(label text, value float8, series text, options jsonb) (
    SFUNC = par.svg_bars_accum,
    STYPE = text[],
    SSPACE = 65536,
    FINALFUNC = par.svg_bars_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.svg_bars(text, float8, text, jsonb) IS
    'SVG of bars, from 0, so that lengths are in proportion: rows of the same label and different series share a band. A NULL value has no bar, NaN and infinities neither, and are written as what they are. The rows stand in the order of the aggregate''s ORDER BY, else as they come; for that there is no combine function. Options may be NULL, are the same in all rows, and have the keys of doc/charts.md: 22023 names the key. NULL of no rows';

CREATE FUNCTION par.svg_heatmap_accum(text[], row_label text, column_label text, value float8, options jsonb) RETURNS text[]
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_heatmap_accum';
CREATE FUNCTION par.svg_heatmap_final(text[]) RETURNS xml
    LANGUAGE C STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_heatmap_final';

COMMENT ON FUNCTION par.svg_heatmap_accum(text[], text, text, float8, jsonb) IS 'aggregate transition function of par.svg_heatmap: the options, then the fields of each row, as text';
COMMENT ON FUNCTION par.svg_heatmap_final(text[]) IS 'aggregate final function of par.svg_heatmap: draws the rows';

CREATE AGGREGATE par.svg_heatmap(row_label text, column_label text, value float8, options jsonb) (
    SFUNC = par.svg_heatmap_accum,
    STYPE = text[],
    SSPACE = 65536,
    FINALFUNC = par.svg_heatmap_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.svg_heatmap(text, text, float8, jsonb) IS
    'SVG of heat map: a cell for each row, its tone that of the class of its value, between round bounds. A NULL value has an empty cell, NaN and infinities too. 21000 for a cell that stands twice. The rows stand in the order of the aggregate''s ORDER BY, else as they come; for that there is no combine function. Options may be NULL, are the same in all rows, and have the keys of doc/charts.md: 22023 names the key. NULL of no rows';

CREATE FUNCTION par.svg_lines_accum(text[], series text, x anyelement, y float8, options jsonb) RETURNS text[]
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_lines_accum';
CREATE FUNCTION par.svg_lines_final(text[]) RETURNS xml
    LANGUAGE C STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_lines_final';

COMMENT ON FUNCTION par.svg_lines_accum(text[], text, anyelement, float8, jsonb) IS 'aggregate transition function of par.svg_lines: the options, then the fields of each row, as text';
COMMENT ON FUNCTION par.svg_lines_final(text[]) IS 'aggregate final function of par.svg_lines: draws the rows';

CREATE AGGREGATE par.svg_lines(series text, x anyelement, y float8, options jsonb) (
    SFUNC = par.svg_lines_accum,
    STYPE = text[],
    SSPACE = 65536,
    FINALFUNC = par.svg_lines_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.svg_lines(text, anyelement, float8, jsonb) IS
    'SVG of lines, one for each series, that join its points in the order of x: a number, a date, or a text, in the order in which texts first come. A y that is NULL, NaN or infinite is a gap; a row without x is left out. The rows stand in the order of the aggregate''s ORDER BY, else as they come; for that there is no combine function. Options may be NULL, are the same in all rows, and have the keys of doc/charts.md: 22023 names the key. NULL of no rows';

CREATE FUNCTION par.svg_radar_accum(text[], series text, axis text, value float8, options jsonb) RETURNS text[]
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_radar_accum';
CREATE FUNCTION par.svg_radar_final(text[]) RETURNS xml
    LANGUAGE C STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_radar_final';

COMMENT ON FUNCTION par.svg_radar_accum(text[], text, text, float8, jsonb) IS 'aggregate transition function of par.svg_radar: the options, then the fields of each row, as text';
COMMENT ON FUNCTION par.svg_radar_final(text[]) IS 'aggregate final function of par.svg_radar: draws the rows';

CREATE AGGREGATE par.svg_radar(series text, axis text, value float8, options jsonb) (
    SFUNC = par.svg_radar_accum,
    STYPE = text[],
    SSPACE = 65536,
    FINALFUNC = par.svg_radar_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.svg_radar(text, text, float8, jsonb) IS
    'SVG of rings, one for each series, around axes that stand clockwise from the top. Where a value is NULL, NaN or infinite the ring is open. 21000 for a value that stands twice. The rows stand in the order of the aggregate''s ORDER BY, else as they come; for that there is no combine function. Options may be NULL, are the same in all rows, and have the keys of doc/charts.md: 22023 names the key. NULL of no rows';

CREATE FUNCTION par.svg_intervals_accum(text[], label text, low float8, mid float8, high float8, options jsonb) RETURNS text[]
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_intervals_accum';
CREATE FUNCTION par.svg_intervals_final(text[]) RETURNS xml
    LANGUAGE C STABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'svg_intervals_final';

COMMENT ON FUNCTION par.svg_intervals_accum(text[], text, float8, float8, float8, jsonb) IS 'aggregate transition function of par.svg_intervals: the options, then the fields of each row, as text';
COMMENT ON FUNCTION par.svg_intervals_final(text[]) IS 'aggregate final function of par.svg_intervals: draws the rows';

CREATE AGGREGATE par.svg_intervals(label text, low float8, mid float8, high float8, options jsonb) (
    SFUNC = par.svg_intervals_accum,
    STYPE = text[],
    SSPACE = 65536,
    FINALFUNC = par.svg_intervals_final,
    FINALFUNC_MODIFY = READ_ONLY,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE par.svg_intervals(text, float8, float8, float8, jsonb) IS
    'SVG of intervals, from low to high, with a mark at mid; what is NULL, NaN or infinite is not drawn. 22023 where low is above high. The rows stand in the order of the aggregate''s ORDER BY, else as they come; for that there is no combine function. Options may be NULL, are the same in all rows, and have the keys of doc/charts.md: 22023 names the key. NULL of no rows';
