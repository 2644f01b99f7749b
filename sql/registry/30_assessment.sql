
-- ---------------------------------------------------------------------------
-- Registry: assessments and their points
-- ---------------------------------------------------------------------------
--
-- Points are computed when an assessment is written, row by row, from its
-- inputs and the rule of its criterion.  What depends on the stage of the round
-- is checked once a statement, see the part on stages.  A rule may also read
-- context terms; they are kept in assessment.context, so that an answer to
-- "why" shows them later.  Those about peers stay unknown until rescore.
--
-- Whatever runs for each row is PL/pgSQL, which keeps its plans: a function in
-- SQL is planned anew for each statement or subtransaction that calls it.

CREATE PROCEDURE par.registry_assessment()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    event text;
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _require_round(round text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM round r WHERE r.code = _require_round.round) THEN
        PERFORM _no_such(format('round "%s" does not exist', coalesce(_require_round.round, '<NULL>')), _require_round.round,
                         ARRAY(SELECT r.code FROM round r));
    END IF;
END
$$;
COMMENT ON FUNCTION _require_round(text) IS '42704 unless there is such a round';

-- ---------------------------------------------------------------------------
-- agencies

-- Parents and successors lead away from an agency, never back.  One at a time, so that two
-- halves of a circle do not come in unseen.
CREATE OR REPLACE FUNCTION _one_at_a_time() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    IF (TG_TABLE_SCHEMA OPERATOR(pg_catalog.=) pg_catalog.current_schema()) IS NOT TRUE THEN
        PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    END IF;
    PERFORM pg_advisory_xact_lock(TG_RELID::integer, 0);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _one_at_a_time() IS 'trigger: waits for others who write to the table';
CREATE OR REPLACE TRIGGER a_hold BEFORE INSERT OR UPDATE ON agency FOR EACH STATEMENT EXECUTE FUNCTION _one_at_a_time();
CREATE OR REPLACE TRIGGER a_hold BEFORE INSERT OR UPDATE ON succession FOR EACH STATEMENT EXECUTE FUNCTION _one_at_a_time();

CREATE OR REPLACE FUNCTION _agencies_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    circle text;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    WITH RECURSIVE up AS (
        SELECT n.code AS start, n.parent AS code FROM new_rows n WHERE n.parent IS NOT NULL
        UNION
        SELECT u.start, a.parent FROM up u JOIN agency a ON a.code = u.code WHERE a.parent IS NOT NULL
    )
    SELECT min(u.start) INTO circle FROM up u WHERE u.start = u.code;
    IF circle IS NOT NULL THEN
        RAISE EXCEPTION 'agency "%" would lie beneath itself', circle
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _agencies_written() IS 'trigger of agency: 22023 where an agency would lie beneath itself';

CREATE OR REPLACE FUNCTION _successions_written() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    circle text;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    WITH RECURSIVE onward AS (
        SELECT n.predecessor AS start, n.successor AS code FROM new_rows n
        UNION
        SELECT o.start, s.successor FROM onward o JOIN succession s ON s.predecessor = o.code
    )
    SELECT min(o.start) INTO circle FROM onward o WHERE o.start = o.code;
    IF circle IS NOT NULL THEN
        RAISE EXCEPTION 'agency "%" would succeed itself', circle
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _successions_written() IS 'trigger of succession: 22023 where an agency would succeed itself';

