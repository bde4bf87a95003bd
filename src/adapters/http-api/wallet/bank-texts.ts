/** In a demonstration the banks are simulated, and so are the telephones: what they wrote to the demo's cardholders. */
import { DEMO_HOLDERS, maskPhone } from '#domain/person';
import type { HttpApiOptions } from '../options.ts';

interface BankText {
  readonly id: string;
  readonly phone: string;
  readonly text: string;
  readonly atMs: number;
}

const SHOWN = 5;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A simulator that is away has written nothing. */
async function textsTo(
  phone: string,
  ask: NonNullable<HttpApiOptions['operations']['simulator']>,
): Promise<BankText[]> {
  const answered = await ask('GET', `/texts?phone=${phone}`);
  const texts = isRecord(answered?.body) ? answered.body.texts : [];
  if (!Array.isArray(texts)) return [];
  return texts.slice(0, SHOWN).flatMap((each: unknown) => {
    if (!isRecord(each) || typeof each.atMs !== 'number' || typeof each.zh !== 'string') return [];
    return [{ id: `bank_${each.atMs}`, phone: maskPhone(phone), text: each.zh, atMs: each.atMs }];
  });
}

export async function bankTexts({ operations }: HttpApiOptions): Promise<readonly BankText[]> {
  const { simulator } = operations;
  if (simulator === null) return [];
  const all = await Promise.all(DEMO_HOLDERS.map(({ phone }) => textsTo(phone, simulator)));
  return all.flat();
}
