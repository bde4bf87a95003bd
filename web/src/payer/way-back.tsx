/** Where the money of a way back is, once there is one: drawn, and live. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Journey } from '../journey/index.tsx';
import { pathOf, readGiven } from './given.ts';
import css from './way-back.module.css';

export interface WayBackProps {
  /** The link of a tracking; `null` while nothing goes back. */
  readonly tracking: string | null;
}

export function WayBack({ tracking }: WayBackProps) {
  const { t } = useTranslation('payer');
  const given = tracking === null ? null : readGiven(tracking);
  if (given?.kind !== 'tracking') return null;
  return (
    <section className={`card ${css.way}`} aria-labelledby="way-back">
      <h2 id="way-back">{t('wayBack.title')}</h2>
      <Journey trackingToken={given.token} />
      <p className={css.link}>
        <Link to={pathOf(given)}>{t('wayBack.follow')}</Link>
      </p>
    </section>
  );
}
