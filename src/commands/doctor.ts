import type { Command } from 'commander';
import type { Finding } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { signs } from '../core/verdict-signs.ts';
import { exitCodes } from '../errors.ts';
import type { Invocation } from './shared/invocation.ts';

const levelSigns = { problem: signs.bad, warning: signs.warning, note: signs.note, ok: signs.good } as const;

export function configure(command: Command, { context, finish }: Invocation): void {
  command
    .option('--fix', 'mend what can be mended: damaged files, permissions, leftovers of killed calls, copies, lost transcripts, wedged ids')
    .option('--json', 'an array of findings')
    .addHelpText(
      'after',
      `
✗ and ! want something done, and name the command that mends it; · is to be known: what this release of claude is like and chorus
works around, and the extra arguments and hooks that settings carry to it, which a file from elsewhere may have brought.
Exit code 0 when all is well, or was mended; 7 when something is left to do.

Examples:
  $ chorus doctor
  $ chorus doctor --fix
  $ chorus doctor --json | jq '.[] | select(.level == "problem")'`,
    );
  command.action(async ({ fix, json }: { fix?: boolean; json?: boolean }) => {
    const { examine, isWell } = await import('../doctor/doctor.ts');
    const findings = await examine(context.world, { fix });
    context.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : printable(`${findings.map(describe).join('\n')}\n`));
    finish(isWell(findings) ? exitCodes.ok : exitCodes.store);
  });
}

function describe({ level, message, fix, fixed }: Finding): string {
  const line = `${fixed === null ? levelSigns[level] : levelSigns.ok} ${message}`;
  const next = fixed ?? fix;
  return next === null ? line : `${line}\n    ${next}`;
}
