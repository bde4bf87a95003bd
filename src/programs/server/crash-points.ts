/**
 * Named points at which the program kills itself, for the tests of what survives. Off unless the environment
 * names a folder: a file in it with the name of a point holds how often that point is still to be passed; at the
 * last passing the file is removed and the process ends as by `kill -9`.
 */
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function crashPoints(): (name: string) => void {
  const folder = process.env.YUANLU_CRASH_FOLDER;
  if (folder === undefined || folder === '') return () => {};
  return (name) => {
    const path = join(folder, name);
    let left: number;
    try {
      left = Number(readFileSync(path, 'utf8')) - 1;
    } catch {
      return;
    }
    if (left > 0) {
      writeFileSync(path, String(left));
      return;
    }
    unlinkSync(path);
    process.kill(process.pid, 'SIGKILL');
  };
}
