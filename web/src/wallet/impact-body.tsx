/**
 * «What this changes»: what stops, what goes on unless it is ended too, money on its way, what stands in the way with
 * the way to it, what else pays, what stays on record, and whether it can be taken back.
 */
import { useTranslation } from 'react-i18next';
import { momentText } from '../shared/moment.tsx';
import { moneyText } from '../shared/money.tsx';
import { useLanguage, useSay } from '../shared/words.ts';
import { Blockers } from './blockers.tsx';
import type { Choices, ClosurePage, GoesOn, Impact, RefundUnderWay, Stop } from './closure-shapes.ts';
import { Icon, type IconName } from './icons.tsx';
import css from './impact.module.css';
import { Fact, Facts } from './list.tsx';
import { RuleList, RuleMark } from './rule-mark.tsx';
import type { Rule } from './wallet-shapes.ts';

export interface ImpactBodyProps {
  readonly page: ClosurePage;
  readonly choices: Choices;
  /** Missing: it is only told. */
  readonly onChoices?: (choices: Choices) => void;
}

export function ImpactBody({ page, choices, onChoices }: ImpactBodyProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { answer, impact } = page;
  const yes = answer.verdict === 'YES' || answer.verdict === 'YES_WITH_REVIEW';
  return (
    <>
      <div
        className={css.verdict}
        data-tone={yes ? 'yes' : answer.verdict === 'NOT_YET' ? 'unknown' : 'back'}
      >
        <p className={css.word}>{t(`impact.verdict.${answer.verdict}`)}</p>
        <p>{say(answer.sentence)}</p>
      </div>
      <Blockers blockers={impact.blockers} rules={answer.rules} />
      <Stops items={impact.stops} rules={answer.rules} />
      <Going items={impact.goesOn} rules={answer.rules} choices={choices} onChoices={onChoices} />
      <AsBefore items={impact.goesOn} rules={answer.rules} />
      <Refunds items={impact.refundsUnderWay} rules={answer.rules} />
      <InIt impact={impact} choices={choices} onChoices={onChoices} />
      <Others ways={impact.otherWays} />
      <Rest page={page} />
      <RuleList rules={answer.rules} />
    </>
  );
}

interface SectionProps {
  readonly icon: IconName;
  readonly tone: 'back' | 'unknown' | 'yes' | 'out';
  readonly title: string;
  readonly children: React.ReactNode;
}

function Section({ icon, tone, title, children }: SectionProps) {
  return (
    <section className={css.section} data-tone={tone}>
      <h2>
        <Icon name={icon} size={20} />
        {title}
      </h2>
      {children}
    </section>
  );
}

interface ListProps<T> {
  readonly items: readonly T[];
  readonly rules: readonly Rule[];
}

