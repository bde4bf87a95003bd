/** `/wallet`: pay. A code to be scanned, a tap at the terminal, or a merchant's code to scan. */
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Fetched } from '../shared/states.tsx';
import { CodeCard } from './code-card.tsx';
import { Icon } from './icons.tsx';
import css from './pay.module.css';
import { ScanCard } from './scan-card.tsx';
import { Standing } from './standing.tsx';
import { TapCard } from './tap-card.tsx';
import { useWallet } from './use-wallet.ts';
import { Column, HolderPage } from './wallet-frame.tsx';
import type { ServiceView, WalletView } from './wallet-shapes.ts';

const WAYS = ['pay-code', 'tap', 'scan'] as const;
type Way = (typeof WAYS)[number];

export function Component() {
  const { t } = useTranslation('wallet');
  const [query] = useSearchParams();
  const way = WAYS.find((each) => each === query.get('by')) ?? 'pay-code';
  return (
    <HolderPage>
      {() => (
        <Column title={t('pay.title')} quiet help={`pay-${way}`}>
          <nav className={css.ways} aria-label={t('pay.ways')}>
            {WAYS.map((each) => (
              <Link
                key={each}
                to={each === 'pay-code' ? '/wallet' : `/wallet?by=${each}`}
                aria-current={way === each ? 'page' : undefined}
                replace
              >
                <Icon name={each} size={22} />
                {t(`pay.way.${each}`)}
              </Link>
            ))}
          </nav>
          <Way way={way} />
        </Column>
      )}
    </HolderPage>
  );
}

function Way({ way }: { readonly way: Way }) {
  const query = useWallet();
  return (
    <Fetched query={query} lines={8}>
      {(wallet) => <Paying wallet={wallet} way={way} />}
    </Fetched>
  );
}

function Paying({ wallet, way }: { readonly wallet: WalletView; readonly way: Way }) {
  const service = wallet.services.find(({ kind, place }) => kind === way && place.kind === 'everywhere');
  return (
    <>
      <Standing wallet={wallet} />
      {wallet.state !== 'open' ? null : service !== undefined && service.state !== 'on' ? (
        <Closed service={service} />
      ) : way === 'pay-code' ? (
        <CodeCard wallet={wallet} />
      ) : way === 'tap' ? (
        <TapCard wallet={wallet} />
      ) : (
        <ScanCard />
      )}
      {wallet.state === 'open' && way === 'tap' && service?.state !== 'on' ? (
        <TapCard wallet={wallet} />
      ) : null}
    </>
  );
}

/** The way is shut: since when, and where it is opened. */
function Closed({ service }: { readonly service: ServiceView }) {
  const { t } = useTranslation('wallet');
  return (
    <Link to={`/wallet/services/${service.id}`} className={css.closed}>
      <Icon name="stop" size={28} />
      <span>
        <strong>{t(`pay.closed.${service.state}`)}</strong>
        <span>{t('pay.closedLead')}</span>
      </span>
      <Icon name="next" size={16} />
    </Link>
  );
}
