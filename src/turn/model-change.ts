import { isSameModel } from '../claude/drift.ts';
import type { ModelChange } from '../core/notices.ts';
import type { LastTurn, Session } from '../core/session.ts';
import { type ChorusError, chorusError } from '../errors.ts';

export function findModelChange(asked: string | undefined, last: LastTurn | null): ModelChange | undefined {
  if (asked === undefined || !last?.model || asked === last.askedModel || isSameModel(asked, last.model)) return undefined;
  return { from: last.model, to: asked, contextTokens: last.contextTokens ?? null };
}

export function modelChangeError({ name }: Session, { from, to, contextTokens }: ModelChange): ChorusError {
  return chorusError(
    'model-changed',
    `${JSON.stringify(name)} was last answered by ${from}, and this call asks for ${to}`,
    `${to} would read ${contextTokens ?? 'all'} tokens of context again. Allow it: --on-model-change warn`,
  );
}
