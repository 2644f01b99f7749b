
-- ---------------------------------------------------------------------------
-- Registry: who is at work, and with which duties
-- ---------------------------------------------------------------------------
--
-- Whoever creates a registry works alone in it, with all rights of an owner.  Others are let
-- in by duties (table member): grant_duty gives a role the privileges of a duty, policies show
-- it the rows that are its business, and what moves something asks for the duty first.
--
-- What moves something is a procedure with the rights of the owner, in three steps: the
-- registry is where its functions look for it, the actor has the duty, then the work is done
-- by a function of the same name behind an underscore.  The three steps, and whatever policies
-- ask, are bound to their objects when they are created (BEGIN ATOMIC) and not looked up by
-- name: a schema that was renamed by ALTER SCHEMA leads nobody astray.

CREATE PROCEDURE par.registry_members()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION actor() RETURNS name
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE current_setting('role') WHEN 'none' THEN session_user ELSE current_setting('role')::name END;
COMMENT ON FUNCTION actor() IS
    'the role on whose behalf the session acts: what SET ROLE has made it, else who logged in; the same inside functions that have the rights of the owner';

CREATE OR REPLACE FUNCTION _is_owner() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT pg_has_role(actor(), c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = 'member'::regclass);
COMMENT ON FUNCTION _is_owner() IS 'internal: whether the actor is the owner of the registry, one of its members, or a superuser: nothing is refused to these';

