import { type AddHelpTextContext, type AddHelpTextPosition, Command, Help } from 'commander';

/** A command whose whole help is as wide as the terminal: commander prints notes as they were written, and wraps nothing that is narrow. */
export class ChorusCommand extends Command {
  override createCommand(name?: string): Command {
    return new ChorusCommand(name);
  }

  override createHelp(): Help {
    return Object.assign(new ChorusHelp(), this.configureHelp());
  }

  override addHelpText(position: AddHelpTextPosition, text: string | ((context: AddHelpTextContext) => string)): this {
    const width = () => this.configureOutput().getOutHelpWidth?.() ?? 80;
    return super.addHelpText(position, typeof text === 'string' ? () => this.#reflow(text, width()) : text);
  }

  /** Prose is broken anew, paragraph by paragraph; indented lines, as the examples, and headings stay as they are. */
  #reflow(text: string, width: number): string {
    const isLoose = (line: string | undefined) => line === undefined || line === '' || /^\s|:$/.test(line);
    const help = this.createHelp();
    const blocks: string[] = [];
    let before: string | undefined;
    for (const line of text.split('\n')) {
      if (isLoose(line) || isLoose(before)) blocks.push(line);
      else blocks.push(`${blocks.pop()} ${line}`);
      before = line;
    }
    return blocks.map((block) => (isLoose(block) ? block : help.boxWrap(block, width))).join('\n');
  }
}

class ChorusHelp extends Help {
  override minWidthToWrap = 28;

  /** Without `[options]`, which every command has. */
  override subcommandTerm(command: Command): string {
    const args = command.registeredArguments.map((argument) => this.argumentUsage(argument.name(), argument.required, argument.variadic));
    return [[command.name(), ...command.aliases()].join('|'), ...args].join(' ');
  }

  /** Below its term where there is no room beside it. */
  override formatItem(term: string, termWidth: number, description: string, helper: Help): string {
    const width = helper.helpWidth ?? 80;
    if (description === '' || width - termWidth - 4 >= this.minWidthToWrap) return super.formatItem(term, termWidth, description, helper);
    const margin = ' '.repeat(6);
    return `  ${term}\n${margin}${helper.boxWrap(description, width - margin.length).replaceAll('\n', `\n${margin}`)}`;
  }

  private argumentUsage(name: string, isRequired: boolean, isVariadic: boolean): string {
    const what = isVariadic ? `${name}...` : name;
    return isRequired ? `<${what}>` : `[${what}]`;
  }
}
