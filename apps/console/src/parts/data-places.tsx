import { useLocation } from '../router.js';
import { PlaceLinks } from './place-links.js';

const places = [
  { to: '/data', name: 'Requests' },
  { to: '/data/holds', name: 'Legal holds' },
  { to: '/data/retention', name: 'Retention' },
];

/** What is under "Data & retention". */
export function DataPlaces() {
  return <PlaceLinks name="Data and retention" places={places} at={useLocation().path} />;
}
