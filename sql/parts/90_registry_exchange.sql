
CREATE PROCEDURE par.registry_exchange()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_exchange() IS 'internal: exchange of a registry';
