import { formatNumber } from '../core/amounts.ts';
import { formatTime } from '../core/durations.ts';
import type { LimitWait, Linger, ModelChange, OtherClaude, OutputHolder } from '../core/notices.ts';

/** What to say if the prompt was answered and `claude` does not end. */
export function lingerWords({ tasks, isStopped }: Linger): string {
  if (tasks.length === 0)
    return isStopped ? 'claude did not end by itself: chorus ends it' : 'the answer is complete, but claude does not end (Ctrl-C ends it)';
  const names = tasks.map(({ description, id }) => description ?? id).join(', ');
  const what = `${tasks.length === 1 ? 'a background task' : `${tasks.length} background tasks`}: ${names}`;
  return isStopped ? `chorus ends claude, and with it ${what}` : `the answer is complete; claude waits for ${what} (Ctrl-C ends it)`;
}

/** What to say of processes that keep the output of a `claude` open that has ended. */
export function outputLeftWords(holders: readonly OutputHolder[]): string {
  const names = holders.map(({ pid, command }) => `process ${pid}${command === '' ? '' : ` (${command})`}`);
  const [who, keep, left] =
    names.length > 1
      ? [names.join(', '), 'keep', 'they are left running']
      : [names[0] ?? 'a process that it started', 'keeps', 'it is left running'];
  return `claude has ended, but ${who} ${keep} its output open: ${left}`;
}

export function otherClaudeWords({ pid, isInteractive, startedAt }: OtherClaude): string {
  const since = startedAt ? ` since ${formatTime(startedAt)}` : '';
  const what = isInteractive ? 'is open in a terminal' : 'is at work';
  return `claude (process ${pid}) ${what} on this conversation${since}: the two may diverge`;
}

export function modelChangeWords({ from, to, contextTokens }: ModelChange): string {
  const context = contextTokens === null ? 'the whole context' : `${formatNumber(contextTokens)} tokens of context`;
  return `${to} must read ${context} again: ${from} answered the last turn.`;
}

export function limitWaitWords({ until, window }: LimitWait): string {
  const limit = window ? `usage limit (${window.replaceAll('_', ' ')})` : 'usage limit';
  return `${limit}: waiting until ${formatTime(until)}, then the prompt is sent again (Ctrl-C ends the wait)`;
}
