/** The listeners of each signal that the process handles. */
type SignalListeners = ReadonlyMap<string, ReadonlySet<unknown>>;

export function signalListeners(): SignalListeners {
  const signals = process.eventNames().filter((event) => typeof event === 'string' && event.startsWith('SIG')) as NodeJS.Signals[];
  return new Map(signals.map((signal) => [signal, new Set(process.rawListeners(signal))]));
}

/** Removes the signal listeners that were added since. */
export function removeListenersAddedSince(before: SignalListeners): void {
  for (const [signal, listeners] of signalListeners()) {
    for (const listener of listeners) {
      if (!before.get(signal)?.has(listener)) process.off(signal, listener as () => void);
    }
  }
}
