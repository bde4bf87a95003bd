/** A new password, with the one of now. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Trouble } from './trouble.tsx';

export interface PasswordProps {
  /** The one of now was made by somebody else. */
  readonly first?: boolean;
  readonly onChanged: () => void;
}

const LENGTH_MIN = 10;

export function Password({ first = false, onChanged }: PasswordProps) {
  const { t } = useTranslation('sign-in');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [differs, setDiffers] = useState(false);
  const [done, setDone] = useState(false);
  const change = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const shown = event.currentTarget;
    const form = new FormData(shown);
    setDone(false);
    setError(null);
    setDiffers(form.get('next') !== form.get('again'));
    if (form.get('next') !== form.get('again')) return;
    setBusy(true);
    try {
      await api.post('/v1/staff/me/password', { current: form.get('current'), next: form.get('next') });
      shown.reset();
      setDone(true);
      onChanged();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const secret = (name: string, label: string, autoComplete: string, more: object = {}) => (
    <Field label={label} {...more}>
      {(control) => (
        <Input
          {...control}
          name={name}
          type="password"
          autoComplete={autoComplete}
          required
          maxLength={128}
        />
      )}
    </Field>
  );
  return (
    <section className="card" aria-labelledby="password-title">
      <h2 id="password-title">{t('newPassword.title')}</h2>
      <form className="fields" onSubmit={(event) => void change(event)}>
        {secret('current', first ? t('newPassword.oneTime') : t('newPassword.current'), 'current-password')}
        {secret('next', t('newPassword.next'), 'new-password', {
          hint: t('newPassword.hint', { count: LENGTH_MIN }),
        })}
        {secret('again', t('newPassword.again'), 'new-password', {
          fault: differs ? t('newPassword.differs') : null,
        })}
        <Trouble error={error} />
        <p role="status" hidden={!done}>
          {done ? t('newPassword.done') : null}
        </p>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('newPassword.act')}
        </Button>
      </form>
    </section>
  );
}
