import { signalListeners } from './signal-listeners.ts';

/** The signal listeners of the process before conf was loaded: {@link ./conf-file.ts} imports this first. */
export const listenersBeforeConf = signalListeners();