FOR event IN SELECT e FROM unnest('{insert,update}'::text[]) e LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER written_%1$s AFTER %1$s ON agency REFERENCING NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION _agencies_written()', event);
    EXECUTE format('CREATE OR REPLACE TRIGGER written_%1$s AFTER %1$s ON succession REFERENCING NEW TABLE AS new_rows
                    FOR EACH STATEMENT EXECUTE FUNCTION _successions_written()', event);
END LOOP;

-- ---------------------------------------------------------------------------
-- inputs

CREATE OR REPLACE FUNCTION _rule_inputs(scheme text, criterion text, inputs jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    -- called for each row: looked up by index, with a plan that is kept, whatever
    -- the caller has set for itself
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN par.read_inputs(_rule_inputs.criterion, (
        SELECT jsonb_agg(jsonb_build_array(v.name, v.kind, v.choices, v.min_value, v.max_value, CASE v.excess WHEN 'refused' THEN v.max_variable END) ORDER BY v.name COLLATE "C")
        FROM variable v WHERE v.scheme = _rule_inputs.scheme AND v.criterion = _rule_inputs.criterion), _rule_inputs.inputs);
END
$$;
COMMENT ON FUNCTION _rule_inputs(text, text, jsonb) IS
    'inputs of an assessment as the rule receives them: checked against the declared variables, percents divided by 100. 22023 for an undeclared variable, a value of the wrong kind or out of range';

CREATE OR REPLACE FUNCTION _declarations_of(scheme text) RETURNS TABLE (criterion text, declarations jsonb)
    LANGUAGE sql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
    SELECT v.criterion, jsonb_agg(jsonb_build_array(v.name, v.kind, v.choices, v.min_value, v.max_value, CASE v.excess WHEN 'refused' THEN v.max_variable END) ORDER BY v.name COLLATE "C")
    FROM variable v WHERE v.scheme = _declarations_of.scheme
    GROUP BY v.criterion
$$;
COMMENT ON FUNCTION _declarations_of(text) IS 'internal: declared variables of the criteria of a scheme, as par.read_inputs takes them';

-- An expression of a rule, for inputs; what is not among them is unknown, and so
-- is what is divided by zero: no agency stops its peers.
CREATE OR REPLACE FUNCTION _exact_value(expression text, inputs jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    rule CONSTANT par.rule := _exact_value.expression;
BEGIN
    RETURN par.exact_score(rule, (SELECT coalesce(jsonb_object_agg(v, NULL), '{}') FROM unnest(par.variables(rule)) v)
                                 || _exact_value.inputs);
EXCEPTION WHEN division_by_zero THEN
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _exact_value(text, jsonb) IS
    'exact value of an expression of the rule language, as n or n/d; NULL if an input is missing or null, or the divisor is 0';

-- ---------------------------------------------------------------------------
-- context terms

CREATE OR REPLACE FUNCTION _is_context_term(variable text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.strpos(variable, '(') > 0 OR variable IN ('max_points', 'round_year')$$;
COMMENT ON FUNCTION _is_context_term(text) IS 'whether an input of a rule, as par.variables lists it, is a context term';

CREATE OR REPLACE FUNCTION _criterion_of_points(term text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.replace(pg_catalog.substr(term, 9, pg_catalog.length(term) - 10), '''''', '''')$$;
COMMENT ON FUNCTION _criterion_of_points(text) IS 'criterion that a term points(...) names, the reverse of points_term';

CREATE OR REPLACE FUNCTION _previous_round(round text, years integer DEFAULT 1) RETURNS text
    LANGUAGE plpgsql STABLE STRICT SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN (
        SELECT o.code
        FROM round r
        JOIN scheme s ON s.code = r.scheme
        JOIN scheme os ON os.agency_kind = s.agency_kind
        JOIN round o ON o.scheme = os.code
        WHERE r.code = _previous_round.round AND o.year <= r.year - _previous_round.years AND EXISTS (SELECT FROM publication p WHERE p.round = o.code)
        ORDER BY o.year DESC, o.code DESC
        LIMIT 1);
END
$$;
COMMENT ON FUNCTION _previous_round(text, integer) IS
    'the published round of the latest year that is some years back, or earlier, whose scheme assesses the same kind of agency; NULL if there is none';

-- Whose figures of an earlier round an agency carries on.
CREATE OR REPLACE FUNCTION _predecessors(agency text, round text, revision integer, after date, until date) RETURNS text[]
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    -- most were never reorganized
    IF NOT EXISTS (SELECT FROM succession s
                   WHERE s.successor = _predecessors.agency AND s.happened_on > _predecessors.after AND s.happened_on <= _predecessors.until) THEN
        RETURN (SELECT ARRAY[q.agency] FROM result q
                WHERE q.round = _predecessors.round AND q.revision = _predecessors.revision AND q.agency = _predecessors.agency);
    END IF;
    RETURN (
        WITH RECURSIVE back AS (
            SELECT _predecessors.agency AS code, _predecessors.until AS until
            UNION
            SELECT s.predecessor, s.happened_on
            FROM back b
            JOIN succession s ON s.successor = b.code AND s.happened_on > _predecessors.after AND s.happened_on <= b.until
        ), known AS (
            SELECT b.code, s.agency IS NOT NULL AS took_part,
                   EXISTS (SELECT FROM succession s
                           WHERE s.successor = b.code AND s.happened_on > _predecessors.after AND s.happened_on <= b.until) AS merged,
                   -- as agency.valid says, or an earlier round
                   EXISTS (SELECT FROM agency g WHERE g.code = b.code AND lower(g.valid) <= _predecessors.after OFFSET 0)
                   OR EXISTS (SELECT FROM round r
                              CROSS JOIN LATERAL (SELECT FROM participant p WHERE p.round = r.code AND p.agency = b.code OFFSET 0) p
                              WHERE r.year <= extract(year FROM _predecessors.after)) AS existed
            FROM back b
            LEFT JOIN result s ON s.round = _predecessors.round AND s.revision = _predecessors.revision AND s.agency = b.code
        )
        SELECT CASE WHEN bool_and(k.took_part OR k.merged AND NOT k.existed) THEN array_agg(DISTINCT k.code ORDER BY k.code) FILTER (WHERE k.took_part) END
        FROM known k);
END
$$;
COMMENT ON FUNCTION _predecessors(text, text, integer, date, date) IS
    'the agencies with results in an earlier round that an agency carries on, after mergers between two days: itself, its predecessors, or both; NULL if one of them, or it itself where it existed, took no part';

-- Where previous(...) of a criterion reads: a published round goes on reading what it read.
CREATE OR REPLACE FUNCTION _previous_source(of_round text, of_criterion text, years integer DEFAULT 1)
    RETURNS TABLE (round text, revision integer, criterion text, after date, until date, declarations jsonb)
    LANGUAGE plpgsql STABLE ROWS 1 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    earlier record;
    this record;
    old_code text;
BEGIN
    SELECT r.scheme, r.year, r.stage, p.previous, p.previous_revision, p.published_at, s.agency_kind INTO this
    FROM round r JOIN scheme s ON s.code = r.scheme
    LEFT JOIN publication p ON r.stage = 'published' AND p.round = r.code AND p.revision = r.revision
    WHERE r.code = of_round;
    IF this.stage = 'published' AND years > 1 THEN
        -- of what was known then
        SELECT o.round AS code, o.scheme, o.year, o.revision INTO earlier
        FROM publication o JOIN scheme s ON s.code = o.scheme AND s.agency_kind = this.agency_kind
        WHERE o.year <= this.year - years AND coalesce(o.recorded_at, o.published_at) <= this.published_at
        ORDER BY o.year DESC, o.round DESC, o.revision DESC LIMIT 1;
    ELSE
        SELECT o.round AS code, o.scheme, o.year, o.revision INTO earlier
        FROM publication o
        WHERE o.round = CASE this.stage WHEN 'published' THEN this.previous ELSE _previous_round(of_round, years) END
          AND (this.stage <> 'published' OR o.revision = this.previous_revision)
        ORDER BY o.revision DESC LIMIT 1;
    END IF;
    IF earlier.code IS NULL THEN
        RETURN;
    END IF;
    IF this.scheme = earlier.scheme THEN
        old_code := of_criterion;
    ELSIF _revises_scheme(this.scheme, earlier.scheme) THEN
        old_code := _carried_from(this.scheme, of_criterion, earlier.scheme);
    ELSE
        SELECT m.old_code INTO old_code FROM criterion_map(earlier.scheme, this.scheme) m
        WHERE m.new_code = of_criterion;
    END IF;
    RETURN QUERY
    SELECT earlier.code, earlier.revision, old_code, make_date(earlier.year, 12, 31), make_date(this.year, 12, 31),
           (SELECT d.declarations FROM _declarations_of(earlier.scheme) d WHERE d.criterion = old_code)
    WHERE old_code IS NOT NULL;
END
$$;
COMMENT ON FUNCTION _previous_source(text, text, integer) IS
    'internal: the criterion of a published round, and its declared variables, that previous(...) of so many years back reads; none if there is no such';

-- Whose figures were those of more agencies than one is today.
CREATE OR REPLACE FUNCTION _is_divided(agency text, after date, until date) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN EXISTS (
        WITH RECURSIVE back AS (
            SELECT _is_divided.agency AS code, NULL::text AS went_to, _is_divided.until AS until
            UNION
            SELECT s.predecessor, s.successor, s.happened_on
            FROM back b
            JOIN succession s ON s.successor = b.code AND s.happened_on > _is_divided.after AND s.happened_on <= b.until
        )
        SELECT FROM back b
        WHERE EXISTS (SELECT FROM succession s
                      WHERE s.predecessor = b.code AND s.happened_on > _is_divided.after AND s.happened_on <= _is_divided.until
                        AND s.successor IS DISTINCT FROM b.went_to)
           -- or goes on beside its successor
           OR b.went_to IS NOT NULL
              AND EXISTS (SELECT FROM round r
                          CROSS JOIN LATERAL (SELECT FROM participant p WHERE p.round = r.code AND p.agency = b.code OFFSET 0) p
                          WHERE r.year >= extract(year FROM _is_divided.until)));
END
$$;
COMMENT ON FUNCTION _is_divided(text, date, date) IS
    'whether, between two days, an agency gave something up to another, or one that it carries on did to a third';

-- Several predecessors: counts can be added, nothing else can.  After a division nobody knows
-- whose part of a count or an amount was whose.
CREATE OR REPLACE FUNCTION _merged_inputs(round text, revision integer, agency text, criterion text, after date, until date, expression text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    of_scheme CONSTANT text := (SELECT p.scheme FROM publication p WHERE p.round = _merged_inputs.round AND p.revision = _merged_inputs.revision);
    agencies CONSTANT text[] := _predecessors(_merged_inputs.agency, _merged_inputs.round, _merged_inputs.revision, _merged_inputs.after, _merged_inputs.until);
    needed CONSTANT text[] := par.variables(_merged_inputs.expression::par.rule);
    known jsonb[];
BEGIN
    -- what was published counts, also while a correction is at work
    SELECT array_agg(_rule_inputs(of_scheme, _merged_inputs.criterion, i.inputs)) INTO known
    FROM unnest(agencies) a
    CROSS JOIN LATERAL (SELECT r.inputs FROM result_item r
                        WHERE r.round = _merged_inputs.round AND r.revision = _merged_inputs.revision AND r.agency = a
                          AND r.criterion = _merged_inputs.criterion
                        OFFSET 0) i         -- by the whole key
    WHERE i.inputs IS NOT NULL;
    IF known IS NULL OR cardinality(known) < cardinality(agencies) THEN
        RETURN NULL;
    END IF;
    IF _is_divided(_merged_inputs.agency, _merged_inputs.after, _merged_inputs.until)
       AND EXISTS (SELECT FROM variable v
                   WHERE v.scheme = of_scheme AND v.criterion = _merged_inputs.criterion AND v.name = ANY (needed) AND v.kind IN ('count', 'amount')) THEN
        RETURN NULL;
    END IF;
    IF cardinality(known) = 1 THEN
        RETURN known[1];
    END IF;
    IF EXISTS (SELECT FROM unnest(needed) n
               WHERE NOT EXISTS (SELECT FROM variable v
                                 WHERE v.scheme = of_scheme AND v.criterion = _merged_inputs.criterion AND v.name = n AND v.kind = 'count'))
       OR EXISTS (SELECT FROM unnest(known) k, unnest(needed) n WHERE k ->> n IS NULL) THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT coalesce(jsonb_object_agg(n, (SELECT sum((k ->> n)::numeric) FROM unnest(known) k)), '{}')
            FROM unnest(needed) n);
END
$$;
COMMENT ON FUNCTION _merged_inputs(text, integer, text, text, date, date, text) IS
    'internal: published inputs, as a rule receives them, that an agency carries on after mergers: those of one predecessor, or sums where the expression reads counts alone; NULL if they are not known, and after a division where it reads counts or amounts';

-- A value n or n/d as a context input.
CREATE OR REPLACE FUNCTION _context_input(value text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN _context_input.value IS NULL THEN 'null'
                WHEN _context_input.value LIKE '%/%' THEN to_jsonb(_context_input.value)
                ELSE to_jsonb(_context_input.value::numeric) END;
END
$$;
COMMENT ON FUNCTION _context_input(text) IS 'JSON input for a value n or n/d of a context term; null if it is NULL';

-- ---------------------------------------------------------------------------
-- scoring on write

CREATE OR REPLACE TRIGGER assessment_score
    BEFORE INSERT OR UPDATE OF round, agency, criterion, stage, inputs, points, note, assessed_by, assessed_at, not_applicable, by_hand, context, decided_on, taken_over ON assessment
    FOR EACH ROW EXECUTE FUNCTION par.assessment_score();

-- What counts: the review, else the appraisal.
CREATE OR REPLACE VIEW official_assessment WITH (security_invoker = true) AS
SELECT a.*
FROM assessment a
WHERE a.stage = 'review'
   OR a.stage = 'appraisal' AND NOT EXISTS (SELECT FROM assessment v
                                            WHERE v.round = a.round AND v.agency = a.agency AND v.criterion = a.criterion AND v.stage = 'review');
COMMENT ON VIEW official_assessment IS 'assessments that count: the review, else the appraisal';
COMMENT ON COLUMN official_assessment.round IS 'round';
COMMENT ON COLUMN official_assessment.agency IS 'agency';
COMMENT ON COLUMN official_assessment.criterion IS 'criterion, a leaf of the scheme';
COMMENT ON COLUMN official_assessment.stage IS 'appraisal or review';
COMMENT ON COLUMN official_assessment.inputs IS 'inputs of the rule, as entered';
COMMENT ON COLUMN official_assessment.points IS 'points';
COMMENT ON COLUMN official_assessment.note IS 'remark';
COMMENT ON COLUMN official_assessment.assessed_by IS 'who assessed';
COMMENT ON COLUMN official_assessment.assessed_at IS 'when';
COMMENT ON COLUMN official_assessment.not_applicable IS 'whether the rule says that it does not apply';
COMMENT ON COLUMN official_assessment.by_hand IS 'whether the points were given by hand';
COMMENT ON COLUMN official_assessment.context IS 'values of the context terms that the rule read';
COMMENT ON COLUMN official_assessment.decided_on IS 'the inputs when the points were given by hand';
COMMENT ON COLUMN official_assessment.taken_over IS 'whether it follows the self-assessment';

-- ---------------------------------------------------------------------------
-- scoring anew

-- What a term about peers or children is about, of each agency that has it.  By key.
CREATE OR REPLACE FUNCTION _values_of_others(round text, criterion text, expression text, stage text)
    RETURNS TABLE (agency text, league text, parent text, value text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    declared CONSTANT jsonb := (SELECT d.declarations FROM round r CROSS JOIN LATERAL _declarations_of(r.scheme) d
                                WHERE r.code = _values_of_others.round AND d.criterion = _values_of_others.criterion);
    first CONSTANT text := CASE _values_of_others.stage WHEN 'official' THEN 'appraisal' ELSE _values_of_others.stage END;
    last CONSTANT text := CASE _values_of_others.stage WHEN 'official' THEN 'review' ELSE _values_of_others.stage END;
    terms CONSTANT text[] := ARRAY(SELECT t FROM unnest(par.variables(_values_of_others.expression::par.rule)) t WHERE _is_context_term(t));
BEGIN
    RETURN QUERY
    SELECT p.agency, p.league, g.parent,
           CASE WHEN NOT a.not_applicable
                     AND NOT EXISTS (SELECT FROM exempt_leaf x
                                     WHERE x.round = p.round AND (x.agency = '' OR x.agency = p.agency) AND x.criterion = _values_of_others.criterion
                                     OFFSET 0)
                THEN _exact_value(_values_of_others.expression, par.read_inputs(_values_of_others.criterion, declared, a.inputs)
                     || CASE WHEN terms = '{}' THEN '{}'
                             ELSE par.registry_context(NULL::assessment, p.round, p.agency, _values_of_others.criterion, first, terms, '{}') END) END
    FROM participant p
    CROSS JOIN LATERAL (SELECT g.parent FROM agency g WHERE g.code = p.agency OFFSET 0) g
    -- by the whole key; the review comes after the appraisal
    CROSS JOIN LATERAL (SELECT x.inputs, x.not_applicable FROM assessment x
                        WHERE x.round = p.round AND x.agency = p.agency AND x.criterion = _values_of_others.criterion
                          AND x.stage BETWEEN first AND last
                        ORDER BY x.stage DESC LIMIT 1) a
    WHERE p.round = _values_of_others.round;
END
$$;
COMMENT ON FUNCTION _values_of_others(text, text, text, text) IS
    'value n or n/d of an expression for each agency with an assessment of the criterion; NULL where it is unknown or not applicable. Stage: self, appraisal or official';

-- Fractions as integers over one denominator; beyond some thousand digits as decimals.
CREATE OR REPLACE FUNCTION _over_one_denominator(fractions text[], OUT numerators numeric[], OUT denominator numeric)
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    d numeric;
BEGIN
    denominator := 1;
    FOR d IN SELECT DISTINCT split_part(f, '/', 2)::numeric FROM unnest(fractions) f WHERE f LIKE '%/%' LOOP
        denominator := lcm(denominator, d);
        EXIT WHEN denominator > 1e3000;
    END LOOP;
    numerators := ARRAY(
        SELECT CASE WHEN denominator > 1e3000 THEN trim_scale(round(round(v.n, 40) / v.d, 40)) ELSE v.n * div(denominator, v.d) END
        FROM unnest(fractions) WITH ORDINALITY f (fraction, place)
        CROSS JOIN LATERAL (SELECT split_part(f.fraction, '/', 1)::numeric, coalesce(nullif(split_part(f.fraction, '/', 2), ''), '1')::numeric) v (n, d)
        ORDER BY f.place);
    IF denominator > 1e3000 THEN
        denominator := 1;
    END IF;
END
$$;
COMMENT ON FUNCTION _over_one_denominator(text[]) IS
    'numbers n or n/d as numerators over a common denominator; where that has more than 3000 digits, rounded to 40 decimals over 1';

CREATE OR REPLACE FUNCTION _fraction_text(numerator numeric, denominator numeric) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    factor CONSTANT numeric := 10::numeric ^ greatest(min_scale(numerator), min_scale(denominator));
    n CONSTANT numeric := trim_scale(numerator * factor);
    d CONSTANT numeric := trim_scale(denominator * factor);
BEGIN
    RETURN div(n, gcd(n, d))::text || coalesce('/' || nullif(div(d, gcd(n, d)), 1)::text, '');
END
$$;
COMMENT ON FUNCTION _fraction_text(numeric, numeric) IS 'a fraction in lowest terms, n/d, or n; NULL if the numerator is';

-- of values over one denominator; a quantile lies between two of them as percentile_cont has it
CREATE OR REPLACE FUNCTION _answer_about(what text, numerators numeric[], denominator numeric, quantile numeric) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    count CONSTANT integer := coalesce(cardinality(numerators), 0);
    sorted numeric[];
    place numeric;
BEGIN
    IF what = 'count' THEN
        RETURN count::text;
    ELSIF count = 0 THEN
        RETURN NULL;
    ELSIF what IN ('median', 'quantile') THEN
        sorted := ARRAY(SELECT x FROM unnest(numerators) x ORDER BY x);
        place := 1 + (count - 1) * CASE what WHEN 'median' THEN 0.5 ELSE quantile END;
        RETURN _fraction_text(sorted[floor(place)::integer] + (place - floor(place)) * (sorted[ceil(place)::integer] - sorted[floor(place)::integer]), denominator);
    END IF;
    RETURN (SELECT CASE what WHEN 'max' THEN _fraction_text(max(x), denominator) WHEN 'min' THEN _fraction_text(min(x), denominator)
                             WHEN 'mean' THEN _fraction_text(sum(x), count * denominator) ELSE _fraction_text(sum(x), denominator) END
            FROM unnest(numerators) x);
END
$$;
COMMENT ON FUNCTION _answer_about(text, numeric[], numeric, numeric) IS
    'count, sum, mean, min, max, median or quantile of numerators over a denominator, as n or n/d; NULL if there are none';

-- Who has a term about others has the answer of his league or, about children, of those whose
-- parent he is.
CREATE OR REPLACE FUNCTION _peer_values(round text, criterion text, term text, stage text)
    RETURNS TABLE (agency text, value text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    about_children CONSTANT boolean := _peer_values.term LIKE 'child\_%';
    what CONSTANT text := split_part(substr(_peer_values.term, CASE WHEN about_children THEN 7 ELSE 6 END), '(', 1);
    quantile CONSTANT text := substring(_peer_values.term, '^peer_quantile\(.*, ([0-9.]+%?)\)$');
    team record;
    shared record;
    answer text;
BEGIN
    FOR team IN
        SELECT CASE WHEN about_children THEN array_agg(DISTINCT v.parent) ELSE array_agg(v.agency) END AS agencies,
               array_agg(v.agency) FILTER (WHERE v.value IS NOT NULL) AS known, array_agg(v.value) FILTER (WHERE v.value IS NOT NULL) AS fractions
        FROM _values_of_others(_peer_values.round, _peer_values.criterion, _expression_within(_peer_values.term), _peer_values.stage) v
        WHERE NOT about_children
           OR EXISTS (SELECT FROM participant p WHERE p.round = _peer_values.round AND p.agency = v.parent OFFSET 0)
        GROUP BY CASE WHEN about_children THEN v.parent ELSE v.league END
    LOOP
        SELECT o.* INTO shared FROM _over_one_denominator(team.fractions) o;
        IF what = 'rank' THEN
            -- who is not known has no rank, and must not keep an old one
            RETURN QUERY
            SELECT g, k.place::text
            FROM unnest(team.agencies) g
            LEFT JOIN (SELECT v.agency, rank() OVER (ORDER BY v.x DESC) AS place
                       FROM unnest(team.known, shared.numerators) v (agency, x)) k ON k.agency = g;
        ELSE
            answer := _answer_about(what, shared.numerators, shared.denominator,
                                   rtrim(quantile, '%')::numeric * CASE WHEN quantile LIKE '%\%' THEN 0.01 ELSE 1 END);
            RETURN QUERY SELECT g, answer FROM unnest(team.agencies) g;
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _peer_values(text, text, text, text) IS
    'value of a term about peers for each agency with an assessment of the criterion: its league, itself included, without what is unknown or not applicable; of a term about children for each participant who is the parent of such. Stage: self, appraisal or official';

CREATE OR REPLACE FUNCTION _rescore(round text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    r record;
    bases text[];
    c record;
    call CONSTANT text := 'rescore ' || _rescore.round;
BEGIN
    PERFORM _locked_stage(_rescore.round);
    SELECT o.scheme, o.stage INTO r FROM round o WHERE o.code = _rescore.round;
    IF r.stage = 'published' THEN
        RAISE EXCEPTION 'round "%" is published', _rescore.round
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'correct(round, reason) opens a new revision.';
    END IF;
    bases := ARRAY[CASE WHEN r.stage IN ('setup', 'self_assessment') THEN 'self'
                        WHEN r.stage IN ('appraisal', 'explanation') THEN 'appraisal'
                        ELSE 'official' END];
    -- what was given back was submitted with other figures
    IF bases <> '{self}' AND EXISTS (SELECT FROM participant p WHERE p.round = _rescore.round AND p.returned_at IS NOT NULL) THEN
        bases := ARRAY['self'] || bases;
    END IF;
    -- what stays as it is is left alone, and the tally kept once, in the end
    PERFORM par.registry_mode(NULL::assessment, 'follows', true);
    FOR c IN
        SELECT b.basis, x.criterion, x.terms, row_number() OVER (ORDER BY b.basis, x.level, x.criterion) AS place, count(*) OVER () AS number
        FROM unnest(bases) b (basis) CROSS JOIN LATERAL _context_criteria(r.scheme) x
        ORDER BY b.basis, x.level, x.criterion
    LOOP
        PERFORM par.registry_progress(call, format('criterion %s, %s of %s', c.criterion, c.place, c.number), NULL);
        DELETE FROM peer_term t WHERE t.round = _rescore.round AND t.criterion = c.criterion AND t.basis = c.basis;
        INSERT INTO peer_term (round, criterion, agency, basis, terms)
        SELECT _rescore.round, c.criterion, v.agency, c.basis, jsonb_object_agg(t, _context_input(v.value))
        FROM unnest(c.terms) t
        CROSS JOIN LATERAL _peer_values(_rescore.round, c.criterion, t, c.basis) v
        WHERE _is_about_others(t)
        GROUP BY v.agency;
        -- by their place, which was looked up by the whole key: nobody else writes for the round;
        -- an appraisal that was reviewed goes back to what it was appraised on
        UPDATE assessment a
        SET context = a.context
        WHERE a.ctid = ANY (ARRAY(
            SELECT x.ctid
            FROM participant p
            CROSS JOIN LATERAL (SELECT s.ctid FROM assessment s
                                WHERE s.round = p.round AND s.agency = p.agency AND s.criterion = c.criterion
                                  AND s.stage BETWEEN CASE c.basis WHEN 'official' THEN 'appraisal' ELSE c.basis END
                                                  AND CASE c.basis WHEN 'official' THEN 'review' ELSE c.basis END
                                OFFSET 0) x
            WHERE p.round = _rescore.round));
    END LOOP;
    PERFORM par.registry_mode(NULL::assessment, 'follows', false);
    PERFORM par.registry_progress(call, 'sums', NULL);
    PERFORM par.registry_keep_tally(NULL::tally, _rescore.round, '{}', '{}', '{}');
    PERFORM par.registry_progress_end(call);
END
$$;
COMMENT ON FUNCTION _rescore(text) IS 'internal: what rescore does';
CREATE OR REPLACE PROCEDURE rescore(round text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _rescore(round);
END;
COMMENT ON PROCEDURE rescore(text) IS
    'scores anew what the rules read from elsewhere: peers, children, last year, targets, other criteria, the agency''s profile. advance runs it when a stage closes. 42704 for an unknown round, 55000 if it is published';

END
$template$;
COMMENT ON PROCEDURE par.registry_assessment() IS 'internal: assessments of a registry and their points';
