-- ---------------------------------------------------------------------------
-- Analysis of scoring rules
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.check_rule(
    rule par.rule, max_points numeric, variables jsonb DEFAULT NULL, better text DEFAULT NULL, language text DEFAULT NULL,
    OUT severity text, OUT arm integer, OUT message text, OUT witness jsonb)
    RETURNS SETOF record
    LANGUAGE C STABLE PARALLEL SAFE COST 1000 ROWS 5
    AS 'MODULE_PATHNAME', 'rule_check';
COMMENT ON FUNCTION par.check_rule(par.rule, numeric, jsonb, text, text) IS
    'faults of a rule, before it is used: error (points above max_points or below 0, a gap, a zero divisor, an arm covered by earlier ones, a declared variable that never changes the points, with better given a worse value that earns more), warning (an arm that never holds, overlapping bands, points that rise and fall, a maximum never attained, an unused variable, previous() without known() or coalesce(), a comma between digits in a call) and note (what could not be analysed). witness: inputs that show it. variables: kinds (count, percent, amount, boolean, choice, date, number), {"kind", "min", "max", "choices", "title"} or the one value, by variable or ratio; better: higher or lower. language: of the message, vi or en, NULL: that of the session (par.language), English where it has none. 22023 for a bad maximum, declaration, direction or language';

CREATE FUNCTION par.rule_findings(
    rule par.rule, max_points numeric, variables jsonb DEFAULT NULL, better text DEFAULT NULL,
    OUT severity text, OUT arm integer, OUT message jsonb, OUT witness jsonb)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 5
    AS 'MODULE_PATHNAME', 'rule_findings';
COMMENT ON FUNCTION par.rule_findings(par.rule, numeric, jsonb, text) IS
    'what par.check_rule finds, with messages that par.say says in a language';

CREATE FUNCTION par.points_range(rule par.rule) RETURNS numrange
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'rule_points_range';
COMMENT ON FUNCTION par.points_range(par.rule) IS
    'range that no points of a rule leave, whatever the inputs: the smallest one if the rule has one subject; empty if it never gives points, NULL if it cannot be analysed';

CREATE FUNCTION par.breakpoints(
    rule par.rule, variables jsonb DEFAULT NULL,
    OUT subject text, OUT from_value numeric, OUT to_value numeric,
    OUT from_closed boolean, OUT to_closed boolean, OUT points text, OUT condition text)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 5
    AS 'MODULE_PATHNAME', 'rule_breakpoints';
COMMENT ON FUNCTION par.breakpoints(par.rule, jsonb) IS
    'rule as the table that officials print: for a subject from one value to another, points as an expression or na; a NULL bound is open-ended, condition is what must hold besides. Where no row applies, the rule gives no points. variables: what inputs can be, as par.check_rule takes it; where none can be, there is no row. No rows if the rule cannot be analysed. 22023 for a bad declaration';

CREATE FUNCTION par.rule_table(rule par.rule, variables jsonb DEFAULT NULL, language text DEFAULT NULL) RETURNS text
    LANGUAGE C STABLE PARALLEL SAFE COST 1000
    AS 'MODULE_PATHNAME', 'rule_table';
COMMENT ON FUNCTION par.rule_table(par.rule, jsonb, text) IS
    'rows of par.breakpoints in words, a line each, in Vietnamese (vi) or English (en), NULL: in the language of the session (par.language), Vietnamese where it has none. variables: what inputs can be, as par.check_rule takes it; a title stands for the name of a variable. NULL if the rule cannot be analysed. 22023 for a bad declaration or another language';

CREATE FUNCTION par.equivalent(a par.rule, b par.rule, variables jsonb DEFAULT NULL) RETURNS boolean
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2000
    AS 'MODULE_PATHNAME', 'rule_equivalent';
COMMENT ON FUNCTION par.equivalent(par.rule, par.rule, jsonb) IS
    'whether two rules give the same points, or both na, for all known inputs (where both fail they do not differ); NULL if that could be neither shown nor excluded. variables: what inputs can be, as par.check_rule takes it. 22023 for a bad declaration';

CREATE FUNCTION par.rule_diff(
    a par.rule, b par.rule, variables jsonb DEFAULT NULL,
    OUT subject text, OUT from_value numeric, OUT to_value numeric,
    OUT from_closed boolean, OUT to_closed boolean,
    OUT points_before text, OUT points_after text, OUT condition text)
    RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2000 ROWS 5
    AS 'MODULE_PATHNAME', 'rule_diff';
COMMENT ON FUNCTION par.rule_diff(par.rule, par.rule, jsonb) IS
    'where two rules differ, and what either gives there, in the form of par.breakpoints; no rows if they do not differ. variables: what inputs can be, as par.check_rule takes it. 0A000 if they cannot be analysed, 22023 for a bad declaration';

CREATE FUNCTION par.rule_diff_table(
    a par.rule, b par.rule, variables jsonb DEFAULT NULL, language text DEFAULT NULL,
    OUT place text, OUT points_before text, OUT points_after text)
    RETURNS SETOF record
    LANGUAGE C STABLE PARALLEL SAFE COST 2000 ROWS 5
    AS 'MODULE_PATHNAME', 'rule_diff_table';
COMMENT ON FUNCTION par.rule_diff_table(par.rule, par.rule, jsonb, text) IS
    'rows of par.rule_diff, in its order, with the place in words as par.rule_table has it, in the language as there; NULL: everywhere. A title stands for the name of a variable. 0A000 and 22023 as par.rule_diff, 22023 also for another language';

CREATE FUNCTION par.bands(subject text, edges numeric[], points numeric[], linear boolean[] DEFAULT NULL)
    RETURNS par.rule
    LANGUAGE C IMMUTABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'rule_bands';
COMMENT ON FUNCTION par.bands(text, numeric[], numeric[], boolean[]) IS
    'rule from a table of bands: n ascending edges, each owned by the band above it, and n + 1 points from the lowest band to the highest; where linear is true the band gives subject * points. 22023 for unsorted or equal edges, nulls, or counts that do not fit';
