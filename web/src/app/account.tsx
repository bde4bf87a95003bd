/** Who is signed in, and the way out; for nobody the way in. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { api } from '../shared/api.ts';
import { useSession } from './session.tsx';
import css from './shell.module.css';

export function Account() {
  const { t } = useTranslation();
  const { data } = useSession();
  const { pathname } = useLocation();
  const [leaving, setLeaving] = useState(false);
  if (data === undefined) return null;
  if (!data.signedIn) {
    if (pathname === '/sign-in') return null;
    return (
      <Link to="/sign-in" className={css.account}>
        {t('account.signIn')}
      </Link>
    );
  }
  const leave = async (): Promise<void> => {
    setLeaving(true);
    try {
      await api.delete('/v1/session');
    } finally {
      // Loaded anew: nothing that was read as this person stays in the memory of the page.
      location.assign('/');
    }
  };
  return (
    <>
      <Link to="/security" className={css.who}>
        <span>
          <span className="only-read">{t('account.own')}</span> {data.staff.name}
        </span>
        <small>{t(`roles.${data.staff.role}`)}</small>
      </Link>
      <button type="button" className={css.account} disabled={leaving} onClick={() => void leave()}>
        {t('account.signOut')}
      </button>
    </>
  );
}
