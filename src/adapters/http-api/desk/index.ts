/** The operator's desk: queue, search, books, verification. */
import type { Api } from '../api-type.ts';
import type { HttpApiOptions } from '../options.ts';
import { addBooksRoutes } from './routes-books.ts';
import { addQueueRoutes } from './routes-queue.ts';
import { addSearchRoutes } from './routes-search.ts';
import { addVerifyRoutes } from './routes-verify.ts';

export type { QueueItemView, QueueView } from './schemas-queue.ts';
export type { Progress, VerifyRunner } from './verifying.ts';

export function addDeskRoutes(app: Api, options: HttpApiOptions): void {
  addQueueRoutes(app, options);
  addSearchRoutes(app, options);
  addBooksRoutes(app, options);
  addVerifyRoutes(app, options);
}
