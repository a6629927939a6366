import { createPrompt, isEnterKey, useKeypress, useState } from '@inquirer/core';
import { printable } from '../core/printable.ts';
import { givenUp, runPrompt, type Terminal } from './asking.ts';
import { styleFor } from './style.ts';

interface TextQuestion {
  question: string;
  /** The value of an empty answer. */
  proposed: string;
  /** What is wrong with an answer, in words; undefined if nothing is. */
  check(answer: string): string | undefined;
}

/** Asks for a text. @throws ChorusError (exit code 130, or the signal's) if the person gives up, or a signal ends it. */
export async function askText(terminal: Terminal, { question, proposed, check }: TextQuestion): Promise<string> {
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
      const answer = typed || proposed;
      const found = check(answer);
      if (found === undefined) return done(answer);
      // Enter has emptied the line.
      line.write(typed);
      setProblem(found);
    });
    return [`${style.bold(question)} ${printable(typed) || style.dim(proposed)}`, problem && style.red(printable(problem))];
  });
  const answer = await runPrompt(terminal, (context) => prompt({}, context));
  if (answer === undefined) throw givenUp();
  return answer;
}
