-- Schemes go out as they came in: what is shipped, and what is in the form that is exported.
SET client_min_messages = warning;
CALL par.create_registry('reg_documents');
SET search_path = reg_documents;

DO $$ DECLARE s record; BEGIN FOR s IN SELECT code FROM par.shipped_schemes() LOOP CALL import_scheme(par.shipped_scheme(s.code)); END LOOP; END $$;
SELECT s.code, export_scheme(s.code) = par.shipped_scheme(s.code) AS same FROM par.shipped_schemes() s ORDER BY 1;

-- every key, none with its default
CREATE TEMP TABLE whole AS
SELECT '{"format": "par_index scheme", "version": 1,
    "scheme": {"code": "whole", "title": "Tên \"nháy\"", "legal_basis": "QĐ 1/2025", "agency_kind": "bộ", "revises": "QD876", "decimals": 3, "point_decimals": 2, "tie_rule": "secondary",
               "tie_keys": ["2", "1"], "rank_on": "unrounded", "bonus_cap": 2.5, "penalty_cap": 0, "index_cap": 105, "adjustment_base": "points", "graded": false},
    "criteria": [
        {"code": "1", "title": "Một", "title_en": "One", "max_points": 60.5, "source": "thẩm định"},
        {"code": "1.2", "parent": "1", "title": "Hai", "title_en": "Two", "max_points": 20.25, "method": "statistic", "source": "CSDL", "rule": "min(20.25, a / b + x)", "step": 0.25,
         "not_applicable": "full", "continues": "01", "guidance": "Hướng dẫn\n1", "evidence_required": true, "position": 5,
         "variables": [{"name": "a", "kind": "count", "title": "Số a", "title_en": "a", "min": 1, "max": 999}, {"name": "b", "kind": "amount", "min": -1.5, "max_variable": "d", "excess": "noted"},
                       {"name": "c", "kind": "choice", "choices": ["Tốt", "Đạt"]}, {"name": "d", "kind": "amount"}, {"name": "x", "kind": "percent", "max": 120}]},
        {"code": "1.1", "parent": "1", "title": "Một", "max_points": 40.25, "method": "survey", "not_applicable": "share_siblings", "position": 7,
         "groups": [{"code": "CB", "weight": 0.5}, {"code": "dân", "weight": 2, "min_answers": 30}],
         "questions": [{"code": "q1", "title": "Câu hỏi?"}, {"code": "q2", "title": "Câu hỏi khác?", "weight": 2.5}]},
        {"code": "2", "title": "Hai", "max_points": 39.5, "method": "rating"},
        {"code": "+", "title": "Thưởng", "max_points": 5, "kind": "bonus", "step": 0.5, "position": 4},
        {"code": "?", "title": "Theo dõi", "max_points": 0, "kind": "monitor", "position": 9}],
    "grades": [{"label": "A", "min_index": 90.5, "no_zero_criterion": true}, {"label": "B", "min_index": 0}],
    "options": [{"code": "1", "share": 1}, {"code": "2", "share": 0.5}, {"code": "9", "share": null}]}'::jsonb AS document;
SELECT string_agg(k.part || '.' || k.key, ' ') AS not_there
FROM _scheme_document_keys() k
WHERE k.part <> 'approval' AND NOT EXISTS (SELECT FROM whole, _scheme_document_parts(document) p WHERE p.part = k.part AND p.node ? k.key);
CREATE FUNCTION pg_temp.again(document jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    exported jsonb;
BEGIN
    CALL import_scheme(document);
    exported := export_scheme(document #>> '{scheme,code}');
    DELETE FROM scheme WHERE code = document #>> '{scheme,code}';
    RETURN CASE WHEN exported = document THEN 'same' ELSE exported::text END;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN SQLERRM;
END $$;
SELECT pg_temp.again(document) FROM whole;
-- any of what need not be there left out, or much of it: the same, or no document
WITH RECURSIVE place (path, is_key, node) AS (
    SELECT '{}'::text[], false, document FROM whole
    UNION ALL
    SELECT p.path || k.key, k.is_key, k.node
    FROM place p, LATERAL (SELECT e.key, true AS is_key, e.value AS node FROM jsonb_each(CASE jsonb_typeof(p.node) WHEN 'object' THEN p.node ELSE '{}' END) e
                           UNION ALL
                           SELECT (e.place - 1)::text, false, e.node
                           FROM jsonb_array_elements(CASE jsonb_typeof(p.node) WHEN 'array' THEN p.node ELSE '[]' END) WITH ORDINALITY e (node, place)) k
), optional AS (
    SELECT row_number() OVER (ORDER BY array_length(p.path, 1) DESC, p.path) AS n, p.path
    FROM place p
    WHERE p.is_key AND EXISTS (SELECT FROM _scheme_document_keys() k WHERE k.key = p.path[cardinality(p.path)] AND NOT k.required)
      AND p.path[cardinality(p.path)] NOT IN ('parent', 'title', 'position')
), dropped AS (
    SELECT 'one' AS which, n AS document, n FROM optional
    UNION ALL
    SELECT 'some', d, o.n FROM optional o, generate_series(1, 150) d WHERE md5(d || ' ' || o.n) < '4'
), rest AS (
    SELECT d.which, d.document, r.document AS content
    FROM (SELECT which, document, array_agg(o.path::text ORDER BY o.n) AS paths FROM dropped JOIN optional o USING (n) GROUP BY which, document) d,
         LATERAL (WITH RECURSIVE step (i, document) AS (
                      SELECT 0, w.document FROM whole w
                      UNION ALL
                      SELECT s.i + 1, s.document #- d.paths[s.i + 1]::text[] FROM step s WHERE s.i < cardinality(d.paths))
                  SELECT s.document FROM step s ORDER BY s.i DESC LIMIT 1) r
)
SELECT r.which, CASE WHEN a.outcome LIKE 'invalid scheme document at %' THEN 'refused' ELSE a.outcome END AS outcome, count(*) > 20 AS often
FROM rest r, pg_temp.again(r.content) a (outcome)
GROUP BY 1, 2 ORDER BY 1, 2;
-- what is written in another way is exported in this one, and from then on the same
CREATE TEMP TABLE other AS
SELECT '{"format": "par_index scheme", "version": 1.0, "options": [], "scheme": {"code": "other", "title": "T", "agency_kind": "bộ", "decimals": 2, "index_cap": null},
    "criteria": [{"code": "2", "title": "Hai", "max_points": 1, "position": 2}, {"code": "1", "title": "Một", "max_points": 1.50, "position": 1, "kind": "scored"},
                 {"code": "2.1", "parent": "2", "title": "x", "max_points": 1, "variables": [{"name": "y", "kind": "count"}, {"name": "x", "kind": "count"}]}],
    "grades": [{"label": "B", "min_index": 0, "no_zero_criterion": false}, {"label": "A", "min_index": 90}], "approval": {"status": "approved"}}'::jsonb AS document;
SELECT pg_temp.again(document), pg_temp.again(pg_temp.again(document)::jsonb) FROM other;

DROP SCHEMA reg_documents CASCADE;
