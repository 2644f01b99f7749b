-- Who sees what, who writes what, who calls what: every duty on every table, view and routine,
-- for agencies of his own and of others, at each stage.  What is expected stands here once
-- more, in another form than the registry has it: an object that it does not know is told.
SET client_min_messages = warning;
SET jit = off;
CALL par.create_registry('reg_matrix');
SET search_path = reg_matrix;
\pset null '-'

-- ---------------------------------------------------------------------------
-- a registry in which there is something of everything: a round at each stage, called as it is
CREATE ROLE regress_matrix_admin LOGIN;
CREATE ROLE regress_matrix_a LOGIN;
CREATE ROLE regress_matrix_b LOGIN;
CREATE ROLE regress_matrix_appraiser LOGIN;
CREATE ROLE regress_matrix_delegate LOGIN;
CREATE ROLE regress_matrix_analyst LOGIN;
CREATE ROLE regress_matrix_reader LOGIN;
CREATE ROLE regress_matrix_nobody LOGIN;
-- enters for agency A as a member of a group
CREATE ROLE regress_matrix_group NOLOGIN;
CREATE ROLE regress_matrix_member LOGIN IN ROLE regress_matrix_group;
-- logs in for all of them, and has no rights by itself
CREATE ROLE regress_matrix_pool LOGIN NOINHERIT
    IN ROLE regress_matrix_admin, regress_matrix_a, regress_matrix_b, regress_matrix_appraiser, regress_matrix_delegate,
            regress_matrix_analyst, regress_matrix_reader, regress_matrix_nobody, regress_matrix_member;

INSERT INTO scheme (code, title, agency_kind, in_consultation) VALUES
    ('scheme', 'Bộ chỉ số', 'sở', true), ('draft', 'Bản thảo', 'sở', false), ('consulted', 'Bản lấy ý kiến', 'sở', true), ('other', 'Bộ khác', 'xã', false);
INSERT INTO criterion (scheme, code, parent, title, kind, max_points, method, rule_text, evidence_required, position)
SELECT s.code, c.* FROM scheme s, (VALUES
    ('1', NULL, 'Cải cách thủ tục', 'scored', 60, 'appraisal', NULL, false, 1),
    ('1.1', '1', 'So với bình quân', 'scored', 20, 'appraisal', 'a = 0: na; b / a >= peer_mean(b / a): 20; else: min(20, 20 * b / a)', true, 2),
    ('1.2', '1', 'Chấm tay', 'scored', 20, 'appraisal', NULL, false, 3),
    ('1.3', '1', 'Theo chỉ tiêu', 'scored', 20, 'appraisal', 'known(target(z)) and z >= target(z): 20; points(''1.2'') >= 10: 10; else: min(20, z)', false, 4),
    ('2', NULL, 'Tác động', 'scored', 40, 'appraisal', NULL, false, 5),
    ('2.1', '2', 'Hài lòng', 'scored', 20, 'survey', NULL, false, 6),
    ('2.2', '2', 'Lãnh đạo đánh giá', 'scored', 20, 'rating', NULL, false, 7),
    ('T', NULL, 'Thưởng', 'bonus', 5, 'rating', NULL, false, 8)) c (code, parent, title, kind, max_points, method, rule_text, evidence_required, position);
INSERT INTO variable (scheme, criterion, name, title, kind, max_variable, excess)
SELECT s.code, v.* FROM scheme s, (VALUES ('1.1', 'a', 'Hồ sơ', 'count', NULL, 'refused'), ('1.1', 'b', 'Đúng hạn', 'count', 'a', 'noted'),
                                          ('1.3', 'z', 'Kết quả', 'count', NULL, 'refused')) v (criterion, name, title, kind, max_variable, excess);
INSERT INTO respondent_group SELECT code, '2.1', g, 1, 3 FROM scheme, unnest('{citizens,firms}'::text[]) g;
INSERT INTO survey_question SELECT code, '2.1', 'Q', 'Có hài lòng?', 1 FROM scheme;
INSERT INTO answer_option SELECT code, o, s FROM scheme, (VALUES ('good', 1), ('poor', 0.2)) v (o, s);
INSERT INTO grade (scheme, label, min_index) SELECT code, l, m FROM scheme, (VALUES ('Tốt', 70), ('Khá', 0)) v (l, m);
INSERT INTO agency (code, name, kind, valid) VALUES ('A', 'Sở A', 'sở', '(,)'), ('B', 'Sở B', 'sở', '(,)'), ('C', 'Sở C', 'sở', '(,)'), ('E', 'Sở E', 'sở', '(,)'),
    ('D', 'Sở D', 'sở', '(,2020-01-01)');
INSERT INTO succession VALUES ('D', 'A', '2020-01-01');
CALL test.hand_over('reg_matrix');
CALL grant_duty('regress_matrix_admin', 'admin');
CALL grant_duty('regress_matrix_a', 'submitter', 'A');
CALL grant_duty('regress_matrix_b', 'submitter', 'B');
CALL grant_duty('regress_matrix_group', 'submitter', 'A');
CALL grant_duty('regress_matrix_appraiser', 'appraiser');
CALL grant_duty('regress_matrix_delegate', 'appraiser');
CALL grant_duty('regress_matrix_analyst', 'analyst');
CALL grant_duty('regress_matrix_reader', 'reader');
-- comments, of those who may
INSERT INTO comment (scheme, criterion, author, body) SELECT code, '1.1', 'Chủ trì', 'Nên bỏ' FROM scheme;
CREATE PROCEDURE comment_as(role name, schemes text[]) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', role);
    INSERT INTO reg_matrix.comment (scheme, criterion, author, body) SELECT s, '1.2', role, 'Ý kiến' FROM unnest(schemes) s;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
END $$;
CALL comment_as('regress_matrix_a', '{scheme,consulted}');
CALL comment_as('regress_matrix_b', '{scheme,consulted}');
CALL comment_as('regress_matrix_appraiser', '{consulted}');
CALL comment_as('regress_matrix_analyst', '{scheme,draft}');
DROP PROCEDURE comment_as(name, text[]);
UPDATE comment SET resolution = 'accepted' WHERE scheme = 'scheme';
CALL approve_scheme('scheme');
CALL approve_scheme('other');
INSERT INTO round (code, scheme, year, title) VALUES
    ('recorded', 'scheme', 2018, 'Năm 2018'), ('published', 'scheme', 2019, 'Năm 2019'), ('corrected', 'scheme', 2020, 'Năm 2020'), ('scored', 'scheme', 2021, 'Năm 2021'),
    ('review', 'scheme', 2022, 'Năm 2022'), ('explanation', 'scheme', 2023, 'Năm 2023'), ('appraisal', 'scheme', 2024, 'Năm 2024'),
    ('self_assessment', 'scheme', 2025, 'Năm 2025'), ('setup', 'scheme', 2026, 'Năm 2026');

-- a year that was published before
INSERT INTO import_result (round, agency, par_index, rank, grade) VALUES ('recorded', 'A', '80', '2', 'Tốt'), ('recorded', 'B', '81', '1', 'Tốt'), ('recorded', 'D', '60', '3', 'Khá');
INSERT INTO import_item (round, agency, criterion, points, not_applicable)
SELECT 'recorded', a, c, CASE WHEN c <> '1.3' THEN '12' END, CASE WHEN c = '1.3' THEN 'true' END
FROM unnest('{A,B,D}'::text[]) a, unnest('{1.1,1.2,1.3,2.2}'::text[]) c;
CALL record_published('recorded', '2019-03-01', 'Báo cáo số 1');

-- those that are played here: what is entered for A, B and C (and D, which A carries on) at each
-- stage.  E hands in nothing, which counts 0; C is exempt from a criterion, B proposes to be.
CREATE PROCEDURE play(round text, up_to text) LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    fourth text := CASE WHEN round = 'published' THEN 'D' ELSE 'E' END;
BEGIN
    INSERT INTO participant (round, agency, league) SELECT play.round, a, CASE WHEN a IN ('A', 'B', 'D') THEN 'main' ELSE 'second' END FROM unnest(ARRAY['A', 'B', 'C', fourth]) a;
    INSERT INTO target SELECT play.round, a, '1.3', 'z', v FROM (VALUES ('A', '5'::jsonb), ('B', '50')) t (a, v);
    INSERT INTO exemption (round, agency, criterion, reason, status)
    VALUES (play.round, 'C', '1.3', 'không có', 'accepted'), (play.round, NULL, 'T', 'năm nay không thưởng', 'accepted');
    INSERT INTO stage_window VALUES (play.round, 'survey', '-infinity', 'infinity');
    INSERT INTO delegation VALUES (play.round, '1.2', 'regress_matrix_delegate');
    IF up_to = 'setup' THEN RETURN; END IF;
    CALL advance(round);
    INSERT INTO assessment (round, agency, criterion, stage, inputs, points)
    SELECT play.round, p.agency, v.c, 'self', v.i, v.p
    FROM participant p, (VALUES ('1.1', '{"a": 10, "b": 8}'::jsonb, NULL), ('1.2', NULL, 15), ('1.3', '{"z": 7}', NULL)) v (c, i, p)
    WHERE p.round = play.round AND p.agency <> 'E' AND (p.agency <> 'C' OR v.c <> '1.3');
    UPDATE assessment s SET inputs = '{"a": 10, "b": 11}' WHERE s.round = play.round AND s.agency = 'B' AND s.criterion = '1.1';
    INSERT INTO evidence (round, agency, criterion, title) SELECT play.round, p.agency, '1.1', 'Báo cáo của ' || p.agency FROM participant p WHERE p.round = play.round AND p.agency <> 'E';
    INSERT INTO explanation (round, agency, criterion, answer) SELECT play.round, p.agency, '1.2', 'Giải trình của ' || p.agency FROM participant p WHERE p.round = play.round AND p.agency <> 'E';
    INSERT INTO exemption (round, agency, criterion, reason) VALUES (play.round, 'B', '1.3', 'đề nghị miễn');
    IF fourth = 'E' THEN INSERT INTO zero_missing (round, agency, reason) VALUES (play.round, 'E', 'không nộp báo cáo'); END IF;
    INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option)
    SELECT play.round, p.agency, 'Q', p.agency || 'người' || n, g, CASE WHEN n < 3 THEN 'good' ELSE 'poor' END
    FROM participant p, unnest('{citizens,firms}'::text[]) WITH ORDINALITY s (g, k), generate_series(3 * k - 2, 3 * k - (p.agency = 'B' AND up_to IN ('self_assessment', 'appraisal', 'explanation', 'review'))::integer) n WHERE p.round = play.round;
    IF up_to = 'self_assessment' THEN
        INSERT INTO zero_missing (round, agency, reason) VALUES (play.round, 'B', 'có thể không nộp');
        RETURN;
    END IF;
    CALL submit(round, 'A'); CALL submit(round, 'B'); CALL submit(round, 'C');
    IF fourth = 'D' THEN CALL submit(round, 'D'); END IF;
    DELETE FROM exemption x WHERE x.round = play.round AND x.status = 'proposed' AND up_to <> 'appraisal';
    CALL advance(round);
    CALL take_over(round);
    UPDATE assessment s SET points = 12, note = 'chấm thấp hơn' WHERE s.round = play.round AND s.criterion = '1.2' AND s.stage = 'appraisal';
    INSERT INTO assessment (round, agency, criterion, stage, points) SELECT play.round, p.agency, '2.2', 'appraisal', 14 FROM participant p WHERE p.round = play.round AND p.agency <> 'E';
    INSERT INTO grade_cap VALUES (play.round, 'B', 'Khá', 'bị kỷ luật'), (play.round, 'A', 'Tốt', 'cảnh cáo');
    CALL ask(round, 'A', '1.1', 'A: vì sao?');
    CALL ask(round, 'B', '1.1', 'B: vì sao?');
    IF up_to = 'appraisal' THEN
        CALL return_submission(round, 'A', 'bổ sung');
        RETURN;
    END IF;
    CALL advance(round);
    IF up_to = 'explanation' THEN RETURN; END IF;
    UPDATE explanation x SET answer = x.agency || ' trả lời' WHERE x.round = play.round AND x.question IS NOT NULL;
    CALL advance(round);
    INSERT INTO assessment (round, agency, criterion, stage, points, note) SELECT play.round, a, '1.2', 'review', 13, 'xem lại' FROM unnest('{A,B}'::text[]) a;
    IF up_to = 'review' THEN CALL ask(round, 'A', '1.2', 'A: còn gì?'); RETURN; END IF;
    CALL advance(round);
    IF up_to = 'scored' THEN RETURN; END IF;
    CALL publish(round);
    IF up_to = 'corrected' THEN
        CALL correct(round, 'khiếu nại');
        UPDATE assessment s SET points = 11 WHERE s.round = play.round AND s.criterion = '1.2' AND s.stage = 'review' AND s.agency = 'A';
    END IF;
