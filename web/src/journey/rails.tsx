/** The rails: the way out in ink, each way back in cinnabar, as far as they were gone. */
import { Fragment, useId } from 'react';
import {
  backSegments,
  type Frame,
  outSegments,
  placeOf,
  rounded,
  type SegmentState,
  turnOf,
} from './layout.ts';
import type { PictureView, Station, WayView } from './picture.ts';
import css from './rails.module.css';

const TURN_RADIUS = 18;
const LAST = 4;

interface PieceProps {
  readonly frame: Frame;
  readonly rail: number;
  readonly place: number;
  readonly state: SegmentState;
}

/** Between a station and the next one towards the shop. */
function Piece({ frame, rail, place, state }: PieceProps) {
  const from = frame.point({ rail, place });
  const to = frame.point({ rail, place: place + 1 });
  const back = rail > 0;
  const [a, b] = back ? [to, from] : [from, to];
  return (
    <path
      d={`M${a.x} ${a.y}L${b.x} ${b.y}`}
      className={css.piece}
      data-way={back ? 'back' : 'out'}
      data-state={state}
    />
  );
}

/** Which way the money goes here: a small head in the middle of a piece that it went. */
function Head({ frame, rail, place }: Omit<PieceProps, 'state'>) {
  const from = frame.point({ rail, place });
  const to = frame.point({ rail, place: place + 1 });
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const angle = (frame.isWide ? 0 : 90) + (rail > 0 ? 180 : 0);
  return (
    <path
      d="M-4 -5 2.5 0 -4 5"
      className={css.head}
      data-way={rail > 0 ? 'back' : 'out'}
      transform={`translate(${middle.x} ${middle.y}) rotate(${angle})`}
    />
  );
}

/** It ended here. */
function Stop({
  frame,
  rail,
  station,
}: {
  readonly frame: Frame;
  readonly rail: number;
  readonly station: Station;
}) {
  const { x, y } = frame.point({ rail, place: placeOf(station) });
  return (
    <g className={css.stop} data-way={rail > 0 ? 'back' : 'out'} transform={`translate(${x} ${y})`}>
      <circle r="9" />
      <path d="M-4 -4 4 4M4 -4-4 4" />
    </g>
  );
}

interface RailProps {
  readonly frame: Frame;
  readonly rail: number;
  readonly pieces: readonly SegmentState[];
  readonly stopped: Station | null;
  /** It came to nothing. */
  readonly isFaded?: boolean;
}

function Rail({ frame, rail, pieces, stopped, isFaded = false }: RailProps) {
  return (
    <g className={isFaded ? css.faded : undefined}>
      {pieces.map((state, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
        <Fragment key={place}>
          <Piece frame={frame} rail={rail} place={place} state={state} />
          {state === 'done' ? <Head frame={frame} rail={rail} place={place} /> : null}
        </Fragment>
      ))}
      {Array.from({ length: LAST + 1 }, (_, place) => {
        const { x, y } = frame.point({ rail, place });
        const near = [pieces[place], pieces[place - 1]];
        const state = near.includes('done') ? 'done' : near.includes('unknown') ? 'unknown' : 'idle';
        return (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place
            key={place}
            cx={x}
            cy={y}
            r="4"
            className={css.dot}
            data-way={rail > 0 ? 'back' : 'out'}
            data-state={state}
          />
        );
      })}
      {stopped === null ? null : <Stop frame={frame} rail={rail} station={stopped} />}
    </g>
  );
}

/** The money was on this rail: it begins at the shop, and did not come to nothing. */
const isTaken = (way: WayView | undefined): boolean =>
  way !== undefined && way.movement !== 'stands' && backSegments(way).at(-1) === 'done';

const stoppedIn = (stops: readonly { readonly station: Station; readonly state: string }[]): Station | null =>
  stops.find(({ state }) => state === 'stopped')?.station ?? null;

interface TurnProps {
  readonly frame: Frame;
  readonly rail: number;
  readonly isTaken: boolean;
  /** How the way out came to the shop. */
  readonly before: SegmentState;
}

const INK: Readonly<Record<SegmentState, string>> = {
  done: 'var(--out)',
  asked: 'var(--out)',
  unknown: 'var(--unknown)',
  expected: 'var(--out)',
  idle: 'var(--line)',
  none: 'var(--line)',
};

/** Round the shop's end: ink becomes cinnabar. */
function Turn({ frame, rail, isTaken, before }: TurnProps) {
  // What React makes is no name that every browser takes in a reference.
  const id = `turn${useId().replace(/\W/g, '')}`;
  const [from, to] = [frame.point({ rail: 0, place: LAST }), frame.point({ rail, place: LAST })];
  return (
    <>
      <linearGradient id={id} gradientUnits="userSpaceOnUse" x1={from.x} y1={from.y} x2={to.x} y2={to.y}>
        <stop offset="0.1" stopColor={INK[before]} />
        <stop offset="0.75" stopColor="var(--back)" />
      </linearGradient>
      <path
        d={rounded(turnOf(frame, rail), TURN_RADIUS)}
        className={css.turn}
        data-taken={isTaken}
        {...(isTaken ? { style: { stroke: `url(#${id})` } } : {})}
      />
    </>
  );
}

export interface RailsProps {
  readonly frame: Frame;
  readonly picture: PictureView;
  readonly lanes: readonly WayView[];
}

export function Rails({ frame, picture, lanes }: RailsProps) {
  const out = outSegments(picture);
  const outStop = stoppedIn(picture.stations.map(({ station, out }) => ({ station, state: out })));
  return (
    <svg className={css.rails} width={frame.width} height={frame.height} aria-hidden="true">
      {lanes.length === 0 ? (
        <path
          d={rounded([...turnOf(frame, 1), frame.point({ rail: 1, place: 0 })], TURN_RADIUS)}
          className={css.ghost}
        />
      ) : null}
      {[...lanes.keys()].reverse().map((lane) => (
        <Turn
          key={lane}
          frame={frame}
          rail={lane + 1}
          isTaken={isTaken(lanes[lane])}
          before={out.at(-1) ?? 'none'}
        />
      ))}
      {lanes.map((way, lane) => (
        <Rail
          key={way.no}
          frame={frame}
          rail={lane + 1}
          pieces={backSegments(way)}
          stopped={stoppedIn(way.stops)}
          isFaded={way.movement === 'stands'}
        />
      ))}
      <Rail frame={frame} rail={0} pieces={out} stopped={outStop} />
    </svg>
  );
}
