/**
 * The terminal's part in offline data authentication (EMV book 2, 5 and 6; book 3, 10.3): with the keys of schemes
 * that it fetched it finds out whether the card is the one that its issuer made.
 */
import {
  type OfflineResult,
  type RsaPublicKey,
  recoverCardKey,
  recoverIssuerKey,
  verifyCombinedData,
  verifyDynamicData,
  verifyStaticData,
} from '#adapters/security-module';
import { chipDataOf, type TlvNode } from '#wire/emv';
import { toHex } from '#wire/iso8583';
import { type CaKey, caKeyFor } from '../ca-keys.ts';
import type { ChipPayment, Cryptogram } from './card.ts';
import {
  combinedInput,
  listedValues,
  OFFLINE_BITS,
  type OfflineMethod,
  staticDataOf,
} from './offline-card.ts';

/**
 * `none`: card and terminal have no method in common. `waits`: CDA, whose proof comes with the cryptogram.
 * `missing`: the card lacks data that its method needs. `why` is for a technician, without card data.
 */
export type OfflineVerdict =
  | { readonly state: 'none' }
  | { readonly state: 'good'; readonly method: OfflineMethod }
  | {
      readonly state: 'waits';
      readonly method: 'cda';
      readonly cardKey: RsaPublicKey;
      readonly cdol1: Uint8Array;
    }
  | {
      readonly state: 'failed';
      readonly method: OfflineMethod;
      readonly missing: boolean;
      readonly why: string;
    };

/** 92 and 9F48 are absent where the key fits its certificate. */
const NEEDED: Readonly<Record<OfflineMethod, readonly string[]>> = {
  sda: ['5A', '8F', '90', '9F32', '93'],
  dda: ['5A', '8F', '90', '9F32', '9F46', '9F47', '9F49'],
  cda: ['5A', '8F', '90', '9F32', '9F46', '9F47', '8C'],
};
/** The terminal can do all three, and takes the strongest. */
const PREFERRED: readonly OfflineMethod[] = ['cda', 'dda', 'sda'];
const RID_BYTES = 5;
const NONE = new Uint8Array(0);

/** Before the cryptogram. `day`: YYMMDD. */
export function authenticate(
  payment: ChipPayment,
  terminal: readonly TlvNode[],
  has: { readonly caKeys: readonly CaKey[]; readonly day: string },
): OfflineVerdict {
  const card = chipDataOf(payment.objects);
  const aip = card.need('82');
  const method = PREFERRED.find((each) => (aip[0]! & OFFLINE_BITS[each]) !== 0);
  if (method === undefined) return { state: 'none' };
  const failed = (why: string, missing = false): OfflineVerdict => ({
    state: 'failed',
    method,
    missing,
    why,
  });
  const { records } = payment;
  const data = chipDataOf(records === null ? [] : [...records.signed, ...records.others]);
  const absent = NEEDED[method].find((tag) => !data.has(tag));
  if (records === null || absent !== undefined) return failed(`${method}: the card has no ${absent}`, true);

  const [rid, index] = [toHex(card.need('84').subarray(0, RID_BYTES)), toHex(data.need('8F'))];
  const schemeKey = caKeyFor(has.caKeys, { rid, index, day: has.day });
  if (schemeKey === null)
    return failed(`${method}: this terminal has no CA key ${rid} ${index} in force; download ca-keys`);
  const question = { pan: toHex(data.need('5A')).replace(/F$/, ''), yearMonth: has.day.slice(0, 4) };
  const broken = (result: Extract<OfflineResult<unknown>, { state: 'failed' }>): OfflineVerdict =>
    failed(`${method}: ${result.step}, ${result.reason}`);
  const issuer = recoverIssuerKey(
    schemeKey,
    {
      ...{ certificate: data.need('90'), exponent: data.need('9F32') },
      remainder: data.get('92') ?? NONE,
    },
    question,
  );
  if (issuer.state === 'failed') return broken(issuer);
  const staticData = staticDataOf(records, aip);
  if (method === 'sda') {
    const said = verifyStaticData(issuer.value, data.need('93'), staticData);
    return said.state === 'failed' ? broken(said) : { state: 'good', method };
  }
  const icc = recoverCardKey(
    issuer.value,
    {
      ...{ certificate: data.need('9F46'), exponent: data.need('9F47'), staticData },
      remainder: data.get('9F48') ?? NONE,
    },
    question,
  );
  if (icc.state === 'failed') return broken(icc);
  if (method === 'cda') return { state: 'waits', method, cardKey: icc.value, cdol1: data.need('8C') };
  const asked = listedValues(data.need('9F49'), terminal);
  const signed = payment.authenticate(asked);
  if (signed === null) return failed('dda: the card signed nothing', true);
  const said = verifyDynamicData(icc.value, signed, asked);
  return said.state === 'failed' ? broken(said) : { state: 'good', method };
}

/** CDA's proof: the cryptogram that the card gave is the one that it signed, over all that was said. */
export function authenticateCombined(
  { cardKey, cdol1 }: Extract<OfflineVerdict, { state: 'waits' }>,
  terminal: readonly TlvNode[],
  word: Cryptogram & { readonly information: Uint8Array },
): OfflineVerdict {
  const failed = (why: string): OfflineVerdict => ({
    ...{ state: 'failed', method: 'cda', missing: false },
    why: `cda: ${why}`,
  });
  if (word.signed === undefined) return failed('the card signed nothing');
  const said = verifyCombinedData(cardKey, {
    signed: word.signed,
    unpredictableNumber: chipDataOf(terminal).need('9F37'),
    cryptogramInformation: word.information[0] ?? 0,
    transactionData: combinedInput(cdol1, terminal, word),
  });
  if (said.state === 'failed') return failed(`${said.step}, ${said.reason}`);
  return toHex(said.value.cryptogram) === toHex(word.value)
    ? { state: 'good', method: 'cda' }
    : failed('transaction-data, another cryptogram');
}
