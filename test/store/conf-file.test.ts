import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const moduleUrl = new URL('../../src/store/json-file.ts', import.meta.url).href;

/** Writes a file through conf, prints `ready`, and waits. */
function startWriter(path: string, before: string, after: string) {
  const program = `
    import { writeJsonFile } from ${JSON.stringify(moduleUrl)};
    ${before}
    await writeJsonFile(${JSON.stringify(path)}, { a: 1 });
    ${after}
    process.stdout.write('ready');
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function until(child: ReturnType<typeof startWriter>, wanted: string): Promise<void> {
  let seen = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    seen += chunk;
    if (seen.includes(wanted)) return;
  }
  throw new Error(`ended after ${JSON.stringify(seen)}`);
}

const posix = test.skipIf(process.platform === 'win32');

posix('after a write, one signal is one signal, for listeners from before and after', async () => {
  const path = join(temporaryFolder(), 'a.json');
  // The second signal ends it. If conf sent the first one again, that would be counted before.
  const child = startWriter(
    path,
    `let count = 0; process.on('SIGINT', () => process.stdout.write(\`before \${++count};\`));`,
    `process.on('SIGINT', () => process.stdout.write('after;')); process.on('SIGTERM', () => { process.stdout.write(\`count \${count}\`); process.exit(0); });`,
  );
  await until(child, 'ready');
  child.kill('SIGINT');
  await until(child, 'after;');
  child.kill('SIGTERM');
  await until(child, 'count 1');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ a: 1 });
});

posix.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)('after a write, %s ends a process that has no listener', async (signal) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'cwd'));
  const child = startWriter(
    join(folder, 'a.json'),
    '',
    `for (const event of process.eventNames()) if (String(event).startsWith('SIG')) throw new Error(event);`,
  );
  await until(child, 'ready');
  child.kill(signal);
  expect(await once(child, 'close')).toEqual([null, signal]);
});
