/** `/wallet/services`: everything that can pay, with its state: cards, devices, services, contracts. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { moneyText } from '../shared/money.tsx';
import { Fetched } from '../shared/states.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { BankCard } from './bank-card.tsx';
import { Group, Row } from './list.tsx';
import { LastUsed, State } from './parts.tsx';
import css from './services.module.css';
import { Standing } from './standing.tsx';
import { useWallet } from './use-wallet.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { ServiceView, WalletView } from './wallet-shapes.ts';

export function Component() {
  const { t } = useTranslation('wallet');
  return (
    <HolderPage>
      {() => (
        <Column title={t('services.title')} help="services">
          <List />
        </Column>
      )}
    </HolderPage>
  );
}

function List() {
  const query = useWallet();
  return (
    <Fetched query={query} lines={8}>
      {(wallet) => <All wallet={wallet} />}
    </Fetched>
  );
}

/** Contracts know two states alone. */
const useDeductionState = () => {
  const { t } = useTranslation('wallet');
  const both = (state: string) => ({ zh: t(`deduction.${state}`), en: t(`deduction.${state}`) });
  return { active: both('active'), ended: both('ended') };
};

const isHere = ({ place }: ServiceView): boolean => place.kind === 'merchant' || place.kind === 'terminal';

function All({ wallet }: { readonly wallet: WalletView }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  const deductionState = useDeductionState();
  const [ended, setEnded] = useState(false);
  const bound = wallet.cards.filter(({ state }) => state !== 'unbound');
  const devices = wallet.deviceCards.filter(({ state }) => state !== 'removed');
  const contracts = wallet.deductions.filter(({ state }) => state === 'active');
  const hasEnded =
    bound.length < wallet.cards.length ||
    devices.length < wallet.deviceCards.length ||
    contracts.length < wallet.deductions.length;
  const everywhere = wallet.services.filter((service) => !isHere(service));
  const single = wallet.services.filter(isHere);
  const open = wallet.state === 'open';
  return (
    <>
      <Standing wallet={wallet} />
      <ul className={css.cards} aria-label={t('services.cards')}>
        {(ended ? wallet.cards : bound).map((card) => (
          <li key={card.id}>
            <BankCard card={card} />
          </li>
        ))}
      </ul>
      <Group>
        <Row
          icon="balance"
          title={t('services.balance')}
          value={<span className="number">{moneyText(wallet.balance.available, language)}</span>}
          to="/wallet/me/balance"
        />
        {open ? <Row icon="plus" tone="out" title={t('services.addCard')} to="/wallet/cards/new" /> : null}
      </Group>
      <Group title={t('services.devices')}>
        {(ended ? wallet.deviceCards : devices).map((card) => (
          <Row
            key={card.id}
            icon={card.device.kind}
            title={card.device.name}
            sub={say(card.source.words)}
            value={<State state={card.state} words={card.stateWords} />}
            to={`/wallet/devices/${card.id}`}
          />
        ))}
        {open ? (
          <Row icon="plus" tone="out" title={t('services.addDevice')} to="/wallet/devices/new" />
        ) : null}
      </Group>
      <Group title={t('services.services')}>
        {everywhere.map((service) => (
          <ServiceRow key={service.id} service={service} />
        ))}
      </Group>
      <Group title={t('services.places')} note={t('services.placesNote')}>
        {single.map((service) => (
          <ServiceRow key={service.id} service={service} />
        ))}
        {open ? (
          <Row icon="plus" tone="out" title={t('services.addPlace')} to="/wallet/services/new" />
        ) : null}
      </Group>
      <Group title={t('services.deductions')}>
        {(ended ? wallet.deductions : contracts).map((each) => (
          <Row
            key={each.id}
            icon="deduction"
            title={say(each.name)}
            sub={t('services.upTo', { subject: each.subject, amount: moneyText(each.perPayment, language) })}
            value={<State state={each.state} words={deductionState[each.state]} />}
            to={`/wallet/deductions/${each.id}`}
          />
        ))}
        {contracts.length === 0 && !ended ? <Row title={t('services.noDeductions')} tone="still" /> : null}
      </Group>
      {hasEnded ? (
        <button type="button" className={css.more} onClick={() => setEnded(!ended)}>
          {t(ended ? 'services.hideEnded' : 'services.showEnded')}
        </button>
      ) : null}
    </>
  );
}

function ServiceRow({ service }: { readonly service: ServiceView }) {
  const say = useSay();
  return (
    <Row
      icon={service.kind}
      title={say(service.name)}
      sub={<LastUsed at={service.lastUsedAt} />}
      value={<State state={service.state} words={service.stateWords} />}
      to={`/wallet/services/${service.id}`}
    />
  );
}
