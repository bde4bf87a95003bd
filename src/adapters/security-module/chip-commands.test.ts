import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { CHIP_SCHEMES, type ChipScheme, type KeyAlgorithm } from '#engine';
import { refusal } from '../../../test/security-vectors.ts';
import { chipRules, createCardChip, createSoftwareSecurityModule, fromHex, makeCardCheck } from './index.ts';

const module = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(5) });
const AC = '0123456789ABCDEFFEDCBA9876543210';
const SMI = 'FEDCBA98765432100123456789ABCDEF';
const CARD = { pan: '6200000000000005', sequence: '01' };
const bytes = (hex: string) => fromHex(hex)!;
const withCode = (code: string) => expect.objectContaining(refusal(code) as object);
const imported = async (purpose: 'imk-ac' | 'imk-smi', clear: string, algorithm: KeyAlgorithm) =>
  (await module.importKey(purpose, clear, algorithm)).key;

describe.each(CHIP_SCHEMES)('%s', (scheme) => {
  const { cipher, answer } = chipRules[scheme];
  const card = createCardChip(scheme, { cryptogramKey: bytes(AC), scriptKey: bytes(SMI) }, CARD);
  const payment = { ...CARD, scheme, atc: bytes('0102'), data: bytes('000000012000') };
  const says =
    answer.method === 1
      ? { responseCode: bytes('3030') }
      : { cardStatus: bytes('00820000'), own: new Uint8Array(0) };

  test('a card and the module agree, and a wrong cryptogram gets no answer', async () => {
    const key = await imported('imk-ac', AC, cipher);
    const arqc = card.makeCryptogram(payment);
    const right = await module.verifyArqc({ ...payment, key, arqc, says });
    if (right.state !== 'right') throw new Error('the module does not know the card');
    const { atc } = payment;
    expect(card.acceptsIssuer({ atc, arqc, issuerAuthentication: right.issuerAuthentication! })).toBe(true);
    const wrong = arqc.map((byte) => byte ^ 1);
    expect(await module.verifyArqc({ ...payment, key, arqc: wrong, says })).toEqual({ state: 'wrong' });
  });

  test('a card takes a script of the module', async () => {
    const key = await imported('imk-smi', SMI, cipher);
    const arqc = card.makeCryptogram(payment);
    const [header, data] = [bytes('04DA9F790A'), bytes('000000010000')];
    const mac = await module.macScript({ ...payment, key, arqc, header, data, macBytes: 4 });
    const command = new Uint8Array([...header, ...data, ...mac]);
    expect(card.acceptsScript({ ...payment, arqc, command, macBytes: 4 })).toBe(true);
  });

  test('keys of another purpose or cipher are refused', async () => {
    const request = { ...payment, arqc: new Uint8Array(8), says: null };
    const smi = await imported('imk-smi', SMI, cipher);
    await expect(module.verifyArqc({ ...request, key: smi })).rejects.toThrow(withCode('wrong-purpose'));
    const other = await imported('imk-ac', AC, cipher === 'sm4' ? 'tdes' : 'sm4');
    await expect(module.verifyArqc({ ...request, key: other })).rejects.toThrow(withCode('wrong-purpose'));
  });
});

test('an unknown scheme is refused', async () => {
  const key = await imported('imk-ac', AC, 'tdes');
  const request = {
    ...CARD,
    key,
    atc: bytes('0001'),
    data: bytes('00'),
    arqc: new Uint8Array(8),
    says: null,
  };
  await expect(module.verifyArqc({ ...request, scheme: 'cvn-99' as ChipScheme })).rejects.toThrow(
    withCode('not-supported'),
  );
});

test('card checks', async () => {
  const { key } = await module.importKey('cvk', AC);
  const request = { pan: CARD.pan, expiry: '3012', serviceCode: '201' };
  const value = makeCardCheck(bytes(AC), request);
  expect(await module.verifyCardCheck(key, request, value)).toBe(true);
  expect(await module.verifyCardCheck(key, { ...request, serviceCode: '000' }, value)).toBe(false);
  expect(await module.verifyCardCheck(key, request, '')).toBe(false);
  await expect(module.verifyCardCheck(await imported('imk-ac', AC, 'tdes'), request, value)).rejects.toThrow(
    withCode('wrong-purpose'),
  );
});

test('no refusal shows a key or a card number', async () => {
  const key = await imported('imk-ac', AC, 'tdes');
  const request = { key, scheme: 'cvn-10', sequence: '01', data: bytes('00'), says: null } as const;
  const refused = await Promise.allSettled([
    module.verifyArqc({ ...request, pan: '62000000000x', atc: bytes('0001'), arqc: new Uint8Array(8) }),
    module.verifyArqc({ ...request, pan: CARD.pan, atc: bytes('01'), arqc: new Uint8Array(8) }),
  ]);
  for (const result of refused) {
    if (result.status === 'fulfilled') throw new Error('expected a refusal');
    expect(inspect(result.reason)).not.toMatch(/62000000|01234567/);
  }
});
