/** A line of a transcript. */
export type Line = Record<string, unknown> & { type?: string; uuid?: string; parentUuid?: string | null };

/** Gives numbers in [0, 1). */
export type Random = () => number;

export interface Mutation {
  name: string;
  /** The changed transcript, as text. */
  apply(lines: readonly Line[], random: Random): string;
  /** The conversation was compacted after its last turn: then nothing before the summary has to be sent. */
  isCompaction?: true;
}

/** What may happen to a transcript, by hand, by a crash, or by a fault of Claude. */
export const mutations: readonly Mutation[] = [
  { name: 'nothing', apply: toText },
  onRecord('link to nothing', (line, _, random) => ({ ...line, parentUuid: newUuid(random) })),
  onRecord('link cut off', (line) => ({ ...line, parentUuid: null })),
  onRecord('its own parent', (line) => ({ ...line, parentUuid: line.uuid ?? null })),
  onRecord('link to a later record', (line, lines, random) => ({ ...line, parentUuid: pick(after(lines, line), random)?.uuid ?? null })),
  onRecord('link to an earlier record', (line, lines, random) => ({
    ...line,
    parentUuid: pick(before(lines, line), random)?.uuid ?? null,
  })),
  onRecord('another uuid', (line, _, random) => ({ ...line, uuid: newUuid(random) })),
  onRecord('another conversation’s id', (line, _, random) => ({ ...line, sessionId: newUuid(random) })),
  onRecord('edited text', (line) => JSON.parse(JSON.stringify(line).replaceAll('filler', 'edited')) as Line),
  onRecord('removed', () => undefined),
  {
    name: 'several removed',
    apply: (lines, random) => {
      const [start, count] = [random(), 1 + Math.floor(random() * 4)];
      const records = lines.filter(isMessage);
      const gone = new Set(records.slice(Math.floor(start * records.length)).slice(0, count));
      return toText(lines.filter((line) => !gone.has(line)));
    },
  },
  {
    name: 'removed, and linked past them',
    apply: (lines, random) => {
      const gone = pick(lines.filter(isMessage).slice(1, -1), random);
      const rest = lines.filter((line) => line !== gone);
      return toText(rest.map((line) => (line.parentUuid === gone?.uuid ? { ...line, parentUuid: gone?.parentUuid ?? null } : line)));
    },
  },
  { name: 'beginning removed', apply: (lines, random) => toText(lines.slice(Math.floor(random() * lines.length * 0.7))) },
  { name: 'a line doubled', apply: (lines, random) => doubled(lines, random) },
  { name: 'all doubled', apply: (lines) => toText(lines) + toText(lines) },
  { name: 'each line doubled', apply: (lines) => toText(lines.flatMap((line) => [line, line])) },
  {
    name: 'two neighbours swapped',
    apply: (lines, random) => {
      const at = Math.floor(random() * (lines.length - 1));
      const swapped = [...lines];
      swapped.splice(at, 2, lines[at + 1] as Line, lines[at] as Line);
      return toText(swapped);
    },
  },
  { name: 'shuffled', apply: (lines, random) => toText(shuffled(lines, random)) },
  { name: 'reversed', apply: (lines) => toText(lines.toReversed()) },
  {
    name: 'cut at a line',
    apply: (lines, random) => toText(lines.slice(0, Math.max(1, Math.ceil(random() * lines.length)))),
  },
  {
    name: 'cut inside a line',
    apply: (lines, random) => {
      const text = toText(lines);
      return text.slice(0, Math.ceil((0.2 + random() * 0.8) * text.length));
    },
  },
  {
    name: 'a line garbled',
    apply: (lines, random) => {
      const garbled = pick(lines.filter(isMessage), random);
      return lines
        .map((line) => `${line === garbled ? JSON.stringify(line).replace('"uuid"', '\u0000\u0000') : JSON.stringify(line)}\n`)
        .join('');
    },
  },
  {
    name: 'a compaction boundary in between',
    apply: (lines, random) => {
      const records = lines.filter(isMessage);
      const next = pick(records.slice(1), random) as Line;
      const at = lines.indexOf(next);
      const [boundary, summary] = compaction(next, next.parentUuid ?? null, random);
      const rest = lines.slice(at + 1);
      return toText([...lines.slice(0, at), boundary, summary, { ...next, parentUuid: summary.uuid ?? null }, ...rest]);
    },
  },
  {
    name: 'compacted after the last turn',
    isCompaction: true,
    apply: (lines, random) => {
      const last = lines.findLast(isMessage) as Line;
      return toText([...lines, ...compaction(last, last.uuid ?? null, random)]);
    },
  },
];

/** A mutation of one record, at random. */
function onRecord(name: string, change: (line: Line, lines: readonly Line[], random: Random) => Line | undefined): Mutation {
  return {
    name,
    apply: (lines, random) => {
      const chosen = pick(
        lines.filter(({ uuid }) => uuid !== undefined),
        random,
      );
      return toText(
        lines.flatMap((line) => {
          const changed = line === chosen ? change(line, lines, random) : line;
          return changed ? [changed] : [];
        }),
      );
    },
  };
}

function compaction(like: Line, logicalParentUuid: string | null, random: Random): [Line, Line] {
  const { message: _, toolUseResult: __, requestId: ___, ...common } = like;
  const boundary: Line = {
    ...common,
    parentUuid: null,
    logicalParentUuid,
    isSidechain: false,
    type: 'system',
    subtype: 'compact_boundary',
    content: 'Conversation compacted',
    isMeta: false,
    uuid: newUuid(random),
    level: 'info',
    compactMetadata: { trigger: 'manual', preTokens: 1000 },
  };
  const summary: Line = {
    ...common,
    parentUuid: boundary.uuid ?? null,
    isSidechain: false,
    type: 'user',
    message: { role: 'user', content: 'This session is being continued from a previous conversation: summary.' },
    isCompactSummary: true,
    isVisibleInTranscriptOnly: true,
    uuid: newUuid(random),
  };
  return [boundary, summary];
}

function doubled(lines: readonly Line[], random: Random): string {
  const line = pick(lines, random) as Line;
  const copied = [...lines];
  copied.splice(Math.floor(random() * lines.length), 0, line);
  return toText(copied);
}

function shuffled(lines: readonly Line[], random: Random): Line[] {
  return lines
    .map((line) => ({ line, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line);
}

function isMessage({ type, uuid }: Line): boolean {
  return uuid !== undefined && (type === 'user' || type === 'assistant');
}

function before(lines: readonly Line[], line: Line): Line[] {
  return lines.slice(0, lines.indexOf(line)).filter(({ uuid }) => uuid !== undefined);
}

function after(lines: readonly Line[], line: Line): Line[] {
  return lines.slice(lines.indexOf(line) + 1).filter(({ uuid }) => uuid !== undefined);
}

function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)];
}

function newUuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function toText(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
