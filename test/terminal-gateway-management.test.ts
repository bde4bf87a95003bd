/** What a terminal asks for beside payments, over real sockets: keys, lists, batches, switches, refusals. */
import { describe, expect, test } from 'vitest';
import {
  createKeyCipher,
  createMac,
  decodePinBlockIso0,
  encryptPin,
  fromHex,
  tdesEcbDecrypt,
  tdesEcbEncrypt,
} from '#adapters/security-module';
import { NO_TERMINAL_DATA, type TerminalData } from '#adapters/terminal-gateway';
import { decodeGb18030 } from '#wire/gb18030';
import {
  buildBatchDetails,
  buildBlockIndex,
  buildListQuery,
  buildListTags,
  buildSmPin,
  decodePosFrame,
  dialectProfile,
  encode,
  type FieldValue,
  type Iso8583Message,
  keyLayouts,
  latinBytes,
  macInputPos,
  parseListAnswer,
  parseSignInKeys,
  parseTerminalParameters,
  posDialectOf,
  transactionBits,
} from '#wire/iso8583';
import { framed, type Line, MERCHANT, PAN, TerminalActor, TMK } from './terminal-gateway-terminal.ts';
import { useWorld, ZPK } from './terminal-gateway-world.ts';

const at = useWorld();
const code = (answer: Iso8583Message) => answer.fields[39];
const list = (answer: Iso8583Message) => parseListAnswer(answer.fields[62] as Uint8Array);

/** A terminal of any profile: keys out of its sign-in answer, and sales with its own kind of code. */
class Speaker {
  readonly actor = new TerminalActor();
  readonly profile;
  mac: (data: Uint8Array) => Uint8Array = () => new Uint8Array(8);
  keys: { readonly pin: Uint8Array; readonly track: Uint8Array | null } | null = null;

  constructor(id: string) {
    this.profile = dialectProfile(id)!;
  }

  async signIn(on: Line): Promise<Iso8583Message> {
    const { signIn, mac } = this.profile;
    const answer = await on.ask(this.actor.signInFrame(signIn.code));
    if (code(answer) !== '00') return answer;
    const keys = parseSignInKeys(answer.fields[62] as Uint8Array, keyLayouts[signIn.keyLayout]);
    const under = createKeyCipher(mac.cipher, fromHex(TMK)!);
    const clear = (bytes: Uint8Array): Uint8Array => new Uint8Array(under.decrypt(bytes));
    const macKey = clear(keys.macKey);
    const pin = clear(keys.pinKey);
    this.keys = { pin, track: keys.trackKey === undefined ? null : clear(keys.trackKey) };
    const made = createMac(mac.algorithm, { algorithm: mac.cipher, bytes: macKey }, mac.form);
    this.mac = made;
    this.actor.batchNo = (answer.fields[60] as string).slice(2, 8);
    return answer;
  }

  sale(fields: Record<number, FieldValue> = {}): Uint8Array {
    const dialect = posDialectOf(this.profile);
    const body = encode(dialect, {
      mti: '0200',
      fields: {
        ...{ 2: PAN, 3: '000000', 4: '000000012345', 11: this.actor.stan(), 22: '022', 25: '00' },
        ...{ 41: this.actor.terminalId, 42: MERCHANT, 49: '156', 60: `22${this.actor.batchNo}00020` },
        ...fields,
        64: new Uint8Array(8),
      },
    });
    body.set(this.mac(macInputPos(body)), body.length - 8);
    return framed(body);
  }
}

