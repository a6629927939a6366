import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testContext } from '../support/context.ts';

test('vault --limit lists the largest copies; the sum is that of all', async () => {
  const { run, context, cwd } = testContext();
  const ids = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-4111-8111-111111111111`);
  for (const [index, id] of ids.entries()) {
    const path = join(cwd, `${id}.jsonl`);
    writeFileSync(path, `${'x'.repeat(1000 * (index + 1))}\n`);
    context.world.store.vault.keep(id, path);
  }
  const { stdout } = await run('vault', '--json', '--limit', '2');
  expect((JSON.parse(stdout) as { sessionId: string }[]).map(({ sessionId }) => sessionId)).toEqual([ids[2], ids[1]]);
  const table = await run('vault', '--limit', '1');
  expect(table.stdout.split('\n').length).toBe(3);
  expect(table.stderr).toMatch(/^chorus: 3 copies, /);
});
