/** Orders at the network: a payer's code leads to a card once, a merchant's lets one payer pay, a close ends it. */
import { describe, expect, test } from 'vitest';
import { type Iso8583Message, parseNetworkField90, textOf } from '#wire/iso8583';
import { buildMerchantCode } from '#wire/qr';
import {
  applyRecord,
  cardAmounts,
  cardOfPayCode,
  createNetworkActor,
  createNetworkState,
  issuedTestCards,
  payCodeFor,
  SCANNED_KEPT_MS,
  testIssuers,
} from './index.ts';

const NOON = Date.UTC(2026, 10, 23, 4, 0, 0);
const ORDER = 'ord_01H4S9X2M8K3P7QR';
const config = {
  institution: '00010000',
  issuers: testIssuers,
  cards: issuedTestCards,
  verifyPin: () => 'right' as const,
  transactionsMax: 1_000,
};
const codeText = (fen: bigint, reference = ORDER): string =>
  buildMerchantCode({
    ...{ acquirerId: '48020000', forwarderId: '48020000', merchantId: '898310154110001', mcc: '5411' },
    ...{ currency: '156', amountMinor: fen, country: 'CN', merchantName: 'SHOP', city: 'CHINA', reference },
  });

function open() {
  const state = createNetworkState();
  const actor = createNetworkActor(config, state);
  const log: Parameters<typeof applyRecord>[1][] = [];
  const keep = <T extends { readonly records: readonly Parameters<typeof applyRecord>[1][] }>(made: T): T => {
    for (const record of made.records) applyRecord(state, record);
    log.push(...made.records);
    return made;
  };
  keep({ records: actor.open(NOON) });
  const signOn = { mti: '0820', fields: { 7: '1123120000', 11: '000001', 33: '48020000', 70: '001' } };
  keep(actor.handle(signOn, NOON));
  let stan = 100;
  const base = (): Record<number, string> => {
    stan += 1;
    return {
      ...{ 4: '000000004590', 7: '1123120001', 11: String(stan).padStart(6, '0'), 32: '48020000' },
      ...{ 33: '48020000', 41: 'QR000000', 42: '898310154110001', 49: '156' },
    };
  };
  const ask = (what: 'enquiry' | 'close', atMs = NOON): Iso8583Message =>
    keep(
      actor.handle(
        {
          mti: '0620',
          fields: { ...base(), 3: what === 'enquiry' ? '730000' : '740000', 59: `A4020${ORDER}` },
        },
        atMs,
      ),
    ).answer!;
  const sale = (payCode: string, more: Record<number, string> = {}): Iso8583Message => ({
    mti: '0200',
    fields: {
      ...{ ...base(), 3: '000000', 12: '120001', 13: '1123', 18: '5411', 22: '032', 25: '00' },
      ...{
        37: '120001000001',
        43: 'SHOP'.padEnd(40),
        59: `A3${String(payCode.length).padStart(3, '0')}${payCode}`,
      },
      ...more,
    },
  });
  const tell = (message: Iso8583Message): string => textOf(keep(actor.handle(message, NOON)).answer!, 39)!;
  const scan = (
    card: string,
    options: { confirm?: boolean; force?: boolean } = {},
    fen = 4_590n,
    atMs = NOON,
  ) => keep(actor.scan(codeText(fen), card, atMs, { confirm: true, force: false, ...options }));
  const leftFen = (id: string): bigint => {
    const card = issuedTestCards.find((each) => each.id === id)!;
    return cardAmounts(card, state.books.get(card.issuer)).availableFen;
  };
  return { state, log, actor, keep, ask, sale, tell, scan, leftFen };
}

const bigintAsText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;
const fenAsBigint = (key: string, value: unknown): unknown =>
  key.endsWith('Fen') && typeof value === 'string' ? BigInt(value) : value;

const PLENTY = 100_000_000_000n;

describe('the payer’s code', () => {
  test('leads to the card that it was made for, and to none with one digit changed', () => {
    for (const { id } of issuedTestCards) {
      const code = payCodeFor(issuedTestCards, id, 1_763_870_400_123n);
      expect(code).toMatch(/^62\d{17}$/);
      expect(cardOfPayCode(issuedTestCards, code)?.id).toBe(id);
      for (let at = 0; at < code.length; at += 1) {
        const other = code.slice(0, at) + String((Number(code[at]) + 1) % 10) + code.slice(at + 1);
        expect(cardOfPayCode(issuedTestCards, other)).toBeNull();
      }
    }
  });

  test('pays once: shown again, unknown or no code at all it is no account', () => {
    const { sale, tell, leftFen } = open();
    const code = payCodeFor(issuedTestCards, 'north-plenty', 7n);
    expect(tell(sale(code))).toBe('00');
    expect(leftFen('north-plenty')).toBe(PLENTY - 4_590n);
    expect(tell(sale(code))).toBe('14');
    expect(tell(sale('6212345678901234567'))).toBe('14');
    expect(tell(sale('1'))).toBe('14');
    expect(leftFen('north-plenty')).toBe(PLENTY - 4_590n);
  });

  test('a sale with neither card number nor code is a format error; a copy of one gets its first answer', () => {
    const { sale, tell } = open();
    const { 59: _code, ...fields } = sale('1').fields;
    expect(tell({ mti: '0200', fields })).toBe('30');
    const one = sale(payCodeFor(issuedTestCards, 'north-low', 8n));
    expect([tell(one), tell(one)]).toEqual(['00', '00']);
  });

  test('the issuer’s no stays a no', () => {
    const { sale, tell } = open();
    expect(tell(sale(payCodeFor(issuedTestCards, 'north-frozen', 9n)))).toBe('62');
    expect(tell(sale(payCodeFor(issuedTestCards, 'north-low', 9n), { 4: '000000009999' }))).toBe('51');
  });
});

