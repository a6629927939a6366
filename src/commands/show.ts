import type { Command } from 'commander';
import { ageInDays } from '../core/age.ts';
import { roundDays } from '../core/durations.ts';
import type { SessionDetails } from '../terminal/session-sections.ts';
import type { Context } from './shared/context.ts';

interface ShowOptions {
  name: string;
  json?: boolean;
  color?: boolean;
}

export function declare(command: Command): void {
  command
    .argument('<name>', 'the session')
    .option('--json', 'print the session as an object, with settings: { key: { value, origin } } and labels: { title, tag }')
    .option('--no-color', 'no colours')
    .addHelpText('after', '\nExamples:\n  $ chorus show auth\n  $ chorus show auth --json | jq .settings.model.origin');
}

export async function run({ name, json, color = true }: ShowOptions, { chorus, stdout, env, now }: Context): Promise<number> {
  const session = await chorus.get(name);
  const details: SessionDetails = {
    session,
    settings: await chorus.settings(name),
    transcript: await chorus.transcriptAge(session),
    labels: await chorus.labels(session),
    copy: chorus.copyOf(session),
    parentName: (await chorus.parentOf(session))?.name,
    now: now(),
  };
  if (json) stdout.write(`${JSON.stringify(asJson(details), null, 2)}\n`);
  else {
    const { drawSession } = await import('../terminal/session-page.ts');
    stdout.write(await drawSession(details, { stdout, env, color }));
  }
  return 0;
}

function asJson({ session, transcript, labels, copy, settings, now }: SessionDetails): object {
  return {
    ...session,
    ageDays: roundDays(ageInDays(session, now)),
    transcript: transcript ? { ...transcript, expiresInDays: roundDays(transcript.expiresInDays) } : null,
    labels: labels ?? { title: null, tag: null },
    vault: copy ?? null,
    settings,
  };
}
