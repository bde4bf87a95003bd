/** The end of a closing: locked, or looked at again later because something is in the way. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { canBeClosed, closureAsked, keptUntilMs, NOTHING_AROUND } from '#domain/closure';
import { resolve } from '#domain/policy';
import type { Wallet, WalletAct } from '#domain/wallet';
import { decideWallet } from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import type { WalletDueCommand } from '../wallet-commands.ts';
import { balanceAround, disputesOf, movementsAround } from './closure-page.ts';
import { type Context, scopeOf } from './context.ts';
import { settingOf, writeWallet } from './wallet.ts';

/** The same question as at the beginning, asked by the clock, of what stands now. */
function actOf(context: Context, wallet: Wallet, command: WalletDueCommand): WalletAct {
  const { nowMs, rules } = context;
  const day = calendarDayOf(nowMs, SHANGHAI);
  const scope = scopeOf(context, '');
  const question = closureAsked({
    ...{
      subject: { kind: 'account', id: wallet.id },
      asker: 'deadline',
      wallet,
      book: rules,
      scope,
      day,
      nowMs,
    },
    around: {
      ...NOTHING_AROUND,
      ...command.around,
      ...balanceAround(context, wallet.book),
      movements: movementsAround(context, wallet.book),
      disputes: disputesOf(context, wallet.book),
      // Said when it was confirmed; what came since is lost with it.
      benefitsGivenUp: true,
    },
  });
  const answer = question === null ? null : canBeClosed(question);
  if (answer?.verdict === 'YES') {
    const years = Number(resolve(rules, scope, day).parameter('law.retentionYears').value);
    return { kind: 'lock', keptUntilMs: keptUntilMs(nowMs, years) };
  }
  const opensAtMs = answer?.opensAtMs ?? null;
  const closesAtMs = opensAtMs !== null && opensAtMs > nowMs ? opensAtMs : nowMs + LIMITS.closingAgainMs;
  return { kind: 'delay-closing', closesAtMs, why: answer?.reason ?? 'closing-under-way' };
}

export function handleClosingDue(context: Context, command: WalletDueCommand): Handled {
  const { work, nowMs } = context;
  const wallet = work.wallets.wallet(command.book) ?? null;
  if (wallet === null || wallet.status.state !== 'closing' || nowMs < wallet.status.closesAtMs)
    return { reply: replyWith('accepted', nowMs, { wallet }) };
  const step = decideWallet(wallet, actOf(context, wallet, command), settingOf(context, wallet.id));
  if ('refused' in step) return { reply: replyWith(step.refused, nowMs, { wallet }) };
  writeWallet(context, step, { by: 'deadline' });
  return { reply: replyWith('accepted', nowMs, { wallet: step.wallet }) };
}