CREATE OR REPLACE FUNCTION has_duty(duties text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _is_owner()
           OR EXISTS (SELECT FROM member m JOIN pg_roles o ON o.rolname = m.role_name
                      WHERE m.duty = ANY (duties) AND pg_has_role(actor(), o.oid, 'USAGE'));
END;
COMMENT ON FUNCTION has_duty(text[]) IS
    'whether the actor, or a role whose rights it has, has one of the duties; the owner of the registry has all';

CREATE OR REPLACE FUNCTION my_agencies() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT coalesce(array_agg(DISTINCT m.agency), '{}')
    FROM member m JOIN pg_roles o ON o.rolname = m.role_name
    WHERE m.duty = 'submitter' AND m.agency IS NOT NULL AND pg_has_role(actor(), o.oid, 'USAGE');
END;
COMMENT ON FUNCTION my_agencies() IS 'agencies for which the actor, or a role whose rights it has, has duty submitter';

CREATE OR REPLACE FUNCTION _my_roles() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT ARRAY(SELECT DISTINCT m.role_name FROM member m JOIN pg_roles o ON o.rolname = m.role_name WHERE pg_has_role(actor(), o.oid, 'USAGE'));
END;
COMMENT ON FUNCTION _my_roles() IS 'internal: roles with a duty whose rights the actor has';

CREATE OR REPLACE FUNCTION _my_lineage() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    WITH RECURSIVE back AS (
        SELECT unnest(my_agencies()) AS code
        UNION
        SELECT s.predecessor FROM back b JOIN succession s ON s.successor = b.code
    )
    SELECT coalesce(array_agg(b.code), '{}') FROM back b;
END;
COMMENT ON FUNCTION _my_lineage() IS 'internal: my_agencies, and those that they carry on';

CREATE OR REPLACE FUNCTION _sees_whole_rounds() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN has_duty('{admin,appraiser,analyst}');
COMMENT ON FUNCTION _sees_whole_rounds() IS 'internal: whether the actor sees all agencies of rounds that are not published';

-- What policies of rows ask, once a statement.

CREATE OR REPLACE FUNCTION _shown_schemes() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT ARRAY(SELECT s.code FROM scheme s WHERE s.status <> 'draft' OR s.in_consultation OR (SELECT has_duty('{admin,analyst}')));
END;
COMMENT ON FUNCTION _shown_schemes() IS 'internal: schemes that the actor sees: all but drafts that are not in consultation, which admins and analysts see';

CREATE OR REPLACE FUNCTION _released_rounds(stage text) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT ARRAY(SELECT r.code FROM round r
                 WHERE r.stage = 'published' OR _released_rounds.stage = 'appraisal' AND r.stage IN ('explanation', 'review', 'scored'));
END;
COMMENT ON FUNCTION _released_rounds(text) IS
    'internal: rounds whose agencies see what they were given at a stage: appraisals from stage explanation on, reviews once the round is published';

CREATE OR REPLACE FUNCTION _published_rounds() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT ARRAY(SELECT DISTINCT p.round FROM publication p);
END;
COMMENT ON FUNCTION _published_rounds() IS 'internal: rounds with a published revision';

-- Refusals.

CREATE OR REPLACE FUNCTION _require_home(place regclass, first_schema name) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
    AS $$
BEGIN
    PERFORM par.require_place((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = place), first_schema);
END
$$;
COMMENT ON FUNCTION _require_home(regclass, name) IS 'internal: 55000 unless a table of the registry is in the schema in which its functions look first';

CREATE OR REPLACE FUNCTION _require_duty(duties text[], agency text DEFAULT NULL) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    needed CONSTANT text := array_to_string(duties, ' or ');
BEGIN
    IF has_duty(array_remove(duties, 'submitter')) OR 'submitter' = ANY (duties) AND (agency = ANY (my_agencies()) OR agency IS NULL AND my_agencies() <> '{}') THEN
        RETURN;
    END IF;
    RAISE EXCEPTION 'must have duty %', concat_ws(' for agency ', needed, CASE WHEN 'submitter' = ANY (duties) THEN '"' || agency || '"' END)
        USING ERRCODE = 'insufficient_privilege',
            DETAIL = format('Role "%s" has %s.', actor(), coalesce(
                (SELECT string_agg(DISTINCT concat_ws(' for agency ', 'duty ' || m.duty, '"' || m.agency || '"'), ', ')
                 FROM member m JOIN pg_roles o ON o.rolname = m.role_name WHERE pg_has_role(actor(), o.oid, 'USAGE')), 'no duty')),
            HINT = 'whoami() tells what a role may do; grant_duty(role, duty, agency) gives it a duty.';
END
$$;
COMMENT ON FUNCTION _require_duty(text[], text) IS
    'internal: 42501 unless the actor has one of the duties; that of a submitter for the agency, or where that is NULL for any';

-- Sums, ranks and lists of a part of a round would be wrong.  Who has the rights of the owner
-- sees all; who enters for agencies, what these entered, and all of them once it is published.
CREATE OR REPLACE FUNCTION _is_shown(of_round text, agencies text[], basis text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN NOT row_security_active('participant') OR _sees_whole_rounds()
           OR coalesce(agencies <@ my_agencies(), false)
              AND (basis = 'self' OR EXISTS (SELECT FROM round r WHERE r.code = of_round AND r.stage = 'published'));
END
$$;
COMMENT ON FUNCTION _is_shown(text, text[], text) IS
    'internal: whether the actor sees all that there is of agencies, or with NULL of a round, on a basis: official, appraisal or self';

CREATE OR REPLACE FUNCTION _require_whole_round(round text, agencies text[] DEFAULT NULL, basis text DEFAULT 'official') RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    IF NOT _is_shown(round, agencies, basis) THEN
        RAISE EXCEPTION 'round "%" cannot be computed by role "%"', round, actor()
            USING ERRCODE = 'insufficient_privilege',
                DETAIL = 'It does not see all that counts: sums and ranks of a part would be wrong.',
                HINT = 'Once the round is published, view ranking shows its results.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_whole_round(text, text[], text) IS
    'internal: 42501 for who does not see all that is to be computed of a round, or of agencies of it, on a basis';

-- The aggregates of the survey, whose answers are for few.
CREATE OR REPLACE FUNCTION _require_survey(round text, agencies text[]) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF (agencies <@ my_agencies() AND EXISTS (SELECT FROM round r WHERE r.code = _require_survey.round AND r.stage = 'published')) IS NOT TRUE THEN
        PERFORM _require_duty('{admin,appraiser,analyst}');
    END IF;
END
$$;
COMMENT ON FUNCTION _require_survey(text, text[]) IS
    'internal: 42501 unless the actor sees whole rounds, or the agencies are his and the round is published';

-- Rows for imports are those of who loaded them.
FOREACH part IN ARRAY '{import_agency,import_row,import_result,import_item}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN loaded_by SET DEFAULT actor()', part);
END LOOP;

END
$template$;
COMMENT ON PROCEDURE par.registry_members() IS 'internal: who is at work in a registry, and with which duties';
