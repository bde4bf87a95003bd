/** Cards and codes at hand: those of the test network, and only in a demonstration. */
import { type TillCard, type TillPayerCode, type TillScan, TillTroubleError } from '#adapters/http-api';
import { maskPan } from '#wire/iso8583';
import { type DataFolder, readRuntime } from '../data-folder.ts';
import { readTestCards } from '../terminal-files.ts';

const WAIT_MS = 15_000;

export async function cardsAtHand(data: DataFolder): Promise<readonly TillCard[]> {
  const cards = await readTestCards(data.root);
  return cards.map(({ id, name, note, issuer, pan, pin, chip }) => ({
    ...{ id, name, note, issuer, pin },
    masked: maskPan(pan),
    chip: chip !== null,
  }));
}

export async function codesAtHand(data: DataFolder): Promise<readonly TillPayerCode[]> {
  const { codes } = await ask<{ codes: readonly TillPayerCode[] }>(data, '/pay-codes');
  return codes;
}

export async function payShown(data: DataFolder, card: string, code: string): Promise<TillScan> {
  const { result, code: said } = await ask<TillScan>(data, '/scan', { card, code });
  return { result, code: said };
}

async function ask<T>(data: DataFolder, path: string, body?: unknown): Promise<T> {
  const control = (await readRuntime(data))?.networkControlUrl;
  if (control === undefined)
    throw new TillTroubleError({
      zh: '没有运行的网络模拟器，付款人的码无从取得',
      en: 'no network simulator runs here, so there are no wallets',
    });
  const init =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  try {
    const response = await fetch(new URL(path, control), { ...init, signal: AbortSignal.timeout(WAIT_MS) });
    if (response.ok) return (await response.json()) as T;
  } catch {
    // Told below: down, slow or refusing are the same to a cashier.
  }
  throw new TillTroubleError({
    zh: '网络模拟器没有应答',
    en: 'the network simulator did not answer',
  });
}
