import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

export const claudePackage = '@anthropic-ai/claude-code';

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.CHORUS_CONFORMANCE_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'chorus-conformance');
}

/** The release that npm has as the latest. */
export async function latestRelease(): Promise<string> {
  const { stdout } = await execa('npm', ['view', claudePackage, 'version']);
  return stdout.trim();
}

export function isInstalled(release: string, cache = cacheFolder()): boolean {
  return existsSync(join(cache, release));
}

/** Path of a release's `claude`, installed from the npm registry if it is not in the cache. No script of the package is run. */
export async function installClaude(release: string, cache = cacheFolder()): Promise<string> {
  const folder = join(cache, release);
  if (!isInstalled(release, cache)) {
    mkdirSync(cache, { recursive: true });
    const temporary = mkdtempSync(join(cache, '.installing-'));
    try {
      await execa('npm', ['install', '--prefix', temporary, '--ignore-scripts', '--no-audit', '--no-fund', `${claudePackage}@${release}`]);
      renameSync(temporary, folder);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  return findBinary(folder);
}

/** The native binary of the platform's package, which the package's install script would have copied; before 2.1.150 a Node script. */
function findBinary(folder: string): string {
  const scope = join(folder, 'node_modules', '@anthropic-ai');
  const platform = `claude-code-${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'claude.exe' : 'claude';
  const natives = readdirSync(scope).filter((name) => name === platform || name === `${platform}-musl`);
  const candidates = [...natives.sort().map((name) => join(scope, name, program)), join(scope, 'claude-code', 'cli.js')];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`no claude for ${process.platform} ${process.arch} in ${folder}`);
  return path;
}
