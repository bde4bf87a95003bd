/**
 * `/operator/identity`: a cardholder stands at the counter with the identity card. What the card says is typed and
 * compared at the server: the page is told whether it fits, and nothing of what is known.
 */
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../shared/api.ts';
import { Field } from '../../shared/field.tsx';
import { Page } from '../../shared/page.tsx';
import { Problem } from '../../shared/problem.tsx';
import { useMay } from '../rules/rules-data.ts';
import css from './identity.module.css';

interface Decided {
  readonly id: string;
  readonly state: 'passed' | 'failed';
}

type Decision =
  | { readonly code: string; readonly fits: true; readonly name: string; readonly idNumber: string }
  | { readonly code: string; readonly fits: false; readonly note: string };

const CODE = /^\d{8}$/;

export function Component() {
  const { t } = useTranslation('operator');
  const may = useMay('wallets.check');
  return (
    <Page title={t('identity.title')} lead={t('identity.lead')}>
      {may ? <Check /> : <p className="muted">{t('identity.readOnly')}</p>}
    </Page>
  );
}

function Check() {
  const { t } = useTranslation('operator');
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [idNumber, setIdNumber] = useState('');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [decided, setDecided] = useState<Decided | null>(null);
  const decide = async (decision: Decision): Promise<void> => {
    setBusy(true);
    setError(null);
    setDecided(null);
    try {
      setDecided(await api.post<Decided>('/v1/wallet-checks/decisions', decision));
      // What the card says stays on no screen.
      for (const clear of [setCode, setName, setIdNumber, setNote]) clear('');
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const hasCode = CODE.test(code);
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void decide({ code, fits: true, name, idNumber });
      }}
    >
      <Field label={t('identity.code')} hint={t('identity.codeHint')}>
        {(control) => (
          <Input
            {...control}
            value={code}
            inputMode="numeric"
            maxLength={8}
            autoComplete="off"
            onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
          />
        )}
      </Field>
      <Field label={t('identity.name')} hint={t('identity.asOnCard')}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={80}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('identity.number')} hint={t('identity.asOnCard')}>
        {(control) => (
          <Input
            {...control}
            value={idNumber}
            maxLength={40}
            autoComplete="off"
            onChange={(event) => setIdNumber(event.target.value)}
          />
        )}
      </Field>
      <Button
        type="primary"
        htmlType="submit"
        loading={busy}
        disabled={!hasCode || name.trim() === '' || idNumber.trim() === ''}
      >
        {t('identity.fits')}
      </Button>
      <Field label={t('identity.note')} hint={t('identity.noteHint')}>
        {(control) => (
          <Input
            {...control}
            value={note}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
      <Button
        disabled={!hasCode || note.trim() === '' || busy}
        onClick={() => void decide({ code, fits: false, note })}
      >
        {t('identity.fitsNot')}
      </Button>
      {error === null ? null : <Problem error={error} />}
      <p role="status">{decided === null ? '' : t(`identity.${decided.state}`)}</p>
    </form>
  );
}
