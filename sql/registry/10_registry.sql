
-- ---------------------------------------------------------------------------
-- Registry: the yearly exercise as a schema of ordinary objects
-- ---------------------------------------------------------------------------
--
-- A registry is a schema of tables, views and functions that belong to who
-- created it.  Nothing in it is a member of the extension: pg_dump dumps it
-- like any other schema, and it can be extended.  Its objects are written as
-- plain DDL in the procedures par.registry_... of the parts that follow; these
-- run with the new schema first in the search path, and every function they
-- create keeps that path (SET search_path FROM CURRENT).
--
-- What of it hangs on the extension are two generated columns (criterion.rule,
-- comment.rule) and the triggers that score assessments, see to what follows and log, so that
-- DROP EXTENSION without CASCADE is refused, and with CASCADE takes no more than these.

CREATE FUNCTION par.registry_template_version() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT '1.0'$$;
COMMENT ON FUNCTION par.registry_template_version() IS
    'version of the registries that this version of par_index builds';

-- The parts of the template make objects in whatever schema comes first: never by
-- hand, where this would be that of somebody else's tables.
CREATE FUNCTION par.require_registry_build() RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $function$
BEGIN
    IF coalesce(current_setting('par_index.building', true), '') <> 'on' THEN
        RAISE EXCEPTION 'parts of a registry are not built one by one'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'par.create_registry(name) builds a registry, par.upgrade_registry(name) renews one.';
    END IF;
END
$function$;
COMMENT ON FUNCTION par.require_registry_build() IS 'internal: 55000 unless create_registry or upgrade_registry is at work';

-- A schema that was renamed by ALTER SCHEMA leaves functions whose search path names a schema
-- that anybody may create, and fill with tables and operators of his own.  What works with
-- the rights of the owner therefore looks first where it is.  Nothing here, or in the call,
-- can be taken the place of.
CREATE FUNCTION par.require_place(name name, first_schema name) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $function$
BEGIN
    IF name IS DISTINCT FROM first_schema THEN
        RAISE EXCEPTION 'registry "%" was not renamed by par.rename_registry', name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = 'Its functions look for the tables in a schema of another name.',
                HINT = format('CALL par.rename_registry(%L, %L) mends that; with another name it is renamed besides.', name, name);
    END IF;
END
$function$;
COMMENT ON FUNCTION par.require_place(name, name) IS 'internal: 55000 unless a registry is the schema in which its functions look first';

-- After INSERT, UPDATE and DELETE, once a statement.  What the function needs to tell apart is
-- UPDATE alone: changed_rows are those that were added, changed or removed, old_rows what
-- those that were changed had been.
CREATE PROCEDURE par.registry_statement_triggers(relation text, prefix text, call text)
    LANGUAGE plpgsql
    AS $procedure$
DECLARE
    action record;
BEGIN
    PERFORM par.require_registry_build();
    FOR action IN
        SELECT * FROM (VALUES ('INSERT', 'inserted', 'NEW TABLE AS changed_rows'),
                              ('UPDATE', 'updated', 'OLD TABLE AS old_rows NEW TABLE AS changed_rows'),
                              ('DELETE', 'deleted', 'OLD TABLE AS changed_rows')) a (event, suffix, tables)
    LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s',
                       prefix || '_' || action.suffix, action.event, relation, action.tables, call);
    END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE par.registry_statement_triggers(text, text, text) IS
    'internal: creates the triggers prefix_inserted, prefix_updated and prefix_deleted of a table of a registry';

-- Tables are created once, and keep their rows: here stands what has become of them since,
-- version by version.  Everything else is built anew.
CREATE PROCEDURE par.registry_migrate(version integer[])
    LANGUAGE plpgsql
    AS $procedure$
