
-- ---------------------------------------------------------------------------
-- What registries do for every row
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.read_inputs(criterion text, declarations jsonb, inputs jsonb) RETURNS jsonb
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5
    AS 'MODULE_PATHNAME', 'declared_read_inputs';
COMMENT ON FUNCTION par.read_inputs(text, jsonb, jsonb) IS
    'inputs, a JSON object, as a rule receives them: checked against declarations, an array of [name, kind, choices, smallest, largest value], with a hundredth of each percent. The criterion is named in errors. 22023 for what is not declared, of another kind or out of range';

CREATE FUNCTION par.assessment_score() RETURNS trigger
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'assessment_score';
COMMENT ON FUNCTION par.assessment_score() IS
    'trigger of the table assessment of a registry: checks the inputs, scores them by the rule of the criterion, checks the points, and notes who assessed and when. 22023 for what the criterion does not allow, and the errors of par.score, with round, agency, criterion and stage in the detail';

CREATE FUNCTION par.assessments_written() RETURNS trigger
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'assessments_written';
COMMENT ON FUNCTION par.assessments_written() IS
    'trigger of the table assessment of a registry, once a statement: 55000 unless the stage of the round admits what was written, 42501 where a criterion is delegated to others; scores anew what reads its points, and keeps the tally';

CREATE FUNCTION par.registry_context(anyelement, round text, agency text, criterion text, stage text, terms text[], frozen jsonb) RETURNS jsonb
    LANGUAGE C STABLE COST 1000
    AS 'MODULE_PATHNAME', 'registry_context';
COMMENT ON FUNCTION par.registry_context(anyelement, text, text, text, text, text[], jsonb) IS
    'internal: what the rule of a criterion reads from elsewhere: values of context terms of an agency in a stage, keyed by their text; null is unknown. Those about peers are taken from frozen, or where it is NULL from the last rescore. The first argument is of the row type of a table of the registry';

CREATE FUNCTION par.registry_keep_tally(anyelement, round text, written text[], appraised text[], reviewed text[]) RETURNS void
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'registry_keep_tally';
COMMENT ON FUNCTION par.registry_keep_tally(anyelement, text, text[], text[], text[]) IS
    'internal: computes the sums of agencies anew, whose self-assessment (written), appraisal with all that it counts with (appraised) or review was changed, with those that were left to be computed; or leaves them while somebody else keeps the tally of the round, and where the statement that is at work keeps it later. The first argument is of the row type of the table tally';

CREATE FUNCTION par.registry_leaves(anyelement, round text, basis text, agencies text[], only_missing boolean) RETURNS SETOF anyelement
    LANGUAGE C STABLE ROWS 10000 COST 10000
    AS 'MODULE_PATHNAME', 'registry_leaves';
COMMENT ON FUNCTION par.registry_leaves(anyelement, text, text, text[], boolean) IS
    'internal: what agencies of a round, or with NULL all, have at each leaf of its scheme, as rows of a type of the registry whose columns say what is asked for. only_missing: what applies and has no points';

CREATE FUNCTION par.registry_tallies(anyelement, round text, basis text, agencies text[]) RETURNS SETOF anyelement
    LANGUAGE C STABLE ROWS 1000 COST 10000
    AS 'MODULE_PATHNAME', 'registry_tallies';
COMMENT ON FUNCTION par.registry_tallies(anyelement, text, text, text[]) IS
    'internal: sums of agencies of a round, or with NULL of all, on a basis, as rows of the table tally of the registry';

CREATE FUNCTION par.registry_mode(anyelement, mode text, is_on boolean) RETURNS boolean
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'registry_mode';
COMMENT ON FUNCTION par.registry_mode(anyelement, text, boolean) IS
    'internal: how a registry writes until the end of the transaction: follows (from elsewhere) or restores (what was published); what it was before; with NULL what it is. The first argument is of the row type of a table of the registry, for which its owner alone speaks';
