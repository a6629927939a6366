import type { Demanded, Naive, Said, Step, Truth } from './claim.ts';

const good = ['started', 'restarted', 'resumed', 'forked'];
const exitOfTurn: Record<string, number> = { ok: 0, denied: 0, error: 1, none: 1, limit: 4, timeout: 124 };

/** The verdicts that are right for what was true; several only where no transcript shows the turn. */
export function rightVerdicts(truth: Truth): string[] {
  if (truth.refusal) return ['refused'];
  const { saw, kept } = truth;
  if (saw === 'nothing' && kept === 'nothing') return [isStart(truth) || truth.there ? 'unverified' : 'not-found'];
  const verdict = verdictFor(truth);
  return kept === 'nothing' ? [verdict, 'unverified'] : [verdict];
}

/** The model is the judge; where it was not asked, the transcript is. */
function verdictFor(truth: Truth): string {
  const view = truth.saw === 'nothing' ? truth.kept : truth.saw;
  switch (truth.asked) {
    case 'start':
    case 'restart':
      return view === 'blank' && ['asked', 'none'].includes(truth.keptIn) ? `${truth.asked}ed` : 'lost';
    case 'resume':
      if (view === 'whole') return 'resumed';
      if (truth.keptTip) return 'truncated';
      return view === 'older' ? 'branched' : 'lost';
    case 'fork':
      if (view === 'whole') return truth.originalChanged ? 'branched' : 'forked';
      if (truth.keptTip) return 'truncated';
      return view === 'older' ? 'branched' : 'lost';
  }
}

/** Where what was said does not fit what was true, or what was true not what was demanded, a phrase each; none where all is right. */
export function misfits({ said, truth, demanded }: Pick<Step, 'said' | 'truth' | 'demanded'>): string[] {
  return [...wrongWords(said, truth, demanded), ...unmetDemands(truth, demanded)];
}

function wrongWords(said: Said, truth: Truth, demanded: Demanded): string[] {
  const verdicts = rightVerdicts(truth);
  // Of what is demanded, chorus need not tell.
  const toldOf = Object.keys(truth.facts).filter((name) => !(name in demanded.facts));
  const facts = [...new Set([...Object.keys(said.facts), ...toldOf])];
  return [
    verdicts.includes(said.verdict) ? undefined : `said ${said.verdict}, was ${verdicts.join(' or ')}`,
    truth.refusal ? undefined : differ('turn', said.turn, truth.turn),
    differ('exit code', said.exitCode, truth.exitCode ?? exitFor(said.verdict, truth)),
    boast(said, truth),
    ...facts.map((name) => differ(name, said.facts[name], truth.facts[name])),
  ].filter((misfit) => misfit !== undefined);
}

/** Which of two comparisons of ids, in `init` and in `result`, is wrong about whether the conversation is the one asked for. */
export function naiveErrors({ naive, truth }: Pick<Step, 'naive' | 'truth'>): (keyof Naive)[] {
  const verdicts = rightVerdicts(truth);
  // Where nothing is known to have happened, nothing is wrong to believe.
  if (!naive || truth.refusal || verdicts.includes('unverified')) return [];
  const isRight = good.includes(verdicts[0] ?? '');
  return (['init', 'result'] as const).filter((place) => {
    // Who compares the result's id has only init's where a turn ends without one.
    const id = place === 'result' && naive.result === 'none' ? naive.init : naive[place];
    return (id === 'same') !== isRight;
  });
}

function isStart({ asked }: Truth): boolean {
  return asked === 'start' || asked === 'restart';
}

/** A lineage that was told, and that no transcript bears out. */
function boast({ lineage }: Said, truth: Truth): string | undefined {
  const fitting: Record<string, readonly string[]> = {
    proved: [isStart(truth) ? 'blank' : 'whole', ...(truth.keptTip ? [truth.kept] : [])],
    contradicted: ['older', 'blank', 'other'],
  };
  const views = fitting[lineage];
  return views === undefined || views.includes(truth.kept) ? undefined : `lineage: said ${lineage}, the transcript has ${truth.kept}`;
}

function unmetDemands(truth: Truth, { saw, turn, facts }: Demanded): string[] {
  return [
    saw === null ? undefined : miss('what the model saw', truth.saw, saw),
    turn === null ? undefined : miss('turn', truth.turn, turn),
    ...Object.entries(facts).map(([name, wanted]) => miss(name, truth.facts[name], wanted)),
  ].filter((unmet) => unmet !== undefined);
}

function exitFor(verdict: string, { turn, refusal }: Truth): number | undefined {
  if (refusal) return refusal === 'budget' ? 4 : 2;
  return ['lost', 'truncated', 'branched', 'not-found'].includes(verdict) ? 3 : exitOfTurn[turn];
}

function differ(name: string, said: unknown, truth: unknown): string | undefined {
  return said === truth ? undefined : `${name}: said ${show(said)}, was ${show(truth)}`;
}

function miss(name: string, truth: unknown, wanted: unknown): string | undefined {
  return truth === wanted ? undefined : `${name}: was ${show(truth)}, had to be ${show(wanted)}`;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : String(value);
}
