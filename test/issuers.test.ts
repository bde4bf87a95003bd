/** What the issuers of the simulator say to chips, stripes, PINs, states and limits of their cards. */
import { describe, expect, test } from 'vitest';
import { applyRecord, createNetworkState, pinTriesMax } from '#simulation/network';
import { readChipData, readIssuerAnswer } from '#wire/emv';
import { createIssuerWorld, type Wish } from './issuer-world.ts';

const CHIPS = ['north-plenty', 'north-second', 'south-plenty', 'overseas-ten', 'overseas-eighteen'];

describe.each(CHIPS)('%s', (id) => {
  test('card and issuer prove themselves to each other; the card approves', async () => {
    const world = createIssuerWorld();
    const { code, finished } = await world.pay(id, 1_200n);
    expect(code).toBe('00');
    expect(finished).toMatchObject({ cryptogram: 'tc', issuer: 'right', scriptNotice: null });
    expect(readChipData(finished!.upload!).get('9F27')).toEqual(Uint8Array.of(0x40));
  });

  test('by contactless there is one word of the card, and it is checked as well', async () => {
    const world = createIssuerWorld();
    const { code, finished } = await world.pay(id, 1_200n, { by: 'contactless' });
    expect(code).toBe('00');
    expect(finished).toMatchObject({ cryptogram: 'none', upload: null });
  });

  test('a decline is proven too, and the card declines', async () => {
    const world = createIssuerWorld();
    world.changeCard(id, 'frozen');
    const { code, finished } = await world.pay(id, 1_200n);
    expect(code).toBe('62');
    expect(finished).toMatchObject({ cryptogram: 'aac', issuer: 'right' });
  });

  test.each([
    ['a bit of the cryptogram', '9F26', '34'],
    ['the random number', '9F37', '34'],
    ['the results of the terminal', '95', '34'],
    ['the amount', '9F02', '30'],
    ['the counter', '9F36', '34'],
  ])('%s is another', async (_, tag, expected) => {
    const world = createIssuerWorld();
    const begun = await world.read(id, 1_200n);
    const value = readChipData(begun.data).need(tag);
    const data = begun.data.slice();
    data[value.byteOffset - begun.data.byteOffset + value.length - 1]! ^= 1;
    expect((await world.pay(id, 1_200n, { chipData: data })).code).toBe(expected);
    expect(world.state.transactions.at(-1)).toMatchObject({ state: 'declined', moved: false });
  });
});

test('an old cryptogram is refused, and what it stood for is not paid again', async () => {
  const world = createIssuerWorld();
  const kept = await world.read('north-plenty', 5_000n);
  expect((await world.pay('north-plenty', 5_000n)).code).toBe('00');
  const replayed = await world.pay('north-plenty', 5_000n, { chipData: kept.data });
  expect(replayed.code).toBe('34');
  // It was made by the card all the same: the issuer says no to it in a way that the card believes.
  expect(replayed.answer.fields[55]).toBeInstanceOf(Uint8Array);
});

test.each(['north-plenty', 'overseas-eighteen'])('%s: a cryptogram pays once', async (id) => {
  const world = createIssuerWorld();
  const { message, code } = await world.pay(id, 5_000n);
  const used = message.fields[55] as Uint8Array;
  const again = await world.pay(id, 5_000n, { chipData: used });
  expect([code, again.code]).toEqual(['00', '34']);
  expect(world.state.transactions.filter(({ moved }) => moved)).toHaveLength(1);
});

test('the same message again gets the same answer, to the last bit of the chip data', async () => {
  const world = createIssuerWorld();
  const { message, answer } = await world.pay('north-plenty', 5_000n);
  expect(world.send(message)).toEqual(answer);
  expect(world.state.transactions).toHaveLength(1);
});

