/** A password that is shown this once. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { momentText } from '../shared/moment.tsx';
import { useLanguage } from '../shared/words.ts';
import css from './staff.module.css';

export interface OneTime {
  readonly staff: { readonly login: string; readonly name: string };
  readonly oneTimePassword: string;
  readonly validUntil: string;
}

export interface OneTimeShownProps {
  readonly made: OneTime | null;
  readonly onClose: () => void;
}

export function OneTimeShown({ made, onClose }: OneTimeShownProps) {
  const { t } = useTranslation('sign-in');
  const language = useLanguage();
  const [copied, setCopied] = useState(false);
  if (made === null) return null;
  const { staff, oneTimePassword, validUntil } = made;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(oneTimePassword);
    setCopied(true);
  };
  const close = (): void => {
    setCopied(false);
    onClose();
  };
  return (
    <Dialog open title={t('oneTime.title', { name: staff.name })} onClose={close}>
      <p>{t('oneTime.lead', { login: staff.login })}</p>
      <p className={css.oneTime}>
        <code>{oneTimePassword}</code>
      </p>
      <p>{t('oneTime.until', { until: momentText(validUntil, language, 'minute') })}</p>
      <div className={css.buttons}>
        {/* Where the page may not reach the clipboard the text can be marked and copied. */}
        {navigator.clipboard === undefined ? null : (
          <Button onClick={() => void copy().catch(() => {})}>
            {copied ? t('oneTime.copied') : t('oneTime.copy')}
          </Button>
        )}
        <Button type="primary" onClick={close}>
          {t('oneTime.close')}
        </Button>
      </div>
    </Dialog>
  );
}
