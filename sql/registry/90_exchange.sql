
-- ---------------------------------------------------------------------------
-- Registry: exchange of schemes, agencies and assessments
-- ---------------------------------------------------------------------------
--
-- A scheme travels as a JSON document.  What the document may hold is one
-- table, scheme_document_keys; the rest checks what a row cannot show by itself,
-- so that a fault is named by its place in the document and not by a constraint.
--
-- Agencies and assessments come from CSV files through two tables of text.
-- They are written in one statement; only where that fails are they halved
-- until the rows at fault are found, so that a few bad rows among many cost
-- little and no good row is lost.

CREATE PROCEDURE par.registry_exchange()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
    of_column record;
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _fault_text(message text, detail text, hint text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT concat_ws('. ', message, nullif(rtrim(detail, '.'), ''), nullif(rtrim(hint, '.'), ''))$$;
COMMENT ON FUNCTION _fault_text(text, text, text) IS 'internal: an error as one line';

CREATE OR REPLACE FUNCTION _fault(message text, detail text, hint text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT jsonb_build_array('import.fault', _fault_text(_fault.message, _fault.detail, _fault.hint))$$;
COMMENT ON FUNCTION _fault(text, text, text) IS 'internal: message: an error of the server, which is in English';

CREATE OR REPLACE FUNCTION _shortly(word text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT par.spelled(pg_catalog."left"(_shortly.word, 100))$$;
COMMENT ON FUNCTION _shortly(text) IS 'internal: the beginning of a cell, written out';

-- ---------------------------------------------------------------------------
-- scheme documents

CREATE OR REPLACE FUNCTION _scheme_document_keys()
    RETURNS TABLE (part text, key text, type text, required boolean, allowed numrange, choices text[])
    LANGUAGE sql IMMUTABLE ROWS 60 SET search_path FROM CURRENT
    AS $$
    VALUES
        ('document', 'format', 'string', true, NULL::numrange, '{par_index scheme}'::text[]),
        ('document', 'version', 'integer', true, '[1,1]', NULL),
        ('document', 'scheme', 'object', true, NULL, NULL),
        ('document', 'criteria', 'array', true, NULL, NULL),
        ('document', 'grades', 'array', false, NULL, NULL),
        ('document', 'options', 'array', false, NULL, NULL),
        ('document', 'approval', 'object', false, NULL, NULL),
        ('scheme', 'code', 'string', true, '[1,60]', NULL),
        ('scheme', 'title', 'string', true, '[1,1000]', NULL),
        ('scheme', 'legal_basis', 'string', false, '[0,1000]', NULL),
        ('scheme', 'agency_kind', 'string', true, '[1,60]', NULL),
        ('scheme', 'revises', 'string', false, NULL, NULL),
        ('scheme', 'decimals', 'integer', false, '[0,4]', NULL),
        ('scheme', 'point_decimals', 'integer', false, '[0,4]', NULL),
        ('scheme', 'tie_rule', 'string', false, NULL, '{competition,dense,secondary}'),
        ('scheme', 'tie_keys', 'strings', false, NULL, NULL),
        ('scheme', 'rank_on', 'string', false, NULL, '{rounded,unrounded}'),
        ('scheme', 'bonus_cap', 'number', false, '[0,999999]', NULL),
        ('scheme', 'penalty_cap', 'number', false, '[0,999999]', NULL),
        ('scheme', 'index_cap', 'number', false, '[0,999999]', NULL),
        ('scheme', 'adjustment_base', 'string', false, NULL, '{index,points}'),
        ('scheme', 'graded', 'boolean', false, NULL, NULL),
        ('approval', 'status', 'string', true, NULL, '{approved,retired}'),
        ('approval', 'approved_by', 'string', false, NULL, NULL),
        ('approval', 'approved_at', 'string', false, NULL, NULL),
        ('criterion', 'code', 'string', true, '[1,60]', NULL),
        ('criterion', 'parent', 'string', false, NULL, NULL),
        ('criterion', 'title', 'string', true, '[1,1000]', NULL),
        ('criterion', 'title_en', 'string', false, '[0,1000]', NULL),
        ('criterion', 'kind', 'string', false, NULL, '{scored,bonus,penalty,monitor}'),
        ('criterion', 'max_points', 'number', true, '[0,999999]', NULL),
        ('criterion', 'method', 'string', false, NULL, '{appraisal,survey,statistic,rating}'),
        ('criterion', 'source', 'string', false, '[1,60]', NULL),
        ('criterion', 'rule', 'string', false, '[1,10000]', NULL),
        ('criterion', 'step', 'number', false, '(0,999999]', NULL),
        ('criterion', 'not_applicable', 'string', false, NULL, '{exclude,full,rescale_parent,share_siblings}'),
        ('criterion', 'continues', 'string', false, '[1,60]', NULL),
        ('criterion', 'guidance', 'string', false, '[0,10000]', NULL),
        ('criterion', 'evidence_required', 'boolean', false, NULL, NULL),
        ('criterion', 'position', 'integer', false, '[-2147483648,2147483647]', NULL),
        ('criterion', 'variables', 'array', false, NULL, NULL),
        ('criterion', 'groups', 'array', false, NULL, NULL),
        ('criterion', 'questions', 'array', false, NULL, NULL),
        ('variable', 'name', 'string', true, '[1,60]', NULL),
        ('variable', 'title', 'string', false, '[1,1000]', NULL),
        ('variable', 'title_en', 'string', false, '[0,1000]', NULL),
        ('variable', 'kind', 'string', true, NULL, '{count,percent,amount,boolean,choice,date}'),
        ('variable', 'max_variable', 'string', false, '[1,60]', NULL),
        ('variable', 'excess', 'string', false, NULL, '{refused,noted}'),
        ('variable', 'choices', 'strings', false, NULL, NULL),
        ('variable', 'min', 'number', false, NULL, NULL),
        ('variable', 'max', 'number', false, NULL, NULL),
        ('group', 'code', 'string', true, '[1,60]', NULL),
        ('group', 'weight', 'number', false, '(0,999999]', NULL),
        ('group', 'min_answers', 'integer', false, '[0,2147483647]', NULL),
        ('question', 'code', 'string', true, '[1,60]', NULL),
        ('question', 'title', 'string', true, '[1,1000]', NULL),
        ('question', 'weight', 'number', false, '(0,999999]', NULL),
        ('grade', 'label', 'string', true, '[1,60]', NULL),
        ('grade', 'min_index', 'number', true, '[0,999999]', NULL),
        ('grade', 'no_zero_criterion', 'boolean', false, NULL, NULL),
        ('option', 'code', 'string', true, '[1,60]', NULL),
        ('option', 'share', 'number or null', true, '[0,1]', NULL)
$$;
COMMENT ON FUNCTION _scheme_document_keys() IS
    'what a scheme document may hold: rows (part of the document, key, JSON type, whether required, allowed numbers or lengths, allowed texts). A key that is not required may be null, which is the same as leaving it out';

-- Objects of a document, each with its path, and what a reader calls it.
CREATE OR REPLACE FUNCTION _scheme_document_parts(document jsonb)
    RETURNS TABLE (place bigint[], part text, path text, label text, node jsonb)
    LANGUAGE sql IMMUTABLE ROWS 200 SET search_path FROM CURRENT
    AS $$
    WITH list AS (              -- arrays at the top
        SELECT l.rank, l.part, l.key, e.place, e.node
        FROM (VALUES (3, 'criterion', 'criteria'), (4, 'grade', 'grades'), (5, 'option', 'options')) l (rank, part, key),
             jsonb_array_elements(CASE jsonb_typeof(_scheme_document_parts.document -> l.key)
                                  WHEN 'array' THEN _scheme_document_parts.document -> l.key ELSE '[]' END) WITH ORDINALITY e (node, place)
    ), named AS (
        SELECT l.*, format('%s[%s]', l.key, l.place - 1) AS path,
               format('%s "%s"', l.part, coalesce(l.node ->> 'code', l.node ->> 'label', '?')) AS label
        FROM list l
    )
    SELECT ARRAY[1, 0, 0, 0]::bigint[], 'document', '', 'the document', _scheme_document_parts.document
    UNION ALL
    SELECT ARRAY[2, 0, 0, 0], 'scheme', 'scheme', 'the scheme', _scheme_document_parts.document -> 'scheme'
    WHERE _scheme_document_parts.document ? 'scheme'
    UNION ALL
    SELECT ARRAY[6, 0, 0, 0], 'approval', 'approval', 'the approval', _scheme_document_parts.document -> 'approval'
    WHERE jsonb_typeof(_scheme_document_parts.document -> 'approval') <> 'null'
    UNION ALL
    SELECT ARRAY[n.rank, n.place, 0, 0], n.part, n.path, n.label, n.node
    FROM named n
    UNION ALL
    SELECT ARRAY[n.rank, n.place, l.rank, e.place], l.part, format('%s.%s[%s]', n.path, l.key, e.place - 1),
           format('%s "%s" of %s', l.part, coalesce(e.node ->> 'code', e.node ->> 'name', '?'), n.label), e.node
    FROM named n,
         (VALUES (1, 'variable', 'variables'), (2, 'group', 'groups'), (3, 'question', 'questions')) l (rank, part, key),
         jsonb_array_elements(CASE jsonb_typeof(n.node -> l.key) WHEN 'array' THEN n.node -> l.key ELSE '[]' END)
             WITH ORDINALITY e (node, place)
    WHERE n.part = 'criterion'
$$;
COMMENT ON FUNCTION _scheme_document_parts(jsonb) IS 'objects of a scheme document: order, part, path, what to call it, object';

-- What each object shows by itself.
CREATE OR REPLACE FUNCTION _object_problems(document jsonb)
    RETURNS TABLE (path text, problem text, hint text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH part AS (
        SELECT * FROM _scheme_document_parts(_object_problems.document)
    ), problem AS (
        SELECT p.place, NULL::text AS key, p.path, format('%s must be an object', p.label) AS problem, NULL::text AS hint
        FROM part p
        WHERE jsonb_typeof(p.node) IS DISTINCT FROM 'object'
        UNION ALL
        SELECT p.place, k.key, concat_ws('.', nullif(p.path, ''), k.key), format('unknown key "%s" of %s', left(k.key, 100), p.label),
               (SELECT format('Known are %s.', string_agg(d.key, ', ')) FROM _scheme_document_keys() d WHERE d.part = p.part)
        FROM part p, jsonb_object_keys(CASE jsonb_typeof(p.node) WHEN 'object' THEN p.node ELSE '{}' END) k (key)
        WHERE NOT EXISTS (SELECT FROM _scheme_document_keys() d WHERE d.part = p.part AND d.key = k.key)
        UNION ALL
        SELECT p.place, d.key, concat_ws('.', nullif(p.path, ''), d.key),
               CASE
               WHEN v.value IS NULL THEN format('key "%s" of %s is missing', d.key, p.label)
               WHEN v.is_type IS NOT TRUE THEN
                   format('"%s" of %s must be %s', d.key, p.label,
                          CASE d.type WHEN 'strings' THEN 'an array of one or more strings' WHEN 'integer' THEN 'an integer' WHEN 'array' THEN 'an array'
                                      WHEN 'object' THEN 'an object' ELSE 'a ' || d.type END)
               WHEN d.choices IS NOT NULL THEN
                   format('"%s" of %s must be %s', d.key, p.label, '"' || array_to_string(d.choices, '" or "') || '"')
               WHEN v.is_untidy THEN
                   format('"%s" of %s has blanks at its ends, or what is not seen: written out, it is "%s"', d.key, p.label, par.spelled(p.node ->> d.key))
               WHEN lower(d.allowed) = upper(d.allowed) THEN format('"%s" of %s must be %s', d.key, p.label, lower(d.allowed))
               ELSE format('"%s" of %s must %s %s to %s%s', d.key, p.label,
                           CASE d.type WHEN 'string' THEN 'have' ELSE 'be' END,
                           CASE WHEN d.type = 'string' THEN lower(d.allowed)::text
                                WHEN lower_inc(d.allowed) THEN 'from ' || lower(d.allowed) ELSE 'above ' || lower(d.allowed) || ', up' END,
                           upper(d.allowed), CASE d.type WHEN 'string' THEN ' characters' ELSE '' END)
               END,
               CASE WHEN d.key = 'format' THEN 'export_scheme(scheme) writes such a document.'
                    WHEN d.key = 'version' AND d.part = 'document' AND v.is_type THEN 'A newer version of par_index may have written it.' END
        FROM part p
        JOIN _scheme_document_keys() d ON d.part = p.part AND jsonb_typeof(p.node) = 'object',
             LATERAL (SELECT CASE WHEN d.type = 'number or null' OR jsonb_typeof(p.node -> d.key) <> 'null' THEN p.node -> d.key END AS value) w,
             LATERAL (SELECT w.value,
                             CASE d.type
                             WHEN 'integer' THEN jsonb_typeof(w.value) = 'number'
                                  AND CASE jsonb_typeof(w.value) WHEN 'number' THEN w.value::numeric = trunc(w.value::numeric) END
                             WHEN 'strings' THEN jsonb_typeof(w.value) = 'array' AND w.value <> '[]'
                                  AND NOT jsonb_path_exists(w.value, 'strict $[*] ? (@.type() != "string")', silent => true)
                             WHEN 'number or null' THEN jsonb_typeof(w.value) IN ('number', 'null')
                             ELSE jsonb_typeof(w.value) = d.type END AS is_type,
                             d.type = 'string' AND d.choices IS NULL AND length(p.node ->> d.key)::numeric <@ coalesce(d.allowed, '[0,1000]')
                             AND CASE WHEN d.key IN ('title', 'title_en', 'legal_basis') THEN NOT _is_tidy(p.node ->> d.key, false)
                                      WHEN d.key NOT IN ('rule', 'guidance') AND p.part <> 'approval' THEN NOT _is_tidy(p.node ->> d.key, true) END AS is_untidy) v
        WHERE CASE
              WHEN v.value IS NULL THEN d.required
              WHEN NOT v.is_type THEN true
              WHEN d.choices IS NOT NULL THEN p.node ->> d.key <> ALL (d.choices)
              WHEN v.is_untidy THEN true
              WHEN d.type = 'string' THEN NOT length(p.node ->> d.key)::numeric <@ d.allowed
              WHEN jsonb_typeof(v.value) = 'number' THEN NOT v.value::numeric <@ d.allowed
              END
    )
    SELECT p.path, p.problem, p.hint FROM problem p ORDER BY p.place, p.path;
END
$$;
COMMENT ON FUNCTION _object_problems(jsonb) IS
    'internal: problems that each object of a scheme document shows by itself: it is none, or its keys are unknown, missing, of another type or out of what is allowed';

-- What objects show together, each good by itself.
CREATE OR REPLACE FUNCTION _object_conflicts(document jsonb)
    RETURNS TABLE (path text, problem text, hint text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH part AS (
        SELECT p.*, p.node ->> CASE p.part WHEN 'variable' THEN 'name' WHEN 'grade' THEN 'label' ELSE 'code' END AS code,
               p.node ->> 'kind' AS kind, CASE WHEN p.part IN ('variable', 'group') THEN p.place[2] END AS within
        FROM _scheme_document_parts(_object_conflicts.document) p
    ), twice AS (
        SELECT p.*, row_number() OVER (PARTITION BY p.part, p.within, p.code ORDER BY p.place) AS turn,
               row_number() OVER (PARTITION BY p.part, (p.node ->> 'min_index')::numeric ORDER BY p.place) AS grade_turn
        FROM part p
        WHERE p.part NOT IN ('document', 'scheme', 'approval')
    ), problem (place, path, problem, hint) AS (
        SELECT t.place, t.path || CASE t.part WHEN 'variable' THEN '.name' WHEN 'grade' THEN '.label' ELSE '.code' END,
               format('%s is there twice', t.label),
               CASE t.part WHEN 'question' THEN 'The code of a question is unique in a scheme.' END
        FROM twice t
        WHERE t.turn > 1
        UNION ALL
        SELECT t.place, t.path || '.min_index', format('another grade begins at %s too', t.node ->> 'min_index'), NULL
        FROM twice t
        WHERE t.part = 'grade' AND t.grade_turn > 1
        UNION ALL
        SELECT p.place, p.path || '.parent', format('%s has the unknown parent "%s"', p.label, left(p.node ->> 'parent', 100)), NULL
        FROM part p
        WHERE p.part = 'criterion'
          AND NOT EXISTS (SELECT FROM part o WHERE o.part = 'criterion' AND o.code = p.node ->> 'parent')
          AND p.node ->> 'parent' IS NOT NULL
        UNION ALL
        SELECT p.place, p.path || '.choices',
               CASE p.kind WHEN 'choice' THEN format('key "choices" of %s is missing', p.label)
                           ELSE format('%s is of kind %s, which has no choices', p.label, p.kind) END, NULL
        FROM part p
        WHERE p.part = 'variable' AND (p.kind = 'choice') <> (p.node ->> 'choices' IS NOT NULL)
        UNION ALL
        SELECT p.place, p.path || b.key,
               CASE WHEN p.kind NOT IN ('count', 'percent', 'amount') THEN format('%s is of kind %s, which has no least and no largest value', p.label, p.kind)
                    WHEN b.key = '.min' THEN format('%s is a count: its least value must not be negative', p.label)
                    ELSE format('%s has a largest value below its least', p.label) END, NULL
        FROM part p,
             LATERAL (SELECT (p.node ->> 'min')::numeric AS least, (p.node ->> 'max')::numeric AS largest) v,
             LATERAL (VALUES ('.min', v.least), ('.max', v.largest)) b (key, bound)
        WHERE p.part = 'variable'
          AND CASE WHEN p.kind NOT IN ('count', 'percent', 'amount') THEN b.bound IS NOT NULL
                   WHEN b.key = '.min' THEN p.kind = 'count' AND v.least < 0
                   ELSE v.largest < v.least END
        UNION ALL
        SELECT p.place, 'scheme.tie_keys', 'a secondary tie rule needs tie_keys', NULL
        FROM part p
        WHERE p.part = 'scheme' AND p.node ->> 'tie_rule' = 'secondary' AND p.node ->> 'tie_keys' IS NULL
        UNION ALL
        SELECT p.place, 'scheme.revises', 'a scheme cannot revise itself', NULL
        FROM part p
        WHERE p.part = 'scheme' AND p.node ->> 'revises' = p.code
        UNION ALL
        SELECT p.place, 'scheme.revises', format('scheme "%s", which this one revises, is not in the registry', left(p.node ->> 'revises', 100)),
               'Import it first, or leave the key out: document #- ''{scheme,revises}''.'
        FROM part p
        WHERE p.part = 'scheme' AND NOT EXISTS (SELECT FROM scheme s WHERE s.code = p.node ->> 'revises')
          AND p.node ->> 'revises' IS NOT NULL
    )
    SELECT p.path, p.problem, p.hint FROM problem p ORDER BY p.place, p.path;
END
$$;
COMMENT ON FUNCTION _object_conflicts(jsonb) IS
    'internal: problems that objects of a scheme document show together, each good by itself: it is there twice, names what there is not, or its keys do not go together';

CREATE OR REPLACE FUNCTION _parents_in_circle(document jsonb)
    RETURNS TABLE (path text, problem text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE criterion AS (
        SELECT p.place, p.path, p.label, p.node ->> 'code' AS code, p.node ->> 'parent' AS parent
        FROM _scheme_document_parts(_parents_in_circle.document) p
        WHERE p.part = 'criterion'
    ), reached AS (
        SELECT c.code FROM criterion c WHERE c.parent IS NULL
        UNION ALL
        SELECT c.code FROM reached r JOIN criterion c ON c.parent = r.code
    )
    SELECT c.path || '.parent', format('%s is beneath itself, or beneath one that is', c.label)
    FROM criterion c
    WHERE c.code NOT IN (SELECT r.code FROM reached r)
    ORDER BY c.place;
END
$$;
COMMENT ON FUNCTION _parents_in_circle(jsonb) IS 'internal: criteria of a scheme document whose parents go in a circle';

CREATE OR REPLACE FUNCTION _rule_text_problems(document jsonb)
    RETURNS TABLE (path text, problem text, hint text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    c record;
    message text;
    detail text;
    advice text;
BEGIN
    FOR c IN
        SELECT p.path, p.label, p.node ->> 'rule' AS rule
        FROM _scheme_document_parts(_rule_text_problems.document) p
        WHERE p.part = 'criterion' AND p.node ->> 'rule' IS NOT NULL
        ORDER BY p.place
    LOOP
        BEGIN
            PERFORM c.rule::par.rule;
        EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
            GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, advice = PG_EXCEPTION_HINT;
            path := c.path || '.rule';
            problem := format('rule of %s: %s', c.label, _fault_text(message, detail, NULL));
            hint := nullif(advice, '');
            RETURN NEXT;
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _rule_text_problems(jsonb) IS 'internal: rules of a scheme document that cannot be read';

CREATE OR REPLACE FUNCTION document_problems(document jsonb)
    RETURNS TABLE (path text, problem text, hint text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    document := _composed(document);
    RETURN QUERY SELECT p.path, p.problem, p.hint FROM _object_problems(document_problems.document) p;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT p.path, p.problem, p.hint FROM _object_conflicts(document_problems.document) p;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT c.path, c.problem, NULL::text FROM _parents_in_circle(document_problems.document) c;
    RETURN QUERY SELECT p.path, p.problem, p.hint FROM _rule_text_problems(document_problems.document) p;
END
$$;
COMMENT ON FUNCTION document_problems(jsonb) IS
    'why import_scheme would refuse a scheme document: rows (path in the document, problem, hint); none if it is good. Faults that objects show together are looked for once each is good by itself';

CREATE OR REPLACE FUNCTION export_scheme(scheme text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    head jsonb;
    approval jsonb;
    criteria jsonb;
    grades jsonb;
    options jsonb;
BEGIN
    PERFORM _require_scheme(export_scheme.scheme);
    SELECT jsonb_strip_nulls(jsonb_build_object(
               'code', s.code, 'title', s.title, 'legal_basis', s.legal_basis, 'agency_kind', s.agency_kind, 'revises', s.revises,
               'decimals', nullif(s.decimals, 2), 'point_decimals', s.point_decimals,
               'tie_rule', nullif(s.tie_rule, 'competition'), 'tie_keys', to_jsonb(s.tie_keys), 'rank_on', nullif(s.rank_on, 'rounded'),
               'bonus_cap', s.bonus_cap, 'penalty_cap', s.penalty_cap, 'index_cap', s.index_cap,
               'adjustment_base', nullif(s.adjustment_base, 'index'), 'graded', nullif(s.graded, true))),
           CASE WHEN s.status <> 'draft' THEN
               jsonb_strip_nulls(jsonb_build_object(
                   'status', s.status, 'approved_by', s.approved_by,
                   'approved_at', to_char(s.approved_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
           END
    INTO head, approval
    FROM scheme s
    WHERE s.code = export_scheme.scheme;

    WITH RECURSIVE placed AS (
        SELECT c.*, row_number() OVER (PARTITION BY c.parent ORDER BY c.position, c.code COLLATE "C") AS place
        FROM criterion c
        WHERE c.scheme = export_scheme.scheme
    ), tree AS (
        SELECT p.code, ARRAY[p.place] AS path FROM placed p WHERE p.parent IS NULL
        UNION ALL
        SELECT p.code, t.path || p.place FROM tree t JOIN placed p ON p.parent = t.code
    )
    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'code', p.code, 'parent', p.parent, 'title', p.title, 'title_en', p.title_en, 'kind', nullif(p.kind, 'scored'),
               'max_points', p.max_points, 'method', nullif(p.method, 'appraisal'), 'source', p.source, 'rule', p.rule_text,
               'step', p.step, 'not_applicable', nullif(p.not_applicable, 'exclude'), 'continues', p.continues,
               'guidance', p.guidance, 'evidence_required', nullif(p.evidence_required, false),
               'position', nullif(p.position, p.place),
               'variables', (SELECT jsonb_agg(jsonb_build_object(
                                 'name', v.name, 'title', v.title, 'title_en', v.title_en, 'kind', v.kind, 'choices', to_jsonb(v.choices),
                                 'min', v.min_value, 'max', v.max_value, 'max_variable', v.max_variable,
                                 'excess', nullif(v.excess, 'refused')) ORDER BY v.name COLLATE "C")
                             FROM variable v WHERE v.scheme = p.scheme AND v.criterion = p.code),
               'groups', (SELECT jsonb_agg(jsonb_build_object(
                              'code', g.code, 'weight', nullif(g.weight, 1), 'min_answers', nullif(g.min_answers, 1)) ORDER BY g.code COLLATE "C")
                          FROM respondent_group g WHERE g.scheme = p.scheme AND g.criterion = p.code),
               'questions', (SELECT jsonb_agg(jsonb_build_object(
                                 'code', q.code, 'title', q.title, 'weight', nullif(q.weight, 1)) ORDER BY q.code COLLATE "C")
                             FROM survey_question q WHERE q.scheme = p.scheme AND q.criterion = p.code)))
               ORDER BY t.path, p.code COLLATE "C")
    INTO criteria
    FROM placed p
    LEFT JOIN tree t ON t.code = p.code;

    SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'label', g.label, 'min_index', g.min_index, 'no_zero_criterion', nullif(g.no_zero_criterion, false))) ORDER BY g.min_index DESC)
    INTO grades
    FROM grade g WHERE g.scheme = export_scheme.scheme;
    SELECT jsonb_agg(jsonb_build_object('code', o.code, 'share', o.share) ORDER BY o.code COLLATE "C")
    INTO options
    FROM answer_option o WHERE o.scheme = export_scheme.scheme;

    RETURN (SELECT jsonb_object_agg(p.key, p.value)
            FROM (VALUES ('format', '"par_index scheme"'), ('version', '1'), ('scheme', head), ('criteria', coalesce(criteria, '[]')),
                         ('grades', grades), ('options', options), ('approval', approval)) p (key, value)
            WHERE p.value IS NOT NULL);
END
$$;
COMMENT ON FUNCTION export_scheme(text) IS
    'a scheme as a JSON document that import_scheme reads, in this or another registry; what has its default is left out. 42704 if there is no such scheme';

CREATE OR REPLACE FUNCTION _import_scheme(document jsonb) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    fault record;
    new_code text := par.composed(_import_scheme.document #>> '{scheme,code}');
BEGIN
    IF _import_scheme.document IS NULL THEN
        RAISE EXCEPTION 'the scheme document is missing' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    document := _composed(document);
    SELECT p.* INTO fault FROM document_problems(_import_scheme.document) p LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'invalid scheme document%', coalesce(' at ' || nullif(fault.path, ''), '')
            USING ERRCODE = 'invalid_parameter_value',
                DETAIL = upper(left(fault.problem, 1)) || substr(fault.problem, 2) || '.',
                HINT = coalesce(fault.hint, 'document_problems(document) lists all problems.');
    END IF;

    INSERT INTO scheme (code, title, legal_basis, agency_kind, revises, decimals, point_decimals, tie_rule, tie_keys, rank_on,
                        bonus_cap, penalty_cap, index_cap, adjustment_base, graded)
    SELECT s.code, s.title, s.legal_basis, s.agency_kind, s.revises, coalesce(s.decimals, 2), s.point_decimals,
           coalesce(s.tie_rule, 'competition'), s.tie_keys, coalesce(s.rank_on, 'rounded'),
           s.bonus_cap, s.penalty_cap, s.index_cap, coalesce(s.adjustment_base, 'index'), coalesce(s.graded, true)
    FROM jsonb_to_record(_import_scheme.document -> 'scheme')
             s (code text, title text, legal_basis text, agency_kind text, revises text, decimals numeric, point_decimals numeric,
                tie_rule text, tie_keys text[], rank_on text, bonus_cap numeric, penalty_cap numeric, index_cap numeric, adjustment_base text,
                graded boolean)
    ON CONFLICT (code) DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'scheme "%" exists already', new_code
            USING ERRCODE = 'duplicate_object',
                HINT = 'Give the document another code: jsonb_set(document, ''{scheme,code}'', ''"NEW"'').';
    END IF;

    INSERT INTO criterion (scheme, code, parent, title, title_en, kind, max_points, method, source, rule_text, step, not_applicable,
                           continues, guidance, evidence_required, position)
    SELECT new_code, c.code, c.parent, c.title, c.title_en, coalesce(c.kind, 'scored'), c.max_points, coalesce(c.method, 'appraisal'),
           c.source, c.rule, c.step, coalesce(c.not_applicable, 'exclude'), c.continues, c.guidance, coalesce(c.evidence_required, false),
           coalesce(c.position, row_number() OVER (PARTITION BY c.parent ORDER BY e.place))
    FROM jsonb_array_elements(_import_scheme.document -> 'criteria') WITH ORDINALITY e (node, place),
         jsonb_to_record(e.node)
             c (code text, parent text, title text, title_en text, kind text, max_points numeric, method text, source text, rule text,
                step numeric, not_applicable text, continues text, guidance text, evidence_required boolean, position numeric);

    INSERT INTO variable (scheme, criterion, name, title, title_en, kind, choices, min_value, max_value, max_variable, excess)
    SELECT new_code, c.code, v.name, v.title, v.title_en, v.kind, v.choices, v.min, v.max, v.max_variable, coalesce(v.excess, 'refused')
    FROM jsonb_to_recordset(_import_scheme.document -> 'criteria') c (code text, variables jsonb),
         jsonb_to_recordset(nullif(c.variables, 'null'))
             v (name text, title text, title_en text, kind text, choices text[], min numeric, max numeric, max_variable text, excess text);

    INSERT INTO respondent_group (scheme, criterion, code, weight, min_answers)
    SELECT new_code, c.code, g.code, coalesce(g.weight, 1), coalesce(g.min_answers, 1)
    FROM jsonb_to_recordset(_import_scheme.document -> 'criteria') c (code text, groups jsonb),
         jsonb_to_recordset(nullif(c.groups, 'null')) g (code text, weight numeric, min_answers numeric);

    INSERT INTO survey_question (scheme, criterion, code, title, weight)
    SELECT new_code, c.code, q.code, q.title, coalesce(q.weight, 1)
    FROM jsonb_to_recordset(_import_scheme.document -> 'criteria') c (code text, questions jsonb),
         jsonb_to_recordset(nullif(c.questions, 'null')) q (code text, title text, weight numeric);

    INSERT INTO grade (scheme, label, min_index, no_zero_criterion)
    SELECT new_code, g.label, g.min_index, coalesce(g.no_zero_criterion, false)
    FROM jsonb_to_recordset(nullif(_import_scheme.document -> 'grades', 'null')) g (label text, min_index numeric, no_zero_criterion boolean);

    INSERT INTO answer_option (scheme, code, share)
    SELECT new_code, o.code, o.share
    FROM jsonb_to_recordset(nullif(_import_scheme.document -> 'options', 'null')) o (code text, share numeric);
END
$$;
COMMENT ON FUNCTION _import_scheme(jsonb) IS 'internal: what import_scheme does';
CREATE OR REPLACE PROCEDURE import_scheme(document jsonb)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _import_scheme(document);
END;
COMMENT ON PROCEDURE import_scheme(jsonb) IS
    'creates a draft from a scheme document; its approval is not taken over. 22023 naming the part of the document at fault, 42710 if the scheme exists';

-- ---------------------------------------------------------------------------
-- agencies and assessments from text

-- Without a search path of its own it is inlined: it runs for every cell.  Around what is not
-- plain ASCII there may be the spaces of a word processor, a byte order mark, marks of
-- direction, and what has no width.
CREATE OR REPLACE FUNCTION _import_text(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT nullif(CASE WHEN pg_catalog.octet_length(_import_text.value) = pg_catalog.length(_import_text.value)
                       THEN pg_catalog.btrim(_import_text.value, E' \t\n\u000b\f\r')
                       ELSE pg_catalog.btrim(par.composed(_import_text.value),
                           E' \t\n\u000b\f\r\u0085\u00a0\u00ad\u061c\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
                           '\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff')
                  END, '')
$$;
COMMENT ON FUNCTION _import_text(text) IS
    'text of a cell with its accents composed, without the spaces and what cannot be seen around it, NULL if nothing is left';

CREATE OR REPLACE FUNCTION _import_figures(value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.translate(_import_figures.value, '０１２３４５６７８９．，％＋－／：−', '0123456789.,%+-/:-')$$;
COMMENT ON FUNCTION _import_figures(text) IS 'internal: a number or day with plain digits and signs for full-width ones';

CREATE OR REPLACE FUNCTION _import_date(value text, OUT converted date, OUT problem jsonb)
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    day text;
    part text[];
    d integer;
    m integer;
    y integer;
BEGIN
    IF _import_date.value IS NULL THEN
        RETURN;
    END IF;
    day := regexp_replace(_import_figures(_import_date.value), '[T \u00a0\u202f]0?0:00(:00(\.0+)?)?$', '');       -- midnight
    part := regexp_match(day, '^([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})$');
    IF part IS NOT NULL THEN
        y := part[1]; m := part[2]; d := part[3];
    ELSE
        part := regexp_match(day, '^([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})$');
        IF part IS NULL THEN
            problem := jsonb_build_array('import.no_date', _shortly(_import_date.value));
            RETURN;
        END IF;
        d := part[1]; m := part[3]; y := part[4];
    END IF;
    BEGIN
        converted := make_date(nullif(y, 0), m, d);
    EXCEPTION WHEN datetime_field_overflow THEN
        NULL;
    END;
    IF converted IS NULL THEN
        problem := jsonb_build_array('import.no_day', _shortly(_import_date.value));
    END IF;
END
$$;
COMMENT ON FUNCTION _import_date(text) IS
    'day written YYYY-MM-DD, YYYY/MM/DD, DD/MM/YYYY, DD-MM-YYYY or DD.MM.YYYY, perhaps with the hour 00:00, or what is wrong with it';

CREATE OR REPLACE FUNCTION _import_value(value text, kind text, OUT converted jsonb, OUT problem jsonb)
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    number text;
    day date;
BEGIN
    IF _import_value.value IS NULL THEN
        converted := 'null';
    ELSIF _import_value.kind IN ('count', 'percent', 'amount', 'points') THEN
        number := _import_figures(_import_value.value);
        IF _import_value.kind = 'percent' THEN
            number := regexp_replace(number, '[ \u00a0\u2000-\u200a\u202f\u205f\u3000]*%$', '');
        END IF;
        IF number !~ '^[-+]?[0-9]+([.,][0-9]+)?$' OR length(number) > 1000 THEN
            problem := jsonb_build_array(CASE WHEN number ~ '^[-+]?[0-9]{1,3}([., \u00a0\u2000-\u200a\u202f\u205f\u3000][0-9]{3})+([.,][0-9]*)?$'
                                                   THEN 'import.no_number_thousands'
                                              WHEN _import_value.kind <> 'percent' AND number ~ '%$' THEN 'import.no_number_percent' ELSE 'import.no_number' END,
                                         _shortly(_import_value.value));
        ELSIF _import_value.kind IN ('count', 'amount') AND number ~ '^[-+]?[1-9][0-9]{0,2}[.,][0-9]{3}$' THEN
            -- 1.250 is 1 1/4, or 1250 as Vietnamese write it
            problem := jsonb_build_array('import.two_ways', _shortly(_import_value.value),
                                         translate(number, '.,', ''), translate(number, ',', '.') || '0');
        ELSE
            converted := to_jsonb(translate(number, ',', '.')::numeric);
        END IF;
    ELSIF _import_value.kind = 'boolean' THEN
        -- lower() knows ASCII alone in the locale C
        CASE translate(lower(_import_figures(_import_value.value)), 'ÓÔ', 'óô')
            WHEN 'true', 't', 'có', 'yes', '1' THEN converted := 'true';
            WHEN 'false', 'f', 'không', 'no', '0' THEN converted := 'false';
            ELSE problem := jsonb_build_array('import.no_boolean', _shortly(_import_value.value));
        END CASE;
    ELSIF _import_value.kind = 'date' THEN
        SELECT d.converted, d.problem INTO day, problem FROM _import_date(_import_value.value) d;
        converted := to_jsonb(to_char(day, 'YYYY-MM-DD'));
    ELSE
        converted := to_jsonb(_import_value.value);
    END IF;
END
$$;
COMMENT ON FUNCTION _import_value(text, text) IS
    'text of a cell as JSON, by the kind of its variable or points; null if it is empty; or what is wrong with it. The decimal sign is a point or a comma';

CREATE OR REPLACE FUNCTION _import_object(value text, OUT converted jsonb, OUT problem jsonb)
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    detail text;
BEGIN
    converted := _import_object.value::jsonb;
    IF jsonb_typeof(converted) <> 'object' THEN
        problem := '["import.no_object"]';
    END IF;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    problem := jsonb_build_array('import.no_json', _fault_text(SQLERRM, par.spelled(detail), NULL));
END
$$;
COMMENT ON FUNCTION _import_object(text) IS 'text of a cell as a JSON object, or what is wrong with it';

-- The header may be loaded with the file: a byte order mark before it defeats HEADER match.
CREATE OR REPLACE PROCEDURE _skip_rows(relation text, names text[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    cells text := (SELECT string_agg(format('_import_text(r.%I)', u.name), ', ' ORDER BY u.place) FROM unnest(names) WITH ORDINALITY u (name, place));
    header record;
    wrong record;
BEGIN
    EXECUTE format('DELETE FROM %I r WHERE r.loaded_by = actor() AND coalesce(%s) IS NULL', relation, cells);
    FOR header IN
        EXECUTE format('SELECT r.line, array[%1$s] AS cells FROM %2$I r'
                       ' WHERE r.loaded_by = actor() AND CASE WHEN coalesce(%1$s) = ANY ($1) THEN array_remove(array[%1$s], NULL) <@ $1 END ORDER BY r.line', cells, relation)
        USING names
    LOOP
        SELECT u.* INTO wrong FROM unnest(header.cells, names) u (cell, name) WHERE u.cell <> u.name LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'columns of the file are in another order than those of "%"', relation
                USING ERRCODE = 'bad_copy_file_format',
                    DETAIL = format('The header in line %s has "%s" where "%s" was read.', header.line, wrong.cell, wrong.name),
                    HINT = format('CALL clear_import(), and load the file with its own order: \copy %s (%s) FROM ...', relation,
                                  array_to_string(header.cells, ', '));
        END IF;
        EXECUTE format('DELETE FROM %I WHERE line = $1', relation) USING header.line;
    END LOOP;
END
$$;
COMMENT ON PROCEDURE _skip_rows(text, text[]) IS
    'internal: takes empty rows and headers out of a table for imports; 22P04 if a header names its columns in another order than they were loaded in';

CREATE OR REPLACE FUNCTION _zeros_apart(known text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT CASE WHEN _zeros_apart.known IS NOT NULL THEN pg_catalog.jsonb_build_array('import.zeros_apart', _zeros_apart.known) END$$;
COMMENT ON FUNCTION _zeros_apart(text) IS 'internal: end of the message that a code does not exist, with the known one that differs by leading zeros alone, if there is one';

CREATE OR REPLACE FUNCTION _checked_agencies()
    RETURNS TABLE (line bigint, code text, name text, name_en text, kind text, parent text, valid_from date, valid_to date, attributes jsonb, problem jsonb)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    -- by kind, and without it
    known jsonb := (SELECT jsonb_object_agg(concat(k.kind, E'\n', ltrim(g.code, '0')), g.code) FROM agency g, LATERAL (VALUES (g.kind), ('')) k (kind));
    -- rows may have been loaded while he still had the duty
    is_admin CONSTANT boolean := has_duty('{admin}');
BEGIN
    RETURN QUERY
    WITH cell AS (
        SELECT r.line, _import_text(r.code) AS code, _import_text(r.name) AS name, _import_text(r.name_en) AS name_en,
               _import_text(r.kind) AS kind, _import_text(r.parent) AS parent, f.converted AS valid_from, t.converted AS valid_to,
               j.converted AS attributes, coalesce(f.problem, t.problem, j.problem) AS problem
        FROM import_agency r,
             _import_date(_import_text(r.valid_from)) f, _import_date(_import_text(r.valid_to)) t, _import_object(_import_text(r.attributes)) j
        WHERE r.loaded_by = actor()
    )
    SELECT c.line, c.code, c.name, c.name_en, c.kind, coalesce(c.parent, g.parent), c.valid_from, c.valid_to, c.attributes,
           CASE
           WHEN NOT is_admin THEN jsonb_build_array('import.no_duty_agencies', actor())
           WHEN c.code IS NULL THEN '["import.empty", "code"]'
           WHEN length(c.code) > 60 THEN '["import.too_long", "code", 60]'
           WHEN par.spelled(c.code) <> c.code THEN jsonb_build_array('import.hidden', _shortly(c.code))
           WHEN count(*) OVER same > 1 THEN
               jsonb_build_array('import.agency_twice_line', c.code,
                      CASE c.line WHEN min(c.line) OVER same THEN max(c.line) OVER same ELSE min(c.line) OVER same END)
           WHEN g.code IS NULL AND z.code IS NOT NULL THEN jsonb_build_array('import.no_agency', c.code, _zeros_apart(z.code))
           WHEN g.code IS NULL AND min(c.code COLLATE "C") OVER alike < c.code COLLATE "C" THEN
               jsonb_build_array('import.agency_alike', c.code, min(c.code COLLATE "C") OVER alike)
           WHEN c.name IS NULL AND g.code IS NULL THEN '["import.empty", "name"]'
           WHEN length(c.name) > 1000 THEN '["import.too_long", "name", 1000]'
           WHEN length(c.name_en) > 1000 THEN '["import.too_long", "name_en", 1000]'
           WHEN c.kind IS NULL AND g.code IS NULL THEN '["import.empty", "kind"]'
           WHEN length(c.kind) > 60 THEN '["import.too_long", "kind", 60]'
           WHEN c.parent = c.code THEN '["import.own_parent"]'
           WHEN c.problem IS NOT NULL THEN c.problem
           WHEN coalesce(c.valid_from, lower(g.valid)) >= coalesce(c.valid_to + 1, upper(g.valid)) THEN
               '["import.last_before_first"]'
           END
    FROM cell c
    LEFT JOIN agency g ON g.code = c.code,
         LATERAL (SELECT known ->> concat(c.kind, E'\n', ltrim(c.code, '0')) AS code) z
    WINDOW same AS (PARTITION BY c.code), alike AS (PARTITION BY c.kind, ltrim(c.code, '0'));
END
$$;
COMMENT ON FUNCTION _checked_agencies() IS 'internal: rows of import_agency as they are read, and what is wrong with each; where parent is empty, the parent that the agency has';

-- An agency can be imported once its parent is there, and never beneath itself.
CREATE OR REPLACE FUNCTION _placed_agencies()
    RETURNS TABLE (line bigint, code text, name text, name_en text, kind text, parent text, valid_from date, valid_to date, attributes jsonb,
                   depth integer, problem jsonb)
    LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE checked AS MATERIALIZED (
        SELECT c.* FROM _checked_agencies() c
    ), parentage AS (           -- as it would be
        SELECT c.code, c.parent FROM checked c WHERE c.problem IS NULL
        UNION ALL
        SELECT g.code, g.parent FROM agency g
        WHERE NOT EXISTS (SELECT FROM checked c WHERE c.code = g.code AND c.problem IS NULL)
    ), reached AS (
        SELECT p.code, 0 AS depth FROM parentage p WHERE p.parent IS NULL
        UNION ALL
        SELECT p.code, r.depth + 1 FROM reached r JOIN parentage p ON p.parent = r.code
    )
    SELECT c.line, c.code, c.name, c.name_en, c.kind, c.parent, c.valid_from, c.valid_to, c.attributes, r.depth,
           CASE
           WHEN c.problem IS NOT NULL THEN c.problem
           WHEN r.code IS NOT NULL THEN NULL
           WHEN EXISTS (SELECT FROM parentage p WHERE p.code = c.parent) THEN
               jsonb_build_array('import.parent_beneath', c.parent)
           WHEN EXISTS (SELECT FROM checked k WHERE k.code = c.parent) THEN jsonb_build_array('import.parent_refused', c.parent)
           ELSE jsonb_build_array('import.no_parent', _shortly(c.parent), _zeros_apart(z.codes ->> ltrim(c.parent, '0'))) END
    FROM checked c
    CROSS JOIN (SELECT jsonb_object_agg(ltrim(p.code, '0'), p.code) AS codes FROM parentage p) z
    LEFT JOIN reached r ON r.code = c.code AND c.problem IS NULL;
END
$$;
COMMENT ON FUNCTION _placed_agencies() IS
    'internal: rows of import_agency with their depth beneath an agency without a parent, and what is wrong with each or with its parent';

CREATE OR REPLACE PROCEDURE _write_agencies(codes text[], names text[], names_en text[], kinds text[], parents text[],
                                            since date[], until date[], attributes jsonb[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    MERGE INTO agency g
    USING unnest(codes, names, names_en, kinds, parents, since, until, attributes)
              n (code, name, name_en, kind, parent, since, until, attributes)
    ON g.code = n.code
    WHEN MATCHED THEN UPDATE SET
        name = coalesce(n.name, g.name), name_en = coalesce(n.name_en, g.name_en), kind = coalesce(n.kind, g.kind),
        parent = n.parent, attributes = coalesce(n.attributes, g.attributes),
        valid = daterange(coalesce(n.since, lower(g.valid)), coalesce(n.until + 1, upper(g.valid)))
    WHEN NOT MATCHED THEN INSERT (code, name, name_en, kind, parent, attributes, valid)
        VALUES (n.code, n.name, n.name_en, n.kind, n.parent, coalesce(n.attributes, '{}'), daterange(n.since, n.until + 1));
END
$$;
COMMENT ON PROCEDURE _write_agencies(text[], text[], text[], text[], text[], date[], date[], jsonb[]) IS
    'internal: writes imported agencies in one statement: new ones are added, known ones changed where something is given';

CREATE OR REPLACE FUNCTION _refused_agencies(codes text[], names text[], names_en text[], kinds text[], parents text[],
                                             since date[], until date[], attributes jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    reasons jsonb[] := array_fill(NULL::jsonb, ARRAY[coalesce(cardinality(codes), 0)]);
    starts integer[] := '{1}';
    ends integer[] := ARRAY[cardinality(reasons)];
    a integer;
    z integer;
    message text;
    detail text;
    state text;
BEGIN
    WHILE cardinality(starts) > 0 LOOP
        a := starts[cardinality(starts)];
        z := ends[cardinality(ends)];
        starts := trim_array(starts, 1);
        ends := trim_array(ends, 1);
        CONTINUE WHEN a > z;
        BEGIN
            CALL _write_agencies(codes[a:z], names[a:z], names_en[a:z], kinds[a:z], parents[a:z], since[a:z], until[a:z], attributes[a:z]);
        EXCEPTION WHEN data_exception OR integrity_constraint_violation OR object_not_in_prerequisite_state
                    OR insufficient_privilege OR program_limit_exceeded THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
            IF state LIKE '55P%' THEN
                RAISE;
            END IF;
            IF a < z THEN
                starts := starts || ARRAY[(a + z) / 2 + 1, a];
                ends := ends || ARRAY[z, (a + z) / 2];
            ELSE
                reasons[a] := _fault(message, detail, NULL);
            END IF;
        END;
    END LOOP;
    RETURN reasons;
END
$$;
COMMENT ON FUNCTION _refused_agencies(text[], text[], text[], text[], text[], date[], date[], jsonb[]) IS
    'internal: writes imported agencies, halving them where they fail; for each why it was refused, NULL where it is written';

-- Agencies, those without a parent to be imported first.
CREATE OR REPLACE PROCEDURE _import_agencies(INOUT refused bigint)
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    r record;                   -- the rows, those that can be written first, each after its parent
    reasons jsonb[];
BEGIN
    SELECT array_agg(p.line) AS lines, array_agg(p.code) AS codes, array_agg(p.name) AS names, array_agg(p.name_en) AS names_en,
           array_agg(p.kind) AS kinds, array_agg(p.parent) AS parents, array_agg(p.valid_from) AS since, array_agg(p.valid_to) AS until,
           array_agg(p.attributes) AS attributes, array_agg(p.problem) AS problems, count(*) FILTER (WHERE p.problem IS NULL) AS good
    INTO r
    FROM (SELECT p.* FROM _placed_agencies() p ORDER BY p.problem IS NOT NULL, p.depth, p.line) p;
    reasons := _refused_agencies(r.codes[1:r.good], r.names[1:r.good], r.names_en[1:r.good], r.kinds[1:r.good], r.parents[1:r.good],
                                 r.since[1:r.good], r.until[1:r.good], r.attributes[1:r.good])
        || r.problems[r.good + 1:];
    refused := _settle_import('import_agency', r.lines, reasons);
END
$$;
COMMENT ON PROCEDURE _import_agencies(bigint) IS 'internal: the agencies of import(); how many rows were refused';

-- What is said here need not be found by writing.
CREATE OR REPLACE FUNCTION _value_fault(value jsonb, kind text, choices text[], min_value numeric, max_value numeric) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    word CONSTANT text := _shortly(value #>> '{}');
    least CONSTANT numeric := coalesce(min_value, CASE WHEN kind IN ('percent', 'count') THEN 0 END);
    most CONSTANT numeric := coalesce(max_value, CASE kind WHEN 'percent' THEN 100 END);
    number numeric;
BEGIN
    IF kind IN ('count', 'percent', 'amount') AND jsonb_typeof(value) = 'number' THEN
        number := value::numeric;
        IF kind = 'count' AND number % 1 <> 0 THEN
            RETURN jsonb_build_array('import.no_integer', word);
        ELSIF number < least THEN
            RETURN jsonb_build_array('import.too_small', word, least::text);
        ELSIF number > most THEN
            RETURN jsonb_build_array('import.too_large', word, most::text);
        END IF;
    ELSIF kind = 'choice' AND value #>> '{}' <> ALL (choices) THEN
        RETURN jsonb_build_array('import.no_choice', word, _shortly(array_to_string(choices, ', ')));
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _value_fault(jsonb, text, text[], numeric, numeric) IS 'internal: why a value of a variable is not allowed: a count is an integer, numbers are within their bounds, a choice is one of the texts. NULL: it is';

-- An agency goes by its code or, where what is read comes from a system that calls it otherwise,
-- by that alone.
CREATE OR REPLACE FUNCTION _checked_rows(of_feed boolean, system text)
    RETURNS TABLE (line bigint, round text, agency text, criterion text, stage text, variable text, value jsonb, points numeric, note text, problem jsonb)
    LANGUAGE plpgsql STABLE ROWS 10000 SET search_path FROM CURRENT
    SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
#variable_conflict use_column
DECLARE
    -- codes by what follows their leading zeros
    rounds jsonb := (SELECT jsonb_object_agg(ltrim(o.code, '0'), o.code) FROM round o);
    agencies jsonb := (SELECT jsonb_object_agg(ltrim(g.code, '0'), g.code) FROM agency g);
    criteria jsonb := (SELECT jsonb_object_agg(concat(k.scheme, E'\n', ltrim(k.code, '0')), k.code) FROM criterion k);
    is_owner CONSTANT boolean := _is_owner();
    is_appraiser CONSTANT boolean := has_duty('{admin,appraiser}');
    own_agencies CONSTANT text[] := my_agencies();
    shown_schemes CONSTANT text[] := _shown_schemes(has_duty('{admin,analyst}'), has_duty('{submitter,appraiser}'));
BEGIN
    RETURN QUERY
    WITH text AS (
        SELECT r.line, _import_text(r.round) AS round, _import_text(r.agency) AS agency, _import_text(r.criterion) AS criterion,
               _import_text(r.stage) AS stage, _import_text(r.variable) AS variable, _import_text(r.value) AS value,
               _import_text(r.points) AS points, _import_text(r.note) AS note
        FROM import_row r
        WHERE NOT of_feed AND r.loaded_by = actor()
        UNION ALL
        SELECT r.line, r.round, _import_text(r.agency), _import_text(r.criterion), r.stage, _import_text(r.variable), _import_text(r.value), NULL, NULL
        FROM collect_row r
        WHERE of_feed AND r.problem IS NULL AND r.is_new
    ), cell AS (
        SELECT t.line, t.round, CASE WHEN o.code IS NULL THEN coalesce(l.agency, t.agency) END AS agency, o.agency AS other, o.code AS called, t.criterion, t.stage, t.variable, t.value, t.points, t.note
        FROM text t
        LEFT JOIN agency_alias l ON l.system = _checked_rows.system AND l.code = t.agency
        LEFT JOIN (SELECT x.agency, min(x.code) AS code FROM agency_alias x WHERE x.system = _checked_rows.system GROUP BY x.agency) o
               ON l.agency IS NULL AND o.agency = t.agency
    ), place AS MATERIALIZED (      -- what is refused of a whole criterion is told before anything is written
        SELECT k.scheme, k.code, k.method, k.max_points, CASE WHEN k.rule_text IS NULL THEN k.step END AS step,
               k.kind = 'monitor' AND k.max_points = 0 AS is_monitored,
               EXISTS (SELECT FROM criterion b WHERE b.scheme = k.scheme AND b.parent = k.code) AS is_inner,
               k.method = 'survey' AND EXISTS (SELECT FROM survey_question q WHERE q.scheme = k.scheme AND q.criterion = k.code) AS is_surveyed
        FROM criterion k
    )
    SELECT c.line, c.round, c.agency, c.criterion, c.stage, c.variable, v.converted AS value,
           CASE WHEN c.points IS NOT NULL THEN n.converted::numeric END AS points, c.note,
           CASE
           WHEN c.round IS NULL THEN '["import.empty", "round"]'
           WHEN c.called IS NOT NULL THEN jsonb_build_array('import.called_otherwise', c.other, _checked_rows.system, c.called)
           WHEN c.agency IS NULL THEN '["import.empty", "agency"]'
           WHEN c.criterion IS NULL THEN '["import.empty", "criterion"]'
           WHEN c.stage IS NULL THEN '["import.empty", "stage"]'
           WHEN o.code IS NULL THEN jsonb_build_array('import.no_round', _shortly(c.round), _zeros_apart(rounds ->> ltrim(c.round, '0')))
           WHEN p.agency IS NULL AND g.code IS NULL THEN
               jsonb_build_array('import.no_agency', _shortly(c.agency), _zeros_apart(agencies ->> ltrim(c.agency, '0')))
           WHEN NOT CASE c.stage WHEN 'self' THEN is_owner OR c.agency = ANY (own_agencies) ELSE is_appraiser OR c.stage NOT IN ('appraisal', 'review') END THEN
               jsonb_build_array('import.no_duty', actor(), c.agency, c.stage)
           WHEN p.agency IS NULL THEN jsonb_build_array('import.no_participant', c.agency, c.round)
           WHEN o.scheme <> ALL (shown_schemes) THEN jsonb_build_array('import.scheme_not_shown', o.scheme, c.round)
           WHEN k.code IS NULL THEN
               jsonb_build_array('import.no_criterion', _shortly(c.criterion), o.scheme, _zeros_apart(criteria ->> concat(o.scheme, E'\n', ltrim(c.criterion, '0'))))
           WHEN c.stage NOT IN ('self', 'appraisal', 'review') THEN jsonb_build_array('import.no_stage', _shortly(c.stage))
           WHEN k.is_inner THEN jsonb_build_array('import.inner', k.code)
           WHEN k.is_surveyed THEN jsonb_build_array('import.surveyed', k.code)
           WHEN c.stage = 'self' AND k.method <> 'appraisal' THEN jsonb_build_array('import.no_self', k.code, jsonb_build_array('word.' || k.method))
           WHEN c.variable IS NOT NULL AND c.points IS NOT NULL THEN '["import.points_with_variable"]'
           WHEN c.variable IS NOT NULL AND d.name IS NULL THEN jsonb_build_array('import.not_declared', _shortly(c.variable))
           WHEN c.variable IS NULL AND c.value IS NOT NULL THEN '["import.value_alone"]'
           WHEN of_feed AND c.variable IS NULL THEN '["import.empty", "variable"]'
           WHEN v.problem IS NOT NULL THEN jsonb_build_array('import.of_variable', c.variable, v.problem)
           WHEN n.problem IS NOT NULL THEN jsonb_build_array('import.of_column', 'points', n.problem)
           WHEN n.converted::numeric NOT BETWEEN 0 AND 999999 THEN jsonb_build_array('import.of_column', 'points', jsonb_build_array('import.out_of_range', _shortly(c.points)))
           WHEN c.points IS NOT NULL AND k.is_monitored THEN jsonb_build_array('import.monitored', k.code)
           WHEN n.converted::numeric > k.max_points THEN
               jsonb_build_array('import.of_column', 'points', jsonb_build_array('import.too_large', _shortly(c.points), _exactly(k.max_points)))
           WHEN n.converted::numeric <> k.max_points AND n.converted::numeric % nullif(k.step, 0) <> 0 THEN
               jsonb_build_array('import.of_column', 'points', jsonb_build_array('import.off_grid', _exactly(n.converted::numeric), _exactly(k.step)))
           WHEN count(*) OVER (PARTITION BY c.round, c.agency, c.criterion, c.stage, c.variable) > 1 THEN
               CASE WHEN c.variable IS NULL THEN '["import.points_or_note_twice"]' ELSE jsonb_build_array('import.variable_twice', c.variable) END
           WHEN min(c.note) OVER assessment <> max(c.note) OVER assessment THEN '["import.other_notes"]'
           END AS problem
    FROM cell c
    LEFT JOIN round o ON o.code = c.round
    LEFT JOIN agency g ON g.code = c.agency
    LEFT JOIN participant p ON p.round = c.round AND p.agency = c.agency
    LEFT JOIN place k ON k.scheme = o.scheme AND k.code = c.criterion
    LEFT JOIN variable d ON d.scheme = o.scheme AND d.criterion = c.criterion AND d.name = c.variable
    LEFT JOIN LATERAL _import_value(c.value, d.kind) i ON d.name IS NOT NULL
    CROSS JOIN LATERAL (SELECT i.converted, coalesce(i.problem, _value_fault(i.converted, d.kind, d.choices, d.min_value, d.max_value)) AS problem) v
    LEFT JOIN LATERAL _import_value(c.points, 'points') n ON c.points IS NOT NULL
    WINDOW assessment AS (PARTITION BY c.round, c.agency, c.criterion, c.stage);
END
$$;
COMMENT ON FUNCTION _checked_rows(boolean, text) IS
    'internal: rows of import_row, or of a feed, as they are read, and what is wrong with each by itself and among those of its assessment; agencies by what a system calls them, NULL: by their codes';

CREATE OR REPLACE PROCEDURE _write_assessments(rounds text[], agencies text[], criteria text[], stages text[], inputs jsonb[], points numeric[],
                                              notes text[], reasons jsonb[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_hashjoin = on SET enable_seqscan = on SET enable_material = on
    SET enable_mergejoin = off
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _look_up(cardinality(rounds));
    MERGE INTO assessment s
    USING (
        SELECT u.*
        FROM unnest(rounds, agencies, criteria, stages, inputs, points, notes, reasons)
                 u (round, agency, criterion, stage, inputs, points, note, reason)
        WHERE u.reason IS NULL
    ) n
    ON s.round = n.round AND s.agency = n.agency AND s.criterion = n.criterion AND s.stage = n.stage
    WHEN MATCHED AND (coalesce(s.inputs || n.inputs, n.inputs, s.inputs), coalesce(n.points, s.points), coalesce(n.note, s.note))
                     IS DISTINCT FROM (s.inputs, s.points, s.note) THEN
        UPDATE SET inputs = coalesce(s.inputs || n.inputs, n.inputs, s.inputs), points = coalesce(n.points, s.points), note = coalesce(n.note, s.note)
    WHEN NOT MATCHED THEN
        INSERT (round, agency, criterion, stage, inputs, points, note)
        VALUES (n.round, n.agency, n.criterion, n.stage, n.inputs, n.points, n.note);
END
$$;
COMMENT ON PROCEDURE _write_assessments(text[], text[], text[], text[], jsonb[], numeric[], text[], jsonb[]) IS
    'internal: writes assessments that are not refused for a reason, adding inputs to those that are there';

-- Stages and submissions are a matter of round, stage and agency.
CREATE OR REPLACE FUNCTION _refused_submissions(rounds text[], agencies text[], criteria text[], stages text[], reasons jsonb[]) RETURNS jsonb[]
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_variable
DECLARE
    g record;
    message text;
    detail text;
    hint text;
    state text;
BEGIN
    FOR g IN
        SELECT u.round, u.agency, u.stage, array_agg(u.criterion) AS criteria, array_agg(u.place) AS places
        FROM unnest(rounds, agencies, criteria, stages, reasons) WITH ORDINALITY u (round, agency, criterion, stage, reason, place)
        WHERE u.reason IS NULL
        GROUP BY u.round, u.stage, u.agency
    LOOP
        BEGIN
            PERFORM _admit_assessments(ARRAY[ROW(g.round, g.agency, g.stage, g.criteria)::assessment_group]);
        EXCEPTION
            WHEN object_not_in_prerequisite_state THEN
                GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
                IF state LIKE '55P%' THEN
                    RAISE;
                END IF;
                FOR i IN 1 .. cardinality(g.places) LOOP
                    reasons[g.places[i]] := _fault(message, detail, hint);
                END LOOP;
            WHEN insufficient_privilege THEN
                NULL;       -- a matter of the criterion
        END;
    END LOOP;
    RETURN reasons;
END
$$;
COMMENT ON FUNCTION _refused_submissions(text[], text[], text[], text[], jsonb[]) IS
    'internal: the reasons for which assessments are refused, with those of their stage and submission';

-- What a statement refuses is halved until the row is found.
CREATE OR REPLACE PROCEDURE _import_assessments(of_feed boolean, system text, INOUT lines bigint[], INOUT problems jsonb[])
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    reasons jsonb[];            -- of each row
    items integer[];            -- its assessment, NULL if it is refused
    rounds text[];              -- of each assessment
    agencies text[];
    criteria text[];
    stages text[];
    inputs jsonb[];
    points numeric[];
    notes text[];
    item_reasons jsonb[];
    submissions jsonb[];
    starts integer[];
    ends integer[];
    a integer;
    z integer;
    message text;
    detail text;
    hint text;
    state text;
BEGIN
    WITH numbered AS MATERIALIZED (
        SELECT c.*, bool_or(c.problem IS NOT NULL) OVER assessment AS is_bad,
               dense_rank() OVER (ORDER BY c.round, c.stage, c.agency, c.criterion) AS place
        FROM _checked_rows(of_feed, system) c
        WINDOW assessment AS (PARTITION BY c.round, c.stage, c.agency, c.criterion)
    ), good AS MATERIALIZED (
        SELECT n.place, row_number() OVER (ORDER BY n.place) AS item,
               min(n.round) AS round, min(n.agency) AS agency, min(n.criterion) AS criterion, min(n.stage) AS stage,
               jsonb_object_agg(n.variable, n.value) FILTER (WHERE n.variable IS NOT NULL) AS inputs,
               max(n.points) AS points, max(n.note) AS note
        FROM numbered n
        WHERE NOT n.is_bad
        GROUP BY n.place
    ), row_list AS (
        SELECT array_agg(n.line) AS lines, array_agg(g.item::integer) AS items,
               array_agg(CASE WHEN n.is_bad THEN coalesce(n.problem, '["import.other_row"]') END) AS reasons
        FROM numbered n
        LEFT JOIN good g ON g.place = n.place
    ), good_list AS (
        SELECT array_agg(g.round ORDER BY g.item) AS rounds, array_agg(g.agency ORDER BY g.item) AS agencies,
               array_agg(g.criterion ORDER BY g.item) AS criteria, array_agg(g.stage ORDER BY g.item) AS stages,
               array_agg(g.inputs ORDER BY g.item) AS inputs, array_agg(g.points ORDER BY g.item) AS points,
               array_agg(g.note ORDER BY g.item) AS notes, array_fill(NULL::jsonb, ARRAY[count(*)::integer]) AS item_reasons
        FROM good g
    )
    SELECT r.*, g.*
    INTO lines, items, reasons, rounds, agencies, criteria, stages, inputs, points, notes, item_reasons
    FROM row_list r, good_list g;

    -- blocks, so that a fault does not put all in question; the last is taken first
    SELECT array_agg(s ORDER BY s DESC), array_agg(least(s + 49999, cardinality(rounds)) ORDER BY s DESC)
    INTO starts, ends
    FROM generate_series(1, cardinality(rounds), 50000) s;

    PERFORM par.registry_progress('import', 'assessments', cardinality(rounds));
    WHILE cardinality(starts) > 0 LOOP
        a := starts[cardinality(starts)];
        z := ends[cardinality(ends)];
        starts := trim_array(starts, 1);
        ends := trim_array(ends, 1);
        BEGIN
            CALL _write_assessments(rounds[a:z], agencies[a:z], criteria[a:z], stages[a:z], inputs[a:z], points[a:z], notes[a:z], item_reasons[a:z]);
        EXCEPTION WHEN data_exception OR integrity_constraint_violation OR object_not_in_prerequisite_state
                    OR insufficient_privilege OR program_limit_exceeded OR undefined_object THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            IF state LIKE '55P%' THEN
                RAISE;
            END IF;
            submissions := item_reasons[a:z];
            IF state = '55000' AND a < z THEN
                submissions := _refused_submissions(rounds[a:z], agencies[a:z], criteria[a:z], stages[a:z], submissions);
            END IF;
            IF submissions <> item_reasons[a:z] THEN
                item_reasons[a:z] := submissions;
                starts := starts || a;
                ends := ends || z;
            ELSIF a < z THEN
                starts := starts || ARRAY[(a + z) / 2 + 1, a];
                ends := ends || ARRAY[z, (a + z) / 2];
            ELSE
                item_reasons[a] := _fault(message, detail, hint);
            END IF;
        END;
    END LOOP;

    problems := (SELECT array_agg(coalesce(n.reason, i.reason) ORDER BY n.place)
                 FROM unnest(reasons, items) WITH ORDINALITY n (reason, item, place)
                 LEFT JOIN unnest(item_reasons) WITH ORDINALITY i (reason, item) ON i.item = n.item);
END
$$;
COMMENT ON PROCEDURE _import_assessments(boolean, text, bigint[], jsonb[]) IS
    'internal: writes the assessments of import(), or of a feed: the lines, and for each why it was refused, NULL where it is written';

-- Rows that are left, with their problems; how many.
CREATE OR REPLACE FUNCTION _import_all(system text) RETURNS bigint[]
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    part text;
    agencies bigint;
    criteria bigint;
    variables bigint;
    assessments bigint;
    lines bigint[];
    problems jsonb[];
BEGIN
    PERFORM par.registry_progress('import', 'reading', NULL);
    FOREACH part IN ARRAY '{import_agency,import_criterion,import_variable,import_row,import_answer}'::text[] LOOP
        CALL _skip_rows(part, _import_columns(part));
    END LOOP;
    CALL _import_agencies(agencies);
    criteria := _import_criteria();
    variables := _import_variables();
    CALL _import_assessments(false, system, lines, problems);
    assessments := _settle_import('import_row', lines, problems);
    RETURN ARRAY[agencies, criteria, variables, assessments, _import_answers(system)];
END
$$;
COMMENT ON FUNCTION _import_all(text) IS 'internal: imports what the actor has loaded; how many rows of agencies, criteria, variables, assessments and answers were refused';

-- What was written since an entry of the log, in this transaction: each row as it was and as it
-- has become, however many steps it took; of assessments without what their rules read from others, and stamps.
CREATE OR REPLACE FUNCTION _written_since(entry bigint) RETURNS import_change[]
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    hidden CONSTANT text[] := '{context,assessed_by,assessed_at,decided_on}';
BEGIN
    RETURN ARRAY(
        SELECT ROW(c.table_name, c.key, c.old, c.new)::import_change
        FROM (SELECT l.table_name, r.key, min(l.id) AS entry,
                     (array_agg(r.old::jsonb - hidden ORDER BY l.id, r.place))[1] AS old, (array_agg(r.new::jsonb - hidden ORDER BY l.id DESC, r.place DESC))[1] AS new
              FROM change_log l JOIN change_row r ON r.log = l.id
              WHERE l.id > _written_since.entry AND l.transaction = par.registry_transaction(NULL::registry)
              GROUP BY l.table_name, r.key) c
        WHERE c.old IS DISTINCT FROM c.new
        ORDER BY c.entry, c.key::text COLLATE "C");
END
$$;
COMMENT ON FUNCTION _written_since(bigint) IS 'internal: rows that this transaction has written since an entry of the log, as import_plan shows them';

CREATE OR REPLACE FUNCTION _note_faults(import_table text, problems import_fault[]) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    SET enable_nestloop = off SET enable_mergejoin = off SET jit = off
    AS $$
BEGIN
    EXECUTE format('UPDATE %I r SET problem = u.problem FROM unnest($1) u WHERE u.table_name = %L AND r.line = u.line', import_table, import_table) USING problems;
    EXECUTE format('UPDATE %I r SET problem = NULL WHERE r.loaded_by = actor() AND r.problem IS NOT NULL'
                   ' AND NOT EXISTS (SELECT FROM unnest($1) u WHERE u.table_name = %L AND r.line = u.line)', import_table, import_table) USING problems;
END
$$;
COMMENT ON FUNCTION _note_faults(text, import_fault[]) IS 'internal: leaves rows of a table for imports with the problems that a dry run found, the others without';

CREATE OR REPLACE FUNCTION _import(dry_run boolean, system text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_variable
DECLARE
    names CONSTANT text[] := '{agencies,criteria,variables,assessments,answers}';
    refused bigint[];
    planned import_change[];
    problems import_fault[];
    part text;
BEGIN
    PERFORM _require_system(system);
    -- one import at a time; rows may be loaded meanwhile
    LOCK TABLE import_agency, import_row, import_criterion, import_variable, import_answer IN SHARE UPDATE EXCLUSIVE MODE;
    DELETE FROM import_planned p WHERE p.loaded_by = actor();
    IF NOT dry_run THEN
        refused := _import_all(system);
    ELSE
        DECLARE
            entry CONSTANT bigint := (SELECT coalesce(max(l.id), 0) FROM change_log l);
        BEGIN
            refused := _import_all(system);
            planned := _written_since(entry);
            problems := ARRAY(SELECT ROW(p.table_name, p.line, p.problem)::import_fault FROM _import_faults() p);
            RAISE EXCEPTION USING ERRCODE = 'PAR01', MESSAGE = 'nothing is written by a dry run';
        EXCEPTION WHEN SQLSTATE 'PAR01' THEN
            NULL;
        END;
        INSERT INTO import_planned (loaded_by, place, table_name, key, old, new)
        SELECT actor(), u.place, u.table_name, u.key, u.old, u.new FROM unnest(planned) WITH ORDINALITY u (table_name, key, old, new, place);
        FOREACH part IN ARRAY '{import_agency,import_row,import_criterion,import_variable,import_answer}'::text[] LOOP
            PERFORM _note_faults(part, problems);
        END LOOP;
        RAISE NOTICE 'nothing was written: % rows would be new, % changed', (SELECT count(*) FROM unnest(planned) u WHERE u.old IS NULL), (SELECT count(*) FROM unnest(planned) u WHERE u.old IS NOT NULL)
            USING HINT = 'The view import_plan lists them.';
    END IF;
    PERFORM par.registry_progress_end('import');
    IF (SELECT sum(n) FROM unnest(refused) n) > 0 THEN
        RAISE NOTICE '%', (SELECT string_agg(format('%s rows of %s', u.number, u.name), ', ' ORDER BY u.place) FROM unnest(refused, names) WITH ORDINALITY u (number, name, place) WHERE u.number > 0)
                          || CASE WHEN dry_run THEN ' would be refused' ELSE ' were refused' END
            USING HINT = 'The view import_problem says why.';
    END IF;
END
$$;
COMMENT ON FUNCTION _import(boolean, text) IS 'internal: what import does';
CREATE OR REPLACE PROCEDURE import(dry_run boolean DEFAULT false, system text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,submitter}');
    SELECT _import(coalesce(dry_run, false), system);
END;
COMMENT ON PROCEDURE import(boolean, text) IS
    'writes what the caller has loaded into import_agency, import_criterion, import_variable, import_row and import_answer: what is new is added, what is known changed where cells are not empty. Good rows are taken away, the others stay with their problem; a row that fails never keeps another from being written, but the rows of an assessment are written together. Empty rows and headers are skipped. With a system, assessments and answers name agencies as it does (agency_alias). A dry run writes nothing: import_plan lists what it would have, import_problem what it would have refused. 22P04 if a header is in another order than the columns, 42704 for an unknown system';

CREATE OR REPLACE FUNCTION _restart_lines() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    EXECUTE format('ALTER SEQUENCE %s RESTART', pg_get_serial_sequence(format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), 'line'));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _restart_lines() IS 'trigger of the tables for imports: once they are empty, line counts from 1; who empties them need not own its sequence';
FOREACH part IN ARRAY '{import_agency,import_row,import_criterion,import_variable,import_answer,import_result,import_item}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER restart_lines AFTER TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION _restart_lines()', part);
END LOOP;

CREATE OR REPLACE FUNCTION _clear_import() RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    part text;
    others boolean;
BEGIN
    DELETE FROM import_planned p WHERE p.loaded_by = actor();
    FOREACH part IN ARRAY '{import_agency,import_row,import_criterion,import_variable,import_answer,import_result,import_item}'::text[] LOOP
        EXECUTE format('DELETE FROM %I WHERE loaded_by = actor()', part);
        -- lines count anew where nobody else has loaded, or is loading, a file
        BEGIN
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE NOWAIT', part);
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', part) INTO others;
            IF NOT others THEN
                EXECUTE format('TRUNCATE %I', part);
            END IF;
        EXCEPTION WHEN lock_not_available THEN
            NULL;
        END;
    END LOOP;
END
$$;
COMMENT ON FUNCTION _clear_import() IS 'internal: what clear_import does';
CREATE OR REPLACE PROCEDURE clear_import()
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin,appraiser,submitter}');
    SELECT _clear_import();
END;
COMMENT ON PROCEDURE clear_import() IS
    'empties the tables for imports of what the caller has loaded, and of what a dry run would have written; where nobody else has loaded anything, line counts the rows of the next file';

CREATE OR REPLACE FUNCTION _import_faults() RETURNS SETOF import_fault
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY '{import_agency,import_row,import_criterion,import_variable,import_answer}'::text[] LOOP
        RETURN QUERY EXECUTE format('SELECT %L, r.line, r.problem FROM %I r WHERE r.loaded_by = actor() AND r.problem IS NOT NULL', part, part);
    END LOOP;
END
$$;
COMMENT ON FUNCTION _import_faults() IS 'internal: rows of the actor that import() refused';

CREATE OR REPLACE VIEW import_plan WITH (security_barrier = true) AS
SELECT p.place, p.table_name::varchar(60) AS table_name, (CASE WHEN p.old IS NULL THEN 'new' ELSE 'changed' END)::varchar(20) AS action, p.key::varchar(1000) AS key,
       left((SELECT string_agg(concat(k, ': ', p.old ->> k), E'\n' ORDER BY k) FROM jsonb_object_keys(p.new) k WHERE p.old ? k), 10000)::varchar(10000) AS old,
       left((SELECT string_agg(concat(n.key, ': ', n.value), E'\n' ORDER BY n.key) FROM jsonb_each_text(p.new) n), 10000)::varchar(10000) AS new
FROM import_planned p
WHERE p.loaded_by = actor() AND (SELECT _acts_for_itself());
COMMENT ON VIEW import_plan IS 'what the last dry run of the caller, import(dry_run => true), would have written, with what follows from it';
COMMENT ON COLUMN import_plan.place IS 'number, in the order of writing';
COMMENT ON COLUMN import_plan.table_name IS 'table';
COMMENT ON COLUMN import_plan.action IS 'new or changed';
COMMENT ON COLUMN import_plan.key IS 'key of the row, a JSON array';
COMMENT ON COLUMN import_plan.old IS 'what would be changed, as it is: column and value, a line each';
COMMENT ON COLUMN import_plan.new IS 'what it would be';

-- With the rights of the owner: these tables have no policies, so that COPY fills them.  The union
-- is one of rows that are then looked at: a view that is itself a UNION ALL is taken apart, and is
-- no barrier to functions of who reads.
CREATE OR REPLACE VIEW import_problem WITH (security_barrier = true) AS
SELECT p.table_name, p.line, left(_said(p.problem, (SELECT _language())), 1000)::varchar(1000) AS problem
FROM (SELECT 'import_agency'::varchar(60) AS table_name, r.line, r.problem, r.loaded_by
      FROM import_agency r WHERE r.problem IS NOT NULL
      UNION ALL
      SELECT 'import_row'::varchar(60), r.line, r.problem, r.loaded_by
      FROM import_row r WHERE r.problem IS NOT NULL
      UNION ALL
      SELECT 'import_criterion'::varchar(60), r.line, r.problem, r.loaded_by
      FROM import_criterion r WHERE r.problem IS NOT NULL
      UNION ALL
      SELECT 'import_variable'::varchar(60), r.line, r.problem, r.loaded_by
      FROM import_variable r WHERE r.problem IS NOT NULL
      UNION ALL
      SELECT 'import_answer'::varchar(60), r.line, r.problem, r.loaded_by
      FROM import_answer r WHERE r.problem IS NOT NULL
      UNION ALL
      SELECT 'import_result'::varchar(60), r.line, r.problem, r.loaded_by
      FROM import_result r WHERE r.problem IS NOT NULL
      UNION ALL
      SELECT 'import_item'::varchar(60), r.line, r.problem, r.loaded_by
      FROM import_item r WHERE r.problem IS NOT NULL) p
WHERE p.loaded_by = actor() AND (SELECT _acts_for_itself());
COMMENT ON VIEW import_problem IS 'rows of the caller that the last import() or record_published() refused, and why';
COMMENT ON COLUMN import_problem.table_name IS 'import_agency, import_row, import_criterion, import_variable, import_answer, import_result or import_item';
COMMENT ON COLUMN import_problem.line IS 'row, as numbered when the file was loaded';
COMMENT ON COLUMN import_problem.problem IS 'why it was refused, in the language of the session, else of the registry; what comes from the server itself is in English';

FOREACH part IN ARRAY '{import_agency,import_row,import_criterion,import_variable,import_answer,import_result,import_item}'::text[] LOOP
    EXECUTE format('CREATE OR REPLACE VIEW %I WITH (security_barrier = true) AS SELECT %s FROM %I r WHERE r.loaded_by = actor() AND (SELECT _acts_for_itself())',
                   'own_' || part, (SELECT string_agg(format(CASE a.attname WHEN 'problem' THEN '_said(r.%1$I, (SELECT _language())) AS %1$I' ELSE 'r.%I' END, a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                                    WHERE a.attrelid = part::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'loaded_by'), part);
    EXECUTE format('COMMENT ON VIEW %I IS %L', 'own_' || part, format('rows of %s that the caller has loaded, to be corrected or removed', part));
    FOR of_column IN SELECT a.attname AS name, CASE a.attname WHEN 'problem' THEN 'why the row was refused' ELSE col_description(a.attrelid, a.attnum) END AS description FROM pg_attribute a
                     WHERE a.attrelid = part::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'loaded_by' LOOP
        EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', 'own_' || part, of_column.name, of_column.description);
    END LOOP;
END LOOP;

END
$template$;
COMMENT ON PROCEDURE par.registry_exchange() IS 'internal: exchange of schemes, agencies and assessments, in a registry';
