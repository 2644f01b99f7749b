
-- ---------------------------------------------------------------------------
-- Registry: words as they are written
-- ---------------------------------------------------------------------------
--
-- What people type and paste comes with accents in pieces (macOS, PDF), and with blanks and
-- marks that nobody sees.  Accents are composed (NFC) when a row is written.  Codes hide
-- nothing, names do not begin or end with blanks, and where a reason must be given there is
-- something to be read: all else is refused, by a message that writes out what is not seen.
-- Assessments and survey answers come by the million.  Codes of assessments are looked at where
-- they are not ASCII, their inputs composed where they do not fit otherwise
-- (par.assessment_score); survey answers are looked up as they are, and what is not found is
-- written out.

CREATE PROCEDURE par.registry_words()
    LANGUAGE plpgsql
    AS $template$
DECLARE
    part record;
BEGIN

PERFORM par.require_registry_build();

CREATE OR REPLACE FUNCTION _says(value text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN coalesce(par.look(value), '') <> '';
END
$$;
COMMENT ON FUNCTION _says(text) IS 'whether there is anything to be read: neither NULL nor blanks and marks that are not seen';

CREATE OR REPLACE FUNCTION _is_tidy(word text, is_code boolean) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN is_code THEN par.spelled(word) = word
                ELSE word = '' OR '' NOT IN (par.look(left(word, 1)), par.look(right(word, 1))) END;
END
$$;
COMMENT ON FUNCTION _is_tidy(text, boolean) IS
    'internal: whether a code hides nothing, a name does not begin or end with a blank or with what is not seen; NULL for NULL';

CREATE OR REPLACE FUNCTION _composed(value jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
BEGIN
    -- mostly nothing is in pieces anywhere
    IF par.composed(value::text) = value::text THEN
        RETURN value;
    END IF;
    RETURN CASE jsonb_typeof(value)
        WHEN 'string' THEN to_jsonb(par.composed(value #>> '{}'))
        WHEN 'array' THEN (SELECT coalesce(jsonb_agg(_composed(e.value) ORDER BY e.place), '[]')
                           FROM jsonb_array_elements(value) WITH ORDINALITY e (value, place))
        WHEN 'object' THEN (SELECT coalesce(jsonb_object_agg(par.composed(e.key), _composed(e.value)), '{}') FROM jsonb_each(value) e)
        ELSE value END;
END
$$;
COMMENT ON FUNCTION _composed(jsonb) IS 'internal: JSON whose keys and strings have their accents composed';

CREATE OR REPLACE FUNCTION _spelling(word text, known text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    twin text := (SELECT min(k COLLATE "C") FROM unnest(known) k WHERE k <> word AND par.look(k) = par.look(word));
    padded text := (SELECT min(k COLLATE "C") FROM unnest(known) k WHERE k <> word AND ltrim(k, '0') = ltrim(word, '0'));
BEGIN
    RETURN CASE WHEN twin IS NOT NULL THEN format('Written out, it is "%s"; there is "%s".', par.spelled(word), par.spelled(twin))
                WHEN par.spelled(word) <> word THEN format('Written out, it is "%s".', par.spelled(word))
                WHEN padded IS NOT NULL THEN format('There is "%s": they differ only in leading zeros.', padded) END;
END
$$;
COMMENT ON FUNCTION _spelling(text, text[]) IS
    'a sentence that shows what a word hides, and which of the known words looks the same, or differs by leading zeros alone; NULL if there is nothing to show';

CREATE OR REPLACE FUNCTION _no_such(message text, word text, known text[], detail text DEFAULT NULL, state text DEFAULT 'undefined_object') RETURNS void
    LANGUAGE plpgsql SET search_path FROM CURRENT
    AS $$
DECLARE
    details text := concat_ws(' ', detail, _spelling(word, known));
BEGIN
    IF details = '' THEN
        RAISE EXCEPTION USING MESSAGE = message, ERRCODE = state;
    END IF;
    RAISE EXCEPTION USING MESSAGE = message, ERRCODE = state, DETAIL = details;
END
$$;
COMMENT ON FUNCTION _no_such(text, text, text[], text, text) IS
    'internal: raises the message that there is no such word, 42704 or the state, showing what the word hides and which known one looks the same';

-- Columns come as arguments: codes, names, reasons, other texts.
CREATE OR REPLACE FUNCTION _write_words() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS $$
DECLARE
    row_text text;
    given jsonb;
    composed jsonb;
    of_column text;
    word text;
BEGIN
    IF (TG_TABLE_SCHEMA OPERATOR(pg_catalog.=) pg_catalog.current_schema()) IS NOT TRUE THEN
        PERFORM par.require_place(TG_TABLE_SCHEMA, pg_catalog.current_schema());
    END IF;
    row_text := NEW::text;
    -- most rows hide nothing anywhere, and no column is empty, or begins or ends with a blank
    IF par.spelled(row_text) = row_text AND row_text !~ '[(,]" | "[,)]|""' THEN
        RETURN NEW;
    END IF;
    given := to_jsonb(NEW);
    IF par.composed(row_text) <> row_text THEN
        composed := (SELECT jsonb_object_agg(c, _composed(given -> c)) FROM unnest(TG_ARGV) a, unnest(a::text[]) c);
        NEW := jsonb_populate_record(NEW, composed);
        given := given || composed;
    END IF;
    FOREACH of_column IN ARRAY TG_ARGV[0]::text[] LOOP
        word := given ->> of_column;
        IF NOT _is_tidy(word, true) THEN
            RAISE EXCEPTION 'invalid % "%"', of_column, word
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, COLUMN = of_column,
                    DETAIL = format('Written out, it is "%s".', par.spelled(word)),
                    HINT = 'Codes have no blanks at their ends, and nothing in them that is not seen.';
        END IF;
    END LOOP;
    FOREACH of_column IN ARRAY TG_ARGV[1]::text[] LOOP
        word := given ->> of_column;
        IF NOT _is_tidy(word, false) THEN
            RAISE EXCEPTION '% "%" begins or ends with a blank', of_column, word
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, COLUMN = of_column,
                    DETAIL = format('Written out, it is "%s".', par.spelled(word));
        END IF;
    END LOOP;
    FOREACH of_column IN ARRAY TG_ARGV[2]::text[] LOOP
        word := given ->> of_column;
        IF word IS NOT NULL AND NOT _says(word) THEN
            RAISE EXCEPTION '% of table "%" is blank', of_column, TG_TABLE_NAME
                USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, COLUMN = of_column,
                    DETAIL = format('Written out, it is "%s".', par.spelled(word));
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION _write_words() IS
    'trigger: composes the accents of the columns that its arguments list; 23514 for a code that hides something, a name that begins or ends with a blank, and a reason that says nothing';

FOR part IN
    SELECT * FROM (VALUES
        ('agency', '{code,kind,parent}', '{name,name_en}', '{}', '{attributes}'),
        ('agency_alias', '{system,code,agency}', '{}', '{}', '{}'),
        ('succession', '{predecessor,successor}', '{}', '{}', '{}'),
        ('scheme', '{code,agency_kind,revises}', '{title,legal_basis,approved_by}', '{}', '{tie_keys}'),
        ('criterion', '{scheme,code,parent,source,continues}', '{title,title_en}', '{}', '{rule_text,guidance}'),
        ('variable', '{scheme,criterion,name,max_variable}', '{title,title_en}', '{}', '{choices}'),
        ('grade', '{scheme,label}', '{}', '{}', '{}'),
        ('respondent_group', '{scheme,criterion,code}', '{}', '{}', '{}'),
        ('survey_question', '{scheme,criterion,code}', '{title}', '{}', '{}'),
        ('answer_option', '{scheme,code}', '{}', '{}', '{}'),
        ('feed', '{scheme,code,criterion,system}', '{}', '{schedule}', '{}'),
        ('comment', '{scheme,criterion}', '{author,resolved_by}', '{body,resolved_note}', '{proposed_rule}'),
        ('round', '{code,scheme}', '{title}', '{stage_reason}', '{}'),
        ('stage_window', '{round}', '{}', '{}', '{}'),
        ('participant', '{round,agency,league}', '{}', '{unranked_reason,return_reason,inclusion_reason}', '{}'),
        ('grade_cap', '{round,agency,label}', '{}', '{reason}', '{}'),
        ('target', '{round,agency,criterion,variable}', '{}', '{}', '{value}'),
        ('evidence', '{round,agency,criterion}', '{title,issued_by}', '{}', '{}'),
        ('explanation', '{round,agency,criterion}', '{}', '{question,answer}', '{}'),
        ('exemption', '{round,agency,criterion}', '{}', '{reason}', '{}'),
        ('delegation', '{round,criterion}', '{}', '{}', '{}'),
        ('zero_missing', '{round,agency}', '{}', '{reason}', '{}')) t (name, codes, names, reasons, texts)
LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER a_words BEFORE INSERT OR UPDATE OF %s ON %I FOR EACH ROW EXECUTE FUNCTION _write_words(%L, %L, %L, %L)',
                   array_to_string(part.codes::text[] || part.names::text[] || part.reasons::text[] || part.texts::text[], ', '),
                   part.name, part.codes, part.names, part.reasons, part.texts);
END LOOP;
-- by the million, and mostly in ASCII
CREATE OR REPLACE TRIGGER a_words BEFORE INSERT ON assessment FOR EACH ROW
    WHEN (octet_length(NEW.round) + octet_length(NEW.agency) + octet_length(NEW.criterion) <> length(NEW.round) + length(NEW.agency) + length(NEW.criterion))
    EXECUTE FUNCTION _write_words('{round,agency,criterion}', '{}', '{}', '{}');

-- ---------------------------------------------------------------------------
-- messages, see par.say

CREATE OR REPLACE FUNCTION _exactly(value numeric, decimals integer DEFAULT NULL) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT jsonb_build_object('exact', CASE WHEN _exactly.decimals IS NULL THEN trim_scale(_exactly.value) ELSE round(_exactly.value, _exactly.decimals) END::text)
    WHERE _exactly.value IS NOT NULL
$$;
COMMENT ON FUNCTION _exactly(numeric, integer) IS 'internal: message, see par.say: a number with just so many decimals, NULL: those that it has; NULL for NULL';

CREATE OR REPLACE FUNCTION _day(at timestamptz) RETURNS jsonb
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT CASE WHEN isfinite(_day.at) THEN jsonb_build_object('date', to_char(_day.at, 'YYYY-MM-DD')) ELSE to_jsonb(_day.at::text) END$$;
COMMENT ON FUNCTION _day(timestamptz) IS 'internal: message, see par.say: the day of a time, in the time zone of the session';

CREATE OR REPLACE FUNCTION _in_both(vi text, en text) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT CASE WHEN _in_both.en IS NULL THEN to_jsonb(_in_both.vi) ELSE jsonb_build_object('vi', _in_both.vi, 'en', _in_both.en) END$$;
COMMENT ON FUNCTION _in_both(text, text) IS 'internal: message, see par.say: a name or title, in English where there is one';

CREATE OR REPLACE FUNCTION _note_said(note text) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN CASE WHEN _note_said.note = par.say('["assessed.as_self"]', 'vi') THEN '["assessed.as_self"]'::jsonb ELSE to_jsonb(_note_said.note) END;
END
$$;
COMMENT ON FUNCTION _note_said(text) IS 'internal: message: a note as it was entered, or what take_over notes by itself';

CREATE OR REPLACE FUNCTION _joined(separator text, VARIADIC parts jsonb[]) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT CASE WHEN num_nonnulls(VARIADIC _joined.parts) > 0 THEN jsonb_build_object('join', _joined.separator, 'of', to_jsonb(_joined.parts)) END$$;
COMMENT ON FUNCTION _joined(text, jsonb[]) IS 'internal: message, see par.say: those of the parts that are not NULL, one after the other; NULL: there is none';

END
$template$;
COMMENT ON PROCEDURE par.registry_words() IS 'internal: words as they are written, in a registry';
