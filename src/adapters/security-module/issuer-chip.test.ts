import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHIP_SCHEMES, type ChipScheme, type IssuerSays } from '#engine';
import { naiveDes, naiveSm4, naiveTdes, xorHex } from '../../../test/naive-ciphers.ts';
import { bytesOf, readSecurityVectors, type VectorFile } from '../../../test/security-vectors.ts';
import { cardCheckFits } from './algorithms/card-check.ts';
import { deriveCardKey, deriveScriptKey, deriveSessionKey } from './algorithms/chip-keys.ts';
import { chipRules, createCardChip, createIssuerChip, makeCardCheck, toHex } from './index.ts';

type Says = { readonly responseCode: string } | { readonly cardStatus: string; readonly own: string };
interface Payment {
  readonly scheme: ChipScheme;
  readonly issuerCryptogramKey: string;
  readonly pan: string;
  readonly sequence: string;
  readonly atc: string;
  readonly data: string;
  readonly arqc: string;
}
interface Whole extends Payment {
  readonly issuerScriptKey: string;
  readonly says: Says;
  readonly script: { readonly header: string; readonly data: string; readonly macBytes: number };
  readonly issuerAuthentication: string;
  readonly scriptMac: string;
}
interface Derived {
  readonly name: string;
  readonly kind: 'option-a' | 'option-b' | 'common' | 'xor-atc';
  readonly key: string;
  readonly pan: string;
  readonly sequence: string;
  readonly atc: string;
  readonly derived: string;
}
const vectors = readSecurityVectors<VectorFile<Whole, Payment> & { readonly derived: readonly Derived[] }>(
  'chip',
);
interface Check {
  readonly key: string;
  readonly pan: string;
  readonly expiry: string;
  readonly serviceCode: string;
  readonly value: string;
}
const checks = readSecurityVectors<VectorFile<Check, Check>>('card-check');

const CHECK_KEY = bytesOf('0123456789ABCDEFFEDCBA9876543210');
const saysOf = (says: Says): IssuerSays =>
  'responseCode' in says
    ? { responseCode: bytesOf(says.responseCode) }
    : { cardStatus: bytesOf(says.cardStatus), own: bytesOf(says.own) };

