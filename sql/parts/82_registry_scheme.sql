
CREATE PROCEDURE par.registry_scheme()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_scheme() IS 'internal: scheme of a registry';
