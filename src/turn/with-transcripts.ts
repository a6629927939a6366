import { rmSync } from 'node:fs';
import type { PreparedTurn } from './prepare.ts';
import { relocate } from './relocation.ts';
import type { World } from './world.ts';

/** Puts the transcripts in place that a turn continues from, runs it, and removes the temporary one. */
export async function withTranscripts<T>(
  world: World,
  { scratch, restoration, relocation }: PreparedTurn,
  run: () => Promise<T>,
): Promise<T> {
  if (restoration) world.store.vault.putBack(restoration.sessionId, restoration.to, restoration.left);
  if (relocation) relocate(relocation);
  if (scratch) {
    const { copyTranscript } = await import('../claude/transcript/copy.ts');
    copyTranscript(scratch.source.path, scratch.upTo, scratch.path, scratch.sessionId);
  }
  try {
    return await run();
  } finally {
    if (scratch) rmSync(scratch.path, { force: true });
  }
}
