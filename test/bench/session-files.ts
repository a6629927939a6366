import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSession } from '../../src/core/session.ts';
import type { Sandbox } from '../support/sandbox.ts';

/** A home of chorus that holds so many sessions, which were used over a year in ten directories. Made once. */
export function fillHome({ root, work }: Pick<Sandbox, 'root' | 'work'>, count: number): string {
  const home = join(root, `chorus-${count}`);
  if (existsSync(home)) return home;
  const folder = join(home, 'sessions');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let index = 0; index < count; index++) {
    const name = `topic-${String(index).padStart(6, '0')}`;
    const now = new Date(Date.UTC(2026, 0, 1) + (index * 365 * 86_400_000) / count);
    const cwd = index % 10 === 0 ? work : `${work}-${index % 10}`;
    const session = createSession({ name, sessionId: randomUUID(), now, cwd, settings: { model: 'opus', allowedTools: ['Read', 'Grep'] } });
    const last = {
      model: 'claude-opus-4-1',
      permissionMode: 'default',
      contextTokens: 1000 + index,
      release: '2.1.329',
      verdict: 'resumed',
    };
    const used = {
      ...session,
      state: 'active',
      tags: ['work'],
      last,
      totals: { ...session.totals, turns: 1 + (index % 40), costUsd: 0.25 },
    };
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(used, null, 2)}\n`, { mode: 0o600 });
  }
  return home;
}
