
-- ---------------------------------------------------------------------------
-- Registry: which duty may do what
-- ---------------------------------------------------------------------------
--
-- A duty is three things: privileges on tables, columns, views and functions, which
-- grant_duty gives; policies, which say of which rows; and what the calls ask for.  Policies
-- are not forced on the owner of the tables: pg_dump and what has its rights see all.
--
-- Tables that only admins write and everybody reads have no policies: agency, agency_alias, imported_round and what hangs on it, succession,
-- node and what hangs on it, stage_window, publication, result, result_part.  Neither have
-- those that COPY fills, which refuses tables with policies: survey_answer, that admins and
-- analysts alone read, and those for imports, of which each sees his rows by views.

CREATE PROCEDURE par.registry_access()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part text;
    command text;
    policy record;
BEGIN

PERFORM par.require_registry_build();

-- ---------------------------------------------------------------------------
-- rows

-- What stands in (SELECT ...) is asked once a statement; each costs time to plan, so that few
-- answer much.  Agencies NULL: all of them are shown.
FOR policy IN
    SELECT * FROM (VALUES
        -- schemes: drafts are for admins and analysts until they are in consultation
        ('scheme', 'see', 'SELECT', 'code = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('criterion', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('variable', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('grade', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('respondent_group', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('survey_question', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('answer_option', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        ('feed', 'see', 'SELECT', 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])', NULL),
        -- comments: one's own, all of them once the scheme is decided
        ('comment', 'see', 'SELECT', '(SELECT _has_duty(''member'', ''{admin,analyst}'')) OR entered_by = (SELECT actor()) OR scheme IN (SELECT s.code FROM scheme s WHERE s.status <> ''draft'')', NULL),
        ('comment', 'enter', 'INSERT', NULL, 'scheme = ANY ((SELECT _shown_schemes(_has_duty(''member'', ''{admin,analyst}''), _has_duty(''member'', ''{submitter,appraiser}'')))::text[])'),
        -- rounds: readers see those that were published
        ('round', 'see', 'SELECT', '(SELECT _has_duty(''member'', ''{admin,submitter,appraiser,analyst}'')) OR code = ANY ((SELECT _published_rounds())::text[])', NULL),
        -- agencies of rounds, and what is known of each: their own
        ('participant', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('target', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('zero_missing', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('exemption', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('exempt_leaf', 'see', 'SELECT', '(agency = '''' OR agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('round_event', 'see', 'SELECT', '(coalesce(agency, '''') = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('grade_cap', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[]) AND ''review/'' || round = ANY ((SELECT _released(_shown_agencies(''member'') IS NULL))::text[])) IS NOT FALSE', NULL),
        ('survey_score', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[]) AND ''review/'' || round = ANY ((SELECT _released(_shown_agencies(''member'') IS NULL))::text[])) IS NOT FALSE', NULL),
        ('result_item', 'see', 'SELECT', 'agency = ANY ((SELECT _lineage(_my_agencies(''member'')))::text[]) OR (SELECT _sees_whole_rounds())', NULL),
        -- what concerns all of them
        ('delegation', 'see', 'SELECT', '(SELECT _sees_whole_rounds())', NULL),
        ('peer_term', 'see', 'SELECT', '(SELECT _sees_whole_rounds())', NULL),
        ('tally', 'see', 'SELECT', '(SELECT _sees_whole_rounds())', NULL),
        ('collect_run', 'see', 'SELECT', '(SELECT _sees_whole_rounds()) OR run_by = (SELECT actor())', NULL),
        ('stale_tally', 'see', 'SELECT', '(SELECT _sees_whole_rounds())', NULL),
        -- assessments: one's own self-assessments; what came of them once it is released
        ('assessment', 'see', 'SELECT',
         '(agency = ANY ((SELECT _shown_agencies(''member''))::text[]) AND (stage = ''self'' OR stage || ''/'' || round = ANY ((SELECT _released(_shown_agencies(''member'') IS NULL))::text[]))) IS NOT FALSE', NULL),
        ('assessment', 'submit', 'WRITE', 'stage = ''self'' AND agency = ANY ((SELECT _my_agencies(''member''))::text[])', NULL),
        ('assessment', 'appraise', 'WRITE', 'stage <> ''self'' AND (SELECT _has_duty(''member'', ''{admin,appraiser}''))', NULL),
        ('evidence', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('evidence', 'submit', 'WRITE', 'agency = ANY ((SELECT _my_agencies(''member''))::text[])', NULL),
        ('explanation', 'see', 'SELECT', '(agency = ANY ((SELECT _shown_agencies(''member''))::text[])) IS NOT FALSE', NULL),
        ('explanation', 'explain', 'INSERT', NULL, 'question IS NULL AND agency = ANY ((SELECT _my_agencies(''member''))::text[])'),
        ('explanation', 'answer', 'UPDATE', 'agency = ANY ((SELECT _my_agencies(''member''))::text[])', NULL),
        ('explanation', 'withdraw', 'DELETE', 'question IS NULL AND agency = ANY ((SELECT _my_agencies(''member''))::text[])', NULL),
        ('explanation', 'ask', 'INSERT', NULL, 'question IS NOT NULL AND answer IS NULL AND (SELECT _has_duty(''member'', ''{admin,appraiser}''))'),
        ('explanation', 'ask_otherwise', 'UPDATE', 'question IS NOT NULL AND (SELECT _has_duty(''member'', ''{admin,appraiser}''))', NULL),
        ('explanation', 'ask_no_more', 'DELETE', 'question IS NOT NULL AND (SELECT _has_duty(''member'', ''{admin,appraiser}''))', NULL),
        ('exemption', 'propose', 'INSERT', NULL, 'status = ''proposed'' AND agency = ANY ((SELECT _my_agencies(''member''))::text[])'
         ' AND EXISTS (SELECT FROM round r JOIN scheme s ON s.code = r.scheme WHERE r.code = exemption.round AND r.stage <> ''review'')'),
        ('exemption', 'withdraw', 'DELETE', 'status = ''proposed'' AND agency = ANY ((SELECT _my_agencies(''member''))::text[])', NULL),
        -- members: oneself, and those whose rights one has
        ('member', 'see', 'SELECT', '(SELECT _has_duty(''member'', ''{admin,analyst}'')) OR role_name = ANY ((SELECT _my_roles())::text[])', NULL))
        p (relation, name, command, visible, allowed)
    UNION ALL
    SELECT t, 'administer', 'WRITE', '(SELECT _has_duty(''member'', ''{admin}''))', NULL
    FROM unnest('{scheme,criterion,variable,grade,respondent_group,survey_question,answer_option,comment,round,participant,target,zero_missing,'
                'exemption,grade_cap,delegation}'::text[]) t
LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', policy.relation);
    -- a policy for all commands would be asked for reading too
    FOR command IN SELECT c FROM unnest(CASE policy.command WHEN 'WRITE' THEN '{INSERT,UPDATE,DELETE}' ELSE ARRAY[policy.command] END) c LOOP
        part := policy.name || CASE policy.command WHEN 'WRITE' THEN '_' || lower(command) ELSE '' END;
        EXECUTE format('DROP POLICY IF EXISTS %I ON %I', part, policy.relation);
        EXECUTE format('CREATE POLICY %I ON %I FOR %s', part, policy.relation, command)
                || coalesce(CASE command WHEN 'INSERT' THEN ' WITH CHECK (' ELSE ' USING (' END || policy.visible || ')', '')
                || coalesce(' WITH CHECK (' || policy.allowed || ')', '');
    END LOOP;
END LOOP;

-- ---------------------------------------------------------------------------
-- privileges

-- Beside these, and beside rights on what is theirs to see, all but readers may execute what
-- has no other rights than they: functions that read, and those that these call.
CREATE OR REPLACE FUNCTION _privileges() RETURNS TABLE (duties text[], privilege text, object text)
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$
    SELECT p.duties::text[], p.privilege, trim(o)
    FROM (VALUES
        -- reading
        ('{admin,submitter,appraiser,analyst,reader}', 'SELECT', 'registry, agency, succession, scheme, criterion, variable, grade, node, publication, result_part, ranking, field_index, source_index, trend, shown_round, leaf, member, imported_round, imported_result, imported_ranking'),
        ('{reader}', 'SELECT (code, scheme, year, title, stage, revision, survey_held, published_at, recorded)', 'round'),
        ('{reader}', 'SELECT (round, revision, agency, agency_name, agency_name_en, league, ranked, points, max_points, bonus, penalty, exact_index, par_index, rank, number_ranked, rank_change, index_change, grade)', 'result'),
        ('{admin,submitter,appraiser,analyst}', 'SELECT', 'round, result, result_item, node_need, scheme_tree, answer_option, respondent_group, survey_question, stage_window, participant, target, zero_missing, exemption, exempt_leaf, round_event, grade_cap, survey_score, evidence, explanation, comment, delegation, stale_tally, agency_alias, feed, collect_run, collect_problem, score, score_sheet, gap, progress, todo, doubtful_input, ranking_by_basis, open_question, owed_entry, consultation, scheme_problem'),
        ('{submitter}', 'SELECT (round, agency, criterion, stage, inputs, points, note, assessed_by, assessed_at, not_applicable, by_hand, decided_on, taken_over)', 'assessment'),
        ('{admin,appraiser,analyst}', 'SELECT', 'assessment, peer_term, tally, official_assessment'),
        ('{admin,appraiser,analyst}', 'SELECT', 'imported_document'),
        ('{admin}', 'DELETE', 'imported_round'),
        ('{admin,analyst}', 'SELECT', 'survey_answer, change_log, change_row, change_commit, log_seal'),
        ('{admin,submitter,appraiser}', 'SELECT', 'import_problem, import_plan'),
        -- entering
        ('{admin,submitter,appraiser}', 'INSERT (round, agency, criterion, stage, inputs, points, note), UPDATE (inputs, points, note), DELETE', 'assessment'),
        ('{submitter}', 'INSERT (round, agency, criterion, title, uri, sha256, issued_by, issued_on, pages), UPDATE (title, uri, sha256, issued_by, issued_on, pages), DELETE', 'evidence'),
        ('{submitter}', 'INSERT (round, agency, criterion, answer), UPDATE (answer), DELETE', 'explanation'),
        ('{admin,appraiser}', 'INSERT (round, agency, criterion, question, due_at), UPDATE (question, due_at), DELETE', 'explanation'),
        ('{submitter}', 'INSERT (round, agency, criterion, reason), DELETE', 'exemption'),
        ('{admin,submitter,appraiser,analyst}', 'INSERT (scheme, criterion, author, body, proposed_max_points, proposed_rule)', 'comment'),
        ('{admin,submitter,appraiser}', 'INSERT (round, agency, criterion, stage, variable, value, points, note)', 'import_row'),
        ('{admin,submitter,appraiser}', 'SELECT, UPDATE, DELETE', 'own_import_row'),
        -- running the registry
        ('{admin}', 'SELECT, UPDATE, DELETE', 'own_import_agency, own_import_criterion, own_import_variable, own_import_answer, own_import_result, own_import_item'),
        ('{admin}', 'INSERT (scheme, code, parent, title, title_en, kind, max_points, method, source, rule, step, not_applicable, continues, guidance, evidence_required, position)', 'import_criterion'),
        ('{admin}', 'INSERT (scheme, criterion, name, title, title_en, kind, choices, min_value, max_value, max_variable, excess)', 'import_variable'),
        ('{admin}', 'INSERT (round, agency, question, respondent, respondent_group, option, weight, stratum, cluster, population)', 'import_answer'),
        ('{admin}', 'INSERT (code, name, name_en, kind, parent, valid_from, valid_to, attributes)', 'import_agency'),
        ('{admin}', 'INSERT (round, agency, agency_name, league, unranked_reason, points, max_points, bonus, penalty, par_index, rank, number_ranked, rank_change, index_change, grade)', 'import_result'),
        ('{admin}', 'INSERT (round, agency, criterion, source, points, max_points, part_index, rank, not_applicable, variable, value)', 'import_item'),
        ('{admin}', 'INSERT, UPDATE, DELETE', 'agency, agency_alias, succession, criterion, variable, grade, respondent_group, survey_question, answer_option, stage_window, target, grade_cap, delegation, survey_answer'),
        ('{admin}', 'INSERT (code, title, legal_basis, agency_kind, revises, decimals, point_decimals, tie_rule, tie_keys, rank_on, bonus_cap, penalty_cap, index_cap, adjustment_base, graded, in_consultation), '
                    'UPDATE (code, title, legal_basis, agency_kind, revises, decimals, point_decimals, tie_rule, tie_keys, rank_on, bonus_cap, penalty_cap, index_cap, adjustment_base, graded, in_consultation), DELETE', 'scheme'),
        ('{admin}', 'INSERT (code, scheme, year, title, survey_held), UPDATE (scheme, year, title, survey_held), DELETE', 'round'),
        ('{admin}', 'INSERT (round, agency, league, ranked, unranked_reason, inclusion_reason), UPDATE (league, ranked, unranked_reason, inclusion_reason), DELETE', 'participant'),
        ('{admin}', 'INSERT (round, agency, criterion, reason, status), UPDATE (reason, status), DELETE', 'exemption'),
        ('{admin}', 'INSERT (round, agency, reason), UPDATE (reason), DELETE', 'zero_missing'),
        ('{admin}', 'UPDATE (resolution, resolved_note), DELETE', 'comment'),
        -- what has the rights of the owner, and asks by itself
        ('{admin,submitter,appraiser,analyst,reader}', 'EXECUTE', 'actor, has_duty, my_agencies, whoami, _language, _acts_for_itself, _has_duty, _my_agencies, _is_owner, _my_roles, _sees_whole_rounds, _shown_schemes, _published_rounds, _current_results, _part_standings'),
        -- what makes the page of a round, of what a reader is shown
        ('{reader}', 'EXECUTE', 'report, _page, _page_options, _page_basis, _page_results, _with_results, _leaf_measures, _part_measures, _page_leagues, _page_sections, _page_style, _page_top, _page_header, _page_facts, _page_end, _ranking_section, _grade_key, '
                     '_fields_section, _self_section, _intervals_section, _swaps_text, _survey_section, _trend_section, _changes_section, _method_section, _corrected_table, _scheme_table, _rule_lines, _term_title, _rule_declarations, _rule_terms, '
                     '_expression_within, _variable_within, _is_context_term, _is_about_others, _criterion_of_points, _points_term, _tell, _label, _message, _in_languages, _sentence, _name_in, _figure, _plain_figure, _signed_figure, _moment, _when, _head_cell, _heading, '
                     '_paragraph, _figures, _facts, _bar, _list, _criterion_head, _heat_cell, _section, _table_top, _table_end, _rows_of_a_table, _league_heading, _league_tables, _is_chosen, _has_chosen, _exactly, _require_round, _previous_round, _no_such, _spelling, _says'),
        ('{admin,submitter,appraiser,analyst}', 'EXECUTE', '_shown_agencies, _lineage, _released, _shares_anew, log_head, survey_points, survey_estimate, survey_shortfall, _context_shown'),
        ('{submitter}', 'EXECUTE', 'submit, answer'),
        ('{admin,submitter,appraiser}', 'EXECUTE', 'import, clear_import, collect_rows, collect_failure'),
        ('{admin,appraiser,analyst}', 'EXECUTE', 'as_of, history'),
        ('{admin,analyst}', 'EXECUTE', 'seal_log'),
        ('{admin,appraiser}', 'EXECUTE', 'ask, take_over, return_submission'),
        ('{admin}', 'EXECUTE', 'advance, reopen, correct, abandon_correction, rescore, publish, record_published, approve_scheme, reopen_scheme, retire_scheme, revise_scheme, resolve_comment, import_scheme, import_round, set_language, grant_duty, revoke_duty'))
        p (duties, privilege, objects)
    CROSS JOIN LATERAL unnest(string_to_array(p.objects, ',')) o
$$;
COMMENT ON FUNCTION _privileges() IS 'internal: privileges on tables, views, columns and functions, by name, that go with duties';

CREATE OR REPLACE FUNCTION _grants(duty text) RETURNS TABLE (privilege text, object text)
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 'USAGE', format('SCHEMA %I', current_schema())
    UNION ALL
    SELECT p.privilege, 'TABLE ' || string_agg(quote_ident(p.object), ', ')
    FROM _privileges() p WHERE _grants.duty = ANY (p.duties) AND p.privilege <> 'EXECUTE'
    GROUP BY p.privilege
    UNION ALL
    SELECT 'EXECUTE', 'ROUTINE ' || string_agg(DISTINCT f.oid::regprocedure::text, ', ')
    FROM pg_proc f
    WHERE f.pronamespace = quote_ident(current_schema())::regnamespace AND f.prorettype <> 'trigger'::regtype
      AND (EXISTS (SELECT FROM _privileges() p WHERE _grants.duty = ANY (p.duties) AND p.privilege = 'EXECUTE' AND p.object = f.proname)
           OR _grants.duty <> 'reader' AND NOT f.prosecdef
              AND EXISTS (SELECT FROM template_object t WHERE t.kind = 'routine' AND t.identity = f.oid::regprocedure::text)
              -- what procedures with the rights of the owner do, and what writes for them
              AND NOT EXISTS (SELECT FROM pg_proc g WHERE g.pronamespace = f.pronamespace AND g.prosecdef AND g.proname = substr(f.proname, 2) AND f.proname LIKE '\_%'));
END
$$;
COMMENT ON FUNCTION _grants(text) IS 'internal: what grant_duty grants, as GRANT and REVOKE take it';

-- ---------------------------------------------------------------------------
-- duties

-- The registry acts for others with the rights of its owner: never those of a superuser, nor
-- of somebody who logs in.
CREATE OR REPLACE FUNCTION _require_handed_over() RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    o record;
BEGIN
    SELECT r.rolname, r.rolsuper, r.rolcanlogin INTO o
    FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.oid = 'member'::regclass;
    IF o.rolsuper OR o.rolcanlogin THEN
        RAISE EXCEPTION 'registry "%" is not handed over yet', current_schema()
            USING ERRCODE = 'object_not_in_prerequisite_state',
                DETAIL = format('It belongs to role "%s", which %s: what acts for others must belong to a role that cannot.', o.rolname,
                                CASE WHEN o.rolsuper THEN 'is a superuser' ELSE 'can log in' END),
                HINT = format(E'CREATE ROLE %I NOLOGIN;\nCALL par.give_registry(%L, %L);', left(current_schema(), 57) || '_owner', current_schema(), left(current_schema(), 57) || '_owner');
    END IF;
END
$$;
COMMENT ON FUNCTION _require_handed_over() IS 'internal: 55000 while the registry belongs to a superuser or to a role that can log in';

CREATE OR REPLACE FUNCTION _require_grantee(role text, duty text, agency text) RETURNS void
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    IF _require_grantee.duty IS NULL OR _require_grantee.duty NOT IN ('admin', 'submitter', 'appraiser', 'analyst', 'reader') THEN
        RAISE EXCEPTION 'there is no duty %', coalesce('"' || _require_grantee.duty || '"', 'null')
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'The duties are admin, submitter, appraiser, analyst and reader.';
    ELSIF _require_grantee.role IS NULL THEN
        RAISE EXCEPTION 'the name of a role is missing'
            USING ERRCODE = 'invalid_parameter_value';
    ELSIF _require_grantee.agency IS NOT NULL AND _require_grantee.duty <> 'submitter' THEN
        RAISE EXCEPTION 'duty % is not one for an agency', _require_grantee.duty
            USING ERRCODE = 'invalid_parameter_value', DETAIL = format('Role "%s", agency "%s".', _require_grantee.role, _require_grantee.agency),
                HINT = 'A submitter enters for an agency.';
    END IF;
END
$$;
COMMENT ON FUNCTION _require_grantee(text, text, text) IS 'internal: 22023 for what is no duty, and an agency of another than a submitter';

-- A role that is a member of another with the duty has its privileges already: what is granted
-- for hundreds of agencies need not stand hundreds of times beside each table.
CREATE OR REPLACE FUNCTION _has_privileges(role text, duty text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
BEGIN
    RETURN EXISTS (SELECT FROM _holders() h
                   WHERE h.duty = _has_privileges.duty AND h.role_name <> _has_privileges.role
                     AND pg_has_role(_has_privileges.role, h.role, 'USAGE'));
END
$$;
COMMENT ON FUNCTION _has_privileges(text, text) IS 'internal: whether a role has the privileges of a duty by being a member of another role with it';

CREATE OR REPLACE FUNCTION _owns_registry(role text) RETURNS boolean
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN (SELECT pg_get_userbyid(c.relowner) = _owns_registry.role FROM pg_class c WHERE c.oid = 'member'::regclass);
END
$$;
COMMENT ON FUNCTION _owns_registry(text) IS 'internal: whether a role is the owner of the registry, by whose rights it works';

CREATE OR REPLACE FUNCTION _give_privileges(role text, duty text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    g record;
BEGIN
    -- by itself: what it has as a member of another may go
    IF NOT EXISTS (SELECT FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
                   WHERE n.nspname = 'par' AND a.privilege_type = 'USAGE' AND a.grantee IN (0, quote_ident(_give_privileges.role)::regrole)) THEN
        EXECUTE format('GRANT USAGE ON SCHEMA par TO %I', _give_privileges.role);
    END IF;
    IF NOT has_schema_privilege(_give_privileges.role, 'par', 'USAGE') THEN
        RAISE EXCEPTION 'role "%" may not use schema par', _give_privileges.role
            USING ERRCODE = 'insufficient_privilege',
                HINT = format('Its owner may say GRANT USAGE ON SCHEMA par TO %I.', _give_privileges.role);
    END IF;
    -- by this it is known
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), _give_privileges.role);
    IF _has_privileges(_give_privileges.role, _give_privileges.duty) THEN
        RETURN;
    END IF;
    FOR g IN SELECT * FROM _grants(_give_privileges.duty) LOOP
        EXECUTE format('GRANT %s ON %s TO %I', g.privilege, g.object, _give_privileges.role);
    END LOOP;
END
$$;
COMMENT ON FUNCTION _give_privileges(text, text) IS 'internal: grants the privileges of a duty to a role, unless it has them as a member of another';

CREATE OR REPLACE FUNCTION _grant_duty(role text, duty text, agency text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT SET client_min_messages = notice
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM _require_handed_over();
    PERFORM _require_grantee(_grant_duty.role, _grant_duty.duty, _grant_duty.agency);
    IF NOT EXISTS (SELECT FROM pg_roles o WHERE o.rolname = _grant_duty.role) THEN
        PERFORM _no_such(format('role "%s" does not exist', _grant_duty.role), _grant_duty.role, ARRAY(SELECT o.rolname::text FROM pg_roles o));
    ELSIF _grant_duty.agency IS NOT NULL AND NOT EXISTS (SELECT FROM agency g WHERE g.code = _grant_duty.agency) THEN
        PERFORM _no_such(format('agency "%s" does not exist', _grant_duty.agency), _grant_duty.agency, ARRAY(SELECT g.code FROM agency g));
    ELSIF _owns_registry(_grant_duty.role) THEN
        RAISE EXCEPTION 'role "%" owns the registry', _grant_duty.role
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'Nothing is refused to it, and whatever is revoked from it the registry itself would lack.';
    END IF;
    PERFORM pg_advisory_xact_lock('member'::regclass::oid::integer, 0);
    DELETE FROM member m
    WHERE m.role_name = _grant_duty.role AND NOT EXISTS (SELECT FROM _holders() h WHERE h.role_name = _grant_duty.role);
    IF FOUND THEN
        RAISE NOTICE 'duties of an earlier role "%" are gone', _grant_duty.role;
    END IF;
    INSERT INTO member (role_name, duty, agency, granted_by) VALUES (_grant_duty.role, _grant_duty.duty, _grant_duty.agency, actor())
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE NOTICE 'role "%" has duty %', _grant_duty.role, concat_ws(' for agency ', _grant_duty.duty, '"' || _grant_duty.agency || '"');
    ELSIF _grant_duty.duty = 'submitter' AND _grant_duty.agency IS NULL THEN
        RAISE NOTICE 'role "%" enters for no agency by itself', _grant_duty.role
            USING DETAIL = 'Its members do for those that they are granted.';
    END IF;
    -- once more does no harm: what was revoked by hand comes back
    PERFORM _give_privileges(_grant_duty.role, _grant_duty.duty);
END
$$;
COMMENT ON FUNCTION _grant_duty(text, text, text) IS 'internal: what grant_duty does';
CREATE OR REPLACE PROCEDURE grant_duty(role text, duty text, agency text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _grant_duty(role, duty, agency);
END;
COMMENT ON PROCEDURE grant_duty(text, text, text) IS
    'gives a role, and so its members, a duty: admin (runs the registry), submitter (enters for the agency; without one a group whose members have their own), appraiser, analyst (reads everything), reader (what is published), with the privileges that it needs. Admins may. 55000 until the registry was handed over by par.give_registry, 22023 for another duty, and for its owner, 42704 for an unknown role or agency';

CREATE OR REPLACE FUNCTION _revoke_duty(role text, duty text, agency text) RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
#variable_conflict use_column
DECLARE
    kept text[];
    holders jsonb;
    g record;
    other record;
BEGIN
    PERFORM _require_grantee(_revoke_duty.role, _revoke_duty.duty, _revoke_duty.agency);
    PERFORM pg_advisory_xact_lock('member'::regclass::oid::integer, 0);
    DELETE FROM member m
    WHERE m.role_name = _revoke_duty.role AND m.duty = _revoke_duty.duty AND (_revoke_duty.agency IS NULL OR m.agency = _revoke_duty.agency);
    IF NOT FOUND THEN
        PERFORM _no_such(format('role "%s" has no duty %s', _revoke_duty.role, concat_ws(' for agency ', _revoke_duty.duty, '"' || _revoke_duty.agency || '"')),
                         _revoke_duty.role, ARRAY(SELECT m.role_name FROM member m WHERE m.duty = _revoke_duty.duty));
    END IF;
    IF _revoke_duty.duty = 'admin' AND NOT EXISTS (SELECT FROM _holders() h WHERE h.duty = 'admin') THEN
        RAISE WARNING 'registry "%" has no admin any more', current_schema()
            USING HINT = 'Its owner, and superusers, may grant the duty again.';
    END IF;
    kept := ARRAY(SELECT DISTINCT m.duty FROM member m WHERE m.role_name = _revoke_duty.role);
    -- a registry may have been given to who had a duty in it
    IF _revoke_duty.duty = ANY (kept) OR _owns_registry(_revoke_duty.role) OR NOT EXISTS (SELECT FROM pg_roles o WHERE o.rolname = _revoke_duty.role) THEN
        RETURN;
    END IF;
    -- what other duties need, and those who had their privileges as its members
    holders := (SELECT jsonb_agg(DISTINCT jsonb_build_object('role_name', h.role_name, 'duty', h.duty)) FROM _holders() h
                WHERE h.role_name = _revoke_duty.role OR h.duty = _revoke_duty.duty AND pg_has_role(h.role, _revoke_duty.role, 'USAGE'));
    FOR g IN SELECT * FROM _grants(_revoke_duty.duty) LOOP
        EXECUTE format('REVOKE %s ON %s FROM %I', g.privilege, g.object, _revoke_duty.role);
    END LOOP;
    -- other registries of the same owner need it too
    IF kept = '{}' AND NOT EXISTS (SELECT FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
                                   WHERE n.nspname <> 'par' AND a.grantee = quote_ident(_revoke_duty.role)::regrole
                                     AND a.grantor = (SELECT c.relowner FROM pg_class c WHERE c.oid = 'member'::regclass)) THEN
        EXECUTE format('REVOKE USAGE ON SCHEMA par FROM %I', _revoke_duty.role);
    END IF;
    FOR other IN SELECT h.* FROM jsonb_to_recordset(holders) h (role_name text, duty text) LOOP
        PERFORM _give_privileges(other.role_name, other.duty);
    END LOOP;
END
$$;
COMMENT ON FUNCTION _revoke_duty(text, text, text) IS 'internal: what revoke_duty does';
CREATE OR REPLACE PROCEDURE revoke_duty(role text, duty text, agency text DEFAULT NULL)
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT _require_home('registry'::regclass, current_schema());
    SELECT _require_duty('{admin}');
    SELECT _revoke_duty(role, duty, agency);
END;
COMMENT ON PROCEDURE revoke_duty(text, text, text) IS
    'takes a duty from a role, of a submitter for one agency or without it for all, and the privileges that no other duty of it needs, at once also in sessions that are open. Admins may. 22023 for another duty, 42704 if it has none such';

CREATE OR REPLACE FUNCTION whoami() RETURNS TABLE (role_name text, duty text, agency text, agency_name text, may text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT
BEGIN ATOMIC
    SELECT actor()::text AS role_name, 'owner'::text AS duty, NULL::text AS agency, NULL::text AS agency_name,
           'everything: nothing is refused to who has the rights of the owner'::text AS may
    WHERE _is_owner()
    UNION ALL
    SELECT m.role_name, m.duty, m.agency, g.name,
           CASE m.duty
           WHEN 'admin' THEN 'run the registry: schemes, rounds, participants, decisions, surveys, publication, duties; appraise'
           WHEN 'submitter' THEN coalesce('enter for ' || g.name || ': self-assessments, evidence, answers, proposals of exemptions; submit; comment on drafts; see its appraisal from stage explanation on, and its points once they are published',
                                          'nothing yet: members of this role enter for their agencies')
           WHEN 'appraiser' THEN 'see all that is entered; appraise and review what is not delegated to others; ask, return submissions'
           WHEN 'analyst' THEN 'read everything, drafts and answers of the survey among it; write nothing but comments'
           ELSE 'read published rankings and their parts' END
    FROM _holders() m
    LEFT JOIN agency g ON g.code = m.agency
    WHERE m.role_name = ANY (_my_roles())
    ORDER BY 2, 1, 3;
END;
COMMENT ON FUNCTION whoami() IS 'duties of the actor, by which role it has each, and what it may do; no rows: nothing';

END
$template$;
COMMENT ON PROCEDURE par.registry_access() IS 'internal: which duty may do what, in a registry';
