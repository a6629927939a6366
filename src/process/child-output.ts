import type { Readable } from 'node:stream';

/** How much of standard error is kept, in bytes: the end says why a program failed. */
const keptStderr = 64 * 1024;

/**
 * Reads a stream to its end, one chunk after another. By events: with small chunks, an iterator costs more than the work itself.
 * Chunks that arrive while one is being taken are queued: Node resumes a paused stream when the process ends.
 */
export function consume(stream: Readable | null, take: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!stream) return resolve();
    let taking: Promise<void> | undefined;
    const hold = (work: Promise<void>) => {
      taking = work;
      stream.pause();
      work.then(() => {
        if (taking !== work) return;
        taking = undefined;
        stream.resume();
      }, reject);
    };
    stream.on('data', (chunk: Buffer) => {
      try {
        const work = taking ? taking.then(() => take(chunk)) : take(chunk);
        if (work) hold(work);
      } catch (error) {
        reject(error);
      }
    });
    const finish = (): void => {
      if (taking) taking.then(finish, reject);
      else resolve();
    };
    stream.once('end', finish);
    stream.once('close', finish);
    stream.once('error', reject);
  });
}

/** Reads a stream. @returns a function that gives the end of what was read so far, as text. */
export function keepEnd(stream: Readable | null): () => string {
  let kept = Buffer.alloc(0);
  stream?.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-keptStderr);
  });
  return () => kept.toString();
}
