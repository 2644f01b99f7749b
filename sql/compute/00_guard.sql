/* par_index 1.0: administrative-reform indices in PostgreSQL */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION par_index" to load this file. \quit

