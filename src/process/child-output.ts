import type { Readable } from 'node:stream';

/** How much of an output is kept, in bytes: its first lines say why a program failed, its last ones how it ended. */
const kept = { start: 16 * 1024, end: 64 * 1024 };

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

/** Reads a stream. @returns a function that gives the start and the end of what was read so far, as text. */
export function keepEnds(stream: Readable | null): () => string {
  let start = Buffer.alloc(0);
  let end = Buffer.alloc(0);
  let isCut = false;
  stream?.on('data', (chunk: Buffer) => {
    const room = kept.start - start.length;
    if (room > 0) start = Buffer.concat([start, chunk.subarray(0, room)]);
    const rest = Buffer.concat([end, chunk.subarray(Math.max(0, room))]);
    isCut ||= rest.length > kept.end;
    end = rest.subarray(-kept.end);
  });
  return () => (isCut ? `${start}\n\n${end}` : Buffer.concat([start, end]).toString());
}