describe('sign-in with every kind of keys', () => {
  test.each(['standard', 'track-key', 'whole-mac-key', 'binary-mac', 'retail-mac', 'self-service'])(
    'the profile %s: its keys work, its sale is approved',
    async (id) => {
      await at.begin({ profiles: [id] });
      const speaker = new Speaker(id);
      const on = await at.line();
      expect(code(await speaker.signIn(on))).toBe('00');
      const sale = await on.ask(speaker.sale());
      expect(code(sale)).toBe('00');
      const body = encode(posDialectOf(speaker.profile), sale);
      expect(sale.fields[64]).toEqual(speaker.mac(macInputPos(body)));
      expect(at.world.store.payments()).toHaveLength(1);
    },
  );

  test.each(['sm4', 'sm4-006'])('SM4 keys (%s) under an SM4 master key, a PIN among them', async (id) => {
    await at.begin({ sm4: true, profiles: [id] });
    const speaker = new Speaker(id);
    const on = await at.line();
    const welcome = await speaker.signIn(on);
    expect((welcome.fields[60] as string).slice(8)).toBe(speaker.profile.signIn.answerCode);
    expect(code(await on.ask(speaker.sale()))).toBe('00');
    const key = createKeyCipher('sm4', speaker.keys!.pin);
    const cipher = encryptPin('x9.8-sm4', key, '135790', PAN);
    const pin = {
      22: '021',
      26: '12',
      52: new Uint8Array(8),
      53: '2300000000000000',
      63: buildSmPin(cipher),
    };
    expect(code(await on.ask(speaker.sale(pin)))).toBe('00');
    const sent = at.world.requests.at(-1)!.carried!.pinBlock!;
    expect(decodePinBlockIso0(tdesEcbDecrypt(fromHex(ZPK)!, sent), PAN)).toBe('135790');
    expect(code(await on.ask(speaker.sale({ ...pin, 63: buildSmPin(new Uint8Array(16)) })))).toBe('99');
  });

  test('a terminal without an SM4 master key, and a code that its profiles do not have', async () => {
    await at.begin({ profiles: ['standard', 'sm4'] });
    const on = await at.line();
    expect(code(await on.ask(new TerminalActor().signInFrame('005')))).toBe('40');
    expect(code(await on.ask(new TerminalActor().signInFrame('006')))).toBe('40');
    expect(code(await on.ask(new TerminalActor().signInFrame('003')))).toBe('00');
  });

  test('single length keys only where the profile says so, and then without a PIN', async () => {
    await at.begin({ profiles: ['single-des'] });
    const speaker = new Speaker('single-des');
    const on = await at.line();
    expect(code(await speaker.signIn(on))).toBe('00');
    expect(code(await on.ask(speaker.sale()))).toBe('00');
    const pin = { 22: '021', 26: '12', 52: new Uint8Array(8).fill(3), 53: '2000000000000000' };
    expect(code(await on.ask(speaker.sale(pin)))).toBe('A7');
    expect(at.world.store.payments()).toHaveLength(1);
  });

  test('an enciphered track names the card', async () => {
    await at.begin({ profiles: ['track-key'] });
    const speaker = new Speaker('track-key');
    const on = await at.line();
    await speaker.signIn(on);
    const track = `${PAN}D30122010000012345`;
    const end = track.length - (track.length % 2) - 2;
    const start = end - 16;
    const cipher = tdesEcbEncrypt(speaker.keys!.track!, fromHex(track.slice(start, end))!);
    const hidden = Buffer.from(cipher).toString('hex').toUpperCase();
    const sale = speaker.sale({
      35: track.slice(0, start) + hidden + track.slice(end),
      53: '0610000000000000',
    });
    expect(code(await on.ask(sale))).toBe('00');
    expect(at.world.requests[0]?.carried?.track2).toBe(track);
    expect(at.world.store.payments()[0]?.card.masked).toBe('620000******0005');
  });

  test('an enciphered track that is none: A7, so that the terminal signs in again', async () => {
    await at.begin({ profiles: ['track-key'] });
    const speaker = new Speaker('track-key');
    const on = await at.line();
    await speaker.signIn(on);
    for (const track of ['D123', 'F'.repeat(37), `${PAN}D3012${'A'.repeat(12)}`]) {
      const answer = await on.ask(speaker.sale({ 35: track, 53: '0610000000000000' }));
      expect([track, code(answer)]).toEqual([track, 'A7']);
    }
    expect(at.world.store.payments()).toHaveLength(0);
  });

  test('a wrong code of another algorithm is A0', async () => {
    await at.begin({ profiles: ['retail-mac'] });
    const speaker = new Speaker('retail-mac');
    const on = await at.line();
    await speaker.signIn(on);
    const made = createMac('x9.9-cbc', { algorithm: 'tdes', bytes: new Uint8Array(16).fill(5) }, 'raw');
    speaker.mac = made;
    expect(code(await on.ask(speaker.sale()))).toBe('A0');
    expect(at.world.store.payments()).toHaveLength(0);
  });
});

