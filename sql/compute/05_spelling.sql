
-- ---------------------------------------------------------------------------
-- Words that look the same and are not
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.spelled(word text) RETURNS text
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'spelling_spelled';
COMMENT ON FUNCTION par.spelled(text) IS
    'a word with what the eye passes over written out, as in A<U+200B>1: controls, marks of direction, zero-width characters, blanks but a plain one between others, full-width forms, and accents where they are not composed with their letters (NFC). A word that hides nothing is itself';

CREATE FUNCTION par.composed(value text) RETURNS text
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'spelling_composed';
COMMENT ON FUNCTION par.composed(text) IS
    'a text with accents composed with their letters (NFC), as normalize(value, NFC) gives it; in a database of another encoding than UTF8 the text itself';

CREATE FUNCTION par.look(value text) RETURNS text
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'spelling_look';
COMMENT ON FUNCTION par.look(text) IS
    'what the eye takes a text for: accents composed, nothing that is not seen, one plain blank for others, none at the ends, ASCII for full-width forms, a hyphen for any dash. Texts that look the same have the same; it is empty where nothing is to be read';
