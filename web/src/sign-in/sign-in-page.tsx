/** `/sign-in`: a password and, where one is set up, a code; or a passkey. Afterwards back to the page that asked. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { HOME_OF, type Session, useForgetSession, useSession } from '../app/session.tsx';
import { api, isProblem } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Page } from '../shared/page.tsx';
import { DemoSignIn } from './demo-sign-in.tsx';
import { giveByPasskey, namedAddress, passkeysWork } from './passkey.ts';
import css from './sign-in.module.css';
import { Trouble } from './trouble.tsx';

/** An address of this site and no other: `//elsewhere` would lead away. */
export const ownAddress = (next: string | null): string | null =>
  next !== null && /^\/(?![/\\])/.test(next) ? next : null;

/** Where somebody goes who is signed in: what has to be done first comes first. */
export function nextAddress(session: Session, next: string | null): string | null {
  if (!session.signedIn) return null;
  const wanted = ownAddress(next) ?? HOME_OF[session.staff.role];
  return session.needs.length === 0 ? wanted : `/security?next=${encodeURIComponent(wanted)}`;
}

interface Given {
  readonly login: string;
  readonly password: string;
}

/** Which second proof the server asks for, if this is what it said. */
function wantedBy(error: unknown): 'code' | 'passkey' | null {
  if (!isProblem(error) || error.code !== 'second-factor-needed') return null;
  const { factors } = error.body;
  return Array.isArray(factors) && factors.includes('code') ? 'code' : 'passkey';
}

export function Component() {
  const { t } = useTranslation('sign-in');
  const [query] = useSearchParams();
  const { data } = useSession();
  const forget = useForgetSession();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** Right so far: only the code is missing. */
  const [given, setGiven] = useState<Given | null>(null);
  const [byPasskey, setByPasskey] = useState(false);
  const next = data === undefined ? null : nextAddress(data, query.get('next'));
  if (next !== null) return <Navigate to={next} replace />;

  const enter = async (act: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await act();
      await forget();
    } catch (failure) {
      setError(failure);
      throw failure;
    } finally {
      setBusy(false);
    }
  };
  const withPassword = async (who: Given, code?: string): Promise<void> => {
    setByPasskey(false);
    try {
      await enter(() => api.post('/v1/session', { ...who, ...(code === undefined ? {} : { code }) }));
    } catch (failure) {
      const wanted = wantedBy(failure);
      if (wanted !== null) setError(null);
      if (wanted === 'code') setGiven(who);
      if (wanted === 'passkey') setByPasskey(true);
    }
  };
  const withPasskey = (): Promise<void> => enter(() => giveByPasskey('/v1/session/passkey')).catch(() => {});

  return (
    <Page title={t('title')} lead={t('lead')}>
      <div className={css.columns}>
        <div className="card">
          {given === null ? (
            <PasswordForm
              busy={busy}
              login={query.get('login') ?? ''}
              onGiven={(who) => void withPassword(who)}
            />
          ) : (
            <CodeForm
              busy={busy}
              onGiven={(code) => void withPassword(given, code)}
              onBack={() => {
                setGiven(null);
                setError(null);
              }}
            />
          )}
          <div className={css.told} aria-live="polite">
            {byPasskey ? <p>{t('passkey.wanted')}</p> : null}
            <Trouble error={error} onWaited={() => setError(null)} />
          </div>
          {given === null ? <ByPasskey busy={busy} onPress={() => void withPasskey()} /> : null}
        </div>
        <DemoSignIn busy={busy} onChosen={(who) => void withPassword(who)} />
      </div>
    </Page>
  );
}

interface PasswordFormProps {
  readonly busy: boolean;
  readonly login: string;
  readonly onGiven: (given: Given) => void;
}

function PasswordForm({ busy, login, onGiven }: PasswordFormProps) {
  const { t } = useTranslation('sign-in');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onGiven({ login: String(form.get('login')), password: String(form.get('password')) });
  };
  return (
    <form className="fields" onSubmit={submit}>
      <Field label={t('login')}>
        {(control) => (
          <Input
            {...control}
            name="login"
            autoComplete="username webauthn"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={80}
            defaultValue={login}
          />
        )}
      </Field>
      <Field label={t('password')}>
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={256}
          />
        )}
      </Field>
      <Button type="primary" htmlType="submit" size="large" loading={busy}>
        {t('enter')}
      </Button>
    </form>
  );
}

interface CodeFormProps {
  readonly busy: boolean;
  readonly onGiven: (code: string) => void;
  readonly onBack: () => void;
}

function CodeForm({ busy, onGiven, onBack }: CodeFormProps) {
  const { t } = useTranslation('sign-in');
  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        onGiven(String(new FormData(event.currentTarget).get('code')));
      }}
    >
      <Field label={t('code.label')} hint={t('code.hint')}>
        {(control) => (
          <Input
            {...control}
            className={css.code ?? ''}
            name="code"
            autoComplete="one-time-code"
            inputMode="numeric"
            pattern="[0-9]{6}"
            maxLength={6}
            required
            autoFocus
          />
        )}
      </Field>
      <Button type="primary" htmlType="submit" size="large" loading={busy}>
        {t('enter')}
      </Button>
      <Button type="text" disabled={busy} onClick={onBack}>
        {t('code.back')}
      </Button>
    </form>
  );
}

function ByPasskey({ busy, onPress }: { readonly busy: boolean; readonly onPress: () => void }) {
  const { t } = useTranslation('sign-in');
  const named = namedAddress();
  if (passkeysWork())
    return (
      <div className={css.or}>
        <span>{t('or')}</span>
        <Button size="large" disabled={busy} onClick={onPress}>
          {t('passkey.enter')}
        </Button>
      </div>
    );
  if (named === null) return null;
  return (
    <p className={css.aside}>
      {t('passkey.needsName')} <a href={named}>{new URL(named).host}</a>
    </p>
  );
}
