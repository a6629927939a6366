import type { Command } from 'commander';
import type { Finding } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { signs } from '../core/verdict-signs.ts';
import type { Context } from './shared/context.ts';

interface DoctorOptions {
  fix?: boolean;
  json?: boolean;
}

const levelSigns = { problem: signs.bad, warning: signs.warning, note: signs.note, ok: signs.good } as const;

export function declare(command: Command): void {
  command
    .option('--fix', 'fix what can be fixed: damaged files, permissions, leftovers of killed calls, copies, lost transcripts, wedged ids')
    .option('--json', 'print an array of findings')
    .addHelpText(
      'after',
      `
✗ is a problem and ! a warning, each with the command that fixes it. · is for your information: quirks of this release of claude that
chorus works around, and extra arguments and hooks in settings, which may have come with a file from elsewhere.

Exit code: 0 if all is well or was fixed, 7 if something is left to do.

Examples:
  $ chorus doctor
  $ chorus doctor --fix
  $ chorus doctor --json | jq '.[] | select(.level == "problem")'`,
    );
}

export async function run({ fix, json }: DoctorOptions, { world, stdout }: Context): Promise<number> {
  const { examine, exitCodeFor } = await import('../doctor/doctor.ts');
  const findings = await examine(world, { fix });
  stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : printable(`${findings.map(findingLines).join('\n')}\n`));
  return exitCodeFor(findings);
}

function findingLines({ level, message, fix, fixed }: Finding): string {
  const line = `${fixed === null ? levelSigns[level] : levelSigns.ok} ${message}`;
  const next = fixed ?? fix;
  return next === null ? line : `${line}\n    ${next}`;
}
