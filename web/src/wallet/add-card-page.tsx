/** `/wallet/cards/new`: a card is bound when its bank confirms it is the holder's, and by the bank's own code. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Problem } from '../shared/problem.tsx';
import { DemoText } from './demo-text.tsx';
import { Input } from './input.tsx';
import { Primary } from './parts.tsx';
import { useProven } from './prove.tsx';
import css from './prove-form.module.css';
import { useRefresh } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';

interface Asked {
  readonly id: string;
  /** Masked. */
  readonly sentTo: string;
}

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column
          alone
          title={t('addCard.title')}
          up={{ to: '/wallet/services', name: t('services.title') }}
          help="addCard"
        >
          <Binding />
        </Column>
      )}
    </HolderPage>
  );
}

const inFours = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ');

/** `MM/YY`, whichever way it is typed. */
function monthOf(text: string): string {
  const digits = text.replace(/\D/g, '').slice(0, 4);
  return digits.length > 2 ? `${digits.slice(0, 2)}/${digits.slice(2)}` : digits;
}

function Binding() {
  const { t } = useTranslation('wallet');
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [card, setCard] = useState('');
  const [expiry, setExpiry] = useState('');
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [asked, setAsked] = useState<(Asked & { readonly askedMs: number }) | null>(null);
  const digits = card.replace(/\D/g, '');
  const wanted = { card: digits, expiry, ...(phone.trim() === '' ? {} : { phone: phone.trim() }) };
  const ask = useProven(
    async (key) => {
      const askedMs = Date.now();
      setAsked({ ...(await api.post<Asked>('/cards', wanted, { key })), askedMs });
    },
    () => {},
  );
  const bind = useProven(
    (key) => api.post(`/cards/${asked?.id ?? ''}/code`, { code }, { key }),
    async () => {
      await refresh();
      await navigate('/wallet/services');
    },
  );
  if (asked !== null)
    return (
      <form
        className={css.prove}
        onSubmit={(event) => {
          event.preventDefault();
          bind.run();
        }}
      >
        <p className="muted">{t('addCard.codeLead')}</p>
        <Input
          label={t('addCard.code')}
          hint={t('addCard.codeHint', { phone: asked.sentTo })}
          name="code"
          large
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{4,8}"
          maxLength={8}
          required
          value={code}
          onText={(text) => setCode(text.replace(/\D/g, ''))}
        />
        <DemoText onCode={setCode} askedMs={asked.askedMs} />
        {bind.error === null ? null : <Problem error={bind.error} />}
        {bind.dialog}
        <Primary submit busy={bind.busy} disabled={code.length < 4}>
          {t('addCard.bind')}
        </Primary>
      </form>
    );
  return (
    <form
      className={css.prove}
      onSubmit={(event) => {
        event.preventDefault();
        ask.run();
      }}
    >
      <p className="muted">{t('addCard.lead')}</p>
      <Input
        label={t('addCard.card')}
        name="card"
        large
        inputMode="numeric"
        autoComplete="cc-number"
        maxLength={23}
        required
        value={inFours(digits)}
        onText={setCard}
      />
      <Input
        label={t('addCard.expiry')}
        hint={t('addCard.expiryHint')}
        name="expiry"
        inputMode="numeric"
        autoComplete="cc-exp"
        pattern="(0[1-9]|1[0-2])/[0-9]{2}"
        maxLength={5}
        required
        value={expiry}
        onText={(text) => setExpiry(monthOf(text))}
      />
      <Input
        label={t('addCard.phone')}
        hint={t('addCard.phoneHint')}
        name="phone"
        type="tel"
        inputMode="tel"
        maxLength={20}
        value={phone}
        onText={setPhone}
      />
      {ask.error === null ? null : <Problem error={ask.error} />}
      {ask.dialog}
      <Primary submit busy={ask.busy} disabled={digits.length < 12 || expiry.length < 5}>
        {t('addCard.ask')}
      </Primary>
    </form>
  );
}
