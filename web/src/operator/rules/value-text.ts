/** Values of parameters and changes in the reader's words. */
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../shared/api.ts';
import { momentText, ZONE } from '../../shared/moment.tsx';
import { moneyText } from '../../shared/money.tsx';
import { useLanguage, type Words } from '../../shared/words.ts';
import { useOutcomeWords } from './names.ts';
import { type Member, type Told, useRules, type Value } from './rules-data.ts';

/** `2026-12-01`, where the shops are. */
export const today = (): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date(serverNowMs()));

/** `null`: there is none. */
export function valueText(t: TFunction<'rules'>, value: Value | null): string {
  if (value === null) return t('value.none');
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no');
  return String(value);
}

/** The words of parameters and rules that are in force, by key and id. */
export function useRuleWords(): {
  readonly parameter: (key: string) => Words | null;
  readonly rule: (id: string) => Words | null;
} {
  const { data = [] } = useRules();
  const rules = new Map(data.map((rule) => [rule.id, rule]));
  const parameters = new Map(data.flatMap((rule) => rule.parameters.map((each) => [each.key, each])));
  return { parameter: (key) => parameters.get(key) ?? null, rule: (id) => rules.get(id) ?? null };
}

/** Where a rule was read, in the reader's language where the file has it. */
export function useSource(): (rule: { readonly source: string; readonly sourceZh: string | null }) => string {
  const language = useLanguage();
  return ({ source, sourceZh }) => (language === 'zh' ? (sourceZh ?? source) : source);
}

/** What an answer says in one of its parts. */
export function useToldText(): (told: Told, member: Member) => string {
  const { t } = useTranslation('rules');
  const language = useLanguage();
  const outcome = useOutcomeWords();
  return (told, member) => {
    const value = told[member];
    if (value === null) return t('value.none');
    switch (member) {
      case 'verdict':
        return t(`verdict.${told.verdict}`);
      case 'route':
      case 'nextRoute':
        return t(`route.${value}`, { defaultValue: String(value) });
      case 'reason':
        return outcome(String(value))[language];
      case 'approval':
        return t(`approval.${value}`, { defaultValue: String(value) });
      case 'amount':
      case 'feeReturned':
      case 'feeKept':
        return moneyText(value, language);
      case 'deadline':
      case 'opensAt':
        return momentText(String(value), language, 'full');
      case 'arrivalFrom':
      case 'arrivalTo':
        return t('days', { count: Number(value) });
    }
  };
}
