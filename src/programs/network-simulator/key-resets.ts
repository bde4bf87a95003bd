/** The network sends its members new keys, of its own accord or because one asked. */
import { SHANGHAI, wireTime } from '#domain/calendar';
import { keyReset, type ZoneKeyKind } from '#engine/translate';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import type { ZoneKeys } from './zone-keys.ts';

export type ResetResult = 'confirmed' | 'refused' | 'no-answer';

export interface KeyResets {
  readonly possible: boolean;
  /** Sends a new key to this member and waits for its answer. */
  reset(
    kind: ZoneKeyKind,
    member: string,
    send: (message: Iso8583Message) => void,
  ): Promise<{ readonly result: ResetResult; readonly code: string | null }>;
  /** A member's answer to new keys. */
  answered(message: Iso8583Message): void;
}

const ANSWER_MS = 5_000;

export function createKeyResets(keys: ZoneKeys): KeyResets {
  const waiting = new Map<string, (answer: Iso8583Message | null) => void>();
  let serial = 0;
  const nameOf = (message: Iso8583Message): string => `${textOf(message, 7)}/${textOf(message, 11)}`;
  return {
    possible: keys.canReset,
    async reset(kind, member, send) {
      const { cipher, macOf } = await keys.beginReset(kind);
      serial += 1;
      const { transmission } = wireTime(Date.now(), SHANGHAI);
      const stan = String(900_000 + (serial % 100_000)).padStart(6, '0');
      const plain = keyReset(kind, cipher, { transmission, stan, receiverId: member });
      const message = { ...plain, fields: { ...plain.fields, 128: macOf(plain) } };
      const answer = await new Promise<Iso8583Message | null>((resolve) => {
        const timer = setTimeout(() => settle(null), ANSWER_MS);
        const settle = (found: Iso8583Message | null): void => {
          clearTimeout(timer);
          waiting.delete(nameOf(message));
          resolve(found);
        };
        waiting.set(nameOf(message), settle);
        send(message);
      });
      const code = answer === null ? null : (textOf(answer, 39) ?? '');
      if (answer === null) return { result: 'no-answer', code };
      if (code !== '00') return { result: 'refused', code };
      await keys.confirmReset(kind);
      return { result: 'confirmed', code };
    },
    answered(message) {
      // Proven by the key that it confirms, or by the one in force.
      if (keys.hasValidMac(message)) waiting.get(nameOf(message))?.(message);
    },
  };
}
