
-- ---------------------------------------------------------------------------
-- Registry: what follows from a scheme
-- ---------------------------------------------------------------------------
--
-- Where a criterion stands in the tree, what its rule reads: this is the same from
-- the day a scheme is approved.  It is stored then, and looked up by key; of a draft
-- it is computed when somebody asks.

CREATE PROCEDURE par.registry_nodes()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _sibling_key(place integer, code text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT to_char(_sibling_key.place::bigint + 2147483648, 'FM0000000000')
           || (SELECT string_agg(CASE WHEN m[1] ~ '^[0-9]' THEN lpad(m[1], 60, '0') ELSE m[1] END, '' ORDER BY n)
               FROM regexp_matches(_sibling_key.code, '[0-9]+|[^0-9]+', 'g') WITH ORDINALITY r (m, n))
$$;
COMMENT ON FUNCTION _sibling_key(integer, text) IS
    'orders siblings, bytewise, by their position, then as people count: 1.2 before 1.10';

-- Of any scheme, a draft or not.
CREATE OR REPLACE FUNCTION _computed_needs(scheme text) RETURNS TABLE (criterion text, needs text)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE reading AS (
        SELECT DISTINCT c.code, _criterion_of_points(t) AS read
        FROM criterion c
        CROSS JOIN LATERAL unnest(par.variables(c.rule_text::par.rule)) t
        WHERE c.scheme = _computed_needs.scheme AND c.rule_text ~* '\mpoints\s*[(]' AND t LIKE 'points(%'
    ), down AS (
        SELECT r.code, r.read FROM reading r
        UNION
        SELECT d.code, k.code FROM down d JOIN criterion k ON k.scheme = _computed_needs.scheme AND k.parent = d.read
    )
    SELECT d.code, d.read FROM down d
    WHERE EXISTS (SELECT FROM criterion k WHERE k.scheme = _computed_needs.scheme AND k.code = d.read);
END
$$;
COMMENT ON FUNCTION _computed_needs(text) IS
    'criteria of a scheme whose rules read points(...) of others, with what they read and all beneath it';

CREATE OR REPLACE FUNCTION _computed_nodes(scheme text) RETURNS SETOF node
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH RECURSIVE down AS (
        SELECT c.code, c.source, ARRAY[c.code] AS codes, ARRAY[_sibling_key(c.position, c.code)] AS path
        FROM criterion c WHERE c.scheme = _computed_nodes.scheme AND c.parent IS NULL
        UNION ALL
        SELECT c.code, coalesce(c.source, d.source), d.codes || c.code, d.path || _sibling_key(c.position, c.code)
        FROM down d
        JOIN criterion c ON c.scheme = _computed_nodes.scheme AND c.parent = d.code
    ), numbered AS (
        SELECT d.code, d.source, d.codes, row_number() OVER (ORDER BY d.path COLLATE "C", d.code COLLATE "C") AS place FROM down d
    ), sized AS (
        SELECT a.code, count(*) AS size FROM down d CROSS JOIN LATERAL unnest(d.codes) a (code) GROUP BY a.code
    ), termed AS (
        SELECT c.code, ARRAY(SELECT t FROM unnest(par.variables(c.rule_text::par.rule)) t WHERE _is_context_term(t)) AS terms
        FROM criterion c
        WHERE c.scheme = _computed_nodes.scheme AND c.rule_text ~* '[(]|max_points|round_year'
    ), need AS (
        SELECT d.criterion, d.needs FROM _computed_needs(_computed_nodes.scheme) d
    ), walk AS (
        SELECT t.code, 0 AS turn FROM termed t WHERE t.terms <> '{}'
        UNION
        SELECT d.criterion, w.turn + 1 FROM walk w JOIN need d ON d.needs = w.code WHERE w.turn < 100
    ), turned AS (
        SELECT w.code, max(w.turn) AS turn FROM walk w GROUP BY w.code
    )
    SELECT c.scheme, c.code, n.place::integer, (n.place + s.size - 1)::integer, cardinality(n.codes), n.codes[1], c.title, c.title_en, s.size = 1,
           c.kind, c.method, c.max_points, coalesce(n.source, 'unspecified'),
           EXISTS (SELECT FROM survey_question q WHERE q.scheme = c.scheme AND q.criterion = c.code), c.evidence_required,
           coalesce(t.terms, '{}'), coalesce(w.turn, 0)
    FROM numbered n
    JOIN sized s ON s.code = n.code
    JOIN criterion c ON c.scheme = _computed_nodes.scheme AND c.code = n.code
    LEFT JOIN termed t ON t.code = n.code
    LEFT JOIN turned w ON w.code = n.code;
END
$$;
COMMENT ON FUNCTION _computed_nodes(text) IS
    'criteria of a scheme, a draft or not, as they are stored in node once it is approved; those of a cycle are left out';

CREATE OR REPLACE FUNCTION _point_tree_of(scheme text) RETURNS text
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$
    SELECT par.point_tree(c.code, p.code, CASE WHEN NOT x.has_children THEN c.max_points END, c.not_applicable)::text
    FROM criterion c
    LEFT JOIN criterion p ON p.scheme = c.scheme AND p.code = c.parent AND p.kind = 'scored'
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM criterion k WHERE k.scheme = c.scheme AND k.parent = c.code AND k.kind = 'scored')) x (has_children)
    WHERE c.scheme = _point_tree_of.scheme AND c.kind = 'scored'
