
CREATE PROCEDURE par.registry_results()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_results() IS 'internal: results of a registry';
