import type { Command } from 'commander';
import type { Context } from './context.ts';

/** A verb of the command line, or a subcommand of one: what each file in `src/commands` exports. */
export interface CommandModule {
  /** Gives the command its arguments, options and help. */
  declare(command: Command): void;
  /**
   * Does the work. Left out if there are only subcommands.
   * @param options the arguments and options by their names, and `extraArgs`: what followed `--`.
   * @param command as declared; only help needs it.
   * @returns the exit code.
   */
  run?(options: never, context: Context, command: Command): Promise<number>;
  subcommands?: Record<string, Subcommand>;
}

export interface Subcommand extends CommandModule {
  /** One line, as the list of commands has them. */
  summary: string;
}
