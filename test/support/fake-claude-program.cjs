#!/usr/bin/env node
// Copied as `claude` by fake-claude.ts. It plays the scenario that lies beside it.
const { spawn } = require('node:child_process');
const { appendFileSync, closeSync, existsSync, readFileSync, writeFileSync, writeSync } = require('node:fs');
const { join } = require('node:path');

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const { release, releaseWaitsFor, ignoreInput, steps } = JSON.parse(readFileSync(join(__dirname, 'scenario.json'), 'utf8'));
const argv = process.argv.slice(2);
const sessionId = argv.map((argument) => /^--(?:session-id|resume)=(.+)$/.exec(argument)?.[1]).findLast(Boolean) ?? '';

main();

async function main() {
  const asksRelease = argv[0] === '--version';
  const stdin = asksRelease || ignoreInput ? '' : await readInput();
  const call = { argv, cwd: process.cwd(), envKeys: Object.keys(process.env), stdin, pid: process.pid };
  appendFileSync(join(__dirname, 'calls.jsonl'), `${JSON.stringify(call)}\n`);
  if (asksRelease) {
    if (releaseWaitsFor) await waitFor(releaseWaitsFor);
    if (release === null) process.exit(1);
    writeAll(Buffer.from(`${release} (Claude Code)\n`));
    return;
  }
  for (const step of steps) await play(step);
}

async function play(step) {
  if ('text' in step) await writeSplit(Buffer.from(fill(step.text)), step);
  if ('base64' in step) await writeSplit(Buffer.from(step.base64, 'base64'), step);
  if ('stderr' in step) writeAll(Buffer.from(step.stderr), 2);
  if ('generate' in step) generate(step.generate);
  if ('waitFor' in step) await waitFor(step.waitFor);
  if ('pause' in step) await sleep(step.pause);
  // Not for ever: nobody may be left to kill it.
  if ('hang' in step || 'leave' in step) writeFileSync(join(__dirname, 'reached'), '');
  if ('hang' in step) await sleep(600_000);
  if ('leave' in step) spawn('sleep', ['600'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true }).unref();
  for (const signal of step.ignore ?? []) process.on(signal, () => {});
  if ('close' in step) closeSync(1);
  if ('exit' in step) process.exit(step.exit);
  if ('die' in step) {
    process.kill(process.pid, step.die);
    await sleep(600_000);
  }
}

async function waitFor(word) {
  while (!existsSync(join(__dirname, `go-${word}`))) await sleep(5);
}

function fill(text) {
  return text.replaceAll('$SESSION_ID', sessionId).replaceAll('$CWD', JSON.stringify(process.cwd()).slice(1, -1));
}

async function readInput() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function writeSplit(bytes, { splitAt = [], pauseMs = 20 }) {
  let start = 0;
  for (const end of splitAt) {
    writeAll(bytes.subarray(start, end));
    await sleep(pauseMs);
    start = end;
  }
  writeAll(bytes.subarray(start));
}

function writeAll(bytes, fd = 1) {
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function generate({ bytes, minLine, maxLine }) {
  const lines = buildLines(minLine, maxLine);
  const rounds = Math.max(0, Math.floor((bytes - minLine) / lines.length));
  for (let round = 0; round < rounds; round++) writeAll(lines);
  const rest = bytes - rounds * lines.length;
  const whole = rest > minLine ? lines.lastIndexOf(0x0a, rest - minLine - 1) + 1 : 0;
  writeAll(lines.subarray(0, whole));
  writeAll(buildLine(rest - whole));
}

// Short and long lines get a like share of the bytes; shares of equal count would be nearly all long lines.
function buildLines(minLine, maxLine) {
  const lines = [];
  for (let size = minLine; size < maxLine; size *= 8) {
    const line = buildLine(size);
    for (let count = Math.max(1, Math.floor(maxLine / 4 / size)); count > 0; count--) lines.push(line);
  }
  return Buffer.concat([...lines, buildLine(maxLine)]);
}

function buildLine(size) {
  const head = `{"type":"assistant","session_id":"${sessionId}","message":{"role":"assistant","content":[{"type":"text","text":"`;
  const tail = '"}]}}\n';
  if (size < head.length + tail.length) throw new Error(`a line takes at least ${head.length + tail.length} bytes, not ${size}`);
  return Buffer.concat([Buffer.from(head), Buffer.alloc(size - head.length - tail.length, 'x'), Buffer.from(tail)]);
}
