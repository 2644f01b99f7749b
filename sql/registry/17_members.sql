
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
-- by a function of the same name behind an underscore.  The three steps, and what policies ask,
-- are bound to their objects when they are created (BEGIN ATOMIC, RETURN) and not looked up by
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

-- Functions of an index or a materialized view are run by who maintains it, autovacuum among
-- them: a superuser, on whose behalf nobody else shall read or write.  Whatever asks for duties
-- asks for that first.
CREATE OR REPLACE FUNCTION _acts_for_itself() RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN par.registry_acts_for_itself();
END
$$;
COMMENT ON FUNCTION _acts_for_itself() IS 'internal: true; 42501 where what is at work in the course of maintenance is not that of the actor';

CREATE OR REPLACE FUNCTION _is_owner() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT pg_has_role(actor(), c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = 'member'::regclass);
COMMENT ON FUNCTION _is_owner() IS 'internal: whether the actor is the owner of the registry, one of its members, or a superuser: nothing is refused to these';

-- A role is known by its name, which outlives it.  What it was granted with its first duty, the
-- use of the schema, does not: a later role of the same name has nothing of it.
CREATE OR REPLACE FUNCTION _holders() RETURNS TABLE (role oid, role_name text, duty text, agency text)
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT o.oid, m.role_name, m.duty, m.agency
    FROM member m JOIN pg_roles o ON o.rolname = m.role_name
    CROSS JOIN (SELECT n.nspacl, n.nspowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = 'member'::regclass) n
    WHERE aclcontains(n.nspacl, makeaclitem(o.oid, n.nspowner, 'USAGE', false));
END;
COMMENT ON FUNCTION _holders() IS 'internal: duties of roles that still are those to which they were granted';

-- What policies ask for each statement, of the table that is bound in the policy.
CREATE OR REPLACE FUNCTION _has_duty(place regclass, duties text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN par.registry_has_duty(place, duties);
END
$$;
COMMENT ON FUNCTION _has_duty(regclass, text[]) IS 'internal: has_duty, for policies; place is the table member';

CREATE OR REPLACE FUNCTION _my_agencies(place regclass) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN par.registry_agencies(place, false);
END
$$;
COMMENT ON FUNCTION _my_agencies(regclass) IS 'internal: my_agencies, for policies; place is the table member';

CREATE OR REPLACE FUNCTION _shown_agencies(place regclass) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN par.registry_agencies(place, true);
END
$$;
COMMENT ON FUNCTION _shown_agencies(regclass) IS 'internal: agencies whose rows the actor sees, NULL: all of them, for policies; place is the table member';

CREATE OR REPLACE FUNCTION has_duty(duties text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN _has_duty('member'::regclass, duties);
COMMENT ON FUNCTION has_duty(text[]) IS
    'whether the actor, or a role whose rights it has, has one of the duties; the owner of the registry has all';

CREATE OR REPLACE FUNCTION my_agencies() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN _my_agencies('member'::regclass);
COMMENT ON FUNCTION my_agencies() IS 'agencies for which the actor, or a role whose rights it has, has duty submitter';

CREATE OR REPLACE FUNCTION _my_roles() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT ARRAY(SELECT DISTINCT h.role_name FROM _holders() h WHERE pg_has_role(actor(), h.role, 'USAGE'));
END;
COMMENT ON FUNCTION _my_roles() IS 'internal: roles with a duty whose rights the actor has';

CREATE OR REPLACE FUNCTION _lineage(agencies text[]) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    WITH RECURSIVE back AS (
        SELECT unnest(agencies) AS code
        UNION
        SELECT s.predecessor FROM back b JOIN succession s ON s.successor = b.code
    )
    SELECT coalesce(array_agg(b.code), '{}') FROM back b;
END;
COMMENT ON FUNCTION _lineage(text[]) IS 'internal: agencies, and those that they carry on';

CREATE OR REPLACE FUNCTION _sees_whole_rounds() RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN has_duty('{admin,appraiser,analyst}');
COMMENT ON FUNCTION _sees_whole_rounds() IS 'internal: whether the actor sees all agencies of rounds that are not published';

-- What policies of rows ask, once a statement.

-- Whether all are shown is asked by the policy, in the name of who reads.
CREATE OR REPLACE FUNCTION _shown_schemes(drafts boolean, consulted boolean) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT ARRAY(SELECT s.code FROM scheme s WHERE s.status <> 'draft' OR s.in_consultation AND consulted OR drafts);
END;
COMMENT ON FUNCTION _shown_schemes(boolean, boolean) IS 'internal: schemes, without drafts; but with all of them, or with those that are in consultation';

CREATE OR REPLACE FUNCTION _released(are_all boolean) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT CASE WHEN are_all THEN NULL
                ELSE ARRAY(SELECT s.stage || '/' || r.code FROM round r CROSS JOIN (VALUES ('appraisal'), ('review')) s (stage)
                           WHERE r.stage = 'published' OR s.stage = 'appraisal' AND r.stage IN ('explanation', 'review', 'scored')) END;
END;
COMMENT ON FUNCTION _released(boolean) IS
    'internal: stage/round of what agencies see of what they were given: appraisals from stage explanation on, reviews once the round is published; NULL: all of them';

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
                (SELECT string_agg(DISTINCT concat_ws(' for agency ', 'duty ' || h.duty, '"' || h.agency || '"'), ', ')
                 FROM _holders() h WHERE pg_has_role(actor(), h.role, 'USAGE')), 'no duty')),
            HINT = 'whoami() tells what a role may do; grant_duty(role, duty, agency) gives it a duty.';
