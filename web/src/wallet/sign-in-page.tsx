/** `/wallet/sign-in`: by telephone and password, or by telephone and a code; a new device needs both. */
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useSearchParams } from 'react-router';
import { isProblem } from '../shared/api.ts';
import { Problem } from '../shared/problem.tsx';
import { useLanguage } from '../shared/words.ts';
import { CodeField } from './code-field.tsx';
import { DemoHolders } from './demo-holders.tsx';
import { Icon } from './icons.tsx';
import { Input } from './input.tsx';
import { Primary } from './parts.tsx';
import { useForgetHolder, useHolderSession } from './session.tsx';
import css from './sign-in.module.css';
import { useAct } from './use-act.ts';
import { wallet } from './wallet-api.ts';
import { Column } from './wallet-frame.tsx';

/** An address of the wallet and no other. */
const ownAddress = (next: string | null): string =>
  next !== null && /^\/wallet(?:[/?]|$)/.test(next) && !next.startsWith('/wallet/sign-') ? next : '/wallet';

interface Given {
  readonly phone: string;
  readonly password?: string;
  readonly code?: string;
}
type Way = 'password' | 'code';

export function Component() {
  const { t } = useTranslation('wallet');
  const [query] = useSearchParams();
  const { data } = useHolderSession();
  const forget = useForgetHolder();
  const [way, setWay] = useState<Way>('password');
  const language = useLanguage();
  const [phone, setPhone] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  /** The password was right and the device is new: a code is wanted as well. */
  const [newDevice, setNewDevice] = useState(false);
  const enter = useAct(async (_key, given: Given) => {
    try {
      await wallet.post('/session', given);
      await forget();
    } catch (failure) {
      if (!isProblem(failure) || failure.code !== 'device-code-needed') throw failure;
      setNewDevice(true);
    }
  });
  if (data?.signedIn === true) return <Navigate to={ownAddress(query.get('next'))} replace />;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const withPassword = way === 'password' ? { password } : {};
    void enter.run({ phone, ...withPassword, ...(way === 'code' || newDevice ? { code } : {}) });
  };
  const choose = (next: Way): void => {
    setWay(next);
    setNewDevice(false);
    setCode('');
    enter.clear();
  };
  return (
    <Column
      title={t('signIn.title')}
      help="signIn"
      alone
      beside={
        <DemoHolders
          busy={enter.busy}
          onChosen={(who) => {
            setWay('password');
            setPhone(who.phone);
            setPassword(who.password);
            void enter.run({ phone: who.phone, password: who.password });
          }}
        />
      }
    >
      <p className={css.lead}>{t('signIn.lead')}</p>
      <fieldset className={css.ways} aria-label={t('signIn.ways')}>
        {(['password', 'code'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={way === each} onClick={() => choose(each)}>
            {t(`signIn.way.${each}`)}
          </button>
        ))}
      </fieldset>
      <form className={css.form} onSubmit={submit}>
        <Input
          label={t('signIn.phone')}
          name="phone"
          type="tel"
          autoComplete="username"
          inputMode="tel"
          maxLength={20}
          required
          value={phone}
          onText={setPhone}
        />
        {way === 'password' ? (
          <Input
            label={t('signIn.password')}
            name="password"
            type="password"
            autoComplete="current-password"
            maxLength={256}
            required
            value={password}
            onText={setPassword}
          />
        ) : null}
        {newDevice ? (
          <p className={css.told} role="status">
            {t('signIn.newDevice')}
          </p>
        ) : null}
        {way === 'code' || newDevice ? (
          <CodeField
            value={code}
            onText={setCode}
            send={() => wallet.post('/session/codes', { phone, language })}
            ready={phone.trim() !== ''}
          />
        ) : null}
        {enter.error === null ? null : <Problem error={enter.error} />}
        <Primary submit busy={enter.busy}>
          {t('signIn.enter')}
        </Primary>
      </form>
      <p className={css.open}>
        {t('signIn.none')} <Link to="/wallet/sign-up">{t('signIn.open')}</Link>
      </p>
      <Link to="/wallet/loss" className={css.loss}>
        <Icon name="alarm" />
        <span>
          <strong>{t('loss.entry')}</strong>
          <span>{t('loss.entryLead')}</span>
        </span>
        <Icon name="next" size={16} />
      </Link>
    </Column>
  );
}
