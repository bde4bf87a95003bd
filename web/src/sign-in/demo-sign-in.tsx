/** In a demonstration: one press for each of the people one can be. */
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.tsx';
import css from './sign-in.module.css';

export interface DemoSignInProps {
  readonly busy: boolean;
  readonly onChosen: (who: { readonly login: string; readonly password: string }) => void;
}

export function DemoSignIn({ busy, onChosen }: DemoSignInProps) {
  const { t } = useTranslation('sign-in');
  const { data } = useSession();
  const identities = data?.signedIn === false ? (data.demoIdentities ?? []) : [];
  if (identities.length === 0) return null;
  return (
    <section aria-labelledby="demo-people">
      <h2 id="demo-people">{t('demo.title')}</h2>
      <p className="muted">{t('demo.lead')}</p>
      <ul className={css.people}>
        {identities.map(({ login, password, role }) => (
          <li key={login}>
            <button type="button" disabled={busy} onClick={() => onChosen({ login, password })}>
              <strong>{t(`common:roles.${role}`)}</strong>
              <span>{t(`demo.does.${login}`, { defaultValue: login })}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
