/** Messages of the way back that come again after others that followed them. */
import { describe, expect, it } from 'vitest';
import { networkKeyText } from '#domain/payment';
import { Holder } from '../../test/holder.ts';
import type { OnUsMessage } from './on-us-commands.ts';

type Way = (message: OnUsMessage) => Promise<unknown>;

/** A paid tap, and how its wallet hears of a message about it: as the one that pays, or by the word of the bank. */
async function paidBy(source: 'balance' | 'card') {
  const holder = await Holder.open(source === 'card' ? { balanceFen: 0n } : {});
  holder.tap('000001', source === 'card' ? { card: holder.cardToken } : {});
  await holder.settle();
  const { engine } = holder.shop;
  const { book } = holder;
  const hears: Way = async (asked) => {
    await engine.submit({ type: 'on-us', book, asked, proof: { state: 'none' } });
    if (source === 'balance') return;
    await engine.submit({ type: 'on-us-told', book, asked, outcome: 'approved', authCode: null });
  };
  const payment = holder.shop.find('000001')!;
  const message = (
    part: Pick<OnUsMessage, 'message' | 'networkKey' | 'originalKey' | 'originalKind'>,
  ): OnUsMessage => ({
    ...part,
    ...{ amountFen: payment.amountFen, entryMode: '071', mcc: payment.mcc, cardIndex: payment.card.index },
    merchant: { merchantId: payment.terminal.merchantId, nameZh: '', nameEn: '', terminalId: null },
  });
  const sale = networkKeyText(payment.network);
  const voidUnder = (networkKey: string): OnUsMessage =>
    message({ message: 'void', networkKey, originalKey: sale, originalKind: 'payment' });
  const undo = (networkKey: string, originalKey: string): OnUsMessage =>
    message({ message: 'reversal', networkKey, originalKey, originalKind: 'void' });
  return { holder, hears, voidUnder, undo };
}

// Seed 2026, crash-loop, journey 70,395: a back office tries a void again once its first one is undone, and the answer
// to a repeated reversal of the first comes after the second was approved.
describe.each(['balance', 'card'] as const)('a payment from the %s', (source) => {
  it('stays voided when the reversal of an earlier void comes again', async () => {
    const { holder, hears, voidUnder, undo } = await paidBy(source);
    await hears(voidUnder('void-1'));
    await hears(undo('undo-1', 'void-1'));
    expect(holder.states()).toEqual(['paid']);
    await hears(voidUnder('void-2'));
    await hears(undo('undo-1', 'void-1'));
    expect(holder.states()).toEqual(['reversed']);
    await hears(undo('undo-2', 'void-2'));
    expect(holder.states()).toEqual(['paid']);
  });
});