END
$$;
COMMENT ON FUNCTION _require_duty(text[], text) IS
    'internal: 42501 unless the actor has one of the duties; that of a submitter for the agency, or where that is NULL for any';

-- A transaction whose snapshot is older than a revocation goes on seeing the duty: it must not
-- go on writing by it.  The lock is given back at once, and keeps nobody from revoking.
CREATE OR REPLACE FUNCTION _require_duties_kept() RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    PERFORM FROM member m WHERE m.role_name = ANY (_my_roles()) FOR KEY SHARE;
    RAISE EXCEPTION USING ERRCODE = 'PAR00', MESSAGE = 'duties are kept';
EXCEPTION WHEN SQLSTATE 'PAR00' THEN
    NULL;
END
$$;
COMMENT ON FUNCTION _require_duties_kept() IS 'internal: 40001 where a duty of the actor was revoked after the snapshot of the transaction was taken';

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
    IF NOT coalesce(agencies <@ my_agencies(), false) THEN
        PERFORM _require_duty('{admin,appraiser,analyst}');
    ELSIF NOT _sees_whole_rounds() AND NOT EXISTS (SELECT FROM round r WHERE r.code = _require_survey.round AND r.stage = 'published') THEN
        RAISE EXCEPTION 'the survey of round "%" is not shown yet', _require_survey.round
            USING ERRCODE = 'insufficient_privilege', DETAIL = 'Agencies see what they were given once the round is published.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_survey(text, text[]) IS
    'internal: 42501 unless the actor sees whole rounds, or the agencies are his and the round is published';

-- Rows for imports are those of who loaded them.
FOREACH part IN ARRAY '{import_agency,import_row,import_criterion,import_variable,import_answer,import_result,import_item}'::text[] LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN loaded_by SET DEFAULT CASE WHEN _acts_for_itself() THEN actor() END', part);
END LOOP;

-- ---------------------------------------------------------------------------
-- language

CREATE OR REPLACE FUNCTION _language(asked text DEFAULT NULL) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN par.language(_language.asked, (SELECT r.language FROM registry r));
END
$$;
COMMENT ON FUNCTION _language(text) IS
    'internal: the language in which something is told: the one that is asked for, else that of the session, else that of the registry. 22023 for another one';

-- Views that named par.say would go with the extension.
CREATE OR REPLACE FUNCTION _said(message jsonb, language text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN par.say(_said.message, _said.language);
END
$$;
COMMENT ON FUNCTION _said(jsonb, text) IS 'internal: par.say, for views';

CREATE OR REPLACE FUNCTION _set_language(language text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
BEGIN
    IF language IS NULL THEN
        RAISE EXCEPTION 'the language is missing'
            USING ERRCODE = 'null_value_not_allowed', HINT = 'It can be vi or en.';
    END IF;
    UPDATE registry r SET language = par.language(_set_language.language);
END
$$;
COMMENT ON FUNCTION _set_language(text) IS 'internal: what set_language does';
CREATE OR REPLACE PROCEDURE set_language(language text)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _set_language(language);
END;
COMMENT ON PROCEDURE set_language(text) IS
    'sets the language in which the registry tells officials what they read: vi (as it is at first) or en. A session may have another (SET par.language), and functions take one as their last argument. Admins may. 22023 for another one, 22004 for NULL';

END
$template$;
COMMENT ON PROCEDURE par.registry_members() IS 'internal: who is at work in a registry, and with which duties';
