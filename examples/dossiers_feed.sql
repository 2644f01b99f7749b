-- The dossiers of another database as a feed, by postgres_fdw: see README.md.
--
-- Here both databases are of one server, reached by its socket; elsewhere the server has
-- host and port, and the user mapping a password:
--     CREATE SERVER mot_cua FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '10.0.0.5', port '5432', dbname 'mot_cua');
--     CREATE USER MAPPING FOR thu_thap SERVER mot_cua OPTIONS (user 'doc_so_lieu', password '...');
\set ON_ERROR_STOP on
SET client_min_messages = warning;

CREATE EXTENSION IF NOT EXISTS postgres_fdw;
SELECT split_part(current_setting('unix_socket_directories'), ',', 1) AS socket, current_setting('port') AS port
\gset
CREATE SERVER mot_cua FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host :'socket', port :'port', dbname 'mot_cua', connect_timeout '10', fetch_size '10000');
CREATE USER MAPPING FOR thu_thap SERVER mot_cua OPTIONS (user 'doc_so_lieu', password_required 'false');

CREATE SCHEMA nguon;
CREATE FOREIGN TABLE nguon.ho_so (agency text, criterion text, variable text, value bigint)
    SERVER mot_cua OPTIONS (schema_name 'mot_cua', table_name 'so_lieu_cchc');
GRANT USAGE ON SCHEMA nguon TO thu_thap;
GRANT SELECT ON nguon.ho_so TO thu_thap;

-- the other system has codes of its own
INSERT INTO cchc.agency_alias (system, code, agency) VALUES
    ('một cửa', 'H55.01', 'SNV'), ('một cửa', 'H55.02', 'STC'), ('một cửa', 'H55.03', 'SYT'), ('một cửa', 'H55.04', 'SXD'), ('một cửa', 'H55.05', 'SGD');

-- criterion NULL: the view names it in each row
INSERT INTO cchc.feed (scheme, code, criterion, view_schema, view_name, stage, system, schedule)
VALUES ('SO2026', 'hồ sơ', NULL, 'nguon', 'ho_so', 'appraisal', 'một cửa', 'hằng đêm, 1 giờ');
