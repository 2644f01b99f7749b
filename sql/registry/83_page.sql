
-- ---------------------------------------------------------------------------
-- Registry: what pages are made of
-- ---------------------------------------------------------------------------
--
-- A page is one HTML file that needs nothing else: no script, no network.  It is well-formed
-- XML too, so that it can be read back.  Whatever comes from tables goes through xmlelement or
-- a chart, which escape it; words come from the catalogue (par.messages).
--
-- What all sections need is looked up once, into o, the options of the page with what was
-- given: language (vi, en or both), said (the main language), round, scheme, decimals, results
-- and so on.  Sections are functions of o that return pieces of the page; a section without
-- anything to tell returns none.  They run with the rights of the caller: what he is not shown
-- is left out.

CREATE PROCEDURE par.registry_page()
    LANGUAGE plpgsql
    AS $template$
BEGIN

PERFORM par.require_registry_build();

-- ---------------------------------------------------------------------------
-- options

CREATE OR REPLACE FUNCTION _page_options(of_function text, defaults jsonb, options jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    given record;
    wanted text;
BEGIN
    IF options IS NULL OR jsonb_typeof(options) <> 'object' THEN
        RAISE EXCEPTION 'options of % must be a JSON object', of_function
            USING ERRCODE = 'invalid_parameter_value', HINT = format('They can have %s.', (SELECT string_agg(k, ', ' ORDER BY k COLLATE "C") FROM jsonb_object_keys(defaults) k));
    END IF;
    FOR given IN SELECT e.key, e.value, jsonb_typeof(e.value) AS type FROM jsonb_each(options) e LOOP
        wanted := CASE
            WHEN NOT defaults ? given.key THEN 'unknown'
            WHEN given.type = 'null' THEN NULL
            WHEN given.key = 'language' THEN CASE WHEN given.value NOT IN ('"vi"', '"en"', '"both"') THEN 'vi, en or both' END
            WHEN given.key = 'title' THEN CASE WHEN given.type <> 'string' OR NOT _says(given.value #>> '{}') THEN 'a text' END
            WHEN given.key = 'agencies' THEN
                CASE WHEN given.type <> 'array' OR given.value @? '$[*] ? (@.type() != "string")' OR given.value = '[]' THEN 'a list of codes of agencies' END
            WHEN given.key = 'draws' THEN CASE WHEN given.type <> 'number' OR (given.value)::numeric NOT BETWEEN 1 AND 100000 OR (given.value)::numeric % 1 <> 0 THEN 'an integer from 1 to 100000' END
            WHEN given.key = 'top' THEN CASE WHEN given.type <> 'number' OR (given.value)::numeric NOT BETWEEN 1 AND 20 OR (given.value)::numeric % 1 <> 0 THEN 'an integer from 1 to 20' END
            WHEN given.key = 'noise' THEN CASE WHEN given.type <> 'number' OR (given.value)::numeric NOT BETWEEN 0 AND 1 THEN 'a number from 0 to 1' END
            WHEN given.type <> 'boolean' THEN 'true or false' END;
        IF wanted = 'unknown' THEN
            PERFORM _no_such(format('unrecognized "%s" in options of %s', given.key, of_function), given.key, ARRAY(SELECT jsonb_object_keys(defaults)),
                             format('They can have %s.', (SELECT string_agg(k, ', ' ORDER BY k COLLATE "C") FROM jsonb_object_keys(defaults) k)), 'invalid_parameter_value');
        ELSIF wanted IS NOT NULL THEN
            RAISE EXCEPTION '"%" in options of % must be %', given.key, of_function, wanted
                USING ERRCODE = 'invalid_parameter_value', DETAIL = format('It is %s.', left(given.value::text, 200));
        END IF;
    END LOOP;
    -- 3.0 is 3, and a noise finer than a number of C is none
    RETURN defaults || jsonb_strip_nulls(options)
        || coalesce((SELECT jsonb_object_agg(e.key, CASE e.key WHEN 'noise' THEN trim_scale(round(e.value::numeric, 4)) ELSE e.value::numeric::integer END)
                     FROM jsonb_each(options) e WHERE e.key IN ('draws', 'top', 'noise') AND e.value <> 'null'), '{}');
END
$$;
COMMENT ON FUNCTION _page_options(text, jsonb, jsonb) IS
    'internal: options of a function that gives a page, those that are not given as by default. 22023 naming the key for what is none, or has another form';

-- ---------------------------------------------------------------------------
-- words and figures of a page

CREATE OR REPLACE FUNCTION _tell(o jsonb, key text, VARIADIC parts jsonb[] DEFAULT '{}') RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN par.say(jsonb_build_array(key) || to_jsonb(parts), o ->> 'said');
END
$$;
COMMENT ON FUNCTION _tell(jsonb, text, jsonb[]) IS 'internal: a message of the catalogue, filled in, in the main language of a page';

CREATE OR REPLACE FUNCTION _in_languages(o jsonb, vi text, en text) RETURNS xml
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN _in_languages.o ->> 'language' = 'both' AND _in_languages.en <> _in_languages.vi
                THEN xmlconcat(xmlelement(name span, _in_languages.vi), xmlelement(name span, xmlattributes('en' AS class, 'en' AS lang), ' ', _in_languages.en))
                ELSE xmlelement(name span, CASE WHEN _in_languages.o ->> 'said' = 'en' THEN coalesce(_in_languages.en, _in_languages.vi) ELSE _in_languages.vi END) END
$$;
COMMENT ON FUNCTION _in_languages(jsonb, text, text) IS 'internal: a text in the languages of a page: the English one beneath the other, where there is one';

CREATE OR REPLACE FUNCTION _message(o jsonb, message jsonb) RETURNS xml
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN _in_languages(o, CASE WHEN o ->> 'said' = 'vi' THEN par.say(message, 'vi') END, CASE WHEN o ->> 'language' <> 'vi' THEN par.say(message, 'en') END);
END
$$;
COMMENT ON FUNCTION _message(jsonb, jsonb) IS 'internal: a message in the languages of a page';

CREATE OR REPLACE FUNCTION _label(o jsonb, key text, VARIADIC parts jsonb[] DEFAULT '{}') RETURNS xml
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN _message(o, jsonb_build_array(key) || to_jsonb(parts));
END
$$;
COMMENT ON FUNCTION _label(jsonb, text, jsonb[]) IS 'internal: a message of the catalogue, filled in, in the languages of a page';

CREATE OR REPLACE FUNCTION _name_in(o jsonb, vi text, en text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT CASE WHEN _name_in.o ->> 'said' = 'en' THEN coalesce(_name_in.en, _name_in.vi) ELSE _name_in.vi END$$;
COMMENT ON FUNCTION _name_in(jsonb, text, text) IS 'internal: a name or title in the main language of a page';

CREATE OR REPLACE FUNCTION _figure(o jsonb, value numeric, decimals integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT CASE WHEN _figure.value IS NULL THEN '–'
                ELSE pg_catalog.replace(pg_catalog.replace(pg_catalog.round(_figure.value, _figure.decimals)::text, '.', CASE WHEN _figure.o ->> 'said' = 'en' THEN '.' ELSE ',' END), '-', '−') END
$$;
COMMENT ON FUNCTION _figure(jsonb, numeric, integer) IS 'internal: a number with just so many decimals, as the main language of a page writes it; a dash for NULL';

CREATE OR REPLACE FUNCTION _plain_figure(o jsonb, value numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT _figure(_plain_figure.o, _plain_figure.value, scale(trim_scale(round(_plain_figure.value, 4))))$$;
COMMENT ON FUNCTION _plain_figure(jsonb, numeric) IS 'internal: a number with the decimals that it has, at most four, as the main language of a page writes it';

-- Points of views have four decimals: cut to two they would be rounded twice.
CREATE OR REPLACE FUNCTION _points_figure(o jsonb, value numeric) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT _figure(_points_figure.o, _points_figure.value, greatest(2, scale(trim_scale(round(_points_figure.value, 4)))))$$;
COMMENT ON FUNCTION _points_figure(jsonb, numeric) IS 'internal: points, with two decimals or as many of four as they have, as the main language of a page writes them';

CREATE OR REPLACE FUNCTION _signed_figure(o jsonb, value numeric, decimals integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT CASE WHEN round(_signed_figure.value, _signed_figure.decimals) > 0 THEN '+' ELSE '' END || _figure(_signed_figure.o, _signed_figure.value, _signed_figure.decimals)$$;
COMMENT ON FUNCTION _signed_figure(jsonb, numeric, integer) IS 'internal: a change, with its sign';

CREATE OR REPLACE FUNCTION _moment(o jsonb, at timestamptz) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT to_char(_moment.at, CASE WHEN _moment.o ->> 'said' = 'en' THEN 'YYYY-MM-DD HH24:MI (UTCOF)' ELSE 'HH24:MI (UTCOF) "ngày" DD/MM/YYYY' END)$$;
COMMENT ON FUNCTION _moment(jsonb, timestamptz) IS 'internal: a time as the main language of a page writes it, in the time zone of the session, which it names';

CREATE OR REPLACE FUNCTION _when(at timestamptz) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT jsonb_build_object('vi', _moment('{"said": "vi"}', _when.at), 'en', _moment('{"said": "en"}', _when.at))$$;
COMMENT ON FUNCTION _when(timestamptz) IS 'internal: message: a time, in the time zone of the session';

CREATE OR REPLACE FUNCTION _head_cell(o jsonb, key text, class text DEFAULT NULL) RETURNS xml
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN xmlelement(name th, xmlattributes('col' AS scope, class AS class), _label(o, key));
END
$$;
COMMENT ON FUNCTION _head_cell(jsonb, text, text) IS 'internal: head of a column';

CREATE OR REPLACE FUNCTION _heading(o jsonb, level integer, key text, VARIADIC parts jsonb[] DEFAULT '{}') RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN format(E'<h%s>%s</h%1$s>\n', level, _label(o, key, VARIADIC parts));
END
$$;
COMMENT ON FUNCTION _heading(jsonb, integer, text, jsonb[]) IS 'internal: a heading of a page, as HTML';

CREATE OR REPLACE FUNCTION _sentence(o jsonb, class text, key text, VARIADIC parts jsonb[] DEFAULT '{}') RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN format(E'<p class="%s">%s</p>\n', class, _label(o, key, VARIADIC parts));
END
$$;
COMMENT ON FUNCTION _sentence(jsonb, text, text, jsonb[]) IS 'internal: a sentence as HTML: say, how to read what follows; notice and draft, what a page is not';

CREATE OR REPLACE FUNCTION _paragraph(o jsonb, key text, VARIADIC parts jsonb[] DEFAULT '{}') RETURNS text
    LANGUAGE sql STABLE SET search_path FROM CURRENT
    AS $$SELECT _sentence(_paragraph.o, 'say', _paragraph.key, VARIADIC _paragraph.parts)$$;
COMMENT ON FUNCTION _paragraph(jsonb, text, jsonb[]) IS 'internal: a sentence that says how to read what follows, as HTML';

CREATE OR REPLACE FUNCTION _list(items text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.format(E'<ul class="plain">%s</ul>\n', _list.items) WHERE _list.items IS NOT NULL$$;
COMMENT ON FUNCTION _list(text) IS 'internal: a list, of its items, all of it HTML; NULL of nothing';

CREATE OR REPLACE FUNCTION _criterion_head(o jsonb, code text, title text, title_en text) RETURNS xml
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT xmlelement(name th, xmlattributes('row' AS scope), _criterion_head.code, ' ', _in_languages(_criterion_head.o, _criterion_head.title, _criterion_head.title_en))$$;
COMMENT ON FUNCTION _criterion_head(jsonb, text, text, text) IS 'internal: head of a row that tells of a criterion';

CREATE OR REPLACE FUNCTION _margin_cell(o jsonb, margin numeric) RETURNS xml
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT xmlelement(name td, xmlattributes('n' AS class), CASE WHEN _margin_cell.margin IS NULL THEN '–' ELSE '± ' || _figure(_margin_cell.o, _margin_cell.margin, 2) END)$$;
COMMENT ON FUNCTION _margin_cell(jsonb, numeric) IS 'internal: a cell with a margin of error';

-- Figures that stand out: key of the label, and what it is.
CREATE OR REPLACE FUNCTION _figures(o jsonb, keys text[], figures text[]) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN '<dl class="figures">' || (SELECT string_agg(xmlelement(name div, xmlelement(name dt, _label(o, f.key)), xmlelement(name dd, f.figure))::text, E'\n' ORDER BY f.place)
                                      FROM unnest(keys, figures) WITH ORDINALITY f (key, figure, place) WHERE f.figure IS NOT NULL) || E'</dl>\n';
END
$$;
COMMENT ON FUNCTION _figures(jsonb, text[], text[]) IS 'internal: figures that stand out, each with its label, as HTML; those that are NULL are left out';

CREATE OR REPLACE FUNCTION _bar(share numeric) RETURNS xml
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT xmlelement(name span, xmlattributes('bar' AS class, 'true' AS "aria-hidden"),
                      xmlelement(name i, xmlattributes('width:' || pg_catalog.round(greatest(least(coalesce(_bar.share, 0), 100), 0), 2) || '%' AS style), ''))
$$;
COMMENT ON FUNCTION _bar(numeric) IS 'internal: a bar as long as a share of 100; the number stands beside it';

CREATE OR REPLACE FUNCTION _heat_cell(o jsonb, share numeric) RETURNS xml
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$
    SELECT xmlelement(name td, xmlattributes(CASE WHEN _heat_cell.share IS NULL THEN 'none' ELSE 'h' || floor(greatest(least(_heat_cell.share, 100), 0) / 10) END AS class),
                      _figure(_heat_cell.o, _heat_cell.share, (_heat_cell.o ->> 'decimals')::integer))
$$;
COMMENT ON FUNCTION _heat_cell(jsonb, numeric) IS 'internal: a cell of a heat map, for a share of 100';

CREATE OR REPLACE FUNCTION _section(id text, content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.format(E'<section id="%s" aria-labelledby="%1$s-title">\n%s</section>\n', _section.id, pg_catalog.regexp_replace(_section.content, '<h2>', pg_catalog.format('<h2 id="%s-title">', _section.id)))$$;
COMMENT ON FUNCTION _section(text, text) IS 'internal: a section of a page, named by its heading; NULL of nothing';

-- ---------------------------------------------------------------------------
-- how a page looks

CREATE OR REPLACE FUNCTION _page_style() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT
    AS $$SELECT $css$
:root{color-scheme:light dark;--ink:#12222c;--soft:#51616b;--line:#d5dde2;--paper:#fff;--bar:#2b7a9e;--rest:#d3e1e8;--chip:#eef3f5;
--good:#14694a;--bad:#a03a24;--warn:#7a4d00;--link:#1b5f80}
@media(prefers-color-scheme:dark){:root{--ink:#e8eef1;--soft:#a5b5be;--line:#2f3f49;--paper:#10191e;--bar:#5fb0d3;--rest:#24404f;--chip:#1c2a32;
--good:#6fcfa5;--bad:#f0a08a;--warn:#e6b866;--link:#8cc7e2}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Noto Sans,Be Vietnam Pro,Segoe UI,DejaVu Sans,system-ui,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:break-word}
.page{max-width:66rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.65rem;line-height:1.25;margin:.2rem 0 .4rem}
h2{font-size:1.25rem;line-height:1.3;margin:2.8rem 0 .3rem;padding-top:.6rem;border-top:2px solid var(--ink)}
h3{font-size:1.05rem;margin:1.8rem 0 .3rem}h4{font-size:.95rem;margin:1.2rem 0 .2rem}
a{color:var(--link)}
.en{display:block;color:var(--soft);font-weight:400;font-size:.82em}
.notice{max-width:46rem;border-left:4px solid var(--warn);padding:.1rem .8rem;margin:.6rem 0;font-size:.92rem}
.say{max-width:46rem;margin:.2rem 0 .8rem;color:var(--soft);font-size:.92rem}
.draft{display:inline-block;border:2px solid var(--bad);color:var(--bad);font-weight:700;letter-spacing:.08em;padding:.1rem .7rem;text-transform:uppercase;margin:0 0 .6rem}
.draft .en{display:inline;color:inherit;font-size:.8em}
.mark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;pointer-events:none;z-index:-1;overflow:hidden}
.mark span{font-size:min(22vw,12rem);font-weight:800;color:var(--bad);opacity:.07;transform:rotate(-30deg);white-space:nowrap}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.6rem 0;font-size:.88rem}
.facts dt{color:var(--soft)}.facts dd{margin:0;min-width:0;overflow-wrap:anywhere}.facts .en{display:inline;margin-left:.3em}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:.6rem 0;margin:1rem 0 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);font-size:.9rem}
nav .en{display:none}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5rem,1fr));gap:.8rem;margin:1rem 0}
.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.figures dt{color:var(--soft);font-size:.8rem}.figures dd{margin:0;font-size:1.5rem;line-height:1.15;font-weight:700}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th{font-weight:600;text-align:left;vertical-align:bottom;color:var(--soft);font-size:.8rem;line-height:1.3;border-bottom:1px solid var(--soft);padding:.3rem .4rem}
td,tbody th{padding:.28rem .4rem;border-bottom:1px solid var(--line);vertical-align:middle}
tbody th{font-weight:400;color:var(--ink);font-size:inherit}
.n{text-align:right;white-space:nowrap}th.n{white-space:normal}
td.n.wrap{white-space:normal}
.who{min-width:9rem;width:55%}
.who>span{display:grid;grid-template-columns:minmax(8rem,45%) 1fr;gap:0 1rem;align-items:center}
.bar{display:block;height:.8rem;border-radius:2px;background:var(--rest);overflow:hidden}
.bar i{display:block;height:100%;background:var(--bar)}
.up{color:var(--good)}.down{color:var(--bad)}
.g1{--chip:#cde8da}.g2{--chip:#d9e8f3}.g3{--chip:#f5ecc4}.g4{--chip:#f6dcc8}.g5{--chip:#f2cfcb}.g1,.g2,.g3,.g4,.g5{color:#12222c}
.chip{display:inline-block;min-width:1.7em;padding:0 .3em;text-align:center;border-radius:3px;background:var(--chip);border:1px solid var(--soft);font-weight:600}
.heat td{padding:.2rem .15rem;border:2px solid var(--paper);text-align:center;font-size:.8rem;min-width:2.9rem}
.heat thead th{border-bottom:0;vertical-align:bottom;text-align:center;font-size:.75rem;min-width:4.2rem}
.heat th:first-child{position:sticky;left:0;background:var(--paper);text-align:left;min-width:7.5rem;max-width:14rem;border-bottom:2px solid var(--paper);font-size:.82rem}
.heat .src{border-left:3px double var(--soft)}
.heat .en,.heat .max{display:block;font-weight:400;color:var(--soft);font-size:.72rem}
td.none{color:var(--soft)}
.h0{background:#eaf1f6;color:#000}.h1{background:#d4e0e8;color:#000}.h2{background:#becfda;color:#000}.h3{background:#a8becb;color:#000}
.h4{background:#92adbd;color:#000}.h5{background:#7c9caf;color:#000}.h6{background:#658ba1;color:#000}.h7{background:#4f7a93;color:#fff}
.h8{background:#396984;color:#fff}.h9{background:#235876;color:#fff}.h10{background:#0d4768;color:#fff}
.key{display:flex;flex-wrap:wrap;gap:.15rem;margin:.3rem 0 .8rem;padding:0;list-style:none;font-size:.75rem}.key li{padding:.1rem .45rem}
.l1 th,.l1 td{font-weight:700;background:var(--chip)}.l2 th,.l2 td{font-weight:600}.leaf th{padding-left:1rem}
.rule{font-size:.85rem}.rule span{display:block}.rule .soft{color:var(--soft);font-size:.92em}
ul.plain{margin:.2rem 0;padding-left:1.1rem}li{margin:.15rem 0}
figure{margin:1rem 0;overflow-x:auto}svg{max-width:100%;height:auto}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem;color:var(--soft);font-size:.8rem;overflow-wrap:anywhere}
@media(max-width:40rem){.page{padding:1rem .7rem 3rem}h1{font-size:1.35rem}.hide{display:none}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.3rem}
.who{width:auto}thead th .en{display:none}table{font-size:.85rem}.who>span{display:block}.who .bar{height:.45rem;margin-top:.2rem}.who{min-width:0}td,th{padding-left:.2rem;padding-right:.2rem}
.sheet,.scheme,.stability,.corrected{min-width:36rem}.sheet tbody th{position:sticky;left:0;background:var(--paper);max-width:9rem}.sheet tbody .l1 th{background:var(--chip)}
figure svg{min-width:34rem}.figures{grid-template-columns:repeat(auto-fit,minmax(6rem,1fr))}.figures dd{font-size:1.25rem}}
@media print{.figures{grid-template-columns:repeat(6,1fr)}:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--bar:#2b7a9e;--rest:#d3e1e8;--chip:#f2f2f2;--good:#0c5238;--bad:#8a2f1c;--link:#000}
body{font-size:10pt}.page{max-width:none;padding:0}nav{display:none}a{text-decoration:none}
thead{display:table-header-group}tr,li,p,h2,h3,h4,figure,.figures,.key{break-inside:avoid}h2,h3,h4,.say,.figures,.notice,h2+.say+.key{break-after:avoid}figure{overflow:visible}.wide{overflow:visible}
.heat th:first-child{position:static}.bar,.heat td,.key li,.chip,.l1 th,.l1 td{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@page{size:A4;margin:16mm 14mm}}
$css$::text$$;
COMMENT ON FUNCTION _page_style() IS 'internal: the style sheet of pages: paper first, one hue that reads in grey, dark by variables alone, 360 pixels upwards; text has a contrast of 4.5 or more';

CREATE OR REPLACE FUNCTION _page_top(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN format(E'<!DOCTYPE html>\n<html lang="%s">\n<head>\n<meta charset="utf-8"/>\n<meta name="viewport" content="width=device-width, initial-scale=1"/>\n%s\n<style>%s</style>\n</head>\n<body>\n',
                  o ->> 'said', xmlelement(name title, o ->> 'title'), _page_style())
        || CASE WHEN NOT (o ->> 'is_published')::boolean THEN xmlelement(name div, xmlattributes('mark' AS class, 'true' AS "aria-hidden"), xmlelement(name span, _tell(o, 'report.draft_mark')))::text || E'\n' ELSE '' END
        || E'<div class="page">\n';
END
$$;
COMMENT ON FUNCTION _page_top(jsonb) IS 'internal: a page up to its header, with a mark across it where it is a draft';

-- Labelled facts; those that are NULL are left out.
CREATE OR REPLACE FUNCTION _facts(o jsonb, keys text[], facts text[]) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
BEGIN
    RETURN '<dl class="facts">' || (SELECT string_agg(xmlconcat(xmlelement(name dt, _label(o, f.key)), xmlelement(name dd, f.fact))::text, E'\n' ORDER BY f.place)
                                    FROM unnest(keys, facts) WITH ORDINALITY f (key, fact, place) WHERE f.fact IS NOT NULL) || E'</dl>\n';
END
$$;
COMMENT ON FUNCTION _facts(jsonb, text[], text[]) IS 'internal: labelled facts, as HTML';

CREATE OR REPLACE FUNCTION _page_facts(o jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path FROM CURRENT
    AS $$
DECLARE
    s record;
    p record;
BEGIN
    SELECT h.title, h.legal_basis, h.approved_by, h.approved_at INTO s FROM scheme h WHERE h.code = o ->> 'scheme';
    SELECT q.published_by, q.published_at, q.fingerprint, q.log_head, q.recorded_by, q.recorded_at, q.revision INTO p
    FROM publication q WHERE q.round = o ->> 'round' AND q.revision = (o ->> 'revision')::integer AND (o ->> 'is_published')::boolean;
    RETURN _facts(o, '{report.scheme,report.legal_basis,report.approved,report.year,report.stage,report.published,report.recorded,report.made,report.fingerprint,report.log_head}',
                  ARRAY[concat_ws(' – ', o ->> 'scheme', s.title), s.legal_basis,
                        nullif(concat_ws(', ', s.approved_by, _moment(o, s.approved_at)), ''), o ->> 'year',
                        CASE WHEN p.revision IS NULL THEN _tell(o, 'stage.' || (o ->> 'stage')) ELSE _tell(o, 'report.revision', to_jsonb(p.revision)) END,
                        nullif(concat_ws(', ', p.published_by, _moment(o, p.published_at)), ''),
                        CASE WHEN p.recorded_at IS NOT NULL THEN concat_ws(', ', p.recorded_by, _moment(o, p.recorded_at)) END,
                        _moment(o, now()), p.fingerprint, p.log_head]);
END
$$;
COMMENT ON FUNCTION _page_facts(jsonb) IS 'internal: what a page is about: scheme, decision, year, stage or revision, when, and fingerprint';

-- ---------------------------------------------------------------------------
-- tables

CREATE OR REPLACE FUNCTION _table_top(class text, head text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT pg_catalog.format(E'<div class="wide" tabindex="0"><table class="%s"><thead><tr>%s</tr></thead>\n<tbody>\n', _table_top.class, _table_top.head)$$;
COMMENT ON FUNCTION _table_top(text, text) IS 'internal: a table up to its rows, as HTML, in what scrolls where it is too wide; head is HTML';

CREATE OR REPLACE FUNCTION _table_end() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT E'</tbody></table></div>\n'$$;
COMMENT ON FUNCTION _table_end() IS 'internal: the end of a table, as HTML';

-- Long tables are several, so that a browser lays each out by itself.
CREATE OR REPLACE FUNCTION _rows_of_a_table() RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$SELECT 200$$;
COMMENT ON FUNCTION _rows_of_a_table() IS 'internal: rows after which a table of a page goes on in another';

END
$template$;
COMMENT ON PROCEDURE par.registry_page() IS 'internal: what pages are made of, in a registry';
