-- Rounds :first to :last of :registry, like R, published: rows as they are stored, without their triggers.
SET search_path = :registry;
SET session_replication_role = replica;
CREATE TEMP TABLE years AS SELECT 'R' || y AS code, 1900 + y AS year FROM generate_series(:first, :last) y;
INSERT INTO round (code, scheme, year, title, stage, published_at) SELECT y.code, 'S', y.year, 'Năm ' || y.year, 'published', now() FROM years y;
INSERT INTO participant SELECT (jsonb_populate_record(p, jsonb_build_object('round', y.code))).* FROM years y CROSS JOIN participant p WHERE p.round = 'R';
INSERT INTO assessment
SELECT y.code, a.agency, a.criterion, a.stage, a.inputs, a.points, a.note, a.assessed_by, a.assessed_at, a.not_applicable, a.by_hand, a.context
FROM years y CROSS JOIN assessment a WHERE a.round = 'R' ORDER BY y.code;
INSERT INTO publication SELECT (jsonb_populate_record(p, jsonb_build_object('round', y.code, 'year', y.year))).* FROM years y CROSS JOIN publication p WHERE p.round = 'R';
INSERT INTO result SELECT (jsonb_populate_record(t, jsonb_build_object('round', y.code))).* FROM years y CROSS JOIN result t WHERE t.round = 'R' ORDER BY y.code;
INSERT INTO result_part SELECT (jsonb_populate_record(t, jsonb_build_object('round', y.code))).* FROM years y CROSS JOIN result_part t WHERE t.round = 'R' ORDER BY y.code;
INSERT INTO result_item
SELECT y.code, i.revision, i.agency, i.criterion, i.stage, i.inputs, i.context, i.by_hand, i.note, i.assessed_by, i.assessed_at,
       i.entered_points, i.not_applicable, i.exempt_reason, i.points, i.max_points
FROM years y CROSS JOIN result_item i WHERE i.round = 'R' ORDER BY y.code;
INSERT INTO tally SELECT (jsonb_populate_record(t, jsonb_build_object('round', y.code))).* FROM years y CROSS JOIN tally t WHERE t.round = 'R';
INSERT INTO evidence (round, agency, criterion, title) SELECT y.code, e.agency, e.criterion, e.title FROM years y CROSS JOIN evidence e WHERE e.round = 'R' ORDER BY y.code;
VACUUM ANALYZE;
