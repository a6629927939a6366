import type { Command } from 'commander';
import { ageInDays } from '../core/age.ts';
import { roundDays } from '../core/durations.ts';
import { findParent } from '../library/kinship.ts';
import { transcriptAge } from '../library/transcript-age.ts';
import type { SessionDetails } from '../terminal/session-sections.ts';
import type { Invocation } from './shared/invocation.ts';

interface Options {
  json?: boolean;
  color: boolean;
}

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .argument('<name>', 'the session')
    .option('--json', 'the session as an object, with settings: { key: { value, origin } }')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nExamples:\n  $ chorus show auth\n  $ chorus show auth --json | jq .settings.model.origin');
  command.action(async (name: string, { json, color }: Options) => {
    const { chorus, store, stdout, env } = context;
    const session = await chorus.get(name);
    const details: SessionDetails = {
      session,
      settings: await chorus.settings(name),
      transcript: transcriptAge(context, session),
      copy: store.vault.copyOf(session.sessionId),
      parentName: session.parent ? findParent(session.parent, store.sessions)?.name : undefined,
      now: context.now(),
    };
    if (json) stdout.write(`${JSON.stringify(asJson(details), null, 2)}\n`);
    else {
      const { drawSession } = await import('../terminal/session-page.ts');
      stdout.write(await drawSession(details, { stdout, env, color }));
    }
    finish(0);
  });
}

function asJson({ session, transcript, copy, settings, now }: SessionDetails): object {
  return {
    ...session,
    ageDays: roundDays(ageInDays(session, now)),
    transcript: transcript ? { ...transcript, expiresInDays: roundDays(transcript.expiresInDays) } : null,
    vault: copy ?? null,
    settings,
  };
}
