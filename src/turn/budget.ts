import { lacks } from '../claude/call/releases.ts';
import type { Session } from '../core/session.ts';
import { findSetting, type Settings } from '../core/settings.ts';
import { chorusError } from '../errors.ts';

/** What is left of the session's budget goes along with the call, where the release can be told. */
export function limitBudget({ name, totals }: Session, values: Settings, release: string | undefined): Settings {
  const budget = values.budgetUsd;
  if (budget === undefined) return values;
  const rest = budget - totals.costUsd;
  if (rest <= 0) {
    throw chorusError(
      'budget-spent',
      `the budget of ${JSON.stringify(name)} is spent: $${totals.costUsd.toFixed(4)} of $${budget}`,
      `Nothing was sent. Raise it: chorus set ${name} budgetUsd=<dollars>`,
    );
  }
  if (lacks(release, findSetting('maxBudgetUsd')?.since)) return values;
  const forCall = Math.min(rest, values.maxBudgetUsd ?? rest);
  return { ...values, maxBudgetUsd: Math.max(0.000001, Number(forCall.toFixed(6))) };
}
