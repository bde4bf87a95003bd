/** How an answer is made of a request. */
import type { ClearingDay } from '#domain/calendar';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import { monthDay } from './cut-over.ts';

const echoed = [3, 4, 7, 11, 32, 33, 37, 41, 42, 49, 59] as const;
const echoedByManagement = [7, 11, 33, 53, 70] as const;

/** The answer to a request: its MTI plus ten, the fields that name it, and these. F128 is another's work. */
export function answerTo(
  request: Iso8583Message,
  code: string,
  parts: { readonly authCode?: string | null; readonly day?: ClearingDay | null } = {},
): Iso8583Message {
  const fields: Record<number, string> = {};
  for (const field of request.mti.startsWith('08') ? echoedByManagement : echoed) {
    const value = textOf(request, field);
    if (value !== undefined) fields[field] = value;
  }
  if (parts.day) fields[15] = monthDay(parts.day);
  if (parts.authCode) fields[38] = parts.authCode;
  fields[39] = code;
  return {
    mti: request.mti.slice(0, 2) + String(Number(request.mti.charAt(2)) + 1) + request.mti.charAt(3),
    fields,
  };
}
