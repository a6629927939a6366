import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareReleases } from '../../src/claude/releases.ts';
import type { Cell } from './cell.ts';
import { renderPage } from './page.ts';
import { scenarios } from './scenarios.ts';

export interface ReleaseResults {
  release: string;
  /** The day of the last cell. */
  day: string;
  cells: Record<string, Cell>;
}

export type Results = ReleaseResults[];

/** What is known of all releases; every cell is written when it is there, so that a run that is ended can be continued. */
export class ResultsFile {
  readonly #path: string;
  readonly #page: string;
  readonly results: Results;

  constructor(folder: string) {
    this.#path = join(folder, 'compatibility.json');
    this.#page = join(folder, 'compatibility.md');
    this.results = existsSync(this.#path) ? (JSON.parse(readFileSync(this.#path, 'utf8')) as Results) : [];
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
    this.#write();
  }

  #write(): void {
    write(this.#path, renderJson(this.results));
    write(this.#page, renderPage(this.results));
  }
}

/** A line a cell, so that a change of one is a change of one line. */
export function renderJson(results: Results): string {
  const releases = results.map(({ release, day, cells }) => {
    const lines = Object.entries(cells).map(([name, cell]) => `  ${JSON.stringify(name)}: ${JSON.stringify(cell)}`);
    return `{ "release": "${release}", "day": "${day}", "cells": {\n${lines.join(',\n')}\n} }`;
  });
  return `[\n${releases.join(',\n')}\n]\n`;
}

function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
