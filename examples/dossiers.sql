-- The system that handles dossiers, in a database of its own: see README.md.
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE SCHEMA mot_cua;
CREATE TABLE mot_cua.ho_so (
    ma_ho_so bigint PRIMARY KEY,
    ma_don_vi text NOT NULL,            -- H55.01 and so on: not the codes of the registry
    ngay_nhan date NOT NULL,
    han_tra date NOT NULL,
    ngay_tra date,                      -- NULL: not yet settled
    truc_tuyen boolean NOT NULL,
    phi numeric(12) NOT NULL DEFAULT 0,
    nop_phi_truc_tuyen boolean NOT NULL DEFAULT false
);

-- 2,000 dossiers, the same each time
INSERT INTO mot_cua.ho_so
SELECT i, 'H55.0' || 1 + i % 5, d.day, d.day + 10, CASE WHEN i % 23 <> 0 THEN d.day + 2 + (i * 7) % (9 + i % 5) END,
       (i * 13) % 10 < 5 + i % 5, CASE WHEN i % 3 = 0 THEN 50000 ELSE 0 END, (i * 13) % 10 < 5 + i % 5 AND i % 2 = 0
FROM generate_series(1, 2000) i, LATERAL (SELECT date '2026-01-01' + i * 17 % 340 AS day) d;

-- As the registry wants them: a row for each agency and variable.  What is due is what had to be
-- settled by the end of the year, or today; in time is what was.
CREATE VIEW mot_cua.so_lieu_cchc AS
SELECT d.ma_don_vi AS agency, v.criterion, v.variable, v.value
FROM (SELECT h.ma_don_vi,
             count(*) AS received,
             count(*) FILTER (WHERE h.truc_tuyen) AS online,
             count(*) FILTER (WHERE h.han_tra <= date '2026-12-31') AS due,
             count(*) FILTER (WHERE h.han_tra <= date '2026-12-31' AND h.ngay_tra <= h.han_tra) AS settled,
             count(*) FILTER (WHERE h.phi > 0) AS payable,
             count(*) FILTER (WHERE h.phi > 0 AND h.nop_phi_truc_tuyen) AS paid
      FROM mot_cua.ho_so h
      WHERE h.ngay_nhan >= date '2026-01-01' AND h.ngay_nhan < date '2027-01-01'
      GROUP BY h.ma_don_vi) d
CROSS JOIN LATERAL (VALUES
    ('1.1', 'due', d.due), ('1.1', 'settled', d.settled),
    ('1.2', 'received', d.received), ('1.2', 'online', d.online),
    ('1.3', 'payable', d.payable), ('1.3', 'paid', d.paid)) v (criterion, variable, value);

-- who reads it from outside sees this view alone
SELECT 'CREATE ROLE doc_so_lieu LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'doc_so_lieu')
\gexec
GRANT USAGE ON SCHEMA mot_cua TO doc_so_lieu;
GRANT SELECT ON mot_cua.so_lieu_cchc TO doc_so_lieu;
