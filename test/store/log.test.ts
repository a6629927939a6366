import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LogStore } from '../../src/store/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';

interface Event {
  n: number;
  text?: string;
}

function isEvent(value: unknown): value is Event {
  return typeof (value as Event | null)?.n === 'number';
}

const moduleUrl = new URL('../../src/store/log.ts', import.meta.url).href;

function append(log: LogStore<Event>, ...events: Event[]): void {
  for (const event of events) log.append(event);
}

function readAll<E extends object>(log: LogStore<E>, from = 0): { events: E[]; damaged: number; end: number } {
  const reading = log.events({ from });
  const events = [...reading];
  return { events, damaged: reading.damaged, end: reading.end };
}

describe('the log', () => {
  test('is empty if there is no file', () => {
    expect(readAll(new LogStore<Event>(join(temporaryFolder(), 'chorus'), isEvent))).toEqual({ events: [], damaged: 0, end: 0 });
  });

  test('has one line per event, oldest first, and is accessible only to its owner', () => {
    const home = join(temporaryFolder(), 'chorus');
    const log = new LogStore<Event>(home, isEvent);
    append(log, { n: 1 }, { n: 2, text: 'ü\u2028\nx' });
    expect(readFileSync(log.path, 'utf8')).toBe('{"n":1}\n{"n":2,"text":"ü\u2028\\nx"}\n');
    expect(readAll(log)).toEqual({ events: [{ n: 1 }, { n: 2, text: 'ü\u2028\nx' }], damaged: 0, end: statSync(log.path).size });
    expect([home, log.path].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '600']);
  });

  test('loses no event when several processes write', () => {
    const home = temporaryFolder();
    const program = `
      const { LogStore } = await import(${JSON.stringify(moduleUrl)});
      const log = new LogStore(${JSON.stringify(home)});
      for (let n = 0; n < 300; n++) log.append({ n, by: process.argv[1], text: 'x'.repeat(n * 30) });`;
    const write = (by: string) => `"$0" --import tsx --input-type=module --eval "$1" ${by}`;
    const { status, stderr } = spawnSync('sh', ['-c', `${write('a')} & ${write('b')} & wait`, process.execPath, program], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { events, damaged } = readAll(new LogStore(home, (value): value is { n: number; by: string; text: string } => isEvent(value)));
    expect(damaged).toBe(0);
    for (const by of ['a', 'b'])
      expect(events.filter((event) => event.by === by).map(({ n }) => n)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    expect(events.every(({ n, text }) => text.length === n * 30)).toBe(true);
  });

  test('starts a new line after a cut one, and counts the cut one as damaged', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    append(log, { n: 1 });
    appendFileSync(log.path, '{"n":2,"te');
    append(log, { n: 3 }, { n: 4 });
    expect(readFileSync(log.path, 'utf8')).toBe('{"n":1}\n{"n":2,"te\n{"n":3}\n{"n":4}\n');
    expect(readAll(log)).toMatchObject({ events: [{ n: 1 }, { n: 3 }, { n: 4 }], damaged: 1 });
  });

  test('counts damaged lines, and skips empty ones', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    writeFileSync(log.path, 'garbage\n\n  \n{"n":1}\n{"n":\n\n{"n":2}\n');
    expect(readAll(log)).toMatchObject({ events: [{ n: 1 }, { n: 2 }], damaged: 2 });
  });

  test('counts JSON that is not an event as damaged', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    writeFileSync(log.path, 'null\n[]\n7\n{"n":1}\n{"n":"2"}\n');
    expect(readAll(log)).toMatchObject({ events: [{ n: 1 }], damaged: 4 });
  });

  test('continues from where it was read to, and reads a line only once it is complete', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    append(log, { n: 1 }, { n: 2, text: 'é' });
    const first = readAll(log);
    expect(readAll(log, first.end)).toEqual({ events: [], damaged: 0, end: first.end });
    appendFileSync(log.path, '{"n":3}\n{"n"');
    const second = readAll(log, first.end);
    expect(second).toEqual({ events: [{ n: 3 }], damaged: 0, end: first.end + 8 });
    appendFileSync(log.path, ':4}\n');
    expect(readAll(log, second.end)).toEqual({ events: [{ n: 4 }], damaged: 0, end: statSync(log.path).size });
  });

  test('reads lines of any length', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    // Around the ends of the chunks that are read, also in the middle of a character.
    const events = Array.from({ length: 60 }, (_, n) => ({ n, text: 'é'.repeat(n * 700) }));
    append(log, ...events, { n: 60, text: '\u{1f600}'.repeat(300_000) }, { n: 61 });
    const { events: found, damaged, end } = readAll(log);
    expect(found.map(({ n, text = '' }) => [n, text.length])).toEqual([
      ...events.map(({ n, text }) => [n, text.length]),
      [60, 600_000],
      [61, 0],
    ]);
    expect({ damaged, end }).toEqual({ damaged: 0, end: statSync(log.path).size });
  });

  test('newest first: the same events in the other order, and only as far as the loop goes', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    expect([...log.events({ newestFirst: true })]).toEqual([]);
    // Around the ends of the chunks that are read, also in the middle of a character; empty and damaged lines between.
    const events = Array.from({ length: 60 }, (_, n) => ({ n, text: 'é'.repeat(n * 700) }));
    writeFileSync(log.path, '\n');
    append(log, ...events);
    appendFileSync(log.path, 'garbage\n\n');
    append(log, { n: 60, text: '\u{1f600}'.repeat(300_000) }, { n: 61 });
    const { size } = statSync(log.path);
    appendFileSync(log.path, '{"n":62}');
    const backwards = log.events({ newestFirst: true });
    expect([...backwards].reverse()).toEqual([...log.events()]);
    expect({ damaged: backwards.damaged, end: backwards.end }).toEqual({ damaged: 1, end: size });
    const seen: string[] = [];
    const mayMatch = (line: string) => seen.push(line) > 0;
    for (const event of log.events({ newestFirst: true, mayMatch })) if (event.n === 61) break;
    expect(seen).toEqual(['{"n":61}']);
  });

  test('a line that is not wanted is neither parsed nor counted as damaged', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    append(log, { n: 1 }, { n: 2 });
    appendFileSync(log.path, 'garbage\n');
    const reading = log.events({ mayMatch: (line) => line.includes('2') });
    expect([[...reading], reading.damaged]).toEqual([[{ n: 2 }], 0]);
  });

  test('briefs are read from the line, and from the event where that cannot be done', () => {
    const log = new LogStore<Event>(temporaryFolder(), isEvent);
    writeFileSync(log.path, '{"n":1}\n{"n":2}\ngarbage\n');
    const reading = log.briefs<string>({
      read: (line) => (line.startsWith('{"n":1') ? line : undefined),
      of: ({ n }) => `parsed ${n}`,
    });
    expect([[...reading], reading.damaged]).toEqual([['{"n":1}', 'parsed 2'], 1]);
  });

  test('a write that is cut by a full disk is an error, and does not affect later ones', () => {
    const home = temporaryFolder();
    const log = new LogStore<Event>(home, isEvent);
    append(log, { n: 1 });
    const program = `
      const { LogStore } = await import(${JSON.stringify(moduleUrl)});
      try { new LogStore(${JSON.stringify(home)}).append({ n: 2, text: 'x'.repeat(10_000) }); }
      catch ({ message, exitCode }) { console.log(JSON.stringify({ message, exitCode })); }`;
    const argv = ['-c', 'ulimit -f 4 && exec "$@"', 'bash', process.execPath, '--import', 'tsx', '--input-type=module', '--eval', program];
    const { stdout } = spawnSync('bash', argv, { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ message: `${log.path} cannot be written: the disk is full`, exitCode: 7 });
    append(log, { n: 3 });
    expect(readAll(log)).toMatchObject({ events: [{ n: 1 }, { n: 3 }], damaged: 1 });
  });

  test('fails where a log cannot be created', () => {
    const home = temporaryFolder();
    mkdirSync(join(home, 'log.jsonl'));
    expect(thrownBy(() => new LogStore<Event>(home, isEvent).append({ n: 1 }))).toMatchObject({
      message: expect.stringContaining('log.jsonl cannot be written: EISDIR'),
      exitCode: 7,
    });
    writeFileSync(join(home, 'file'), '');
    expect(thrownBy(() => new LogStore<Event>(join(home, 'file'), isEvent).append({ n: 1 }))).toMatchObject({ exitCode: 7 });
  });
});
