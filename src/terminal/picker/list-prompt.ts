import { createPrompt, useKeypress, useState } from '@inquirer/core';
import { commandOf, type ListCommand, ownValue } from './keys.ts';
import { rewrite, useDetail, useList, useQuestion, useSize } from './list-hooks.ts';
import type { ListInput, Picked } from './list-input.ts';
import { drawList } from './list-view.ts';

/** Items to choose from; typing searches at once. Keys, line editing and drawing are @inquirer/core's. */
export function listPrompt<Item, Action extends string, Detail>() {
  return createPrompt<Picked<Item, Action>, ListInput<Item, Action, Detail>>((input, done) => {
    const list = useList(input);
    const size = useSize(input.stdout);
    const detail = useDetail(input, list.item);
    const [notice, setNotice] = useState(input.notice);
    const finish = (choice: Picked<Item, Action>['choice']) =>
      done({ choice, position: { scope: list.scopeIndex, query: list.query, name: list.item && input.nameOf(list.item) } });
    const question = useQuestion<Item, Action>(list, setNotice, finish);

    const obey = (command: ListCommand) => {
      const page = Math.max(1, size.rows - 12);
      const steps: Partial<Record<ListCommand, number>> = { up: -1, down: 1, 'page-up': -page, 'page-down': page };
      if (command === 'quit') finish(undefined);
      else if (command === 'scope') list.changeScope();
      else if (command !== 'open') list.step(steps[command] ?? 0);
      else if (list.item !== undefined) finish({ action: 'open', item: list.item, answer: '' });
    };
    useKeypress((key, line) => {
      if (question.action) return question.answer(key.name, line);
      const action = key.ctrl ? ownValue(input.actions, key.name) : undefined;
      const command = commandOf(key);
      if (!action && !command && line.line === list.query) return;
      setNotice(undefined);
      if (!action && !command) return list.search(line.line);
      // Undoes the key's effect on the line.
      rewrite(line, list.query);
      if (command) obey(command);
      else if (action && list.item !== undefined) question.ask(action, list.item, line);
    });

    const { title, look } = list.scope;
    return [
      `${look.style.bold(question.text ?? title)} ${question.action ? question.typed : list.query}`,
      drawList({ ...list, detail, notice }, look, size),
    ];
  });
}
