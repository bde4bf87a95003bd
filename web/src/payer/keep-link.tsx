/** The link that opens this request again. Nothing of it is kept in the browser: whoever loses it cannot follow. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import fields from './fields.module.css';
import { keyText, type RequestKey } from './given.ts';

export interface KeepLinkProps {
  readonly of: RequestKey;
}

export function KeepLink({ of }: KeepLinkProps) {
  const { t } = useTranslation('payer');
  const [copied, setCopied] = useState<boolean | null>(null);
  const link = `${location.origin}/request#${keyText(of)}`;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <section className="card" aria-labelledby="keep-link">
      <h2 id="keep-link">{t('keep.title')}</h2>
      <p>{t('keep.lead')}</p>
      <div className={fields.row}>
        <input
          className={fields.link}
          readOnly
          value={link}
          aria-label={t('keep.label')}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Button onClick={() => void copy()}>{t('keep.copy')}</Button>
      </div>
      <p role="status" className={fields.hint}>
        {copied === null ? null : t(copied ? 'keep.copied' : 'keep.notCopied')}
      </p>
    </section>
  );
}
