/** Time that is left as a ring that empties; the seconds stand in it. */
import { useEffect, useState } from 'react';
import { serverNowMs } from '../shared/api.ts';
import css from './pay.module.css';

const RADIUS = 15;
const LENGTH = 2 * Math.PI * RADIUS;
const SECOND_MS = 1_000;

export interface RingProps {
  readonly from: number;
  readonly to: number;
  readonly onEnd: () => void;
}

export function Ring({ from, to, onEnd }: RingProps) {
  const [nowMs, setNowMs] = useState(serverNowMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNowMs()), SECOND_MS / 4);
    return () => clearInterval(timer);
  }, []);
  const over = nowMs >= to;
  useEffect(() => {
    if (over) onEnd();
  }, [over, onEnd]);
  const left = Math.max(0, Math.min(1, (to - nowMs) / (to - from)));
  const seconds = Math.max(0, Math.ceil((to - nowMs) / SECOND_MS));
  return (
    <span className={css.ring} role="timer" aria-live="off">
      <svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true">
        <circle cx="18" cy="18" r={RADIUS} className={css.ringGround} />
        <circle
          cx="18"
          cy="18"
          r={RADIUS}
          className={css.ringLeft}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - left)}
        />
      </svg>
      <span className="number">{seconds}</span>
    </span>
  );
}
