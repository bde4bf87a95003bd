/** Rows of the pre-authorisation family for the tests of stores. */
import { type Payment, type PaymentCommand, stepPayment } from '#domain/payment';
import { approved, type Case, type SuiteShop, sent } from './store-rows.ts';

export const HOLD_CODE = '654321';

/** An approved pre-authorisation of the suite's card. */
export const held = (shop: SuiteShop): Payment =>
  approved(shop, undefined, {
    kind: 'preauthorisation',
    conditionCode: '06',
    holdUntilMs: shop.atMs + 9_000,
  });

/** Its completion, on its way. */
export function completionOf(shop: SuiteShop, preauth: Payment): Payment {
  const preauthLink = {
    id: preauth.id,
    network: preauth.network,
    authCode: HOLD_CODE,
    heldFen: preauth.amountFen,
  };
  return sent(shop, {
    base: { kind: 'completion', conditionCode: '06', isNotice: true, preauth: preauthLink },
  });
}

const after = (payment: Payment, ...commands: readonly PaymentCommand[]): Payment =>
  commands.reduce((current, command) => stepPayment(current, command).payment, payment);

export function holdStates(shop: SuiteShop): readonly Case[] {
  const atMs = shop.atMs + 5_000;
  const preauth = held(shop);
  const notice = completionOf(shop, preauth);
  const moved = { paymentId: notice.id, amountFen: 10n, atMs };
  const asked = after(preauth, { type: 'completion', to: 'open', ...moved });
  const raised = after(held(shop), { type: 'raise', to: 'open', ...moved });
  const rows: readonly (readonly [string, Payment])[] = [
    ['completed', after(asked, { type: 'completion', to: 'approved', ...moved })],
    ['expired', after(held(shop), { type: 'expire', atMs: shop.atMs + 9_001 })],
    ['held, being raised', raised],
    [
      'a completion by notice, sent twice',
      after(notice, { type: 'repeat', dueMs: atMs + 9, overdue: true, atMs }),
    ],
  ];
  return rows.map(([name, payment]) => ({ name, payment, cancellation: null }));
}
