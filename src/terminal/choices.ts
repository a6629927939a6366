export interface Choice<Value> {
  /** One line; it is cut to the width of the terminal. */
  label: string;
  /** What is told of it when it is the one that would be chosen; one line as well. */
  detail?: string | undefined;
  /** What is looked through for what is typed. */
  searched: string;
  value: Value;
}

/** The choices that have every word that was typed, whatever the case. */
export function matchingChoices<Value>(choices: readonly Choice<Value>[], typed: string): readonly Choice<Value>[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices;
  return choices.filter(({ searched }) => {
    const text = searched.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
