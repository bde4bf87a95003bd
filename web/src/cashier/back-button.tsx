import Button from 'antd/es/button';
import { useTranslation } from 'react-i18next';

/** One step back; Escape does the same as long as nothing is being typed. */
export function BackButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('cashier');
  return (
    <p>
      <Button onClick={onClick}>{t('back')}</Button>
    </p>
  );
}
