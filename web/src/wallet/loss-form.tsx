/** What is lost, when, and in which words: then one press stops everything and opens the case. */

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { momentText } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { Problem } from '../shared/problem.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Input } from './input.tsx';
import css from './loss.module.css';
import type { LossView, LossWhat } from './loss-shapes.ts';
import { Primary } from './parts.tsx';
import { useAct } from './use-act.ts';
import { useRefresh, useWallet } from './use-wallet.ts';
import { wallet as api, readMovements } from './wallet-api.ts';
import type { WalletView } from './wallet-shapes.ts';

export interface LossFormProps {
  readonly what: LossWhat;
  /** The card or the payment that one comes from. */
  readonly id: string | null;
}

export function LossForm({ what, id }: LossFormProps) {
  const query = useWallet();
  return (
    <Fetched query={query} lines={6}>
      {(wallet) => <Form wallet={wallet} what={what} id={id} />}
    </Fetched>
  );
}

interface Option {
  readonly id: string;
  readonly name: string;
}

/** The payments that one can be asked about: the newest that were paid. */
function usePayments(wanted: boolean): readonly Option[] {
  const say = useSay();
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['own', 'movements', 'newest'],
    queryFn: ({ signal }) => readMovements(null, { signal }),
    enabled: wanted,
  });
  return (data?.items ?? [])
    .filter(({ kind, state }) => state === 'paid' && !['top-up', 'payout', 'cover'].includes(kind))
    .map(({ id, merchant, kindWords, amount, at }) => ({
      id,
      name: [
        say(merchant?.name ?? kindWords),
        moneyText(amount, language),
        momentText(at, language, 'minute'),
      ].join(' · '),
    }));
}

function Form({ wallet, what, id }: LossFormProps & { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const payments = usePayments(what === 'payment');
  const devices = wallet.deviceCards.filter(({ state }) => state !== 'removed');
  const cards = wallet.cards.filter(({ state }) => state === 'bound');
  const options: Readonly<Record<LossWhat, readonly Option[]>> = {
    phone: devices.map((each) => ({ id: each.id, name: each.device.name })),
    card: cards.map((each) => ({ id: each.id, name: say(each.name) })),
    payment: payments,
  };
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [stolen, setStolen] = useState(false);
  const [words, setWords] = useState('');
  // A lost telephone has all of its cards on it until somebody says otherwise.
  const first = id !== null ? [id] : what === 'phone' ? options.phone.map((each) => each.id) : [];
  const picked = chosen ?? first;
  const report = useAct(async (key) => {
    const named = { phone: { deviceCards: picked }, card: { cards: picked }, payment: { payments: picked } };
    const told = words.trim() === '' ? t(`loss.what.${what}`) : words.trim();
    const made = await api.post<LossView>('/losses', { what, ...named[what], stolen, words: told }, { key });
    await refresh();
    await navigate(`/wallet/cases/${made.id}`);
  });
  const flip = (each: string): void =>
    setChosen(picked.includes(each) ? picked.filter((other) => other !== each) : [...picked, each]);
  const ready = what === 'phone' || picked.length > 0;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void report.run();
      }}
    >
      {options[what].length === 0 ? null : (
        <fieldset className={css.picks}>
          <legend>{t(`loss.which.${what}`)}</legend>
          {options[what].map((option) => (
            <label key={option.id}>
              <input type="checkbox" checked={picked.includes(option.id)} onChange={() => flip(option.id)} />
              <span>{option.name}</span>
            </label>
          ))}
        </fieldset>
      )}
      {what === 'payment' ? null : (
        <label className={css.pick}>
          <input type="checkbox" checked={stolen} onChange={({ target }) => setStolen(target.checked)} />
          <span>{t('loss.stolen')}</span>
        </label>
      )}
      <Input
        label={t('loss.words')}
        hint={t('loss.wordsHint')}
        name="words"
        maxLength={200}
        value={words}
        onText={setWords}
      />
      {report.error === null ? null : <Problem error={report.error} />}
      <p className={css.will}>{t(`loss.will.${what}`)}</p>
      <Primary submit way="back" busy={report.busy} disabled={!ready}>
        {t('loss.act')}
      </Primary>
    </form>
  );
}
