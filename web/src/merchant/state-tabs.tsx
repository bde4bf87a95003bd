/** All, or those of one state. The choice stands in the address. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import css from './state-tabs.module.css';

export interface StateTabsProps {
  readonly label: string;
  readonly now: string | null;
  readonly states: readonly (readonly [state: string, words: string])[];
}

export function StateTabs({ label, now, states }: StateTabsProps) {
  const { t } = useTranslation('merchant');
  return (
    <nav className={css.tabs} aria-label={label}>
      <Link to="?" replace {...(now === null ? { 'aria-current': 'true' as const } : {})}>
        {t('all')}
      </Link>
      {states.map(([state, words]) => (
        <Link
          key={state}
          to={`?state=${state}`}
          replace
          {...(now === state ? { 'aria-current': 'true' as const } : {})}
        >
          {words}
        </Link>
      ))}
    </nav>
  );
}
