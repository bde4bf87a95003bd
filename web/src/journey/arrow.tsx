/** A message as an arrow across the lines of the stations. */

import css from './arrow.module.css';
import { ORDER, placeOf } from './layout.ts';
import type { LegView, Station } from './picture.ts';

const HEIGHT = 22;
const MIDDLE = 11;
const HEAD = 8;
const WING = 5.6;
/** A lost one is seen to leave; how far it came nobody knows. */
const BREAKS_AT = 0.56;

export interface ArrowProps {
  readonly leg: {
    readonly from: Station;
    readonly to: Station;
    readonly way: number;
    /** `waits`: nothing was sent, somebody waits for somebody. */
    readonly state: LegView['state'] | 'waits';
  };
  readonly width: number;
  /** Draws the lines of the stations too: where no row behind it does. */
  readonly hasLines?: boolean;
}

export function Arrow({ leg, width, hasLines = false }: ArrowProps) {
  const { from, to, state, way } = leg;
  const x = (place: number): number => (width * (place + 0.5)) / ORDER.length;
  const [start, end] = [x(placeOf(from)), x(placeOf(to))];
  const sign = Math.sign(end - start);
  const breaks = start + (end - start) * BREAKS_AT;
  const isBroken = state === 'lost' || state === 'not-sent';
  const tip = isBroken ? (state === 'lost' ? breaks : start + (end - start) * 0.18) : end - sign * 6;
  return (
    <svg
      className={css.arrow}
      width={width}
      height={HEIGHT}
      data-way={way === 0 ? 'out' : 'back'}
      data-state={state}
      aria-hidden="true"
    >
      {hasLines
        ? ORDER.map((station, place) => (
            <line key={station} x1={x(place)} x2={x(place)} y1="0" y2={HEIGHT} className={css.life} />
          ))
        : null}
      {sign === 0 ? (
        <rect
          x={start - 5}
          y={MIDDLE - 5}
          width="10"
          height="10"
          rx="2"
          transform={`rotate(45 ${start} ${MIDDLE})`}
          className={css.note}
        />
      ) : (
        <>
          <circle cx={start} cy={MIDDLE} r="3.5" className={css.start} />
          <path d={`M${start} ${MIDDLE}H${tip}`} className={css.line} />
          {state === 'lost' ? (
            <>
              <path d={`M${breaks + sign * 20} ${MIDDLE}H${end - sign * 8}`} className={css.gone} />
              <path
                d={`M${breaks + sign * 5} ${MIDDLE - 5}l10 10m0 -10l-10 10`}
                transform={sign < 0 ? `translate(${-10} 0)` : undefined}
                className={css.cross}
              />
            </>
          ) : state === 'not-sent' ? (
            <path d={`M${tip} ${MIDDLE - 6}v12`} className={css.bar} />
          ) : (
            <path
              d={`M${tip - sign * HEAD} ${MIDDLE - WING}L${tip} ${MIDDLE}l${-sign * HEAD} ${WING}`}
              className={css.head}
            />
          )}
          {state === 'refused' ? <path d={`M${end} ${MIDDLE - 7}v14`} className={css.bar} /> : null}
        </>
      )}
    </svg>
  );
}
