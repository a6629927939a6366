import { readFileSync, writeFileSync } from 'node:fs';
import { createSandbox } from './test/support/sandbox.ts';
await using s = await createSandbox({ reply: () => readFileSync('/tmp/help/live-work/sample.md', 'utf8') });
writeFileSync('/tmp/help/live-work/env.sh', Object.entries(s.env).map(([k, v]) => `export ${k}='${v}'`).join('\n') + `\ncd ${s.work}\nPS1='$ '\n`);
console.log('ready');
await new Promise((r) => setTimeout(r, 100_000));
