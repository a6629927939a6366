import { rmSync } from 'node:fs';
import type { Command } from 'commander';
import { findTranscript } from '../claude/transcript.ts';
import { storeError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import type { Invocation } from './shared/invocation.ts';

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<names...>', 'the sessions')
    .option('--transcript', "delete Claude's transcript as well: the conversation is gone for good")
    .addHelpText(
      'after',
      '\nForgets the name only: claude --resume <id> still finds the conversation. Waits for a turn that runs.\n\nExamples:\n  $ chorus rm auth-jwt',
    );
  command.action(async (names: string[], { transcript }: { transcript?: boolean }) => {
    for (const name of names) await context.chorus.get(name);
    for (const name of names) {
      const session = await context.chorus.remove(name);
      if (transcript) removeTranscript(session, context.env);
    }
    finish(0);
  });
}

function removeTranscript({ cwd, sessionId, state }: Session, env: NodeJS.ProcessEnv): void {
  const file = state === 'recorded' ? undefined : findTranscript(env, cwd, sessionId);
  if (!file) return;
  try {
    rmSync(file.path);
  } catch (cause) {
    throw storeError(`the transcript can not be removed: ${file.path}`, (cause as Error).message, cause);
  }
}
