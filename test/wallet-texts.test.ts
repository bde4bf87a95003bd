/** A code on its way to a telephone: the page, the outbox, the line, the centre, and its receipt back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SmsRow } from '#adapters/postgres';
import type { SmppLine } from '#adapters/sms';
import type { WalletAct } from '#domain/wallet';
import { type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { lineTo, SmppCentre } from './smpp-centre.ts';
import { eventually, Telling } from './telling.ts';
import { HolderBrowser, makeHolder, signedInHolder, somePhone } from './wallet-browser.ts';

let world: HttpWorld;
let telling: Telling;
let centre: SmppCentre;
let line: SmppLine;
beforeAll(async () => {
  world = await openHttpWorld();
  telling = new Telling(world);
  centre = new SmppCentre();
  line = lineTo(await centre.listen());
  await eventually(
    async () => line.isBound,
    (bound) => bound,
  );
});
afterAll(async () => {
  await line?.close();
  await centre?.[Symbol.asyncDispose]();
  await world?.[Symbol.asyncDispose]();
});
afterEach(() => telling.stop());

const newest = async (): Promise<SmsRow> =>
  (await world.noticeStore.texts.list({ cursor: null, limit: 1 })).items[0]!;
const ask = (phone: string) =>
  new HolderBrowser(world).call('POST', '/v1/wallet/session/codes', { body: { phone } });

describe('a code by text', () => {
  it('reaches the telephone, opens the sign-in, and leaves nothing of itself here', async () => {
    const { phone } = await makeHolder(world);
    const heard = centre.submitted.length;
    expect((await ask(phone)).status).toBe(202);
    telling.start({ sms: line });
    await eventually(newest, ({ state }) => state === 'sent');
    const said = centre.submitted.slice(heard).map(({ short_message }) => short_message?.message);
    const code = /\d{6}/.exec(said.join(''))?.[0] ?? '';
    const browser = new HolderBrowser(world);
    expect((await browser.signIn({ phone, code })).status).toBe(200);
    const row = await newest();
    expect(row).toMatchObject({ secretSeal: null, error: null, attempts: 1 });
    expect(JSON.stringify(row)).not.toContain(code);
    const outbox = await world.call('GET', '/v1/sms-outbox', { key: KEYS.operator });
    expect(outbox.text).not.toContain(code);
    // The centre tells what became of it, and the outbox shows that.
    const receipt = `id:${centre.idOf(centre.submitted.length)} stat:DELIVRD err:000 text:`;
    centre.last.deliver_sm({ esm_class: 4, data_coding: 0, short_message: receipt });
    await eventually(newest, ({ state }) => state === 'delivered');
  });

  it('that the centre does not take is tried again while it is good, and then shown as failed', async () => {
    centre.status = 0x0b;
    await ask(somePhone());
    telling.start({ sms: line });
    await eventually(newest, ({ attempts }) => attempts === 1);
    expect(await newest()).toMatchObject({ state: 'waiting', error: 'smpp-refused-0x0000000b' });
    telling.moveOn(20_000);
    await eventually(newest, ({ attempts }) => attempts === 2);
    // After its five minutes it is worth nothing, and goes nowhere.
    const heard = centre.submitted.length;
    telling.moveOn(300_000);
    await eventually(newest, ({ state }) => state === 'failed');
    expect(await newest()).toMatchObject({ error: 'too-late', secretSeal: null, attempts: 2 });
    expect(centre.submitted).toHaveLength(heard);
    centre.status = 0;
  });

  it('that a telephone does not take is shown as undelivered', async () => {
    await ask(somePhone());
    telling.start({ sms: line });
    await eventually(newest, ({ state }) => state === 'sent');
    const short_message = `id:${centre.idOf(centre.submitted.length)} stat:UNDELIV err:027 text:`;
    centre.last.deliver_sm({ esm_class: 4, data_coding: 0, short_message });
    await eventually(newest, ({ state }) => state === 'undelivered');
    const shown = (await world.call('GET', '/v1/sms-outbox', { key: KEYS.operator })).body;
    expect((shown.items as object[])[0]).toMatchObject({ state: 'undelivered', error: 'UNDELIV 027' });
  });
});

describe('the end of a wallet', () => {
  it('ends every sign-in of its holder, and the telephone opens another wallet', async () => {
    const browser = await signedInHolder(world, { state: 'opening' });
    const { walletId: book, phone, personId } = browser.holder;
    const nowMs = world.options.clock.nowMs();
    const act = (what: WalletAct) =>
      world.engine.submit({ type: 'wallet-act', book, act: what, by: personId, key: what.kind });
    expect((await act({ kind: 'begin-closing', closesAtMs: nowMs })).outcome).toBe('accepted');
    expect((await act({ kind: 'lock', keptUntilMs: nowMs + 1_000_000 })).outcome).toBe('accepted');
    telling.start({ onEvents: (events) => world.options.holders.heard(events) });
    const signedIn = async () => (await browser.call('GET', '/v1/wallet/session')).body.signedIn === true;
    await eventually(signedIn, (is) => !is);
    // The stay opens nothing from the lock on; the person is closed once the event of it was read.
    const kept = () => world.personStore.byId(personId);
    await eventually(kept, (person) => person?.state === 'closed');
    expect(await kept()).toMatchObject({ state: 'closed', walletId: book });
    expect(await world.personStore.byPhone((await kept())!.phone.index)).toBeNull();
    const again = await makeHolder(world, { phone });
    expect(again.walletId).not.toBe(book);
  });
});