const DATA: TerminalData = {
  ...NO_TERMINAL_DATA,
  versions: { parameters: '1', 'ca-keys': 'k1', 'chip-parameters': 'c1', blacklist: 'b1' },
  caKeys: Array.from({ length: 20 }, (_, index) => ({
    id: 'A000000333',
    index: (index + 1).toString(16).padStart(2, '0').toUpperCase(),
    listed: [{ tag: 'DF05', value: Uint8Array.from('20301231', (each) => each.charCodeAt(0)) }],
    tags: [{ tag: 'DF02', value: new Uint8Array(144).fill(index) }],
  })),
  chipParameters: [
    { id: 'A000000333010101', index: null, listed: [], tags: [{ tag: 'DF01', value: Uint8Array.of(0) }] },
  ],
  blacklist: Array.from({ length: 25 }, (_, index) => `62000${index}`),
};

describe('downloads', () => {
  test('parameters: who the merchant is, and what may be offered', async () => {
    const { terminal, on } = await at.signedIn();
    const answer = await on.ask(terminal.managed('0800', '360'));
    expect([answer.mti, code(answer)]).toEqual(['0810', '00']);
    const parameters = parseTerminalParameters(answer.fields[62] as Uint8Array);
    expect(parameters).toMatchObject({ merchantName: 'TEST SHOP', resendCount: 2, manualEntry: true });
    // As rule ACC-10 has it.
    expect(parameters.tipPercent).toBe(15);
    // Orders by mail and telephone want a permission first.
    const usual = Object.values(transactionBits).filter((bit) => bit !== transactionBits['moto-sale']);
    expect(parameters.transactions).toEqual(usual);
    expect(code(await on.ask(terminal.managed('0800', '361')))).toBe('00');
    expect((await at.world.engine.terminal(MERCHANT, '10000001'))?.held).toEqual({ parameters: '0.15.0' });
  });

  test('the name of the shop is in Chinese where the words of the terminal are', async () => {
    await at.begin({ language: 'zh' });
    const { terminal, on } = await at.signedIn();
    const answer = await on.ask(terminal.managed('0800', '360'));
    const { merchantName = '' } = parseTerminalParameters(answer.fields[62] as Uint8Array);
    expect(decodeGb18030(latinBytes(merchantName)!)).toBe('测试商户');
  });

  test('references of two terminals at one second and trace number differ, and are no payment’s', async () => {
    const two = [new TerminalActor(), new TerminalActor('10000002')];
    const answers = await Promise.all(two.map(async (each) => (await at.line()).ask(each.signInFrame())));
    const [one, other] = answers.map(({ fields }) => fields);
    expect([one![11], one![39], other![39]]).toEqual([other![11], '00', '00']);
    expect(one![37]).not.toBe(other![37]);
    for (const fields of [one!, other!]) expect(fields[37]).toMatch(/^\d{6}M[0-9A-Z]{5}$/);
  });

  test('a list is told in parts, an entry by its name, and the end is written down', async () => {
    await at.begin({ data: DATA });
    const { terminal, on } = await at.signedIn();
    const first = list(await on.ask(terminal.managed('0820', '372', { 62: buildListQuery(0) })));
    const rest = list(await on.ask(terminal.managed('0820', '372', { 62: buildListQuery(16) })));
    const none = list(await on.ask(terminal.managed('0820', '372', { 62: buildListQuery(20) })));
    expect([first.state, first.tags.length, rest.state, rest.tags.length, none.state]).toEqual([
      '2',
      48,
      '1',
      12,
      '0',
    ]);
    const name = buildListTags([
      { tag: '9F06', value: fromHex('A000000333')! },
      { tag: '9F22', value: Uint8Array.of(0x0a) },
    ]);
    const key = list(await on.ask(terminal.managed('0800', '370', { 62: name })));
    expect(key.tags.map(({ tag }) => tag)).toEqual(['9F06', '9F22', 'DF02']);
    expect(key.tags[2]?.value).toEqual(new Uint8Array(144).fill(9));
    const aid = buildListTags([{ tag: '9F06', value: fromHex('A000000333010101')! }]);
    expect(list(await on.ask(terminal.managed('0800', '380', { 62: aid }))).state).toBe('1');
    const stranger = buildListTags([{ tag: '9F06', value: fromHex('A000000999')! }]);
    expect(list(await on.ask(terminal.managed('0800', '380', { 62: stranger }))).state).toBe('0');
    const block = await on.ask(terminal.managed('0800', '390', { 62: buildBlockIndex(1) }));
    expect(String.fromCharCode(...(block.fields[62] as Uint8Array))).toBe(
      `1${[20, 21, 22, 23, 24].map((each) => `0762000${each}`).join('')}`,
    );
    for (const end of ['371', '381', '391'])
      expect(code(await on.ask(terminal.managed('0800', end)))).toBe('00');
    const held = { 'ca-keys': 'k1', 'chip-parameters': 'c1', blacklist: 'b1' };
    expect((await at.world.engine.terminal(MERCHANT, '10000001'))?.held).toEqual(held);
  });

  test('what the institution does not have is a function that is not opened: 40', async () => {
    const { terminal, on } = await at.signedIn();
    for (const [mti, each] of [
      ['0820', '372'],
      ['0800', '394'],
      ['0800', '396'],
      ['0800', '352'],
      ['0800', '364'],
    ] as const)
      expect([each, code(await on.ask(terminal.managed(mti, each)))]).toEqual([each, '40']);
  });

  test('a master key desk that is plugged in', async () => {
    const seen: string[] = [];
    await at.begin({
      masterKeys: {
        transportKey: async () => [{ tag: 'DF04', value: Uint8Array.of(3) }],
        exchange: async ({ terminal }, tags) => {
          seen.push(`${terminal.terminalId} ${tags.map(({ tag }) => tag).join(' ')}`);
          return tags.length === 0 ? null : [{ tag: 'DF23', value: new Uint8Array(16) }];
        },
        enable: async () => true,
      },
    });
    const { terminal, on } = await at.signedIn();
    expect(code(await on.ask(terminal.managed('0800', '352')))).toBe('00');
    const sent = buildListTags([{ tag: 'DF23', value: new Uint8Array(128) }]);
    expect(code(await on.ask(terminal.managed('0800', '350', { 62: sent })))).toBe('00');
    expect(code(await on.ask(terminal.managed('0800', '350')))).toBe('A7');
    expect(code(await on.ask(terminal.managed('0800', '351')))).toBe('00');
    expect(seen).toEqual(['10000001 DF23', '10000001 ']);
  });

  test('a status report is kept, without what looks like a card number', async () => {
    const { terminal, on } = await at.signedIn();
    const text = Uint8Array.from(`PRINTER OK ${PAN}`, (each) => each.charCodeAt(0));
    expect(code(await on.ask(terminal.managed('0820', '362', { 62: text })))).toBe('00');
    expect((await at.world.engine.terminal(MERCHANT, '10000001'))?.lastStatus?.text).toBe(
      'PRINTER OK 620000******0005',
    );
  });
});

