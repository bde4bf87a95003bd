/** The own passkeys: a list, and one more. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import { api } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import { Moment } from '../shared/moment.tsx';
import type { Passkey } from './own.ts';
import { addPasskey, namedAddress, passkeysWork } from './passkey.ts';
import css from './security.module.css';
import { Trouble } from './trouble.tsx';

export interface PasskeysProps {
  readonly passkeys: readonly Passkey[];
  readonly onChanged: () => void;
}

export function Passkeys({ passkeys, onChanged }: PasskeysProps) {
  const { t } = useTranslation('sign-in');
  const named = namedAddress();
  return (
    <section className="card" aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">{t('passkeys.title')}</h2>
      <p className="muted">{t('passkeys.lead')}</p>
      {passkeys.length === 0 ? <p>{t('passkeys.none')}</p> : null}
      <ul className={css.rows}>
        {passkeys.map((passkey) => (
          <li key={passkey.id}>
            <div>
              <strong>{passkey.label}</strong>
              <p className="muted">
                {t('passkeys.added')} <Moment at={passkey.addedAt} style="minute" />
                {passkey.usedAt === null ? null : (
                  <>
                    {' · '}
                    {t('passkeys.used')} <Moment at={passkey.usedAt} style="minute" />
                  </>
                )}
              </p>
            </div>
            <ActButton
              label={t('passkeys.remove')}
              title={t('passkeys.removeTitle', { label: passkey.label })}
              act={() => api.delete(`/v1/staff/me/passkeys/${passkey.id}`)}
              onDone={onChanged}
            >
              <p>{t('passkeys.removeWhat')}</p>
            </ActButton>
          </li>
        ))}
      </ul>
      {passkeysWork() ? <Adding onChanged={onChanged} /> : null}
      {named === null ? null : (
        <p>
          {t('passkey.needsName')} <a href={named}>{new URL(named).host}</a>
        </p>
      )}
    </section>
  );
}

function Adding({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation('sign-in');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setError(null);
    try {
      await addPasskey(String(new FormData(form).get('label')));
      form.reset();
      onChanged();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="fields" onSubmit={(event) => void add(event)}>
      <Field label={t('passkeys.label')} hint={t('passkeys.labelHint')}>
        {(control) => <Input {...control} name="label" required maxLength={40} />}
      </Field>
      <Trouble error={error} />
      <Button htmlType="submit" loading={busy}>
        {t('passkeys.add')}
      </Button>
    </form>
  );
}
