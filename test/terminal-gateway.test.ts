import { describe, expect, test } from 'vitest';
import {
  decodePinBlockIso0,
  encodePinBlockIso0,
  fromHex,
  tdesEcbDecrypt,
  tdesEcbEncrypt,
} from '#adapters/security-module';
import { decodePosFrame, type Iso8583Message } from '#wire/iso8583';
import { HEADER, MERCHANT, PAN, TerminalActor } from './terminal-gateway-terminal.ts';
import { useWorld, ZPK } from './terminal-gateway-world.ts';

const at = useWorld();
const code = (answer: Iso8583Message) => answer.fields[39];

describe('the way out', () => {
  test('sign-in, then a sale is approved with a valid code', async () => {
    const terminal = new TerminalActor();
    const on = await at.line();
    const welcome = await terminal.signIn(on);
    expect(welcome.fields[60]).toBe('00000001003');
    expect((welcome.fields[62] as Uint8Array).length).toBe(40);

    const sale = await on.ask(terminal.sale({ 2: PAN }));
    expect(sale).toMatchObject({
      mti: '0210',
      fields: { 2: PAN, 4: '000000012345', 38: 'A1B2C3', 39: '00' },
    });
    expect(terminal.isSigned(sale)).toBe(true);
    const [payment] = at.world.store.payments();
    expect(payment).toMatchObject({ state: 'approved', amountFen: 12_345n, rrn: sale.fields[37] });
    expect(sale.fields[15]).toBe(at.world.engine.clearingDayNow().slice(5).replace('-', ''));
    expect(payment?.card).toMatchObject({ masked: '620000******0005', expiry: '3012' });
  });

  test('the answer goes to the address that asked, under the same header', async () => {
    const terminal = new TerminalActor();
    const on = await at.line();
    on.write(terminal.echo());
    const { tpdu, header } = decodePosFrame((await on.next())!);
    expect(tpdu).toEqual({ id: '60', destination: '8381', source: '0005' });
    expect(header).toEqual(HEADER);
  });

  test('a PIN goes to the network under the zone key; one that does not decrypt is refused unsent', async () => {
    const { terminal, on } = await at.signedIn();
    const block = encodePinBlockIso0('135790', PAN);
    const fields = { 2: PAN, 22: '021', 26: '12', 53: '2600000000000000' };
    const good = await on.ask(terminal.sale({ ...fields, 52: tdesEcbEncrypt(terminal.pinKey, block) }));
    expect(code(good)).toBe('00');
    const sent = at.world.requests[0]!.carried!.pinBlock!;
    expect(decodePinBlockIso0(tdesEcbDecrypt(fromHex(ZPK)!, sent), PAN)).toBe('135790');

    const bad = await on.ask(terminal.sale({ ...fields, 52: new Uint8Array(8) }));
    expect(code(bad)).toBe('99');
    expect(terminal.isSigned(bad)).toBe(true);
    expect(at.world.requests).toHaveLength(1);
  });

  test('declines come through with their code', async () => {
    const { terminal, on } = await at.signedIn();
    at.world.network = () => 'funds-insufficient';
    const sale = await on.ask(terminal.sale());
    expect(sale.fields).toMatchObject({ 39: '51', 63: '   not enough money' });
    expect(sale.fields[38]).toBeUndefined();
  });

  test('no answer from the network in time: 98, in words that are no decline', async () => {
    await at.begin({ limits: { replyDueMs: 30 } });
    const { terminal, on } = await at.signedIn();
    at.world.network = ({ message }) => (message === 'reversal' ? 'approved' : 'silent');
    const sale = await on.ask(terminal.sale());
    expect(sale.fields).toMatchObject({ 39: '98', 63: '   outcome unknown, being undone' });
    expect(terminal.isSigned(sale)).toBe(true);
  });

  test('a waiting terminal is told 98 when the engine does not end in time', async () => {
    await at.begin({ limits: { terminalWaitMs: 30 } });
    const { terminal, on } = await at.signedIn();
    at.world.network = () => 'silent';
    expect(code(await on.ask(terminal.sale()))).toBe('98');
  });

  test('storage that fails: silence for a sale, 96 for a sign-in', async () => {
    const { terminal, on } = await at.signedIn();
    for (let i = 0; i < 3; i += 1) at.world.store.failNextApply('before');
    on.write(terminal.sale());
    const echo = await on.ask(terminal.echo());
    expect(echo.mti).toBe('0830');
    for (let i = 0; i < 3; i += 1) at.world.store.failNextApply('before');
    expect(code(await on.ask(terminal.signInFrame()))).toBe('96');
    expect(at.world.events).toContainEqual(
      expect.objectContaining({ request: 'sale', outcome: 'storage-trouble', answered: false }),
    );
  });

  test('duplicates in parallel: one payment, fifty equal answers', async () => {
    const { terminal } = await at.signedIn();
    const sale = terminal.sale();
    const many = await Promise.all(Array.from({ length: 50 }, () => at.line()));
    const answers = await Promise.all(many.map((each) => each.ask(sale)));
    const said = new Set(
      answers.map(({ fields }) => [fields[37], fields[38], fields[39], fields[15]].join()),
    );
    expect(said).toEqual(new Set([[answers[0]!.fields[37], 'A1B2C3', '00', answers[0]!.fields[15]].join()]));
    expect(answers.every((answer) => terminal.isSigned(answer))).toBe(true);
    expect(at.world.store.payments()).toHaveLength(1);
    expect(at.world.requests).toHaveLength(1);
  });

  test('a repeat after a new sign-in gets the first outcome under the new key; other content is 94', async () => {
    const { terminal, on } = await at.signedIn();
    const first = await on.ask(terminal.sale({ 11: '000777' }));
    await terminal.signIn(on);
    const again = await on.ask(terminal.sale({ 11: '000777' }));
    expect(again.fields[37]).toBe(first.fields[37]);
    expect(terminal.isSigned(again)).toBe(true);
    expect(code(await on.ask(terminal.sale({ 11: '000777', 4: '000000099999' })))).toBe('94');
    expect(at.world.store.payments()).toHaveLength(1);
  });
});