BEGIN
    PERFORM par.require_registry_build();
    IF version < '{1,0}' THEN
        -- sums are computed when they are asked for
        DELETE FROM tally;
        ALTER TABLE tally ADD COLUMN IF NOT EXISTS unscored integer NOT NULL;
        COMMENT ON COLUMN tally.unscored IS 'number of leaves that apply and have no points';
        ALTER TABLE participant ADD COLUMN IF NOT EXISTS inclusion_reason text CONSTRAINT "inclusion_reason is given" CHECK (inclusion_reason ~ '\S');
        COMMENT ON COLUMN participant.inclusion_reason IS 'why it takes part although it is of another kind than the scheme assesses, or does not exist at the end of the year';
        ALTER TABLE publication ADD COLUMN IF NOT EXISTS log_head text;
        COMMENT ON COLUMN publication.log_head IS 'head of the log of changes when it was published; NULL: nothing was sealed';
        ALTER TABLE registry ADD COLUMN IF NOT EXISTS language text NOT NULL DEFAULT 'vi' CONSTRAINT registry_language_check CHECK (language IN ('vi', 'en'));
        COMMENT ON TABLE registry IS 'one row: the version of par_index that this registry was built with, and its language';
        COMMENT ON COLUMN registry.language IS 'language of what officials read: vi or en; set_language changes it';
        IF to_regclass('change_log') IS NULL THEN
            CALL par.registry_log_tables();
        END IF;
        IF to_regclass('feed') IS NULL THEN
            CALL par.registry_feed_tables();
        END IF;
        IF to_regclass('import_answer') IS NULL THEN
            CALL par.registry_sheet_tables();
        END IF;
        IF to_regclass('imported_round') IS NULL THEN
            CALL par.registry_round_tables();
        END IF;
    END IF;
END
$procedure$;
COMMENT ON PROCEDURE par.registry_migrate(integer[]) IS
    'internal: brings the tables of a registry of an older version to those of the template';

-- Runs the parts of the template in the schema.  What can be made anew is
-- replaced, tables are created once.
CREATE PROCEDURE par.registry_build(name text, is_new boolean)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    -- bodies are tested, and may name what a later part creates
    SET check_function_bodies = off SET client_min_messages = warning
    -- as the bodies are written
    SET standard_conforming_strings = on
    AS $procedure$
DECLARE
    known oid[] := ARRAY(SELECT p.oid FROM pg_proc p WHERE p.pronamespace = quote_ident(name)::regnamespace);
    routine regprocedure;
    type regtype;
BEGIN
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    PERFORM set_config('par_index.building', 'on', true);

    IF is_new THEN
        CALL par.registry_tables();
    ELSE
        CALL par.registry_migrate(string_to_array(par.registry_version(name), '.')::integer[]);
    END IF;
    CALL par.registry_words();
    CALL par.registry_members();
    CALL par.registry_derived_columns();
    CALL par.registry_scheme();
    CALL par.registry_nodes();
    CALL par.registry_assessment();
    CALL par.registry_survey();
    CALL par.registry_stages();
    CALL par.registry_results();
    CALL par.registry_tally();
    CALL par.registry_publication();
    CALL par.registry_history();
    CALL par.registry_views();
    CALL par.registry_answers();
    CALL par.registry_page();
    CALL par.registry_report();
    CALL par.registry_agency_report();
    CALL par.registry_exchange();
    CALL par.registry_sheets();
    CALL par.registry_rounds();
    CALL par.registry_feeds();
    CALL par.registry_log();
    CALL par.registry_access();
    PERFORM set_config('par_index.building', '', true);

    -- a backslash is one, whatever the session says
    FOR routine IN
        SELECT p.oid FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace = quote_ident(name)::regnamespace AND l.lanname IN ('sql', 'plpgsql') AND p.proconfig IS NOT NULL AND strpos(p.prosrc, E'\\') > 0
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET standard_conforming_strings = on', routine);
    END LOOP;

    -- what was there before keeps its privileges
    FOR routine IN
        SELECT p.oid FROM pg_proc p
        WHERE NOT is_new AND p.pronamespace = quote_ident(name)::regnamespace AND p.oid <> ALL (known)
    LOOP
        EXECUTE format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', routine);
    END LOOP;
    IF is_new THEN
        EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA %I FROM PUBLIC', name);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM PUBLIC', name);
        FOR type IN
            SELECT t.oid FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid
            WHERE t.typnamespace = quote_ident(name)::regnamespace AND c.relkind = 'c'
        LOOP
            EXECUTE format('REVOKE ALL ON TYPE %s FROM PUBLIC', type);
        END LOOP;
    END IF;
