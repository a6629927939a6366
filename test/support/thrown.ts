import { ChorusError } from '../../src/errors.ts';

/** A {@link ChorusError} as a test compares it whole. */
export interface Thrown {
  message: string;
  hint: string | undefined;
  exitCode: number;
}

/** What `work` throws; fails if it does not, or throws anything but a ChorusError. */
export function thrownBy(work: () => unknown): Thrown {
  try {
    work();
  } catch (error) {
    return describe(error);
  }
  throw new Error('nothing was thrown');
}

/** What `work` rejects with. */
export async function rejectionOf(work: Promise<unknown>): Promise<Thrown> {
  try {
    await work;
  } catch (error) {
    return describe(error);
  }
  throw new Error('nothing was thrown');
}

function describe(error: unknown): Thrown {
  if (!(error instanceof ChorusError)) throw error;
  const { message, hint, exitCode } = error;
  return { message, hint, exitCode };
}
