import { wrapParagraph, wrapTerms } from '../wrap.ts';

export const variables: readonly (readonly [name: string, meaning: string])[] = [
  ['CHORUS_HOME', 'the folder that keeps everything (chorus help files)'],
  ['CHORUS_CLAUDE', 'the claude to run: a path, or a name on PATH. Without it: claude'],
  ['CHORUS_DEBUG', 'anything: an error shows where in chorus it came from'],
  ['NO_COLOR', 'anything: no colours'],
  ['FORCE_COLOR', 'colours where there is no terminal, and above NO_COLOR; 0 or false does not force them'],
  ['TERM', 'dumb: no colours, no spinner, no picker'],
  ['CHORUS_PAGER, PAGER', 'what long histories are read with; cat or nothing: none'],
  ['BROWSER', 'what chorus report --open opens the page with'],
  ['PATH', 'where claude is looked for'],
  ['HOME, XDG_CONFIG_HOME', 'where the home is without CHORUS_HOME, and .claude without CLAUDE_CONFIG_DIR'],
  ['XDG_CACHE_HOME, NODE_DISABLE_COMPILE_CACHE', 'where compiled code is kept, and that it is not'],
  ['CLAUDE_CONFIG_DIR', "where Claude keeps its transcripts and settings; Claude's own"],
];

const passed =
  'claude gets the whole environment, so that what Claude itself reads (ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL, …) works as ever, but for the variables of a Claude session that chorus is called from: CLAUDECODE, CLAUDE_CODE_SESSION_ID, CLAUDE_CODE_CHILD_SESSION, CLAUDE_CODE_ENTRYPOINT.';

export function text(width: number): string {
  return [wrapTerms([['VARIABLE', 'MEANING'], ...variables], width), wrapParagraph(passed, width)].join('\n\n');
}
