/** Where the money is, as large as it matters: one line for each state, its amount in the colour of its way. */
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import { lookOf } from './coin.tsx';
import css from './headline.module.css';
import type { CoinView, PictureView } from './picture.ts';

interface Line {
  readonly coin: CoinView;
  readonly amount: number;
}

/** Parts in the same state are one line. */
export function linesOf(coins: readonly CoinView[]): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const coin of coins) {
    const before = lines.get(coin.state);
    lines.set(coin.state, { coin, amount: coin.amount + (before?.amount ?? 0) });
  }
  return [...lines.values()];
}

export function Headline({ picture }: { readonly picture: PictureView }) {
  const say = useSay();
  const lines = linesOf(picture.coins);
  return (
    <h2 className={css.now} aria-live="polite" data-lines={lines.length}>
      {lines.map(({ coin, amount }) => (
        <span key={coin.state} className={css.line} data-look={lookOf(coin)}>
          <Money fen={amount} className={css.amount ?? ''} /> <span>{say(coin.words)}</span>
        </span>
      ))}
    </h2>
  );
}
