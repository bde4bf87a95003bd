/** What is waited for: who waits for whom, how long still, and what happens then. */
import { useTranslation } from 'react-i18next';
import { leftOf, useSecondsLeft } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { useSay } from '../shared/words.ts';
import { nameOf } from './names.ts';
import type { PictureView, WaitView } from './picture.ts';
import css from './waits.module.css';

const DAY_S = 86_400;
/** Of the ring: a wait of this long or more is a full one. */
const RING_S = 60;
const ROUND = 2 * Math.PI * 15;

/** Waits that are as they should be; of the others it is not known how they end. */
const CALM: readonly WaitView['kind'][] = ['arrival', 'completion', 'other-payment', 'opening', 'answer'];
export const isCalm = ({ kind }: WaitView): boolean => CALM.includes(kind);

export function Left({ until }: { readonly until: string }) {
  const { t } = useTranslation('journey');
  const seconds = useSecondsLeft(until);
  if (seconds === 0) return <span className={css.left}>{t('wait.checking')}</span>;
  const left = leftOf(seconds);
  const shown = left.days > 0 ? 'days' : left.hours > 0 ? 'hours' : left.minutes > 0 ? 'minutes' : 'seconds';
  return (
    <>
      <span role="timer" aria-live="off" className={`${css.left} number`}>
        {t(`wait.left.${shown}`, { ...left })}
      </span>
      {seconds < DAY_S ? null : (
        <span className="muted">
          <Moment at={until} style="minute" />
        </span>
      )}
    </>
  );
}

/** A clock that runs down: a minute is a full ring. */
function Clock({ until }: { readonly until: string }) {
  const seconds = Math.min(RING_S, useSecondsLeft(until));
  return (
    <svg viewBox="-18 -18 36 36" width="34" height="34" className={css.clock} aria-hidden="true">
      <circle r="15" className={css.clockGround} />
      <circle
        r="15"
        className={css.clockLeft}
        style={{ strokeDasharray: `${(seconds / RING_S) * ROUND} ${ROUND}` }}
        transform="rotate(-90)"
      />
      <path d="M0 -7V0L4.5 3" className={css.hands} />
    </svg>
  );
}

function Still() {
  return (
    <svg viewBox="-18 -18 36 36" width="34" height="34" className={css.clock} aria-hidden="true">
      <circle r="15" className={css.clockGround} />
      <path d="M-6 0h.01M0 0h.01M6 0h.01" className={css.hands} />
    </svg>
  );
}

interface WaitProps {
  readonly wait: WaitView;
  readonly picture: PictureView;
}

function Wait({ wait, picture }: WaitProps) {
  const { t } = useTranslation('journey');
  const say = useSay();
  const { words, nextWords, until, attempt, by, on } = wait;
  return (
    <li className={css.wait} data-wait={wait.kind} data-calm={isCalm(wait)}>
      {until === null ? <Still /> : <Clock until={until} />}
      <div className={css.text}>
        <p>
          <span className={css.what}>{say(words)}</span>
          {attempt === null || attempt < 2 ? null : (
            <span className={css.attempt}>{t('attempt', { attempt })}</span>
          )}
          <span className={css.who}>
            {t('wait.who', { by: say(nameOf(picture, by)), on: say(nameOf(picture, on)) })}
          </span>
        </p>
        {until === null ? null : (
          <p className={css.then}>
            <Left until={until} />
            {nextWords === null ? null : <span className="muted">{say(nextWords)}</span>}
          </p>
        )}
      </div>
    </li>
  );
}

const WAITS_MAX = 6;

/** Parts that wait for the same are one wait. */
export function distinct(waits: readonly WaitView[]): readonly WaitView[] {
  const keyOf = ({ kind, until, attempt }: WaitView): string => `${kind} ${until} ${attempt}`;
  return waits
    .filter((wait, index) => waits.findIndex((each) => keyOf(each) === keyOf(wait)) === index)
    .slice(0, WAITS_MAX);
}

export function Waits({ picture }: { readonly picture: PictureView }) {
  const { t } = useTranslation('journey');
  const waits = distinct(picture.waits);
  if (waits.length === 0) return null;
  return (
    <section className={css.waits} aria-label={t('wait.title')}>
      <ul>
        {waits.map((wait) => (
          <Wait key={`${wait.way} ${wait.kind} ${wait.since}`} wait={wait} picture={picture} />
        ))}
      </ul>
    </section>
  );
}
