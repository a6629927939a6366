import type { Scenario } from '../scenario.ts';

export const branchScenarios: Scenario[] = [
  {
    name: 'fork',
    title: 'Fork',
    what: 'A branch with the whole history; the original stays as it was, and goes on by itself.',
    run: async (scene) => {
      await scene.prepare('s', ['apple', 'banana']);
      const earlier = ['apple', 'banana'];
      const original = scene.kept('s').sessionId;
      return [
        await scene.turn(['fork', 's', 'f', 'cherry'], { step: 'the fork', session: 'f', asked: 'fork', own: 'cherry', earlier, original }),
        await scene.turn(['resume', 's', 'damson'], { step: 'the original', session: 's', asked: 'resume', own: 'damson', earlier }),
        await scene.turn(['resume', 'f', 'elder'], {
          step: 'the branch',
          session: 'f',
          asked: 'resume',
          own: 'elder',
          earlier: [...earlier, 'cherry'],
        }),
      ];
    },
  },
  {
    name: 'lazy-fork',
    title: 'Lazy fork',
    what: 'A branch whose first turn comes after the original moved on: it has the history up to the fork point, no more.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      await scene.run(['fork', 's', 'f']);
      await scene.prepareNext('s', 'banana');
      const original = scene.kept('s').sessionId;
      return [await scene.turn(['resume', 'f', 'cherry'], { session: 'f', asked: 'fork', own: 'cherry', earlier: ['apple'], original })];
    },
  },
  {
    name: 'parallel',
    title: 'Parallel resumes',
    what: 'Three at once: all three are in the conversation, one after the other.',
    run: async (scene) => {
      await scene.prepare('s', ['apple']);
      const marks = ['banana', 'cherry', 'damson'];
      const all = ['apple', ...marks, 'elder'];
      for (const mark of marks) scene.know(mark);
      const calls = await Promise.all(marks.map(async (mark) => ({ mark, call: await scene.call(['resume', 's', mark], mark) })));
      const order = scene.box.api.exchanges.flatMap(({ prompt }) => marks.filter((mark) => mark === prompt));
      const judged = calls.map(({ mark, call }) => {
        const earlier = ['apple', ...order.slice(0, order.indexOf(mark))];
        // The id that this one was asked for is what its turn goes by: on some releases each of them got another.
        const askedId = call.outcome?.verdict.evidence.expectedId ?? null;
        return scene.judge(call, { step: mark, session: 's', asked: 'resume', own: mark, earlier }, askedId);
      });
      const steps = await Promise.all(judged);
      const last = await scene.turn(['resume', 's', 'elder'], {
        session: 's',
        asked: 'resume',
        own: 'elder',
        earlier: ['apple', ...new Set(order)],
        facts: () => ({
          said: { turns: scene.kept('s').totals.turns },
          truth: { turns: new Set(scene.box.api.exchanges.map(({ prompt }) => prompt).filter((prompt) => all.includes(prompt))).size },
        }),
        demanded: { facts: { turns: all.length } },
      });
      return [...steps, last];
    },
  },
];
