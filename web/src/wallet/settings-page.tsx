/** `/wallet/me/settings`: the account, its bounds, signing in, data, and the end of it. */
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Fact, Facts, Group, Row } from './list.tsx';
import { OwnCopy } from './own-copy.tsx';
import { Passkeys } from './passkeys.tsx';
import { useWallet } from './use-wallet.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { WalletView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column title={t('settings.title')} up={{ to: '/wallet/me', name: t('me.title') }} help="settings">
          <Settings />
        </Column>
      )}
    </HolderPage>
  );
}

function Settings() {
  const query = useWallet();
  return (
    <Fetched query={query} lines={8}>
      {(wallet) => <All wallet={wallet} />}
    </Fetched>
  );
}

function All({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const { holder, classWords, openedAt, limits } = wallet;
  const { used, left, period } = limits.account;
  return (
    <>
      <Facts>
        <Fact name={t('settings.name')}>{holder.name}</Fact>
        <Fact name={t('settings.idNumber')}>
          <span className="number">{holder.idNumber}</span>
        </Fact>
        <Fact name={t('settings.phone')}>
          <span className="number">{holder.phone}</span>
        </Fact>
        <Fact name={t('settings.class')}>
          {say(classWords)}
          <small>
            {t(period === 'ever' ? 'settings.usedEver' : 'settings.usedYear', {
              amount: moneyText(used, language),
            })}
            {left === null ? null : ` · ${t('bounds.left', { amount: moneyText(left, language) })}`}
          </small>
        </Fact>
        <Fact name={t('settings.opened')}>
          <Moment at={openedAt} style="day" />
        </Fact>
      </Facts>
      <Group title={t('settings.what')}>
        <Row icon="cards" title={t('services.title')} sub={t('me.servicesLead')} to="/wallet/services" />
        <Row
          icon="balance"
          title={t('sources.title')}
          {...(wallet.sourceOrder[0] === undefined
            ? {}
            : { sub: t('sources.first', { source: say(wallet.sourceOrder[0].words) }) })}
          to="/wallet/me/sources"
        />
        <Row icon="no-pin" title={t('bounds.title')} sub={t('bounds.lead')} to="/wallet/me/balance" />
      </Group>
      <Group title={t('password.group')}>
        <Row icon="lock" title={t('password.title')} to="/wallet/me/password" />
      </Group>
      <Passkeys />
      <OwnCopy wallet={wallet.id} />
      <Group>
        <Row
          icon="stop"
          tone="back"
          title={t('settings.close')}
          sub={t('settings.closeLead')}
          to="/wallet/account/closing"
        />
      </Group>
    </>
  );
}
