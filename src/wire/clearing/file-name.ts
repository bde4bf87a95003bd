import { type ClearingDay, clearingDay } from '#domain/calendar';

const NAME = /^IND(\d{2})(\d{2})(\d{2})(\d{2})ACOMN$/;

/** `IND26112301ACOMN`: general trades of the clearing day that closed, `session` 1 to 99 within it. */
export function clearingFileName(closedDay: ClearingDay, session = 1): string {
  if (!Number.isInteger(session) || session < 1 || session > 99) {
    throw new RangeError(`Cannot name the clearing file of session ${session}: expected 1 to 99`);
  }
  return `IND${closedDay.slice(2).replaceAll('-', '')}${String(session).padStart(2, '0')}ACOMN`;
}

/** The day and session of such a name; null for any other name. */
export function parseClearingFileName(
  name: string,
): { readonly day: ClearingDay; readonly session: number } | null {
  const match = NAME.exec(name);
  if (match === null) return null;
  const session = Number(match[4]);
  if (session < 1) return null;
  try {
    return { day: clearingDay(`20${match[1]}-${match[2]}-${match[3]}`), session };
  } catch {
    return null;
  }
}
