-- A survey of staff, of which the share of those who are satisfied counts: see README.md.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE SCHEMA khao_sat;
CREATE TABLE khao_sat.phieu (
    don_vi text NOT NULL,
    ngay date NOT NULL,                 -- day of the wave
    nguoi integer NOT NULL,
    muc integer NOT NULL CHECK (muc BETWEEN 1 AND 5),
    PRIMARY KEY (don_vi, ngay, nguoi)
);
-- two waves in the year
INSERT INTO khao_sat.phieu
SELECT d.don_vi, w.ngay, i, 1 + (i * 7 + d.place + extract(month FROM w.ngay)::int) % 5
FROM unnest(ARRAY['SNV', 'STC', 'SYT', 'SXD', 'SGD']) WITH ORDINALITY d (don_vi, place), (VALUES (date '2026-05-15'), (date '2026-11-15')) w (ngay), generate_series(1, 37) i
WHERE i <= 30 + d.place;

-- those who marked 4 or 5, in percent; as_of: of several waves in a year the latest counts
CREATE VIEW khao_sat.so_lieu_cchc AS
SELECT p.don_vi AS agency, 'satisfied' AS variable, round(100.0 * count(*) FILTER (WHERE p.muc >= 4) / count(*), 4) AS value, p.ngay AS as_of
FROM khao_sat.phieu p
GROUP BY p.don_vi, p.ngay;
GRANT USAGE ON SCHEMA khao_sat TO thu_thap;
GRANT SELECT ON khao_sat.so_lieu_cchc TO thu_thap;

INSERT INTO cchc.feed (scheme, code, criterion, view_schema, view_name, schedule)
VALUES ('SO2026', 'khảo sát công chức', '3', 'khao_sat', 'so_lieu_cchc', 'sau mỗi đợt khảo sát');
