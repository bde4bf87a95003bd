/** `/operator/rules/history/:no`: an edition and the one before it, file by file, for those who write rules. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Fetched } from '../../shared/states.tsx';
import { ScrollBox } from '../scroll-box.tsx';
import { ChangesList } from './changes-list.tsx';
import { lineDiff } from './line-diff.ts';
import css from './rules.module.css';
import { type RuleFiles, useEdition, useFiles } from './rules-data.ts';
import { RulesFrame } from './rules-frame.tsx';

export function Component() {
  const { t } = useTranslation('rules');
  const no = Number(useParams().no ?? 0);
  const edition = useEdition(no);
  const [before, after] = [useFiles(no - 1), useFiles(no)];
  return (
    <RulesFrame title={t('edition.no', { no })} lead={t('history.diffLead')}>
      <div className={css.stack}>
        <Fetched query={edition}>
          {({ proposal }) => <ChangesList changes={proposal?.changes ?? []} />}
        </Fetched>
        <Fetched query={before}>
          {(old) => <Fetched query={after}>{(now) => <FileChanges old={old} now={now} />}</Fetched>}
        </Fetched>
      </div>
    </RulesFrame>
  );
}

function FileChanges({ old, now }: { readonly old: RuleFiles; readonly now: RuleFiles }) {
  const { t } = useTranslation('rules');
  const names = [...new Set([...old.items, ...now.items].map(({ name }) => name))].sort();
  const textOf = ({ items }: RuleFiles, name: string): string =>
    items.find((file) => file.name === name)?.content ?? '';
  const changed = names
    .map((name) => ({ name, lines: lineDiff(textOf(old, name), textOf(now, name)) }))
    .filter(({ lines }) => lines.length > 0);
  if (changed.length === 0) return <p className="muted">{t('history.sameFiles')}</p>;
  return (
    <>
      {changed.map(({ name, lines }) => (
        <section key={name}>
          <h2>{name}</h2>
          <ScrollBox label={name}>
            <pre className={css.diff}>
              {lines.map(({ kind, text }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines of two finished texts never change places
                <span key={at} className={kind === 'gone' ? css.gone : kind === 'come' ? css.come : 'muted'}>
                  {kind === 'gone' ? '- ' : kind === 'come' ? '+ ' : kind === 'gap' ? '  …' : '  '}
                  {text}
                </span>
              ))}
            </pre>
          </ScrollBox>
        </section>
      ))}
    </>
  );
}
