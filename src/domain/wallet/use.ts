/** What a payment takes of a wallet's bounds, and what is free again when it was undone. */
import type { Fen } from '../money/index.ts';
import type { MovementKind, Service, ServiceId, Source, Wallet } from './state.ts';

export const usedFenOn = ({ usedOn }: Pick<Service, 'usedOn'>, day: string): Fen =>
  usedOn.day === day ? usedOn.amountFen : 0n;

interface Used {
  readonly kind: MovementKind;
  readonly services: readonly ServiceId[];
  readonly source: Source;
  readonly deviceCardId: string | null;
  readonly deductionId: string | null;
  readonly amountFen: Fen;
  readonly day: string;
  readonly year: number;
  readonly atMs: number;
  /** Of the device card's cryptogram. */
  readonly counter: number | null;
}

/** The wallet after a payment: what was used, when, and how much of each bound is taken. */
export function withUse(wallet: Wallet, used: Used): Wallet {
  const { source, amountFen, atMs: lastUsedMs } = used;
  return {
    ...wallet,
    services: wallet.services.map((service) =>
      used.services.includes(service.id)
        ? {
            ...service,
            lastUsedMs,
            usedCount: service.usedCount + 1,
            usedOn: { day: used.day, amountFen: usedFenOn(service, used.day) + amountFen },
          }
        : service,
    ),
    bindings: wallet.bindings.map((each) =>
      source.kind === 'card' && each.id === source.bindingId ? { ...each, lastUsedMs } : each,
    ),
    deviceCards: wallet.deviceCards.map((each) =>
      each.id === used.deviceCardId ? { ...each, lastUsedMs, counter: used.counter ?? each.counter } : each,
    ),
    deductions: wallet.deductions.map((each) =>
      each.id === used.deductionId ? { ...each, lastUsedMs } : each,
    ),
    spent: source.kind === 'balance' ? spentWith(wallet, amountFen, used.year) : wallet.spent,
  };
}

function spentWith({ spent }: Wallet, amountFen: Fen, year: number): Wallet['spent'] {
  const inYearFen = (spent.year === year ? spent.inYearFen : 0n) + amountFen;
  return { year, inYearFen, everFen: spent.everFen + amountFen };
}

const less = (fromFen: Fen, amountFen: Fen): Fen => (fromFen > amountFen ? fromFen - amountFen : 0n);

type Taken = Pick<Used, 'services' | 'source' | 'amountFen' | 'day' | 'year'>;

/** What the payment took of the bounds, taken once more or given back; another day or year has bounds of its own. */
function withTaken(wallet: Wallet, taken: Taken, moved: (fromFen: Fen) => Fen): Wallet {
  const { day, year } = taken;
  const { spent } = wallet;
  return {
    ...wallet,
    services: wallet.services.map((service) =>
      taken.services.includes(service.id) && service.usedOn.day === day
        ? { ...service, usedOn: { day, amountFen: moved(service.usedOn.amountFen) } }
        : service,
    ),
    spent:
      taken.source.kind === 'card'
        ? spent
        : {
            ...spent,
            inYearFen: spent.year === year ? moved(spent.inYearFen) : spent.inYearFen,
            everFen: moved(spent.everFen),
          },
  };
}

/** The wallet after a payment was undone whole: what it took of the bounds is free again. A refund frees none. */
export const withoutUse = (wallet: Wallet, undone: Taken): Wallet =>
  withTaken(wallet, undone, (fromFen) => less(fromFen, undone.amountFen));

/** The wallet after a payment that was undone stands again: it takes of the bounds what it took before. */
export const withUseAgain = (wallet: Wallet, stands: Taken): Wallet =>
  withTaken(wallet, stands, (fromFen) => fromFen + stands.amountFen);
