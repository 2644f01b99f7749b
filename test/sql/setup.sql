-- What the other tests stand on: the extension, and how errors are shown.
SET client_min_messages = warning;
CREATE EXTENSION par_index;
SELECT extname, extversion, nspname AS schema, extrelocatable FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'par_index';

CREATE SCHEMA test;
-- SQLSTATE, message, detail and hint that a statement raises
CREATE FUNCTION test.error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text; message text; detail text; hint text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
        detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', state || ' ' || message, nullif(detail, ''), nullif(hint, ''));
END $$;

-- a registry that others work in belongs to a role that cannot log in
CREATE PROCEDURE test.hand_over(registry text) LANGUAGE plpgsql AS $$
BEGIN
    CREATE ROLE regress_registry NOLOGIN;
    CALL par.give_registry(registry, 'regress_registry');
END $$;
-- roles go once their registry is gone
CREATE PROCEDURE test.drop_roles(VARIADIC roles name[]) LANGUAGE plpgsql AS $$
DECLARE
    list text := (SELECT string_agg(quote_ident(r), ', ') FROM unnest(roles) r);
BEGIN
    EXECUTE format('DROP OWNED BY %s', list);
    EXECUTE format('DROP ROLE %s', list);
END $$;

-- Every object of the extension has a comment.
SELECT pg_describe_object(classid, objid, objsubid) AS without_comment
FROM pg_depend d
WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'par_index')
  AND obj_description(objid, classid::regclass::text) IS NULL
  AND pg_describe_object(classid, objid, objsubid) NOT LIKE 'type par.%[]'
ORDER BY 1;

-- Outside of par lie its operators alone, in pg_catalog, each between values of one of its types.
SELECT DISTINCT d.classid::regclass AS kind, o.oprnamespace::regnamespace AS schema, o.oprleft = o.oprright AS alike, o.oprleft::regtype::text LIKE 'par.%' AS of_par
FROM pg_depend d LEFT JOIN pg_operator o ON d.classid = 'pg_operator'::regclass AND o.oid = d.objid
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'par_index')
  AND (pg_identify_object(d.classid, d.objid, d.objsubid)).schema IS DISTINCT FROM 'par';

-- Functions: parallel safe, immutable but for those that speak the language of the session; aggregates: with an ordinary state type,
-- combinable but for charts, which stand in the order of their rows; nothing is SECURITY DEFINER, few take defaults, no name is
-- overloaded.  What builds and serves registries is besides.
SELECT p.oid::regprocedure AS unlike_the_others
FROM pg_proc p
WHERE pronamespace = 'par'::regnamespace AND prokind <> 'p' AND proname NOT LIKE 'registry\_%' AND proname NOT IN ('assessment_score', 'assessments_written', 'log_changes', 'require_place', 'require_registry_build')
  AND (proparallel <> 's' OR prosecdef
       OR provolatile <> CASE WHEN proname IN ('language', 'say', 'check_rule', 'rule_table', 'rule_diff_table') OR proname LIKE 'svg\_%\_final' THEN 's' ELSE 'i' END
       OR (pronargdefaults > 0 AND proname NOT IN ('language', 'say', 'check_rule', 'rule_findings', 'explain', 'breakpoints', 'rule_table', 'equivalent', 'rule_diff', 'rule_diff_table', 'bands', 'rescale', 'treat', 'treatment_report', 'impute', 'rollup', 'contributions', 'rank_intervals', 'rank_acceptability', 'weight_draws', 'correlations', 'point_index'))
       OR proname IN (SELECT proname FROM pg_proc q WHERE q.pronamespace = p.pronamespace AND q.oid <> p.oid))
ORDER BY 1;
SELECT aggfnoid::regprocedure AS aggregate, aggcombinefn <> 0 AS combines, aggtranstype::regtype AS state,
       aggmtransfn <> 0 AS moves, aggmtranstype::regtype AS moving_state, aggfinalmodify AS final_modify
FROM pg_aggregate WHERE aggfnoid::regproc::text LIKE 'par.%' ORDER BY 1;

-- Procedures are those of the registry.
SELECT p.oid::regprocedure AS procedure, prosecdef AS security_definer, proconfig AS settings
FROM pg_proc p
WHERE pronamespace = 'par'::regnamespace AND prokind = 'p' AND proname NOT LIKE 'registry\_%'
ORDER BY 1;

-- Nothing is granted to PUBLIC but what PostgreSQL gives functions and types;
-- the schema is its owner's.
SELECT nspacl IS NULL OR NOT EXISTS (SELECT FROM aclexplode(nspacl) WHERE grantee = 0) AS schema_is_not_public
FROM pg_namespace WHERE nspname = 'par';
