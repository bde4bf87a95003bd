/** One message: when, between whom, and what became of it. A lost one breaks off, a late one has lost its way. */
import { useTranslation } from 'react-i18next';
import { TAGS } from '../app/i18n.ts';
import { useSecondsLeft } from '../shared/countdown.tsx';
import { ZONE } from '../shared/moment.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Arrow } from './arrow.tsx';
import { type Frame, ORDER, placeOf } from './layout.ts';
import css from './leg-row.module.css';
import { nameOf } from './names.ts';
import type { LegCodes, LegView, Level, PictureView, Station } from './picture.ts';

const SECOND_MS = 1_000;

function useTime(level: Level): (at: string) => string {
  const language = useLanguage();
  const exact = level === 'operator' ? ({ fractionalSecondDigits: 3 } as const) : {};
  const format = new Intl.DateTimeFormat(TAGS[language], {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone: ZONE },
    ...exact,
  });
  return (at) => format.format(new Date(at));
}

/** How long it took from sending to its end; `null` where one of them is not known. */
function tookMs({ sentAt, endedAt }: LegView): number | null {
  return sentAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(sentAt);
}

function Due({ at }: { readonly at: string }) {
  const { t } = useTranslation('journey');
  const seconds = useSecondsLeft(at);
  return (
    <span className="number" role="timer" aria-live="off">
      {seconds === 0 ? t('wait.checking') : t('leg.due', { seconds })}
    </span>
  );
}

/** How long an answer took is an operator's matter, unless somebody felt it. */
const isTold = (took: number, level: Level): boolean => level === 'operator' || took >= SECOND_MS;

/** What became of it; nothing where the arrow says it all. */
function Fate({ leg, level }: { readonly leg: LegView; readonly level: Level }) {
  const { t } = useTranslation('journey');
  const { state, dueAt, repeats, attempt, kind } = leg;
  const isTelling = kind === 'result' || kind === 'back-result';
  const took = tookMs(leg);
  const seconds = took === null ? null : (took / SECOND_MS).toFixed(level === 'operator' ? 3 : 1);
  const parts = [
    repeats > 1 ? <span key="repeats">{t('leg.repeats', { count: repeats })}</span> : null,
    repeats === 1 && attempt !== null ? <span key="attempt">{t('attempt', { attempt })}</span> : null,
    state === 'under-way' ? <span key="state">{t('leg.under-way')}</span> : null,
    state === 'under-way' && dueAt !== null ? <Due key="due" at={dueAt} /> : null,
    state === 'lost' && isTelling ? <span key="state">{t('leg.unheard')}</span> : null,
    state === 'lost' && !isTelling ? (
      <span key="state">
        {seconds === null || repeats > 1 ? t('leg.lost') : t('leg.lostAfter', { seconds })}
      </span>
    ) : null,
    state === 'late' || state === 'not-sent' ? <span key="state">{t(`leg.${state}`)}</span> : null,
    state === 'arrived' && took !== null && isTold(took, level) ? (
      <span key="took" className="number">
        {level === 'operator' ? t('leg.tookMs', { ms: took }) : t('leg.took', { seconds })}
      </span>
    ) : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : (
    <span className={css.fate} data-state={state}>
      {parts}
    </span>
  );
}

const CODES = [
  'type',
  'transmission',
  'trace',
  'rrn',
  'responseCode',
  'terminal',
  'batch',
] as const satisfies (keyof LegCodes)[];

function Codes({ codes }: { readonly codes: LegCodes }) {
  const { t } = useTranslation('journey');
  return (
    <span className={css.codes}>
      {CODES.map((name) => {
        const value = codes[name];
        return value === null ? null : (
          <span key={name} title={t(`codes.${name}.name`)}>
            {t(`codes.${name}.short`)}
            <b>{value}</b>
          </span>
        );
      })}
    </span>
  );
}

export interface LegRowProps {
  readonly leg: LegView;
  readonly picture: PictureView;
  readonly frame: Frame;
  /** A new day begins with this one. */
  readonly day: string | null;
  readonly onLook: (stations: readonly Station[]) => void;
}

export function LegRow({ leg, picture, frame, day, onLook }: LegRowProps) {
  const { t } = useTranslation('journey');
  const say = useSay();
  const time = useTime(picture.level);
  const { from, to, state, way, words, sentAt, endedAt, codes, kind, sentence } = leg;
  const isOneOfMany = picture.ways.length > 1;
  const at = sentAt ?? endedAt;
  const touched: readonly Station[] = from === to ? [from] : [from, to];
  const middle = (placeOf(from) + placeOf(to)) / 2;
  const side = middle === 0 ? 'start' : middle === ORDER.length - 1 ? 'end' : 'middle';
  const centre = (middle + 0.5) / ORDER.length;
  // As wide as the nearer edge lets it be.
  const room = side === 'middle' ? 2 * Math.min(centre, 1 - centre) : 0.5;
  const between =
    from === to
      ? t('leg.at', { station: say(nameOf(picture, from)) })
      : t('leg.between', { from: say(nameOf(picture, from)), to: say(nameOf(picture, to)) });
  const text = (
    <>
      <span className={css.words} title={sentence === null ? undefined : say(sentence)}>
        {isOneOfMany && way > 0 ? <b className={css.badge}>{way}</b> : null}
        {say(words)}
      </span>
      <span className="only-read">{between}</span>
      <Fate leg={leg} level={picture.level} />
      {codes === null ? null : <Codes codes={codes} />}
    </>
  );
  return (
    <>
      {day === null ? null : (
        <li className={css.day} aria-hidden="true">
          {day}
        </li>
      )}
      <li
        className={frame.isWide ? css.wide : css.tall}
        data-way={way === 0 ? 'out' : 'back'}
        data-state={state}
        data-kind={kind}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: each message is read by itself with the keyboard
        tabIndex={0}
        onMouseEnter={() => onLook(touched)}
        onMouseLeave={() => onLook([])}
        onFocus={() => onLook(touched)}
        onBlur={() => onLook([])}
      >
        {at === null ? (
          <span />
        ) : (
          <time className={`${css.time} number`} dateTime={new Date(at).toISOString()}>
            {time(at)}
          </time>
        )}
        {frame.isWide ? (
          <span className={css.lane}>
            <span
              className={css.text}
              data-side={side}
              style={{ left: `${centre * 100}%`, '--room': `${room * 100}%` } as React.CSSProperties}
            >
              {text}
            </span>
            <Arrow leg={leg} width={frame.width - frame.gutter} />
          </span>
        ) : (
          <span className={css.lane}>
            <span className={css.text}>{text}</span>
            <Arrow leg={leg} width={Math.min(260, frame.width - 102)} hasLines />
          </span>
        )}
      </li>
    </>
  );
}
