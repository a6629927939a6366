import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { consume, keepEnds } from '../../src/process/child-output.ts';
import { type ProgramCall, startProgram } from '../../src/process/start.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const piped = { env: { PATH: process.env.PATH }, stdin: 'pipe', output: 'pipe' } as const satisfies Partial<ProgramCall>;

function node(script: string, more: Partial<ProgramCall> = {}) {
  return startProgram({ file: process.execPath, args: ['-e', script], ...piped, ...more });
}

test('bytes go in and come out unchanged, and the end is reported', async () => {
  const program = await node('process.stdin.pipe(process.stdout); process.stderr.write("note"); process.exitCode = 7');
  const chunks: Buffer[] = [];
  const stderr = keepEnds(program.stderr);
  const input = Buffer.from([0, 0xff, 0xe2, 0x80, 0xa8, 0x0d, 0x0a]);
  program.stdin?.end(input);
  await consume(program.stdout, (chunk) => void chunks.push(chunk));
  expect(await program.ended).toEqual({ exitCode: 7, signal: undefined });
  expect(Buffer.concat(chunks)).toEqual(input);
  expect(stderr()).toBe('note');
});

test('only the given environment, and the shared descriptors', async () => {
  const program = await node('console.log(JSON.stringify(process.env.MARK + fs.fstatSync(3).isFile()))', {
    env: { MARK: 'mark' },
    sharedFds: [await openOwn()],
  });
  const stdout = keepEnds(program.stdout);
  await program.ended;
  expect(JSON.parse(stdout())).toBe('marktrue');
});

async function openOwn(): Promise<number> {
  const { openSync } = await import('node:fs');
  const path = join(temporaryFolder(), 'shared');
  writeFileSync(path, '');
  return openSync(path, 'r');
}

test.each<[what: string, call: Partial<ProgramCall>, code: string]>([
  ['a program that is not there', { file: '/nowhere/program' }, 'ENOENT'],
  ['a directory that is gone', { cwd: '/nowhere' }, 'ENOENT'],
  ['what is not executable', { file: import.meta.filename }, 'EACCES'],
])('%s: the error of the system', async (_, call, code) => {
  await expect(startProgram({ file: process.execPath, ...piped, ...call })).rejects.toMatchObject({ code });
});

test('a signal ends the whole group, and a prompt that is not read is no error', async () => {
  const program = await node(
    'require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); fs.closeSync(0); process.stdout.write("up"); setInterval(() => {}, 1000)',
    { ownGroup: true },
  );
  await new Promise((resolve) => program.stdout?.once('data', resolve));
  program.stdin?.end('x'.repeat(1_000_000));
  program.kill('SIGTERM');
  expect(await program.ended).toEqual({ exitCode: undefined, signal: 'SIGTERM' });
  program.kill('SIGKILL');
});
