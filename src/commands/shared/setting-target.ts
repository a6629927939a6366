import { type Command, Option } from 'commander';
import { checkName, isValidName } from '../../core/names.ts';
import { oneLine, printable } from '../../core/printable.ts';
import { compareSettings } from '../../core/setting-changes.ts';
import { findSetting, type KeptSettings, type SettingChanges } from '../../core/settings.ts';
import { quoteForShell } from '../../core/shell.ts';
import { usageError } from '../../errors.ts';
import type { SettingPlace } from '../../library/places.ts';
import { droppingFirst } from './completing.ts';
import type { Context } from './context.ts';
import { readHold, type WaitOptions } from './hold.ts';

export interface TargetOptions {
  defaults?: boolean;
  profile?: string;
}

/** Where settings are kept: with a session, in a profile, or as defaults. */
interface SettingTarget {
  isSession: boolean;
  /** As in `auth`, `profile careful`, `the defaults`. */
  words: string;
  /** As it is typed after `set`: `auth`, `--profile careful`, `--defaults`. */
  argument: string;
  place: SettingPlace;
  /** Whether a key is set there, even one that is not in the table. */
  has(key: string): Promise<boolean>;
}

/** How a change is made, and printed. */
export interface ChangeOutput {
  dryRun?: boolean;
  json?: boolean;
}

export function addTargetOptions(command: Command): Command {
  return command
    .addOption(droppingFirst(new Option('--defaults', 'change the settings of all sessions')))
    .addOption(droppingFirst(new Option('--profile <name>', 'change the settings of a profile')))
    .option('--dry-run', 'print what would change; change nothing')
    .option('--json', 'print an object: the settings, and what changed');
}

/** @returns the target and the other arguments. */
export function chooseTarget(
  context: Context,
  verb: 'set' | 'unset',
  { defaults, profile }: TargetOptions,
  [first, ...rest]: readonly (string | undefined)[],
): { target: SettingTarget; others: string[] } {
  const others = rest.filter((each) => each !== undefined);
  const all = first === undefined ? others : [first, ...others];
  if (defaults && profile !== undefined) throw usageError('--defaults and --profile exclude each other', 'Give one of them.');
  if (defaults) return { target: targetAt(context, 'defaults', { words: 'the defaults', argument: '--defaults' }), others: all };
  if (profile !== undefined) {
    checkName(profile, 'profile name');
    return { target: targetAt(context, { profile }, { words: `profile ${profile}`, argument: `--profile ${profile}` }), others: all };
  }
  if (first === undefined) throw usageError('no session given', 'Name one, or give --defaults or --profile <name>.');
  if (isSetting(first) && !(isValidName(first) && context.chorus.has(first))) {
    const words = all.map(quoteForShell).join(' ');
    const hint = `For a session: chorus ${verb} <name> ${words}. For all of them: chorus ${verb} --defaults ${words}.`;
    throw usageError(`no session given: ${first} is a setting`, hint);
  }
  return { target: targetAt(context, { session: first }, { words: first, argument: quoteForShell(first) }), others };
}

/** Changes the settings of a target, and prints what changed. @param profile the session's profile from now on; null for none. */
export async function changeTarget(
  context: Context,
  { place, words }: SettingTarget,
  changes: SettingChanges,
  { profile, dryRun, json, ...options }: ChangeOutput & WaitOptions & { profile: string | null | undefined },
): Promise<Record<string, ChangedValue>> {
  const { chorus, stdout } = context;
  if (profile !== undefined && (place === 'defaults' || 'profile' in place))
    throw usageError(`${words} cannot have a profile`, 'Only a session has one.');
  const { before, after } = await chorus.changeSettingsAt(place, changes, { ...readHold(context, options), profile, isDryRun: dryRun });
  const changed = compareSettings(before, after);
  if (json) stdout.write(`${JSON.stringify(asJson(place, after, changed))}\n`);
  return changed;
}

/** The value of a setting before and after a change; null if it is not set. */
export interface ChangedValue {
  from: unknown;
  to: unknown;
}

/** Prints a line for each setting that would change. */
export function printChanges({ stdout, stderr }: Context, changed: Record<string, ChangedValue>): void {
  for (const [key, { from, to }] of Object.entries(changed)) stdout.write(printable(`${key}: ${valueWords(from)} → ${valueWords(to)}\n`));
  if (Object.keys(changed).length === 0) stderr.write('chorus: nothing would change\n');
}

/** A value in one line, cut at the length of a line. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'not set';
  const text = oneLine(Array.isArray(value) ? value.join(', ') : String(value));
  if (text === '') return 'empty';
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** `name` is null for the defaults and a profile; of a session, `settings` are its own. */
function asJson(place: SettingPlace, after: KeptSettings, changes: Record<string, ChangedValue>): object {
  const name = place !== 'defaults' && 'session' in place ? place.session : null;
  if (name === null) return { name, profile: place !== 'defaults' && 'profile' in place ? place.profile : null, settings: after, changes };
  const { cwd, profile = null, ...settings } = after;
  return { name, profile, cwd, settings, changes };
}

function isSetting(text: string): boolean {
  return text.includes('=') || findSetting(text) !== undefined;
}

function targetAt({ chorus }: Context, place: SettingPlace, called: Pick<SettingTarget, 'words' | 'argument'>): SettingTarget {
  return {
    isSession: place !== 'defaults' && 'session' in place,
    ...called,
    place,
    has: async (key) => Object.hasOwn(await chorus.settingsAt(place), key),
  };
}
