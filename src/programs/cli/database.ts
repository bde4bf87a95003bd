/** The way of the command line to the database itself. */
import { existsSync } from 'node:fs';
import { connectOutside, lockDataFolder, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { type DataFolder, readRuntime } from '../data-folder.ts';
import { CliError } from './client.ts';

export interface Opened {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The database of a running server, an outside one, or the embedded one started for the moment. */
export async function openDatabase(data: DataFolder, given: string | undefined): Promise<Opened> {
  const none = async (): Promise<void> => {};
  if (given !== undefined) return { url: (await connectOutside(given)).url, close: none };
  const runtime = await readRuntime(data);
  if (runtime?.databaseUrl && isAlive(runtime.pid)) return { url: runtime.databaseUrl, close: none };
  if (process.env.DATABASE_URL)
    return { url: (await connectOutside(process.env.DATABASE_URL)).url, close: none };
  if (!existsSync(data.database)) {
    throw new CliError({
      zh: `没有可读的数据库：${data.database} 不存在，也没有运行的服务。先用 "npm start" 启动一次，或给出 --database。`,
      en:
        `No database to read: ${data.database} does not exist and nothing runs. ` +
        'Start once with "npm start", or give --database.',
    });
  }
  const lock = await lockDataFolder(data.root);
  const server = await startEmbeddedPostgres({ dataFolder: data.root });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await lock.release();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
