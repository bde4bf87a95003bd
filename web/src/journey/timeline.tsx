/** Every message in its order, drawn between the stations that it went between; read aloud as a list. */
import { useTranslation } from 'react-i18next';
import { TAGS } from '../app/i18n.ts';
import { ZONE } from '../shared/moment.tsx';
import { useLanguage } from '../shared/words.ts';
import type { Frame } from './layout.ts';
import { LegRow } from './leg-row.tsx';
import { NowRows } from './now-row.tsx';
import type { LegView, PictureView, Station } from './picture.ts';
import css from './timeline.module.css';

const atOf = ({ sentAt, endedAt }: LegView): string | null => sentAt ?? endedAt;

export interface TimelineProps {
  readonly picture: PictureView;
  readonly frame: Frame;
  readonly onLook: (stations: readonly Station[]) => void;
}

export function Timeline({ picture, frame, onLook }: TimelineProps) {
  const { t } = useTranslation('journey');
  const language = useLanguage();
  const day = new Intl.DateTimeFormat(TAGS[language], { dateStyle: 'medium', timeZone: ZONE });
  const dayOf = (leg: LegView): string => {
    const at = atOf(leg);
    return at === null ? '' : day.format(new Date(at));
  };
  return (
    <section className={css.timeline} aria-label={t('messages')}>
      <h3 className={css.title}>{t('messages')}</h3>
      {picture.truncated ? <p className="muted">{t('truncated')}</p> : null}
      <ol className={css.legs}>
        {picture.legs.map((leg, index) => {
          const before = picture.legs[index - 1];
          const today = dayOf(leg);
          return (
            <LegRow
              key={leg.id}
              leg={leg}
              picture={picture}
              frame={frame}
              day={before === undefined || dayOf(before) !== today ? today : null}
              onLook={onLook}
            />
          );
        })}
        <NowRows picture={picture} frame={frame} />
      </ol>
    </section>
  );
}