END $$;
DO $$
DECLARE
    c text;
BEGIN
    FOREACH c IN ARRAY '{published,corrected,scored,review,explanation,appraisal,self_assessment,setup}'::text[] LOOP
        CALL play(c, c);
    END LOOP;
END $$;
DROP PROCEDURE play(text, text);
SELECT code, stage, revision, recorded, (SELECT count(*) FROM participant WHERE round = code) AS agencies, (SELECT count(*) FROM assessment WHERE round = code) AS assessments
FROM round ORDER BY year;
CREATE SCHEMA matrix;
CREATE TABLE matrix.actor (role name PRIMARY KEY, duty text NOT NULL, own text[] NOT NULL DEFAULT '{}', lineage text[] NOT NULL DEFAULT '{}');
INSERT INTO matrix.actor (role, duty) SELECT 'regress_matrix_' || d, d FROM unnest('{admin,appraiser,analyst,reader,nobody}'::text[]) d;
INSERT INTO matrix.actor VALUES ('regress_matrix_a', 'submitter', '{A}', '{A,D}'), ('regress_matrix_b', 'submitter', '{B}', '{B}'),
    ('regress_matrix_member', 'submitter', '{A}', '{A,D}'), ('regress_matrix_delegate', 'appraiser', '{}', '{}');
-- who has logged in as himself, or was made to by who logs in for all of them
CREATE FUNCTION matrix.become(role name, way text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL SESSION AUTHORIZATION %I', CASE way WHEN 'login' THEN role ELSE 'regress_matrix_pool' END);
    IF way = 'pool' THEN
        EXECUTE format('SET LOCAL ROLE %I', role);
    END IF;
END $$;
-- what statements do, each by itself: ok or none for no rows written, or their SQLSTATE; nothing
-- remains.  Before each what stands in its way is put aside.
CREATE FUNCTION matrix.tries(role name, way text, statements text[], aside text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    outcomes text[];
    n bigint;
BEGIN
    IF role IS NOT NULL THEN
        PERFORM matrix.become(role, way);
    END IF;
    FOR i IN 1 .. cardinality(statements) LOOP
        BEGIN
            IF aside[i] IS NOT NULL THEN
                SET LOCAL SESSION AUTHORIZATION DEFAULT;
                SET LOCAL session_replication_role = replica;
                EXECUTE aside[i];
                SET LOCAL session_replication_role = DEFAULT;
                PERFORM matrix.become(role, way) WHERE role IS NOT NULL;
            END IF;
            EXECUTE statements[i];
            GET DIAGNOSTICS n = ROW_COUNT;
            SET CONSTRAINTS ALL IMMEDIATE;
            RAISE EXCEPTION USING ERRCODE = 'MATRX';
        EXCEPTION
            WHEN SQLSTATE 'MATRX' THEN
                outcomes[i] := CASE WHEN statements[i] LIKE 'CALL%' OR n > 0 THEN 'ok' ELSE 'none' END;
            -- who may not use the schema does not find them
            WHEN undefined_table OR undefined_function THEN
                outcomes[i] := CASE WHEN has_schema_privilege(role, 'reg_matrix', 'USAGE') THEN SQLSTATE ELSE '42501' END;
            WHEN OTHERS THEN
                outcomes[i] := SQLSTATE;
        END;
    END LOOP;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
    RETURN outcomes;
END $$;
CREATE FUNCTION matrix.try(role name, way text, statement text) RETURNS text LANGUAGE sql AS $$SELECT (matrix.tries(role, way, ARRAY[statement], NULL))[1]$$;
-- rows of queries, as JSON, or their SQLSTATE
CREATE FUNCTION matrix.rows(role name, way text, queries text[]) RETURNS TABLE (query text, answer text[]) LANGUAGE plpgsql AS $$
BEGIN
    IF role IS NOT NULL THEN
        PERFORM matrix.become(role, way);
    END IF;
    FOREACH query IN ARRAY queries LOOP
        BEGIN
            EXECUTE format('SELECT coalesce(array_agg(j ORDER BY j COLLATE "C"), ''{}'') FROM (SELECT to_jsonb(q)::text AS j FROM (%s) q) q', query) INTO answer;
        EXCEPTION WHEN OTHERS THEN
            answer := ARRAY[SQLSTATE || ' ' || SQLERRM];
        END;
        RETURN NEXT;
    END LOOP;
    SET LOCAL SESSION AUTHORIZATION DEFAULT;
END $$;
CREATE FUNCTION matrix.without(a text[], b text[]) RETURNS text[] LANGUAGE sql IMMUTABLE
    AS $$SELECT ARRAY(SELECT unnest(a) EXCEPT ALL SELECT unnest(b))$$;

-- ---------------------------------------------------------------------------
-- privileges.  What each duty has, as letters of access privileges: r SELECT, a INSERT,
-- w UPDATE, d DELETE, with columns where it is not for all of them.
CREATE TABLE matrix.stated (relations text, admin text, submitter text, appraiser text, analyst text, reader text);
INSERT INTO matrix.stated VALUES
    -- what everybody reads
    ('registry node publication result_part leaf ranking field_index source_index trend shown_round member imported_result imported_ranking', 'r', 'r', 'r', 'r', 'r'),
    ('imported_round', 'r d', 'r', 'r', 'r', 'r'), ('imported_document', 'r', '', 'r', 'r', ''),
    ('agency succession criterion variable grade', 'r a w d', 'r', 'r', 'r', 'r'),
    ('agency_alias', 'r a w d', 'r', 'r', 'r', ''),
    ('result', 'r', 'r', 'r', 'r', 'r(round,revision,agency,agency_name,agency_name_en,league,ranked,points,max_points,bonus,penalty,exact_index,par_index,rank,number_ranked,rank_change,index_change,grade)'),
    -- what all do who work in it
    ('result_item node_need scheme_tree exempt_leaf round_event survey_score stale_tally feed collect_run collect_problem', 'r', 'r', 'r', 'r', ''),
    ('score score_sheet gap progress todo doubtful_input ranking_by_basis open_question owed_entry consultation', 'r', 'r', 'r', 'r', ''),
    ('answer_option respondent_group survey_question stage_window target grade_cap delegation', 'r a w d', 'r', 'r', 'r', ''),
    ('scheme', 'r a(code,title,legal_basis,agency_kind,revises,decimals,point_decimals,tie_rule,tie_keys,rank_on,bonus_cap,penalty_cap,index_cap,adjustment_base,graded,in_consultation)'
               ' w(code,title,legal_basis,agency_kind,revises,decimals,point_decimals,tie_rule,tie_keys,rank_on,bonus_cap,penalty_cap,index_cap,adjustment_base,graded,in_consultation) d', 'r', 'r', 'r', 'r'),
    ('round', 'r a(code,scheme,year,title,survey_held) w(scheme,year,title,survey_held) d', 'r', 'r', 'r', 'r(code,scheme,year,title,stage,revision,survey_held,published_at,recorded)'),
    ('participant', 'r a(round,agency,league,ranked,unranked_reason,inclusion_reason) w(league,ranked,unranked_reason,inclusion_reason) d', 'r', 'r', 'r', ''),
    ('zero_missing', 'r a(round,agency,reason) w(reason) d', 'r', 'r', 'r', ''),
    ('exemption', 'r a(round,agency,criterion,reason,status) w(reason,status) d', 'r a(round,agency,criterion,reason) d', 'r', 'r', ''),
    ('evidence', 'r', 'r a(round,agency,criterion,title,uri,sha256,issued_by,issued_on,pages) w(title,uri,sha256,issued_by,issued_on,pages) d', 'r', 'r', ''),
    ('explanation', 'r a(round,agency,criterion,question,due_at) w(question,due_at) d', 'r a(round,agency,criterion,answer) w(answer) d', 'r a(round,agency,criterion,question,due_at) w(question,due_at) d', 'r', ''),
    ('comment', 'r a(scheme,criterion,author,body,proposed_max_points,proposed_rule) w(resolution,resolved_note) d', 'r a(scheme,criterion,author,body,proposed_max_points,proposed_rule)',
        'r a(scheme,criterion,author,body,proposed_max_points,proposed_rule)', 'r a(scheme,criterion,author,body,proposed_max_points,proposed_rule)', ''),
    -- of assessments an agency is not told what its peers make of it
    ('assessment', 'r a(round,agency,criterion,stage,inputs,points,note) w(inputs,points,note) d',
        'r(round,agency,criterion,stage,inputs,points,note,assessed_by,assessed_at,not_applicable,by_hand,decided_on,taken_over) a(round,agency,criterion,stage,inputs,points,note) w(inputs,points,note) d',
        'r a(round,agency,criterion,stage,inputs,points,note) w(inputs,points,note) d', 'r', ''),
    -- what those do who see whole rounds
    ('peer_term tally official_assessment', 'r', '', 'r', 'r', ''),
    ('survey_answer', 'r a w d', '', '', 'r', ''),
    ('scheme_problem', 'r', 'r', 'r', 'r', ''),
    ('change_log change_row change_commit log_seal', 'r', '', '', 'r', ''),
    -- files
    ('import_problem import_plan', 'r', 'r', 'r', '', ''),
    ('own_import_row', 'r w d', 'r w d', 'r w d', '', ''),
    ('import_criterion', 'a(scheme,code,parent,title,title_en,kind,max_points,method,source,rule,step,not_applicable,continues,guidance,evidence_required,position)', '', '', '', ''),
    ('import_variable', 'a(scheme,criterion,name,title,title_en,kind,choices,min_value,max_value,max_variable,excess)', '', '', '', ''),
    ('import_answer', 'a(round,agency,question,respondent,respondent_group,option,weight,stratum,cluster,population)', '', '', '', ''),
    ('own_import_agency own_import_criterion own_import_variable own_import_answer own_import_result own_import_item', 'r w d', '', '', '', ''),
    ('import_row', 'a(round,agency,criterion,stage,variable,value,points,note)', 'a(round,agency,criterion,stage,variable,value,points,note)', 'a(round,agency,criterion,stage,variable,value,points,note)', '', ''),
    ('import_agency', 'a(code,name,name_en,kind,parent,valid_from,valid_to,attributes)', '', '', '', ''),
    ('import_result', 'a(round,agency,agency_name,league,unranked_reason,points,max_points,bonus,penalty,par_index,rank,number_ranked,rank_change,index_change,grade)', '', '', '', ''),
    ('import_item', 'a(round,agency,criterion,source,points,max_points,part_index,rank,not_applicable,variable,value)', '', '', '', ''),
    ('template_object collect_row collected import_planned', '', '', '', '', '');
CREATE VIEW matrix.expected AS
SELECT n.name, d.duty, d.acl
FROM matrix.stated s CROSS JOIN LATERAL string_to_table(s.relations, ' ') n (name)
CROSS JOIN LATERAL (VALUES ('admin', s.admin), ('submitter', s.submitter), ('appraiser', s.appraiser), ('analyst', s.analyst), ('reader', s.reader), ('nobody', '')) d (duty, acl);
CREATE FUNCTION matrix.privileges(role name, relation oid) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', (
        SELECT string_agg(p.letter || CASE WHEN NOT p.on_table THEN '(' || p.columns || ')' ELSE '' END, ' ' ORDER BY p.place)
        FROM (SELECT v.letter, v.place, has_table_privilege(role, relation, v.word) AS on_table,
                     (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a
                      WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(role, relation, a.attnum, v.word)) AS columns
              FROM (VALUES ('r', 1, 'SELECT'), ('a', 2, 'INSERT'), ('w', 3, 'UPDATE'), ('x', 4, 'REFERENCES')) v (letter, place, word)) p
        WHERE p.columns IS NOT NULL),
        CASE WHEN has_table_privilege(role, relation, 'DELETE') THEN 'd' END, CASE WHEN has_table_privilege(role, relation, 'TRUNCATE') THEN 'D' END,
        CASE WHEN has_table_privilege(role, relation, 'TRIGGER') THEN 't' END)
