/** Before a whole run of tests: the pages as their sources are. */
import { preparePages } from '../src/programs/pages.ts';

export default (): Promise<void> => preparePages((text) => void process.stdout.write(`${text}\n`));
