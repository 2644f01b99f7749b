
-- ---------------------------------------------------------------------------
-- Words in Vietnamese and English
-- ---------------------------------------------------------------------------

CREATE FUNCTION par.language(asked text DEFAULT NULL, otherwise text DEFAULT 'vi') RETURNS text
    LANGUAGE C STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'words_language';
COMMENT ON FUNCTION par.language(text, text) IS
    'the language in which something is told, vi or en: the one that is asked for, else that of the session (SET par.language = vi, en, or registry, which leaves it open), else otherwise. 22023 for another one';

CREATE FUNCTION par.say(message jsonb, language text DEFAULT NULL) RETURNS text
    LANGUAGE C STABLE PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'words_say';
COMMENT ON FUNCTION par.say(jsonb, text) IS
    'a message as text in a language, NULL: that of the session, else Vietnamese. A message is an array: a key of par.messages() and what stands for {1}, {2}, ..., messages too; a text, as it is; a number, to four decimals at most, with the decimal sign of the language; true or false; {"exact": "85.50"}, a number with all its digits; {"date": "2025-12-31"}; {"vi": ..., "en": ...}, what has a text in each language; {"join": ", ", "of": [...]}, one after the other what of it is not null. NULL for NULL and null. 22023 for anything else, an unknown key, and another language';

CREATE FUNCTION par.messages(OUT key text, OUT vi text, OUT en text) RETURNS SETOF record
    LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500
    AS 'MODULE_PATHNAME', 'words_messages';
COMMENT ON FUNCTION par.messages() IS
    'the catalogue of messages that officials read, with what is filled in as {1}, {2}, ..., by key';

CREATE FUNCTION par.html_lines(html text) RETURNS SETOF text
    LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 1000
    AS 'MODULE_PATHNAME', 'html_lines';
COMMENT ON FUNCTION par.html_lines(text) IS
    'a page of HTML or a piece of one as short lines without tabs and backslashes, which psql -At, copy commands and other clients save as they are: a line ends at a blank of the text, between attributes or before the end of a tag, in style sheets and comments where it ends there; these keep their backslashes. Control characters, which XML cannot have, are left out, empty lines too; else the page is the same. No rows for NULL';
