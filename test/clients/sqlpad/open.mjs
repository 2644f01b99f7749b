// Serves a folder on loopback, opens its page on a screen and on a telephone, and tells as JSON
// what is seen.
//   node open.mjs FOLDER CHROMIUM SCREENSHOTS
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const [folder, browserPath, screenshots] = process.argv.slice(2);
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
const server = createServer(async (request, response) => {
    try {
        const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
        const file = join(folder, path.endsWith('/') ? path + 'index.html' : path);
        response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
        response.end(path === '/favicon.ico' ? '' : await readFile(file));
    } catch {
        response.statusCode = 404;
        response.end();
    }
}).listen(0, '127.0.0.1');
await new Promise(done => server.once('listening', done));
const address = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });

async function look(width, colorScheme) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const said = [], foreign = [];
    page.on('console', message => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => said.push(`error: ${error}`));
    page.on('response', response => { if (response.status() >= 400) said.push(`${response.status()}: ${response.url()}`); });
    page.on('request', request => { if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url())) foreign.push(request.url()); });

    // what each card draws
    function drawn() {
        return page.evaluate(() => Object.fromEntries([...document.querySelectorAll('.card.chart svg[aria-label]')].map(svg => [svg.getAttribute('aria-label'), {
            texts: [...svg.querySelectorAll('text')].map(t => [...t.childNodes].filter(n => n.nodeName !== 'title').map(n => n.textContent).join(' ')),
            bars: [...svg.querySelectorAll('g[aria-label=bar] > *')].map(r => r.getBoundingClientRect().width),
            cells: svg.querySelectorAll('g[aria-label=cell] > *').length,
            lines: svg.querySelectorAll('g[aria-label=line] > *').length,
            outside: [...svg.querySelectorAll('text')].filter(t => {
                const a = t.getBoundingClientRect(), b = svg.getBoundingClientRect();
                return a.width && (a.left < b.left - 2 || a.right > b.right + 2 || a.top < b.top - 2 || a.bottom > b.bottom + 2);
            }).map(t => t.textContent)
        }])));
    }
    // once all have drawn, otherwise than before, and draw no more: cards are drawn anew as they get their width
    async function charts(before) {
        await page.waitForFunction(() => document.querySelectorAll('.card.chart svg[aria-label], .card.chart .empty').length === 3, null, { timeout: 30000 }).catch(() => {});
        let last = null, now = await drawn();
        for (let i = 0; i < 60 && (JSON.stringify(now) === JSON.stringify(before) || JSON.stringify(now) !== JSON.stringify(last)); i++) {
            await page.waitForTimeout(300);
            [last, now] = [now, await drawn()];
        }
        return now;
    }
    await page.goto(address);
    const first = await charts();
    const figures = await page.$$eval('.figures .value', all => all.map(v => v.textContent));
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.screenshot({ path: join(screenshots, `${width}.png`), fullPage: true });
    // the next league
    const league = page.locator('.choice select').nth(1);
    await league.selectOption({ index: 1 });
    const second = await charts(first);
    await page.close();
    return { said, foreign, figures, sideways, first, second };
}
const screen = await look(1200, 'light'), telephone = await look(400, 'dark');
await browser.close();
// a pipe takes long lines piece by piece
process.stdout.write(JSON.stringify({ screen, telephone }), () => process.exit(0));
