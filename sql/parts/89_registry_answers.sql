
CREATE PROCEDURE par.registry_answers()
    LANGUAGE plpgsql
    AS $template$
BEGIN
END
$template$;
COMMENT ON PROCEDURE par.registry_answers() IS 'internal: answers of a registry';
