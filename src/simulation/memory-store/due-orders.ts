import { dueMsOfOrder, type Order } from '#domain/order';
import type { Tables } from './tables.ts';

/** Orders whose time has come, oldest first. */
export function findDueOrders(tables: Tables, nowMs: number, limit: number): Order[] {
  const dueMs = (order: Order): number => dueMsOfOrder(order) ?? Number.POSITIVE_INFINITY;
  return [...tables.orders.values()]
    .filter((order) => dueMs(order) <= nowMs)
    .sort((a, b) => dueMs(a) - dueMs(b))
    .slice(0, limit);
}
