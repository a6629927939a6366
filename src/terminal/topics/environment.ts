import { wrapParagraph, wrapTerms } from '../wrap.ts';

export const variables: readonly (readonly [name: string, meaning: string])[] = [
  ['CHORUS_HOME', 'the folder that keeps everything (chorus help files)'],
  ['CHORUS_CLAUDE', 'the claude to run: a path, or a name on PATH; default: claude'],
  ['CHORUS_DEBUG', 'set to anything: errors show a stack trace'],
  ['NO_COLOR', 'set to anything: no colours'],
  ['FORCE_COLOR', 'colours without a terminal, and in spite of NO_COLOR; not if it is 0 or false'],
  ['TERM', 'dumb: no colours, no spinner, no picker'],
  ['CHORUS_PAGER, PAGER', 'the pager for long histories; cat or empty: no pager'],
  ['BROWSER', 'the browser for chorus report --open'],
  ['PATH', 'where to look for claude'],
  ['HOME, XDG_CONFIG_HOME', 'used if CHORUS_HOME (or, for .claude, CLAUDE_CONFIG_DIR) is not set'],
  ['XDG_CACHE_HOME, NODE_DISABLE_COMPILE_CACHE', 'where to keep compiled code; 1: keep none'],
  [
    'CLAUDE_CONFIG_DIR',
    "Claude's own: where Claude keeps its transcripts and settings; read as Claude reads it: a relative or empty one counts from the session's directory",
  ],
];

const passed =
  'claude gets the whole environment, so what Claude itself reads (ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, …) works as usual. Left out are the variables of a Claude session that chorus is called from: CLAUDECODE, CLAUDE_CODE_SESSION_ID, CLAUDE_CODE_CHILD_SESSION, CLAUDE_CODE_ENTRYPOINT. CHORUS_TURN=1 is added: the hook of chorus vault install-hook does nothing then.';

export function text(width: number): string {
  return [wrapTerms([['VARIABLE', 'MEANING'], ...variables], width), wrapParagraph(passed, width)].join('\n\n');
}
