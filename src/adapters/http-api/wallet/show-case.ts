/** A case as operators see it, with what of the year's cover is left. */
import { coverTermsOf, type LossCase } from '#domain/loss';
import type { WalletId } from '#domain/wallet';
import type { HttpApiOptions } from '../options.ts';
import { caseView, lossRules, usedElsewhere } from './loss-view.ts';
import { usedElsewhereFen } from './routes-losses.ts';
import type { CaseView } from './schemas-losses.ts';

const PATH = '/v1/wallet-cases';

export async function showCase(options: HttpApiOptions, loss: LossCase): Promise<CaseView> {
  const rules = lossRules(options);
  const nowMs = options.clock.nowMs();
  const wallet = loss.book as WalletId;
  const [own, elsewhereFen, standing] = await Promise.all([
    options.reader.lossesOf(wallet),
    usedElsewhereFen(options, wallet),
    options.reader.wallet(wallet),
  ]);
  const usedFen = elsewhereFen + usedElsewhere(own, loss.id, coverTermsOf(rules), nowMs);
  return caseView(loss, standing, { rules, usedFen, nowMs, path: PATH });
}
