// SQLPad as somebody uses it who only reads: connects, looks at what there is, asks for the
// ranking, and draws it.  What was found goes to standard output, as JSON.
//   node look.mjs PORT CHROMIUM SCREENSHOT '{"host": …, "port": …, "database": …, "username": …, "password": …}' QUERY
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { chromium } from 'playwright-core';

const [port, browserPath, screenshot, database, queryText] = process.argv.slice(2);
const address = `http://127.0.0.1:${port}`;
const email = 'doc@example.org', password = 'chi-doc';
const server = spawn(process.execPath, ['node_modules/sqlpad/server.js'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', SQLPAD_IP: '127.0.0.1', SQLPAD_PORT: port, SQLPAD_DB_PATH: mkdtempSync(`${tmpdir()}/sqlpad-`) },
    stdio: ['ignore', 'ignore', 'inherit'] });
process.on('exit', () => server.kill());

let cookie = '';
async function ask(path, body) {
    const answer = await fetch(address + path, {
        method: body ? 'POST' : 'GET', body: body && JSON.stringify(body),
        headers: { 'content-type': 'application/json', accept: 'application/json', cookie } });
    for (const one of answer.headers.getSetCookie())
        cookie = one.split(';')[0];
    const told = await answer.json();
    if (!answer.ok || told.error)
        throw new Error(`${path}: ${answer.status} ${JSON.stringify(told)}`);
    return told;
}

for (let tries = 0; ; tries++) {
    try {
        await fetch(address);
        break;
    } catch (error) {
        if (tries > 300)
            throw error;
        await new Promise(done => setTimeout(done, 100));
    }
}
await ask('/api/signup', { email, password, passwordConfirmation: password });
await ask('/api/signin', { email, password });
const { connection } = await ask('/api/connections', { name: 'cchc', driver: 'postgres', ...JSON.parse(database) });
const { schemaInfo } = await ask(`/api/schema-info/${connection._id}`);
const { query } = await ask('/api/queries', {
    name: 'Xếp hạng', connectionId: connection._id, queryText, tags: [],
    chartConfiguration: { chartType: 'bar', fields: { barlabel: 'agency_name', barvalue: 'par_index' } } });
const { queryResult } = await ask('/api/query-result', { connectionId: connection._id, cacheKey: 'xep-hang', queryName: 'Xếp hạng', queryText });
const refused = await ask('/api/query-result', { connectionId: connection._id, cacheKey: 'score', queryName: 'score', queryText: 'SELECT * FROM cchc.score' }).catch(error => error.message);

const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
const page = await browser.newPage({ viewport: { width: 1000, height: 600 } });
const errors = [];
page.on('pageerror', error => errors.push(String(error)));
await page.context().addCookies([{ name: cookie.split('=')[0], value: cookie.slice(cookie.indexOf('=') + 1), url: address }]);
await page.goto(`${address}/query-chart/${query._id}`);
await page.waitForSelector('svg rect', { timeout: 30000, state: 'attached' }).catch(() => {});
await page.waitForTimeout(300);
const texts = await page.$$eval('svg text', all => all.map(t => t.textContent));
const bars = await page.$$eval('svg rect', all => all.map(r => r.getBoundingClientRect().width));
await page.screenshot({ path: screenshot });
await browser.close();
// a pipe takes long lines piece by piece
process.stdout.write(JSON.stringify({ schemaInfo, queryResult, refused, texts, bars, errors }), () => process.exit(0));
