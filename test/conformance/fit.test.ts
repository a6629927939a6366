import { describe, expect, test } from 'vitest';
import type { Demanded, Naive, Said, Truth } from './claim.ts';
import { misfits, naiveErrors, rightVerdicts } from './fit.ts';

function truth(changes: Partial<Truth> = {}): Truth {
  return {
    asked: 'resume',
    there: true,
    saw: 'whole',
    kept: 'whole',
    keptIn: 'asked',
    originalChanged: false,
    refusal: null,
    turn: 'ok',
    facts: {},
    ...changes,
  };
}

function said(changes: Partial<Said> = {}): Said {
  return { verdict: 'resumed', reason: '', turn: 'ok', exitCode: 0, restored: false, lineage: 'proved', facts: {}, ...changes };
}

const anything: Demanded = { saw: null, turn: null, facts: {} };

const silent = { saw: 'nothing', kept: 'nothing', keptIn: 'none' } as const;

describe('the right verdict', () => {
  test.each<[what: string, changes: Partial<Truth>, verdicts: string[]]>([
    ['the whole history', {}, ['resumed']],
    ['the whole history, in a new transcript', { keptIn: 'new' }, ['resumed']],
    ['the whole history, of which no transcript tells', { kept: 'nothing', keptIn: 'none' }, ['resumed', 'unverified']],
    ['an older point', { saw: 'older', kept: 'older' }, ['branched']],
    ['a part of the history, under its last answer', { saw: 'other', kept: 'other', keptTip: true }, ['truncated']],
    ['a fork of it', { asked: 'fork', saw: 'other', kept: 'other', keptTip: true, keptIn: 'new' }, ['truncated']],
    ['a blank history', { saw: 'blank', kept: 'blank' }, ['lost']],
    ['another history', { saw: 'other', kept: 'other' }, ['lost']],
    ['the stub has the word over the transcript', { saw: 'blank', kept: 'whole' }, ['lost']],
    ['a prompt that was written, and not sent', { saw: 'nothing' }, ['resumed']],
    ['nothing, of a conversation that is there', silent, ['unverified']],
    ['nothing, of a conversation that is not', { ...silent, there: false }, ['not-found']],
    ['a start', { asked: 'start', saw: 'blank', kept: 'blank' }, ['started']],
    ['a start under another id', { asked: 'start', saw: 'blank', kept: 'blank', keptIn: 'new' }, ['lost']],
    ['a start with a history', { asked: 'start', saw: 'other', kept: 'other' }, ['lost']],
    ['a start that did not come to it', { ...silent, asked: 'start', there: false }, ['unverified']],
    ['a restart', { asked: 'restart', saw: 'blank', kept: 'blank' }, ['restarted']],
    ['a fork', { asked: 'fork', keptIn: 'new' }, ['forked']],
    ['a fork that changed the original', { asked: 'fork', keptIn: 'new', originalChanged: true }, ['branched']],
    ['a blank fork', { asked: 'fork', saw: 'blank', kept: 'blank', keptIn: 'new' }, ['lost']],
    ['what the release can not do', { refusal: 'release' }, ['refused']],
  ])('%s', (_, changes, verdicts) => {
    expect(rightVerdicts(truth(changes))).toEqual(verdicts);
  });
});

describe('misfits', () => {
  test.each<[what: string, said: Partial<Said>, truth: Partial<Truth>, misfits: string[]]>([
    ['all fits', {}, {}, []],
    ['the verdict', { verdict: 'resumed' }, { saw: 'blank' }, ['said resumed, was lost']],
    ['unverified where there is evidence', { verdict: 'unverified' }, {}, ['said unverified, was resumed']],
    ['the turn', { turn: 'ok' }, { turn: 'denied' }, ['turn: said ok, was denied']],
    ['the exit code', { exitCode: 0 }, { exitCode: 130 }, ['exit code: said 0, was 130']],
    ['the exit code of a bad verdict', { verdict: 'lost', exitCode: 0 }, { saw: 'blank' }, ['exit code: said 0, was 3']],
    ['a fact', { facts: { model: 'as asked' } }, { facts: { model: 'drifted' } }, ['model: said as asked, was drifted']],
    ['a fact that was not told', {}, { facts: { cost: 1 } }, ['cost: said nothing, was 1']],
    ['a lineage that no transcript has', {}, { saw: 'whole', kept: 'blank' }, ['lineage: said proved, the transcript has blank']],
    ['a refusal without a reason', { verdict: 'refused', exitCode: 3 }, {}, ['said refused, was resumed', 'exit code: said 3, was 0']],
    [
      'the exit code of a refusal',
      { verdict: 'refused', exitCode: 1, lineage: '' },
      { ...silent, refusal: 'budget' },
      ['exit code: said 1, was 4'],
    ],
  ])('%s', (_, changes, was, expected) => {
    expect(misfits({ said: said(changes), truth: truth(was), demanded: anything })).toEqual(expected);
  });

  test.each<[what: string, truth: Partial<Truth>, demanded: Partial<Demanded>, misfits: string[]]>([
    ['what was demanded', {}, { saw: 'whole', turn: 'ok' }, []],
    ['an honest word of a loss', { saw: 'blank', kept: 'blank' }, { saw: 'whole' }, ['what the model saw: was blank, had to be whole']],
    ['a turn that failed', { turn: 'error' }, { turn: 'ok' }, ['turn: was error, had to be ok']],
    ['a fact, told or not', { facts: { requests: 1 } }, { facts: { requests: 2 } }, ['requests: was 1, had to be 2']],
    ['a fact that there is not', {}, { facts: { requests: 2 } }, ['requests: was nothing, had to be 2']],
  ])('what was true is not what was demanded: %s', (_, was, demanded, expected) => {
    const fitting = truth(was);
    const [verdict = ''] = rightVerdicts(fitting);
    const lineage = verdict === 'lost' ? 'contradicted' : 'proved';
    const exitCode = verdict === 'lost' ? 3 : fitting.turn === 'error' ? 1 : 0;
    const words = said({ verdict, lineage, exitCode, turn: fitting.turn });
    expect(misfits({ said: words, truth: fitting, demanded: { ...anything, ...demanded } })).toEqual(expected);
  });
});

describe('a comparison of ids is wrong', () => {
  test.each<[what: string, naive: Naive | null, truth: Partial<Truth>, errors: (keyof Naive)[]]>([
    ['not, where a good resume has the id', { init: 'same', result: 'same' }, {}, []],
    ['where a good resume has another', { init: 'other', result: 'other' }, {}, ['init', 'result']],
    ['where the result repeats an id that Claude does not have', { init: 'none', result: 'same' }, { ...silent, there: false }, ['result']],
    ['where another history has it', { init: 'same', result: 'same' }, { saw: 'other' }, ['init', 'result']],
    ['not twice, without a result', { init: 'same', result: 'none' }, {}, []],
    ['not, where nothing is known', { init: 'none', result: 'none' }, silent, []],
    ['not, where there is none', null, {}, []],
  ])('%s', (_, naive, was, errors) => {
    expect(naiveErrors({ naive, truth: truth(was) })).toEqual(errors);
  });
});
