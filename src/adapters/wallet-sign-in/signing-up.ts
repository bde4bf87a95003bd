/**
 * Opening a wallet. Whoever has the telephone at hand gets one answer, whatever is known of the telephone and of the
 * identity number; what came of it is written to the telephones that it concerns.
 */
import type { PersonRecord } from '#adapters/postgres';
import { AGENT_MAX, countTry, forgiveTry, TooManySignIns, tokenHash } from '#adapters/sign-in';
import { maskIdNumber, maskName, maskPhone } from '#domain/person';
import { type ClearDetails, clearDetails, personRow } from './new-person.ts';
import { phoneIndex, type TakesCode } from './signing-in.ts';
import { SIGN_UP_TEXTS, textFor } from './texts.ts';
import type { HolderPlace, HolderRefused, Parts } from './types.ts';

/** In their normal form, and without fault. */
export interface SignUp extends ClearDetails {
  readonly code: string;
  readonly password: string;
  readonly language: 'zh' | 'en';
}

/** Others with the same identity number that are told of a new one. */
const TOLD_MAX = 3;

/** Opens the wallet of somebody who signed up, and says so; again it is the same wallet. */
export async function openWallet(parts: Parts, person: PersonRecord): Promise<void> {
  const { store, clock, wallets } = parts;
  const { name, idNumber, phone } = await clearDetails(parts.security, person);
  const holder = { name: maskName(name), idNumber: maskIdNumber(idNumber), phone: maskPhone(phone) };
  // The demonstration's people stand at this machine.
  await wallets.open({ walletId: person.walletId, holder, seen: person.demo, by: person.id });
  await store.moveTo(person.id, 'opening', 'active', clock.nowMs());
}

async function tell(
  parts: Parts,
  to: { readonly phone: string; readonly phoneIndex: string; readonly lang: 'zh' | 'en' },
  what: keyof typeof SIGN_UP_TEXTS,
): Promise<void> {
  const kind = { kind: 'wallet-sign-up', subject: what, words: SIGN_UP_TEXTS[what] } as const;
  await parts.store.addText(await textFor(parts, to, { ...kind, secret: null, untilMs: null }));
  parts.onText?.();
}

/** Whoever has a wallet with this identity number hears of another one. */
async function tellOthers(parts: Parts, person: PersonRecord): Promise<void> {
  const same = await parts.store.byIdNumber(person.idNumber.index, TOLD_MAX + 1);
  const others = same.filter(({ id, state }) => id !== person.id && state !== 'closed').slice(0, TOLD_MAX);
  for (const other of others) {
    const { phone } = await clearDetails(parts.security, other);
    const to = { phone, phoneIndex: other.phone.index, lang: other.language };
    await tell(parts, to, 'identity-used-again');
  }
}

export async function signUp(
  parts: Parts,
  place: HolderPlace,
  given: SignUp,
  takesCode: TakesCode,
): Promise<HolderRefused | { readonly received: true; readonly person: PersonRecord | null }> {
  const { store, security, clock, wallets, passwords } = parts;
  const { code, password, language, ...details } = given;
  const index = await phoneIndex(parts, details.phone);
  const tried = { kind: 'phone', text: index } as const;
  const waitMs = await countTry(parts, place, tried);
  if (waitMs > 0) return { refused: 'too-many-tries', waitMs };
  if (!(await takesCode(index, code))) return { refused: 'code-wrong' };
  await forgiveTry(parts, place, tried);
  let hash: string;
  try {
    hash = await passwords.hash(password);
  } catch (error) {
    if (error instanceof TooManySignIns) return { refused: 'sign-in-busy' };
    throw error;
  }
  const nowMs = clock.nowMs();
  const walletId = wallets.newId();
  const more = { walletId, state: 'opening', password: hash, language, demo: false } as const;
  const person = await personRow(security, { ...details, ...more }, nowMs);
  const added = await store.add(person);
  const to = { phone: details.phone, phoneIndex: index, lang: language };
  await tell(parts, to, added ? 'opened' : 'telephone-taken');
  if (!added) return { received: true, person: null };
  // The code proved the telephone at this device.
  await store.rememberDevice(person.id, tokenHash(place.device), place.agent.slice(0, AGENT_MAX), nowMs);
  // Behind the answer, so that it takes no longer where there is something to do; whoever signs in waits for it.
  const trouble = (error: unknown): void => parts.trouble?.(error instanceof Error ? error.name : 'failure');
  void tellOthers(parts, person).catch(trouble);
  void openWallet(parts, person).catch(trouble);
  return { received: true, person };
}
