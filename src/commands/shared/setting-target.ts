import { type Command, Option } from 'commander';
import type { Config } from '../../core/config.ts';
import { checkName } from '../../core/names.ts';
import type { KeptSettings, SettingChanges } from '../../core/settings.ts';
import { usageError } from '../../errors.ts';
import { droppingFirst } from './completing.ts';
import type { Context } from './context.ts';

export interface TargetOptions {
  defaults?: boolean;
  profile?: string;
}

/** Where settings are kept: with a session, in a profile, or as defaults. */
export interface SettingTarget {
  isSession: boolean;
  /** Whether a key is set there, known to the table or not. */
  has(key: string): boolean;
  /** `undefined` takes a setting away; `profile` is the session's, null for none. */
  change(changes: SettingChanges, profile: string | null | undefined): Promise<void>;
}

export function addTargetOptions(command: Command): Command {
  return command
    .addOption(droppingFirst(new Option('--defaults', 'the settings of all sessions')))
    .addOption(droppingFirst(new Option('--profile <name>', 'the settings of a profile')));
}

/** With `--defaults` or `--profile` there is no session, and what stands in its place is the first of the others. */
export function chooseTarget(
  context: Context,
  { defaults, profile }: TargetOptions,
  first: string | undefined,
  rest: readonly string[],
): { target: SettingTarget; others: string[] } {
  const all = first === undefined ? [] : [first, ...rest];
  if (defaults && profile !== undefined) throw usageError('--defaults and --profile exclude each other', 'Give one of them.');
  if (defaults)
    return {
      target: configTarget(
        context,
        'defaults',
        (config) => config.defaults,
        (config, settings) => ({ ...config, defaults: settings }),
      ),
      others: all,
    };
  if (profile !== undefined) {
    checkName(profile, 'profile name');
    const target = configTarget(
      context,
      `profile ${profile}`,
      (config) => (Object.hasOwn(config.profiles, profile) ? config.profiles[profile] : undefined) ?? {},
      (config, settings) => ({ ...config, profiles: { ...config.profiles, [profile]: settings } }),
    );
    return { target, others: all };
  }
  if (first === undefined) throw usageError('there is no session named', 'Name it, or give --defaults or --profile <name>.');
  return { target: sessionTarget(context, first), others: [...rest] };
}

function sessionTarget({ chorus, store }: Context, name: string): SettingTarget {
  return {
    isSession: true,
    has: (key) => Object.hasOwn(store.sessions.read(name)?.settings ?? {}, key),
    change: async (changes, profile) => {
      await chorus.get(name);
      if (profile !== undefined) await chorus.setProfile(name, profile);
      await chorus.set(name, changes);
    },
  };
}

function configTarget(
  context: Context,
  where: string,
  read: (config: Config) => KeptSettings,
  write: (config: Config, settings: KeptSettings) => Config,
): SettingTarget {
  const { config } = context.store;
  return {
    isSession: false,
    has: (key) => Object.hasOwn(read(config.get()), key),
    change: async (changes, profile) => {
      if (profile !== undefined) throw usageError(`${where} can have no profile`, 'Only a session has one.');
      await config.update((current) => {
        const settings = { ...read(current), ...changes };
        return write(current, Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)));
      });
    },
  };
}
