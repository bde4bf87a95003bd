/** The pre-authorisation family as a terminal asks for it: which row is which kind, and how it names a hold. */
import type { PaymentKind } from '#domain/payment';
import { type Iso8583Message, type MessageRow, type PosMessageId, textOf } from '#wire/iso8583';
import { readCard, readCodes, readFreshCard, readReferences } from './pos-read.ts';
import type { PosHold, PosReversal, PosSender, PosVoid } from './pos-types.ts';
import { namedVariety, plainId, readVariety } from './pos-variety.ts';

/** Plain rows that hold money or take what is held. */
const HOLDS = {
  'pre-auth': { of: 'preauthorisation', isNotice: false },
  'pre-auth-increment': { of: 'increment', isNotice: false },
  completion: { of: 'completion', isNotice: false },
  'completion-notice': { of: 'completion', isNotice: true },
} as const satisfies Partial<Record<PosMessageId, Pick<PosHold, 'of' | 'isNotice'>>>;

const VOIDS = {
  'pre-auth-void': 'preauthorisation',
  'completion-void': 'completion',
} as const satisfies Partial<Record<PosMessageId, PosVoid['of']>>;

export const PREAUTH_ROWS = [
  'pre-auth',
  'pre-auth-increment',
  'completion',
  'completion-notice',
  'pre-auth-void',
  'completion-void',
] as const satisfies readonly PosMessageId[];
export type PreauthRow = (typeof PREAUTH_ROWS)[number];

export const isPreauthRow = (id: string): id is PreauthRow => PREAUTH_ROWS.some((each) => each === id);

export function readPreauth(
  id: PreauthRow,
  row: MessageRow<PosMessageId>,
  message: Iso8583Message,
  sender: PosSender,
  nowMs: number,
): PosHold | PosVoid {
  const card = readCard(message, sender);
  if (id === 'pre-auth-void' || id === 'completion-void') {
    const named = { variety: namedVariety(row), of: VOIDS[id] };
    return { kind: 'void', ...named, ...card, ...readReferences(message, nowMs) };
  }
  const told = readVariety(message, row);
  const fresh = readFreshCard(message, card.pan, row.en, 'with one');
  return { kind: 'hold', ...HOLDS[id], ...card, ...told, ...fresh, ...readNames(id, message, nowMs) };
}

/** An increment sends zeros for batch and trace number: the code of the approval names what it raises. */
function readNames(
  id: PreauthRow,
  message: Iso8583Message,
  nowMs: number,
): Pick<PosHold, 'original' | 'authCode'> {
  if (id === 'pre-auth') return { original: null, authCode: null };
  const { authCode } = readCodes(message);
  const text = textOf(message, 61);
  const original = text === undefined || /^0+$/.test(text) ? null : readReferences(message, nowMs).original;
  return { original, authCode };
}

/** What a reversal says that it undoes, by the row of the original. */
export function reversedKind(row: MessageRow<PosMessageId> | null): PosReversal['of'] {
  const id = plainId(row) ?? 'sale';
  if (id === 'void' || Object.hasOwn(VOIDS, id)) return 'void';
  const kind: PaymentKind = Object.hasOwn(HOLDS, id) ? HOLDS[id as keyof typeof HOLDS].of : 'sale';
  return kind;
}
