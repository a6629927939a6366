import type { StartProgram } from '../process/start.ts';

/** How long an opener may take to fail, in ms. One that runs longer is the browser itself. */
const patience = 2000;

/** The program that opens a file in the browser: `BROWSER`, else the system's. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [program: string, ...args: string[]] {
  if (env.BROWSER) return [env.BROWSER];
  if (platform === 'darwin') return ['open'];
  // `start` is a command of cmd.exe, which would interpret the path.
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}

/** Opens a file in the browser. @returns why that failed; undefined on success. */
export async function openPage(path: string, env: NodeJS.ProcessEnv, start: StartProgram): Promise<string | undefined> {
  const [file, ...args] = openerOf(process.platform, env);
  try {
    const opener = await start({ file, args: [...args, path], env, stdin: 'ignore', output: 'ignore', ownGroup: true });
    let timer: NodeJS.Timeout | undefined;
    const stillRuns = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    const end = await Promise.race([opener.exited, stillRuns]);
    clearTimeout(timer);
    opener.unref();
    if (!end || end.exitCode === 0) return undefined;
    return end.signal ? `${file} was ended by a signal` : `${file} ended with exit code ${end.exitCode}`;
  } catch (error) {
    return (error as Error).message;
  }
}
