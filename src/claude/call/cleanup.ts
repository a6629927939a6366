import { join } from 'node:path';
import { claudeConfigDir } from '../transcript/projects.ts';
import { readClaudeSettings } from './settings-file.ts';

/** Claude's own default. */
const defaultPeriod = 30;

const managedSettings: Partial<Record<NodeJS.Platform, string>> = {
  darwin: '/Library/Application Support/ClaudeCode/managed-settings.json',
  win32: 'C:\\Program Files\\ClaudeCode\\managed-settings.json',
};

interface CleanupQuestion {
  env: NodeJS.ProcessEnv;
  /** The directory of the project's settings files. */
  cwd: string;
  /** The value of `--settings`: a path, or JSON text. */
  settings: string | undefined;
}

/**
 * The number of days without a change after which Claude deletes a transcript: `cleanupPeriodDays` from the first settings file that
 * has it, in Claude's order (enterprise, command line, local, project, user). Whichever `claude` starts next does the clean-up, by
 * its own settings.
 */
export function cleanupPeriodDays({ env, cwd, settings }: CleanupQuestion): number {
  const sources = [
    managedSettings[process.platform] ?? '/etc/claude-code/managed-settings.json',
    ...(settings === undefined ? [] : [settings]),
    join(cwd, '.claude', 'settings.local.json'),
    join(cwd, '.claude', 'settings.json'),
    join(claudeConfigDir(env, cwd), 'settings.json'),
  ];
  for (const source of sources) {
    const days = readClaudeSettings(source)?.cleanupPeriodDays;
    if (typeof days === 'number' && days >= 0) return days;
  }
  return defaultPeriod;
}
