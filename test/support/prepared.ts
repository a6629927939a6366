import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Exchange } from './messages-api.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

interface KeptFile {
  path: string;
  content: Buffer;
  mode: number;
  mtimeMs: number;
}

interface Kept {
  root: string;
  files: KeptFile[];
  exchanges: Exchange[];
  answered: string[];
}

/**
 * Sandboxes that all begin with what `make` did, which is done once: a turn of the real claude takes half a second and more, a copy of
 * what it left takes some milliseconds. Each test has a copy of its own, and what the model was asked stands in its `api`.
 */
export function prepared(make: (sandbox: Sandbox) => Promise<unknown>, options: SandboxOptions = {}) {
  let kept: Promise<Kept> | undefined;
  return async (more: SandboxOptions = {}): Promise<Sandbox> => {
    kept ??= keep(make, options);
    const template = await kept;
    const sandbox = await createSandbox({ ...options, ...more });
    for (const file of template.files) put(file, template.root, sandbox.root);
    sandbox.api.exchanges.push(...structuredClone(template.exchanges));
    sandbox.api.answered.push(...template.answered);
    return sandbox;
  };
}

/** A sandbox with the session "auth", which has had one turn: "one". */
export const createConversation = prepared((sandbox) => begin(sandbox, 'auth', 'one'));

/** The same after a second turn: "two". */
export const createTwoTurns = prepared(async (sandbox) => {
  await begin(sandbox, 'auth', 'one');
  await sandbox.chorus('resume', 'auth', 'two');
});

/** Starts a session, which has to work. */
export async function begin(sandbox: Sandbox, ...args: string[]): Promise<void> {
  const ran = await sandbox.chorus('new', ...args);
  if (ran.exitCode !== 0) throw new Error(`chorus new ${args.join(' ')}: ${ran.exitCode}\n${ran.stderr}`);
}

async function keep(make: (sandbox: Sandbox) => Promise<unknown>, options: SandboxOptions): Promise<Kept> {
  await using sandbox = await createSandbox(options);
  const { root, api } = sandbox;
  await make(sandbox);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return {
    root,
    files: files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode, mtimeMs } = statSync(path);
      return { path, content: readFileSync(path), mode, mtimeMs };
    }),
    exchanges: [...api.exchanges],
    answered: [...api.answered],
  };
}

/** Paths of the one folder become those of the other; they are equally long, so that sizes stay true. */
function put({ path, content, mode, mtimeMs }: KeptFile, from: string, to: string): void {
  const asProject = (folder: string) => folder.replaceAll(/[^a-zA-Z0-9]/g, '-');
  const moved = (text: string) => text.replaceAll(from, to).replaceAll(asProject(from), asProject(to));
  const target = moved(path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  writeFileSync(target, Buffer.from(moved(content.toString('latin1')), 'latin1'), { mode });
  utimesSync(target, mtimeMs / 1000, mtimeMs / 1000);
}
