/** What concerns holders of wallets: what may be ended, how a closing goes on, reports of loss. */
import { CLOSURE_FLOW_OUTCOMES } from './closure-flow-rows.ts';
import { CLOSURE_OUTCOMES } from './closure-rows.ts';
import { LOSS_OUTCOMES } from './loss-rows.ts';
import { WALLET_MONEY_OUTCOMES } from './wallet-money-rows.ts';
import { WALLET_OUTCOMES } from './wallet-rows.ts';

export const HOLDER_OUTCOMES = {
  ...CLOSURE_OUTCOMES,
  ...CLOSURE_FLOW_OUTCOMES,
  ...LOSS_OUTCOMES,
  ...WALLET_OUTCOMES,
  ...WALLET_MONEY_OUTCOMES,
} as const;
