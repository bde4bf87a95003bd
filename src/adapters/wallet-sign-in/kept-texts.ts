/** Texts of a demonstration that no provider takes: whoever sits at the machine reads them in place of a telephone. */
import type { Texts } from '#adapters/postgres';
import { SMS_SECRET_MARK } from '#engine';
import type { Parts } from './types.ts';

export interface KeptText {
  readonly id: string;
  readonly phone: string;
  readonly text: string;
  readonly atMs: number;
}

const LOOKED_THROUGH = 50;
const SHOWN = 10;

/** A code that is too old is shown no more. */
export async function keptTexts(
  { demo, security, clock }: Parts,
  texts: Pick<Texts, 'list'>,
): Promise<readonly KeptText[]> {
  if (!demo) return [];
  const { items } = await texts.list({ cursor: null, limit: LOOKED_THROUGH });
  const nowMs = clock.nowMs();
  const kept = items
    .filter(({ state, kind, untilMs = null }) => {
      const isOurs = kind.startsWith('wallet-') && (state === 'kept' || state === 'waiting');
      return isOurs && (untilMs === null || nowMs < untilMs);
    })
    .slice(0, SHOWN);
  return Promise.all(
    kept.map(async ({ id, numberMask, text, secretSeal = null, createdMs }) => ({
      ...{ id, phone: numberMask, atMs: createdMs },
      text:
        secretSeal === null
          ? text
          : text.replace(SMS_SECRET_MARK, await security.unseal('sms-code', secretSeal, id)),
    })),
  );
}
