import { describe, expect, test } from 'vitest';
import { testContext } from '../support/context.ts';
import { rejectionOf } from '../support/thrown.ts';

const quiet = { exitCode: 0, stdout: '', stderr: '' };

async function withSession() {
  const tested = testContext();
  await tested.context.chorus.record('auth');
  const settings = async () => (await tested.context.chorus.get('auth')).settings;
  return { ...tested, settings };
}

describe('lists', () => {
  test('+= adds to a list, -= takes from it, and = replaces it', async () => {
    const { run, settings } = await withSession();
    const list = async () => (await settings()).allowedTools;
    await run('set', 'auth', 'allowedTools=Edit,Bash(npm test)');
    expect(await run('set', 'auth', 'allowedTools+=Read')).toEqual({
      ...quiet,
      stderr: 'chorus: allowedTools of auth is now Edit, Bash(npm test), Read\n',
    });
    await run('set', 'auth', 'allowedTools+=Read,Write', 'allowedTools-=Edit');
    expect(await list()).toEqual(['Bash(npm test)', 'Read', 'Write']);
    await run('set', 'auth', 'allowedTools=Edit', 'allowedTools+=Glob', 'allowedTools-=Edit');
    expect(await list()).toEqual(['Glob']);
    await run('set', 'auth', 'allowedTools-=Glob');
    expect(await list()).toEqual([]);
  });

  test('a session without a list of its own begins with what holds for it, so that nothing is dropped', async () => {
    const { run, settings } = await withSession();
    await run('set', '--defaults', 'allowedTools=Edit');
    await run('set', '--profile', 'careful', 'allowedTools+=Read');
    expect((await run('config', 'get', 'allowedTools', '--profile', 'careful')).stdout).toBe('Edit\nRead\n');
    await run('set', 'auth', 'profile=careful', 'allowedTools+=Glob');
    expect(await settings()).toEqual({ allowedTools: ['Edit', 'Read', 'Glob'] });
    // Those of all layers are joined when they are passed on: to copy them would pass them twice.
    await run('set', '--defaults', 'extraArgs=--one');
    await run('set', 'auth', 'extraArgs+=--two');
    expect((await settings()).extraArgs).toEqual(['--two']);
  });

  test('two calls at the same moment both count', async () => {
    const { context } = await withSession();
    await Promise.all(['Edit', 'Read', 'Glob', 'Grep'].map((tool) => context.chorus.set('auth', { allowedTools: { add: [tool] } })));
    expect([...((await context.chorus.get('auth')).settings.allowedTools as string[])].sort()).toEqual(['Edit', 'Glob', 'Grep', 'Read']);
  });

  test.each<[argv: string[], message: string, hint: string]>([
    [['allowedTools-=Read'], '"Read" is not in allowedTools of session "auth"', 'It has Edit.'],
    [['addDir-=/x'], '"/x" is not in addDir of session "auth"', 'It has no items.'],
    [['model+=opus'], 'model has one value, and no list that += could change', 'Set it: chorus set auth model=opus'],
    [['toolz+=Read'], '"toolz" on the command line is not a setting', 'Did you mean tools?'],
  ])('%j is refused, and nothing is changed', async (assignments, message, hint) => {
    const { run, settings } = await withSession();
    await run('set', 'auth', 'allowedTools=Edit');
    expect(await rejectionOf(run('set', 'auth', ...assignments))).toEqual({ message, hint, exitCode: 2 });
    expect(await settings()).toEqual({ allowedTools: ['Edit'] });
  });
});

