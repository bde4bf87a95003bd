import { describe, expect, it } from 'vitest';
import type { WalletAct, WalletId } from '#domain/wallet';
import { CARD, Shop } from '../../test/shop.ts';

const OPEN: WalletAct = {
  kind: 'open',
  holder: { name: '*明', idNumber: '1101**********1234', phone: '138****0001' },
  accountClass: 'III',
};

async function holder(): Promise<{
  readonly shop: Shop;
  readonly book: WalletId;
  readonly does: (key: string, act: WalletAct, print?: string) => ReturnType<Shop['submit']>['told'];
}> {
  const shop = await Shop.open();
  const book = shop.engine.wallets.newId();
  const does = (key: string, act: WalletAct, print?: string) =>
    shop.submit({
      ...{ type: 'wallet-act', book, act, by: 'holder', key },
      ...(print === undefined ? {} : { print }),
    }).told;
  await does('open', OPEN);
  return { shop, book, does };
}

describe('a wallet in the engine', () => {
  it('is opened with the services of the first day, and told as an event of its own book', async () => {
    const { shop, book } = await holder();
    const [wallet] = shop.store.wallets();
    expect(wallet).toMatchObject({ id: book, book, version: 1, status: { state: 'open' } });
    expect(wallet!.services.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      ...['tap on', 'no-pin on', 'pay-code on', 'scan on', 'deduction on', 'transit off'],
    ]);
    expect(shop.store.events()).toMatchObject([{ book, kind: 'wallet-opened', body: { by: 'holder' } }]);
  });

  it('the same key again gets the first outcome and the same id; other content under it is refused', async () => {
    const { shop, does } = await holder();
    const bind: WalletAct = {
      ...{
        kind: 'bind',
        card: CARD,
        issuer: '01020000',
        bankZh: '工商银行',
        bankEn: 'ICBC',
        cardKind: 'debit',
      },
    };
    const first = await does('b', bind, 'p');
    const again = await does('b', bind, 'p');
    expect(first.made).toMatch(/^bnd_[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(again).toMatchObject({ outcome: 'accepted', made: first.made, repeated: true });
    expect((await does('b', bind, 'other')).outcome).toBe('duplicate-other-content');
    expect(shop.store.wallets()[0]!.bindings).toHaveLength(1);
  });

  it('two wishes in one batch are decided in order: the second one sees the first', async () => {
    const { shop, does } = await holder();
    const { id: serviceId } = shop.store.wallets()[0]!.services[0]!;
    const off: WalletAct = { kind: 'switch-service', serviceId, to: 'off' };
    const [one, two] = await Promise.all([does('1', off), does('2', off)]);
    expect([one.outcome, two.outcome]).toEqual(['accepted', 'accepted']);
    const closed = shop.store.events().filter(({ kind }) => kind === 'wallet-service-closed');
    expect(closed).toHaveLength(1);
    expect(shop.store.wallets()[0]!.version).toBe(2);
  });

  it('a device card is found by the number of its token, a code by its own; a taken code is refused', async () => {
    const { shop, book, does } = await holder();
    const token = { ...CARD, index: 'token', masked: '628899*********0001' };
    const added = await does('d', {
      ...{ kind: 'add-device-card', token, source: { kind: 'balance' } },
      device: { kind: 'phone', name: 'phone' },
    });
    expect(await shop.store.walletToken('token')).toEqual({
      ...{ kind: 'device-card', cardIndex: 'token', book, deviceCardId: added.made },
    });
    const code = { ...CARD, index: 'code', masked: '628899*********0002' };
    const show = () =>
      shop.submit({
        type: 'wallet-code',
        book,
        code,
        source: null,
        expiresMs: shop.time.clock.nowMs() + 60_000,
      }).told;
    expect([(await show()).outcome, (await show()).outcome]).toEqual(['accepted', 'busy']);
  });

  it('a stopped wallet shows no code', async () => {
    const { shop, book, does } = await holder();
    await does('s', { kind: 'stop', caseId: 'case' });
    const shown = shop.submit({ type: 'wallet-code', book, code: CARD, source: null, expiresMs: 1 });
    expect((await shown.told).outcome).toBe('wallet-stopped');
  });

  it('no code is shown for a card that is not bound', async () => {
    const { shop, book } = await holder();
    const source = { kind: 'card', bindingId: 'bnd_0000000000000000' as never } as const;
    const shown = shop.submit({ type: 'wallet-code', book, code: CARD, source, expiresMs: 1 });
    expect((await shown.told).outcome).toBe('wallet-source-gone');
  });

  it('a restart forgets nothing', async () => {
    const { shop, does } = await holder();
    await shop.restart();
    expect((await does('open', OPEN)).repeated).toBe(true);
    expect((await does('other', OPEN)).outcome).toBe('wallet-open-already');
  });
});
