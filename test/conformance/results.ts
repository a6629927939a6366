import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareReleases } from '../../src/claude/call/releases.ts';
import type { Cell } from './cell.ts';
import { isPlayed, renderPage } from './page.ts';
import { type Probed, readProbes } from './probe/results.ts';
import { scenarios } from './scenarios.ts';

export interface ReleaseResults {
  release: string;
  /** The day of the last cell. */
  day: string;
  cells: Record<string, Cell>;
}

export type Results = ReleaseResults[];

/** What was played on all releases; every cell is written when it is there, so that a run that is ended can be continued. */
export class ResultsFile {
  readonly #path: string;
  readonly #page: string;
  readonly #probed: Probed;
  readonly results: Results;

  constructor(folder: string) {
    this.#probed = readProbes(join(folder, 'probes.json'));
    this.#path = join(folder, 'compatibility.json');
    this.#page = join(folder, 'compatibility.md');
    this.results = existsSync(this.#path) ? parseResults(readFileSync(this.#path, 'utf8')) : [];
  }

  cell(release: string, scenario: string): Cell | undefined {
    return this.results.find((each) => each.release === release)?.cells[scenario];
  }

  set(release: string, scenario: string, cell: Cell, day: string): void {
    let known = this.results.find((each) => each.release === release);
    if (!known) {
      known = { release, day, cells: {} };
      this.results.push(known);
      this.results.sort((a, b) => compareReleases(a.release, b.release));
    }
    known.day = day;
    const cells = { ...known.cells, [scenario]: cell };
    known.cells = Object.fromEntries(scenarios.flatMap(({ name }) => (cells[name] ? [[name, cells[name]]] : [])));
    this.write();
  }

  write(): void {
    write(this.#path, renderJson(this.results));
    write(this.#page, renderPage(this.results, this.#probed));
  }
}

interface Kept {
  releases: { release: string; day: string }[];
  scenarios: Record<string, { releases: string[]; cell: Cell }[]>;
}

/** Cells that are the same are kept once, with all their releases: a line each, so that a change of one is a change of few lines. */
export function renderJson(results: Results): string {
  const played = scenarios.filter((scenario) => isPlayed(results, scenario));
  const named = played.map(
    ({ name }) => `${JSON.stringify(name)}: [${listOf(groupCells(results, name).map((group) => JSON.stringify(group)))}]`,
  );
  return `{\n"releases": [${listOf(results.map(({ release, day }) => JSON.stringify({ release, day })))}],\n"scenarios": {\n${named.join(',\n')}\n}\n}\n`;
}

export function parseResults(json: string): Results {
  const kept = JSON.parse(json) as Kept;
  return kept.releases.map(({ release, day }) => {
    const cellOf = (name: string) => kept.scenarios[name]?.find(({ releases }) => releases.includes(release))?.cell;
    const cells = scenarios.flatMap(({ name }) => {
      const cell = cellOf(name);
      return cell ? [[name, cell] as const] : [];
    });
    return { release, day, cells: Object.fromEntries(cells) };
  });
}

function groupCells(results: Results, name: string): Kept['scenarios'][string] {
  const groups = new Map<string, { releases: string[]; cell: Cell }>();
  for (const { release, cells } of results) {
    const cell = cells[name];
    if (!cell) continue;
    const key = JSON.stringify(cell);
    const group = groups.get(key);
    if (group) group.releases.push(release);
    else groups.set(key, { releases: [release], cell });
  }
  return [...groups.values()];
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `\n  ${line}`).join(',');
}

function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
