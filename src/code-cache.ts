import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Module } from 'node:module';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { Script } from 'node:vm';

/** A module of Node's, with the part that compiles it, which no types tell of. */
interface Loader extends NodeJS.Module {
  _compile(source: string, path: string, ...rest: unknown[]): unknown;
}

/** Its name tells its content: a part of the program, as the build writes it. V8 itself compares no more than a source's length. */
const hashedName = /-[\w-]{8}\.cjs$/;

/** Bytes of the checksum behind the data: V8 runs what it is given, and crashes on what is damaged. */
const checksumSize = 4;

/**
 * Keeps compiled code between runs, where the user's caches are: 10 ms of a turn. Node's own cache (22.8 and later) is half of that: it keeps
 * what is compiled at first, and not the functions that were called. Those differ from command to command, so that each has its own. The
 * folder is the user's, for what is read there is run. Where it can't be kept nothing is, and nothing is said.
 */
export function keepCompiledCode(command: string | undefined, env: NodeJS.ProcessEnv = process.env): void {
  const { prototype } = Module as unknown as { prototype: Loader };
  const compile = prototype._compile;
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = env;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && join(HOME, '.cache'));
  if (env.NODE_DISABLE_COMPILE_CACHE || !caches || !isAbsolute(caches) || !compile) return;
  const engine = `${process.version}-${process.arch}`;
  const part = command && /^[a-z]+$/.test(command) ? command : 'other';
  const folder = join(caches, 'chorus', engine, part);
  const compiled: { script: Script; path: string }[] = [];
  prototype._compile = function (source, path, ...rest) {
    if (!hashedName.test(path) || dirname(path) !== __dirname) return compile.call(this, source, path, ...rest);
    const kept = join(folder, `${basename(path)}.bin`);
    const cachedData = read(kept);
    const script = new Script(Module.wrap(source), { filename: path, ...(cachedData ? { cachedData } : {}) });
    if (!cachedData || script.cachedDataRejected) compiled.push({ script, path: kept });
    const run = script.runInThisContext() as (...args: unknown[]) => void;
    run.call(this.exports, this.exports, (id: string) => this.require(id), this, path, __dirname);
    return undefined;
  };
  // Functions are compiled when they are called first: at the end of what went well, those that it takes are.
  process.once('exit', (exitCode) => {
    if (exitCode !== 0) return;
    for (const { script, path } of compiled) write(path, script.createCachedData());
  });
}

/** Of a word in 16: what a crash leaves out is whole blocks. Node's own checksums take 2 ms to load. */
function checksumOf(data: Buffer): number {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
  let sum = data.length;
  for (let at = 0; at < words.length; at += 16) sum = (Math.imul(sum, 31) + (words[at] ?? 0)) | 0;
  return sum;
}

function read(path: string): Buffer | undefined {
  try {
    const kept = readFileSync(path);
    const data = kept.subarray(0, -checksumSize);
    return kept.readInt32LE(data.length) === checksumOf(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function write(path: string, data: Buffer): void {
  const temporary = `${path}.${process.pid}`;
  const checksum = Buffer.alloc(checksumSize);
  checksum.writeInt32LE(checksumOf(data));
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    try {
      writeFileSync(temporary, Buffer.concat([data, checksum]), { mode: 0o600 });
      renameSync(temporary, path);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch {
    // The next run compiles anew.
  }
}
