/** Asking what a closing changes, and the closing step by step. */
import { type CallOptions, withQuery } from '../shared/api.ts';
import type { Choices, ClosurePage, ClosureSubject, ClosureView } from './closure-shapes.ts';
import { wallet } from './wallet-api.ts';

export const readImpact = (subject: ClosureSubject, options: CallOptions) =>
  wallet.get<ClosurePage>(withQuery('/impact', { kind: subject.kind, id: subject.id }), options);
export const beginClosure = (subject: ClosureSubject) =>
  wallet.post<ClosureView>('/closures', { subject: { kind: subject.kind, id: subject.id } });
export const readClosure = (id: string, options: CallOptions) =>
  wallet.get<ClosureView>(`/closures/${encodeURIComponent(id)}`, options);

const move = (id: string, step: string, body?: unknown) =>
  wallet.post<ClosureView>(`/closures/${encodeURIComponent(id)}/${step}`, body);
export const chooseIn = (id: string, choices: Choices) => move(id, 'choices', choices);
export const takeProofs = (id: string) => move(id, 'proofs');
export const confirmClosure = (id: string, seen: string) => move(id, 'confirm', { seen });
export const stepBack = (id: string) => move(id, 'step-back');