$$;
-- tables and views: what is not stated, and what is otherwise
SELECT c.relname AS relation, 'not stated' AS problem
FROM pg_class c WHERE c.relnamespace = 'reg_matrix'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND c.relname NOT IN (SELECT name FROM matrix.expected)
UNION ALL SELECT name, 'stated twice, or not there' FROM matrix.expected WHERE duty = 'admin' GROUP BY name HAVING count(*) <> 1 OR to_regclass(name) IS NULL;
SELECT e.name AS relation, a.role, e.acl AS expected, matrix.privileges(a.role, e.name::regclass) AS actual
FROM matrix.expected e JOIN matrix.actor a USING (duty) WHERE matrix.privileges(a.role, e.name::regclass) <> e.acl;
SELECT count(DISTINCT e.name) AS relations, count(DISTINCT a.role) AS roles, count(*) AS compared, count(*) FILTER (WHERE e.acl <> '') AS with_privileges
FROM matrix.expected e JOIN matrix.actor a USING (duty);
-- nothing else: sequences, the schema, types
SELECT a.role, c.relname AS sequence FROM matrix.actor a, pg_class c
WHERE c.relnamespace = 'reg_matrix'::regnamespace AND c.relkind = 'S' AND has_sequence_privilege(a.role, c.oid, 'USAGE, SELECT, UPDATE');
SELECT a.role FROM matrix.actor a
WHERE has_schema_privilege(a.role, 'reg_matrix', 'CREATE') OR has_schema_privilege(a.role, 'par', 'CREATE')
   OR has_schema_privilege(a.role, 'reg_matrix', 'USAGE') <> (a.duty <> 'nobody') OR has_schema_privilege(a.role, 'par', 'USAGE') <> (a.duty <> 'nobody');

-- Routines.  What has the rights of the owner, or is called by its name, is stated; of what
-- has those of the caller and serves the rest, all may execute it but readers.
CREATE TABLE matrix.routine (duties text, names text);
INSERT INTO matrix.routine VALUES
    ('admin submitter appraiser analyst reader', 'actor has_duty my_agencies whoami _language report _acts_for_itself _has_duty _my_agencies _is_owner _my_roles _sees_whole_rounds _shown_schemes _published_rounds _current_results _part_standings'),
    -- what makes the page of a round, which readers get of what they are shown
    ('admin submitter appraiser analyst reader', '_page _page_options _page_basis _page_results _with_results _leaf_measures _part_measures _page_leagues _page_sections _page_style _page_top _page_header _page_facts _page_end _ranking_section'
         ' _grade_key _fields_section _self_section _intervals_section _swaps_text _survey_section _trend_section _changes_section _method_section _corrected_table _scheme_table'
         ' _rule_lines _term_title _rule_declarations _rule_terms _expression_within _variable_within _is_context_term _is_about_others _criterion_of_points _points_term'
         ' _tell _label _message _in_languages _sentence _name_in _figure _plain_figure _signed_figure _moment _when _head_cell _heading _paragraph _figures _facts _bar _list _criterion_head _heat_cell _section _table_top'
         ' _table_end _rows_of_a_table _league_heading _league_tables _is_chosen _has_chosen _exactly _require_round _previous_round _no_such _spelling _says'),
    ('admin submitter appraiser analyst', 'collect agency_report criterion_map document_problems entry_form create_sheet load_sheet load_wide scheme_sheet variable_sheet wide_form explain export_round export_scheme imported_items round_document_problems fingerprint improvement missing missing_self overtaken recorded_doubts scheme_diff scheme_problems simulate_items'
                                         ' simulate_scheme standings survey_estimate survey_points survey_shortfall verify why_changed _context_shown _shares_anew _lineage _released _shown_agencies log_head verify_log'),
    ('submitter', 'submit answer'),
    ('admin submitter appraiser', 'import clear_import collect_rows collect_failure'),
    ('admin appraiser', 'ask take_over return_submission'),
    ('admin appraiser analyst', 'as_of history'),
    ('admin analyst', 'seal_log'),
    ('admin', 'advance reopen correct abandon_correction rescore publish record_published approve_scheme reopen_scheme retire_scheme revise_scheme resolve_comment import_scheme import_round set_language grant_duty revoke_duty'),
    ('', '_submit _answer _import _clear_import _ask _take_over _return_submission _advance _reopen _correct _abandon_correction _rescore _publish _record_published _approve_scheme _reopen_scheme'
         ' _retire_scheme _revise_scheme _resolve_comment _import_scheme _import_round _set_language _grant_duty _revoke_duty _survey_points _survey_estimate _survey_shortfall _as_of _history _log_head _collect_rows _collect_failure');
CREATE VIEW matrix.routine_of AS
SELECT p.oid, p.oid::regprocedure::text AS routine, p.prosecdef,
       CASE WHEN p.prorettype = 'trigger'::regtype THEN '' WHEN s.duties IS NOT NULL THEN s.duties
            WHEN NOT p.prosecdef AND p.proname LIKE '\_%' THEN 'admin submitter appraiser analyst' END AS duties
FROM pg_proc p
LEFT JOIN (SELECT r.duties, n.name FROM matrix.routine r CROSS JOIN LATERAL string_to_table(r.names, ' ') n (name)) s ON s.name = p.proname
WHERE p.pronamespace = 'reg_matrix'::regnamespace;
SELECT routine, 'not stated' AS problem FROM matrix.routine_of WHERE duties IS NULL
UNION ALL SELECT routine, 'stated twice' FROM matrix.routine_of GROUP BY routine HAVING count(*) > 1
UNION ALL SELECT n.name, 'not there' FROM matrix.routine r CROSS JOIN LATERAL string_to_table(r.names, ' ') n (name)
          WHERE NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'reg_matrix'::regnamespace AND p.proname = n.name);
SELECT f.routine, a.role, has_function_privilege(a.role, f.oid, 'EXECUTE') AS may
FROM matrix.routine_of f, matrix.actor a
WHERE has_function_privilege(a.role, f.oid, 'EXECUTE') <> coalesce(a.duty = ANY (string_to_array(f.duties, ' ')), false);
-- what has the rights of the owner belongs to him, and looks in one place
SELECT f.routine FROM matrix.routine_of f JOIN pg_proc p USING (oid)
WHERE pg_get_userbyid(p.proowner) <> 'regress_registry' OR p.prosecdef AND NOT coalesce('search_path=reg_matrix, pg_catalog, pg_temp' = ANY (p.proconfig), false);
-- the pooler's role by itself may nothing
SELECT (SELECT count(*) FROM matrix.expected e WHERE e.duty = 'admin' AND matrix.privileges('regress_matrix_pool', e.name::regclass) <> '') AS relations,
       (SELECT count(*) FROM matrix.routine_of f WHERE has_function_privilege('regress_matrix_pool', f.oid, 'EXECUTE')) AS routines,
       has_schema_privilege('regress_matrix_pool', 'reg_matrix', 'USAGE') AS schema;

-- ---------------------------------------------------------------------------
-- rows.  Everybody who may loads some to be imported, each his own.
DO $$
DECLARE
    a matrix.actor;
BEGIN
    FOR a IN SELECT * FROM matrix.actor WHERE duty IN ('admin', 'submitter', 'appraiser') ORDER BY role LOOP
        PERFORM matrix.become(a.role, 'login');
        INSERT INTO import_row (round, agency, criterion, stage, variable, value) VALUES ('appraisal', 'A', '1.3', 'self', 'z', '9'), ('appraisal', 'B', '1.3', 'appraisal', 'z', 'x');
        IF a.duty = 'admin' THEN
            INSERT INTO import_agency (code, name, kind) VALUES ('F', 'Sở F', 'sở');
            INSERT INTO import_result (round, agency) VALUES ('recorded', 'A');
            INSERT INTO import_item (round, agency) VALUES ('recorded', 'A');
        END IF;
        SET LOCAL SESSION AUTHORIZATION DEFAULT;
    END LOOP;
    UPDATE import_row SET problem = '"không rõ"';
    UPDATE import_agency SET problem = '"không rõ"';
END $$;
-- and there are feeds
INSERT INTO agency_alias SELECT 'hồ sơ', 'H' || code, code FROM agency;
CREATE TABLE matrix.figures (agency text, variable text, value numeric);
INSERT INTO feed (scheme, code, criterion, view_schema, view_name) VALUES ('scheme', 'nguồn', '1.3', 'matrix', 'figures');
INSERT INTO collect_run (round, feed, run_by, started_at, seconds) SELECT 'appraisal', 'nguồn', role, '2026-01-01', 1 FROM matrix.actor;
INSERT INTO collect_row (round, feed, stage, agency, known_agency, criterion, variable, value, is_new, problem)
SELECT 'appraisal', 'nguồn', s, a, nullif(a, 'X'), '1.3', 'z', 'x', false, '"không rõ"' FROM unnest('{self,appraisal}'::text[]) s, unnest('{A,B,X}'::text[]) a;
INSERT INTO import_criterion (scheme, code, loaded_by, problem) VALUES ('draft', '9', 'regress_matrix_admin', '"không rõ"');
INSERT INTO import_variable (scheme, criterion, loaded_by) VALUES ('draft', '1', 'regress_matrix_admin');
INSERT INTO import_answer (round, agency, loaded_by) VALUES ('review', 'A', 'regress_matrix_admin');
INSERT INTO import_planned SELECT role, 1, 'assessment', '[]', '{"points": 1}', '{"points": 2}' FROM matrix.actor WHERE duty IN ('admin', 'submitter', 'appraiser');
INSERT INTO imported_round VALUES ('A', 'Q', 1, 2024, 'x', 'x', 'xã', 'x', '2026-01-01', repeat('0', 64), 'x', '2026-01-01');
INSERT INTO imported_document VALUES ('A', 'Q', 1, '{}');
INSERT INTO imported_result VALUES ('A', 'Q', 1, 'X1', 'Xã 1', 'main', 1, 2, 0, 0, 50, 1, 1, NULL);
INSERT INTO collected VALUES ('appraisal', 'A', '1.3', 'appraisal', '{"z": 1}');

-- What of the rows that there are each duty sees, where it may read: a condition on them, in
-- which %own, %lineage and %me stand for the agencies of a submitter, these with those that
-- they carry on, and the roles of who looks; of views besides which columns tell less, and where.
CREATE TABLE matrix.seen (duties text, relations text, condition text, blank jsonb);
INSERT INTO matrix.seen VALUES
    -- schemes: a draft is for who makes it, until all are asked
    ('submitter appraiser', 'scheme', 'code <> ''draft''', NULL),
    ('submitter appraiser', 'criterion variable grade respondent_group survey_question answer_option', 'scheme <> ''draft''', NULL),
    ('reader', 'scheme', 'code NOT IN (''draft'', ''consulted'')', NULL),
    ('reader', 'criterion variable grade', 'scheme NOT IN (''draft'', ''consulted'')', NULL),
    ('submitter appraiser', 'scheme_problem', 'scheme <> ''draft'' AND problem NOT LIKE ''%ý kiến%''', NULL),
    ('submitter appraiser', 'comment', 'scheme IN (''scheme'', ''other'') OR entered_by = ANY (%me)', NULL),
    ('submitter appraiser', 'consultation', 'scheme IN (''scheme'', ''other'') OR author = ANY (%me)', NULL),
    -- rounds
    ('reader', 'round', 'code IN (''recorded'', ''published'', ''corrected'')', NULL),
    ('submitter reader', 'shown_round', 'code IN (''recorded'', ''published'', ''corrected'')', NULL),
    ('submitter reader', 'ranking field_index source_index', 'round IN (''recorded'', ''published'', ''corrected'')', NULL),
    -- of agencies their own
    ('submitter', 'participant target zero_missing round_event evidence explanation open_question owed_entry', 'agency = ANY (%own)', NULL),
    ('submitter', 'exemption', 'agency IS NULL OR agency = ANY (%own)', NULL),
    ('submitter', 'exempt_leaf', 'agency = '''' OR agency = ANY (%own)', NULL),
    ('submitter', 'grade_cap survey_score', 'agency = ANY (%own) AND round = ''published''', NULL),
    ('submitter', 'result_item', 'agency = ANY (%lineage)', NULL),
    ('submitter', 'assessment', 'agency = ANY (%own) AND (stage = ''self'' OR round = ''published'' OR stage = ''appraisal'' AND round IN (''explanation'', ''review'', ''scored'', ''corrected''))', NULL),
    ('submitter', 'doubtful_input', 'agency = ANY (%own) AND (stage = ''self'' OR round = ''published'' OR stage = ''appraisal'' AND round IN (''explanation'', ''review'', ''scored'', ''corrected''))', NULL),
    -- what all of them make together
    ('submitter', 'delegation stale_tally ranking_by_basis', 'false', NULL),
    ('submitter', 'score', 'CASE WHEN is_recorded THEN agency = ANY (%lineage) ELSE agency = ANY (%own) END',
        '{"points": "NOT is_published", "share": "NOT is_published", "not_applicable": "NOT is_published", "review_points": "NOT is_published", "survey_points": "NOT is_published",'
        ' "appraisal_points": "round NOT IN (''explanation'', ''review'', ''scored'', ''corrected'', ''published'')"}'),
    ('submitter', 'score_sheet', 'CASE WHEN is_recorded THEN agency = ANY (%lineage) ELSE agency = ANY (%own) END',
        '{"points": "NOT is_published", "counted_max_points": "NOT is_published", "share": "NOT is_published", "not_applicable": "NOT is_published", "review_points": "NOT is_published", "survey_points": "NOT is_published", "exempt_reason": "NOT is_published", "review_note": "NOT is_published",'
        ' "appraisal_points": "round NOT IN (''explanation'', ''review'', ''scored'', ''corrected'', ''published'')", "appraisal_note": "round NOT IN (''explanation'', ''review'', ''scored'', ''corrected'', ''published'')"}'),
    ('submitter', 'gap', 'agency = ANY (%own) AND is_published', NULL),
    ('submitter', 'progress', 'agency = ANY (%own)',
        '{"appraised": "round NOT IN (''explanation'', ''review'', ''scored'', ''corrected'', ''published'')", "reviewed": "round <> ''published''", "overtaken_decisions": "true"}'),
    ('submitter', 'collect_problem', 'stage = ''self'' AND agency = ANY (%own)', NULL),
    ('submitter', 'collect_run', 'run_by = %actor', NULL),
    ('submitter', 'todo', 'agency = ANY (%own) AND duty = ''agency''', NULL),
    -- one's own
    ('submitter appraiser reader', 'member', 'role_name = ANY (%me)', NULL),
    ('admin', 'own_import_agency own_import_criterion own_import_variable own_import_answer own_import_result own_import_item', 'true', NULL), ('admin submitter appraiser', 'import_plan', 'true', NULL),
    ('admin submitter appraiser', 'own_import_row', 'true', NULL), ('admin submitter appraiser', 'import_problem', 'true', NULL);
