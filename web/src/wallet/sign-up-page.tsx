/** `/wallet/sign-up`: a wallet in one's real name: name, identity number, telephone with its code, a password. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { Problem } from '../shared/problem.tsx';
import { useLanguage } from '../shared/words.ts';
import { CodeField } from './code-field.tsx';
import { Input } from './input.tsx';
import { Primary } from './parts.tsx';
import { useForgetHolder, useHolderSession } from './session.tsx';
import css from './sign-in.module.css';
import { useAct } from './use-act.ts';
import { wallet as api } from './wallet-api.ts';
import { Column } from './wallet-frame.tsx';

export function Component() {
  const { t } = useTranslation('wallet');
  const { data } = useHolderSession();
  const forget = useForgetHolder();
  const [name, setName] = useState('');
  const [idNumber, setIdNumber] = useState('');
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [received, setReceived] = useState(false);
  const language = useLanguage();
  const open = useAct(async (key) => {
    await api.post('/sign-ups', { name, idNumber, phone, code, password, language }, { key });
    setReceived(true);
    // The answer is the same whatever is known: whether there is a wallet now shows at its door alone.
    await api.post('/session', { phone, password });
    await forget();
  });
  if (data?.signedIn === true) return <Navigate to="/wallet" replace />;
  return (
    <Column
      alone
      title={t('signUp.title')}
      up={{ to: '/wallet/sign-in', name: t('signIn.title') }}
      help="signUp"
    >
      <p className={css.lead}>{t('signUp.lead')}</p>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          void open.run();
        }}
      >
        <Input
          label={t('signUp.name')}
          name="name"
          autoComplete="name"
          maxLength={40}
          required
          value={name}
          onText={setName}
        />
        <Input
          label={t('signUp.idNumber')}
          hint={t('signUp.idHint')}
          name="idNumber"
          maxLength={18}
          required
          value={idNumber}
          onText={setIdNumber}
        />
        <Input
          label={t('signIn.phone')}
          name="phone"
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          maxLength={20}
          required
          value={phone}
          onText={setPhone}
        />
        <CodeField
          value={code}
          onText={setCode}
          send={() => api.post('/session/codes', { phone, language })}
          ready={phone.trim() !== ''}
        />
        <Input
          label={t('signUp.password')}
          hint={t('signUp.passwordHint')}
          name="password"
          type="password"
          autoComplete="new-password"
          maxLength={256}
          required
          value={password}
          onText={setPassword}
        />
        {received ? (
          <p className={css.told} role="status">
            {t('signUp.received')}
          </p>
        ) : null}
        {open.error === null ? null : <Problem error={open.error} />}
        <Primary submit busy={open.busy}>
          {t('signUp.open')}
        </Primary>
      </form>
      <p className={css.open}>
        {t('signUp.have')} <Link to="/wallet/sign-in">{t('signIn.enter')}</Link>
      </p>
    </Column>
  );
}