describe('what set and unset say', () => {
  test('unset tells what it removed, with the values', async () => {
    const { run, settings } = await withSession();
    await run('set', 'auth', 'model=opus', 'allowedTools=Edit,Read', 'maxTurns=3');
    const told = 'model (it was opus), allowedTools (it was Edit, Read) from auth\n';
    expect(await run('unset', 'auth', 'model', 'allowedTools', '--dry-run')).toEqual({ ...quiet, stderr: `chorus: would remove ${told}` });
    expect(await settings()).toMatchObject({ model: 'opus' });
    expect(await run('unset', 'auth', 'model', 'allowedTools')).toEqual({ ...quiet, stderr: `chorus: removed ${told}` });
    expect(await settings()).toEqual({ maxTurns: 3 });
    expect((await run('unset', 'auth', 'model')).stderr).toBe('chorus: nothing to remove: auth does not have this setting\n');
  });

  test('set --dry-run prints what would change, and changes nothing', async () => {
    const { run, settings } = await withSession();
    await run('set', 'auth', 'model=opus');
    expect(await run('set', 'auth', 'model=haiku', 'allowedTools+=Read', 'maxTurns=3', '--dry-run')).toEqual({
      ...quiet,
      stdout: 'model: opus → haiku\nallowedTools: not set → Read\nmaxTurns: not set → 3\n',
    });
    expect((await run('set', 'auth', 'model=opus', '--dry-run')).stderr).toBe('chorus: nothing would change\n');
    expect(await settings()).toEqual({ model: 'opus' });
    await run('set', '--defaults', 'model=opus', '--dry-run');
    expect((await run('config', 'list', '--json')).stdout).toContain('"defaults": {}');
  });

  test.each([
    ['before', ['--json', 'set', 'auth', 'model=haiku', 'profile=careful']],
    ['after', ['set', 'auth', 'model=haiku', 'profile=careful', '--json']],
  ])('--json %s the command gives the settings, and what changed', async (_, argv) => {
    const { run, cwd } = await withSession();
    await run('set', '--profile', 'careful', 'effort=high');
    await run('set', 'auth', 'model=opus', 'maxTurns=3');
    const { stdout, stderr } = await run(...argv);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      name: 'auth',
      profile: 'careful',
      cwd,
      settings: { model: 'haiku', maxTurns: 3 },
      changes: { model: { from: 'opus', to: 'haiku' }, profile: { from: null, to: 'careful' } },
    });
    expect(JSON.parse((await run('unset', 'auth', 'maxTurns', 'profile', '--json')).stdout)).toMatchObject({
      profile: null,
      settings: { model: 'haiku' },
      changes: { maxTurns: { from: 3, to: null }, profile: { from: 'careful', to: null } },
    });
    expect(JSON.parse((await run('set', '--profile', 'careful', 'effort=low', '--json')).stdout)).toEqual({
      name: null,
      profile: 'careful',
      settings: { effort: 'low' },
      changes: { effort: { from: 'high', to: 'low' } },
    });
    expect(JSON.parse((await run('--json', 'set', '--defaults', 'effort=low')).stdout)).toMatchObject({ name: null, profile: null });
  });
});

describe('a line without a session', () => {
  test.each<[argv: string[], message: string, hint: string]>([
    [
      ['set', 'model=opus'],
      'no session given: model=opus is a setting',
      'For a session: chorus set <name> model=opus. For all of them: chorus set --defaults model=opus.',
    ],
    [
      ['unset', 'model'],
      'no session given: model is a setting',
      'For a session: chorus unset <name> model. For all of them: chorus unset --defaults model.',
    ],
    [['set', 'auth'], 'nothing to set', 'Give settings as key=value: chorus set auth model=opus'],
    [['set', '--defaults'], 'nothing to set', 'Give settings as key=value: chorus set --defaults model=opus'],
    [
      ['set', '--profile', 'careful', 'model+=x'],
      'model has one value, and no list that += could change',
      'Set it: chorus set --profile careful model=x',
    ],
    [['set', 'auth', 'profile-=x'], 'profile has one value, and no list that -= could change', 'Set it: chorus set auth profile=x'],
    [['unset', 'auth'], 'nothing to unset', 'Name settings: chorus unset auth model'],
  ])('%j', async (argv, message, hint) => {
    const { run } = await withSession();
    expect(await rejectionOf(run(...argv))).toEqual({ message, hint, exitCode: 2 });
  });
});