-- columns of a relation that a role may read, those blank that are to be
CREATE FUNCTION matrix.columns(role name, relation text, blank jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE WHEN blank ? attname::text THEN format('CASE WHEN (%s) IS NOT TRUE THEN %I END AS %2$I', blank ->> attname, attname) ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
    FROM pg_attribute
    WHERE attrelid = relation::regclass AND attnum > 0 AND NOT attisdropped AND (role IS NULL OR has_column_privilege(role, relation::regclass, attnum, 'SELECT'))
$$;
-- what there is, where a view shows everybody his own
CREATE FUNCTION matrix.source(relation text) RETURNS text LANGUAGE sql AS $$
    SELECT CASE relation
        WHEN 'own_import_row' THEN '(SELECT line, round, agency, criterion, stage, variable, value, points, note, par.say(problem) AS problem FROM import_row WHERE loaded_by = %actor) s'
        WHEN 'own_import_agency' THEN '(SELECT line, code, name, name_en, kind, parent, valid_from, valid_to, attributes, par.say(problem) AS problem FROM import_agency WHERE loaded_by = %actor) s'
        WHEN 'import_plan' THEN '(SELECT place, table_name, ''changed'' AS action, key, ''points: 1'' AS old, ''points: 2'' AS new FROM import_planned WHERE loaded_by = %actor) s'
        WHEN 'own_import_criterion' THEN '(SELECT line, scheme, code, parent, title, title_en, kind, max_points, method, source, rule, step, not_applicable, continues, guidance, evidence_required, position, par.say(problem) AS problem FROM import_criterion WHERE loaded_by = %actor) s'
        WHEN 'own_import_variable' THEN '(SELECT line, scheme, criterion, name, title, title_en, kind, choices, min_value, max_value, max_variable, excess, par.say(problem) AS problem FROM import_variable WHERE loaded_by = %actor) s'
        WHEN 'own_import_answer' THEN '(SELECT line, round, agency, question, respondent, respondent_group, option, weight, stratum, cluster, population, par.say(problem) AS problem FROM import_answer WHERE loaded_by = %actor) s'
        WHEN 'own_import_result' THEN '(SELECT line, round, agency, agency_name, league, unranked_reason, points, max_points, bonus, penalty, par_index, rank, number_ranked, rank_change, index_change, grade, par.say(problem) AS problem FROM import_result WHERE loaded_by = %actor) s'
        WHEN 'own_import_item' THEN '(SELECT line, round, agency, criterion, source, points, max_points, part_index, rank, not_applicable, variable, value, par.say(problem) AS problem FROM import_item WHERE loaded_by = %actor) s'
        WHEN 'import_problem' THEN '(SELECT table_name, line, par.say(problem) AS problem FROM (SELECT ''import_row'' AS t, line, problem, loaded_by FROM import_row'
             ' UNION ALL SELECT ''import_agency'', line, problem, loaded_by FROM import_agency UNION ALL SELECT ''import_criterion'', line, problem, loaded_by FROM import_criterion WHERE problem IS NOT NULL) i (table_name, line, problem, loaded_by) WHERE loaded_by = %actor) s'
        ELSE quote_ident(relation) END
$$;
CREATE TABLE matrix.view_of AS
SELECT a.role, w.way, e.name AS relation,
       format('SELECT %s FROM %I', matrix.columns(a.role, e.name, NULL), e.name) AS query,
       replace(replace(replace(replace(
           format('SELECT %s FROM %s WHERE %s', matrix.columns(a.role, e.name, s.blank), matrix.source(e.name), coalesce(s.condition, 'true')),
           '%own', quote_literal(a.own)), '%lineage', quote_literal(a.lineage)),
           '%me', quote_literal(ARRAY[a.role] || CASE WHEN a.role = 'regress_matrix_member' THEN '{regress_matrix_group}'::name[] ELSE '{}' END)), '%actor', quote_literal(a.role)) AS expected
FROM matrix.actor a
JOIN matrix.expected e ON e.duty = a.duty AND e.acl LIKE 'r%'
LEFT JOIN matrix.seen s ON a.duty = ANY (string_to_array(s.duties, ' ')) AND e.name = ANY (string_to_array(s.relations, ' '))
CROSS JOIN (VALUES ('login'), ('pool')) w (way);
CREATE TABLE matrix.viewed AS
WITH actual AS MATERIALIZED (
    SELECT a.role, a.way, r.* FROM (SELECT role, way, array_agg(DISTINCT query) AS queries FROM matrix.view_of GROUP BY role, way) a CROSS JOIN LATERAL matrix.rows(a.role, a.way, a.queries) r
), expected AS MATERIALIZED (
    SELECT r.* FROM matrix.rows(NULL, NULL, ARRAY(SELECT DISTINCT v.expected FROM matrix.view_of v)) r
)
SELECT v.*, a.answer AS actual_rows, e.answer AS expected_rows
FROM matrix.view_of v JOIN actual a ON (a.role, a.way, a.query) = (v.role, v.way, v.query) JOIN expected e ON e.query = v.expected;
-- stated twice, or for nothing
SELECT relation, role, count(*) FROM matrix.view_of GROUP BY relation, role HAVING count(*) <> 2;
SELECT s.duties, n.name FROM matrix.seen s, string_to_table(s.relations, ' ') n (name) WHERE NOT EXISTS (SELECT FROM matrix.view_of v WHERE v.relation = n.name);
-- rows seen that should not be, and not seen that should
SELECT relation, role, way, cardinality(expected_rows) AS expected, cardinality(actual_rows) AS actual, (matrix.without(actual_rows, expected_rows))[1] AS too_much, (matrix.without(expected_rows, actual_rows))[1] AS missing
FROM matrix.viewed WHERE actual_rows <> expected_rows ORDER BY relation, role, way;
-- how many of them there are
SELECT relation, (SELECT cardinality(r.answer) FROM matrix.rows(NULL, NULL, ARRAY[format('SELECT 1 FROM %I', relation)]) r) AS all_rows,
       max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_admin') AS admin, max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_a') AS a, max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_b') AS b,
       max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_member') AS member, max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_appraiser') AS appraiser,
       max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_analyst') AS analyst, max(cardinality(actual_rows)) FILTER (WHERE role LIKE '%\_reader') AS reader
FROM matrix.viewed GROUP BY relation ORDER BY relation COLLATE "C";

