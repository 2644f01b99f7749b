
CREATE PROCEDURE par.registry_views()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_views() IS 'internal: views of a registry';
