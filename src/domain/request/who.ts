/** Who may move a request: the shop decides first, a second pair of eyes approves, the institution reviews. */
import type { Outcome } from '../outcome/index.ts';
import type { RequestCommand } from './moves.ts';
import type { Actor, CancelRequest, RequestState } from './state.ts';

type Move = Extract<RequestCommand, { readonly by: unknown }>['type'];

const STATES: Readonly<Record<Move, readonly RequestState[]>> = {
  accept: ['asked', 'escalated'],
  refuse: ['asked', 'escalated'],
  approve: ['approval', 'review'],
  reject: ['approval', 'review'],
  withdraw: ['asked', 'escalated', 'papers', 'approval', 'review', 'waiting'],
  'confirm-arrival': ['arriving'],
};

/** Whoever asked for it or accepted it has seen it already: a second pair of eyes is somebody else's. */
const firstEyes = ({ asked, acceptedBy }: CancelRequest, { id }: Actor): boolean =>
  asked.by === id || acceptedBy === id;

/** `null`: may. Told in the order state, role, eyes, so that nobody learns more than the view shows. */
export function whyNot(request: CancelRequest, move: Move, by: Actor): Outcome | null {
  const { state } = request;
  if (!STATES[move].includes(state)) return 'request-moved-on';
  switch (move) {
    case 'accept':
    case 'refuse':
      return by.role === (state === 'asked' ? 'merchant' : 'operator') ? null : 'not-allowed';
    case 'approve':
    case 'reject':
      if (by.role === 'payer') return 'not-allowed';
      if (state === 'review' && by.role !== 'operator') return 'review-by-institution';
      if (state === 'approval' && by.role === 'merchant' && !by.supervisor) return 'supervisor-needed';
      // Saying no needs no second pair of eyes: no money moves by it.
      return move === 'approve' && firstEyes(request, by) ? 'four-eyes' : null;
    case 'withdraw':
      return request.asked.door === by.role && request.asked.by === by.id ? null : 'not-allowed';
    case 'confirm-arrival':
      return null;
  }
}