-- ---------------------------------------------------------------------------
-- writes and calls, for one's own agency and another, at each stage.  An attempt names what it
-- needs of privileges, and who may; who may gets what the owner gets, others 42501 where it
-- adds a row or is a call, 42704 where it names a question or scheme that is not shown to him,
-- and no rows where it would change or remove some.  Beforehand what
-- stands in the way is put aside.  %r and %a stand for the round and agency, %q for a question
-- to the agency; attempts without a round are made once.
CREATE TABLE matrix.attempt (name text PRIMARY KEY, relation text, letter text, columns text, may text, statement text, before text);
INSERT INTO matrix.attempt VALUES
    -- assessments: of submitters their own first stage, of appraisers the others, where it is not delegated
    ('self +', 'assessment', 'a', 'round,agency,criterion,stage,inputs', 'submitter', 'INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES (%r, %a, ''1.1'', ''self'', ''{"a": 4, "b": 3}'')', 'DELETE FROM assessment WHERE round = %r AND agency = %a AND criterion = ''1.1'' AND stage = ''self'''),
    ('self ~', 'assessment', 'w', 'inputs', 'submitter', 'UPDATE assessment SET inputs = ''{"a": 4, "b": 3}'' WHERE round = %r AND agency = %a AND criterion = ''1.1'' AND stage = ''self''', NULL),
    ('self -', 'assessment', 'd', '', 'submitter', 'DELETE FROM assessment WHERE round = %r AND agency = %a AND criterion = ''1.1'' AND stage = ''self''', NULL),
    ('appraisal +', 'assessment', 'a', 'round,agency,criterion,stage,inputs', 'admin appraiser', 'INSERT INTO assessment (round, agency, criterion, stage, inputs) VALUES (%r, %a, ''1.1'', ''appraisal'', ''{"a": 4, "b": 3}'')', 'DELETE FROM assessment WHERE round = %r AND agency = %a AND criterion = ''1.1'' AND stage = ''appraisal'''),
    ('appraisal ~', 'assessment', 'w', 'inputs', 'admin appraiser', 'UPDATE assessment SET inputs = ''{"a": 4, "b": 3}'' WHERE round = %r AND agency = %a AND criterion = ''1.1'' AND stage = ''appraisal''', NULL),
    ('appraisal -', 'assessment', 'd', '', 'admin appraiser', 'DELETE FROM assessment WHERE round = %r AND agency = %a AND criterion = ''1.1'' AND stage = ''appraisal''', NULL),
    ('delegated ~', 'assessment', 'w', 'points', 'admin appraiser', 'UPDATE assessment SET points = 9, note = ''khác'' WHERE round = %r AND agency = %a AND criterion = ''1.2'' AND stage = ''appraisal''', NULL),
    ('review +', 'assessment', 'a', 'round,agency,criterion,stage,points,note', 'admin appraiser', 'INSERT INTO assessment (round, agency, criterion, stage, points, note) VALUES (%r, %a, ''2.2'', ''review'', 3, ''x'')', NULL),
    ('delegated review ~', 'assessment', 'w', 'points', 'admin appraiser', 'UPDATE assessment SET points = 9 WHERE round = %r AND agency = %a AND criterion = ''1.2'' AND stage = ''review''', NULL),
    ('review -', 'assessment', 'd', '', 'admin appraiser', 'DELETE FROM assessment WHERE round = %r AND agency = %a AND criterion = ''2.2'' AND stage = ''review''', 'INSERT INTO assessment (round, agency, criterion, stage, points, note, assessed_by) VALUES (%r, %a, ''2.2'', ''review'', 3, ''x'', ''x'')'),
    -- what agencies hand in besides, and what they are asked
    ('evidence +', 'evidence', 'a', 'round,agency,criterion,title', 'submitter', 'INSERT INTO evidence (round, agency, criterion, title) VALUES (%r, %a, ''1.1'', ''Công văn'')', NULL),
    ('evidence ~', 'evidence', 'w', 'title', 'submitter', 'UPDATE evidence SET title = ''Công văn'' WHERE round = %r AND agency = %a', NULL),
    ('evidence -', 'evidence', 'd', '', 'submitter', 'DELETE FROM evidence WHERE round = %r AND agency = %a', NULL),
    ('explanation +', 'explanation', 'a', 'round,agency,criterion,answer', 'submitter', 'INSERT INTO explanation (round, agency, criterion, answer) VALUES (%r, %a, ''1.3'', ''vì'')', NULL),
    ('explanation ~', 'explanation', 'w', 'answer', 'submitter', 'UPDATE explanation SET answer = ''khác'' WHERE round = %r AND agency = %a AND question IS NULL', NULL),
    ('explanation -', 'explanation', 'd', '', 'submitter', 'DELETE FROM explanation WHERE round = %r AND agency = %a AND question IS NULL', NULL),
    ('question +', 'explanation', 'a', 'round,agency,criterion,question', 'admin appraiser', 'INSERT INTO explanation (round, agency, criterion, question) VALUES (%r, %a, ''1.3'', ''Sao?'')', NULL),
    ('question ~', 'explanation', 'w', 'question', 'admin appraiser', 'UPDATE explanation SET question = ''Sao?'' WHERE round = %r AND agency = %a AND question IS NOT NULL', NULL),
    ('question -', 'explanation', 'd', '', 'admin appraiser', 'DELETE FROM explanation WHERE round = %r AND agency = %a AND question IS NOT NULL', NULL),
    ('answer ~', 'explanation', 'w', 'answer', 'submitter', 'UPDATE explanation SET answer = ''đây'' WHERE round = %r AND agency = %a AND question IS NOT NULL', NULL),
    ('proposal +', 'exemption', 'a', 'round,agency,criterion,reason', 'admin submitter', 'INSERT INTO exemption (round, agency, criterion, reason) VALUES (%r, %a, ''2.2'', ''không có'')', NULL),
    ('proposal -', 'exemption', 'd', '', 'admin submitter', 'DELETE FROM exemption WHERE round = %r AND agency = %a AND status = ''proposed''', 'INSERT INTO exemption (round, agency, criterion, reason) VALUES (%r, %a, ''2.2'', ''không có'')'),
    -- who runs the round
    ('exemption +', 'exemption', 'a', 'round,agency,criterion,reason,status', 'admin', 'INSERT INTO exemption (round, agency, criterion, reason, status) VALUES (%r, %a, ''2.2'', ''không có'', ''accepted'')', NULL),
    ('exemption ~', 'exemption', 'w', 'status', 'admin', 'UPDATE exemption SET status = ''accepted'' WHERE round = %r AND agency = %a AND criterion = ''1.3''', NULL),
    ('exemption -', 'exemption', 'd', '', 'admin', 'DELETE FROM exemption WHERE round = %r AND agency = %a AND status = ''accepted''', 'INSERT INTO exemption (round, agency, criterion, reason, status) VALUES (%r, %a, ''2.2'', ''không có'', ''accepted'')'),
    ('participant +', 'participant', 'a', 'round,agency,league,inclusion_reason', 'admin', 'INSERT INTO participant (round, agency, league, inclusion_reason) VALUES (%r, ''D'', ''main'', ''đủ'')', NULL),
    ('participant ~', 'participant', 'w', 'league', 'admin', 'UPDATE participant SET league = ''second'' WHERE round = %r AND agency = %a', NULL),
    ('participant -', 'participant', 'd', '', 'admin', 'DELETE FROM participant WHERE round = %r AND agency = %a', NULL),
    ('target +', 'target', 'a', 'round,agency,criterion,variable,value', 'admin', 'INSERT INTO target VALUES (%r, %a, ''1.1'', ''b'', ''3'')', NULL),
    ('target ~', 'target', 'w', 'value', 'admin', 'UPDATE target SET value = ''4'' WHERE round = %r AND agency = %a', NULL),
    ('target -', 'target', 'd', '', 'admin', 'DELETE FROM target WHERE round = %r AND agency = %a', NULL),
    ('zero +', 'zero_missing', 'a', 'round,agency,reason', 'admin', 'INSERT INTO zero_missing (round, agency, reason) VALUES (%r, %a, ''không nộp'')', 'DELETE FROM zero_missing WHERE round = %r AND agency = %a'),
    ('zero ~', 'zero_missing', 'w', 'reason', 'admin', 'UPDATE zero_missing SET reason = ''khác'' WHERE round = %r', NULL),
    ('zero -', 'zero_missing', 'd', '', 'admin', 'DELETE FROM zero_missing WHERE round = %r', NULL),
    ('cap +', 'grade_cap', 'a', 'round,agency,label,reason', 'admin', 'INSERT INTO grade_cap VALUES (%r, %a, ''Khá'', ''kỷ luật'')', 'DELETE FROM grade_cap WHERE round = %r AND agency = %a'),
    ('cap ~', 'grade_cap', 'w', 'reason', 'admin', 'UPDATE grade_cap SET reason = ''khác'' WHERE round = %r AND agency = %a', NULL),
    ('cap -', 'grade_cap', 'd', '', 'admin', 'DELETE FROM grade_cap WHERE round = %r AND agency = %a', NULL),
    ('delegation +', 'delegation', 'a', 'round,criterion,appraiser', 'admin', 'INSERT INTO delegation VALUES (%r, ''2.2'', ''regress_matrix_appraiser'')', NULL),
    ('delegation ~', 'delegation', 'w', 'appraiser', 'admin', 'UPDATE delegation SET appraiser = ''regress_matrix_appraiser'' WHERE round = %r', NULL),
    ('delegation -', 'delegation', 'd', '', 'admin', 'DELETE FROM delegation WHERE round = %r', NULL),
    ('window +', 'stage_window', 'a', 'round,stage', 'admin', 'INSERT INTO stage_window (round, stage) VALUES (%r, ''review'')', NULL),
    ('window ~', 'stage_window', 'w', 'closes_at', 'admin', 'UPDATE stage_window SET closes_at = ''2999-01-01'' WHERE round = %r', NULL),
    ('window -', 'stage_window', 'd', '', 'admin', 'DELETE FROM stage_window WHERE round = %r', NULL),
    ('answers +', 'survey_answer', 'a', 'round,agency,question,respondent,respondent_group,option', 'admin', 'INSERT INTO survey_answer (round, agency, question, respondent, respondent_group, option) VALUES (%r, %a, ''Q'', ''mới'', ''firms'', ''good'')', NULL),
    ('answers ~', 'survey_answer', 'w', 'option', 'admin', 'UPDATE survey_answer SET option = ''poor'' WHERE round = %r AND agency = %a', NULL),
    ('answers -', 'survey_answer', 'd', '', 'admin', 'DELETE FROM survey_answer WHERE round = %r AND agency = %a', NULL),
    ('round ~', 'round', 'w', 'title', 'admin', 'UPDATE round SET title = ''Năm'' WHERE code = %r', NULL),
    ('round -', 'round', 'd', '', 'admin', 'DELETE FROM round WHERE code = %r', NULL),
    ('stage ~', 'round', 'w', 'stage', '', 'UPDATE round SET stage = ''review'' WHERE code = %r', NULL),
    ('submission ~', 'participant', 'w', 'submitted_at', '', 'UPDATE participant SET submitted_at = NULL WHERE round = %r AND agency = %a', NULL),
    -- schemes and the rest, whatever the round
    ('round +', 'round', 'a', 'code,scheme,year,title', 'admin', 'INSERT INTO round (code, scheme, year, title) VALUES (''mới'', ''scheme'', 2027, ''x'')', NULL),
    ('scheme +', 'scheme', 'a', 'code,title,agency_kind', 'admin', 'INSERT INTO scheme (code, title, agency_kind) VALUES (''mới'', ''x'', ''x'')', NULL),
    ('scheme ~', 'scheme', 'w', 'title', 'admin', 'UPDATE scheme SET title = ''x'' WHERE code = ''consulted''', NULL),
    ('scheme -', 'scheme', 'd', '', 'admin', 'DELETE FROM scheme WHERE code = ''consulted''', NULL),
    ('status ~', 'scheme', 'w', 'status', '', 'UPDATE scheme SET status = ''approved'' WHERE code = ''consulted''', NULL),
    ('criterion +', 'criterion', 'a', 'scheme,code,title,max_points', 'admin', 'INSERT INTO criterion (scheme, code, title, max_points) VALUES (''consulted'', ''9'', ''x'', 1)', NULL),
    ('criterion ~', 'criterion', 'w', 'title', 'admin', 'UPDATE criterion SET title = ''x'' WHERE scheme = ''draft''', NULL),
    ('criterion -', 'criterion', 'd', '', 'admin', 'DELETE FROM criterion WHERE scheme = ''draft'' AND code = ''T''', NULL),
    ('variable +', 'variable', 'a', 'scheme,criterion,name,kind', 'admin', 'INSERT INTO variable (scheme, criterion, name, kind) VALUES (''consulted'', ''1.2'', ''x'', ''count'')', NULL),
    ('variable ~', 'variable', 'w', 'title', 'admin', 'UPDATE variable SET title = ''x'' WHERE scheme = ''consulted''', NULL),
    ('variable -', 'variable', 'd', '', 'admin', 'DELETE FROM variable WHERE scheme = ''consulted''', NULL),
    ('grade +', 'grade', 'a', 'scheme,label,min_index', 'admin', 'INSERT INTO grade (scheme, label, min_index) VALUES (''consulted'', ''x'', 90)', NULL),
    ('grade ~', 'grade', 'w', 'min_index', 'admin', 'UPDATE grade SET min_index = 71 WHERE scheme = ''consulted'' AND label = ''Tốt''', NULL),
    ('grade -', 'grade', 'd', '', 'admin', 'DELETE FROM grade WHERE scheme = ''consulted''', NULL),
    ('group +', 'respondent_group', 'a', 'scheme,criterion,code', 'admin', 'INSERT INTO respondent_group VALUES (''consulted'', ''2.1'', ''x'')', NULL),
    ('group ~', 'respondent_group', 'w', 'weight', 'admin', 'UPDATE respondent_group SET weight = 2 WHERE scheme = ''consulted''', NULL),
    ('group -', 'respondent_group', 'd', '', 'admin', 'DELETE FROM respondent_group WHERE scheme = ''consulted''', NULL),
    ('survey question +', 'survey_question', 'a', 'scheme,criterion,code,title', 'admin', 'INSERT INTO survey_question VALUES (''consulted'', ''2.1'', ''x'', ''x'')', NULL),
    ('survey question ~', 'survey_question', 'w', 'weight', 'admin', 'UPDATE survey_question SET weight = 2 WHERE scheme = ''consulted''', NULL),
    ('survey question -', 'survey_question', 'd', '', 'admin', 'DELETE FROM survey_question WHERE scheme = ''consulted''', NULL),
    ('option +', 'answer_option', 'a', 'scheme,code,share', 'admin', 'INSERT INTO answer_option VALUES (''consulted'', ''x'', 1)', NULL),
    ('option ~', 'answer_option', 'w', 'share', 'admin', 'UPDATE answer_option SET share = 0.5 WHERE scheme = ''consulted''', NULL),
    ('option -', 'answer_option', 'd', '', 'admin', 'DELETE FROM answer_option WHERE scheme = ''consulted''', NULL),
    ('comment +', 'comment', 'a', 'scheme,author,body', 'admin submitter appraiser analyst', 'INSERT INTO comment (scheme, author, body) VALUES (''consulted'', ''x'', ''x'')', NULL),
    ('comment on a draft +', 'comment', 'a', 'scheme,author,body', 'admin analyst', 'INSERT INTO comment (scheme, author, body) VALUES (''draft'', ''x'', ''x'')', NULL),
    ('comment ~', 'comment', 'w', 'resolution', 'admin', 'UPDATE comment SET resolution = ''accepted'' WHERE scheme = ''consulted''', NULL),
    ('comment of another ~', 'comment', 'w', 'body', '', 'UPDATE comment SET body = ''x'' WHERE scheme = ''consulted''', NULL),
    ('comment -', 'comment', 'd', '', 'admin', 'DELETE FROM comment WHERE scheme = ''consulted''', NULL),
    ('agency +', 'agency', 'a', 'code,name,kind', 'admin', 'INSERT INTO agency (code, name, kind) VALUES (''F'', ''Sở F'', ''sở'')', NULL),
    ('agency ~', 'agency', 'w', 'name', 'admin', 'UPDATE agency SET name = ''x'' WHERE code = ''E''', NULL),
    ('agency -', 'agency', 'd', '', 'admin', 'DELETE FROM agency WHERE code = ''E''', NULL),
    ('alias +', 'agency_alias', 'a', 'system,code,agency', 'admin', 'INSERT INTO agency_alias VALUES (''khác'', ''1'', ''A'')', NULL),
    ('alias ~', 'agency_alias', 'w', 'agency', 'admin', 'UPDATE agency_alias SET agency = ''E'' WHERE agency = ''A''', NULL),
    ('alias -', 'agency_alias', 'd', '', 'admin', 'DELETE FROM agency_alias', NULL),
    ('succession +', 'succession', 'a', 'predecessor,successor,happened_on', 'admin', 'INSERT INTO succession VALUES (''D'', ''E'', ''2020-01-01'')', NULL),
    ('succession ~', 'succession', 'w', 'happened_on', 'admin', 'UPDATE succession SET happened_on = ''2020-01-02''', NULL),
    ('succession -', 'succession', 'd', '', 'admin', 'DELETE FROM succession', NULL),
    ('import row +', 'import_row', 'a', 'round,agency', 'admin submitter appraiser', 'INSERT INTO import_row (round, agency) VALUES (''appraisal'', ''A'')', NULL),
    ('import row of another +', 'import_row', 'a', 'loaded_by', '', 'INSERT INTO import_row (round, agency, loaded_by) VALUES (''appraisal'', ''A'', ''regress_matrix_b'')', NULL),
    ('own import row ~', 'own_import_row', 'w', 'value', 'admin submitter appraiser', 'UPDATE own_import_row SET value = ''8'' WHERE line IN (SELECT line FROM own_import_row)', NULL),
    ('own import row -', 'own_import_row', 'd', '', 'admin submitter appraiser', 'DELETE FROM own_import_row', NULL),
    ('own import agency ~', 'own_import_agency', 'w', 'name', 'admin', 'UPDATE own_import_agency SET name = ''x''', NULL), ('own import agency -', 'own_import_agency', 'd', '', 'admin', 'DELETE FROM own_import_agency', NULL),
    ('own import criterion ~', 'own_import_criterion', 'w', 'title', 'admin', 'UPDATE own_import_criterion SET title = ''x''', NULL), ('own import criterion -', 'own_import_criterion', 'd', '', 'admin', 'DELETE FROM own_import_criterion', NULL),
    ('own import variable ~', 'own_import_variable', 'w', 'title', 'admin', 'UPDATE own_import_variable SET title = ''x''', NULL), ('own import variable -', 'own_import_variable', 'd', '', 'admin', 'DELETE FROM own_import_variable', NULL),
    ('own import answer ~', 'own_import_answer', 'w', 'option', 'admin', 'UPDATE own_import_answer SET option = ''x''', NULL), ('own import answer -', 'own_import_answer', 'd', '', 'admin', 'DELETE FROM own_import_answer', NULL),
    ('import criterion +', 'import_criterion', 'a', 'scheme', 'admin', 'INSERT INTO import_criterion (scheme) VALUES (''draft'')', NULL), ('import variable +', 'import_variable', 'a', 'scheme', 'admin', 'INSERT INTO import_variable (scheme) VALUES (''draft'')', NULL),
    ('import answer +', 'import_answer', 'a', 'round', 'admin', 'INSERT INTO import_answer (round) VALUES (''review'')', NULL),
    ('own import result ~', 'own_import_result', 'w', 'rank', 'admin', 'UPDATE own_import_result SET rank = ''1''', NULL), ('own import result -', 'own_import_result', 'd', '', 'admin', 'DELETE FROM own_import_result', NULL),
    ('own import item ~', 'own_import_item', 'w', 'points', 'admin', 'UPDATE own_import_item SET points = ''1''', NULL), ('own import item -', 'own_import_item', 'd', '', 'admin', 'DELETE FROM own_import_item', NULL),
    ('import agency +', 'import_agency', 'a', 'code', 'admin', 'INSERT INTO import_agency (code) VALUES (''F'')', NULL),
    ('import result +', 'import_result', 'a', 'round', 'admin', 'INSERT INTO import_result (round) VALUES (''recorded'')', NULL),
    ('import item +', 'import_item', 'a', 'round', 'admin', 'INSERT INTO import_item (round) VALUES (''recorded'')', NULL),
    -- calls
    ('submit', 'submit', 'X', '', 'submitter', 'CALL submit(%r, %a)', NULL), ('answer', 'answer', 'X', '', 'submitter', 'CALL answer(%q, ''đây'')', NULL),
    ('ask', 'ask', 'X', '', 'admin appraiser', 'CALL ask(%r, %a, ''1.3'', ''Sao?'')', NULL), ('take_over', 'take_over', 'X', '', 'admin appraiser', 'CALL take_over(%r, %a)', NULL),
    ('return_submission', 'return_submission', 'X', '', 'admin appraiser', 'CALL return_submission(%r, %a, ''x'')', NULL),
    ('advance', 'advance', 'X', '', 'admin', 'CALL advance(%r)', NULL), ('reopen', 'reopen', 'X', '', 'admin', 'CALL reopen(%r, ''setup'', ''x'')', NULL), ('correct', 'correct', 'X', '', 'admin', 'CALL correct(%r, ''x'')', NULL),
    ('abandon_correction', 'abandon_correction', 'X', '', 'admin', 'CALL abandon_correction(%r)', NULL), ('rescore', 'rescore', 'X', '', 'admin', 'CALL rescore(%r)', NULL), ('publish', 'publish', 'X', '', 'admin', 'CALL publish(%r)', NULL),
    ('record_published', 'record_published', 'X', '', 'admin', 'CALL record_published(%r, ''2026-01-01'', ''x'')', NULL),
    ('approve_scheme', 'approve_scheme', 'X', '', 'admin', 'CALL approve_scheme(''draft'')', NULL), ('reopen_scheme', 'reopen_scheme', 'X', '', 'admin', 'CALL reopen_scheme(''other'')', NULL),
    ('retire_scheme', 'retire_scheme', 'X', '', 'admin', 'CALL retire_scheme(''other'')', NULL), ('revise_scheme', 'revise_scheme', 'X', '', 'admin', 'CALL revise_scheme(''other'', ''new'')', NULL),
    ('resolve_comment', 'resolve_comment', 'X', '', 'admin', 'CALL resolve_comment(3, ''accepted'')', NULL), ('import_scheme', 'import_scheme', 'X', '', 'admin', 'CALL import_scheme(''{}'')', NULL),
    ('import_round', 'import_round', 'X', '', 'admin', 'CALL import_round(''{}'', ''A'')', NULL), ('imported round -', 'imported_round', 'd', '', 'admin', 'DELETE FROM imported_round', NULL),
    ('set_language', 'set_language', 'X', '', 'admin', 'CALL set_language(''en'')', NULL),
    ('grant_duty', 'grant_duty', 'X', '', 'admin', 'CALL grant_duty(''regress_matrix_nobody'', ''admin'')', NULL), ('revoke_duty', 'revoke_duty', 'X', '', 'admin', 'CALL revoke_duty(''regress_matrix_reader'', ''reader'')', NULL),
    ('import', 'import', 'X', '', 'admin submitter appraiser', 'CALL import()', NULL), ('clear_import', 'clear_import', 'X', '', 'admin submitter appraiser', 'CALL clear_import()', NULL),
    ('collect_rows', 'collect_rows', 'X', '', 'admin appraiser', 'CALL collect_rows(%r, ''nguồn'', ARRAY[%a], NULL, ''{z}'', ''{7}'')', NULL),
    ('collect_failure', 'collect_failure', 'X', '', 'admin appraiser', 'CALL collect_failure(''appraisal'', ''nguồn'', ''2026-01-01'', ''x'')', NULL),
    ('seal_log', 'seal_log', 'X', '', 'admin analyst', 'CALL seal_log()', NULL);