describe('what the host wants of a terminal stands in the header of its answers', () => {
  const digit = async (on: Line, frame: Uint8Array): Promise<string> => {
    on.write(frame);
    return decodePosFrame((await on.next())!).header.processingRequirement;
  };
  const merchant = async () => (await at.world.engine.merchant(MERCHANT))!;
  const wanted = async (what: 'signIn' | 'status') =>
    at.world.engine.submit({
      ...{ type: 'note-terminal', merchant: await merchant(), terminalId: '10000001' },
      note: { kind: 'wanted', what, wanted: true, by: 'op', reason: 'test' },
    });

  test('sign in again, parameters after a switch, a status; each until it was done', async () => {
    const { terminal, on } = await at.signedIn();
    expect(await digit(on, terminal.sale())).toBe('0');
    await at.world.engine.submit({
      ...{ type: 'switch-acceptance', merchant: await merchant(), terminalId: '10000001' },
      ...{ product: 'tap', wanted: 'off', asker: 'merchant', by: 'shop', reason: 'test', batchNo: '000001' },
    });
    expect(await digit(on, terminal.sale())).toBe('1');
    const answer = await on.ask(terminal.managed('0800', '360'));
    const { transactions } = parseTerminalParameters(answer.fields[62] as Uint8Array);
    expect(transactions).not.toContain(transactionBits.contactless);
    expect(await digit(on, terminal.sale())).toBe('1');
    await on.ask(terminal.managed('0800', '361'));
    expect(await digit(on, terminal.sale())).toBe('0');
    await wanted('status');
    expect(await digit(on, terminal.sale())).toBe('2');
    await on.ask(terminal.managed('0820', '362'));
    await wanted('signIn');
    expect(await digit(on, terminal.sale())).toBe('3');
    await terminal.signIn(on);
    expect(await digit(on, terminal.sale())).toBe('0');
  });

  test('a tap at a terminal whose switch is off is declined with 40 before it fetched anything', async () => {
    const { terminal, on } = await at.signedIn();
    await at.world.engine.submit({
      ...{ type: 'switch-acceptance', merchant: await merchant(), terminalId: '10000001' },
      ...{ product: 'tap', wanted: 'barred', asker: 'operator', by: 'op', reason: 'test', batchNo: '000001' },
    });
    const chip = { 2: PAN, 55: fromHex('9F260808A1B2C3D4E5F607')! };
    expect(code(await on.ask(terminal.sale({ ...chip, 22: '072' })))).toBe('58');
    expect(code(await on.ask(terminal.sale({ ...chip, 22: '052' })))).toBe('00');
  });
});

