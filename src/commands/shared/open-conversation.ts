import type { TurnOutcome } from '../../core/outcome.ts';
import { printable } from '../../core/printable.ts';
import type { Observer } from '../../library/observer.ts';
import { modelChangeWords, otherClaudeWords } from '../../terminal/notice-words.ts';
import { summarizeTurn } from '../../terminal/turn-words.ts';
import type { Context } from './context.ts';
import { leftBehindWords, waitWords } from './hold.ts';

/** Opens a conversation for a person, and says at the end where it stands. @returns the exit code. */
export async function openAtTerminal(
  { stdout, stderr, env }: Context,
  { quiet = false }: { quiet?: boolean | undefined },
  open: (observer: Observer) => Promise<TurnOutcome>,
): Promise<number> {
  const say = (line: string) => stderr.write(`chorus: ${printable(line)}\n`);
  const tell = quiet ? () => {} : say;
  const outcome = await open({
    onWait: (holder) => tell(waitWords(holder)),
    onLeftBehind: (holders) => tell(leftBehindWords(holders)),
    onModelChange: (change) => tell(modelChangeWords(change)),
    onOtherClaude: (other) => tell(otherClaudeWords(other)),
  });
  const { clearBelow, restoreTerminal } = await import('../../terminal/handover.ts');
  if (outcome.turn.status !== 'ok') restoreTerminal(stdout, env);
  clearBelow(stdout, env);
  if (!quiet || outcome.exitCode !== 0) for (const line of [summarizeTurn(outcome), ...outcome.hints]) say(line);
  return outcome.exitCode;
}
