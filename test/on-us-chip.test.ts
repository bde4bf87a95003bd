/** The cryptogram of a device card, checked by a real security module. */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCardChip, createSoftwareSecurityModule, toHex } from '#adapters/security-module';
import type { SealedCard } from '#domain/payment';
import { createOnUsChip, type OnUsChip, TOKEN_SEQUENCE } from '#engine/on-us';
import { chipDataOf, cryptogramInput, type TlvNode, writeIad, writeTlv } from '#wire/emv';
import { fromHex } from '#wire/iso8583';
import { ISSUER_KEYS } from './chip-cards.ts';

const PAN = '6288990012345678903';
const security = createSoftwareSecurityModule({ masterKey: randomBytes(32) });
const phone = createCardChip('pboc-tdes', ISSUER_KEYS, { pan: PAN, sequence: TOKEN_SEQUENCE });
let chip: OnUsChip;
let token: SealedCard;

beforeAll(async () => {
  const { key } = await security.importKey('imk-ac', toHex(ISSUER_KEYS.cryptogramKey));
  chip = createOnUsChip({ security, key, scheme: 'pboc-tdes' });
  token = { ...(await security.sealPan(PAN)), expiry: '3012', sequence: null };
});

const leaf = (tag: string, hex: string): TlvNode => ({ tag, value: fromHex(hex)! });
const iadOf = (results: number): Uint8Array =>
  writeIad({
    ...{ keyIndex: 1, cryptogramVersion: 1, cvr: Uint8Array.of(3, results, 0, 0) },
    ...{ algorithm: 1, discretionary: null },
  });

/** What the terminal sends of a tap over ¥12.34; `told` are objects that it sends in place of what was signed. */
function tapped(results: number, told: readonly TlvNode[] = []): Uint8Array {
  const signed = [
    ...[leaf('9F27', '80'), { tag: '9F10', value: iadOf(results) }, leaf('9F37', '01020304')],
    ...[leaf('9F36', '0102'), leaf('95', '8000000000'), leaf('9A', '261123'), leaf('9C', '00')],
    ...[leaf('9F02', '000000001234'), leaf('5F2A', '0156'), leaf('82', '7C00'), leaf('9F1A', '0156')],
    ...[leaf('9F03', '000000000000'), leaf('9F33', 'E0F8C8'), leaf('9F34', '1F0302'), leaf('9F35', '22')],
    ...[leaf('9F1E', '3131313131313131'), leaf('84', 'A000000333010101'), leaf('9F09', '0030')],
    leaf('9F41', '00000001'),
  ];
  const atc = Uint8Array.of(1, 2);
  const value = phone.makeCryptogram({ atc, data: cryptogramInput(chipDataOf(signed), 'pboc') });
  const sent = signed.map((node) => told.find(({ tag }) => tag === node.tag) ?? node);
  return writeTlv([{ tag: '9F26', value }, ...sent]);
}
const UNLOCKED = 0xa4;
const LOCKED = 0xa0;

describe('a tap', () => {
  it('with its own cryptogram is right, and says its counter and whether the device proved its holder', async () => {
    const right = { state: 'right', counter: 0x0102 };
    expect(await chip.check(token, tapped(UNLOCKED), 1_234n)).toEqual({ ...right, verifiedOnDevice: true });
    expect(await chip.check(token, tapped(LOCKED), 1_234n)).toEqual({ ...right, verifiedOnDevice: false });
    expect(await chip.check(token, tapped(LOCKED | 0x06), 1_234n)).toMatchObject({ verifiedOnDevice: false });
  });

  it.each([
    ['a verification that the device never did', { tag: '9F10', value: iadOf(UNLOCKED) }, 1_234n],
    ['another counter', leaf('9F36', '0103'), 1_234n],
    ['another amount in message and chip data', leaf('9F02', '000000009999'), 9_999n],
    ['another amount in the message alone', leaf('9F03', '000000000000'), 9_999n],
    ['a counter of one byte', leaf('9F36', '01'), 1_234n],
  ])('with %s is wrong', async (_what, told, amountFen) => {
    expect(await chip.check(token, tapped(LOCKED, [told]), amountFen)).toEqual({ state: 'wrong' });
  });

  it('of another token is wrong; cut short it is wrong; without chip data it proves nothing', async () => {
    const sealed = await security.sealPan('6288990012345678911');
    const other = { ...sealed, expiry: '3012', sequence: null };
    expect(await chip.check(other, tapped(UNLOCKED), 1_234n)).toEqual({ state: 'wrong' });
    expect(await chip.check(token, tapped(UNLOCKED).subarray(0, 40), 1_234n)).toEqual({ state: 'wrong' });
    expect(await chip.check(token, null, 1_234n)).toEqual({ state: 'none' });
  });
});
