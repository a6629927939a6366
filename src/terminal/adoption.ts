import type { Adoption } from '../core/adoption.ts';
import { formatSize } from '../core/amounts.ts';
import { formatSpan } from '../core/durations.ts';
import { printable } from '../core/printable.ts';
import type { Settings } from '../core/settings.ts';
import { quoteForShell } from '../core/shell.ts';
import { otherClaudeWords } from './notice-words.ts';
import { formatTable } from './table.ts';

/** What a conversation that was adopted is, and what it is led with from now on. */
export function adoptionSummary({ session, conversation, guessed }: Adoption, given: Settings, now: Date): string {
  const { title, firstPrompt, size } = conversation;
  const line = (text: string) => printable(text.replaceAll(/\s+/g, ' '));
  const short = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
  const settings = Object.entries(session.settings).map(([key, value]) => [
    line(key),
    short(line(Array.isArray(value) ? value.join(', ') : String(value))),
    guessed.includes(key) ? 'transcript' : Object.hasOwn(given, key) ? 'call' : '',
  ]);
  const facts = [
    ['session', session.name],
    ['id', session.sessionId],
    ...(title === null ? [] : [['title', short(line(title))]]),
    ...(firstPrompt === null ? [] : [['first prompt', short(line(firstPrompt))]]),
    ['begun', `${session.createdAt} (${formatSpan(now.getTime() - Date.parse(session.createdAt))} ago)`],
    ['size', formatSize(size)],
    ['directory', line(session.cwd)],
    ...(session.profile === null ? [] : [['profile', session.profile]]),
  ];
  return [formatTable(facts), ...(settings.length > 0 ? ['', formatTable([['SETTING', 'VALUE', 'FROM'], ...settings])] : [])].join('\n');
}

/** What has to be known of it, a sentence each. */
export function adoptionNotes({ session, refused, isDirectoryGone, live }: Adoption, isDryRun: boolean): string[] {
  const { name, cwd } = session;
  return [
    ...(isDirectoryGone ? [`its directory is gone: ${cwd}. Bring it back, or name its new place: chorus set ${name} cwd=<directory>`] : []),
    ...refused.map(
      ({ key, value }) =>
        `${key} was ${value}, and is not taken over by itself. If you want it: chorus set ${name} ${key}=${quoteForShell(value)}`,
    ),
    ...live.map(otherClaudeWords),
    isDryRun
      ? 'nothing was written'
      : session.state === 'active'
        ? `go on with it: chorus resume ${name} "<prompt>"`
        : `no answer was given in it yet; ask again: chorus resume ${name} "<prompt>"`,
  ];
}
