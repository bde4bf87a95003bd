/** Where everything lives that this program keeps beside the database. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export interface DataFolder {
  readonly root: string;
  readonly database: string;
  readonly masterKey: string;
  readonly zoneKeys: string;
  /** Keys of the simulated issuers. */
  readonly issuerKeys: string;
  /** Keys of the simulated schemes and issuers that certify test cards, and the public halves for terminals. */
  readonly schemeKeys: string;
  readonly schemePublic: string;
  readonly terminals: string;
  readonly terminalJournals: string;
  readonly testCards: string;
  readonly clearing: string;
  /** Orders for the bank, a file each. */
  readonly payouts: string;
  readonly network: string;
  /** Keys of the seeded shop and operator; only in demo mode. */
  readonly demoKeys: string;
  /** Addresses of what runs now. */
  readonly runtime: string;
}

export function dataFolderAt(root: string): DataFolder {
  const folder = resolve(root);
  const at = (...parts: string[]): string => join(folder, ...parts);
  return {
    root: folder,
    database: at('postgres'),
    masterKey: process.env.YUANLU_MASTER_KEY_FILE || at('keys', 'master.key'),
    zoneKeys: at('keys', 'zone.json'),
    issuerKeys: at('keys', 'issuers.json'),
    schemeKeys: at('keys', 'scheme.json'),
    schemePublic: at('keys', 'scheme-public.json'),
    terminals: at('terminals'),
    terminalJournals: at('terminals', 'journals'),
    testCards: at('test-cards.json'),
    clearing: at('clearing'),
    payouts: at('outbox', 'payouts'),
    network: at('network'),
    demoKeys: at('keys', 'demo.json'),
    runtime: at('runtime.json'),
  };
}

const PROJECT = join(import.meta.dirname, '..', '..');

/** The data folder that the environment names, else `data` of the project, from whatever folder it is called. */
export const defaultDataFolder = (): string => process.env.YUANLU_DATA || join(PROJECT, 'data');

/** Writes a small file so that it is wholly there or not at all, readable by this user alone. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

export interface Runtime {
  /** The supervisor, and what it watches; rewritten whenever one of them was started again. */
  readonly pid: number;
  readonly pids: { readonly server: number; readonly network: number; readonly database: number | null };
  readonly apiUrl: string;
  readonly terminalHost: string;
  readonly terminalPort: number;
  readonly networkPort: number;
  readonly networkControlUrl: string;
  /** Of the embedded server; an outside one stands in DATABASE_URL, and its password nowhere else. */
  readonly databaseUrl: string | null;
}

export interface DemoKeys {
  readonly merchantId: string;
  readonly merchantKey: string;
  readonly operatorKey: string;
  /** A second key of the shop that may approve: absent in folders of older versions, as is the next one. */
  readonly supervisorKey?: string;
  /** For what one operator alone may not do. */
  readonly secondOperatorKey?: string;
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export const readRuntime = (data: DataFolder): Promise<Runtime | null> => readJson<Runtime>(data.runtime);
export const readDemoKeys = (data: DataFolder): Promise<DemoKeys | null> => readJson<DemoKeys>(data.demoKeys);
