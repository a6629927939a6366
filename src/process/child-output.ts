import type { Readable } from 'node:stream';

/** How much of what `claude` writes on standard error is kept, in bytes: the end of it says why it failed. */
const keptStderr = 64 * 1024;

/**
 * Reads a stream to its end, one chunk after the other. By events: an iterator costs more than the work itself where the chunks are
 * small. A paused stream is no promise: node resumes it when the process ends, so what comes while a chunk is taken has to queue.
 */
export function consume(stream: Readable, take: (chunk: Buffer) => void | Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
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

/** What was written last, as text. */
export function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk]).subarray(-keptStderr);
  });
  return () => kept.toString();
}