END
$procedure$;
COMMENT ON PROCEDURE par.registry_build(text, boolean) IS
    'internal: what create_registry and upgrade_registry have in common';

CREATE PROCEDURE par.create_registry(name text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $procedure$
BEGIN
    IF current_setting('server_version_num')::integer < 150000 THEN
        RAISE EXCEPTION 'a registry needs PostgreSQL 15 or later'
            USING ERRCODE = 'feature_not_supported',
                DETAIL = format('This server is PostgreSQL %s.', current_setting('server_version')),
                HINT = 'The types, functions and aggregates of par_index work without a registry.';
    END IF;
    IF name IS NULL OR name = '' THEN
        RAISE EXCEPTION 'the name of a registry is missing'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF octet_length(name) > 63 THEN
        RAISE EXCEPTION 'the name of a registry is too long'
            USING ERRCODE = 'name_too_long',
                DETAIL = format('"%s" has %s bytes; a schema name has at most 63.', name, octet_length(name));
    END IF;

    EXECUTE format('CREATE SCHEMA %I', name);
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', name,
                   'registry of par_index: schemes, rounds, assessments and results of administrative-reform indices');
    CALL par.registry_build(name, true);
    EXECUTE format('INSERT INTO %I.registry (version) VALUES (%L)', name, par.registry_template_version());
    EXECUTE format('INSERT INTO %I.template_object SELECT o.kind, o.identity FROM par.registry_objects(%L) o', name, name);
END
$procedure$;
COMMENT ON PROCEDURE par.create_registry(text) IS
    'creates a registry: a schema of that name with tables, views and functions that belong to the caller, who needs CREATE on the database. 0A000 before PostgreSQL 15, 42P06 if the schema exists';

-- The version of a registry, or an error that says that there is none.
CREATE FUNCTION par.registry_version(name text) RETURNS text
    LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp
    AS $function$
DECLARE
    version text;
BEGIN
    IF to_regclass(format('%I.registry', name)) IS NULL OR to_regclass(format('%I.result_item', name)) IS NULL THEN
        RAISE EXCEPTION 'there is no registry "%"', name
            USING ERRCODE = 'invalid_schema_name',
                HINT = 'par.create_registry creates one.';
    END IF;
    EXECUTE format('SELECT version FROM %I.registry', name) INTO version;
    RETURN version;
END
$function$;
COMMENT ON FUNCTION par.registry_version(text) IS
    'version of par_index that the registry was built with or last upgraded to. 3F000 if there is no such registry';

-- What there is in a registry, and what of it others rely on.
CREATE FUNCTION par.registry_objects(name text) RETURNS TABLE (kind text, identity text, definition text)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $function$
DECLARE
    schema oid := quote_ident(name)::regnamespace;
