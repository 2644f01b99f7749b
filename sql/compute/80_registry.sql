
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
