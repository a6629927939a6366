import { signalListeners } from './signal-listeners.ts';

/** The process's signal listeners before conf was loaded: {@link ./conf-file.ts} imports this first. */
export const listenersBeforeConf = signalListeners();
