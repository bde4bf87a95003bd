/** The stations with what is at each: a ring that fills with what is kept in ink, and with what is back in cinnabar. */
import { useTranslation } from 'react-i18next';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import { Arrival, isExpected } from './arrival.tsx';
import { lookOf } from './coin.tsx';
import { linesOf } from './headline.tsx';
import { StationIcon } from './icons.tsx';
import { ORDER, type Shares, sharesAt } from './layout.ts';
import type { PictureView, Station, StationView } from './picture.ts';
import css from './stations.module.css';

const RADIUS = 25;
const ROUND = 2 * Math.PI * RADIUS;

function Ring({ shares }: { readonly shares: Shares }) {
  const arc = (part: number, skip: number) => ({
    strokeDasharray: `${part * ROUND} ${ROUND}`,
    strokeDashoffset: -skip * ROUND,
  });
  const { kept, back, open } = shares;
  return (
    <svg className={css.ring} viewBox="-28 -28 56 56" aria-hidden="true">
      <circle r={RADIUS} className={css.ground} />
      <circle r={RADIUS} className={css.kept} data-empty={kept === 0} style={arc(kept, 0)} />
      <circle r={RADIUS} className={css.back} data-empty={back === 0} style={arc(back, kept)} />
      {open === 0 ? null : <circle r={RADIUS} className={css.open} />}
    </svg>
  );
}

/** A card's hidden digits need no more room than that they are hidden. */
const shortened = (text: string): string => text.replace(/\*{3,}/, ' ••• ');

export interface StationsProps {
  readonly picture: PictureView;
  readonly isWide: boolean;
  /** What a leg touches is shown while the leg is looked at. */
  readonly lit: readonly Station[];
}

export function Stations({ picture, isWide, lit }: StationsProps) {
  const { t } = useTranslation('journey');
  const views = ORDER.map((station) => picture.stations.find((each) => each.station === station)).filter(
    (each): each is StationView => each !== undefined,
  );
  return (
    <ol className={isWide ? css.row : css.column} aria-label={t('stations')}>
      {views.map((view) => (
        <StationItem key={view.station} view={view} picture={picture} isLit={lit.includes(view.station)} />
      ))}
    </ol>
  );
}

interface ItemProps {
  readonly view: StationView;
  readonly picture: PictureView;
  readonly isLit: boolean;
}

function StationItem({ view, picture, isLit }: ItemProps) {
  const { t } = useTranslation('journey');
  const say = useSay();
  const { station, words, name, out } = view;
  const here = picture.coins.filter(({ at }) => at === station);
  const awaited = picture.waits.some(({ on }) => on === station);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: each station can be read by itself with the keyboard
    <li className={css.station} data-lit={isLit} data-awaited={awaited} data-station={station} tabIndex={0}>
      <span className={css.disc}>
        <Ring shares={sharesAt(picture, station)} />
        <StationIcon station={station} />
      </span>
      <span className={css.text}>
        <span className={css.name}>{say(words)}</span>
        {name === null ? null : <span className={`${css.sub} number`}>{shortened(say(name))}</span>}
        <span className="only-read">{t(`out.${out}`)}</span>
        {station === 'account'
          ? picture.ways.filter(isExpected).map((way) => (
              <span key={way.no} className={css.due}>
                <Arrival way={way} />
              </span>
            ))
          : null}
        <span className={css.here}>
          {linesOf(here).map(({ coin, amount }) => (
            <span key={coin.state} className={css.chip} data-look={lookOf(coin)}>
              <Money fen={amount} className={css.amount ?? ''} /> <span>{say(coin.words)}</span>
            </span>
          ))}
        </span>
      </span>
    </li>
  );
}