function Stops({ items, rules }: ListProps<Stop>) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  if (items.length === 0) return null;
  const used = ({ lastUsedAt, usedCount }: Stop): string =>
    [
      lastUsedAt === null ? t('never') : `${t('lastUsed')} ${momentText(lastUsedAt, language, 'minute')}`,
      ...(usedCount === null || usedCount === 0 ? [] : [t('times', { count: usedCount })]),
    ].join(' · ');
  return (
    <Section icon="stop" tone="back" title={t('impact.stops')}>
      <ul className={css.lines}>
        {items.map((stop) => (
          <li key={`${stop.what} ${stop.id}`}>
            <strong>{say(stop.name)}</strong>
            {stop.what === 'account' ? <span>{say(stop.words)}</span> : <span>{used(stop)}</span>}
            <RuleMark id={stop.rule} rules={rules} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface ChoosingProps {
  readonly choices: Choices;
  readonly onChoices: ImpactBodyProps['onChoices'];
}

function Going({ items: all, rules, choices, onChoices }: ListProps<GoesOn> & ChoosingProps) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const items = all.filter(({ what }) => what === 'contract');
  if (items.length === 0) return null;
  const flip = (id: string): void => {
    const { endDeductions: before } = choices;
    const endDeductions = before.includes(id) ? before.filter((each) => each !== id) : [...before, id];
    onChoices?.({ ...choices, endDeductions });
  };
  return (
    <Section icon="deduction" tone="unknown" title={t('impact.goesOn')}>
      {items.some(({ mayEnd }) => mayEnd) ? <p className={css.note}>{t('impact.goesOnLead')}</p> : null}
      <ul className={css.lines}>
        {items.map((each) => (
          <li key={each.id}>
            <strong>{say(each.name)}</strong>
            <span>{say(each.words)}</span>
            {each.mayEnd ? (
              <label className={css.choice}>
                <input
                  type="checkbox"
                  className={css.switch}
                  checked={choices.endDeductions.includes(each.id)}
                  disabled={onChoices === undefined}
                  onChange={() => flip(each.id)}
                />
                <span>{t('impact.endToo')}</span>
                <span className="only-read">{say(each.name)}</span>
              </label>
            ) : null}
            <RuleMark id={each.rule} rules={rules} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Services that the end of it leaves as they are: many, so by name alone. */
function AsBefore({ items, rules }: ListProps<GoesOn>) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const services = items.filter(({ what }) => what === 'service');
  const ids = [...new Set(services.map(({ rule }) => rule))];
  if (services.length === 0) return null;
  return (
    <Section icon="check" tone="yes" title={t('impact.asBefore')}>
      <ul className={css.chips}>
        {services.map(({ id, name }) => (
          <li key={id}>{say(name)}</li>
        ))}
      </ul>
      {ids.map((id) => (
        <RuleMark key={id} id={id} rules={rules} />
      ))}
    </Section>
  );
}

function Refunds({ items, rules }: ListProps<RefundUnderWay>) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const language = useLanguage();
  if (items.length === 0) return null;
  return (
    <Section icon="back" tone="out" title={t('impact.refunds')}>
      <ul className={css.lines}>
        {items.map(({ id, amount, merchant, words, rule }) => (
          <li key={id}>
            <strong className={css.between}>
              {merchant === null ? t('impact.aRefund') : say(merchant)}
              <span className="number">{moneyText(amount, language)}</span>
            </strong>
            <span>{say(words)}</span>
            <RuleMark id={rule} rules={rules} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What others gave: it is lost with the account, and only with consent. */
function InIt({ impact, choices, onChoices }: ChoosingProps & { readonly impact: Impact }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { redPacket, points, benefitsLost, words } = impact.money;
  if (words.length === 0 && !benefitsLost) return null;
  return (
    <Section icon="balance" tone="unknown" title={t('impact.money')}>
      <ul className={css.lines}>
        {words.map((each) => (
          <li key={each.en}>
            <strong>{say(each)}</strong>
          </li>
        ))}
        {benefitsLost && (redPacket > 0 || points > 0) ? (
          <li>
            <label className={css.choice}>
              <input
                type="checkbox"
                checked={choices.giveUp !== null}
                disabled={onChoices === undefined}
                onChange={(event) =>
                  onChoices?.({ ...choices, giveUp: event.target.checked ? { redPacket, points } : null })
                }
              />
              <span>{t('impact.giveUp')}</span>
            </label>
          </li>
        ) : null}
      </ul>
    </Section>
  );
}

function Others({ ways }: { readonly ways: Impact['otherWays'] }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  return (
    <Section icon="check" tone="yes" title={t('impact.otherWays')}>
      {ways.length === 0 ? (
        <p className={css.note}>{t('impact.noOther')}</p>
      ) : (
        <ul className={css.chips}>
          {ways.map(({ how, words }) => (
            <li key={`${how} ${words.zh}`}>{say(words)}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Rest({ page }: { readonly page: ClosurePage }) {
  const { t } = useTranslation('wallet');
  const say = useSay();
  const { fee, kept, takenBack, proof } = page.impact;
  const { rules } = page.answer;
  return (
    <Facts>
      <Fact name={t('impact.takenBack')}>{say(takenBack.words)}</Fact>
      <Fact name={t('impact.fee')}>
        {say(fee.words)}
        <small>
          <RuleMark id={fee.rule} rules={rules} />
        </small>
      </Fact>
      <Fact name={t('impact.kept')}>
        {say(kept.words)}
        {kept.rules.map((rule) => (
          <small key={rule}>
            <RuleMark id={rule} rules={rules} />
          </small>
        ))}
      </Fact>
      <Fact name={t('impact.proof')}>{say(proof.words)}</Fact>
    </Facts>
  );
}