describe('the end of a batch', () => {
  const nothing = `${'0'.repeat(30)}0${'0'.repeat(30)}0`;

  test('settled with a difference, uploaded, compared: what the terminal never heard of is undone', async () => {
    const { terminal, on } = await at.signedIn();
    const kept = await on.ask(terminal.sale());
    const lost = await on.ask(terminal.sale({ 4: '000000000500' }));
    expect((await on.ask(terminal.settlement(nothing))).fields[48]).toMatch(/^.{30}2.{30}1$/);
    const stan = kept.fields[11] as string;
    const detail = { kind: 'domestic', stan, pan: PAN, amountFen: 12_345n } as const;
    const details = { 11: terminal.stan(), 48: buildBatchDetails([detail]) };
    expect(await on.ask(terminal.managed('0320', '201', details))).toMatchObject({
      mti: '0330',
      fields: { 39: '00' },
    });
    const end = { 11: terminal.stan(), 48: '0001' };
    const ended = await on.ask(terminal.managed('0320', '202', end, 'with a code'));
    expect([code(ended), terminal.isSigned(ended)]).toEqual(['00', true]);
    const [batch] = at.world.store.batches();
    expect(batch).toMatchObject({
      state: 'compared',
      differences: [{ kind: 'host-only', stan: lost.fields[11], resolution: { state: 'by-rule' } }],
    });
    expect(JSON.stringify(batch, (_, each) => (typeof each === 'bigint' ? `${each}` : each))).not.toContain(
      PAN,
    );
    const undone = at.world.store.payments().find(({ amountFen }) => amountFen === 500n);
    expect(undone?.state).toBe('reversed');
    expect(code(await on.ask(terminal.managed('0320', '202', { ...end, 11: terminal.stan() })))).toBe('00');
  });

  test('an end without the code of the terminal undoes nothing, one with a wrong code is refused', async () => {
    const { terminal, on } = await at.signedIn();
    await on.ask(terminal.sale());
    await on.ask(terminal.settlement(nothing));
    const end = (): Record<number, string> => ({ 11: terminal.stan(), 48: '0000' });
    const wrong = { ...end(), 64: new Uint8Array(8).fill(0x41) };
    expect(code(await on.ask(terminal.managed('0320', '202', wrong)))).toBe('A0');
    expect(code(await on.ask(terminal.managed('0320', '202', end())))).toBe('00');
    expect(at.world.store.batches()).toMatchObject([
      { differences: [{ kind: 'host-only', resolution: { state: 'open' } }] },
    ]);
    expect(at.world.store.payments().map(({ state }) => state)).toEqual(['approved']);
  });

  test('an upload of the open batch, or of one nobody knows, and an end without a list', async () => {
    const { terminal, on } = await at.signedIn();
    const details = { 48: buildBatchDetails([]) };
    expect(code(await on.ask(terminal.managed('0320', '201', { 11: terminal.stan(), ...details })))).toBe(
      '77',
    );
    const other = { 11: terminal.stan(), 48: '0000', 60: '00000777207' };
    expect(code(await on.ask(terminal.managed('0320', '207', other)))).toBe('25');
    await on.ask(terminal.sale());
    await on.ask(terminal.settlement(nothing));
    expect(code(await on.ask(terminal.managed('0320', '207', { 11: terminal.stan(), 48: '0000' })))).toBe(
      '12',
    );
  });
});

