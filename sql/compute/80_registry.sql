
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

CREATE FUNCTION par.registry_read_feed(query text, year integer) RETURNS TABLE (agencies text[], criteria text[], variables text[], given text[])
    LANGUAGE C ROWS 1
    AS 'MODULE_PATHNAME', 'registry_read_feed';
COMMENT ON FUNCTION par.registry_read_feed(text, integer) IS
    'internal: what a query gives, for $1 the year, that reads a feed, with the rights of who calls it, but without those to change roles and settings, or to make anything that outlives it: what the view of the feed calls, runs as it would in the course of maintenance';

CREATE FUNCTION par.registry_feed_changes(anyelement, round text, stage text, all_criterion text, called text[], agencies text[], criteria text[], variables text[], given text[])
    RETURNS TABLE (called_agency text, agency text, criterion text, variable text, value text, old jsonb)
    LANGUAGE C STABLE ROWS 1000 COST 10000
    AS 'MODULE_PATHNAME', 'registry_feed_changes';
COMMENT ON FUNCTION par.registry_feed_changes(anyelement, text, text, text, text[], text[], text[], text[], text[]) IS
    'internal: values, one from each place of the arrays, that are not the inputs of assessments of a round in a stage, or name nothing, and the inputs that are there; of one that is given as it is there and otherwise, all. A value that is NULL is not told. Agencies: NULL, they are as they are called; all_criterion: NULL, criteria names each. The first argument is of the row type of a table of the registry. 2202E where the arrays have different lengths';

CREATE FUNCTION par.registry_progress(call text, step text, total bigint) RETURNS void
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'progress_step';
COMMENT ON FUNCTION par.registry_progress(text, text, bigint) IS
    'internal: a long call begins, or goes on to its next step, of which total things are counted, NULL: it is not known how many; from here on notices, at intervals of the setting par.notice_interval, and application_name in pg_stat_activity say how far it is. Within another call that tells it is a step of that';

CREATE FUNCTION par.registry_progress_end(call text) RETURNS void
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'progress_end';
COMMENT ON FUNCTION par.registry_progress_end(text) IS
    'internal: a call that told how far it is is done; of a step of another nothing happens. What fails ends by itself';

CREATE FUNCTION par.registry_acts_for_itself() RETURNS boolean
    LANGUAGE C STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'registry_acts_for_itself';
COMMENT ON FUNCTION par.registry_acts_for_itself() IS
    'internal: true; 42501 where what is at work was called by nobody, but by a table or a materialized view that is maintained, with the rights of its owner, on behalf of another';

CREATE FUNCTION par.registry_mode(anyelement, mode text, is_on boolean) RETURNS boolean
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'registry_mode';
COMMENT ON FUNCTION par.registry_mode(anyelement, text, boolean) IS
    'internal: how a registry writes until the end of the transaction: follows (from elsewhere) or restores (what was published); what it was before. The first argument is of the row type of a table of the registry, whose owner alone may, and for that registry alone';

CREATE FUNCTION par.registry_has_duty(member regclass, duties text[]) RETURNS boolean
    LANGUAGE C STABLE PARALLEL SAFE COST 100
    AS 'MODULE_PATHNAME', 'registry_has_duty';
COMMENT ON FUNCTION par.registry_has_duty(regclass, text[]) IS
    'internal: whether who is at work has one of the duties, by the table member of a registry: the role of the session, also inside functions with other rights, or one whose rights it has; the owner of the table has all';

CREATE FUNCTION par.registry_agencies(member regclass, shown boolean) RETURNS text[]
    LANGUAGE C STABLE PARALLEL SAFE COST 100
    AS 'MODULE_PATHNAME', 'registry_agencies';
COMMENT ON FUNCTION par.registry_agencies(regclass, boolean) IS
    'internal: agencies for which who is at work has duty submitter, by the table member of a registry; where it is asked which are shown to him, NULL for all of them';

CREATE FUNCTION par.log_changes() RETURNS trigger
    LANGUAGE C
    AS 'MODULE_PATHNAME', 'log_changes';
COMMENT ON FUNCTION par.log_changes() IS
    'trigger of the tables of a registry, once a statement: writes an entry of change_log beside the table, with a row for each row that was added, changed or removed. Its arguments are the columns that tell rows apart';

CREATE FUNCTION par.registry_transaction(anyelement) RETURNS bigint
    LANGUAGE C STABLE
    AS 'MODULE_PATHNAME', 'registry_transaction';
COMMENT ON FUNCTION par.registry_transaction(anyelement) IS
    'internal: number of the transaction at work in the log of a registry; NULL: it has written nothing. The argument is of the row type of a table of the registry';
