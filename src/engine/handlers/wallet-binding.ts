/** May this wallet bind a card now? The answer and the line of audit stand before its issuer is asked. */
import { BINDINGS_MAX } from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import type { WalletCardAsked } from '../wallet-commands.ts';
import type { Context } from './context.ts';
import { tellOfWallet } from './wallet.ts';

export function handleCardAsked(context: Context, { book, card, by }: WalletCardAsked): Handled {
  const wallet = context.work.wallets.wallet(book);
  const reply = (outcome: Parameters<typeof replyWith>[0]): Handled => ({
    reply: replyWith(outcome, context.nowMs, { wallet: wallet ?? null }),
  });
  if (wallet === undefined) return reply('wallet-not-found');
  const { state } = wallet.status;
  if (state !== 'open') return reply(`wallet-${state}`);
  const live = wallet.bindings.filter((each) => each.state !== 'unbound');
  if (live.some((each) => each.state === 'bound' && each.card.index === card.index))
    return reply('wallet-card-bound-already');
  if (live.length >= BINDINGS_MAX) return reply('wallet-too-many');
  tellOfWallet(context, book, 'wallet-card-asked', { card: card.masked, by });
  return reply('accepted');
}
