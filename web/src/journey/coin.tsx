/** A part of the money at its place. When its place changes it goes there along the rails. */
import { useLayoutEffect, useRef } from 'react';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import css from './coin.module.css';
import { CoinIcon } from './icons.tsx';
import { type Frame, type Point, pathBetween, type Spot } from './layout.ts';
import type { CoinView } from './picture.ts';

/** How a state looks: sure on its way, sure and back, not sure, or at rest. */
const LOOKS: Readonly<Record<CoinView['state'], 'out' | 'back' | 'open' | 'unknown' | 'rest'>> = {
  untouched: 'rest',
  asked: 'open',
  unknown: 'unknown',
  held: 'out',
  'used-up': 'rest',
  paid: 'out',
  frozen: 'unknown',
  returning: 'open',
  arriving: 'back',
  undone: 'back',
  overdue: 'unknown',
  returned: 'back',
  released: 'rest',
  suspense: 'unknown',
  'paying-out': 'back',
  'paid-out': 'back',
  'with-person': 'unknown',
  'charged-back': 'back',
};
export const lookOf = (coin: CoinView): string => LOOKS[coin.state];

const STEP_MS = 420;
const moved = ({ x, y }: Point): string => `translate(${x}px, ${y}px)`;
const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Keyframes along a line, each at its share of the length. */
function framesAlong(points: readonly Point[]): { frames: Keyframe[]; pieces: number } {
  const lengths = points.map((point, index) => {
    const before = points[index - 1] ?? point;
    return Math.hypot(point.x - before.x, point.y - before.y);
  });
  const whole = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let gone = 0;
  const frames = points.map((point, index) => {
    gone += lengths[index] ?? 0;
    return { transform: moved(point), offset: gone / whole };
  });
  return { frames, pieces: whole / 180 };
}

export interface CoinProps {
  readonly coin: CoinView;
  readonly spot: Spot;
  /** Where it was when it was a part of another coin. */
  readonly from: Spot | null;
  readonly frame: Frame;
}

export function Coin({ coin, spot, from, frame }: CoinProps) {
  const say = useSay();
  const element = useRef<HTMLDivElement>(null);
  const last = useRef<Spot | null>(from);
  const { rail, place } = spot;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the frame's size is no journey
  useLayoutEffect(() => {
    const before = last.current;
    last.current = { rail, place };
    if (before === null || (before.rail === rail && before.place === place) || isStill()) return;
    const { frames, pieces } = framesAlong(pathBetween(frame, before, { rail, place }));
    element.current?.animate(frames, {
      duration: STEP_MS * Math.max(1.4, Math.min(4, pieces)),
      easing: 'cubic-bezier(0.45, 0.05, 0.25, 1)',
    });
  }, [rail, place]);
  const side = frame.isWide ? (place === 0 ? 'start' : place === 4 ? 'end' : 'middle') : 'none';
  return (
    <div
      ref={element}
      className={css.coin}
      data-look={lookOf(coin)}
      data-coin={coin.state}
      data-at={coin.at}
      style={{ transform: moved(frame.point(spot)) }}
    >
      <CoinIcon className={css.icon ?? ''} isOpen={lookOf(coin) === 'unknown'} />
      {frame.isWide ? (
        <p className={css.label} data-side={side} aria-hidden="true">
          <Money fen={coin.amount} className={css.amount ?? ''} />
          <span className={css.state}>{say(coin.words)}</span>
        </p>
      ) : null}
    </div>
  );
}
