// What is published in a registry, as one JSON document of one moment.  The server is that of
// the usual environment (PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD), the registry is that of
// PAR_REGISTRY.  The duty reader suffices.
import pg from "pg";

const registry = pg.escapeIdentifier(process.env.PAR_REGISTRY ?? "cchc");
// a numeric comes as text: an index has few digits, and may become a number
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);

const queries = {
  rounds: `
    SELECT code, title, year FROM ${registry}.round
    WHERE EXISTS (SELECT FROM ${registry}.ranking r WHERE r.round = round.code AND r.is_published)
    ORDER BY year DESC, code DESC`,
  ranking: `
    SELECT round, league, agency, agency_name, agency_name_en, par_index, rank, rank_change, index_change, grade
    FROM ${registry}.ranking WHERE is_published ORDER BY round, league, rank, agency_name`,
  fields: `
    SELECT round, league, agency, agency_name, field, title, title_en, place, field_index
    FROM ${registry}.field_index WHERE is_published AND max_points > 0 ORDER BY round, place, agency_name`,
  trend: `
    SELECT agency, agency_name, year, round, assessed_agency, assessed_name, league, par_index, rank, ranked
    FROM ${registry}.trend ORDER BY agency, assessed_agency, year`,
};

const client = new pg.Client();
await client.connect();
await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
const found = {};
for (const [name, query] of Object.entries(queries)) {
  found[name] = (await client.query(query)).rows;
}
await client.end();
process.stdout.write(JSON.stringify(found));