BEGIN
    -- types of the registry are told without its name
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    RETURN QUERY
    SELECT 'routine', p.oid::regprocedure::text,
           concat_ws(' ', p.prokind, pg_get_function_result(p.oid), (SELECT string_agg(a.name, ',' ORDER BY a.place)
                                                                     FROM unnest(p.proargnames) WITH ORDINALITY a (name, place)))
    FROM pg_proc p WHERE p.pronamespace = schema
    UNION ALL
    SELECT 'trigger', format('%I.%I', c.relname, t.tgname), t.tgfoid::regproc::text
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = schema AND NOT t.tgisinternal
    UNION ALL
    -- NOT NULL is told of columns
    SELECT 'constraint', format('%I.%I', c.relname, k.conname), pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = schema AND c.relkind = 'r' AND k.contype IN ('p', 'u', 'f', 'c') AND k.conparentid = 0
    UNION ALL
    SELECT 'policy', format('%I.%I', c.relname, y.polname),
           concat_ws(' ', y.polcmd, CASE WHEN NOT y.polpermissive THEN 'restrictive' END, y.polroles::text,
                     pg_get_expr(y.polqual, y.polrelid), 'check ' || pg_get_expr(y.polwithcheck, y.polrelid))
    FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid
    WHERE c.relnamespace = schema
    UNION ALL
    SELECT 'view', quote_ident(c.relname),
           (SELECT string_agg(format('%I %s, ', a.attname, format_type(a.atttypid, a.atttypmod)), '' ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)
    FROM pg_class c WHERE c.relnamespace = schema AND c.relkind = 'v'
    UNION ALL
    SELECT 'column', format('%I.%I', c.relname, a.attname),
           concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END, nullif(a.attgenerated, ''))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = schema AND c.relkind IN ('r', 'c', 'v') AND a.attnum > 0 AND NOT a.attisdropped;
END
$function$;
COMMENT ON FUNCTION par.registry_objects(text) IS
    'internal: routines, triggers, policies, constraints, views and columns of a registry, with what others rely on: results and names of arguments, columns, types, what policies say';

