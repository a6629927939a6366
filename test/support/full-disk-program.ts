import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { redactRecord } from '../../src/claude/transcript/redact.ts';
import { createSession } from '../../src/core/session.ts';
import { ChorusError } from '../../src/errors.ts';
import { writeOutputFile } from '../../src/library/output-file.ts';
import { ConfigStore } from '../../src/store/config.ts';
import { InteractiveStore } from '../../src/store/interactive.ts';
import { LogStore } from '../../src/store/log.ts';
import { fileError } from '../../src/store/own-file.ts';
import { changeFile } from '../../src/store/redacted-file.ts';
import { ReleaseStore } from '../../src/store/releases.ts';
import { SessionStore } from '../../src/store/sessions.ts';
import { VaultStore } from '../../src/store/vault.ts';

/**
 * `node --import tsx full-disk-program.ts <home> <what>`: writes once for every size that a file may reach, as on a disk that becomes full
 * there: `prlimit` ends a write at exactly that byte. Prints a line of JSON for each: see {@link Case}.
 */
export interface Case {
  /** Bytes that the file could have. */
  limit: number;
  exitCode: number | null;
  hint: string | null;
  /** What the file holds afterwards; null if there is none. */
  content: string | null;
  /** What it holds once there is space again, and it was written once more. */
  next: string;
  /** What else lies beside it. */
  beside: string[];
}

const [home = '', what = ''] = process.argv.slice(2);

interface Trial {
  path: string;
  /** Makes the state before. */
  reset(): void;
  write(): unknown;
  /** What is written when there is space again. */
  writeNext(): unknown;
  /** Bytes to begin with, and up to which to go. */
  from: number;
  to: number;
}

const trials: Record<string, () => Promise<Trial>> = {
  session: async () => {
    const store = new SessionStore(home);
    await store.create(createSession({ name: 'a', sessionId: crypto.randomUUID(), now: new Date(0), cwd: '/work', settings: {} }));
    const path = store.path('a');
    return trial(path, () => store.update('a', () => ({ note: 'new '.repeat(20) })), 0, statSync(path).size + 100);
  },
  config: async () => {
    const store = new ConfigStore(home);
    await store.update((config) => ({ ...config, defaults: { model: 'old' } }));
    return trial(store.path, () => store.update((config) => ({ ...config, defaults: { model: 'new', effort: 'max' } })), 0, 150);
  },
  'first config': async () => {
    const store = new ConfigStore(home);
    const write = () => store.update((config) => ({ ...config, defaults: { model: 'new' } }));
    return { path: store.path, from: 0, to: 120, write, writeNext: write, reset: () => rmSync(store.path, { force: true }) };
  },
  repair: async () => {
    const store = new ConfigStore(home);
    for (const model of ['good', 'late']) await store.update((config) => ({ ...config, defaults: { model } }));
    const good = readFileSync(`${store.path}.bak`);
    const repair = () => store.repair();
    const reset = () => {
      for (const file of readdirSync(home).filter((each) => each.includes('.damaged-'))) rmSync(join(home, file));
      writeFileSync(`${store.path}.bak`, good);
      writeFileSync(store.path, 'damaged');
    };
    return { path: store.path, from: 0, to: 120, write: repair, writeNext: () => store.getIfWhole() ?? repair(), reset };
  },
  log: async () => {
    const store = new LogStore(home, (value): value is { event: string } => typeof value === 'object');
    store.append({ event: 'old' });
    const { size } = statSync(store.path);
    const writeNext = () => store.append({ event: 'next' });
    return { ...trial(store.path, () => store.append({ event: 'new' }), size, size + 20), writeNext };
  },
  vault: async () => {
    const store = new VaultStore(home);
    const transcript = join(home, 'transcript.jsonl');
    const id = '11111111-1111-4111-8111-111111111111';
    writeFileSync(transcript, 'old record\n');
    store.keep(id, transcript);
    writeFileSync(transcript, 'old record\nnew record, that is longer\n');
    const write = () => store.keep(id, transcript);
    return { ...trial(join(store.path, `${id}.jsonl`), write, 0, 60), writeNext: write };
  },
  'vault aside': async () => {
    const store = new VaultStore(home);
    const transcript = join(home, 'transcript.jsonl');
    const id = '11111111-1111-4111-8111-111111111111';
    writeFileSync(transcript, 'a record\nwhich is missing\n');
    store.keep(id, transcript);
    writeFileSync(transcript, 'another record, and more of them\n');
    const path = join(store.path, `${id}.jsonl`);
    const { reset, ...rest } = trial(path, () => store.keep(id, transcript), 0, 50);
    const forgetAsides = () => {
      for (const aside of store.asideOf(id)) rmSync(aside);
      reset();
    };
    return { ...rest, reset: forgetAsides };
  },
  'put back': async () => {
    const store = new VaultStore(home);
    const transcript = join(home, 'transcript.jsonl');
    const id = '11111111-1111-4111-8111-111111111111';
    writeFileSync(transcript, 'a record\nanother record, that was lost\n');
    store.keep(id, transcript);
    writeFileSync(transcript, 'a rec');
    return trial(transcript, () => store.putBack(id, transcript, 5), 0, 60);
  },
  redaction: async () => {
    const path = join(home, 'transcript.jsonl');
    writeFileSync(path, 'a SECRET\nanother SECRET\n');
    const change = (text: string) => redactRecord(text, { pattern: /SECRET/gu, replacement: 'thing that was taken out' });
    return trial(path, () => changed(path, () => changeFile(path, 'line', change, { isDryRun: false })), 0, 90);
  },
  releases: async () => {
    const store = new ReleaseStore(home);
    const installation = { realPath: '/claude', size: 1, mtimeMs: 1 };
    store.remember(installation, '/work', '1.0.60');
    const path = join(home, 'releases.json');
    return trial(path, () => store.remember({ ...installation, size: 2 }, '/work', '2.1.329'), 0, 140);
  },
  journal: async () => {
    const store = new InteractiveStore(home, (value): value is { n: string } => typeof value === 'object');
    store.begin('a', { n: 'old' }, undefined);
    return trial(store.journalOf('a'), () => store.begin('a', { n: 'a new run' }, undefined), 0, 40);
  },
  page: async () => {
    const path = join(home, 'page.html');
    writeFileSync(path, 'old page');
    return trial(path, () => writeOutputFile({ path, text: 'a new page, that is longer', isOurs: () => true }), 0, 40);
  },
};

