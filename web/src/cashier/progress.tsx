/** What the terminal is doing just now, message by message; and what is known when the server cannot be reached. */
import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../shared/api.ts';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import css from './act-stage.module.css';
import type { Act, Step } from './till-api.ts';
import type { Kept } from './use-act.ts';

const SECOND_MS = 1_000;
/** Messages that have a name of their own here; every other one is told by its type. */
const NAMED = ['0800', '0820', '0200', '0220', '0100', '0400', '0500', '0320'];

export interface ProgressProps {
  readonly order: Kept;
  readonly act: Act | null;
  readonly lostAt: number | null;
}

export function Progress({ order, act, lostAt }: ProgressProps) {
  const { t } = useTranslation('cashier');
  const amount = order.amount ?? act?.amount ?? null;
  return (
    <Page title={lostAt === null ? t('doing', { what: t(`acts.${order.act}`) }) : t('lost.title')}>
      {amount === null ? null : (
        <p className={css.amount}>
          <Money fen={amount} />
        </p>
      )}
      {lostAt === null ? null : <Lost since={lostAt} act={act} />}
      <Steps act={act} lost={lostAt !== null} />
    </Page>
  );
}

/** The page lost the server; the terminal goes on by itself. Nothing is sent again. */
function Lost({ since, act }: { readonly since: number; readonly act: Act | null }) {
  const { t } = useTranslation('cashier');
  const seconds = useSecondsSince(since);
  return (
    <div className={css.lost} role="alert">
      <p>
        <strong>{t('lost.known')}</strong> {act === null ? t('lost.knownNothing') : t('lost.knownBegun')}
      </p>
      <p>
        <strong>{t('lost.unknown')}</strong> {t('lost.unknownWhat')}
      </p>
      <p>
        <strong>{t('lost.next')}</strong> {t('lost.nextWhat', { seconds })}
      </p>
    </div>
  );
}

function useSecondsSince(sinceMs: number): number {
  const count = (): number => Math.max(0, Math.floor((serverNowMs() - sinceMs) / SECOND_MS));
  const [seconds, setSeconds] = useState(count);
  useEffect(() => {
    const timer = setInterval(
      () => setSeconds(Math.max(0, Math.floor((serverNowMs() - sinceMs) / SECOND_MS))),
      SECOND_MS,
    );
    return () => clearInterval(timer);
  }, [sinceMs]);
  return seconds;
}

/** A request and its answer are one line: sent, and then answered or not. */
interface Line {
  readonly at: string;
  readonly mti: string | null;
  readonly state: 'now' | 'done' | 'unanswered';
  readonly code: string | null;
}

export function linesOf(steps: readonly Step[]): Line[] {
  const lines: Line[] = [];
  for (const { step, at, mti, code } of steps) {
    const last = lines.at(-1);
    if (step === 'answered' || step === 'unanswered') {
      if (last !== undefined)
        lines[lines.length - 1] = { ...last, state: step === 'answered' ? 'done' : 'unanswered', code };
      continue;
    }
    if (last?.state === 'now') lines[lines.length - 1] = { ...last, state: 'done' };
    lines.push({ at, mti, state: 'now', code: null });
  }
  // A line that is opened again and again is no news.
  return lines.filter(({ mti }, index) => mti !== null || index === 0);
}

export function Steps({ act, lost = false }: { readonly act: Act | null; readonly lost?: boolean }) {
  const { t } = useTranslation('cashier');
  const lines = act === null ? [] : linesOf(act.steps);
  return (
    <ol className={css.steps} aria-live="polite" aria-label={t('steps.label')}>
      {lines.length === 0 && !lost ? (
        <li className={css.step}>
          <span className={`${css.dot} ${css.now}`} />
          <span>{t('steps.begin')}</span>
        </li>
      ) : null}
      {lines.map((line) => (
        <li key={`${line.at}${line.mti}`} className={css.step}>
          <span
            className={`${css.dot} ${{ now: css.now, done: css.done, unanswered: css.wrong }[line.state]}`}
          />
          <span>
            {stepName(line, t)}
            {line.mti === null ? null : (
              <>
                {' '}
                <span className={css.mti}>
                  {line.mti}
                  {line.code === null ? '' : ` → ${line.code}`}
                </span>
              </>
            )}
          </span>
          <span className="muted">
            <Moment at={line.at} style="time" />
          </span>
        </li>
      ))}
    </ol>
  );
}

function stepName({ mti, state }: Line, t: TFunction<'cashier'>): string {
  if (mti === null) return t('steps.connect');
  const name = t(`steps.${NAMED.includes(mti) ? mti : 'other'}`);
  return t(`steps.${state}`, { name });
}
