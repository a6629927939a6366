import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

export interface PageLook {
  /** How many elements with text are shown. */
  texts: number;
  /** Text that stands out from its background by less than 4.5 : 1, or 3 : 1 where it is large (WCAG AA). */
  lowContrast: { text: string; ratio: number }[];
  /** What stands beyond the right edge of the window, though it is in nothing that scrolls by itself. */
  beyondTheEdge: string[];
  /** Of all of the page, in pixels. */
  width: number;
  background: string;
  /** Tables that are shown. */
  tables: number;
}

// Not a function of TypeScript: with the types of the browser, all of the program would have them.
const program = readFileSync(new URL('./examine-page-program.js', import.meta.url), 'utf8');

export function examinePage(page: Page): Promise<PageLook> {
  return page.evaluate<PageLook>(program);
}
