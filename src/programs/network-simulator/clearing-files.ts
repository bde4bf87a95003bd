import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NetworkNode } from './node.ts';

/** Whole or not there: a reader of the folder never sees a part, nor does a crash leave one by this name. */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${name}.${randomUUID()}.part`);
  try {
    const handle = await open(draft, 'wx', 0o640);
    try {
      await handle.writeFile(text, 'latin1');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(folder, name));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const parent = await open(folder, 'r');
  try {
    await parent.sync();
  } finally {
    await parent.close();
  }
}

/** Writes the file of every closed day that has none yet, and remembers that it is written. */
export async function writeClearingFiles(node: NetworkNode, folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const { day } of node.state.closedDays.filter((closed) => !closed.fileWritten)) {
    const file = node.actor.clearingFile(day);
    await writeWhole(folder, file.name, file.text);
    await node.commit([{ type: 'clearing-file-written', atMs: Date.now(), day }]);
    names.push(file.name);
  }
  return names;
}
