/** How an answer is made of a request. */
import type { ClearingDay } from '#domain/calendar';
import { echoedFields, type Iso8583Message, identify, networkMessages } from '#wire/iso8583';
import { monthDay } from './cut-over.ts';

/** What an answer repeats of a request that is in no table. */
const ofNoRow = { echoes: [3, 4, 7, 11, 32, 33, 37, 41, 42, 49, 59, 70] } as const;

/** The answer to a request: its MTI plus ten, the fields that name it, and these. F128 is another's work. */
export function answerTo(
  request: Iso8583Message,
  code: string,
  parts: { readonly authCode?: string | null; readonly day?: ClearingDay | null } = {},
): Iso8583Message {
  const row = identify(networkMessages, request)?.row ?? ofNoRow;
  const fields = echoedFields(row, request);
  if (parts.day) fields[15] = monthDay(parts.day);
  if (parts.authCode) fields[38] = parts.authCode;
  fields[39] = code;
  return {
    mti: request.mti.slice(0, 2) + String(Number(request.mti.charAt(2)) + 1) + request.mti.charAt(3),
    fields,
  };
}
