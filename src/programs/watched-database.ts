/** The database of this start: an outside one as it is, or the embedded one, watched. */
import { connectOutside, type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import type { DataFolder } from './data-folder.ts';
import type { Settings } from './settings.ts';

export interface Database {
  readonly url: string;
  readonly label: string;
  readonly embedded: EmbeddedPostgres | null;
}

export async function openDatabase(
  settings: Settings,
  data: DataFolder,
  say: (text: string) => void,
): Promise<Database> {
  if (settings.databaseUrl !== null) {
    const outside = await connectOutside(settings.databaseUrl);
    return { url: outside.url, label: outside.label, embedded: null };
  }
  const embedded = await startEmbeddedPostgres({ dataFolder: data.root, onProgress: say });
  return { url: embedded.url, label: `embedded PostgreSQL in ${data.database}`, embedded };
}

/** An embedded server that was killed is started again; programs reconnect by themselves. */
export function watchDatabase(
  database: Database,
  data: DataFolder,
  say: (text: string) => void,
  onNew: (embedded: EmbeddedPostgres) => void,
): () => Promise<void> {
  let current = database.embedded;
  let busy: Promise<void> | null = null;
  const again = async (): Promise<void> => {
    try {
      say('The database ended; starting it again.');
      current = await startEmbeddedPostgres({ dataFolder: data.root, onProgress: say });
      onNew(current);
      say('The database is back.');
    } catch (failure) {
      say(failure instanceof Error ? failure.message : String(failure));
    }
  };
  const timer = setInterval(() => {
    if (current === null || busy !== null) return;
    try {
      process.kill(current.pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPERM') return;
      busy = again().finally(() => {
        busy = null;
      });
    }
  }, 300);
  return async () => {
    clearInterval(timer);
    await busy;
  };
}
