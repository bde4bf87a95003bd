/** A value of the last page: an instant is told as everywhere, in the shop's own zone. */
import { Moment } from '../shared/moment.tsx';
import { useSay, type Words } from '../shared/words.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

export function DetailValue({ value }: { readonly value: Words }) {
  const said = useSay()(value);
  return INSTANT.test(said) ? <Moment at={said} /> : said;
}
