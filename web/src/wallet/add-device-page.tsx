/** `/wallet/devices/new`: a card on a telephone or a watch, for tapping: a number of its own stands for the source. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Problem } from '../shared/problem.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Input } from './input.tsx';
import { Primary } from './parts.tsx';
import { useProven } from './prove.tsx';
import css from './prove-form.module.css';
import { useRefresh, useWallet } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { WalletView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column
          alone
          title={t('addDevice.title')}
          up={{ to: '/wallet/services', name: t('services.title') }}
          help="addDevice"
        >
          <Adding />
        </Column>
      )}
    </HolderPage>
  );
}

function Adding() {
  const query = useWallet();
  return (
    <Fetched query={query} lines={5}>
      {(wallet) => <Form wallet={wallet} />}
    </Fetched>
  );
}

function Form({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const [kind, setKind] = useState<'phone' | 'watch'>('phone');
  const [name, setName] = useState('');
  const [source, setSource] = useState('balance');
  const cards = wallet.cards.filter(({ state }) => state === 'bound');
  const add = useProven(
    (key) =>
      api.post(
        '/device-cards',
        {
          device: { kind, name: name.trim() },
          source,
        },
        { key },
      ),
    async () => {
      await refresh();
      await navigate('/wallet/services');
    },
  );
  return (
    <form
      className={css.prove}
      onSubmit={(event) => {
        event.preventDefault();
        add.run();
      }}
    >
      <p className="muted">{t('addDevice.lead')}</p>
      <label className={css.pick}>
        <span>{t('addDevice.kind')}</span>
        <select value={kind} onChange={({ target }) => setKind(target.value === 'watch' ? 'watch' : 'phone')}>
          <option value="phone">{t('addDevice.phone')}</option>
          <option value="watch">{t('addDevice.watch')}</option>
        </select>
      </label>
      <Input
        label={t('addDevice.name')}
        hint={t('addDevice.nameHint')}
        name="name"
        maxLength={30}
        required
        value={name}
        onText={setName}
      />
      <label className={css.pick}>
        <span>{t('addDevice.source')}</span>
        <select value={source} onChange={({ target }) => setSource(target.value)}>
          <option value="balance">{t('source.balance')}</option>
          {cards.map((card) => (
            <option key={card.id} value={card.id}>
              {say(card.name)}
            </option>
          ))}
        </select>
      </label>
      {add.error === null ? null : <Problem error={add.error} />}
      {add.dialog}
      <Primary submit busy={add.busy} disabled={name.trim() === ''}>
        {t('addDevice.add')}
      </Primary>
    </form>
  );
}
