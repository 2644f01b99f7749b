
CREATE PROCEDURE par.registry_survey()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_survey() IS 'internal: survey of a registry';
