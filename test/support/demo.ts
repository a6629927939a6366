import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { pinnedRelease } from './real-claude.ts';
import { chorusBin, createSandbox } from './sandbox.ts';

const commands = [
  'chorus new auth "Design the login flow" --model opus --permission-mode plan',
  'chorus resume auth "Now add OAuth"',
  'cat change.diff | chorus resume auth "Review this"',
  'chorus fork auth auth-jwt "Use JWT instead"',
  'chorus list',
  'chorus tree',
  'chorus history auth --last 1',
  'chorus show auth',
  'chorus log',
];

const answers: [asked: string, answer: string][] = [
  ['Design the login flow', 'A form posts to /login, the server checks the password hash and sets a session cookie.'],
  ['Now add OAuth', 'Beside that form: /login/github redirects with state and PKCE; the callback sets the same cookie.'],
  ['Review this', 'One problem: the new check compares tokens with ===. Use crypto.timingSafeEqual.'],
  ['Use JWT instead', 'Then the cookie holds a signed token of 15 minutes, and a refresh token that rotates; the session table goes.'],
];

const diff = `--- a/src/login.ts
+++ b/src/login.ts
@@ -12 +12 @@
-  return next();
+  return token === session.token ? next() : response.sendStatus(401);
`;

// What auth had by then, three prompts and their answers, and the prompt of the fork.
const expectedHistory = 7;

// Ctrl-C ends the command that runs, and by that the demo, which still cleans up.
process.on('SIGINT', () => {});
process.exitCode = await demo();

async function demo(): Promise<number> {
  await using sandbox = await createSandbox({ reply: (prompt) => answers.find(([asked]) => prompt.includes(asked))?.[1] ?? 'Noted.' });
  writeFileSync(join(sandbox.work, 'change.diff'), diff);
  // A function of the shell, so that each command is run as it is shown.
  const chorus = `chorus() { '${process.execPath}' '${chorusBin}' "$@"; }`;
  const { TERM, COLORTERM, NO_COLOR } = process.env;

  console.log(`claude ${pinnedRelease}, with a stub for the model, in a temporary home\n`);
  for (const command of commands) {
    console.log(`$ ${command}`);
    const { exitCode } = await execa('sh', ['-c', `${chorus}\n${command}`], {
      cwd: sandbox.work,
      env: { ...sandbox.env, TERM, COLORTERM, NO_COLOR },
      extendEnv: false,
      stdio: ['ignore', 'inherit', 'inherit'],
      reject: false,
    });
    console.log();
    if (exitCode !== 0) {
      console.error(`demo: that ended with exit code ${exitCode}`);
      return 1;
    }
  }

  const last = sandbox.api.exchanges.at(-1);
  const history = last?.history ?? [];
  console.log(`The proof: at the last call, ${last?.model} was sent ${history.length} messages.`);
  for (const message of history) console.log(`  ${shorten(message)}`);
  if (history.length === expectedHistory) return 0;
  console.error(`demo: ${expectedHistory} were expected`);
  return 1;
}

function shorten(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