/** Everything once more, over hexadecimal text and the plain ciphers. */
const flip = (hex: string) => xorHex(hex, 'F'.repeat(hex.length));
const pad80 = (hex: string, digits: number) => {
  const marked = `${hex}80`;
  return marked.padEnd(Math.ceil(marked.length / digits) * digits, '0');
};
function naiveEncrypt(scheme: ChipScheme, key: string, hex: string): string {
  if (chipRules[scheme].cipher === 'sm4') return naiveSm4(key, hex);
  return hex.replace(/.{16}/g, (block) => naiveTdes(key, block));
}
function naiveMac(scheme: ChipScheme, key: string, hex: string, zeros: boolean): string {
  const digits = chipRules[scheme].cipher === 'sm4' ? 32 : 16;
  const padded = zeros ? hex.padEnd(Math.ceil(hex.length / digits) * digits, '0') : pad80(hex, digits);
  const blocks = padded.match(new RegExp(`.{${digits}}`, 'g'))!;
  const [left, right] = [key.slice(0, 16), key.slice(16)];
  const step = (block: string) => (digits === 32 ? naiveSm4(key, block) : naiveDes(left, block, 'encrypt'));
  const last = blocks.reduce((chain, block) => step(xorHex(chain, block)), '0'.repeat(digits));
  return digits === 32 ? last.slice(0, 16) : naiveDes(left, naiveDes(right, last, 'decrypt'), 'encrypt');
}
function naiveCardKey(scheme: ChipScheme, issuerKey: string, pan: string, sequence: string): string {
  let digits = `${pan}${sequence}`.slice(-16).padStart(16, '0');
  if (chipRules[scheme].cardKey === 'option-b' && pan.length > 16) {
    const all = `${pan}${sequence}`;
    const hash = createHash('sha1').update(
      Buffer.from(all.padStart(2 * Math.ceil(all.length / 2), '0'), 'hex'),
    );
    const hex = hash.digest('hex');
    const numbers = [...hex].filter((digit) => digit <= '9');
    const letters = [...hex].filter((digit) => digit > '9').map((letter) => 'abcdef'.indexOf(letter));
    digits = [...numbers, ...letters].slice(0, 16).join('');
  }
  return naiveEncrypt(scheme, issuerKey, digits + flip(digits));
}
const mark = (diversifier: string, byte: string) => diversifier.slice(0, 4) + byte + diversifier.slice(6);
const padded = (atc: string) => `${'0'.repeat(12)}${atc}${'0'.repeat(12)}${flip(atc)}`;
function naiveSession(scheme: ChipScheme, cardKey: string, atc: string): string {
  const { session } = chipRules[scheme];
  if (session === 'none') return cardKey;
  if (session === 'padded-atc') return naiveEncrypt(scheme, cardKey, padded(atc));
  const diversifier = `${atc}${'0'.repeat(12)}`;
  return naiveEncrypt(scheme, cardKey, mark(diversifier, 'F0') + mark(diversifier, '0F'));
}
function naive(whole: Omit<Whole, 'arqc' | 'issuerAuthentication' | 'scriptMac' | 'name' | 'source'>) {
  const { scheme, atc, says, script } = whole;
  const rules = chipRules[scheme];
  const cardKey = naiveCardKey(scheme, whole.issuerCryptogramKey, whole.pan, whole.sequence);
  const session = naiveSession(scheme, cardKey, atc);
  const arqc = naiveMac(scheme, session, whole.data, rules.padding === 'zeros');
  const width = rules.cipher === 'sm4' ? 32 : 16;
  const issuerAuthentication =
    'responseCode' in says
      ? naiveEncrypt(
          scheme,
          session,
          xorHex(arqc, says.responseCode.padEnd(16, '0')).padEnd(width, '0'),
        ).slice(0, 16) + says.responseCode
      : naiveMac(scheme, session, arqc + says.cardStatus + says.own, false).slice(0, 8) +
        says.cardStatus +
        says.own;
  const scriptCardKey = naiveCardKey(scheme, whole.issuerScriptKey, whole.pan, whole.sequence);
  const scriptKey = {
    'xor-atc': () => xorHex(scriptCardKey, padded(atc)),
    'padded-atc': () => naiveEncrypt(scheme, scriptCardKey, padded(atc)),
    'common-arqc': () => naiveEncrypt(scheme, scriptCardKey, mark(arqc, 'F0') + mark(arqc, '0F')),
  }[rules.scriptSession]();
  const scriptMac = naiveMac(scheme, scriptKey, script.header + atc + arqc + script.data, false).slice(
    0,
    2 * script.macBytes,
  );
  return { arqc, issuerAuthentication, scriptMac };
}

function played(whole: Omit<Whole, 'arqc' | 'issuerAuthentication' | 'scriptMac' | 'name' | 'source'>) {
  const { scheme, pan, sequence } = whole;
  const keys = {
    cryptogramKey: bytesOf(whole.issuerCryptogramKey),
    scriptKey: bytesOf(whole.issuerScriptKey),
    cardCheckKey: CHECK_KEY,
  };
  const [issuer, card] = [createIssuerChip(scheme, keys), createCardChip(scheme, keys, { pan, sequence })];
  const [atc, data] = [bytesOf(whole.atc), bytesOf(whole.data)];
  const arqc = card.makeCryptogram({ atc, data });
  const verdict = issuer.verifyArqc({ pan, sequence, atc, data, arqc, says: saysOf(whole.says) });
  const { header, data: command, macBytes } = whole.script;
  const script = { pan, sequence, atc, arqc, header: bytesOf(header), data: bytesOf(command), macBytes };
  const scriptMac = issuer.macScript(script);
  if (verdict.state !== 'right') throw new Error('the issuer does not know its card');
  return { card, atc, arqc, issuerAuthentication: verdict.issuerAuthentication!, script, scriptMac };
}

