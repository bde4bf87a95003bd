/** What is on a card, from a terminal's message to its answer, over gateway and engine; the network is the test's. */
import { describe, expect, test } from 'vitest';
import type { InquiryAnswer, InquiryRequest } from '#engine';
import { PAN, type TerminalActor } from './terminal-gateway-terminal.ts';
import { useWorld } from './terminal-gateway-world.ts';

const at = useWorld();
const told: InquiryAnswer = {
  outcome: 'approved',
  balances: [
    { kind: 'ledger', amountFen: 9_900n },
    { kind: 'available', amountFen: -1_234n },
  ],
};

const question = (terminal: TerminalActor, fields: Record<number, string | undefined> = {}): Uint8Array =>
  terminal.card('0200', '01', '310000', { 4: undefined, ...fields });

describe('a balance inquiry', () => {
  test('is answered with what may be spent; the network sees the account and no amount', async () => {
    const asked: InquiryRequest[] = [];
    at.world.inquiry = (request) => {
      asked.push(request);
      return told;
    };
    const { terminal, on } = await at.signedIn();
    const { mti, fields } = await on.ask(question(terminal));
    expect(mti).toBe('0210');
    expect(fields).toMatchObject({ 39: '00', 3: '310000', 54: '0002156D000000001234', 37: asked[0]!.rrn });
    expect(fields[38]).toBeUndefined();
    expect(terminal.isSigned({ mti, fields })).toBe(true);
    expect(asked[0]).toMatchObject({ inquiry: 'balance', entryMode: '022', conditionCode: '00' });
    expect(await at.world.security.openPan(asked[0]!.card.cipher)).toBe(PAN);
    expect(at.world.store.payments()).toEqual([]);
  });

  test('points are asked for under their own condition code', async () => {
    const asked: InquiryRequest[] = [];
    at.world.inquiry = (request) => {
      asked.push(request);
      return told;
    };
    const { terminal, on } = await at.signedIn();
    const answer = await on.ask(
      terminal.card('0200', '03', '310000', {
        ...{ 4: undefined, 25: '65' },
        60: `03${terminal.batchNo}000500048`,
      }),
    );
    expect(answer.fields[39]).toBe('00');
    expect(asked[0]).toMatchObject({ inquiry: 'points', conditionCode: '65', pointsAccount: '048' });
  });

  const fine = () => told;
  const cut = () => 'not-sent' as const;
  const wrongPin = (): InquiryAnswer => ({ outcome: 'pin-wrong', balances: [] });

  test.each([
    ['the issuer refuses', {}, wrongPin, '55'],
    ['the line is down', {}, cut, '91'],
    ['no card is named', { 35: undefined }, fine, '30'],
    ['an amount has no place in it', { 4: '000000000100' }, fine, '30'],
    ['another condition code', { 25: '08' }, fine, '30'],
    ['another currency', { 49: '840' }, fine, '13'],
    ['a batch that is not open', { 60: '01000009000' }, fine, '77'],
  ] as const)('%s', async (_, fields, inquiry, code) => {
    at.world.inquiry = inquiry;
    const { terminal, on } = await at.signedIn();
    const answer = await on.ask(question(terminal, fields));
    expect(answer.fields[39]).toBe(code);
    expect(answer.fields[54]).toBeUndefined();
  });

  test('under another key it is refused and nothing is asked', async () => {
    let asked = 0;
    at.world.inquiry = (): InquiryAnswer => {
      asked += 1;
      return told;
    };
    const { terminal, on } = await at.signedIn();
    terminal.macKey = new Uint8Array(8).fill(1);
    expect((await on.ask(question(terminal))).fields[39]).toBe('A0');
    expect(asked).toBe(0);
  });
});
