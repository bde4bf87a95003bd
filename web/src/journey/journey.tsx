/**
 * The journey of one payment, live: the way out in ink, the ways back in cinnabar, the coin where the money is, and
 * every message below the stations that it went between. What is not known is dashed and amber.
 */
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { withQuery } from '../shared/api.ts';
import { Money } from '../shared/money.tsx';
import { Failed, Loading } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Arrival, isExpected } from './arrival.tsx';
import { Coin } from './coin.tsx';
import { Headline } from './headline.tsx';
import type { JourneyProps } from './index.tsx';
import css from './journey.module.css';
import { type Frame, frameOf, GUTTER, lanesOf, type Spot, spotOf, WIDE } from './layout.ts';
import type { PictureView, Station, WayView } from './picture.ts';
import { Rails } from './rails.tsx';
import { Stations } from './stations.tsx';
import { Timeline } from './timeline.tsx';
import { type Liveness, useJourney } from './use-journey.ts';
import { Waits } from './waits.tsx';

function addressOf(props: JourneyProps): string {
  if ('trackingToken' in props) return `/v1/track/${encodeURIComponent(props.trackingToken)}/journey/picture`;
  const { paymentId, level = null, cancellation = null } = props;
  return withQuery(`/v1/payments/${encodeURIComponent(paymentId)}/journey/picture`, { level, cancellation });
}

export default function Journey(props: JourneyProps) {
  const { picture, live, error, retry } = useJourney(addressOf(props));
  if (picture === null && error !== null) return <Failed error={error} retry={retry} />;
  if (picture === null) return <Loading lines={6} />;
  return <Drawing picture={picture} live={live} />;
}

/** The width that there is, before anything is drawn and whenever it changes. */
function useWidth(): readonly [React.RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = (): void => setWidth(Math.floor(current.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}

function Live({ live }: { readonly live: Liveness }) {
  const { t } = useTranslation('journey');
  return (
    <p className={css.live} data-live={live} role="status">
      <span className={css.light} data-live={live} aria-hidden="true" />
      {t(`live.${live}`)}
    </p>
  );
}

function RailNames({ lanes }: { readonly lanes: readonly WayView[] }) {
  const { t } = useTranslation('journey');
  const say = useSay();
  return (
    <div className={css.names}>
      <p data-way="out" style={{ top: WIDE.first }}>
        <b>{t('wayOut')}</b>
      </p>
      {lanes.length === 0 ? (
        <p data-way="ghost" style={{ top: WIDE.first + WIDE.pitch }}>
          <b>{t('wayBack')}</b>
        </p>
      ) : (
        lanes.map(({ no, routeWords }, lane) => (
          <p key={no} data-way="back" style={{ top: WIDE.first + WIDE.pitch * (lane + 1) }}>
            <b>{t('wayBack')}</b>
            <span>{say(routeWords)}</span>
            {lanes.length === 1 ? null : <span className="number">{no}</span>}
          </p>
        ))
      )}
    </div>
  );
}

interface ArrivalsProps {
  readonly frame: Frame;
  readonly picture: PictureView;
  readonly lanes: readonly WayView[];
}

/** At the payer's end of each way back: when it should be there. */
function Arrivals({ frame, picture, lanes }: ArrivalsProps) {
  return lanes.map((way, lane) => {
    const isThere = picture.coins.some((coin) => coin.way === way.no && coin.at === 'account');
    const { x, y } = frame.point({ rail: lane + 1, place: 0 });
    return isThere || !isExpected(way) ? null : (
      <p key={way.no} className={css.arrival} style={{ left: x, top: y }}>
        <Arrival way={way} />
      </p>
    );
  });
}

interface DrawingProps {
  readonly picture: PictureView;
  readonly live: Liveness;
}

/** Where each coin is, and where those that are new came from. */
function useSpots(picture: PictureView, lanes: readonly WayView[]) {
  const before = useRef<ReadonlyMap<string, Spot>>(new Map());
  const spots = picture.coins.map((coin) => ({ coin, spot: spotOf(coin, lanes) }));
  const origin = before.current.get('out') ?? [...before.current.values()][0] ?? null;
  const drawn = spots.map(({ coin, spot }) => ({ coin, spot, from: before.current.get(coin.id) ?? origin }));
  useLayoutEffect(() => {
    before.current = new Map(spots.flatMap(({ coin, spot }) => (spot === null ? [] : [[coin.id, spot]])));
  });
  return drawn;
}

function Drawing({ picture, live }: DrawingProps) {
  const { t } = useTranslation('journey');
  const say = useSay();
  const [element, width] = useWidth();
  const [lit, setLit] = useState<readonly Station[]>([]);
  const lanes = lanesOf(picture);
  const frame = frameOf(width, 1 + Math.max(1, lanes.length));
  const coins = useSpots(picture, lanes);
  const railsWidth = 20 + 26 * Math.max(1, lanes.length) + 30;
  return (
    <article className={css.journey} data-level={picture.level} data-state={picture.state}>
      <header className={css.head}>
        <div>
          <p className={css.kind}>
            {say(picture.kindWords)} <Money fen={picture.amount} />
          </p>
          <Headline picture={picture} />
        </div>
        <Live live={live} />
      </header>
      <Waits picture={picture} />
      <div
        ref={element}
        className={css.board}
        style={{ '--gutter': `${GUTTER}px`, '--rails': `${railsWidth}px` } as React.CSSProperties}
      >
        {width === 0 ? null : (
          <>
            {frame.isWide ? <Stations picture={picture} isWide lit={lit} /> : null}
            <div className={frame.isWide ? css.wide : css.tall} style={{ height: frame.height }}>
              {frame.isWide ? (
                <RailNames lanes={lanes} />
              ) : (
                <Stations picture={picture} isWide={false} lit={lit} />
              )}
              <Rails frame={frame} picture={picture} lanes={lanes} />
              {frame.isWide ? <Arrivals frame={frame} picture={picture} lanes={lanes} /> : null}
              {coins.map(({ coin, spot, from }) =>
                spot === null ? null : (
                  <Coin key={coin.id} coin={coin} spot={spot} from={from} frame={frame} />
                ),
              )}
            </div>
            {picture.ways.length > lanes.length ? (
              <p className="muted">{t('more', { count: picture.ways.length - lanes.length })}</p>
            ) : null}
            <Timeline picture={picture} frame={frame} onLook={setLit} />
          </>
        )}
      </div>
    </article>
  );
}
