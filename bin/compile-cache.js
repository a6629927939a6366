const { lstatSync, mkdirSync, statSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { dirname, isAbsolute, join } = require('node:path');

/** Lets Node (22.1 and later) keep compiled code between runs, where the user's caches are. Without such a folder nothing is kept. */
function keepCompiledCode(env = process.env) {
  const folder = enableCompileCache && !env.NODE_DISABLE_COMPILE_CACHE && cacheFolder(env);
  if (folder && isPrivate(folder)) enableCompileCache(folder);
}

function cacheFolder({ XDG_CACHE_HOME = '', LOCALAPPDATA = '', HOME = '' }) {
  const caches = process.platform === 'win32' ? LOCALAPPDATA : isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : HOME && join(HOME, '.cache');
  return isAbsolute(caches) ? join(caches, 'chorus') : undefined;
}

/** Node runs what it finds in there: nobody else may be able to write to the folder, or to put another in its place. Makes it if need be. */
function isPrivate(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform === 'win32') return lstatSync(folder).isDirectory();
    const [own, parent] = [lstatSync(folder), statSync(dirname(folder))];
    const othersWrite = 0o022;
    const sticky = 0o1000;
    const isParentSafe = (parent.mode & othersWrite) === 0 || (parent.mode & sticky) !== 0;
    return own.isDirectory() && own.uid === process.getuid() && (own.mode & othersWrite) === 0 && isParentSafe;
  } catch {
    return false;
  }
}

module.exports = { isPrivate, keepCompiledCode, cacheFolder };