describe('the way back', () => {
  test('void: a reference of its own, the code of the sale', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = await on.ask(terminal.sale());
    const undone = await on.ask(terminal.void(sale));
    expect(undone.fields).toMatchObject({ 3: '200000', 38: 'A1B2C3', 39: '00' });
    expect(undone.fields[37]).not.toBe(sale.fields[37]);
    expect(terminal.isSigned(undone)).toBe(true);
    expect(at.world.store.payments()[0]?.state).toBe('voided');
    expect(code(await on.ask(terminal.void(sale)))).toBe('22');
  });

  test('reversal: 00 and again 00 with the same reference; a sale that comes after its reversal is refused', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = await on.ask(terminal.sale());
    const stan = sale.fields[11] as string;
    const first = await on.ask(terminal.reversal(stan));
    const again = await on.ask(terminal.reversal(stan));
    expect([first.mti, code(first), code(again)]).toEqual(['0410', '00', '00']);
    expect(again.fields[37]).toBe(first.fields[37]);
    expect(first.fields[38] ?? first.fields[63]).toBeUndefined();

    expect(code(await on.ask(terminal.reversal('000900')))).toBe('25');
    expect(code(await on.ask(terminal.sale({ 11: '000900' })))).toBe('22');
    expect(at.world.store.payments()).toHaveLength(1);
  });

  test('a reversal under the key before the last sign-in is good, a sale under it is not', async () => {
    const { terminal, on } = await at.signedIn();
    const stan = (await on.ask(terminal.sale())).fields[11] as string;
    const [reversal, sale] = [terminal.reversal(stan), terminal.sale()];
    await terminal.signIn(on);
    expect(code(await on.ask(sale))).toBe('A0');
    const undone = await on.ask(reversal);
    expect(code(undone)).toBe('00');
    expect(terminal.isSigned(undone)).toBe(true);
  });

  test('settlement compares, opens the next batch and so the refund', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = await on.ask(terminal.sale());
    const zero = '0'.repeat(31);
    const totals = `000000012345001${'0'.repeat(16)}${zero}`;
    const settled = await on.ask(terminal.settlement(totals));
    expect(settled).toMatchObject({ mti: '0510', fields: { 39: '00' } });
    expect((settled.fields[48] as string)[30]).toBe('1');
    expect(code(await on.ask(terminal.sale()))).toBe('77');
    expect((await terminal.signIn(on)).fields[60]).toBe('00000002003');
    expect((await on.ask(terminal.settlement(totals))).fields[48]).toMatch(/^.{30}2.{30}1$/);
    await terminal.signIn(on);
    const refund = await on.ask(terminal.refund(sale, { 4: '000000000100' }));
    expect(refund).toMatchObject({ mti: '0230', fields: { 4: '000000000100', 39: '00' } });
    expect(refund.fields[38]).toBeUndefined();

    // Under a new trace number it may be the first one over, or a second one: the cashier is told which.
    const asked = terminal.refund(sale, { 4: '000000000100' });
    for (const again of [await on.ask(asked), await on.ask(asked)]) {
      expect([code(again), again.fields[37]]).toEqual(['00', refund.fields[37]]);
      expect(again.fields[63]).toBe(`   refunded before, reference ${refund.fields[37]}`);
    }
    const other = await on.ask(terminal.refund(sale, { 4: '000000000200' }));
    expect(other.fields[63]).toBe(refund.fields[63]);
    const another = terminal.refund(sale, {
      4: '000000000300',
      61: `${String(sale.fields[60]).slice(2, 8)}${sale.fields[11]}0101`,
    });
    expect(code(await on.ask(another))).toBe('25');
    const ofOther = terminal.refund(sale, { 4: '000000000400', 38: 'ZZZ999' });
    expect(code(await on.ask(ofOther))).toBe('25');
    const repeated = terminal.refund(sale, { 4: '000000000100', 38: 'ZZZ999' });
    expect(code(await on.ask(repeated))).toBe('25');
  });
});

