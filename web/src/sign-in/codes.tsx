/** One-time codes: a picture for an authenticator program, drawn here, and the first code as proof. */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import encodeQR from 'qr';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton } from '../shared/act-button.tsx';
import { api } from '../shared/api.ts';
import { Field } from '../shared/field.tsx';
import css from './security.module.css';
import { Trouble } from './trouble.tsx';

interface NewCodes {
  readonly secret: string;
  readonly uri: string;
}

export interface CodesProps {
  readonly set: boolean;
  readonly onChanged: () => void;
}

export function Codes({ set, onChanged }: CodesProps) {
  const { t } = useTranslation('sign-in');
  const [fresh, setFresh] = useState<NewCodes | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const begin = (): Promise<void> =>
    attempt(async () => setFresh(await api.post<NewCodes>('/v1/staff/me/codes', undefined)));
  const confirm = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = new FormData(event.currentTarget).get('code');
    void attempt(async () => {
      await api.post('/v1/staff/me/codes/confirmation', { code });
      setFresh(null);
      onChanged();
    });
  };
  return (
    <section className="card" aria-labelledby="codes-title">
      <h2 id="codes-title">{t('codes.title')}</h2>
      <p className="muted">{t('codes.lead')}</p>
      <p>
        <span className={set ? css.on : css.off}>{set ? t('codes.set') : t('codes.notSet')}</span>
      </p>
      {fresh === null ? null : (
        <form className="fields" onSubmit={confirm}>
          <p>{t('codes.scan')}</p>
          <Picture text={fresh.uri} label={t('codes.picture')} />
          <p>
            {t('codes.type')} <code className={css.secret}>{inFours(fresh.secret)}</code>
          </p>
          <Field label={t('code.label')} hint={t('codes.confirmHint')}>
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
          <Button type="primary" htmlType="submit" loading={busy}>
            {t('codes.confirm')}
          </Button>
        </form>
      )}
      <Trouble error={error} />
      {set || fresh !== null ? null : (
        <Button type="primary" loading={busy} onClick={() => void begin()}>
          {t('codes.begin')}
        </Button>
      )}
      {set ? (
        <ActButton
          label={t('codes.remove')}
          title={t('codes.removeTitle')}
          act={() => api.delete('/v1/staff/me/codes')}
          onDone={onChanged}
        >
          <p>{t('codes.removeWhat')}</p>
        </ActButton>
      ) : null}
    </section>
  );
}

const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1 ');

const QUIET = 4;

/** Drawn on this page: no picture of a secret travels or is kept. */
function Picture({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = encodeQR(text, 'raw', { border: QUIET });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className={css.symbol}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={rows.length} height={rows.length} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
