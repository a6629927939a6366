import { appendFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/data.ts';
import { findBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { examinePage } from '../support/page-checks.ts';
import { chorusBin, createSandbox, type Sandbox } from '../support/sandbox.ts';
import { runAtTerminal } from '../support/terminal.ts';
import { eventOf, sessionOf } from '../support/turn-events.ts';
import { editSession, expectNothingDone, session } from './turns.ts';

/** What the stub's usage of one request costs with the model of this release. */
const request = 0.0041;
const note = 'a <b>note</b> & "more" </p><script>document.title = "broken in"</script>';

let sandbox: Sandbox;

/** Sessions of the real claude: started, resumed, forked, failed, removed, and two that are damaged. */
beforeAll(async () => {
  sandbox = await createSandbox();
  const odd = join(sandbox.work, '<img src=x onerror=alert(1)>');
  mkdirSync(odd);
  const done = [
    await sandbox.chorus.with({ cwd: odd }, 'new', 'auth', 'one'),
    await sandbox.chorus('resume', 'auth', 'two'),
    await sandbox.chorus('fork', 'auth', 'auth-jwt', 'three'),
    await sandbox.chorus('fork', 'auth-jwt', 'auth-jwt-rotate', 'four'),
    await sandbox.chorus('resume', 'auth', 'five {{status 400}}'),
    await sandbox.chorus('new', 'gone', 'six'),
    await sandbox.chorus('rm', 'gone'),
    await sandbox.chorus('new', 'cut', 'seven'),
  ];
  expect(done.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
  editSession(sandbox, 'auth', { note, tags: ['login', '<i>odd</i>'] });
  writeFileSync(sandbox.sessionFile('cut'), '{ "name": "cut"');
  appendFileSync(join(sandbox.chorusHome, 'log.jsonl'), '{"time":"2026\n\n{}\n');
}, 120_000);

afterAll(() => sandbox.dispose());

describe('chorus report --json', () => {
  test('everything that was, as the sessions and the log tell it', async () => {
    const ran = await sandbox.chorus('report', '--json');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    const report = ran.json<Report>();
    const { sessionId, cwd } = session(sandbox, 'auth');
    expect(report).toMatchObject({
      scope: { name: null, tags: [] },
      totals: {
        sessions: 5,
        removed: 1,
        turns: 7,
        calls: 7,
        failed: 1,
        costUsd: Number((6 * request).toFixed(8)),
        unloggedCostUsd: 0,
        contextTokens: 1005,
      },
      verdicts: { started: 3, resumed: 2, forked: 2 },
      outcomes: { ok: 6, error: 1 },
      failures: [{ session: 'auth', verdict: 'resumed', turn: 'error', exitCode: 1 }],
      leftOut: { sessions: [{ name: 'cut', problem: expect.stringContaining('is damaged') }], lines: 2 },
    });
    const told = Object.fromEntries(
      report.sessions.map(({ key, depth, parent, turns, costUsd, kept }) => [key, [depth, parent?.key, turns, costUsd, kept]]),
    );
    expect(told).toEqual({
      auth: [0, undefined, 3, 2 * request, 'kept'],
      'auth-jwt': [1, 'auth', 1, request, 'kept'],
      'auth-jwt-rotate': [2, 'auth-jwt', 1, request, 'kept'],
      'gone#removed': [0, undefined, 1, request, 'removed'],
      cut: [0, undefined, 1, request, 'damaged'],
    });
    const auth = report.sessions.find(({ key }) => key === 'auth');
    expect(auth).toMatchObject({ sessionId, cwd, note, verdict: 'resumed', contextTokens: 1005, byCall: { step: 1 } });
    expect(auth?.byCall.bins.map(({ contextTokens }) => contextTokens)).toEqual([1005, 1005, null]);
  });

  test.each<[args: string[], sessions: string[]]>([
    [['auth-jwt'], ['auth-jwt', 'auth-jwt-rotate']],
    [['gone'], ['gone']],
    [['--tag', 'login'], ['auth']],
    [['--tag', 'login', '--tag', 'other'], []],
  ])('of %j: %j', async (args, sessions) => {
    const report = (await sandbox.chorus('report', ...args, '--json')).json<Report>();
    expect(report.sessions.map(({ name }) => name)).toEqual(sessions);
    expect(report.totals.turns).toBe(sessions.includes('auth') ? 3 : sessions.length);
  });
});

describe('where it goes', () => {
  test('piped: the page, and nothing else', async () => {
    const ran = await expectNothingDone(sandbox, () => sandbox.chorus('report'));
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^<!doctype html>\n[\s\S]*<\/html>\n$/);
    expect((await sandbox.chorus('report', '--output', '-')).stdout.slice(0, 40)).toBe(ran.stdout.slice(0, 40));
  });

  test('on a terminal: chorus-report.html, again and again, and its path is told', async () => {
    const cwd = join(sandbox.root, 'at a terminal');
    mkdirSync(cwd);
    for (let time = 0; time < 2; time++) {
      await using terminal = runAtTerminal(process.execPath, [chorusBin, 'report'], { cwd, env: sandbox.env, columns: 200 });
      expect(await terminal.ended).toMatchObject({ exitCode: 0 });
      expect(terminal.screen()).toBe(join(cwd, 'chorus-report.html'));
    }
    expect(readdirSync(cwd)).toEqual(['chorus-report.html']);
  });

  test('--output: its path is told; what is no report is overwritten with --force alone', async () => {
    const path = join(sandbox.work, 'thesis.html');
    writeFileSync(path, '<!doctype html><title>My thesis</title>');
    const refused = await sandbox.chorus('report', '-o', 'thesis.html');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toBe(
      `chorus: ${path} exists already, and is not a report of chorus\n        Give another name with --output, or overwrite it with --force.\n`,
    );
    expect(readFileSync(path, 'utf8')).toContain('My thesis');
    expect(await sandbox.chorus('report', '-o', 'thesis.html', '--force')).toMatchObject({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
    expect(await sandbox.chorus('report', '-o', 'thesis.html', '--json')).toMatchObject({ exitCode: 0, stdout: `${path}\n` });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ generator: expect.stringMatching(/^chorus \d/) });
    expect(await sandbox.chorus('report', '-o', 'thesis.html')).toMatchObject({ exitCode: 0 });
    expect(await sandbox.chorus('report', '-o', 'no/such/folder.html')).toMatchObject({ exitCode: 2, stdout: '' });
    const misread = await sandbox.chorus('report', '--output', 'text');
    expect(misread).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('For the data: --json. For a file of that name: --output ./text'),
    });
    expect(await sandbox.chorus('report', '-o', '/dev/full')).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining('Free some space'),
    });
  });

  test('--open shows the file in the browser, and says so when there is none', async () => {
    const cwd = join(sandbox.root, 'opened');
    mkdirSync(cwd);
    const browser = join(sandbox.root, 'browser');
    writeFileSync(browser, '#!/bin/sh\nprintf %s "$1" > "$0.opened"\n');
    chmodSync(browser, 0o755);
    const ran = await sandbox.chorus.with({ cwd, env: { BROWSER: browser } }, 'report', 'auth', '--open');
    const path = join(cwd, 'chorus-report.html');
    expect(ran).toMatchObject({ exitCode: 0, stdout: `${path}\n`, stderr: '' });
    expect(readFileSync(`${browser}.opened`, 'utf8')).toBe(path);
    const failed = await sandbox.chorus.with({ cwd, env: { BROWSER: '/nowhere' } }, 'report', '--open');
    expect(failed).toMatchObject({ exitCode: 0, stdout: `${path}\n` });
    expect(failed.stderr).toMatch(/^chorus: the report is written, but could not be opened: .*ENOENT/);
  });

  test('of a session that never was, or is damaged: an error, and nothing is written', async () => {
    const unknown = await sandbox.chorus('report', 'auth-jtw', '-o', 'x.html');
    expect(unknown).toMatchObject({
      exitCode: 8,
      stdout: '',
      stderr: 'chorus: there is no session "auth-jtw"\n        Did you mean auth-jwt?\n',
    });
    expect(await sandbox.chorus('report', 'cut', '-o', 'x.html')).toMatchObject({ exitCode: 7, stdout: '' });
    expect(existsSync(join(sandbox.work, 'x.html'))).toBe(false);
  });

  test('before there is anything, it says what to do', async () => {
    const ran = await sandbox.chorus.with({ env: { CHORUS_HOME: join(sandbox.root, 'nothing yet') } }, 'report');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('There is no session yet');
    expect(existsSync(join(sandbox.root, 'nothing yet'))).toBe(false);
  });
});

