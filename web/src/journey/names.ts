/** What a station is called in this picture: the shop's end may be a terminal, a system or a code. */
import type { Words } from '../shared/words.ts';
import type { PictureView, Station } from './picture.ts';

export const nameOf = ({ stations }: PictureView, station: Station): Words =>
  stations.find((each) => each.station === station)?.words ?? { zh: station, en: station };
