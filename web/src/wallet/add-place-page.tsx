/** `/wallet/services/new`: QuickPass at one shop or terminal gets a switch of its own, to be closed there alone. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Problem } from '../shared/problem.tsx';
import { Empty, Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Primary } from './parts.tsx';
import css from './prove-form.module.css';
import { useAct } from './use-act.ts';
import { useRefresh } from './use-wallet.ts';
import { wallet as api, type Movements, readMovements } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { ServiceView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column
          alone
          title={t('addPlace.title')}
          up={{ to: '/wallet/services', name: t('services.title') }}
          help="addPlace"
        >
          <Places />
        </Column>
      )}
    </HolderPage>
  );
}

/** Where one paid by tap lately: one closes what one knows. */
function Places() {
  const query = useQuery({
    queryKey: ['own', 'movements', 'newest'],
    queryFn: ({ signal }) => readMovements(null, { signal }),
  });
  return (
    <Fetched query={query} lines={5}>
      {(movements) => <Form movements={movements} />}
    </Fetched>
  );
}

interface Shop {
  readonly id: string;
  readonly name: string;
  readonly terminals: readonly string[];
}

function shopsOf({ items }: Movements, say: ReturnType<typeof useSay>): Shop[] {
  const shops = new Map<string, Shop>();
  for (const { merchant } of items) {
    if (merchant === null) continue;
    const known = shops.get(merchant.id) ?? { id: merchant.id, name: say(merchant.name), terminals: [] };
    const terminals =
      merchant.terminal === null || known.terminals.includes(merchant.terminal)
        ? known.terminals
        : [...known.terminals, merchant.terminal];
    shops.set(merchant.id, { ...known, terminals });
  }
  return [...shops.values()];
}

function Form({ movements }: { readonly movements: Movements }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const shops = shopsOf(movements, say);
  const [at, setAt] = useState(0);
  const [terminal, setTerminal] = useState('');
  const shop = shops[at];
  const add = useAct(async (key) => {
    if (shop === undefined) return;
    const place = { merchant: shop.id, ...(terminal === '' ? {} : { terminal }) };
    const made = await api.post<ServiceView>('/services', { service: 'tap', place }, { key });
    await refresh();
    await navigate(`/wallet/close/service/${made.id}`);
  });
  if (shop === undefined) return <Empty title={t('addPlace.none')} />;
  return (
    <form
      className={css.prove}
      onSubmit={(event) => {
        event.preventDefault();
        void add.run();
      }}
    >
      <p className="muted">{t('addPlace.lead')}</p>
      <label className={css.pick}>
        <span>{t('addPlace.shop')}</span>
        <select
          value={at}
          onChange={({ target }) => {
            setAt(Number(target.value));
            setTerminal('');
          }}
        >
          {shops.map(({ id, name }, index) => (
            <option key={id} value={index}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className={css.pick}>
        <span>{t('addPlace.terminal')}</span>
        <select value={terminal} onChange={({ target }) => setTerminal(target.value)}>
          <option value="">{t('addPlace.whole')}</option>
          {shop.terminals.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      {add.error === null ? null : <Problem error={add.error} />}
      <Primary submit busy={add.busy}>
        {t('addPlace.go')}
      </Primary>
    </form>
  );
}
