/** A card is bound once its issuer knows the holder and the code came back. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { WalletId } from '#domain/wallet';
import type { BoundCard } from '#engine';
import { testHolders } from '#simulation/network';
import { Shop } from '../../test/shop.ts';
import { cardOf, WalletIssuers } from '../../test/wallet-issuers.ts';

let shop: Shop;
let line: WalletIssuers;
let book: WalletId;

const bank = { issuer: 'north', bankZh: '北方银行', bankEn: 'North Bank', cardKind: 'debit' } as const;
const bound = (id: string): BoundCard => ({ card: cardOf(id), ...bank });

async function ask(id: string, holder: Partial<Record<keyof typeof testHolders.lin, string>> = {}) {
  const asked = shop.engine.bindings.ask({
    ...{ book, bound: bound(id), holder: { ...testHolders.lin, ...holder }, by: 'holder' },
  });
  await shop.time.settle();
  return asked;
}

async function confirm(id: string | null, code: string) {
  const reply = shop.engine.bindings.confirm(book, id ?? '', { code, by: 'holder' });
  await shop.time.settle();
  return reply;
}

const kinds = () => shop.store.events().map(({ kind }) => kind);

beforeEach(async () => {
  line = new WalletIssuers();
  shop = await Shop.open({ link: line });
  line.shop = shop;
  book = shop.engine.wallets.newId();
  const holder = { name: '林**', idNumber: '1101**********0011', phone: '138****0017' };
  await shop.engine.submit({
    ...{ type: 'wallet-act', book, by: 'test', key: 'open' },
    act: { kind: 'open', holder, accountClass: 'II' },
  });
});

describe('binding a card', () => {
  it('asks its issuer, which texts its customer, and binds by the code', async () => {
    const asked = await ask('north-plenty');
    expect(asked).toMatchObject({ outcome: 'accepted', id: expect.stringMatching(/^cbd_/) });
    expect(line.state.texts).toHaveLength(1);
    const reply = await confirm(asked.id, '246810');
    expect(reply.outcome).toBe('accepted');
    expect(reply.wallet!.bindings).toMatchObject([
      { bankEn: 'North Bank', state: 'bound', cardKind: 'debit' },
    ]);
    expect(kinds()).toEqual(['wallet-opened', 'wallet-card-asked', 'wallet-card-bound']);
    const told = JSON.stringify(shop.store.events(), (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    expect(told).not.toContain(testHolders.lin.name);
    expect(told).not.toContain(testHolders.lin.idNumber);
    expect(shop.engine.bindings.waiting).toBe(0);
  });

  it.each([
    ['another telephone', 'north-plenty', { phone: '13800000018' }],
    ['another name', 'north-plenty', { name: '持卡人乙' }],
    ['another ID number', 'north-plenty', { idNumber: '110101199003070038' }],
    ['the card of another person', 'north-second', {}],
    ['a card that is lost', 'north-lost', {}],
    ['a closed one', 'north-closed', {}],
  ])('with %s gets one and the same refusal', async (_, card, holder) => {
    expect(await ask(card, holder)).toEqual({
      outcome: 'wallet-card-not-verified',
      id: null,
      expiresMs: null,
    });
    expect(line.state.texts).toEqual([]);
  });

  it('takes three tries at a code, then none', async () => {
    const { id } = await ask('north-plenty');
    expect((await confirm(id, '000000')).outcome).toBe('wallet-card-code-wrong');
    expect((await confirm(id, '000001')).outcome).toBe('wallet-card-code-wrong');
    expect((await confirm(id, '000002')).outcome).toBe('wallet-card-code-over');
    expect((await confirm(id, '246810')).outcome).toBe('wallet-card-code-over');
  });

  it('silence is no try: the same code is taken afterwards', async () => {
    const { id } = await ask('north-plenty');
    line.fates.push('link-down');
    expect((await confirm(id, '246810')).outcome).toBe('network-unreachable');
    expect((await confirm(id, '246810')).outcome).toBe('accepted');
  });

  it('ends after its time, and is nobody else’s', async () => {
    const { id } = await ask('north-plenty');
    const other = shop.engine.wallets.newId();
    expect((await shop.engine.bindings.confirm(other, id!, { code: '246810', by: 'x' })).outcome).toBe(
      'wallet-card-code-over',
    );
    await shop.time.advance(5 * 60_000 + 1);
    expect((await confirm(id, '246810')).outcome).toBe('wallet-card-code-over');
  });

  it('is asked for five times in ten minutes at most', async () => {
    for (let at = 0; at < 5; at += 1) await ask('north-plenty', { phone: '13800000018' });
    expect((await ask('north-plenty')).outcome).toBe('wallet-card-asked-too-often');
    await shop.time.advance(10 * 60_000);
    expect((await ask('north-plenty')).outcome).toBe('accepted');
  });

  it('that is bound already is told so without asking anybody', async () => {
    const { id } = await ask('north-plenty');
    await confirm(id, '246810');
    line.sent.length = 0;
    expect((await ask('north-plenty')).outcome).toBe('wallet-card-bound-already');
    expect(line.sent).toEqual([]);
  });
});
