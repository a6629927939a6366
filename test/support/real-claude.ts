import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const manifest = findManifest();

/** The release of `claude` that package.json pins. */
export const pinnedRelease = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;

/** Path of the real `claude`: the pinned one, or the one that CHORUS_TEST_CLAUDE names. */
export function realClaude(): string {
  const path = process.env.CHORUS_TEST_CLAUDE ?? join(dirname(manifest), process.platform === 'win32' ? 'claude.exe' : 'claude');
  if (!existsSync(path)) throw new Error(`no claude at ${path}`);
  return path;
}

// The package's own bin is a placeholder until its install script has run, and npm 11 does not run it unasked.
function findManifest(): string {
  const platform = `@anthropic-ai/claude-code-${process.platform}-${process.arch}`;
  for (const name of [platform, `${platform}-musl`]) {
    try {
      return resolve(`${name}/package.json`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`${platform} is not installed: run npm ci, with optional dependencies`);
}