-- every privilege to write, and every procedure, is tried
SELECT e.duty, e.name AS not_tried, l.letter FROM matrix.expected e CROSS JOIN (VALUES ('a'), ('w'), ('d')) l (letter)
WHERE e.acl ~ ('(^| )' || l.letter || '( |\(|$)') AND NOT EXISTS (SELECT FROM matrix.attempt t WHERE t.relation = e.name AND t.letter = l.letter AND e.duty = ANY (string_to_array(t.may, ' ')))
UNION ALL
SELECT NULL, f.routine, 'X' FROM matrix.routine_of f JOIN pg_proc p USING (oid)
WHERE p.prokind = 'p' AND f.prosecdef AND NOT EXISTS (SELECT FROM matrix.attempt t WHERE t.relation = p.proname AND t.letter = 'X');
-- whether a duty has the privilege for columns, by what is stated
CREATE FUNCTION matrix.allows(acl text, letter text, columns text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT acl ~ ('(^| )' || letter || '( |$)')
           OR columns <> '' AND string_to_array(columns, ',') <@ string_to_array(substring(acl from '(?:^| )' || letter || '\(([^)]*)\)'), ',')
$$;
-- each where it can be made, with what becomes of it when it is the owner's
CREATE TABLE matrix.trial AS
SELECT t.*, p.round, p.agency, replace(replace(replace(t.statement, '%r', quote_nullable(p.round)), '%a', quote_literal(p.agency)), '%q', coalesce(p.question::text, '0')) AS made,
       replace(replace(t.before, '%r', quote_nullable(p.round)), '%a', quote_literal(p.agency)) AS aside
FROM matrix.attempt t
CROSS JOIN LATERAL (
    SELECT r.code AS round, a.agency, (SELECT max(x.id) FROM explanation x WHERE x.round = r.code AND x.agency = a.agency AND x.question IS NOT NULL) AS question
    FROM round r, (VALUES ('A'), ('B')) a (agency) WHERE t.statement ~ '%[rq]'
    UNION ALL SELECT NULL, 'A', NULL WHERE t.statement !~ '%[rq]') p
WHERE t.statement NOT LIKE '%\%q%' OR p.question IS NOT NULL;
ALTER TABLE matrix.trial ADD COLUMN owners text;
UPDATE matrix.trial t SET owners = o.outcome
FROM (SELECT u.* FROM (SELECT array_agg(made) AS made, array_agg(aside) AS aside FROM matrix.trial) a
      CROSS JOIN LATERAL unnest(a.made, a.aside, matrix.tries(NULL, NULL, a.made, a.aside)) u (made, aside, outcome) OFFSET 0) o
WHERE o.made = t.made AND o.aside IS NOT DISTINCT FROM t.aside;
-- who has no privilege is refused whatever the round: he tries once; and what one of a duty has
-- tried in every round, others try in some
CREATE TABLE matrix.tried AS
SELECT t.*, a.role, a.duty, w.way, x.expected, NULL AS actual
FROM matrix.trial t
CROSS JOIN matrix.actor a
CROSS JOIN (VALUES ('login'), ('pool')) w (way)
CROSS JOIN LATERAL (SELECT CASE WHEN t.letter = 'X' THEN EXISTS (SELECT FROM matrix.routine_of f JOIN pg_proc p USING (oid) WHERE p.proname = t.relation AND a.duty = ANY (string_to_array(f.duties, ' ')))
                                ELSE (SELECT matrix.allows(e.acl, t.letter, t.columns) FROM matrix.expected e WHERE e.name = t.relation AND e.duty = a.duty) END AS allowed) e
CROSS JOIN LATERAL (SELECT CASE
    WHEN e.allowed IS NOT TRUE THEN '42501'
    WHEN a.duty <> ALL (string_to_array(t.may, ' ')) OR a.duty = 'submitter' AND t.round IS NOT NULL AND t.agency <> ALL (a.own)
        THEN CASE WHEN t.name IN ('answer', 'comment on a draft +') THEN '42704' WHEN t.letter IN ('a', 'X') THEN '42501' ELSE 'none' END
    -- agencies propose before the appraisal is reviewed
    WHEN t.name = 'proposal +' AND a.duty = 'submitter' AND t.round IN ('review', 'corrected') THEN '42501'
    WHEN t.name LIKE 'delegated%' AND t.owners = 'ok' AND a.role <> 'regress_matrix_delegate' THEN '42501'
    -- the owner has loaded none
    WHEN t.relation LIKE 'own\_import\_%' THEN 'ok'
    ELSE t.owners END AS expected) x
WHERE CASE WHEN e.allowed THEN t.round IS NULL OR t.round IN ('self_assessment', 'appraisal', 'review') OR w.way = 'login' AND a.role NOT IN ('regress_matrix_b', 'regress_matrix_member')
           ELSE t.round IS NULL OR (t.round, t.agency) = ('review', 'A') END;
UPDATE matrix.tried t SET actual = o.outcome
FROM (SELECT a.role, a.way, u.* FROM (SELECT role, way, array_agg(made) AS made, array_agg(aside) AS aside FROM matrix.tried GROUP BY role, way) a
      CROSS JOIN LATERAL unnest(a.made, a.aside, matrix.tries(a.role, a.way, a.made, a.aside)) u (made, aside, outcome) OFFSET 0) o
WHERE o.role = t.role AND o.way = t.way AND o.made = t.made AND o.aside IS NOT DISTINCT FROM t.aside;
SELECT name, role, way, round, agency, expected, actual, owners FROM matrix.tried WHERE expected IS DISTINCT FROM actual ORDER BY name, role, way, round, agency;
-- what the owner gets, by round, for agency A and where it is otherwise B
SELECT name, string_agg(DISTINCT owners, ' ') FILTER (WHERE round IS NULL) AS any,
       string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'recorded') AS recorded, string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'setup') AS setup,
       string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'self_assessment') AS self, string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'appraisal') AS appraisal,
       string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'explanation') AS explanation, string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'review') AS review,
       string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'scored') AS scored, string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'published') AS published,
       string_agg(owners, ' ' ORDER BY agency) FILTER (WHERE round = 'corrected') AS corrected
