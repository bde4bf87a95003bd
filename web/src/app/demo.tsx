/** In a demonstration: who one can be, for a visitor who has no login. Nothing anywhere else. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import css from './demo.module.css';
import { useSession } from './session.tsx';

export function Demo() {
  const { t } = useTranslation();
  const { data } = useSession();
  const identities = data?.signedIn === false ? (data.demoIdentities ?? []) : [];
  if (identities.length === 0) return null;
  return (
    <section className={css.demo} aria-labelledby="demo-title">
      <h2 id="demo-title">{t('demo.title')}</h2>
      <p className="muted">{t('demo.lead')}</p>
      <ul>
        <li>
          <Link to="/wallet/sign-in">
            <strong>{t('demo.wallet')}</strong>
            <span>{t('demo.walletLead')}</span>
          </Link>
        </li>
        {identities.map(({ login, name, role, password }) => (
          <li key={login}>
            <Link to={`/sign-in?login=${encodeURIComponent(login)}`}>
              <strong>{t(`roles.${role}`)}</strong>
              <span>{name}</span>
              <code>
                {login} / {password}
              </code>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
