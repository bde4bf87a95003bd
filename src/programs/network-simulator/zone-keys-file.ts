/** The file of the keys that the network shares with its member. */
import { readFile, stat } from 'node:fs/promises';
import { fromHex } from '#adapters/security-module';
import { writePrivateFile } from '../data-folder.ts';
import { StartError, textOfError } from './start-error.ts';

/** Keys in hexadecimal. Without a master key no new keys can be sent. */
export interface SharedKeys {
  readonly zoneMacKey: string;
  readonly zonePinKey: string;
  readonly zoneMasterKey?: string;
  /** Sent to the member, and not confirmed by it yet. */
  readonly pendingMacKey?: string;
  readonly pendingPinKey?: string;
}

const REQUIRED = ['zoneMacKey', 'zonePinKey'] as const;
const OPTIONAL = ['zoneMasterKey', 'pendingMacKey', 'pendingPinKey'] as const;

/** @throws StartError */
export async function readKeysFile(file: string): Promise<SharedKeys> {
  const parsed = (await parsedFile(file)) as Readonly<Record<string, unknown>> | null;
  const named = [...REQUIRED, ...OPTIONAL.filter((name) => parsed?.[name] !== undefined)];
  for (const name of named) {
    const text = parsed?.[name];
    const key = typeof text === 'string' ? fromHex(text) : undefined;
    if (key === undefined || ![8, 16, 24].includes(key.length)) {
      throw new StartError(
        `Reading the zone keys failed: ${name} in ${file} is missing or not 16, 32 or 48 hexadecimal digits. ` +
          'Write the same keys there as in the acquirer.',
      );
    }
  }
  return Object.fromEntries(named.map((name) => [name, parsed![name]])) as unknown as SharedKeys;
}

async function parsedFile(file: string): Promise<unknown> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) {
      const found = (mode & 0o777).toString(8);
      throw new StartError(
        `Reading the zone keys failed: others may read ${file} (mode ${found}). Run: chmod 600 ${file}`,
      );
    }
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof StartError) throw error;
    // A syntax error of JSON quotes the text it stumbled over, and that text is key material.
    const said = error instanceof SyntaxError ? 'it is not JSON' : textOfError(error);
    throw new StartError(
      `Reading the zone keys failed: ${said}. In ${file} belongs { "zoneMacKey": "…", "zonePinKey": "…" }`,
    );
  }
}

export const writeKeysFile = (file: string, keys: SharedKeys): Promise<void> =>
  writePrivateFile(file, `${JSON.stringify(keys)}\n`);