/** As the library reports it. */
function changed(path: string, work: () => unknown): unknown {
  try {
    return work();
  } catch (cause) {
    throw fileError(path, 'written', 'Nothing was changed.', cause);
  }
}

function trial(path: string, write: Trial['write'], from: number, to: number): Trial {
  const kept = join(home, 'before');
  copyFileSync(path, kept);
  return { path, from, to, write, writeNext: () => {}, reset: () => copyFileSync(kept, path) };
}

function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
}

async function errorOf(work: () => unknown): Promise<ChorusError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ChorusError) return error;
    limitFiles('unlimited');
    throw error;
  }
}

mkdirSync(home, { recursive: true });
const made = trials[what];
if (!made) throw new Error(`no trial of ${what}`);
const { path, from, to, reset, write, writeNext } = await made();
// The kernel sends this signal at the limit, and it would end the process.
process.on('SIGXFSZ', () => {});
const lines: string[] = [];
for (let limit = from; limit <= to; limit++) {
  reset();
  limitFiles(limit);
  const error = await errorOf(write);
  limitFiles('unlimited');
  const folder = join(path, '..');
  const content = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const listBeside = () => readdirSync(folder).filter((file) => join(folder, file) !== path);
  // conf removes its temporary file a moment later.
  for (let looks = 0; looks < 50 && listBeside().some((file) => file.includes('.tmp-')); looks++) await sleep(10);
  const beside = listBeside();
  await writeNext();
  const result: Case = {
    limit,
    exitCode: error ? error.exitCode : null,
    hint: error?.hint ?? null,
    content,
    next: readFileSync(path, 'utf8'),
    beside,
  };
  lines.push(JSON.stringify(result));
  for (const file of result.beside.filter((each) => each.endsWith('.bak'))) rmSync(join(folder, file));
}
process.stdout.write(lines.join('\n'));
