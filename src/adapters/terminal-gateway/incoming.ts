import { answerMti, readablePart } from '#engine/translate';
import {
  decode,
  decodePosFrame,
  Iso8583Error,
  type Iso8583Message,
  type PosFrame,
  posDialect,
  textOf,
} from '#wire/iso8583';

/** A frame taken apart. `faulty`: only the part in front of the fault could be read. */
export type Incoming =
  | { readonly state: 'read'; readonly frame: PosFrame; readonly message: Iso8583Message }
  | {
      readonly state: 'faulty';
      readonly frame: PosFrame;
      readonly message: Iso8583Message;
      readonly text: string;
    }
  | { readonly state: 'unreadable'; readonly code: string };

/**
 * Takes a frame apart; never throws. Unreadable is what cannot be answered: no message type, or the type of an
 * answer, which no terminal sends and which answered would start an endless exchange.
 */
export function readIncoming(bytes: Uint8Array): Incoming {
  let frame: PosFrame;
  try {
    frame = decodePosFrame(bytes);
  } catch (error) {
    return { state: 'unreadable', code: codeOf(error) };
  }
  try {
    const message = decode(posDialect, frame.body);
    if (answerMti(message.mti) === null) return { state: 'unreadable', code: 'no-request' };
    return { state: 'read', frame, message };
  } catch (error) {
    const message = readablePart(frame.body);
    if (message === null || answerMti(message.mti) === null)
      return { state: 'unreadable', code: codeOf(error) };
    return { state: 'faulty', frame, message, text: error instanceof Error ? error.message : 'not readable' };
  }
}

const codeOf = (error: unknown): string => (error instanceof Iso8583Error ? error.code : 'fault');

/** Whose message this claims to be: messages of one terminal are served in order, those of two at once. */
export const senderOf = (message: Iso8583Message): string =>
  `${textOf(message, 42) ?? ''}/${textOf(message, 41) ?? ''}`;