describe('who may speak', () => {
  test('wrong code: A0, nothing booked, and no code in the answer that a stranger could use', async () => {
    const { terminal, on } = await at.signedIn();
    terminal.macKey = new Uint8Array(8).fill(0x11);
    const answer = await on.ask(terminal.sale());
    expect(code(answer)).toBe('A0');
    expect(answer.fields[64]).toBeUndefined();
    expect(at.world.requests).toHaveLength(0);
    expect(at.world.store.payments()).toHaveLength(0);
    expect(at.world.store.journals()).toHaveLength(0);
  });

  test('unknown, not signed in, blocked', async () => {
    await at.begin({ blocked: ['10000002'] });
    const on = await at.line();
    expect(code(await on.ask(new TerminalActor('99999999').sale()))).toBe('97');
    expect(code(await on.ask(new TerminalActor('99999999').signInFrame()))).toBe('97');
    expect(code(await on.ask(new TerminalActor().sale()))).toBe('77');
    expect(code(await on.ask(new TerminalActor('10000002').signInFrame()))).toBe('58');
  });

  test('a sign-in for single length keys is refused and leaves the keys in force', async () => {
    const { terminal, on } = await at.signedIn();
    expect(code(await on.ask(terminal.signInFrame('001')))).toBe('40');
    expect(code(await on.ask(terminal.sale()))).toBe('00');
  });

  test('keys that another process gave out are found at the first message under them', async () => {
    const { terminal, on } = await at.signedIn();
    const stored = (await at.world.store.terminal(MERCHANT, '10000001'))!;
    const other = await at.world.security.importKey('mak', '13579BDF02468ACE');
    at.world.store.seed({ terminals: [{ ...stored, keys: { ...stored.keys, macKey: other.key } }] });
    terminal.macKey = fromHex('13579BDF02468ACE')!;
    const sale = await on.ask(terminal.sale());
    expect(code(sale)).toBe('00');
    expect(terminal.isSigned(sale)).toBe(true);
  });

  test('no event names a card number', async () => {
    const { terminal, on } = await at.signedIn();
    await on.ask(terminal.sale({ 2: PAN }));
    const text = JSON.stringify(at.world.events, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(text).toContain('620000******0005');
    expect(text).not.toContain(PAN);
  });
});