FROM matrix.trial GROUP BY name ORDER BY name COLLATE "C";
SELECT count(*) AS tried, count(*) FILTER (WHERE actual = 'ok') AS ok, count(*) FILTER (WHERE actual = '42501') AS refused, count(*) FILTER (WHERE actual = 'none') AS no_rows,
       count(*) FILTER (WHERE actual NOT IN ('ok', '42501', 'none')) AS otherwise FROM matrix.tried;
-- whatever is not stated is refused: on every table and view, TRUNCATE throughout
WITH refused AS MATERIALIZED (
    SELECT a.role, w.way, c.relkind, s.statement
    FROM matrix.expected e JOIN matrix.actor a USING (duty) JOIN pg_class c ON c.oid = e.name::regclass
    JOIN pg_attribute f ON f.attrelid = c.oid AND f.attnum = 2
    CROSS JOIN (VALUES ('login'), ('pool')) w (way)
    CROSS JOIN LATERAL (VALUES ('a', format('INSERT INTO %I DEFAULT VALUES', e.name)), ('w', format('UPDATE %I SET %I = %2$I', e.name, f.attname)), ('d', format('DELETE FROM %I', e.name)), ('D', format('TRUNCATE %I', e.name))) s (letter, statement)
    WHERE e.acl !~ ('(^| )' || s.letter || '( |\(|$)') AND NOT (c.relkind = 'v' AND s.letter = 'D')
)
SELECT a.role, a.way, u.statement, u.outcome
FROM (SELECT role, way, array_agg(statement) AS statements, array_agg(relkind) AS kinds FROM refused GROUP BY role, way) a
CROSS JOIN LATERAL unnest(a.statements, a.kinds, matrix.tries(a.role, a.way, a.statements, NULL)) u (statement, kind, outcome)
-- what joins several tables is not updated at all
WHERE u.outcome <> '42501' AND NOT (u.kind = 'v' AND u.outcome IN ('55000', '0A000'));
-- nor does who logs in for all of them, before he says for whom
SELECT e.name, s.statement FROM matrix.expected e
CROSS JOIN LATERAL (VALUES (format('SELECT * FROM %I', e.name)), (format('DELETE FROM %I', e.name))) s (statement)
WHERE e.duty = 'admin' AND matrix.try('regress_matrix_pool', 'login', s.statement) NOT IN ('42501', '55000');

-- ---------------------------------------------------------------------------
-- what functions answer, beside what they answer the owner: the same (=), some of its rows (<),
-- or that it cannot be told.  %r, %a, %c or %k, and %s stand for
-- round, agency, criterion and scheme.
-- What a submitter is answered hangs on whether the agency is his, and whether the round is
-- open, published, being corrected or recorded; what appraisers are, on whether it is a draft.
CREATE TABLE matrix.call (call text, own_open text, own_published text, own_corrected text, own_recorded text, foreign_any text);
INSERT INTO matrix.call VALUES
    -- whole rounds are for who sees them
    ('missing(%r)', '42501', '42501', '42501', '42501', NULL), ('verify(%r)', '42501', '42501', '42501', '42501', NULL),
    ('standings(%r)', '42501', '42501', '42501', '=', NULL), ('standings(%r, ''self'')', '42501', '42501', '42501', '=', NULL), ('standings(%r, ''appraisal'')', '42501', '42501', '42501', '=', NULL),
    ('simulate_items(%r, ''consulted'')', '42501', '42501', '42501', '42501', NULL), ('simulate_scheme(%r, ''consulted'')', '42501', '42501', '42501', '42501', NULL),
    ('(SELECT fingerprint(p) FROM publication p WHERE p.round = %r) f', '=', '42501', '42501', '42501', NULL),
    ('survey_points(%r)', '42501', '42501', '42501', '42501', NULL), ('survey_estimate(%r)', '42501', '42501', '42501', '42501', NULL), ('survey_shortfall(%r)', '42501', '42501', '42501', '42501', NULL),
    ('_current_results(%r)', '42501', '42501', '42501', NULL, NULL), ('_part_standings(%r, ''source'')', '42501', '42501', '42501', NULL, NULL),
    ('recorded_doubts(%r)', '=', '=', '=', '<', NULL),
    ('export_round(%r)', '42501', '42501', '42501', '42501', NULL), ('wide_form(%r)', '=', '=', '=', '=', NULL),
    -- of agencies
    ('missing_self(%r)', '<', '<', '<', '<', NULL), ('missing_self(%r, %a)', '=', '=', '=', '=', '42501'),
    ('explain(%r, %a, %c)', 'by hand', '=', 'by hand', '=', '42501'),
    ('why_changed(%r, %a)', '42501', '=', '=', '=', '42501'), ('overtaken(%r, %a)', '42501', '=', '=', '=', '42501'), ('improvement(%r, %a)', '42501', '=', '42501', '=', '42501'),
    ('entry_form(%r, %a)', '=', '=', '=', '=', '42501'), ('imported_items(%a, %r)', '42501', '42501', '42501', '42501', '42501'),
    ('survey_points(%r, ARRAY[%a])', '42501', '=', '42501', '=', '42501'), ('survey_estimate(%r, %a)', '42501', '=', '42501', '=', '42501'),
    ('_context_shown(%r, %a, %k, ''self'')', 'by hand', '=', 'by hand', '=', 'nothing'), ('_context_shown(%r, %a, %k, ''appraisal'')', 'by hand', '=', 'by hand', '=', 'nothing'),
    ('_context_shown(%r, %a, %k, ''review'')', 'nothing', '=', 'nothing', '=', 'nothing'),
    -- of schemes: a draft is not there
    ('export_scheme(%s)', NULL, NULL, NULL, NULL, NULL), ('scheme_sheet(%s)', NULL, NULL, NULL, NULL, NULL), ('variable_sheet(%s)', NULL, NULL, NULL, NULL, NULL), ('criterion_map(''consulted'', %s)', NULL, NULL, NULL, NULL, NULL), ('scheme_diff(''scheme'', %s)', NULL, NULL, NULL, NULL, NULL),
    -- the log: how far it is sealed is told to all, what it holds to who sees whole rounds
    ('as_of(%r, now())', '42501', '42501', '42501', '42501', NULL), ('history(%r, %a, %c)', '42501', '42501', '42501', '42501', '42501'), ('log_head()', NULL, NULL, NULL, NULL, NULL), ('verify_log()', NULL, NULL, NULL, NULL, NULL),
    ('scheme_problems(%s)', NULL, NULL, NULL, NULL, NULL), ('document_problems(''{"a": 1}'')', NULL, NULL, NULL, NULL, NULL), ('round_document_problems(''{"a": 1}'')', NULL, NULL, NULL, NULL, NULL);
-- every function that can be called by its name is
SELECT f.routine AS not_called FROM matrix.routine_of f JOIN pg_proc p USING (oid)
WHERE p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype AND p.proname NOT LIKE '\_%' AND p.proname NOT IN ('actor', 'has_duty', 'my_agencies', 'whoami')
  -- pages say when they were made: see registry_report
  AND p.proname NOT IN ('report', 'agency_report')
  AND NOT EXISTS (SELECT FROM matrix.call c WHERE c.call LIKE '%' || p.proname || '(%');
CREATE TABLE matrix.asked AS
SELECT DISTINCT c.call, c.own_open, c.own_published, c.own_corrected, c.own_recorded, c.foreign_any, x.round, x.agency, x.scheme, x.criterion,
       'SELECT * FROM ' || replace(replace(replace(replace(replace(c.call, '%r', quote_nullable(x.round)), '%a', quote_nullable(x.agency)), '%c', quote_nullable(x.criterion)), '%k', quote_nullable(x.criterion)), '%s', quote_nullable(x.scheme)) AS query
FROM matrix.call c
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.call LIKE '%\%r%' THEN r.code END AS round, CASE WHEN c.call LIKE '%\%a%' THEN a.agency END AS agency,
           CASE WHEN c.call LIKE '%\%s%' THEN s.code END AS scheme, CASE WHEN c.call LIKE '%\%c%' THEN k.criterion WHEN c.call LIKE '%\%k%' THEN CASE WHEN k.criterion = '1.1' THEN '1.1' ELSE '1.3' END END AS criterion
    FROM round r, scheme s, (VALUES ('A'), ('B')) a (agency), unnest('{1,1.1,1.3,2.1,T}'::text[]) k (criterion)) x;
