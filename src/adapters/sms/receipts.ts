/** Delivery receipts: what the centre says became of a text. */
import type { SmsReceipt } from '#engine';
import type { Delivered } from './pdu.ts';

/** Bits 2 to 5 of esm_class: 1 is a delivery receipt. */
const isReceipt = (esmClass: number): boolean => (esmClass & 0x3c) === 0x04;
const TAGS = { receiptedMessageId: 0x001e, messageState: 0x0427 } as const;

/** Final states; of the others another receipt follows. */
const STATES: Readonly<Record<number, string>> = {
  2: 'DELIVRD',
  3: 'EXPIRED',
  4: 'DELETED',
  5: 'UNDELIV',
  7: 'UNKNOWN',
  8: 'REJECTD',
};
const FINAL: ReadonlySet<string> = new Set(Object.values(STATES));

/** By the optional fields, else by the words that centres write: `id:… stat:DELIVRD err:000`. Null: of no end. */
export function receiptOf({ esmClass, message, optional }: Delivered): SmsReceipt | null {
  if (!isReceipt(esmClass)) return null;
  const text = message.toString('latin1');
  const named = optional.get(TAGS.receiptedMessageId)?.toString('latin1').replace(/\0.*$/s, '');
  const providerId = named ?? /(?:^|\s)id:(\S{1,65})/.exec(text)?.[1];
  const code = optional.get(TAGS.messageState)?.[0];
  const state = code === undefined ? /\bstat:([A-Z]{7})/.exec(text)?.[1] : STATES[code];
  if (providerId === undefined || state === undefined || !FINAL.has(state)) return null;
  if (state === 'DELIVRD') return { providerId, state: 'delivered', error: null };
  const why = /\berr:(\w{1,5})/.exec(text)?.[1];
  return { providerId, state: 'undelivered', error: why === undefined ? state : `${state} ${why}` };
}
