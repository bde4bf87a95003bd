/** Results of acts of persons: at the public door, on requests, on a way back after the network's word. */
import { AFTERWARDS_OUTCOMES } from './afterwards-rows.ts';
import { PUBLIC_DOOR_OUTCOMES } from './public-door-rows.ts';
import { RECORD_OUTCOMES } from './record-rows.ts';
import { REQUEST_OUTCOMES } from './request-rows.ts';
import { RULE_OUTCOMES } from './rule-rows.ts';

export const ACT_OUTCOMES = {
  ...PUBLIC_DOOR_OUTCOMES,
  ...REQUEST_OUTCOMES,
  ...AFTERWARDS_OUTCOMES,
  // What operators record around a payment.
  ...RECORD_OUTCOMES,
  ...RULE_OUTCOMES,
} as const;
