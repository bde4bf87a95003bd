/** `/wallet/me`: who is signed in, the balance, and the way to everything about it. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Money } from '../shared/money.tsx';
import { Fetched } from '../shared/states.tsx';
import { useSay } from '../shared/words.ts';
import { Group, Row } from './list.tsx';
import css from './me.module.css';
import { useForgetHolder } from './session.tsx';
import { Standing } from './standing.tsx';
import { useAct } from './use-act.ts';
import { useWallet } from './use-wallet.ts';
import { wallet as api } from './wallet-api.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { WalletView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column title={t('me.title')} quiet help="me">
          <Me />
        </Column>
      )}
    </HolderPage>
  );
}

function Me() {
  const query = useWallet();
  return (
    <Fetched query={query} lines={8}>
      {(wallet) => <All wallet={wallet} />}
    </Fetched>
  );
}

/** How much happened since somebody looked. */
function useUnread(): number {
  const { data } = useQuery({
    queryKey: ['own', 'notices', 'unread'],
    queryFn: ({ signal }) => api.get<{ readonly unread: number }>('/notices?limit=1', { signal }),
  });
  return data?.unread ?? 0;
}

function All({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const forget = useForgetHolder();
  const leave = useAct(async () => {
    await api.delete('/session');
    await forget();
  });
  const unread = useUnread();
  const { holder, balance, redPacket, points, classWords, state } = wallet;
  return (
    <>
      <div className={css.who}>
        <span className={css.face} aria-hidden="true">
          {holder.name.slice(-1)}
        </span>
        <div>
          <p className={css.name}>{holder.name}</p>
          <p className="muted number">{holder.phone}</p>
        </div>
      </div>
      <Standing wallet={wallet} />
      <section className={css.balance} aria-label={t('balance.title')}>
        <p>{t('balance.title')}</p>
        <p className={`number ${css.money}`}>
          <Money fen={balance.available} />
        </p>
        {balance.held > 0 ? (
          <p>
            {t('balance.held')} <Money fen={balance.held} />
          </p>
        ) : null}
        {redPacket > 0 || points > 0 ? (
          <p>
            {t('balance.redPacket')} <Money fen={redPacket} /> · {t('balance.points', { points })}
          </p>
        ) : null}
        {state === 'open' ? (
          <div className={css.acts}>
            <Link to="/wallet/me/top-up">{t('balance.topUp')}</Link>
            <Link to="/wallet/me/payout">{t('balance.payout')}</Link>
          </div>
        ) : null}
      </section>
      <Group>
        <Row icon="cards" title={t('services.title')} sub={t('me.servicesLead')} to="/wallet/services" />
        <Row
          icon="clock"
          title={t('notices.title')}
          value={unread > 0 ? <span className={css.unread}>{unread}</span> : null}
          to="/wallet/me/notices"
        />
        <Row icon="settings" title={t('settings.title')} sub={say(classWords)} to="/wallet/me/settings" />
      </Group>
      <Group>
        <Row icon="alarm" tone="back" title={t('loss.entry')} sub={t('loss.entryLead')} to="/wallet/loss" />
      </Group>
      <Group>
        <Row title={t('me.signOut')} tone="still" disabled={leave.busy} onPress={() => void leave.run()} />
      </Group>
    </>
  );
}
