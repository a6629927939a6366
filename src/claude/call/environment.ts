/**
 * Variables that a Claude Code session sets for the programs it runs. `claude` called from inside one must not see them:
 * 2.1.50 refuses to start under `CLAUDECODE=1`.
 */
const enclosingSession = ['CLAUDECODE', 'CLAUDE_CODE_SESSION_ID', 'CLAUDE_CODE_CHILD_SESSION', 'CLAUDE_CODE_ENTRYPOINT'];

/** `CHORUS_TURN` tells the hook of `vault install-hook` that chorus itself copies the conversation. */
export function claudeEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !enclosingSession.includes(name));
  return { ...Object.fromEntries(own), CHORUS_TURN: '1' };
}