$$;
COMMENT ON FUNCTION _point_tree_of(text) IS
    'scored criteria of a scheme, a draft or not, as the text of a par.point_tree; maxima are those of the leaves';

CREATE OR REPLACE FUNCTION _store_nodes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    INSERT INTO node SELECT n.* FROM _computed_nodes(NEW.code) n;
    INSERT INTO node_need (scheme, criterion, needs) SELECT NEW.code, d.criterion, d.needs FROM _computed_needs(NEW.code) d;
    INSERT INTO scheme_tree (scheme, tree) VALUES (NEW.code, _point_tree_of(NEW.code));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _store_nodes() IS 'trigger of scheme: stores what follows from a scheme when it is approved';
-- after approval, which refuses what cannot be stored
CREATE OR REPLACE TRIGGER approved AFTER UPDATE ON scheme
    FOR EACH ROW WHEN (OLD.status = 'draft' AND NEW.status = 'approved') EXECUTE FUNCTION _store_nodes();

CREATE OR REPLACE FUNCTION _remove_nodes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    DELETE FROM node n WHERE n.scheme = NEW.code;
    DELETE FROM scheme_tree t WHERE t.scheme = NEW.code;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION _remove_nodes() IS 'trigger of scheme: takes away what was stored at its approval when it goes back to draft';
CREATE OR REPLACE TRIGGER reopened AFTER UPDATE ON scheme
    FOR EACH ROW WHEN (OLD.status = 'approved' AND NEW.status = 'draft') EXECUTE FUNCTION _remove_nodes();

-- Leaves: where points are given.
CREATE OR REPLACE VIEW leaf WITH (security_invoker = true) AS
SELECT n.scheme, n.code, c.parent, c.title, c.title_en, n.kind, n.max_points, n.method, n.source,
       c.rule_text, c.not_applicable, c.evidence_required, c.position, n.surveyed, n.field, n.place
FROM node n
JOIN criterion c ON c.scheme = n.scheme AND c.code = n.code
WHERE n.is_leaf;
COMMENT ON VIEW leaf IS 'criteria of approved schemes that have no children: where points are given';
COMMENT ON COLUMN leaf.scheme IS 'scheme';
COMMENT ON COLUMN leaf.code IS 'criterion';
COMMENT ON COLUMN leaf.parent IS 'criterion or field above';
COMMENT ON COLUMN leaf.title IS 'title in Vietnamese';
COMMENT ON COLUMN leaf.title_en IS 'title in English';
COMMENT ON COLUMN leaf.kind IS 'scored, bonus, penalty or monitor';
COMMENT ON COLUMN leaf.max_points IS 'maximum points';
COMMENT ON COLUMN leaf.method IS 'appraisal, survey, statistic or rating';
COMMENT ON COLUMN leaf.source IS 'its source, or that of the nearest criterion above which has one';
COMMENT ON COLUMN leaf.rule_text IS 'scoring rule';
COMMENT ON COLUMN leaf.not_applicable IS 'policy where it is not applicable';
COMMENT ON COLUMN leaf.evidence_required IS 'whether evidence is required';
COMMENT ON COLUMN leaf.position IS 'order among its siblings, see place';
COMMENT ON COLUMN leaf.surveyed IS 'whether its points come from the answers to survey questions';
COMMENT ON COLUMN leaf.field IS 'field that it belongs to';
COMMENT ON COLUMN leaf.place IS 'number in the order of the scheme';

