import type { KeptSettings, Settings } from '../../src/core/settings.ts';
import type { Chorus } from '../../src/library/chorus.ts';

/** Never called: tsc checks it, and fails if a line that should be an error is not one. */
export function settingTypes(chorus: Chorus, kept: KeptSettings): void {
  const right: Settings = { model: 'opus', effort: 'high', addDir: ['/a'], timeout: 90, bare: true, onGone: 'fresh' };
  void chorus.set('auth', right);
  void chorus.set('auth', { model: undefined });
  // @ts-expect-error there is no such setting
  void chorus.set('auth', { modell: 'opus' });
  // @ts-expect-error there is no such setting
  void chorus.resume('auth', 'hello', { settings: { modell: 'opus' } });
  // @ts-expect-error it is not one of the choices
  void chorus.set('auth', { effort: 'extreme' });
  // @ts-expect-error a list is an array
  void chorus.set('auth', { addDir: '/a' });
  // @ts-expect-error a duration is a number of seconds
  void chorus.set('auth', { timeout: '90s' });
  // @ts-expect-error a switch is a boolean
  void chorus.set('auth', { bare: 'yes' });
  // @ts-expect-error what a file holds is unchecked
  void chorus.set('auth', kept);
  const model: string | undefined = right.model;
  // @ts-expect-error what a file holds is unchecked
  const unchecked: string | undefined = kept.model;
  void [model, unchecked];
}
