import type { Adoption } from '../core/adoption.ts';
import { formatSize } from '../core/amounts.ts';
import { formatAgo } from '../core/durations.ts';
import { squeezed } from '../core/printable.ts';
import type { Settings } from '../core/settings.ts';
import { quoteForShell } from '../core/shell.ts';
import { otherClaudeWords } from './notice-words.ts';
import { plainRuler } from './ruler.ts';
import { formatTable } from './table.ts';

/** An adopted conversation, and the settings it now has. */
export function adoptionSummary({ session, conversation, guessed }: Adoption, given: Settings, now: Date): string {
  const { title, tag, firstPrompt, size } = conversation;
  const short = (text: string) => plainRuler.cut(text, 80, 'end');
  const settings = Object.entries(session.settings).map(([key, value]) => [
    squeezed(key),
    short(squeezed(Array.isArray(value) ? value.join(', ') : String(value))),
    guessed.includes(key) ? 'transcript' : Object.hasOwn(given, key) ? 'call' : '',
  ]);
  const facts = [
    ['session', session.name],
    ['id', session.sessionId],
    ...(title === null ? [] : [['title', short(squeezed(title))]]),
    ...(tag === null ? [] : [['tag', short(squeezed(tag))]]),
    ...(firstPrompt === null ? [] : [['first prompt', short(squeezed(firstPrompt))]]),
    ['begun', `${session.createdAt} (${formatAgo(session.createdAt, now)})`],
    ['size', formatSize(size)],
    ['directory', squeezed(session.cwd)],
    ...(session.profile === null ? [] : [['profile', session.profile]]),
  ];
  return [formatTable(facts), ...(settings.length > 0 ? ['', formatTable([['SETTING', 'VALUE', 'FROM'], ...settings])] : [])].join('\n');
}

/** What the person should know about it, one sentence each. */
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
