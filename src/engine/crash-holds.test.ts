/** The program dies anywhere in the life of a pre-authorisation: what is held ends as the network has it. */
import { type Act, type CrashScenario, describeCrashes } from '../../test/crash-play.ts';
import type { Shop } from '../../test/shop.ts';
import { complete, completeByNotice, hold, preauth, raise, voidOf } from '../../test/shop-holds.ts';

const nothing: Act = () => undefined;
/** The hold 000001 with its ways back, and what came of 000002. */
const both = (shop: Shop): string => {
  const second = shop.find('000002') === undefined ? '' : ` | ${shop.state('000002')} ${shop.back('000002')}`;
  return `${hold(shop, '000001')} ${shop.back('000001')}${second}`;
};
const UNDONE = 'reversed REVERSAL done';

const SCENARIOS: readonly CrashScenario[] = [
  {
    words: 'a pre-authorisation',
    before: nothing,
    acts: [(s) => preauth(s, '000001')],
    end: both,
    ends: ['held 100.00 none', UNDONE],
  },
  {
    words: 'a pre-authorisation without an answer',
    before: (s) => s.network.next('preauth', 'answer-lost'),
    acts: [(s) => preauth(s, '000001')],
    end: both,
    ends: [UNDONE],
  },
  {
    words: 'a pre-authorisation that is raised',
    before: nothing,
    acts: [(s) => preauth(s, '000001'), (s) => raise(s, '000002', '000001', { amountFen: 5_000n })],
    end: both,
    payments: [1, 2],
    ends: [
      'held 150.00 none | approved none',
      `held 100.00 none | ${UNDONE}`,
      `${UNDONE} | declined: original-not-found none`,
      UNDONE,
    ],
  },
  {
    words: 'a pre-authorisation that is voided',
    before: nothing,
    acts: [(s) => preauth(s, '000001'), (s) => voidOf(s, 'preauthorisation', '000002', '000001')],
    end: both,
    ends: ['voided VOID done', 'held 100.00 VOID undone', UNDONE],
  },
  {
    words: 'a completion',
    before: nothing,
    acts: [(s) => preauth(s, '000001'), (s) => complete(s, '000002', '000001')],
    end: both,
    payments: [1, 2],
    ends: ['completed none | approved none', `held 100.00 none | ${UNDONE}`, UNDONE],
  },
  {
    words: 'a completion that its terminal reverses',
    before: nothing,
    acts: [
      (s) => preauth(s, '000001'),
      (s) => complete(s, '000002', '000001'),
      (s) => s.reverse('000002', 'completion'),
    ],
    end: both,
    payments: [1, 2],
    ends: [`held 100.00 none | ${UNDONE}`, UNDONE],
  },
  {
    words: 'a completion by a notice',
    before: nothing,
    acts: [(s) => preauth(s, '000001'), (s) => completeByNotice(s, '000002', '000001')],
    end: both,
    payments: [1, 2],
    ends: ['completed none | approved none', UNDONE],
  },
  {
    words: 'a completion by a notice whose first answer is lost',
    before: nothing,
    acts: [
      (s) => preauth(s, '000001'),
      (s) => s.network.next('completion-notice', 'answer-lost'),
      (s) => completeByNotice(s, '000002', '000001'),
    ],
    end: both,
    payments: [1, 2],
    ends: ['completed none | approved none', UNDONE],
  },
  {
    words: 'a completion that is voided',
    before: nothing,
    acts: [
      (s) => preauth(s, '000001'),
      (s) => complete(s, '000002', '000001'),
      (s) => voidOf(s, 'completion', '000003', '000002'),
    ],
    end: both,
    payments: [1, 2],
    ends: [
      'held 100.00, completion voided none | voided VOID done',
      'completed none | approved VOID undone',
      `held 100.00 none | ${UNDONE}`,
      UNDONE,
    ],
  },
];

describeCrashes(SCENARIOS);
