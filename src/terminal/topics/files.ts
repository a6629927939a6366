import { wrapParagraph, wrapTerms } from '../wrap.ts';

/** What the home holds, by its path in there. */
export const keptFiles: readonly (readonly [path: string, what: string])[] = [
  ['config.json', 'the defaults and the profiles'],
  [
    'sessions/<name>.json',
    'one session: its id, directory, settings, parent, tags, note, last answer and totals. In the file name a capital is a plus and its small letter (Auth: +auth), and / is =',
  ],
  ['*.json.bak', 'the last good copy of a file; chorus doctor --fix puts it back'],
  ['log.jsonl', 'one line a turn: verdict, evidence, cost. No prompts, no answers; never rewritten'],
  [
    'vault/<session-id>.jsonl',
    "the latest whole copy of a conversation's transcript, and in vault/<session-id>/ the files that Claude keeps beside it",
  ],
  ['vault/<session-id>.<n>.jsonl', 'a copy that was put aside, since what came after did not begin with it; chorus vault prune removes it'],
  [
    'interactive/<name>.jsonl',
    'what is known of an interactive run while it lasts, and of one that was killed, until the next call of the session reads it',
  ],
  ['interactive/<name>.settings', 'where the setting settings names a file: what is in that, with the hooks that tell of the run'],
  ['locks/', 'empty files that the kernel locks, and the queues of who waits'],
  ['releases.json', 'which release each claude is, so that it is not asked on every call; may be deleted'],
];

const place =
  'Everything is in one folder: CHORUS_HOME, else chorus in the config folder of the platform (on Linux ~/.config/chorus, or in XDG_CONFIG_HOME). chorus config path --json tells where. The folder is for its owner alone, and symbolic links in it are not followed.';
const compiled =
  'Compiled code is kept apart, to start sooner, and may be deleted: in ~/.cache/chorus, or where XDG_CACHE_HOME says. NODE_DISABLE_COMPILE_CACHE=1 keeps none.';
const edit =
  'All of it is text that may be edited by hand. Keys that chorus does not know stay. A file that does not parse is never overwritten: exit 7, with its path, and the other sessions go on working.';
const foreign =
  "Claude's own transcripts are in ~/.claude/projects, or in CLAUDE_CONFIG_DIR. chorus reads them, puts a lost one back before a resume, and deletes one only when told to (chorus rm --transcript).";

export function text(width: number): string {
  return [
    wrapParagraph(place, width),
    wrapTerms([['FILE', 'WHAT IS IN IT'], ...keptFiles], width),
    wrapParagraph(edit, width),
    wrapParagraph(foreign, width),
    wrapParagraph(compiled, width),
  ].join('\n\n');
}
