/** Master keys in a token: every other key is wrapped and unwrapped there, and they never leave it. */
import { SecurityModuleError } from '#engine/ports';
import { associatedData, readWrapped, unreadableKey, writeWrapped } from '../key-wrap.ts';
import type { Keyring } from '../keyring.ts';
import { Pkcs11Error } from './library.ts';
import type { Token } from './token.ts';

/** Master keys are told apart by their number: the newest one wraps. */
const NUMBER_MAX = 999;

export interface TokenKeyring extends Keyring {
  /** A new master key in the token. What the ones before it wrapped stays readable as long as they are there. */
  makeMasterKey(): Promise<string>;
}

/**
 * `label` names the master keys: `label-1`, `label-2`, … `make`: make the first one where there is none. `others`
 * reads keys that are under a master key outside the token, until all are moved into it.
 */
export async function openTokenKeyring(options: {
  readonly token: Token;
  readonly label: string;
  readonly make: boolean;
  readonly others: Keyring | null;
}): Promise<TokenKeyring> {
  const { token, label, others } = options;
  const handles = new Map<string, bigint>();
  let newest = 0;
  const nameOf = (number: number): string => `${label}-${number}`;
  const find = async (name: string): Promise<bigint | null> => {
    const known = handles.get(name);
    if (known !== undefined) return known;
    const found = await token.findKey(name);
    if (found !== null) handles.set(name, found);
    return found;
  };
  /** Another program may have made one since. */
  const look = async (): Promise<void> => {
    while (newest < NUMBER_MAX && (await find(nameOf(newest + 1))) !== null) newest += 1;
  };
  const makeMasterKey = async (): Promise<string> => {
    await look();
    const name = nameOf(newest + 1);
    handles.set(name, await token.makeKey(name));
    newest += 1;
    return name;
  };

  await look();
  if (newest === 0 && options.make) await makeMasterKey();
  if (newest === 0) {
    throw new SecurityModuleError(
      'unreadable-key',
      `Cannot open the security module: the token has no master key ${nameOf(1)} that cannot leave it. ` +
        'Name the token that has it, or make one: yuanlu keys rotate-master --into-token',
    );
  }

  /** A handle belongs to a session: one that is not good any more is looked up anew. */
  const under = async <T>(name: string, act: (key: bigint) => Promise<T>): Promise<T> => {
    const key = await find(name);
    if (key === null) throw unreadableKey(`the token has no master key ${name}`);
    try {
      return await act(key);
    } catch (error) {
      if (!(error instanceof Pkcs11Error) || !error.staleHandle) throw error;
      handles.delete(name);
      const again = await find(name);
      if (again === null) throw unreadableKey(`the token has no master key ${name}`);
      return act(again);
    }
  };

  return {
    makeMasterKey,
    async currentId() {
      await look();
      return nameOf(newest);
    },
    async wrap(purpose, algorithm, key) {
      await look();
      const name = nameOf(newest);
      const associated = associatedData(purpose, algorithm, name);
      const sealed = await under(name, (handle) => token.seal(handle, key, associated));
      return writeWrapped(purpose, algorithm, name, sealed);
    },
    async unwrap(wrapped) {
      const { purpose, algorithm, masterKeyId, sealed, associated } = readWrapped(wrapped);
      if (masterKeyId === null || !masterKeyId.startsWith(`${label}-`)) {
        if (others !== null) return others.unwrap(wrapped);
        throw unreadableKey('it is under a master key outside this token');
      }
      try {
        const key = await under(masterKeyId, (handle) => token.open(handle, sealed, associated));
        return { purpose, algorithm, key };
      } catch (error) {
        if (error instanceof Pkcs11Error && error.refusedData)
          throw unreadableKey('it was changed, or was wrapped under another master key');
        throw error;
      }
    },
  };
}
