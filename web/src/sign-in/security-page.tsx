/** `/security`: the own password, codes, passkeys and sign-ins; and what has to be set up before anything else. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { SESSION_KEY, type SignedIn, useSession } from '../app/session.tsx';
import { Page } from '../shared/page.tsx';
import { Failed, Fetched, Loading } from '../shared/states.tsx';
import { Codes } from './codes.tsx';
import { OWN_KEY, useOwnSecurity } from './own.ts';
import { Passkeys } from './passkeys.tsx';
import { Password } from './password.tsx';
import css from './security.module.css';
import { nextAddress } from './sign-in-page.tsx';
import { SignIns } from './sign-ins.tsx';

export function Component() {
  const session = useSession();
  if (session.isPending) return <Loading />;
  if (session.isError) return <Failed error={session.error} retry={() => void session.refetch()} />;
  if (!session.data.signedIn) return <Navigate to="/sign-in?next=%2Fsecurity" replace />;
  return <Security session={session.data} />;
}

function Security({ session }: { readonly session: SignedIn }) {
  const { t } = useTranslation('sign-in');
  const [query] = useSearchParams();
  const client = useQueryClient();
  const changed = (): void => {
    for (const queryKey of [OWN_KEY, SESSION_KEY]) void client.invalidateQueries({ queryKey });
  };
  const { needs } = session;
  const first = needs.includes('new-password');
  const next = query.get('next');
  // Came here because something was missing, and nothing is missing any more: on to where one wanted to go.
  const onward = next !== null && needs.length === 0 ? nextAddress(session, next) : null;
  if (onward !== null) return <Navigate to={onward} replace />;
  if (first)
    return (
      <Page title={t('first.title')} lead={t('first.lead')}>
        <Password first onChanged={changed} />
      </Page>
    );
  return (
    <Page title={t('security.title')} lead={t('security.lead', { login: session.staff.login })}>
      {needs.includes('second-factor') ? (
        <div className={css.wanted} role="status">
          <strong>{t('second.title')}</strong>
          <p>{t('second.lead')}</p>
        </div>
      ) : null}
      <Sections onChanged={changed} demo={session.demo} />
    </Page>
  );
}

function Sections({ onChanged, demo }: { readonly onChanged: () => void; readonly demo: boolean }) {
  const query = useOwnSecurity();
  return (
    <Fetched query={query}>
      {(own) => (
        <div className={css.sections}>
          <Codes set={own.codes} onChanged={onChanged} />
          <Passkeys passkeys={own.passkeys} onChanged={onChanged} />
          {demo ? null : <Password onChanged={onChanged} />}
          <SignIns signIns={own.signIns} onChanged={onChanged} />
        </div>
      )}
    </Fetched>
  );
}
