import { join } from 'node:path';
import { addVaultHook, removeVaultHook } from '../claude/call/user-hooks.ts';
import { claudeConfigDir } from '../claude/transcript/projects.ts';
import { quoteForShell } from '../core/shell.ts';
import { changeForeignJson } from '../store/foreign-json.ts';
import { makeFolders } from '../store/home.ts';
import type { World } from '../turn/world.ts';

export interface HookChange {
  /** Claude's settings of this user. */
  settings: string;
  changed: boolean;
}

/**
 * Puts a hook into Claude's settings that copies what is new of every conversation whenever one ends. Other hooks stay.
 * @param program how chorus is called: absolute paths, for instance of Node and of `bin/chorus.js`.
 * @throws ChorusError `file-damaged`, `file-unwritable`; the settings are then unchanged.
 */
export function installVaultHook({ env, cwd }: World, program: readonly string[]): HookChange {
  const settings = settingsOf(env, cwd);
  makeFolders(join(settings, '..'));
  // The hook has the environment of the `claude` that ends.
  const home = env.CHORUS_HOME ? [`CHORUS_HOME=${quoteForShell(env.CHORUS_HOME)}`] : [];
  const call = [...home, ...program.map(quoteForShell)].join(' ');
  return { settings, changed: changeForeignJson(settings, (value) => addVaultHook(value, call)) };
}

/** Takes the hook out again; everything else stays. @throws ChorusError as `installVaultHook` */
export function uninstallVaultHook({ env, cwd }: World): HookChange {
  const settings = settingsOf(env, cwd);
  return { settings, changed: changeForeignJson(settings, removeVaultHook) };
}

function settingsOf(env: NodeJS.ProcessEnv, cwd: string): string {
  return join(claudeConfigDir(env, cwd), 'settings.json');
}
