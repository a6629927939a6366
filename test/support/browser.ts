import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** `CHORUS_TEST_BROWSER`, else what is on PATH; undefined where there is none. */
export function findBrowser(): string | undefined {
  const given = process.env.CHORUS_TEST_BROWSER;
  if (given) return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('there is no browser');
  // Chromium does not run as root with its sandbox.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** What a page asked for and said while it was open. */
export interface Opened extends AsyncDisposable {
  page: Page;
  requests: string[];
  messages: string[];
}

/** Opens a page by itself, with no script of it running unless the options say so. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions): Promise<Opened> {
  const context = await browser.newContext({ javaScriptEnabled: false, ...options });
  const page = await context.newPage();
  const [requests, messages]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  await page.goto(url);
  return { page, requests, messages, [Symbol.asyncDispose]: () => context.close() };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
