/** A change of the master key: every stored key is wrapped anew, in batches that may stop and go on. */
import type { KeyPlace, StoredKeys } from '#adapters/postgres';
import {
  actingFor,
  beginMasterKeyChange,
  endMasterKeyChange,
  retireMasterKeyFile,
} from '#adapters/security-module';
import type { Clock, KeyAudit, WrappedKey } from '#engine';
import type { OpenedSecurity } from './security.ts';
import { ROOT } from './security.ts';

export interface RotationOptions {
  readonly opened: OpenedSecurity;
  readonly audit: KeyAudit;
  readonly stored: StoredKeys;
  readonly clock: Clock;
  readonly who: string;
  readonly place: { readonly path: string; readonly databaseFolder: string };
  /** Places read and written together. */
  readonly batch: number;
  /**
   * How long the old key is still accepted after the last key was wrapped anew: programs that were just wrapping
   * under it have stored what they wrapped by then, and one more pass finds it.
   */
  readonly overlapMs: number;
  readonly wait: (ms: number) => Promise<void>;
  readonly onProgress: (done: number, of: number) => void;
}

export interface Rotation {
  readonly from: string;
  readonly to: string;
  readonly resumed: boolean;
  readonly places: number;
  readonly rewrapped: number;
  /** Where the old key was put aside; null where it was in a token, or is still needed. */
  readonly retired: string | null;
}

/** A key that somebody writes all the time may need more than one pass. */
const PASSES_MAX = 10;

export async function rotateMasterKey(options: RotationOptions): Promise<Rotation> {
  const { opened, stored, clock, overlapMs } = options;
  // The root of an installation from before is the master key in its file: it is stored before that one goes.
  if (opened.impliedRoot !== null) {
    await stored.add(ROOT, await opened.keyring.wrap('root', 'aes', opened.impliedRoot), clock.nowMs());
    opened.impliedRoot.fill(0);
  }
  const change = await begin(options);
  await tell(options, 'begin-master-key-change', change.from);
  let rewrapped = 0;
  let places = 0;
  for (let pass = 0; ; pass += 1) {
    if (pass >= PASSES_MAX)
      throw new Error('Cannot end the change of the master key: keys are still being stored; run it again');
    const found = await rewrapAll(options);
    places = found.places;
    rewrapped += found.rewrapped;
    if (pass > 0 && found.rewrapped === 0 && found.missed === 0) break;
    await options.wait(overlapMs);
  }
  const end = opened.tokenKeyring === null ? endMasterKeyChange : retireMasterKeyFile;
  const retired = await end(options.place);
  await tell(options, 'end-master-key-change', change.to);
  return { ...change, places, rewrapped, retired };
}

async function begin({ opened, place, stored, batch }: RotationOptions): Promise<{
  readonly from: string;
  readonly to: string;
  readonly resumed: boolean;
}> {
  const { tokenKeyring, keyring } = opened;
  if (tokenKeyring === null) {
    const { oldId, newId, resumed } = await beginMasterKeyChange(place);
    return { from: oldId, to: newId, resumed };
  }
  const current = await keyring.currentId();
  // Keys under another master key: a change, or the way into the token, has begun and goes on.
  for await (const page of pagesOf(stored, batch)) {
    const other = page.flatMap(({ keys }) => Object.values(keys)).find((key) => !isUnder(key, current));
    if (other !== undefined) return { from: masterOf(other), to: current, resumed: true };
  }
  return { from: current, to: await tokenKeyring.makeMasterKey(), resumed: false };
}

const masterOf = (key: WrappedKey): string =>
  key.startsWith('yk2.') ? (key.split('.')[3] ?? '') : 'first form';
const isUnder = (key: WrappedKey, master: string): boolean => masterOf(key) === master;

async function* pagesOf(stored: StoredKeys, batch: number): AsyncGenerator<readonly KeyPlace[]> {
  let after: KeyPlace | null = null;
  for (;;) {
    const page: readonly KeyPlace[] = await stored.page(after, batch);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!;
  }
}

async function rewrapAll({ opened, stored, batch, who, onProgress }: RotationOptions): Promise<{
  readonly places: number;
  readonly rewrapped: number;
  /** Places that somebody else changed meanwhile. */
  readonly missed: number;
}> {
  const { security, keyring } = opened;
  const current = await keyring.currentId();
  const total = await stored.count();
  let [places, rewrapped, missed] = [0, 0, 0];
  for await (const page of pagesOf(stored, batch)) {
    for (const place of page) {
      const old = Object.entries(place.keys).filter(([, key]) => !isUnder(key, current));
      if (old.length === 0) continue;
      const renewed = await actingFor(who, `${place.kind} ${place.id}`, () =>
        Promise.all(old.map(async ([slot, key]) => [slot, await security.rewrap(key)] as const)),
      );
      if (await stored.replace(place, Object.fromEntries(renewed))) rewrapped += old.length;
      else missed += 1;
    }
    places += page.length;
    onProgress(places, total);
  }
  return { places, rewrapped, missed };
}

const tell = ({ audit, clock, who }: RotationOptions, command: string, masterKeyId: string): Promise<void> =>
  audit.record({
    ...{ atMs: clock.nowMs(), who, command, subject: 'master key' },
    ...{ purpose: null, algorithm: null, checkValue: null, underPurpose: null, underCheckValue: null },
    ...{ masterKeyId, result: 'done' },
  });
