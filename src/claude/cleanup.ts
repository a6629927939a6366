import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claudeConfigDir } from './projects.ts';

/** What Claude does when no settings file says otherwise. */
const defaultPeriod = 30;

const managedSettings: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '/Library/Application Support/ClaudeCode/managed-settings.json',
  win32: 'C:\\Program Files\\ClaudeCode\\managed-settings.json',
};

export interface CleanupQuestion {
  env: NodeJS.ProcessEnv;
  /** Where the project's own settings files are. */
  cwd: string;
  /** The value of `--settings`: a path, or JSON text. */
  settings: string | undefined;
}

/**
 * After how many days without a change Claude deletes a transcript, for a `claude` that is started there: `cleanupPeriodDays` of the
 * first settings file that has it, in Claude's order (enterprise, command line, local, project, user). The clean-up is done by
 * whichever `claude` starts next, and goes by its own settings.
 */
export function cleanupPeriodDays({ env, cwd, settings }: CleanupQuestion): number {
  const sources = [
    () => readSettings(managedSettings[process.platform] ?? '/etc/claude-code/managed-settings.json'),
    () => (settings === undefined ? undefined : /^\s*\{/.test(settings) ? parseSettings(settings) : readSettings(settings)),
    () => readSettings(join(cwd, '.claude', 'settings.local.json')),
    () => readSettings(join(cwd, '.claude', 'settings.json')),
    () => readSettings(join(claudeConfigDir(env), 'settings.json')),
  ];
  for (const read of sources) {
    const days = read()?.cleanupPeriodDays;
    if (typeof days === 'number' && days >= 0) return days;
  }
  return defaultPeriod;
}

function readSettings(path: string): { cleanupPeriodDays?: unknown } | undefined {
  try {
    return parseSettings(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function parseSettings(text: string): { cleanupPeriodDays?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