describe('the merchant’s code', () => {
  test('one payer pays; the member is told until it acknowledges', () => {
    const { state, actor, keep, scan, leftFen } = open();
    const paid = scan('north-plenty');
    expect(paid).toMatchObject({ result: 'paid', code: '00' });
    expect(leftFen('north-plenty')).toBe(PLENTY - 4_590n);
    expect(scan('north-second')).toMatchObject({ result: 'refused', code: '22' });
    const notice = actor.notice(paid.wireKey!)!;
    expect([notice.mti, textOf(notice, 33), textOf(notice, 59)]).toEqual([
      '0220',
      '00010000',
      `A4020${ORDER}`,
    ]);
    const { 2: _pan, ...fields } = notice.fields;
    const acknowledgement = { mti: '0230', fields: { ...fields, 39: '00' } };
    expect(state.unacknowledged.size).toBe(1);
    keep({ records: actor.acknowledge(acknowledgement, NOON) });
    expect([state.unacknowledged.size, actor.notice(paid.wireKey!)]).toEqual([0, null]);
    expect(actor.acknowledge(acknowledgement, NOON)).toEqual([]);
  });

  test('a void and a refund name the payment by its key', () => {
    const { scan, sale, tell, state, leftFen } = open();
    scan('north-plenty');
    const { key, rrn } = state.transactions[0]!;
    const f90 = `0200${key.stan}${key.transmission}000${key.acquirerId}000${key.forwarderId}`;
    const back = (mti: string, amount: string): Iso8583Message => ({
      mti,
      fields: { ...sale('1').fields, 2: issuedTestCards[0]!.pan, 3: '200000', 4: amount, 37: rrn, 90: f90 },
    });
    expect(tell(back('0220', '000000001000'))).toBe('00');
    expect(leftFen('north-plenty')).toBe(PLENTY - 3_590n);
    expect(tell(back('0220', '000000004000'))).toBe('64');
  });

  test('the issuer’s no leaves the order to the next payer', () => {
    const { scan, ask } = open();
    expect(scan('north-expired')).toMatchObject({ result: 'refused', code: '54' });
    expect(textOf(ask('enquiry'), 39)).toBe('25');
    expect(scan('north-plenty').result).toBe('paid');
  });

  test('a code with a changed amount, no order or no check is refused', () => {
    const { actor } = open();
    const options = { confirm: true, force: false };
    expect(() => actor.scan(codeText(1n).replace('0.01', '9.01'), 'north-plenty', NOON, options)).toThrow(
      'check',
    );
    expect(() => actor.scan(codeText(1n), 'nobody', NOON, options)).toThrow('no card');
  });
});

describe('enquiry and close', () => {
  test('nothing, somebody at it, paid: with the payment named in F90', () => {
    const { ask, scan, state } = open();
    expect(textOf(ask('enquiry'), 39)).toBe('25');
    scan('north-plenty', { confirm: false });
    expect(textOf(ask('enquiry'), 39)).toBe('09');
    expect(textOf(ask('close'), 39)).toBe('09');
    expect(textOf(ask('enquiry', NOON + SCANNED_KEPT_MS), 39)).toBe('25');
    scan('north-plenty');
    const answer = ask('enquiry');
    expect([textOf(answer, 39), textOf(answer, 4), textOf(answer, 59)]).toEqual([
      '00',
      '000000004590',
      `A4020${ORDER}`,
    ]);
    expect(parseNetworkField90(textOf(answer, 90)!).trace).toBe(state.transactions[0]!.key.stan);
    expect(textOf(ask('close'), 39)).toBe('22');
  });

  test('after the close nobody pays, unless it happened in the same moment', () => {
    const { ask, scan, leftFen } = open();
    expect([textOf(ask('close'), 39), textOf(ask('close'), 39)]).toEqual(['00', '00']);
    expect(scan('north-plenty')).toMatchObject({ result: 'refused', code: '22' });
    expect(leftFen('north-plenty')).toBe(PLENTY);
    expect(scan('north-plenty', { force: true }).result).toBe('paid');
  });

  test('a question that names no order is a format error, a notice of a member is not served', () => {
    const { sale, tell } = open();
    const { 18: _mcc, 22: _entry, 25: _condition, 37: _rrn, 43: _name, ...rest } = sale('1').fields;
    expect(tell({ mti: '0620', fields: { ...rest, 3: '730000', 59: 'x' } })).toBe('30');
    const notice = {
      ...sale('1').fields,
      2: issuedTestCards[0]!.pan,
      15: '1123',
      22: '042',
      59: `A4020${ORDER}`,
    };
    expect(tell({ mti: '0220', fields: notice })).toBe('40');
  });

  test('a log of records rebuilds what is known of orders', () => {
    const { state, log, scan, ask, sale, tell } = open();
    tell(sale(payCodeFor(issuedTestCards, 'north-plenty', 7n)));
    scan('north-second', { confirm: false });
    ask('close', NOON + SCANNED_KEPT_MS);
    scan('north-plenty', { force: true });
    const again = createNetworkState();
    for (const record of JSON.parse(JSON.stringify(log, bigintAsText), fenAsBigint))
      applyRecord(again, record);
    expect([again.orders, again.unacknowledged, again.usedCodes]).toEqual([
      state.orders,
      state.unacknowledged,
      state.usedCodes,
    ]);
    expect(again.orders.get(ORDER)).toMatchObject({ closed: true, scannedMs: null });
  });
});
