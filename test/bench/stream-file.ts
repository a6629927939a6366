import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes about so many bytes of what a long turn says: mostly small pieces of an answer, now and then a tool's large output. */
export function writeStream(path: string, bytes: number): void {
  const lines: string[] = [];
  for (let index = 0; index < 400; index++) {
    const event = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'so many words, '.repeat(1 + (index % 4)) } };
    lines.push(
      JSON.stringify({ type: 'stream_event', event, session_id: 's', parent_tool_use_id: null, uuid: String(index).padStart(36, '0') }),
    );
    if (index % 20 === 0) lines.push(toolOutput('a line of a file\n'.repeat(500)));
  }
  lines.push(toolOutput('a line of a large file\n'.repeat(12_000)));
  const block = Buffer.from(`${lines.join('\n')}\n`);
  const file = openSync(path, 'w');
  try {
    for (let written = 0; written < bytes; written += block.length) writeSync(file, block);
  } finally {
    closeSync(file);
  }
}

function toolOutput(text: string): string {
  const content = [{ type: 'tool_result', tool_use_id: 'toolu_1', content: text }];
  return JSON.stringify({ type: 'user', message: { role: 'user', content }, session_id: 's', parent_tool_use_id: null });
}
