/** The exchanges that keep the line to the network and its day. */
import { type FieldValue, type Iso8583Message, textOf } from '#wire/iso8583';
import { answerMtiOf } from './network.ts';

type Fields = Record<number, FieldValue>;

/** F70 of the exchanges that keep the line and the day, by name. */
const MANAGEMENT_CODES = {
  'sign-on': '001',
  'sign-off': '002',
  echo: '301',
  'cut-over-start': '201',
  'cut-over-end': '202',
} as const;
export type ManagementFunction = keyof typeof MANAGEMENT_CODES;

/** 0820 of a member: F7, F11, F33, F70. */
export function managementRequest(
  name: ManagementFunction,
  parts: { readonly transmission: string; readonly stan: string; readonly forwarderId: string },
): Iso8583Message {
  const { transmission, stan, forwarderId } = parts;
  return { mti: '0820', fields: { 7: transmission, 11: stan, 33: forwarderId, 70: MANAGEMENT_CODES[name] } };
}

/** The answer to a management request of the centre: what names it, and F39. */
export function managementAnswer(request: Iso8583Message, code: string): Iso8583Message {
  const fields: Fields = { 39: code };
  for (const field of [7, 11, 33, 70]) {
    const value = textOf(request, field);
    if (value !== undefined) fields[field] = value;
  }
  return { mti: answerMtiOf(request.mti), fields };
}

export const isManagementRequest = (message: Iso8583Message): boolean =>
  message.mti === '0820' || message.mti === '0800';
export const isManagementAnswer = (message: Iso8583Message): boolean => message.mti === '0830';

/** Which management exchange a message belongs to; null for one this platform does not take part in. */
export function managementFunctionOf(message: Iso8583Message): ManagementFunction | null {
  if (message.mti !== '0820' && message.mti !== '0830') return null;
  const code = textOf(message, 70);
  const names = Object.keys(MANAGEMENT_CODES) as ManagementFunction[];
  return names.find((name) => MANAGEMENT_CODES[name] === code) ?? null;
}
