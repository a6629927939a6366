import { createHash } from 'node:crypto';
import type { InitMessage } from '../claude/stream/messages.ts';
import type { Basis } from '../core/session.ts';

/** Variables of the environment that change what is sent. */
const sizing = /^(CLAUDE_CODE_|DISABLE_|ENABLE_|MAX_)/;

/** Options that change nothing in what is sent: they say which conversation it is, limit the call, or shape its output. */
const without =
  /^(-p|--(resume|session-id|fork-session|resume-session-at|name|max-turns|max-budget-usd|verbose|output-format|include-partial-messages))(=|$)/;

/** The part that an option belongs to; every other option is a part of its own. */
const partOfOption: readonly [RegExp, string][] = [
  [/^--model$/, 'model'],
  [/^--(tools|disallowedTools|disallowed-tools)$/, 'tools'],
  [/^--(strict-)?mcp-config$/, 'MCP servers'],
  [/^--(append-)?system-prompt(-file|-snapshot)?$/, 'system prompt'],
];

interface BasisInput {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  init: InitMessage | undefined;
  /** The digest of the system prompt, with the contents of its files; undefined if there is none. */
  promptDigest: string | undefined;
}

/** What a request depends on apart from the history: a short digest of each part, so that a change can be named. Undefined if unknown. */
export function basisOf({ argv, env, init, promptDigest }: BasisInput): Basis | undefined {
  if (!init) return undefined;
  const { claude_code_version, model, tools, mcp_servers, cwd } = init;
  const variables = Object.entries(env).filter(([name]) => sizing.test(name));
  const parts = new Map<string, unknown[]>([
    ['release', [claude_code_version]],
    ['model', [model]],
    ['system prompt', [promptDigest]],
    ['tools', [tools]],
    ['MCP servers', [mcp_servers]],
    ['directory', [cwd]],
    ['environment', variables.sort()],
  ]);
  for (const [part, option] of optionsByPart(argv)) parts.set(part, [...(parts.get(part) ?? []), option]);
  return Object.fromEntries([...parts].map(([part, values]) => [part, digest(values)]));
}

/** A value that is not joined to its option belongs to the option before it. */
function optionsByPart(argv: readonly string[]): [part: string, argument: string][] {
  let part: string | undefined;
  return argv.flatMap((argument): [string, string][] => {
    if (argument.startsWith('-')) {
      const [option = argument] = argument.split('=', 1);
      part = without.test(argument) ? undefined : (partOfOption.find(([form]) => form.test(option))?.[1] ?? option);
    }
    return part === undefined ? [] : [[part, argument]];
  });
}

function digest(values: unknown): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 8);
}

/** The parts that differ, the most telling first; undefined if one of the two is unknown. */
export function changedParts(before: Basis | undefined, now: Basis | undefined): string[] | undefined {
  if (!before || !now) return undefined;
  return [...new Set([...Object.keys(now), ...Object.keys(before)])].filter((part) => before[part] !== now[part]);
}
