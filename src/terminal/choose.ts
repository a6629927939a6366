import { oneLine, printable } from '../core/printable.ts';
import { asking, givenUp, type Terminal } from './asking.ts';
import { type Choice, matchingChoices } from './choices.ts';
import { rulerFor } from './ruler.ts';

/** How many choices are seen at once, and the lines that the question, the detail, the keys and the cursor take. */
const mostChoices = 10;
const linesAround = 4;

/**
 * Lets a person choose one of some things: arrows, typing narrows down, Enter takes, Escape and Ctrl-C give up.
 * @throws ChorusError (130, or that of a signal) when it is given up.
 */
export async function choose<Value>(terminal: Terminal, question: string, choices: readonly Choice<Value>[]): Promise<Value> {
  const [{ createPrompt, isDownKey, isEnterKey, isUpKey, useKeypress, usePagination, useState }, { styleFor }, ruler] = await Promise.all([
    import('@inquirer/core'),
    import('./style.ts'),
    rulerFor(choices.flatMap(({ label, detail = '' }) => [label, detail])),
  ]);
  const style = styleFor(terminal.stdout, terminal.env);
  const prompt = createPrompt<Choice<Value> | undefined, { choices: readonly Choice<Value>[] }>((config, done) => {
    const [typed, setTyped] = useState('');
    const [at, setAt] = useState(0);
    const [isDone, setDone] = useState(false);
    const found = matchingChoices(config.choices, typed);
    const active = Math.min(at, Math.max(0, found.length - 1));
    useKeypress((key, line) => {
      if (key.name === 'escape') {
        setDone(true);
        done(undefined);
      } else if (isEnterKey(key)) {
        const chosen = found[active];
        if (!chosen) return;
        setDone(true);
        done(chosen);
      } else if (isUpKey(key)) setAt(Math.max(0, active - 1));
      else if (isDownKey(key)) setAt(Math.min(found.length - 1, active + 1));
      else if (line.line !== typed) {
        setTyped(line.line);
        setAt(0);
      }
    });
    const width = Math.max(20, terminal.stdout.columns ?? 80);
    const fitted = (text: string, room: number) => ruler.cut(oneLine(text), Math.max(1, room), 'end');
    const page = usePagination({
      items: found,
      active,
      // What is higher than the window scrolls away, and stands there again with each key.
      pageSize: Math.max(1, Math.min(mostChoices, (terminal.stdout.rows || 24) - linesAround)),
      loop: false,
      renderItem: ({ item, isActive }) => {
        const line = fitted(item.label, width - 3);
        return isActive ? style.cyan(`❯ ${line}`) : `  ${line}`;
      },
    });
    const head = `${style.bold(question)} ${printable(typed)}`;
    if (isDone) return head;
    const detail = found[active]?.detail;
    const keys = style.dim(fitted('↑↓ choose · type to narrow down · Enter takes · Esc gives up', width - 1));
    return [head, [page || style.dim('  nothing fits'), ...(detail ? [style.dim(fitted(detail, width - 1))] : []), keys].join('\n')];
  });
  const chosen = await asking(terminal, (context) => prompt({ choices }, context));
  if (!chosen) throw givenUp();
  return chosen.value;
}

/**
 * Asks for a text. An empty answer takes what is proposed.
 * @param check what is wrong with an answer, in words; undefined when nothing is.
 * @throws ChorusError (130, or that of a signal) when it is given up.
 */
export async function ask(
  terminal: Terminal,
  question: string,
  proposed: string,
  check: (answer: string) => string | undefined,
): Promise<string> {
  const { createPrompt, isEnterKey, useKeypress, useState } = await import('@inquirer/core');
  const { styleFor } = await import('./style.ts');
  const style = styleFor(terminal.stdout, terminal.env);
  const prompt = createPrompt<string | undefined, Record<string, never>>((_, done) => {
    const [typed, setTyped] = useState('');
    const [problem, setProblem] = useState<string | undefined>(undefined);
    useKeypress((key, line) => {
      if (key.name === 'escape') return done(undefined);
      if (!isEnterKey(key)) {
        setTyped(line.line);
        return setProblem(undefined);
      }
      // Enter has emptied the line; what is wrong stays to be mended.
      const answer = typed || proposed;
      const found = check(answer);
      if (found === undefined) return done(answer);
      line.write(typed);
      setProblem(found);
    });
    return [`${style.bold(question)} ${printable(typed) || style.dim(proposed)}`, problem && style.red(printable(problem))];
  });
  const answer = await asking(terminal, (context) => prompt({}, context));
  if (answer === undefined) throw givenUp();
  return answer;
}
