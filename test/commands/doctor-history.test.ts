import { describe, expect, test } from 'vitest';
import type { LastTurn } from '../../src/core/session.ts';
import type { Finding } from '../e2e/turns.ts';
import { firstId, talk, type VaultScene, vaultScene } from '../support/vault-scene.ts';

/** A session of two turns, the prompt of the second of which names a parent that is not there. */
async function broken(last: LastTurn): Promise<VaultScene> {
  const scene = vaultScene();
  await scene.add('auth', firstId, talk, { last: { verdict: 'resumed', contextTokens: 100, messages: 4, ...last } });
  scene.write(firstId, relinked);
  return scene;
}

const relinked = talk.map((line) => (line.uuid === 'u2' ? { ...line, parentUuid: 'gone' } : line));

async function told(scene: VaultScene): Promise<{ exitCode: number | undefined; findings: Pick<Finding, 'level' | 'message' | 'fix'>[] }> {
  const ran = await scene.chorus('doctor', '--json');
  const findings = ran.json<Finding[]>().filter(({ message, level }) => level !== 'ok' && message.startsWith('auth: '));
  return { exitCode: ran.exitCode, findings: findings.map(({ level, message, fix }) => ({ level, message, fix })) };
}

describe('doctor finds a broken history before a turn does', () => {
  test('the vault has a whole copy', async () => {
    const scene = await broken({ release: '2.0.50' });
    const reason = 'of 4 earlier messages, only 2 can be reached from this turn';
    expect(await told(scene)).toEqual({
      exitCode: 7,
      findings: [
        {
          level: 'problem',
          message: `auth: its history is truncated: ${reason}; the vault has a whole copy`,
          fix: 'chorus vault restore auth',
        },
      ],
    });
    await scene.chorus('vault', 'restore', 'auth');
    expect((await told(scene)).findings).toEqual([]);
  });

  test('the copy in the vault is no better, or there is none', async () => {
    const scene = await broken({ release: '2.0.50' });
    scene.store.vault.forget(firstId);
    expect((await told(scene)).findings).toContainEqual({
      level: 'problem',
      message: expect.stringContaining('to continue without the rest, accept it'),
      fix: 'chorus vault accept auth',
    });
    await scene.chorus('vault', 'accept', 'auth');
    expect((await told(scene)).findings.map(({ level }) => level)).not.toContain('problem');
    expect((await scene.store.sessions.get('auth')).last?.messages).toBe(2);
  });

  test('a link that the release repairs is no problem', async () => {
    const scene = await broken({ release: '2.1.329' });
    const { findings } = await told(scene);
    expect(findings).toMatchObject([{ level: 'note', message: expect.stringContaining('claude 2.1.329 repairs it when it resumes') }]);
  });

  test('unless it did not, in the last turn', async () => {
    const scene = await broken({ release: '2.1.329', verdict: 'truncated' });
    expect(await told(scene)).toMatchObject({ exitCode: 7, findings: [{ level: 'problem' }] });
  });

  test('a history that is whole is no problem', async () => {
    const scene = await broken({ release: '2.0.50' });
    scene.write(firstId, talk);
    expect((await told(scene)).findings).toEqual([]);
  });
});
