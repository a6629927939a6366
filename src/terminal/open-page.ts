import { spawn } from 'node:child_process';

/** How long an opener may take to fail, in ms: one that goes on is the browser itself. */
const patience = 2000;

/** What opens a file in the browser: `BROWSER`, else what the system has. */
export function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [program: string, ...args: string[]] {
  if (env.BROWSER) return [env.BROWSER];
  if (platform === 'darwin') return ['open'];
  // `start` is of cmd.exe, which reads a path as commands.
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}

/** Opens a file in the browser. @returns why it could not be; undefined when it went well. */
export async function openPage(path: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const [program, ...args] = openerOf(process.platform, env);
  const child = spawn(program, [...args, path], { env, stdio: 'ignore', detached: true });
  return new Promise((resolve) => {
    const settle = (reason?: string) => {
      clearTimeout(timer);
      child.unref();
      resolve(reason);
    };
    const timer = setTimeout(settle, patience);
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code) =>
      settle(code === 0 ? undefined : code === null ? `${program} was ended by a signal` : `${program} ended with exit code ${code}`),
    );
  });
}
