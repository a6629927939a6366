import type { StartProgram } from '../process/start.ts';

/** How long an opener may take to fail, in ms: one that goes on is the browser itself. */
const patience = 2000;

/** What opens a file in the browser: `BROWSER`, else what the system has. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [program: string, ...args: string[]] {
  if (env.BROWSER) return [env.BROWSER];
  if (platform === 'darwin') return ['open'];
  // `start` belongs to cmd.exe, which reads a path as commands.
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}

/** Opens a file in the browser. @returns why it could not be opened; undefined when it went well. */
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