test.each([
  ['chip data that is none', { chipData: Uint8Array.of(0x9f, 0x26, 0x08, 1) }, '30'],
  ['a chip without chip data', { chipData: null }, '30'],
  [
    'no chip data by a chip that the terminal does not vouch for',
    { chipData: null, fields: { 22: '951' } },
    '30',
  ],
  ['a chip that the terminal does not vouch for', { fields: { 22: '951' } }, '00'],
  ['the same, of another sequence number', { fields: { 22: '951', 23: '002' } }, '34'],
  ['the same through a telephone', { fields: { 22: '961', 23: '002' } }, '34'],
  ['another sequence number', { fields: { 23: '002' } }, '34'],
  ['the wrong PIN', { pin: 'wrong' }, '55'],
  ['the right PIN', { pin: 'right' }, '00'],
] as [string, Wish, string][])('%s', async (_, wish, code) => {
  expect((await createIssuerWorld().pay('north-plenty', 100n, wish)).code).toBe(code);
});

test.each(['951', '012', '022'])('under entry mode %s a cryptogram is looked at too', async (mode) => {
  const world = createIssuerWorld();
  expect((await world.pay('north-plenty', 100n, { fields: { 22: mode } })).code).not.toBe('34');
  const other = await world.read('north-second', 100n);
  const wish = { chipData: other.data, fields: { 22: mode } };
  expect((await world.pay('north-plenty', 100n, wish)).code).toBe('34');
});

test('issuers that demand no chip data let a chip pass without', async () => {
  expect((await createIssuerWorld(false).pay('north-plenty', 100n, { chipData: null })).code).toBe('00');
});

test.each([
  ['north-plenty', '75'],
  ['overseas-ten', '38'],
])('%s: after %s wrong PINs none is taken any more, though the next is right', async (id, locked) => {
  const world = createIssuerWorld();
  const codes: string[] = [];
  for (let at = 1; at <= pinTriesMax; at += 1) codes.push((await world.pay(id, 100n, { pin: 'wrong' })).code);
  codes.push((await world.pay(id, 100n, { pin: 'right' })).code);
  expect(codes).toEqual(['55', '55', locked, locked]);
});

test('a copied chip gets no try at the PIN', async () => {
  const world = createIssuerWorld();
  const { data } = await world.read('north-plenty', 100n);
  data[data.length - 1]! ^= 1;
  const other = await world.read('north-second', 100n);
  expect((await world.pay('north-plenty', 100n, { chipData: other.data, pin: 'wrong' })).code).toBe('34');
  expect(world.state.pinTries.get('north-plenty')).toBeUndefined();
});

test.each([
  ['stolen', '43'],
  ['lost', '41'],
  ['inactive', '21'],
  ['captured', '04'],
  ['frozen', '62'],
  ['closed', '14'],
  ['replaced', '14'],
  ['active', '00'],
] as const)('a card that is %s', async (state, code) => {
  const world = createIssuerWorld();
  world.changeCard('north-plenty', state);
  expect((await world.pay('north-plenty', 100n)).code).toBe(code);
});

test('sum and count of a day: 61 beyond the sum, 65 beyond the count; a decline uses up nothing', async () => {
  const world = createIssuerWorld();
  const codes: string[] = [];
  for (const fen of [60_000n, 40_001n, 30_000n, 10_000n, 1n])
    codes.push((await world.pay('north-limits', fen)).code);
  expect(codes).toEqual(['00', '61', '00', '00', '61']);
  world.keep([
    {
      ...{ type: 'card-limits', atMs: world.nowMs, cardId: 'north-limits' },
      limits: { paymentMaxFen: null, dayMaxFen: null, dayCountMax: 4 },
    },
  ]);
  expect((await world.pay('north-limits', 1n)).code).toBe('00');
  expect((await world.pay('north-limits', 1n)).code).toBe('65');
});

describe('a stripe', () => {
  test('its check digits are right, wrong, or wrong once too often', () => {
    const world = createIssuerWorld();
    expect(world.swipe('north-stripe', 100n)).toBe('00');
    const right = world.state.chips.get('north-stripe');
    expect(right).toMatchObject({ wrong: 0 });
    const codes = ['001', '002', '003'].map((check) => world.swipe('north-stripe', 100n, { check }));
    expect(codes).toEqual(['59', '59', '34']);
    expect(world.swipe('north-stripe', 100n)).toBe('00');
  });

  test('a card with a chip is swiped where its chip cannot be read, and nowhere else', () => {
    const world = createIssuerWorld();
    expect(world.swipe('north-plenty', 100n)).toBe('45');
    expect(world.swipe('north-plenty', 100n, { fallback: true })).toBe('00');
  });

  test('without check digits it is refused where they are demanded', () => {
    expect(createIssuerWorld().swipe('north-stripe', 100n, { check: '000' })).toBe('59');
    expect(createIssuerWorld(false).swipe('north-stripe', 100n, { check: '000' })).toBe('00');
  });
});

