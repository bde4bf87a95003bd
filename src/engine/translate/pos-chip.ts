/** Field 55 of a request that goes on to an issuer: it has to be readable, and complete where the profile says so. */
import { checkField55, EmvError, type Field55Issue, type Field55Purpose } from '#wire/emv';
import {
  bytesOf,
  type DialectProfile,
  type Identified,
  type Iso8583Message,
  type PosMessageId,
  textOf,
} from '#wire/iso8583';
import { malformed } from './pos-read.ts';

/** Voids, completions and refunds carry none, and one that does is read past; so is a reversal's, the way back. */
const PURPOSES: Partial<Record<PosMessageId, Field55Purpose>> = {
  sale: 'online',
  balance: 'online',
  'pre-auth': 'online',
  'pre-auth-increment': 'online',
  'instalment-sale': 'online',
  'points-sale': 'online',
  'points-query': 'online',
  'reservation-sale': 'online',
};

/** A value that is none cannot have been in any cryptogram: these say so whatever the list of objects is. */
const UNREADABLE: readonly Field55Issue['kind'][] = ['bad-length', 'bad-format', 'own-length'];

/** @throws Refused: format error (30). Names tags, never values. */
export function requireChipData(
  { row }: Identified<PosMessageId>,
  message: Iso8583Message,
  profile: DialectProfile,
): void {
  const purpose = PURPOSES[row.id];
  const bytes = bytesOf(message, 55);
  if (purpose === undefined || bytes === undefined) return;
  if (bytes.length === 0) malformed(`${row.en}: field 55 is empty`);
  const complete = profile.chipData === 'complete';
  const amount = textOf(message, 4);
  const expected = complete && amount !== undefined ? { '9F02': amount } : {};
  const issue = issuesOf(row.en, purpose, bytes, expected).find(
    ({ level, kind }) => level === 'refuse' && (complete || UNREADABLE.includes(kind)),
  );
  if (issue !== undefined) malformed(`${row.en}: field 55: tag ${issue.tag} is ${issue.kind}`);
}

function issuesOf(
  what: string,
  purpose: Field55Purpose,
  bytes: Uint8Array,
  expected: Readonly<Record<string, string>>,
): readonly Field55Issue[] {
  try {
    return checkField55(purpose, bytes, expected);
  } catch (error) {
    if (error instanceof EmvError) return malformed(`${what}: field 55: ${error.message}`);
    throw error;
  }
}
