/** Where in the closing one is: four steps, the one that is at hand by name. */
import { useTranslation } from 'react-i18next';
import css from './steps.module.css';

const STEPS = ['impact', 'proof', 'last', 'done'] as const;

export function Steps({ at }: { readonly at: number }) {
  const { t } = useTranslation('wallet');
  return (
    <ol className={css.steps} aria-label={t('flow.steps')}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          data-state={index < at ? 'done' : index === at ? 'here' : 'ahead'}
          aria-current={index === at ? 'step' : undefined}
        >
          <span>{t(`flow.step.${step}`)}</span>
        </li>
      ))}
    </ol>
  );
}
