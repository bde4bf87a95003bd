/** Who is there, once more: for acts that outlive the sign-in. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../shared/api.ts';
import { Dialog } from '../shared/dialog.tsx';
import { Field } from '../shared/field.tsx';
import { useOwnSecurity } from './own.ts';
import { giveByPasskey, passkeysWork } from './passkey.ts';
import css from './security.module.css';
import { Trouble } from './trouble.tsx';

export interface ProofDialogProps {
  readonly onDone: (proved: boolean) => void;
}

export default function ProofDialog({ onDone }: ProofDialogProps) {
  const { t } = useTranslation('sign-in');
  const { data } = useOwnSecurity();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const prove = async (act: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await act();
      onDone(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const byPassword = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const code = form.get('code');
    void prove(() =>
      api.post('/v1/session/proof', {
        password: form.get('password'),
        ...(code === null ? {} : { code }),
      }),
    );
  };
  const passkeys = (data?.passkeys.length ?? 0) > 0 && passkeysWork();
  return (
    <Dialog open title={t('proof.title')} held={busy} onClose={() => onDone(false)}>
      <p>{t('proof.why')}</p>
      <form className="fields" onSubmit={byPassword}>
        <Field label={t('password')}>
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              autoComplete="current-password"
              maxLength={256}
              required
            />
          )}
        </Field>
        {data?.codes === true ? (
          <Field label={t('code.label')}>
            {(control) => (
              <Input
                {...control}
                name="code"
                autoComplete="one-time-code"
                inputMode="numeric"
                pattern="[0-9]{6}"
                maxLength={6}
                required
              />
            )}
          </Field>
        ) : null}
        <Trouble error={error} />
        <div className={css.buttons}>
          <Button disabled={busy} onClick={() => onDone(false)}>
            {t('common:act.leave')}
          </Button>
          {passkeys ? (
            <Button
              disabled={busy}
              onClick={() => void prove(() => giveByPasskey('/v1/session/proof/passkey'))}
            >
              {t('proof.passkey')}
            </Button>
          ) : null}
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('proof.act')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
