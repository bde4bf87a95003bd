/** Time that is left, by the server's clock. Read aloud by the minute at most: seconds are for the eye. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from './api.ts';

const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

interface Left {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

export function leftOf(seconds: number): Left {
  return {
    days: Math.floor(seconds / DAY_S),
    hours: Math.floor((seconds % DAY_S) / HOUR_S),
    minutes: Math.floor((seconds % HOUR_S) / MINUTE_S),
    seconds: seconds % MINUTE_S,
  };
}

/** Whole seconds until `to`, never below zero; changes as they pass. */
export function useSecondsLeft(to: string | number): number {
  const toMs = new Date(to).getTime();
  const count = (): number => Math.max(0, Math.ceil((toMs - serverNowMs()) / SECOND_MS));
  const [seconds, setSeconds] = useState(count);
  useEffect(() => {
    const read = (): number => Math.max(0, Math.ceil((toMs - serverNowMs()) / SECOND_MS));
    setSeconds(read());
    const timer = setInterval(() => setSeconds(read()), SECOND_MS);
    return () => clearInterval(timer);
  }, [toMs]);
  return seconds;
}

export interface CountdownProps {
  readonly to: string | number;
  /** Called once when nothing is left. */
  readonly onEnd?: () => void;
}

export function Countdown({ to, onEnd }: CountdownProps) {
  const { t } = useTranslation();
  const seconds = useSecondsLeft(to);
  const over = seconds === 0;
  useEffect(() => {
    if (over) onEnd?.();
  }, [over, onEnd]);
  if (over) return <span role="timer">{t('countdown.over')}</span>;
  const left = leftOf(seconds);
  const shown = left.days > 0 ? 'days' : left.hours > 0 ? 'hours' : left.minutes > 0 ? 'minutes' : 'seconds';
  return (
    <span role="timer" aria-live="off" className="number">
      {t(`countdown.${shown}`, { ...left })}
    </span>
  );
}
