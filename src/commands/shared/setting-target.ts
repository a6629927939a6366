import { type Command, Option } from 'commander';
import { checkName } from '../../core/names.ts';
import type { SettingChanges } from '../../core/settings.ts';
import { usageError } from '../../errors.ts';
import type { SettingPlace } from '../../library/places.ts';
import { droppingFirst } from './completing.ts';
import type { Context } from './context.ts';

export interface TargetOptions {
  defaults?: boolean;
  profile?: string;
}

/** Where settings are kept: with a session, in a profile, or as defaults. */
interface SettingTarget {
  isSession: boolean;
  /** Whether a key is set there, even one that is not in the table. */
  has(key: string): Promise<boolean>;
  /** `undefined` removes a setting; `profile` is the session's profile, null for none. */
  change(changes: SettingChanges, profile: string | null | undefined): Promise<void>;
}

export function addTargetOptions(command: Command): Command {
  return command
    .addOption(droppingFirst(new Option('--defaults', 'change the settings of all sessions')))
    .addOption(droppingFirst(new Option('--profile <name>', 'change the settings of a profile')));
}

/**
 * @returns the target and the other arguments.
 * @returns the other arguments as well.
 */
export function chooseTarget(
  context: Context,
  { defaults, profile }: TargetOptions,
  [first, ...rest]: readonly (string | undefined)[],
): { target: SettingTarget; others: string[] } {
  const others = rest.filter((each) => each !== undefined);
  const all = first === undefined ? others : [first, ...others];
  if (defaults && profile !== undefined) throw usageError('--defaults and --profile exclude each other', 'Give one of them.');
  if (defaults) return { target: configTarget(context, 'defaults', 'the defaults'), others: all };
  if (profile !== undefined) {
    checkName(profile, 'profile name');
    return { target: configTarget(context, { profile }, `profile ${profile}`), others: all };
  }
  if (first === undefined) throw usageError('no session given', 'Name one, or give --defaults or --profile <name>.');
  return { target: sessionTarget(context, first), others };
}

function sessionTarget({ chorus }: Context, session: string): SettingTarget {
  return {
    isSession: true,
    has: async (key) => Object.hasOwn(await chorus.settingsAt({ session }), key),
    change: async (changes, profile) => {
      await chorus.get(session);
      if (profile !== undefined) await chorus.setProfile(session, profile);
      await chorus.set(session, changes);
    },
  };
}

function configTarget({ chorus }: Context, place: SettingPlace, name: string): SettingTarget {
  return {
    isSession: false,
    has: async (key) => Object.hasOwn(await chorus.settingsAt(place), key),
    change: async (changes, profile) => {
      if (profile !== undefined) throw usageError(`${name} cannot have a profile`, 'Only a session has one.');
      await chorus.changeSettingsAt(place, changes);
    },
  };
}
