/** Where the shop's own systems are told of changes. */
import { api, type CallOptions, withQuery } from '../shared/api.ts';
import type { Words } from '../shared/words.ts';
import type { List } from './merchant-api.ts';

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly state: 'active' | 'disabled' | 'removed';
  readonly disabled: Words | null;
  readonly createdAt: string;
  readonly failingSince: string | null;
}
export interface Delivery {
  readonly message: string;
  readonly type: string;
  readonly subject: string;
  readonly at: string;
  readonly state: 'pending' | 'delivered' | 'failed' | 'held';
  readonly attempts: number;
  readonly log: readonly { readonly status: number | null; readonly error: string | null }[];
}

const at = (id: string): string => `/v1/webhooks/${encodeURIComponent(id)}`;
const DELIVERIES = 20;

export const readEndpoints = (options: CallOptions) => api.get<List<Endpoint>>('/v1/webhooks', options);
export const readDeliveries = (id: string, options: CallOptions) =>
  api.get<List<Delivery>>(withQuery(`${at(id)}/deliveries`, { limit: DELIVERIES }), options);
export const addEndpoint = (url: string) =>
  api.post<Endpoint & { readonly secret: string }>('/v1/webhooks', { url });
export const switchEndpoint = (id: string, word: 'enable' | 'disable') =>
  api.post<Endpoint>(`${at(id)}/${word}`, undefined);
export const rotateSecret = (id: string) =>
  api.post<{ readonly secret: string }>(`${at(id)}/rotate`, undefined);
export const removeEndpoint = (id: string) => api.delete<Endpoint>(at(id));
