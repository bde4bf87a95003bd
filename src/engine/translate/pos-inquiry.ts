/** A terminal asks what is on a card, or in the issuer's points. */
import { type Iso8583Message, parsePosField60 } from '#wire/iso8583';
import type { InquiryKind } from '../ports/index.ts';
import { readCardAlone, readFreshCard, required } from './pos-read.ts';
import type { PosInquiry, PosSender } from './pos-types.ts';

export function readInquiry(message: Iso8583Message, sender: PosSender, inquiry: InquiryKind): PosInquiry {
  const card = readCardAlone(message, sender);
  return {
    kind: 'balance',
    inquiry,
    ...card,
    ...readFreshCard(message, card.pan, 'balance inquiry'),
    pointsAccount: parsePosField60(required(message, 60)).accountType ?? null,
  };
}
