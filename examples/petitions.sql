-- Petitions in tables beside the registry, counted by a view: see README.md.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE SCHEMA don_thu;
CREATE TABLE don_thu.don (
    so bigint PRIMARY KEY,
    don_vi text NOT NULL,               -- codes of the registry
    ngay_nhan date NOT NULL,
    ngay_tra_loi date                   -- NULL: not answered
);
INSERT INTO don_thu.don
SELECT i, (ARRAY['SNV', 'STC', 'SYT', 'SXD', 'SGD'])[1 + i % 5], d.day, CASE WHEN i % 11 <> 0 THEN d.day + (i * 5) % (25 + i % 13) END
FROM generate_series(1, 300) i, LATERAL (SELECT date '2026-01-05' + i % 300 AS day) d;

-- thirty days to answer
CREATE VIEW don_thu.so_lieu_cchc AS
SELECT d.don_vi AS agency, v.variable, v.value
FROM (SELECT o.don_vi, count(*) AS due, count(*) FILTER (WHERE o.ngay_tra_loi <= o.ngay_nhan + 30) AS answered
      FROM don_thu.don o
      WHERE o.ngay_nhan + 30 BETWEEN date '2026-01-01' AND date '2026-12-31'
      GROUP BY o.don_vi) d
CROSS JOIN LATERAL (VALUES ('due', d.due), ('answered', d.answered)) v (variable, value);
GRANT USAGE ON SCHEMA don_thu TO thu_thap;
GRANT SELECT ON don_thu.so_lieu_cchc TO thu_thap;

INSERT INTO cchc.feed (scheme, code, criterion, view_schema, view_name, schedule)
VALUES ('SO2026', 'đơn thư', '2', 'don_thu', 'so_lieu_cchc', 'hằng đêm, 1 giờ');
