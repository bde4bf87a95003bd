/** A supervisor's word on the cashier's screen: for one act, and nobody is signed in by it afterwards. */
import type { FastifyRequest } from 'fastify';
import type { StaffMember } from '#adapters/postgres';
import type { Opened, Refused, Told } from '#adapters/sign-in';
import { type Permission, ROLE_PERMISSIONS } from '#domain/staff';
import { callerOf } from '../auth.ts';
import { placeOf } from '../browser.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { requireName } from '../staff/routes-second-proof.ts';
import { refusal } from '../staff/routes-session.ts';
import type { TillOrderBody } from './schemas-till-input.ts';
import type { TillActKind } from './till-desk.ts';

/** What gives money back or takes a hold away. */
const WAYS_BACK: readonly TillActKind[] = ['void', 'refund', 'preauth-void', 'completion-void', 'code-back'];
/** Whoever may cancel in the back office may at the till. */
const MAY: Permission = 'payments.cancel';

const may = ({ role }: Pick<StaffMember, 'role'>): boolean =>
  (ROLE_PERMISSIONS[role] as readonly Permission[]).includes(MAY);

/**
 * Lets the act pass, with a record of who approved it; keys and people who may cancel need nobody.
 *
 * @throws Problem `till-approval-needed` without one, and what is wrong with the one that was given.
 */
export async function requireApproval(
  options: HttpApiOptions,
  request: FastifyRequest,
  body: TillOrderBody,
  terminal: string,
): Promise<void> {
  const caller = callerOf(request);
  if (!WAYS_BACK.includes(body.act) || caller.can.includes(MAY)) return;
  const { approval } = body;
  if (approval === undefined) throw new Problem('till-approval-needed');
  const { staff } = options;
  const place = placeOf(request);
  const told: Told<Opened | Refused> =
    'passkey' in approval
      ? await staff.passkeys.signIn(place, requireName(request, options), approval.passkey)
      : await staff.signIn(place, { ...approval, code: approval.code ?? null });
  if ('refused' in told.result) throw refusal(told.result);
  const { signedIn } = told.result;
  // Known for this one act: the stay ends before the act begins.
  await staff.signOut(signedIn, 'signed-out');
  const { member } = signedIn;
  const record = {
    ...{ staffId: member.id, sessionId: null, who: member.login, role: member.role, book: member.book },
    ...{ act: `approve ${body.act}`, subject: `${terminal}/${body.batch ?? ''}/${body.stan ?? ''}` },
    ...{ requestId: request.id, address: place.address },
  };
  const no = await staff.begin(record);
  const refused = member.book !== caller.book || !may(member) || signedIn.needs.length > 0;
  await staff.end(no, refused ? 403 : 200, refused ? 'not-allowed' : 'done');
  if (refused)
    throw new Problem('not-allowed', {
      detail: 'This person may not approve acts of this shop.',
      detailZh: '此人无权为本店授权。',
    });
}