test('a log of 100,000 calls takes seconds and little memory', async () => {
  const home = join(sandbox.root, 'years');
  mkdirSync(join(home, 'sessions'), { recursive: true });
  const start = Date.UTC(2024, 0, 1);
  for (let index = 0; index < 50; index++)
    writeFileSync(join(home, 'sessions', `s${index}.json`), JSON.stringify(sessionOf(`s${index}`, index)));
  const lines = Array.from({ length: 100_000 }, (_, index) =>
    JSON.stringify(eventOf(`s${index % 50}`, new Date(start + index * 600_000).toISOString(), index % 50)),
  );
  writeFileSync(join(home, 'log.jsonl'), `${lines.join('\n')}\n`);
  const env = { CHORUS_HOME: home, NODE_OPTIONS: '--max-old-space-size=64' };
  const startedAt = performance.now();
  const ran = await sandbox.chorus.with({ env }, 'report');
  // It takes some ms; what grows with the square of the size takes minutes.
  expect(performance.now() - startedAt).toBeLessThan(120_000);
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ran.stdout).toContain('<b>100,000</b>');
  expect(ran.stdout.length).toBeLessThan(3_000_000);
});

describe.skipIf(findBrowser() === undefined)('in a browser, with scripts off', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each<[scheme: 'light' | 'dark', width: number]>([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
    ['dark', 375],
  ])('%s, %i px wide: all is there, is read well, and asks for nothing', async (colorScheme, width) => {
    const path = join(sandbox.root, `report-${colorScheme}-${width}.html`);
    await sandbox.chorus('report', '--output', path);
    const url = pathToFileURL(path).href;
    await using opened = await openPage(browser, url, { colorScheme, viewport: { width, height: 800 } });
    const { page } = opened;
    for (const details of await page.locator('summary').all()) await details.click();
    const look = await examinePage(page);
    expect(look).toMatchObject({ lowContrast: [], beyondTheEdge: [], width, tables: 6 });
    expect(look.background).toBe(colorScheme === 'dark' ? 'rgb(17, 19, 22)' : 'rgb(246, 246, 244)');
    expect(look.texts).toBeGreaterThan(100);
    expect(await page.title()).toBe('chorus report');
    expect(await page.locator('.tree a').allInnerTexts()).toEqual(
      expect.arrayContaining(['auth', 'auth-jwt', 'auth-jwt-rotate', 'gone', 'cut']),
    );
    expect(await page.locator('.tree li li .who').allInnerTexts()).toEqual(['auth-jwt', 'auth-jwt-rotate']);
    expect(await page.locator('.tree .badge').allInnerTexts()).toEqual(expect.arrayContaining(['removed', '! file damaged']));
    expect(await page.locator('#time .lane:not(.axis)').allInnerTexts()).toEqual(
      [/✓ started\s+3/, /✓ resumed\s+2/, /✓ forked\s+2/, /✗ error\s+1/].map((text) => expect.stringMatching(text)),
    );
    expect(await page.locator('.left-out li').allInnerTexts()).toEqual([
      '1 session file cannot be read and is left out; to see why, run chorus doctor. cut',
      '2 damaged lines of the log are left out.',
    ]);
    expect(await page.locator('.note').innerText()).toBe(note);
    expect(await page.locator('code', { hasText: 'onerror' }).count()).toBeGreaterThan(0);
    expect(await page.locator('script, img, link, iframe, [style]').count()).toBe(0);
    // A chart has an extent, its bars have heights, and its style was let through.
    for (const chart of await page.locator('svg.marks').all()) expect((await chart.boundingBox())?.width).toBeGreaterThan(150);
    for (const bar of await page.locator('rect.bar').all()) expect((await bar.boundingBox())?.height).toBeGreaterThan(1);
    expect(opened.requests).toEqual([url]);
    expect(opened.messages).toEqual([]);
  });

  test('in print: on white, with what is folded', async () => {
    const path = join(sandbox.root, 'print.html');
    await sandbox.chorus('report', '--output', path);
    await using opened = await openPage(browser, pathToFileURL(path).href, { colorScheme: 'dark', viewport: { width: 718, height: 1047 } });
    await opened.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await examinePage(opened.page)).toMatchObject({
      lowContrast: [],
      beyondTheEdge: [],
      background: 'rgb(255, 255, 255)',
      tables: 6,
    });
    expect(await opened.page.pdf()).toSatisfy((pdf: Buffer) => pdf.subarray(0, 5).toString() === '%PDF-');
  });

  test('a script in the page would not run, and would be noticed', async () => {
    const path = join(sandbox.root, 'broken-into.html');
    const { stdout } = await sandbox.chorus('report');
    writeFileSync(
      path,
      stdout.replace('</main>', '<script>document.title = "broken in"</script><img src="https://example.com/x.png"></main>'),
    );
    await using opened = await openPage(browser, pathToFileURL(path).href, { javaScriptEnabled: true });
    expect(await opened.page.title()).toBe('chorus report');
    expect(opened.messages.join('\n')).toContain('Content Security Policy');
  });
});
