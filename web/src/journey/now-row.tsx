/** The end of the list: now, and who waits for whom beyond the messages that are under way. */
import { useTranslation } from 'react-i18next';
import { useSay } from '../shared/words.ts';
import { Arrow } from './arrow.tsx';
import { type Frame, ORDER, placeOf } from './layout.ts';
import css from './leg-row.module.css';
import type { PictureView, WaitView } from './picture.ts';
import { distinct, isCalm, Left } from './waits.tsx';

/** A message that is under way shows its own wait. */
const isShown = ({ legs }: PictureView, { until }: WaitView): boolean =>
  until !== null && legs.some(({ dueAt }) => dueAt === until);

export interface NowRowsProps {
  readonly picture: PictureView;
  readonly frame: Frame;
}

export function NowRows({ picture, frame }: NowRowsProps) {
  const { t } = useTranslation('journey');
  const say = useSay();
  const waits = distinct(picture.waits).filter((wait) => !isShown(picture, wait));
  return waits.map((wait) => {
    const { by, on, words, until } = wait;
    const middle = (placeOf(by) + placeOf(on)) / 2;
    const centre = (middle + 0.5) / ORDER.length;
    const style = { left: `${centre * 100}%`, '--room': `${2 * Math.min(centre, 1 - centre) * 100}%` };
    const width = frame.isWide ? frame.width - frame.gutter : Math.min(260, frame.width - 102);
    return (
      <li
        key={`${wait.way} ${wait.kind} ${wait.since}`}
        className={frame.isWide ? css.wide : css.tall}
        data-now="true"
        data-calm={isCalm(wait)}
      >
        <span className={css.time}>{t('now')}</span>
        <span className={css.lane}>
          <span
            className={css.text}
            data-side="middle"
            style={frame.isWide ? (style as React.CSSProperties) : undefined}
          >
            <span className={css.words}>{say(words)}</span>
            {until === null ? null : (
              <span className={css.fate} data-state={isCalm(wait) ? 'calm' : 'lost'}>
                <Left until={until} />
              </span>
            )}
          </span>
          <Arrow
            leg={{ from: by, to: on, state: isCalm(wait) ? 'under-way' : 'waits', way: wait.way }}
            width={width}
            hasLines={!frame.isWide}
          />
        </span>
      </li>
    );
  });
}