describe('scripts', () => {
  test('go along with the next right cryptogram, once; the card does what they say and tells', async () => {
    const world = createIssuerWorld();
    world.keep([
      ...world.actor.queueScript(
        'north-plenty',
        { id: '00000001', moment: 'before', command: 'unblock-pin' },
        world.nowMs,
      ),
      ...world.actor.queueScript(
        'north-plenty',
        { id: '00000002', moment: 'after', command: 'put-data', tag: '9F79', value: '000000050000' },
        world.nowMs,
      ),
    ]);
    const { finished, answer } = await world.pay('north-plenty', 100n);
    const told = readIssuerAnswer(readChipData(answer.fields[55] as Uint8Array));
    expect(told.scripts.map(({ moment }) => moment)).toEqual(['before', 'after']);
    expect(finished).toMatchObject({ cryptogram: 'tc', issuer: 'right' });
    expect(Buffer.from(readChipData(finished!.scriptNotice!).need('DF31')).toString('hex')).toBe(
      '20000000012000000002',
    );
    expect(await world.chipOf('north-plenty').memory()).toMatchObject({
      written: { '9F79': '000000050000' },
    });
    expect((await world.pay('north-plenty', 100n)).finished!.scriptNotice).toBeNull();
  });

  test('a block ends the card: no reader gets a word from it', async () => {
    const world = createIssuerWorld();
    const script = { id: '0000000A', moment: 'after', command: 'block-card' } as const;
    world.keep(world.actor.queueScript('overseas-eighteen', script, world.nowMs));
    await world.pay('overseas-eighteen', 100n);
    await expect(world.read('overseas-eighteen', 100n)).rejects.toThrow('blocked');
  });

  test('one that was changed on its way is not obeyed, and the card says so', async () => {
    const world = createIssuerWorld();
    const script = { id: '00000003', moment: 'before', command: 'block-application' } as const;
    world.keep(world.actor.queueScript('north-plenty', script, world.nowMs));
    const begun = await world.read('north-plenty', 100n);
    const answer = world.send(
      world.messageOf('north-plenty', 100n, { 22: '051', 23: begun.sequence, 55: begun.data }),
    );
    const changed = (answer.fields[55] as Uint8Array).slice();
    changed[changed.length - 1]! ^= 1;
    const finished = await begun.finish('00', changed);
    expect(readChipData(finished.scriptNotice!).need('DF31')[0]).toBe(0x11);
    expect(readChipData(finished.scriptNotice!).need('95')[4]! & 0x20).toBe(0x20);
    expect(await world.chipOf('north-plenty').memory()).toMatchObject({ applicationBlocked: false });
  });
});

test('an answer that is not the issuer’s makes the card take back the approval', async () => {
  const world = createIssuerWorld();
  const begun = await world.read('north-plenty', 100n);
  const forged = Uint8Array.of(0x91, 10, 1, 2, 3, 4, 5, 6, 7, 8, 0x30, 0x30);
  expect(await begun.finish('00', forged)).toMatchObject({ cryptogram: 'aac', issuer: 'wrong' });
  const silent = await world.read('north-plenty', 100n);
  expect(await silent.finish('00', null)).toMatchObject({ cryptogram: 'tc', issuer: 'silent' });
});

test('the log rebuilds what issuers remember of cards', async () => {
  const world = createIssuerWorld();
  await world.pay('north-limits', 100n, { pin: 'wrong' });
  await world.pay('north-limits', 100n);
  const again = createNetworkState();
  for (const record of JSON.parse(JSON.stringify(world.log, bigints), revive)) applyRecord(again, record);
  for (const part of ['chips', 'dayUse', 'pinTries', 'scriptQueue', 'cardLimits'] as const)
    expect(again[part]).toEqual(world.state[part]);
});
const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
const revive = (_: string, value: unknown): unknown =>
  typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
