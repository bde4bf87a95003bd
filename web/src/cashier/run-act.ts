/** An act within the page of another one, for example a question about a shown code: begun, followed to its end. */
import { newKey } from '../shared/api.ts';
import { type Act, type Order, till } from './till-api.ts';

const WAIT_S = 15;

/** @throws what the call threw; the act itself never fails, it ends with what the terminal says. */
export async function runAct(terminal: string, order: Order, signal: AbortSignal): Promise<Act> {
  const key = newKey();
  let act = await till.begin(terminal, key, order);
  while (act.state === 'under-way' && !signal.aborted) {
    const found = await till.follow(terminal, key, { steps: act.steps.length, wait: WAIT_S }, signal);
    if (found !== null) act = found;
  }
  return act;
}
