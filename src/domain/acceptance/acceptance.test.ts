import { describe, expect, test } from 'vitest';
import { bookFor } from '../../../test/rule-contents.ts';
import type { Asker } from '../answer/index.ts';
import { type AcceptanceState, PRODUCTS, type Product } from '../terminal/index.ts';
import {
  ACCEPTANCE_TERM_WORDS,
  type AcceptanceFacts,
  acceptanceSentence,
  acceptanceTerm,
  canBeSwitched,
  routeOf,
} from './index.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 4, 0, 0);

function ask(
  asker: Asker,
  state: AcceptanceState,
  wanted: AcceptanceState,
  more: Partial<AcceptanceFacts> = {},
) {
  const facts: AcceptanceFacts = {
    ...{ product: 'tap', state, wanted, batchCount: 0, standing: 0, withoutOutcome: 0 },
    ...more,
  };
  return canBeSwitched({
    question: {
      subject: { kind: 'acceptance', id: `31010001/${facts.product}` },
      ...{ asker, route: routeOf(wanted), amountFen: null, terminalId: '31010001' },
    },
    facts,
    book: bookFor('i1'),
    scope: { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'm1' },
    day: '2026-11-23',
    nowMs: NOW_MS,
  });
}

test.each([
  // who asks   how it stands  what is wanted  verdict  why not               rules
  ['merchant', 'on', 'off', 'YES', null, '+ACC-01 +ACC-03 +ACC-04 +ACC-06'],
  ['operator', 'on', 'off', 'YES', null, '+ACC-01 +ACC-03 +ACC-04 +ACC-06'],
  ['operator', 'on', 'barred', 'YES', null, '+ACC-02 +ACC-01 +ACC-03 +ACC-04 +ACC-06'],
  ['operator', 'off', 'barred', 'YES', null, '+ACC-02 +ACC-01 +ACC-03 +ACC-04 +ACC-06'],
  ['merchant', 'on', 'barred', 'NO', 'not-allowed', '-ACC-02'],
  ['merchant', 'off', 'off', 'NO', 'acceptance-already-off', '-ACC-01'],
  ['operator', 'barred', 'off', 'NO', 'acceptance-already-off', '+ACC-02 -ACC-01'],
  ['merchant', 'off', 'on', 'YES', null, '+ACC-01 +ACC-06'],
  ['merchant', 'on', 'on', 'NO', 'acceptance-already-on', '-ACC-01'],
  ['merchant', 'barred', 'on', 'NO', 'acceptance-barred', '-ACC-02'],
  ['operator', 'barred', 'on', 'YES', null, '+ACC-02 +ACC-01 +ACC-06'],
] as const)('%s, %s → %s: %s %s', (asker, state, wanted, verdict, reason, rules) => {
  const found = ask(asker, state, wanted);
  // The arrival and the fee of a plain yes are told by ACC-03, which a switching on does not check.
  const told = found.rules.filter(({ id }) => wanted !== 'on' || id !== 'ACC-03');
  expect([found.verdict, found.reason]).toEqual([verdict, reason]);
  expect(told.map(({ held, id }) => `${held ? '+' : '-'}${id}`).join(' ')).toBe(rules);
});

describe('what it breaks is said', () => {
  test.each([
    ['nothing was taken', {}, 'ways-back-stay-open terminal-fetches-parameters'],
    [
      'an open batch with taps in it',
      { batchCount: 3, standing: 2 },
      'payments-before-stand ways-back-stay-open settle-as-usual terminal-fetches-parameters',
    ],
    [
      'a tap without an outcome',
      { withoutOutcome: 1 },
      'ways-back-stay-open outcomes-still-come terminal-fetches-parameters',
    ],
    [
      'the refund at the till',
      { product: 'refund', batchCount: 1 },
      'refund-at-back-office settle-as-usual terminal-fetches-parameters',
    ],
  ] as const)('%s', (_, facts, codes) => {
    const { terms } = ask('merchant', 'on', 'off', facts);
    expect(terms?.aftercare.join(' ')).toBe(codes);
    expect([terms?.amountFen, terms?.effect]).toEqual([0n, 'no-money-moves']);
  });
});

test('every answer has words in both languages, for every product', () => {
  const answers = [
    ask('merchant', 'on', 'off'),
    ask('merchant', 'off', 'off'),
    ask('operator', 'barred', 'on'),
  ];
  for (const product of Object.keys(PRODUCTS) as Product[]) {
    for (const each of answers) {
      expect(acceptanceSentence(each, product, 'zh')).toMatch(/^(可以|不可以)。/);
      expect(acceptanceSentence(each, product, 'en')).toMatch(/^(Yes|No)\. /);
    }
  }
  for (const code of Object.keys(ACCEPTANCE_TERM_WORDS)) {
    expect(acceptanceTerm(code, 'zh')).toMatch(/[一-鿿]/);
    expect(acceptanceTerm(code, 'en')).not.toMatch(/[一-鿿]/);
  }
  const told = [
    ...answers.flatMap(({ terms, advice }) => [...(terms?.aftercare ?? []), ...(advice ?? [])]),
    ...(ask('merchant', 'barred', 'on').advice ?? []),
  ];
  for (const code of told) expect(Object.hasOwn(ACCEPTANCE_TERM_WORDS, code), code).toBe(true);
});