-- Stored or computed: for who must know of drafts too.

CREATE OR REPLACE FUNCTION _nodes_of(scheme text) RETURNS SETOF node
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT n.* FROM node n WHERE n.scheme = _nodes_of.scheme;
    IF NOT FOUND THEN
        RETURN QUERY SELECT n.* FROM _computed_nodes(_nodes_of.scheme) n;
    END IF;
END
$$;
COMMENT ON FUNCTION _nodes_of(text) IS 'criteria of a scheme with their places in the tree, stored where it is approved, else computed';

CREATE OR REPLACE FUNCTION _leaves_of(scheme text) RETURNS SETOF leaf
    LANGUAGE plpgsql STABLE ROWS 100 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT f.* FROM leaf f WHERE f.scheme = _leaves_of.scheme;
    IF NOT FOUND THEN
        RETURN QUERY
        SELECT n.scheme, n.code, c.parent, c.title, c.title_en, n.kind, n.max_points, n.method, n.source,
               c.rule_text, c.not_applicable, c.evidence_required, c.position, n.surveyed, n.field, n.place
        FROM _computed_nodes(_leaves_of.scheme) n
        JOIN criterion c ON c.scheme = n.scheme AND c.code = n.code
        WHERE n.is_leaf;
    END IF;
END
$$;
COMMENT ON FUNCTION _leaves_of(text) IS 'leaves of a scheme, stored where it is approved, else computed';

CREATE OR REPLACE FUNCTION _criterion_ancestry(scheme text)
    RETURNS TABLE (criterion text, ancestor text, depth integer)
    LANGUAGE plpgsql STABLE ROWS 300 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH n AS MATERIALIZED (
        SELECT k.code, k.place, k.last, k.level FROM _nodes_of(_criterion_ancestry.scheme) k
    )
    SELECT d.code, a.code, a.level
    FROM n a
    JOIN n d ON d.place BETWEEN a.place AND a.last;
END
$$;
COMMENT ON FUNCTION _criterion_ancestry(text) IS
    'rows (criterion, ancestor, depth of the ancestor, 1 for a field): each criterion with itself and all above it; criteria of a cycle are left out';

CREATE OR REPLACE FUNCTION _context_criteria(scheme text)
    RETURNS TABLE (criterion text, terms text[], level integer)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT n.code, n.terms, n.turn FROM _nodes_of(_context_criteria.scheme) n WHERE n.terms <> '{}';
END
$$;
COMMENT ON FUNCTION _context_criteria(text) IS
    'criteria whose rules read context terms, with the terms; in the order of level each comes after what its points(...) reads';

CREATE OR REPLACE FUNCTION _dependents(scheme text) RETURNS TABLE (criterion text, needs text)
    LANGUAGE plpgsql STABLE ROWS 10 SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM node n WHERE n.scheme = _dependents.scheme) THEN
        RETURN QUERY SELECT d.criterion, d.needs FROM node_need d WHERE d.scheme = _dependents.scheme;
    ELSE
        RETURN QUERY SELECT d.criterion, d.needs FROM _computed_needs(_dependents.scheme) d;
    END IF;
END
$$;
COMMENT ON FUNCTION _dependents(text) IS
    'criteria whose rules read points(...) of others, and what these stand for, with all beneath it';

END
$template$;
COMMENT ON PROCEDURE par.registry_nodes() IS 'internal: what follows from a scheme, in a registry';
