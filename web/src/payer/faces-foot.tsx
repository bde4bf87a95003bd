/** The other faces of the house: the cardholder's own, and those of who works here. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import css from './faces-foot.module.css';

const FACES = ['wallet', 'cashier', 'merchant', 'operator'] as const;

export function FacesFoot() {
  const { t } = useTranslation('payer');
  return (
    <nav className={css.foot} aria-label={t('faces.label')}>
      {FACES.map((face) => (
        <Link key={face} to={`/${face}`} className={css.face}>
          <b>{t(`faces.${face}`)}</b>
          <span>{t(`faces.${face}Lead`)}</span>
        </Link>
      ))}
    </nav>
  );
}
