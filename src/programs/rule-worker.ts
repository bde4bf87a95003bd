/** Reads tried rule files on a thread of their own: a long file must not keep payments waiting. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RuleFile } from './rule-text.ts';
import { bookOfFiles } from './rules.ts';

parentPort?.postMessage(bookOfFiles(workerData as readonly RuleFile[]));
