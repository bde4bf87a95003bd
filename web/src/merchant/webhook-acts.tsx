/** What can be done with the addresses: a new one, on and off, another secret, away. A secret is shown once. */
import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import control from '../shared/control.module.css';
import { Field } from '../shared/field.tsx';
import { Problem } from '../shared/problem.tsx';
import lines from './lines.module.css';
import { addEndpoint, type Endpoint, removeEndpoint, rotateSecret, switchEndpoint } from './webhooks-api.ts';
import css from './webhooks-page.module.css';

export interface WebhookActsProps {
  readonly onSecret: (secret: string) => void;
  readonly onDone: () => void;
}

export function NewEndpoint({ onSecret, onDone }: WebhookActsProps) {
  const { t } = useTranslation('merchant');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      onSecret((await addEndpoint(String(new FormData(form).get('url')))).secret);
      form.reset();
      onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={`card ${css.form}`} aria-label={t('webhooks.new')} onSubmit={(event) => void add(event)}>
      <Field label={t('webhooks.url')} hint={t('webhooks.urlHint')}>
        {(props) => (
          <input {...props} name="url" type="url" required maxLength={1000} className={control.control} />
        )}
      </Field>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('webhooks.add')}
      </Button>
      {error === null ? null : <Problem error={error} />}
    </form>
  );
}

export interface EndpointActsProps extends WebhookActsProps {
  readonly endpoint: Endpoint;
}

export function EndpointActs({ endpoint: { id, state, url }, onSecret, onDone }: EndpointActsProps) {
  const { t } = useTranslation('merchant');
  const word = state === 'active' ? 'disable' : 'enable';
  return (
    <div className={lines.acts}>
      <ActButton
        way={word === 'disable' ? 'back' : 'out'}
        label={t(`webhooks.${word}`)}
        title={t(`webhooks.${word}`)}
        act={() => switchEndpoint(id, word)}
        onDone={onDone}
      >
        <p>{t(`webhooks.${word}Lead`, { url })}</p>
      </ActButton>
      <ActButton
        way="out"
        label={t('webhooks.rotate')}
        title={t('webhooks.rotate')}
        act={async () => onSecret((await rotateSecret(id)).secret)}
        onDone={onDone}
      >
        <p>{t('webhooks.rotateLead')}</p>
      </ActButton>
      <ActButton
        label={t('webhooks.remove')}
        title={t('webhooks.remove')}
        act={() => removeEndpoint(id)}
        onDone={onDone}
      >
        <p>{t('webhooks.removeLead', { url })}</p>
      </ActButton>
    </div>
  );
}
