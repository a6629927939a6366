import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Sandbox } from '../support/sandbox.ts';

export interface KeptSession {
  name: string;
  sessionId: string;
  createdAt: string;
  lastActiveAt: string;
  cwd: string;
  settings: Record<string, unknown>;
  profile: string | null;
  parent: { name: string; sessionId: string; at: { uuid: string; messageId: string } | null } | null;
  movingTo?: string;
  formerIds: string[];
  tip: { uuid: string; messageId: string } | null;
  last: { model?: string; permissionMode?: string; contextTokens?: number; contextWindow?: number; verdict?: string } | null;
  tags: string[];
  note: string | null;
  totals: { turns: number; costUsd: number; tokens: Record<string, number> };
  state: string;
}

export interface Outcome {
  type?: string;
  subtype?: string;
  session: string;
  sessionId: string;
  action: string;
  verdict: {
    status: string;
    reason: string;
    restored: boolean;
    drift: { key: string; asked: string; actual: string }[];
    evidence: { expectedId: string | null; initId: string | null; resultId: string | null; lineage: string; recordsAdded: number | null };
  };
  turn: {
    status: string;
    subtype: string | null;
    terminalReason: string | null;
    apiErrorStatus: number | null;
    result: string | null;
    denials: { tool_name: string }[];
    costUsd: number | null;
    durationMs: number;
  };
  claude: { release: string | null; path: string; argv: string[] };
  exitCode: number;
  hints: string[];
}

export interface LogEvent {
  time: string;
  session: string;
  action: string;
  expectedId: string | null;
  actualId: string | null;
  verdict: string;
  reason: string;
  model: { asked: string | null; effective: string | null };
  permissionMode: { asked: string | null; effective: string | null };
  turn: string;
  costUsd: number | null;
  durationMs: number;
  release: string | null;
  exitCode: number;
}

export interface Finding {
  check: string;
  level: string;
  message: string;
  fix: string | null;
  fixed: string | null;
}

/** The history that the model has to see, where the stub answered every prompt but the last. */
export function talk(...prompts: string[]): string[] {
  return prompts.flatMap((prompt, index) =>
    index === prompts.length - 1 ? [`user: ${prompt}`] : [`user: ${prompt}`, `assistant: reply to: ${prompt}`],
  );
}

/** What the model was last asked with. */
export function lastExchange({ api }: Sandbox) {
  const last = api.exchanges.at(-1);
  if (!last) throw new Error('the model was never asked');
  return last;
}

/** Standard error without costs and times, which no two runs share. */
export function said(stderr: string): string {
  return stderr.replaceAll(/ · \$[\d.,]+/g, '').replaceAll(/ · \d+(\.\d+)? (s|min)$/gm, '');
}

export function session(sandbox: Sandbox, name: string): KeptSession {
  return sandbox.readSession<KeptSession>(name);
}

/** Changes a session's file as a hand would. */
export function editSession(sandbox: Sandbox, name: string, changes: object): void {
  const path = sandbox.sessionFile(name);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...changes }));
}

/** Path of the transcript of a session as it is now. */
export function transcriptOf(sandbox: Sandbox, name: string): string {
  return sandbox.transcript(session(sandbox, name).sessionId);
}

/** Takes away the transcript of a session, and all copies: what is gone for good. */
export function loseConversation(sandbox: Sandbox, name: string): void {
  rmSync(transcriptOf(sandbox, name));
  rmSync(join(sandbox.chorusHome, 'vault'), { recursive: true });
}

/** Every file of a folder with a digest of its bytes, but for what holds nothing: empty lock files, and the cache of releases. */
export function filesOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !/\/locks\/|\/releases\.json$/.test(path));
  return Object.fromEntries(files.sort().map((path) => [path, createHash('sha1').update(readFileSync(path)).digest('hex')]));
}

/** Runs what has to fail before anything starts, and sees to it that it asked nobody and kept nothing. */
export async function expectNothingDone<T>(sandbox: Sandbox, run: () => Promise<T>): Promise<T> {
  const before = { kept: filesOf(sandbox.chorusHome), transcripts: filesOf(join(sandbox.home, '.claude', 'projects')) };
  const asked = sandbox.api.exchanges.length;
  const ran = await run();
  expect(filesOf(sandbox.chorusHome)).toEqual(before.kept);
  expect(filesOf(join(sandbox.home, '.claude', 'projects'))).toEqual(before.transcripts);
  expect(sandbox.api.exchanges).toHaveLength(asked);
  return ran;
}
