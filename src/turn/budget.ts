import { lacks } from '../claude/call/releases.ts';
import type { Session } from '../core/session.ts';
import { findSetting, type Settings } from '../core/settings.ts';
import { chorusError } from '../errors.ts';

/** Limits the call to the rest of the session's budget, if the release has a flag for it. */
export function limitBudget({ name, totals }: Session, values: Settings, release: string | undefined): Settings {
  const budget = values.budgetUsd;
  if (budget === undefined) return values;
  const rest = budget - totals.costUsd;
  if (rest <= 0) {
    throw chorusError(
      'budget-spent',
      `the budget of ${JSON.stringify(name)} is spent: $${totals.costUsd.toFixed(4)} of $${budget}`,
      `Nothing was sent. Raise it: --budget-usd <dollars>, or for good: chorus set ${name} budgetUsd=<dollars>`,
    );
  }
  if (lacks(release, findSetting('maxBudgetUsd')?.since)) return values;
  const forCall = Math.min(rest, values.maxBudgetUsd ?? rest);
  return { ...values, maxBudgetUsd: Math.max(0.000001, Number(forCall.toFixed(6))) };
}