describe('vectors', () => {
  test.each(vectors.derived)('key: $name', ({ kind, key, pan, sequence, atc, derived }) => {
    const from = bytesOf(key);
    const result = {
      'option-a': () => deriveCardKey({ cipher: 'tdes', cardKey: 'option-a' }, from, { pan, sequence }),
      'option-b': () => deriveCardKey({ cipher: 'tdes', cardKey: 'option-b' }, from, { pan, sequence }),
      common: () => deriveSessionKey({ cipher: 'tdes' }, 'common', from, bytesOf(atc)),
      'xor-atc': () =>
        deriveScriptKey({ cipher: 'tdes', scriptSession: 'xor-atc' }, from, bytesOf(atc), new Uint8Array(8)),
    }[kind]();
    expect(toHex(result)).toBe(derived);
  });

  test.each(vectors.valid)('$scheme: $name', (whole) => {
    const { card, atc, arqc, issuerAuthentication, script, scriptMac } = played(whole);
    const expected = {
      arqc: whole.arqc,
      issuerAuthentication: whole.issuerAuthentication,
      scriptMac: whole.scriptMac,
    };
    expect({
      arqc: toHex(arqc),
      issuerAuthentication: toHex(issuerAuthentication),
      scriptMac: toHex(scriptMac),
    }).toEqual(expected);
    expect(naive(whole)).toEqual(expected);
    expect(card.acceptsIssuer({ atc, arqc, issuerAuthentication })).toBe(true);
    const command = new Uint8Array([...script.header, ...script.data, ...scriptMac]);
    expect(card.acceptsScript({ atc, arqc, command, macBytes: script.macBytes })).toBe(true);
  });

  test.each(vectors.invalid)('refused: $name', (payment) => {
    const keys = {
      cryptogramKey: bytesOf(payment.issuerCryptogramKey),
      scriptKey: CHECK_KEY,
      cardCheckKey: CHECK_KEY,
    };
    const { pan, sequence, atc, data, arqc, error } = payment;
    const check = () =>
      createIssuerChip(payment.scheme, keys).verifyArqc({
        ...{ pan, sequence, atc: bytesOf(atc), data: bytesOf(data), arqc: bytesOf(arqc) },
        says: { responseCode: bytesOf('3030') },
      });
    if (error === 'wrong') expect(check()).toEqual({ state: 'wrong' });
    else expect(check).toThrow(expect.objectContaining({ name: 'SecurityModuleError', code: error }));
  });

  test.each(checks.valid)('card check: $name', ({ key, value, ...request }) => {
    expect(makeCardCheck(bytesOf(key), request)).toBe(value);
    const text = `${request.pan}${request.expiry}${request.serviceCode}`.padEnd(32, '0');
    const chained = naiveDes(key.slice(0, 16), text.slice(0, 16), 'encrypt');
    const result = naiveTdes(key, xorHex(chained, text.slice(16)));
    const letters = [...result.replace(/[0-9]/g, '')].map((letter) => 'ABCDEF'.indexOf(letter));
    expect((result.replace(/[A-F]/g, '') + letters.join('')).slice(0, 3)).toBe(value);
  });

  test.each(checks.invalid)('card check refused: $name', ({ key, value, error, ...request }) => {
    const check = () => cardCheckFits(bytesOf(key), request, value);
    if (error === 'wrong') expect(check()).toBe(false);
    else expect(check).toThrow(expect.objectContaining({ name: 'SecurityModuleError', code: error }));
  });
});

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));
const hex = (min: number, max = min) => fc.uint8Array({ minLength: min, maxLength: max }).map(toHex);

