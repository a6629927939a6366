import { SessionStore } from '../../src/store/sessions.ts';

/** A process that writes the settings of a session once for each mark, and adds it to what it finds there. */
const [home = '', name = '', ...marks] = process.argv.slice(2);
const store = new SessionStore(home);
for (const mark of marks) {
  await store.update(name, ({ settings }) => ({
    settings: { ...settings, extraArgs: [...((settings.extraArgs as string[] | undefined) ?? []), mark] },
  }));
}
