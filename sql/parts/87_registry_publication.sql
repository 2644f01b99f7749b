
CREATE PROCEDURE par.registry_publication()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_publication() IS 'internal: publication of a registry';
