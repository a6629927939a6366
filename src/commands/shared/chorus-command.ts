import { type AddHelpTextContext, type AddHelpTextPosition, Command, CommanderError, Help, type Option } from 'commander';
import { isRare } from './rare-option.ts';

/** A command whose help fits the terminal, notes included (commander prints those as written), and leaves out rare options. */
export class ChorusCommand extends Command {
  /** The options that the help shows. */
  shows: (option: Option) => boolean = (option) => !isRare(option);

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

  /** Like `--help`, but with every option. @throws CommanderError, with which commander ends a call that printed help. */
  printWholeHelp(): never {
    this.shows = () => true;
    this.outputHelp();
    throw new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)');
  }

  /** Wraps prose again, paragraph by paragraph; headings and indented lines such as examples stay as they are. */
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

  override visibleOptions(command: Command): Option[] {
    const all = super.visibleOptions(command);
    return command instanceof ChorusCommand ? all.filter(command.shows) : all;
  }

  /** Without `[options]`, which every command has. */
  override subcommandTerm(command: Command): string {
    const args = command.registeredArguments.map((argument) => this.argumentUsage(argument.name(), argument.required, argument.variadic));
    return [[command.name(), ...command.aliases()].join('|'), ...args].join(' ');
  }

  /** The description goes below its term if there is no room beside it. */
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