test.each(CHIP_SCHEMES)('%s: any card and issuer agree with the plain computation', (scheme) => {
  const method2 = chipRules[scheme].answer.method === 2;
  fc.assert(
    fc.property(
      fc.record({
        issuerCryptogramKey: hex(16),
        issuerScriptKey: hex(16),
        pan: digits(12, 19),
        sequence: digits(2, 2),
        atc: hex(2),
        data: hex(1, 60),
        code: hex(2),
        status: hex(4),
        own: hex(0, 8),
        header: hex(5),
        command: hex(0, 20),
        macBytes: fc.integer({ min: 4, max: 8 }),
      }),
      ({ code, status, own, header, command, macBytes, ...rest }) => {
        const whole = {
          ...rest,
          scheme,
          says: method2 ? { cardStatus: status, own } : { responseCode: code },
          script: { header, data: command, macBytes },
        };
        const { arqc, issuerAuthentication, scriptMac } = played(whole);
        expect({
          arqc: toHex(arqc),
          issuerAuthentication: toHex(issuerAuthentication),
          scriptMac: toHex(scriptMac),
        }).toEqual(naive(whole));
      },
    ),
    { numRuns: 6 },
  );
});

test.each(CHIP_SCHEMES)('%s: a card takes no changed answer and no changed script', (scheme) => {
  const whole = vectors.valid.find((each) => each.scheme === scheme)!;
  const { card, atc, arqc, issuerAuthentication, script, scriptMac } = played(whole);
  const changed = (bytes: Uint8Array, bit: number) =>
    bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
  for (let bit = 0; bit < 8 * issuerAuthentication.length; bit++) {
    expect(card.acceptsIssuer({ atc, arqc, issuerAuthentication: changed(issuerAuthentication, bit) })).toBe(
      false,
    );
  }
  expect(card.acceptsIssuer({ atc, arqc, issuerAuthentication: issuerAuthentication.subarray(1) })).toBe(
    false,
  );
  const command = new Uint8Array([...script.header, ...script.data, ...scriptMac]);
  const { macBytes } = script;
  for (let bit = 0; bit < 8 * command.length; bit++) {
    expect(card.acceptsScript({ atc, arqc, command: changed(command, bit), macBytes })).toBe(false);
  }
  expect(card.acceptsScript({ atc, arqc, command: command.subarray(0, 6), macBytes })).toBe(false);
});

test('an issuer says only what its cards understand', () => {
  const of = (scheme: ChipScheme) => vectors.valid.find((each) => each.scheme === scheme)!;
  const refused = expect.objectContaining({ code: 'bad-length' });
  expect(() => played({ ...of('cvn-10'), says: { cardStatus: '00000000', own: '' } })).toThrow(refused);
  expect(() => played({ ...of('cvn-18'), says: { responseCode: '3030' } })).toThrow(refused);
  expect(() => played({ ...of('cvn-18'), says: { cardStatus: '00000000', own: '00'.repeat(9) } })).toThrow(
    refused,
  );
});

test('nothing of the keys shows, and a caller may wipe its own', () => {
  const keys = {
    cryptogramKey: CHECK_KEY.slice(),
    scriptKey: CHECK_KEY.slice(),
    cardCheckKey: CHECK_KEY.slice(),
  };
  const issuer = createIssuerChip('cvn-10', keys);
  const whole = vectors.valid[0]!;
  const { pan, sequence } = whole;
  const card = createCardChip('cvn-10', keys, { pan, sequence });
  for (const key of Object.values(keys)) key.fill(0);
  expect(inspect([issuer, card], { depth: 9, showHidden: true })).not.toMatch(/Uint8Array|Buffer|KeyObject/);
  const [atc, data] = [bytesOf(whole.atc), bytesOf(whole.data)];
  const arqc = card.makeCryptogram({ atc, data });
  expect(toHex(arqc)).toBe(whole.arqc);
  expect(issuer.verifyArqc({ pan, sequence, atc, data, arqc, says: null })).toEqual({
    state: 'right',
    issuerAuthentication: null,
  });
});