ALTER TABLE matrix.asked ADD COLUMN owners text[];
UPDATE matrix.asked q SET owners = r.answer FROM (SELECT * FROM matrix.rows(NULL, NULL, ARRAY(SELECT query FROM matrix.asked)) OFFSET 0) r WHERE r.query = q.query;
CREATE FUNCTION matrix.compared(answer text[], owners text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN answer = owners THEN '=' WHEN answer[1] ~ '^[0-9A-Z]{5} ' THEN left(answer[1], 5) WHEN answer = '{}' OR answer = '{"{\"_context_shown\": null}"}' THEN 'nothing'
                WHEN matrix.without(answer, owners) = '{}' THEN '<' ELSE 'otherwise' END
$$;
CREATE TABLE matrix.answered AS
WITH put AS MATERIALIZED (
SELECT q.*, a.role, a.duty, a.own, w.way, x.expected
FROM matrix.asked q CROSS JOIN matrix.actor a CROSS JOIN (VALUES ('login'), ('pool')) w (way)
CROSS JOIN LATERAL (SELECT CASE
    WHEN a.duty IN ('reader', 'nobody') THEN '42501'
    WHEN a.duty IN ('admin', 'analyst') THEN '='
    WHEN q.call = 'verify_log()' THEN '42501'
    WHEN q.scheme = 'draft' THEN '42704'
    WHEN q.call = 'scheme_problems(%s)' AND q.scheme = 'consulted' THEN '<'
    WHEN a.duty = 'appraiser' OR q.round IS NULL THEN '='
    WHEN q.agency <> ALL (a.own) THEN q.foreign_any
    ELSE CASE q.round WHEN 'published' THEN q.own_published WHEN 'corrected' THEN q.own_corrected WHEN 'recorded' THEN q.own_recorded ELSE q.own_open END END AS expected) x
-- the stage matters to submitters alone: one of them asks of every round, the others of some
WHERE x.expected IS NOT NULL
  AND (q.round IS NULL OR q.round = CASE a.duty WHEN 'submitter' THEN 'explanation' ELSE 'published' END
       OR a.role = 'regress_matrix_a' AND (w.way = 'login' OR q.round = 'corrected')
       OR a.role IN ('regress_matrix_appraiser', 'regress_matrix_analyst') AND q.round IN ('review', 'corrected', 'recorded') AND w.way = 'login')
  AND (q.call NOT LIKE 'simulate%' OR q.round IN ('recorded', 'published', 'review'))
), got AS MATERIALIZED (
    SELECT a.role, a.way, r.* FROM (SELECT role, way, array_agg(query) AS queries FROM put GROUP BY role, way) a CROSS JOIN LATERAL matrix.rows(a.role, a.way, a.queries) r
)
SELECT p.*, g.answer, matrix.compared(g.answer, p.owners) AS actual FROM put p JOIN got g ON (g.role, g.way, g.query) = (p.role, p.way, p.query);
SELECT query, role, way, expected, actual, left(answer[1], 100) AS answer, left(owners[1], 100) AS owners
FROM matrix.answered
WHERE expected <> 'by hand' AND expected <> actual AND NOT (expected IN ('<', 'nothing') AND (actual = 'nothing' OR actual = '=' AND matrix.compared(answer, NULL) = 'nothing'))
  AND NOT (expected = '<' AND actual = '=') AND NOT (duty = 'nobody' AND actual IN ('42P01', '42883'))
ORDER BY query, role, way;
SELECT count(*) AS answers, count(*) FILTER (WHERE actual = '=') AS the_same, count(*) FILTER (WHERE actual = '<') AS some_rows, count(*) FILTER (WHERE actual = 'nothing') AS nothing,
       count(*) FILTER (WHERE actual = '42501') AS refused, count(*) FILTER (WHERE actual = 'otherwise') AS otherwise FROM matrix.answered;

-- explain to who enters for the agency, while the round is not published: what he entered, and
-- from stage explanation on the appraisal; nothing of what counts in the end, of the survey, of
-- reviews, and of peers
CREATE VIEW matrix.explained AS
SELECT a.role, a.way, a.round, a.agency, a.criterion, a.owners, e.e
FROM matrix.answered a CROSS JOIN LATERAL (SELECT j::jsonb AS e FROM unnest(a.answer) j) e
WHERE a.call LIKE 'explain%' AND a.expected = 'by hand' AND a.actual !~ '^[0-9]';
SELECT round, criterion, way, e ->> 'stage' AS stage, e ->> 'outcome' AS outcome, e ->> 'description' AS description
FROM matrix.explained
WHERE (e ->> 'official')::boolean AND e ->> 'outcome' <> 'exempt'
   OR coalesce(e ->> 'stage' NOT IN ('self', 'appraisal', 'evidence', 'question', 'explanation', 'exemption'), true)
   OR e ->> 'stage' = 'appraisal' AND round NOT IN ('explanation', 'review', 'scored', 'corrected')
   OR e ->> 'context' ~ 'peer_' OR e ->> 'stage' = 'appraisal' AND e ->> 'context' ~ 'points' AND round <> 'explanation';
-- each row is one that the owner gets, but for whether it counts; or tells what was entered
SELECT x.round, x.criterion, x.way, x.e
FROM matrix.explained x
WHERE NOT EXISTS (SELECT FROM unnest(x.owners) j CROSS JOIN LATERAL (SELECT j::jsonb) o (o)
                  WHERE o - 'official' = e - 'official'
                     OR e ->> 'outcome' = 'withheld' AND (o ->> 'stage', o -> 'inputs', o ->> 'assessed_by', o -> 'max_points') = (e ->> 'stage', e -> 'inputs', e ->> 'assessed_by', e -> 'max_points')
                        AND (o -> 'points' = e -> 'points' OR e -> 'points' = 'null'));
SELECT round, string_agg(DISTINCT told COLLATE "C", ', ' ORDER BY told COLLATE "C") AS told
FROM matrix.explained CROSS JOIN LATERAL concat_ws(' ', criterion, e ->> 'stage', e ->> 'outcome') told WHERE role = 'regress_matrix_a' GROUP BY round ORDER BY round;
SELECT DISTINCT round, e ->> 'description' AS withheld FROM matrix.explained WHERE e ->> 'outcome' = 'withheld' AND round IN ('explanation', 'review') AND role = 'regress_matrix_a' ORDER BY 1, 2;
-- the context that is shown is the owner's, but for what is withheld
SELECT round, criterion, way, answer, owners FROM matrix.answered
WHERE call LIKE '_context%' AND expected = 'by hand'
  AND EXISTS (SELECT FROM jsonb_each(coalesce(nullif((answer[1]::jsonb) -> '_context_shown', 'null'), '{}')) t WHERE t.value <> '"withheld"' AND t.value IS DISTINCT FROM (owners[1]::jsonb) -> '_context_shown' -> t.key);

-- nor do those functions tell of drafts and open rounds by which policies ask
SELECT r.role, r.way, q.query, q.answer
FROM (SELECT role, way FROM matrix.actor, (VALUES ('login'), ('pool')) w (way) WHERE duty NOT IN ('admin', 'analyst', 'nobody')) r
CROSS JOIN LATERAL matrix.rows(r.role, r.way, ARRAY['SELECT _shown_schemes(false, false)', 'SELECT _published_rounds()', 'SELECT my_agencies(), _my_roles(), actor()']) q
WHERE q.answer[1] ~ '"draft"' OR q.query ~ 'published' AND q.answer[1] ~ 'setup|self_assessment|appraisal|explanation|review|scored' OR q.query ~ 'actor' AND q.answer[1] !~ r.role;

-- ---------------------------------------------------------------------------
-- whatever was seen or answered: of respondents nothing to others than admins and analysts, and
-- of other agencies nothing to who enters for one before their round is published
CREATE VIEW matrix.told AS
SELECT role, way, relation AS of, r AS row FROM matrix.viewed, unnest(actual_rows) r
UNION ALL SELECT role, way, query, r FROM matrix.answered, unnest(answer) r;
SELECT DISTINCT role, of FROM matrix.told WHERE row ~ '[A-E]người[0-9]' ORDER BY 1, 2;
SELECT DISTINCT t.role, t.of FROM matrix.told t JOIN matrix.actor a USING (role)
CROSS JOIN LATERAL (SELECT '[' || translate('ABCDE', a.own[1], '') || ']' AS other) o
WHERE a.duty = 'submitter' AND t.of <> 'own_import_row'
  AND (t.row ~ ('"agency": "' || o.other) AND t.row ~ '"round": "(setup|self_assessment|appraisal|explanation|review|scored)"'
       OR t.row ~ ('(Báo cáo của|Giải trình của) ' || o.other || '|' || o.other || '(: vì sao| trả lời|: còn gì)'));
SELECT DISTINCT role, of FROM matrix.told JOIN matrix.actor USING (role) WHERE duty = 'reader' AND row ~ '"round": "(setup|self_assessment|appraisal|explanation|review|scored)"';

-- ---------------------------------------------------------------------------
-- duties come and go
CREATE FUNCTION matrix.left_to(role name) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM (
        SELECT 1 FROM pg_class c WHERE c.relnamespace = 'reg_matrix'::regnamespace AND c.relkind IN ('r', 'v') AND matrix.privileges(role, c.oid) <> ''
        UNION ALL SELECT 1 FROM pg_proc p WHERE p.pronamespace = 'reg_matrix'::regnamespace AND has_function_privilege(role, p.oid, 'EXECUTE')
        UNION ALL SELECT 1 WHERE has_schema_privilege(role, 'reg_matrix', 'USAGE') OR has_schema_privilege(role, 'par', 'USAGE')) x
$$;
-- relations on which a role has other privileges than a duty by what is stated
CREATE FUNCTION matrix.unlike(role name, duty text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM matrix.expected e WHERE e.duty = unlike.duty AND matrix.privileges(unlike.role, e.name::regclass) <> e.acl
$$;
-- twice is once; of two duties each keeps what is its own
CALL grant_duty('regress_matrix_nobody', 'reader');
CALL grant_duty('regress_matrix_nobody', 'reader');
CALL grant_duty('regress_matrix_nobody', 'appraiser');
SELECT duty, matrix.unlike('regress_matrix_nobody', 'appraiser') AS unlike_appraiser FROM member WHERE role_name = 'regress_matrix_nobody' ORDER BY duty;
CALL revoke_duty('regress_matrix_nobody', 'appraiser');
SELECT matrix.unlike('regress_matrix_nobody', 'reader') AS unlike_reader, has_function_privilege('regress_matrix_nobody', 'ask(text, text, text, text, timestamptz)', 'EXECUTE') AS asks;
CALL grant_duty('regress_matrix_nobody', 'submitter', 'A');
CALL grant_duty('regress_matrix_nobody', 'submitter', 'C');
CALL revoke_duty('regress_matrix_nobody', 'reader');
CALL revoke_duty('regress_matrix_nobody', 'submitter', 'A');
SELECT matrix.unlike('regress_matrix_nobody', 'submitter') AS unlike_submitter, matrix.try('regress_matrix_nobody', 'login', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'A'$$) AS of_a,
       matrix.try('regress_matrix_nobody', 'login', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'C'$$) AS of_c;
CALL revoke_duty('regress_matrix_nobody', 'submitter');
SELECT matrix.left_to('regress_matrix_nobody') AS left_to_nobody;
-- who is a member of a role with the duty needs no privileges of his own, and gets them when
-- that role loses it
CALL grant_duty('regress_matrix_member', 'submitter', 'B');
SELECT count(*) AS own_grants FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.relnamespace = 'reg_matrix'::regnamespace AND a.grantee = 'regress_matrix_member'::regrole;
CALL revoke_duty('regress_matrix_group', 'submitter');
SELECT matrix.left_to('regress_matrix_group') AS left_to_group, matrix.unlike('regress_matrix_member', 'submitter') AS member_unlike_submitter,
       matrix.try('regress_matrix_member', 'pool', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'A'$$) AS of_a,
       matrix.try('regress_matrix_member', 'pool', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'B'$$) AS of_b;
CALL revoke_duty('regress_matrix_member', 'submitter');
SELECT matrix.left_to('regress_matrix_member') AS left_to_member;
CALL grant_duty('regress_matrix_group', 'submitter');
CALL grant_duty('regress_matrix_member', 'submitter', 'A');
SELECT matrix.unlike('regress_matrix_member', 'submitter') AS member_unlike_submitter, matrix.try('regress_matrix_member', 'login', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'A'$$) AS of_a;
-- the owner needs none, and whoever becomes it keeps what is his
SELECT test.error_of($$CALL grant_duty('regress_registry', 'reader')$$) AS to_the_owner;
CREATE ROLE regress_matrix_heir NOLOGIN;
CALL grant_duty('regress_matrix_heir', 'analyst');
CALL par.give_registry('reg_matrix', 'regress_matrix_heir');
CALL revoke_duty('regress_matrix_heir', 'analyst');
SELECT matrix.try('regress_matrix_admin', 'login', $$CALL advance('setup')$$) AS admin, matrix.try('regress_matrix_a', 'pool', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'A'$$) AS own;
CALL par.give_registry('reg_matrix', 'regress_registry');
-- but the use of schema par, to hand on
SELECT matrix.left_to('regress_matrix_heir') AS left_to_heir;
-- what is upgraded stays with its owner, and every duty with its privileges
CALL par.upgrade_registry('reg_matrix');
SELECT o.kind, o.name, o.owner FROM (
    SELECT 'relation', relname, relowner FROM pg_class WHERE relnamespace = 'reg_matrix'::regnamespace
    UNION ALL SELECT 'routine', proname, proowner FROM pg_proc WHERE pronamespace = 'reg_matrix'::regnamespace
    UNION ALL SELECT 'type', typname, typowner FROM pg_type WHERE typnamespace = 'reg_matrix'::regnamespace
    UNION ALL SELECT 'schema', nspname, nspowner FROM pg_namespace WHERE nspname = 'reg_matrix') o (kind, name, owner)
WHERE o.owner <> 'regress_registry'::regrole;
SELECT e.name AS relation, a.role FROM matrix.expected e JOIN matrix.actor a USING (duty) WHERE matrix.privileges(a.role, e.name::regclass) <> e.acl;
SELECT f.routine, a.role FROM matrix.routine_of f, matrix.actor a
WHERE has_function_privilege(a.role, f.oid, 'EXECUTE') <> coalesce(a.duty = ANY (string_to_array(f.duties, ' ')), false);
SELECT matrix.try('regress_matrix_a', 'login', $$UPDATE assessment SET note = 'x' WHERE round = 'self_assessment' AND agency = 'A'$$) AS own, matrix.try('regress_matrix_a', 'login', $$UPDATE assessment SET note = 'x' WHERE agency = 'B'$$) AS foreign_one,
       matrix.try('regress_matrix_admin', 'pool', $$CALL advance('setup')$$) AS advance, matrix.try('regress_matrix_reader', 'pool', $$CALL advance('setup')$$) AS refused;
-- whose duties are all gone, can go
DO $$
DECLARE
    m record;
BEGIN
    FOR m IN SELECT DISTINCT role_name, duty FROM reg_matrix.member LOOP
        CALL reg_matrix.revoke_duty(m.role_name, m.duty);
    END LOOP;
END $$;
SELECT a.role, matrix.left_to(a.role) FROM matrix.actor a WHERE matrix.left_to(a.role) > 0;
DROP ROLE regress_matrix_admin, regress_matrix_a, regress_matrix_b, regress_matrix_appraiser, regress_matrix_delegate, regress_matrix_analyst, regress_matrix_reader, regress_matrix_nobody,
    regress_matrix_group, regress_matrix_member, regress_matrix_pool;

SET client_min_messages = error;
DROP SCHEMA matrix CASCADE;
DROP SCHEMA reg_matrix CASCADE;
CALL test.drop_roles('regress_matrix_heir', 'regress_registry');
