
CREATE PROCEDURE par.registry_assessment()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_assessment() IS 'internal: assessment of a registry';
