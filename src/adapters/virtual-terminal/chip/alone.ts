/**
 * A sale that card and terminal agree on without the issuer. The terminal approves nothing alone unless the card has
 * proven itself: its action codes (DF11, DF12) ask the issuer, or decline, where that was not done or failed.
 */
import { authorisationResponseCode } from '#wire/emv';
import type { CaKey } from '../ca-keys.ts';
import { type ChipPayment, INFORMATION, type VirtualCard } from './card.ts';
import {
  type ChipAsk,
  type ChipFinished,
  leaf,
  mark,
  nodes,
  type Objects,
  ONLINE_TAGS,
  printOf,
  put,
  select,
  terminalObjects,
} from './kernel.ts';
import { authenticate, authenticateCombined, type OfflineVerdict } from './offline-check.ts';

/**
 * `asks`: the card wants its issuer asked. `failed`: the card did not prove itself, and was told so by a request for
 * an AAC; `none` where it had given its TC before its signature turned out wrong.
 */
export type AloneResult =
  | { readonly state: 'approved'; readonly data: Uint8Array; readonly print: ChipFinished['print'] }
  | { readonly state: 'blocked' }
  | { readonly state: 'asks' }
  | {
      readonly state: 'failed';
      readonly why: string;
      readonly cryptogram: 'aac' | 'none';
      readonly print: ChipFinished['print'];
    };

/** 8A of an upload, and of a sale that ended at the terminal. */
const APPROVED_ALONE = 'Y1';
const DECLINED_ALONE = 'Z1';
/** Transaction status information (9B): the holder's verification is settled and the card was asked; it was checked. */
const ASKED = 0x60;
const AUTHENTICATED = 0x80;
const FAILED_BITS = { sda: 'sdaFailed', dda: 'ddaFailed', cda: 'cdaFailed' } as const;

export async function approveAlone(
  card: VirtualCard,
  ask: ChipAsk,
  caKeys: readonly CaKey[],
): Promise<AloneResult> {
  const payment = await card.begin('contact');
  if (payment === null) return { state: 'blocked' };
  const tvr = new Uint8Array(5);
  const objects: Objects = new Map([...payment.objects, ...terminalObjects(ask)].map(leaf));
  const verdict = authenticate(payment, nodes(objects), { caKeys, day: ask.date });
  if (verdict.state === 'none' || verdict.state === 'failed') return decline(payment, objects, tvr, verdict);
  objects.set('95', tvr);
  objects.set('9B', Uint8Array.of(AUTHENTICATED | ASKED, 0));
  const told = nodes(objects);
  const word = payment.first('tc', told, verdict.state === 'waits');
  if (word.kind === 'aac') return { state: 'asks' };
  const information = Uint8Array.of(INFORMATION[word.kind]);
  const proof =
    verdict.state === 'waits' ? authenticateCombined(verdict, told, { ...word, information }) : verdict;
  put(objects, word);
  if (proof.state === 'failed') {
    note(tvr, proof);
    objects.set('8A', authorisationResponseCode(DECLINED_ALONE));
    return { state: 'failed', why: proof.why, cryptogram: 'none', print: printOf(objects) };
  }
  if (word.kind !== 'tc') return { state: 'asks' };
  objects.set('8A', authorisationResponseCode(APPROVED_ALONE));
  return { state: 'approved', data: select(objects, [...ONLINE_TAGS, '8A']), print: printOf(objects) };
}

/** The card is asked for an AAC: it counts, and remembers a payment that was declined. */
function decline(
  payment: ChipPayment,
  objects: Objects,
  tvr: Uint8Array,
  verdict: Extract<OfflineVerdict, { state: 'none' | 'failed' }>,
): AloneResult {
  note(tvr, verdict);
  objects.set('95', tvr);
  objects.set('9B', Uint8Array.of(verdict.state === 'failed' ? AUTHENTICATED | ASKED : ASKED, 0));
  objects.set('8A', authorisationResponseCode(DECLINED_ALONE));
  put(objects, payment.first('aac', nodes(objects)));
  const why = verdict.state === 'none' ? 'the card has no certificates' : verdict.why;
  return { state: 'failed', why, cryptogram: 'aac', print: printOf(objects) };
}

function note(tvr: Uint8Array, verdict: OfflineVerdict): void {
  if (verdict.state === 'none') mark(tvr, 'noOfflineAuthentication');
  if (verdict.state === 'failed') {
    mark(tvr, FAILED_BITS[verdict.method]);
    if (verdict.missing) mark(tvr, 'cardDataMissing');
  }
}
