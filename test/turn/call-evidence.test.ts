import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noFacts, type StreamFacts } from '../../src/claude/stream/stream-reader.ts';
import { projectDir } from '../../src/claude/transcript/projects.ts';
import { evidenceOfCall } from '../../src/turn/call-evidence.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { assistant, user, writeTranscript } from '../support/transcripts.ts';
import { askedOf, seenOf, sessionOf } from '../support/turns.ts';

const id = '00000000-0000-4000-8000-000000000001';
const result = { type: 'result', subtype: 'success', is_error: false, session_id: id, num_turns: 2, total_cost_usd: 0.25 } as const;
const init = { type: 'system', subtype: 'init', session_id: id, model: 'claude-opus-5-5', claude_code_version: '2.1.200' } as const;
const answer = {
  type: 'assistant',
  session_id: id,
  uuid: 'a2',
  message: { id: 'm2', model: 'claude-opus-5-5', usage: { input_tokens: 3, output_tokens: 4 } },
} as const;

/** A resume whose tip is `a1`, in a transcript that is there or not. */
function look(facts: Partial<StreamFacts>, { hasTranscript = true } = {}) {
  const cwd = temporaryFolder();
  const env = { CLAUDE_CONFIG_DIR: join(cwd, 'claude') };
  const folder = projectDir(env, cwd);
  mkdirSync(folder, { recursive: true });
  const before = [user('u1', null), assistant('a1', 'u1', 'm1')];
  if (hasTranscript) writeTranscript(folder, `${id}.jsonl`, [...before, user('u2', 'a1'), assistant('a2', 'u2', 'm2')]);
  const session = sessionOf({ sessionId: id, cwd, tip: { uuid: 'a1', messageId: 'm1' }, root: { uuid: 'u1', messageId: 'm1' } });
  const asked = askedOf({ session, expectedId: id, before: null, claude: { release: '2.1.200', path: '/claude', argv: [] } });
  return evidenceOfCall({ env }, asked, { facts: { ...noFacts, ...facts }, end: undefined, durationMs: 5, endedAt: seenOf().endedAt });
}

describe('evidenceOfCall', () => {
  test('a turn that was answered', () => {
    expect(look({ init, result, results: [result, result], lastAssistant: answer })).toMatchObject({
      named: { sessionId: id },
      entered: [{ sessionId: id, entered: 'asked', transcript: { isReadable: true } }],
      traced: { lineage: { status: 'proved' }, recordsAdded: 2 },
      tip: { uuid: 'a2', messageId: 'm2' },
      report: { subtype: 'success', numTurns: 4, costUsd: 0.25, durationMs: 5 },
      effective: { model: 'claude-opus-5-5', release: '2.1.200', contextTokens: 120 },
      turns: 1,
    });
  });

  test('without a transcript the stream tells the tip and the context', () => {
    expect(look({ init, result, results: [result], lastAssistant: answer }, { hasTranscript: false })).toMatchObject({
      traced: { lineage: { status: 'unavailable', because: 'no-transcript' }, tip: null },
      tip: { uuid: 'a2', messageId: 'm2' },
      effective: { contextTokens: 7 },
    });
  });

  test('an answer without a result is no tip unless a transcript has it', () => {
    expect(look({ init, lastAssistant: answer }, { hasTranscript: false })).toMatchObject({ tip: null, turns: 0 });
  });

  test('an id that is not a UUID is named, but not entered', () => {
    const seen = look({ init: { ...init, session_id: '../../etc' } });
    expect(seen).toMatchObject({ named: { sessionId: '../../etc' }, isIdWellFormed: false, entered: [] });
  });

  test('a call that ended before it said anything', () => {
    expect(look({ head: 'Error: no' })).toMatchObject({ named: undefined, entered: [], head: 'Error: no', turns: 0, tip: null });
  });
});
