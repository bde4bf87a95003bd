/** One order of the till at the open terminal. */
import type { TillOrder } from '#adapters/http-api';
import {
  chipFile,
  createVirtualCard,
  type JournalEntry,
  TerminalInputError,
  type TerminalResult,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import { chipFileOf, type TestCard } from '../terminal-files.ts';

/** The expiry of a code, which has none. */
const NO_EXPIRY = '0001';

type Card = Parameters<VirtualTerminal['sale']>[0]['card'];

/** The order as the terminal takes it. `card`: the virtual card that is held to the reader. */
export async function perform(
  terminal: VirtualTerminal,
  order: TillOrder,
  card: TestCard | null,
  dataFolder: string,
): Promise<TerminalResult> {
  const { loseAnswer, stan } = order;
  const amountFen = order.amountFen ?? 0n;
  switch (order.act) {
    case 'sign-in':
      return terminal.signIn(order.operator ?? terminal.journal.operator);
    case 'sign-off':
      return terminal.signOff();
    case 'echo':
      return terminal.echo();
    case 'settle':
      return terminal.settle({ loseAnswer });
    case 'reversal':
      return clear(terminal);
    case 'sale':
      return order.code === null
        ? terminal.sale({ ...held(order, card, dataFolder), amountFen, loseAnswer })
        : terminal.sale({
            ...{ amountFen, card: { pan: order.code, expiry: NO_EXPIRY }, entry: 'keyed', loseAnswer },
            variety: { is: 'code' },
          });
    case 'preauth':
      return terminal.preauth({ ...held(order, card, dataFolder), amountFen, loseAnswer });
    case 'balance':
      return terminal.balance(held(order, card, dataFolder));
    case 'void':
      return terminal.void({ stan: stan ?? '', loseAnswer });
    case 'refund':
      return refund(terminal, order, amountFen);
    case 'tip':
      return terminal.tip({ stan: stan ?? '', tipFen: amountFen });
    case 'increment':
    case 'completion':
    case 'preauth-void':
    case 'completion-void':
      return terminal.family({
        ...{ kind: order.act, stan: stan ?? undefined, loseAnswer },
        ...(order.amountFen === null ? {} : { amountFen }),
      });
    case 'show-code':
      return terminal.showCode({ amountFen, loseAnswer });
    case 'query-code':
      return terminal.queryCode(stan);
    case 'close-code':
      return terminal.closeCode(stan);
    case 'code-back':
      return terminal.codeBack({ stan, amountFen: order.amountFen, loseAnswer });
  }
}

/** What is held to the reader, with the PIN that was entered for it. */
function held(
  { entry, pin, unlocked = false }: TillOrder,
  card: TestCard | null,
  dataFolder: string,
): { readonly card: Card; readonly entry: 'tap' | 'chip' | 'swipe' } {
  if (card === null || entry === null) throw new TerminalInputError('Cannot pay without a card');
  const chip =
    card.chip === null || entry === 'swipe'
      ? undefined
      : createVirtualCard({ ...card.chip, isUnlocked: unlocked }, chipFile(chipFileOf(dataFolder, card)));
  return {
    entry,
    card: {
      ...{ pan: card.pan, expiry: card.expiry, pin: pin ?? undefined, chip },
      track2: entry === 'swipe' ? (card.track2 ?? undefined) : undefined,
    },
  };
}

/** The open reversal, told as a line test is: what came of it stands in `flushed`. */
async function clear(terminal: VirtualTerminal): Promise<TerminalResult> {
  const flushed = await terminal.flushReversal();
  return { ...(await terminal.echo()), flushed };
}

/** A refund of a sale that this terminal took: card and names come from its journal. */
function refund(
  terminal: VirtualTerminal,
  { stan, batchNo, loseAnswer }: TillOrder,
  amountFen: bigint,
): Promise<TerminalResult> {
  const { batch, earlier } = terminal.journal;
  const fits = (entry: JournalEntry): boolean => entry.stan === stan && entry.batchNo === batchNo;
  const sale = [...earlier, ...batch].findLast(fits);
  if (sale?.state !== 'approved') throw new TerminalInputError('Cannot refund what was not approved');
  const { rrn, date } = sale.answer;
  return terminal.refund({
    ...{ rrn, date, batchNo: sale.batchNo, stan: sale.stan, amountFen, loseAnswer },
  });
}
