/** `/wallet/me/password`: a new payment password, after who is there was proven by two ways. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Problem } from '../shared/problem.tsx';
import css from './closing.module.css';
import { Input } from './input.tsx';
import { Primary, Seal } from './parts.tsx';
import { useProven } from './prove.tsx';
import form from './prove-form.module.css';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';

const SETTINGS = '/wallet/me/settings';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column
          alone
          title={t('password.title')}
          up={{ to: SETTINGS, name: t('settings.title') }}
          help="password"
        >
          <NewPassword />
        </Column>
      )}
    </HolderPage>
  );
}

function NewPassword() {
  const { t } = useTranslation('wallet');
  const navigate = useNavigate();
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [done, setDone] = useState(false);
  const change = useProven(
    (key) => api.post('/password', { next }, { key }),
    () => setDone(true),
  );
  if (done)
    return (
      <>
        <div className={css.notice} role="status">
          <Seal tone="yes">{t('password.done')}</Seal>
          <p>{t('password.doneLead')}</p>
        </div>
        <Primary onPress={() => void navigate(SETTINGS)}>{t('done.finish')}</Primary>
      </>
    );
  // Not before the second one is as long: nobody is told off while typing.
  const differs = again.length >= next.length && again !== next && again !== '';
  return (
    <form
      className={form.prove}
      onSubmit={(event) => {
        event.preventDefault();
        change.run();
      }}
    >
      <p className={form.left}>{t('password.lead')}</p>
      <Input
        label={t('password.next')}
        hint={t('signUp.passwordHint')}
        name="next"
        type="password"
        autoComplete="new-password"
        maxLength={256}
        required
        value={next}
        onText={setNext}
      />
      <Input
        label={t('password.again')}
        fault={differs ? t('password.differs') : null}
        name="again"
        type="password"
        autoComplete="new-password"
        maxLength={256}
        required
        value={again}
        onText={setAgain}
      />
      {change.error === null ? null : <Problem error={change.error} />}
      {change.dialog}
      <Primary submit busy={change.busy} disabled={next === '' || next !== again}>
        {t('password.act')}
      </Primary>
    </form>
  );
}