-- What has left the template, or cannot be replaced as it is: triggers and all policies, then
-- views, then routines, which those use.  Functions that are bound to one that goes are made
-- anew as well.
CREATE PROCEDURE par.registry_drop_outdated(name text, template jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on
    AS $procedure$
DECLARE
    object record;
    dependents text;
BEGIN
    -- template_object is that of the registry
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    FOR object IN
        SELECT o.kind, o.identity, left(o.definition, 1) AS routine_kind, split_part(o.identity, '.', 1) AS relation
        FROM par.registry_objects(name) o
        JOIN template_object t USING (kind, identity)
        WHERE o.kind IN ('trigger', 'policy', 'view', 'routine')
          AND (NOT template ? concat_ws(' ', o.kind, o.identity)
               OR o.kind = 'routine' AND template ->> concat_ws(' ', o.kind, o.identity) <> o.definition
               OR o.kind = 'policy'
               -- a view may get columns behind those that it has
               OR o.kind = 'view' AND NOT starts_with(template ->> concat_ws(' ', o.kind, o.identity), o.definition))
        ORDER BY array_position('{trigger,policy,view,routine}', o.kind), o.identity
    LOOP
        BEGIN
            IF object.kind IN ('trigger', 'policy') THEN
                EXECUTE format('DROP %s %s ON %I.%s', object.kind, substr(object.identity, length(object.relation) + 2), name, object.relation);
            ELSIF object.kind = 'view' THEN
                EXECUTE format('DROP VIEW %I.%s', name, object.identity);
            ELSIF object.routine_kind = 'a' THEN
                EXECUTE format('DROP AGGREGATE %I.%s', name, object.identity);
            ELSIF to_regprocedure(object.identity) IS NOT NULL THEN
                EXECUTE (
                    WITH RECURSIVE bound AS (
                        SELECT to_regprocedure(object.identity)::oid AS routine
                        UNION
                        SELECT p.oid
                        FROM bound b
                        JOIN pg_depend d ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = b.routine AND d.classid = 'pg_proc'::regclass
                        JOIN pg_proc p ON p.oid = d.objid
                        JOIN template_object t ON t.kind = 'routine' AND t.identity = p.oid::regprocedure::text
                        WHERE p.pronamespace = quote_ident(name)::regnamespace
                    )
                    SELECT 'DROP ROUTINE ' || string_agg(b.routine::regprocedure::text, ', ') FROM bound b);
            END IF;
        EXCEPTION WHEN dependent_objects_still_exist THEN
            GET STACKED DIAGNOSTICS dependents = PG_EXCEPTION_DETAIL;
            RAISE EXCEPTION 'registry "%" cannot be upgraded', name
                USING ERRCODE = 'dependent_objects_still_exist',
                    DETAIL = format('%s %s is not part of the new version, or takes another form:%s', object.kind, object.identity, E'\n' || dependents),
                    HINT = 'Drop what depends on it, upgrade, then create it anew.';
        END;
    END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE par.registry_drop_outdated(text, jsonb) IS
    'internal: drops what upgrade_registry could not replace; 2BP01 naming what depends on it';

-- What others were granted on routines and views, by which it can be granted again.
CREATE FUNCTION par.registry_grants(name text) RETURNS TABLE (kind text, identity text, privilege text, grantee text, grantable boolean)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $function$
DECLARE
    schema oid := quote_ident(name)::regnamespace;
BEGIN
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    RETURN QUERY
    SELECT o.kind, o.identity, a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.is_grantable
    FROM (SELECT 'ROUTINE' AS kind, p.oid::regprocedure::text AS identity, p.proacl AS acl, p.proowner AS owner
          FROM pg_proc p WHERE p.pronamespace = schema
          UNION ALL
          SELECT 'TABLE', quote_ident(c.relname), c.relacl, c.relowner
          FROM pg_class c WHERE c.relnamespace = schema AND c.relkind = 'v') o
    CROSS JOIN LATERAL aclexplode(o.acl) a
    WHERE a.grantee <> o.owner;
END
$function$;
COMMENT ON FUNCTION par.registry_grants(text) IS 'internal: privileges that others than the owner have on routines and views of a registry';

-- What had to be dropped has lost them.
CREATE PROCEDURE par.registry_grant_again(name text, grants jsonb)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $procedure$
DECLARE
    lost record;
BEGIN
    PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', name), true);
    FOR lost IN
        SELECT g.* FROM jsonb_to_recordset(grants) g (kind text, identity text, privilege text, grantee text, grantable boolean)
        WHERE CASE g.kind WHEN 'ROUTINE' THEN to_regprocedure(g.identity) IS NOT NULL ELSE to_regclass(g.identity) IS NOT NULL END
        EXCEPT
        SELECT n.* FROM par.registry_grants(name) n
    LOOP
        EXECUTE format('GRANT %s ON %s %s TO %s%s', lost.privilege, lost.kind, lost.identity, lost.grantee,
                       CASE WHEN lost.grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE par.registry_grant_again(text, jsonb) IS 'internal: grants what registry_grants told before, where it is not granted any more';

-- Everything in the schema, what users added too.
CREATE PROCEDURE par.registry_set_owner(name text, owner name)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $procedure$
DECLARE
    change text;
BEGIN
    FOR change IN
        SELECT format('SCHEMA %I', name) FROM pg_namespace n WHERE n.nspname = name AND pg_get_userbyid(n.nspowner) <> owner
        UNION ALL
        -- sequences of identity columns go with their tables
        SELECT format('%s %I.%I', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                                                 WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, name, c.relname)
        FROM pg_class c
        WHERE c.relnamespace = quote_ident(name)::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND pg_get_userbyid(c.relowner) <> owner
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('i', 'a') AND c.relkind = 'S')
        UNION ALL
        SELECT format('ROUTINE %s', p.oid::regprocedure)
        FROM pg_proc p WHERE p.pronamespace = quote_ident(name)::regnamespace AND pg_get_userbyid(p.proowner) <> owner
        UNION ALL
        SELECT format('%s %I.%I', CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, name, t.typname)
        FROM pg_type t
        WHERE t.typnamespace = quote_ident(name)::regnamespace AND t.typtype IN ('d', 'e', 'r') AND pg_get_userbyid(t.typowner) <> owner
    LOOP
        EXECUTE format('ALTER %s OWNER TO %I', change, owner);
    END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE par.registry_set_owner(text, name) IS 'internal: what give_registry does with what there is in the schema';

CREATE PROCEDURE par.give_registry(name text, role text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
    AS $procedure$
DECLARE
    o record;
BEGIN
    PERFORM par.registry_version(name);
    SELECT r.rolsuper, r.rolcanlogin INTO o FROM pg_roles r WHERE r.rolname = role;
    IF NOT FOUND OR name IS NULL THEN
        RAISE EXCEPTION 'role "%" does not exist', coalesce(role, '<NULL>')
            USING ERRCODE = 'undefined_object', HINT = format('CREATE ROLE %I NOLOGIN;', coalesce(role, left(name, 57) || '_owner'));
    ELSIF o.rolsuper OR o.rolcanlogin THEN
        RAISE EXCEPTION 'registry "%" cannot be given to role "%"', name, role
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('The role %s: what a registry does for others, it does with the rights of its owner.',
                                CASE WHEN o.rolsuper THEN 'is a superuser' ELSE 'can log in' END),
                HINT = 'It takes a role made by CREATE ROLE ... NOLOGIN.';
    END IF;
    IF NOT (SELECT pg_has_role(n.nspowner, 'USAGE') FROM pg_namespace n WHERE n.nspname = name) THEN
        RAISE EXCEPTION 'must be owner of registry "%"', name
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    CALL par.registry_set_owner(name, role);
    -- grant_duty hands it on
    IF NOT has_schema_privilege(role, 'par', 'USAGE WITH GRANT OPTION') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA par TO %I WITH GRANT OPTION', role);
        IF NOT has_schema_privilege(role, 'par', 'USAGE WITH GRANT OPTION') THEN
            RAISE EXCEPTION 'role "%" may not use schema par', role
                USING ERRCODE = 'insufficient_privilege',
                    HINT = format('The owner of that schema may say GRANT USAGE ON SCHEMA par TO %I WITH GRANT OPTION.', role);
        END IF;
    END IF;
END
$procedure$;
COMMENT ON PROCEDURE par.give_registry(text, text) IS
    'hands a registry, with all that is in its schema, over to a role that can neither log in nor is a superuser: then grant_duty lets others in. Who calls it needs to own the registry, to be a member of the role, and to own schema par or have its USAGE WITH GRANT OPTION. 3F000 if there is no such registry, 42704 if there is no such role, 55000 if the role can log in or is a superuser, 42501 otherwise';

-- A registry of the installed version is built beside, told from the one to be upgraded
-- object by object, and dropped: what would differ in the end is an error, so that an
-- upgrade succeeds as a whole or not at all.
CREATE PROCEDURE par.upgrade_registry(name text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET client_min_messages = warning SET standard_conforming_strings = on
    AS $procedure$
DECLARE
    version text := par.registry_version(name);
    owner name := (SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace n WHERE n.nspname = name);
    model text := 'par_index upgrade ' || pg_backend_pid();
    template jsonb;
    grants jsonb;
    differences text[];
BEGIN
    IF name IS NULL THEN
        RAISE EXCEPTION 'the name of a registry is missing'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF string_to_array(version, '.')::integer[] > string_to_array(par.registry_template_version(), '.')::integer[] THEN
        RAISE EXCEPTION 'registry "%" is newer than the extension', name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('The registry has version %s, the extension builds version %s.', version, par.registry_template_version()),
                HINT = 'Install the newer version of par_index, then ALTER EXTENSION par_index UPDATE.';
    END IF;
    CALL par.create_registry(model);
    SELECT jsonb_object_agg(concat_ws(' ', o.kind, o.identity), coalesce(o.definition, '')) INTO template FROM par.registry_objects(model) o;
    EXECUTE format('DROP SCHEMA %I CASCADE', model);

    SELECT coalesce(jsonb_agg(g), '[]') INTO grants FROM par.registry_grants(name) g;
    CALL par.registry_drop_outdated(name, template);
    CALL par.registry_build(name, false);
    CALL par.registry_grant_again(name, grants);

    SELECT array_agg(format('%s: %s instead of %s', t.key, coalesce(o.definition, 'missing'), t.value) ORDER BY t.key COLLATE "C")
    INTO differences
    FROM jsonb_each_text(template) t
    LEFT JOIN par.registry_objects(name) o ON concat_ws(' ', o.kind, o.identity) = t.key
    WHERE coalesce(o.definition, '') <> t.value OR o.kind IS NULL;
    IF differences IS NOT NULL THEN
        RAISE EXCEPTION 'registry "%" cannot be upgraded', name
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('It would not be what version %s builds:%s', par.registry_template_version(), E'\n' || array_to_string(differences, E'\n')),
                HINT = 'Undo what was changed in its tables, or restore its rows into a new registry.';
    END IF;
    EXECUTE format('DELETE FROM %I.template_object', name);
    EXECUTE format('INSERT INTO %I.template_object SELECT split_part(k, '' '', 1), substr(k, strpos(k, '' '') + 1) FROM jsonb_object_keys($1) k', name)
        USING template;
    EXECUTE format('UPDATE %I.registry SET version = %L, upgraded_at = now()', name, par.registry_template_version());
    -- what is new belongs to whom the rest does, and to duties what they need
    CALL par.registry_set_owner(name, owner);
    EXECUTE format('SELECT %1$I._give_privileges(h.role_name, h.duty) FROM %1$I._holders() h', name);
END
$procedure$;
COMMENT ON PROCEDURE par.upgrade_registry(text) IS
    'brings a registry to the installed version, keeping its rows, its privileges and what was added to it, and restores what DROP EXTENSION CASCADE took. What has left the template is dropped. Its owner may, with CREATE on the database. 3F000 if there is no such registry, 55000 if it is newer than the extension or would not become what a new one is, 2BP01 if something added depends on what must go, or on a view that must change otherwise than by columns behind its last';

-- Functions keep the schema in their search path, so renaming it is more than
-- ALTER SCHEMA.
CREATE PROCEDURE par.rename_registry(old_name text, new_name text)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on
    AS $procedure$
DECLARE
    routine regprocedure;
    kept text;
BEGIN
    IF old_name IS NULL OR coalesce(new_name, '') = '' THEN
        RAISE EXCEPTION 'the name of a registry is missing'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF octet_length(new_name) > 63 THEN
        RAISE EXCEPTION 'the name of a registry is too long'
            USING ERRCODE = 'name_too_long',
                DETAIL = format('"%s" has %s bytes; a schema name has at most 63.', new_name, octet_length(new_name));
    END IF;
    PERFORM par.registry_version(old_name);
    -- that of its functions may be another, after an ALTER SCHEMA by hand
    kept := (SELECT c FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace CROSS JOIN unnest(p.proconfig) c
             WHERE n.nspname = old_name AND p.proname = '_require_round' AND c LIKE 'search\_path=%, pg\_catalog, pg\_temp' LIMIT 1);
    IF new_name <> old_name THEN
        EXECUTE format('ALTER SCHEMA %I RENAME TO %I', old_name, new_name);
    END IF;
    FOR routine IN
        SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = new_name AND kept = ANY (p.proconfig)
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET search_path = %I, pg_catalog, pg_temp', routine, new_name);
    END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE par.rename_registry(text, text) IS
    'renames the schema of a registry, and the search path of its functions; with the same name twice it mends what ALTER SCHEMA has left behind. 3F000 if there is no such registry, 42P06 if the new name is taken';
