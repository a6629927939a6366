import { type AddHelpTextContext, type AddHelpTextPosition, Command } from 'commander';

/** A command whose notes are as wide as the rest of its help: commander prints what is added as it was written. */
export class ChorusCommand extends Command {
  override createCommand(name?: string): Command {
    return new ChorusCommand(name);
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