describe('refused with the right code, and nothing booked', () => {
  const far = (minutes: number): Record<number, string> => {
    const there = new Date(Date.now() + 8 * 3_600_000 + minutes * 60_000).toISOString();
    return { 12: there.slice(11, 19).replaceAll(':', ''), 13: there.slice(5, 10).replace('-', '') };
  };

  test.each([
    ['a clock that is an hour behind', far(-60), '77'],
    ['a clock that is an hour ahead', far(60), '77'],
    ['a clock that is nearly right', far(5), '00'],
    ['a batch that was settled before', { 60: '2200099900020' }, '77'],
  ] as const)('%s: %s', async (_, fields, expected) => {
    const { terminal, on } = await at.signedIn();
    expect(code(await on.ask(terminal.sale(fields)))).toBe(expected);
    expect(at.world.store.payments()).toHaveLength(expected === '00' ? 1 : 0);
  });

  test('a shop that is blocked: 03; a blocked terminal: 58, but its reversal goes through', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = await on.ask(terminal.sale());
    const merchant = (await at.world.engine.merchant(MERCHANT))!;
    const block = (blocked: boolean) =>
      at.world.engine.submit({
        ...{ type: 'note-terminal', merchant, terminalId: '10000001' },
        note: { kind: 'blocked', blocked, by: 'op', reason: 'stolen' },
      });
    await block(true);
    expect(code(await on.ask(terminal.sale()))).toBe('58');
    expect(code(await on.ask(terminal.signInFrame()))).toBe('58');
    expect(code(await on.ask(terminal.managed('0800', '360')))).toBe('58');
    expect(code(await on.ask(terminal.reversal(sale.fields[11] as string)))).toBe('00');
    await block(false);
    await at.begin({ limits: { merchantKeptMs: 0 } });
    const again = await at.signedIn();
    at.world.store.seed({ merchants: [{ ...merchant, status: 'blocked' }] });
    expect(code(await again.on.ask(again.terminal.sale()))).toBe('03');
    expect(at.world.store.payments().map(({ state }) => state)).toEqual(['declined']);
    expect(at.world.requests).toEqual([]);
  });

  test('the bound of the clock is a parameter, and no reversal is refused for it', async () => {
    await at.begin({ rules: { 'terminal.clockMinutes': 120 } });
    const { terminal, on } = await at.signedIn();
    const sale = await on.ask(terminal.sale(far(-60)));
    expect(code(sale)).toBe('00');
    expect(code(await on.ask(terminal.reversal(sale.fields[11] as string, far(-600))))).toBe('00');
  });

  test('a terminal that signed off has to sign in first', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = await on.ask(terminal.sale());
    expect(code(await on.ask(terminal.managed('0820', '002', { 11: terminal.stan(), 63: '01 ' })))).toBe(
      '00',
    );
    expect(code(await on.ask(terminal.sale()))).toBe('77');
    expect(code(await on.ask(terminal.reversal(sale.fields[11] as string)))).toBe('00');
    await terminal.signIn(on);
    expect(code(await on.ask(terminal.sale()))).toBe('00');
    expect(at.world.store.payments()).toHaveLength(2);
  });
});
