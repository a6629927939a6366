import { wrapParagraph, wrapTerms } from '../wrap.ts';

/** The contents of the home, by path. */
export const keptFiles: readonly (readonly [path: string, what: string])[] = [
  ['config.json', 'the defaults and the profiles'],
  [
    'sessions/<name>.json',
    'one session: its id, directory, settings, parent, tags, note, last answer and totals. In the file name a capital letter is + and the small letter (Auth: +auth), and / is =',
  ],
  ['*.json.bak', 'the last good copy of a file; chorus doctor --fix restores it'],
  ['log.jsonl', 'one line per call: verdict, evidence, cost. No prompts, no answers; never rewritten'],
  [
    'vault/<session-id>.jsonl',
    "the latest whole copy of a conversation's transcript, and in vault/<session-id>/ the files that Claude keeps beside it",
  ],
  ['vault/<session-id>.<n>.jsonl', 'a copy that was put aside because the next one lacks something of it; chorus vault prune removes it'],
  ['vault/unnamed', 'the ids of conversations without a session that chorus vault --all copied: chorus vault prune leaves them alone'],
  ['interactive/<name>.jsonl', 'notes on an interactive run until it is recorded; if chorus was killed, the next call records it'],
  ['interactive/<name>.settings', 'the Claude settings of an interactive run (--settings), with the hooks that let chorus follow it'],
  ['runs/<run-id>/', 'a run that does not need its terminal: run.json names its session'],
  ['locks/', 'empty files that the kernel locks, and the queues of waiting calls'],
  ['releases.json', 'the release of each claude that was seen: a guess, so that chorus need not ask on every call; may be deleted'],
];

const place =
  'Everything is in one folder: CHORUS_HOME, or else chorus in the config folder of the platform (on Linux ~/.config/chorus, or in XDG_CONFIG_HOME). chorus config path --json prints where. Only its owner can read the folder, and symbolic links in it are not followed.';
const compiled =
  'Compiled code, for a faster start, is in ~/.cache/chorus, or in XDG_CACHE_HOME; it may be deleted. NODE_DISABLE_COMPILE_CACHE=1 turns it off.';
const edit =
  'All files are text, and you may edit them. Keys that chorus does not know are kept. A file that does not parse is never overwritten: the error (exit 7) names its path, and the other sessions still work.';
const foreign =
  "Claude's own transcripts are in ~/.claude/projects, or in CLAUDE_CONFIG_DIR. chorus reads them, restores a lost one before a resume, and deletes or changes one only if you ask (chorus rm --transcript, chorus vault redact).";

export function text(width: number): string {
  return [
    wrapParagraph(place, width),
    wrapTerms([['FILE', 'WHAT IS IN IT'], ...keptFiles], width),
    wrapParagraph(edit, width),
    wrapParagraph(foreign, width),
    wrapParagraph(compiled, width),
  ].join('\n\n');
}
