
-- ---------------------------------------------------------------------------
-- Registry: schemes, their consultation, approval and revision
-- ---------------------------------------------------------------------------
--
-- A draft may be unfinished: what it lacks is listed by scheme_problems, and
-- approval is refused while there are errors.  From then on nothing of the
-- scheme changes.  Who writes a part of a scheme locks the row of the scheme
-- FOR SHARE, and approval updates that row: neither passes the other unseen.

CREATE PROCEDURE par.registry_scheme()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _require_scheme(scheme text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _require_scheme.scheme IS NULL THEN
        RAISE EXCEPTION 'the code of a scheme is missing'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT EXISTS (SELECT FROM scheme s WHERE s.code = _require_scheme.scheme) THEN
        PERFORM _no_such(format('there is no scheme "%s"', _require_scheme.scheme), _require_scheme.scheme, ARRAY(SELECT s.code FROM scheme s));
    END IF;
END
$$;
COMMENT ON FUNCTION _require_scheme(text) IS 'nothing if the scheme exists; 22023 for NULL, 42704 if there is no such scheme';

-- drafts change, approved schemes do not

CREATE OR REPLACE FUNCTION _require_draft(schemes text[], part text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    s record;
BEGIN
    -- every row is locked, whatever its status: it may just be changing
    FOR s IN
        SELECT o.code, o.status FROM scheme o WHERE o.code = ANY (_require_draft.schemes) ORDER BY o.code FOR SHARE
    LOOP
        IF s.status <> 'draft' THEN
            RAISE EXCEPTION 'scheme "%" is %', s.code, s.status
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = format('Rows of "%s" change only while their scheme is a draft.', _require_draft.part),
                    HINT = 'revise_scheme(old, new) copies a scheme into a new draft.';
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _require_draft(text[], text) IS
    'locks the status of the schemes until the end of the transaction; 55000 if one is no draft. A scheme that does not exist, or is just being deleted, is left to the foreign key';

CREATE OR REPLACE FUNCTION _check_draft() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    PERFORM _require_draft(ARRAY[OLD.scheme, NEW.scheme], TG_TABLE_NAME);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION _check_draft() IS 'trigger: rows of a scheme change only while it is a draft, and rows moved between schemes only while both are; 55000 otherwise';

CREATE OR REPLACE FUNCTION _refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    RAISE EXCEPTION 'table "%" cannot be truncated', TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = 'It may hold rows that must not change.',
            HINT = 'DELETE removes what may be removed.';
END
$$;
COMMENT ON FUNCTION _refuse_truncate() IS 'trigger: refuses TRUNCATE with 55000';

FOREACH part IN ARRAY '{criterion,variable,grade,respondent_group,survey_question,answer_option}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER draft BEFORE INSERT OR UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION _check_draft()', part);
    EXECUTE format('CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION _refuse_truncate()', part);
END LOOP;
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON scheme
    FOR EACH STATEMENT EXECUTE FUNCTION _refuse_truncate();
CREATE OR REPLACE FUNCTION _check_consultation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    answered comment;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    -- a draft that is not shown is as if there were none
    IF TG_OP = 'INSERT' AND NEW.scheme <> ALL (_shown_schemes(has_duty('{admin,analyst}'), has_duty('{submitter,appraiser}'))) THEN
        PERFORM _no_such(format('there is no scheme "%s"', NEW.scheme), NEW.scheme, _shown_schemes(has_duty('{admin,analyst}'), has_duty('{submitter,appraiser}')));
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.resolution IS NULL AND NEW.resolution IS NOT NULL THEN
        answered := NEW;
        answered.resolution := NULL;
        answered.resolved_note := OLD.resolved_note;
        answered.resolved_by := OLD.resolved_by;
        answered.resolved_at := OLD.resolved_at;
        answered.rule := OLD.rule;
        -- as text: 1.0 and 1.00 would be equal otherwise
        IF answered::text = OLD::text THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.resolution IS NOT NULL AND NEW.scheme = OLD.scheme
       AND EXISTS (SELECT FROM scheme s WHERE s.code = OLD.scheme AND s.status <> 'draft') THEN
        RAISE EXCEPTION 'comment % has been resolved', OLD.id
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('Scheme "%s" is no draft any more: what became of its comments stays as it is.', OLD.scheme);
    END IF;
    PERFORM _require_draft(ARRAY[OLD.scheme, NEW.scheme], TG_TABLE_NAME);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION _check_consultation() IS
    'trigger: what is said of a draft stays as it was said once the scheme is approved, 55000 otherwise; what is still open then is answered later; 42704 for a comment on a scheme that is not shown';
CREATE OR REPLACE TRIGGER draft BEFORE INSERT OR UPDATE OR DELETE ON comment
    FOR EACH ROW EXECUTE FUNCTION _check_consultation();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON comment
    FOR EACH STATEMENT EXECUTE FUNCTION _refuse_truncate();

CREATE OR REPLACE FUNCTION _check_scheme_status() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    kept scheme%ROWTYPE;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN
            RAISE EXCEPTION 'scheme "%" is % and cannot be deleted', OLD.code, OLD.status
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = 'Only a draft can be deleted.';
        END IF;
        RETURN OLD;
    END IF;

    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION 'scheme "%" cannot begin as %', NEW.code, NEW.status
                USING ERRCODE = 'object_not_in_prerequisite_state',
                    DETAIL = 'A scheme begins as a draft.',
                    HINT = 'approve_scheme(scheme) approves it once its criteria are there.';
        END IF;
        RETURN NEW;
    END IF;

    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (('draft', 'approved'), ('approved', 'retired'), ('approved', 'draft')) THEN
        RAISE EXCEPTION 'scheme "%" cannot go from % to %', OLD.code, OLD.status, NEW.status
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'A draft is approved, an approved scheme is retired, or a draft again while nothing is built on it.';
    END IF;
    IF OLD.status = 'approved' AND NEW.status = 'draft' THEN
        PERFORM _require_unused(OLD.code);
        NEW.approved_by := NULL;
        NEW.approved_at := NULL;
        RETURN NEW;
    END IF;
    IF OLD.status = 'draft' THEN
        IF NEW.status = 'approved' THEN
            NEW.approved_by := coalesce(NEW.approved_by, actor());
            NEW.approved_at := coalesce(NEW.approved_at, current_timestamp);
        END IF;
        RETURN NEW;
    END IF;
    kept := NEW;
    kept.status := OLD.status;
    -- as text: 1.0 and 1.00 would be equal otherwise
    IF kept::text IS DISTINCT FROM OLD::text THEN
        RAISE EXCEPTION 'scheme "%" is % and cannot be changed', OLD.code, OLD.status
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'Only a draft can be changed.',
                HINT = 'revise_scheme(old, new) copies a scheme into a new draft.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _check_scheme_status() IS
    'trigger: a scheme begins as a draft, is approved, then retired, or a draft again while it is not used; only a draft can be changed or deleted. 55000 otherwise';
CREATE OR REPLACE TRIGGER status BEFORE INSERT OR UPDATE OR DELETE ON scheme
    FOR EACH ROW EXECUTE FUNCTION _check_scheme_status();

-- A round may be prepared under a draft; one that has begun, and what revises an approved
-- scheme, are built on it.
CREATE OR REPLACE FUNCTION _require_unused(scheme text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    user_of record;
BEGIN
    PERFORM _require_latest_snapshot('a scheme cannot go back to draft');
    -- waits for rounds that are just being made, and for those who move one
    PERFORM FROM scheme s WHERE s.code = _require_unused.scheme FOR UPDATE;
    PERFORM _hold_round_alone(r.code) FROM (SELECT o.code FROM round o WHERE o.scheme = _require_unused.scheme ORDER BY o.code) r;
    SELECT u.what INTO user_of
    FROM (SELECT format('Round "%s" applies it, and %s.', r.code, CASE r.stage WHEN 'setup' THEN 'has begun before' ELSE 'is in stage ' || r.stage END) AS what
          FROM round r
          WHERE r.scheme = _require_unused.scheme
            AND (r.stage <> 'setup' OR r.published_at IS NOT NULL OR EXISTS (SELECT FROM round_event e WHERE e.round = r.code))
          UNION ALL
          SELECT format('Scheme "%s" revises it, and is %s.', s.code, s.status)
          FROM scheme s WHERE s.revises = _require_unused.scheme AND s.status <> 'draft') u
    ORDER BY u.what COLLATE "C" LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'scheme "%" is used, and cannot go back to draft', _require_unused.scheme
            USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = user_of.what,
                HINT = 'A round in which nothing was entered can be deleted, or given another scheme; revise_scheme(old, new) copies a scheme into a new draft.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_unused(text) IS
    'internal: 55000 for a scheme that a round has begun to apply, or that an approved one revises; a round that is only prepared may stand under a draft';

CREATE OR REPLACE FUNCTION _check_approval() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    errors text[];
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    -- an older snapshot would not show what a writer committed while this waited for its lock
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a scheme cannot be approved in isolation level %', current_setting('transaction_isolation')
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'Approve it in a transaction that is READ COMMITTED.';
    END IF;
    errors := ARRAY(SELECT concat_ws(': ', p.criterion, p.problem) FROM scheme_problems(NEW.code, 'en') p WHERE p.severity = 'error');
    IF cardinality(errors) > 0 THEN
        RAISE EXCEPTION 'scheme "%" cannot be approved: it has % error(s)', NEW.code, cardinality(errors)
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = _first_ten(errors),
                HINT = format('SELECT * FROM scheme_problems(%L) lists them.', NEW.code);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _check_approval() IS 'trigger: refuses to approve a scheme that has errors, 55000 with the first ten of them';
-- after the update, so that it sees what the update itself changed
CREATE OR REPLACE TRIGGER approval AFTER UPDATE ON scheme
    FOR EACH ROW WHEN (OLD.status = 'draft' AND NEW.status = 'approved') EXECUTE FUNCTION _check_approval();

-- A draft is renumbered as criteria come and go: what names a criterion beside
-- the foreign keys follows.

CREATE OR REPLACE FUNCTION _points_term(code text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT SET search_path FROM CURRENT
    AS $$SELECT format('points(''%s'')', replace(_points_term.code, '''', ''''''))$$;
COMMENT ON FUNCTION _points_term(text) IS 'how a rule reads the points of a criterion, in canonical form: points(''1.1'')';

CREATE OR REPLACE FUNCTION _follow_code() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    old_term text;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    old_term := _points_term(OLD.code);
    UPDATE comment SET criterion = NEW.code WHERE scheme = NEW.scheme AND criterion = OLD.code;
    UPDATE target t SET criterion = NEW.code FROM round r WHERE r.scheme = NEW.scheme AND t.round = r.code AND t.criterion = OLD.code;
    UPDATE exemption e SET criterion = NEW.code FROM round r WHERE r.scheme = NEW.scheme AND e.round = r.code AND e.criterion = OLD.code;
    UPDATE delegation d SET criterion = NEW.code FROM round r WHERE r.scheme = NEW.scheme AND d.round = r.code AND d.criterion = OLD.code;
    UPDATE scheme SET tie_keys = array_replace(tie_keys, OLD.code, NEW.code) WHERE code = NEW.scheme AND OLD.code = ANY (tie_keys);
    UPDATE criterion SET rule_text = replace(rule_text::par.rule::text, old_term, _points_term(NEW.code))
    WHERE scheme = NEW.scheme AND position(old_term IN rule_text::par.rule::text) > 0;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _follow_code() IS 'trigger: comments, targets, exemptions, delegations, tie keys and rules that read its points follow a criterion whose code changes';
CREATE OR REPLACE TRIGGER follow_code AFTER UPDATE OF code ON criterion
    FOR EACH ROW WHEN (OLD.scheme = NEW.scheme AND OLD.code <> NEW.code) EXECUTE FUNCTION _follow_code();

-- A round in stage setup may name criteria of a draft: none of them goes unseen.
CREATE OR REPLACE FUNCTION _keep_named() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    named record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    SELECT n.relation, n.round INTO named
    FROM (SELECT 'exemption' AS relation, e.round FROM exemption e WHERE e.criterion = OLD.code
          UNION ALL
          SELECT 'target', t.round FROM target t WHERE t.criterion = OLD.code
          UNION ALL
          SELECT 'delegation', d.round FROM delegation d WHERE d.criterion = OLD.code) n
    JOIN round r ON r.code = n.round AND r.scheme = OLD.scheme
    WHERE NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = OLD.scheme AND c.code = OLD.code)
    ORDER BY n.relation, n.round LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'criterion "%" of scheme "%" cannot be removed', OLD.code, OLD.scheme
            USING ERRCODE = 'foreign_key_violation', DETAIL = format('Table "%s" names it in round "%s".', named.relation, named.round);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _keep_named() IS 'trigger of criterion: 23503 for one that a target, exemption or delegation names';
CREATE OR REPLACE TRIGGER keep_named AFTER DELETE ON criterion FOR EACH ROW EXECUTE FUNCTION _keep_named();

-- what a draft still lacks

-- peer_quantile(x, 75%) and previous(x, 2) end in a number, which is no part of the expression
CREATE OR REPLACE FUNCTION _expression_within(term text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.regexp_replace(pg_catalog."substring"(term, '^(?:peer_[a-z]+|child_[a-z]+|previous)[(](.*)[)]$'), ', [0-9.]+%?$', '')$$;
COMMENT ON FUNCTION _expression_within(text) IS 'expression that a context term is about: b / a for peer_mean(b / a), x for previous(x, 2); NULL if there is none';

CREATE OR REPLACE FUNCTION _variable_within(term text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog."substring"(term, '^(?:target|self)[(](.*)[)]$')$$;
COMMENT ON FUNCTION _variable_within(text) IS 'variable that a context term target(x) or self(x) is about; NULL for others';

-- Terms that follow from other agencies: unknown until a stage closes, then kept.
CREATE OR REPLACE FUNCTION _is_about_others(term text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT term ~ '^(?:peer|child)_[a-z]+[(]'$$;
COMMENT ON FUNCTION _is_about_others(text) IS 'whether a term is about peers or children';

CREATE OR REPLACE FUNCTION _rule_terms(rule text) RETURNS TABLE (term text)
    LANGUAGE sql IMMUTABLE STRICT ROWS 4 SET search_path FROM CURRENT
    AS $$
    WITH RECURSIVE found (term) AS (
        SELECT v FROM unnest(par.variables(_rule_terms.rule::par.rule)) v
        UNION
        SELECT v FROM found f,
               _expression_within(f.term) AS i(inside),
               unnest(par.variables(i.inside::par.rule)) v
        WHERE i.inside IS NOT NULL)
    SELECT f.term FROM found f
$$;
COMMENT ON FUNCTION _rule_terms(text) IS
    'inputs of a rule as par.variables lists them, and those within its context terms: for peer_mean(b / a) also b and a';

CREATE OR REPLACE FUNCTION _is_variable_name(name text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN NOT _is_context_term(_is_variable_name.name)
       AND par.variables(_is_variable_name.name::par.rule) = ARRAY[_is_variable_name.name];
EXCEPTION WHEN invalid_text_representation OR program_limit_exceeded THEN
    RETURN false;
END
$$;
COMMENT ON FUNCTION _is_variable_name(text) IS 'whether a rule can read a variable of that name: letters, digits and _, and no word of the rule language';

CREATE OR REPLACE FUNCTION _rule_declarations(scheme text, criterion text) RETURNS jsonb
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$
    WITH declared AS (
        SELECT v.name, v.kind, x.low, x.high,
               coalesce(x.low >= 0, v.kind = 'boolean') AS not_negative,
               CASE v.kind
                   WHEN 'choice' THEN jsonb_build_object('kind', v.kind, 'choices', to_jsonb(v.choices))
                   WHEN 'boolean' THEN to_jsonb(v.kind)
                   WHEN 'date' THEN to_jsonb(v.kind)
                   -- a percent may go beyond 100: its bounds, not its kind, tell
                   ELSE jsonb_strip_nulls(jsonb_build_object('kind', CASE v.kind WHEN 'percent' THEN 'amount' ELSE v.kind END,
                                                             'min', x.low, 'max', x.high)) END AS declaration
        FROM variable v
             CROSS JOIN LATERAL (SELECT
                 CASE v.kind WHEN 'percent' THEN trim_scale(coalesce(v.min_value, 0) * 0.01)
                             WHEN 'count' THEN coalesce(v.min_value, 0) ELSE v.min_value END AS low,
                 CASE v.kind WHEN 'percent' THEN trim_scale(coalesce(v.max_value, 100) * 0.01) ELSE v.max_value END AS high) x
        WHERE v.scheme = _rule_declarations.scheme AND v.criterion = _rule_declarations.criterion),
    -- what is said of a variable holds for its target, its last year and its peers
    term AS (
        SELECT t.term, t.context, t.inside
        FROM criterion c, unnest(par.variables(c.rule_text::par.rule)) AS u(term),
             LATERAL (SELECT u.term, split_part(u.term, '(', 1) AS context, coalesce(_expression_within(u.term), _variable_within(u.term)) AS inside) t
        WHERE c.scheme = _rule_declarations.scheme AND c.code = _rule_declarations.criterion)
    SELECT coalesce(jsonb_object_agg(k.term, k.declaration), '{}')
    FROM (SELECT t.term, d.declaration FROM term t JOIN declared d ON d.name = t.term
          UNION ALL
          SELECT t.term, d.declaration FROM term t JOIN declared d ON d.name = t.inside WHERE t.context IN ('target', 'self', 'previous')
          UNION ALL
          SELECT t.term, jsonb_strip_nulls(jsonb_build_object('kind', 'amount', 'min', d.low, 'max', d.high))
          FROM term t JOIN declared d ON d.name = t.inside
          WHERE t.context IN ('peer_mean', 'peer_min', 'peer_max', 'peer_median', 'peer_quantile', 'child_mean') AND d.kind IN ('count', 'percent', 'amount')
          UNION ALL
          SELECT t.term, jsonb_build_object('min', 0, 'max', c.max_points)
          FROM term t JOIN criterion c ON _points_term(c.code) = t.term
          WHERE t.context = 'points' AND c.scheme = _rule_declarations.scheme
          UNION ALL
          -- no operation but - leads from numbers that are not negative to one that is
          SELECT t.term, '{"min": 0}'
          FROM term t
          WHERE t.context IN ('previous', 'peer_mean', 'peer_min', 'peer_max', 'peer_median', 'peer_quantile', 'peer_sum', 'child_mean', 'child_sum')
            AND t.inside !~ '-|date\('
            AND (t.context IN ('peer_sum', 'child_sum') OR t.inside NOT IN (SELECT d.name FROM declared d))
            AND (SELECT count(*) > 0 AND bool_and(coalesce(d.not_negative, false))
                 FROM _rule_terms(t.inside) i LEFT JOIN declared d ON d.name = coalesce(_variable_within(i.term), i.term)
                 WHERE _expression_within(i.term) IS NULL)) k
$$;
COMMENT ON FUNCTION _rule_declarations(text, text) IS
    'what is declared of the inputs that the rule of a criterion reads, as par.check_rule takes it: percents as the rule receives them, context terms of declared variables with the bounds of these, points of other criteria up to their maximum';

CREATE OR REPLACE FUNCTION _rule_findings(rule text, max_points numeric, declarations jsonb)
    RETURNS TABLE (severity text, arm integer, message jsonb, witness jsonb)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    what text;
    about text;
BEGIN
    RETURN QUERY
        SELECT f.severity, f.arm, f.message, to_jsonb(f.witness::text)
        FROM par.rule_findings(_rule_findings.rule::par.rule, _rule_findings.max_points, _rule_findings.declarations) f;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    GET STACKED DIAGNOSTICS what = MESSAGE_TEXT, about = PG_EXCEPTION_DETAIL;
    RETURN QUERY SELECT 'error', NULL::integer, jsonb_build_array('rule.unchecked', what), to_jsonb(nullif(about, ''));
END
$$;
COMMENT ON FUNCTION _rule_findings(text, numeric, jsonb) IS
    'findings of par.rule_findings; what it refuses to read, such as bounds between which no count lies, is an error among them';

CREATE OR REPLACE FUNCTION _nested_criteria(scheme text)
    RETURNS TABLE (code text, parent text, kind text, max_points numeric, method text, rule_text text, step numeric,
                   parent_kind text, inner_node boolean)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH n AS MATERIALIZED (
        SELECT c.code, c.parent, c.kind, c.max_points, c.method, c.rule_text, c.step
        FROM criterion c WHERE c.scheme = _nested_criteria.scheme)
    SELECT n.*, p.kind, n.code IN (SELECT k.parent FROM n k WHERE k.parent IS NOT NULL)
    FROM n LEFT JOIN n p ON p.code = n.parent;
END
$$;
COMMENT ON FUNCTION _nested_criteria(text) IS
    'internal: criteria of a scheme, with the kind of what is above each, and whether anything is beneath it';

-- Parts of scheme_problems, each with its columns.

CREATE OR REPLACE FUNCTION _tree_problems(scheme text)
    RETURNS TABLE (criterion text, severity text, problem jsonb, detail jsonb)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE
    c AS MATERIALIZED (
        SELECT n.* FROM _nested_criteria(_tree_problems.scheme) n),
    tree (code, depth) AS (
        SELECT c.code, 1 FROM c WHERE c.parent IS NULL
        UNION ALL
        SELECT c.code, t.depth + 1 FROM tree t JOIN c ON c.parent = t.code),
    child AS (
        SELECT c.parent, c.kind, sum(c.max_points) AS total,
               string_agg(format('%s (%s)', c.code, trim_scale(c.max_points)), ', ' ORDER BY c.code COLLATE "C") AS list
        FROM c WHERE c.parent IS NOT NULL GROUP BY c.parent, c.kind)

    -- the tree
    SELECT NULL::text, 'error', '["scheme.no_criteria"]'::jsonb, NULL::jsonb WHERE NOT EXISTS (SELECT FROM c)
    UNION ALL
    SELECT NULL, 'error', '["scheme.nothing_scored"]', NULL
    WHERE EXISTS (SELECT FROM c) AND NOT EXISTS (SELECT FROM c WHERE c.kind = 'scored')
    UNION ALL
    SELECT c.code, 'error', '["scheme.circle"]', jsonb_build_array('scheme.parent_is', c.parent)
    FROM c WHERE NOT EXISTS (SELECT FROM tree t WHERE t.code = c.code)
    UNION ALL
    SELECT t.code, 'error', jsonb_build_array('scheme.too_deep', t.depth), '["scheme.depths"]'
    FROM tree t WHERE t.depth > 3
    UNION ALL
    SELECT c.code, 'error', jsonb_build_array('scheme.kind_beneath', _setting(c.kind), _setting(c.parent_kind)),
           jsonb_build_array('scheme.parent_is', c.parent)
    FROM c WHERE c.parent_kind <> 'scored' AND c.kind <> c.parent_kind

    -- maxima
    UNION ALL
    SELECT c.code, 'warning', '["scheme.position_0"]', '["scheme.position"]'
    FROM criterion c
    WHERE c.scheme = _tree_problems.scheme AND c.position = 0
      AND EXISTS (SELECT FROM criterion k WHERE k.scheme = _tree_problems.scheme AND k.parent IS NOT DISTINCT FROM c.parent
                  AND _sibling_key(0, k.code) COLLATE "C" < _sibling_key(0, c.code) AND k.position > 0)
    UNION ALL
    SELECT c.code, CASE c.kind WHEN 'scored' THEN 'error' ELSE 'warning' END,
           jsonb_build_array('scheme.sum_of_children', _exactly(c.max_points), _exactly(coalesce(k.total, 0))), to_jsonb(k.list)
    FROM c LEFT JOIN child k ON k.parent = c.code AND k.kind = c.kind
    WHERE c.inner_node AND c.max_points <> coalesce(k.total, 0)
    UNION ALL
    SELECT c.code, 'error', '["scheme.maximum_0"]', NULL
    FROM c WHERE c.kind = 'scored' AND c.max_points = 0 AND NOT c.inner_node
    UNION ALL
    SELECT c.code, 'warning', jsonb_build_array('scheme.monitored_unread', _exactly(c.max_points)),
           '["scheme.monitored"]'
    FROM c WHERE c.kind = 'monitor' AND c.max_points > 0 AND NOT c.inner_node
      AND NOT EXISTS (SELECT FROM _computed_needs(_tree_problems.scheme) d WHERE d.needs = c.code)
    UNION ALL
    SELECT NULL, 'warning', jsonb_build_array('scheme.sum_not_100', _exactly(sum(c.max_points))), NULL
    FROM c WHERE c.parent IS NULL AND c.kind = 'scored' HAVING sum(c.max_points) <> 100
    UNION ALL
    SELECT c.code, 'warning', jsonb_build_array('scheme.no_multiple', _exactly(c.max_points), _exactly(c.step)),
           '["scheme.maximum_may"]'
    FROM c WHERE NOT c.inner_node AND c.step IS NOT NULL AND c.max_points % c.step <> 0
    UNION ALL
    SELECT c.code, 'warning', jsonb_build_array('scheme.more_decimals', _exactly(c.max_points), s.point_decimals),
           '["scheme.points_rounded"]'
    FROM c JOIN scheme s ON s.code = _tree_problems.scheme
    WHERE NOT c.inner_node AND c.kind <> 'monitor' AND round(c.max_points, s.point_decimals) <> c.max_points
    UNION ALL
    SELECT NULL, 'warning', jsonb_build_array('scheme.bonus_uncapped', _exactly(sum(c.max_points) FILTER (WHERE c.kind = 'bonus')),
                                                 _exactly(sum(c.max_points) FILTER (WHERE c.kind = 'scored'))),
           '["scheme.caps"]'
    FROM c JOIN scheme s ON s.code = _tree_problems.scheme
    WHERE NOT c.inner_node AND s.bonus_cap IS NULL AND s.index_cap IS NULL
    HAVING sum(c.max_points) FILTER (WHERE c.kind = 'bonus') > sum(c.max_points) FILTER (WHERE c.kind = 'scored');
END
$$;
COMMENT ON FUNCTION _tree_problems(text) IS 'internal: what is wrong with the tree of a scheme and with its maxima, see scheme_problems';

CREATE OR REPLACE FUNCTION _leaf_problems(scheme text)
    RETURNS TABLE (criterion text, severity text, problem jsonb, detail jsonb)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH
    c AS MATERIALIZED (
        SELECT n.* FROM _nested_criteria(_leaf_problems.scheme) n),
    q AS MATERIALIZED (
        SELECT o.criterion FROM survey_question o WHERE o.scheme = _leaf_problems.scheme GROUP BY o.criterion),
    g AS MATERIALIZED (
        SELECT o.criterion FROM respondent_group o WHERE o.scheme = _leaf_problems.scheme GROUP BY o.criterion)

    -- what belongs to leaves
    SELECT c.code, 'error', jsonb_build_array('scheme.inner_' || x.what), '["scheme.points_of_leaves"]'::jsonb
    FROM c CROSS JOIN LATERAL (VALUES
             ('rule', c.rule_text IS NOT NULL),
             ('step', c.step IS NOT NULL),
             -- looked up by key
             ('variables', EXISTS (SELECT FROM variable v WHERE v.scheme = _leaf_problems.scheme AND v.criterion = c.code OFFSET 0)),
             ('questions', c.code IN (SELECT q.criterion FROM q)),
             ('groups', c.code IN (SELECT g.criterion FROM g))) AS x (what, present)
    WHERE c.inner_node AND x.present
    UNION ALL
    SELECT c.code, 'note', '["scheme.by_hand"]', NULL
    FROM c WHERE NOT c.inner_node AND c.rule_text IS NULL AND c.step IS NULL AND c.method <> 'survey' AND c.kind <> 'monitor'

    -- surveys
    UNION ALL
    SELECT c.code, 'error', '["scheme.survey_with_rule"]', NULL
    FROM c WHERE c.method = 'survey' AND c.rule_text IS NOT NULL
    UNION ALL
    SELECT c.code, 'error', jsonb_build_array('scheme.questions_of_none', _setting(c.method)), NULL
    FROM c JOIN q ON q.criterion = c.code WHERE c.method <> 'survey'
    UNION ALL
    SELECT c.code, 'error', jsonb_build_array('scheme.groups_of_none', _setting(c.method)), NULL
    FROM c JOIN g ON g.criterion = c.code WHERE c.method <> 'survey'
    UNION ALL
    SELECT NULL, 'error', '["scheme.no_option"]', NULL
    WHERE EXISTS (SELECT FROM q)
      AND NOT EXISTS (SELECT FROM answer_option o WHERE o.scheme = _leaf_problems.scheme AND o.share IS NOT NULL)
    UNION ALL
    SELECT NULL, 'warning', jsonb_build_array('scheme.best_option', _exactly(100 * max(o.share))), NULL
    FROM answer_option o WHERE o.scheme = _leaf_problems.scheme AND EXISTS (SELECT FROM q) HAVING max(o.share) < 1
    UNION ALL
    SELECT c.code, 'warning', '["scheme.no_question"]', NULL
    FROM c WHERE c.method = 'survey' AND NOT c.inner_node AND NOT EXISTS (SELECT FROM q WHERE q.criterion = c.code);
END
$$;
COMMENT ON FUNCTION _leaf_problems(text) IS 'internal: what a scheme has where it does not belong, or lacks where points are given, see scheme_problems';

CREATE OR REPLACE FUNCTION _rule_problems(scheme text)
    RETURNS TABLE (criterion text, severity text, problem jsonb, detail jsonb)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE
    c AS MATERIALIZED (
        SELECT n.* FROM _nested_criteria(_rule_problems.scheme) n),
    v AS MATERIALIZED (
        SELECT o.criterion, o.name, o.kind, o.max_variable FROM variable o WHERE o.scheme = _rule_problems.scheme),
    term AS MATERIALIZED (
        SELECT c.code, t.term FROM c CROSS JOIN LATERAL _rule_terms(c.rule_text) t),
    reference AS MATERIALIZED (
        SELECT t.code, _criterion_of_points(t.term) AS target FROM term t WHERE t.term LIKE 'points(%'),
    -- what the points of a node depend on: what its rule refers to, and its children
    edge AS (
        SELECT r.code AS source, r.target FROM reference r
        UNION
        SELECT c.parent, c.code FROM c WHERE c.parent IS NOT NULL),
    reach (start, node) AS (
        SELECT r.code, r.target FROM reference r
        UNION
        SELECT r.start, e.target FROM reach r JOIN edge e ON e.source = r.node)

    -- variables
    SELECT v.criterion, 'error', jsonb_build_array('scheme.bad_name', v.name), '["scheme.names"]'::jsonb
    FROM v WHERE NOT _is_variable_name(v.name)
    UNION ALL
    SELECT v.criterion, 'error', jsonb_build_array('scheme.bound_undeclared', v.name, v.max_variable), NULL
    FROM v WHERE NOT EXISTS (SELECT FROM v o WHERE o.criterion = v.criterion AND o.name = v.max_variable) AND v.max_variable IS NOT NULL
    UNION ALL
    SELECT v.criterion, 'error', jsonb_build_array('scheme.bound_other_kind', v.name, o.name),
           jsonb_build_array('scheme.kinds', _setting(v.kind), _setting(o.kind))
    FROM v JOIN v o ON o.criterion = v.criterion AND o.name = v.max_variable
    WHERE NOT (v.kind IN ('count', 'amount') AND o.kind IN ('count', 'amount') OR v.kind = o.kind AND v.kind IN ('percent', 'date'))
    UNION ALL
    SELECT t.code, 'error', jsonb_build_array('scheme.reads_undeclared', t.term), NULL
    FROM term t
    WHERE NOT _is_context_term(t.term)
      AND NOT EXISTS (SELECT FROM v WHERE v.criterion = t.code AND v.name = t.term)
    UNION ALL
    SELECT t.code, 'error', jsonb_build_array('scheme.term_undeclared', t.term, x.name), NULL
    FROM term t, _variable_within(t.term) AS x (name)
    WHERE x.name IS NOT NULL AND NOT EXISTS (SELECT FROM v WHERE v.criterion = t.code AND v.name = x.name)
    UNION ALL
    SELECT v.criterion, 'warning', jsonb_build_array('scheme.unread', v.name), NULL
    FROM v JOIN c ON c.code = v.criterion
    WHERE c.rule_text IS NOT NULL AND _is_variable_name(v.name)
      AND NOT EXISTS (SELECT FROM term t WHERE t.code = v.criterion AND v.name IN (t.term, _variable_within(t.term)))
      AND NOT EXISTS (SELECT FROM v o WHERE o.criterion = v.criterion AND o.max_variable = v.name)
    UNION ALL
    SELECT t.code, 'error', jsonb_build_array('scheme.no_self', t.term),
           jsonb_build_array('scheme.method_is', _setting(c.method))
    FROM term t JOIN c ON c.code = t.code
    WHERE t.term LIKE 'self(%' AND c.method <> 'appraisal'

    -- rules
    UNION ALL
    SELECT r.code, 'error', jsonb_build_array('scheme.points_of_unknown', r.target), NULL
    FROM reference r WHERE NOT EXISTS (SELECT FROM c WHERE c.code = r.target)
    UNION ALL
    SELECT DISTINCT t.code, 'error', jsonb_build_array('scheme.never_known', t.term),
           jsonb_build_array(CASE WHEN _is_about_others(t.term) THEN 'scheme.within_others' ELSE 'scheme.within' END, split_part(t.term, '(', 1), x.inner_term)
    FROM term t
    CROSS JOIN LATERAL _expression_within(t.term) AS e (expression)
    CROSS JOIN LATERAL unnest(par.variables(e.expression::par.rule)) AS x (inner_term)
    WHERE e.expression IS NOT NULL AND _is_context_term(x.inner_term)
      AND (NOT _is_about_others(t.term) OR _is_about_others(x.inner_term) OR x.inner_term LIKE 'points(%')
    UNION ALL
    SELECT t.code, 'warning', jsonb_build_array('scheme.no_earlier', t.term),
           jsonb_build_array('scheme.continues_none', s.code, s.revises)
    FROM term t
    JOIN scheme s ON s.code = _rule_problems.scheme AND s.revises IS NOT NULL
    WHERE t.term LIKE 'previous(%' AND NOT EXISTS (SELECT FROM criterion_map(s.revises, s.code) m WHERE m.new_code = t.code)
    UNION ALL
    SELECT r.start, 'error', '["scheme.depends_on_itself"]',
           (SELECT jsonb_build_array('scheme.reads_points_of', string_agg(format('"%s"', f.target), ', ' ORDER BY f.target COLLATE "C"))
            FROM reference f WHERE f.code = r.start)
    FROM reach r WHERE r.start = r.node
    UNION ALL
    SELECT c.code, f.severity, f.message, _joined(': ', CASE WHEN f.arm IS NOT NULL THEN jsonb_build_array('rule.arm', f.arm) END, f.witness)
    FROM c CROSS JOIN LATERAL _rule_findings(c.rule_text, CASE WHEN c.kind <> 'monitor' OR c.max_points > 0 THEN c.max_points END,
                                            _rule_declarations(_rule_problems.scheme, c.code)) f
    WHERE c.rule_text IS NOT NULL AND NOT c.inner_node;
END
$$;
COMMENT ON FUNCTION _rule_problems(text) IS 'internal: what is wrong with the rules of a scheme and with the variables that they read, see scheme_problems';

CREATE OR REPLACE FUNCTION _revision_problems(scheme text)
    RETURNS TABLE (criterion text, severity text, problem jsonb, detail jsonb)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    revised text := (SELECT s.revises FROM scheme s WHERE s.code = _revision_problems.scheme);
BEGIN
    RETURN QUERY
    WITH
    c AS MATERIALIZED (
        SELECT n.code, n.continues FROM criterion n WHERE n.scheme = _revision_problems.scheme AND n.continues IS NOT NULL),
    o AS MATERIALIZED (
        SELECT n.code FROM criterion n WHERE n.scheme = revised)

    SELECT NULL::text, 'error', jsonb_build_array('scheme.revises_draft', s.code), NULL::jsonb
    FROM scheme s WHERE s.code = revised AND s.status = 'draft'
    UNION ALL
    SELECT c.code, 'error', jsonb_build_array('scheme.continues_alone', c.continues), NULL
    FROM c WHERE revised IS NULL
    UNION ALL
    SELECT c.code, 'error', jsonb_build_array('scheme.continues_unknown', c.continues, revised), NULL
    FROM c WHERE revised IS NOT NULL AND NOT EXISTS (SELECT FROM o WHERE o.code = c.continues)
    UNION ALL
    SELECT NULL, 'error', jsonb_build_array('scheme.continued_twice', c.continues),
           to_jsonb(string_agg(c.code, ', ' ORDER BY c.code COLLATE "C"))
    FROM c GROUP BY c.continues HAVING count(*) > 1
    UNION ALL
    SELECT n.code, 'note', jsonb_build_array('scheme.same_code', n.code, revised), '["scheme.other_code"]'
    FROM criterion n
    WHERE n.scheme = _revision_problems.scheme AND n.continues IS NULL AND EXISTS (SELECT FROM o WHERE o.code = n.code)
      -- where others name what they continue, that of the same code is not meant of itself
      AND EXISTS (SELECT FROM c)
      AND NOT EXISTS (SELECT FROM c WHERE c.continues = n.code);
END
$$;
COMMENT ON FUNCTION _revision_problems(text) IS 'internal: what is wrong with what a scheme revises and its criteria continue, see scheme_problems';

CREATE OR REPLACE FUNCTION _rank_problems(scheme text)
    RETURNS TABLE (criterion text, severity text, problem jsonb, detail jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH g AS MATERIALIZED (
        SELECT o.label, o.min_index, o.no_zero_criterion FROM grade o WHERE o.scheme = _rank_problems.scheme)

    SELECT NULL::text, 'error', jsonb_build_array('scheme.tie_key', k.code), NULL::jsonb
    FROM scheme s, unnest(s.tie_keys) AS k (code)
    WHERE s.code = _rank_problems.scheme
      AND NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = _rank_problems.scheme AND c.code = k.code)
    UNION ALL
    SELECT NULL, 'error', CASE WHEN s.graded THEN '["scheme.no_grades"]' ELSE '["scheme.not_graded"]'::jsonb END,
           CASE WHEN s.graded THEN '["scheme.grades"]'::jsonb END
    FROM scheme s WHERE s.code = _rank_problems.scheme AND s.graded <> EXISTS (SELECT FROM g)
    UNION ALL
    SELECT NULL, 'warning', jsonb_build_array('scheme.lowest_grade', _exactly(min(g.min_index))), NULL
    FROM g HAVING min(g.min_index) > 0
    UNION ALL
    SELECT NULL, 'warning', jsonb_build_array('scheme.lowest_barred', g.label), '["scheme.no_grade_then"]'
    FROM g WHERE g.min_index = 0 AND g.no_zero_criterion;
END
$$;
COMMENT ON FUNCTION _rank_problems(text) IS 'internal: what is wrong with the tie keys of a scheme and with its grades, see scheme_problems';

CREATE OR REPLACE FUNCTION _consultation_problems(scheme text)
    RETURNS TABLE (criterion text, severity text, problem jsonb, detail jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    -- who does not see all comments, before the scheme is decided, does not count them
    IF row_security_active('comment') AND NOT has_duty('{admin,analyst}')
       AND EXISTS (SELECT FROM scheme s WHERE s.code = _consultation_problems.scheme AND s.status = 'draft') THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT o.criterion, 'warning', jsonb_build_array('scheme.comments_open', count(*)), NULL::jsonb
    FROM comment o WHERE o.scheme = _consultation_problems.scheme AND o.resolution IS NULL GROUP BY o.criterion
    UNION ALL
    SELECT o.criterion, 'warning', jsonb_build_array('scheme.comment_not_followed', o.id),
           _joined('; ', CASE WHEN o.proposed_max_points <> c.max_points THEN jsonb_build_array('scheme.proposes_points', _exactly(o.proposed_max_points), _exactly(c.max_points)) END,
                           CASE WHEN o.proposed_rule::par.rule::text IS DISTINCT FROM c.rule_text::par.rule::text AND o.proposed_rule IS NOT NULL
                                THEN jsonb_build_array('scheme.proposes_rule', o.proposed_rule) END)
    FROM comment o
    JOIN criterion c ON c.scheme = o.scheme AND c.code = o.criterion
    WHERE o.scheme = _consultation_problems.scheme AND o.resolution = 'accepted'
      AND (o.proposed_max_points <> c.max_points
           OR o.proposed_rule IS NOT NULL AND o.proposed_rule::par.rule::text IS DISTINCT FROM c.rule_text::par.rule::text);
END
$$;
COMMENT ON FUNCTION _consultation_problems(text) IS 'internal: comments on a scheme that are neither accepted nor explained, or accepted and not followed, see scheme_problems; none for who does not see all comments';

CREATE OR REPLACE FUNCTION scheme_problems(scheme text, language text DEFAULT NULL)
    RETURNS TABLE (criterion text, severity text, problem text, detail text)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    said CONSTANT text := _language(scheme_problems.language);
BEGIN
    PERFORM _require_scheme(scheme_problems.scheme);
    RETURN QUERY
    -- what is cut says so
    SELECT f.criterion, f.severity,
           CASE WHEN length(w.problem) > 1000 THEN left(w.problem, 999) || '…' ELSE w.problem END,
           CASE WHEN length(w.detail) > 1000 THEN left(w.detail, 999) || '…' ELSE nullif(w.detail, '') END
    FROM (SELECT p.* FROM _tree_problems(scheme_problems.scheme) p
          UNION ALL
          SELECT p.* FROM _leaf_problems(scheme_problems.scheme) p
          UNION ALL
          SELECT p.* FROM _rule_problems(scheme_problems.scheme) p
          UNION ALL
          SELECT p.* FROM _revision_problems(scheme_problems.scheme) p
          UNION ALL
          SELECT p.* FROM _rank_problems(scheme_problems.scheme) p
          UNION ALL
          SELECT p.* FROM _consultation_problems(scheme_problems.scheme) p) f
    CROSS JOIN LATERAL (SELECT par.say(f.problem, said) AS problem, par.say(f.detail, said) AS detail) w
    ORDER BY array_position('{error,warning,note}', f.severity), f.criterion COLLATE "C" NULLS FIRST, w.problem COLLATE "C";
END
$$;
COMMENT ON FUNCTION scheme_problems(text, text) IS
    'what a scheme lacks: errors, which bar its approval, warnings and notes, by criterion (NULL: the scheme itself), in the language given, see set_language. Findings on rules come from par.check_rule, with arm and witness (inputs as the rule receives them: a percent of 85 is 0.85) in detail. 42704 if there is no such scheme, 22023 for another language';

CREATE OR REPLACE VIEW scheme_problem WITH (security_invoker = true) AS
SELECT s.code::varchar(60) AS scheme, p.criterion::varchar(60) AS criterion, p.severity::varchar(10) AS severity,
       p.problem::varchar(1000) AS problem, p.detail::varchar(1000) AS detail
FROM scheme s CROSS JOIN LATERAL scheme_problems(s.code) p
WHERE s.status = 'draft';
COMMENT ON VIEW scheme_problem IS 'what drafts still lack, see scheme_problems, in the language of the session, else of the registry';
COMMENT ON COLUMN scheme_problem.scheme IS 'draft';
COMMENT ON COLUMN scheme_problem.criterion IS 'criterion; NULL: the scheme itself';
COMMENT ON COLUMN scheme_problem.severity IS 'error (bars the approval), warning or note';
COMMENT ON COLUMN scheme_problem.problem IS 'what is wrong';
COMMENT ON COLUMN scheme_problem.detail IS 'more about it: arm of the rule and inputs that show the fault';

-- approval and retirement

CREATE OR REPLACE FUNCTION _approve_scheme(scheme text, approved_by text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    status text;
BEGIN
    SELECT s.status INTO status FROM scheme s WHERE s.code = _approve_scheme.scheme FOR NO KEY UPDATE;
    PERFORM _require_scheme(_approve_scheme.scheme);
    IF status <> 'draft' THEN
        RAISE EXCEPTION 'scheme "%" is already %', _approve_scheme.scheme, status
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'Only a draft can be approved.';
    END IF;
    UPDATE scheme SET status = 'approved', approved_by = _approve_scheme.approved_by WHERE code = _approve_scheme.scheme;
END
$$;
COMMENT ON FUNCTION _approve_scheme(text, text) IS 'internal: what approve_scheme does';
CREATE OR REPLACE PROCEDURE approve_scheme(scheme text, approved_by text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _approve_scheme(scheme, approved_by);
END;
COMMENT ON PROCEDURE approve_scheme(text, text) IS
    'approves a draft, from then on unchangeable. 55000 if it has errors (see scheme_problems; the detail lists up to ten) or is no draft, 42704 if there is no such scheme';

CREATE OR REPLACE FUNCTION _retire_scheme(scheme text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    status text;
BEGIN
    SELECT s.status INTO status FROM scheme s WHERE s.code = _retire_scheme.scheme FOR NO KEY UPDATE;
    PERFORM _require_scheme(_retire_scheme.scheme);
    IF status <> 'approved' THEN
        RAISE EXCEPTION 'scheme "%" is %', _retire_scheme.scheme, status
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'Only an approved scheme can be retired.';
    END IF;
    UPDATE scheme SET status = 'retired' WHERE code = _retire_scheme.scheme;
END
$$;
COMMENT ON FUNCTION _retire_scheme(text) IS 'internal: what retire_scheme does';
CREATE OR REPLACE PROCEDURE retire_scheme(scheme text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _retire_scheme(scheme);
END;
COMMENT ON PROCEDURE retire_scheme(text) IS
    'retires an approved scheme; its rounds go on. 55000 if it is not approved, 42704 if there is no such scheme';

CREATE OR REPLACE FUNCTION _reopen_scheme(scheme text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    status text;
BEGIN
    SELECT s.status INTO status FROM scheme s WHERE s.code = _reopen_scheme.scheme FOR UPDATE;
    PERFORM _require_scheme(_reopen_scheme.scheme);
    IF status <> 'approved' THEN
        RAISE EXCEPTION 'scheme "%" is %', _reopen_scheme.scheme, status
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'Only an approved scheme can go back to draft.';
    END IF;
    UPDATE scheme SET status = 'draft' WHERE code = _reopen_scheme.scheme;
END
$$;
COMMENT ON FUNCTION _reopen_scheme(text) IS 'internal: what reopen_scheme does';
CREATE OR REPLACE PROCEDURE reopen_scheme(scheme text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _reopen_scheme(scheme);
END;
COMMENT ON PROCEDURE reopen_scheme(text) IS
    'makes a draft of an approved scheme again, as if it had not been approved. 55000 if a round has begun to apply it, an approved scheme revises it, or it is not approved; 42704 if there is no such scheme';

-- revision

CREATE OR REPLACE FUNCTION _revise_scheme(old text, new text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    status text;
BEGIN
    PERFORM _require_scheme(_revise_scheme.old);
    IF _revise_scheme.new IS NULL OR length(_revise_scheme.new) NOT BETWEEN 1 AND 60 THEN
        RAISE EXCEPTION 'invalid code of a scheme: %', coalesce('"' || _revise_scheme.new || '"', 'null')
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = 'A code has 1 to 60 characters.';
    END IF;
    SELECT s.status INTO status FROM scheme s WHERE s.code = _revise_scheme.old FOR SHARE;
    IF status = 'draft' THEN
        RAISE EXCEPTION 'scheme "%" is a draft', _revise_scheme.old
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'An approved or retired scheme is revised; a draft is changed itself.';
    END IF;

    INSERT INTO scheme (code, title, agency_kind, revises, decimals, point_decimals, tie_rule, tie_keys, rank_on,
                        bonus_cap, penalty_cap, index_cap, adjustment_base, graded)
    SELECT _revise_scheme.new, s.title, s.agency_kind, s.code, s.decimals, s.point_decimals, s.tie_rule, s.tie_keys, s.rank_on,
           s.bonus_cap, s.penalty_cap, s.index_cap, s.adjustment_base, s.graded
    FROM scheme s WHERE s.code = _revise_scheme.old
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is already a scheme "%"', _revise_scheme.new
            USING ERRCODE = 'duplicate_object';
    END IF;

    INSERT INTO criterion (scheme, code, parent, title, title_en, kind, max_points, method, source, rule_text, step,
                           not_applicable, continues, guidance, evidence_required, position)
    SELECT _revise_scheme.new, c.code, c.parent, c.title, c.title_en, c.kind, c.max_points, c.method, c.source, c.rule_text, c.step,
           c.not_applicable, c.code, c.guidance, c.evidence_required, c.position
    FROM criterion c WHERE c.scheme = _revise_scheme.old;

    INSERT INTO variable (scheme, criterion, name, title, title_en, kind, choices, min_value, max_value, max_variable, excess)
    SELECT _revise_scheme.new, v.criterion, v.name, v.title, v.title_en, v.kind, v.choices, v.min_value, v.max_value, v.max_variable, v.excess
    FROM variable v WHERE v.scheme = _revise_scheme.old;

    INSERT INTO grade (scheme, label, min_index, no_zero_criterion)
    SELECT _revise_scheme.new, g.label, g.min_index, g.no_zero_criterion
    FROM grade g WHERE g.scheme = _revise_scheme.old;

    INSERT INTO respondent_group (scheme, criterion, code, weight, min_answers)
    SELECT _revise_scheme.new, g.criterion, g.code, g.weight, g.min_answers
    FROM respondent_group g WHERE g.scheme = _revise_scheme.old;

    INSERT INTO survey_question (scheme, criterion, code, title, weight)
    SELECT _revise_scheme.new, q.criterion, q.code, q.title, q.weight
    FROM survey_question q WHERE q.scheme = _revise_scheme.old;

    INSERT INTO answer_option (scheme, code, share)
    SELECT _revise_scheme.new, o.code, o.share
    FROM answer_option o WHERE o.scheme = _revise_scheme.old;

    -- a view that is gone, or has lost its columns, feeds nobody
    INSERT INTO feed (scheme, code, criterion, view_schema, view_name, stage, system, schedule)
    SELECT _revise_scheme.new, f.code, f.criterion, f.view_schema, f.view_name, f.stage, f.system, f.schedule
    FROM feed f WHERE f.scheme = _revise_scheme.old AND _has_feed_columns(f.view_schema, f.view_name, f.criterion IS NULL);
END
$$;
COMMENT ON FUNCTION _revise_scheme(text, text) IS 'internal: what revise_scheme does';
CREATE OR REPLACE PROCEDURE revise_scheme(old text, new text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _revise_scheme(old, new);
END;
COMMENT ON PROCEDURE revise_scheme(text, text) IS
    'copies an approved or retired scheme with all its rows into a new draft that revises it; each criterion continues that of its code. The legal basis is left to be filled in. 42710 if the new code is taken, 55000 if the old scheme is a draft, 42704 if there is none, 22023 for a bad code';

CREATE OR REPLACE FUNCTION _revises_scheme(later text, earlier text) RETURNS boolean
    LANGUAGE sql STABLE STRICT SET search_path FROM CURRENT
    AS $$
    WITH RECURSIVE ancestor (code) AS (
        SELECT s.revises FROM scheme s WHERE s.code = _revises_scheme.later
        UNION
        SELECT s.revises FROM ancestor a JOIN scheme s ON s.code = a.code)
    SELECT EXISTS (SELECT FROM ancestor a WHERE a.code = _revises_scheme.earlier)
$$;
COMMENT ON FUNCTION _revises_scheme(text, text) IS 'whether one scheme revises another, directly or through others';

-- One revision after the other back, each by key.
CREATE OR REPLACE FUNCTION _carried_from(scheme text, code text, old_scheme text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    at_scheme text := _carried_from.scheme;
    at_code text := _carried_from.code;
BEGIN
    WHILE at_scheme <> _carried_from.old_scheme LOOP
        -- nothing where its code is that of a criterion that another one carries on
        SELECT s.revises, o.code INTO at_scheme, at_code
        FROM scheme s
        CROSS JOIN LATERAL (SELECT n.continues, n.code FROM criterion n WHERE n.scheme = s.code AND n.code = at_code OFFSET 0) n
        CROSS JOIN LATERAL (SELECT o.code FROM criterion o WHERE o.scheme = s.revises AND o.code = coalesce(n.continues, n.code) OFFSET 0) o
        WHERE s.code = at_scheme
          AND (n.continues IS NOT NULL
               OR NOT EXISTS (SELECT FROM criterion m WHERE m.scheme = s.code AND m.continues = n.code));
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
    END LOOP;
    RETURN at_code;
END
$$;
COMMENT ON FUNCTION _carried_from(text, text, text) IS
    'the criterion of an earlier scheme, which the scheme revises directly or through others, that a criterion carries on; NULL if none';

CREATE OR REPLACE FUNCTION criterion_map(old_scheme text, new_scheme text)
    RETURNS TABLE (old_code text, new_code text)
    LANGUAGE plpgsql STABLE STRICT ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_scheme(criterion_map.old_scheme), _require_scheme(criterion_map.new_scheme);

    IF criterion_map.old_scheme <> criterion_map.new_scheme
       AND _revises_scheme(criterion_map.new_scheme, criterion_map.old_scheme) THEN
        RETURN QUERY
        SELECT f.code, c.code
        FROM criterion c CROSS JOIN LATERAL _carried_from(c.scheme, c.code, criterion_map.old_scheme) f (code)
        WHERE c.scheme = criterion_map.new_scheme AND f.code IS NOT NULL;
    ELSIF criterion_map.old_scheme <> criterion_map.new_scheme
          AND _revises_scheme(criterion_map.old_scheme, criterion_map.new_scheme) THEN
        RETURN QUERY
        SELECT m.new_code, m.old_code FROM criterion_map(criterion_map.new_scheme, criterion_map.old_scheme) m;
    ELSE
        RETURN QUERY
        SELECT o.code, n.code FROM criterion o JOIN criterion n ON n.code = o.code
        WHERE o.scheme = criterion_map.old_scheme AND n.scheme = criterion_map.new_scheme;
    END IF;
END
$$;
COMMENT ON FUNCTION criterion_map(text, text) IS
    'which criterion of the new scheme carries on which of the old one: where one revises the other, directly or through others, by continues, else by the same code (unless another criterion continues that one); of unrelated schemes by the same code. No rows for NULL, 42704 for an unknown scheme';

-- comparison of two schemes

-- Codes are first marked, since one criterion may have taken the code of another.
CREATE OR REPLACE FUNCTION _renumbered_rule(rule text, old_codes text[], new_codes text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF strpos(_renumbered_rule.rule, 'points(''') = 0 THEN
        RETURN _renumbered_rule.rule;
    END IF;
    RETURN (
        SELECT string_agg(coalesce(t.after, w.word), '' ORDER BY w.number)
        FROM regexp_split_to_table(replace(replace(_renumbered_rule.rule, 'points(''', E'\x01points('''), ''')', E''')\x01'), E'\x01')
                 WITH ORDINALITY AS w (word, number)
        LEFT JOIN (SELECT _points_term(p.old_code) AS before, min(_points_term(p.new_code)) AS after
                   FROM unnest(_renumbered_rule.old_codes, _renumbered_rule.new_codes) AS p (old_code, new_code) GROUP BY 1) t ON t.before = w.word);
END
$$;
COMMENT ON FUNCTION _renumbered_rule(text, text[], text[]) IS
    'internal: a rule of an earlier scheme, in canonical form, with the codes that criteria have in a later one';

CREATE OR REPLACE FUNCTION _setting(word text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE STRICT SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN word ~ '^-?[0-9]+(\.[0-9]+)?$' THEN jsonb_build_object('exact', word)
                WHEN word ~ '^-?[0-9]+(\.[0-9]+)?%$' THEN jsonb_build_array('value.percent', jsonb_build_object('exact', rtrim(word, '%')))
                WHEN word IN ('yes', 'no') THEN to_jsonb(word = 'yes')
                WHEN EXISTS (SELECT FROM par.messages() m WHERE m.key = 'word.' || word) THEN jsonb_build_array('word.' || word)
                ELSE to_jsonb(word) END;
END
$$;
COMMENT ON FUNCTION _setting(text) IS 'internal: message: a setting or number; any other text as it is';

CREATE OR REPLACE FUNCTION _points_said(points text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE STRICT SET search_path FROM CURRENT
    AS $$
    SELECT CASE _points_said.points WHEN '1' THEN '["points.one"]' WHEN 'na' THEN '["outcome.na"]' WHEN 'no arm holds' THEN '["diff.no_arm"]' WHEN 'not yet known' THEN '["diff.not_known"]'
                                    WHEN 'division by zero' THEN '["diff.division"]' WHEN 'invalid input' THEN '["diff.invalid"]'
           ELSE CASE WHEN _points_said.points ~ '^-?[0-9]+(\.[0-9]+)?$' THEN jsonb_build_array('points.some', jsonb_build_object('exact', _points_said.points))
                     WHEN _points_said.points ~ '[''"]' THEN to_jsonb(_points_said.points)
                     ELSE jsonb_build_object('vi', replace(replace(_points_said.points, '.', ','), ' * ', ' × '), 'en', _points_said.points) END END
$$;
COMMENT ON FUNCTION _points_said(text) IS 'internal: message: points as par.rule_diff gives them';

-- What inputs of a rule may be in either of two schemes, and are called in the later one.
CREATE OR REPLACE FUNCTION _compared_declarations(scheme_before text, code_before text, scheme_after text, code_after text,
                                                 old_codes text[], new_codes text[], vietnamese boolean) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
BEGIN
    RETURN (
        WITH named AS (
            SELECT v.name, bool_or(v.kind = 'percent') AS percent,
                   (array_agg(CASE WHEN vietnamese THEN v.title ELSE v.title_en END ORDER BY v.scheme = scheme_after DESC))[1] AS title
            FROM (VALUES (scheme_before, code_before), (scheme_after, code_after)) o (scheme, code)
            JOIN variable v ON v.scheme = o.scheme AND v.criterion = o.code
            GROUP BY v.name
        ), declared AS (
            SELECT coalesce(_points_term(m.new_code), t.key) AS name, t.value
            FROM jsonb_each(_rule_declarations(scheme_before, code_before)) t
            LEFT JOIN unnest(old_codes, new_codes) m (old_code, new_code) ON t.key = _points_term(m.old_code)
            UNION ALL
            SELECT t.key, t.value FROM jsonb_each(_rule_declarations(scheme_after, code_after)) t
        ), wider AS (           -- what either scheme allows; nothing of what is not the same kind of thing
            SELECT d.name,
                   CASE WHEN count(DISTINCT k.kind) < 2 THEN min(k.kind) ELSE 'amount' END AS kind,
                   CASE WHEN count(d.value -> 'min') = count(*) THEN min((d.value ->> 'min')::numeric) END AS low,
                   CASE WHEN count(d.value -> 'max') = count(*) THEN max((d.value ->> 'max')::numeric) END AS high,
                   (SELECT jsonb_agg(DISTINCT c) FROM unnest(array_agg(d.value -> 'choices')) l, jsonb_array_elements(l) c) AS choices
            FROM declared d
            CROSS JOIN LATERAL (SELECT CASE jsonb_typeof(d.value) WHEN 'string' THEN d.value #>> '{}' ELSE d.value ->> 'kind' END) k (kind)
            GROUP BY d.name
            HAVING count(DISTINCT k.kind) < 2 OR bool_and(k.kind IN ('count', 'amount'))
        )
        SELECT coalesce(jsonb_object_agg(w.name, jsonb_strip_nulls(jsonb_build_object(
                   'kind', CASE WHEN n.percent AND w.high <= 1 THEN 'percent' ELSE w.kind END, 'min', w.low, 'max', w.high,
                   'choices', w.choices, 'title', n.title))), '{}')
        FROM wider w LEFT JOIN named n ON n.name = w.name);
END
$$;
COMMENT ON FUNCTION _compared_declarations(text, text, text, text, text[], text[], boolean) IS
    'internal: what the inputs of the rule of a criterion can be in either of two schemes, as par.rule_diff takes it, with titles in Vietnamese or English. old_codes and new_codes: pairs of criterion_map';

-- The differences of two rules in words.  The first row tells how they compare.
CREATE OR REPLACE FUNCTION _rule_changes(rule_before text, rule_after text, declarations_vi jsonb, declarations_en jsonb)
    RETURNS TABLE (place jsonb, points_before text, points_after text, verdict text)
    LANGUAGE plpgsql STABLE STRICT ROWS 5 SET search_path FROM CURRENT
    AS $$
BEGIN
    IF par.equivalent(rule_before::par.rule, rule_after::par.rule, declarations_en) THEN
        RETURN QUERY SELECT NULL::jsonb, NULL::text, NULL::text, 'same';
        RETURN;
    END IF;
    RETURN QUERY
    SELECT CASE WHEN e.place IS NULL THEN '["diff.everywhere"]' ELSE jsonb_build_array('diff.where', _in_both(v.place, e.place)) END, e.points_before, e.points_after, 'listed'
    FROM par.rule_diff_table(rule_before::par.rule, rule_after::par.rule, declarations_en, 'en') WITH ORDINALITY e (place, points_before, points_after, number)
    JOIN par.rule_diff_table(rule_before::par.rule, rule_after::par.rule, declarations_vi, 'vi') WITH ORDINALITY v (place, points_before, points_after, number)
      ON v.number = e.number
    ORDER BY e.number;
    IF NOT FOUND THEN
        RETURN QUERY SELECT NULL::jsonb, NULL::text, NULL::text, 'not told';
    END IF;
EXCEPTION WHEN feature_not_supported OR program_limit_exceeded OR invalid_parameter_value THEN
    RETURN QUERY SELECT NULL::jsonb, NULL::text, NULL::text, 'not told';
END
$$;
COMMENT ON FUNCTION _rule_changes(text, text, jsonb, jsonb) IS
    'internal: where two rules differ, as messages; verdict: same (one row: they give the same points), listed, or not told (one row: it cannot be analysed). declarations: what their inputs can be, with titles in either language';

-- Parts of scheme_diff.  Facts are what differs, one row a property or part: what it was and what it
-- is.  old_codes and new_codes are the pairs of criterion_map.

CREATE OR REPLACE FUNCTION _change_places() RETURNS TABLE (change text, number integer)
    LANGUAGE plpgsql IMMUTABLE ROWS 27 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY VALUES
        ('agency_kind', 1), ('decimals', 2), ('point_decimals', 3), ('tie_rule', 4), ('tie_keys', 5), ('rank_on', 6),
        ('bonus_cap', 7), ('penalty_cap', 8), ('index_cap', 9), ('adjustment_base', 10), ('graded', 11), ('parent', 22),
        ('title', 23), ('title_en', 24), ('kind', 25), ('max_points', 26), ('method', 27), ('source', 28),
        ('rule', 29), ('step', 31), ('not_applicable', 32), ('evidence_required', 33), ('guidance', 34), ('variable', 35),
        ('respondent_group', 36), ('survey_question', 37), ('answer_option', 41), ('grade', 42);
END
$$;
COMMENT ON FUNCTION _change_places() IS
    'internal: properties and parts as scheme_diff has them, which the messages diff.of_... name; number: its place among the changes of a criterion (20 to 40), or of the scheme before and after them';

CREATE OR REPLACE FUNCTION _compared_criteria(a text, b text, old_codes text[], new_codes text[])
    RETURNS TABLE (old_code text, new_code text, path bigint[], word jsonb, change text, before text, after text, description jsonb)
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE
    numbered AS MATERIALIZED (
        SELECT c.scheme, c.code, c.parent, c.title, _in_both(c.title, c.title_en) AS titled, c.max_points,
               row_number() OVER (PARTITION BY c.scheme ORDER BY c.position, c.code COLLATE "C") AS number
        FROM criterion c WHERE c.scheme IN (_compared_criteria.a, _compared_criteria.b)),
    tree (scheme, code, path) AS (
        SELECT n.scheme, n.code, ARRAY[n.number] FROM numbered n WHERE n.parent IS NULL
        UNION ALL
        SELECT n.scheme, n.code, t.path || n.number FROM tree t JOIN numbered n ON n.scheme = t.scheme AND n.parent = t.code),
    pair AS MATERIALIZED (
        SELECT p.* FROM unnest(_compared_criteria.old_codes, _compared_criteria.new_codes) AS p (old_code, new_code)),
    -- those that go on, those that are dropped, and those that are added
    node (old_code, new_code, title, titled, maximum) AS (
        SELECT p.old_code, p.new_code, n.title, n.titled, NULL::numeric
        FROM pair p JOIN numbered n ON n.scheme = _compared_criteria.b AND n.code = p.new_code
        UNION ALL
        SELECT n.code, NULL, n.title, n.titled, n.max_points FROM numbered n
        WHERE n.scheme = _compared_criteria.a AND NOT EXISTS (SELECT FROM pair p WHERE p.old_code = n.code)
        UNION ALL
        SELECT NULL, n.code, n.title, n.titled, n.max_points FROM numbered n
        WHERE n.scheme = _compared_criteria.b AND NOT EXISTS (SELECT FROM pair p WHERE p.new_code = n.code)),
    placed AS (
        SELECT n.*, coalesce(tb.path, ta.path) AS path, cardinality(coalesce(tb.path, ta.path)) AS depth
        FROM node n
             LEFT JOIN tree ta ON ta.scheme = _compared_criteria.a AND ta.code = n.old_code
             LEFT JOIN tree tb ON tb.scheme = _compared_criteria.b AND tb.code = n.new_code)
    SELECT p.old_code, p.new_code, p.path, jsonb_build_array('diff.level_' || l.number),
           CASE WHEN p.old_code IS NULL THEN 'added' WHEN p.new_code IS NULL THEN 'dropped' WHEN p.old_code <> p.new_code THEN 'renumbered' END,
           CASE WHEN p.new_code IS NULL THEN p.title ELSE p.old_code END,
           CASE WHEN p.old_code IS NULL THEN p.title ELSE p.new_code END,
           CASE WHEN p.old_code IS NULL THEN jsonb_build_array('diff.added', jsonb_build_array('diff.within_' || l.number), p.new_code, _exactly(p.maximum), p.titled)
                WHEN p.new_code IS NULL THEN jsonb_build_array('diff.dropped', jsonb_build_array('diff.within_' || l.number), p.old_code, _exactly(p.maximum), p.titled)
                WHEN p.old_code <> p.new_code THEN jsonb_build_array('diff.renumbered', jsonb_build_array('diff.level_' || l.number), p.old_code, p.new_code, p.titled) END
    FROM placed p
    CROSS JOIN LATERAL (SELECT CASE WHEN p.depth IN (1, 3) THEN p.depth ELSE 2 END) l (number);
END
$$;
COMMENT ON FUNCTION _compared_criteria(text, text, text[], text[]) IS
    'internal: every criterion of either scheme, those that go on once: the path by which they are ordered, words for them, and in sentences what became of those that are added, dropped or renumbered (change)';

CREATE OR REPLACE FUNCTION _scheme_facts(a text, b text, old_codes text[], new_codes text[])
    RETURNS TABLE (old_code text, new_code text, change text, item text, before text, after text, before_said jsonb, after_said jsonb)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT NULL::text, NULL::text, f.change, NULL::text, f.before, f.after, _setting(f.before), _setting(f.after)
    FROM scheme x, scheme y,
         LATERAL (VALUES
             ('agency_kind', x.agency_kind, y.agency_kind),
             ('decimals', x.decimals::text, y.decimals::text),
             ('point_decimals', x.point_decimals::text, y.point_decimals::text),
             ('tie_rule', x.tie_rule, y.tie_rule),
             ('tie_keys', array_to_string(x.tie_keys, ', '),
              -- keys that were only renumbered are no change
              CASE WHEN x.tie_keys = ARRAY(SELECT coalesce(p.old_code, k.code)
                                           FROM unnest(y.tie_keys) WITH ORDINALITY AS k (code, number)
                                                LEFT JOIN unnest(_scheme_facts.old_codes, _scheme_facts.new_codes) AS p (old_code, new_code)
                                                       ON p.new_code = k.code
                                           ORDER BY k.number)
                   THEN array_to_string(x.tie_keys, ', ') ELSE array_to_string(y.tie_keys, ', ') END),
             ('rank_on', x.rank_on, y.rank_on),
             ('bonus_cap', trim_scale(x.bonus_cap)::text, trim_scale(y.bonus_cap)::text),
             ('penalty_cap', trim_scale(x.penalty_cap)::text, trim_scale(y.penalty_cap)::text),
             ('index_cap', trim_scale(x.index_cap)::text, trim_scale(y.index_cap)::text),
             ('adjustment_base', x.adjustment_base, y.adjustment_base),
             ('graded', CASE WHEN x.graded THEN 'yes' ELSE 'no' END, CASE WHEN y.graded THEN 'yes' ELSE 'no' END)) AS f (change, before, after)
    WHERE x.code = _scheme_facts.a AND y.code = _scheme_facts.b AND f.before IS DISTINCT FROM f.after;
END
$$;
COMMENT ON FUNCTION _scheme_facts(text, text, text[], text[]) IS 'internal: settings that differ from scheme a to scheme b';

CREATE OR REPLACE FUNCTION _criterion_facts(a text, b text, old_codes text[], new_codes text[])
    RETURNS TABLE (old_code text, new_code text, change text, item text, before text, after text, before_said jsonb, after_said jsonb)
    LANGUAGE plpgsql STABLE ROWS 50 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH pair AS MATERIALIZED (
        SELECT p.* FROM unnest(_criterion_facts.old_codes, _criterion_facts.new_codes) AS p (old_code, new_code))
    SELECT p.old_code, p.new_code, f.change, NULL::text, f.before, f.after,
           CASE WHEN f.is_word THEN _setting(f.before) ELSE jsonb_build_array('value.quoted', f.before) END,
           CASE WHEN f.is_word THEN _setting(f.after) ELSE jsonb_build_array('value.quoted', f.after) END
    FROM pair p
         JOIN criterion x ON x.scheme = _criterion_facts.a AND x.code = p.old_code
         JOIN criterion y ON y.scheme = _criterion_facts.b AND y.code = p.new_code,
         LATERAL (VALUES
             ('kind', true, x.kind, y.kind),
             ('max_points', true, trim_scale(x.max_points)::text, trim_scale(y.max_points)::text),
             ('method', true, x.method, y.method),
             ('step', true, trim_scale(x.step)::text, trim_scale(y.step)::text),
             ('not_applicable', true, x.not_applicable, y.not_applicable),
             ('evidence_required', true, CASE WHEN x.evidence_required THEN 'yes' ELSE 'no' END,
                                         CASE WHEN y.evidence_required THEN 'yes' ELSE 'no' END),
             ('title', false, x.title, y.title),
             ('title_en', false, x.title_en, y.title_en),
             ('source', false, x.source, y.source),
             ('guidance', false, x.guidance, y.guidance),
             -- a parent that was only renumbered is no change
             ('parent', false, x.parent,
              CASE WHEN (x.parent, y.parent) IN (SELECT k.old_code, k.new_code FROM pair k) THEN x.parent ELSE y.parent END))
             AS f (change, is_word, before, after)
    WHERE f.before IS DISTINCT FROM f.after;
END
$$;
COMMENT ON FUNCTION _criterion_facts(text, text, text[], text[]) IS
    'internal: properties that differ, but for their rules, of criteria that go on from scheme a to scheme b';

CREATE OR REPLACE FUNCTION _rule_facts(a text, b text, old_codes text[], new_codes text[])
    RETURNS TABLE (old_code text, new_code text, number bigint, place jsonb, before text, after text, verdict text)
    LANGUAGE plpgsql STABLE ROWS 50 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH
    pair AS MATERIALIZED (
        SELECT p.* FROM unnest(_rule_facts.old_codes, _rule_facts.new_codes) AS p (old_code, new_code)),
    -- rule_text::par.rule::text is the canonical one
    old_rule AS MATERIALIZED (
        SELECT c.code, c.rule_text::par.rule::text AS rule, c.max_points
        FROM criterion c WHERE c.scheme = _rule_facts.a AND c.rule_text IS NOT NULL),
    renumbered AS MATERIALIZED (
        SELECT o.code, o.rule AS before, o.max_points, _renumbered_rule(o.rule, _rule_facts.old_codes, _rule_facts.new_codes) AS rule FROM old_rule o),
    kept AS MATERIALIZED (
        SELECT p.old_code, p.new_code, y.rule_text::par.rule::text AS after, o.rule AS compared, o.max_points AS old_max, y.max_points AS new_max,
               -- a rule that only follows renumbered criteria has not changed
               CASE WHEN o.rule = y.rule_text::par.rule::text THEN o.rule ELSE o.before END AS before
        FROM pair p
             JOIN criterion y ON y.scheme = _rule_facts.b AND y.code = p.new_code
             LEFT JOIN renumbered o ON o.code = p.old_code),
    difference AS MATERIALIZED (
        SELECT k.old_code, k.new_code, d.*
        FROM kept k
             -- each with its own maximum, which is no input
             CROSS JOIN LATERAL _rule_changes(_rule_in_context(k.compared, jsonb_build_object('max_points', trim_scale(k.old_max))),
                                              _rule_in_context(k.after, jsonb_build_object('max_points', trim_scale(k.new_max))),
                 _compared_declarations(_rule_facts.a, k.old_code, _rule_facts.b, k.new_code, _rule_facts.old_codes, _rule_facts.new_codes, true),
                 _compared_declarations(_rule_facts.a, k.old_code, _rule_facts.b, k.new_code, _rule_facts.old_codes, _rule_facts.new_codes, false))
                 WITH ORDINALITY AS d (place, before, after, verdict, number)
        WHERE k.compared <> k.after)
    SELECT k.old_code, k.new_code, 0::bigint, NULL::jsonb, k.before, k.after, d.verdict
    FROM kept k LEFT JOIN difference d ON d.number = 1 AND d.old_code = k.old_code AND d.new_code = k.new_code
    WHERE k.before IS DISTINCT FROM k.after
    UNION ALL
    SELECT d.old_code, d.new_code, d.number, d.place, d.before, d.after, d.verdict
    FROM difference d WHERE d.verdict = 'listed';
END
$$;
COMMENT ON FUNCTION _rule_facts(text, text, text[], text[]) IS
    'internal: rules that differ, with the verdict of rule_changes (number 0), and the places where the points of rules differ (1 and more), of criteria that go on from scheme a to scheme b';

CREATE OR REPLACE FUNCTION _variable_facts(a text, b text, old_codes text[], new_codes text[])
    RETURNS TABLE (old_code text, new_code text, change text, item text, before text, after text, before_said jsonb, after_said jsonb)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH part AS (
        SELECT p.old_code, p.new_code, o.is_old, v.name, f.*
        FROM unnest(_variable_facts.old_codes, _variable_facts.new_codes) AS p (old_code, new_code)
             CROSS JOIN LATERAL (VALUES (true, _variable_facts.a, p.old_code), (false, _variable_facts.b, p.new_code))
                        AS o (is_old, scheme, code)
             JOIN variable v ON v.scheme = o.scheme AND v.criterion = o.code
             CROSS JOIN LATERAL (VALUES
                 (1, v.kind, _setting(v.kind), NULL, NULL::jsonb),
                 (2, array_to_string(v.choices, ' / '), to_jsonb(array_to_string(v.choices, ' / ')), NULL, NULL),
                 (3, '>= ' || trim_scale(v.min_value), CASE WHEN v.min_value IS NOT NULL THEN jsonb_build_array('diff.at_least', _exactly(v.min_value)) END, 'no lower bound', '["diff.no_lower"]'),
                 (4, '<= ' || trim_scale(v.max_value), CASE WHEN v.max_value IS NOT NULL THEN jsonb_build_array('diff.at_most', _exactly(v.max_value)) END, 'no upper bound', '["diff.no_upper"]'),
                 (5, '<= ' || v.max_variable || CASE v.excess WHEN 'noted' THEN ' (noted)' ELSE '' END,
                     CASE WHEN v.max_variable IS NOT NULL THEN jsonb_build_array(CASE v.excess WHEN 'noted' THEN 'diff.bounded_noted' ELSE 'diff.bounded' END, v.max_variable) END,
                     'not bounded by another variable', '["diff.not_bounded"]'),
                 (6, 'title "' || v.title || '"', CASE WHEN v.title IS NOT NULL THEN jsonb_build_array('diff.titled', v.title) END, 'no title', '["diff.no_title"]'),
                 (7, 'English title "' || v.title_en || '"', CASE WHEN v.title_en IS NOT NULL THEN jsonb_build_array('diff.titled_en', v.title_en) END, 'no English title', '["diff.no_title_en"]'))
                 AS f (place, words, said, none, none_said)
        -- no other scheme is read
        WHERE v.scheme IN (_variable_facts.a, _variable_facts.b)
    ), pair AS (
        SELECT q.old_code, q.new_code, q.name, q.place, bool_or(q.is_old) AS was, bool_or(NOT q.is_old) AS is_now,
               min(q.words) FILTER (WHERE q.is_old) AS before, min(q.words) FILTER (WHERE NOT q.is_old) AS after,
               (array_agg(q.said) FILTER (WHERE q.is_old))[1] AS before_said, (array_agg(q.said) FILTER (WHERE NOT q.is_old))[1] AS after_said,
               -- what one that goes on has not
               CASE WHEN count(*) = 2 THEN min(q.none) END AS none, CASE WHEN count(*) = 2 THEN (array_agg(q.none_said))[1] END AS none_said
        FROM part q GROUP BY q.old_code, q.new_code, q.name, q.place
    )
    SELECT w.old_code, w.new_code, 'variable', w.name,
           CASE WHEN bool_or(w.was) THEN string_agg(coalesce(w.before, w.none), ', ' ORDER BY w.place) END,
           CASE WHEN bool_or(w.is_now) THEN string_agg(coalesce(w.after, w.none), ', ' ORDER BY w.place) END,
           CASE WHEN bool_or(w.was) THEN _joined(', ', VARIADIC array_agg(coalesce(w.before_said, w.none_said) ORDER BY w.place)) END,
           CASE WHEN bool_or(w.is_now) THEN _joined(', ', VARIADIC array_agg(coalesce(w.after_said, w.none_said) ORDER BY w.place)) END
    FROM pair w
    WHERE w.before IS DISTINCT FROM w.after
    GROUP BY w.old_code, w.new_code, w.name;
END
$$;
COMMENT ON FUNCTION _variable_facts(text, text, text[], text[]) IS
    'internal: variables that differ, of criteria that go on from scheme a to scheme b: of those that go on what differs, of others their whole declaration';

CREATE OR REPLACE FUNCTION _survey_facts(a text, b text, old_codes text[], new_codes text[])
    RETURNS TABLE (old_code text, new_code text, change text, item text, before text, after text, before_said jsonb, after_said jsonb)
    LANGUAGE plpgsql STABLE ROWS 20 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH
    pair AS MATERIALIZED (
        SELECT p.* FROM unnest(_survey_facts.old_codes, _survey_facts.new_codes) AS p (old_code, new_code)),
    moved AS MATERIALIZED (
        SELECT x.code
        FROM survey_question x JOIN survey_question y ON y.code = x.code
        WHERE x.scheme = _survey_facts.a AND y.scheme = _survey_facts.b
          AND (x.criterion, y.criterion) NOT IN (SELECT p.old_code, p.new_code FROM pair p)),
    worded (change, code, is_old, criterion, words, said) AS (
        SELECT 'survey_question', q.code, q.scheme = _survey_facts.a, q.criterion,
               -- one that went to another criterion says where it belongs
               format('weight %s, %s', trim_scale(q.weight), q.title)
                   || CASE WHEN m.code IS NOT NULL THEN format(' (criterion %s)', q.criterion) ELSE '' END,
               jsonb_build_array('diff.question', _exactly(q.weight), q.title, CASE WHEN m.code IS NOT NULL THEN jsonb_build_array('diff.of_criterion', q.criterion) END)
        FROM survey_question q LEFT JOIN moved m ON m.code = q.code
        WHERE q.scheme IN (_survey_facts.a, _survey_facts.b) AND _survey_facts.a <> _survey_facts.b
        UNION ALL
        SELECT 'answer_option', o.code, o.scheme = _survey_facts.a, NULL,
               coalesce(trim_scale(o.share * 100) || '%', 'no share'),
               coalesce(_setting(trim_scale(o.share * 100) || '%'), '["diff.no_share"]')
        FROM answer_option o
        WHERE o.scheme IN (_survey_facts.a, _survey_facts.b) AND _survey_facts.a <> _survey_facts.b)
    SELECT f.*
    FROM (SELECT g.old_code, g.new_code, 'respondent_group', g.code,
                 min(g.words) FILTER (WHERE g.is_old) AS before, min(g.words) FILTER (WHERE NOT g.is_old) AS after,
                 (array_agg(g.said) FILTER (WHERE g.is_old))[1], (array_agg(g.said) FILTER (WHERE NOT g.is_old))[1]
          FROM (SELECT p.old_code, p.new_code, o.is_old, g.code,
                       format('weight %s, respondents needed: %s', trim_scale(g.weight), g.min_answers) AS words,
                       jsonb_build_array('diff.group', _exactly(g.weight), g.min_answers) AS said
                FROM pair p
                     CROSS JOIN LATERAL (VALUES (true, _survey_facts.a, p.old_code), (false, _survey_facts.b, p.new_code)) AS o (is_old, scheme, code)
                     JOIN respondent_group g ON g.scheme = o.scheme AND g.criterion = o.code
                -- no other scheme is read
                WHERE g.scheme IN (_survey_facts.a, _survey_facts.b)) g
          GROUP BY g.old_code, g.new_code, g.code
          UNION ALL
          SELECT min(w.criterion) FILTER (WHERE w.is_old), min(w.criterion) FILTER (WHERE NOT w.is_old), w.change, w.code,
                 min(w.words) FILTER (WHERE w.is_old), min(w.words) FILTER (WHERE NOT w.is_old),
                 (array_agg(w.said) FILTER (WHERE w.is_old))[1], (array_agg(w.said) FILTER (WHERE NOT w.is_old))[1]
          FROM worded w GROUP BY w.change, w.code) f
    WHERE f.before IS DISTINCT FROM f.after;
END
$$;
COMMENT ON FUNCTION _survey_facts(text, text, text[], text[]) IS
    'internal: respondent groups of criteria that go on, questions and answer options that differ from scheme a to scheme b';

CREATE OR REPLACE FUNCTION _grade_facts(a text, b text)
    RETURNS TABLE (old_code text, new_code text, change text, item text, before text, after text, before_said jsonb, after_said jsonb)
    LANGUAGE plpgsql STABLE ROWS 5 SET search_path FROM CURRENT
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT NULL::text, NULL::text, 'grade', w.label, w.before, w.after, w.before_said, w.after_said
    FROM (SELECT g.label,
                 min(g.words) FILTER (WHERE g.is_old) AS before, min(g.words) FILTER (WHERE NOT g.is_old) AS after,
                 (array_agg(g.said) FILTER (WHERE g.is_old))[1] AS before_said, (array_agg(g.said) FILTER (WHERE NOT g.is_old))[1] AS after_said
          FROM (SELECT o.label, o.scheme = _grade_facts.a AS is_old,
                       concat_ws(', ', trim_scale(o.min_index) || ' and above', CASE WHEN o.no_zero_criterion THEN 'no criterion at 0' END) AS words,
                       jsonb_build_array(CASE WHEN o.no_zero_criterion THEN 'diff.grade_no_zero' ELSE 'diff.grade' END, _exactly(o.min_index)) AS said
                FROM grade o
                WHERE o.scheme IN (_grade_facts.a, _grade_facts.b) AND _grade_facts.a <> _grade_facts.b) g
          GROUP BY g.label) w
    WHERE w.before IS DISTINCT FROM w.after;
END
$$;
COMMENT ON FUNCTION _grade_facts(text, text) IS 'internal: grades that differ from scheme a to scheme b';

CREATE OR REPLACE FUNCTION _fact_sentence(subject jsonb, part jsonb, before jsonb, after jsonb, verdict text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE SET search_path FROM CURRENT
    AS $$
    SELECT _joined(' ', CASE WHEN _fact_sentence.verdict = 'same' THEN jsonb_build_array('diff.reworded', _fact_sentence.subject, _fact_sentence.after)
                             WHEN _fact_sentence.before IS NULL THEN jsonb_build_array('diff.part_new', _fact_sentence.subject, _fact_sentence.part, _fact_sentence.after)
                             WHEN _fact_sentence.after IS NULL THEN jsonb_build_array('diff.part_dropped', _fact_sentence.subject, _fact_sentence.part, _fact_sentence.before)
                             ELSE jsonb_build_array('diff.part_changed', _fact_sentence.subject, _fact_sentence.part, _fact_sentence.before, _fact_sentence.after) END,
                   CASE WHEN _fact_sentence.verdict = 'not told' THEN '["diff.not_told"]'::jsonb END)
$$;
COMMENT ON FUNCTION _fact_sentence(jsonb, jsonb, jsonb, jsonb, text) IS
    'internal: message: a property or part that differs; verdict: how two rules compare, NULL for anything else';

CREATE OR REPLACE FUNCTION scheme_diff(a text, b text, language text DEFAULT NULL)
    RETURNS TABLE (criterion_before text, criterion_after text, change text, before text, after text, description text)
    LANGUAGE plpgsql STABLE ROWS 50 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    old_codes text[];
    new_codes text[];
    said CONSTANT text := _language(scheme_diff.language);
BEGIN
    PERFORM _require_scheme(scheme_diff.a), _require_scheme(scheme_diff.b);
    SELECT array_agg(m.old_code), array_agg(m.new_code) INTO old_codes, new_codes FROM criterion_map(scheme_diff.a, scheme_diff.b) m;
    RETURN QUERY
    WITH
    node AS MATERIALIZED (
        SELECT n.* FROM _compared_criteria(scheme_diff.a, scheme_diff.b, old_codes, new_codes) n),
    rule AS MATERIALIZED (
        SELECT r.* FROM _rule_facts(scheme_diff.a, scheme_diff.b, old_codes, new_codes) r),
    fact AS (
        SELECT f.*, NULL::text AS verdict
        FROM (SELECT * FROM _scheme_facts(scheme_diff.a, scheme_diff.b, old_codes, new_codes)
              UNION ALL
              SELECT * FROM _criterion_facts(scheme_diff.a, scheme_diff.b, old_codes, new_codes)
              UNION ALL
              SELECT * FROM _variable_facts(scheme_diff.a, scheme_diff.b, old_codes, new_codes)
              UNION ALL
              SELECT * FROM _survey_facts(scheme_diff.a, scheme_diff.b, old_codes, new_codes)
              UNION ALL
              SELECT * FROM _grade_facts(scheme_diff.a, scheme_diff.b)) f
        UNION ALL
        SELECT r.old_code, r.new_code, 'rule', NULL, r.before, r.after, to_jsonb(r.before), to_jsonb(r.after), r.verdict FROM rule r WHERE r.number = 0)

    SELECT r.old_code, r.new_code, r.change, r.before, r.after, par.say(r.description, said)
    FROM (
        SELECT n.old_code, n.new_code, n.change, n.before, n.after, n.description, n.path, 20 AS number, NULL::text AS item
        FROM node n WHERE n.change IS NOT NULL

        UNION ALL
        SELECT f.old_code, f.new_code, f.change, f.before, f.after, _fact_sentence(w.subject, w.part, f.before_said, f.after_said, f.verdict), n.path, l.number, f.item
        FROM fact f
             JOIN _change_places() l ON l.change = f.change
             LEFT JOIN node n ON CASE WHEN f.new_code IS NOT NULL THEN n.new_code = f.new_code ELSE n.old_code = f.old_code END
             CROSS JOIN LATERAL (SELECT
                 CASE WHEN f.old_code IS NULL AND f.new_code IS NULL THEN '["diff.scheme"]'
                      ELSE _joined(' ', coalesce(n.word, '["diff.level_2"]'), to_jsonb(coalesce(f.new_code, f.old_code)),
                                   CASE WHEN f.old_code <> f.new_code AND f.old_code = n.old_code THEN jsonb_build_array('diff.formerly', f.old_code) END) END,
                 _joined(' ', jsonb_build_array('diff.of_' || l.change), CASE WHEN f.item IS NOT NULL THEN jsonb_build_array('value.quoted', f.item) END))
                 AS w (subject, part)

        UNION ALL
        SELECT r.old_code, r.new_code, 'rule_points', r.before, r.after,
               jsonb_build_array('diff.points', n.word, r.new_code, r.place, _points_said(r.before), _points_said(r.after)), n.path, 30, lpad(r.number::text, 10, '0')
        FROM rule r JOIN node n ON n.old_code = r.old_code AND n.new_code = r.new_code
        WHERE r.number > 0) r
    ORDER BY (r.number BETWEEN 20 AND 40), r.path, r.number, r.item COLLATE "C", r.old_code COLLATE "C", r.new_code COLLATE "C";
END
$$;
COMMENT ON FUNCTION scheme_diff(text, text, text) IS
    'what changed from scheme a to scheme b, a row each, in sentences in the language given, see set_language: criteria added, dropped and renumbered (matched by criterion_map), every property, rules and where their points differ for what their inputs can be (rule_points), what differs of variables, survey, options, grades and settings. 42704 for an unknown scheme, 22023 for NULL';

-- consultation

CREATE OR REPLACE FUNCTION _check_comment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    bad record;
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    IF TG_OP = 'INSERT' THEN
        SELECT n.scheme, n.criterion INTO bad FROM new_rows n
        WHERE n.criterion IS NOT NULL
          AND NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = n.scheme AND c.code = n.criterion)
        LIMIT 1;
    ELSE
        -- one that the draft has dropped since keeps its comments
        SELECT n.scheme, n.criterion INTO bad FROM new_rows n
        WHERE n.criterion IS NOT NULL
          AND NOT EXISTS (SELECT FROM criterion c WHERE c.scheme = n.scheme AND c.code = n.criterion)
          AND NOT EXISTS (SELECT FROM old_rows o WHERE o.id = n.id AND o.scheme = n.scheme AND o.criterion = n.criterion)
        LIMIT 1;
    END IF;
    IF FOUND THEN
        PERFORM _no_such(format('scheme "%s" has no criterion "%s"', bad.scheme, bad.criterion), bad.criterion,
                         ARRAY(SELECT c.code FROM criterion c WHERE c.scheme = bad.scheme),
                         'A comment is about a criterion of its scheme, or with NULL about the whole scheme.', 'invalid_parameter_value');
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _check_comment() IS 'trigger: the criterion of a comment is one of its scheme; 22023 otherwise';
CREATE OR REPLACE TRIGGER criterion_insert AFTER INSERT ON comment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION _check_comment();
CREATE OR REPLACE TRIGGER criterion_update AFTER UPDATE ON comment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION _check_comment();

CREATE OR REPLACE FUNCTION _stamp_resolution() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    NEW.author := coalesce(NEW.author, actor());
    NEW.entered_by := CASE TG_OP WHEN 'INSERT' THEN actor() ELSE OLD.entered_by END;
    IF NEW.resolution IS NULL THEN
        NEW.resolved_by := NULL;
        NEW.resolved_at := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.resolved_by := coalesce(NEW.resolved_by, actor());
        NEW.resolved_at := coalesce(NEW.resolved_at, current_timestamp);
    ELSIF (NEW.resolution, NEW.resolved_note) IS DISTINCT FROM (OLD.resolution, OLD.resolved_note) THEN
        IF NEW.resolved_by IS NOT DISTINCT FROM OLD.resolved_by THEN
            NEW.resolved_by := actor();
        END IF;
        IF NEW.resolved_at IS NOT DISTINCT FROM OLD.resolved_at THEN
            NEW.resolved_at := current_timestamp;
        END IF;
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _stamp_resolution() IS 'trigger: who entered a comment; and who resolved it, and when, unless given';
CREATE OR REPLACE TRIGGER resolution BEFORE INSERT OR UPDATE ON comment
    FOR EACH ROW EXECUTE FUNCTION _stamp_resolution();

CREATE OR REPLACE FUNCTION _resolve_comment(id bigint, resolution text, note text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _resolve_comment.resolution IS NULL OR _resolve_comment.resolution NOT IN ('accepted', 'explained') THEN
        RAISE EXCEPTION 'invalid resolution: %', coalesce('"' || _resolve_comment.resolution || '"', 'null')
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = 'A comment is "accepted" or "explained".';
    END IF;
    IF NOT EXISTS (SELECT FROM comment o WHERE o.id = _resolve_comment.id) THEN
        RAISE EXCEPTION 'there is no comment %', coalesce(_resolve_comment.id::text, 'null')
            USING ERRCODE = 'undefined_object';
    END IF;
    IF _resolve_comment.resolution = 'explained' AND (_resolve_comment.note !~ '\S') IS NOT FALSE THEN
        RAISE EXCEPTION 'the explanation is missing'
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = format('Comment %s is to be explained: the note says why it is not accepted.', _resolve_comment.id);
    END IF;
    UPDATE comment SET resolution = _resolve_comment.resolution, resolved_note = CASE WHEN _resolve_comment.note ~ '\S' THEN _resolve_comment.note END
    WHERE id = _resolve_comment.id;
END
$$;
COMMENT ON FUNCTION _resolve_comment(bigint, text, text) IS 'internal: what resolve_comment does';
CREATE OR REPLACE PROCEDURE resolve_comment(id bigint, resolution text, note text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _resolve_comment(id, resolution, note);
END;
COMMENT ON PROCEDURE resolve_comment(bigint, text, text) IS
    'accepts a comment, or explains with a note why not. 22023 for another resolution or an explanation without a note, 42704 if there is no such comment, 55000 if it was resolved before its scheme was approved';

CREATE OR REPLACE VIEW consultation WITH (security_invoker = true) AS
SELECT o.id AS comment, o.scheme::varchar(60) AS scheme, o.criterion::varchar(60) AS criterion,
       c.title::varchar(1000) AS criterion_title, o.author::varchar(1000) AS author, o.body::varchar(10000) AS body,
       c.max_points::numeric(12,4) AS max_points, o.proposed_max_points::numeric(12,4) AS proposed_max_points,
       c.rule_text::varchar(10000) AS rule, o.proposed_rule::varchar(10000) AS proposed_rule,
       o.resolution::varchar(10) AS resolution, o.resolved_note::varchar(10000) AS resolved_note,
       o.resolved_by::varchar(1000) AS resolved_by, o.created_at, o.resolved_at,
       o.entered_by::varchar(63) AS entered_by
FROM comment o LEFT JOIN criterion c ON c.scheme = o.scheme AND c.code = o.criterion;
COMMENT ON VIEW consultation IS 'comments on schemes: who proposed what, and whether it was accepted or explained';
COMMENT ON COLUMN consultation.comment IS 'number of the comment';
COMMENT ON COLUMN consultation.scheme IS 'scheme';
COMMENT ON COLUMN consultation.criterion IS 'field, criterion or component; NULL: the whole scheme';
COMMENT ON COLUMN consultation.criterion_title IS 'its title; NULL if the draft has dropped it since';
COMMENT ON COLUMN consultation.author IS 'who commented';
COMMENT ON COLUMN consultation.body IS 'comment';
COMMENT ON COLUMN consultation.max_points IS 'maximum in the scheme as it is now';
COMMENT ON COLUMN consultation.proposed_max_points IS 'maximum proposed';
COMMENT ON COLUMN consultation.rule IS 'rule in the scheme as it is now';
COMMENT ON COLUMN consultation.proposed_rule IS 'rule proposed';
COMMENT ON COLUMN consultation.resolution IS 'accepted, explained, or NULL: open';
COMMENT ON COLUMN consultation.resolved_note IS 'what was done, or the explanation';
COMMENT ON COLUMN consultation.resolved_by IS 'who resolved it';
COMMENT ON COLUMN consultation.created_at IS 'when it was made';
COMMENT ON COLUMN consultation.entered_by IS 'role that entered it';
COMMENT ON COLUMN consultation.resolved_at IS 'when it was resolved';

END
$template$;
COMMENT ON PROCEDURE par.registry_scheme() IS 'internal: scheme of a registry';
