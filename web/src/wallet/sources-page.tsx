/** `/wallet/me/sources`: which source pays first, where nothing else was chosen. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../shared/problem.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Icon } from './icons.tsx';
import css from './sources.module.css';
import { useAct } from './use-act.ts';
import { useRefresh, useWallet } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { SourceView, WalletView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column
          title={t('sources.title')}
          up={{ to: '/wallet/me/settings', name: t('settings.title') }}
          help="sources"
        >
          <Sources />
        </Column>
      )}
    </HolderPage>
  );
}

function Sources() {
  const query = useWallet();
  return (
    <Fetched query={query} lines={4}>
      {(wallet) => <Order wallet={wallet} />}
    </Fetched>
  );
}

const nameOf = ({ card }: SourceView): string => card ?? 'balance';

/** The same, with one moved by one place. */
function moved<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const others = items.filter((_, at) => at !== from);
  return [...others.slice(0, to), items[from]!, ...others.slice(to)];
}

function Order({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const refresh = useRefresh();
  const [said, setSaid] = useState('');
  const { sourceOrder: order, state } = wallet;
  const save = useAct(async (key, next: readonly string[]) => {
    await api.put('/source-order', { order: next }, { key });
    await refresh();
  });
  const move = (from: number, to: number): void => {
    const source = order[from]!;
    void save
      .run(moved(order, from, to).map(nameOf))
      .then(() => setSaid(t('sources.now', { source: say(source.words), place: to + 1 })));
  };
  const still = state !== 'open' || save.busy;
  return (
    <>
      <p className={css.lead}>{t('sources.lead')}</p>
      <ol className={css.order}>
        {order.map((source, at) => (
          <li key={nameOf(source)}>
            <span className={css.place} aria-hidden="true">
              {at + 1}
            </span>
            <span className={css.name}>{say(source.words)}</span>
            <button
              type="button"
              className={css.up}
              aria-label={t('sources.up', { source: say(source.words) })}
              disabled={still || at === 0}
              onClick={() => move(at, at - 1)}
            >
              <Icon name="fold" size={20} />
            </button>
            <button
              type="button"
              aria-label={t('sources.down', { source: say(source.words) })}
              disabled={still || at === order.length - 1}
              onClick={() => move(at, at + 1)}
            >
              <Icon name="fold" size={20} />
            </button>
          </li>
        ))}
      </ol>
      <p role="status" className={css.said}>
        {save.error === null ? said : null}
      </p>
      {save.error === null ? null : <Problem error={save.error} />}
    </>
  );
}
