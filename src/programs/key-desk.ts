/** Keys from components that several operators bring, each with a key of their own to the API. */
import { randomBytes } from 'node:crypto';
import type { KeyDesk } from '#adapters/http-api';
import {
  type Ceremony,
  type CeremonyStore,
  createCeremonyStore,
  createStoredKeys,
  readKeyActs,
} from '#adapters/postgres';
import { actingFor, checkValueOf, fromHex, toHex } from '#adapters/security-module';
import { type Clock, type KeyAudit, type SecurityModule, SecurityModuleError } from '#engine';
import { listKeys } from './key-list.ts';
import { storeKey, subjectOf, targetFault } from './key-targets.ts';

/** Longer than any ceremony takes; what was not finished by then begins anew. */
const CEREMONY_MS = 3_600_000;

export interface KeyDeskOptions {
  readonly url: string;
  readonly security: SecurityModule;
  readonly audit: KeyAudit;
  readonly clock: Clock;
  readonly askForKey: (kind: 'mac' | 'pin') => Promise<string | null>;
}

type Entered = Awaited<ReturnType<KeyDesk['enter']>>;

export function createKeyDesk(options: KeyDeskOptions): KeyDesk & { close(): Promise<void> } {
  const { url, security, clock } = options;
  const ceremonies = createCeremonyStore({ url });
  const late = ({ openedMs }: Ceremony): boolean => clock.nowMs() > openedMs + CEREMONY_MS;
  const again = (id: string, result: Entered): Promise<Entered> | Entered =>
    result === null || typeof result === 'string' || 'fault' in result ? result : ceremonies.read(id);

  return {
    async open(by, { components: componentsNeeded, ...question }) {
      const fault = targetFault(question);
      if (fault !== null) return { fault: fault.en };
      const id = `kcr_${randomBytes(12).toString('hex')}`;
      await ceremonies.add({ id, ...question, componentsNeeded, openedBy: by, openedMs: clock.nowMs() });
      return (await ceremonies.read(id))!;
    },
    ceremony: (id) => ceremonies.read(id),
    async enter(id, by, component) {
      return again(id, await enter(options, ceremonies, late, id, by, component));
    },
    async confirm(id, by, checkValue) {
      return again(id, await confirm(options, ceremonies, late, id, by, checkValue));
    },
    async abandon(id) {
      const result = await ceremonies.change<Entered>(id, async (ceremony) =>
        ceremony.state === 'open' || ceremony.state === 'complete'
          ? [{ state: 'abandoned', wrapped: null, wipe: true }, ceremony]
          : [null, 'not-in-this-state'],
      );
      return (await again(id, result)) as Ceremony | 'not-in-this-state' | null;
    },
    async list(limit) {
      const rows = await listKeys(url, security);
      return rows.slice(0, limit).map(({ place, id, slot, purpose, algorithm, checkValue, masterKeyId }) => ({
        ...{ place, of: id, slot, purpose },
        ...{ algorithm: algorithm ?? null, checkValue: checkValue ?? null, masterKeyId: masterKeyId ?? null },
      }));
    },
    acts: (before, limit) => readKeyActs({ url, before, limit }),
    async askZoneKey(by, kind) {
      await options.audit.record({
        ...{ atMs: clock.nowMs(), who: by, command: 'ask-zone-key', subject: 'zone', result: 'done' },
        ...{ purpose: kind === 'mac' ? 'zak' : 'zpk', algorithm: null, checkValue: null },
        ...{ underPurpose: null, underCheckValue: null, masterKeyId: null },
      });
      return options.askForKey(kind);
    },
    close: () => ceremonies.close(),
  };
}

const sealFor = (id: string, no: number): string => `${id}/${no}`;

/** The last component makes the key; the components are gone then, and its check value is to be confirmed. */
function enter(
  { security, audit, clock }: KeyDeskOptions,
  ceremonies: CeremonyStore,
  late: (ceremony: Ceremony) => boolean,
  id: string,
  by: string,
  component: string,
): Promise<Entered> {
  return ceremonies.change<Entered>(id, async (ceremony) => {
    if (ceremony.state !== 'open' || late(ceremony)) return [null, 'not-in-this-state'];
    if (ceremony.components.some(({ enteredBy }) => enteredBy === by)) return [null, 'four-eyes'];
    const checkValue = componentCheckValue(ceremony, component);
    if (checkValue === null)
      return [null, { fault: `must be a ${ceremony.algorithm} key in hexadecimal digits` }];
    const subject = subjectOf(ceremony);
    await audit.record({
      ...{ atMs: clock.nowMs(), who: by, command: 'enter-component', subject, result: 'done' },
      ...{ purpose: ceremony.purpose, algorithm: ceremony.algorithm, checkValue },
      ...{ underPurpose: null, underCheckValue: null, masterKeyId: null },
    });
    const no = ceremony.components.length + 1;
    const add = { enteredBy: by, checkValue, atMs: clock.nowMs() };
    if (no < ceremony.componentsNeeded) {
      const sealed = await security.seal('component', component.toUpperCase(), sealFor(id, no));
      return [{ add: { ...add, sealed } }, ceremony];
    }
    const before = await Promise.all(
      ceremony.components.map(({ no: each, sealed }) =>
        security.unseal('component', sealed ?? '', sealFor(id, each)),
      ),
    );
    const persons = [...ceremony.components.map(({ enteredBy }) => enteredBy), by].join(' + ');
    try {
      const made = await actingFor(persons, subject, () =>
        security.combineKey(ceremony.purpose, [...before, component.toUpperCase()], ceremony.algorithm),
      );
      const done = { state: 'complete', wrapped: made.key, checkValue: made.checkValue, wipe: true } as const;
      return [{ add: { ...add, sealed: null }, ...done }, ceremony];
    } catch (error) {
      if (!(error instanceof SecurityModuleError)) throw error;
      return [null, { fault: 'makes no good key with the other components: compare lengths and key sheets' }];
    }
  });
}

/** Whoever entered the last component saw the check value first: somebody else says that it is right. */
async function confirm(
  { url, security, clock }: KeyDeskOptions,
  ceremonies: CeremonyStore,
  late: (ceremony: Ceremony) => boolean,
  id: string,
  by: string,
  checkValue: string,
): Promise<Entered> {
  const stored = createStoredKeys({ url });
  try {
    return await ceremonies.change<Entered>(id, async (ceremony) => {
      if (ceremony.state !== 'complete' || ceremony.wrapped === null || late(ceremony))
        return [null, 'not-in-this-state'];
      if (ceremony.components.at(-1)?.enteredBy === by) return [null, 'four-eyes'];
      const digits = Math.min(checkValue.length, ceremony.checkValue?.length ?? 0);
      if (digits < 6 || ceremony.checkValue?.slice(0, digits) !== checkValue.toUpperCase())
        return [null, { fault: 'is not the check value of this key: nothing was loaded' }];
      const key = await actingFor(by, subjectOf(ceremony), () => security.rewrap(ceremony.wrapped!));
      if (!(await storeKey(stored, ceremony, key, clock.nowMs())))
        return [null, { fault: 'belongs to a terminal that does not exist' }];
      return [{ state: 'loaded', wrapped: null }, ceremony];
    });
  } finally {
    await stored.close();
  }
}

/** Six digits; null where it is no key of this cipher. */
function componentCheckValue({ algorithm }: Ceremony, component: string): string | null {
  const bytes = fromHex(component);
  if (bytes === undefined || bytes.length === 0) return null;
  try {
    return toHex(checkValueOf(algorithm, bytes)).slice(0, 6);
  } catch {
    return null;
  } finally {
    bytes.fill(0);
  }
}
