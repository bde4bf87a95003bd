/** Codes by text: made, kept as a keyed mark, sent, and taken once. */
import { randomInt } from 'node:crypto';
import { keyOfTry, newId } from '#adapters/sign-in';
import {
  type CodePurpose,
  isPhone,
  normalPhone,
  SMS_CODE_DIGITS,
  SMS_CODE_LIFETIME_MS,
} from '#domain/person';
import { phoneIndex, type TakesCode } from './signing-in.ts';
import { CODE_TEXTS, textFor } from './texts.ts';
import type { HolderPlace, HolderRefused, HolderSignedIn, Parts } from './types.ts';

const newCode = (): string => String(randomInt(10 ** SMS_CODE_DIGITS)).padStart(SMS_CODE_DIGITS, '0');

const markOf = (parts: Parts, id: string, code: string): Promise<string> =>
  parts.security.mark('sms-code', `${id} ${code}`);

interface Asked {
  readonly purpose: CodePurpose;
  readonly phone: string;
  readonly phoneIndex: string;
  readonly lang: 'zh' | 'en';
  readonly sessionId: string | null;
  readonly act: string | null;
}

async function send(parts: Parts, place: HolderPlace, asked: Asked): Promise<HolderRefused | null> {
  const { store, clock } = parts;
  const { purpose, phone, phoneIndex: index, lang, sessionId, act } = asked;
  const [id, secret, sentMs] = [newId('cod'), newCode(), clock.nowMs()];
  const what = { kind: 'wallet-code', subject: id, words: CODE_TEXTS[purpose], secret } as const;
  const until = { untilMs: sentMs + SMS_CODE_LIFETIME_MS };
  const text = await textFor(parts, { phone, phoneIndex: index, lang }, { ...what, ...until });
  const waitMs = await store.sendCode(
    {
      ...{
        id,
        purpose,
        phoneIndex: index,
        sessionId,
        act,
        codeMark: await markOf(parts, id, secret),
        sentMs,
      },
      ...{ deviceKey: keyOfTry(place.device), addressKey: keyOfTry(place.address) },
    },
    text,
  );
  if (waitMs > 0) return { refused: 'too-many-codes', waitMs };
  parts.onText?.();
  return null;
}

/**
 * To whatever telephone was named, known or not: whoever has it at hand can sign in or sign up, and nobody else learns
 * anything. A text that is no telephone goes nowhere.
 */
export async function sendSessionCode(
  parts: Parts,
  place: HolderPlace,
  given: { readonly phone: string; readonly lang: 'zh' | 'en' },
): Promise<HolderRefused | null> {
  const phone = normalPhone(given.phone);
  if (!isPhone(phone)) return null;
  const index = await phoneIndex(parts, phone);
  const none = { sessionId: null, act: null };
  return send(parts, place, { purpose: 'session', phone, phoneIndex: index, lang: given.lang, ...none });
}

/** To whatever number was named: it shows that somebody can be reached there, and nothing else. */
export async function sendLossCode(
  parts: Parts,
  place: HolderPlace,
  given: { readonly phone: string; readonly lang: 'zh' | 'en' },
): Promise<HolderRefused | null> {
  const phone = normalPhone(given.phone);
  if (!isPhone(phone)) return null;
  const index = await phoneIndex(parts, phone);
  const none = { sessionId: null, act: null };
  return send(parts, place, { purpose: 'loss', phone, phoneIndex: index, lang: given.lang, ...none });
}

export async function takeLossCode(parts: Parts, phone: string, code: string): Promise<boolean> {
  const index = await phoneIndex(parts, normalPhone(phone));
  return (await take(parts, { phoneIndex: index, purpose: 'loss', sessionId: null }, code)) !== null;
}

/** To the telephone of the wallet alone, for this session alone, and perhaps for one act. */
export async function sendProofCode(
  parts: Parts,
  place: HolderPlace,
  { person, session }: HolderSignedIn,
  act: string | null,
): Promise<HolderRefused | null> {
  const phone = await parts.security.unseal('telephone', person.phone.sealed, person.id);
  const to = { phone, phoneIndex: person.phone.index, lang: person.language };
  return send(parts, place, { purpose: 'proof', ...to, sessionId: session.id, act });
}

export const takesSessionCode =
  (parts: Parts): TakesCode =>
  async (index, code) =>
    (await take(parts, { phoneIndex: index, purpose: 'session', sessionId: null }, code)) !== null;

/** What the code was for; null: it is not right. */
export const takeProofCode = (
  parts: Parts,
  { person, session }: HolderSignedIn,
  code: string,
): Promise<{ readonly act: string | null } | null> =>
  take(parts, { phoneIndex: person.phone.index, purpose: 'proof', sessionId: session.id }, code);

const take = (
  { store, security, clock }: Parts,
  asked: { readonly phoneIndex: string; readonly purpose: CodePurpose; readonly sessionId: string | null },
  code: string,
) =>
  store.takeCode(asked, (id, mark) => security.verifyMark('sms-code', `${id} ${code}`, mark), clock.nowMs());
