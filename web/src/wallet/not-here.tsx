import { useTranslation } from 'react-i18next';
import { Empty } from '../shared/states.tsx';
import { Column } from './wallet-frame.tsx';

/** An address of something that this wallet does not have. */
export function NotHere() {
  const { t } = useTranslation('wallet');
  return (
    <Column title={t('notHere.title')} up={{ to: '/wallet/services', name: t('services.title') }}>
      <Empty title={t('notHere.lead')} />
    </Column>
  );
}
