
-- ---------------------------------------------------------------------------
-- Schemes that come with the extension
-- ---------------------------------------------------------------------------
--
-- Documents for import_scheme of a registry; without one, their criteria are
-- read with jsonb_to_recordset.
--
-- QD766: maxima and rules are rebuilt from the figures that the national
-- public-service portal publishes (its own scores are met within 0.015); this is
-- not a legal text.  How the 20 points of the six digitization criteria besides
-- re-use divide among them is not public, so they stand as one criterion without
-- a rule.  A ratio counts at most 1.  Where no decision is known on a
-- denominator of zero, the variable begins at 1, so that a 0 is refused.
--
-- QD2948, QD876, QD876-BO: criteria below fields are not public, and neither is
-- how fields and sources cross.  What is known in full is given: the fields of
-- 2948, the sources of 876.  English titles are the project's.

CREATE FUNCTION par.shipped_scheme_documents(OUT document jsonb, OUT title_en text) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
    AS $function$
    VALUES ($json$
@include schemes/QD766.json
$json$::jsonb, 'Quality of service to citizens and businesses in procedures and public services, Decision 766/QĐ-TTg (2022), in full'),
    ($json$
@include schemes/QD2948.json
$json$::jsonb, 'PAR INDEX of provinces, Decision 2948/QĐ-BNV (2017), by field'),
    ($json$
@include schemes/QD876.json
$json$::jsonb, 'PAR INDEX of provinces, Decision 876/QĐ-BNV (2022), by source'),
    ($json$
@include schemes/QD876-BO.json
$json$::jsonb, 'PAR INDEX of ministries, Decision 876/QĐ-BNV (2022), by source')
$function$;
COMMENT ON FUNCTION par.shipped_scheme_documents() IS
    'internal: the scheme documents that come with the extension';

CREATE FUNCTION par.shipped_schemes(OUT code text, OUT title text, OUT title_en text) RETURNS SETOF record
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 4
    AS $$
    SELECT d.document #>> '{scheme,code}', d.document #>> '{scheme,title}', d.title_en
    FROM par.shipped_scheme_documents() d
$$;
COMMENT ON FUNCTION par.shipped_schemes() IS
    'schemes that come with the extension: code, title, title in English and extent';

CREATE FUNCTION par.shipped_scheme(code text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    found_document jsonb;
BEGIN
    SELECT d.document INTO found_document
    FROM par.shipped_scheme_documents() d
    WHERE d.document #>> '{scheme,code}' = shipped_scheme.code;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no scheme "%" comes with the extension', shipped_scheme.code
            USING ERRCODE = 'invalid_parameter_value',
                HINT = format('There are %s.', (SELECT string_agg(s.code, ', ') FROM par.shipped_schemes() s));
    END IF;
    RETURN found_document;
END
$$;
COMMENT ON FUNCTION par.shipped_scheme(text) IS
    'document of a scheme that comes with the extension, for import_scheme of a registry. 22023 if there is none of that code';
