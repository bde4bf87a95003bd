/** Texts that are scanned: merchants' codes, payers' codes, addresses, numbers. */
import {
  buildMerchantCode,
  buildMerchantUrl,
  buildPayerCode,
  buildPresentedCode,
  codeKind,
  crcText,
  payCodeChannel,
  payerApplications,
  QrError,
  readMerchantCode,
  readMerchantUrl,
  readPayerCode,
  readPresentedCode,
} from '#wire/qr';
import { loadVectors } from '../vector-files.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import type { Random } from './random.ts';
import { attempt, must, type Target, type Verdict } from './target.ts';

interface Row {
  readonly text: string;
}
const textsOf = (file: Record<string, readonly unknown[]>): readonly string[] =>
  Object.values(file).flatMap((rows) => (rows as readonly Row[]).map(({ text }) => text));

/** Parts of a text as far as they divide, the check left out. */
function partsOf(text: string): string[] {
  const characters = [...text];
  const parts: string[] = [];
  for (let at = 0; at + 4 < characters.length; ) {
    const length = Number(characters.slice(at + 2, at + 4).join(''));
    if (!Number.isInteger(length) || length < 1) break;
    parts.push(characters.slice(at, at + 4 + length).join(''));
    at += 4 + length;
  }
  return parts.slice(0, -1);
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** Whole parts dropped, doubled under another tag, moved, cut anew, or with a length that lies. */
function mutateParts(text: string, random: Random, corpus: readonly string[]): string {
  const parts = partsOf(text);
  if (parts.length === 0) return text;
  const at = random.below(parts.length);
  const part = parts[at]!;
  const value = [...part].slice(4).join('');
  const written = (tag: string, of: string): string => tag + twoDigits([...of].length % 100) + of;
  switch (random.below(6)) {
    case 0:
      parts.splice(at, 1);
      break;
    case 1:
      parts.splice(random.below(parts.length), 0, written(twoDigits(random.below(100)), value));
      break;
    case 2:
      parts.splice(random.below(parts.length), 0, ...parts.splice(at, 1));
      break;
    case 3:
      parts[at] = written(part.slice(0, 2), mutateText(value, random, corpus).slice(0, 99));
      break;
    case 4:
      parts.splice(at, 0, random.pick(partsOf(random.pick(corpus)).concat(part)));
      break;
    default:
      parts[at] = part.slice(0, 2) + twoDigits(random.below(100)) + value;
  }
  return `${parts.join('')}6304`;
}

function checkMerchant(text: string): Verdict {
  const read = attempt(QrError, () => readPresentedCode(text));
  const narrow = attempt(QrError, () => readMerchantCode(text));
  if (narrow !== null) {
    // What an order's view reads may lie outside what it writes, such as an amount of nothing.
    const again = attempt(QrError, () => buildMerchantCode(narrow.value));
    if (again !== null)
      must(
        JSON.stringify(shown(readMerchantCode(again.value))) === JSON.stringify(shown(narrow.value)),
        'a merchant code built again says something else',
      );
  }
  if (read === null) return 'refused';
  const built = buildPresentedCode(read.value.code);
  const { remarks } = read.value;
  const moved = remarks.includes('out-of-order') || remarks.includes('lower-case-check');
  must(moved || built === text, 'a code without remarks is built to other characters');
  must(
    buildPresentedCode(readPresentedCode(built).code) === built,
    'a built code is not built the same again',
  );
  return 'accepted';
}
const shown = (value: object): unknown =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));

function checkPayer(text: string): Verdict {
  const read = attempt(QrError, () => readPayerCode(text));
  if (read === null) return 'refused';
  must(buildPayerCode(read.value) === text, "a payer's code is built to other characters");
  attempt(QrError, () => payerApplications(read.value));
  return 'accepted';
}

function checkUrl(text: string): Verdict {
  const read = attempt(QrError, () => readMerchantUrl(text));
  if (read === null) return 'refused';
  must(buildMerchantUrl(read.value) === text, 'an address is built to other characters');
  return 'accepted';
}

/** Every reader meets every text: a till does not know beforehand what it scans. */
function checkText(text: string): Verdict {
  const kind = codeKind(text);
  const channel = payCodeChannel(text);
  must(
    (kind === 'pay-code') === (channel !== null),
    'a payment code that is no kind of code, or the reverse',
  );
  const verdicts = [checkMerchant(text), checkPayer(text), checkUrl(text)];
  return verdicts.includes('accepted') || channel !== null ? 'accepted' : 'refused';
}

export function merchantCodeTarget(): Target<string> {
  const presented = loadVectors<Record<string, readonly unknown[]>>('qr/presented-code');
  const narrow = loadVectors<Record<string, readonly unknown[]>>('qr/merchant-code');
  const all = [...textsOf(presented), ...textsOf(narrow)].filter((text) => text !== '');
  const valid = [...textsOf({ valid: presented.valid! }), ...textsOf({ valid: narrow.valid! })];
  return {
    name: 'merchant-code',
    share: 14,
    make(random) {
      const seed = random.pick(random.once(5) ? all : valid);
      const body = random.once(3)
        ? mutateText(seed.slice(0, -4), random, all)
        : mutateParts(seed, random, valid);
      if (random.once(6)) return body;
      // Most inputs get a check that is right: behind it stands all that is to be found.
      const sealed = body.endsWith('6304') ? body : `${body}6304`;
      const check = crcText(sealed);
      return sealed + (random.once(8) ? check.toLowerCase() : check);
    },
    check: checkText,
  };
}

export function payerCodeTarget(): Target<string> {
  const file = loadVectors<Record<string, readonly unknown[]>>('qr/payer-code');
  const texts = textsOf(file).filter((text) => text !== '');
  const corpus = texts.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
  return {
    name: 'payer-code',
    share: 6,
    make(random) {
      if (random.once(4)) return mutateText(random.pick(texts), random, texts);
      return Buffer.from(mutateBytes(random.pick(corpus), random, corpus)).toString('base64');
    },
    check: checkText,
  };
}

export function scannedTarget(): Target<string> {
  const urls = textsOf(loadVectors<Record<string, readonly unknown[]>>('qr/merchant-url'));
  const numbers = loadVectors<readonly { readonly code: string }[]>('qr/pay-code').map(({ code }) => code);
  const corpus = [...urls, ...numbers];
  return {
    name: 'scanned-text',
    share: 5,
    make: (random) => mutateText(random.pick(corpus), random, corpus),
    check: checkText,
  };
}
