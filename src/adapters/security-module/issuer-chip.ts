/** The issuer's and the card's side of chip cryptograms, with keys at hand. */
import { timingSafeEqual } from 'node:crypto';
import type { ArqcRequest, ArqcResult, CardChip, CardIdentity, ChipScheme, IssuerChip } from '#engine/ports';
import { requireLength } from './algorithms/bytes.ts';
import { createCardCheck, fitsCheck } from './algorithms/card-check.ts';
import {
  makeCryptogram,
  makeIssuerAuthentication,
  makeScriptMac,
  readIssuerSays,
} from './algorithms/chip-cryptogram.ts';
import { deriveCardKey } from './algorithms/chip-keys.ts';
import { type ChipRules, chipRules } from './algorithms/chip-scheme.ts';

/** Keys of sixteen bytes, in clear: for simulated issuers, which keep keys of their own in a file of their own. */
export interface IssuerKeys {
  readonly cryptogramKey: Uint8Array;
  readonly scriptKey: Uint8Array;
  readonly cardCheckKey: Uint8Array;
}

/**
 * Keeps copies of the keys; the caller may wipe its own.
 * @throws SecurityModuleError `bad-length` for a key that is not of sixteen bytes, or a card's data of a wrong length.
 */
export function createIssuerChip(scheme: ChipScheme, keys: IssuerKeys): IssuerChip {
  const rules = chipRules[scheme];
  const own = {
    cryptogramKey: copyOf("an issuer's key for cryptograms", keys.cryptogramKey),
    scriptKey: copyOf("an issuer's key for scripts", keys.scriptKey),
  };
  requireLength("an issuer's key for card checks", keys.cardCheckKey, 16);
  const check = createCardCheck(keys.cardCheckKey);
  return Object.freeze<IssuerChip>({
    verifyArqc: (request) => checkArqc(rules, own.cryptogramKey, request),
    macScript: (request) =>
      withCardKey(rules, own.scriptKey, request, (cardKey) => makeScriptMac(rules, cardKey, request)),
    verifyCardCheck: (request, given) => fitsCheck(check, request, given),
  });
}

function copyOf(what: string, key: Uint8Array): Uint8Array {
  requireLength(what, key, 16);
  return Uint8Array.from(key);
}

/** What an issuer puts into one card. */
export interface CardKeys {
  readonly cryptogramKey: Uint8Array;
  readonly scriptKey: Uint8Array;
}

/** The keys of one card out of its issuer's. The caller wipes them. */
export function deriveCardKeys(
  scheme: ChipScheme,
  issuer: Pick<IssuerKeys, 'cryptogramKey' | 'scriptKey'>,
  card: CardIdentity,
): CardKeys {
  const rules = chipRules[scheme];
  return {
    cryptogramKey: deriveCardKey(rules, issuer.cryptogramKey, card),
    scriptKey: deriveCardKey(rules, issuer.scriptKey, card),
  };
}

/** A card as its issuer would personalise it. */
export const createCardChip = (
  scheme: ChipScheme,
  issuer: Pick<IssuerKeys, 'cryptogramKey' | 'scriptKey'>,
  card: CardIdentity,
): CardChip => createCardChipFrom(scheme, deriveCardKeys(scheme, issuer, card));

/** A card by the keys that it was personalised with. Keeps copies. */
export function createCardChipFrom(scheme: ChipScheme, keys: CardKeys): CardChip {
  const rules = chipRules[scheme];
  const cryptogramKey = copyOf("a card's key for cryptograms", keys.cryptogramKey);
  const scriptKey = copyOf("a card's key for scripts", keys.scriptKey);
  return Object.freeze<CardChip>({
    makeCryptogram: ({ atc, data }) => makeCryptogram(rules, cryptogramKey, atc, data),
    acceptsIssuer({ atc, arqc, issuerAuthentication }) {
      const says = readIssuerSays(rules, issuerAuthentication);
      if (says === undefined) return false;
      return timingSafeEqual(
        makeIssuerAuthentication(rules, cryptogramKey, { atc, arqc }, says),
        issuerAuthentication,
      );
    },
    acceptsScript({ atc, arqc, command, macBytes }) {
      const dataEnd = command.length - macBytes;
      if (dataEnd < 5) return false;
      const [header, data] = [command.subarray(0, 5), command.subarray(5, dataEnd)];
      const mac = makeScriptMac(rules, scriptKey, { atc, arqc, header, data, macBytes });
      return timingSafeEqual(mac, command.subarray(dataEnd));
    },
  });
}

/** Both are compared in constant time; nothing is said to a card whose cryptogram is wrong. */
export function checkArqc(rules: ChipRules, issuerKey: Uint8Array, request: ArqcRequest): ArqcResult {
  const { atc, data, arqc, says } = request;
  return withCardKey(rules, issuerKey, request, (cardKey): ArqcResult => {
    const expected = makeCryptogram(rules, cardKey, atc, data);
    if (arqc.length !== expected.length || !timingSafeEqual(arqc, expected)) return { state: 'wrong' };
    const issuerAuthentication =
      says === null ? null : makeIssuerAuthentication(rules, cardKey, { atc, arqc }, says);
    return { state: 'right', issuerAuthentication };
  });
}

/** Derives the card's key, runs, and wipes it. */
export function withCardKey<T>(
  rules: ChipRules,
  issuerKey: Uint8Array,
  card: CardIdentity,
  run: (cardKey: Uint8Array) => T,
): T {
  const cardKey = deriveCardKey(rules, issuerKey, card);
  try {
    return run(cardKey);
  } finally {
    cardKey.fill(0);
  }
}
