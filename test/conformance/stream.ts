import type { SameId } from './claim.ts';

/** A line of Claude's stream, as it came through `--stream`. */
export interface ClaudeLine {
  type?: string;
  subtype?: string;
  session_id?: string;
  is_error?: boolean;
  permissionMode?: string;
  claude_code_version?: string;
  model?: string;
  permission_denials?: unknown[];
  total_cost_usd?: number;
  modelUsage?: Record<string, { inputTokens?: number }>;
}

export function parseLines(stdout: string): ClaudeLine[] {
  return stdout.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as ClaudeLine];
    } catch {
      return [];
    }
  });
}

/** How the turn ended, by what Claude wrote. */
export function turnOf(lines: readonly ClaudeLine[]): string {
  const result = lines.findLast(({ type }) => type === 'result');
  if (!result) return 'none';
  if (result.subtype?.startsWith('error_max_')) return 'limit';
  if (result.is_error) return 'error';
  return result.permission_denials?.length ? 'denied' : 'ok';
}

export function initOf(lines: readonly ClaudeLine[]): ClaudeLine | undefined {
  return lines.find(({ type, subtype }) => type === 'system' && subtype === 'init');
}

export function compareId(lines: readonly ClaudeLine[], place: 'init' | 'result', askedId: string): SameId {
  const line = place === 'init' ? initOf(lines) : lines.findLast(({ type }) => type === 'result');
  return line?.session_id === undefined ? 'none' : line.session_id === askedId ? 'same' : 'other';
}
