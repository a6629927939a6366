import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Ground } from './ground.ts';

/** Goes on with the conversation of a command line of the quick `claude`, until its transcript has so many bytes. */
export function growTranscript({ sandbox, quick }: Pick<Ground, 'sandbox' | 'quick'>, argv: readonly string[], bytes: number): void {
  const id = argv.map((argument) => /^--resume=(.+)$/.exec(argument)?.[1]).find(Boolean) ?? '';
  const path = sandbox.transcript(id);
  const tipFile = `${quick.CHORUS_CLAUDE}.tips/${basename(path, '.jsonl')}`;
  let tip = readTip(path);
  while (statSync(path).size < bytes) {
    const lines: string[] = [];
    for (let length = 0; length < 4e6 && length < bytes; ) {
      const [asked, answered] = [randomUUID(), randomUUID()];
      const said = { sessionId: id, cwd: sandbox.work, version: '2.1.329', timestamp: '2026-01-01T00:00:00.000Z' };
      const output = 'what a tool wrote, line by line\n'.repeat(lines.length % 40 === 0 ? 3000 : 60);
      const user = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: output }] };
      const message = {
        id: `msg_${answered}`,
        type: 'message',
        role: 'assistant',
        model: 'claude-quick',
        content: [{ type: 'text', text: 'and what was said of it. '.repeat(20) }],
        usage: { input_tokens: 1000, output_tokens: 100 },
      };
      const pair = [
        JSON.stringify({ type: 'user', uuid: asked, parentUuid: tip, ...said, message: user }),
        JSON.stringify({ type: 'assistant', uuid: answered, parentUuid: asked, ...said, message }),
      ];
      lines.push(...pair);
      length += pair.join('').length;
      tip = answered;
    }
    appendFileSync(path, `${lines.join('\n')}\n`);
  }
  writeFileSync(tipFile, `${tip}\n`);
}

function readTip(path: string): string {
  const last = readFileSync(path, 'utf8').trimEnd().split('\n').at(-1) ?? '{}';
  return (JSON.parse(last) as { uuid: string }).uuid;
}
